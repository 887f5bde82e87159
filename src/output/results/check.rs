//! A scenario that was checked: its size under each policy, and what its numbers rest on. Nothing is run for it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::campaign::TraceJson;
use super::comparison::StatedPatternJson;
use crate::output::language::wording::Wording;
use crate::scenario::setting::{Building, Demand, Place, Where};
use crate::scenario::{Basis, Provenance, Scenario, Setting};
use crate::units::time::DAY;

/// Days in the year for which demand is shown.
const YEAR_DAYS: f64 = 365.0;

/// A sound scenario.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckJson {
    /// The scenario file.
    pub file: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Title of the scenario.
    pub title: Option<String>,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replications that the file asks for.
    pub replications: u32,
    /// Confidence level of intervals.
    pub confidence: f64,
    /// The policy that the others are compared with.
    pub baseline: String,
    /// Measures that verdicts rest on.
    pub headline: Vec<String>,
    /// By measure, in the order of the file, the smallest difference that matters, in its unit.
    #[schemars(with = "BTreeMap<String, f64>")]
    pub relevant: Map<String, Value>,
    /// Patterns that the scenario says it should reproduce.
    pub patterns: Vec<StatedPatternJson>,
    /// Over which time a run goes.
    pub window: Option<CheckedWindowJson>,
    /// Size under each policy: `base` first, the others in the order of the file.
    pub policies: Vec<PolicySizeJson>,
    /// What there is to say of rules that do nothing or are cut off.
    pub remarks: Vec<String>,
    /// What points rest on, in words; empty without points.
    pub points: Vec<String>,
    /// What became of the rows of files of real cases.
    pub traces: Vec<TraceJson>,
    /// What the numbers rest on, in the order of the file.
    pub provenance: Vec<ProvenanceJson>,
    /// The file after `extends` and `--set`, keys sorted, without what its numbers rest on.
    #[schemars(with = "Map<String, Value>")]
    pub resolved: Value,
}

/// The time of a run, and the zone of its civil time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckedWindowJson {
    /// When it starts, ISO 8601.
    pub start: String,
    /// Name of the time zone.
    pub time_zone: Option<String>,
    /// Beginning that is not measured.
    pub warm_up_seconds: u32,
    /// How long each issue is observed.
    pub follow_up_seconds: u32,
    /// Length of the run.
    pub horizon_seconds: u32,
}

/// Size of the scenario under one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicySizeJson {
    /// The policy.
    pub policy: String,
    /// Units of all levels.
    pub units: usize,
    /// People in office at the start.
    pub people: i64,
    /// Issues that occur in a year, on average over the run.
    pub issues_per_year: f64,
    /// Dates after the start at which the rules change.
    pub later_changes: usize,
    /// Level by level.
    pub levels: Vec<LevelSizeJson>,
    /// The policy that it starts from, where that is not the file itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The place, where the scenario has one with households.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceSizeJson>,
}

/// Size of one level.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct LevelSizeJson {
    /// Name of the level.
    pub level: String,
    /// Its units.
    pub units: usize,
    /// People in office in them at the start.
    pub people: i64,
    /// Issues that occur at them in a year, on average over the run.
    pub issues_per_year: f64,
}

/// Size of a place with households, and what a policy makes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaceSizeJson {
    /// Towns.
    pub towns: u64,
    /// Communities.
    pub communities: u64,
    /// Buildings.
    pub buildings: u64,
    /// Households that are registered.
    pub registered: u64,
    /// Migrant households.
    pub migrant: u64,
    /// Grids.
    pub grids: usize,
    /// Members, each with households of their own.
    pub members: usize,
    /// Households that are linked to a member.
    pub linked: usize,
    /// People in office at the start, without members.
    pub staff: i64,
}

/// What one number rests on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProvenanceJson {
    /// Its key, as `--set` takes it.
    pub key: String,
    /// The value as written.
    pub value: String,
    /// `cited`, `calibrated` or `assumed`.
    pub basis: String,
    /// Of a cited number, the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Of a calibrated number, what it was fitted to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Of an assumed number, the lower end of the range in which it may lie, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// Of an assumed number, the upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
}

