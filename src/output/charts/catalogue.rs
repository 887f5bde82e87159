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
pub const NAMES: [&str; 18] = [
    FOREST,
    TIME_ACCOUNT,
    INCIDENCE,
    COST,
    BOX_PLOT,
    FLOW,
    BACKLOG,
    WORKLOAD,
    RESPONSE_CURVE,
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

/// Names of the charts that every comparison has, if anybody in it is paid.
pub const OF_COMPARISON: [&str; 8] = [FOREST, TIME_ACCOUNT, INCIDENCE, COST, BOX_PLOT, FLOW, BACKLOG, WORKLOAD];

/// Endings of the files of a chart.
pub const ENDINGS: [&str; 3] = ["svg", "png", "csv"];
