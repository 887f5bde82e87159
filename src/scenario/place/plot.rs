//! A building before it has its place in the tables of a place, and how many there may be.

/// Most households of one place.
pub(crate) const HOUSEHOLDS: u64 = 5_000_000;

/// Most buildings of one place.
pub(crate) const BUILDINGS: usize = 1_000_000;

/// The housing type where none is said.
pub(crate) const ONE_TYPE: &str = "all";

/// A building before it has its place in the tables.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plot {
    pub town: String,
    pub community: String,
    pub building: String,
    pub at: (f64, f64),
    pub housing: String,
    pub registered: u32,
    pub migrant: u32,
}
