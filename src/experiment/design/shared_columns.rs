//! The columns that the runs of several policies have in common.
//!
//! A policy may bring or drop a role, and with it measures and the numbers of roles. What is compared must mean the same
//! under every policy, so columns are matched by measure and by the *name* of their group, and what some policy lacks is
//! left out. Of a single policy, and of policies with the same roles, nothing is.

use std::sync::Arc;

use crate::measure::replication::keys;
use crate::measure::run_result::RunResult;
use crate::scenario::Setting;
use crate::units::key::{Group, Key};

/// Columns of a plan, and where each policy's runs have them.
#[derive(Clone, Debug)]
pub struct SharedColumns {
    /// Measures and groups; the numbers of levels and roles are those of the plan's first setting.
    pub keys: Arc<[Key]>,
    /// By policy: place of each column among the measures of its runs.
    places: Vec<(String, Vec<usize>)>,
}

impl SharedColumns {
    /// The columns that runs of all `settings` have, in the order of the first.
    #[must_use]
    pub fn common(settings: &[Setting]) -> Self {
        let Some(first) = settings.first() else { return Self { keys: Arc::default(), places: Vec::new() } };
        let theirs: Vec<Vec<Key>> = settings.iter().map(keys).collect();
        let place = |key: &Key, policy: usize| {
            let is_same = |other: &Key| other.measure == key.measure && name(&settings[policy], other.group) == name(first, key.group);
            theirs[policy].iter().position(is_same)
        };
        let mut common = Vec::new();
        let mut places: Vec<(String, Vec<usize>)> = settings.iter().map(|setting| (setting.policy.clone(), Vec::new())).collect();
        for key in &theirs[0] {
            let found: Option<Vec<usize>> = (0..settings.len()).map(|policy| place(key, policy)).collect();
            let Some(found) = found else { continue };
            common.push(*key);
            places.iter_mut().zip(found).for_each(|((_, places), at)| places.push(at));
        }
        Self { keys: common.into(), places }
    }

    /// `result`, a run of `setting`, with the measures of these columns alone, in their order.
    #[must_use]
    pub fn of(&self, setting: &Setting, mut result: RunResult) -> RunResult {
        if let Some((_, places)) = self.places.iter().find(|(policy, _)| *policy == setting.policy) {
            result.measures = result.measures.picked(&self.keys, places);
        }
        result
    }
}

/// Kind and name of a group.
fn name(setting: &Setting, group: Group) -> (u8, &str) {
    let kind = match group {
        Group::All => 0,
        Group::Level(_) => 1,
        Group::Role(_) => 2,
        Group::Housing(_) => 3,
        Group::Linkage(_) => 4,
        Group::Category(_) => 5,
        Group::Payer(_) => 6,
    };
    (kind, group.name(setting))
}
