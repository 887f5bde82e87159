//! The same issue under two policies, over all replications: who gains, who loses, and by how much.

pub mod estimates;
pub mod gathering;
