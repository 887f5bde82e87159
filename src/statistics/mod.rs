//! Statistics on plain numbers: estimates, paired differences, simultaneous tests, bootstrap, stopping rules, selection,
//! warm-up, point sets, elementary effects and variance-based indices. Nothing here knows what is simulated.

pub(crate) mod bootstrap;
pub mod estimate;
pub mod growth;
pub mod kim_nelson;
pub mod morris;
pub mod multiple_tests;
pub(crate) mod paired_differences;
pub mod point_sets;
pub mod sign_turns;
pub mod sobol;
pub mod stopping;
pub mod warm_up;
