//! On the spot: what a stop of a round finds and its finder may settle is dealt with there. And attempts of several visits.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::measure::run_result::RunResult;
use wangge::process::{Activity, Start};
use wangge::scenario::{Setting, read};
use wangge::units::key::Group;
use wangge::units::measure::Measure;
use wangge::units::{Distribution, PersonId, SimDuration, UnitId};
use wangge::world::Channel;

use crate::place::{DAY, HOUR, logged, once, value};

/// Two grids of 20 households with a worker each, an office above, and what a test adds to the round and to the categories.
#[derive(Clone, Copy)]
struct Town<'t> {
    workers: u32,
    calendar: &'t str,
    shift_end: &'t str,
    field: &'t str,
    round: &'t str,
    category: &'t str,
    more: &'t str,
    rate: &'t str,
}

const TOWN: Town<'static> = Town {
    workers: 2,
    calendar: "open = \"always\"",
    shift_end: "suspend",
    field: "",
    round: "kind = \"visit\"\nshare = 1.0",
    category: "work = \"20min\"",
    more: "",
    rate: "6/year",
};

const SETTLES: &str = "kind = \"visit\"\nshare = 1.0\nsettles = { within = \"30min\" }";

impl Town<'_> {
    #[expect(clippy::too_many_lines, reason = "a whole file")]
    fn text(&self) -> String {
        let Self { workers, calendar, shift_end, field, round, category, more, rate } = self;
        format!(
            r#"
start = 2024-01-01
warm_up = "10d"
horizon = "120d"
follow_up = "30d"
levels = ["grid", "town"]
[place]
households = 40
households_per_building = 10
building_spacing = "100m"
[grids]
households = 20
[calendars.hours]
{calendar}
[roles.worker]
calendar = "hours"
shift_end = "{shift_end}"
{field}
[roles.officer]
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "office"
staff = [{{ role = "worker", total = {workers} }}]
[[units]]
name = "office"
level = "town"
per = "town"
staff = [{{ role = "officer", count = 1 }}]
[[categories]]
name = "leak"
on_site = true
{category}
[[demand]]
name = "homes"
at = "households"
rate = "{rate}"
categories = {{ leak = 1.0 }}
[discovery]
reporting = 1.0
delay = {{ constant = "2d" }}
[discovery.channels.office]
level = "town"
[[rounds]]
name = "round"
role = "worker"
every = "1d"
stop = "5min"
{round}
{more}
"#
        )
    }

    #[track_caller]
    fn setting(&self) -> Setting {
        let (folder, text) = (tempfile::tempdir().expect("a folder"), self.text());
        let path = folder.path().join("town.toml");
        std::fs::write(&path, &text).expect("a file");
        read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}")).settings.remove(0)
    }
}

/// What happened to each issue, by its number: seconds and activity.
fn stories(rows: &[EventRow]) -> BTreeMap<u32, Vec<(u32, Activity)>> {
    let mut stories: BTreeMap<u32, Vec<(u32, Activity)>> = BTreeMap::new();
    for row in rows {
        stories.entry(row.case).or_default().push((row.at.seconds(), row.activity));
    }
    stories
}

/// When `activity` happened first.
fn at(story: &[(u32, Activity)], activity: Activity) -> Option<u32> {
    story.iter().find(|(_, other)| *other == activity).map(|(at, _)| *at)
}

fn settled(story: &[(u32, Activity)]) -> bool {
    at(story, Activity::Started(Start::OnTheSpot)).is_some()
}

