//! How runs are made: parallel, resumable execution into a store, and what replications say together day by day.

mod batch;
pub mod courses;
pub mod execution;
pub mod gatherer;
pub mod outcome;
pub mod precision_schedule;
pub mod selection_schedule;
pub mod store;
