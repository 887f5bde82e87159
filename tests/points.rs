//! Points and assessment: what earns points and when they are exchanged, what effort makes of them, what is done for the points
//! alone, and what being looked at at the end of a period does.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use wangge::engine::{Observer, Root};
use wangge::measure::replication::{keys, observed, replicate};
use wangge::measure::run_result::{RunResult, SeriesRow};
use wangge::process::{Act, Activity, Record, draws};
use wangge::scenario::Setting;
use wangge::units::key::{Group, Key};
use wangge::units::measure::{Measure, Presence};
use wangge::units::{PersonId, SimTime};
use wangge::world::populate::populate;
use wangge::world::{Channel, Duty};

use super::place::DAY;
use super::towns::{base, read_text};

/// A village of 40 households in 4 buildings; four members with ten households each call on them, settle what they can, and pass
/// the rest on to two grid workers who have time.
const TOWN: &str = r#"
start = 2024-01-01
horizon = "366d"
follow_up = "30d"
replications = 1
levels = ["liaison", "grid"]
[place]
households = 40
households_per_building = 10
[grids]
households = 40
[members]
count = 4
unit = "member"
role = "member"
motivation = [0.8, 0.4]
[calendars.day]
weekly = { daily = ["08:00-20:00"] }
[roles.member]
calendar = "day"
volunteer = true
declines = 0.6
[roles.worker]
calendar = "day"
pay = "3000 yuan/month"
[[units]]
name = "member"
level = "liaison"
per = "member"
under = "grid"
staff = [{ role = "member", count = 1 }]
[[units]]
name = "grid"
level = "grid"
per = "grid"
staff = [{ role = "worker", count = 2 }]
[[categories]]
name = "leak"
work = "20min"
success = 0.6
difficulty = { liaison = 0.7, grid = 0.3 }
[[demand]]
name = "homes"
at = "households"
rate = "10/year"
categories = { leak = 1.0 }
[discovery]
reporting = 0.5
by_severity = [1.0, 1.0, 1.0, 1.0, 1.0]
channels = { member = { level = "liaison" }, desk = { level = "grid" } }
delay = { exponential = { mean = "20d" } }
[[rounds]]
name = "visit"
role = "member"
kind = "visit"
every = "7d"
share = 0.5
stop = "10min"
finds = 0.5
[feedback]
in_time = 0.9
late = 0.7
unfixed = 0.2
[escalation.grid]
attempts = 3
"#;

/// About twenty visits a month at a point each: 40 yuan for who makes all of them.
const POINTS: &str = r#"
[points]
roles = ["member"]
worth = 2
visit = 1
report = 1
settled = 2
redeemed_at = 50
gain = 0.25
takes_part = 0.75
saturates = "180d"
gradient = 0.5
"#;

const GAMING: &str = r"
[points.gaming]
closes_on_paper = 0.6
made_up_reports = 4
";

const ASSESSMENT: &str = r#"
[assessment]
period = "quarter"
looks = "at_the_end"
"#;

fn town(extra: &[&str], sets: &[&str]) -> Setting {
    base(&format!("{TOWN}{}", extra.concat()), sets)
}

/// What the records of a run say of points.
#[derive(Debug, Default)]
struct Seen {
    /// Person, when, act, times, points, yuan exchanged.
    points: Vec<(usize, SimTime, Act, u32, f64, f64)>,
    /// Person, when, stops made, planned.
    rounds: Vec<(usize, SimTime, u32, u32)>,
    /// Person, when they set out on a round.
    left: Vec<(usize, SimTime)>,
    /// Known by a visit, or reported: when, how.
    known: Vec<(SimTime, Channel)>,
    reopened: Vec<SimTime>,
    closed: Vec<(SimTime, Option<usize>, bool)>,
    ranked: Vec<(usize, SimTime, bool)>,
    /// Person whose post went to somebody else, when, to which one.
    succeeded: Vec<(usize, SimTime, u32)>,
}

impl Observer<Record<'_>> for Seen {
    fn observe(&mut self, record: &Record<'_>) {
        match *record {
            Record::Points { at, person, act, times, points, redeemed } => {
                self.points.push((person.index(), at, act, times, points, redeemed));
            }
            Record::Round { at, person, made, unmade, .. } => self.rounds.push((person.index(), at, made, made + unmade)),
            Record::Issue { at, activity: Activity::Closed, issue, person, .. } => {
                self.closed.push((at, person.map(PersonId::index), issue.truth.is_there()));
            }
            Record::Issue { at, activity: Activity::BecameKnown(channel), .. } => self.known.push((at, channel)),
            Record::Issue { at, activity: Activity::Reopened, .. } => self.reopened.push(at),
            Record::Person { at, person, duty: Duty::Round(_), .. } => self.left.push((person.index(), at)),
            Record::Ranked { at, person, is_starred } => self.ranked.push((person.index(), at, is_starred)),
            Record::Succession { at, person, generation } => self.succeeded.push((person.index(), at, generation)),
            _ => {}
        }
    }
}

