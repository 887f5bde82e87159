//! From what somebody asks for to a study: the scenario's own defaults fill what is not said. The one place where commands
//! and programs make a [`StudySpec`].

use std::sync::Arc;

use super::design::plan::Plan;
use super::ladder_steps;
use super::study_error::StudyError;
use super::study_spec::{CampaignAims, Extreme, FactorChoice, StudyDesign, StudyKind, StudySpec};
use crate::scenario::{BASE, Draft};

/// Most replications for a precision when nothing else is asked for.
const MOST_FOR_PRECISION: u32 = 1_000;
/// Most replications of a selection when nothing else is asked for.
const MOST_FOR_SELECTION: u32 = 10_000;
/// Replications of a point of a sensitivity study, when nobody says how many.
const OF_SENSITIVITY: u32 = 3;

/// What is asked for of a scenario.
#[derive(Clone, Debug)]
pub struct StudyOrder {
    /// The scenario.
    pub draft: Arc<Draft>,
    /// Policies; none for all of the file.
    pub policies: Vec<String>,
    /// The policy that the others are compared with; `None` for the file's.
    pub baseline: Option<String>,
    /// Root of all random numbers; `None` for the file's.
    pub seed: Option<u64>,
    /// Replications; `None` for the file's, or what is usual of the kind of study.
    pub replications: Option<u32>,
    /// Whether the campaign ends at the first failed run.
    pub stops_at_failure: bool,
}

impl StudyOrder {
    /// Everything as the scenario of `draft` says.
    #[must_use]
    pub const fn new(draft: Arc<Draft>) -> Self {
        Self { draft, policies: Vec::new(), baseline: None, seed: None, replications: None, stops_at_failure: false }
    }

    /// Replications of one policy.
    #[must_use]
    pub fn run(&self, policy: &str, aims: CampaignAims) -> StudySpec {
        let replications = self.replications.or_else(|| aims.precision.as_ref().map(|_| MOST_FOR_PRECISION));
        self.spec(vec![policy.to_owned()], replications, StudyKind::Run(aims))
    }

    /// The policies against the baseline.
    ///
    /// # Errors
    /// When a policy is not in the file, or there is nothing to compare.
    pub fn compare(&self, aims: CampaignAims) -> Result<StudySpec, StudyError> {
        let replications = self.replications.or_else(|| aims.precision.as_ref().map(|_| MOST_FOR_PRECISION));
        Ok(self.spec(self.compared()?, replications, StudyKind::Compare(aims)))
    }

    /// The policies as the rungs of a ladder, whose foot is the baseline.
    ///
    /// # Errors
    /// As [`Self::compare`], and when they do not start from one another, one after the other.
    pub fn ladder(&self, aims: CampaignAims) -> Result<StudySpec, StudyError> {
        let replications = self.replications.or_else(|| aims.precision.as_ref().map(|_| MOST_FOR_PRECISION));
        let rungs = ladder_steps::rungs(self.draft.scenario(), &self.policies, self.baseline.as_deref())?;
        Ok(self.spec(rungs, replications, StudyKind::Ladder(aims)))
    }

    /// The best of the policies by `measure`; `indifference` is the smallest difference worth detecting, in its unit.
    ///
    /// # Errors
    /// As [`Self::compare`].
    pub fn select(&self, measure: &str, indifference: f64, steady_state: bool) -> Result<StudySpec, StudyError> {
        let replications = Some(self.replications.unwrap_or(MOST_FOR_SELECTION));
        let kind = StudyKind::Selection { measure: measure.to_owned(), indifference, steady_state };
        Ok(self.spec(self.compared()?, replications, kind))
    }

    /// The policies at the points of `design`; where nothing else is asked for, those of the file's sweep.
    ///
    /// # Errors
    /// When a policy is not in the file.
    pub fn sweep(&self, design: StudyDesign, equal_budget: bool, details: bool) -> Result<StudySpec, StudyError> {
        self.at_points(StudyKind::Sweep { design, equal_budget, details, worlds: 0 })
    }

