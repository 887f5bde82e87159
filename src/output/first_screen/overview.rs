//! The table of all policies: what they come to in the measures that planners ask for, how busy people are, what it costs, and
//! the verdict in a word. Differences and intervals stand elsewhere, so that the table fits a page.

use crate::experiment::analysis::comparison::Comparison;
use crate::output::language::label::measure_label;
use crate::output::language::message::Message;
use crate::output::presentation::amounts::AmountScale;
use crate::output::presentation::table::{Table, TableCell};
use crate::output::report::findings::Findings;
use crate::statistics::estimate::Estimate;
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;

/// Measures that stand in the table beside those that are judged, in its order.
const USUAL: [Measure; 4] = [Measure::ResolutionTime, Measure::ResolutionRate, Measure::OnTimeRate, Measure::HandlingTime];

impl Findings<'_> {
    /// All policies beside each other, or what one policy came to.
    pub(crate) fn overview(&self) -> Option<Table> {
        let Some(comparison) = self.exhibit.comparison else { return self.overview_of_run() };
        let keys = self.columns(comparison);
        let scales: Vec<AmountScale> = keys.iter().map(|key| self.column_scale(comparison, *key)).collect();
        let has_loads = self.exhibit.claims.loads.iter().any(|loads| loads.busiest_role.is_some());
        let choice = comparison.choice().map(|choice| choice.policy);
        let head = |(key, scale): (&Key, &AmountScale)| {
            let label = measure_label(key.measure, self.exhibit.language);
            (self.frame.fill(Message::OverviewHead, &[("measure", label), ("unit", &scale.unit())]), true)
        };
        let row = |policy: usize| {
            let cells = keys.iter().zip(&scales).map(|(key, scale)| self.amount(comparison.estimate(policy, *key), *scale));
            let load = has_loads.then(|| self.busiest_role(policy));
            let verdict = TableCell::from(self.verdict_in_a_word(comparison, policy, choice));
            std::iter::once(self.policy_head(policy)).chain([verdict]).chain(cells).chain(load).collect()
        };
        let heads = [self.frame.word(Message::PolicyColumn), self.frame.word(Message::OverviewVerdict)];
        let heads = heads.into_iter().chain(keys.iter().zip(&scales).map(head));
        Some(Table {
            caption: self.say(Message::OverviewCaption),
            heads: heads.chain(has_loads.then(|| self.frame.word(Message::OverviewBusiest))).collect(),
            rows: (0..self.policy_count()).map(row).collect(),
            notes: vec![self.say(Message::OverviewNote)],
            ..Table::default()
        })
    }

    /// The measures of the table that are counted under any policy.
    fn columns(&self, comparison: &Comparison) -> Vec<Key> {
        let is_counted = |key: &Key| {
            (0..self.policy_count()).any(|policy| {
                let known = comparison.estimate(policy, *key);
                known.is_some_and(|estimate| !estimate.is_zero() && !estimate.is_of_nothing())
            })
        };
        let cost = Key::of_place(self.exhibit.cost());
        let more = [Key::of_place(Measure::VolunteerHours), cost];
        let mut keys: Vec<Key> = Vec::new();
        for key in comparison.headline.iter().copied().chain(USUAL.map(Key::of_place)).chain(more) {
            if !keys.contains(&key) && is_counted(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// One unit for a whole column: that of its largest value.
    fn column_scale(&self, comparison: &Comparison, key: Key) -> AmountScale<'_> {
        let means = (0..self.policy_count()).filter_map(|policy| comparison.estimate(policy, key)?.mean);
        AmountScale::new(self.words, key.measure, means.map(f64::abs).fold(0.0, f64::max))
    }

    fn amount(&self, estimate: Option<&Estimate>, scale: AmountScale) -> TableCell {
        let Some(estimate) = estimate else { return TableCell::default() };
        estimate.mean.map_or_else(|| TableCell::from(self.estimate(estimate)), |mean| TableCell::from(scale.bare(mean)))
    }

    /// The busiest role under a policy with its load.
    pub(super) fn busiest_role(&self, policy: usize) -> TableCell {
        let busiest = self.exhibit.claims.loads.get(policy).and_then(|loads| loads.busiest_role);
        busiest.map_or_else(TableCell::default, |(role, load)| {
            let name = self.words.thing(&self.exhibit.plan.settings[policy].roles[role.index()].name);
            let busy = TableCell::from(format!("{name} {}", AmountScale::new(self.words, Measure::Utilisation, load).value(load)));
            let key = Key { measure: Measure::Overtime, group: Group::Role(role) };
            let estimates = &self.exhibit.outcome.estimates[policy];
            let overtime = estimates.iter().find(|estimate| estimate.key == key).and_then(|estimate| estimate.mean);
            match overtime.filter(|hours| *hours > 0.0) {
                None => busy,
                Some(hours) => {
                    let size = AmountScale::new(self.words, Measure::Overtime, hours).value(hours);
                    busy.with(self.frame.fill(Message::OverviewOvertime, &[("size", &size)]))
                }
            }
        })
    }

    /// The verdicts on a policy in a word, and whether it is the one that is advised.
    fn verdict_in_a_word(&self, comparison: &Comparison, policy: usize, choice: Option<usize>) -> String {
        if policy == 0 {
            let kept = if choice == Some(0) { Message::OverviewKept } else { Message::OverviewBaseline };
            return self.say(kept);
        }
        if !comparison.judged().contains(&policy) {
            return String::new();
        }
        let tally = comparison.tally(policy);
        let word = match (tally.better, tally.worse, tally.open) {
            (0, 0, 0) => Message::OverviewSame,
            (0, 0, _) => Message::OverviewOpen,
            (_, 0, _) => Message::OverviewBetter,
            (0, _, _) => Message::OverviewWorse,
            _ => Message::OverviewMixed,
        };
        let word = self.say(word);
        if choice == Some(policy) { self.frame.fill(Message::OverviewChosen, &[("word", &word)]) } else { word }
    }
}
