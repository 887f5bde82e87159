//! From one run to evidence.

pub mod event_log;
mod reading;
pub mod replication;
pub mod result;
pub mod stock;
pub mod tally;
pub mod workload;
