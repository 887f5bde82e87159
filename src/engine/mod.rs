//! The machine: a future event list, addressed random numbers, a run loop, observers. It knows nothing of what is
//! simulated; a model brings its own events and its own meaning.

pub mod event_list;
pub mod observer;
pub mod random;
pub mod run;
pub mod variate;

pub use event_list::{EventList, Phase, Ticket};
pub use observer::Observer;
pub use random::{Address, Luck, Purpose, Root};
pub use run::{Ending, Model, run};
