//! Numbers as a person reads them, the same on a terminal as in charts: [`crate::output::language::number`].

pub use crate::output::language::number::{count, decimals, number, plain_decimals};
