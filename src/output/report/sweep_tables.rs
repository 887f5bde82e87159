//! What a sweep came to, in sentences and tables: the best points, the policies across worlds, what flips a verdict, and
//! what each factor does alone. The report shows them as they are, a terminal draws the same tables.

use super::sign_sentences::SignWords;
use crate::experiment::analysis::best::{AlternativeStanding, Best};
use crate::experiment::analysis::one_at_a_time::{AtLevel, FactorEffect, VerdictTurn};
use crate::experiment::analysis::point_values::{Alternative, Output};
use crate::experiment::analysis::robustness::{Reference, SignAcrossWorlds, Worlds};
use crate::experiment::analysis::scenario_discovery::{FactorFlips, Split};
use crate::experiment::analysis::sweep::SweepResult;
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::points::Design;
use crate::experiment::readings::of_signs::SignRests;
use crate::output::charts::chart::Frame;
use crate::output::language::label::{measure_label, unit_label};
use crate::output::language::message::Message;
use crate::output::language::number::{count, number, plain_decimals};
use crate::output::language::wording::Wording;
use crate::output::presentation::amounts::AmountScale;
use crate::output::presentation::table::{Table, TableCell};
use crate::statistics::estimate::Estimate;
use crate::units::key::Key;
use crate::units::measure::Measure;

/// Most rows of points in a table.
const MOST_POINTS: usize = 40;
/// Most factors in a table.
const MOST_FACTORS: usize = 20;
/// Most levels of a point that are written out in a sentence.
const MOST_LEVELS: usize = 4;

/// A sweep as it is told.
#[derive(Clone, Copy, Debug)]
pub struct SweepTables<'e> {
    /// The plan, which has a design.
    pub plan: &'e Plan,
    /// The design of the plan.
    pub design: &'e Design,
    /// What the campaign came to.
    pub outcome: &'e Outcome,
    /// What the sweep came to.
    pub sweep: &'e SweepResult,
    /// Texts and numbers.
    pub words: Wording<'e>,
    /// Language, seed and hash.
    pub frame: &'e Frame,
}

