//! What a step of a sensitivity study came to, in sentences and tables. The report shows them as they are, a terminal draws
//! the same tables, but for those of single outputs.

use super::sign_sentences::SignWords;
use crate::experiment::analysis::point_values::Output;
use crate::experiment::analysis::sensitivity::{DecomposedOutput, Decomposition, FactorEffects, OutputOf, ScreenedOutput, Screening};
use crate::experiment::design::plan::Plan;
use crate::experiment::design::points::Design;
use crate::output::charts::chart::Frame;
use crate::output::charts::indices::{IndicesPanel, IndicesRow, Noise};
use crate::output::charts::screening::{ScreeningPanel, ScreeningRow};
use crate::output::language::label::{measure_label, unit_label};
use crate::output::language::message::Message;
use crate::output::language::number::{count, decimals, number, plain_decimals};
use crate::output::language::wording::Wording;
use crate::output::presentation::amounts::AmountScale;
use crate::output::presentation::table::{Table, TableCell};
use crate::output::tables::sensitivity::StudyStep;
use crate::statistics::estimate::Interval;
use crate::statistics::sign_turns::SignTurns;
use crate::statistics::sobol::{FactorIndices, Index, Indices};

/// Most factors in a table of one output.
const MOST_FACTORS: usize = 20;
/// Most factors that a sentence names.
const MOST_NAMED: usize = 10;
/// Noise share from which on the indices are told to be those of noise.
const MUCH_NOISE: f64 = 0.5;
/// What stands for a number where there is none.
const NOTHING: &str = "–";

/// A step as it is told.
#[derive(Clone, Copy, Debug)]
pub struct SensitivityTables<'e> {
    /// The plan, which has a design.
    pub plan: &'e Plan,
    /// The design of the plan.
    pub design: &'e Design,
    /// What the step came to.
    pub step: &'e StudyStep,
    /// Texts and numbers.
    pub words: Wording<'e>,
    /// Language, seed and hash.
    pub frame: &'e Frame,
}

