//! How a study is conducted: its campaign, its results folder, and what is told of it, by kind. Nothing here knows the words of
//! a command line.

pub(crate) mod aims;
pub(crate) mod campaign;
pub(crate) mod conduct;
pub(crate) mod lever_worlds;
pub(crate) mod limits;
pub(crate) mod steps;
pub(crate) mod stored;
pub(crate) mod sweep;
