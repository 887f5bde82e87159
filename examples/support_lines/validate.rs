//! Runs of `scenarios/support_lines.toml` beside the incidents that the fit did not see: targets V6 to V10.

use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use wangge::measure::event_log::{EventLog, EventRow};
use wangge::measure::replication::observed;
use wangge::process::Activity;
use wangge::scenario::Setting;

use super::figures::Figures;
use super::log::{Event, Status};

/// Runs that are taken together.
const RUNS: u32 = 3;

/// The table of targets.
pub fn text(fitted: &[Vec<Event>], others: &[Vec<Event>]) -> Result<String, String> {
    let logs = [&Figures::of(fitted), &Figures::of(others)];
    let model = runs("base", &[])?;
    Ok(table([logs[0], logs[1], &model]) + &back_down(logs)?)
}

/// Figures of the runs of a policy, with these changes of the file.
fn runs(policy: &str, changes: &[&str]) -> Result<Figures, String> {
    let changes: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
    let scenario = wangge::scenario::read(Path::new("scenarios/support_lines.toml"), &changes).map_err(|problems| problems.to_string())?;
    let setting = scenario.settings.iter().find(|setting| setting.policy == policy).ok_or_else(|| format!("no policy `{policy}`"))?;
    let mut cases = Vec::new();
    for replication in 0..RUNS {
        let outcome = observed(setting, scenario.seed, replication, &AtomicBool::new(false), EventLog::default());
        let (_, log) = outcome.map_err(|failure| failure.to_string())?;
        cases.extend(modelled(setting, &log.rows));
    }
    Ok(Figures::of(&cases))
}

/// V9 where mistakes of triage are set to it, and where mistakes and returns are those that other scenarios assume.
fn back_down([fitted, others]: [&Figures; 2]) -> Result<String, String> {
    let variants: [(&str, &str, &[&str]); 2] = [
        ("mistakes set to the fitted half (policy `returns`)", "input", &[]),
        (
            "mistakes and returns as assumed for Tongliang",
            "predicted",
            &["policies.returns.triage.mistake=0.15", "policies.returns.passing.returns=0.1"],
        ),
    ];
    let mut text = "\n| V9 up and down again | kind | log, fitted half (naive forecast) | log, other half | model | off: model | off: naive | verdict |\n|---|---|---|---|---|---|---|---|\n".to_owned();
    for (name, kind, changes) in variants {
        let (naive, real, own) = (fitted.ping_pong, others.ping_pong, runs("returns", changes)?.ping_pong);
        let (off, naive_off) = ((own - real).abs(), (naive - real).abs());
        let (verdict, nearer) =
            (if off <= 0.05 { "hit" } else { "miss" }, if naive_off < off { "naive is nearer" } else { "nearer than naive" });
        let _ = writeln!(text, "| {name} | {kind} | {naive:.3} | {real:.3} | {own:.3} | {off:.3} | {naive_off:.3} | {verdict}; {nearer} |");
    }
    Ok(text)
}

/// The cases of a run that began in the window that is measured, as the log would show them.
fn modelled(setting: &Setting, rows: &[EventRow]) -> Vec<Vec<Event>> {
    let mut cases: Vec<Vec<Event>> = Vec::new();
    for row in rows {
        let case = row.case as usize;
        if case >= cases.len() {
            cases.resize(case + 1, Vec::new());
        }
        let status = match row.activity {
            Activity::Queued | Activity::Arrived | Activity::Returned | Activity::ReturnedDown => Status::Queued,
            Activity::Started(_) => Status::InProgress,
            Activity::WaitedOutside => Status::Outside,
            Activity::Closed => Status::Completed,
            _ => continue,
        };
        let line = row.level.index();
        cases[case].push(Event { second: row.at.seconds().into(), hour: 0, status, line });
    }
    let window = setting.span.window_start().seconds()..setting.span.window_end().seconds();
    cases.retain(|events| events.first().is_some_and(|event| window.contains(&u32::try_from(event.second).unwrap_or(0))));
    cases
}

fn table([fitted, others, model]: [&Figures; 3]) -> String {
    let mut text =
        "| target | published | log, fitted half (naive forecast) | log, other half | model | off: model | off: naive | kind | verdict |\n\
        |---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    let mut row = |name: &str, published: &str, of: &dyn Fn(&Figures) -> f64, kind: &str, fits: &dyn Fn(f64, f64) -> Option<bool>| {
        let (first, real, own) = (of(fitted), of(others), of(model));
        let verdict = fits(own, real).map_or("", |fits| if fits { "hit" } else { "miss" });
        let (off, naive) = ((own - real).abs(), (first - real).abs());
        let nearer = if naive < off { "naive is nearer" } else { "nearer than naive" };
        let _ = writeln!(
            text,
            "| {name} | {published} | {first:.3} | {real:.3} | {own:.3} | {off:.3} | {naive:.3} | {kind} | {verdict}; {nearer} |"
        );
    };
    let near = |tolerance: f64| move |own: f64, real: f64| Some((own - real).abs() <= tolerance);
    let ratio = |own: f64, real: f64| Some((own / real).max(real / own) <= 1.5);
    row("V6 ends at the first line", "0.61", &|figures| figures.ends[0], "calibrated", &near(0.08));
    row("V6 ends at the second line", "0.32", &|figures| figures.ends[1], "calibrated", &near(0.08));
    row("V6 ends at the third line", "0.07", &|figures| figures.ends[2], "calibrated", &near(0.08));
    row("V7 median days, second : third line", "0.60", &|figures| figures.days[1] / figures.days[2], "predicted", &ratio);
    row("median days, first line", "0.02", &|figures| figures.days[0], "predicted", &ratio);
    row("median days, second line", "3.26", &|figures| figures.days[1], "predicted", &ratio);
    row("median days, third line", "5.45", &|figures| figures.days[2], "predicted", &ratio);
    row("V8 reopened", "0.068", &|figures| figures.reopened, "calibrated", &near(0.03));
    row("V9 up and down again", "0.15", &|figures| figures.ping_pong, "predicted", &near(0.05));
    row("V10 work by the record, share of open time", "0.15 of all time", &|figures| figures.hands_on, "predicted", &near(0.07));
    text
}
