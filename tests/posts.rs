//! Posts: who holds a further post is at one place at a time, the employer loses the hours that the other unit gains, to the
//! second, nobody else notices, and what is wrong with a post is said at its line.

use std::sync::atomic::AtomicBool;

use wangge::engine::Observer;
use wangge::measure::event_log::EventRow;
use wangge::measure::replication::observed;
use wangge::measure::run_result::{PersonRow, RunResult};
use wangge::process::{Activity, Record, Start};
use wangge::scenario::{Problems, Setting, read};
use wangge::units::key::Group;
use wangge::units::measure::Measure;
use wangge::units::{LevelId, SimTime};
use wangge::world::Duty;

use crate::place::{DAY, HOUR, logged, once, value_of};

fn settings(text: &str) -> Result<Vec<Setting>, Problems> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, text).expect("a file");
    read(&path, &[]).map(|scenario| scenario.settings)
}

#[track_caller]
fn setting(text: &str) -> Setting {
    settings(text).unwrap_or_else(|problems| panic!("{problems}\n{text}")).remove(0)
}

/// A town of 40 households in 4 buildings, a grid each without anybody of its own; a community with `workers`, where what
/// residents report is known; and a bureau with 4 cadres and work of its own. Everybody works in office hours.
#[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
fn town(workers: u32, leaks: f64, papers: f64, extra: &str) -> String {
    format!(
        r#"
start = 2024-01-01
horizon = "140d"
follow_up = "14d"
levels = ["grid", "community", "town"]
[place]
households = 40
households_per_building = 10
[grids]
households = 10
[calendars.day]
weekly = {{ weekdays = ["09:00-12:00", "13:00-17:00"] }}
[calendars.tuesday]
weekly = {{ tuesday = ["14:00-17:00"] }}
[calendars.evening]
weekly = {{ daily = ["16:00-20:00"] }}
[roles.worker]
calendar = "day"
[roles.cadre]
calendar = "day"
[roles.helper]
calendar = "day"
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "community"
[[units]]
name = "community"
level = "community"
per = "community"
under = "bureau"
staff = [{{ role = "worker", count = {workers} }}]
[[units]]
name = "bureau"
level = "town"
staff = [{{ role = "cadre", count = 4 }}]
[[categories]]
name = "leak"
work = "2h"
[[categories]]
name = "paper"
work = "3h"
[[demand]]
name = "homes"
at = "households"
rate = "{leaks}/year"
categories = {{ leak = 1.0 }}
[[demand]]
name = "papers"
at = "bureau"
rate = "{papers}/day"
categories = {{ paper = 1.0 }}
[discovery]
reporting = 1.0
channels = {{ desk = {{ level = "community" }} }}
delay = "0s"
incidents_at = "community"
{extra}"#
    )
}

/// Two of the four cadres are at the community on Tuesdays from 14:00 to 17:00.
const SUNK: &str = r#"
[[posts]]
name = "sunk"
holder = "cadre"
also = "helper"
at = "community"
count = 2
calendar = "tuesday"
"#;

/// The worker of the community serves the four grids as well.
const GRIDS: &str = r#"
[[posts]]
name = "rounds_of_the_grids"
holder = "worker"
of = "community"
also = "worker"
at = "grid"
"#;

fn row<'r>(result: &'r RunResult, person: &str) -> &'r PersonRow {
    let known = || result.people.iter().map(|row| row.person.as_str()).collect::<Vec<_>>();
    result.people.iter().find(|row| row.person.ends_with(person)).unwrap_or_else(|| panic!("{person} among {:?}", known()))
}

