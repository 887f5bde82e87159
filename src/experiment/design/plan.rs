//! A *plan*: which runs a campaign makes, and the hash that tells one plan from another.
//!
//! A run is a pure function of scenario, policy, seed and replication, so these (with the version of the program that
//! computes the function) say everything about the numbers that come out. The identity of a plan holds exactly that,
//! its SHA-256 is printed on every table, and a results folder that holds another plan is never overwritten.
//!
//! What is not in the identity changes no number: threads, progress, the folder, the file's comments, and which machine
//! does which part of it ([`Shard`]).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest::sha256;
use super::ladder::LadderPlan;
use super::points::{Design, DesignIdentity};
use crate::scenario::{BASE, Scenario, Setting};

/// Keys of the scenario file that are no part of the content: what the plan states itself, since the command line may say
/// otherwise, and what a sweep would run or a replay would show.
const STATED_BY_PLAN: [&str; 6] = ["seed", "replications", "sweep", "lesson", "names", "names_zh"];

/// The runs of a campaign: every policy at every design point in every replication, on the same residents, issues and
/// random numbers. Without a design there is one point, the scenario as it is.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What tells this plan from any other.
    pub identity: Identity,
    /// One setting per policy, in the order of [`Identity::policies`], with the values of the file itself.
    pub settings: Vec<Setting>,
    /// Confidence level of intervals, in 0–1.
    pub confidence: f64,
    /// The points at which the policies are run; `None` for the scenario as it is.
    pub design: Option<Arc<Design>>,
    /// How the policies are compared, where they are the rungs of a ladder; `None` for all with the first.
    pub ladder: Option<Arc<LadderPlan>>,
}

/// Everything that decides the numbers of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Version of the program.
    pub version: String,
    /// Name of the scenario.
    pub scenario: String,
    /// SHA-256 of the resolved scenario (without seed and replications, which stand below), in hex.
    pub content: String,
    /// Names of the policies, in the order of the tables; in a comparison the baseline comes first.
    pub policies: Vec<String>,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replications asked for; where a rule may end the campaign before, the most there may be.
    pub replications: u32,
    /// The design points, when there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<DesignIdentity>,
    /// The rule that may end the campaign before all replications, in words; `None` when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopping: Option<String>,
    /// SHA-256 of what is run beside the rungs of a ladder; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ladder: Option<String>,
}

/// One of several parts of a plan, each done by a machine of its own: cells `from..until` of the plan's order. A cell is all of
/// a replication at a point, under every policy, so that no part has half of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl Shard {
    /// The cells of this part, of `cells` in all: the parts are of one size but for one cell, and leave nothing out.
    #[must_use]
    pub fn cells(self, cells: u64) -> std::ops::Range<u64> {
        let end = |number: u32| u64::try_from(u128::from(cells) * u128::from(number) / u128::from(self.of)).unwrap_or(cells);
        end(self.number - 1)..end(self.number)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a shard; expected k/n with k from 1 to n, such as 1/4");
        let (number, of) = text.split_once('/').ok_or_else(wrong)?;
        let (number, of) = number.parse().ok().zip(of.parse().ok()).ok_or_else(wrong)?;
        if (1..=of).contains(&number) { Ok(Self { number, of }) } else { Err(wrong()) }
    }
}

/// Why no plan could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The scenario has no policy of that name.
    #[error("the scenario {scenario} has no policy {policy:?}; it has {known}{}", meant.as_ref().map(|m| format!("; did you mean {m:?}?")).unwrap_or_default())]
    UnknownPolicy {
        /// Name of the scenario.
        scenario: String,
        /// The name asked for.
        policy: String,
        /// The names there are.
        known: String,
        /// The name likely meant.
        meant: Option<String>,
    },
    /// A comparison of a policy with nothing.
    #[error("a comparison needs a policy beside the baseline {baseline}; the scenario {scenario} has {known}")]
    NothingToCompare {
        /// Name of the scenario.
        scenario: String,
        /// The baseline.
        baseline: String,
        /// The names there are.
        known: String,
    },
    /// Policies that do not start from one another, one after the other.
    #[error(
        "the policies of {scenario} make no single ladder: `{stray}` is not on the way from `{foot}` to `{last}`{}",
        if way.is_empty() { String::new() } else { format!("; those of one ladder are {way}") }
    )]
    NoLadder {
        /// Name of the scenario.
        scenario: String,
        /// The policy at which the ladder would begin: the baseline.
        foot: String,
        /// The policy with the longest way from the file.
        last: String,
        /// One that is not on that way.
        stray: String,
        /// The options that name one ladder; empty where there is none.
        way: String,
    },
    /// A replication count of zero.
    #[error("a plan needs at least 1 replication, got 0")]
    NoReplications,
}

