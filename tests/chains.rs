//! Policies that start from other policies: a chain is what its overlays come to written out, in order, the policy's own
//! keys last; and what is wrong with one is said where it stands.

use std::path::Path;

use wangge::experiment::design::plan::Plan;
use wangge::scenario::{Draft, Problem, Problems, Scenario, Setting, read};

use super::place::once;

/// A village of 40 households whose policies change work, people, rules by date and people by date.
pub const VILLAGE: &str = r#"
start = 2024-01-01
horizon = "120d"
follow_up = "30d"
replications = 2
levels = ["grid", "town"]
[place]
households = 40
households_per_building = 10
[grids]
households = 40
[roles.worker]
[roles.officer]
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "town"
staff = [{ role = "worker", count = 1 }]
[[units]]
name = "town"
level = "town"
per = "town"
staff = [{ role = "officer", count = 1 }]
[[categories]]
name = "leak"
work = { lognormal = { median = "2h", log_sd = 1.0 } }
success = 0.7
[[demand]]
name = "homes"
at = "households"
rate = "20/year"
[discovery]
reporting = 0.8
channels = { desk = { level = "grid" } }
delay = "0s"
[closing]
falsely = 0.5
"#;

/// Three rungs; the last stands first in the file.
const CHAINED: &str = r#"
[policies.third]
title = "Third"
after = "second"
closing.off = false
categories = [{ name = "leak", success = 0.9 }]
interventions = [{ at = "40d", unit = "town", role = "officer", add = 2 }]
dated = [{ from = "60d", discovery.reporting = 0.4 }]

[policies.first]
after = "base"
units = [{ name = "grid", staff = [{ role = "worker", count = 2 }] }]
closing.off = true
dated = [{ from = "30d", discovery.reporting = 0.6 }, { from = "60d", discovery.reporting = 0.1 }]

[policies.second]
title = "Second"
after = "first"
categories = [{ name = "leak", work.lognormal.median = "1h" }]
units = [{ name = "grid", staff = [{ role = "worker", total = 3 }] }]
interventions = [{ at = "20d", unit = "grid", role = "worker", add = 1 }]
"#;

/// The same, each policy as it is in the end.
const WRITTEN_OUT: &str = r#"
[policies.third]
title = "Third"
units = [{ name = "grid", staff = [{ role = "worker", total = 3 }] }]
closing.off = false
categories = [{ name = "leak", work.lognormal.median = "1h", success = 0.9 }]
interventions = [{ at = "20d", unit = "grid", role = "worker", add = 1 }, { at = "40d", unit = "town", role = "officer", add = 2 }]
dated = [{ from = "30d", discovery.reporting = 0.6 }, { from = "60d", discovery.reporting = 0.1 }, { from = "60d", discovery.reporting = 0.4 }]

[policies.first]
units = [{ name = "grid", staff = [{ role = "worker", count = 2 }] }]
closing.off = true
dated = [{ from = "30d", discovery.reporting = 0.6 }, { from = "60d", discovery.reporting = 0.1 }]

[policies.second]
title = "Second"
categories = [{ name = "leak", work.lognormal.median = "1h" }]
closing.off = true
units = [{ name = "grid", staff = [{ role = "worker", total = 3 }] }]
interventions = [{ at = "20d", unit = "grid", role = "worker", add = 1 }]
dated = [{ from = "30d", discovery.reporting = 0.6 }, { from = "60d", discovery.reporting = 0.1 }]
"#;

fn file(text: &str, act: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.toml");
    std::fs::write(&path, text).unwrap();
    act(&path);
}

fn read_text(text: &str, sets: &[&str]) -> Result<Scenario, Problems> {
    let mut found = None;
    file(text, |path| found = Some(read(path, &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>())));
    found.unwrap()
}

fn village(policies: &str, sets: &[&str]) -> Scenario {
    read_text(&format!("{VILLAGE}{policies}"), sets).unwrap_or_else(|problems| panic!("{problems}"))
}

fn setting<'a>(scenario: &'a Scenario, policy: &str) -> &'a Setting {
    scenario.settings.iter().find(|setting| setting.policy == policy).unwrap()
}

#[track_caller]
fn only(policies: &str, sets: &[&str]) -> Problem {
    let problems = read_text(&format!("{VILLAGE}{policies}"), sets).map(|_| ()).expect_err("nothing was found wrong");
    assert_eq!(problems.count(), 1, "{problems}");
    problems.iter().next().unwrap().clone()
}

/// The line of the whole text in which `policies` has `text` first.
fn line_of(policies: &str, text: &str) -> usize {
    let whole = format!("{VILLAGE}{policies}");
    whole[..whole.find(text).unwrap()].matches('\n').count() + 1
}

