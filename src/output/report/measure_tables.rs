//! The tables of measures in a report. Numbers are written with the digits that their interval supports, the same as on the
//! terminal; limits of shares end at 0 and 1, and a star says so.

use super::findings::Findings;
use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::output::language::label::{definition_label, denominator_label, measure_label, unit_label};
use crate::output::language::message::Message;
use crate::output::language::number::{count, number};
use crate::output::language::wording::{difference_places, places};
use crate::output::presentation::table::{Table, TableCell};
use crate::statistics::estimate::Estimate;
use crate::units::key::{Group, Key, Linkage};
use crate::units::measure::Measure;

/// What stands for a number where nothing could be counted.
const NOTHING: &str = "–";
/// Marks an interval of a share that was cut off at 0 or 1.
const CLIPPED: &str = "*";

fn all(measure: Measure) -> Key {
    Key::of_place(measure)
}

impl Findings<'_> {
    /// What a measure is and what it is counted over.
    pub(crate) fn definition(&self, measure: Measure) -> String {
        let language = self.exhibit.language;
        let (definition, denominator) = (definition_label(measure, language), denominator_label(measure, language));
        self.frame.fill(Message::CountedOver, &[("definition", definition), ("denominator", denominator)])
    }

    /// A measure as the header of a row: its name as in the tables is always there.
    fn named(&self, measure: Measure) -> TableCell {
        let (label, name) = (measure_label(measure, self.exhibit.language), measure.entry().name);
        let cell = TableCell::from(label);
        if label == name { cell } else { cell.with(name) }
    }

    fn unit(&self, measure: Measure) -> &'static str {
        unit_label(measure.entry().unit, self.exhibit.language)
    }

    /// An estimate without its interval, or what stands for it.
    pub(crate) fn estimate(&self, estimate: &Estimate) -> String {
        match estimate.mean {
            Some(mean) => self.words.number(mean, places(estimate)),
            None if estimate.is_not_reached() => {
                let follow_up = self.words.length(self.exhibit.plan.settings[0].span.follow_up);
                self.frame.fill(Message::NotWithin, &[("span", &follow_up)])
            }
            None => NOTHING.to_owned(),
        }
    }

    /// The interval of an estimate with a mark where it was cut off.
    fn interval(&self, estimate: &Estimate) -> String {
        if estimate.is_not_reached() {
            let percent = number(estimate.share_with_value() * 100.0, 0);
            return self.frame.fill(Message::ReachedIn, &[("percent", &percent)]);
        }
        let limits = estimate.shown_interval().filter(|(interval, _)| interval.high > interval.low).map(|(interval, was_clipped)| {
            let mark = if was_clipped { CLIPPED } else { "" };
            self.words.limits(interval, places(estimate)) + mark
        });
        self.with_pairs(limits.unwrap_or_default(), estimate.n, estimate.replications)
    }

    /// An estimate with its interval below.
    pub(crate) fn cell(&self, estimate: &Estimate) -> TableCell {
        let below = Some(self.interval(estimate)).filter(|text| !text.is_empty());
        TableCell { text: self.estimate(estimate), below: below.into_iter().collect(), meaning: None }
    }

    /// A difference and its interval; `None` where there is no number.
    fn difference(&self, difference: &Difference) -> Option<(String, String)> {
        let mean = difference.mean?;
        let places = difference_places(difference, mean);
        let limits =
            difference.interval.filter(|interval| interval.high > interval.low).map(|interval| self.words.limits(interval, places));
        Some((self.words.signed(mean, places), self.with_pairs(limits.unwrap_or_default(), difference.n, difference.replications)))
    }

    /// Says of how many replications `text` speaks where that is not all.
    fn with_pairs(&self, text: String, n: u32, replications: u32) -> String {
        if n == replications || n == 0 {
            return text;
        }
        let n = self.frame.fill(Message::PairsOfReplications, &[("n", &count(n.into()))]);
        if text.is_empty() { n } else { format!("{text} ({n})") }
    }

    /// Notes on the estimates that a table shows.
    fn notes(&self, shown: &[&Estimate]) -> Vec<String> {
        let mut notes = Vec::new();
        if shown.iter().any(|estimate| estimate.shown_interval().is_some_and(|(_, was_clipped)| was_clipped)) {
            notes.push(self.say(Message::ClippedNote));
        }
        if shown.iter().any(|estimate| estimate.is_of_nothing()) {
            notes.push(self.say(Message::EmptyNote));
        }
        notes
    }

    /// The measures that a verdict rests on, or may rest on, and the cost.
    fn headline(&self) -> Vec<Key> {
        match self.exhibit.comparison {
            Some(comparison) => {
                let cost = all(self.exhibit.cost());
                let is_further = self.exhibit.has_cost() && !comparison.headline.contains(&cost);
                comparison.headline.iter().copied().chain(is_further.then_some(cost)).collect()
            }
            None => Measure::ALL.iter().filter(|measure| measure.is_headline()).map(|measure| all(*measure)).collect(),
        }
    }

    pub(crate) fn measures(&self) -> Vec<Table> {
        let headline = self.headline();
        match self.exhibit.comparison {
            Some(comparison) => self.ladder_table().into_iter().chain(headline.iter().map(|key| self.judged(comparison, *key))).collect(),
            None => vec![self.side_by_side(Message::HeadlineMeasures, &headline)],
        }
    }

    /// Every other measure that is not zero or of nothing under all policies.
    pub(crate) fn further(&self) -> Vec<Table> {
        let (outcome, headline) = (&self.exhibit.outcome.estimates, self.headline());
        let is_empty = |estimate: &Estimate| estimate.is_zero() || estimate.is_of_nothing();
        let is_shown = |key: &Key| {
            let mut of_policies = outcome.iter().filter_map(|list| list.iter().find(|estimate| estimate.key == *key));
            key.group == Group::All && !headline.contains(key) && !of_policies.all(is_empty)
        };
        let of_place: Vec<Key> = outcome[0].iter().map(|estimate| estimate.key).filter(is_shown).collect();
        vec![
            self.side_by_side(Message::OfPlace, &of_place),
            self.by_category(),
            self.by_group(Message::ByLevel, &self.groups_of(|group| matches!(group, Group::Level(_)))),
            self.by_group(Message::ByHousing, &self.groups_of(|group| matches!(group, Group::Housing(_)))),
            self.by_group(Message::ByLinkage, &self.groups_of(|group| matches!(group, Group::Linkage(_)))),
            self.by_group(Message::ByPayer, &self.groups_of(|group| matches!(group, Group::Payer(_)))),
        ]
    }

    /// One measure in full: every policy with its difference and verdict.
    fn judged(&self, comparison: &Comparison, key: Key) -> Table {
        let measure = key.measure;
        let unit = self.words.unit(measure);
        let relevant = self.exhibit.scenario.evidence.relevant(measure);
        let relevant = relevant.map(|size| self.frame.fill(Message::RelevantNote, &[("relevant", &format!("{size}{unit}"))]));
        let row = |policy: usize| {
            let estimate = comparison.estimate(policy, key)?;
            let row = comparison.difference(policy, key);
            let difference = row.and_then(|row| self.difference(row)).map_or_else(TableCell::default, |(difference, limits)| {
                let cell = TableCell::from(difference);
                if limits.is_empty() { cell } else { cell.with(limits) }
            });
            let verdict = row.map(|row| self.words.said(row)).unwrap_or_default();
            Some(vec![self.policy_head(policy), self.cell(estimate), difference, TableCell::from(verdict)])
        };
        let shown = (0..self.policy_count()).filter_map(|policy| comparison.estimate(policy, key));
        let label = measure_label(measure, self.exhibit.language);
        Table {
            caption: self.frame.heading(label, self.unit(measure), Some(measure.entry().direction)),
            about: self.named(measure).below.into_iter().chain([self.definition(measure)]).chain(relevant).collect(),
            heads: vec![
                self.frame.word(Message::PolicyColumn),
                self.frame.figure(Message::EstimateColumn),
                (self.frame.fill(Message::DifferenceColumn, &[("baseline", &self.words.baseline_of_all(comparison))]), true),
                self.frame.word(Message::VerdictColumn),
            ],
            rows: (0..self.policy_count()).filter_map(row).collect(),
            notes: self.notes(&shown.collect::<Vec<_>>()),
        }
    }

    /// Measures one below the other, policies side by side; of a comparison with their differences.
    fn side_by_side(&self, caption: Message, keys: &[Key]) -> Table {
        let find = |policy: usize, key: &Key| self.exhibit.outcome.estimates[policy].iter().find(|estimate| estimate.key == *key);
        let cell = |policy: usize, key: &Key| {
            let mut cell = find(policy, key).map_or_else(TableCell::default, |estimate| self.cell(estimate));
            let row = self.exhibit.comparison.and_then(|comparison| comparison.difference(policy, *key));
            if let Some((difference, limits)) = row.and_then(|row| self.difference(row)) {
                cell = cell.with(format!("Δ {difference} {limits}").trim_end());
            }
            cell
        };
        let row = |key: &Key| {
            let head = self.named(key.measure).meaning(self.definition(key.measure));
            let cells = (0..self.policy_count()).map(|policy| cell(policy, key));
            [head, TableCell::from(self.unit(key.measure))].into_iter().chain(cells).collect()
        };
        let shown = keys.iter().flat_map(|key| (0..self.policy_count()).filter_map(move |policy| find(policy, key)));
        let comparison = self.exhibit.comparison;
        let noted = |baseline: String| self.frame.fill(Message::DifferenceNote, &[("baseline", &baseline)]);
        let compared = comparison.map(|comparison| noted(self.words.baseline_of_all(comparison)));
        let heads = [self.frame.word(Message::MeasureColumn), self.frame.word(Message::UnitColumn)].into_iter();
        Table {
            caption: self.say(caption),
            about: compared.into_iter().collect(),
            heads: heads.chain((0..self.policy_count()).map(|policy| (self.policy_head(policy).text, true))).collect(),
            rows: keys.iter().map(row).collect(),
            notes: self.notes(&shown.collect::<Vec<_>>()),
        }
    }

    /// Rates of what is true beside the same of the record.
    pub(crate) fn pairs(&self) -> Vec<Table> {
        let pair = |measure: &Measure| {
            let recorded = measure.recorded()?;
            let both = |policy: usize| Some([self.exhibit.estimate(policy, *measure)?, self.exhibit.estimate(policy, recorded)?]);
            both(0)?;
            let row = |policy: usize| {
                let cells = both(policy).into_iter().flatten().map(|estimate| self.cell(estimate));
                std::iter::once(self.policy_head(policy)).chain(cells).collect()
            };
            let labels = [*measure, recorded].map(|measure| measure_label(measure, self.exhibit.language));
            let of = [*measure, recorded].into_iter().zip([Message::TrueMeasureColumn, Message::RecordedMeasureColumn]);
            Some(Table {
                caption: self.frame.fill(Message::PairCaption, &[("truth", labels[0]), ("record", labels[1])]),
                about: of
                    .map(|(measure, what)| {
                        self.frame.fill(Message::SaidOf, &[("what", self.frame.say(what)), ("text", &self.definition(measure))])
                    })
                    .collect(),
                heads: vec![
                    self.frame.word(Message::PolicyColumn),
                    self.frame.figure(Message::TrueMeasureColumn),
                    self.frame.figure(Message::RecordedMeasureColumn),
                ],
                rows: (0..self.policy_count()).map(row).collect(),
                notes: self.notes(&(0..self.policy_count()).filter_map(both).flatten().collect::<Vec<_>>()),
            })
        };
        Measure::ALL.iter().filter_map(pair).collect()
    }

    /// Every measure of the groups of one kind, groups side by side; rows and measures without anything are left out.
    fn by_group(&self, caption: Message, groups: &[Group]) -> Table {
        let estimates = &self.exhibit.outcome.estimates;
        let find = |policy: usize, measure, group| estimates[policy].iter().find(move |estimate| estimate.key == Key { measure, group });
        let of = |measure: Measure, policy: usize| groups.iter().filter_map(move |group| find(policy, measure, *group));
        let is_shown =
            |measure: Measure, policy: usize| of(measure, policy).any(|estimate| !estimate.is_zero() && !estimate.is_of_nothing());
        let row = |measure: Measure, policy: usize, is_first: bool| {
            let named = self.named(measure);
            let head = if is_first { named.meaning(self.definition(measure)) } else { named };
            let cell = |group: &Group| find(policy, measure, *group).map_or_else(TableCell::default, |estimate| self.cell(estimate));
            let first = [head, self.policy_head(policy), TableCell::from(self.unit(measure))].into_iter();
            first.chain(groups.iter().map(cell)).collect::<Vec<TableCell>>()
        };
        let (mut rows, mut shown) = (Vec::new(), Vec::new());
        for measure in Measure::ALL.iter().copied() {
            for (index, policy) in (0..self.policy_count()).filter(|policy| is_shown(measure, *policy)).enumerate() {
                rows.push(row(measure, policy, index == 0));
                shown.extend(of(measure, policy));
            }
        }
        let heads = [Message::MeasureColumn, Message::PolicyColumn, Message::UnitColumn].map(|message| self.frame.word(message));
        Table {
            caption: self.say(caption),
            heads: heads.into_iter().chain(groups.iter().map(|group| (self.group(*group), true))).collect(),
            rows,
            notes: self.notes(&shown),
            ..Table::default()
        }
    }

    /// The measures of each category of issues, of which there may be many: one below the other, measures side by side.
    fn by_category(&self) -> Table {
        let groups = self.groups_of(|group| matches!(group, Group::Category(_)));
        let estimates = &self.exhibit.outcome.estimates;
        let find = |policy: usize, measure, group| estimates[policy].iter().find(|estimate| estimate.key == Key { measure, group });
        let is_shown = |measure: &Measure| {
            let mut of_groups =
                groups.iter().flat_map(|group| (0..self.policy_count()).filter_map(|policy| find(policy, *measure, *group)));
            of_groups.any(|estimate| !estimate.is_zero() && !estimate.is_of_nothing())
        };
        let measures: Vec<Measure> = Measure::ALL.iter().copied().filter(is_shown).collect();
        let cell = |policy: usize, measure: Measure, group: Group| {
            find(policy, measure, group).map_or_else(TableCell::default, |estimate| self.cell(estimate))
        };
        let row = |(group, policy): (Group, usize)| {
            let name = TableCell::from(self.group(group));
            let cells = measures.iter().map(|measure| cell(policy, *measure, group));
            [name, self.policy_head(policy)].into_iter().chain(cells).collect::<Vec<TableCell>>()
        };
        let pairs = || groups.iter().flat_map(|group| (0..self.policy_count()).map(move |policy| (*group, policy)));
        let shown = pairs().flat_map(|(group, policy)| measures.iter().filter_map(move |measure| find(policy, *measure, group)));
        let heads = [Message::CategoryColumn, Message::PolicyColumn].map(|message| self.frame.word(message));
        let label = |measure: &Measure| (format!("{} ({})", measure_label(*measure, self.exhibit.language), self.unit(*measure)), true);
        Table {
            caption: self.say(Message::ByCategory),
            heads: heads.into_iter().chain(measures.iter().map(label)).collect(),
            rows: if measures.is_empty() { Vec::new() } else { pairs().map(row).collect() },
            notes: self.notes(&shown.collect::<Vec<_>>()),
            ..Table::default()
        }
    }

    fn group(&self, group: Group) -> String {
        match group {
            Group::Linkage(Linkage::Linked) => self.say(Message::Linked),
            Group::Linkage(Linkage::Unlinked) => self.say(Message::Unlinked),
            Group::All | Group::Level(_) | Group::Role(_) | Group::Housing(_) | Group::Category(_) | Group::Payer(_) => {
                self.words.thing(group.name(&self.exhibit.plan.settings[0])).to_owned()
            }
        }
    }

    /// The groups of one kind that are measured.
    fn groups_of(&self, is_kind: fn(Group) -> bool) -> Vec<Group> {
        let mut groups: Vec<Group> = self.exhibit.outcome.estimates[0].iter().map(|estimate| estimate.key.group).collect();
        groups.retain(|group| is_kind(*group));
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    pub(crate) fn workload(&self) -> Table {
        self.by_group(Message::WorkloadHeading, &self.groups_of(|group| matches!(group, Group::Role(_))))
    }
}