impl Plan {
    /// The plan of `scenario` under the named `policies`; `seed` and `replications` win over the file's.
    ///
    /// # Errors
    /// When a policy is not in the scenario, or there is nothing to replicate.
    pub fn new(scenario: &Scenario, policies: &[&str], seed: Option<u64>, replications: Option<u32>) -> Result<Self, PlanError> {
        let settings = policies.iter().map(|policy| setting(scenario, policy).cloned()).collect::<Result<Vec<_>, _>>()?;
        let replications = replications.unwrap_or(scenario.replications);
        if replications == 0 {
            return Err(PlanError::NoReplications);
        }
        let identity = Identity {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: scenario.name.clone(),
            content: Self::content(scenario),
            policies: policies.iter().map(|&policy| policy.to_owned()).collect(),
            seed: seed.unwrap_or(scenario.seed),
            replications,
            design: None,
            stopping: None,
            ladder: None,
        };
        Ok(Self { identity, settings, confidence: scenario.confidence, design: None, ladder: None })
    }

    /// What the numbers of `scenario` are told from others by: the SHA-256 of all that it says, but for titles, seed and replications.
    #[must_use]
    pub fn content(scenario: &Scenario) -> String {
        sha256(canonical(&scenario.resolved).to_string().as_bytes())
    }

    /// The plan at the points of `design`.
    #[must_use]
    pub fn at(self, design: Design) -> Self {
        let identity = Identity { design: Some(design.identity()), ..self.identity };
        Self { identity, design: Some(Arc::new(design)), ..self }
    }

    /// The plan with a rule that may end it before all replications, in words.
    #[must_use]
    pub fn until(self, rule: String) -> Self {
        Self { identity: Identity { stopping: Some(rule), ..self.identity }, ..self }
    }

    /// The plan that compares `policies` with `baseline`, which comes first. Without `policies` all of the scenario are
    /// compared, but for `base` where the file names another baseline; without `baseline` the file's holds.
    ///
    /// # Errors
    /// When a policy is not in the scenario, none is left beside the baseline, or there is nothing to replicate.
    pub fn comparison(
        scenario: &Scenario,
        policies: &[String],
        baseline: Option<&str>,
        seed: Option<u64>,
        replications: Option<u32>,
    ) -> Result<Self, PlanError> {
        let compared = Self::compared(scenario, policies, baseline)?;
        Self::new(scenario, &compared.iter().map(String::as_str).collect::<Vec<_>>(), seed, replications)
    }

    /// The policies of such a comparison, the baseline first.
    ///
    /// # Errors
    /// When a policy is not in the scenario, or none is left beside the baseline.
    pub fn compared(scenario: &Scenario, policies: &[String], baseline: Option<&str>) -> Result<Vec<String>, PlanError> {
        let baseline = baseline.unwrap_or(&scenario.baseline);
        let of_file = || scenario.settings.iter().map(|setting| setting.policy.as_str());
        let is_usual = |policy: &&str| *policy != BASE || scenario.baseline == BASE;
        let asked: Vec<&str> =
            if policies.is_empty() { of_file().filter(is_usual).collect() } else { policies.iter().map(String::as_str).collect() };
        let mut compared = vec![baseline.to_owned()];
        for policy in asked {
            if !compared.iter().any(|known| known == policy) {
                compared.push(policy.to_owned());
            }
        }
        compared.iter().try_for_each(|policy| setting(scenario, policy).map(|_| ()))?;
        if compared.len() < 2 {
            let known = of_file().collect::<Vec<_>>().join(", ");
            return Err(PlanError::NothingToCompare { scenario: scenario.name.clone(), baseline: baseline.to_owned(), known });
        }
        Ok(compared)
    }

