//! Absence: time away is what its rate and length say, nobody else's random numbers change by it, work in hand is not lost,
//! and one who is alone is missed more.

use std::sync::atomic::AtomicBool;

use wangge::engine::Observer;
use wangge::measure::replication::{keys, observed};
use wangge::process::{Activity, Record, Start};
use wangge::scenario::setting::{Absence, Cover};
use wangge::scenario::{Problems, Setting, read};
use wangge::units::key::{Group, Key};
use wangge::units::measure::Measure;
use wangge::units::{Distribution, LevelId, Rate, RoleId, SimDuration, SimTime};

use crate::measures::town;
use crate::place::{DAY, HOUR, constant, days, desk, exponential, hours, logged, network, office, once, value_of};

/// Everybody of every role is away `times` a time of `seconds`, for `length`.
fn away(setting: &Setting, seconds: f64, length: Distribution) -> Absence {
    let rate = Rate::per_second(1.0 / seconds).expect("a rate");
    Absence { rates: vec![rate; setting.roles.len()], length, cover: Cover::Nobody }
}

fn with_absence(mut setting: Setting, seconds: f64, length: Distribution) -> Setting {
    let absence = away(&setting, seconds, length);
    for epoch in &mut setting.epochs {
        epoch.rules.absence = Some(absence.clone());
    }
    setting
}