#[test]
fn what_a_stop_finds_is_settled_there_one_after_the_other_with_no_way_and_no_entry() {
    let field = "travel_speed = \"5km/h\"\nentry = \"10min\"\nswitching_cost = \"5min\"";
    let (_, rows) = logged(&Town { field, round: SETTLES, rate: "60/year", ..TOWN }.setting(), 3);
    let mut by_round: BTreeMap<(u32, UnitId), Vec<u32>> = BTreeMap::new();
    let stories = stories(&rows);
    for row in &rows {
        if row.activity == Activity::BecameKnown(Channel::Visit) {
            by_round.entry((row.at.seconds(), row.unit)).or_default().push(row.case);
        }
    }
    let (mut several, mut last) = (0, 0);
    for ((known, _), cases) in &by_round {
        // By hand: each takes 20 minutes, the first begins in the second in which it is known, the next when that one is done.
        for (nth, case) in (0..).zip(cases) {
            let begin = known + nth * 1200;
            let expected = [
                (*known, Activity::BecameKnown(Channel::Visit)),
                (*known, Activity::Arrived),
                (begin, Activity::Started(Start::OnTheSpot)),
                (begin + 1200, Activity::Fixed),
                (begin + 1200, Activity::Closed),
            ];
            let story = &stories[case];
            if story.last().is_some_and(|(_, activity)| *activity == Activity::Closed) {
                assert_eq!(story[1..], expected, "case {case}");
            }
        }
        several += usize::from(cases.len() > 1);
        last = last.max(*known);
    }
    println!("{} rounds with finds, {several} with several", by_round.len());
    assert!(several > 20 && last > 100 * DAY, "{several} rounds found more than one issue");
}

#[test]
fn a_limit_of_zero_and_one_below_all_work_change_no_event() {
    for shift_end in ["suspend", "finish", "hand_over"] {
        let calendar = "weekly = { daily = [\"08:00-12:00\", \"13:00-17:00\"] }";
        let of = |round: &str| {
            let setting = Town { shift_end, calendar, round, rate: "40/year", ..TOWN }.setting();
            let (result, rows) = logged(&setting, 11);
            (setting.epochs[0].rules.rounds[0].settles.is_some(), result.stream, rows)
        };
        let (_, digest, absent) = of(TOWN.round);
        for (limit, is_on) in [("within = \"0min\"", false), ("within = \"1h\", categories = []", false), ("within = \"19min\"", true)] {
            let (is_there, other, rows) = of(&format!("{}\nsettles = {{ {limit} }}", TOWN.round));
            assert_eq!((is_there, other), (is_on, digest), "{limit}");
            assert!(rows == absent && rows.len() > 500, "{limit}: {} rows", rows.len());
        }
        assert_ne!(of(SETTLES).1, digest, "30 minutes settle");
    }
}

#[test]
fn an_attempt_at_the_stop_is_the_one_that_the_unit_would_have_made() {
    let category = "work = { lognormal = { median = \"20min\", log_sd = 1.0 } }\nsuccess = 0.6";
    let more = "[escalation.grid]\nattempts = 3\n[escalation.town]\nattempts = 20";
    let of = |round: &str| stories(&logged(&Town { round, category, more, ..TOWN }.setting(), 5).1);
    let (ordinary, on_the_spot) = (of(TOWN.round), of(SETTLES));
    // Work and success of the first attempt: its length, and how it ended.
    let first = |story: &[(u32, Activity)]| {
        let start = story.iter().position(|(_, activity)| matches!(activity, Activity::Started(_)))?;
        let is_at_grid = at(story, Activity::BecameKnown(Channel::Visit)).is_some();
        let (end, how) = *story.get(start + 1)?;
        is_at_grid.then_some((end - story[start].0, how))
    };
    let (mut compared, mut within, mut failed) = (0, 0, 0);
    for (case, story) in &on_the_spot {
        let Some((length, how)) = first(story) else { continue };
        if ordinary.get(case).and_then(|other| first(other)).is_some_and(|other| other.1 != Activity::HandedOver) {
            assert_eq!(Some((length, how)), first(&ordinary[case]), "case {case}");
            assert_eq!(settled(story), length <= 1800, "case {case}: {length} s");
            compared += 1;
            within += u32::from(settled(story));
        }
        if settled(story) && how == Activity::AttemptFailed {
            failed += 1;
            let after = &story[story.iter().position(|(_, activity)| *activity == Activity::AttemptFailed).expect("failed") + 1..];
            let goes_on = |(_, activity): &(u32, Activity)| {
                matches!(activity, Activity::Queued | Activity::Started(Start::AtOnce | Start::FromQueue))
            };
            assert!(after.first().is_none_or(goes_on), "{after:?}");
            assert!(after.iter().all(|(_, activity)| *activity != Activity::Started(Start::OnTheSpot)));
        }
    }
    println!("{compared} attempts compared, {within} of them at the stop; {failed} failed there");
    assert!(compared > 40 && within > 20 && compared - within > 10 && failed > 5);
}

