//! A *design*: the points at which the policies of a plan are run, each with a level for every factor.
//!
//! A factor is a key of the scenario, a level a value that is set there, a point one combination of levels. Settings of a
//! point are made from the scenario when a run needs them, and kept as long as there is room, so that a design may have
//! more points than fit into memory at once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use super::digest::sha256;
use crate::measure::replication::keys;
use crate::scenario::{Draft, Factor, Level, Problems, Setting};
use crate::units::measure::Measure;

/// Points whose settings are kept at once.
const KEPT: usize = 512;

/// What makes the settings of a point, one per policy of the plan.
pub type MakeSettings = Box<dyn Fn(usize) -> Vec<Setting> + Send + Sync>;

/// Points, each with a level for every factor.
pub struct Design {
    /// How the points were chosen, for people: `full factorial`, `Sobol sequence`.
    pub kind: String,
    /// Keys of the factors.
    pub factors: Vec<String>,
    /// Units of their numbers; `None` for plain numbers, shares and choices.
    pub units: Vec<Option<String>>,
    /// Levels that the factors have in the scenario itself; `None` where it leaves them to a default.
    pub own: Vec<Option<Level>>,
    /// What the factors are called in English and in Chinese, where the scenario says.
    pub titles: Vec<[Option<String>; 2]>,
    /// Lowest and highest level that each factor may have, as written; `None` where its levels are no numbers.
    pub ranges: Vec<Option<[String; 2]>>,
    /// Which factors a policy may decide; the others are as the world has them.
    pub levers: Vec<bool>,
    /// By point and factor.
    pub points: Vec<Vec<Level>>,
    make: MakeSettings,
    /// Settings of points that were asked for last, the newest at the end.
    kept: Mutex<Vec<KeptSettings>>,
}

/// A point with its settings.
type KeptSettings = (usize, Arc<Vec<Setting>>);

/// Why there is no design of these points.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PointError {
    /// The scenario does not take one of them.
    #[error(transparent)]
    Refused(Problems),
    /// At one of them other things would be measured.
    #[error("with {changes} the scenario has other levels, roles or measures, which no table could hold beside the rest")]
    OtherMeasures {
        /// The levels of the point.
        changes: String,
    },
}

/// What is set at a point: keys with their values.
fn changes(factors: &[Factor], point: &[Level]) -> Vec<(String, String)> {
    factors.iter().zip(point).flat_map(|(factor, level)| factor.changes(level)).collect()
}

fn shown(changes: &[(String, String)]) -> String {
    changes.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ")
}

/// What of a design decides the numbers of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignIdentity {
    /// How the points were chosen.
    pub kind: String,
    /// How many there are.
    pub points: u32,
    /// SHA-256 of factors and levels, in hex.
    pub sha256: String,
}

impl fmt::Display for DesignIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} points ({})", self.kind, self.points, self.sha256.get(..8).unwrap_or_default())
    }
}

impl Design {
    /// A design of these points; `make` gives the settings of a point, one per policy of the plan, and must give the same
    /// every time.
    #[must_use]
    pub fn new(kind: impl Into<String>, factors: Vec<String>, points: Vec<Vec<Level>>, make: MakeSettings) -> Self {
        let (units, own, levers) = (vec![None; factors.len()], vec![None; factors.len()], vec![false; factors.len()]);
        let (titles, ranges) = (vec![[None, None]; factors.len()], vec![None; factors.len()]);
        Self { kind: kind.into(), factors, units, own, titles, ranges, levers, points, make, kept: Mutex::new(Vec::new()) }
    }

