//! Blocks of a scenario file about what happens between units, beside those in `blocks`, one file each.

pub(crate) mod centres;
pub(crate) mod choice_file;
pub(crate) mod choices;
pub(crate) mod orders;
pub(crate) mod whistle;
