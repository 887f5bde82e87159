//! The questions that whoever decides asks of a comparison, with their answers. What is advised follows the stated rule of
//! [`crate::experiment::readings::of_choice`]; every number of an answer stands in `comparisons.csv`, `summary.csv` or
//! `matched.csv`.

use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::experiment::analysis::verdict::{Size, Verdict};
use crate::experiment::matching::estimates::MatchedMeasure;
use crate::experiment::readings::of_choice::{Grounds, PolicyChoice};
use crate::experiment::study_command::StudyCommand;
use crate::measure::matching::MatchedGroup;
use crate::output::language::label::measure_label;
use crate::output::language::matched::{of_a_hundred, of_group};
use crate::output::language::message::Message;
use crate::output::language::number::{count, number};
use crate::output::language::wording::capitalised;
use crate::output::presentation::AnsweredQuestion;
use crate::output::presentation::amounts::AmountScale;
use crate::output::report::findings::Findings;
use crate::scenario::Basis;
use crate::statistics::estimate::Interval;
use crate::units::key::Group;
use crate::units::measure::{Direction, Measure};

/// Most policies, groups, units or measures that an answer names; the others are counted.
const MOST_NAMED: usize = 3;
/// Most replications that a command asks for.
const MOST_REPLICATIONS: u32 = 2_000;
/// Smallest gain of a group, in issues of a hundred, that is worth naming.
const LEAST_GAIN: f64 = 0.5;
/// Smallest change of a measure, as a share of what it was, that counts as getting worse.
const LEAST_CHANGE: f64 = 0.005;

impl Findings<'_> {
    /// The answers, in the order in which the questions are asked; none without a comparison that has a choice.
    pub(crate) fn answers(&self) -> Vec<AnsweredQuestion> {
        let Some(comparison) = self.exhibit.comparison else { return self.answers_of_run() };
        if comparison.ladder.is_some() {
            return self.answers_of_ladder(comparison);
        }
        let Some(choice) = comparison.choice() else { return Vec::new() };
        let with = Advice { of: self, comparison, choice: &choice };
        let asked = [
            (Message::AskWhat, Some(with.what_to_do())),
            (Message::AskHowMuch, with.how_much()),
            (Message::AskWho, with.who()),
            (Message::AskWhere, with.where_it_acts()),
            (Message::AskCost, with.cost()),
            (Message::AskSure, Some(with.how_sure())),
            (Message::AskBottleneck, self.bottleneck(choice.policy)),
            (Message::AskNext, Some(with.next())),
        ];
        self.answered(asked)
    }

    /// Questions with their answers; one without an answer is not asked.
    pub(super) fn answered(&self, asked: impl IntoIterator<Item = (Message, Option<Vec<String>>)>) -> Vec<AnsweredQuestion> {
        let answer = |(question, sentences): (Message, Option<Vec<String>>)| {
            let sentences = sentences.filter(|sentences| !sentences.is_empty())?;
            let said: Vec<String> = sentences.iter().map(|sentence| capitalised(sentence)).collect();
            // what to do in one sentence, so that it may stand large
            let (first, more) = said.split_at(if question == Message::AskWhat { 1 } else { said.len() });
            let [answer, more] = [first, more].map(|part| part.join(self.exhibit.language.gap()));
            Some(AnsweredQuestion { question: self.say(question), answer, more })
        };
        asked.into_iter().filter_map(answer).collect()
    }

    /// What the intervals do not cover: numbers that are assumed, or of which no source is stated.
    pub(super) fn what_it_rests_on(&self) -> Option<String> {
        let scenario = self.exhibit.scenario;
        let assumed = scenario.provenance.iter().filter(|number| matches!(number.basis, Basis::Assumed { .. })).count();
        let (all, unstated) = ((scenario.provenance.len() + scenario.unstated).to_string(), scenario.unstated.to_string());
        let command = StudyCommand::in_assumed_worlds(self.exhibit.study, scenario).to_string();
        let values = [("assumed", &*assumed.to_string()), ("unstated", &unstated), ("all", &all), ("command", &command)];
        let basis = match (assumed, scenario.unstated) {
            (0, 0) => None,
            (0, _) => Some(Message::SureUnstated),
            _ => Some(Message::SureAssumed),
        };
        basis.map(|message| self.frame.fill(message, &values))
    }

    /// The busiest unit under a policy, and units whose queues grow there.
    pub(super) fn bottleneck(&self, policy: usize) -> Option<Vec<String>> {
        let loads = self.exhibit.claims.loads.get(policy)?;
        let busiest = loads.busiest_unit.as_ref().map_or_else(
            || self.say(Message::NothingBusy),
            |unit| {
                let load = AmountScale::new(self.words, Measure::Utilisation, unit.load).value(unit.load);
                self.frame.fill(Message::BusiestIs, &[("unit", &self.words.unit_path(&unit.path)), ("load", &load)])
            },
        );
        let growing: Vec<String> = loads.growing.iter().map(|unit| self.words.unit_path(&unit.path)).collect();
        let grows = (!growing.is_empty()).then(|| self.frame.fill(Message::GrowsToo, &[("units", &self.listed(&growing))]));
        Some(std::iter::once(busiest).chain(grows).collect())
    }

    /// The first of a list, and how many more there are.
    pub(super) fn listed(&self, names: &[String]) -> String {
        let list = names[..names.len().min(MOST_NAMED)].join(self.frame.say(Message::Comma));
        match names.len().saturating_sub(MOST_NAMED) {
            0 => list,
            more => self.frame.fill(Message::OfMore, &[("list", &list), ("count", &more.to_string())]),
        }
    }
}