fn watched(setting: &Setting, replication: u32) -> (RunResult, Seen) {
    observed(setting, 1, replication, &AtomicBool::new(false), Seen::default()).unwrap()
}

fn run(setting: &Setting, replication: u32) -> RunResult {
    replicate(setting, 1, replication, &AtomicBool::new(false)).unwrap()
}

fn value(result: &RunResult, measure: Measure) -> f64 {
    result.value(measure, Group::All).unwrap_or_else(|| panic!("{} has no value", measure.entry().name))
}

/// Digest, values, days, starts of work by person.
type Else = (u64, Vec<(Key, Option<f64>)>, Vec<SeriesRow>, Vec<u64>);

/// Everything that a run says but the measures of points and of costs.
fn all_else(setting: &Setting, result: &RunResult) -> Else {
    let is_else = |key: &&Key| !matches!(key.measure.entry().presence, Presence::WithPoints | Presence::WithCosts);
    let keys: Vec<Key> = keys(setting).iter().filter(is_else).copied().collect();
    let values = keys.into_iter().map(|key| (key, result.measures.value(key))).collect();
    (result.stream, values, result.series.clone(), result.people.iter().map(|person| person.starts).collect())
}

/// First instants of the months and quarters of 2024, and of what follows.
fn first_days(months: &[u32]) -> Vec<SimTime> {
    let firsts = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];
    months.iter().map(|month| SimTime::from_seconds(firsts[*month as usize] * DAY)).collect()
}

#[test]
fn points_of_no_value_without_assessment_are_no_points() {
    let plain = town(&[], &[]);
    let without = run(&plain, 0);
    for extra in [&[POINTS][..], &[POINTS, GAMING]] {
        let nothing = town(extra, &["points.worth=0"]);
        assert!(nothing.has_points && nothing.epochs[0].rules.points.is_none());
        let result = run(&nothing, 0);
        assert_eq!(all_else(&plain, &result), all_else(&plain, &without));
        assert_eq!([Measure::PointsEarned, Measure::PointsPaid, Measure::TrivialReports].map(|of| value(&result, of)), [0.0; 3]);
        assert_eq!(value(&result, Measure::Cost), value(&without, Measure::Pay), "nothing but pay is paid");
    }
}

#[test]
fn points_that_move_nobody_are_paid_and_change_nothing_else() {
    let plain = town(&[], &[]);
    let without = run(&plain, 0);
    for sets in [&["points.gain=0"][..], &["points.takes_part=0", "points.crowding_out=0.3"], &["points.from=2024-12-31"]] {
        let result = run(&town(&[POINTS, GAMING], &[sets, &["points.gaming.off=true"]].concat()), 0);
        let ((_, values, days, starts), (_, others, other_days, other_starts)) = (all_else(&plain, &result), all_else(&plain, &without));
        assert_eq!((values, days, starts), (others, other_days, other_starts), "{sets:?}");
        let is_paid = !sets[0].contains("from");
        assert_eq!(value(&result, Measure::PointsPaid) > 0.0, is_paid, "{sets:?}");
        let paid = value(&result, Measure::Cost) - value(&without, Measure::Pay);
        assert!((paid - value(&result, Measure::PointsPaid)).abs() < 1e-6, "{paid}");
    }
    // an assessment without rush or rank is none, by points of no value
    let assessed = run(&town(&[POINTS, ASSESSMENT], &["points.worth=0", "assessment.burst=1"]), 0);
    assert_eq!(all_else(&plain, &assessed), all_else(&plain, &without));
    assert!(value(&assessed, Measure::PointsEarned) > 0.0 && value(&assessed, Measure::PointsPaid) == 0.0);
}

