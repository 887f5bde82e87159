//! A replay: one page on which two policies handle the same issues side by side. From the logs of one run under each
//! policy, issue by issue joined, to columns that a script rebuilds any instant from.
//!
//! The page (`page.html`, `style.css`, `state.js`, `decide.js`, `stage.js`, `page.js`) has no framework, asks nothing of any machine,
//! and opens from a disk. Its script computes nothing that the run did not report: it counts rows up to an instant.

mod aside;
mod columns;
pub mod decide;
pub mod endings;
pub mod joined;
pub mod moments;
pub mod page;
mod people;
mod place;
mod side;
mod variants;
pub mod words;
