//! The catalogue of charts: how their files are called, and in which order a report shows them. It stands below the
//! charts, so that the schema of a results folder can name their files without knowing how they are drawn.

/// [`super::forest`].
pub const FOREST: &str = "forest";
/// [`super::time_account`].
pub const TIME_ACCOUNT: &str = "time_account";
/// [`super::incidence`].
pub const INCIDENCE: &str = "incidence";
/// [`super::cost`].
pub const COST: &str = "cost";
/// [`super::box_plot`].
pub const BOX_PLOT: &str = "box";
/// [`super::flow`].
pub const FLOW: &str = "escalation_flow";
/// [`super::backlog`].
pub const BACKLOG: &str = "backlog";
/// [`super::workload`].
pub const WORKLOAD: &str = "workload";
/// [`super::super::lever_charts::response_curve`].
pub const RESPONSE_CURVE: &str = "response_curve";
/// [`super::super::lever_charts::gains_in_worlds`].
pub const GAINS_IN_WORLDS: &str = "gains_in_worlds";
/// [`super::heatmap`].
pub const HEATMAP: &str = "heatmap";
/// [`super::tornado`].
pub const TORNADO: &str = "tornado";
/// [`super::pareto`].
pub const PARETO: &str = "pareto";
/// [`super::regret`].
pub const REGRET: &str = "regret";
/// [`super::screening`].
pub const SCREENING: &str = "screening";
/// [`super::indices`].
pub const INDICES: &str = "indices";
/// [`super::precision`].
pub const PRECISION: &str = "precision";
/// [`super::welch`].
pub const WELCH: &str = "welch";
/// [`super::waterfall`].
pub const WATERFALL: &str = "waterfall";

/// Names of all charts, in the order in which a report shows them: those of a comparison, then those of sweeps,
/// sensitivity and precision, at last that of a ladder, which its report shows before all others.
pub const NAMES: [&str; 19] = [
    FOREST,
    TIME_ACCOUNT,
    INCIDENCE,
    COST,
    BOX_PLOT,
    FLOW,
    BACKLOG,
    WORKLOAD,
    RESPONSE_CURVE,
    GAINS_IN_WORLDS,
    HEATMAP,
    TORNADO,
    PARETO,
    REGRET,
    SCREENING,
    INDICES,
    PRECISION,
    WELCH,
    WATERFALL,
];

/// Charts of which there is one per output of a study; the second and later ones have their number behind the name.
pub const IN_PARTS: [&str; 2] = [SCREENING, INDICES];

/// Most parts of such a chart.
pub const MOST_PARTS: usize = 32;

/// How the files of a part of a chart are called; `part` counts from 0.
#[must_use]
pub fn part_name(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{name}_{}", part + 1) }
}

/// Names of all files of charts that there may be, without their endings.
pub fn all_names() -> impl Iterator<Item = String> {
    let parts = |name: &'static str| 0..if IN_PARTS.contains(&name) { MOST_PARTS } else { 1 };
    NAMES.into_iter().flat_map(move |name| parts(name).map(move |part| part_name(name, part)))
}

/// Names of the charts that every comparison has, if anybody in it is paid.
pub const OF_COMPARISON: [&str; 8] = [FOREST, TIME_ACCOUNT, INCIDENCE, COST, BOX_PLOT, FLOW, BACKLOG, WORKLOAD];

/// Endings of the files of a chart.
pub const ENDINGS: [&str; 3] = ["svg", "png", "csv"];