#[test]
fn what_needs_more_authority_a_wait_or_another_category_goes_the_ordinary_way() {
    let of = |category: &str, round: &str, more: &str| stories(&logged(&Town { round, category, more, ..TOWN }.setting(), 8).1);
    let counts = |stories: &BTreeMap<u32, Vec<(u32, Activity)>>| {
        let found = |story: &&Vec<(u32, Activity)>| at(story, Activity::BecameKnown(Channel::Visit)).is_some();
        (stories.values().filter(found).count(), stories.values().filter(|story| settled(story)).count())
    };
    let town = "work = \"20min\"\ndifficulty = { town = 1.0 }";
    let wait = "work = \"20min\"\nexternal_wait = { probability = 1.0, length = \"1d\" }";
    let visits = "work = \"20min\"\nvisits = { mean = 100.0, between = \"1d\" }";
    for (category, what) in [(town, "authority"), (wait, "a wait"), (visits, "visits")] {
        let (found, settled) = counts(&of(category, SETTLES, ""));
        assert!(found > 20 && settled <= found / 20, "{what}: {settled} of {found}");
    }
    let other = "[[categories]]\nname = \"lamp\"\nwork = \"10min\"";
    let lamps = "kind = \"visit\"\nshare = 1.0\nsettles = { within = \"30min\", categories = [\"lamp\"] }";
    let (found, none) = counts(&of(TOWN.category, lamps, other));
    assert!(found > 20 && none == 0);
    // A grave matter goes up as the rule says; a full queue and triage do not stop who has seen it.
    let grave = "[escalation.grid]\nseverity = 2\nbacklog = 1\ndifficulty = 1\n[triage]\nmistake = 0.5";
    let (found, none) = counts(&of(TOWN.category, SETTLES, grave));
    assert!(found > 20 && none == 0);
    let (found, all) = counts(&of(TOWN.category, SETTLES, &grave.replace("severity = 2\n", "")));
    assert!(found > 20 && all == found, "{all} of {found}");
}

#[test]
fn what_is_handed_over_at_the_end_of_a_shift_is_not_settled_on_the_spot() {
    let calendar = "weekly = { daily = [\"08:00-09:00\"] }";
    for shift_end in ["suspend", "finish", "hand_over"] {
        let category = "work = \"25min\"";
        let setting = Town { calendar, shift_end, category, round: SETTLES, rate: "80/year", ..TOWN }.setting();
        let (result, rows) = logged(&setting, 2);
        let (mut begun, mut left) = (0, 0);
        for story in stories(&rows).values().filter(|story| at(story, Activity::BecameKnown(Channel::Visit)).is_some()) {
            let start = at(story, Activity::Started(Start::OnTheSpot));
            begun += u32::from(start.is_some());
            left += u32::from(start.is_none());
            // nobody begins at a stop outside the hours but where work rests over night
            let time_of_day = start.map(|start| start % DAY);
            assert!(shift_end == "suspend" || time_of_day.is_none_or(|time| (8 * HOUR..9 * HOUR).contains(&time)), "{time_of_day:?}");
            let handed = story.iter().any(|(_, activity)| *activity == Activity::HandedOver);
            assert!(!handed || shift_end == "hand_over");
        }
        println!("{shift_end}: {begun} begun at the stop, {left} left to the unit");
        assert!(begun > 30 && (left == 0) == (shift_end == "suspend"), "{shift_end}: {begun} {left}");
        let overtime: u64 = result.people.iter().map(|person| person.overtime_seconds).sum();
        assert_eq!(overtime > 0, shift_end == "finish");
    }
}

