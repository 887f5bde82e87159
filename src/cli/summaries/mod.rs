//! What a command came to, as a person reads it and as a program does.

pub(crate) mod case_files;
pub(crate) mod plan;
pub(crate) mod points;
pub(crate) mod run;
pub(crate) mod story;
pub(crate) mod threshold_search;
