//! What the source documents claim, measured, and written into `docs/claims.md`.
//!
//! The claims stand in `docs/claims.toml` as data: what a document says, how it is measured, what would reproduce it, or why it cannot
//! be tested. Effects, intervals and findings are made here. The page says the hash of the plan of each study, by which
//! `tests/levers.rs` sees whether it is that of the files.

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Deserialize;
use wangge::experiment::analysis::comparison::Comparison;
use wangge::experiment::analysis::verdict::{Side, Size, Verdict};
use wangge::experiment::design::plan::Plan;
use wangge::experiment::prepared_study::PreparedStudy;
use wangge::experiment::study::Study;
use wangge::experiment::study_spec::CampaignAims;
use wangge::measure::replication::replicate;
use wangge::measure::run_result::PersonRow;
use wangge::output::language::wording::Wording;
use wangge::output::presentation::amounts::AmountScale;
use wangge::statistics::estimate::{Estimate, Interval};
use wangge::units::key::Key;
use wangge::units::measure::{Direction, Measure};

use super::{Failure, put};

const CLAIMS: &str = "docs/claims.toml";
const PAGE: &str = "docs/claims.md";
/// Seconds of a day on duty of a full-time worker.
const DAY_ON_DUTY: f64 = 7.5 * 3600.0;
/// Replications in which the work of people is counted.
const WORKER_REPLICATIONS: u32 = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimsFile {
    study: Vec<ClaimStudy>,
    section: Vec<Section>,
    target: Vec<Target>,
}

/// A study that claims are measured in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimStudy {
    name: String,
    file: String,
    kind: ClaimStudyKind,
    #[serde(default)]
    policies: Vec<String>,
    baseline: Option<String>,
    replications: u32,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum ClaimStudyKind {
    Ladder,
    Compare,
}

/// A document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: String,
    study: Option<String>,
    about: String,
    claim: Vec<Claim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    says: String,
    how: String,
    /// Where it is not that of the document.
    study: Option<String>,
    #[serde(default)]
    effects: Vec<ClaimEffect>,
    #[serde(default)]
    calibrated: bool,
    why_not: Option<String>,
    not_testable: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimEffect {
    /// The policy; none of the whole ladder.
    policy: Option<String>,
    of: Option<EffectOf>,
    measure: String,
    group: Option<String>,
    expects: Option<Expected>,
    band: Option<[f64; 2]>,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum EffectOf {
    /// The last rung against the foot.
    Together,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Expected {
    Lower,
    Higher,
    None,
}

/// One of V1 to V18.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    id: String,
    what: String,
    kind: String,
    model: Option<String>,
    source: Option<String>,
    naive: Option<String>,
    finding: Option<String>,
    study: Option<String>,
    effect: Option<ClaimEffect>,
    worker_events: Option<WorkerEvents>,
}

/// Pieces of work on cases, of a person of a role in a day on duty.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkerEvents {
    policy: String,
    role: String,
    band: [f64; 2],
}

/// Runs the studies of the claims and writes the page.
pub fn write() -> Result<(), Failure> {
    let file: ClaimsFile = toml::from_str(&fs::read_to_string(CLAIMS)?)?;
    let mut done = Vec::new();
    for own in &file.study {
        println!("{}", own.name);
        done.push(Measured::new(own)?);
    }
    let find = |name: &Option<String>| done.iter().find(|own| Some(&own.name) == name.as_ref());
    let mut documents = String::new();
    for section in &file.section {
        write!(documents, "\n## {}\n\n{}\n", section.title, section.about)?;
        if let Some(own) = find(&section.study) {
            write!(documents, "\n{}\n", own.told())?;
        }
        documents += "\n| claim | how it is measured | effect | finding |\n|---|---|---|---|\n";
        for claim in &section.claim {
            let study = find(if claim.study.is_some() { &claim.study } else { &section.study });
            let (effect, finding) = claim.row(study)?;
            let how = if claim.how.is_empty() { "–" } else { &claim.how };
            writeln!(documents, "| {} | {how} | {effect} | {finding} |", claim.says)?;
        }
        let mut told: Vec<&str> = Vec::new();
        for study in section.claim.iter().filter(|own| own.study.is_some()).filter_map(|own| find(&own.study)) {
            if !told.contains(&study.name.as_str()) {
                told.push(&study.name);
                write!(documents, "\n{}\n", study.told())?;
            }
        }
    }
    let mut targets = String::from("\n| target | kind | model | log or source | naive forecast | finding |\n|---|---|---|---|---|---|\n");
    for target in &file.target {
        targets += &target.row(find(&target.study))?;
    }
    put(PAGE, "documents", documents.trim_start_matches('\n'))?;
    put(PAGE, "targets", targets.trim_start_matches('\n'))
}

