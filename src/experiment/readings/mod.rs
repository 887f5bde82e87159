//! What is read off a comparison: single numbers by name, the policy that it speaks for, what the steps of a ladder do, and what decides
//! the sign of a difference across worlds.

pub mod of_choice;
mod of_comparison;
pub mod of_ladder;
pub mod of_signs;