/// A village of ten buildings whose workers patrol all of them every day, and `block`.
#[expect(clippy::too_many_lines, reason = "a scenario file")]
fn village(workers: u32, block: &str) -> Result<Setting, Problems> {
    let text = format!(
        r#"
start = 2024-01-01
horizon = "200d"
follow_up = "10d"
levels = ["village"]
[place]
households = 100
households_per_building = 10
[roles.worker]
[roles.helper]
volunteer = true
[[units]]
name = "village"
level = "village"
per = "community"
staff = [{{ role = "worker", count = {workers} }}]
[[categories]]
name = "leak"
work = "1h"
[[demand]]
name = "homes"
at = "households"
rate = "5/year"
categories = {{ leak = 1.0 }}
[discovery]
reporting = 1.0
[[rounds]]
name = "round"
role = "worker"
kind = "patrol"
every = "1d"
stop = "20min"
share = 1.0
{block}
"#
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("village.toml");
    std::fs::write(&path, text).expect("a file");
    read(&path, &[]).map(|mut scenario| scenario.settings.remove(0))
}

#[test]
fn no_rate_no_length_and_nobody_concerned_are_no_absence() {
    let without = village(2, "").unwrap_or_else(|problems| panic!("{problems}"));
    let (expected, rows) = logged(&without, 1);
    for block in
        ["rate = \"0/year\"\nlength = \"2d\"", "rate = \"8/year\"\nlength = \"0d\"", "rate = \"8/year\"\nlength = \"2d\"\nroles = []"]
    {
        let setting = village(2, &format!("[absence]\n{block}")).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(setting.epochs[0].rules.absence, None, "{block}");
        assert_eq!(logged(&setting, 1), (expected.clone(), rows.clone()), "{block}");
        assert!(keys(&setting).iter().all(|key| key.measure != Measure::AwayShare));
    }
    let of_helpers = village(2, "[absence]\nrate = \"8/year\"\nlength = \"2d\"\nroles = [\"helper\"]").expect("helpers");
    let (result, other) = logged(&of_helpers, 1);
    assert_eq!((result.stream, other), (expected.stream, rows), "there are no helpers");
    let all = village(2, "[absence]\nrate = \"8/year\"\nlength = \"2d\"").expect("the roles left out");
    assert!(all.epochs[0].rules.absence.as_ref().is_some_and(|absence| absence.rates[1] == Rate::ZERO && absence.rates[0].get() > 0.0));
    assert_ne!(once(&all, 1, 0).stream, expected.stream);
}

#[test]
fn what_is_wrong_with_an_absence_is_said_at_its_line() {
    let wrong = |block: &str| {
        let problems = village(1, &format!("[absence]\n{block}")).expect_err("it is wrong");
        assert_eq!(problems.count(), 1, "{problems}");
        let problem = problems.iter().next().expect("one").clone();
        (problem.line, problem.key, format!("{} {}", problem.message, problem.help.unwrap_or_default()))
    };
    let (line, key, said) = wrong("rate = \"2/day\"\nlength = \"2d\"");
    assert!((line, key.as_str()) == (35, "absence.rate") && said.contains("1/day"), "{line} {key} {said}");
    let (line, key, said) = wrong("rate = \"2/year\"\nlength = \"2d\"\nroles = [\"workr\"]");
    assert!((line, key.as_str()) == (37, "absence.roles.0") && said.contains("`worker`"), "{line} {key} {said}");
    let (_, key, said) = wrong("rate = \"2/year\"");
    assert!(key.starts_with("absence") && said.contains("length"), "{key} {said}");
}

/// 300 people over 2,000 days, up 20 days and away 5 on average: away a fifth of the time. Four standard errors over people.
#[test]
fn the_share_of_time_away_is_that_of_rate_and_length() {
    let mut setting = with_absence(desk(300, 0.001, constant(60.0), 2_000), f64::from(20 * DAY), exponential(f64::from(5 * DAY)));
    setting.span.warm_up = days(100);
    let result = once(&setting, 11, 0);
    let horizon = f64::from(1_900 * DAY);
    let shares: Vec<f64> = result.people.iter().map(|row| 1.0 - row.rostered_seconds as f64 / horizon).collect();
    let mean = shares.iter().sum::<f64>() / 300.0;
    let spread = (shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / 299.0).sqrt() / 300.0_f64.sqrt();
    println!("away {mean:.5} ± {spread:.5}, theory 0.2");
    assert!((mean - 0.2).abs() < 4.0 * spread && spread < 0.002);
    let counted = value_of(&setting, &result, Measure::AwayShare, Group::Role(RoleId::new(0)));
    assert!(counted.is_some_and(|counted| (counted - mean).abs() < 1e-12), "{counted:?} {mean}");
}

/// M/M/1 whose server breaks down and is repaired (Avi-Itzhak and Naor 1963): with breakdowns at rate `b` of mean length `d`, also
/// while idle, and completion time `c = s (1 + b d)`, the mean time in the system is `(c + p d) / (1 - l c)`, `p` the share of
/// time away. 20 runs of 2,000 days; four standard errors over runs.
#[test]
fn one_person_who_is_away_now_and_then_is_the_queue_with_breakdowns_of_theory() {
    let (arrivals, service, away_every, length) = (0.5, 1.0, 20.0, 5.0);
    let mut setting = with_absence(desk(1, arrivals, exponential(hours(service)), 2_000), hours(away_every), exponential(hours(length)));
    setting.span.warm_up = days(50);
    let completion = service * (1.0 + length / away_every);
    let theory = (completion + length / (away_every + length) * length) / (1.0 - arrivals * completion);
    let key = Key { measure: Measure::InSystem, group: Group::Level(LevelId::new(0)) };
    let values: Vec<f64> = (0..20).map(|run| once(&setting, 12, run).measures.value(key).expect("a value") / arrivals).collect();
    let mean = values.iter().sum::<f64>() / 20.0;
    let error = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 19.0 / 20.0).sqrt();
    println!("theory {theory:.4} h, simulated {mean:.4} ± {error:.4} h");
    assert!((mean - theory).abs() < 4.0 * error && error < 0.1, "{mean} {error}");
}

