//! Issues that end, or never begin, because of their cause: fixed with another one of the same cause, or prevented.
//!
//! What is prevented stays in the occurrence cohort, which is the same under every policy: it counts as fixed in no time, its share
//! stands beside the time and the rate, and it is in no count of what was done (first contact, level, known, latent).

use crate::measure::issue_states::Recorded;
use crate::measure::observer::Tally;
use crate::units::{LevelId, SimTime, UnitId};
use crate::world::{Issue, TrueState};

impl Tally<'_> {
    /// An issue is fixed, whoever has it, because another one of its cause is.
    #[cold]
    pub(crate) fn fixed_with_cause(&mut self, at: SimTime, issue: &Issue, level: LevelId, unit: UnitId) {
        self.events += 1;
        let recorded = Recorded::of(issue.record);
        let before = if issue.incident == SimTime::NEVER { TrueState::Present } else { TrueState::Incident };
        self.axes.turned(recorded, before, TrueState::Fixed);
        if self.is_issue(issue) {
            self.units[unit.index()].fixed += u64::from(self.is_measuring);
            let is_cohort = self.cases.fixed(at, issue);
            self.levels[level.index()].cohort_fixed += u64::from(is_cohort);
            if recorded != Recorded::Open {
                self.cases.fixed_unseen(at, issue);
            }
            if recorded == Recorded::Unknown {
                self.latent.healed(at, issue, self.window.start);
            }
        }
        if !matches!(recorded, Recorded::Unknown | Recorded::Open) {
            self.latent.take_up(at, issue.case, self.window.start);
            self.latent.forget(issue.case);
        }
    }

    /// An issue that has just occurred does not come into being.
    #[cold]
    pub(crate) fn prevented(&mut self, at: SimTime, issue: &Issue) {
        self.events += 1;
        self.axes.turned(Recorded::Unknown, TrueState::Present, TrueState::Prevented);
        self.cases.prevented(at, issue);
        self.latent.healed(at, issue, self.window.start);
    }
}
