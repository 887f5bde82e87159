//! Quantities with a meaning: typed ids, simulated time, calendars, civil days and periods, profiles of rates over local time, checked shares
//! and rates, probability distributions as data, the registry of measures and the keys of their values. Nothing here knows
//! how a simulation runs.

pub mod cadence;
pub mod calendar;
pub mod days;
mod denominators;
pub mod distribution;
pub mod entry;
mod headlines;
pub mod id;
pub mod key;
pub mod measure;
pub mod profile;
pub mod quantity;
pub mod time;
mod time_parts;

pub use cadence::Cadence;
pub use calendar::Calendar;
pub use days::CivilDays;
pub use distribution::Distribution;
pub use id::{CalendarId, CategoryId, HousingId, IssueId, LevelId, PayerId, PersonId, RoleId, SourceId, UnitId};
pub use profile::Profile;
pub use quantity::{Money, Rate, Share, TimeLimit};
pub use time::{SimDuration, SimTime};
