//! The log of people: one row whenever a person at a post turns to something, comes back from a round, is employed, goes away or
//! comes on or off duty. Kept on request only, beside the event log of issues; the two join by person and time.
//!
//! Shifts are no records of a run, since nights and weekends cost it no events. They are added here from the calendars, for every
//! post with hours of its own, while its person is employed and not away. So the hours of everybody follow from the log alone:
//! what a person has turned to goes on until their next row, and counts while they are on duty; beyond it only where its row says
//! so. A post that is served in the hours of another one has no shifts of its own: they are those of its holder.

use crate::process::Record;
use crate::scenario::Setting;
use crate::scenario::setting::RoundKind;
use crate::units::{CalendarId, PersonId, SimTime};
use crate::world::{Duty, Lead, World};

/// One row of the log of people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonEvent {
    /// Person, at the post where it happened.
    pub person: PersonId,
    /// When.
    pub at: SimTime,
    /// What happened.
    pub activity: PersonActivity,
}

/// What happened to a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PersonActivity {
    /// In place from now on.
    Employed,
    /// No longer in place.
    Left,
    /// Away on leave or ill from now on.
    WentAway,
    /// Back from leave or illness.
    CameBack,
    /// The hours of the calendar begin.
    CameOnDuty,
    /// The hours of the calendar end.
    WentOffDuty,
    /// Turned to something else.
    TurnedTo {
        /// To what.
        duty: Duty,
        /// What the stretch begins with.
        lead: Lead,
        /// Whether it goes on beyond the hours of the calendar.
        may_overrun: bool,
    },
    /// Has the hours of another calendar from now on.
    ChangedHours(CalendarId),
    /// A round is over, made or let go.
    EndedRound {
        /// Of what kind.
        kind: RoundKind,
        /// Stops made.
        made: u32,
        /// Stops planned and not made.
        unmade: u32,
    },
    /// Has exchanged points.
    RedeemedPoints,
    /// The own unit has got a star.
    GotStar,
    /// The own unit has been admonished.
    WasAdmonished,
    /// Somebody else has the post from now on.
    ChangedHands,
}

impl PersonActivity {
    /// Name of the activity in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Employed => "employed",
            Self::Left => "left",
            Self::WentAway => "went_away",
            Self::CameBack => "came_back",
            Self::CameOnDuty => "came_on_duty",
            Self::WentOffDuty => "went_off_duty",
            Self::TurnedTo { duty, .. } => match duty {
                Duty::Off => "stopped",
                Duty::Free => "became_free",
                Duty::Working => "began_case",
                Duty::Task(_) => "began_task",
                Duty::Ordered => "began_order",
                Duty::Administrative => "began_meeting",
                Duty::Round(RoundKind::Visit) => "began_visits",
                Duty::Round(RoundKind::Patrol) => "began_patrol",
                Duty::Round(RoundKind::Tour) => "began_tour",
            },
            Self::ChangedHours(_) => "changed_hours",
            Self::EndedRound { kind: RoundKind::Visit, .. } => "ended_visits",
            Self::EndedRound { kind: RoundKind::Patrol, .. } => "ended_patrol",
            Self::EndedRound { kind: RoundKind::Tour, .. } => "ended_tour",
            Self::RedeemedPoints => "redeemed_points",
            Self::GotStar => "got_star",
            Self::WasAdmonished => "was_admonished",
            Self::ChangedHands => "changed_hands",
        }
    }

    /// Where it stands among what happens at the same instant: nobody comes on duty before being in place, or turns to something
    /// before coming on duty.
    const fn rank(&self) -> u8 {
        match self {
            Self::Employed | Self::CameBack | Self::ChangedHours(_) => 0,
            Self::CameOnDuty => 1,
            Self::TurnedTo { .. } | Self::EndedRound { .. } | Self::Left | Self::WentAway => 2,
            Self::WentOffDuty => 3,
            // behind what the same instant has brought
            Self::RedeemedPoints | Self::GotStar | Self::WasAdmonished | Self::ChangedHands => 4,
        }
    }
}

/// The rows of one run as they happened, and what is needed to add the shifts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleLog {
    rows: Vec<PersonEvent>,
    /// By person: the first calendar, of those who have shifts.
    calendars: Vec<Option<CalendarId>>,
}

