//! From one run to evidence.

pub mod analysis;
pub mod campaign;
pub mod decision_tree;
pub mod design;
pub mod ladder_steps;
pub mod levers;
pub mod matching;
pub mod prepared_study;
pub mod readings;
pub mod study;
pub mod study_command;
pub mod study_end;
pub mod study_error;
pub mod study_order;
pub mod study_spec;
