//! `wangge check`: whether a scenario is sound, how big it is, and what its numbers rest on. Runs nothing.

use clap::Args;
use serde_json::{Value, json};

use super::compare::inherited;
use super::options::ScenarioOptions;
use crate::cli::summaries::case_files::trace_text;
use crate::cli::summaries::points::point_texts;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::figures::{count, number, plain_decimals};
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::cli::terminal::screen;
use crate::experiment::analysis::pattern::column;
use crate::experiment::design::shared_columns::SharedColumns;
use crate::output::language::wording::Wording;
use crate::output::results::campaign::TraceJson;
use crate::output::results::comparison::StatedPatternJson;
use crate::scenario;
use crate::scenario::setting::{Building, Demand, Place, Where};
use crate::scenario::{Basis, Evidence, Provenance, Scenario, Setting};
use crate::units::time::DAY;

/// Days in the year for which demand is shown.
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
    let text = if arguments.json { format!("{:#}\n", as_json(&scenario)) } else { as_text(&scenario) };
    screen::show(&text)?;
    Ok(ExitStatus::Done)
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
        let years = f64::from(setting.span.horizon.seconds()) / (f64::from(DAY) * YEAR_DAYS);
        for case in demand.trace.iter().flat_map(|trace| trace.cases.iter().map(|case| &trace.kinds[usize::from(case.kind)])) {
            levels[setting.units[case.unit.0].level.index()].issues_per_year += 1.0 / years;
        }
        let Where::Units { group, member } = demand.at else { continue };
        let group = &setting.units[group];
        let places = if member.is_some() { 1 } else { group.count };
        levels[group.level.index()].issues_per_year += yearly(setting, demand) * places as f64;
    }
    levels
}

/// Issues of one unit or household in a year.
fn yearly(setting: &Setting, demand: &Demand) -> f64 {
    let years = f64::from(setting.span.horizon.seconds()) / (f64::from(DAY) * YEAR_DAYS);
    demand.expected_issues(setting.span.end()) / years
}

/// Issues of the place in a year, where they occur.
fn issues_of_place(setting: &Setting, at: Where) -> f64 {
    let households = setting.place.as_ref().map_or(0, |place| place.households());
    setting.demand.iter().filter(|demand| demand.at == at).map(|demand| yearly(setting, demand) * f64::from(households)).sum()
}

/// What a policy makes of the place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct PlaceCut {
    grids: usize,
    members: usize,
    linked: usize,
    staff: i64,
}

fn cut(setting: &Setting) -> PlaceCut {
    let mut cut = PlaceCut { staff: total(&sizes(setting)).people, ..PlaceCut::default() };
    for (index, group) in setting.units.iter().enumerate() {
        let sites = group.sites.as_deref().unwrap_or_default();
        if setting.members.as_ref().is_some_and(|members| members.group == index) {
            cut.members = sites.len();
            cut.linked = sites.iter().map(|site| site.linked.1 - site.linked.0).sum();
        } else {
            // a unit for a whole area has the name of its group, one for a grid a number after it
            cut.grids += sites.iter().filter(|site| site.path.rsplit('/').next() != Some(group.name.as_str())).count();
        }
    }
    cut.staff -= i64::try_from(cut.members).unwrap_or(0);
    cut
}

/// Towns, communities, buildings, registered and migrant households.
fn place_counts(place: &Place) -> [u64; 5] {
    let towns = place.communities.iter().map(|community| community.town + 1).max().unwrap_or(0);
    let households = |of: fn(&Building) -> u32| place.buildings.iter().map(|building| u64::from(of(building))).sum();
    [
        towns as u64,
        place.communities.len() as u64,
        place.buildings.len() as u64,
        households(|building| building.registered),
        households(|building| building.migrant),
    ]
}

fn total(levels: &[LevelSize]) -> LevelSize {
    levels.iter().fold(LevelSize::default(), |sum, level| LevelSize {
        units: sum.units + level.units,
        people: sum.people + level.people,
        issues_per_year: sum.issues_per_year + level.issues_per_year,
    })
}

