//! The same issue under two policies: what became of each issue of the occurrence cohort, and how two runs of the same
//! replication compare issue by issue.
//!
//! Chance events are common, so an issue of one run is in every other run of its replication, at the same instant, in the
//! same household, with the same random numbers. A run that is asked to keeps 16 bytes of each ([`IssueOutcome`]); when all
//! policies of the replication have ended, each is matched with the baseline, only sums and counts by group are kept
//! ([`MatchedSums`]), and the outcomes are given up.
//!
//! *Solved* is truly fixed within the follow-up from occurrence. What is gone by itself is not.
//!
//! Handling time is compared over the issues that are known under both policies within the follow-up: those that either
//! would have known, whatever the other did (the *always known* of principal stratification, Frangakis and Rubin 2002,
//! *Biometrics* 58:21). Each has a clock of its own from known to true fix, that ends with the follow-up; an issue whose clock
//! would run past the end of the run under one of the two is left out, which a horizon of warm-up, window and twice the
//! follow-up makes impossible.

pub mod outcomes;
pub mod pairs;

pub use outcomes::{CohortOutcomes, IssueOutcome};
pub use pairs::{MatchedGroup, MatchedSums};
