//! The tables of a result, Parquet and CSV, written and read back; the only place that spells column names.

pub mod comparisons;
pub mod events;
pub mod figure_columns;
pub mod lever_worlds;
pub(crate) mod log_reader;
pub mod matched;
pub mod origins;
pub mod parquet;
pub(crate) mod people_log;
pub mod records;
pub mod runs;
pub mod schema;
pub mod selection;
pub mod sensitivity;
pub mod summary;
