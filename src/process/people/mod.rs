//! Submodels of people: their work on cases, their rounds, their shifts.

pub mod handling;
pub mod rounds;
pub mod shifts;
