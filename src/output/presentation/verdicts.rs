//! Verdicts in words, with amounts in the unit that people use.

use crate::experiment::analysis::comparison::Difference;
use crate::experiment::analysis::verdict::{Side, Size, Verdict};
use crate::output::language::message::Message;
use crate::output::language::wording::Wording;
use crate::output::presentation::amounts::AmountScale;
use crate::units::measure::Measure;

impl Wording<'_> {
    /// The verdict's word and what it is about, to stand in a sentence.
    pub(crate) fn predicate(self, difference: &Difference) -> (String, String) {
        let measure = difference.key.measure;
        let name = self.measure(measure);
        let with = |size: &str| self.fill(Message::SizeOf, &[("measure", name), ("size", size)]);
        let size = || with(&self.size_of(difference));
        match difference.verdict {
            None if difference.is_rare() => (self.rare(difference), size()),
            None if difference.interval.is_none() => (self.say(Message::NoVerdict).to_owned(), name.to_owned()),
            None => (self.say(Message::NoVerdict).to_owned(), size()),
            Some(Verdict::Identical | Verdict::Unchanged { .. } | Verdict::Equivalent { .. }) => {
                (difference.verdict.map_or_else(String::new, |verdict| self.verdict(&verdict, measure)), name.to_owned())
            }
            Some(verdict @ Verdict::Undecided { .. }) => {
                (self.verdict_word(&verdict), self.why(&verdict, measure).map_or_else(|| name.to_owned(), |why| with(&why)))
            }
            Some(verdict @ Verdict::Apart { .. }) => (self.verdict_word(&verdict), size()),
        }
    }

    /// A difference with its sign, unit and interval, in the unit that people use.
    fn size_of(self, difference: &Difference) -> String {
        let Some(mean) = difference.mean else { return self.difference(difference, 0) };
        let scale = AmountScale::new(self, difference.key.measure, mean);
        let scale = difference.interval.map_or(scale, |interval| scale.as_precise_as(interval.half_width()));
        scale.with_limits(mean, difference.interval)
    }

    /// The verdict without its numbers.
    #[must_use]
    pub fn verdict_word(self, verdict: &Verdict) -> String {
        let (side, size) = match verdict {
            Verdict::Identical => return self.say(Message::Identical).to_owned(),
            Verdict::Unchanged { .. } => return self.say(Message::Unchanged).to_owned(),
            Verdict::Equivalent { .. } => return self.say(Message::Equivalent).to_owned(),
            Verdict::Undecided { .. } => return self.say(Message::Undecided).to_owned(),
            Verdict::Apart { side, size } => (side, size),
        };
        let side = self.say(match side {
            Side::Better => Message::Better,
            Side::Worse => Message::Worse,
            Side::Higher => Message::Higher,
            Side::Lower => Message::Lower,
        });
        match size {
            None => side.to_owned(),
            Some(Size::Enough) => self.fill(Message::AndEnough, &[("side", side)]),
            Some(Size::Small) => self.fill(Message::ButSmall, &[("side", side)]),
        }
    }

    /// That a difference is rare.
    fn rare(self, difference: &Difference) -> String {
        let (count, n) = (difference.differing.to_string(), difference.n.to_string());
        self.fill(Message::Rare, &[("count", &count), ("n", &n)])
    }

    /// What stands of a difference where a verdict may stand: the verdict in full, or that it is rare.
    #[must_use]
    pub fn said(self, difference: &Difference) -> String {
        let rare = || if difference.is_rare() { self.rare(difference) } else { String::new() };
        difference.verdict.map_or_else(rare, |verdict| self.verdict(&verdict, difference.key.measure))
    }

    /// The verdict on a difference of `measure` in full.
    #[must_use]
    pub fn verdict(self, verdict: &Verdict, measure: Measure) -> String {
        if let Verdict::Equivalent { within } = verdict {
            return self.fill(Message::EquivalentWithin, &[("within", &self.amount(measure, *within))]);
        }
        if let Verdict::Unchanged { n } = verdict {
            return self.fill(Message::UnchangedIn, &[("n", &n.to_string())]);
        }
        let word = self.verdict_word(verdict);
        self.why(verdict, measure)
            .map_or_else(|| word.clone(), |why| self.fill(Message::VerdictBecause, &[("verdict", &word), ("why", &why)]))
    }

    /// What would settle an open verdict.
    fn why(self, verdict: &Verdict, measure: Measure) -> Option<String> {
        let Verdict::Undecided { more, settles } = *verdict else { return None };
        let settled = self.amount(measure, settles);
        let values = [("settles", settled.as_str())];
        match more {
            Some(1) => Some(self.fill(Message::OneMore, &values)),
            Some(more) => Some(self.fill(Message::SomeMore, &[values[0], ("more", &more.to_string())])),
            None => (settles != 0.0).then(|| self.fill(Message::TooManyMore, &values)),
        }
    }

    /// The size of a difference that a scenario states or a verdict rests on.
    fn amount(self, measure: Measure, size: f64) -> String {
        AmountScale::new(self, measure, size).size(size)
    }
}

#[cfg(test)]
mod tests {
    use crate::output::presentation::verdicts::*;

    #[test]
    fn in_english_a_verdict_is_worded_as_in_the_tables_with_amounts_in_the_unit_that_people_use() {
        let sides = [Side::Better, Side::Worse, Side::Higher, Side::Lower];
        let sizes = [None, Some(Size::Enough), Some(Size::Small)];
        let apart = sides.into_iter().flat_map(|side| sizes.map(|size| Verdict::Apart { side, size }));
        let open = [Some(1), Some(240), None].map(|more| Verdict::Undecided { more, settles: 0.2 });
        let none = Verdict::Undecided { more: None, settles: 0.0 };
        for verdict in
            apart.chain(open).chain([none, Verdict::Identical, Verdict::Unchanged { n: 30 }, Verdict::Equivalent { within: 0.5 }])
        {
            let in_tables = verdict.to_string().replace("0.2", "20.0 percentage points").replace("0.5", "50.0 percentage points");
            assert_eq!(Wording::ENGLISH.verdict(&verdict, Measure::ResolutionRate), in_tables);
            assert_eq!(Wording::ENGLISH.verdict_word(&verdict), verdict.word());
        }
        let open = Verdict::Undecided { more: Some(240), settles: 60.0 };
        let said = "undecided: about 240 more replications would settle ±2.50 days";
        assert_eq!(Wording::ENGLISH.verdict(&open, Measure::ResolutionTime), said);
    }
}
