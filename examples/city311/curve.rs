//! The share of requests closed by a time after opening, when some are still open at the end of the log (Kaplan–Meier).

/// A request as survival analysis sees it: how long it was seen, and whether it was closed then.
pub type Seen = (u32, bool);

/// How a request opened at `opened` looks to somebody who knows the log up to `end`.
pub fn seen(opened: u32, closed: Option<u32>, end: u32) -> Seen {
    match closed {
        Some(closed) if closed <= end => (closed - opened, true),
        _ => (end.saturating_sub(opened), false),
    }
}

/// The estimated share closed within each of the rising `times`; `None` from where fewer than 10 are still observed.
pub fn closed_within(mut all: Vec<Seen>, times: &[u32]) -> Vec<Option<f64>> {
    all.sort_unstable();
    let (mut next, mut open) = (0, 1.0);
    times
        .iter()
        .map(|time| {
            while let Some((length, is_closed)) = all.get(next).filter(|(length, _)| length <= time) {
                let _ = length;
                if *is_closed {
                    open *= 1.0 - 1.0 / (all.len() - next) as f64;
                }
                next += 1;
            }
            (all.len() - next >= 10 || open < 0.02).then_some(1.0 - open)
        })
        .collect()
}

/// The middle one of some lengths of time.
pub fn median(mut lengths: Vec<u32>) -> Option<f64> {
    lengths.sort_unstable();
    let count = lengths.len();
    (count > 0).then(|| f64::midpoint(f64::from(lengths[(count - 1) / 2]), f64::from(lengths[count / 2])))
}
