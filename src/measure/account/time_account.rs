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
use crate::units::{CalendarId, LevelId, PersonId, SimTime, UnitId};
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
    /// With its unit, which waits for departments that it has called, or for what it has ordered a unit below to do.
    Departments,
}

impl TimePart {
    /// Number of parts.
    pub const COUNT: usize = 12;
    /// All of them, in order.
    pub const ALL: [Self; Self::COUNT] = PLAIN;
}

/// Where an issue of the cohort is, packed into 32 bits: a tag, and the unit or person whose duty hours count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed(u32);

const TAG_BITS: u32 = 4;
const QUEUE: u32 = 13;
const READY: u32 = 14;
const HAND: u32 = 15;

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
    TimePart::Departments,
];

impl Packed {
    const NONE: Self = Self::new(Whereabouts::None);
    /// Occurred at a unit that knows of it: within the same second it will be in a queue, in work or on its way, so that there is
    /// nothing to book for it yet.
    const AT_UNIT: Self = Self(1 << TAG_BITS);
    const GONE: Self = Self::new(Whereabouts::Plain(TimePart::Gone));
    const INCIDENT: Self = Self::new(Whereabouts::Plain(TimePart::Incident));

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

    /// What it packs.
    pub(super) fn whereabouts(self) -> Whereabouts {
        match self.tag() {
            0 => Whereabouts::None,
            QUEUE => Whereabouts::Queue(UnitId::new(self.number())),
            READY => Whereabouts::Ready(PersonId::new(self.number())),
            HAND => Whereabouts::Hand(PersonId::new(self.number())),
            part => Whereabouts::Plain(PLAIN[part as usize - 1]),
        }
    }

    const fn tag(self) -> u32 {
        self.0 & ((1 << TAG_BITS) - 1)
    }

    const fn number(self) -> usize {
        (self.0 >> TAG_BITS) as usize
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
    /// In the queues, by unit.
    queues: Vec<Stay>,
    /// Back from outside, by person.
    ready: Vec<Stay>,
    /// In somebody's hands.
    hands: Stay,
    /// By [`TimePart`], seconds; those with duty hours are added when the account is closed.
    parts: [i64; TimePart::COUNT],
    /// Of the queued part, by level, once the account is closed.
    queued_at: Vec<i64>,
}

/// Seconds that issues have stood in one place with duty hours; below zero while some stand there.
#[derive(Clone, Copy, Debug, Default)]
struct Stay {
    /// By the clock of duty hours.
    on_duty: i64,
    /// By the clock on the wall.
    in_all: i64,
}

impl Stay {
    /// Enters (`sign` -1) or leaves (1) at `at`, when the clock of duty hours shows `clock`.
    #[inline]
    fn book(&mut self, at: SimTime, clock: i64, sign: i64) {
        self.on_duty += sign * clock;
        self.in_all += sign * i64::from(at.seconds());
    }
}

impl<'s> TimeAccount<'s> {
    /// An empty account of a run that starts as `world`.
    pub(crate) fn new(setting: &'s Setting, world: &World) -> Self {
        Self {
            window: Window::of(setting),
            clocks: DutyClocks::new(setting, world),
            first: u32::MAX,
            places: Vec::new(),
            queues: vec![Stay::default(); world.units.len()],
            ready: vec![Stay::default(); world.people.len()],
            hands: Stay::default(),
            parts: [0; TimePart::COUNT],
            queued_at: vec![0; setting.levels.len()],
        }
    }

    /// A person is employed or leaves: the duty hours of the unit may change.
    pub(crate) fn employ(&mut self, at: SimTime, person: PersonId, is_employed: bool) {
        self.clocks.employ(at, person, is_employed);
    }

    /// A person has other duty hours from now on: those of the unit may change.
    pub(crate) fn follow(&mut self, at: SimTime, person: PersonId, calendar: CalendarId) {
        self.clocks.follow(at, person, calendar);
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
        // tasks between two issues have no place of their own
        if index > self.places.len() {
            self.places.resize(index, Packed::NONE);
        }
        let place = match (is_issue && !issue.is_recurrence, issue.known == at) {
            (false, _) => Packed::NONE,
            (true, true) => Packed::AT_UNIT,
            (true, false) => {
                self.parts[TimePart::Undiscovered as usize] += i64::from(self.window.follow_up.seconds());
                Packed::new(Whereabouts::Plain(TimePart::Undiscovered))
            }
        };
        self.places.push(place);
    }

    /// An issue has come to `place`; whether that says what is true of it, so that it comes before all else.
    #[inline]
    pub(crate) fn come_to(&mut self, at: SimTime, case: u32, occurred: SimTime, place: Packed, is_true: bool) {
        // a case before the first of the window has an index beyond all
        if let Some(own) = self.places.get_mut(case.wrapping_sub(self.first) as usize)
            && *own != Packed::NONE
        {
            let before = *own;
            let is_settled = !is_true && matches!(before, Packed::GONE | Packed::INCIDENT);
            if is_settled {
                return;
            }
            let end = occurred + self.window.follow_up;
            *own = if at < end { place } else { Packed::NONE };
            self.move_from(before, place, at, end);
        }
    }

