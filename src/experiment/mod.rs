//! From one run to evidence.

pub mod event_log;
pub mod markov;
pub mod patience;
mod reading;
pub mod reference;
pub mod replication;
pub mod result;
pub mod stock;
pub mod tally;
pub mod theory;
pub mod verify;
pub mod workload;
