//! The time account of the occurrence cohort, and the clocks of duty hours that it reads.

pub(crate) mod costs;
pub(crate) mod duty_clocks;
pub mod time_account;
