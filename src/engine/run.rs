//! The run loop: take the next event, let the model handle it, until the end or until somebody asks to stop.

use std::sync::atomic::{AtomicBool, Ordering};

use super::event_list::EventList;
use crate::units::SimTime;

/// A model: its events and what they do.
pub trait Model {
    /// Something that will happen.
    type Event: Copy;

    /// The model's future events.
    fn events(&mut self) -> &mut EventList<Self::Event>;

    /// Lets `event` happen at `now`.
    fn handle(&mut self, now: SimTime, event: Self::Event);
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// At its end.
    Complete,
    /// Because `stop` was set.
    Interrupted,
}

/// How many events pass between two looks at the stop flag.
const PATIENCE: u32 = 1 << 16;

/// Runs `model` until the last event at or before `end`; events after `end` stay in the list.
pub fn run<M: Model>(model: &mut M, end: SimTime, stop: &AtomicBool) -> Ending {
    loop {
        if stop.load(Ordering::Relaxed) {
            return Ending::Interrupted;
        }
        for _ in 0..PATIENCE {
            let Some((now, event)) = model.events().next_until(end) else { return Ending::Complete };
            model.handle(now, event);
        }
    }
}
