//! Shares, order statistics and the Gini index of one run.

use crate::units::time::HOUR;

/// `numerator` over `denominator`; `None` over nothing.
pub(crate) fn ratio(numerator: f64, denominator: u64) -> Option<f64> {
    (denominator > 0).then(|| numerator / denominator as f64)
}

/// Seconds as hours.
pub(crate) fn hours(seconds: u32) -> f64 {
    f64::from(seconds) / f64::from(HOUR)
}

/// Index of the order statistic at `share` among `count` values.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count lies within the count")]
pub(crate) fn rank(count: u64, share: f64) -> Option<usize> {
    (count > 0).then(|| ((count as f64 * share).ceil() as usize).max(1) - 1)
}

/// The order statistic at `share` of `count` values: `zeros` zeros, the `reached` ones (whose order changes), and others
/// that were never reached.
pub(crate) fn quantile(zeros: u64, reached: &mut [u32], count: u64, share: f64) -> Option<u32> {
    let at = rank(count, share)? as u64;
    if at < zeros {
        return Some(0);
    }
    let at = usize::try_from(at - zeros).ok().filter(|at| *at < reached.len())?;
    Some(*reached.select_nth_unstable(at).1)
}

/// What part of all `amounts` the `share` of them with the largest has, and that with the smallest; where that is no whole number, the
/// next one counts in part. `None` when there is nothing to share out.
pub(crate) fn ends(mut amounts: Vec<u64>, share: f64) -> Option<(f64, f64)> {
    amounts.sort_unstable();
    let total: u64 = amounts.iter().sum();
    let many = share * amounts.len() as f64;
    // each counts as far as its place lies within the share
    let part = |(place, amount): (u32, &u64)| (many - f64::from(place)).clamp(0.0, 1.0) * *amount as f64;
    let of = |sum: f64| sum / total as f64;
    (total > 0).then(|| (of((0..).zip(amounts.iter().rev()).map(part).sum()), of((0..).zip(&amounts).map(part).sum())))
}

/// The Gini index of `amounts`; `None` when there is nothing to share out.
pub(crate) fn gini(mut amounts: Vec<u64>) -> Option<f64> {
    amounts.sort_unstable();
    let total: u64 = amounts.iter().sum();
    let count = amounts.len() as f64;
    let weighted: f64 = (1_u64..).zip(&amounts).map(|(rank, amount)| rank as f64 * *amount as f64).sum();
    (total > 0).then(|| (2.0 * weighted / total as f64 - (count + 1.0)) / count)
}
