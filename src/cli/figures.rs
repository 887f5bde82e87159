//! Numbers as a person reads them, the same on a terminal as in charts: [`crate::output::number`].

pub use crate::output::number::{count, decimals, number, plain_decimals};
