//! From evidence to files: the names of tables and columns, Parquet and CSV, charts and report, the manifest, and the
//! results folder that keeps them together. Nothing here computes a number that was not in a run or an estimate.

pub mod axis;
pub mod backlog_chart;
pub mod box_chart;
pub mod chart;
pub mod comparisons;
pub mod cost_chart;
pub mod definition;
pub mod events;
pub mod findings;
pub mod flow_chart;
pub mod folder;
pub mod font;
pub mod forest;
pub mod gallery;
pub mod incidence;
pub mod manifest;
pub mod measure_tables;
pub mod message;
pub mod number;
pub mod paper;
pub mod parquet;
pub mod pieces;
pub mod raster;
pub mod records;
pub mod report;
pub mod schema;
pub mod sheet;
pub mod store;
pub mod summary;
pub mod sweep_findings;
pub mod sweep_tables;
pub mod tables;
pub mod wording;
pub mod workload_chart;
