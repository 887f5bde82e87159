//! The time account: where the time of the issues of the occurrence cohort goes, to the second.
//!
//! Each issue of the cohort has a clock that runs from its occurrence to its first true fix, or for the follow-up when
//! nothing fixes it within that: the time that `resolution_time_hours` is the mean of. Every second of it stands in exactly
//! one [`TimePart`], so that the parts add up to the headline, exactly, in every run (`TimeAccount::check`). The paired
//! difference of the parts says where a policy acted.
//!
//! **Precedence.** What is true comes first: from the instant at which an issue is gone by itself its seconds are *gone*, and
//! while it stands as an incident they are *incident*, until it is repaired or the clock ends. Then what the record has lost
//! sight of: *lost*, *on paper*, *rejected*, *undiscovered*. What is left is *travelling* between two units or with one: in its
//! queue, in somebody's hands, or waiting for somebody outside.
//!
//! **On duty or not.** The time in a queue is *queued* while anybody at the unit is on duty whose role handles cases, and *off
//! duty* else; a case back from outside waits for its own person, so that person's hours count. Time in somebody's hands is
//! *in hand* while that person is on duty or works beyond the shift, and off duty while the case rests over the night.
//!
//! **How it is counted.** No stretch is ever stored. To enter a part takes a reading of a clock away, to leave it adds the
//! reading of the same clock; the clock of duty hours is the calendar's own count of them. Parts without duty hours are
//! booked to the end of the issue's clock when they begin, and what is left is taken back when they end. So an issue costs
//! 4 bytes: the part that it is in.

use super::duty_clocks::DutyClocks;
use crate::measure::cohorts::Window;
use crate::process::{Activity, Start};
use crate::scenario::Setting;
use crate::units::{LevelId, PersonId, SimTime, UnitId};
use crate::world::{Issue, TrueState, World};

/// A part of the time of an issue. Another mechanism's part is one more row, here and in the registry of measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimePart {
    /// Nobody in office knows of it.
    Undiscovered,
    /// On its way from one unit to another.
    Travelling,
    /// In a queue, or back from outside, with somebody responsible on duty.
    Queued,
    /// In a queue or in somebody's hands while nobody responsible is on duty.
    OffDuty,
    /// In hands-on work: the way, entry and switching included.
    InHand,
    /// Its person waits for somebody outside.
    Outside,
    /// Dropped on the way.
    Lost,
    /// Recorded as closed and still there.
    OnPaper,
    /// Recorded as not solvable and still there.
    Rejected,
    /// An incident that is not repaired.
    Incident,
    /// Gone by itself.
    Gone,
}

impl TimePart {
    /// Number of parts.
    pub const COUNT: usize = 11;
}

/// Where an issue of the cohort is, packed into 32 bits: a tag, and the unit or person whose duty hours count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whereabouts {
    /// No clock runs: not of the cohort, fixed, or observed to the end.
    None,
    /// In a part without duty hours.
    Plain(TimePart),
    /// In the queue of a unit.
    Queue(UnitId),
    /// Back from outside, waiting for its person.
    Ready(PersonId),
    /// In the hands of a person, who rests with the case when off duty.
    Hand(PersonId),
}

/// A packed [`Whereabouts`].
#[derive(Clone, Copy, Debug)]
struct Packed(u32);

const TAG_BITS: u32 = 4;
const QUEUE: u32 = 12;
const READY: u32 = 13;
const HAND: u32 = 14;

const PLAIN: [TimePart; TimePart::COUNT] = [
    TimePart::Undiscovered,
    TimePart::Travelling,
    TimePart::Queued,
    TimePart::OffDuty,
    TimePart::InHand,
    TimePart::Outside,
    TimePart::Lost,
    TimePart::OnPaper,
    TimePart::Rejected,
    TimePart::Incident,
    TimePart::Gone,
];

impl Packed {
    const NONE: Self = Self(0);

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^28 units and people")]
    const fn new(place: Whereabouts) -> Self {
        Self(match place {
            Whereabouts::None => 0,
            Whereabouts::Plain(part) => 1 + part as u32,
            Whereabouts::Queue(unit) => QUEUE | (unit.index() as u32) << TAG_BITS,
            Whereabouts::Ready(person) => READY | (person.index() as u32) << TAG_BITS,
            Whereabouts::Hand(person) => HAND | (person.index() as u32) << TAG_BITS,
        })
    }

    #[inline]
    fn open(self) -> Whereabouts {
        let (tag, number) = (self.0 & ((1 << TAG_BITS) - 1), (self.0 >> TAG_BITS) as usize);
        match tag {
            0 => Whereabouts::None,
            QUEUE => Whereabouts::Queue(UnitId::new(number)),
            READY => Whereabouts::Ready(PersonId::new(number)),
            HAND => Whereabouts::Hand(PersonId::new(number)),
            part => Whereabouts::Plain(PLAIN[part as usize - 1]),
        }
    }
}