#[test]
fn the_case_in_hand_goes_back_to_the_unit_and_is_taken_up_on_the_return_with_the_work_left() {
    let mut setting = with_absence(desk(1, 0.02, constant(hours(9.0)), 400), f64::from(3 * DAY), constant(hours(50.0)));
    setting.calendars[0].hours = office(setting.span.end());
    let calendar = &setting.calendars[0].hours;
    let (result, rows) = logged(&setting, 13);
    let mut interrupted = 0;
    for case in 0..60 {
        let rows: Vec<_> = rows.iter().filter(|row| row.case == case).collect();
        let mut begun: Option<SimTime> = None;
        let mut worked = 0;
        for (row, next) in rows.iter().zip(rows.iter().skip(1).map(Some).chain([None])) {
            match row.activity {
                Activity::Started(start) => {
                    assert!(start != Start::Again && row.person.is_some());
                    begun = Some(row.at);
                }
                Activity::HandedOver => {
                    interrupted += 1;
                    worked += calendar.working_between(begun.take().expect("in hand"), row.at).seconds();
                    let back = row.at + SimDuration::from_seconds(50 * HOUR);
                    let next = next.expect("it is taken up again");
                    let on_duty =
                        calendar.is_open(back) && next.at == back || !calendar.is_open(back) && next.at == calendar.next_open(back);
                    // the person may be away again when the shift opens
                    assert!(on_duty || next.at > back, "case {case}");
                    assert!(next.at >= back && matches!(next.activity, Activity::Started(Start::FromQueue)), "case {case}");
                }
                Activity::Fixed => worked += calendar.working_between(begun.take().expect("in hand"), row.at).seconds(),
                _ => {}
            }
        }
        if rows.iter().any(|row| row.activity == Activity::Fixed) {
            assert!(worked.abs_diff(9 * HOUR) <= 4, "case {case}: {worked} s of work");
        }
    }
    assert!(interrupted > 20, "{interrupted}");
    assert!(result.people[0].rostered_seconds < u64::from(400 / 7 * 35 * HOUR));
}

#[test]
fn the_seconds_of_everybody_add_up_with_time_away_and_shifts_and_days() {
    let plain = town();
    let setting = with_absence(plain.clone(), f64::from(6 * DAY), exponential(f64::from(DAY)));
    let (before, result) = (once(&plain, 83, 0), once(&setting, 83, 0));
    let mut less = 0;
    for (with, without) in result.people.iter().zip(&before.people) {
        assert_eq!(with.rostered_seconds + with.overtime_seconds, with.busy_seconds() + with.idle_seconds, "{}", with.person);
        assert_eq!(with.employed_seconds, without.employed_seconds, "pay goes on");
        less += usize::from(with.rostered_seconds < without.rostered_seconds);
    }
    assert!(less * 2 > result.people.len(), "{less}");
    let days = || result.series.iter().filter(|row| row.day >= 20);
    let rostered: u64 = result.people.iter().map(|row| row.rostered_seconds).sum();
    let busy: u64 = result.people.iter().map(wangge::measure::run_result::PersonRow::busy_seconds).sum();
    assert_eq!((rostered, busy), (days().map(|row| row.rostered_seconds).sum(), days().map(|row| row.busy_seconds).sum()));
}

/// When the people of a run go and come back, and their stops.
#[derive(Clone, Debug, Default)]
struct Seen {
    moves: Vec<(usize, SimTime, bool)>,
    made: u32,
    unmade: u32,
}

impl<'r> Observer<Record<'r>> for Seen {
    fn observe(&mut self, record: &Record<'r>) {
        match *record {
            Record::Absence { at, person, is_away } => self.moves.push((person.index(), at, is_away)),
            Record::Round { made, unmade, .. } => {
                self.made += made;
                self.unmade += unmade;
            }
            _ => {}
        }
    }
}

fn seen(setting: &Setting) -> Seen {
    observed(setting, 7, 0, &AtomicBool::new(false), Seen::default()).expect("the run holds its laws").1
}