/// A study with its result.
struct Measured {
    name: String,
    command: String,
    study: Study,
    plan: Plan,
    comparison: Comparison,
}

impl Measured {
    fn new(own: &ClaimStudy) -> Result<Self, Failure> {
        let policies: Vec<&str> = own.policies.iter().map(String::as_str).collect();
        let study = Study::read(&own.file, &[])?.policies(&policies).replications(own.replications);
        let study = own.baseline.as_deref().map_or_else(|| study.clone(), |baseline| study.baseline(baseline));
        let (spec, comparison) = match own.kind {
            ClaimStudyKind::Ladder => (study.order().ladder(CampaignAims::default())?, study.ladder()?),
            ClaimStudyKind::Compare => (study.order().compare(CampaignAims::default())?, study.compare()?),
        };
        let plan = PreparedStudy::new(spec, Arc::clone(study.draft()))?.plan;
        let ladder = if own.kind == ClaimStudyKind::Ladder { " --ladder" } else { "" };
        let named = if own.policies.is_empty() { String::new() } else { format!(" --policies {}", own.policies.join(",")) };
        let baseline = own.baseline.as_ref().map_or_else(String::new, |baseline| format!(" --baseline {baseline}"));
        let command = format!("wangge compare {}{ladder}{named}{baseline} --replications {}", own.file, own.replications);
        Ok(Self { name: own.name.clone(), command, study, plan, comparison })
    }

    fn told(&self) -> String {
        format!("`{}`, plan `{}`.", self.command, self.plan.identity.hash())
    }

    fn policy(&self, name: &str) -> Result<usize, String> {
        let place = self.plan.identity.policies.iter().position(|policy| policy == name);
        place.ok_or_else(|| format!("{} has no policy {name}", self.name))
    }

    /// The estimate that an effect speaks of, of the policy with this index.
    fn estimate(&self, effect: &ClaimEffect, policy: usize) -> Result<&Estimate, String> {
        let setting = &self.plan.settings[policy];
        let group = effect.group.as_deref().unwrap_or("all");
        let is_meant = |key: Key| key.measure.entry().name == effect.measure && key.group.name(setting) == group;
        let found = self.comparison.estimates[policy].iter().find(|estimate| is_meant(estimate.key));
        found.ok_or_else(|| format!("{} does not measure {} of {group}", self.name, effect.measure))
    }

    fn found(&self, effect: &ClaimEffect) -> Result<FoundEffect, String> {
        let policy = match &effect.policy {
            Some(name) => self.policy(name)?,
            None => self.plan.shown() - 1,
        };
        let estimate = self.estimate(effect, policy)?;
        if effect.band.is_some() {
            return Ok(FoundEffect { measure: estimate.key.measure, mean: estimate.mean, interval: estimate.interval, verdict: None });
        }
        let difference = match effect.of {
            Some(EffectOf::Together) => self.comparison.all_together(estimate.key),
            None => self.comparison.difference(policy, estimate.key),
        };
        let difference = difference.ok_or_else(|| format!("{} has no difference of {}", self.name, effect.measure))?;
        Ok(FoundEffect { measure: estimate.key.measure, mean: difference.mean, interval: difference.interval, verdict: difference.verdict })
    }
}