#[test]
fn half_the_points_at_twice_the_value_and_half_the_threshold_are_the_same() {
    let more = ["points.crowding_out=0.1", "points.audited=0.3"];
    let setting = town(&[POINTS, GAMING, ASSESSMENT], &more);
    let whole = run(&setting, 3);
    let halved = ["points.worth=4", "points.visit=0.5", "points.report=0.5", "points.settled=1", "points.redeemed_at=25"];
    let half = run(&town(&[POINTS, GAMING, ASSESSMENT], &[&more[..], &halved].concat()), 3);
    assert_eq!(all_else(&setting, &whole), all_else(&setting, &half));
    let paid = [Measure::PointsPaid, Measure::Cost, Measure::TrivialReports, Measure::Effort];
    assert_eq!(paid.map(|of| value(&whole, of)), paid.map(|of| value(&half, of)));
    assert!(value(&whole, Measure::PointsPaid) > 0.0 && value(&whole, Measure::TrivialReports) > 0.0);
    assert_eq!(value(&half, Measure::PointsEarned), value(&whole, Measure::PointsEarned) / 2.0);
}

#[test]
fn more_value_never_loses_a_visit_of_anybody() {
    let visits = |level: &str, replication| {
        let (result, seen) = watched(&town(&[POINTS], &[&format!("points.worth={level}"), "points.gradient=0"]), replication);
        let mut made: BTreeMap<usize, u32> = BTreeMap::new();
        seen.rounds.iter().for_each(|(person, _, stops, _)| *made.entry(*person).or_default() += stops);
        (made, result.value(Measure::Effort, Group::All).unwrap_or(0.0))
    };
    let mut gained = 0;
    for replication in 0..5 {
        let levels = ["0", "0.25", "1", "3", "20"].map(|level| visits(level, replication));
        for pair in levels.windows(2) {
            assert!(pair[0].0.iter().all(|(person, made)| pair[1].0[person] >= *made), "{pair:?}");
            assert!(pair[1].1 > pair[0].1, "{pair:?}");
        }
        gained += levels[4].0.values().sum::<u32>() - levels[0].0.values().sum::<u32>();
    }
    assert!(gained > 200, "{gained}");
}

