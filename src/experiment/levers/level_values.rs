//! The values of one policy along the rising levels of a lever, replication by replication.

use crate::experiment::analysis::point_values::{Alternative, PointValues, Series};
use crate::units::key::Key;
use crate::units::measure::Measure;

/// The values of one policy along the rising levels.
pub(crate) struct LevelValues {
    keys: Vec<Key>,
    /// By key and level.
    series: Vec<Vec<Series>>,
}

impl LevelValues {
    /// Those of `policy` at `points`, whose levels rise.
    pub(crate) fn of(values: &PointValues, points: &[usize], policy: usize) -> Self {
        let series = |key: usize| points.iter().map(|point| values.series(Alternative { point: *point, policy }, key)).collect();
        Self { keys: values.keys().to_vec(), series: (0..values.keys().len()).map(series).collect() }
    }

    /// The series of a key, by level.
    pub(crate) fn of_key(&self, key: Key) -> Option<&[Series]> {
        self.keys.iter().position(|known| *known == key).map(|at| self.series[at].as_slice())
    }

    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// A measure over the whole place at a level.
    pub(crate) fn series(&self, measure: Measure, level: usize) -> Option<&Series> {
        self.of_key(Key::of_place(measure))?.get(level)
    }
}