/// Sums over 30 runs of what the test of directions looks at.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    first_contact: f64,
    resolution: f64,
    stops: f64,
    on_the_spot: f64,
}

fn sums(setting: &Setting) -> Sums {
    let mut sums = Sums::default();
    for replication in 0..30 {
        let result = once(setting, 20, replication);
        sums.first_contact += value(setting, &result, Measure::FirstContactRate).unwrap_or(0.0);
        sums.resolution += value(setting, &result, Measure::ResolutionTime).unwrap_or(0.0);
        sums.stops += value(setting, &result, Measure::PatrolStops).unwrap_or(0.0);
        sums.on_the_spot += result.value(Measure::SettledOnTheSpot, Group::All).unwrap_or(0.0);
    }
    sums
}

#[test]
fn settling_on_the_spot_raises_first_contact_shortens_resolution_and_takes_time_from_patrols() {
    let patrol = "kind = \"patrol\"\nshare = 1.0\nfinds = 0.5";
    let calendar = "weekly = { daily = [\"08:00-10:00\"] }";
    let category = "work = { exponential = { mean = \"40min\" } }\nsuccess = 0.8\ndifficulty = { grid = 0.7, town = 0.3 }";
    let more = "[escalation.grid]\nwait_limit = \"1d\"\ndifficulty = 1\n[escalation.town]\nattempts = 5\n[triage]\nmistake = 0.3";
    let field = "travel_speed = \"5km/h\"\nentry = \"15min\"";
    let town = Town { calendar, category, more, field, rate: "30/year", ..TOWN };
    let of = |within: &str| {
        let round = format!("{patrol}\nsettles = {{ within = \"{within}\" }}");
        sums(&Town { round: &round, ..town }.setting())
    };
    let of: Vec<Sums> = ["0min", "15min", "60min"].map(of).to_vec();
    println!("{of:#?}");
    assert!(of[0].on_the_spot.abs() < 1e-12 && of[1].on_the_spot > 1.0);
    for pair in of.windows(2) {
        assert!(pair[1].on_the_spot > pair[0].on_the_spot && pair[1].first_contact > pair[0].first_contact, "{pair:?}");
        assert!(pair[1].resolution < pair[0].resolution && pair[1].stops <= pair[0].stops, "{pair:?}");
    }
    assert!(of[2].stops < of[0].stops, "what is settled at a stop is time that patrols lack");
}

#[test]
fn where_rounds_fill_the_day_settling_costs_stops_and_its_hours_are_booked_as_handled() {
    let calendar = "weekly = { daily = [\"08:00-09:00\"] }";
    let of = |settles: &str| -> (RunResult, f64) {
        let round = format!("kind = \"patrol\"\nshare = 1.0\nfinds = 1.0\n{settles}");
        let mut setting = Town { calendar, round: &round, rate: "60/year", ..TOWN }.setting();
        for epoch in &mut setting.epochs {
            epoch.rules.rounds[0].stop = SimDuration::from_seconds(1500);
        }
        let result = once(&setting, 4, 0);
        let stops = value(&setting, &result, Measure::PatrolStops).expect("stops");
        (result, stops)
    };
    let (_, without) = of("");
    let (result, with) = of("settles = { within = \"30min\" }");
    println!("{without} stops without, {with} with settling");
    assert!(with < without);
    let handled: u64 = result.people.iter().map(|person| person.handled_seconds).sum();
    assert!(handled > 0);
    for person in &result.people {
        assert_eq!(person.rostered_seconds + person.overtime_seconds, person.busy_seconds() + person.idle_seconds, "{}", person.person);
    }
}

