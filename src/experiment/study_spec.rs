//! A *study* as a value: which runs are made of a scenario, when they end, and what is concluded from them.
//!
//! The words of a command line and the lines of a program that uses the library both become a [`StudySpec`]
//! ([`super::study_order`]); what is carried out, kept, shared out, merged and reported goes out from it alone
//! ([`super::prepared_study`]). A results folder keeps it in `manifest.json`. It holds the text of the scenario, so that no
//! other file is needed to read a result again; to make runs from real cases their files are needed too.
//!
//! What changes no number is no part of it: threads, folders, language, charts.

use serde::{Deserialize, Serialize};

use crate::scenario::ScenarioText;

/// A study of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudySpec {
    /// What is asked of the runs.
    pub kind: StudyKind,
    /// Names of the policies, in the order of the tables; where policies are compared, the baseline comes first; of a ladder
    /// its foot, then its rungs.
    pub policies: Vec<String>,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replications of every policy (at every point); where the campaign may end before, the most there may be.
    pub replications: u32,
    /// Whether the campaign ends at the first failed run. Otherwise its replication is left out under every policy.
    #[serde(default)]
    pub stops_at_failure: bool,
    /// The scenario.
    pub scenario: ScenarioText,
}

/// What is asked of the runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StudyKind {
    /// What one policy comes to.
    Run(CampaignAims),
    /// What each policy does against the baseline.
    Compare(CampaignAims),
    /// What each rung of a ladder does against the one before it, alone, and left out of the last.
    Ladder(CampaignAims),
    /// Which policy is the best.
    Selection {
        /// Name of the measure by which they are judged.
        measure: String,
        /// The smallest difference worth detecting, in the unit of the measure; as text, so that not a digit of it changes.
        #[serde(with = "digits")]
        indifference: f64,
        /// Whether figures are claimed to be those of the long run.
        #[serde(default)]
        steady_state: bool,
    },
    /// What the policies do at many points.
    Sweep {
        /// The points.
        design: StudyDesign,
        /// Whether policies are compared at the level at which each costs what the baseline costs.
        #[serde(default)]
        equal_budget: bool,
        /// Whether people, units, days and curves of every run are kept.
        #[serde(default)]
        details: bool,
        /// In how many assumption worlds the answer of the one lever is tried behind it; 0 for none.
        #[serde(default, skip_serializing_if = "is_none_asked_for")]
        worlds: u32,
    },
    /// A lever at a few of its levels across assumption worlds.
    LeverWorlds {
        /// The lever with its levels, rising, `KEY=VALUES`.
        lever: String,
        /// The level that was chosen from its curve, as written.
        chosen: String,
        /// How many worlds are drawn from the ranges of the assumed numbers.
        worlds: u32,
    },
    /// The least or greatest level of a factor at which a promise holds.
    Search {
        /// The factor with its levels, `KEY=VALUES`.
        factor: String,
        /// The promise, such as `on_time_rate >= 0.9`.
        promise: String,
        /// Which end of the levels is looked for.
        extreme: Extreme,
        /// Whether people, units, days and curves of every run are kept.
        #[serde(default)]
        details: bool,
    },
    /// Which factors matter, by elementary effects (Morris 1991).
    Screening {
        /// What is varied.
        factors: FactorChoice,
        /// Ways through the space of the factors.
        trajectories: u32,
        /// Levels of the grid that they go on; an even number.
        levels: u32,
        /// Most factors that go on to a decomposition.
        most: u32,
    },
    /// What share of the variance each factor brings (Sobol' 1993).
    Decomposition {
        /// What is varied.
        factors: FactorChoice,
        /// Base rows.
        base: u32,
    },
    /// A screening, then a decomposition among the factors that go on, each a campaign of its own.
    TwoSteps {
        /// What is varied.
        factors: FactorChoice,
        /// Ways through the space of the factors.
        trajectories: u32,
        /// Levels of the grid that they go on; an even number.
        levels: u32,
        /// Most factors that go on to the decomposition.
        most: u32,
        /// Base rows of the decomposition.
        base: u32,
    },
}

/// What a campaign without points aims at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignAims {
    /// The precision at which it ends, as `--precision` takes it; `None` for all replications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    /// Whether figures are claimed to be those of the long run.
    #[serde(default)]
    pub steady_state: bool,
}

/// The points of a sweep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StudyDesign {
    /// Made of factors.
    Sampled {
        /// What is varied.
        factors: FactorChoice,
        /// Which levels meet.
        sampling: Sampling,
    },
    /// As a CSV file says them.
    File {
        /// Name of the file.
        name: String,
        /// Its text.
        text: String,
    },
}

