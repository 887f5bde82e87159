//! The charts, one file each.

pub mod backlog;
pub mod box_plot;
pub mod catalogue;
pub mod chart;
pub mod cost;
pub mod flow;
pub mod forest;
pub mod heatmap;
pub mod incidence;
pub mod indices;
pub mod pareto;
pub mod precision;
pub mod regret;
pub mod screening;
pub mod time_account;
pub mod tornado;
pub mod waterfall;
pub mod welch;
pub mod workload;
