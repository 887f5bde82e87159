//! From one run to evidence.

pub mod analysis;
pub mod campaign;
pub mod design;
pub mod matching;
pub mod study;
