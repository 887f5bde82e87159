//! The time account of the occurrence cohort and the clocks of duty hours that it reads; the hours of people who hold several
//! posts, the log of what people turned to, what they earn in points, and the account of single issues.

pub(crate) mod costs;
pub(crate) mod duty_clocks;
pub(crate) mod holders;
pub(crate) mod incentives;
pub mod people_log;
pub mod stretches;
pub mod time_account;
