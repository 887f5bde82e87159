//! `wangge check`: whether a scenario is sound, how big it is, and what its numbers rest on. Runs nothing.

use clap::Args;
use serde_json::{Value, json};

use super::ending::{Ending, Failure};
use super::figures::{count, number, plain_decimals};
use super::grid::Grid;
use super::options::Source;
use super::screen;
use crate::scenario::{self, Basis, Provenance, Scenario, Setting};
use crate::units::time::DAY;

/// Days in the year for which demand is told.
const YEAR_DAYS: f64 = 365.0;

/// Validates a scenario and shows its size and what its numbers rest on
///
/// Every problem is shown at once, with file, line, key, what was found and what
/// is allowed. Nothing is run and nothing written. With --json the resolved
/// scenario is shown too: the file after extends and --set.
///
/// Examples:
///   wangge check scenarios/network.toml
///   wangge check scenarios/network.toml --set units.community.count=10 --json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    source: Source,

    /// Prints one JSON object, with the resolved scenario
    #[arg(long)]
    json: bool,
}

/// Carries the command out.
///
/// # Errors
/// When the scenario cannot be read or is not sound.
pub fn check(arguments: &Arguments) -> Result<Ending, Failure> {
    let scenario = scenario::read(&arguments.source.file, &arguments.source.sets)?;
    let text = if arguments.json { format!("{:#}\n", as_json(&scenario)) } else { as_text(&scenario) };
    screen::show(&text)?;
    Ok(Ending::Done)
}

/// Sizes of one level.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct LevelSize {
    units: usize,
    people: i64,
    issues_per_year: f64,
}

/// Sizes by level: units and people as they are at the start, issues on average over the run.
fn sizes(setting: &Setting) -> Vec<LevelSize> {
    let mut levels = vec![LevelSize::default(); setting.levels.len()];
    for group in &setting.units {
        levels[group.level.index()].units += group.count;
    }
    for staff in setting.epochs.first().map(|epoch| epoch.rules.staff.as_slice()).unwrap_or_default() {
        let group = &setting.units[staff.group];
        let places = if staff.member.is_some() { 1 } else { i64::try_from(group.count).unwrap_or(i64::MAX) };
        levels[group.level.index()].people += places * i64::from(staff.count);
    }
    for demand in &setting.demand {
        let group = &setting.units[demand.at];
        let places = if demand.member.is_some() { 1 } else { group.count };
        let years = f64::from(setting.span.horizon.seconds()) / (f64::from(DAY) * YEAR_DAYS);
        levels[group.level.index()].issues_per_year += demand.expected_issues(setting.span.end()) * places as f64 / years;
    }
    levels
}

fn total(levels: &[LevelSize]) -> LevelSize {
    levels.iter().fold(LevelSize::default(), |sum, level| LevelSize {
        units: sum.units + level.units,
        people: sum.people + level.people,
        issues_per_year: sum.issues_per_year + level.issues_per_year,
    })
}

/// The file without overlay.
fn base(scenario: &Scenario) -> Result<&Setting, String> {
    scenario.settings.first().ok_or_else(|| "the scenario has no policy".to_owned())
}

