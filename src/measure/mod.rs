//! What one run says: an observer of records counts cohorts, times and work, the invariants are checked, and the run
//! result is read off.

pub mod account;
pub(crate) mod cohorts;
pub(crate) mod columns;
mod counters;
pub mod curves;
pub(crate) mod equity;
pub mod event_log;
pub(crate) mod groups;
pub(crate) mod invariants;
pub(crate) mod issue_states;
pub(crate) mod latent;
pub mod matching;
pub mod observer;
pub(crate) mod order_statistics;
pub mod replication;
pub mod run_result;
pub mod stock;
pub(crate) mod stream;
pub(crate) mod tasks;
pub(crate) mod unit_quarters;
pub(crate) mod values;
pub mod workload;
