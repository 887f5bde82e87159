//! What runs mean: comparisons and verdicts, the best of many, searches, sweeps, sensitivity, robustness.

pub mod best;
pub mod claims;
pub mod comparison;
pub mod condition;
pub mod equal_budget;
pub mod loads;
pub mod one_at_a_time;
pub mod pattern;
pub mod pay_stated;
pub mod point_values;
pub mod robustness;
pub mod scenario_discovery;
pub mod sensitivity;
pub mod slow_states;
pub mod sweep;
pub mod task_load;
pub mod theory_checks;
pub mod threshold_search;
pub mod verdict;