/// What is varied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorChoice {
    /// Factors, each `KEY=VALUES`. Without any, and without [`Self::assumed`], those of the scenario's own sweep.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
    /// Whether every number with an assumed range is one too.
    #[serde(default)]
    pub assumed: bool,
    /// Keys of the only factors of these that are varied; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
}

/// How the points of a design are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// Every combination of levels.
    Factorial,
    /// The scenario as it is, then each other level of each factor alone.
    OneAtATime,
    /// So many points of a Latin hypercube.
    LatinHypercube(u32),
    /// So many points of a scrambled Sobol sequence.
    Sobol(u32),
}

/// Which end of the levels is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extreme {
    /// The least level at which the condition holds; beyond lie the greater ones.
    Least,
    /// The greatest level at which it holds; beyond lie the lesser ones.
    Greatest,
}

impl StudySpec {
    /// The study of the first step alone where it has two; else it itself.
    #[must_use]
    pub fn into_first_step(self) -> Self {
        let kind = match self.kind {
            StudyKind::TwoSteps { factors, trajectories, levels, most, .. } => StudyKind::Screening { factors, trajectories, levels, most },
            other => other,
        };
        Self { kind, ..self }
    }

    /// The study that tries the answer of a lever, `lever` with its levels as `KEY=VALUES` of which `chosen` was chosen, in the
    /// assumption worlds that this one asks for: under the first policy alone, in at most [`MOST_IN_WORLDS`] replications. `None`
    /// where it asks for none.
    #[must_use]
    pub fn in_worlds(&self, lever: String, chosen: String) -> Option<Self> {
        let StudyKind::Sweep { worlds, .. } = self.kind else { return None };
        let policies = self.policies.iter().take(1).cloned().collect();
        let kind = StudyKind::LeverWorlds { lever, chosen, worlds };
        (worlds > 0).then(|| Self { kind, policies, replications: self.replications.min(MOST_IN_WORLDS), ..self.clone() })
    }

    /// The study of the second step alone, with the factors of these `keys`; `None` where there is no second.
    #[must_use]
    pub fn second_step(&self, keys: &[&str]) -> Option<Self> {
        let StudyKind::TwoSteps { factors, base, .. } = &self.kind else { return None };
        let only = keys.iter().map(|key| (*key).to_owned()).collect();
        let factors = FactorChoice { only, ..factors.clone() };
        Some(Self { kind: StudyKind::Decomposition { factors, base: *base }, ..self.clone() })
    }

    /// Name of the command that makes such a study.
    #[must_use]
    pub const fn command(&self) -> &'static str {
        match self.kind {
            StudyKind::Run(_) => "run",
            StudyKind::Compare(_) | StudyKind::Ladder(_) | StudyKind::Selection { .. } => "compare",
            StudyKind::Sweep { .. } | StudyKind::LeverWorlds { .. } | StudyKind::Search { .. } => "sweep",
            StudyKind::Screening { .. } | StudyKind::Decomposition { .. } | StudyKind::TwoSteps { .. } => "sensitivity",
        }
    }

    /// Whether figures are claimed to be those of the long run.
    #[must_use]
    pub const fn is_steady_state(&self) -> bool {
        match &self.kind {
            StudyKind::Run(aims) | StudyKind::Compare(aims) | StudyKind::Ladder(aims) => aims.steady_state,
            StudyKind::Selection { steady_state, .. } => *steady_state,
            _ => false,
        }
    }

    /// Whether people, units, days and curves of every run are kept.
    #[must_use]
    pub const fn has_details(&self) -> bool {
        match self.kind {
            StudyKind::Run(_) | StudyKind::Compare(_) | StudyKind::Ladder(_) | StudyKind::Selection { .. } => true,
            StudyKind::Sweep { details, .. } | StudyKind::Search { details, .. } => details,
            StudyKind::LeverWorlds { .. } | StudyKind::Screening { .. } | StudyKind::Decomposition { .. } | StudyKind::TwoSteps { .. } => {
                false
            }
        }
    }
}

/// Most replications of a level in a world: what is asked is in how many worlds, and not by how much.
pub const MOST_IN_WORLDS: u32 = 10;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
const fn is_none_asked_for(worlds: &u32) -> bool {
    *worlds == 0
}

/// A number as the shortest text that means it.
mod digits {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
    pub fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format_args!("{text:?} is no number")))
    }
}