#[test]
fn a_person_is_away_on_the_same_days_whoever_else_there_is_and_whatever_there_is_to_do() {
    let of = |people: i32, per_hour: f64| {
        with_absence(desk(people, per_hour, constant(600.0), 300), f64::from(9 * DAY), exponential(f64::from(DAY)))
    };
    let first = |seen: Seen| seen.moves.into_iter().filter(|(person, ..)| *person == 0).collect::<Vec<_>>();
    let alone = first(seen(&of(1, 0.1)));
    assert!(alone.len() > 40);
    assert_eq!(alone, first(seen(&of(5, 0.7))));
    let longer = with_absence(desk(1, 0.1, constant(600.0), 300), f64::from(9 * DAY), exponential(f64::from(2 * DAY)));
    let stay = |moves: &[(usize, SimTime, bool)]| moves[1].1.since(moves[0].1).seconds();
    let (short, long) = (stay(&alone), stay(&first(seen(&longer))));
    assert!(long.abs_diff(2 * short) <= 1, "the length is scaled: {short} s, {long} s");
}

#[test]
fn colleagues_cover_the_rounds_of_who_is_away_and_one_alone_leaves_them_unmade() {
    let block = "[absence]\nrate = \"20/year\"\nlength = \"3d\"";
    let of = |workers, block: &str| seen(&village(workers, block).unwrap_or_else(|problems| panic!("{problems}")));
    let (one, two, calm) = (of(1, block), of(2, block), of(2, ""));
    println!("one {} of {}, two {} of {}", one.made, one.made + one.unmade, two.made, two.made + two.unmade);
    for seen in [&one, &two] {
        assert!((seen.made + seen.unmade).abs_diff(calm.made + calm.unmade) <= 30, "what is planned stays: {seen:?}");
    }
    let share = |seen: &Seen| f64::from(seen.unmade) / f64::from(seen.made + seen.unmade);
    assert!(share(&one) > 0.06 && share(&two) < 0.5 * share(&one), "{} {}", share(&one), share(&two));
    assert_eq!(calm.unmade, 0);
}

#[test]
fn with_one_person_at_each_unit_absence_lengthens_waits_and_with_ten_at_one_unit_hardly() {
    let wait =
        |setting: &Setting| value_of(setting, &once(setting, 14, 0), Measure::QueueWait, Group::Level(LevelId::new(0))).expect("waits");
    let absent = |setting: Setting| with_absence(setting, f64::from(40 * DAY), constant(f64::from(3 * DAY)));
    let grids = network(60);
    let (alone, alone_away) = (wait(&grids), wait(&absent(grids)));
    let pooled = desk(10, 6.0, exponential(hours(1.0)), 300);
    let (pool, pool_away) = (wait(&pooled), wait(&absent(pooled)));
    println!("grids of one: {alone:.2} to {alone_away:.2} h; ten at a desk: {pool:.3} to {pool_away:.3} h");
    assert!(alone_away - alone > 3.0 && pool_away >= pool && pool_away - pool < 0.1);
}

