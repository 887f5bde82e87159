//! The blocks of a scenario file, one file each: what a planner writes, how it is checked, and what it means.

pub(crate) mod calendars;
pub(crate) mod demand;
pub(crate) mod discovery;
pub(crate) mod endless;
pub(crate) mod evidence;
pub(crate) mod feedback;
pub(crate) mod file;
pub(crate) mod organisation;
pub(crate) mod rounds;
pub(crate) mod rules;
pub(crate) mod sweep;
pub(crate) mod working_time;