impl SweepTables<'_> {
    pub(super) fn say(&self, message: Message) -> String {
        self.frame.say(message).to_owned()
    }

    pub(super) fn measure(&self, measure: Measure) -> &'static str {
        measure_label(measure, self.frame.language)
    }

    pub(super) fn policy(&self, policy: usize) -> String {
        self.words.policy(&self.plan.identity.policies[policy])
    }

    /// What a policy is called at the head of a row.
    fn head(&self, policy: usize) -> &str {
        self.frame.called(&self.plan.identity.policies[policy])
    }

    fn has_policies(&self) -> bool {
        self.plan.settings.len() > 1
    }

    fn plain(&self, value: f64) -> String {
        self.words.number(value, plain_decimals(value))
    }

    fn estimate(&self, of: Alternative, key: Key) -> Option<&Estimate> {
        let list = &self.outcome.at(of.point, self.plan.settings.len())[of.policy];
        list.iter().find(|estimate| estimate.key == key)
    }

    /// An estimate with its half-width and unit.
    fn told(&self, of: Alternative, key: Key) -> String {
        let Some(estimate) = self.estimate(of, key) else { return String::new() };
        match (estimate.mean, estimate.interval) {
            (Some(mean), Some(interval)) => {
                let half = interval.larger_side(mean);
                let scale = AmountScale::new(self.words, key.measure, mean).as_precise_as(half);
                format!("{} ±{}", scale.bare(mean), scale.value(half))
            }
            (Some(mean), None) => AmountScale::new(self.words, key.measure, mean).value(mean),
            _ => "–".to_owned(),
        }
    }

    /// The levels of a point that differ from the file's own values, as far as there is room.
    fn levels(&self, point: usize) -> String {
        let level = |(factor, level): (&String, &crate::scenario::Level)| format!("{} = {}", short(factor), level.text);
        let all: Vec<String> = self.design.factors.iter().zip(&self.design.points[point]).map(level).collect();
        if all.len() <= MOST_LEVELS {
            return all.join(self.frame.say(Message::Comma));
        }
        format!("{} {}", self.say(Message::PointColumn), self.plan.point_number(point))
    }

    /// What is swept.
    #[must_use]
    pub fn about(&self) -> String {
        let names = self.words.policies(self.plan.identity.policies.iter().map(String::as_str));
        let policies = if self.has_policies() {
            self.frame.fill(Message::PoliciesNamed, &[("policies", &names)])
        } else {
            self.frame.fill(Message::PolicyNamed, &[("policy", &names)])
        };
        let values = [
            ("scenario", self.plan.identity.scenario.clone()),
            ("kind", self.kind()),
            ("points", count(self.design.points.len() as u64)),
            ("factors", count(self.design.factors.len() as u64)),
            ("policies", policies),
            ("replications", count(self.plan.identity.replications.into())),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.frame.fill(Message::ReportOfSweep, &values)
    }

    fn kind(&self) -> String {
        self.words.design(&self.design.kind)
    }

    /// The results, a sentence each: across worlds, where there are policies; else the best.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let worlds = self.sweep.worlds.iter().flat_map(|worlds| worlds.signs.iter().map(move |sign| self.of_worlds(worlds, sign)));
        let best = self.sweep.best.iter().filter(|best| best.policy.is_none()).filter_map(|best| self.of_best(best));
        worlds.chain(best).collect()
    }

    pub(super) fn of_best(&self, best: &Best) -> Option<String> {
        let found = best.best()?;
        let alike = best.among_the_best().count();
        let values = [
            ("measure", self.measure(best.key.measure).to_owned()),
            ("policy", self.policy(found.alternative.policy)),
            ("levels", self.levels(found.alternative.point)),
            ("estimate", self.told(found.alternative, best.key)),
            ("count", count(alike.saturating_sub(1) as u64)),
            ("all", count(best.candidates.len().saturating_sub(1) as u64)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let message = if alike > 1 { Message::BestSentence } else { Message::BestAloneSentence };
        Some(self.frame.fill(message, &values))
    }

    fn of_worlds(&self, worlds: &Worlds, sign: &SignAcrossWorlds) -> String {
        let number = |count_of: usize| count(count_of as u64);
        let values = [
            ("measure", self.measure(worlds.key.measure).to_owned()),
            ("policy", self.policy(sign.policy)),
            ("baseline", self.policy(0)),
            ("same", number(sign.same)),
            ("settled", number(sign.settled_same)),
            ("opposite", number(sign.opposite)),
            ("worlds", number(sign.worlds)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let sentence = self.frame.fill(Message::WorldSentence, &values);
        self.frame.sentences([sentence, self.rests(sign)])
    }

    /// Which assumptions decide the sign.
    fn rests(&self, sign: &SignAcrossWorlds) -> String {
        SignWords { design: self.design, words: self.words }.rests(sign)
    }

    /// What turns the sign of the difference of a policy by more than chance, in a sentence.
    pub(super) fn turned(&self, worlds: &Worlds, sign: &SignAcrossWorlds) -> String {
        let is_chance = matches!(sign.rests(), SignRests::On(cuts) if cuts.iter().all(|own| own.cut.is_chance()));
        let rests = if is_chance { self.say(Message::NoFlip) } else { self.rests(sign) };
        let policy = self.policy(sign.policy);
        self.frame.fill(Message::TurnedBy, &[("measure", self.measure(worlds.key.measure)), ("policy", &policy), ("flip", &rests)])
    }

    /// A number of a factor with its unit.
    fn level_text(&self, factor: usize, value: f64) -> String {
        let unit = self.design.units[factor].as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        format!("{}{unit}", self.plain(value))
    }

    /// All tables, in the order in which they are read.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = self.effects();
        for worlds in &self.sweep.worlds {
            tables.push(self.across(worlds));
            tables.push(self.signs(worlds));
            tables.extend(worlds.signs.iter().filter_map(|sign| self.flips(worlds, sign)));
        }
        // the points of one lever stand in its own table
        let points = self.sweep.best.iter().find(|best| best.policy.is_none() && self.sweep.responses.is_empty());
        tables.extend(points.map(|best| self.points(best)));
        tables
    }

    /// Every point under every policy, the best by the first measure first.
    fn points(&self, best: &Best) -> Table {
        let mut order: Vec<usize> = (0..best.candidates.len()).collect();
        let lag = |at: usize| match best.candidates[at].standing {
            AlternativeStanding::Best => -1.0,
            AlternativeStanding::Alike(lag) | AlternativeStanding::Behind(lag) => lag.mean.max(0.0),
            AlternativeStanding::NotComparable => f64::INFINITY,
        };
        order.sort_by(|one, other| lag(*one).total_cmp(&lag(*other)));
        let count_of = self.design.factors.len();
        let factors = 0..if count_of <= MOST_LEVELS { count_of } else { 0 };
        let row = |at: &usize| {
            let of = best.candidates[*at].alternative;
            let number = self.plan.point_number(of.point).to_string();
            let name = if self.has_policies() { format!("{number} {}", self.head(of.policy)) } else { number };
            let mut cells = vec![TableCell::from(name)];
            cells.extend(factors.clone().map(|factor| TableCell::from(self.design.points[of.point][factor].text.clone())));
            cells.extend(self.sweep.headline.iter().map(|key| TableCell::from(self.marked(of, *key))));
            cells
        };
        let mut heads = vec![self.frame.word(Message::PointColumn)];
        heads.extend(factors.clone().map(|factor| (short(&self.design.factors[factor]).to_owned(), true)));
        heads.extend(self.sweep.headline.iter().map(|key| (self.measure(key.measure).to_owned(), true)));
        let all = order.len();
        let notes = if all > MOST_POINTS {
            vec![self.frame.fill(Message::PointsCut, &[("shown", &count(MOST_POINTS as u64)), ("all", &count(all as u64))])]
        } else {
            Vec::new()
        };
        Table {
            caption: self.say(Message::PointsCaption),
            about: vec![self.frame.fill(Message::PointsAbout, &[("measure", self.measure(best.key.measure))])],
            heads,
            rows: order.iter().take(MOST_POINTS).map(row).collect(),
            notes,
        }
    }

    /// An estimate, marked where it is the best or cannot be told from it.
    fn marked(&self, of: Alternative, key: Key) -> String {
        let best = self.sweep.best.iter().find(|best| best.key == key && best.policy.is_none());
        let standing = best.and_then(|best| best.candidate(of)).map(|candidate| candidate.standing);
        let mark = match standing {
            Some(AlternativeStanding::Best) => " **",
            Some(AlternativeStanding::Alike(_)) => " *",
            Some(AlternativeStanding::Behind(_) | AlternativeStanding::NotComparable) | None => "",
        };
        self.told(of, key) + mark
    }

    /// The policies across worlds.
    fn across(&self, worlds: &Worlds) -> Table {
        let of_worlds = |part: usize| {
            let share = part as f64 / worlds.points.len().max(1) as f64 * 100.0;
            TableCell::from(format!("{} ({}%)", count(part as u64), number(share, 0)))
        };
        let row = |own: &crate::experiment::analysis::robustness::AcrossWorlds| {
            let regret = |value: Option<f64>| TableCell::from(value.map_or_else(|| "–".to_owned(), |value| self.plain(significant(value))));
            let worst = own.regret.map(|regret| self.plan.point_number(regret.worst));
            let largest = own.regret.map_or_else(String::new, |regret| self.plain(significant(regret.largest)));
            vec![
                TableCell::from(self.head(own.policy)),
                of_worlds(own.best),
                of_worlds(own.tied),
                of_worlds(own.among_the_best),
                regret(own.regret.map(|regret| regret.mean)),
                regret(own.regret.map(|regret| regret.p90)),
                TableCell::from(worst.map_or_else(|| "–".to_owned(), |point| format!("{largest} ({point})"))),
            ]
        };
        let measure = self.measure(worlds.key.measure);
        let unit = unit_label(worlds.key.measure.entry().unit, self.frame.language);
        Table {
            caption: self.frame.fill(Message::WorldsCaption, &[("measure", &format!("{measure} ({unit})"))]),
            about: vec![self.say(Message::WorldsAbout)],
            heads: vec![
                self.frame.word(Message::PolicyColumn),
                self.frame.figure(Message::WorldsBest),
                self.frame.figure(Message::WorldsTied),
                self.frame.figure(Message::WorldsAmong),
                self.frame.figure(Message::RegretMean),
                self.frame.figure(Message::RegretP90),
                self.frame.figure(Message::RegretLargest),
            ],
            rows: worlds.policies.iter().map(row).collect(),
            notes: Vec::new(),
        }
    }

    fn signs(&self, worlds: &Worlds) -> Table {
        let reference = worlds.signs.first().map_or(Message::ReferenceWhole, |sign| match sign.reference {
            Reference::Nominal(_) => Message::ReferenceNominal,
            Reference::Whole => Message::ReferenceWhole,
        });
        let row = |sign: &SignAcrossWorlds| {
            let counts =
                [sign.same, sign.opposite, sign.settled_same, sign.settled_opposite, sign.equivalent, sign.undecided].map(|n| n as u64);
            std::iter::once(TableCell::from(self.head(sign.policy))).chain(counts.map(|n| TableCell::from(count(n)))).collect()
        };
        Table {
            caption: self.frame.fill(Message::SignsCaption, &[("measure", self.measure(worlds.key.measure))]),
            about: vec![
                self.frame.fill(Message::SignsAbout, &[("baseline", &self.policy(0)), ("reference", self.frame.say(reference))]),
                self.say(Message::BudgetExploratory),
            ],
            heads: vec![
                self.frame.word(Message::PolicyColumn),
                self.frame.figure(Message::SignSame),
                self.frame.figure(Message::SignOpposite),
                self.frame.figure(Message::SignSettledSame),
                self.frame.figure(Message::SignSettledOpposite),
                self.frame.figure(Message::SignEquivalent),
                self.frame.figure(Message::SignUndecided),
            ],
            rows: worlds.signs.iter().map(row).collect(),
            notes: Vec::new(),
        }
    }

    /// The factors whose cuts tell flipped worlds from others best.
    fn flips(&self, worlds: &Worlds, sign: &SignAcrossWorlds) -> Option<Table> {
        let flips = sign.flips.as_ref()?;
        let row = |own: &FactorFlips| {
            let cut = own.cut.as_ref()?;
            let split = match &cut.split {
                Split::At(at) => self.level_text(own.factor, *at),
                Split::Is(level) => format!("= {level}"),
            };
            let part = |part: crate::experiment::analysis::scenario_discovery::Part| {
                TableCell::from(format!("{} / {}", part.flipped, part.worlds))
            };
            let rank = own.rank_correlation.map_or_else(|| "–".to_owned(), |rank| self.words.signed(rank, 2));
            Some(vec![
                TableCell::from(self.design.factors[own.factor].as_str()),
                TableCell::from(split),
                part(cut.below),
                part(cut.above),
                TableCell::from(rank),
                TableCell::from(number(cut.p, 3)),
            ])
        };
        let rows: Vec<Vec<TableCell>> = flips.factors.iter().filter_map(row).take(MOST_FACTORS / 2).collect();
        Some(Table {
            caption: self
                .frame
                .fill(Message::FlipsCaption, &[("measure", self.measure(worlds.key.measure)), ("policy", &self.policy(sign.policy))]),
            about: vec![self.say(Message::FlipsAbout)],
            heads: vec![
                self.frame.word(Message::FactorColumn),
                self.frame.figure(Message::CutColumn),
                self.frame.figure(Message::OtherSignBelow),
                self.frame.figure(Message::OtherSignAbove),
                self.frame.figure(Message::RankColumn),
                self.frame.figure(Message::PColumn),
            ],
            rows,
            notes: Vec::new(),
        })
    }

    /// What each factor does alone, a table per output and measure.
    fn effects(&self) -> Vec<Table> {
        let mut kinds: Vec<(Key, Output)> = Vec::new();
        for effect in &self.sweep.effects {
            if !kinds.contains(&(effect.key, effect.output)) {
                kinds.push((effect.key, effect.output));
            }
        }
        kinds.into_iter().map(|(key, output)| self.effect_table(key, output)).collect()
    }

    fn effect_table(&self, key: Key, output: Output) -> Table {
        let mut own: Vec<&FactorEffect> = self.sweep.effects.iter().filter(|effect| effect.key == key && effect.output == output).collect();
        own.sort_by(|one, other| other.range().total_cmp(&one.range()));
        let all = own.len();
        let at = |factor: usize, level: Option<&AtLevel>| {
            level.map_or_else(TableCell::default, |level| {
                let cell = TableCell::from(self.shift(level));
                cell.with(self.design.points[level.point][factor].text.clone())
            })
        };
        let row = |effect: &&FactorEffect| {
            vec![
                TableCell::from(self.design.factors[effect.factor].as_str()),
                at(effect.factor, effect.low()),
                at(effect.factor, effect.high()),
                TableCell::from(self.turns(effect)),
            ]
        };
        let cut = || self.frame.fill(Message::PointsCut, &[("shown", &MOST_FACTORS.to_string()), ("all", &all.to_string())]);
        let notes = (all > MOST_FACTORS).then(cut).into_iter().collect();
        let output = self.output(output);
        let unit = unit_label(key.measure.entry().unit, self.frame.language);
        let measure = format!("{} ({unit})", self.measure(key.measure));
        Table {
            caption: self.frame.fill(Message::EffectsCaption, &[("measure", &measure), ("output", &output)]),
            about: vec![self.say(Message::EffectsAbout)],
            heads: vec![
                self.frame.word(Message::FactorColumn),
                self.frame.figure(Message::LowColumn),
                self.frame.figure(Message::HighColumn),
                self.frame.word(Message::VerdictTurns),
            ],
            rows: own.iter().take(MOST_FACTORS).map(row).collect(),
            notes,
        }
    }

    fn output(&self, output: Output) -> String {
        match output {
            Output::Value { policy } => self.frame.fill(Message::OutputValue, &[("policy", &self.policy(policy))]),
            Output::Difference { policy } => self.words.difference_of(&self.policy(policy), &self.policy(0)),
        }
    }

    fn shift(&self, level: &AtLevel) -> String {
        match (level.shift, level.interval) {
            (Some(shift), Some(interval)) if interval.high > interval.low => {
                let places = crate::output::language::number::decimals(interval.half_width());
                format!("{} ±{}", self.words.signed(shift, places), self.words.number(interval.larger_side(shift), places))
            }
            (Some(shift), _) => self.words.signed(shift, plain_decimals(shift)),
            (None, _) => "–".to_owned(),
        }
    }

    fn turns(&self, effect: &FactorEffect) -> String {
        let turn = |level: &AtLevel| {
            let text = self.design.points[level.point][effect.factor].text.as_str();
            let message = match level.turn? {
                VerdictTurn::Same => return None,
                VerdictTurn::Lost => Message::TurnLost,
                VerdictTurn::Gained => Message::TurnGained,
                VerdictTurn::Reversed => Message::TurnReversed,
            };
            Some(self.frame.fill(message, &[("level", text)]))
        };
        effect.levels.iter().filter_map(turn).collect::<Vec<_>>().join(self.frame.say(Message::Comma))
    }
}

/// The last two parts of a key, which tell it from others mostly.
fn short(key: &str) -> &str {
    let parts = key.rmatch_indices('.').nth(1).map_or(0, |(at, _)| at + 1);
    &key[parts..]
}

/// A number with four significant digits.
fn significant(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}
