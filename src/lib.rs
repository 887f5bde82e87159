//! wangge simulates grassroots grid governance and compares its policies.

pub mod experiment;
pub mod scenario;
pub mod units;
