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

    /// How many events the model can have at one instant when nothing is wrong with it, liberally.
    fn most_at_once(&self) -> u64;
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// At its end.
    Complete,
    /// Because `stop` was set.
    Interrupted,
    /// Because time stood still: at this instant there were more events than [`Model::most_at_once`], and still some to
    /// come.
    Endless(SimTime),
}

/// How many events pass between two looks at the stop flag and at whether time goes on.
const PATIENCE: u32 = 1 << 16;

/// Runs `model` until the last event at or before `end`; events after `end` stay in the list.
///
/// Events that bring one another at the same instant for ever end the run: soon after an instant has had more events
/// than [`Model::most_at_once`] allows. That is looked at between long stretches of events, so that it costs nothing.
pub fn run<M: Model>(model: &mut M, end: SimTime, stop: &AtomicBool) -> Ending {
    let most = model.most_at_once();
    let (mut last, mut at_once) = (SimTime::ZERO, 0_u64);
    loop {
        if stop.load(Ordering::Relaxed) {
            return Ending::Interrupted;
        }
        let mut latest = SimTime::ZERO;
        for _ in 0..PATIENCE {
            let Some((now, event)) = model.events().next_until(end) else { return Ending::Complete };
            latest = now;
            model.handle(now, event);
        }
        at_once = if latest == last { at_once + u64::from(PATIENCE) } else { 0 };
        last = latest;
        if at_once > most {
            return Ending::Endless(latest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Phase;
    use crate::units::SimDuration;

    /// Each event brings the next one after `gap`; the first `still` of them at one instant.
    struct Chain {
        events: EventList<u64>,
        gap: SimDuration,
        still: u64,
        most: u64,
        handled: u64,
    }

    impl Model for Chain {
        type Event = u64;

        fn events(&mut self) -> &mut EventList<u64> {
            &mut self.events
        }

        fn handle(&mut self, now: SimTime, number: u64) {
            self.handled += 1;
            let gap = if number < self.still { SimDuration::ZERO } else { self.gap };
            self.events.schedule(now + gap, Phase::Arrive, number + 1);
        }

        fn most_at_once(&self) -> u64 {
            self.most
        }
    }

    fn chain(gap: u32, still: u64, most: u64) -> (Ending, u64) {
        let mut chain = Chain { events: EventList::new(), gap: SimDuration::from_seconds(gap), still, most, handled: 0 };
        chain.events.schedule(SimTime::from_seconds(7), Phase::Arrive, 0);
        let ending = run(&mut chain, SimTime::from_seconds(1_000_000), &AtomicBool::new(false));
        (ending, chain.handled)
    }

    #[test]
    fn events_that_bring_one_another_at_one_instant_for_ever_end_the_run_there() {
        let (ending, handled) = chain(0, 0, 300_000);
        assert_eq!(ending, Ending::Endless(SimTime::from_seconds(7)));
        assert!((300_000..300_000 + 3 * u64::from(PATIENCE)).contains(&handled), "{handled}");
    }

    #[test]
    fn as_many_events_at_one_instant_as_the_model_allows_end_nothing() {
        assert_eq!(chain(1, 300_000, 300_000), (Ending::Complete, 1_299_994));
        assert_eq!(chain(1, 0, 0).0, Ending::Complete);
    }
}
