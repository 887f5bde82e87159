//! A ladder in the report: the table of its steps, and what the waterfall shows.

use super::findings::Findings;
use super::gallery::Exhibit;
use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::experiment::readings::of_ladder::{Effect, StepMeasure, StepPlace};
use crate::output::charts::time_account::{AccountBar, AccountPiece};
use crate::output::charts::waterfall::WaterfallInput;
use crate::output::language::label::unit_label;
use crate::output::language::ladder::LadderText;
use crate::output::language::time_account::{part_label, unit_of, whole_label};
use crate::output::language::wording::Wording;
use crate::output::presentation::amounts::AmountScale;
use crate::output::presentation::table::{Table, TableCell};
use crate::units::key::Key;
use crate::units::measure::Measure;

impl Findings<'_> {
    /// The steps of a ladder, one row each: where they stand, alone on the foot, and left out of the last rung.
    pub(crate) fn ladder_table(&self) -> Option<Table> {
        let comparison = self.exhibit.comparison?;
        let ladder = comparison.ladder.as_ref()?;
        let (foot, last) = self.words.ends(comparison);
        let say = |text: LadderText| self.words.about_ladder(text, &[("foot", &foot), ("last", &last)]);
        let measures = Wording::step_measures(comparison);
        let named: Vec<(String, AmountScale)> = measures.iter().map(|measure| self.words.step_measure(comparison, *measure)).collect();
        let cell = |rung: usize, measure: StepMeasure, scale: AmountScale| {
            let size = |place| self.words.effect(comparison.effect(rung, place, measure), scale);
            let below = |text: LadderText, place| format!("{} {}", say(text), size(place));
            let cell = TableCell::from(size(StepPlace::InPlace));
            cell.with(below(LadderText::Alone, StepPlace::Alone)).with(below(LadderText::LeftOut, StepPlace::LeftOut))
        };
        let row = |rung: usize| {
            let cells = measures.iter().zip(&named).map(|(measure, (_, scale))| cell(rung, *measure, *scale));
            std::iter::once(self.policy_head(rung)).chain(cells).collect()
        };
        let together = (ladder.rungs > 1).then(|| {
            let cells = measures.iter().zip(&named).map(|(measure, (_, scale))| {
                let StepMeasure::Of(measure) = measure else { return TableCell::default() };
                TableCell::from(self.words.effect(comparison.effect_together(*measure), *scale))
            });
            std::iter::once(TableCell::from(say(LadderText::All))).chain(cells).collect()
        });
        Some(Table {
            caption: say(LadderText::Caption),
            about: vec![say(LadderText::Meaning)],
            heads: std::iter::once((say(LadderText::Step), false)).chain(named.iter().map(|(name, _)| (name.clone(), true))).collect(),
            rows: (1..=ladder.rungs).map(row).chain(together).collect(),
            ..Table::default()
        })
    }
}

impl Exhibit<'_> {
    /// The steps of a ladder by part of the time account; `None` of any other comparison.
    pub(crate) fn waterfall_input(&self, comparison: &Comparison) -> Option<WaterfallInput> {
        let ladder = comparison.ladder.as_ref()?;
        // a part that no run has is no part of the chart
        let has = |measure: &Measure| (1..=ladder.rungs).any(|rung| comparison.difference(rung, Key::of_place(*measure)).is_some());
        let parts: Vec<(Measure, &str)> = Measure::TIME_ACCOUNT
            .into_iter()
            .filter(has)
            .filter_map(|measure| Some((measure, part_label(measure, self.language)?)))
            .collect();
        let start = self.estimate(0, Measure::ResolutionTime)?.mean?;
        let (divisor, unit) = unit_of(start);
        let piece = |difference: Option<&Difference>| {
            let effect = difference.and_then(|it| Some(Effect { mean: it.mean?, interval: it.interval }.over(divisor)));
            AccountPiece { difference: effect.map(|effect| effect.mean), interval: effect.and_then(|effect| effect.interval) }
        };
        let bar = |name: String, of: &dyn Fn(Measure) -> AccountPiece| AccountBar {
            policy: name,
            whole: of(Measure::ResolutionTime),
            pieces: parts.iter().map(|(measure, _)| of(*measure)).collect(),
        };
        let step = |rung: usize| {
            let of = |measure: Measure| piece(comparison.difference(rung, Key::of_place(measure)));
            bar(self.plan.identity.policies[rung].clone(), &of)
        };
        let all = Wording::new(self.language).about_ladder(LadderText::All, &[]);
        let names = &self.plan.identity.policies;
        Some(WaterfallInput {
            ends: [names[0].clone(), names[ladder.rungs].clone()],
            whole: whole_label(self.language).to_owned(),
            unit: unit_label(unit, self.language).to_owned(),
            parts: parts.iter().map(|(_, name)| (*name).to_owned()).collect(),
            start: Some(start / divisor),
            steps: (1..=ladder.rungs).map(step).collect(),
            together: (ladder.rungs > 1).then(|| bar(all, &|measure| piece(comparison.all_together(Key::of_place(measure))))),
        })
    }
}