#[test]
fn one_more_person_never_lowers_the_stops_that_are_planned_where_rounds_settle() {
    let planned = |workers| {
        let round = "kind = \"patrol\"\nshare = 0.3\nfinds = 1.0\nsettles = { within = \"30min\" }";
        let setting = Town { workers, round, calendar: "weekly = { daily = [\"08:00-08:30\"] }", rate: "60/year", ..TOWN }.setting();
        let result = once(&setting, 9, 0);
        let made = value(&setting, &result, Measure::PatrolStops).expect("stops");
        let unmade = value(&setting, &result, Measure::PatrolStopsUnmadeShare).expect("a share");
        made / (1.0 - unmade)
    };
    // Two buildings a grid, two grids, 0.3 of them a day over 110 days, to within a stop of each grid at both ends.
    for workers in [2, 3, 4, 7, 12] {
        let planned = planned(workers);
        assert!((planned - 132.0).abs() <= 4.0, "{workers}: {planned}");
    }
}

#[test]
fn a_grid_worker_visits_every_household_of_the_own_grid_and_no_other() {
    let round = "kind = \"visit\"\nshare = 1.0\nfinds = 1.0";
    let mut setting = Town { round, rate: "20/year", ..TOWN }.setting();
    for epoch in &mut setting.epochs {
        epoch.rules.discovery.as_mut().expect("discovery").delay = Distribution::Constant { value: 1e8 };
    }
    let (_, rows) = logged(&setting, 6);
    let stories = stories(&rows);
    let mut units: BTreeMap<UnitId, u32> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.activity == Activity::BecameKnown(Channel::Visit)) {
        *units.entry(row.unit).or_default() += 1;
        let waited = row.at.seconds() - at(&stories[&row.case], Activity::Occurred).expect("it occurred");
        assert!(waited <= DAY + 3 * HOUR, "a household was left out for {waited} s");
    }
    println!("{units:?}");
    assert!(units.len() == 2 && units.values().all(|found| *found > 20));
}

#[test]
fn one_visit_is_no_visits_and_several_share_the_work_with_their_person_staying() {
    let of = |category: &str| {
        let setting = Town { category, rate: "20/year", ..TOWN }.setting();
        let (result, rows) = logged(&setting, 12);
        (result.stream, rows)
    };
    let (digest, _) = of("work = \"60min\"");
    assert_eq!(of("work = \"60min\"\nvisits = { mean = 1.0, between = \"3d\" }").0, digest);
    let (_, rows) = of("work = \"60min\"\nvisits = { mean = 3.0, between = \"3d\" }");
    let (mut ended, mut several) = (0, 0);
    let mut persons: BTreeMap<u32, Vec<PersonId>> = BTreeMap::new();
    for row in rows.iter().filter(|row| matches!(row.activity, Activity::Started(_))) {
        persons.entry(row.case).or_default().push(row.person.expect("a person"));
    }
    for (case, story) in stories(&rows) {
        let Some(fixed) = at(&story, Activity::Fixed) else { continue };
        let waits = story.iter().filter(|(_, activity)| *activity == Activity::WaitedOutside).count();
        let worked: u32 = story.windows(2).filter(|pair| matches!(pair[0].1, Activity::Started(_))).map(|pair| pair[1].0 - pair[0].0).sum();
        let visits = u32::try_from(waits).expect("few") + 1;
        assert!(worked.abs_diff(3600) <= visits, "case {case}: {worked} s in {visits} visits");
        assert!(fixed - story[0].0 >= (visits - 1) * 3 * DAY);
        assert!(persons[&case].iter().all(|person| *person == persons[&case][0]), "{:?}", persons[&case]);
        ended += 1;
        several += usize::from(visits > 1);
    }
    println!("{several} of {ended} fixed cases took several visits");
    assert!(ended > 50 && several > ended / 3 && several < ended);
}

#[test]
fn more_visits_make_no_case_quicker() {
    let time = |mean: f64| {
        let category = format!("work = \"60min\"\nvisits = {{ mean = {mean:?}, between = \"2d\" }}");
        let setting = Town { category: &category, ..TOWN }.setting();
        (0..10).map(|replication| value(&setting, &once(&setting, 3, replication), Measure::ResolutionTime).expect("a time")).sum::<f64>()
    };
    let times = [1.0, 1.5, 3.0, 6.0].map(time);
    println!("{times:?}");
    assert!(times.windows(2).all(|pair| pair[1] > pair[0]), "{times:?}");
}

