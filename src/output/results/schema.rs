//! The JSON Schema of what `--json` prints, command by command, made from the types of the results.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::campaign::{RunJson, ShardJson};
use super::check::CheckJson;
use super::comparison::ComparisonJson;
use super::description::{MeasuresJson, ParametersJson};
use super::lever_worlds::LeverWorldsResultJson;
use super::plan::PlanJson;
use super::progress::{RunsProgressJson, StepsProgressJson};
use super::search::SearchJson;
use super::selection::SelectionJson;
use super::sensitivity::SensitivityJson;
use super::story::StoryJson;
use super::sweep::SweepJson;
use super::theory::TheoryChecksJson;

/// A kind of result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    /// Of `run`.
    Run,
    /// Of `compare`.
    Comparison,
    /// Of `compare --select`.
    Selection,
    /// Of `sweep`.
    Sweep,
    /// Of a lever in assumption worlds alone.
    LeverWorlds,
    /// Of `sweep --find`.
    Search,
    /// Of `sensitivity`.
    Sensitivity,
    /// Of any of them with `--shard`.
    Shard,
    /// Of `plan`.
    Plan,
    /// Of `check`.
    Check,
    /// Of `story`.
    Story,
    /// Of `verify`.
    TheoryChecks,
    /// Of `describe measures`.
    Measures,
    /// Of `describe parameters`.
    Parameters,
    /// A line of progress of a command that runs a campaign.
    RunsProgress,
    /// A line of progress of `verify`.
    StepsProgress,
}

/// The JSON Schema (2020-12) of a result of `kind`.
#[must_use]
pub fn json_schema(kind: ResultKind) -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.inline_subschemas = false;
    let generator = settings.into_generator();
    let schema = match kind {
        ResultKind::Run => generator.into_root_schema_for::<RunJson>(),
        ResultKind::Comparison => generator.into_root_schema_for::<ComparisonJson>(),
        ResultKind::Selection => generator.into_root_schema_for::<SelectionJson>(),
        ResultKind::Sweep => generator.into_root_schema_for::<SweepJson>(),
        ResultKind::LeverWorlds => generator.into_root_schema_for::<LeverWorldsResultJson>(),
        ResultKind::Search => generator.into_root_schema_for::<SearchJson>(),
        ResultKind::Sensitivity => generator.into_root_schema_for::<SensitivityJson>(),
        ResultKind::Shard => generator.into_root_schema_for::<ShardJson>(),
        ResultKind::Plan => generator.into_root_schema_for::<PlanJson>(),
        ResultKind::Check => generator.into_root_schema_for::<CheckJson>(),
        ResultKind::Story => generator.into_root_schema_for::<StoryJson>(),
        ResultKind::TheoryChecks => generator.into_root_schema_for::<TheoryChecksJson>(),
        ResultKind::Measures => generator.into_root_schema_for::<MeasuresJson>(),
        ResultKind::Parameters => generator.into_root_schema_for::<ParametersJson>(),
        ResultKind::RunsProgress => generator.into_root_schema_for::<RunsProgressJson>(),
        ResultKind::StepsProgress => generator.into_root_schema_for::<StepsProgressJson>(),
    };
    schema.to_value()
}
