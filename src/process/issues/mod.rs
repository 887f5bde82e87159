//! Submodels of issues: how they occur, become known and end.

pub mod causes;
pub mod class_cases;
pub mod closing;
pub mod demand;
pub mod discovery;
pub mod inspections;
pub(crate) mod intensity;
pub mod petitions;
pub(crate) mod reporting;
pub mod tasks;
