//! Which charts a sweep has: the response curve of a lever, regret across worlds, what each factor does alone, two factors against each other, cost against
//! outcome.

use super::lever_gallery::{gains_figure, response_input};
use super::sweep_findings::SweepExhibit;
use crate::experiment::analysis::best::AlternativeStanding;
use crate::experiment::analysis::one_at_a_time::{AtLevel, FactorEffect, VerdictTurn};
use crate::experiment::analysis::point_values::{Alternative, Output};
use crate::experiment::design::points::Design;
use crate::output::charts::chart::{ChartError, Figure, Frame};
use crate::output::charts::heatmap;
use crate::output::charts::heatmap::{HeatmapCell, HeatmapFactor, HeatmapInput, HeatmapPanel, heatmap};
use crate::output::charts::pareto::{ParetoInput, ParetoPanel, ParetoPoint, pareto};
use crate::output::charts::regret::{RegretInput, RegretPanel, RegretRow, regret};
use crate::output::charts::tornado::{TornadoEnd, TornadoInput, TornadoPanel, TornadoRow, tornado};
use crate::output::language::label::measure_label;
use crate::output::language::message::Language;
use crate::output::language::wording::Wording;
use crate::output::lever_charts::response_curve::response_curve;
use crate::output::presentation::amounts::AmountScale;
use crate::statistics::estimate::{Estimate, Interval};
use crate::units::key::Key;
use crate::units::measure::{Direction, Measure};

/// Most levels of a factor in a heatmap.
const MOST_LEVELS: usize = 20;

