//! The report: what a result says, in sentences, tables and figures, as one HTML page.

pub(crate) mod account_bars;
pub mod claims;
pub mod findings;
pub mod gallery;
mod ladder;
pub mod lever_gallery;
pub mod matched;
pub mod measure_tables;
pub mod page;
mod points;
pub(crate) mod remarks;
pub mod sensitivity_findings;
pub mod sensitivity_tables;
mod sign_sentences;
mod sweep_answers;
pub mod sweep_findings;
pub mod sweep_gallery;
pub mod sweep_tables;
pub mod worlds_findings;
