//! The chart of the time account of a comparison: which differences it shows, in days where they are long.

use super::gallery::Exhibit;
use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::output::charts::time_account::{AccountBar, AccountInput, AccountPiece};
use crate::output::language::label::unit_label;
use crate::output::language::time_account::{part_label, unit_of, whole_label};
use crate::output::language::wording::Wording;
use crate::statistics::estimate::Interval;
use crate::units::key::Key;
use crate::units::measure::Measure;

impl Exhibit<'_> {
    /// The parts of the time of an issue, policy by policy.
    pub(crate) fn account_input(&self, comparison: &Comparison) -> AccountInput {
        let policies = || comparison.judged();
        let of = |policy: usize, measure: Measure| comparison.difference(policy, Key::of_place(measure));
        // a part that no run has is no part of the chart
        let has = |measure: &Measure| policies().any(|policy| of(policy, *measure).is_some());
        let parts: Vec<(Measure, &str)> = Measure::TIME_ACCOUNT
            .into_iter()
            .filter(has)
            .filter_map(|measure| Some((measure, part_label(measure, self.language)?)))
            .collect();
        let measures = || Measure::TIME_ACCOUNT.into_iter().chain([Measure::ResolutionTime]);
        let all = policies().flat_map(|policy| measures().filter_map(move |measure| of(policy, measure)?.mean));
        let (divisor, unit) = unit_of(all.map(f64::abs).fold(0.0, f64::max));
        let piece = |difference: Option<&Difference>| AccountPiece {
            difference: difference.and_then(|difference| Some(difference.mean? / divisor)),
            interval: difference
                .and_then(|difference| difference.interval)
                .map(|interval| Interval { low: interval.low / divisor, high: interval.high / divisor }),
        };
        let bar = |policy: usize| AccountBar {
            policy: self.plan.settings[policy].policy.clone(),
            whole: piece(of(policy, Measure::ResolutionTime)),
            pieces: parts.iter().map(|(measure, _)| piece(of(policy, *measure))).collect(),
        };
        AccountInput {
            baseline: Wording::new(self.language).baseline_of_all(comparison),
            whole: whole_label(self.language).to_owned(),
            unit: unit_label(unit, self.language).to_owned(),
            parts: parts.iter().map(|(_, name)| (*name).to_owned()).collect(),
            bars: policies().map(bar).collect(),
        }
    }
}
