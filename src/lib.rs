//! wangge simulates grassroots grid governance and compares its policies.

pub mod engine;
pub mod experiment;
pub mod process;
pub mod scenario;
pub mod units;
pub mod world;
