//! From evidence to files: the names of tables and columns, Parquet and CSV, the manifest, and the results folder that
//! keeps them together. Nothing here computes a number that was not in a run or an estimate.

pub mod events;
pub mod folder;
pub mod manifest;
pub mod parquet;
pub mod schema;
pub mod store;
pub mod summary;
pub mod tables;