    /// The design of these `points` of the scenario of `draft` under `policies`: by point and factor, a level. Every point is
    /// resolved once, so that one which the scenario does not take is refused before anything runs.
    ///
    /// # Errors
    /// What is wrong at the first points that the scenario does not take.
    pub fn of(
        draft: &Arc<Draft>,
        policies: &[String],
        kind: impl Into<String>,
        factors: &[Factor],
        points: Vec<Vec<Level>>,
    ) -> Result<Self, PointError> {
        let keys: Vec<String> = factors.iter().map(|factor| factor.key().to_owned()).collect();
        let changes = |point: &[Level]| changes(factors, point);
        let of_file = columns(draft.scenario().settings.iter().filter(|setting| policies.contains(&setting.policy)));
        let refused = points.par_iter().find_map_first(|point| match draft.settings(&changes(point), policies) {
            Ok(settings) if columns(settings.iter()) == of_file => None,
            Ok(_) => Some(PointError::OtherMeasures { changes: shown(&changes(point)) }),
            Err(problems) => Some(PointError::Refused(problems)),
        });
        if let Some(error) = refused {
            return Err(error);
        }
        let (draft, policies) = (Arc::clone(draft), policies.to_vec());
        let (own_factors, own_points) = (factors.to_vec(), points.clone());
        let make = move |point: usize| {
            let changes = self::changes(&own_factors, &own_points[point]);
            draft.settings(&changes, &policies).unwrap_or_else(|problems| unreachable!("a point was resolved before: {problems}"))
        };
        let units = factors.iter().map(|factor| factor.unit().map(str::to_owned)).collect();
        let own = factors.iter().map(|factor| factor.nominal().cloned()).collect();
        let levers = factors.iter().map(Factor::is_lever).collect();
        let titles = factors.iter().map(|factor| factor.titles().clone()).collect();
        let ranges = factors.iter().map(Factor::ends).collect();
        Ok(Self { units, own, titles, ranges, levers, ..Self::new(kind, keys, points, Box::new(make)) })
    }

    /// What of it decides the numbers of a plan.
    #[must_use]
    pub fn identity(&self) -> DesignIdentity {
        let levels: Vec<Vec<&str>> = self.points.iter().map(|point| point.iter().map(|level| level.text.as_str()).collect()).collect();
        DesignIdentity {
            kind: self.kind.clone(),
            points: u32::try_from(self.points.len()).unwrap_or(u32::MAX),
            sha256: sha256(serde_json::json!([self.factors, levels]).to_string().as_bytes()),
        }
    }

    /// Whether all levels of the factor with this index are numbers.
    #[must_use]
    pub fn is_numeric(&self, factor: usize) -> bool {
        self.points.iter().all(|point| point[factor].number.is_some())
    }

    /// What the factor with this index is called where Chinese is read or not: its title, else its key.
    #[must_use]
    pub fn title(&self, factor: usize, is_chinese: bool) -> &str {
        let [english, chinese] = &self.titles[factor];
        let own = if is_chinese { chinese.as_ref().or(english.as_ref()) } else { english.as_ref() };
        own.unwrap_or(&self.factors[factor])
    }

    /// Whether a policy may decide every factor, so that no point is a way the world may be.
    #[must_use]
    pub fn is_of_levers(&self) -> bool {
        !self.levers.is_empty() && self.levers.iter().all(|is_lever| *is_lever)
    }

    /// The settings of a point, one per policy of the plan.
    #[must_use]
    pub fn settings(&self, point: usize) -> Arc<Vec<Setting>> {
        let find = |kept: &[KeptSettings]| kept.iter().rev().find(|(known, _)| *known == point).map(|(_, settings)| Arc::clone(settings));
        if let Some(settings) = find(&self.kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return settings;
        }
        let made = Arc::new((self.make)(point));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(settings) = find(&kept) {
            return settings;
        }
        // Points come round in their order: what was used last is used again latest, so the newest gives way.
        if kept.len() >= KEPT {
            kept.pop();
        }
        kept.push((point, Arc::clone(&made)));
        made
    }
}

/// Names of measures and groups under each policy.
fn columns<'s>(settings: impl Iterator<Item = &'s Setting>) -> Vec<(String, Vec<(Measure, String)>)> {
    let of = |setting: &Setting| keys(setting).iter().map(|key| (key.measure, key.group.name(setting).to_owned())).collect();
    let mut found: Vec<_> = settings.map(|setting| (setting.policy.clone(), of(setting))).collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

impl fmt::Debug for Design {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Design")
            .field("kind", &self.kind)
            .field("factors", &self.factors)
            .field("points", &self.points.len())
            .finish_non_exhaustive()
    }
}
