//! From one run to evidence.

pub mod markov;
pub mod patience;
pub mod replication;
pub mod result;
pub mod theory;
