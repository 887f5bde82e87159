//! The submodels, one file each, and the tables that put them together.
//!
//! # The contract of a submodel
//!
//! A submodel is a file of functions on a [`Simulation`]. It may read the setting and the rules in force, change the world,
//! schedule [`Event`]s, report what happened as [`Record`]s, and hand an issue or a person on as a [`Step`]. It never calls
//! another submodel, and never asks whether another one is on.
//!
//! | table | says |
//! |---|---|
//! | [`event`] | what will happen |
//! | [`step`] | where an issue or a person goes next, within the instant |
//! | [`routes`] | which submodel handles which event and step, and what it schedules at the start |
//! | [`reactions`] | which submodel acts after which record |
//! | [`tables`] | the state that one submodel alone keeps |
//! | [`draws`] | the purposes of random numbers |
//! | `authority` | which level, and which departments, may settle an issue |
//! | `pieces` | what an attempt at an issue takes, whoever makes it |
//!
//! The steps that one event brings are taken in the order in which they were handed on; so are those that steps bring. A
//! reaction is a step that the table hands on right after the record. A submodel that is off hands on nothing, keeps nothing
//! and draws nothing: a run with it off is the same to the byte as one without it.

pub(crate) mod authority;
pub mod coordination;
pub mod draws;
pub mod event;
pub mod issues;
pub mod people;
pub(crate) mod pieces;
pub mod reactions;
pub mod record;
pub mod routes;
pub mod simulation;
pub mod step;
pub mod tables;

pub use event::Event;
pub use record::{Act, Activity, Record, RecordObserver, Rule, RuleKind, Start};
pub use simulation::Simulation;
pub use step::Step;
