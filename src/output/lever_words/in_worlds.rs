//! Whether the answer of a lever holds across assumption worlds, in sentences and a table.

use crate::experiment::analysis::scenario_discovery::{Cut, FactorFlips, Split};
use crate::experiment::levers::worlds::{LeverWorlds, MeasureInWorlds, RivalSetting};
use crate::output::charts::chart::Frame;
use crate::output::language::message::{Language, Message};
use crate::output::language::number::{count, plain_decimals};
use crate::output::language::wording::Wording;
use crate::output::presentation::amounts::AmountScale;
use crate::output::presentation::table::{Table, TableCell};

/// A lever in worlds as it is told.
#[derive(Clone, Copy, Debug)]
pub struct WorldsWords<'e> {
    /// What the worlds came to.
    pub worlds: &'e LeverWorlds,
    /// Texts and numbers.
    pub words: Wording<'e>,
}

impl WorldsWords<'_> {
    fn chosen(&self) -> &str {
        &self.worlds.settings[self.worlds.chosen]
    }

    fn number(number: usize) -> String {
        count(number as u64)
    }

    /// A sentence for each measure, and behind it what tells the worlds in which the chosen setting is worse from the rest.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        self.worlds.measures.iter().map(|own| self.measure(own)).collect()
    }

    fn measure(&self, own: &MeasureInWorlds) -> String {
        let worlds = Self::number(self.worlds.worlds);
        let rival = |rival: &RivalSetting| {
            let values = [
                ("rival", self.worlds.settings[rival.setting].clone()),
                ("good", Self::number(rival.better + rival.close)),
                ("better", Self::number(rival.better)),
                ("worse", Self::number(rival.worse)),
            ];
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            self.words.fill(Message::LeverWorldsRival, &values)
        };
        let rivals: Vec<String> = own.rivals.iter().map(rival).collect();
        let rivals = rivals.join(self.words.say(Message::Next));
        let name = self.words.measure(own.key.measure);
        let values = [("measure", name), ("chosen", self.chosen()), ("worlds", &worlds), ("rivals", &rivals)];
        let sentence = self.words.fill(Message::LeverWorldsSentence, &values);
        let holds = Self::number(own.holds);
        let both = (own.rivals.len() > 1).then(|| self.words.fill(Message::LeverWorldsHold, &[("holds", &holds), ("worlds", &worlds)]));
        let parted = own.rivals.iter().filter_map(|rival| self.parted(rival));
        let all: Vec<String> = std::iter::once(sentence).chain(both).chain(parted).collect();
        all.join(if self.words.language == Language::English { " " } else { "" })
    }

    /// What tells the worlds in which the chosen setting is worse than another from the rest.
    fn parted(&self, rival: &RivalSetting) -> Option<String> {
        let (own, cut) = best_cut(rival)?;
        let (here, there) = if is_above(cut) { (cut.above, cut.below) } else { (cut.below, cut.above) };
        let values = [
            ("rival", self.worlds.settings[rival.setting].clone()),
            ("factor", self.worlds.factors[own.factor].clone()),
            ("split", self.split(own, cut)),
            ("here", Self::number(here.flipped)),
            ("among", Self::number(here.worlds)),
            ("there", Self::number(there.flipped)),
            ("rest", Self::number(there.worlds)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(self.words.fill(Message::LeverWorldsParted, &values))
    }

    /// On which side of a cut more worlds are of the other sign.
    fn split(&self, own: &FactorFlips, cut: &Cut) -> String {
        match (&cut.split, is_above(cut)) {
            (Split::At(at), true) => self.words.fill(Message::Above, &[("level", &self.level(own.factor, *at))]),
            (Split::At(at), false) => self.words.fill(Message::AtMostLevel, &[("level", &self.level(own.factor, *at))]),
            (Split::Is(level), true) => self.words.fill(Message::IsLevel, &[("level", level)]),
            (Split::Is(level), false) => self.words.fill(Message::IsNotLevel, &[("level", level)]),
        }
    }

    fn level(&self, factor: usize, value: f64) -> String {
        let unit = self.worlds.units[factor].as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        format!("{}{unit}", self.words.number(value, plain_decimals(value)))
    }

    /// The chosen setting against each other one, measure by measure.
    #[must_use]
    pub fn table(&self, frame: &Frame) -> Table {
        let row = |own: &MeasureInWorlds, rival: &RivalSetting| {
            let cut = best_cut(rival).map_or_else(
                || "–".to_owned(),
                |(factor, cut)| format!("{} {}", self.worlds.factors[factor.factor], self.split(factor, cut)),
            );
            let counts = [rival.better, rival.close, rival.worse, rival.not_comparable];
            let median = median_gain(own, rival.setting);
            let median = median.map_or_else(|| "–".to_owned(), |gain| AmountScale::new(self.words, own.key.measure, gain).signed(gain));
            let head =
                [TableCell::from(self.words.measure(own.key.measure)), TableCell::from(self.worlds.settings[rival.setting].as_str())];
            let counts = counts.map(|n| TableCell::from(Self::number(n)));
            head.into_iter().chain(counts).chain([TableCell::from(median), TableCell::from(cut)]).collect()
        };
        let rows = self.worlds.measures.iter().flat_map(|own| own.rivals.iter().map(move |rival| row(own, rival)));
        let worlds = Self::number(self.worlds.worlds);
        let factors = Self::number(self.worlds.factors.len() - 1);
        Table {
            caption: frame.fill(Message::LeverWorldsCaption, &[("chosen", self.chosen())]),
            about: vec![frame.fill(Message::LeverWorldsAbout, &[("worlds", &worlds), ("factors", &factors)])],
            heads: vec![
                frame.word(Message::MeasureColumn),
                frame.word(Message::AgainstColumn),
                frame.figure(Message::LeverWorldsBetter),
                frame.figure(Message::LeverWorldsClose),
                frame.figure(Message::LeverWorldsWorse),
                frame.figure(Message::LeverWorldsUnknown),
                frame.figure(Message::LeverWorldsMedian),
                frame.word(Message::LeverWorldsCut),
            ],
            rows: rows.collect(),
            notes: Vec::new(),
        }
    }
}

/// The cut that tells the worlds in which the chosen setting is worse best from the rest, unless chance may have made it.
#[must_use]
pub fn best_cut(rival: &RivalSetting) -> Option<(&FactorFlips, &Cut)> {
    let flips = rival.flips.as_ref()?;
    flips.factors.iter().find_map(|own| own.cut.as_ref().filter(|cut| !cut.is_chance()).map(|cut| (own, cut)))
}

fn is_above(cut: &Cut) -> bool {
    cut.above.share() >= cut.below.share()
}

/// The gain over another setting in the middle world.
fn median_gain(own: &MeasureInWorlds, setting: usize) -> Option<f64> {
    let mut gains: Vec<f64> = own.worlds.iter().filter_map(|world| world.gains[setting]).collect();
    gains.sort_by(f64::total_cmp);
    let (low, high) = (gains.get((gains.len().max(1) - 1) / 2)?, gains.get(gains.len() / 2)?);
    Some(f64::midpoint(*low, *high))
}
