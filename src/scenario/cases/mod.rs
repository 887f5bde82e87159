//! Real cases as demand: a log of them, its columns, rows and time stamps, and the account of what was used.

pub mod account;
pub(crate) mod bytes;
pub(crate) mod columns;
pub(crate) mod csv;
pub(crate) mod demand;
pub(crate) mod encoding;
pub(crate) mod log;
pub mod log_form;
pub(crate) mod parquet;
pub(crate) mod rows;
pub(crate) mod stream;
pub(crate) mod time_forms;
pub(crate) mod time_stamps;
pub(crate) mod written;
