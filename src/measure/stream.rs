//! The events of a run in 64 bits: two runs with the same digest went alike, event by event and second by second. A measure
//! that is the same in two runs may be so by chance, or because it does not see what differs; the digest tells.
//!
//! What enters: every record of an issue (when, which, what, at which unit), every turn of a person, every employment, absence
//! and round, in their order; but for what follows of itself within the same second: that a unit knows at once of what occurs
//! there, that what it has fixed is closed, and that who begins a case is at work. The mixing step of `FxHash`, whose chain keeps
//! the order; two runs that differ have the same digest with a probability of about 2⁻⁶⁴. Nobody makes events up to collide.

use crate::process::{Activity, Record, RuleKind, Start};
use crate::units::SimTime;
use crate::world::{Channel, Duty, TrueState};

/// The odd multiplier of `FxHash`: bits of the golden ratio's kin, spread evenly.
const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
/// Another odd number, which sets kinds and units apart from instants and numbers.
const KIND: u64 = 0x9e37_79b9_7f4a_7c15;

/// Takes a word into a state, in which the order of the words counts: the mixing step of `FxHash`.
#[inline]
pub(crate) const fn mix(state: u64, word: u64) -> u64 {
    (state.rotate_left(23) ^ word).wrapping_mul(FACTOR)
}

/// The digest of the events so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Digest(u64);

impl Digest {
    /// Takes one record in.
    #[expect(clippy::inline_always, reason = "which record it is, is known where it is told: inlined, the rest folds away")]
    #[inline(always)]
    pub(crate) fn take(&mut self, record: &Record<'_>) {
        match *record {
            Record::Issue { activity: Activity::BecameKnown(Channel::Direct), .. }
            | Record::Person { duty: Duty::Working | Duty::Task(_) | Duty::Ordered, .. } => {}
            Record::Issue { activity: Activity::Closed, issue, .. } if issue.truth == TrueState::Fixed => {}
            Record::Issue { at, activity: activity @ Activity::Started(_), issue, unit, person, .. } => {
                let who = person.map_or(0, |person| person.index() as u64 + 1);
                self.add(at, issue.case, (kind(activity) + 64 * unit.index() as u64) ^ who.wrapping_mul(STARTER));
            }
            Record::Issue { at, activity, issue, unit, .. } => self.add(at, issue.case, kind(activity) + 64 * unit.index() as u64),
            Record::Person { at, person, duty, .. } => self.add(at, number(person.index()), 40 + kind_of_duty(duty)),
            Record::Employment { at, person, is_employed } => self.add(at, number(person.index()), 50 + u64::from(is_employed)),
            Record::Absence { at, person, is_away } => self.add(at, number(person.index()), 55 + 64 * u64::from(is_away)),
            Record::Hours { at, person, calendar } => self.add(at, number(person.index()), HOURS + calendar.index() as u64),
            Record::Round { at, person, kind, made, unmade } => {
                let stops = 64 * (u64::from(made) + (u64::from(unmade) << 26));
                self.add(at, number(person.index()), 52 + kind as u64 + stops);
            }
            Record::Inspection { at, number, asked, found } => {
                self.add(at, u32::from(number), INSPECTION.wrapping_add(asked.rotate_left(20)).wrapping_add(u64::from(found)));
            }
            // points that are not exchanged change nothing that could be seen, and worth twice as much at half their number they
            // are the same
            Record::Points { at, person, redeemed, .. } if redeemed > 0.0 => {
                self.add(at, number(person.index()), REDEEMED ^ redeemed.to_bits());
            }
            Record::Succession { at, person, generation } => self.add(at, number(person.index()), SUCCESSION + u64::from(generation)),
            Record::Ranked { at, person, is_starred } => self.add(at, number(person.index()), RANKED + u64::from(is_starred)),
            Record::Rules { at, trigger, holds, .. } => self.add(at, u32::from(trigger), RULES + u64::from(holds)),
            Record::Part { .. }
            | Record::Points { .. }
            | Record::Effort { .. }
            | Record::MeasuringStarted { .. }
            | Record::DayEnded { .. } => {}
        }
    }

    #[inline]
    fn add(&mut self, at: SimTime, who: u32, what: u64) {
        let word = (u64::from(at.seconds()) << 32 | u64::from(who)) ^ what.wrapping_mul(KIND);
        self.0 = mix(self.0, word);
    }

