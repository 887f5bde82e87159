//! A *design*: the points at which the policies of a plan are run, each with a level for every factor.
//!
//! A factor is a key of the scenario, a level a value that is set there, a point one combination of levels. Settings of a
//! point are made from the scenario when a run needs them, and kept as long as there is room, so that a design may have
//! more points than fit into memory at once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::plan::sha256;
use crate::scenario::Setting;

/// Points whose settings are kept at once.
const KEPT: usize = 512;

/// A level as it is set.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelOf {
    /// As written.
    pub text: String,
    /// As a number in the unit of its factor, where it is one.
    pub number: Option<f64>,
}

/// What makes the settings of a point, one per policy of the plan.
pub type MakeSettings = Box<dyn Fn(usize) -> Vec<Setting> + Send + Sync>;

/// Points, each with a level for every factor.
pub struct Design {
    /// How the points were chosen, for people: `full factorial`, `Sobol sequence`.
    pub kind: String,
    /// Keys of the factors.
    pub factors: Vec<String>,
    /// By point and factor.
    pub points: Vec<Vec<LevelOf>>,
    make: MakeSettings,
    /// Settings of points that were asked for last, the newest at the end.
    kept: Mutex<Vec<Kept>>,
}

/// A point with its settings.
type Kept = (usize, Arc<Vec<Setting>>);

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
    pub fn new(kind: impl Into<String>, factors: Vec<String>, points: Vec<Vec<LevelOf>>, make: MakeSettings) -> Self {
        Self { kind: kind.into(), factors, points, make, kept: Mutex::new(Vec::new()) }
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

    /// The settings of a point, one per policy of the plan.
    #[must_use]
    pub fn settings(&self, point: usize) -> Arc<Vec<Setting>> {
        let find = |kept: &[Kept]| kept.iter().rev().find(|(known, _)| *known == point).map(|(_, settings)| Arc::clone(settings));
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

impl fmt::Debug for Design {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Design")
            .field("kind", &self.kind)
            .field("factors", &self.factors)
            .field("points", &self.points.len())
            .finish_non_exhaustive()
    }
}