/// The account of one run.
#[derive(Clone, Debug)]
pub(crate) struct TimeAccount<'s> {
    window: Window,
    clocks: DutyClocks<'s>,
    /// Case number of the first entry.
    first: u32,
    /// By case from the first of the measurement window on.
    places: Vec<Packed>,
    /// By [`TimePart`], seconds; while issues stand in a part with duty hours, less than nothing.
    parts: [i64; TimePart::COUNT],
    /// Of the queued part, by level.
    queued_at: Vec<i64>,
}

impl<'s> TimeAccount<'s> {
    /// An empty account of a run that starts as `world`.
    pub(crate) fn new(setting: &'s Setting, world: &World) -> Self {
        Self {
            window: Window::of(setting),
            clocks: DutyClocks::new(setting, world),
            first: u32::MAX,
            places: Vec::new(),
            parts: [0; TimePart::COUNT],
            queued_at: vec![0; setting.levels.len()],
        }
    }

    /// A person is employed or leaves: the duty hours of the unit may change.
    pub(crate) fn employ(&mut self, at: SimTime, person: PersonId, is_employed: bool) {
        self.clocks.employ(at, person, is_employed);
    }

    /// A person goes away on leave or ill, or is back: the duty hours of the unit may change.
    pub(crate) fn absent(&mut self, at: SimTime, person: PersonId, is_away: bool) {
        self.clocks.absent(at, person, is_away);
    }

    /// An issue or enquiry has occurred; `is_issue` tells which.
    #[inline]
    pub(crate) fn occurred(&mut self, at: SimTime, issue: &Issue, is_issue: bool) {
        if !self.window.holds(at) {
            return;
        }
        self.first = self.first.min(issue.case);
        let index = (issue.case - self.first) as usize;
        self.places.resize(index + 1, Packed::NONE);
        if is_issue && !issue.is_recurrence {
            self.places[index] = Packed::new(Whereabouts::Plain(TimePart::Undiscovered));
            self.parts[TimePart::Undiscovered as usize] += i64::from(self.window.follow_up.seconds());
        }
    }

    /// Something else happened to an issue at `unit`; `overruns` where its person works on beyond the shift.
    #[inline]
    pub(crate) fn happened(&mut self, at: SimTime, activity: &Activity, issue: &Issue, unit: UnitId, overruns: bool) {
        let Some(index) = issue.case.checked_sub(self.first).map(|index| index as usize) else { return };
        let Some(before) = self.places.get(index).copied().map(Packed::open) else { return };
        if before == Whereabouts::None {
            return;
        }
        let Some(after) = next(before, activity, issue, unit, overruns) else { return };
        let end = issue.occurred + self.window.follow_up;
        self.book(before, at.min(end), end, 1);
        let after = if at < end { after } else { Whereabouts::None };
        self.book(after, at, end, -1);
        self.places[index] = Packed::new(after);
    }

    /// Leaves (`sign` 1) or enters (-1) a place at `at`; the issue's clock ends at `end`.
    #[inline]
    fn book(&mut self, place: Whereabouts, at: SimTime, end: SimTime, sign: i64) {
        match place {
            Whereabouts::None => {}
            Whereabouts::Plain(part) => self.parts[part as usize] -= sign * i64::from(end.since(at).seconds()),
            Whereabouts::Queue(unit) => self.book_queue(self.clocks.level(unit), at, self.clocks.of_unit(unit, at), sign),
            Whereabouts::Ready(person) => {
                let level = self.clocks.level(self.clocks.unit(person));
                self.book_queue(level, at, self.clocks.of_person(person, at), sign);
            }
            Whereabouts::Hand(person) => {
                let worked = self.clocks.of_person(person, at);
                self.parts[TimePart::InHand as usize] += sign * worked;
                self.parts[TimePart::OffDuty as usize] += sign * (i64::from(at.seconds()) - worked);
            }
        }
    }

    #[inline]
    fn book_queue(&mut self, level: LevelId, at: SimTime, worked: i64, sign: i64) {
        self.parts[TimePart::Queued as usize] += sign * worked;
        self.queued_at[level.index()] += sign * worked;
        self.parts[TimePart::OffDuty as usize] += sign * (i64::from(at.seconds()) - worked);
    }

    /// Books what is still in a queue or in hand at the end of the run.
    pub(crate) fn close(&mut self, world: &World) {
        for issue in world.issues.all() {
            let index = issue.case.checked_sub(self.first).map(|index| index as usize);
            if let Some(place) = index.and_then(|index| self.places.get_mut(index)) {
                let standing = std::mem::replace(place, Packed::NONE).open();
                let end = issue.occurred + self.window.follow_up;
                self.book(standing, end, end, 1);
            }
        }
    }