    /// All of it, with the last records mixed as well as the first (the finaliser of `SplitMix64`).
    pub(crate) fn finish(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// A person's number; there are fewer than 2³².
#[expect(clippy::cast_possible_truncation, reason = "ids are 32 bits wide")]
const fn number(index: usize) -> u32 {
    index as u32
}

/// Numbers of further activities begin here, above those of 64 for each unit.
const FURTHER: u64 = 1 << 40;
/// Rules that began and that ended have this number and the next one.
const RULES: u64 = 1 << 41;
/// Other duty hours have numbers from here on, by calendar.
const HOURS: u64 = (1 << 41) + (1 << 40);
/// Inspections have numbers from here on.
const INSPECTION: u64 = 1 << 42;
/// An admonition and a star have this number and the next one.
const RANKED: u64 = 1 << 43;
/// Successions have numbers from here on, by generation.
const SUCCESSION: u64 = 1 << 44;
/// Spreads the number of who begins a case over all bits, so that it makes no other activity of the beginning.
const STARTER: u64 = 0xd6e8_feb8_6659_fd93;
/// Sets exchanged points apart from all else.
const REDEEMED: u64 = 0xa076_1d64_78bd_642f;

/// A number below 64 for each kind of activity: 0 to 39, and 56 to 63, those between being of the records of people; or one from
/// [`FURTHER`] on.
#[expect(clippy::inline_always, reason = "which activity it is, is known where it is reported: inlined, its number is a constant")]
#[expect(clippy::too_many_lines, reason = "a number for every activity")]
#[inline(always)]
fn kind(activity: Activity) -> u64 {
    match activity {
        Activity::Occurred => 0,
        Activity::Arrived => 1,
        Activity::Queued => 2,
        Activity::WaitedOutside => 3,
        Activity::Returned => 4,
        Activity::HandedOver => 5,
        Activity::AttemptFailed => 6,
        Activity::Transferred => 7,
        Activity::Unblocked => 8,
        Activity::Lost => 9,
        Activity::SelfResolved => 10,
        Activity::TurnedIncident => 11,
        Activity::Petitioned => 12,
        Activity::Fixed => 13,
        Activity::Closed => 14,
        Activity::Reopened => 15,
        Activity::Judged { is_satisfied, .. } => 16 + u64::from(is_satisfied),
        Activity::Started(Start::OnTheSpot) => 31,
        Activity::Started(start) => 18 + start as u64,
        Activity::Lit(light) => 21 + light as u64,
        Activity::Escalated(rule) if rule.kind == RuleKind::Silence => FURTHER + 20,
        Activity::Rejected(rule) if rule.kind == RuleKind::Silence => FURTHER + 21,
        Activity::Whistled { called, answered } => FURTHER + 22 + 64 * u64::from(called) + 4096 * u64::from(answered),
        Activity::Chased { does_answer } => FURTHER + 23 + u64::from(does_answer),
        Activity::CallReturned => FURTHER + 25,
        Activity::Reported => FURTHER + 26,
        Activity::Escalated(rule) if rule.kind == RuleKind::Choice => FURTHER + 27,
        Activity::Rejected(rule) if rule.kind == RuleKind::Choice => FURTHER + 28,
        Activity::Escalated(rule) => 32 + rule.kind as u64,
        Activity::Rejected(rule) => 56 + rule.kind as u64,
        Activity::Dispatched { is_right } => FURTHER + 27 + u64::from(is_right),
        Activity::Assigned => FURTHER + 29,
        Activity::OrderedDown => FURTHER + 30,
        Activity::PutFirst => FURTHER + 31,
        Activity::Ordered { waits } => FURTHER + 32 + u64::from(waits),
        Activity::OrderOverdue => FURTHER + 34,
        Activity::SetOut => FURTHER,
        Activity::Faded => FURTHER + 1,
        Activity::ReturnedDown => FURTHER + 2,
        Activity::FixedWithCause => FURTHER + 10,
        Activity::ClosedWithCause => FURTHER + 11,
        Activity::Prevented { .. } => FURTHER + 12,
        Activity::BecameKnown(channel) => 24 + channel as u64,
    }
}

#[inline]
fn kind_of_duty(duty: Duty) -> u64 {
    match duty {
        Duty::Off => 0,
        Duty::Free => 1,
        Duty::Administrative => 3,
        Duty::Round(kind) => 4 + kind as u64,
        // told by the case that is begun
        Duty::Working | Duty::Ordered | Duty::Task(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::Luck;
    use crate::measure::stream::*;
    use crate::process::Rule;
    use crate::units::{LevelId, PersonId, UnitId};
    use crate::world::{Issue, Lead};

    fn digest(records: &[Record<'_>]) -> u64 {
        let mut digest = Digest::default();
        records.iter().for_each(|record| digest.take(record));
        digest.finish()
    }

    fn employment(seconds: u32, person: usize, is_employed: bool) -> Record<'static> {
        Record::Employment {
            at: SimTime::ZERO + crate::units::SimDuration::from_seconds(seconds),
            person: PersonId::new(person),
            is_employed,
        }
    }

    #[test]
    fn what_follows_of_itself_within_the_second_is_left_out_and_who_begins_a_case_is_not() {
        let own = Issue { person: Some(PersonId::new(3)), ..Issue::fresh(7, Luck::NONE, SimTime::ZERO) };
        let fixed = Issue { truth: TrueState::Fixed, ..own };
        let turn = |duty| Record::Person { at: SimTime::ZERO, person: PersonId::new(3), duty, lead: Lead::NONE, may_overrun: false };
        let [nothing, started] = [digest(&[]), digest(&[told(&own, Activity::Started(Start::AtOnce))])];
        for record in [told(&own, Activity::BecameKnown(Channel::Direct)), told(&fixed, Activity::Closed), turn(Duty::Working)] {
            assert_eq!(digest(&[record]), nothing, "{record:?}");
        }
        // the number of a person is no number of another activity
        let by_first = Issue { person: Some(PersonId::new(0)), ..own };
        let silence = Rule { kind: RuleKind::Silence, threshold: 1.0, value: 1.0 };
        for (start, activity) in [(Start::Again, Activity::Escalated(silence)), (Start::OnTheSpot, Activity::PutFirst)] {
            assert_ne!(digest(&[told(&by_first, Activity::Started(start))]), digest(&[told(&own, activity)]), "{activity:?}");
        }
        let by_another = Issue { person: Some(PersonId::new(4)), ..own };
        let elsewhere = Issue { unit: UnitId::new(1), ..own };
        let another = Issue { case: 8, ..own };
        for record in [
            told(&by_another, Activity::Started(Start::AtOnce)),
            told(&elsewhere, Activity::Started(Start::AtOnce)),
            told(&another, Activity::Started(Start::AtOnce)),
            told(&own, Activity::Started(Start::FromQueue)),
            told(&own, Activity::BecameKnown(Channel::Report)),
            told(&own, Activity::Closed),
            turn(Duty::Free),
        ] {
            let other = digest(&[record]);
            assert!(other != nothing && other != started, "{record:?}");
        }
    }

    fn told(issue: &Issue, activity: Activity) -> Record<'_> {
        let Issue { unit, person, .. } = *issue;
        Record::Issue { at: SimTime::ZERO, activity, issue, level: LevelId::new(0), unit, person }
    }

    #[test]
    fn what_who_when_and_the_order_decide_and_days_do_not() {
        let (one, other) = (employment(5, 1, true), employment(5, 2, true));
        let whole = digest(&[one, other]);
        assert_eq!(whole, digest(&[one, Record::DayEnded { at: SimTime::ZERO, day: 0 }, other]));
        let different = [
            digest(&[other, one]),
            digest(&[one]),
            digest(&[one, other, other]),
            digest(&[one, employment(6, 2, true)]),
            digest(&[one, employment(5, 2, false)]),
            digest(&[one, employment(5, 3, true)]),
        ];
        assert!(different.iter().all(|other| *other != whole), "{whole} {different:?}");
    }

    #[test]
    fn a_hundred_thousand_streams_that_differ_in_one_second_have_as_many_digests() {
        let all: std::collections::BTreeSet<u64> = (0..100_000).map(|second| digest(&[employment(second, 1, true)])).collect();
        assert_eq!(all.len(), 100_000);
    }
}