#[test]
fn no_post_and_no_holder_of_one_are_one_post_for_everybody() {
    let without = setting(&town(1, 6.0, 1.0, ""));
    let (expected, rows) = logged(&without, 3);
    for number in ["count = 0", "share = 0.0"] {
        let none = setting(&town(1, 6.0, 1.0, &SUNK.replace("count = 2", number)));
        assert_eq!(none.epochs[0].rules.posts, [], "{number}");
        assert_eq!(none.calendars.len(), without.calendars.len(), "{number}");
        assert_eq!(logged(&none, 3), (expected.clone(), rows.clone()), "{number}");
    }
    let with = once(&setting(&town(1, 6.0, 1.0, SUNK)), 3, 0);
    assert_ne!(with.stream, expected.stream);
}

#[test]
fn the_employer_loses_the_hours_that_the_community_gains_to_the_second() {
    let before = once(&setting(&town(1, 30.0, 1.5, "")), 5, 0);
    let after = once(&setting(&town(1, 30.0, 1.5, SUNK)), 5, 0);
    let tuesdays = 20 * u64::from(3 * HOUR);
    for rank in 1..=4 {
        let name = format!("bureau/cadre/{rank}");
        let (own, then) = (row(&before, &name), row(&after, &name));
        let gained = if rank <= 2 { tuesdays } else { 0 };
        assert_eq!((then.rostered_seconds, then.employed_seconds), (own.rostered_seconds - gained, own.employed_seconds), "{name}");
    }
    for rank in 1..=2 {
        let post = row(&after, &format!("community/helper/{rank}"));
        assert_eq!((post.rostered_seconds, post.employed_seconds), (tuesdays, 0));
        assert_eq!(post.busy_seconds() + post.idle_seconds, tuesdays);
        assert_eq!(after.people[post.holder.expect("it is held") as usize].person, format!("bureau/cadre/{rank}"));
        assert!(post.handled_seconds > 0);
    }
    let sum = |result: &RunResult| result.people.iter().map(|row| row.rostered_seconds).sum::<u64>();
    assert_eq!(sum(&before), sum(&after), "hours are moved, none is made");
    assert!(before.people.iter().all(|row| row.holder.is_none()));
}

#[test]
fn hours_beyond_those_of_the_employer_are_not_lost_there() {
    let evening = SUNK.replace("\"tuesday\"", "\"evening\"");
    let (before, after) = (once(&setting(&town(1, 6.0, 1.0, "")), 5, 0), once(&setting(&town(1, 6.0, 1.0, &evening)), 5, 0));
    let (own, then) = (row(&before, "bureau/cadre/1"), row(&after, "bureau/cadre/1"));
    let post = row(&after, "helper/1");
    assert_eq!(post.rostered_seconds, 140 * u64::from(4 * HOUR), "every evening of the run");
    assert_eq!(own.rostered_seconds - then.rostered_seconds, 100 * u64::from(HOUR), "from 16:00 to 17:00 of the weekdays");
}

/// By hand: nobody but the two who come on Tuesdays works at the community. What is known at any other time waits for the next
/// Tuesday, 14:00, is taken up in the order in which it came, two at a time, and takes two hours; the third of a Tuesday begins at
/// 16:00, rests at 17:00 and goes on a week later.
#[test]
fn what_waits_for_a_post_with_hours_is_taken_up_when_they_begin() {
    let (_, rows) = logged(&setting(&town(0, 3.0, 0.1, SUNK)), 5);
    let week = |at: SimTime| (at.seconds() / (7 * DAY), at.seconds() % (7 * DAY));
    let of = |case: u32| rows.iter().filter(move |row| row.case == case).collect::<Vec<&EventRow>>();
    let at = |rows: &[&EventRow], activity: Activity| rows.iter().find(|row| row.activity == activity).map(|row| row.at);
    let leaks: Vec<u32> = rows.iter().filter(|row| row.category.index() == 0).map(|row| row.case).collect();
    let first = of(leaks[0]);
    let known = first.iter().find(|row| matches!(row.activity, Activity::BecameKnown(_))).expect("it is reported").at;
    let started = at(&first, Activity::Started(Start::FromQueue)).expect("it is taken up");
    let tuesday = DAY + 14 * HOUR;
    assert!(week(known).1 < tuesday || week(known).1 > tuesday + 3 * HOUR, "nobody is there when it occurs: {:?}", week(known));
    let next = week(known).0 + u32::from(week(known).1 > tuesday);
    assert_eq!(week(started), (next, tuesday), "known in week {:?}", week(known));
    assert_eq!(at(&first, Activity::Fixed), Some(started + wangge::units::SimDuration::from_seconds(2 * HOUR)));
    let mut rested = 0;
    let mut done: Vec<u32> = leaks.clone();
    done.dedup();
    for case in done.into_iter().collect::<std::collections::BTreeSet<u32>>() {
        let rows = of(case);
        let (Some(started), Some(fixed)) = (at(&rows, Activity::Started(Start::FromQueue)), at(&rows, Activity::Fixed)) else { continue };
        let elapsed = fixed.since(started).seconds();
        match week(started).1 - tuesday {
            begun if begun <= HOUR => assert_eq!(elapsed, 2 * HOUR, "case {case}"),
            begun => {
                assert!(begun < 3 * HOUR && elapsed == 7 * DAY - HOUR * 3 + 2 * HOUR, "case {case}: begun after {begun} s, {elapsed} s");
                rested += 1;
            }
        }
    }
    assert!(rested > 0, "some Tuesday had three");
}

