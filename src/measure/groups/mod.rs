//! What is counted of issues that have something in common: a cause, or their category.

pub(crate) mod by_category;
mod causes;
