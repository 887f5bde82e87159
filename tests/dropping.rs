//! What got lost and is found again: whether it is dropped, or settled, then is decided anew, however often that happened before.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::read;

use crate::place::logged;
use crate::town::text;

/// The village with so many issues that a share can be counted, and a worker who passes every building daily and overlooks nothing.
/// `leak` is what the category of the issues says of itself.
fn walked(leak: &str, more: &str) -> Vec<EventRow> {
    const PATROL: &str = "[[rounds]]\nname = \"patrol\"\nrole = \"worker\"\nkind = \"patrol\"\nevery = \"1d\"\nshare = 1.0\n\
                          stop = \"5min\"\nfinds = 1.0\n";
    let text = text(&format!("{PATROL}{more}"))
        .replace("rate = \"6/year\"", "rate = \"250/year\"")
        .replace("name = \"leak\"\nwork = \"1h\"", &format!("name = \"leak\"\nwork = \"1min\"\n{leak}"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, &text).expect("a file");
    let setting = read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}")).settings.remove(0);
    logged(&setting, 20).1
}

/// For the first finding, the second one and so on: how many issues came to a decision then, and how many of them got lost. Decisions
/// are the rows that are `kept` and those of losses.
fn by_finding(rows: &[EventRow], kept: impl Fn(&Activity) -> bool) -> Vec<(u32, u32)> {
    let mut nth: BTreeMap<u32, usize> = BTreeMap::new();
    let mut counts: Vec<(u32, u32)> = Vec::new();
    for row in rows.iter().filter(|row| row.activity == Activity::Lost || kept(&row.activity)) {
        let nth = nth.entry(row.case).or_default();
        counts.resize(counts.len().max(*nth + 1), (0, 0));
        counts[*nth].0 += 1;
        counts[*nth].1 += u32::from(row.activity == Activity::Lost);
        *nth += 1;
    }
    counts
}

/// Each of the first four findings has the share `p` of losses among those that came so far, whatever happened to them before.
#[track_caller]
fn each_finding_loses(counts: &[(u32, u32)], p: f64) {
    for (nth, (all, lost)) in counts.iter().take(4).enumerate() {
        let share = f64::from(*lost) / f64::from(*all);
        let z = (share - p) / (p * (1.0 - p) / f64::from(*all)).sqrt();
        println!("finding {}: {lost} of {all} lost, {share:.3} against {p}, z {z:.2} (critical 3.66 at α 0.001 over four)", nth + 1);
        assert!(*all >= 30, "{all} issues at finding {}", nth + 1);
        assert!(z.abs() < 3.66, "finding {}: {lost} of {all} lost", nth + 1);
    }
}

#[test]
fn the_share_that_a_unit_drops_is_the_same_at_each_finding_whatever_was_dropped_before() {
    let rows = walked("difficulty = { town = 1.0 }", "[triage]\ndropped = 0.3\n[escalation.grid]\ndifficulty = 1\n");
    each_finding_loses(&by_finding(&rows, |activity| matches!(activity, Activity::Escalated(_))), 0.3);
}

#[test]
fn an_attempt_at_what_had_faded_away_succeeds_with_the_same_probability_as_the_first_one() {
    let leak = "severity = 1\ndifficulty = { grid = 1.0 }\nsuccess_by_level = { grid = 0.5, town = 1.0 }";
    let rows = walked(leak, "[passing]\nsignal_kept = 0.0\n[escalation.grid]\nattempts = 1\n");
    each_finding_loses(&by_finding(&rows, |activity| *activity == Activity::Fixed), 0.5);
}
