//! Blocks of a scenario file about what people get for what they do: points, and how they are assessed. As those in `blocks`,
//! one file each.

pub(crate) mod assessment;
pub(crate) mod points;
pub(crate) mod unearned;
