//! From one run to evidence.

pub mod campaign;
mod empty_start;
pub mod estimate;
pub mod event_log;
pub mod markov;
pub mod patience;
pub mod plan;
mod reading;
pub mod reference;
pub mod replication;
pub mod result;
pub mod stock;
pub mod store;
pub mod tally;
pub mod theory;
pub mod verify;
pub mod workload;