/// Who is at work at which post, as records tell: the most posts at which a person was at work at once, and how often they
/// turned to something at each post.
struct Watched {
    holders: Vec<usize>,
    duties: Vec<Duty>,
    turns: Vec<u32>,
    most: usize,
}

impl<'r> Observer<Record<'r>> for Watched {
    fn observe(&mut self, record: &Record<'r>) {
        let Record::Person { person, duty, .. } = *record else { return };
        let is_at_work = |duty: &Duty| !matches!(duty, Duty::Off | Duty::Free);
        self.duties[person.index()] = duty;
        self.turns[person.index()] += u32::from(is_at_work(&duty));
        let holder = self.holders[person.index()];
        let at_work = (0..self.duties.len()).filter(|post| self.holders[*post] == holder && is_at_work(&self.duties[*post])).count();
        self.most = self.most.max(at_work);
    }
}

fn watched(setting: &Setting) -> (RunResult, Watched) {
    let people = once(setting, 5, 0).people;
    let holder = |(index, row): (usize, &PersonRow)| row.holder.map_or(index, |holder| holder as usize);
    let holders: Vec<usize> = people.iter().enumerate().map(holder).collect();
    let watched = Watched { duties: vec![Duty::Off; holders.len()], turns: vec![0; holders.len()], holders, most: 0 };
    observed(setting, 5, 0, &AtomicBool::new(false), watched).expect("the run holds its laws")
}

/// The issues of a building are known at its grid, where nobody is but the worker of the community.
fn known_at_grids(workers: u32, extra: &str) -> Setting {
    setting(&town(workers, 20.0, 0.1, extra).replace("level = \"community\" } }", "level = \"grid\" } }"))
}