/// What an effect came to.
struct FoundEffect {
    measure: Measure,
    mean: Option<f64>,
    interval: Option<Interval>,
    verdict: Option<Verdict>,
}

impl FoundEffect {
    /// The mean with its interval, a difference with its sign.
    fn told(&self, is_value: bool) -> String {
        let Some(mean) = self.mean else { return "no value".to_owned() };
        let reach = self.interval.map_or(0.0, |interval| interval.low.abs().max(interval.high.abs()));
        let amounts = AmountScale::new(Wording::ENGLISH, self.measure, mean.abs().max(reach));
        let mean = if is_value { amounts.value(mean) } else { amounts.signed(mean) };
        match self.interval {
            Some(interval) => format!("{mean} [{}, {}]", amounts.bare(interval.low), amounts.bare(interval.high)),
            None => mean,
        }
    }

    /// What it says of the claim.
    fn finding(&self, effect: &ClaimEffect) -> Finding {
        if let Some([low, high]) = effect.band {
            return match self.interval {
                Some(interval) if interval.low >= low && interval.high <= high => Finding::Reproduced(""),
                Some(interval) if interval.low > high => Finding::Not("too many".to_owned()),
                Some(interval) if interval.high < low => Finding::Not("too few".to_owned()),
                _ => Finding::Open("the interval reaches beyond the band".to_owned()),
            };
        }
        if let Some(verdict) = self.verdict {
            return of_verdict(verdict, self.measure, effect.expects);
        }
        let (low, high) = self.interval.map_or((0.0, 0.0), |interval| (interval.low, interval.high));
        match effect.expects {
            Some(_) if self.interval.is_none() && self.mean.is_some_and(|mean| mean != 0.0) => {
                Finding::Open("differs in too few runs for an interval".to_owned())
            }
            Some(Expected::Higher | Expected::Lower) if low == 0.0 && high == 0.0 => Finding::Not("the same value in every run".to_owned()),
            Some(Expected::None) if low <= 0.0 && high >= 0.0 => Finding::Reproduced(""),
            Some(Expected::Higher) if low > 0.0 => Finding::Reproduced(""),
            Some(Expected::Lower) if high < 0.0 => Finding::Reproduced(""),
            Some(Expected::Higher | Expected::Lower) if low <= 0.0 && high >= 0.0 => Finding::Open("the interval holds zero".to_owned()),
            Some(_) => Finding::Not("the other way".to_owned()),
            None => Finding::Open("nothing is expected".to_owned()),
        }
    }
}

fn of_verdict(verdict: Verdict, measure: Measure, expects: Option<Expected>) -> Finding {
    let wish = measure.entry().direction;
    let more = |side: Side| match side {
        Side::Better => wish == Direction::Higher,
        Side::Worse => wish == Direction::Lower,
        Side::Higher => true,
        Side::Lower => false,
    };
    let is_better = |side: Side| match expects {
        Some(Expected::Higher) => more(side),
        Some(Expected::Lower) => !more(side),
        _ => false,
    };
    match verdict {
        Verdict::Apart { side, size } if is_better(side) => Finding::Reproduced(match size {
            Some(Size::Enough) => "large enough to matter",
            Some(Size::Small) => "too small to matter",
            None => "",
        }),
        Verdict::Apart { .. } => Finding::Not("the other way".to_owned()),
        Verdict::Identical => Finding::Not("nothing happens otherwise in any run".to_owned()),
        Verdict::Unchanged { .. } => Finding::Not("the same value in every run".to_owned()),
        Verdict::Equivalent { within } => {
            let within = AmountScale::new(Wording::ENGLISH, measure, within).size(within);
            Finding::Not(format!("no difference beyond {within}"))
        }
        Verdict::Undecided { more: Some(more), .. } => Finding::Open(format!("about {more} more replications would settle it")),
        Verdict::Undecided { more: None, .. } => Finding::Open("more replications would hardly settle it".to_owned()),
    }
}

