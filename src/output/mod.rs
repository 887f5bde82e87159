//! From evidence to files: the names of tables and columns, Parquet and CSV, charts and report, the manifest, and the
//! results folder that keeps them together. Nothing here computes a number that was not in a run or an estimate.

pub mod charts;
pub mod drawing;
pub mod first_screen;
pub mod folder;
pub mod language;
pub mod lever_charts;
pub mod lever_words;
pub mod presentation;
pub mod replay;
pub mod report;
pub mod results;
pub mod tables;