/// The file without overlay.
fn base(scenario: &Scenario) -> Result<&Setting, Failure> {
    scenario.settings.first().ok_or_else(|| Failure::new(ExitStatus::Refused, "the scenario has no policy"))
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
    let traces = scenario.traces.iter().map(trace_text).collect();
    let unreached = Wording::ENGLISH.of_settings(&scenario.settings);
    let unreached = unreached.iter().map(|sentence| wrapped(&format!("note: {sentence}"), 0, screen::WIDTH)).collect();
    let inherited = scenario.baseline_of.as_ref().map(|file| inherited(&scenario.baseline, file));
    let inherited = inherited.map_or_else(String::new, |note| wrapped(&format!("note: {note}"), 0, screen::WIDTH));
    let points = point_texts(scenario).iter().map(|sentence| wrapped(sentence, 0, screen::WIDTH)).collect();
    let parts = [
        heading,
        size_text(base),
        traces,
        policy_text(scenario),
        points,
        inherited,
        unreached,
        evidence_text(&scenario.evidence),
        basis_text(&scenario.provenance),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn size_text(base: &Setting) -> String {
    let levels = sizes(base);
    let mut grid = TextGrid::new(&[]);
    grid.row(["level", "units", "people", "issues/year"]);
    let row = |grid: &mut TextGrid, name: &str, size: &LevelSize| {
        grid.row([name.to_owned(), count(size.units as u64), number(size.people as f64, 0), number(size.issues_per_year, 0)]);
    };
    for (name, size) in base.levels.iter().zip(&levels) {
        row(&mut grid, name, size);
    }
    let mut all = total(&levels);
    let spots = [("households", Where::Households), ("public space", Where::PublicSpace)];
    let of_place: Vec<(&str, f64)> = spots.map(|(name, at)| (name, issues_of_place(base, at))).to_vec();
    all.issues_per_year += of_place.iter().map(|(_, issues)| issues).sum::<f64>();
    for (name, issues) in of_place.into_iter().filter(|_| base.place.is_some()) {
        grid.row([name.to_owned(), String::new(), String::new(), number(issues, 0)]);
    }
    row(&mut grid, "all", &all);
    let names = |kind: &str, names: Vec<&str>| if names.is_empty() { String::new() } else { format!("{kind}: {}\n", names.join(", ")) };
    base.place.as_ref().map_or_else(String::new, |place| place_text(place))
        + &grid.text(screen::WIDTH)
        + "\n"
        + &names("categories", base.categories.iter().map(|category| category.name.as_str()).collect())
        + &names("roles", base.roles.iter().map(|role| role.name.as_str()).collect())
}

fn place_text(place: &Place) -> String {
    let [towns, communities, buildings, registered, migrant] = place_counts(place).map(count);
    format!(
        "towns {towns}, communities {communities}, buildings {buildings}\n\
         households {registered} registered and {migrant} migrant, of which {} linked where there are members\n\n",
        count(place.linked().len() as u64)
    )
}

fn policy_text(scenario: &Scenario) -> String {
    let mut grid = TextGrid::new(if scenario.after.is_empty() { &[] } else { &[1] });
    // a column of its own only where a policy starts from another
    let after = |text: &str| (!scenario.after.is_empty()).then(|| text.to_owned());
    let started = |setting: &Setting| after(scenario.starts_from(&setting.policy).unwrap_or_default());
    let has_place = scenario.settings.iter().any(|setting| setting.place.is_some());
    let headings = if has_place { &["grids", "members", "linked", "staff"][..] } else { &["people at start"] };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    grid.row([names(&["policy"]), after("after").into_iter().collect(), names(headings), names(&["later changes"])].concat());
    for setting in &scenario.settings {
        let counts = if has_place {
            let PlaceCut { grids, members, linked, staff } = cut(setting);
            let counts = [grids, members, linked].map(|size| count(size as u64));
            [counts.to_vec(), vec![number(staff as f64, 0)]].concat()
        } else {
            vec![number(total(&sizes(setting)).people as f64, 0)]
        };
        let changes = count(setting.later_changes() as u64);
        grid.row([vec![setting.policy.clone()], started(setting).into_iter().collect(), counts, vec![changes]].concat());
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

fn as_json(scenario: &Scenario) -> Value {
    let policies: Vec<Value> = scenario.settings.iter().map(|setting| policy_json(scenario, setting)).collect();
    let traces: Vec<TraceJson> = scenario.traces.iter().map(TraceJson::new).collect();
    let provenance: Vec<Value> = scenario.provenance.iter().map(provenance_json).collect();
    let relevant: serde_json::Map<String, Value> =
        scenario.evidence.relevant.iter().map(|(measure, x)| (measure.entry().name.to_owned(), (*x).into())).collect();
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
        "headline": scenario.evidence.headline.iter().map(|measure| measure.entry().name).collect::<Vec<_>>(),
        "relevant": relevant,
        "patterns": scenario.evidence.patterns.iter().map(StatedPatternJson::new).collect::<Vec<_>>(),
        "window": window.unwrap_or(Value::Null),
        "policies": policies,
        "remarks": Wording::ENGLISH.of_settings(&scenario.settings),
        "points": point_texts(scenario),
        "traces": traces,
        "provenance": provenance,
        "resolved": scenario.resolved,
    })
}

fn policy_json(scenario: &Scenario, setting: &Setting) -> Value {
    let levels: Vec<Value> = setting
        .levels
        .iter()
        .zip(sizes(setting))
        .map(|(name, size)| json!({ "level": name, "units": size.units, "people": size.people, "issues_per_year": size.issues_per_year }))
        .collect();
    let all = total(&sizes(setting));
    let of_place = issues_of_place(setting, Where::Households) + issues_of_place(setting, Where::PublicSpace);
    let mut policy = json!({
        "policy": setting.policy,
        "units": all.units,
        "people": all.people,
        "issues_per_year": all.issues_per_year + of_place,
        "later_changes": setting.later_changes(),
        "levels": levels,
    });
    if let Some(after) = scenario.starts_from(&setting.policy) {
        policy["after"] = after.into();
    }
    if let Some(place) = &setting.place {
        let [towns, communities, buildings, registered, migrant] = place_counts(place);
        let PlaceCut { grids, members, linked, staff } = cut(setting);
        policy["place"] = json!({
            "towns": towns, "communities": communities, "buildings": buildings, "registered": registered, "migrant": migrant,
            "grids": grids, "members": members, "linked": linked, "staff": staff,
        });
    }
    policy
}

fn provenance_json(number: &Provenance) -> Value {
    let Provenance { key, value, basis } = number;
    match basis {
        Basis::Cited(source) => json!({ "key": key, "value": value, "basis": "cited", "source": source }),
        Basis::Calibrated(target) => json!({ "key": key, "value": value, "basis": "calibrated", "to": target }),
        Basis::Assumed { low, high } => json!({ "key": key, "value": value, "basis": "assumed", "low": low, "high": high }),
    }
}