/// A comparison with what it speaks for, while it is put into words.
pub(super) struct Advice<'f> {
    pub(super) of: &'f Findings<'f>,
    pub(super) comparison: &'f Comparison,
    pub(super) choice: &'f PolicyChoice,
}

impl Advice<'_> {
    pub(super) fn fill(&self, message: Message, values: &[(&str, &str)]) -> String {
        self.of.frame.fill(message, values)
    }

    pub(super) fn baseline(&self) -> String {
        self.of.called(0)
    }

    /// How amounts of `measure` are written, of which the largest is `largest`.
    pub(super) fn scale(&self, measure: Measure, largest: f64) -> AmountScale<'_> {
        AmountScale::new(self.of.words, measure, largest)
    }

    fn label(&self, measure: Measure) -> &'static str {
        measure_label(measure, self.of.exhibit.language)
    }

    /// Whether something other than the baseline is advised.
    const fn is_change(&self) -> bool {
        self.choice.policy != 0
    }

    fn policies(&self, policies: impl IntoIterator<Item = usize>) -> String {
        self.of.listed(&policies.into_iter().map(|policy| self.of.called(policy)).collect::<Vec<_>>())
    }

    fn what_to_do(&self) -> Vec<String> {
        let PolicyChoice { policy, grounds, alike, behind } = self.choice;
        let (name, baseline) = (self.of.called(*policy), self.baseline());
        let values = [("policy", name.as_str()), ("baseline", &baseline)];
        let open = || {
            self.comparison.judged().filter(|policy| {
                let tally = self.comparison.tally(*policy);
                tally.open > 0 && tally.worse == 0
            })
        };
        match grounds {
            Grounds::Cheapest => vec![self.fill(Message::ChooseEqual, &values)],
            Grounds::NoneBetter => vec![self.fill(Message::KeepBaseline, &values)],
            Grounds::Open => vec![self.fill(Message::KeepOpen, &[values[1], ("policies", &self.policies(open()))])],
            Grounds::Better => {
                let list = self.policies(alike.iter().copied());
                let tie = (!alike.is_empty()).then(|| self.fill(self.tie_break(), &[("alike", &list)]));
                let list = self.policies(behind.iter().copied());
                let more = (!behind.is_empty()).then(|| self.fill(Message::AlsoBetter, &[values[1], ("policies", &list)]));
                [Some(self.fill(Message::ChooseBetter, &values)), tie, more].into_iter().flatten().collect()
            }
        }
    }

    /// What tells the chosen policy from those that are as good: its cost, its volunteers, or its place alone.
    fn tie_break(&self) -> Message {
        let chosen = self.choice.policy;
        let alike = || self.choice.alike.iter();
        if alike().any(|other| self.comparison.is_dearer(*other, chosen)) && !alike().any(|other| self.comparison.is_harder(*other, chosen))
        {
            Message::ChooseCheapestOf
        } else if alike().any(|other| self.comparison.is_harder(*other, chosen)) {
            Message::ChooseEasiestOf
        } else {
            Message::ChooseFirstOf
        }
    }

    /// What changes in the measures that are judged; where the baseline stays, what the other policies do to the first of them.
    fn how_much(&self) -> Option<Vec<String>> {
        if self.is_change() {
            return Some(self.comparison.headline_of(self.choice.policy).filter_map(|row| self.change(row)).collect());
        }
        let first = *self.comparison.headline.first()?;
        let of = |policy: usize| {
            let row = self.comparison.difference(policy, first)?;
            if row.verdict == Some(Verdict::Identical) {
                let names = [("policy", &*self.of.called(policy)), ("baseline", &*self.of.called(row.baseline))];
                return Some(self.fill(Message::TookNoHold, &names));
            }
            let change = self.change(row)?;
            Some(self.fill(Message::ChangeUnder, &[("policy", &self.of.called(policy)), ("change", &change)]))
        };
        Some(self.comparison.judged().filter_map(of).take(MOST_NAMED).collect())
    }

    /// A headline measure under a policy, what it was, and the difference.
    fn change(&self, row: &Difference) -> Option<String> {
        let mean = |policy: usize| self.comparison.estimate(policy, row.key)?.mean;
        let (value, base) = (mean(row.policy)?, mean(row.baseline)?);
        let largest = value.abs().max(base.abs());
        let (scale, difference) = (self.scale(row.key.measure, largest), self.difference(row, largest));
        let [value, base] = [value, base].map(|value| scale.value(value));
        let values = [
            ("measure", self.label(row.key.measure)),
            ("value", value.as_str()),
            ("base", &base),
            ("difference", difference.as_deref().unwrap_or_default()),
        ];
        let message = match row.verdict {
            Some(Verdict::Identical | Verdict::Unchanged { .. }) => Message::ChangeNone,
            Some(Verdict::Apart { size: Some(Size::Small), .. } | Verdict::Equivalent { .. }) => Message::ChangeSmall,
            Some(Verdict::Apart { .. }) => Message::ChangeOf,
            Some(Verdict::Undecided { .. }) | None => Message::ChangeOpen,
        };
        difference.as_deref()?;
        Some(self.fill(message, &values))
    }

    /// A difference with its limits; one of a length of time in the unit of the difference, however long the times are.
    pub(super) fn difference(&self, row: &Difference, largest: f64) -> Option<String> {
        let mean = row.mean?;
        let reach = row.interval.map_or(mean.abs(), |interval| interval.low.abs().max(interval.high.abs()));
        let is_time = row.key.measure.entry().unit == "hours";
        Some(self.scale(row.key.measure, if is_time { reach } else { largest.max(reach) }).with_limits(mean, row.interval))
    }

    /// Who gains and who loses, issue by issue and group by group, and what gets worse.
    fn who(&self) -> Option<Vec<String>> {
        if !self.is_change() {
            return None;
        }
        let sentences = [self.of_a_hundred(), self.groups(), Some(self.gets_worse())];
        Some(sentences.into_iter().flatten().collect())
    }

    fn of_a_hundred(&self) -> Option<String> {
        let [shares @ .., _, _, _] = of_group(self.comparison, self.choice.policy, MatchedGroup::All)?;
        let known = shares.iter().map(|share| share.mean).collect::<Option<Vec<f64>>>()?;
        let mut each = [0.0; MatchedMeasure::SHARES.len()];
        each.copy_from_slice(&known);
        let [sooner, same, later, only_policy, only_baseline, neither] = of_a_hundred(each);
        let same = (same + neither).to_string();
        let [sooner, later, only_policy, only_baseline] = [sooner, later, only_policy, only_baseline].map(|count| count.to_string());
        let values = [("sooner", sooner.as_str()), ("added", &only_policy), ("later", &later), ("lost", &only_baseline), ("same", &same)];
        Some(self.fill(Message::GainOfHundred, &values))
    }

    /// The group of issues that gains most, and the one that gains least or loses.
    fn groups(&self) -> Option<String> {
        let setting = &self.of.exhibit.plan.settings[0];
        let gain = |group: MatchedGroup| {
            let [sooner, _, later, only_policy, only_baseline, ..] = of_group(self.comparison, self.choice.policy, group)?;
            let mean = |share: &crate::experiment::matching::estimates::MatchedEstimate| share.mean;
            Some((group, 100.0 * (mean(sooner)? + mean(only_policy)? - mean(later)? - mean(only_baseline)?)))
        };
        let mut gains: Vec<(MatchedGroup, f64)> =
            MatchedGroup::all(setting).filter(|group| *group != MatchedGroup::All).filter_map(gain).collect();
        gains.sort_by(|one, other| other.1.total_cmp(&one.1));
        let (most, least) = (gains.first()?, gains.last()?);
        if most.1 - least.1 < LEAST_GAIN {
            return None;
        }
        let say = |message: Message, (group, gain): &(MatchedGroup, f64), sign: f64| {
            self.fill(message, &[("group", &self.of.words.unit_path(group.name(setting))), ("gain", &number((sign * gain).max(0.0), 0))])
        };
        let gains_most = (most.1 >= LEAST_GAIN).then(|| say(Message::GainMost, most, 1.0));
        let last = if least.1 <= -LEAST_GAIN { say(Message::LossMost, least, -1.0) } else { say(Message::GainLeast, least, 1.0) };
        Some(gains_most.into_iter().chain([last]).collect::<Vec<_>>().join(self.of.exhibit.language.gap()))
    }

    /// Measures of the whole place, and overtime of the roles, that are known to get worse, the largest changes first.
    fn gets_worse(&self) -> String {
        let is_said = |row: &&Difference| {
            let measure = row.key.measure;
            let is_cost = ["yuan"].contains(&measure.entry().unit) || measure == Measure::VolunteerHours;
            row.key.group == Group::All
                && !is_cost
                && !Measure::TIME_ACCOUNT.contains(&measure)
                && !self.comparison.headline.contains(&row.key)
        };
        let worse = |row: &Difference| {
            let (low, high) = row.interval.map(|Interval { low, high }| (low, high))?;
            let is_worse = match row.key.measure.entry().direction {
                Direction::Lower => low > 0.0,
                Direction::Higher => high < 0.0,
                Direction::Neutral => false,
            };
            let base = self.comparison.estimate(row.baseline, row.key)?.mean?;
            let change = if base == 0.0 { f64::INFINITY } else { (row.mean? / base).abs() };
            (is_worse && change >= LEAST_CHANGE).then_some((change, base))
        };
        let rows = self.comparison.differences[self.choice.policy - 1].iter().filter(is_said);
        let mut found: Vec<(&Difference, (f64, f64))> = rows.filter_map(|row| Some((row, worse(row)?))).collect();
        found.sort_by(|one, other| other.1.0.total_cmp(&one.1.0));
        let said = |(row, (_, base)): &(&Difference, (f64, f64))| {
            let (mean, measure) = (row.mean.unwrap_or_default(), row.key.measure);
            let difference = self.scale(measure, mean).signed(mean);
            let values =
                [("measure", self.label(measure)), ("difference", &*difference), ("base", &*self.scale(measure, *base).value(*base))];
            self.fill(Message::SizeBeside, &values)
        };
        match found.iter().map(said).collect::<Vec<_>>().as_slice() {
            [] => self.of.say(Message::NothingWorse),
            list => self.fill(Message::GetsWorse, &[("list", &self.of.listed(list))]),
        }
    }

    fn where_it_acts(&self) -> Option<Vec<String>> {
        if !self.is_change() {
            return None;
        }
        let (parts, total) = self.of.words.parts_in_words(self.comparison, self.choice.policy)?;
        Some(vec![self.fill(Message::ActsIn, &[("parts", &parts), ("total", &total)])])
    }

    fn how_sure(&self) -> Vec<String> {
        let level = self.of.frame.percent();
        let (size, n) = (self.comparison.family.size, count(self.of.exhibit.used().into()));
        let message = if size > 1 { Message::SureOf } else { Message::SureOfOne };
        let chance = self.fill(message, &[("level", &level), ("size", &size.to_string()), ("n", &n)]);
        std::iter::once(chance).chain(self.of.what_it_rests_on()).collect()
    }

    /// A command that answers the next question.
    fn next(&self) -> Vec<String> {
        let (study, scenario) = (self.of.exhibit.study, self.of.exhibit.scenario);
        let name = self.of.policy(if self.is_change() { self.choice.policy } else { 1 });
        let more = self.comparison.judged().flat_map(|policy| self.comparison.headline_of(policy)).filter_map(|row| match row.verdict {
            Some(Verdict::Undecided { more, .. }) => more,
            _ => None,
        });
        let wanted = more.max().map(|more| self.of.exhibit.used().saturating_add(more)).filter(|wanted| *wanted <= MOST_REPLICATIONS);
        let (message, command) = match wanted {
            Some(wanted) if self.choice.grounds == Grounds::Open => {
                (Message::NextMore, StudyCommand::with_replications(study, scenario, wanted))
            }
            _ if scenario.chain(name).len() > 1 => (Message::NextLadder, StudyCommand::up_the_ladder(study, scenario, name)),
            _ => (Message::NextReplay, StudyCommand::side_by_side(study, scenario, name)),
        };
        vec![self.fill(message, &[("command", &command.to_string())])]
    }
}
