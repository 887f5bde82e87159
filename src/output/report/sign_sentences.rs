//! What decides the sign of a difference, in a sentence: the assumptions that part worlds of the one sign from those of the other, or
//! that turned it when they moved alone, each with its range and the part of it in which the sign turns.

use std::cmp::Ordering;

use crate::experiment::analysis::robustness::SignAcrossWorlds;
use crate::experiment::analysis::scenario_discovery::{FEWEST, Split};
use crate::experiment::design::points::Design;
use crate::experiment::readings::of_signs::{DecidingAssumption, MOST_NAMED, SignRests};
use crate::output::language::message::{Language, Message};
use crate::output::language::number::{count, number, significant_places};
use crate::output::language::wording::Wording;
use crate::statistics::sign_turns::{FactorTurns, SignTurns};

/// The assumptions of a design as they are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignWords<'e> {
    /// The design.
    pub(super) design: &'e Design,
    /// Texts and numbers.
    pub(super) words: Wording<'e>,
}

impl SignWords<'_> {
    /// Which assumptions decide the sign across worlds, or that none does.
    pub(super) fn rests(&self, sign: &SignAcrossWorlds) -> String {
        let cuts = match sign.rests() {
            SignRests::OnNone => return self.words.say(Message::SignRestsOnNone).to_owned(),
            SignRests::Unknown => return self.words.fill(Message::SignRestsUnknown, &[("least", &count(FEWEST as u64))]),
            SignRests::On(cuts) if cuts.is_empty() => return self.words.say(Message::NoFlip).to_owned(),
            SignRests::On(cuts) => cuts,
        };
        let list: Vec<String> = cuts.iter().enumerate().map(|(place, own)| self.deciding(place, own)).collect();
        let list = list.join(self.words.say(Message::Next));
        let is_chance = cuts.iter().all(|own| own.cut.is_chance());
        self.words.fill(if is_chance { Message::SignRestsOnChance } else { Message::SignRestsOn }, &[("list", &list)])
    }

    /// An assumption with the part of its range in which the sign turns, and in how many worlds.
    fn deciding(&self, place: usize, own: &DecidingAssumption) -> String {
        let (cut, is_above) = (own.cut, own.is_above());
        let (here, there) = if is_above { (cut.above, cut.below) } else { (cut.below, cut.above) };
        let (message, level) = match (&cut.split, is_above) {
            (Split::At(at), true) => (Message::Above, self.level(own.factor, *at)),
            (Split::At(at), false) => (Message::AtMostLevel, self.level(own.factor, *at)),
            (Split::Is(level), true) => (Message::IsLevel, level.clone()),
            (Split::Is(level), false) => (Message::IsNotLevel, level.clone()),
        };
        let split = self.words.fill(message, &[("level", &level)]);
        let number_of = |worlds: usize| count(worlds as u64);
        let values = [
            ("place", number_of(place + 1)),
            ("factor", self.ranged(own.factor)),
            ("split", split),
            ("here", number_of(here.flipped)),
            ("among", number_of(here.worlds)),
            ("there", number_of(there.flipped)),
            ("rest", number_of(there.worlds)),
            ("p", number(cut.p, 2)),
        ];
        self.filled(if cut.is_chance() { Message::SignCutByChance } else { Message::SignCut }, &values)
    }

    /// What turned the sign of `output` when it moved alone; nothing where the output is zero everywhere.
    pub(super) fn turned(&self, output: &str, turns: &SignTurns) -> Option<String> {
        let points = turns.below + turns.above;
        let rarer = if turns.above <= turns.below { Message::AboveZero } else { Message::BelowZero };
        let list: Vec<String> =
            turns.factors.iter().take(MOST_NAMED).enumerate().map(|(place, own)| self.steps(place, own, rarer)).collect();
        let message = match (turns.below.min(turns.above), list.is_empty()) {
            (0, _) => Message::SignHeld,
            (_, true) => Message::SignTurnedTogether,
            (_, false) => Message::SignTurned,
        };
        let values = [
            ("output", output.to_owned()),
            ("points", count(points as u64)),
            ("below", count(turns.below as u64)),
            ("above", count(turns.above as u64)),
            ("list", list.join(self.words.say(Message::Next))),
        ];
        (points > 0).then(|| self.filled(message, &values))
    }

    /// How often an assumption turned the sign, and towards which of its ends the `rarer` one lies.
    fn steps(&self, place: usize, own: &FactorTurns, rarer: Message) -> String {
        let side = match own.towards_high.cmp(&own.towards_low) {
            Ordering::Greater => Message::RarerAtHigh,
            Ordering::Less => Message::RarerAtLow,
            Ordering::Equal => Message::RarerAtEither,
        };
        let values = [
            ("place", count(place as u64 + 1)),
            ("factor", self.ranged(own.factor)),
            ("turned", count(own.turned as u64)),
            ("steps", count(own.steps as u64)),
            ("side", self.words.fill(side, &[("sign", self.words.say(rarer))])),
        ];
        self.filled(Message::SignStep, &values)
    }

    /// What a factor is called, with the range that it may have.
    fn ranged(&self, factor: usize) -> String {
        let name = self.design.title(factor, self.words.language == Language::Chinese);
        self.design.ranges[factor].as_ref().map_or_else(
            || name.to_owned(),
            |[low, high]| self.words.fill(Message::AssumptionInRange, &[("factor", name), ("low", low), ("high", high)]),
        )
    }

    /// A number of a factor with its unit, to three significant digits.
    fn level(&self, factor: usize, value: f64) -> String {
        let unit = self.design.units[factor].as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        format!("{}{unit}", self.words.number(value, significant_places(value).into()))
    }

    fn filled(&self, message: Message, values: &[(&str, String)]) -> String {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.words.fill(message, &values)
    }
}
