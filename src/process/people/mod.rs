//! Submodels of people: what they turn to, their work on cases, their rounds, their shifts and how these change, their absences,
//! who comes after whom, and what they get for what they do.

pub mod absence;
pub mod agenda;
pub mod assessment;
pub mod changing_hours;
pub mod handling;
pub mod points;
pub mod posts;
pub mod rounds;
pub mod shifts;
pub mod succession;
