//! What a lever does, in sentences: the answer in one of three forms, what most of the gain takes, why, and what it costs.

use crate::experiment::analysis::pay_stated::PayStated;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::points::Design;
use crate::experiment::levers::answer::{AnswerForm, Gain, LeverAnswer};
use crate::experiment::levers::response::{Response, ResponseCurve};
use crate::experiment::levers::time_moved::{PartMoved, TimeMoved};
use crate::output::language::message::{Language, Message};
use crate::output::language::time_account::part_label;
use crate::output::language::wording::Wording;
use crate::output::presentation::amounts::AmountScale;
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;

/// Parts of the time of an issue that a sentence names.
const MOST_PARTS: usize = 4;
/// A part that moved by less than this share of the one that moved most is not named.
const LEAST_NAMED: f64 = 0.03;

/// A lever as it is told.
#[derive(Clone, Copy, Debug)]
pub struct LeverWords<'e> {
    /// The plan, whose design varies the lever.
    pub plan: &'e Plan,
    /// Its design.
    pub design: &'e Design,
    /// What it does.
    pub response: &'e Response,
    /// Texts and numbers.
    pub words: Wording<'e>,
}

impl LeverWords<'_> {
    /// The level at a place among the rising ones, as written.
    #[must_use]
    pub fn level(&self, at: usize) -> &str {
        &self.design.points[self.response.points[at]][0].text
    }

    /// What the lever is called.
    #[must_use]
    pub fn factor(&self) -> &str {
        self.design.title(0, self.words.language == Language::Chinese)
    }

    fn scale(&self, measure: Measure, largest: f64) -> AmountScale<'_> {
        AmountScale::new(self.words, measure, largest)
    }

    /// All there is to say: an answer for each headline measure, and behind the first the gain, the reason and the cost.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        self.answers().into_iter().map(|(_, sentence)| sentence).collect()
    }

    /// The same, each sentence with the question that it answers.
    #[must_use]
    pub fn answers(&self) -> Vec<(Message, String)> {
        let mut said = Vec::new();
        for (index, answer) in self.response.answers.iter().enumerate() {
            let moved = self.response.moved[index].as_ref();
            said.push((Message::AskSetting, self.answer(answer, moved)));
            if index == 0 {
                said.extend(answer.gain.as_ref().and_then(|gain| self.gain(answer, gain)).map(|gain| (Message::AskGain, gain)));
                let shares = moved.filter(|_| answer.form == AnswerForm::Flat).and_then(|_| self.shares(answer));
                said.extend(moved.map(|moved| self.why(moved)).into_iter().chain(shares).map(|why| (Message::AskWhere, why)));
                said.extend(self.cost().into_iter().map(|cost| (Message::AskPrice, cost)));
            }
        }
        if self.plan.settings.len() == 1 {
            return said;
        }
        let policy = self.words.policy(&self.plan.identity.policies[self.response.policy]);
        let under = |sentence: &str| self.words.fill(Message::LeverUnder, &[("policy", &policy), ("sentence", sentence)]);
        said.into_iter().map(|(question, sentence)| (question, under(&sentence))).collect()
    }

    /// The answer by one measure.
    #[must_use]
    pub fn answer(&self, answer: &LeverAnswer, moved: Option<&TimeMoved>) -> String {
        let last = self.response.points.len() - 1;
        let chosen = if answer.form == AnswerForm::Flat { self.cheapest(answer) } else { answer.best };
        let lag = |level: usize| answer.standings[level].lag().map_or(0.0, |lag| lag.mean);
        let largest = lag(0).max(lag(last));
        let amounts = self.scale(answer.key.measure, largest);
        let bounds = self.scale(answer.key.measure, answer.bound);
        let need = if answer.form == AnswerForm::NoTurn { self.need(moved) } else { String::new() };
        let values = [
            ("measure", self.words.measure(answer.key.measure).to_owned()),
            ("level", self.level(chosen).to_owned()),
            ("estimate", self.estimate(answer.key, chosen)),
            ("from", self.level(answer.good.0).to_owned()),
            ("to", self.level(answer.good.1).to_owned()),
            ("low", self.level(0).to_owned()),
            ("high", self.level(last).to_owned()),
            ("below", amounts.size(lag(0))),
            ("above", amounts.size(lag(last))),
            ("bound", bounds.size(answer.bound)),
            ("need", need),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let sentence = self.words.fill(self.form(answer), &values);
        let is_open = answer.form == AnswerForm::Flat && answer.bound > answer.relevant;
        let open = is_open.then(|| {
            let relevant = self.scale(answer.key.measure, answer.relevant).size(answer.relevant);
            self.words.fill(Message::LeverFlatOpen, &[("relevant", &relevant)])
        });
        [sentence].into_iter().chain(open).collect::<Vec<_>>().join(if self.words.language == Language::English { " " } else { "" })
    }

    fn form(&self, answer: &LeverAnswer) -> Message {
        match answer.form {
            AnswerForm::BestAt if answer.good.0 == answer.good.1 => Message::LeverBestAt,
            AnswerForm::BestAt => Message::LeverBestAmong,
            AnswerForm::NoTurn => Message::LeverNoTurn,
            AnswerForm::Flat if self.is_unpaid() => Message::LeverFlatUnpaid,
            AnswerForm::Flat if self.costs_the_same(answer.good) => Message::LeverFlatSame,
            AnswerForm::Flat => Message::LeverFlat,
        }
    }

    fn cheapest(&self, answer: &LeverAnswer) -> usize {
        self.response.cheapest(answer.good).unwrap_or(answer.good.0)
    }

    /// Whether nobody's pay is stated, and no other cost.
    fn is_unpaid(&self) -> bool {
        let is_nothing = self.response.cost().is_none_or(|cost| cost.points.iter().all(|point| point.mean.is_none_or(|mean| mean == 0.0)));
        is_nothing || PayStated::of(self.plan) == PayStated::Nobodys && self.response.curve(Measure::FULL_COST).is_none()
    }

    fn costs_the_same(&self, (first, last): (usize, usize)) -> bool {
        self.response.cost().is_some_and(|cost| is_even(cost, first, last))
    }

    /// A measure at a level, in words.
    fn estimate(&self, key: Key, level: usize) -> String {
        let mean = self.response.curves.iter().find(|curve| curve.key == key).and_then(|curve| curve.mean(level));
        mean.map_or_else(|| "–".to_owned(), |mean| self.scale(key.measure, mean).value(mean))
    }

    /// What a curve without a turn would need: what rises against the gain, so many times as large.
    fn need(&self, moved: Option<&TimeMoved>) -> String {
        let any = || self.words.say(Message::LeverNeedsAny).to_owned();
        let Some(moved) = moved else { return any() };
        let opposed = moved.opposed();
        // on the way to the best level the time moves to one side: what moves to the other stands against it
        let helps = moved.whole.signum();
        let (with, against) = if helps < 0.0 { (opposed.falls, opposed.rises) } else { (opposed.rises, opposed.falls) };
        let part = |sign: f64| {
            let own = moved.by_size().into_iter().find(|part| part.difference * sign > 0.0)?;
            part_label(own.measure, self.words.language)
        };
        let (Some(with_part), Some(against_part)) = (part(helps), part(-helps)) else { return any() };
        if against <= 0.0 || with / against > MOST_TIMES {
            return any();
        }
        let amounts = self.scale(Measure::ResolutionTime, with);
        let values = [
            ("against", against_part.to_owned()),
            ("rises", amounts.signed(-helps * against)),
            ("with", with_part.to_owned()),
            ("falls", amounts.signed(helps * with)),
            ("ratio", self.words.number(with / against, usize::from(with / against < 10.0))),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.words.fill(Message::LeverNeedsMore, &values)
    }

    /// What most of the gain takes, or what the last step still gives.
    #[must_use]
    pub fn gain(&self, answer: &LeverAnswer, gain: &Gain) -> Option<String> {
        let amounts = self.scale(answer.key.measure, gain.whole);
        // on a way that first gets worse a step may give more than the whole
        let is_part = (0.0..gain.whole).contains(&gain.part);
        let is_most = gain.at != gain.from && gain.part >= 0.5 * gain.whole;
        let names = [("from", self.level(gain.from)), ("best", self.level(answer.best)), ("level", self.level(gain.at))];
        if gain.at == answer.best || answer.best == gain.from || !is_part {
            return None;
        }
        let (message, name, part) = match answer.form {
            AnswerForm::NoTurn => (Message::LeverLastStep, "step", gain.whole - gain.part),
            _ if is_most => (Message::LeverGain, "part", gain.part),
            _ => return None,
        };
        let (part, whole) = (amounts.bare(part), amounts.size(gain.whole));
        Some(self.words.fill(message, &[names.as_slice(), &[(name, &part), ("whole", &whole)]].concat()))
    }

    /// Which parts of the time of an issue move.
    #[must_use]
    pub fn why(&self, moved: &TimeMoved) -> String {
        let ends = [("from", self.level(moved.from)), ("to", self.level(moved.to))];
        let parts = moved.by_size();
        let largest = parts.first().map_or(0.0, |part| part.difference.abs());
        if largest == 0.0 {
            return self.words.fill(Message::LeverWhyNothing, &ends);
        }
        let amounts = self.scale(Measure::ResolutionTime, largest.max(moved.whole.abs()));
        let is_named = |part: &&PartMoved| part.difference.abs() >= LEAST_NAMED * largest;
        let of = |part: &PartMoved| {
            let label = part_label(part.measure, self.words.language)?;
            Some(format!("{label} {}", amounts.signed(part.difference)))
        };
        let named: Vec<&PartMoved> = parts.iter().filter(is_named).take(MOST_PARTS).collect();
        // what is written adds up to what is written of the whole
        let rest = amounts.rest(moved.whole, named.iter().map(|part| part.difference));
        let rest = rest.map(|rest| format!("{} {}", self.words.say(Message::AllElse), amounts.signed(rest)));
        let named: Vec<String> = named.into_iter().filter_map(of).chain(rest).collect();
        let (total, parts) = (amounts.signed(moved.whole), named.join(self.words.say(Message::Comma)));
        self.words.fill(Message::LeverWhy, &[ends.as_slice(), &[("total", &total), ("parts", &parts)]].concat())
    }

    /// What the time of an issue consists of at the level chosen, the largest parts first.
    fn shares(&self, answer: &LeverAnswer) -> Option<String> {
        let level = self.cheapest(answer);
        let mut parts: Vec<(Measure, f64)> =
            self.response.account.iter().filter_map(|curve| Some((curve.key.measure, curve.mean(level)?))).collect();
        let whole: f64 = parts.iter().map(|(_, hours)| hours).sum();
        if whole <= 0.0 {
            return None;
        }
        parts.sort_by(|one, other| other.1.total_cmp(&one.1));
        let of = |(measure, hours): &(Measure, f64)| {
            let share = self.words.number(hours / whole * 100.0, usize::from(hours / whole < 0.1));
            Some(format!("{} {share}%", part_label(*measure, self.words.language)?))
        };
        let shares: Vec<String> = parts.iter().filter(|(_, hours)| *hours > 0.001 * whole).filter_map(of).collect();
        let whole = self.scale(Measure::ResolutionTime, whole).value(whole);
        let shares = shares.join(self.words.say(Message::Comma));
        Some(self.words.fill(Message::LeverShares, &[("whole", &whole), ("level", self.level(level)), ("shares", &shares)]))
    }

    /// What the range costs from its lowest to its highest level, by payer.
    #[must_use]
    pub fn cost(&self) -> Vec<String> {
        let last = self.response.points.len() - 1;
        let hours = self.response.costs.iter().find(|curve| curve.key.measure == Measure::VolunteerHours);
        let change = |curve: &ResponseCurve| Some(curve.mean(last)? - curve.mean(0)?);
        let volunteers = hours.and_then(change).filter(|change| *change != 0.0).map(|change| {
            let size = self.scale(Measure::VolunteerHours, change).signed(change);
            self.words.fill(Message::LeverVolunteers, &[("size", &size)])
        });
        let paid: Vec<String> = if self.is_unpaid() || self.costs_the_same((0, last)) { Vec::new() } else { self.payers(last) };
        let mut said = Vec::new();
        if self.is_unpaid() {
            said.push(self.words.say(Message::LeverUnpaid).to_owned());
        } else if paid.is_empty() {
            let cost = self.response.cost().and_then(|cost| Some((cost.key.measure, cost.mean(0)?)));
            said.extend(
                cost.map(|(measure, cost)| self.words.fill(Message::LeverCostSame, &[("cost", &self.scale(measure, cost).value(cost))])),
            );
        }
        let parts: Vec<String> = paid.into_iter().chain(volunteers).collect();
        if !parts.is_empty() {
            let parts = parts.join(self.words.say(Message::Comma));
            said.push(self.words.fill(Message::LeverCost, &[("from", self.level(0)), ("to", self.level(last)), ("parts", &parts)]));
        }
        said
    }

    /// What the last level costs more than the first: in all, then by payer where there are several.
    fn payers(&self, last: usize) -> Vec<String> {
        let Some(cost) = self.response.cost() else { return Vec::new() };
        let change = |curve: &ResponseCurve| Some(curve.mean(last)? - curve.mean(0)?);
        let whole = change(cost).unwrap_or(0.0);
        let mut said = vec![self.words.fill(Message::LeverInAll, &[("size", &self.scale(cost.key.measure, whole).signed(whole))])];
        let of = |curve: &ResponseCurve| {
            let change = change(curve).filter(|change| *change != 0.0)?;
            Some(format!("{} {}", self.payer(curve.key)?, self.scale(curve.key.measure, change).signed(change)))
        };
        let by_payer: Vec<String> = self.response.costs.iter().filter(|curve| is_of_payer(curve.key)).filter_map(of).collect();
        if by_payer.len() > 1 {
            said.extend(by_payer);
        }
        said
    }

    /// Name of the payer that `key` is about.
    #[must_use]
    pub fn payer(&self, key: Key) -> Option<&str> {
        let Group::Payer(payer) = key.group else { return None };
        let payers = self.plan.settings.first()?.costs.as_ref()?;
        payers.payers.get(payer.index()).map(String::as_str)
    }
}

/// Above so many times what stands against a gain is as good as nothing.
const MOST_TIMES: f64 = 1_000.0;

/// Whether `key` is what one payer pays.
#[must_use]
pub const fn is_of_payer(key: Key) -> bool {
    matches!(key.group, Group::Payer(_))
}

/// Whether a curve is as high at all levels from `first` to `last`.
fn is_even(curve: &ResponseCurve, first: usize, last: usize) -> bool {
    let means = || curve.points[first..=last].iter().filter_map(|point| point.mean);
    let (low, high) = means().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), mean| (low.min(mean), high.max(mean)));
    high - low <= 1e-9 * high.abs()
}