#[test]
fn what_is_done_at_once_takes_no_work_and_no_wait_where_it_became_known() {
    let of = |instant: &str| {
        let category = format!("work = \"60min\"\nexternal_wait = {{ probability = 1.0, length = \"2d\" }}\n{instant}");
        let (result, rows) = logged(&Town { category: &category, rate: "20/year", ..TOWN }.setting(), 12);
        (result.stream, stories(&rows))
    };
    assert_eq!(of("").0, of("instant = 0.0").0);
    let at_once = |instant: &str| -> Vec<u32> {
        let (_, stories) = of(instant);
        let started = |story: &[(u32, Activity)]| {
            let start = story.iter().position(|(_, activity)| matches!(activity, Activity::Started(Start::AtOnce | Start::FromQueue)))?;
            Some(*story.get(start + 1)? == (story[start].0, Activity::Fixed))
        };
        stories.iter().filter(|(_, story)| started(story) == Some(true)).map(|(case, _)| *case).collect()
    };
    let (none, some, all) = (at_once(""), at_once("instant = 0.3"), at_once("instant = 1.0"));
    println!("done at once: {} of {}", some.len(), all.len());
    assert!(none.is_empty() && all.len() > 100);
    let share = some.len() as f64 / all.len() as f64;
    // a standard deviation is below 0.04
    assert!((share - 0.3).abs() < 0.12 && some.iter().all(|case| all.contains(case)), "{share}");
}

#[test]
fn members_who_are_frail_or_away_never_serve_and_a_larger_share_keeps_those_of_a_smaller_one() {
    let serving = |usable: &str| -> (u64, Vec<String>) {
        let text = format!(
            "start = 2024-01-01\nhorizon = \"40d\"\nfollow_up = \"10d\"\nlevels = [\"liaison\", \"office\"]\n[place]\nhouseholds = 1000\n\
             [members]\ncount = 100\nunit = \"member\"\nrole = \"member\"\n{usable}\n[roles.member]\nvolunteer = true\n[roles.officer]\n\
             [[units]]\nname = \"member\"\nlevel = \"liaison\"\nper = \"member\"\nunder = \"office\"\nstaff = [{{ role = \"member\", count = 1 }}]\n\
             [[units]]\nname = \"office\"\nlevel = \"office\"\nper = \"town\"\nstaff = [{{ role = \"officer\", count = 3 }}]\n\
             [[categories]]\nname = \"leak\"\nwork = \"1h\"\n[[demand]]\nname = \"homes\"\nat = \"households\"\nrate = \"10/year\"\n\
             [discovery]\nreporting = 1.0\n[discovery.channels.member]\nlevel = \"liaison\"\n[discovery.channels.office]\nlevel = \"office\"\n"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("town.toml");
        std::fs::write(&path, &text).expect("a file");
        let setting = read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}")).settings.remove(0);
        let result = once(&setting, 1, 0);
        let members = result.people.iter().filter(|person| person.person.contains("/member/") && person.employed_seconds > 0);
        let mut names: Vec<String> = members.map(|person| person.person.clone()).collect();
        names.sort();
        (result.stream, names)
    };
    let (digest, all) = serving("");
    assert_eq!((serving("usable = 1.0").0, all.len()), (digest, 100));
    let [few, most] = ["usable = 0.4", "usable = 0.66"].map(|usable| serving(usable).1);
    println!("{} and {} of 100 serve", few.len(), most.len());
    // three standard deviations of a count of 100
    assert!(few.len().abs_diff(40) < 15 && most.len().abs_diff(66) < 15);
    assert!(few.iter().all(|name| most.contains(name)) && most.iter().all(|name| all.contains(name)));
}
