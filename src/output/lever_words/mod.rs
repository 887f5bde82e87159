//! What a lever does, in words: sentences, tables, and whether the answer holds across assumption worlds.

pub mod in_worlds;
pub mod sentences;
pub mod tables;