#[test]
fn a_chain_is_the_plan_and_the_runs_of_its_overlays_written_out() {
    let (chained, written) = (village(CHAINED, &[]), village(WRITTEN_OUT, &[]));
    assert_eq!(Plan::content(&chained), Plan::content(&written));
    for policy in ["base", "first", "second", "third"] {
        let (one, other) = (setting(&chained, policy), setting(&written, policy));
        assert_eq!(format!("{one:?}"), format!("{other:?}"), "{policy}");
        for replication in 0..2 {
            let run = |setting: &Setting| format!("{:?}", once(setting, 5, replication));
            assert_eq!(run(one), run(other), "{policy}");
        }
    }
    assert_ne!(format!("{:?}", setting(&chained, "second").epochs), format!("{:?}", setting(&chained, "third").epochs));
}

#[test]
fn what_a_rung_switches_off_stays_off_until_a_later_one_says_otherwise() {
    let scenario = village(CHAINED, &[]);
    let closes = |policy: &str| setting(&scenario, policy).epochs[0].rules.closing.is_some();
    assert_eq!(["base", "first", "second", "third"].map(closes), [true, false, false, true]);
}

#[test]
fn each_policy_says_what_it_starts_from_and_has_its_own_title_alone() {
    let scenario = village(CHAINED, &[]);
    assert_eq!(scenario.after, [("third".to_owned(), "second".to_owned()), ("second".to_owned(), "first".to_owned())]);
    assert_eq!(["first", "second", "third"].map(|policy| scenario.starts_from(policy)), [None, Some("first"), Some("second")]);
    assert_eq!(["first", "second", "third"].map(|policy| scenario.policy_text(policy, "title")), [None, Some("Second"), Some("Third")]);
    assert!(scenario.overlays("third", "units.grid.staff.worker.total"), "a chain says what its rungs say");
}

#[test]
fn a_change_of_a_rung_reaches_those_after_it_at_a_design_point_too() {
    file(&format!("{VILLAGE}{CHAINED}"), |path| {
        let draft = Draft::read(path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let changes = [("policies.second.units.grid.staff.worker.total".to_owned(), "5".to_owned())];
        let at_point = draft.settings(&changes, &draft.policies()).unwrap_or_else(|problems| panic!("{problems}"));
        let set = village(CHAINED, &["policies.second.units.grid.staff.worker.total=5"]);
        assert_eq!(format!("{at_point:?}"), format!("{:?}", set.settings));
        let people = |policy: &str| setting(&set, policy).epochs[0].rules.staff[0].count;
        assert_eq!([people("first"), people("second"), people("third")], [2, 5, 5]);
        let moved = draft.settings(&[("policies.third.after".to_owned(), "\"fist\"".to_owned())], &draft.policies());
        let problems = moved.map(|_| ()).expect_err("a policy that is not there");
        assert!(problems.to_string().contains("did you mean `first`?"), "{problems}");
    });
}

#[test]
fn a_problem_of_what_a_rung_says_is_told_once_where_it_says_it() {
    let wrong = CHAINED.replace("role = \"worker\", add = 1", "role = \"wroker\", add = 1");
    let problem = only(&wrong, &[]);
    assert_eq!((problem.line, problem.key.as_str()), (line_of(&wrong, "\"wroker\""), "policies.second.interventions.0.role"));
    let wrong = CHAINED.replace("from = \"60d\", discovery.reporting = 0.4", "from = \"600d\", discovery.reporting = 0.4");
    let problem = only(&wrong, &[]);
    assert_eq!(problem.line, line_of(&wrong, "\"600d\""));
}

#[test]
fn a_policy_that_is_not_there_is_named_with_the_one_likely_meant() {
    let wrong = CHAINED.replace("after = \"second\"", "after = \"secnod\"");
    let problem = only(&wrong, &[]);
    assert_eq!((problem.line, problem.key.as_str()), (line_of(&wrong, "\"secnod\""), "policies.third.after"));
    assert_eq!(problem.message, "there is no policy `secnod`; found `base`, `first`, `second`");
    assert_eq!(problem.help.as_deref(), Some("did you mean `second`?"));
}

#[test]
fn a_policy_that_is_switched_off_is_no_start() {
    let problem = only(CHAINED, &["policies.second.off=true"]);
    assert_eq!((problem.line, problem.key.as_str()), (line_of(CHAINED, "\"second\""), "policies.third.after"));
    assert_eq!(problem.message, "the policy `second` is switched off");
}

#[test]
fn a_circle_is_told_once_with_its_way_and_a_policy_after_itself_too() {
    let wrong = CHAINED.replace("after = \"base\"", "after = \"third\"");
    let problem = only(&wrong, &[]);
    assert_eq!((problem.line, problem.key.as_str()), (line_of(&wrong, "\"second\""), "policies.third.after"));
    assert_eq!(problem.message, "the policies start from one another in a circle: `third` after `second` after `first` after `third`");
    let wrong = CHAINED.replace("after = \"base\"", "after = \"first\"");
    let problem = only(&wrong, &[]);
    assert_eq!((problem.line, problem.key.as_str()), (line_of(&wrong, "\"first\""), "policies.first.after"));
    assert_eq!(problem.message, "`first` starts from itself; expected another policy, or `base`, the file");
    let problem = only("[policies.a]\nafter = 3\n", &[]);
    assert_eq!(problem.key, "policies.a.after");
}