    /// Runs of the whole plan; where a rule may end it before, the most there may be.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.cells() * self.settings.len() as u64
    }

    /// Design points; 1 without a design.
    #[must_use]
    pub fn points(&self) -> usize {
        self.design.as_ref().map_or(1, |design| design.points.len())
    }

    /// Cells of the whole plan: a cell is one replication of every policy at one point.
    #[must_use]
    pub fn cells(&self) -> u64 {
        u64::from(self.identity.replications) * self.points() as u64
    }

    /// How tables number the point with this index: from 1, and 0 without a design.
    #[must_use]
    pub fn point_number(&self, point: usize) -> u32 {
        self.design.as_ref().map_or(0, |_| u32::try_from(point + 1).unwrap_or(u32::MAX))
    }

    /// The setting of a policy at a point, both by index.
    #[must_use]
    pub fn setting(&self, point: usize, policy: usize) -> SettingRef<'_> {
        match &self.design {
            None => SettingRef::Own(&self.settings[policy]),
            Some(design) => SettingRef::OfPoint(design.settings(point), policy),
        }
    }

    /// The policy that `policy` is compared with: the first, or on a ladder the rung before.
    #[must_use]
    pub fn against(&self, policy: usize) -> usize {
        self.ladder.as_ref().and_then(|ladder| ladder.against.get(policy).copied()).unwrap_or(0)
    }

    /// How many policies, from the first on, have verdicts and are shown one by one: all, or foot and rungs of a ladder.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.ladder.as_ref().map_or(self.settings.len(), |ladder| ladder.rungs + 1)
    }

    /// The plan with the settings of those policies alone; its identity is that of the whole.
    #[must_use]
    pub fn of_shown(&self) -> Self {
        let mut plan = self.clone();
        plan.settings.truncate(self.shown());
        plan
    }
}

/// A setting that the plan has, or that belongs to a design point.
#[derive(Clone, Debug)]
pub enum SettingRef<'a> {
    /// Of the plan itself.
    Own(&'a Setting),
    /// Settings of a point, and the index of the policy among them.
    OfPoint(Arc<Vec<Setting>>, usize),
}

impl std::ops::Deref for SettingRef<'_> {
    type Target = Setting;

    fn deref(&self) -> &Setting {
        match self {
            Self::Own(setting) => setting,
            Self::OfPoint(settings, policy) => &settings[*policy],
        }
    }
}

impl Identity {
    /// The plan hash: SHA-256 of the identity, 64 hex digits.
    #[must_use]
    pub fn hash(&self) -> String {
        let Self { version, scenario, content, policies, seed, replications, design, stopping, ladder } = self;
        let mut said = serde_json::json!([version, scenario, content, policies, seed, replications, design, stopping]);
        if let (Value::Array(list), Some(ladder)) = (&mut said, ladder) {
            list.push(ladder.as_str().into());
        }
        sha256(said.to_string().as_bytes())
    }

    /// In what `other` differs, one phrase each; empty for the same plan.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let pairs = [
            ("version", self.version.clone(), other.version.clone()),
            ("scenario", self.scenario.clone(), other.scenario.clone()),
            ("policy", self.policies.join(", "), other.policies.join(", ")),
            ("seed", self.seed.to_string(), other.seed.to_string()),
            ("replications", self.replications.to_string(), other.replications.to_string()),
            ("design", design_text(self), design_text(other)),
            ("stopping rule", stopping_text(self), stopping_text(other)),
            ("ladder", ladder_text(self), ladder_text(other)),
        ];
        let mut found: Vec<String> = pairs
            .into_iter()
            .filter(|(_, here, there)| here != there)
            .map(|(what, here, there)| format!("{what} {there}, not {here}"))
            .collect();
        if self.content != other.content {
            found.push("other values in the scenario file or --set".to_owned());
        }
        found
    }
}

fn design_text(identity: &Identity) -> String {
    identity.design.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
}

fn ladder_text(identity: &Identity) -> String {
    identity.ladder.as_ref().map_or_else(|| "none".to_owned(), |ladder| ladder[..12].to_owned())
}

fn stopping_text(identity: &Identity) -> String {
    identity.stopping.clone().unwrap_or_else(|| "none".to_owned())
}

fn setting<'a>(scenario: &'a Scenario, policy: &str) -> Result<&'a Setting, PlanError> {
    scenario.settings.iter().find(|setting| setting.policy == policy).ok_or_else(|| {
        let names = || scenario.settings.iter().map(|setting| setting.policy.as_str());
        let meant = names()
            .map(|name| (strsim::damerau_levenshtein(name, policy), name))
            .min()
            .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 3)
            .map(|(_, name)| name.to_owned());
        PlanError::UnknownPolicy {
            scenario: scenario.name.clone(),
            policy: policy.to_owned(),
            known: names().collect::<Vec<_>>().join(", "),
            meant,
        }
    })
}

