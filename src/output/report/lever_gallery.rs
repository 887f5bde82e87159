//! The chart of a lever: which curves it shows, and how each setting stands.

use super::sweep_findings::SweepExhibit;
use crate::experiment::design::points::Design;
use crate::experiment::levers::answer::LevelStanding;
use crate::experiment::levers::response::{Response, ResponseCurve};
use crate::output::language::names::Titles;
use crate::output::language::wording::Wording;
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
        band: curve.points[at].band.map(|band| scale.interval_over(band)),
        standing: standing(at),
    };
    lever.response.levels.iter().enumerate().map(setting).collect()
}
