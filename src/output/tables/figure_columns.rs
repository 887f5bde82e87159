//! Columns of the CSV files of charts that no other table has; `schema` gives them out as `figures`.

/// How issues end.
pub const END: &str = "end";
/// Days since the issue occurred.
pub const DAYS: &str = "days";
/// Share of the issues, 0–1.
pub const SHARE: &str = "share";
/// What time goes to.
pub const WORK: &str = "work";
/// The number drawn.
pub const VALUE: &str = "value";
/// Mean over replications.
pub const MEAN: &str = "mean";
/// 10% quantile over replications.
pub const P10: &str = "p10";
/// 90% quantile over replications.
pub const P90: &str = "p90";
/// Part of a box, or `value` for one replication.
pub const STATISTIC: &str = "statistic";
/// Mean cost.
pub const COST: &str = "cost";
/// Lower end of its interval.
pub const COST_LOW: &str = "cost_low";
/// Upper end of its interval.
pub const COST_HIGH: &str = "cost_high";
/// Unit of the cost.
pub const COST_UNIT: &str = "cost_unit";
/// Name of a factor.
pub const FACTOR: &str = "factor";
/// Where the factor stands: `low`, `nominal` or `high`.
pub const SETTING: &str = "setting";
/// The factor's level there, as a text.
pub const FACTOR_LEVEL: &str = "factor_level";
/// Factor along the columns of a heat map.
pub const X_FACTOR: &str = "x_factor";
/// Its level.
pub const X_LEVEL: &str = "x_level";
/// Factor along the rows of a heat map.
pub const Y_FACTOR: &str = "y_factor";
/// Its level.
pub const Y_LEVEL: &str = "y_level";
/// How a cell stands to the best one: `best`, `not_distinguishable`, `apart`, or `unjudged`.
pub const STANDING: &str = "standing";
/// Name of a design point.
pub const NAME: &str = "name";
/// Whether another point costs no more and does no worse, and differs; empty where neither way is better.
pub const IS_DOMINATED: &str = "is_dominated";
/// What moves slowly from day to day.
pub const STATE: &str = "state";
/// Moving average of the means.
pub const MOVING_AVERAGE: &str = "moving_average";
/// Days left out at the start, as declared.
pub const WARM_UP: &str = "warm_up_days";
/// Days to leave out at the start by MSER-5.
pub const TRUNCATION: &str = "truncation_days";
/// Mean size of the elementary effects.
pub const MU_STAR: &str = "mu_star";
/// Standard deviation of the elementary effects.
pub const SIGMA: &str = "sigma";
/// Whether the factor goes on to the next step.
pub const IS_KEPT: &str = "is_kept";
/// Which index: `S1` or `ST`.
pub const INDEX: &str = "index";
/// Share of the variance between design points that is noise of replications.
pub const NOISE_SHARE: &str = "noise_share";
/// Number of an uncertain world, from 0.
pub const WORLD: &str = "world";
/// Half-width of the interval.
pub const HALF_WIDTH: &str = "half_width";
/// Half-width asked for.
pub const ASKED: &str = "asked_half_width";
