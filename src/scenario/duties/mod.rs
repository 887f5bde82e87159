//! Blocks of a scenario file about the time of people: what they owe beside residents' issues, in which order they turn to it,
//! and when they are away. As those in `blocks`, one file each.

pub(crate) mod absence;
pub(crate) mod agenda;
pub(crate) mod cadence;
pub(crate) mod changing_hours;
pub(crate) mod class_cases;
pub(crate) mod costs;
pub(crate) mod entry_rule;
pub(crate) mod inspections;
pub(crate) mod posts;
pub(crate) mod succession;
pub(crate) mod systems;
pub(crate) mod tasks;