impl SensitivityTables<'_> {
    fn say(&self, message: Message) -> String {
        self.frame.say(message).to_owned()
    }

    fn joined(&self, parts: impl Iterator<Item = String>) -> String {
        parts.collect::<Vec<_>>().join(self.frame.say(Message::Comma))
    }

    fn factor(&self, factor: usize) -> &str {
        &self.design.factors[factor]
    }

    /// What an output is called: its measure, and under which policy or against which it stands.
    fn output(&self, of: OutputOf) -> String {
        let policies = &self.plan.identity.policies;
        let subject = match of.output {
            Output::Value { policy } => self.frame.fill(Message::OutputValue, &[("policy", &self.words.policy(&policies[policy]))]),
            Output::Difference { policy } => self.words.difference_of(&policies[policy], &policies[0]),
        };
        let measure = measure_label(of.key.measure, self.frame.language);
        self.frame.fill(Message::OutputNamed, &[("measure", measure), ("output", &subject)])
    }

    fn unit(&self, of: OutputOf) -> &'static str {
        unit_label(of.key.measure.entry().unit, self.frame.language)
    }

    fn plain(&self, value: Option<f64>) -> String {
        value.map_or_else(|| NOTHING.to_owned(), |value| self.words.number(value, plain_decimals(value)))
    }

    fn share(value: Option<f64>) -> String {
        value.map_or_else(|| NOTHING.to_owned(), |value| format!("{}%", number(value * 100.0, 0)))
    }

    /// The outputs of a screening as a chart shows them.
    #[must_use]
    pub fn screening_panels(&self, step: &Screening) -> Vec<ScreeningPanel> {
        let panel = |output: &crate::experiment::analysis::sensitivity::ScreenedOutput| {
            let scale = AmountScale::of_all(self.words, output.of.key.measure, output.effects.iter().map(|own| own.effects.mu_star));
            let row = |own: &FactorEffects| ScreeningRow {
                factor: self.factor(own.factor).to_owned(),
                mu_star: own.effects.mu_star.map(|mu| scale.over(mu)),
                interval: own.effects.mu_star_interval.map(|interval| scale.interval_over(interval)),
                sigma: own.effects.sigma.map(|sigma| scale.over(sigma)),
                is_kept: step.survivors.contains(&own.factor),
            };
            let rows = output.effects.iter().map(row).collect();
            ScreeningPanel { output: self.output(output.of), unit: scale.difference_unit(), rows }
        };
        step.outputs.iter().map(panel).collect()
    }

    /// The outputs of a decomposition as a chart shows them; those without indices are left out.
    #[must_use]
    pub fn indices_panels(&self, step: &Decomposition) -> Vec<IndicesPanel> {
        let panel = |output: &crate::experiment::analysis::sensitivity::DecomposedOutput| {
            let found = output.indices.as_ref()?;
            let row = |(factor, own): (usize, &crate::statistics::sobol::FactorIndices)| IndicesRow {
                factor: self.factor(factor).to_owned(),
                first: Some(own.first.value),
                first_interval: own.first.interval,
                total: Some(own.total.value),
                total_interval: own.total.interval,
            };
            let noise = output.noise_share.map_or(Noise::Unknown, Noise::Share);
            Some(IndicesPanel { output: self.output(output.of), rows: found.factors.iter().enumerate().map(row).collect(), noise })
        };
        step.outputs.iter().filter_map(panel).collect()
    }

    /// What was run.
    #[must_use]
    pub fn about(&self) -> String {
        let (points, factors) = (self.design.points.len(), self.design.factors.len());
        let names = self.joined(self.plan.identity.policies.iter().map(|policy| self.words.policy(policy)));
        let policies = if self.plan.settings.len() > 1 {
            self.frame.fill(Message::PoliciesNamed, &[("policies", &names)])
        } else {
            self.frame.fill(Message::PolicyNamed, &[("policy", &names)])
        };
        let (message, rows) = match self.step {
            StudyStep::Screening(_) => (Message::ReportOfScreening, points / (factors + 1)),
            StudyStep::Decomposition(_) => (Message::ReportOfDecomposition, points / (factors + 2)),
        };
        let values = [
            ("scenario", self.plan.identity.scenario.clone()),
            ("rows", count(rows as u64)),
            ("factors", count(factors as u64)),
            ("points", count(points as u64)),
            ("policies", policies),
            ("replications", count(self.plan.identity.replications.into())),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.frame.fill(message, &values)
    }

    /// The results, a sentence each.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        match self.step {
            StudyStep::Screening(screening) => {
                let signs = screening.outputs.iter().filter_map(|output| self.sign(output.of, output.turns.as_ref()?));
                self.survivors(screening).into_iter().chain(signs).collect()
            }
            StudyStep::Decomposition(decomposition) => {
                let strongest = decomposition.outputs.iter().filter(|output| !is_noise(output)).map(|output| self.strongest(output));
                let signs = decomposition.outputs.iter().filter_map(|output| self.sign(output.of, output.turns.as_ref()?));
                self.too_few_rows(decomposition).into_iter().chain(strongest).chain(signs).collect()
            }
        }
    }

    /// What decides the sign of a difference.
    fn sign(&self, of: OutputOf, turns: &SignTurns) -> Option<String> {
        SignWords { design: self.design, words: self.words }.turned(&self.output(of), turns)
    }

    /// That the indices of some outputs are noise, and how many base rows it would take.
    fn too_few_rows(&self, decomposition: &Decomposition) -> Option<String> {
        let doubts = || decomposition.outputs.iter().filter_map(|output| Some((output, output.indices.as_ref()?.doubt()?)));
        let used = doubts().filter_map(|(output, _)| output.indices.as_ref()).map(|indices| indices.used).min()?;
        let half = doubts().map(|(_, doubt)| doubt.half_width).fold(0.0, f64::max);
        let is_all = doubts().count() == decomposition.outputs.len();
        let named = || self.joined(doubts().map(|(output, _)| self.output(output.of)));
        let values = [
            ("rows", count(used.into())),
            ("outputs", if is_all { self.say(Message::EveryOutput) } else { named() }),
            ("count", count(doubts().map(|(_, doubt)| doubt.impossible as u64).sum())),
            ("half", self.words.number(half, 2)),
            ("base", doubts().map(|(_, doubt)| doubt.base).max()?.to_string()),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(self.frame.fill(Message::TooFewRows, &values))
    }

    fn survivors(&self, screening: &Screening) -> Vec<String> {
        if screening.survivors.is_empty() {
            return vec![self.say(Message::NoSurvivors)];
        }
        let names = |factors: &[usize]| self.names(factors);
        let (kept, all) = (&screening.survivors, self.design.factors.len() as u64);
        let passed = (kept.len() + screening.cut_off.len()) as u64;
        let values = [("passed", count(passed)), ("all", count(all)), ("count", count(kept.len() as u64)), ("list", names(kept))];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut said = vec![self.frame.fill(Message::SurvivorsSentence, &values)];
        if !screening.cut_off.is_empty() {
            let left = count(screening.cut_off.len() as u64);
            said.push(self.frame.fill(Message::SurvivorsCut, &[("count", &left), ("list", &names(&screening.cut_off))]));
        }
        said
    }

    /// The first of `factors`, and how many more there are.
    fn names(&self, factors: &[usize]) -> String {
        let list = self.joined(factors.iter().take(MOST_NAMED).map(|factor| self.factor(*factor).to_owned()));
        let more = factors.len().saturating_sub(MOST_NAMED);
        if more == 0 { list } else { self.frame.fill(Message::AndMore, &[("list", &list), ("count", &count(more as u64))]) }
    }

    fn strongest(&self, output: &DecomposedOutput) -> String {
        let name = self.output(output.of);
        let found = output.indices.as_ref().and_then(|indices| Some((indices, by_total(indices).first().copied()?)));
        let Some((indices, (factor, own))) = found else { return self.frame.fill(Message::NoVariance, &[("output", &name)]) };
        let values = [
            ("output", name),
            ("factor", self.factor(factor).to_owned()),
            ("total", self.words.number(own.total.value, 2)),
            ("first", self.words.number(own.first.value, 2)),
            ("sum", self.words.number(sum_of_first(indices), 2)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.frame.fill(Message::StrongestSentence, &values)
    }

    /// Warnings: noise, points without value, rows left out, indices below zero.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut said = Vec::new();
        let shares = self.step.noise_shares();
        if self.plan.identity.replications == 1 {
            said.push(self.say(Message::NoiseUnknownWarning));
        }
        let noisy: Vec<String> =
            shares.iter().filter(|(_, share)| share.is_some_and(|it| it >= MUCH_NOISE)).map(|(of, _)| self.output(*of)).collect();
        if !noisy.is_empty() {
            said.push(self.frame.fill(Message::NoiseWarning, &[("outputs", &self.joined(noisy.into_iter()))]));
        }
        said.extend(self.without_value());
        if let StudyStep::Decomposition(decomposition) = self.step {
            said.extend(decomposition.outputs.iter().filter_map(|output| self.rows_left_out(output)));
            said.extend(self.below_zero(decomposition));
        }
        said
    }

    /// The outputs that lack the same number of points in a sentence each.
    fn without_value(&self) -> Vec<String> {
        let missing = self.step.missing();
        let mut counts: Vec<usize> = missing.iter().map(|(_, missing)| *missing).filter(|missing| *missing > 0).collect();
        counts.sort_unstable();
        counts.dedup();
        let sentence = |lacking: usize| {
            let outputs = self.joined(missing.iter().filter(|(_, own)| *own == lacking).map(|(of, _)| self.output(*of)));
            let (lacking, all) = (count(lacking as u64), count(self.design.points.len() as u64));
            self.frame.fill(Message::MissingWarning, &[("outputs", &outputs), ("count", &lacking), ("all", &all)])
        };
        counts.into_iter().map(sentence).collect()
    }

    fn rows_left_out(&self, output: &DecomposedOutput) -> Option<String> {
        let indices = output.indices.as_ref().filter(|indices| indices.left_out > 0)?;
        let (left, all) = (count(indices.left_out.into()), count((indices.left_out + indices.used).into()));
        Some(self.frame.fill(Message::RowsWarning, &[("output", &self.output(output.of)), ("count", &left), ("all", &all)]))
    }

    fn below_zero(&self, decomposition: &Decomposition) -> Option<String> {
        let readable = decomposition.outputs.iter().filter(|output| !is_noise(output));
        let all: Vec<f64> = readable.flat_map(|output| &output.indices).flat_map(values).collect();
        let below = all.iter().filter(|value| **value < 0.0).count();
        let (count, all) = (count(below as u64), count(all.len() as u64));
        (below > 0).then(|| self.frame.fill(Message::NegativeWarning, &[("count", &count), ("all", &all)]))
    }

    /// The outputs, each with its number, and what matters in all of them at a glance.
    #[must_use]
    pub fn overview(&self) -> Vec<Table> {
        match self.step {
            StudyStep::Screening(screening) => vec![self.screened_outputs(screening), self.shares_of_largest(screening)],
            StudyStep::Decomposition(decomposition) => {
                let is_readable = decomposition.outputs.iter().any(|output| output.indices.is_some() && !is_noise(output));
                let glance = is_readable.then(|| self.indices_at_a_glance(decomposition));
                std::iter::once(self.decomposed_outputs(decomposition)).chain(glance).collect()
            }
        }
    }

    /// A table for each output.
    #[must_use]
    pub fn details(&self) -> Vec<Table> {
        match self.step {
            StudyStep::Screening(screening) => screening.outputs.iter().map(|output| self.effects(output, screening)).collect(),
            StudyStep::Decomposition(decomposition) => decomposition.outputs.iter().map(|output| self.indices(output)).collect(),
        }
    }

    /// The outputs with what is particular to the step, noise, and points without a value where there are any.
    fn outputs(&self, heads: &[Message], own: impl Fn(usize) -> Vec<String>) -> Table {
        let lacks = self.step.missing();
        let is_whole = lacks.iter().all(|(_, missing)| *missing == 0);
        let row = |(number, (of, noise_share)): (usize, (OutputOf, Option<f64>))| {
            let mut cells = vec![TableCell::from(format!("{} {}", number + 1, self.output(of)))];
            cells.extend(own(number).into_iter().map(TableCell::from));
            cells.push(TableCell::from(Self::share(noise_share)));
            cells.extend((!is_whole).then(|| TableCell::from(count(lacks[number].1 as u64))));
            cells
        };
        let further = [Message::NoiseColumn, Message::MissingColumn];
        let figures = heads.iter().chain(&further[..2 - usize::from(is_whole)]).map(|head| self.frame.figure(*head));
        Table {
            caption: self.say(Message::OutputsCaption),
            about: vec![self.say(Message::NoiseAbout)],
            heads: std::iter::once(self.frame.word(Message::OutputColumn)).chain(figures).collect(),
            rows: self.step.noise_shares().into_iter().enumerate().map(row).collect(),
            notes: Vec::new(),
        }
    }

    fn screened_outputs(&self, screening: &Screening) -> Table {
        self.outputs(&[Message::LargestColumn], |number| {
            let output = &screening.outputs[number];
            let largest = output.effects.first().and_then(|own| own.effects.mu_star);
            let unit = largest.map(|_| self.words.unit(output.of.key.measure)).unwrap_or_default();
            vec![self.plain(largest) + &unit]
        })
    }

    fn decomposed_outputs(&self, decomposition: &Decomposition) -> Table {
        self.outputs(&[Message::SumColumn, Message::RowsColumn], |number| {
            let indices = decomposition.outputs[number].indices.as_ref();
            let cell = |value: Option<String>| value.unwrap_or_else(|| NOTHING.to_owned());
            let readable = indices.filter(|indices| indices.doubt().is_none());
            let sum = readable.map(|indices| self.words.number(sum_of_first(indices), 2));
            vec![cell(sum), cell(indices.map(|indices| count(indices.used.into())))]
        })
    }

    /// A head for each of so many outputs.
    fn numbered_heads(&self, outputs: usize) -> Vec<(String, bool)> {
        let numbers = (1..=outputs).map(|number| (number.to_string(), true));
        std::iter::once(self.frame.word(Message::FactorColumn)).chain(numbers).collect()
    }

    fn shares_of_largest(&self, screening: &Screening) -> Table {
        let share = |output: &ScreenedOutput, factor: usize| {
            let size = |own: &FactorEffects| own.effects.mu_star;
            let largest = output.effects.first().and_then(size).filter(|size| *size > 0.0)?;
            Some(output.effects.iter().find(|own| own.factor == factor).and_then(size)? / largest)
        };
        let row = |factor: &usize| {
            let cells = screening.outputs.iter().map(|output| TableCell::from(Self::share(share(output, *factor))));
            std::iter::once(TableCell::from(self.factor(*factor))).chain(cells).collect()
        };
        Table {
            caption: self.say(Message::SharesCaption),
            about: vec![self.say(Message::SharesAbout)],
            heads: self.numbered_heads(screening.outputs.len()),
            rows: screening.survivors.iter().map(row).collect(),
            notes: Vec::new(),
        }
    }

    fn indices_at_a_glance(&self, decomposition: &Decomposition) -> Table {
        let largest = |factor: usize| {
            let readable = decomposition.outputs.iter().filter(|output| !is_noise(output));
            let totals = readable.filter_map(|output| Some(output.indices.as_ref()?.factors[factor].total.value));
            totals.fold(f64::NEG_INFINITY, f64::max)
        };
        let mut order: Vec<usize> = (0..self.design.factors.len()).collect();
        order.sort_by(|one, other| largest(*other).total_cmp(&largest(*one)));
        let cell = |output: &DecomposedOutput, factor: usize| {
            output.indices.as_ref().filter(|_| !is_noise(output)).map_or_else(
                || TableCell::from(NOTHING),
                |indices| {
                    let own = &indices.factors[factor];
                    TableCell::from(self.words.number(own.total.value, 2)).with(self.words.number(own.first.value, 2))
                },
            )
        };
        let row = |factor: &usize| {
            let cells = decomposition.outputs.iter().map(|output| cell(output, *factor));
            std::iter::once(TableCell::from(self.factor(*factor))).chain(cells).collect()
        };
        Table {
            caption: self.say(Message::GlanceCaption),
            about: vec![self.say(Message::GlanceAbout)],
            heads: self.numbered_heads(decomposition.outputs.len()),
            rows: order.iter().map(row).collect(),
            notes: Vec::new(),
        }
    }

    fn effects(&self, output: &ScreenedOutput, screening: &Screening) -> Table {
        let row = |own: &FactorEffects| {
            let effects = &own.effects;
            let is_kept = screening.survivors.contains(&own.factor);
            vec![
                TableCell::from(self.factor(own.factor)),
                self.with_limits(effects.mu_star, effects.mu_star_interval),
                TableCell::from(self.plain(effects.sigma)),
                TableCell::from(count(effects.used.into())),
                TableCell::from(if is_kept { self.frame.say(Message::GoesOn) } else { "" }),
            ]
        };
        Table {
            caption: self.captioned(Message::ScreeningCaption, output.of),
            about: vec![self.say(Message::ScreeningAbout)],
            heads: vec![
                self.frame.word(Message::FactorColumn),
                ("μ*".to_owned(), true),
                ("σ".to_owned(), true),
                self.frame.figure(Message::EffectsColumn),
                self.frame.word(Message::GoesOnColumn),
            ],
            rows: output.effects.iter().take(MOST_FACTORS).map(row).collect(),
            notes: self.cut(output.effects.len()),
        }
    }

    fn indices(&self, output: &DecomposedOutput) -> Table {
        let ranked = output.indices.as_ref().map(by_total).unwrap_or_default();
        let index = |index: Index| {
            let cell = TableCell::from(self.words.number(index.value, 2));
            index.interval.map_or_else(|| cell.clone(), |interval| cell.clone().with(self.words.limits(interval, 2)))
        };
        let row = |(factor, own): &(usize, FactorIndices)| vec![TableCell::from(self.factor(*factor)), index(own.first), index(own.total)];
        Table {
            caption: self.captioned(Message::IndicesCaption, output.of),
            about: vec![self.say(Message::IndicesAbout)],
            heads: vec![self.frame.word(Message::FactorColumn), ("S1".to_owned(), true), ("ST".to_owned(), true)],
            rows: ranked.iter().take(MOST_FACTORS).map(row).collect(),
            notes: is_noise(output).then(|| self.say(Message::TooFewRowsNote)).into_iter().chain(self.cut(ranked.len())).collect(),
        }
    }

    fn captioned(&self, message: Message, of: OutputOf) -> String {
        self.frame.fill(message, &[("output", &self.output(of)), ("unit", self.unit(of))])
    }

    fn cut(&self, all: usize) -> Vec<String> {
        let values = [("shown", count(MOST_FACTORS as u64)), ("all", count(all as u64))];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if all > MOST_FACTORS { vec![self.frame.fill(Message::FactorsCut, &values)] } else { Vec::new() }
    }

    fn with_limits(&self, value: Option<f64>, interval: Option<Interval>) -> TableCell {
        match (value, interval) {
            (Some(value), Some(interval)) if interval.high > interval.low => {
                let places = decimals(interval.half_width());
                TableCell::from(self.words.number(value, places)).with(self.words.limits(interval, places))
            }
            (value, _) => TableCell::from(self.plain(value)),
        }
    }
}

/// Whether the indices of an output are noise ([`Indices::doubt`]).
fn is_noise(output: &DecomposedOutput) -> bool {
    output.indices.as_ref().is_some_and(|indices| indices.doubt().is_some())
}

/// Every index of an output.
fn values(indices: &Indices) -> impl Iterator<Item = f64> {
    indices.factors.iter().flat_map(|own| [own.first.value, own.total.value])
}

fn sum_of_first(indices: &Indices) -> f64 {
    indices.factors.iter().map(|own| own.first.value).sum()
}

/// Factors with their indices, the largest total first.
fn by_total(indices: &Indices) -> Vec<(usize, FactorIndices)> {
    let mut ranked: Vec<(usize, FactorIndices)> = indices.factors.iter().copied().enumerate().collect();
    ranked.sort_by(|one, other| other.1.total.value.total_cmp(&one.1.total.value));
    ranked
}