    /// Moves an issue whose clock ends at `end` from one place to another.
    #[inline(never)]
    fn move_from(&mut self, before: Packed, place: Packed, at: SimTime, end: SimTime) {
        self.book(before, at.min(end), end, 1);
        if at < end {
            self.book(place, at, end, -1);
        }
    }

    /// Leaves (`sign` 1) or enters (-1) a place at `at`; the issue's clock ends at `end`.
    #[expect(clippy::inline_always, reason = "leaving and entering are one piece of code each, without a sign to ask for")]
    #[inline(always)]
    fn book(&mut self, place: Packed, at: SimTime, end: SimTime, sign: i64) {
        let number = place.number();
        match place.tag() {
            0 => {}
            QUEUE => self.queues[number].book(at, self.clocks.of_unit(UnitId::new(number), at), sign),
            READY => self.ready[number].book(at, self.clocks.of_person(PersonId::new(number), at), sign),
            HAND => self.hands.book(at, self.clocks.of_person(PersonId::new(number), at), sign),
            part => self.parts[part as usize - 1] -= sign * i64::from(end.since(at).seconds()),
        }
    }

    /// Books what is still in a queue or in hand at the end of the run, and adds up the parts with duty hours.
    pub(crate) fn close(&mut self, world: &World) {
        for issue in world.issues.all() {
            let index = issue.case.checked_sub(self.first).map(|index| index as usize);
            if let Some(place) = index.and_then(|index| self.places.get_mut(index)) {
                let standing = std::mem::replace(place, Packed::NONE);
                let end = issue.occurred + self.window.follow_up;
                self.book(standing, end, end, 1);
            }
        }
        for (number, stay) in std::mem::take(&mut self.queues).into_iter().enumerate() {
            self.add_queued(self.clocks.level(UnitId::new(number)), stay);
        }
        for (number, stay) in std::mem::take(&mut self.ready).into_iter().enumerate() {
            self.add_queued(self.clocks.level(self.clocks.unit(PersonId::new(number))), stay);
        }
        let Stay { on_duty, in_all } = std::mem::take(&mut self.hands);
        self.parts[TimePart::InHand as usize] += on_duty;
        self.parts[TimePart::OffDuty as usize] += in_all - on_duty;
    }

    fn add_queued(&mut self, level: LevelId, stay: Stay) {
        self.parts[TimePart::Queued as usize] += stay.on_duty;
        self.parts[TimePart::OffDuty as usize] += stay.in_all - stay.on_duty;
        self.queued_at[level.index()] += stay.on_duty;
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

/// Where an activity at `unit` takes an issue, and whether that says what is true of it; `None` where it stays. `overruns` where
/// its person works on beyond the shift. What becomes known, is opened again or moves between units is in a queue or in work
/// within the same second, so that its next activity is soon enough.
#[expect(clippy::inline_always, reason = "which activity it is, is known where it is reported: inlined, the rest folds away")]
#[inline(always)]
#[expect(clippy::too_many_lines, reason = "a table: one row per activity")]
pub(crate) fn place_after(
    activity: &Activity,
    issue: &Issue,
    unit: UnitId,
    overruns: impl FnOnce(PersonId) -> bool,
) -> Option<(Packed, bool)> {
    let back_from_outside = || issue.person.map_or(Whereabouts::Queue(unit), Whereabouts::Ready);
    let place = match activity {
        Activity::Fixed | Activity::FixedWithCause | Activity::Prevented { .. } => return Some((Packed::NONE, true)),
        Activity::SelfResolved => return Some((Packed::GONE, true)),
        Activity::TurnedIncident => return Some((Packed::INCIDENT, true)),
        Activity::Arrived if issue.is_on_the_spot => back_from_outside(),
        Activity::Queued | Activity::HandedOver => Whereabouts::Queue(unit),
        Activity::Started(Start::AtOnce | Start::FromQueue | Start::Again | Start::OnTheSpot) => match issue.person {
            Some(person) if !overruns(person) => Whereabouts::Hand(person),
            _ => Whereabouts::Plain(TimePart::InHand),
        },
        Activity::WaitedOutside => Whereabouts::Plain(TimePart::Outside),
        Activity::Returned => back_from_outside(),
        Activity::Whistled { .. } | Activity::Ordered { waits: true } => Whereabouts::Plain(TimePart::Departments),
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
        | Activity::Chased { .. }
        | Activity::CallReturned
        | Activity::Reported
        | Activity::Ordered { .. }
        | Activity::OrderOverdue
        | Activity::ReturnedDown
        | Activity::Transferred
        | Activity::Dispatched { .. }
        | Activity::Assigned
        | Activity::OrderedDown
        | Activity::PutFirst
        | Activity::Judged { .. }
        | Activity::Petitioned
        | Activity::ClosedWithCause => return None,
    };
    Some((Packed::new(place), false))
}
