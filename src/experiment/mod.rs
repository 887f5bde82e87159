//! From one run to evidence.

pub mod markov;
pub mod replication;
pub mod result;
