//! Charts of levers, one file each; what all charts have in common stands in [`super::charts`].

pub mod response_curve;
