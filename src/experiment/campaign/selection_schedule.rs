//! A campaign that chooses the best policy: the schedule of [`crate::statistics::kim_nelson`].
//!
//! After the first stage replications are given in rounds of ten, of the policies that are still in at the start of the round.
//! The procedure takes them one by one in their order; a policy that drops out within a round has been run for the
//! rest of it in vain, so that how many runs are made at once decides nothing.
//!
//! The estimates at the end are means over each policy's own replications, so their numbers differ, and their intervals
//! are plain t intervals that know nothing of the selection: what holds is the promise, not the intervals together.

use std::sync::Arc;

use serde::Serialize;

use crate::experiment::design::plan::Plan;
use crate::experiment::design::schedule::{Cell, Schedule};
use crate::measure::run_result::RunResult;
use crate::statistics::kim_nelson::{Elimination, Selection, SelectionError, Terms};
use crate::units::key::{Group, Key};
use crate::units::measure::{Direction, Measure};

/// Replications of a round after the first stage.
const ROUND: u32 = 10;

/// Why a measure cannot be selected by.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SelectError {
    /// No measure of that name.
    #[error("no measure is called {found:?}{}; policies can be selected by {known}", meant.map(|m| format!("; did you mean {m:?}?")).unwrap_or_default())]
    UnknownMeasure {
        /// The name found.
        found: String,
        /// The name likely meant.
        meant: Option<&'static str>,
        /// What could be named.
        known: String,
    },
    /// Neither way is better.
    #[error("neither more nor less of {measure} is better, so no policy is the best of it; policies can be selected by {known}")]
    NoDirection {
        /// The measure.
        measure: &'static str,
        /// What could be named.
        known: String,
    },
    /// The runs do not have it for the whole place.
    #[error("the runs of this scenario have no {measure} for the whole place; policies can be selected by {known}")]
    NotCounted {
        /// The measure.
        measure: &'static str,
        /// What could be named.
        known: String,
    },
    /// Terms that cannot be kept.
    #[error(transparent)]
    Terms(#[from] SelectionError),
}

/// The measure called `name` over the whole place, when policies can be selected by it in runs with these `columns`.
///
/// # Errors
/// When there is none, neither way of it is better, or the runs do not have it.
pub fn criterion(name: &str, columns: &[Key]) -> Result<Key, SelectError> {
    let allowed = || columns.iter().filter(|key| key.group == Group::All && key.measure.entry().direction != Direction::Neutral);
    let known = || allowed().map(|key| key.measure.entry().name).collect::<Vec<_>>().join(", ");
    let Some(measure) = Measure::named(name) else {
        let nearest = allowed().map(|key| key.measure.entry().name).map(|known| (strsim::damerau_levenshtein(known, name), known)).min();
        let meant = nearest.filter(|(distance, known)| *distance <= 1 + known.chars().count() / 3).map(|(_, known)| known);
        return Err(SelectError::UnknownMeasure { found: name.to_owned(), meant, known: known() });
    };
    let key = Key::of_place(measure);
    let entry = measure.entry();
    if entry.direction == Direction::Neutral {
        return Err(SelectError::NoDirection { measure: entry.name, known: known() });
    }
    if !columns.contains(&key) {
        return Err(SelectError::NotCounted { measure: entry.name, known: known() });
    }
    Ok(key)
}

/// Gives replications of the policies that are still in, until one is left or all of the plan are done.
#[derive(Clone, Debug)]
pub struct SelectionSchedule {
    selection: Selection,
    key: Key,
    terms: Terms,
    policies: usize,
    /// Policies of the round under way; `None` for all.
    running: Option<Arc<[usize]>>,
    given: u32,
    /// Replications given by the end of the round.
    round: u32,
    most: u32,
}

/// What a selection came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Selected {
    /// Measure and group.
    pub key: Key,
    /// What was promised.
    pub terms: Terms,
    /// Indices of the policies still in, in the order of the plan; one, when the selection came to its end.
    pub survivors: Vec<usize>,
    /// Who was dropped, when and by whom, in that order.
    pub eliminations: Vec<Elimination>,
    /// Replications that the procedure took, and those that a policy still in had no value in.
    pub used: u32,
    /// See [`Self::used`].
    pub left_out: u32,
    /// The most replications there may be.
    pub most: u32,
}

impl Selected {
    /// The one that is left.
    #[must_use]
    pub fn winner(&self) -> Option<usize> {
        if let [winner] = self.survivors[..] { Some(winner) } else { None }
    }

    /// How a policy was dropped, when it was.
    #[must_use]
    pub fn elimination(&self, policy: usize) -> Option<Elimination> {
        self.eliminations.iter().copied().find(|elimination| elimination.candidate == policy)
    }
}

impl SelectionSchedule {
    /// A selection among the policies of `plan` by `key`, which its runs have ([`criterion`]).
    ///
    /// # Errors
    /// When the terms cannot be kept.
    pub fn new(plan: &Plan, key: Key, terms: Terms) -> Result<Self, SelectionError> {
        let policies = plan.settings.len();
        Ok(Self {
            selection: Selection::new(policies, terms)?,
            key,
            terms,
            policies,
            running: None,
            given: 0,
            round: 0,
            most: plan.identity.replications,
        })
    }

    /// What it came to, as far as the campaign came.
    #[must_use]
    pub fn conclude(&self) -> Selected {
        let (used, left_out) = self.selection.replications();
        Selected {
            key: self.key,
            terms: self.terms,
            survivors: self.selection.survivors().to_vec(),
            eliminations: self.selection.eliminations().to_vec(),
            used,
            left_out,
            most: self.most,
        }
    }