#[test]
fn crowding_out_makes_a_little_pay_worse_than_none_and_a_lot_better() {
    let visits = |sets: &[&str]| {
        let all = [&["points.crowding_out=0.1", "points.saturates=0d", "points.takes_part=1", "points.gradient=0"], sets].concat();
        let runs = (0..4).map(|replication| value(&run(&town(&[POINTS], &all), replication), Measure::VisitsMade));
        runs.sum::<f64>()
    };
    let [none, little, much] = ["0", "0.1", "20"].map(|level| visits(&[&format!("points.worth={level}")]));
    assert!(little < none && none < much, "{little} {none} {much}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
fn a_member_is_credited_by_hand() {
    // everybody takes part from the first day on
    let sets = ["points.takes_part=1", "points.saturates=0d", "points.crowding_out=0.1", "points.settled=0"];
    let setting = town(&[POINTS], &sets);
    let (_, seen) = watched(&setting, 0);
    let (world, _) = populate(&setting, Root::new(1, 0));
    let member = world.people.iter().position(|person| person.motivation < 1.0).unwrap();
    let (motivation, luck) = (world.people[member].motivation, world.people[member].luck);
    let (day, month) = (f64::from(DAY), 365.25 / 12.0);
    let mut earned = seen.points.iter().filter(|row| row.0 == member).peekable();
    let (mut balance, mut income, mut since, mut stop, mut paid) = (0.0_f64, 0.0_f64, 0.0, 0, 0.0);
    let left = seen.left.iter().filter(|row| row.0 == member);
    let rounds: Vec<_> = seen.rounds.iter().filter(|row| row.0 == member && row.3 > 0).collect();
    let mut varied = 0;
    for ((_, at), (_, back, made, planned)) in left.zip(&rounds) {
        let at = f64::from(at.seconds()) / day;
        // what was told by residents before they set out
        while let Some(row) = earned.next_if(|row| f64::from(row.1.seconds()) / day <= at) {
            assert_eq!((row.2, row.3, row.4), (Act::Report, 1, 1.0));
            income = income * (-(f64::from(row.1.seconds()) / day - since) / 30.0).exp() + 2.0 * month / 30.0;
            since = f64::from(row.1.seconds()) / day;
            (balance, paid) = exchange(balance + 1.0, paid, row.5);
        }
        let lately = income * (-(at - since) / 30.0).exp();
        let towards = 1.0 + 0.5 * (2.0 * balance / 50.0 - 1.0);
        let effort = (motivation * 0.9 * (1.0 + 0.25 * lately / (lately + 30.0) * towards)).min(1.0);
        let expected = (0..*planned).filter(|nth| luck.uniform(draws::STOP_MADE, stop + nth) < effort).count();
        assert_eq!(usize::try_from(*made).unwrap(), expected, "the round that ended at {back:?}, effort {effort}");
        let plain = (0..*planned).filter(|nth| luck.uniform(draws::STOP_MADE, stop + nth) < motivation).count();
        varied += u32::from(plain != expected);
        stop += planned;
        // the stops are credited when the round is over, what was told meanwhile before them
        while let Some(row) = earned.next_if(|row| row.1 < *back) {
            income = income * (-(f64::from(row.1.seconds()) / day - since) / 30.0).exp() + 2.0 * month / 30.0;
            since = f64::from(row.1.seconds()) / day;
            (balance, paid) = exchange(balance + 1.0, paid, row.5);
        }
        if *made > 0 {
            let row = earned.next_if(|row| row.1 == *back && row.2 == Act::Visit).unwrap();
            assert_eq!((row.3, row.4), (*made, f64::from(*made)));
            let now = f64::from(back.seconds()) / day;
            income = income * (-(now - since) / 30.0).exp() + f64::from(*made) * 2.0 * month / 30.0;
            since = now;
            (balance, paid) = exchange(balance + f64::from(*made), paid, row.5);
        }
        while let Some(row) = earned.next_if(|row| row.1 == *back && row.2 == Act::Report) {
            income += row.4 * 2.0 * month / 30.0;
            (balance, paid) = exchange(balance + row.4, paid, row.5);
        }
    }
    assert!(paid >= 300.0 && varied >= 5, "{paid} {varied}");
}

/// What is left of `balance` and what has been paid when 50 points are worth 100 yuan; the record says `redeemed`.
fn exchange(balance: f64, paid: f64, redeemed: f64) -> (f64, f64) {
    let times = (balance / 50.0).floor();
    assert!((redeemed - times * 100.0).abs() < 1e-9, "{balance} {redeemed}");
    (balance - times * 50.0, paid + redeemed)
}

#[test]
fn where_closing_counts_closings_and_false_ones_rise_and_true_resolution_does_not() {
    // n = 12 replications, with the same issues: sums of paired runs
    let sums = |sets: &[&str], extra: &[&str]| {
        let setting = town(extra, sets);
        let runs: Vec<RunResult> = (0..12).map(|replication| run(&setting, replication)).collect();
        let of = [Measure::ClosureRate, Measure::FalseClosureRate, Measure::KnownResolutionRate];
        of.map(|measure| runs.iter().map(|result| value(result, measure)).sum::<f64>() / 12.0)
    };
    let still = ["points.gain=0", "points.takes_part=1", "points.saturates=0d"];
    let [none, honest, closure] =
        [sums(&[], &[]), sums(&[&still[..], &["points.counts=fix"]].concat(), &[POINTS, GAMING]), sums(&still, &[POINTS, GAMING])];
    assert_eq!(none, honest, "who is paid for true fixes closes nothing on paper");
    assert!(closure[0] > none[0] && closure[1] > none[1] + 0.02 && closure[2] < none[2], "{closure:?} against {none:?}");
    let audited = sums(&[&still[..], &["points.audited=0.5"]].concat(), &[POINTS, GAMING]);
    assert!(audited[1] < closure[1], "{audited:?} against {closure:?}");
}

#[test]
fn only_what_counts_is_settled() {
    let settled = |counts: &str| {
        let (_, seen) = watched(&town(&[POINTS, GAMING], &[&format!("points.counts={counts}"), "points.report=0"]), 1);
        let rows: Vec<SimTime> = seen.points.iter().filter(|row| row.2 == Act::Settled).map(|row| row.1).collect();
        let of_members = seen.closed.iter().filter(|(_, person, _)| person.is_some_and(|person| person > 1));
        (rows, of_members.copied().collect::<Vec<_>>())
    };
    let (rows, closed) = settled("closure");
    assert_eq!(rows, closed.iter().map(|(at, ..)| *at).collect::<Vec<_>>());
    assert!(closed.iter().any(|(.., is_false)| *is_false), "some are false");
    let (rows, closed) = settled("fix");
    assert_eq!(rows, closed.iter().filter(|(.., is_false)| !is_false).map(|(at, ..)| *at).collect::<Vec<_>>());
    let (satisfied, closed) = settled("appraisal");
    assert!(!satisfied.is_empty() && satisfied.len() < closed.len(), "{} of {}", satisfied.len(), closed.len());
}

#[test]
fn trivial_reports_stay_within_the_quota_take_hours_above_and_are_no_issues() {
    let sets = ["points.worth=50", "points.takes_part=1", "points.saturates=0d", "points.gain=0", "points.settled=0"];
    let (with, seen) = watched(&town(&[POINTS, GAMING], &sets), 2);
    let without = run(&town(&[POINTS, GAMING], &[&sets[..], &["points.gaming.made_up_reports=0"]].concat()), 2);
    let made: Vec<_> = seen.points.iter().filter(|row| row.2 == Act::Trivial).collect();
    assert!(made.len() > 4 * 4 * 6, "{}", made.len());
    let months = first_days(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for person in 2..6 {
        let of: Vec<SimTime> = made.iter().filter(|row| row.0 == person).map(|row| row.1).collect();
        // a month of moments may reach a day or so into the next one
        assert!(of.len() <= 4 * months.len() && of[0] >= months[0], "{of:?}");
    }
    assert_eq!(value(&with, Measure::TrivialReports), made.len() as f64);
    for same in [Measure::Arrivals, Measure::BecameKnown, Measure::ResolutionRate, Measure::VisitsMade] {
        assert_eq!(with.value(same, Group::All), without.value(same, Group::All), "{}", same.entry().name);
    }
    let hours = value(&with, Measure::TaskHours);
    assert!((hours - made.len() as f64 / 4.0).abs() < 1.0, "a quarter of an hour each, {hours}");
    let audited = run(&town(&[POINTS, GAMING], &[&sets[..], &["points.audited=1"]].concat()), 2);
    assert_eq!(value(&audited, Measure::TrivialReports), 0.0);
}

#[test]
fn an_audit_opens_again_what_was_closed_on_paper_and_takes_the_points_back() {
    // closed on paper without any points: the audit alone is looked at
    let sets = ["closing.falsely=0.8", "points.audited=1", "points.redeemed_at=100000"];
    let (result, seen) = watched(&town(&[POINTS], &sets), 0);
    let months = first_days(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    let taken: Vec<_> = seen.points.iter().filter(|row| row.2 == Act::FoundOut).collect();
    assert!(taken.len() > 20 && taken.iter().all(|row| months.contains(&row.1) && row.4 == -2.0), "{taken:?}");
    assert_eq!(taken.iter().map(|row| row.1).collect::<Vec<_>>(), seen.reopened);
    assert!(value(&result, Measure::ReopenRate) > 0.0);
}

#[test]
fn an_assessment_at_the_end_makes_people_rush_and_get_less_done_in_all() {
    let runs = |extra: &[&str], sets: &[&str]| {
        let setting = town(extra, sets);
        let runs: Vec<RunResult> = (0..6).map(|replication| run(&setting, replication)).collect();
        [Measure::VisitsMade, Measure::ActsWeeklyVariation].map(|of| runs.iter().map(|result| value(result, of)).sum::<f64>())
    };
    let sets = ["points.takes_part=0"];
    let even = runs(&[POINTS], &sets);
    let rushed = runs(&[POINTS, ASSESSMENT], &sets);
    assert!(rushed[0] < even[0] && rushed[1] > even[1], "{rushed:?} against {even:?}");
    // by hand: 14 of 91.3 days at 1.5 times, the others so that the mean is 1
    let setting = town(&[POINTS, ASSESSMENT], &sets);
    let rush = setting.epochs[0].rules.assessment.as_ref().and_then(|assessment| assessment.rush).expect("a rush");
    let quarter = 365.25 / 4.0;
    assert!((14.0 * rush.burst + (quarter - 14.0) * rush.lull - quarter).abs() < 1e-9 && rush.lull < 0.91);
    let (_, seen) = watched(&setting, 0);
    let of = |from: u32, until: u32| {
        let within = |at: &SimTime| (from * DAY..until * DAY).contains(&at.seconds());
        let rounds: Vec<_> = seen.rounds.iter().filter(|row| within(&row.1)).collect();
        f64::from(rounds.iter().map(|row| row.2).sum::<u32>()) / f64::from(rounds.iter().map(|row| row.3).sum::<u32>())
    };
    for end in [91, 182, 274] {
        assert!(of(end - 14, end) > of(end, end + 60) + 0.1, "before and after day {end}");
    }
}

#[test]
fn a_ranking_stars_the_first_and_admonishes_the_last_by_the_points_of_the_quarter() {
    let ranking = "[assessment.ranking]\nat = \"member\"\nstarred = 0.25\nadmonished = 0.25\nrecognition = 0.1\nadmonition = -0.2\n";
    let (_, seen) = watched(&town(&[POINTS, ASSESSMENT, ranking], &["points.gradient=0"]), 0);
    let quarters = first_days(&[3, 6, 9]);
    assert_eq!(seen.ranked.len(), 2 * quarters.len(), "{:?}", seen.ranked);
    let mut from = SimTime::ZERO;
    for (end, ranked) in quarters.iter().zip(seen.ranked.chunks(2)) {
        let mut points: BTreeMap<usize, f64> = (2..6).map(|person| (person, 0.0)).collect();
        for row in seen.points.iter().filter(|row| row.1 >= from && row.1 < *end) {
            *points.entry(row.0).or_default() += row.4;
        }
        let best = points.iter().max_by(|one, other| one.1.total_cmp(other.1)).map(|(person, _)| *person);
        let last = points.iter().min_by(|one, other| one.1.total_cmp(other.1)).map(|(person, _)| *person);
        let find = |is_starred| ranked.iter().find(|row| row.2 == is_starred && row.1 == *end).map(|row| row.0);
        assert_eq!((find(true), find(false)), (best, last), "{points:?}");
        from = *end;
    }
}

#[test]
fn who_comes_last_so_many_times_running_is_reorganised_and_begins_anew() {
    let ranking = "[assessment.ranking]\nat = \"member\"\nadmonished = 0.25\n";
    let of = |after: u32, replication: u32| {
        let block = format!("[assessment.ranking.reorganised]\nafter = {after}\nlearns = \"30d\"\nmotivation = 0.3\n");
        watched(&town(&[POINTS, ASSESSMENT, ranking, &block], &["points.gradient=0"]), replication)
    };
    let mut reorganised = 0;
    for replication in 0..12 {
        // never so often in a run: as without, to the last number
        let none = watched(&town(&[POINTS, ASSESSMENT, ranking], &["points.gradient=0"]), replication);
        let never = of(100, replication);
        assert_eq!((&none.0.measures, none.1.points.len()), (&never.0.measures, never.1.points.len()));
        assert!(never.1.succeeded.is_empty());
        // each time: whoever is last
        let (_, each) = of(1, replication);
        let last: Vec<(usize, SimTime)> = each.ranked.iter().map(|row| (row.0, row.1)).collect();
        assert_eq!(each.succeeded.iter().map(|row| (row.0, row.1)).collect::<Vec<_>>(), last);
        // the second time running, counted anew from there
        let (_, seen) = of(2, replication);
        let (mut running, mut expected) = (BTreeMap::new(), Vec::new());
        let mut generations: BTreeMap<usize, u32> = BTreeMap::new();
        for (person, at, _) in &seen.ranked {
            let times = running.get(person).copied().unwrap_or(0) + 1;
            running = BTreeMap::from([(*person, times)]);
            if times == 2 {
                running.clear();
                let generation = generations.entry(*person).or_default();
                *generation += 1;
                expected.push((*person, *at, *generation));
            }
        }
        assert_eq!(seen.succeeded, expected);
        reorganised += expected.len();
        // until then it was the same run, and points of a predecessor are nobody's: what a successor exchanges, that one has earned
        if let Some((person, at, _)) = expected.first() {
            let before = |seen: &Seen| seen.points.iter().filter(|row| row.1 <= *at).copied().collect::<Vec<_>>();
            assert_eq!(before(&seen), before(&none.1));
            let of_successor: Vec<_> = seen.points.iter().filter(|row| row.0 == *person && row.1 > *at).collect();
            let (earned, paid): (f64, f64) = of_successor.iter().fold((0.0, 0.0), |sum, row| (sum.0 + row.4, sum.1 + row.5));
            assert!(paid <= earned * 2.0 + 1e-9, "{paid} yuan for {earned} points");
        }
    }
    assert!(reorganised >= 3, "{reorganised} in 12 runs");
}

#[test]
fn the_fifths_that_earn_most_and_least_are_those_of_the_points_of_each_person() {
    let (result, seen) = watched(&town(&[POINTS], &[]), 0);
    let mut points: BTreeMap<usize, f64> = (2..6).map(|person| (person, 0.0)).collect();
    for row in &seen.points {
        *points.get_mut(&row.0).expect("one of the four members") += row.4;
    }
    let total: f64 = points.values().sum();
    let most = points.values().copied().fold(0.0, f64::max);
    let least = points.values().copied().fold(f64::INFINITY, f64::min);
    // a fifth of four people is eight tenths of one
    let expected = [most, least].map(|of_one| 0.8 * of_one / total);
    let found = [Measure::PointsTopFifth, Measure::PointsBottomFifth].map(|of| value(&result, of));
    assert!(found.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-9), "{found:?} against {expected:?}");
    assert!(found[0] > 0.2 && found[1] < 0.2, "{found:?}");
}

#[test]
fn without_members_nobody_earns_and_policies_with_and_without_points_have_the_same_columns() {
    let policies = "[policies.alone]\nmembers.off = true\nrounds = [{ name = \"visit\", off = true }]\n[policies.paid]\n[policies.paid.points]\nroles = [\"member\"]\nworth = 2\nvisit = 1\n";
    let gone = read_text(&format!("{TOWN}{POINTS}{ASSESSMENT}{policies}"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(gone.settings[1].epochs[0].rules.points.is_none() && gone.settings[1].epochs[0].rules.assessment.is_none());
    let paid = read_text(&format!("{TOWN}{policies}"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let results: Vec<RunResult> = [0, 2].map(|policy| run(&paid.settings[policy], 0)).into();
    for measure in [Measure::PointsPaid, Measure::Cost, Measure::PointsEarned] {
        assert!(value(&results[1], measure) > value(&results[0], measure), "{}", measure.entry().name);
    }
}

#[test]
fn what_cannot_be_is_reported_where_it_stands() {
    let ranked = "\n[assessment.ranking]\nat = \"grid\"\nstarred = 0.2\n";
    for (extra, sets, key, said) in [
        (vec![POINTS], vec!["points.redeemed_at=0"], "points.redeemed_at", "0"),
        (vec![POINTS], vec!["points.roles=[\"members\"]"], "points.roles", "no role `members`"),
        (vec![POINTS], vec!["points.roles=[\"worker\"]"], "points.visit", "never done"),
        (vec![POINTS], vec!["points.roles=[\"member\", \"worker\"]", "points.settled=0"], "points.roles", "`worker` can earn no points"),
        (vec![POINTS], vec!["points.appraised=1", "feedback.off=true"], "points.appraised", "no `feedback`"),
        (vec![POINTS], vec!["points.counts=appraisal", "feedback.off=true"], "points.counts", "nobody asks"),
        (vec![POINTS], vec!["points.visit=0", "points.report=0", "points.settled=0"], "points", "no act"),
        (vec![POINTS], vec!["points.from=2026-01-01"], "points.from", "after the end"),
        (vec![POINTS], vec!["points.remembered=0d"], "points.remembered", "no time"),
        (vec![POINTS, GAMING], vec!["units.grid.staff.worker.count=0"], "points.gaming.made_up_reports", "nobody works"),
        (vec![ASSESSMENT], vec![], "assessment", "no points"),
        (vec![POINTS, ASSESSMENT], vec!["start=2024-01-02", "horizon=80d"], "assessment.period", "never falls"),
        (vec![POINTS, ASSESSMENT], vec!["assessment.rush=70d"], "assessment.rush", "more than there is"),
        (vec![POINTS, ASSESSMENT, ranked], vec![], "assessment.ranking.at", "one unit alone"),
        (vec![POINTS, ASSESSMENT, ranked], vec!["assessment.ranking.at=\"grids\""], "assessment.ranking.at", "no unit"),
        (
            vec![POINTS, ASSESSMENT, "[assessment.ranking]\nat = \"member\"\nreorganised = { after = 2 }\n"],
            vec![],
            "assessment.ranking.reorganised",
            "no unit is ever admonished",
        ),
        (
            vec![POINTS, ASSESSMENT, "[assessment.ranking]\nat = \"member\"\nadmonished = 0.3\nreorganised = { after = 0 }\n"],
            vec![],
            "assessment.ranking.reorganised.after",
            "0",
        ),
        (vec![POINTS], vec!["points.payer=\"town\""], "points.payer", "no payer"),
    ] {
        let problems = read_text(&format!("{TOWN}{}", extra.concat()), &sets).expect_err(said);
        assert!(problems.iter().any(|problem| problem.key.starts_with(key) && problem.message.contains(said)), "{key}: {problems}");
    }
    let written = format!("{TOWN}{}", POINTS.replace("redeemed_at = 50", "redeemed_at = 0"));
    let line = written.lines().position(|line| line == "redeemed_at = 0").map(|line| line + 1);
    let problems = read_text(&written, &[]).expect_err("a threshold of zero");
    assert_eq!(problems.iter().next().map(|problem| problem.line), line, "{problems}");
}

#[test]
fn a_misspelt_key_is_named_with_the_one_likely_meant_whether_or_not_others_are_missing() {
    let whole = POINTS.replace("worth = 2", "worht = 2");
    for written in [whole.clone(), whole.replace("roles = [\"member\"]\n", "")] {
        let problems = read_text(&format!("{TOWN}{written}"), &[]).expect_err("`worht` is no key");
        let help = problems.iter().find(|problem| problem.key == "points.worht").and_then(|problem| problem.help.clone());
        assert_eq!(help.as_deref(), Some("did you mean `worth`?"), "{problems}");
        assert!(!problems.iter().any(|problem| problem.key == "points.worth"), "said twice: {problems}");
    }
    // as a factor of a sweep it has the same help
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, format!("{TOWN}{POINTS}")).unwrap();
    let problems = wangge::scenario::Draft::read(&path, &[]).unwrap().factor("points.worht=1,2").unwrap_err();
    assert!(problems.to_string().contains("did you mean `worth`?"), "{problems}");
}

/// Each strength of points at half and at twice what it is, what it should move, and to which side: in a year of four members, summed
/// over four replications of the same random events. `effort` is looked at every Monday, so that it is no matter of chance which visit
/// is just made.
#[test]
fn each_strength_of_points_at_half_and_at_twice_moves_what_it_should() {
    const REPLICATIONS: u32 = 4;
    // with more crowding out a point of one yuan gains as much as it crowds out, and who takes part, and when, moves nothing
    let base =
        ["points.crowding_out=0.05", "points.worth=1", "points.audited=0.2", "points.gaming.closes_on_paper=0.4", "points.remembered=30d"];
    let sum = |sets: &[String], measure: Measure| -> f64 {
        let sets: Vec<&str> = base.iter().copied().chain(sets.iter().map(String::as_str)).collect();
        let setting = town(&[POINTS, GAMING, ASSESSMENT], &sets);
        (0..REPLICATIONS).map(|replication| value(&run(&setting, replication), measure)).sum()
    };
    let mut flat = Vec::new();
    for (key, half, twice, measure, rises) in [
        ("points.gain", "0.125", "0.5", Measure::Effort, true),
        ("points.half", "15", "60", Measure::Effort, false),
        ("points.worth", "0.5", "2", Measure::Effort, true),
        ("points.visit", "0.5", "2", Measure::Effort, true),
        ("points.takes_part", "0.375", "1", Measure::Effort, true),
        ("points.saturates", "90d", "360d", Measure::Effort, false),
        ("points.crowding_out", "0.025", "0.1", Measure::Effort, false),
        ("points.redeemed_at", "25", "100", Measure::PointsPaid, false),
        ("points.audited", "0.1", "0.4", Measure::TrivialReports, false),
        ("points.audited", "0.1", "0.4", Measure::FalseClosureRate, false),
        ("points.gaming.closes_on_paper", "0.2", "0.8", Measure::FalseClosureRate, true),
        ("points.gaming.made_up_reports", "2", "8", Measure::TrivialReports, true),
        ("assessment.burst", "1.25", "3", Measure::ActsWeeklyVariation, true),
        ("assessment.rush", "7d", "28d", Measure::ActsWeeklyVariation, true),
    ] {
        let at = |level: &str| sum(&[format!("{key}={level}")], measure);
        let [low, own, high] = [at(half), sum(&[], measure), at(twice)];
        println!("{key} {half}, as it is, {twice}: {} {low:.4} {own:.4} {high:.4}", measure.entry().name);
        let is_moved = if rises { low < own && own < high } else { low > own && own > high };
        if !is_moved {
            flat.push(format!("{key}: {} {low:.4}, {own:.4}, {high:.4}", measure.entry().name));
        }
    }
    assert!(flat.is_empty(), "{flat:#?}");
}

/// Effort rises on the way to an exchange and slumps after it: stops made of those planned, where more than half of the points for the
/// next exchange are there, less those where fewer are. The mean stays about as it is, since both halves are as long.
#[test]
fn a_steeper_gradient_parts_the_visits_before_an_exchange_from_those_after_it() {
    let parted = |gradient: &str| {
        let sets =
            [format!("points.gradient={gradient}"), "points.saturates=0d".into(), "points.takes_part=1".into(), "points.gain=0.5".into()];
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let setting = town(&[POINTS], &sets);
        let (mut late, mut early) = ((0_u32, 0_u32), (0_u32, 0_u32));
        for replication in 0..6 {
            let (_, seen) = watched(&setting, replication);
            for (person, at, made, planned) in &seen.rounds {
                let earned = seen.points.iter().filter(|row| row.0 == *person && row.1 < *at);
                let balance = earned.fold(0.0, |balance, row| balance + row.4 - row.5 / 2.0);
                let part = if balance > 25.0 { &mut late } else { &mut early };
                *part = (part.0 + made, part.1 + planned);
            }
        }
        let share = |(made, planned): (u32, u32)| f64::from(made) / f64::from(planned);
        (share(late), share(early))
    };
    let found = ["0", "0.5", "1"].map(parted);
    println!("share of stops made late and early on the way: {found:?}");
    let gaps = found.map(|(late, early)| late - early);
    assert!(gaps[0] < gaps[1] && gaps[1] < gaps[2] && gaps[2] > gaps[0] + 0.05, "{gaps:?}");
}