    /// The policies along the one lever of `design`, and its answer in so many assumption `worlds`.
    ///
    /// # Errors
    /// As [`Self::sweep`].
    pub fn sweep_in_worlds(&self, design: StudyDesign, details: bool, worlds: u32) -> Result<StudySpec, StudyError> {
        self.at_points(StudyKind::Sweep { design, equal_budget: false, details, worlds })
    }

    /// The level of `factor` at which `promise` holds.
    ///
    /// # Errors
    /// As [`Self::sweep`].
    pub fn search(&self, factor: &str, promise: &str, extreme: Extreme, details: bool) -> Result<StudySpec, StudyError> {
        self.at_points(StudyKind::Search { factor: factor.to_owned(), promise: promise.to_owned(), extreme, details })
    }

    /// A screening of `factors` on `trajectories` ways through a grid of `levels`, of which at most `most` go on.
    ///
    /// # Errors
    /// When a policy is not in the file.
    pub fn screen(&self, factors: FactorChoice, trajectories: u32, levels: u32, most: u32) -> Result<StudySpec, StudyError> {
        self.sensitivity(StudyKind::Screening { factors: varied(factors), trajectories, levels, most })
    }

    /// A decomposition of the variance among `factors` from `base` rows.
    ///
    /// # Errors
    /// When a policy is not in the file.
    pub fn decompose(&self, factors: FactorChoice, base: u32) -> Result<StudySpec, StudyError> {
        self.sensitivity(StudyKind::Decomposition { factors: varied(factors), base })
    }

    /// Both: [`Self::screen`], then [`Self::decompose`] with the factors that go on.
    ///
    /// # Errors
    /// When a policy is not in the file.
    pub fn screen_and_decompose(
        &self,
        factors: FactorChoice,
        (trajectories, levels, most): (u32, u32, u32),
        base: u32,
    ) -> Result<StudySpec, StudyError> {
        self.sensitivity(StudyKind::TwoSteps { factors: varied(factors), trajectories, levels, most, base })
    }

    fn compared(&self) -> Result<Vec<String>, StudyError> {
        Ok(Plan::compared(self.draft.scenario(), &self.policies, self.baseline.as_deref())?)
    }

    /// A study at points: a comparison, unless one policy is named alone, or there is one alone, and no baseline is asked for.
    fn at_points(&self, kind: StudyKind) -> Result<StudySpec, StudyError> {
        let block = self.draft.scenario().sweep.as_ref();
        let of_block = block.and_then(|block| block.policies.clone()).filter(|_| self.policies.is_empty());
        let policies = self.alone_or_compared(of_block.as_ref().unwrap_or(&self.policies))?;
        let replications = self.replications.or_else(|| block.and_then(|block| block.replications));
        Ok(self.spec(policies, replications, kind))
    }

    fn sensitivity(&self, kind: StudyKind) -> Result<StudySpec, StudyError> {
        let policies = self.alone_or_compared(&self.policies)?;
        Ok(self.spec(policies, Some(self.replications.unwrap_or(OF_SENSITIVITY)), kind))
    }

    fn alone_or_compared(&self, policies: &[String]) -> Result<Vec<String>, StudyError> {
        let scenario = self.draft.scenario();
        let is_alone = scenario.settings.len() == 1 || policies.len() == 1;
        if is_alone && self.baseline.is_none() {
            return Ok(vec![policies.first().map_or_else(|| BASE.to_owned(), Clone::clone)]);
        }
        Ok(Plan::compared(scenario, policies, self.baseline.as_deref())?)
    }

    fn spec(&self, policies: Vec<String>, replications: Option<u32>, kind: StudyKind) -> StudySpec {
        let scenario = self.draft.scenario();
        StudySpec {
            kind,
            policies,
            seed: self.seed.unwrap_or(scenario.seed),
            replications: replications.unwrap_or(scenario.replications),
            stops_at_failure: self.stops_at_failure,
            scenario: self.draft.text(),
        }
    }
}

/// The factors of a sensitivity study: where none is named, all numbers with an assumed range.
fn varied(factors: FactorChoice) -> FactorChoice {
    FactorChoice { assumed: factors.assumed || factors.named.is_empty(), ..factors }
}
