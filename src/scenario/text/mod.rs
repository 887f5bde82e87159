//! How any scenario text is read and blamed: the tree of values with their places, overlays, the structural check,
//! diagnostics, quantities, distributions, provenance, and the JSON Schema.

pub(crate) mod check;
pub(crate) mod civil;
pub(crate) mod context;
pub(crate) mod csv_cells;
pub(crate) mod diagnostics;
pub(crate) mod distribution;
pub(crate) mod fraction;
pub(crate) mod kept;
pub(crate) mod load;
pub(crate) mod magnitude;
pub(crate) mod named;
pub(crate) mod origin;
pub(crate) mod overlay;
pub(crate) mod parameters;
pub(crate) mod provenance;
pub(crate) mod quantity;
pub(crate) mod schema;
pub(crate) mod shares;
pub(crate) mod tree;