impl SweepExhibit<'_> {
    /// The charts, in the order in which a report shows them.
    ///
    /// # Errors
    /// When plotters or polars refuse: a bug.
    pub fn figures(&self) -> Result<Vec<Figure>, ChartError> {
        let frame = &self.frame();
        let Some(design) = self.plan.design.as_deref() else { return Ok(Vec::new()) };
        let mut figures = Vec::new();
        if let Some(input) = response_input(self, design, &frame.titles) {
            figures.push(response_curve(&input, frame)?);
        }
        if let Some(worlds) = self.worlds {
            figures.push(gains_figure(worlds, design, frame)?);
        }
        if let Some(input) = self.tornado_input(design) {
            figures.push(tornado(&input, frame)?);
        }
        if let Some(input) = self.heatmap_input(design) {
            figures.push(heatmap(&input, frame)?);
        }
        if self.sweep.worlds.iter().any(|worlds| worlds.points.len() > 1) {
            figures.push(regret(&self.regret_input(frame), frame)?);
        }
        if let Some(input) = self.pareto_input(design) {
            figures.push(pareto(&input, frame)?);
        }
        Ok(figures)
    }

    fn measure(&self, measure: Measure) -> String {
        measure_label(measure, self.language).to_owned()
    }

    /// The unit in which a chart shows `values` of a measure.
    fn scale(&self, measure: Measure, values: impl Iterator<Item = Option<f64>>) -> AmountScale<'static> {
        AmountScale::of_all(Wording::new(self.language), measure, values)
    }

    /// The unit in which a chart shows the means of a measure under all alternatives.
    fn scale_of(&self, key: Key) -> AmountScale<'static> {
        self.scale(key.measure, self.sweep.values.alternatives().map(|of| self.found(of, key)?.mean))
    }

    fn policy(&self, policy: usize) -> String {
        self.plan.identity.policies[policy].clone()
    }

    fn found(&self, of: Alternative, key: Key) -> Option<&Estimate> {
        let list = &self.outcome.at(of.point, self.plan.settings.len())[of.policy];
        list.iter().find(|estimate| estimate.key == key)
    }

    fn regret_input(&self, _frame: &Frame) -> RegretInput {
        let panel = |worlds: &crate::experiment::analysis::robustness::Worlds| {
            let regrets = worlds.policies.iter().flat_map(|own| own.regrets.iter().map(|regret| Some(*regret)));
            let scale = self.scale(worlds.key.measure, regrets);
            let row = |own: &crate::experiment::analysis::robustness::AcrossWorlds| RegretRow {
                policy: self.policy(own.policy),
                regrets: own.regrets.iter().map(|regret| Some(scale.over(*regret))).collect(),
                best: (!worlds.points.is_empty()).then(|| own.best as f64 / worlds.points.len() as f64),
                best_interval: None,
                tied: u32::try_from(own.tied).unwrap_or(u32::MAX),
            };
            RegretPanel {
                measure: self.measure(worlds.key.measure),
                unit: scale.difference_unit(),
                rows: worlds.policies.iter().map(row).collect(),
            }
        };
        RegretInput { panels: self.sweep.worlds.iter().map(panel).collect() }
    }

    /// What each factor does alone to the difference of the first policy from the baseline, or to the one policy there is.
    fn tornado_input(&self, design: &Design) -> Option<TornadoInput> {
        let output = if self.plan.settings.len() > 1 { Output::Difference { policy: 1 } } else { Output::Value { policy: 0 } };
        let own: Vec<&FactorEffect> = self.sweep.effects.iter().filter(|effect| effect.output == output).collect();
        let panels: Vec<TornadoPanel> = self.sweep.headline.iter().filter_map(|key| self.tornado_panel(design, *key, &own)).collect();
        let (policy, baseline) = match output {
            Output::Difference { policy } => (self.policy(policy), Some(self.policy(0))),
            Output::Value { policy } => (self.policy(policy), None),
        };
        (!panels.is_empty()).then_some(TornadoInput { policy, baseline, panels })
    }

    fn tornado_panel(&self, design: &Design, key: Key, all: &[&FactorEffect]) -> Option<TornadoPanel> {
        let own: Vec<&&FactorEffect> = all.iter().filter(|effect| effect.key == key).collect();
        let scale = self.scale(key.measure, own.iter().map(|effect| effect.nominal));
        let nominal = own.first()?.nominal;
        let words = Wording::new(self.language);
        let verdict = |level: &AtLevel| {
            let comparison = self.sweep.comparisons.get(level.point)?;
            let verdict = comparison.difference(1, key)?.verdict?;
            Some(words.verdict(&verdict, key.measure))
        };
        let end = |effect: &FactorEffect, level: Option<&AtLevel>| {
            let Some(level) = level else { return TornadoEnd::default() };
            let shifted = |shift: f64| nominal.unwrap_or_default() + shift;
            let shifted = |shift: f64| scale.over(shifted(shift));
            let interval = level.interval.map(|own| Interval { low: shifted(own.low), high: shifted(own.high) });
            TornadoEnd {
                level: design.points[level.point][effect.factor].text.clone(),
                value: level.shift.map(shifted),
                interval,
                verdict: verdict(level).unwrap_or_default(),
                is_flipped: level.turn.is_some_and(|turn| turn != VerdictTurn::Same),
            }
        };
        let row = |effect: &&&FactorEffect| TornadoRow {
            factor: design.factors[effect.factor].clone(),
            low: end(effect, effect.low()),
            high: end(effect, effect.high()),
        };
        Some(TornadoPanel {
            measure: self.measure(key.measure),
            unit: if self.plan.settings.len() > 1 { scale.difference_unit() } else { scale.unit() },
            direction: key.measure.entry().direction,
            nominal: TornadoEnd { value: nominal.map(|nominal| scale.over(nominal)), ..TornadoEnd::default() },
            rows: own.iter().map(row).collect(),
        })
    }

    /// Two factors against each other, where there are two with few levels each.
    fn heatmap_input(&self, design: &Design) -> Option<HeatmapInput> {
        let [x, y] = [0, 1].map(|factor| levels(design, factor));
        let (x, y) = (x?, y?);
        if design.factors.len() != 2 || x.len() < 2 || y.len() < 2 {
            return None;
        }
        let place = |levels: &[String], point: usize, at: usize| levels.iter().position(|level| *level == design.points[point][at].text);
        let panel = |key: &Key, policy: usize| {
            let scale = self.scale_of(*key);
            let within = (self.plan.settings.len() > 1).then_some(policy);
            let best = self.sweep.best.iter().find(|best| best.key == *key && best.policy == within);
            let cell = |point: usize| {
                let of = Alternative { point, policy };
                let estimate = self.found(of, *key);
                let standing = match best.and_then(|best| best.candidate(of)).map(|candidate| candidate.standing) {
                    Some(AlternativeStanding::Best) => heatmap::CellStanding::Best,
                    Some(AlternativeStanding::Alike(_)) => heatmap::CellStanding::NotDistinguishable,
                    Some(AlternativeStanding::Behind(_)) => heatmap::CellStanding::Apart,
                    Some(AlternativeStanding::NotComparable) | None => heatmap::CellStanding::Unjudged,
                };
                Some(HeatmapCell {
                    x: place(&x, point, 0)?,
                    y: place(&y, point, 1)?,
                    value: estimate.and_then(|estimate| estimate.mean).map(|mean| scale.over(mean)),
                    interval: estimate.and_then(|estimate| estimate.interval).map(|interval| scale.value_interval_over(interval)),
                    standing,
                })
            };
            HeatmapPanel {
                policy: self.policy(policy),
                measure: self.measure(key.measure),
                unit: scale.unit(),
                direction: key.measure.entry().direction,
                cells: (0..design.points.len()).filter_map(cell).collect(),
            }
        };
        let panels = self.sweep.headline.iter().flat_map(|key| (0..self.plan.settings.len()).map(move |policy| panel(key, policy)));
        Some(HeatmapInput { x: self.heatmap_factor(design, 0, &x), y: self.heatmap_factor(design, 1, &y), panels: panels.collect() })
    }

    fn heatmap_factor(&self, design: &Design, at: usize, levels: &[String]) -> HeatmapFactor {
        let unit = design.units[at].as_ref().map(|unit| format!(" ({unit})")).unwrap_or_default();
        let name = design.title(at, self.language == Language::Chinese);
        HeatmapFactor { name: format!("{name}{unit}"), levels: levels.to_vec() }
    }

    /// Cost against outcome of the settings of levers, where anybody is paid.
    fn pareto_input(&self, design: &Design) -> Option<ParetoInput> {
        let cost = Key::of_place(Measure::COST);
        let alternatives = || self.sweep.values.alternatives();
        let costs: Vec<f64> = alternatives().filter_map(|of| self.found(of, cost)?.mean).collect();
        let varies = costs.iter().any(|own| *own != costs[0]);
        // nobody chooses between ways the world may be
        if !design.is_of_levers() || !varies || costs.iter().all(|own| *own == 0.0) {
            return None;
        }
        let name = |point: usize| {
            let levels: Vec<&str> = design.points[point].iter().map(|level| level.text.as_str()).collect();
            if levels.len() <= 3 { levels.join(", ") } else { self.plan.point_number(point).to_string() }
        };
        let money = self.scale_of(cost);
        let panel = |key: &Key| {
            let scale = self.scale_of(*key);
            let mean = |of: Option<&Estimate>, scale: AmountScale| Some(scale.over(of?.mean?));
            let interval = |of: Option<&Estimate>, scale: AmountScale| Some(scale.value_interval_over(of?.interval?));
            let point = |of: Alternative| {
                let (paid, outcome) = (self.found(of, cost), self.found(of, *key));
                ParetoPoint {
                    policy: self.policy(of.policy),
                    name: name(of.point),
                    cost: mean(paid, money),
                    cost_interval: interval(paid, money),
                    outcome: mean(outcome, scale),
                    outcome_interval: interval(outcome, scale),
                }
            };
            ParetoPanel {
                measure: self.measure(key.measure),
                unit: scale.unit(),
                direction: key.measure.entry().direction,
                points: alternatives().map(point).collect(),
            }
        };
        let judged = |key: &&Key| key.measure != Measure::COST && key.measure.entry().direction != Direction::Neutral;
        let panels = self.sweep.headline.iter().filter(judged).map(panel).collect();
        Some(ParetoInput { cost: self.measure(Measure::COST), cost_unit: money.unit(), panels })
    }
}

/// The levels of a factor in rising order, or as they come where they are no numbers; `None` when there are many.
fn levels(design: &Design, factor: usize) -> Option<Vec<String>> {
    let mut found: Vec<(Option<f64>, String)> = Vec::new();
    for point in &design.points {
        let level = point.get(factor)?;
        if !found.iter().any(|(_, known)| *known == level.text) {
            if found.len() == MOST_LEVELS {
                return None;
            }
            found.push((level.number, level.text.clone()));
        }
    }
    if found.iter().all(|(number, _)| number.is_some()) {
        found.sort_by(|one, other| one.0.unwrap_or_default().total_cmp(&other.0.unwrap_or_default()));
    }
    Some(found.into_iter().map(|(_, text)| text).collect())
}
