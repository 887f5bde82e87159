//! The results folder: who may write into it, how a campaign is kept while it runs, how a result is put in place.

pub(crate) mod aside;
pub mod checkpoint;
pub mod claim;
pub mod contents;
pub mod disk;
pub(crate) mod json_place;
pub(crate) mod lock;
pub mod manifest;
pub(crate) mod placing;
pub mod steps;
pub mod store;
