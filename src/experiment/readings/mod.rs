//! What is read off a comparison: single numbers by name, and what the steps of a ladder do.

mod of_comparison;
pub mod of_ladder;