/// Removes the titles at every depth: texts for people, which change no number.
fn remove_titles(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            entries.retain(|key, inner| !matches!(key.as_str(), "title" | "title_zh") || !inner.is_string());
            entries.values_mut().for_each(remove_titles);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_titles),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The resolved file with keys sorted at every depth, without titles and what the plan states itself.
fn canonical(resolved: &Value) -> Value {
    let mut sorted = sort_keys(resolved);
    remove_titles(&mut sorted);
    if let Value::Object(keys) = &mut sorted {
        for key in STATED_BY_PLAN {
            keys.shift_remove(key);
        }
    }
    sorted
}

fn sort_keys(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let sorted: std::collections::BTreeMap<&String, Value> = entries.iter().map(|(key, inner)| (key, sort_keys(inner))).collect();
            Value::Object(sorted.into_iter().map(|(key, inner)| (key.clone(), inner)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sort_keys).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::experiment::design::plan::*;

    fn identity() -> Identity {
        Identity {
            version: "0.1.0".into(),
            scenario: "queue".into(),
            content: sha256(b"{}"),
            policies: vec!["base".into()],
            seed: 1,
            replications: 30,
            design: None,
            stopping: None,
            ladder: None,
        }
    }

    #[test]
    fn sha256_of_abc_is_the_published_digest() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn the_order_of_keys_titles_and_the_stated_keys_do_not_change_the_content() {
        let one = serde_json::json!({"b": {"y": 1, "x": [2, 3], "title": "B", "title_zh": "乙"}, "a": 1, "seed": 7, "sweep": {"points": 9}, "title": "A"});
        let other = serde_json::json!({"a": 1, "replications": 9, "b": {"x": [2, 3], "y": 1}});
        assert_eq!(canonical(&one).to_string(), canonical(&other).to_string());
        let changed = serde_json::json!({"a": 1, "b": {"x": [3, 2], "y": 1}});
        assert_ne!(canonical(&one).to_string(), canonical(&changed).to_string());
    }

    #[test]
    fn every_part_of_the_identity_changes_the_hash_and_is_named_as_a_difference() {
        let ours = identity();
        assert_eq!(ours.differences(&ours), Vec::<String>::new());
        let others = [
            ("version", Identity { version: "0.2.0".into(), ..identity() }),
            ("scenario", Identity { scenario: "network".into(), ..identity() }),
            ("policy", Identity { policies: vec!["base".into(), "early".into()], ..identity() }),
            ("seed", Identity { seed: 2, ..identity() }),
            ("replications", Identity { replications: 31, ..identity() }),
            (
                "design",
                Identity { design: Some(DesignIdentity { kind: "Sobol sequence".into(), points: 8, sha256: sha256(b"") }), ..identity() },
            ),
            ("stopping rule", Identity { stopping: Some("precision 5%".into()), ..identity() }),
            ("ladder", Identity { ladder: Some(sha256(b"[]")), ..identity() }),
            ("scenario file", Identity { content: sha256(b"[]"), ..identity() }),
        ];
        for (what, other) in others {
            assert_ne!(ours.hash(), other.hash(), "{what}");
            let differences = ours.differences(&other);
            assert_eq!(differences.len(), 1, "{differences:?}");
            assert!(differences[0].contains(what), "{differences:?} should name {what}");
        }
    }

    #[test]
    fn shards_share_out_all_cells_evenly_in_order() {
        for (cells, of) in [(0_u64, 1_u32), (7, 3), (3, 7), (1_000_003, 8), (u64::from(u32::MAX) * 1000, 99)] {
            let mut next = 0;
            for number in 1..=of {
                let part = Shard { number, of }.cells(cells);
                assert_eq!(part.start, next);
                assert!(part.end - part.start <= cells.div_ceil(u64::from(of)));
                next = part.end;
            }
            assert_eq!(next, cells);
        }
        assert_eq!("2/4".parse(), Ok(Shard { number: 2, of: 4 }));
        for wrong in ["0/4", "5/4", "4", "a/b", "1/0", ""] {
            assert!(wrong.parse::<Shard>().unwrap_err().contains("expected k/n"), "{wrong}");
        }
    }
}
