//! A search finds the least or greatest level that keeps a promise, runs no more than bisection needs, and says when it cannot.

use std::sync::atomic::{AtomicU32, Ordering};

use wangge::experiment::analysis::condition::Answer;
use wangge::experiment::analysis::threshold_search::{Extreme, FindError, FoundThreshold, ThresholdSearch};
use wangge::experiment::campaign::execution::Ungathered;
use wangge::experiment::design::plan::Plan;
use wangge::units::measure::Measure;

use super::sweep::{At, PLACE, carry_out, levels, plan};

const RATE: Measure = Measure::OnTimeRate;

/// A plan of these policies on the levels 1 to `points`.
fn staff(policies: &[&str], points: u32, replications: u32) -> Plan {
    plan(policies, replications, "levels", &["staff"], levels(&(1..=points).map(f64::from).collect::<Vec<_>>()))
}

/// What a search finds, with the runs it made.
fn search(plan: &Plan, condition: &str, extreme: Extreme, model: impl Fn(At) -> f64 + Sync) -> (Vec<FoundThreshold>, u32) {
    let columns = [PLACE(RATE)];
    let mut find = ThresholdSearch::new(plan, &columns, condition.parse().unwrap(), extreme).unwrap();
    let runs = AtomicU32::new(0);
    let outcome = carry_out(plan, &columns, &mut find, &mut Ungathered, |at| {
        runs.fetch_add(1, Ordering::Relaxed);
        Some(vec![Some(model(at))])
    });
    assert_eq!(outcome.left_out, 0);
    let found = find.found();
    assert!(found.iter().all(|own| own.is_settled && own.probes.len() <= find.most_probes()), "{found:?}");
    (found, runs.load(Ordering::Relaxed))
}

#[test]
fn the_least_staff_that_keeps_a_promise_is_found_wherever_it_lies() {
    let plan = staff(&["base"], 100, 3);
    for least in 1..=100_usize {
        let (found, runs) = search(&plan, "on_time_rate >= 0.9", Extreme::Least, |at| if at.point + 1 >= least { 0.95 } else { 0.5 });
        assert_eq!(found[0].point, Some(least - 1), "least {least}");
        assert_eq!(found[0].neighbour, least.checked_sub(2));
        assert!(runs <= 9 * 3 && found[0].contrary.is_empty(), "least {least}: {runs} runs");
    }
}

#[test]
fn the_greatest_level_is_found_from_the_other_end() {
    let plan = staff(&["base"], 10, 3);
    let (found, _) = search(&plan, "on_time_rate >= 0.9", Extreme::Greatest, |at| if at.point <= 6 { 0.95 } else { 0.5 });
    assert_eq!((found[0].point, found[0].neighbour), (Some(6), Some(7)));
    assert!(found[0].probes.is_sorted_by_key(|probe| probe.point));
}

#[test]
fn where_all_hold_or_none_the_search_ends_at_the_ends() {
    let plan = staff(&["base"], 1_000, 4);
    let (all, runs) = search(&plan, "on_time_rate >= 0.9", Extreme::Least, |_| 0.95);
    assert_eq!((all[0].point, all[0].neighbour, all[0].probes.len(), runs), (Some(0), None, 2, 8));
    let (none, runs) = search(&plan, "on_time_rate >= 0.9", Extreme::Least, |_| 0.85);
    assert_eq!((none[0].point, none[0].neighbour, none[0].probes.len(), runs), (None, Some(999), 1, 4));
    assert_eq!(none[0].probes[0].answer, Answer::Fails);
    let (lone, _) = search(&staff(&["base"], 1, 2), "on_time_rate <= 0.9", Extreme::Least, |_| 0.85);
    assert_eq!((lone[0].point, lone[0].neighbour), (Some(0), None));
}

#[test]
fn each_policy_searches_for_itself_and_is_run_only_where_it_wants() {
    let plan = staff(&["base", "early", "late"], 64, 5);
    let least = [40, 7, 65];
    let (found, runs) =
        search(&plan, "on_time_rate >= 0.9", Extreme::Least, |at| if at.point + 1 >= least[at.policy] { 0.95 } else { 0.5 });
    assert_eq!(found.iter().map(|own| own.point).collect::<Vec<_>>(), [Some(39), Some(6), None]);
    let probes: usize = found.iter().map(|own| own.probes.len()).sum();
    assert_eq!(runs as usize, probes * 5);
}

