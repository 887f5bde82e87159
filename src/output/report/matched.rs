//! The same issue under each policy and under the baseline, in the report: who gains and who loses, by community, housing type
//! and category.

use super::findings::Findings;
use crate::experiment::analysis::comparison::Comparison;
use crate::experiment::matching::estimates::{MatchedEstimate, MatchedMeasure};
use crate::measure::matching::MatchedGroup;
use crate::output::charts::chart::percent;
use crate::output::language::matched::{MatchedText, of_group, places_of};
use crate::output::language::number::count;
use crate::output::presentation::table::{Table, TableCell};

/// Most communities of a table.
const MOST_COMMUNITIES: usize = 20;

/// The estimates over one group, by measure.
type OfGroup<'c> = [&'c MatchedEstimate; MatchedMeasure::ALL.len()];

impl Findings<'_> {
    fn follow_up(&self) -> String {
        self.words.length(self.exhibit.plan.settings[0].span.follow_up)
    }

    /// What matched issues say, in sentences.
    pub(crate) fn matched_sentences(&self) -> Vec<String> {
        let Some(comparison) = self.exhibit.comparison else { return Vec::new() };
        comparison.judged().flat_map(|policy| self.words.matched(comparison, policy, &self.follow_up())).collect()
    }

    /// One table per policy beside the baseline.
    pub(crate) fn matched(&self) -> Vec<Table> {
        let Some(comparison) = self.exhibit.comparison else { return Vec::new() };
        (1..self.policy_count()).filter_map(|policy| self.matched_with(comparison, policy)).collect()
    }

    fn matched_with(&self, comparison: &Comparison, policy: usize) -> Option<Table> {
        of_group(comparison, policy, MatchedGroup::All)?;
        let follow_up = self.follow_up();
        let [name, baseline] = [self.called(policy), self.words.policy(comparison.baseline_of(policy))];
        let values = [("policy", name.as_str()), ("baseline", &baseline), ("follow_up", &follow_up)];
        let say = |text: MatchedText| self.words.about_matched(text, &values);
        let (groups, communities) = self.groups_of_matched(comparison, policy);
        let rows = groups.into_iter().map(|(group, of)| self.matched_row(group, &of)).collect();
        let heads = [
            MatchedText::Issues,
            MatchedText::Sooner,
            MatchedText::Same,
            MatchedText::Later,
            MatchedText::OnlyPolicy,
            MatchedText::OnlyBaseline,
            MatchedText::Neither,
            MatchedText::HandlingHours,
        ];
        let is_cut = communities > MOST_COMMUNITIES;
        let cut = is_cut.then(|| self.words.about_matched(MatchedText::Cut, &[("all", &communities.to_string())]));
        Some(Table {
            caption: say(MatchedText::Caption),
            about: vec![say(MatchedText::About)],
            heads: std::iter::once((say(MatchedText::Group), false)).chain(heads.map(|head| (say(head), true))).collect(),
            rows,
            notes: cut.into_iter().collect(),
        })
    }

    /// The groups of a table with their estimates, and how many communities there are; of many only those that gain most and
    /// least.
    fn groups_of_matched<'c>(&self, comparison: &'c Comparison, policy: usize) -> (Vec<(MatchedGroup, OfGroup<'c>)>, usize) {
        let with = |group: MatchedGroup| Some((group, of_group(comparison, policy, group)?));
        let all = MatchedGroup::all(&self.exhibit.plan.settings[0]).filter_map(with);
        let (mut communities, others): (Vec<_>, Vec<_>) = all.partition(|(group, _)| matches!(group, MatchedGroup::Community(_)));
        let count = communities.len();
        communities.sort_by(|one, other| gain(&other.1).total_cmp(&gain(&one.1)));
        if count > MOST_COMMUNITIES {
            communities.drain(MOST_COMMUNITIES / 2..count - MOST_COMMUNITIES / 2);
        }
        let (place, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(|(group, _)| *group == MatchedGroup::All);
        (place.into_iter().chain(communities).chain(rest).collect(), count)
    }

    fn matched_row(&self, group: MatchedGroup, of: &OfGroup) -> Vec<TableCell> {
        let kind = match group {
            MatchedGroup::All => MatchedText::Place,
            MatchedGroup::Community(_) => MatchedText::Community,
            MatchedGroup::Housing(_) => MatchedText::Housing,
            MatchedGroup::Category(_) => MatchedText::Category,
        };
        let kind = self.words.about_matched(kind, &[]);
        let head = match group {
            MatchedGroup::All => TableCell::from(kind),
            _ => TableCell::from(self.words.unit_path(group.name(&self.exhibit.plan.settings[0]))).with(kind),
        };
        let issues = TableCell::from(count(of[0].issues / u64::from(of[0].n.max(1))));
        let [shares @ .., sooner_hours, later_hours, handling] = of;
        let by = |estimate: &MatchedEstimate| self.words.by_hours(estimate).trim_matches([' ', '(', ')', '（', '）']).to_owned();
        let cell = |share: &&MatchedEstimate| match share.measure {
            MatchedMeasure::Sooner => self.matched_cell(share).with(by(sooner_hours)),
            MatchedMeasure::Later => self.matched_cell(share).with(by(later_hours)),
            _ => self.matched_cell(share),
        };
        let cells = shares.iter().map(cell).chain([self.matched_cell(handling)]);
        [head, issues].into_iter().chain(cells).collect()
    }

    fn matched_cell(&self, estimate: &MatchedEstimate) -> TableCell {
        let Some(mean) = estimate.mean else { return TableCell::from("–") };
        let interval = estimate.interval.filter(|interval| interval.high > interval.low);
        if !estimate.measure.is_share() {
            let places = places_of(estimate);
            let cell = TableCell::from(self.words.signed(mean, places));
            return match interval {
                Some(interval) => cell.with(self.words.limits(interval, places)),
                None => cell,
            };
        }
        let cell = TableCell::from(percent(mean));
        match interval {
            Some(interval) => cell.with(format!("[{}, {}]", percent(interval.low.max(0.0)), percent(interval.high.min(1.0)))),
            None => cell,
        }
    }
}

/// Share of the issues that the policy solves sooner or alone, less those that it solves later or not.
fn gain(of: &OfGroup) -> f64 {
    let [sooner, _, later, only_policy, only_baseline, ..] = of.map(|estimate| estimate.mean.unwrap_or(0.0));
    sooner + only_policy - later - only_baseline
}