#[test]
fn one_worker_over_several_grids_is_at_one_of_them_at_a_time_and_at_each_in_turn() {
    for workers in [1, 3] {
        let setting = known_at_grids(workers, GRIDS);
        let (result, watched) = watched(&setting);
        assert_eq!(watched.most, 1);
        let posts: Vec<&PersonRow> = result.people.iter().filter(|row| row.holder.is_some()).collect();
        assert_eq!(posts.len(), 4, "one at each grid");
        let served: Vec<u64> = posts.iter().map(|post| post.handled_seconds / u64::from(HOUR)).collect();
        println!("{workers} workers: hours of work at the grids {served:?}");
        assert!(served.iter().all(|hours| *hours > 50), "none is left out: {served:?}");
        assert!(posts.iter().all(|post| post.rostered_seconds == post.handled_seconds + post.idle_seconds));
        for post in &posts {
            let own = &result.people[post.holder.expect("it is held") as usize];
            let over = own.idle_seconds - post.idle_seconds;
            assert!(over < 140 * 5, "time without work is divided evenly, to less than a second for each post and day: {over} s");
        }
        let all: u64 = result.people.iter().filter(|row| !row.person.starts_with("bureau")).map(|row| row.rostered_seconds).sum();
        assert_eq!(all, u64::from(workers) * 100 * u64::from(7 * HOUR));
        let days: u64 = result.series.iter().map(|row| row.rostered_seconds).sum();
        assert_eq!(days, result.people.iter().map(|row| row.rostered_seconds).sum::<u64>(), "the series has the same hours");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
fn the_hours_add_up_with_absence_rounds_meetings_overtime_and_people_who_come_and_go() {
    let more = r#"
[absence]
rate = "12/year"
length = "3d"
[[rounds]]
name = "patrol"
role = "worker"
kind = "patrol"
every = "1d"
stop = "20min"
share = 1.0
[[rounds]]
name = "tour"
role = "helper"
kind = "tour"
every = "7d"
stop = "15min"
share = 0.5
[[meetings]]
name = "morning"
at = "community"
roles = ["worker", "cadre", "helper"]
every = "7d"
length = "1h"
stalled = "7d"
unblocks = 0.0
"#;
    let dated =
        "[policies.base_again]\n[[policies.base_again.interventions]]\nat = 2024-03-01\nunit = \"bureau\"\nrole = \"cadre\"\nadd = -3\n";
    for shift_end in ["suspend", "hand_over", "finish"] {
        let sunk = if shift_end == "finish" { String::new() } else { SUNK.replace("tuesday", "evening") };
        let text = town(2, 12.0, 2.0, &format!("{GRIDS}{sunk}{more}{dated}"));
        let text = text.replace("calendar = \"day\"\n", &format!("calendar = \"day\"\nshift_end = \"{shift_end}\"\n"));
        for setting in settings(&text).unwrap_or_else(|problems| panic!("{problems}")) {
            for seed in 0..5 {
                // every run checks the hours of those who hold several posts
                let result = once(&setting, seed, 0);
                let (days, people) =
                    (result.series.iter().map(|row| row.rostered_seconds), result.people.iter().map(|row| row.rostered_seconds));
                assert_eq!(days.sum::<u64>(), people.sum::<u64>());
            }
        }
    }
}

#[test]
fn a_holder_who_is_away_is_so_at_every_post() {
    let setting = setting(&town(1, 6.0, 1.0, &format!("{SUNK}[absence]\nrate = \"20/year\"\nlength = \"4d\"\nroles = [\"cadre\"]\n")));
    let (calm, result) = (once(&self::setting(&town(1, 6.0, 1.0, SUNK)), 5, 0), once(&setting, 5, 0));
    let hours = |result: &RunResult, name: &str| row(result, name).rostered_seconds / u64::from(HOUR);
    let (own, post) = ("bureau/cadre/1", "helper/1");
    println!("own {} of {}, post {} of {}", hours(&result, own), hours(&calm, own), hours(&result, post), hours(&calm, post));
    assert!(hours(&result, own) < hours(&calm, own) && hours(&result, post) < hours(&calm, post));
}

#[test]
fn neighbours_stand_in_for_one_another_and_never_for_themselves() {
    let text = town(1, 20.0, 0.1, "").replace(
        "name = \"grid\"\nlevel = \"grid\"\nper = \"grid\"\nunder = \"community\"",
        "name = \"grid\"\nlevel = \"grid\"\nper = \"grid\"\nunder = \"community\"\nstaff = [{ role = \"worker\" }]",
    );
    let post = "[[posts]]\nname = \"cover\"\nholder = \"worker\"\nof = \"grid\"\nalso = \"worker\"\nat = \"grid\"\n";
    let result = once(&setting(&format!("{text}{post}")), 5, 0);
    let unit = |row: &PersonRow| row.unit;
    let covers: Vec<(u32, u32)> =
        result.people.iter().filter_map(|row| Some((unit(&result.people[row.holder? as usize]), unit(row)))).collect();
    assert_eq!(covers.len(), 4);
    assert!(covers.iter().all(|(own, other)| own != other), "{covers:?}");
    let mut holders: Vec<u32> = covers.iter().map(|(own, _)| *own).collect();
    holders.sort_unstable();
    holders.dedup();
    assert_eq!(holders.len(), 4, "everybody covers one");
}

/// 30 paired runs; one-sided paired t tests at alpha 0.001, 29 degrees of freedom: 3.396.
#[test]
fn posts_at_a_busy_community_shorten_its_queue_and_lengthen_that_of_the_employer() {
    let afternoons = SUNK.replace("calendar = \"tuesday\"", "calendar = \"afternoon\"");
    let calendars = "[calendars.afternoon]\nweekly = { weekdays = [\"13:00-17:00\"] }\n";
    let (without, with) = (setting(&town(1, 22.0, 6.0, calendars)), setting(&town(1, 22.0, 6.0, &format!("{calendars}{afternoons}"))));
    for (level, is_shorter) in [(1, true), (2, false)] {
        let wait = |setting: &Setting, run: u32| {
            value_of(setting, &once(setting, 21, run), Measure::QueueWait, Group::Level(LevelId::new(level))).expect("waits")
        };
        let differences: Vec<f64> = (0..30).map(|run| wait(&with, run) - wait(&without, run)).collect();
        let mean = differences.iter().sum::<f64>() / 30.0;
        let error = (differences.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 29.0 / 30.0).sqrt();
        println!("level {level}: {mean:.2} ± {error:.2} h, t = {:.1}", mean / error);
        assert!(if is_shorter { mean / error < -3.396 } else { mean / error > 3.396 });
    }
}

#[test]
fn what_is_wrong_with_a_post_is_said_at_its_line() {
    let first = town(1, 6.0, 1.0, "").lines().count() + 1;
    let wrong = |post: &str| {
        let problems = settings(&town(1, 6.0, 1.0, post)).expect_err(post);
        assert_eq!(problems.count(), 1, "{problems}");
        let problem = problems.iter().next().expect("one").clone();
        (problem.line - first, problem.key, format!("{} {}", problem.message, problem.help.unwrap_or_default()))
    };
    let cases = [
        ("holder = \"cadre\"", "holder = \"cadr\"", 3, "holder", "`cadre`"),
        ("holder = \"cadre\"", "holder = \"helper\"", 3, "holder", "a post without a person"),
        ("holder = \"cadre\"", "holder = \"cadre\"\nof = \"community\"", 3, "holder", "`bureau`"),
        ("also = \"helper\"", "also = \"helpr\"", 4, "also", "`helper`"),
        ("at = \"community\"", "at = \"comunity\"", 5, "at", "`community`"),
        ("count = 2", "count = 5", 5, "at", "without a person"),
        ("count = 2", "count = 2\nshare = 0.5", 7, "share", "remove one of them"),
        ("count = 2", "count = 2\nshar = 0.5", 7, "shar", "`share`"),
        ("calendar = \"tuesday\"", "calendar = \"tueday\"", 7, "calendar", "`tuesday`"),
        ("also = \"helper\"\nat = \"community\"", "also = \"cadre\"\nat = \"bureau\"", 4, "also", "hold already"),
    ];
    for (text, other, line, key, says) in cases {
        let (found, at, said) = wrong(&SUNK.replace(text, other));
        assert!((found, at.as_str()) == (line, &format!("posts.sunk.{key}")) && said.contains(says), "{other}: {found} {at} {said}");
    }
    let overtime = town(1, 6.0, 1.0, SUNK).replace("[roles.cadre]\n", "[roles.cadre]\nshift_end = \"finish\"\n");
    let problems = settings(&overtime).expect_err("overtime");
    let problem = problems.iter().next().expect("one");
    assert!(problems.count() == 1 && problem.key == "posts.sunk.holder" && problem.message.contains("overtime"), "{problems}");
}
