//! The figures that are compared, of a log or of runs: where cases end, how long they take, what they are doing meanwhile.

use super::log::{Event, Status};

/// Figures of some cases.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Highest line before the first completion, shares.
    pub ends: [f64; 3],
    /// Median days to the first completion, by that line.
    pub days: [f64; 3],
    /// Share open again after a completion.
    pub reopened: f64,
    /// Share that went up a line and down again.
    pub ping_pong: f64,
    /// Share of the time until the last completion that is work by the record, time as completed left out.
    pub hands_on: f64,
}

impl Figures {
    pub fn of(cases: &[Vec<Event>]) -> Self {
        let mut lengths: [Vec<f64>; 3] = Default::default();
        let (mut reopened, mut ping_pong, mut work, mut all) = (0.0, 0.0, 0.0, 0.0);
        for events in cases {
            let completed = events.iter().position(|event| event.status == Status::Completed);
            let rises = events.windows(2).position(|pair| pair[1].line > pair[0].line);
            let falls = rises.is_some_and(|rise| events[rise + 1..].windows(2).any(|pair| pair[1].line < pair[0].line));
            ping_pong += f64::from(u8::from(falls));
            for pair in events.windows(2).filter(|pair| pair[0].status != Status::Completed) {
                let length = (pair[1].second - pair[0].second) as f64;
                all += length;
                work += if pair[0].status == Status::InProgress { length } else { 0.0 };
            }
            let Some(completed) = completed else { continue };
            reopened += f64::from(u8::from(events[completed..].iter().any(|event| event.status != Status::Completed)));
            let line = events[..=completed].iter().map(|event| event.line).max().unwrap_or(0);
            lengths[line].push((events[completed].second - events[0].second) as f64 / 86_400.0);
        }
        let ended: usize = lengths.iter().map(Vec::len).sum();
        Self {
            ends: [0, 1, 2].map(|line: usize| lengths[line].len() as f64 / ended.max(1) as f64),
            days: lengths.map(median),
            reopened: reopened / cases.len().max(1) as f64,
            ping_pong: ping_pong / cases.len().max(1) as f64,
            hands_on: work / all.max(1.0),
        }
    }
}

/// The middle of some numbers.
pub fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    let count = all.len();
    if count == 0 { f64::NAN } else { f64::midpoint(all[(count - 1) / 2], all[count / 2]) }
}
