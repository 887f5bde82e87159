//! The chart of a lever: which curves it shows, and how each setting stands.

use super::sweep_findings::SweepExhibit;
use crate::experiment::design::points::Design;
use crate::experiment::levers::answer::LevelStanding;
use crate::experiment::levers::response::{Response, ResponseCurve};
use crate::experiment::levers::worlds::{LeverWorlds, MeasureInWorlds, RivalSetting};
use crate::output::charts::chart::{ChartError, Figure, Frame};
use crate::output::language::label::measure_label;
use crate::output::language::message::Language;
use crate::output::language::names::Titles;
use crate::output::language::wording::Wording;
use crate::output::lever_charts::gains_in_worlds::{GainsInput, GainsPanel, GainsRow, gains_in_worlds};
use crate::output::lever_charts::response_curve::{ResponseInput, ResponseLine, ResponsePanel, ResponseSetting, SettingStanding};
use crate::output::lever_words::sentences::LeverWords;
use crate::output::presentation::amounts::AmountScale;
use crate::units::key::Key;

/// The response curves of all policies; `None` where no lever was varied.
#[must_use]
pub fn response_input(exhibit: &SweepExhibit, design: &Design, titles: &Titles) -> Option<ResponseInput> {
    let first = exhibit.sweep.responses.first()?;
    let unit = design.units[0].as_deref().map(|unit| format!(" ({unit})")).unwrap_or_default();
    let panel = |curve: &ResponseCurve| {
        let curves = || exhibit.sweep.responses.iter().filter_map(|response| curve_of(response, curve.key));
        let means = curves().flat_map(|curve| curve.points.iter().map(|point| point.mean));
        let scale = AmountScale::of_all(Wording::new(exhibit.language), curve.key.measure, means);
        let line = |response: &Response| {
            let own = curve_of(response, curve.key)?;
            let policy = exhibit.plan.identity.policies[response.policy].clone();
            Some(ResponseLine { policy, settings: settings(&lever(exhibit, design, response, titles), own, scale) })
        };
        ResponsePanel {
            measure: lever(exhibit, design, first, titles).named(curve.key),
            unit: scale.unit(),
            direction: curve.key.measure.entry().direction,
            lines: exhibit.sweep.responses.iter().filter_map(line).collect(),
        }
    };
    let panels = lever(exhibit, design, first, titles).shown().into_iter().map(panel).collect();
    let own = first.own.map(|own| first.levels[own]);
    Some(ResponseInput { factor: format!("{}{unit}", lever(exhibit, design, first, titles).factor()), own, panels })
}

/// A lever in worlds as its chart shows it; `design` is that of the sweep, or of the worlds, and has the lever first.
#[must_use]
pub fn gains_input(worlds: &LeverWorlds, design: &Design, language: Language) -> GainsInput {
    let scale = |own: &MeasureInWorlds| {
        AmountScale::of_all(Wording::new(language), own.key.measure, own.worlds.iter().flat_map(|world| world.gains.iter().copied()))
    };
    let row = |own: &MeasureInWorlds, rival: &RivalSetting| GainsRow {
        setting: worlds.settings[rival.setting].clone(),
        gains: own.worlds.iter().map(|world| world.gains[rival.setting].map(|gain| scale(own).over(gain))).collect(),
        counts: [rival.better, rival.close, rival.worse].map(in_figures),
    };
    let relevant = |own: &MeasureInWorlds| {
        let first = own.worlds.first()?.relevant;
        own.worlds.iter().all(|world| world.relevant == first).then(|| scale(own).over(first))
    };
    let panel = |own: &MeasureInWorlds| GainsPanel {
        measure: measure_label(own.key.measure, language).to_owned(),
        unit: scale(own).difference_unit(),
        holds: in_figures(own.holds),
        relevant: relevant(own),
        rows: own.rivals.iter().map(|rival| row(own, rival)).collect(),
    };
    GainsInput {
        factor: design.title(0, language == Language::Chinese).to_owned(),
        chosen: worlds.settings[worlds.chosen].clone(),
        worlds: in_figures(worlds.worlds),
        panels: worlds.measures.iter().map(panel).collect(),
    }
}

/// The chart of a lever in worlds, under the replications and the plan of these; `frame` says the rest.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn gains_figure(worlds: &LeverWorlds, design: &Design, frame: &Frame) -> Result<Figure, ChartError> {
    let own = Frame { replications: worlds.replications, plan_hash: worlds.plan_hash.clone(), ..frame.clone() };
    gains_in_worlds(&gains_input(worlds, design, frame.language), &own)
}

fn in_figures(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn lever<'e>(exhibit: &'e SweepExhibit, design: &'e Design, response: &'e Response, titles: &'e Titles) -> LeverWords<'e> {
    LeverWords { plan: exhibit.plan, design, response, words: Wording::with(exhibit.language, titles) }
}

fn curve_of(response: &Response, key: Key) -> Option<&ResponseCurve> {
    response.curves.iter().chain(&response.costs).find(|own| own.key == key)
}

fn settings(lever: &LeverWords, curve: &ResponseCurve, scale: AmountScale) -> Vec<ResponseSetting> {
    let answer = lever.response.answers.iter().find(|answer| answer.key == curve.key);
    let standing = |at: usize| match answer.map(|answer| answer.standings[at]) {
        Some(LevelStanding::Best) => SettingStanding::Best,
        Some(LevelStanding::Alike(_) | LevelStanding::Close(_)) => SettingStanding::Good,
        Some(LevelStanding::Behind(_)) => SettingStanding::Behind,
        Some(LevelStanding::NotComparable) | None => SettingStanding::Unjudged,
    };
    let setting = |(at, level): (usize, &f64)| ResponseSetting {
        level: *level,
        text: lever.level(at).to_owned(),
        mean: curve.points[at].mean.map(|mean| scale.over(mean)),
        band: curve.points[at].band.map(|band| scale.value_interval_over(band)),
        standing: standing(at),
    };
    lever.response.levels.iter().enumerate().map(setting).collect()
}
