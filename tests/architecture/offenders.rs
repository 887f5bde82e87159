//! What does not follow the rules of the house yet. Each list can only shrink: take a line off when it offends no more, and
//! add none.

/// Imports against the order of the rooms.
pub const IMPORTS: &[&str] = &[];
/// Crates and powers out of their place.
pub const PLACES: &[&str] = &[];
/// Submodels that know another one by name.
pub const SUBMODELS: &[&str] = &[];
/// Names of measures spelled outside of the registry.
pub const MEASURE_NAMES: &[&str] = &[];
/// Files in a circle of imports.
pub const CIRCLES: &[&str] = &[
    "cli/commands/merge.rs: imports in a circle",
    "cli/commands/report.rs: imports in a circle",
    "cli/commands/stored.rs: imports in a circle",
    "cli/mod.rs: imports in a circle",
];
/// Type names with several meanings.
pub const NAMES: &[&str] = &[];
/// Folders with too many files.
pub const FOLDERS: &[&str] = &[];
/// Files that are too long, too deep, or badly named.
pub const SHAPES: &[&str] = &[];
