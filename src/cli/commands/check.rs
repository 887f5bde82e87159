//! `wangge check`: whether a scenario is sound, how big it is, and what its numbers rest on. Runs nothing.

use clap::Args;

use super::compare::inherited;
use super::options::ScenarioOptions;
use crate::cli::summaries::case_files::trace_text;
use crate::cli::summaries::points::point_texts;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::figures::{count, number, plain_decimals};
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::cli::terminal::{json, screen};
use crate::experiment::analysis::pattern::column;
use crate::experiment::design::shared_columns::SharedColumns;
use crate::output::language::wording::Wording;
use crate::output::results::check::{CheckJson, LevelSizeJson, PlaceSizeJson, PolicySizeJson, issues_of_place};
use crate::scenario;
use crate::scenario::setting::{Place, Where};
use crate::scenario::{Basis, Evidence, Provenance, Scenario, Setting};

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
    source: ScenarioOptions,

    /// Prints one JSON object, with the resolved scenario
    #[arg(long)]
    json: bool,
}

/// Carries the command out.
///
/// # Errors
/// When the scenario cannot be read or is not sound.
pub fn check(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let scenario = scenario::read(&arguments.source.file, &arguments.source.sets)?;
    let counted = SharedColumns::common(&scenario.settings);
    for pattern in &scenario.evidence.patterns {
        column(pattern, &counted.keys, base(&scenario)?)?;
    }
    let checked = CheckJson::new(&scenario, point_texts(&scenario));
    if arguments.json {
        json::show(&checked)?;
    } else {
        screen::show(&as_text(&scenario, &checked))?;
    }
    Ok(ExitStatus::Done)
}

/// The file without overlay.
fn base(scenario: &Scenario) -> Result<&Setting, Failure> {
    scenario.settings.first().ok_or_else(|| Failure::new(ExitStatus::Refused, "the scenario has no policy"))
}

fn as_text(scenario: &Scenario, checked: &CheckJson) -> String {
    let (Ok(base), Some(size)) = (base(scenario), checked.policies.first()) else { return String::new() };
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
    let traces = scenario.traces.iter().map(trace_text).collect();
    let unreached = checked.remarks.iter().map(|sentence| wrapped(&format!("note: {sentence}"), 0, screen::WIDTH)).collect();
    let inherited = scenario.baseline_of.as_ref().map(|file| inherited(&scenario.baseline, file));
    let inherited = inherited.map_or_else(String::new, |note| wrapped(&format!("note: {note}"), 0, screen::WIDTH));
    let points = checked.points.iter().map(|sentence| wrapped(sentence, 0, screen::WIDTH)).collect();
    let parts = [
        heading,
        size_text(base, size),
        traces,
        policy_text(scenario, checked),
        points,
        inherited,
        unreached,
        evidence_text(&scenario.evidence),
        basis_text(&scenario.provenance),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn size_text(base: &Setting, size: &PolicySizeJson) -> String {
    let mut grid = TextGrid::new(&[]);
    grid.row(["level", "units", "people", "issues/year"]);
    let row = |name: &str, units: usize, people: i64, issues: f64| {
        [name.to_owned(), count(units as u64), number(people as f64, 0), number(issues, 0)]
    };
    for LevelSizeJson { level, units, people, issues_per_year } in &size.levels {
        grid.row(row(level, *units, *people, *issues_per_year));
    }
    for (name, at) in [("households", Where::Households), ("public space", Where::PublicSpace)] {
        if base.place.is_some() {
            grid.row([name.to_owned(), String::new(), String::new(), number(issues_of_place(base, at), 0)]);
        }
    }
    grid.row(row("all", size.units, size.people, size.issues_per_year));
    let names = |kind: &str, names: Vec<&str>| if names.is_empty() { String::new() } else { format!("{kind}: {}\n", names.join(", ")) };
    base.place.as_ref().zip(size.place.as_ref()).map_or_else(String::new, |(place, size)| place_text(place, size))
        + &grid.text(screen::WIDTH)
        + "\n"
        + &names("categories", base.categories.iter().map(|category| category.name.as_str()).collect())
        + &names("roles", base.roles.iter().map(|role| role.name.as_str()).collect())
}

fn place_text(place: &Place, size: &PlaceSizeJson) -> String {
    let PlaceSizeJson { towns, communities, buildings, registered, migrant, .. } = *size;
    let [towns, communities, buildings, registered, migrant] = [towns, communities, buildings, registered, migrant].map(count);
    format!(
        "towns {towns}, communities {communities}, buildings {buildings}\n\
         households {registered} registered and {migrant} migrant, of which {} linked where there are members\n\n",
        count(place.linked().len() as u64)
    )
}

fn policy_text(scenario: &Scenario, checked: &CheckJson) -> String {
    let mut grid = TextGrid::new(if scenario.after.is_empty() { &[] } else { &[1] });
    // a column of its own only where a policy starts from another
    let after = |text: &str| (!scenario.after.is_empty()).then(|| text.to_owned());
    let has_place = checked.policies.iter().any(|size| size.place.is_some());
    let headings = if has_place { &["grids", "members", "linked", "staff"][..] } else { &["people at start"] };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    grid.row([names(&["policy"]), after("after").into_iter().collect(), names(headings), names(&["later changes"])].concat());
    for size in &checked.policies {
        let counts = match &size.place {
            Some(PlaceSizeJson { grids, members, linked, staff, .. }) => {
                let counts = [grids, members, linked].map(|size| count(*size as u64));
                [counts.to_vec(), vec![number(*staff as f64, 0)]].concat()
            }
            None => vec![number(size.people as f64, 0)],
        };
        let started = after(size.after.as_deref().unwrap_or_default());
        let changes = count(size.later_changes as u64);
        grid.row([vec![size.policy.clone()], started.into_iter().collect(), counts, vec![changes]].concat());
    }
    grid.text(screen::WIDTH)
}

/// What a comparison is judged by.
fn evidence_text(evidence: &Evidence) -> String {
    let names: Vec<&str> = evidence.headline.iter().map(|measure| measure.entry().name).collect();
    let mut text = wrapped(&format!("verdicts rest on {}", names.join(", ")), 0, screen::WIDTH);
    if !evidence.relevant.is_empty() {
        let relevant =
            evidence.relevant.iter().map(|(measure, x)| format!("{} {x}{}", measure.entry().name, Wording::ENGLISH.unit(*measure)));
        text += &wrapped(&format!("smallest differences that matter: {}", relevant.collect::<Vec<_>>().join(", ")), 0, screen::WIDTH);
    }
    for pattern in &evidence.patterns {
        text += &wrapped(
            &format!("pattern {}: {} ({})", pattern.name, Wording::ENGLISH.pattern_stated(pattern), pattern.source),
            0,
            screen::WIDTH,
        );
    }
    text
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
        text += &wrapped(&format!("{key} = {value}; {basis}"), 2, screen::WIDTH);
    }
    text
}
