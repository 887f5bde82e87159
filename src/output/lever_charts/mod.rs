//! Charts of levers, one file each; what all charts have in common stands in [`super::charts`].

pub mod gains_in_worlds;
pub mod response_curve;