enum Finding {
    /// With how large it is.
    Reproduced(&'static str),
    /// With what is there instead.
    Not(String),
    /// With what it would take.
    Open(String),
}

impl Finding {
    fn told(&self, why_not: Option<&str>) -> String {
        let why = why_not.map_or_else(String::new, |why| format!("; {why}"));
        match self {
            Self::Reproduced("") => "reproduced".to_owned(),
            Self::Reproduced(size) => format!("reproduced, {size}"),
            Self::Not(instead) => format!("not reproduced: {instead}{why}"),
            Self::Open(open) => format!("undecided: {open}"),
        }
    }
}

impl Claim {
    /// Effect and finding.
    fn row(&self, study: Option<&Measured>) -> Result<(String, String), Failure> {
        if let Some(reason) = &self.not_testable {
            return Ok(("–".to_owned(), format!("not testable: {reason}")));
        }
        let study = study.ok_or_else(|| format!("{}: no study", self.says))?;
        let found = self.effects.iter().map(|effect| study.found(effect)).collect::<Result<Vec<_>, _>>()?;
        let told: Vec<String> = found.iter().zip(&self.effects).map(|(own, effect)| own.told(effect.band.is_some())).collect();
        let (first, effect) = found.first().zip(self.effects.first()).ok_or_else(|| format!("{}: no effect", self.says))?;
        let finding = first.finding(effect).told(self.why_not.as_deref());
        let calibrated = if self.calibrated { " (calibrated to it)" } else { "" };
        Ok((told.join("; "), finding + calibrated))
    }
}

impl Target {
    fn row(&self, study: Option<&Measured>) -> Result<String, Failure> {
        let missing = || format!("{}: no study", self.id);
        let (mut model, mut finding) = (self.model.clone(), self.finding.clone());
        if let Some(effect) = &self.effect {
            let found = study.ok_or_else(missing)?.found(effect)?;
            (model, finding) = (Some(found.told(true)), Some(hit(&found.finding(effect))));
        }
        if let Some(own) = &self.worker_events {
            let study = study.ok_or_else(missing)?;
            let (mean, ends) = own.measured(study)?;
            let [mean_told, low, high] = [mean, ends[0], ends[1]].map(|value| Wording::ENGLISH.number(value, 2));
            model = Some(format!("{mean_told} ({low} to {high} in {WORKER_REPLICATIONS} runs)"));
            let [low, high] = own.band;
            finding = Some(if (low..=high).contains(&mean) { "hit".to_owned() } else { "miss".to_owned() });
        }
        let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        let (naive, source) = (cell(&self.naive), cell(&self.source));
        let Self { id, what, kind, .. } = self;
        Ok(format!("| {id} {what} | {kind} | {} | {source} | {naive} | {} |\n", cell(&model), cell(&finding)))
    }
}

fn hit(finding: &Finding) -> String {
    match finding {
        Finding::Reproduced(_) => "hit".to_owned(),
        Finding::Not(instead) => format!("miss: {instead}"),
        Finding::Open(open) => format!("open: {open}"),
    }
}

impl WorkerEvents {
    /// Mean over a few replications, with the lowest and the highest.
    fn measured(&self, study: &Measured) -> Result<(f64, [f64; 2]), Failure> {
        let setting = &study.plan.settings[study.policy(&self.policy)?];
        let role = setting.roles.iter().position(|role| role.name == self.role).ok_or_else(|| format!("no role {}", self.role))?;
        let mut values = Vec::new();
        for replication in 0..study.plan.identity.replications.min(WORKER_REPLICATIONS) {
            let result = replicate(setting, study.study.draft().scenario().seed, replication, &AtomicBool::new(false))?;
            let own = result.people.iter().filter(|row| row.role.index() == role);
            let add = |(starts, days): (f64, f64), row: &PersonRow| {
                (starts + row.starts as f64, days + row.rostered_seconds as f64 / DAY_ON_DUTY)
            };
            let (starts, days) = own.fold((0.0, 0.0), add);
            values.push(starts / days);
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let (low, high) = values.iter().fold((mean, mean), |(low, high), value| (low.min(*value), high.max(*value)));
        Ok((mean, [low, high]))
    }
}
