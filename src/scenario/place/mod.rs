//! The place: communities and buildings, by numbers or from a file, and how a policy partitions them into grids and
//! territories.

pub(crate) mod building_file;
pub(crate) mod grids;
pub(crate) mod hot_spots;
pub(crate) mod partition;
pub(crate) mod plot;
pub(crate) mod settlement;
pub(crate) mod territories;
pub mod town;