impl PeopleLog {
    /// Takes a record in, where it is one of a person.
    pub(crate) fn take(&mut self, record: &Record<'_>) {
        let (person, at, activity) = match *record {
            Record::Person { at, person, duty, lead, may_overrun } => (person, at, PersonActivity::TurnedTo { duty, lead, may_overrun }),
            Record::Employment { at, person, is_employed: true } => (person, at, PersonActivity::Employed),
            Record::Employment { at, person, is_employed: false } => (person, at, PersonActivity::Left),
            Record::Absence { at, person, is_away: true } => (person, at, PersonActivity::WentAway),
            Record::Absence { at, person, is_away: false } => (person, at, PersonActivity::CameBack),
            Record::Hours { at, person, calendar } => (person, at, PersonActivity::ChangedHours(calendar)),
            Record::Round { at, person, kind, made, unmade } => (person, at, PersonActivity::EndedRound { kind, made, unmade }),
            Record::Points { at, person, redeemed, .. } if redeemed > 0.0 => (person, at, PersonActivity::RedeemedPoints),
            Record::Ranked { at, person, is_starred: true } => (person, at, PersonActivity::GotStar),
            Record::Succession { at, person, .. } => (person, at, PersonActivity::ChangedHands),
            Record::Ranked { at, person, is_starred: false } => (person, at, PersonActivity::WasAdmonished),
            Record::Issue { .. }
            | Record::Part { .. }
            | Record::Points { .. }
            | Record::Effort { .. }
            | Record::Inspection { .. }
            | Record::Rules { .. }
            | Record::MeasuringStarted { .. }
            | Record::DayEnded { .. } => return,
        };
        self.rows.push(PersonEvent { person, at, activity });
    }

    /// The log with what shifts it has in `world`, ordered by person and time.
    pub(crate) fn complete(mut self, setting: &Setting, world: &World) -> Self {
        self.rows.sort_by_key(|row| row.person);
        let has_shifts = |post: &crate::world::Person| post.holder.is_none() || post.beside.is_none();
        // who has other hours by the state of the run begins with those of the role
        let first = |post: &crate::world::Person| {
            let role = &setting.roles[post.role.index()];
            if role.by_state.is_empty() || post.holder.is_some() { post.calendar } else { role.calendar }
        };
        self.calendars = world.people.iter().map(|post| has_shifts(post).then_some(first(post))).collect();
        self
    }

    /// The rows of every person in turn, in order of time, the shifts among them.
    pub fn people<'l>(&'l self, setting: &'l Setting) -> impl Iterator<Item = Vec<PersonEvent>> + 'l {
        self.rows.chunk_by(|one, other| one.person == other.person).map(move |rows| {
            let calendar = rows.first().and_then(|row| *self.calendars.get(row.person.index())?);
            let mut all = calendar.map_or_else(Vec::new, |first| shifts(rows, first, setting));
            all.extend_from_slice(rows);
            all.sort_by_key(|row| (row.at, row.activity.rank()));
            all
        })
    }
}

/// When the person of `rows`, who begins with the hours of `first`, comes on and off duty until the end.
fn shifts(rows: &[PersonEvent], first: CalendarId, setting: &Setting) -> Vec<PersonEvent> {
    let Some(person) = rows.first().map(|row| row.person) else { return Vec::new() };
    let end = setting.span.end();
    let mut all = followed(rows, first, end).peekable();
    let mut on_duty: Vec<(SimTime, SimTime)> = Vec::new();
    for (from, to) in presence(rows, end) {
        let own = on_duty.len();
        while let Some(&(calendar, since, until)) = all.peek() {
            for (open, close) in setting.calendars[calendar.index()].hours.within(from.max(since), to.min(until)) {
                match on_duty[own..].last_mut() {
                    // on duty under the old hours and under the new ones
                    Some((_, last)) if *last == open => *last = close,
                    _ => on_duty.push((open, close)),
                }
            }
            // hours that are followed beyond this time in place are met again in the next one
            if until > to {
                break;
            }
            all.next();
        }
    }
    let both = |(on, off)| [(on, PersonActivity::CameOnDuty), (off, PersonActivity::WentOffDuty)];
    on_duty.into_iter().flat_map(both).map(|(at, activity)| PersonEvent { person, at, activity }).collect()
}

/// The calendars that the person of `rows` follows one after the other, with when each begins and ends.
fn followed(rows: &[PersonEvent], first: CalendarId, end: SimTime) -> impl Iterator<Item = (CalendarId, SimTime, SimTime)> {
    let later = rows.iter().filter_map(|row| match row.activity {
        PersonActivity::ChangedHours(calendar) => Some((calendar, row.at)),
        _ => None,
    });
    let starts: Vec<(CalendarId, SimTime)> = std::iter::once((first, SimTime::ZERO)).chain(later).collect();
    let ends: Vec<SimTime> = starts.iter().skip(1).map(|(_, at)| *at).chain([end]).collect();
    starts.into_iter().zip(ends).map(|((calendar, since), until)| (calendar, since, until))
}

/// When the person of `rows` is employed and not away.
fn presence(rows: &[PersonEvent], end: SimTime) -> Vec<(SimTime, SimTime)> {
    let (mut is_employed, mut is_away, mut since) = (false, false, None);
    let mut times = Vec::new();
    for row in rows {
        match row.activity {
            PersonActivity::Employed => is_employed = true,
            PersonActivity::Left => is_employed = false,
            PersonActivity::WentAway => is_away = true,
            PersonActivity::CameBack => is_away = false,
            _ => continue,
        }
        match (since, is_employed && !is_away) {
            (None, true) => since = Some(row.at),
            (Some(from), false) => {
                times.push((from, row.at));
                since = None;
            }
            _ => {}
        }
    }
    times.extend(since.map(|from| (from, end)));
    times
}
