//! The sub-commands, one file each, and what several of them share.

pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod describe;
pub(crate) mod init;
pub(crate) mod merge;
pub(crate) mod options;
pub(crate) mod plan;
pub(crate) mod replay;
mod replay_decisions;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod sensitivity;
pub(crate) mod story;
pub(crate) mod sweep;
pub(crate) mod verify;
