//! From one run to evidence.

<<<<<<< HEAD
pub mod campaign;
pub mod estimate;
pub mod plan;
pub mod replication;
pub mod result;
pub mod store;
=======
pub mod event_log;
mod reading;
pub mod replication;
pub mod result;
pub mod stock;
pub mod tally;
pub mod workload;
>>>>>>> main
