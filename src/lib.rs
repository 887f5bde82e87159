//! wangge (网格, "grid") simulates grassroots grid governance and compares its policies: who finds residents' issues, who
//! handles them, when they go up a level, and what that does to resolution time, resolution rate and workload.
//!
//! The way through the house, one direction, nothing later imported earlier:
//!
//! `scenario file → Setting → World + demand → run loop (event → submodel → world, records) → RunResult → estimates →
//! tables → charts → report`
//!
//! | room | what lives there |
//! |---|---|
//! | [`units`] | typed ids, simulated time and calendars, checked quantities, the registry of measures and their keys |
//! | [`engine`] | clock and future event list, addressed random numbers, run loop, observers; no word of governance |
//! | [`scenario`] | text in, checked [`scenario::Setting`] out: `text`, `blocks`, `place`, `cases`, `factors` |
//! | [`world`] | issues, units and their queues, people, the place |
//! | [`process`] | the submodels, one file each (`issues`, `coordination`, `people`), and the tables that put them together |
//! | [`measure`] | what one run says: observer, cohorts, times, work, invariants, the run result |
//! | [`statistics`] | estimates, paired differences, simultaneous tests, stopping, selection, point sets, sensitivity indices |
//! | [`queueing`] | theory to check against |
//! | [`experiment`] | from runs to evidence: `design`, `campaign`, `analysis`; a study as a value ([`experiment::study_spec`]) and in a few lines ([`experiment::study`]) |
//! | [`output`] | `tables`, `folder`, `language`, `drawing`, `charts`, `report` |
//! | [`cli`] | the person at the keyboard: `commands` (words), `studies` (how they are conducted), `terminal`, `summaries` |
//!
//! A run is a pure function of (setting, seed, replication):
//!
//! ```
//! use std::{path::Path, sync::atomic::AtomicBool};
//! use wangge::measure::replication::replicate;
//! use wangge::units::{key::Group, measure::Measure};
//!
//! let shorter = ["horizon=60d".to_string()];
//! let scenario = wangge::scenario::read(Path::new("scenarios/queue.toml"), &shorter)?;
//! let setting = &scenario.settings[0];
//! let result = replicate(setting, scenario.seed, 0, &AtomicBool::new(false))?;
//! let hours = result.value(Measure::QueueWait, Group::All);
//! assert!(hours.is_some_and(|hours| hours > 0.2 && hours < 1.5), "Erlang C says 0.67 in the long run");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod cli;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod output;
pub mod process;
pub mod queueing;
pub mod scenario;
pub mod statistics;
pub mod units;
pub mod world;
