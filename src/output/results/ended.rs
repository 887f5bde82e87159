//! A campaign that has ended, with what became of its files: what every form of a result is made from.

use std::path::Path;

use crate::experiment::analysis::claims::Claims;
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::design::plan::Plan;
use crate::output::folder::claim::Kept;
use crate::scenario::{Scenario, Setting};

/// A campaign that has ended.
#[derive(Clone, Copy, Debug)]
pub struct EndedCampaign<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan.
    pub plan: &'a Plan,
    /// What it came to.
    pub outcome: &'a Outcome,
    /// What there is to say beside the numbers.
    pub claims: &'a Claims,
    /// The results folder.
    pub out: &'a Path,
    /// What became of the files; `None` when there was nothing to write.
    pub kept: Option<&'a Kept>,
    /// Wall-clock seconds of the simulation.
    pub seconds: f64,
    /// Threads used.
    pub threads: usize,
    /// Whether charts and a report were made.
    pub has_report: bool,
}

impl EndedCampaign<'_> {
    /// The first setting of the plan, which names the groups of all.
    #[must_use]
    pub fn setting(&self) -> &Setting {
        &self.plan.settings[0]
    }
}