    /// The law of the account, once it is closed: the parts add up to `total` seconds, none is negative, and the levels add
    /// up to the queued part.
    ///
    /// # Errors
    /// Says what does not add up.
    pub(crate) fn check(&self, total: u64) -> Result<(), String> {
        let sum: i64 = self.parts.iter().sum();
        if i64::try_from(total) != Ok(sum) {
            return Err(format!("the time account does not add up: its parts hold {sum} s, the resolution time of the cohort {total} s"));
        }
        if let Some(part) = PLAIN.into_iter().find(|part| self.parts[*part as usize] < 0) {
            return Err(format!("the time account does not add up: {part:?} holds {} s", self.parts[part as usize]));
        }
        let queued: i64 = self.queued_at.iter().sum();
        if queued != self.parts[TimePart::Queued as usize] {
            let whole = self.parts[TimePart::Queued as usize];
            return Err(format!("the time account does not add up: {queued} s are queued at all levels together, {whole} s in all"));
        }
        Ok(())
    }

    /// Seconds of one part of a closed account.
    pub(crate) fn seconds(&self, part: TimePart) -> i64 {
        self.parts[part as usize]
    }

    /// Seconds queued at one level.
    pub(crate) fn queued_at(&self, level: LevelId) -> i64 {
        self.queued_at[level.index()]
    }
}

/// Whether an activity can take an issue somewhere else. What becomes known, is opened again or moves between units is in
/// a queue or in work within the same second, so that its next activity is soon enough.
#[expect(clippy::inline_always, reason = "which activity it is, is known where it is told: inlined, the rest folds away")]
#[inline(always)]
pub(crate) const fn moves(activity: &Activity) -> bool {
    matches!(
        activity,
        Activity::Queued
            | Activity::HandedOver
            | Activity::Started(_)
            | Activity::WaitedOutside
            | Activity::Returned
            | Activity::SetOut
            | Activity::Lost
            | Activity::Rejected(_)
            | Activity::Closed
            | Activity::Fixed
            | Activity::FixedWithCause
            | Activity::Prevented { .. }
            | Activity::SelfResolved
            | Activity::TurnedIncident
    )
}

/// Where an activity takes an issue that was at `before`; `None` where it stays.
#[expect(clippy::too_many_lines, reason = "a table: one line per activity")]
#[inline]
fn next(before: Whereabouts, activity: &Activity, issue: &Issue, unit: UnitId, overruns: bool) -> Option<Whereabouts> {
    match activity {
        Activity::Fixed | Activity::FixedWithCause | Activity::Prevented { .. } => return Some(Whereabouts::None),
        Activity::SelfResolved => return Some(Whereabouts::Plain(TimePart::Gone)),
        Activity::TurnedIncident => return Some(Whereabouts::Plain(TimePart::Incident)),
        _ if matches!(before, Whereabouts::Plain(TimePart::Gone | TimePart::Incident)) => return None,
        _ => {}
    }
    Some(match activity {
        Activity::Arrived if issue.is_on_the_spot => issue.person.map_or(Whereabouts::Queue(unit), Whereabouts::Ready),
        Activity::Queued | Activity::HandedOver => Whereabouts::Queue(unit),
        Activity::Started(Start::AtOnce | Start::FromQueue | Start::Again | Start::OnTheSpot) => match issue.person {
            Some(person) if !overruns => Whereabouts::Hand(person),
            _ => Whereabouts::Plain(TimePart::InHand),
        },
        Activity::WaitedOutside => Whereabouts::Plain(TimePart::Outside),
        Activity::Returned => issue.person.map_or(Whereabouts::Queue(unit), Whereabouts::Ready),
        Activity::SetOut => Whereabouts::Plain(TimePart::Travelling),
        Activity::Lost => Whereabouts::Plain(TimePart::Lost),
        Activity::Rejected(_) => Whereabouts::Plain(TimePart::Rejected),
        Activity::Closed if issue.truth == TrueState::Present => Whereabouts::Plain(TimePart::OnPaper),
        Activity::Closed
        | Activity::Occurred
        | Activity::BecameKnown(_)
        | Activity::Reopened
        | Activity::Arrived
        | Activity::Unblocked
        | Activity::AttemptFailed
        | Activity::Lit(_)
        | Activity::Escalated(_)
        | Activity::Faded
        | Activity::ReturnedDown
        | Activity::Transferred
        | Activity::Judged { .. }
        | Activity::Petitioned
        | Activity::ClosedWithCause
        | Activity::FixedWithCause
        | Activity::Prevented { .. }
        | Activity::Fixed
        | Activity::SelfResolved
        | Activity::TurnedIncident => return None,
    })
}
