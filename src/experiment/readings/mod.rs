//! What is read off a comparison: single numbers by name, the policy that it speaks for, and what the steps of a ladder do.

pub mod of_choice;
mod of_comparison;
pub mod of_ladder;
