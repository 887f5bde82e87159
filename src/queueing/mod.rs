//! Queueing theory to check against: formulas, Markov chains, reneging, and reference systems small enough that theory
//! knows their law.

pub(crate) mod empty_start;
pub mod formulas;
pub mod markov_chains;
pub mod reference_systems;
pub mod reneging;
