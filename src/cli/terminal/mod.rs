//! The terminal: streams, progress, tables of text, interruption, exit codes.

pub(crate) mod clock;
pub(crate) mod ending;
pub(crate) mod fault;
pub(crate) mod figures;
pub(crate) mod grid;
pub(crate) mod json;
pub(crate) mod page;
pub(crate) mod progress;
pub(crate) mod screen;
pub(crate) mod stop;
