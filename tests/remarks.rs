//! A run says of itself what a reader of its verdict has to know: which unit is busiest, which queue grows, that nobody is
//! busy, that grids could not be cut as asked; what a policy costs only where pay is stated, and what volunteers give.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use tempfile::TempDir;
use wangge::measure::replication::replicate;
use wangge::scenario::{self, Scenario};

/// Two counters of one clerk at one level: one has 6 visitors a day of an hour each, the other 30, six more than it can serve.
const COUNTERS: &str = r#"
title = "Two counters"
start = 2024-01-01
warm_up = "10d"
follow_up = "5d"
horizon = "66d"
replications = 6
levels = ["counter"]
[roles.clerk]
[[units]]
name = "calm"
level = "counter"
staff = [{ role = "clerk", count = 1 }]
[[units]]
name = "crowded"
level = "counter"
staff = [{ role = "clerk", count = 1 }]
[[categories]]
name = "enquiry"
work = { exponential = { mean = "1h" } }
[[demand]]
name = "few"
at = "calm"
rate = "6/d"
[[demand]]
name = "many"
at = "crowded"
rate = "30/d"
[policies.two]
title = "Two clerks at the crowded counter"
units = [{ name = "crowded", staff = [{ role = "clerk", count = 2 }] }]
"#;

/// Two villages of 400 households in all, six grid workers with pay, an officer without, and members.
const VILLAGES: &str = r#"
start = 2024-01-01
warm_up = "10d"
follow_up = "10d"
horizon = "60d"
replications = 4
levels = ["liaison", "grid", "town"]
[place]
communities = 2
households = 400
households_per_building = 10
[grids]
households = 67
[members]
count = 20
unit = "member"
role = "member"
[calendars.day]
weekly = { daily = ["08:00-18:00"] }
[roles.member]
calendar = "day"
volunteer = true
[roles.worker]
calendar = "day"
pay = "3000 yuan/month"
[roles.officer]
calendar = "day"
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
under = "town"
staff = [{ role = "worker", total = 6 }]
[[units]]
name = "town"
level = "town"
per = "town"
staff = [{ role = "officer", count = 1 }]
[[categories]]
name = "rubbish"
on_site = true
difficulty = { liaison = 0.5, grid = 0.5 }
work = { exponential = { mean = "1h" } }
[[demand]]
name = "homes"
at = "households"
rate = "2/year"
[discovery]
reporting = 0.8
[discovery.channels.member]
level = "liaison"
[discovery.channels.grid]
level = "grid"
[policies.small]
grids.households = 30
[policies.halves]
grids.households = 200
[policies.towns]
grids.households = 1000
[policies.alone]
members.off = true
"#;

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Exit code, standard output with its lines joined, standard error.
fn wangge(arguments: &[&str], file: &Path, out: Option<&Path>) -> (i32, String, String) {
    let mut command = crate::program();
    command.arg(arguments[0]).arg(file).args(&arguments[1..]);
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let joined = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    (output.status.code().unwrap(), joined, text(&output.stderr))
}

