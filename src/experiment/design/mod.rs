//! Which runs are made: plans, design points, schedules.

pub mod digest;
pub mod ladder;
pub mod plan;
pub mod points;
pub mod sampling;
pub mod schedule;
pub mod shared_columns;
