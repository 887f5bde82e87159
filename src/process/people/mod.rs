//! Submodels of people: what they turn to, their work on cases, their rounds, their shifts, their absences.

pub mod absence;
pub mod agenda;
pub mod handling;
pub mod posts;
pub mod rounds;
pub mod shifts;
