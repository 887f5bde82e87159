//! When the campaign of a study ends: after all of its plan, or before.

use super::analysis::claims::Claims;
use super::analysis::loads::LoadSums;
use super::analysis::slow_states::SlowStates;
use super::analysis::threshold_search::ThresholdSearch;
use super::campaign::precision_schedule::PrecisionSchedule;
use super::campaign::selection_schedule::SelectionSchedule;
use super::design::plan::{Plan, Shard};
use super::design::schedule::{Schedule, Whole};

/// When a campaign ends.
#[derive(Clone, Debug)]
pub enum StudyEnd {
    /// After all of its plan, or of a shard.
    Whole(Whole),
    /// When it is precise enough.
    Precise(Box<PrecisionSchedule>),
    /// When one policy is chosen.
    Selected(Box<SelectionSchedule>),
    /// When a level is found.
    Found(Box<ThresholdSearch>),
}

impl StudyEnd {
    /// All of `plan`, or the `shard` of it.
    #[must_use]
    pub fn whole(plan: &Plan, shard: Option<Shard>) -> Self {
        Self::Whole(shard.map_or_else(|| Whole::of(plan), |shard| Whole::shard(plan, shard)))
    }

    /// The schedule.
    pub fn schedule(&mut self) -> &mut dyn Schedule {
        match self {
            Self::Whole(whole) => whole,
            Self::Precise(precise) => precise.as_mut(),
            Self::Selected(selected) => selected.as_mut(),
            Self::Found(search) => search.as_mut(),
        }
    }

    /// Sentences on how it ended, with what was found of the slow states and of the loads.
    #[must_use]
    pub fn claims(&self, slow: Option<&SlowStates>, loads: Option<&LoadSums>, is_steady_claimed: bool) -> Claims {
        let claimed = slow.filter(|_| is_steady_claimed);
        Claims {
            loads: loads.map(LoadSums::conclude).unwrap_or_default(),
            precision: if let Self::Precise(precise) = self { Some(precise.conclude()) } else { None },
            selection: if let Self::Selected(selected) = self { Some(selected.conclude()) } else { None },
            pile_ups: slow.map(SlowStates::pile_ups).unwrap_or_default(),
            steadiness: claimed.map(SlowStates::steadiness),
            welch: claimed.map(SlowStates::curves).unwrap_or_default(),
        }
    }
}
