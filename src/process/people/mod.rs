//! Submodels of people: their work on cases, their rounds, their shifts, their absences.

pub mod absence;
pub mod handling;
pub mod rounds;
pub mod shifts;
