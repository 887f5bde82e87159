//! The blocks of a scenario file, one file each: what a planner writes, how it is checked, and what it means.
//! `docs/adding-a-submodel.md` says which rows a new one takes.

pub(crate) mod calendars;
pub(crate) mod categories;
pub(crate) mod closing;
pub(crate) mod demand;
pub(crate) mod discovery;
pub(crate) mod escalation;
pub(crate) mod evidence;
pub(crate) mod feedback;
pub(crate) mod file;
pub(crate) mod meetings;
pub(crate) mod passing;
pub(crate) mod policies;
pub(crate) mod roles;
pub(crate) mod rounds;
pub(crate) mod routing;
pub(crate) mod supervision;
pub(crate) mod sweep;
pub(crate) mod triage;
pub(crate) mod units;