    /// Begins the next round, if there is one.
    fn begin(&mut self) {
        let Some(request) = self.selection.request() else { return };
        let length = ROUND.max(request.at_least).min(request.at_most);
        self.round = self.given.saturating_add(length).min(self.most);
        self.running = (request.candidates.len() < self.policies).then(|| request.candidates.into());
    }
}

impl Schedule for SelectionSchedule {
    fn next(&mut self, most: usize) -> Vec<Cell> {
        if self.given == self.round {
            self.begin();
        }
        let per_cell = self.running.as_ref().map_or(self.policies, |running| running.len()).max(1);
        let count = u32::try_from((most / per_cell).max(1)).unwrap_or(u32::MAX);
        let from = self.given;
        self.given = from.saturating_add(count).min(self.round);
        (from..self.given).map(|replication| Cell { replication, point: 0, policies: self.running.clone() }).collect()
    }

    fn done(&mut self, cell: &Cell, runs: Option<&[&RunResult]>) {
        let mut values = vec![None; self.policies];
        let policies = cell.policies(self.policies);
        policies.zip(runs.unwrap_or_default()).for_each(|(policy, run)| values[policy] = run.measures.value(self.key));
        self.selection.take(&values);
    }
}

/// The rule in words, for the identity of a plan.
#[must_use]
pub fn rule(key: Key, terms: &Terms) -> String {
    let Terms { confidence, indifference, first_stage, .. } = terms;
    let name = key.measure.entry().name;
    format!(
        "the best by {name} by Kim and Nelson, indifference {indifference}, probability {confidence}, {first_stage} replications and rounds of {ROUND}"
    )
}

#[cfg(test)]
mod tests {
    use crate::experiment::campaign::selection_schedule::*;
    use crate::measure::run_result::Measured;

    const KEY: Key = Key::of_place(Measure::ResolutionTime);

    fn schedule(most: u32, indifference: f64) -> SelectionSchedule {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/network.toml");
        let scenario = crate::scenario::read(&file, &[]).unwrap();
        let plan = Plan::new(&scenario, &["base", "early", "late"], None, Some(most)).unwrap();
        let terms = Terms { confidence: 0.95, indifference, first_stage: 10, direction: Direction::Lower };
        SelectionSchedule::new(&plan, KEY, terms).unwrap()
    }

    fn run(value: f64) -> RunResult {
        RunResult::of_measures(0, Measured::new([KEY], [Some(value)]), 0)
    }

    /// Carries the schedule out with values that alternate about 10, 10.3 and 40; gives replication and policies of the cells.
    fn carried_out(schedule: &mut SelectionSchedule, most: usize) -> Vec<(u32, Vec<usize>)> {
        let value = |replication: u32, policy: usize| {
            let swing = if (replication as usize + policy).is_multiple_of(2) { 1.0 } else { -1.0 };
            [10.0, 10.3, 40.0][policy] + swing
        };
        let mut given = Vec::new();
        loop {
            let cells = schedule.next(most);
            if cells.is_empty() {
                return given;
            }
            for cell in cells {
                let policies: Vec<usize> = cell.policies(3).collect();
                let runs: Vec<RunResult> = policies.iter().map(|&policy| run(value(cell.replication, policy))).collect();
                schedule.done(&cell, Some(&runs.iter().collect::<Vec<_>>()));
                given.push((cell.replication, policies));
            }
        }
    }

    #[test]
    fn the_dropped_are_not_run_in_the_next_round_and_the_cells_do_not_depend_on_how_many_are_made_at_once() {
        let mut one = schedule(1_000, 1.0);
        let cells = carried_out(&mut one, 1);
        assert!(cells.iter().take(10).all(|(_, policies)| policies.len() == 3));
        assert!(cells.iter().skip(10).all(|(_, policies)| policies == &[0, 1]), "{cells:?}");
        let found = one.conclude();
        assert_eq!((found.winner(), found.elimination(2).map(|dropped| dropped.at)), (Some(0), Some(10)));
        for most in [5, 64] {
            let mut other = schedule(1_000, 1.0);
            assert_eq!(carried_out(&mut other, most), cells, "{most}");
            assert_eq!(other.conclude(), found);
        }
    }

    #[test]
    fn at_the_end_of_the_plan_the_survivors_are_those_still_in() {
        let mut schedule = schedule(12, 0.1);
        assert_eq!(carried_out(&mut schedule, 64).len(), 12);
        assert_eq!((schedule.conclude().survivors, schedule.conclude().winner()), (vec![0, 1], None));
    }

    #[test]
    fn a_measure_that_cannot_be_selected_by_is_refused_and_those_that_can_are_named() {
        let columns = [KEY, Key::of_place(Measure::Transfers), Key::of_place(Measure::Rejected)];
        let refused = |name: &str| criterion(name, &columns).unwrap_err().to_string();
        assert_eq!(criterion("transfers", &columns).map(|key| key.measure), Ok(Measure::Transfers));
        assert!(refused("resolution_time_hour").contains("did you mean \"resolution_time_hours\"?"));
        assert!(refused("rejected").contains("neither more nor less") && refused("rejected").ends_with("resolution_time_hours, transfers"));
        assert!(refused("incidents").starts_with("the runs of this scenario have no incidents"));
    }
}