/// A row of four buildings of 10 households, a worker each in office hours under an officer who is never away; `absence` in
/// the block.
#[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
fn row(absence: &str) -> Result<Setting, Problems> {
    let text = format!(
        r#"
start = 2024-01-01
horizon = "300d"
follow_up = "20d"
levels = ["grid", "town"]
[place]
households = 40
households_per_building = 10
[grids]
households = 10
[calendars.day]
weekly = {{ daily = ["09:00-17:00"] }}
[roles.worker]
calendar = "day"
familiarity = {{ gain = 1.0, households = 10 }}
[roles.officer]
calendar = "day"
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "office"
staff = [{{ role = "worker", count = 1 }}]
[[units]]
name = "office"
level = "town"
per = "town"
staff = [{{ role = "officer", count = 1 }}]
[[categories]]
name = "leak"
work = "3h"
[[demand]]
name = "homes"
at = "households"
rate = "12/year"
[discovery]
reporting = 1.0
[absence]
rate = "10/year"
length = "6d"
roles = ["worker"]
{absence}"#
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("row.toml");
    std::fs::write(&path, text).expect("a file");
    read(&path, &[]).map(|mut scenario| scenario.settings.remove(0))
}

#[test]
fn nobody_who_stands_in_is_what_it_is_without_a_word_and_somebody_shortens_the_wait() {
    let plain = row("").unwrap_or_else(|problems| panic!("{problems}"));
    let nobody = row("cover = \"nobody\"").expect("nobody");
    assert_eq!(logged(&plain, 21), logged(&nobody, 21));
    let wait = |setting: &Setting, run| value_of(setting, &once(setting, 21, run), Measure::ResponseTime, Group::All).expect("responses");
    let (near, above) = (row("cover = \"neighbour\"").expect("neighbours"), row("cover = \"above\"").expect("above"));
    // 30 pairs, one-sided t of 29 degrees of freedom at α = 0.001
    for (name, setting) in [("neighbour", &near), ("above", &above)] {
        let shorter: Vec<f64> = (0..30).map(|run| wait(&plain, run) - wait(setting, run)).collect();
        let mean = shorter.iter().sum::<f64>() / 30.0;
        let variance = shorter.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 29.0;
        let t = mean / (variance / 30.0).sqrt();
        println!("{name}: {mean:.1} h shorter, t = {t:.1}");
        assert!(t > 3.396, "{name} {t}");
    }
}

#[test]
fn who_stands_in_comes_from_a_unit_with_somebody_there_does_not_know_the_households_and_has_done_the_own_cases() {
    for cover in ["neighbour", "above"] {
        let setting = row(&format!("cover = \"{cover}\"")).expect("a row");
        let (_, rows) = logged(&setting, 22);
        let (world, _) = wangge::world::populate::populate(&setting, wangge::engine::Root::new(22, 0));
        let away = observed(&setting, 22, 0, &AtomicBool::new(false), Seen::default()).expect("the run holds its laws").1.moves;
        let is_away = |person: usize, at: SimTime| {
            away.iter().take_while(|(_, moved, _)| *moved <= at).filter(|(who, ..)| *who == person).last().is_some_and(|(_, _, away)| *away)
        };
        let (mut stood_in, mut own) = (0, 0);
        for (index, row) in rows.iter().enumerate() {
            let (Activity::Started(start), Some(person)) = (row.activity, row.person) else { continue };
            let whose = world.people.iter().position(|person| person.unit == row.unit).expect("somebody's");
            if world.people[person.index()].unit == row.unit {
                own += 1;
                continue;
            }
            stood_in += 1;
            assert!(is_away(whose, row.at) || matches!(start, Start::Again), "case {}", row.case);
            assert_eq!(world.units[row.unit.index()].level, LevelId::new(0), "the case stays where it is");
            assert_eq!(cover == "above", world.units[world.people[person.index()].unit.index()].level == LevelId::new(1));
            let is_first =
                !rows[..index].iter().any(|earlier| earlier.case == row.case && matches!(earlier.activity, Activity::Started(_)));
            let next = rows[index + 1..].iter().find(|later| later.case == row.case);
            if let Some(end) = next.filter(|end| is_first && end.activity == Activity::Fixed) {
                assert!(end.at.since(row.at).seconds() >= 3 * HOUR, "no familiarity: case {}", row.case);
            }
        }
        println!("{cover}: {stood_in} cases for others, {own} of their own");
        assert!(stood_in > 20 && own > 200, "{stood_in} {own}");
    }
}

#[test]
fn cover_by_units_that_there_are_not_is_said_at_its_line() {
    let problems = village(1, "[absence]\nrate = \"2/year\"\nlength = \"2d\"\ncover = \"above\"").expect_err("nobody is above");
    assert!(problems.count() == 1 && problems.to_string().contains("no unit stands above"), "{problems}");
    let problems = village(1, "[absence]\nrate = \"2/year\"\nlength = \"2d\"\ncover = \"neighbour\"").expect_err("there is one village");
    assert!(problems.count() == 1 && problems.to_string().contains("no unit has a neighbour"), "{problems}");
    let problems = row("cover = \"neighbor\"").expect_err("the other spelling");
    assert!(problems.to_string().contains("neighbour"), "{problems}");
}
