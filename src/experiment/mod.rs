//! From one run to evidence.

pub mod replication;
pub mod result;