impl CheckJson {
    /// What `scenario` comes to; `points` says in words what points rest on.
    #[must_use]
    pub fn new(scenario: &Scenario, points: Vec<String>) -> Self {
        let evidence = &scenario.evidence;
        let name = |measure: crate::units::measure::Measure| measure.entry().name.to_owned();
        Self {
            file: scenario.path.display().to_string(),
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            seed: scenario.seed,
            replications: scenario.replications,
            confidence: scenario.confidence,
            baseline: scenario.baseline.clone(),
            headline: evidence.headline.iter().copied().map(name).collect(),
            relevant: evidence.relevant.iter().map(|(measure, x)| (name(*measure), (*x).into())).collect(),
            patterns: evidence.patterns.iter().map(StatedPatternJson::new).collect(),
            window: scenario.settings.first().map(CheckedWindowJson::new),
            policies: scenario.settings.iter().map(|setting| PolicySizeJson::new(scenario, setting)).collect(),
            remarks: Wording::ENGLISH.of_settings(&scenario.settings),
            points,
            traces: scenario.traces.iter().map(TraceJson::new).collect(),
            provenance: scenario.provenance.iter().map(ProvenanceJson::new).collect(),
            resolved: scenario.resolved.clone(),
        }
    }
}

impl CheckedWindowJson {
    fn new(setting: &Setting) -> Self {
        let span = &setting.span;
        Self {
            start: span.start.to_string(),
            time_zone: span.zone.iana_name().map(str::to_owned),
            warm_up_seconds: span.warm_up.seconds(),
            follow_up_seconds: span.follow_up.seconds(),
            horizon_seconds: span.horizon.seconds(),
        }
    }
}

impl PolicySizeJson {
    fn new(scenario: &Scenario, setting: &Setting) -> Self {
        let levels = sizes(setting);
        let of_place = issues_of_place(setting, Where::Households) + issues_of_place(setting, Where::PublicSpace);
        let people = levels.iter().map(|level| level.people).sum();
        Self {
            policy: setting.policy.clone(),
            units: levels.iter().map(|level| level.units).sum(),
            people,
            issues_per_year: levels.iter().fold(0.0, |sum, level| sum + level.issues_per_year) + of_place,
            later_changes: setting.later_changes(),
            levels,
            after: scenario.starts_from(&setting.policy).map(str::to_owned),
            place: setting.place.as_ref().map(|place| PlaceSizeJson::new(place, setting, people)),
        }
    }
}

impl PlaceSizeJson {
    /// The place of `setting`, in which `people` are in office at the start.
    fn new(place: &Place, setting: &Setting, people: i64) -> Self {
        let households = |of: fn(&Building) -> u32| place.buildings.iter().map(|building| u64::from(of(building))).sum();
        let mut size = Self {
            towns: place.communities.iter().map(|community| community.town + 1).max().unwrap_or(0) as u64,
            communities: place.communities.len() as u64,
            buildings: place.buildings.len() as u64,
            registered: households(|building| building.registered),
            migrant: households(|building| building.migrant),
            ..Self::default()
        };
        for (index, group) in setting.units.iter().enumerate() {
            let sites = group.sites.as_deref().unwrap_or_default();
            if setting.members.as_ref().is_some_and(|members| members.group == index) {
                size.members = sites.len();
                size.linked = sites.iter().map(|site| site.linked.1 - site.linked.0).sum();
            } else {
                // a unit for a whole area has the name of its group, one for a grid a number after it
                size.grids += sites.iter().filter(|site| site.path.rsplit('/').next() != Some(group.name.as_str())).count();
            }
        }
        Self { staff: people - i64::try_from(size.members).unwrap_or(0), ..size }
    }
}

impl ProvenanceJson {
    fn new(number: &Provenance) -> Self {
        let Provenance { key, value, basis } = number;
        let basis_name = match basis {
            Basis::Cited(_) => "cited",
            Basis::Calibrated(_) => "calibrated",
            Basis::Assumed { .. } => "assumed",
        };
        let (key, value, basis_name) = (key.clone(), value.clone(), basis_name.to_owned());
        let stated = Self { key, value, basis: basis_name, source: None, to: None, low: None, high: None };
        match basis.clone() {
            Basis::Cited(source) => Self { source: Some(source), ..stated },
            Basis::Calibrated(target) => Self { to: Some(target), ..stated },
            Basis::Assumed { low, high } => Self { low: Some(low), high: Some(high), ..stated },
        }
    }
}

/// Sizes by level: units and people as they are at the start, issues on average over the run.
fn sizes(setting: &Setting) -> Vec<LevelSizeJson> {
    let mut levels: Vec<LevelSizeJson> =
        setting.levels.iter().map(|name| LevelSizeJson { level: name.clone(), ..LevelSizeJson::default() }).collect();
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

/// Issues of the place in a year, where they occur: at households or in public space.
#[must_use]
pub fn issues_of_place(setting: &Setting, at: Where) -> f64 {
    let households = setting.place.as_ref().map_or(0, |place| place.households());
    setting.demand.iter().filter(|demand| demand.at == at).map(|demand| yearly(setting, demand) * f64::from(households)).sum()
}
