//! `lever_worlds.csv`: a lever in assumption worlds, one row per measure, world and setting. Point by point it stands in `summary.csv`.

use polars::prelude::{DataFrame, PolarsResult};

use super::runs::column;
use super::schema::{keys, lever_worlds, summary};
use super::summary::{CsvFlavour, in_flavour};
use crate::experiment::design::plan::Plan;
use crate::experiment::levers::worlds::{LeverWorld, LeverWorlds, WorldStanding};
use crate::units::measure::Measure;

/// One row of the table.
struct WorldRow<'w> {
    measure: Measure,
    world: usize,
    setting: usize,
    own: &'w LeverWorld,
}

fn all(worlds: &LeverWorlds) -> Vec<WorldRow<'_>> {
    let mut rows = Vec::new();
    for own in &worlds.measures {
        for (world, of_world) in own.worlds.iter().enumerate() {
            rows.extend((0..worlds.settings.len()).map(|setting| WorldRow { measure: own.key.measure, world, setting, own: of_world }));
        }
    }
    rows
}

/// Rows of the table.
#[must_use]
pub fn rows(worlds: &LeverWorlds) -> u64 {
    all(worlds).len() as u64
}

/// Name of a standing.
#[must_use]
pub const fn standing(standing: WorldStanding) -> &'static str {
    match standing {
        WorldStanding::Better => "better",
        WorldStanding::Close => "close",
        WorldStanding::Worse => "worse",
        WorldStanding::NotComparable => "not_comparable",
    }
}

/// The table of `worlds`, made by `plan`, as CSV.
///
/// # Errors
/// When columns do not fit together: a bug.
pub fn csv(plan: &Plan, worlds: &LeverWorlds, flavour: CsvFlavour) -> PolarsResult<Vec<u8>> {
    let rows = all(worlds);
    let texts = |of: &dyn Fn(&WorldRow) -> String| rows.iter().map(of).collect::<Vec<String>>();
    let point = |row: &WorldRow| plan.point_number(row.world * worlds.settings.len() + row.setting);
    let stands = |row: &WorldRow| if row.setting == worlds.chosen { "chosen" } else { standing(row.own.standing(row.setting)) };
    let columns = vec![
        column(keys::SCENARIO, vec![plan.identity.scenario.as_str(); rows.len()]),
        column(keys::POLICY, vec![worlds.policy.as_str(); rows.len()]),
        column(keys::POINT, rows.iter().map(point).collect::<Vec<_>>()),
        column(summary::MEASURE, texts(&|row| row.measure.entry().name.to_owned())),
        column(summary::UNIT, texts(&|row| row.measure.entry().unit.to_owned())),
        column(lever_worlds::WORLD, rows.iter().map(|row| row.world as u64 + 1).collect::<Vec<_>>()),
        column(lever_worlds::SETTING, texts(&|row| worlds.settings[row.setting].clone())),
        column(summary::ESTIMATE, rows.iter().map(|row| row.own.means[row.setting]).collect::<Vec<_>>()),
        column(lever_worlds::GAIN, rows.iter().map(|row| row.own.gains[row.setting]).collect::<Vec<_>>()),
        column(lever_worlds::STANDING, texts(&|row| stands(row).to_owned())),
    ];
    in_flavour(DataFrame::new(rows.len(), columns)?, flavour)
}