#[test]
fn what_the_replications_do_not_settle_is_open_and_counts_as_not_holding() {
    // the mean rises by 0.01 per level and crosses 0.9 at the level 50; the noise of four runs has a limit of 0.02 or more
    let plan = staff(&["base"], 100, 4);
    let model = |at: At| 0.4 + 0.01 * (at.point as f64 + 1.0) + 0.02 * [-1.2, 1.2, 0.6, -0.6][at.replication as usize];
    let (found, _) = search(&plan, "on_time_rate >= 0.9", Extreme::Least, model);
    // sd 0.0219, t(0.95, 3) = 2.353: the limit lies 0.0258 below, so 53 is the first that holds; above 0.9 − 0.0258 all are open
    assert_eq!((found[0].point, found[0].neighbour), (Some(52), Some(51)));
    let open = found[0].probes.iter().find(|probe| probe.point == 51).unwrap();
    assert_eq!((open.answer, open.n, open.replications), (Answer::Open, 4, 4));
    assert!(open.limit.unwrap() < 0.9 && open.mean.unwrap() > 0.9, "{open:?}");
}

#[test]
fn a_measure_that_goes_the_wrong_way_between_probes_is_told() {
    // best in the middle: bisection sees 100 (holds), 1 (fails), 50 (higher than 100)
    let plan = staff(&["base"], 100, 6);
    let (found, _) = search(&plan, "on_time_rate >= 0.9", Extreme::Least, |at| {
        let staff = at.point as f64 + 1.0;
        (if staff > 60.0 { 0.95 } else { 0.5 + 0.01 * staff }) + 0.001 * at.shared()
    });
    // 40 has a mean of 0.9, and random numbers
    assert_eq!(found[0].point, Some(40));
    let contrary: Vec<_> = found[0].contrary.iter().map(|contrary| (contrary.near, contrary.far)).collect();
    assert_eq!(contrary, [(49, 99)], "{found:?}");
    assert!((found[0].contrary[0].mean + 0.05).abs() < 1e-9);
}

#[test]
fn a_probe_with_failed_runs_is_open() {
    let plan = staff(&["base"], 4, 10);
    let columns = [PLACE(RATE)];
    let mut find = ThresholdSearch::new(&plan, &columns, "on_time_rate >= 0.9".parse().unwrap(), Extreme::Least).unwrap();
    let fails = |at: At| at.point == 1 && at.replication == 2;
    let outcome = carry_out(&plan, &columns, &mut find, &mut Ungathered, |at| {
        (!fails(at)).then(|| vec![Some(if at.point == 0 { 0.1 } else { 0.95 })])
    });
    let found = &find.found()[0];
    assert_eq!((outcome.left_out, found.point, found.neighbour), (1, Some(2), Some(1)));
    let probe = found.probes.iter().find(|probe| probe.point == 1).unwrap();
    assert_eq!((probe.answer, probe.n, probe.left_out), (Answer::Open, 9, 1));
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let columns = [PLACE(RATE)];
    let condition = "on_time_rate >= 0.9".parse().unwrap();
    let refused = |plan: &Plan, columns| ThresholdSearch::new(plan, columns, condition, Extreme::Least).map(|_| ()).unwrap_err();
    let two = plan(&["base"], 3, "levels", &["staff", "work"], Vec::new());
    assert_eq!(refused(&two, &columns), FindError::NotOneFactor { factors: 2 });
    let falling = plan(&["base"], 3, "levels", &["staff"], levels(&[1.0, 3.0, 2.0]));
    assert_eq!(refused(&falling, &columns), FindError::NotRising { factor: "staff".into(), text: "2".into() });
    assert!(matches!(refused(&staff(&["base"], 3, 3), &[]), FindError::NotMeasured { measure: "on_time_rate" }));
    let find = ThresholdSearch::new(&staff(&["base"], 3, 3), &columns, condition, Extreme::Greatest).unwrap();
    assert_eq!(find.rule(), "greatest staff with on_time_rate >= 0.9, by bisection");
}
