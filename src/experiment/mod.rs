//! From one run to evidence.

pub mod campaign;
pub mod estimate;
pub mod plan;
pub mod replication;
pub mod result;
pub mod store;