fn read(path: &Path) -> Scenario {
    scenario::read(path, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn manifest(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

fn page(out: &Path) -> String {
    fs::read_to_string(out.join("report.html")).unwrap()
}

#[test]
fn the_quarters_of_a_unit_average_to_its_backlog_where_they_fill_the_measured_time() {
    let scratch = TempDir::new().unwrap();
    let scenario = read(&file(scratch.path(), "counters.toml", COUNTERS));
    let result = replicate(&scenario.settings[0], 1, 0, &AtomicBool::new(false)).unwrap();
    // 56 measured days: four quarters of two weeks
    for unit in &result.units {
        let quarters = unit.backlog_quarters.unwrap();
        assert!((quarters.iter().sum::<f64>() / 4.0 - unit.backlog_issues).abs() < 1e-9, "{unit:?}");
    }
    // six more a day than leave: about 84 more from quarter to quarter
    let crowded = result.units.iter().find(|unit| unit.path.ends_with("crowded")).unwrap().backlog_quarters.unwrap();
    assert!(crowded.windows(2).all(|pair| (40.0..130.0).contains(&(pair[1] - pair[0]))), "{crowded:?}");
    let short = COUNTERS.replace("\"66d\"", "\"26d\"");
    let scenario = read(&file(scratch.path(), "short.toml", &short));
    let result = replicate(&scenario.settings[0], 1, 0, &AtomicBool::new(false)).unwrap();
    assert!(result.units.iter().all(|unit| unit.backlog_quarters.is_none()));
}

#[test]
fn a_queue_that_grows_is_named_by_its_unit_beside_the_verdict_and_again_by_report_and_merge() {
    let scratch = TempDir::new().unwrap();
    let (path, out) = (file(scratch.path(), "counters.toml", COUNTERS), scratch.path().join("whole"));
    let (code, text, error) = wangge(&["compare", "--quiet"], &path, Some(&out));
    assert_eq!(code, 0, "{error}");
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{text}\nshould say {words:?}"));
    let growing = place("WARNING: queue of crowded grows without bound");
    assert!(place("What to do: Choose “Two clerks at the crowded counter”: it is better") < growing, "{text}");
    assert!(growing < place("All policies policy"), "{text}");
    // of the policy that is advised
    assert!(text.contains("Bottleneck: The busiest unit is crowded: its people work 6") && !text.contains("Queues grow"), "{text}");
    assert!(page(&out).contains("busiest unit, by the share of their hours on duty that its people work: crowded (100% under base, 6"));
    // the level is not named beside its unit, the calm counter not at all, nor the policy that serves all
    assert!(!text.contains("backlog of counter") && !text.contains("queue of calm"), "{text}");
    let warning = &text[growing..place("All policies policy")];
    assert!(warning.contains(" under base") && !warning.contains("under two"), "{warning}");
    let remarks = manifest(&out)["remarks"].clone();
    assert!(remarks[0].as_str().unwrap().starts_with("queue of crowded grows without bound"), "{remarks}");
    assert!(page(&out).contains("queue of crowded grows without bound"));

    let shards = ["1/2", "2/2"].map(|shard| {
        let out = scratch.path().join(shard.replace('/', "-"));
        assert_eq!(wangge(&["compare", "--quiet", "--shard", shard], &path, Some(&out)).0, 0);
        out.display().to_string()
    });
    let merged = scratch.path().join("merged");
    let (code, ..) = wangge(&["merge", "--quiet", &shards[1]], Path::new(&shards[0]), Some(&merged));
    assert_eq!((code, &manifest(&merged)["remarks"]), (0, &remarks));
    assert_eq!(page(&merged), page(&out));
    assert_eq!(wangge(&["report", "--quiet", "--lang", "zh"], &out, None).0, 0);
    assert!(page(&out).contains("crowded 的待办队列不断增长，没有上限"));
    assert_eq!(manifest(&out)["remarks"], remarks);
}

#[test]
fn a_run_in_which_no_role_is_half_busy_says_so_with_the_busiest_role_and_the_unit_that_is() {
    let scratch = TempDir::new().unwrap();
    let calm = COUNTERS.replace("30/d", "6/d");
    let path = file(scratch.path(), "calm.toml", &calm);
    let (_, text, _) = wangge(&["run", "--quiet", "--tables-only"], &path, Some(&scratch.path().join("calm")));
    let said = "no role is above 50% busy under base (busiest: clerk, 2";
    assert!(text.contains(said) && text.contains("staffing, grids and thresholds hardly act here"), "{text}");
    assert!(text.contains("busiest unit"), "{text}");
    // one clerk who is always busy and five who are hardly ever: the role is idle, the counter is not
    let many = COUNTERS.replace("name = \"calm\"\nlevel = \"counter\"", "name = \"calm\"\nlevel = \"counter\"\ncount = 5");
    let path = file(scratch.path(), "many.toml", &many.replace("rate = \"6/d\"", "rate = \"1/d\""));
    let (_, text, _) = wangge(&["run", "--quiet", "--tables-only"], &path, Some(&scratch.path().join("many")));
    assert!(text.contains("staffing, grids and thresholds hardly act, except at crowded"), "{text}");
    let path = file(scratch.path(), "counters.toml", COUNTERS);
    let (_, text, _) = wangge(&["run", "--quiet", "--tables-only"], &path, Some(&scratch.path().join("busy")));
    assert!(!text.contains("above 50% busy"), "{text}");
}

#[test]
fn grids_that_cannot_be_cut_as_asked_say_what_came_of_it_and_why() {
    let scratch = TempDir::new().unwrap();
    let (path, out) = (file(scratch.path(), "villages.toml", VILLAGES), scratch.path().join("out"));
    let (_, checked, _) = wangge(&["check"], &path, None);
    let small = "grids of 30 households under small: the 6 people of role worker have 2.2 of them each on average, with 67 households; \
                 somebody with several grids knows their households no better than those of one large grid";
    let towns = "grids of 1000 households are not reached under towns: they have 200 on average, because a grid never crosses a community";
    for words in [small, towns] {
        assert!(checked.contains(words), "{checked}\nshould say {words:?}");
    }
    // as asked, but for whole buildings: not a word
    assert!(!checked.contains("grids of 67") && !checked.contains("grids of 200 "), "{checked}");
    let (code, text, error) = wangge(&["compare", "--quiet"], &path, Some(&out));
    assert!(code == 0 && text.contains(small) && text.contains(towns), "{text}{error}");
    assert!(page(&out).contains(small) && manifest(&out)["remarks"].to_string().contains(small));
    assert_eq!(wangge(&["report", "--quiet", "--lang", "zh"], &out, None).0, 0);
    assert!(page(&out).contains("在 small 下，每格 30 户：worker 共 6 人，平均每人负责 2.2 格、67 户"));
    // fewer buildings than grids
    let crowded = VILLAGES.replace("households_per_building = 10", "households_per_building = 100").replace("total = 6", "total = 60");
    let (_, checked, _) = wangge(&["check"], &file(scratch.path(), "blocks.toml", &crowded), None);
    assert!(
        checked.contains("grids of 30 households are not reached under small: they have 100 on average, because a grid has one building")
    );
}

#[test]
fn an_agenda_that_leaves_out_what_its_people_would_do_says_so_and_one_without_it_does_not() {
    let scratch = TempDir::new().unwrap();
    let round = "[[rounds]]\nname = \"patrol\"\nrole = \"worker\"\nkind = \"patrol\"\nevery = \"1d\"\nshare = 0.2\nstop = \"5min\"\n";
    let policies = "[policies.desk]\nroles.worker.agenda = [\"cases\"]\n[policies.both]\nroles.worker.agenda = [\"rounds\", \"cases\"]\n";
    let said = "worker never turns to rounds under desk: the agenda leaves that out";
    let path = file(scratch.path(), "villages.toml", &format!("{VILLAGES}{round}{policies}"));
    let (code, checked, error) = wangge(&["check"], &path, None);
    assert!(code == 0 && checked.contains(said), "{checked}{error}");
    let out = scratch.path().join("out");
    let compare = ["compare", "--quiet", "--policies", "desk,both", "--replications", "2"];
    let (code, text, error) = wangge(&compare, &path, Some(&out));
    assert!(code == 0 && text.contains(said), "{text}{error}");
    assert!(page(&out).contains(said) && manifest(&out)["remarks"].to_string().contains(said));
    // nobody is said to leave out rounds that nobody makes
    let (_, checked, _) = wangge(&["check"], &file(scratch.path(), "none.toml", &format!("{VILLAGES}{policies}")), None);
    assert!(!checked.contains("never turns to"), "{checked}");
}

#[test]
fn rounds_that_do_not_depend_on_how_many_people_go_say_so_where_a_policy_changes_the_number() {
    let scratch = TempDir::new().unwrap();
    let round = "[[rounds]]\nname = \"patrol\"\nrole = \"worker\"\nkind = \"patrol\"\nevery = \"1d\"\nshare = 0.2\nstop = \"5min\"\n";
    let policies = "[policies.more]\nunits = [{ name = \"grid\", staff = [{ role = \"worker\", total = 12 }] }]\n";
    let text = format!("{VILLAGES}{round}{policies}");
    let (path, out) = (file(scratch.path(), "villages.toml", &text), scratch.path().join("out"));
    let said = "how many people of role worker there are (6 under base, small, halves, towns, alone, 12 under more) changes nothing about \
                the stops planned on patrols";
    let (_, checked, _) = wangge(&["check"], &path, None);
    assert!(checked.contains(said), "{checked}");
    let said = "how many people of role worker there are (6 under base, 12 under more) changes nothing about the stops planned on patrols";
    let compare = ["compare", "--quiet", "--policies", "more", "--replications", "2"];
    let (code, text, error) = wangge(&compare, &path, Some(&out));
    assert!(code == 0 && text.contains(said), "{text}{error}");
    assert!(page(&out).contains(said) && manifest(&out)["remarks"].to_string().contains(said));
    assert_eq!(wangge(&["report", "--quiet", "--lang", "zh"], &out, None).0, 0);
    assert!(page(&out).contains("worker 的人数（base：6、more：12）不影响巡查计划的点次"));
    // rounds planned for each person, and policies with the same people: not a word
    let each = file(scratch.path(), "each.toml", &format!("{VILLAGES}{}{policies}", round.replace("share = 0.2", "stops = 5")));
    let same = file(scratch.path(), "same.toml", &format!("{VILLAGES}{round}"));
    for path in [each, same] {
        let (_, checked, _) = wangge(&["check"], &path, None);
        assert!(!checked.contains("changes nothing about"), "{checked}");
    }
}

#[test]
fn nothing_is_said_to_cost_the_same_where_no_pay_is_stated_and_volunteers_stand_beside_the_cost() {
    let scratch = TempDir::new().unwrap();
    let (_, text, _) = wangge(
        &["compare", "--quiet", "--tables-only"],
        &file(scratch.path(), "counters.toml", COUNTERS),
        Some(&scratch.path().join("counters")),
    );
    assert!(text.contains("The scenario states no pay") && !text.contains("costs as much") && !text.contains("olunteers"), "{text}");
    let (path, out) = (file(scratch.path(), "villages.toml", VILLAGES), scratch.path().join("villages"));
    let (_, text, _) = wangge(&["compare", "--quiet", "--policies", "halves,alone", "--replications", "12"], &path, Some(&out));
    let part = "it costs the same as base (no pay is stated for officer); ";
    assert_eq!(page(&out).matches(part).count(), 2, "{text}");
    assert!(page(&out).contains("(no pay is stated for officer); hours of volunteers −"));
    assert_eq!(wangge(&["report", "--quiet", "--lang", "zh"], &out, None).0, 0);
    assert!(page(&out).contains("其成本与 base 相同（officer未注明薪酬）；志愿者工时 −"));
    let paid = VILLAGES.replace("[roles.officer]\n", "[roles.officer]\npay = \"0 yuan/month\"\n");
    let path = file(scratch.path(), "paid.toml", &paid);
    let (_, text, _) = wangge(&["compare", "--quiet", "--policies", "halves"], &path, Some(&scratch.path().join("paid")));
    let page = page(&scratch.path().join("paid"));
    assert!(page.contains("it costs the same as base; ") && !page.contains("no pay"), "{text}");
}

#[test]
fn a_file_with_policies_of_its_own_says_whose_baseline_it_has_and_where_extends_looks() {
    let scratch = TempDir::new().unwrap();
    fs::create_dir(scratch.path().join("below")).unwrap();
    file(scratch.path(), "counters.toml", &COUNTERS.replacen("levels", "baseline = \"two\"\nlevels", 1));
    let own = "extends = \"../counters.toml\"\nname = \"mine\"\n[policies.three]\nunits = [{ name = \"crowded\", staff = [{ role = \"clerk\", count = 3 }] }]\n";
    let path = file(&scratch.path().join("below"), "mine.toml", own);
    let out = scratch.path().join("out");
    let compare = ["compare", "--tables-only", "--replications", "2"];
    let (code, _, error) = wangge(&compare, &path, Some(&out));
    assert!(code == 0 && error.contains("note: the baseline `two` is that of ") && error.contains("counters.toml; `baseline`"), "{error}");
    assert!(wangge(&["check"], &path, None).1.contains("note: the baseline `two` is that of "));
    let (_, _, error) = wangge(&[&compare[..], &["--baseline", "base"]].concat(), &path, Some(&out.join("other")));
    assert!(!error.contains("note: the baseline"), "{error}");
    let stated = file(&scratch.path().join("below"), "stated.toml", &format!("baseline = \"base\"\n{own}"));
    assert!(!wangge(&["check"], &stated, None).1.contains("note: the baseline"));
    // without policies of its own there is nothing to mistake
    let plain = file(&scratch.path().join("below"), "plain.toml", "extends = \"../counters.toml\"\nseed = 2\n");
    assert!(!wangge(&["check"], &plain, None).1.contains("note: the baseline"));
    let lost = file(&scratch.path().join("below"), "lost.toml", "extends = \"counters.toml\"\n");
    let (code, _, error) = wangge(&["check"], &lost, None);
    assert!(code == 4 || code == 2, "{code}");
    assert!(
        error.split_whitespace().collect::<Vec<_>>().join(" ").contains("the path is relative to the file that says `extends`"),
        "{error}"
    );
}
