//! What a lever does, in tables: its measures along the levels, where the time of an issue goes, what it costs by payer.

use super::sentences::{LeverWords, is_of_payer};
use crate::experiment::levers::answer::LevelStanding;
use crate::experiment::levers::response::{ResponseCurve, ResponsePoint};
use crate::output::charts::chart::Frame;
use crate::output::language::label::unit_label;
use crate::output::language::message::Message;
use crate::output::language::time_account::part_label;
use crate::output::presentation::amounts::AmountScale;
use crate::output::presentation::table::{Table, TableCell};
use crate::statistics::estimate::Interval;
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;

impl LeverWords<'_> {
    /// All tables, in the order in which they are read.
    #[must_use]
    pub fn tables(&self, frame: &Frame) -> Vec<Table> {
        [Some(self.along(frame)), self.account(frame), self.by_payer(frame)].into_iter().flatten().collect()
    }

    fn caption(&self, frame: &Frame, alone: Message, under: Message) -> String {
        let factor = ("factor", self.factor());
        if self.plan.settings.len() == 1 {
            return frame.fill(alone, &[factor]);
        }
        let policy = self.words.policy(&self.plan.identity.policies[self.response.policy]);
        frame.fill(under, &[factor, ("policy", &policy)])
    }

    fn levels(&self) -> std::ops::Range<usize> {
        0..self.response.points.len()
    }

    /// Head of a row: the level, and whether it is that of the scenario.
    fn head(&self, level: usize, frame: &Frame) -> TableCell {
        let cell = TableCell::from(self.level(level));
        if self.response.own == Some(level) { cell.with(frame.say(Message::LeverNow)) } else { cell }
    }

    /// What a curve is called: the measure, and the group where it is of one.
    #[must_use]
    pub fn named(&self, key: Key) -> String {
        let name = self.words.measure(key.measure);
        let group = self.words.thing(key.group.name(&self.plan.settings[self.response.policy]));
        if key.group == Group::All { name.to_owned() } else { format!("{name}, {group}") }
    }

    /// The curves that are shown: those of measures, and the cost where it is known.
    #[must_use]
    pub fn shown(&self) -> Vec<&ResponseCurve> {
        let is_paid = |curve: &&ResponseCurve| curve.points.iter().any(|point| point.mean.is_some_and(|mean| mean != 0.0));
        let has_values = |curve: &&ResponseCurve| curve.points.iter().any(|point| point.mean.is_some());
        self.response.curves.iter().filter(has_values).chain(self.response.cost().filter(is_paid)).collect()
    }

    fn along(&self, frame: &Frame) -> Table {
        let scale = |curve: &ResponseCurve| {
            let means = curve.points.iter().filter_map(|point| point.mean);
            AmountScale::new(self.words, curve.key.measure, means.map(f64::abs).fold(0.0, f64::max))
        };
        let shown: Vec<(&ResponseCurve, AmountScale)> = self.shown().into_iter().map(|curve| (curve, scale(curve))).collect();
        let row = |level: usize| {
            let cells = shown.iter().map(|(curve, scale)| self.cell(curve, *scale, level));
            std::iter::once(self.head(level, frame)).chain(cells).collect()
        };
        let head = |(curve, scale): &(&ResponseCurve, AmountScale)| (frame.heading(&self.named(curve.key), &scale.unit(), None), true);
        let relevant: Vec<String> = self
            .response
            .answers
            .iter()
            .map(|answer| {
                let size = AmountScale::new(self.words, answer.key.measure, answer.relevant).size(answer.relevant);
                format!("{} {size}", self.words.measure(answer.key.measure))
            })
            .collect();
        let relevant = relevant.join(self.words.say(Message::Comma));
        let about = frame.fill(Message::LeverAbout, &[("level", &frame.percent()), ("relevant", &relevant)]);
        Table {
            caption: self.caption(frame, Message::LeverCaption, Message::LeverCaptionUnder),
            about: vec![about],
            heads: std::iter::once(frame.word(Message::LevelColumn)).chain(shown.iter().map(head)).collect(),
            rows: self.levels().map(row).collect(),
            notes: self.notes(frame),
        }
    }

    fn notes(&self, frame: &Frame) -> Vec<String> {
        let name = |measure: Measure| self.words.measure(measure);
        let known = self.response.curve(Measure::HandlingTime).filter(|curve| curve.points.iter().any(|point| point.mean.is_some()));
        let known = known.map(|_| frame.fill(Message::LeverKnownNote, &[("measure", name(Measure::HandlingTime))]));
        let unstated = self.response.answers.iter().filter(|answer| !answer.is_relevant_stated);
        let unstated: Vec<&str> = unstated.map(|answer| name(answer.key.measure)).collect();
        let unstated = (!unstated.is_empty())
            .then(|| frame.fill(Message::LeverUsualNote, &[("measure", &unstated.join(self.words.say(Message::Comma)))]));
        known.into_iter().chain(unstated).collect()
    }

    /// A measure at a level with its limits, marked where it is good.
    fn cell(&self, curve: &ResponseCurve, scale: AmountScale, level: usize) -> TableCell {
        let standing = self.response.answers.iter().find(|answer| answer.key == curve.key).map(|answer| answer.standings[level]);
        let mark = match standing {
            Some(LevelStanding::Best) => " **",
            Some(LevelStanding::Alike(_) | LevelStanding::Close(_)) => " *",
            Some(LevelStanding::Behind(_) | LevelStanding::NotComparable) | None => "",
        };
        let ResponsePoint { mean: Some(mean), band, .. } = curve.points[level] else { return TableCell::from("–") };
        match band.filter(|Interval { low, high }| high > low) {
            Some(band) => {
                let scale = scale.as_precise_as(band.half_width());
                TableCell::from(scale.bare(mean) + mark).with(format!("[{}, {}]", scale.bare(band.low), scale.bare(band.high)))
            }
            None => TableCell::from(scale.bare(mean) + mark),
        }
    }

    /// Where the time of an issue goes, by level.
    fn account(&self, frame: &Frame) -> Option<Table> {
        let parts: Vec<&ResponseCurve> = self.response.account.iter().filter(|curve| !curve.is_constant()).collect();
        if parts.is_empty() {
            return None;
        }
        let whole = self.response.curve(Measure::ResolutionTime);
        let columns = || parts.iter().copied().chain(whole);
        let unit = unit_label(Measure::ResolutionTime.entry().unit, self.words.language);
        let head = |curve: &ResponseCurve| {
            let label = part_label(curve.key.measure, self.words.language).unwrap_or_else(|| self.words.measure(curve.key.measure));
            (frame.heading(label, unit, None), true)
        };
        let row = |level: usize| {
            let cell = |curve: &ResponseCurve| {
                curve.mean(level).map_or_else(|| TableCell::from("–"), |mean| TableCell::from(self.words.number(mean, 1)))
            };
            std::iter::once(self.head(level, frame)).chain(columns().map(cell)).collect()
        };
        let is_cut = parts.len() < self.response.account.len();
        Some(Table {
            caption: self.caption(frame, Message::AccountCaption, Message::AccountCaptionUnder),
            about: is_cut.then(|| frame.say(Message::PartLeftOut).to_owned()).into_iter().collect(),
            heads: std::iter::once(frame.word(Message::LevelColumn)).chain(columns().map(head)).collect(),
            rows: self.levels().map(row).collect(),
            notes: Vec::new(),
        })
    }

    /// What each payer pays, and the hours of volunteers.
    fn by_payer(&self, frame: &Frame) -> Option<Table> {
        let payers: Vec<&ResponseCurve> = self.response.costs.iter().filter(|curve| is_of_payer(curve.key)).collect();
        if payers.len() < 2 {
            return None;
        }
        let hours = self.response.costs.iter().filter(|curve| curve.key.measure == Measure::VolunteerHours);
        let columns = || payers.iter().copied().chain(hours.clone());
        let head = |curve: &ResponseCurve| {
            let name = self.payer(curve.key).unwrap_or_else(|| self.words.measure(curve.key.measure));
            (frame.heading(name, unit_label(curve.key.measure.entry().unit, self.words.language), None), true)
        };
        let row = |level: usize| {
            let cell = |curve: &ResponseCurve| {
                let mean = curve.mean(level);
                TableCell::from(mean.map_or_else(|| "–".to_owned(), |mean| self.words.number(mean, 0)))
            };
            std::iter::once(self.head(level, frame)).chain(columns().map(cell)).collect()
        };
        Some(Table {
            caption: self.caption(frame, Message::PayersCaption, Message::PayersCaptionUnder),
            about: Vec::new(),
            heads: std::iter::once(frame.word(Message::LevelColumn)).chain(columns().map(head)).collect(),
            rows: self.levels().map(row).collect(),
            notes: Vec::new(),
        })
    }
}
