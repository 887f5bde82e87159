//! What one lever does: its response curve, and what there is to choose.

pub mod answer;
mod level_values;
pub mod response;
pub mod time_moved;
pub mod worlds;
