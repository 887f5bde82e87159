//! Submodels between units: who gets an issue, when it goes up, who watches and who meets.

pub mod assignment;
pub mod centres;
pub mod choices;
pub mod escalation;
pub mod meetings;
pub mod orders;
pub mod passing;
pub mod routing;
pub mod supervision;
pub mod triggers;
pub mod whistle;
