//! Submodels of people: their work on cases, their rounds, their shifts.

pub mod handling;
pub(crate) mod pieces;
pub mod rounds;
pub mod shifts;