fn as_text(scenario: &Scenario) -> String {
    let Ok(base) = base(scenario) else { return String::new() };
    let span = &base.span;
    let title = scenario.title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
    let zone = span.zone.iana_name().unwrap_or("a zone without a name");
    let heading = format!(
        "{} is sound\n\n{}{title}\nfrom {} ({zone}) for {}; issues of {} to {} are measured, each for {}\n\
         {} replications, seed {}, {}% intervals, baseline {}\n",
        scenario.path.display(),
        scenario.name,
        span.start,
        span.horizon,
        span.warm_up,
        span.horizon - span.follow_up,
        span.follow_up,
        count(scenario.replications.into()),
        scenario.seed,
        number(scenario.confidence * 100.0, plain_decimals(scenario.confidence * 100.0)),
        scenario.baseline,
    );
    let parts = [heading, size_text(base), policy_text(scenario), basis_text(&scenario.provenance)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn size_text(base: &Setting) -> String {
    let levels = sizes(base);
    let mut grid = Grid::new(&[]);
    grid.row(["level", "units", "people", "issues/year"]);
    let mut row = |name: &str, size: &LevelSize| {
        grid.row([name.to_owned(), count(size.units as u64), number(size.people as f64, 0), number(size.issues_per_year, 0)]);
    };
    for (name, size) in base.levels.iter().zip(&levels) {
        row(name, size);
    }
    row("all", &total(&levels));
    let names = |kind: &str, names: Vec<&str>| if names.is_empty() { String::new() } else { format!("{kind}: {}\n", names.join(", ")) };
    grid.text(screen::WIDTH)
        + "\n"
        + &names("categories", base.categories.iter().map(|category| category.name.as_str()).collect())
        + &names("roles", base.roles.iter().map(|role| role.name.as_str()).collect())
}

fn policy_text(scenario: &Scenario) -> String {
    let mut grid = Grid::new(&[]);
    grid.row(["policy", "people at start", "later changes"]);
    for setting in &scenario.settings {
        let people = total(&sizes(setting)).people;
        grid.row([setting.policy.clone(), number(people as f64, 0), count(setting.epochs.len().saturating_sub(1) as u64)]);
    }
    grid.text(screen::WIDTH)
}

fn basis_text(provenance: &[Provenance]) -> String {
    if provenance.is_empty() {
        return "no number says what it rests on\n".to_owned();
    }
    let of = |is: fn(&Basis) -> bool| provenance.iter().filter(|number| is(&number.basis)).count();
    let cited = of(|basis| matches!(basis, Basis::Cited(_)));
    let calibrated = of(|basis| matches!(basis, Basis::Calibrated(_)));
    let mut text = format!(
        "{} numbers say what they rest on: {cited} cited, {calibrated} calibrated, {} assumed\n",
        provenance.len(),
        provenance.len() - cited - calibrated
    );
    for Provenance { key, value, basis } in provenance {
        let basis = match basis {
            Basis::Cited(source) => format!("cited: {source}"),
            Basis::Calibrated(target) => format!("calibrated to {target}"),
            Basis::Assumed { low, high } => format!("assumed, {low} to {high}"),
        };
        text += &super::grid::wrapped(&format!("{key} = {value}; {basis}"), 2, screen::WIDTH);
    }
    text
}

fn as_json(scenario: &Scenario) -> Value {
    let policies: Vec<Value> = scenario.settings.iter().map(policy_json).collect();
    let provenance: Vec<Value> = scenario.provenance.iter().map(provenance_json).collect();
    let window = base(scenario).map(|setting| {
        let span = &setting.span;
        json!({
            "start": span.start.to_string(), "time_zone": span.zone.iana_name(), "warm_up_seconds": span.warm_up.seconds(),
            "follow_up_seconds": span.follow_up.seconds(), "horizon_seconds": span.horizon.seconds(),
        })
    });
    json!({
        "file": scenario.path.display().to_string(),
        "scenario": scenario.name,
        "title": scenario.title,
        "seed": scenario.seed,
        "replications": scenario.replications,
        "confidence": scenario.confidence,
        "baseline": scenario.baseline,
        "window": window.unwrap_or(Value::Null),
        "policies": policies,
        "provenance": provenance,
        "resolved": scenario.resolved,
    })
}

fn policy_json(setting: &Setting) -> Value {
    let levels: Vec<Value> = setting
        .levels
        .iter()
        .zip(sizes(setting))
        .map(|(name, size)| json!({ "level": name, "units": size.units, "people": size.people, "issues_per_year": size.issues_per_year }))
        .collect();
    let all = total(&sizes(setting));
    json!({
        "policy": setting.policy,
        "units": all.units,
        "people": all.people,
        "issues_per_year": all.issues_per_year,
        "later_changes": setting.epochs.len().saturating_sub(1),
        "levels": levels,
    })
}

fn provenance_json(number: &Provenance) -> Value {
    let Provenance { key, value, basis } = number;
    match basis {
        Basis::Cited(source) => json!({ "key": key, "value": value, "basis": "cited", "source": source }),
        Basis::Calibrated(target) => json!({ "key": key, "value": value, "basis": "calibrated", "to": target }),
        Basis::Assumed { low, high } => json!({ "key": key, "value": value, "basis": "assumed", "low": low, "high": high }),
    }
}
