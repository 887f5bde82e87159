//! What a lever does: one panel per measure, its mean along the settings with a band that holds all of them at once, the best setting
//! and those that cannot be told from it.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use crate::output::charts::catalogue;
use crate::output::charts::chart::{
    ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text, in_order, interval_cells, policy_colour,
};
use crate::output::drawing::axis::{Panel, Ticks, drawable, spanned};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, GUIDE, INK, LegendSample, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, summary};
use crate::statistics::estimate::Interval;
use crate::units::measure::Direction;

/// Name of the chart's files.
pub const NAME: &str = catalogue::RESPONSE_CURVE;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct ResponseInput {
    /// What the lever is called, its unit included.
    pub factor: String,
    /// The setting as it is now, where it is among those run.
    pub own: Option<f64>,
    /// One per measure.
    pub panels: Vec<ResponsePanel>,
}

/// One measure along the settings.
#[derive(Clone, Debug)]
pub struct ResponsePanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// One per policy, in the order in which they are coloured.
    pub lines: Vec<ResponseLine>,
}

/// One measure under one policy.
#[derive(Clone, Debug)]
pub struct ResponseLine {
    /// The policy.
    pub policy: String,
    /// Settings in rising order.
    pub settings: Vec<ResponseSetting>,
}

/// One measure at one setting.
#[derive(Clone, Debug)]
pub struct ResponseSetting {
    /// As a number.
    pub level: f64,
    /// As written.
    pub text: String,
    /// The mean.
    pub mean: Option<f64>,
    /// Its band.
    pub band: Option<Interval>,
    /// How it stands to the best setting.
    pub standing: SettingStanding,
}

/// How a setting stands to the best one by its measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingStanding {
    /// It has the best mean.
    Best,
    /// It cannot be told from the best, or the difference is too small to matter.
    Good,
    /// It is worse.
    Behind,
    /// No answer rests on the measure.
    Unjudged,
}

impl SettingStanding {
    /// How tables call it.
    const fn name(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Good => "not_distinguishable",
            Self::Behind => "apart",
            Self::Unjudged => "unjudged",
        }
    }
}

const LEFT: f64 = 74.0;
const HEIGHT: f64 = 190.0;
/// Greatest over least setting from which on settings stand at equal distances for equal ratios.
const WIDE: f64 = 8.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn response_curve(input: &ResponseInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let lines = || input.panels.iter().flat_map(|panel| &panel.lines);
    let settings = || lines().flat_map(|line| &line.settings);
    let policies = in_order(lines().map(|line| line.policy.as_str()));
    let is_drawn = |setting: &ResponseSetting| drawable(setting.level).is_some() && setting.mean.and_then(drawable).is_some();
    if settings().any(is_drawn) {
        if policies.len() > 1 {
            let sample = |(index, policy): (usize, &&'_ str)| {
                (LegendSample::Swatch(policy_colour(index, policies.len())), frame.called(policy).to_owned())
            };
            let legend: Vec<(LegendSample, String)> = policies.iter().enumerate().map(sample).collect();
            let legend: Vec<(LegendSample, &str)> = legend.iter().map(|(sample, policy)| (*sample, policy.as_str())).collect();
            draft.sheet.legend(&legend);
        }
        let across = Across::of(settings().map(|setting| setting.level));
        for row in input.panels.chunks(2) {
            for (index, panel) in row.iter().enumerate() {
                draw_panel(&mut draft.sheet, (input, panel), &across, index, frame);
            }
            draft.sheet.cursor += HEIGHT + 74.0;
        }
    } else {
        draft.nothing();
    }
    let note = frame.fill(Message::ResponseNote, &[("level", &frame.percent())]);
    let description = frame.fill(Message::ResponseAlt, &[("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input))
}

/// The best setting by the first measure that can be judged, and how many do as well; under several policies what the chart shows.
fn title(input: &ResponseInput, frame: &Frame) -> String {
    let of = |line: &'_ ResponseLine, standing| line.settings.iter().filter(|setting| setting.standing == standing).count();
    let judged = |panel: &&ResponsePanel| matches!(panel.lines.as_slice(), [line] if of(line, SettingStanding::Best) == 1);
    let factor = ("factor", input.factor.as_str());
    let Some(panel) = input.panels.iter().find(judged) else { return frame.fill(Message::ResponseTitle, &[factor]) };
    let line = &panel.lines[0];
    let best = line.settings.iter().find(|setting| setting.standing == SettingStanding::Best).map_or("", |best| best.text.as_str());
    let (good, all) = (of(line, SettingStanding::Good), line.settings.len() - 1);
    let message = if good == all { Message::ResponseMessageFlat } else { Message::ResponseMessage };
    let (good, all) = (good.to_string(), all.to_string());
    frame.fill(message, &[factor, ("measure", &panel.measure), ("best", best), ("good", &good), ("all", &all)])
}

/// Where settings stand from left to right.
struct Across {
    is_log: bool,
    range: (f64, f64),
}

impl Across {
    fn of(levels: impl Iterator<Item = f64> + Clone) -> Self {
        let levels = levels.filter(|level| drawable(*level).is_some());
        let (low, high) = levels.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), level| (low.min(level), high.max(level)));
        let is_log = low > 0.0 && high >= WIDE * low;
        let place = |level: f64| if is_log { libm::log2(level) } else { level };
        let range = spanned(levels.map(place), 0.05).unwrap_or((0.0, 1.0));
        Self { is_log, range }
    }

    fn place(&self, level: f64) -> f64 {
        if self.is_log { libm::log2(level) } else { level }
    }
}

fn draw_panel(sheet: &mut Sheet, (input, panel): (&ResponseInput, &ResponsePanel), across: &Across, index: usize, frame: &Frame) {
    let share = (WIDTH - MARGIN) / 2.0;
    let (left, width) = (index as f64 * share + LEFT, share - LEFT - 16.0);
    let heading = frame.heading(&panel.measure, &panel.unit, Some(panel.direction));
    let start = index as f64 * share + MARGIN;
    sheet.text((start, sheet.cursor + 10.0), &font::fitted(&heading, 12.5, share - MARGIN - 8.0), Letters::new(12.5, INK));
    let settings = || panel.lines.iter().flat_map(|line| &line.settings);
    let ends = |setting: &ResponseSetting| {
        let band = drawable_interval(setting.band);
        [setting.mean, band.map(|band| band.low), band.map(|band| band.high)].into_iter().flatten().filter_map(drawable)
    };
    let range = spanned(settings().flat_map(ends), 0.08).unwrap_or((0.0, 1.0));
    let place = Panel::new((left, sheet.cursor + 26.0), (width, HEIGHT), across.range, range);
    sheet.y_axis(&place, &Ticks::new(range, 5), true);
    draw_settings(sheet, &place, across, &settings().collect::<Vec<_>>());
    let middle = (left + width / 2.0, place.top + HEIGHT + 28.0);
    sheet.text(middle, &font::fitted(&input.factor, 11.0, width), Letters::new(11.0, FAINT).centred());
    if let Some(own) = input.own.filter(|own| drawable(*own).is_some()) {
        let x = place.at(across.place(own), range.0).0;
        sheet.line(&[(x, place.top), (x, place.top + HEIGHT)], Pen { colour: FAINT, width: 1.2, dash: Some((5.0, 4.0)) });
    }
    for (number, line) in panel.lines.iter().enumerate() {
        draw_line(sheet, &place, across, line, policy_colour(number, panel.lines.len()));
    }
}

/// A guide and a label at every setting, labels as far as there is room.
fn draw_settings(sheet: &mut Sheet, place: &Panel, across: &Across, settings: &[&ResponseSetting]) {
    let (top, bottom) = (place.top, place.top + place.height);
    let mut free = f64::NEG_INFINITY;
    let mut drawn: Vec<f64> = Vec::new();
    for setting in settings.iter().filter(|setting| drawable(setting.level).is_some()) {
        if drawn.contains(&setting.level) {
            continue;
        }
        drawn.push(setting.level);
        let x = place.at(across.place(setting.level), place.y.0).0;
        sheet.line(&[(x, top), (x, bottom)], Pen::new(GUIDE, 1.0));
        let label = font::fitted(&setting.text, 11.0, 90.0);
        let half = font::width(&label, 11.0) / 2.0;
        if x - half > free {
            sheet.text((x, bottom + 11.0), &label, Letters::new(11.0, FAINT).centred());
            free = x + half + 5.0;
        }
    }
    sheet.line(&[(place.left, bottom), (place.left + place.width, bottom)], Pen::new(FAINT, 1.0));
}

fn draw_line(sheet: &mut Sheet, place: &Panel, across: &Across, line: &ResponseLine, colour: RGBAColor) {
    let drawn: Vec<(&ResponseSetting, f64, f64)> = line
        .settings
        .iter()
        .filter_map(|setting| Some((setting, across.place(drawable(setting.level)?), setting.mean.and_then(drawable)?)))
        .collect();
    let band = drawn.iter().filter_map(|(setting, x, _)| Some((*x, drawable_interval(setting.band)?)));
    let upper = band.clone().map(|(x, band)| place.at(x, band.high));
    let lower = band.rev().map(|(x, band)| place.at(x, band.low));
    let corners: Vec<_> = upper.chain(lower).collect();
    if corners.len() > 3 {
        sheet.fill(&corners, RGBAColor(colour.0, colour.1, colour.2, 0.16));
    }
    let path: Vec<_> = drawn.iter().map(|(_, x, y)| place.at(*x, *y)).collect();
    sheet.line(&path, Pen::new(colour, 2.0));
    for (setting, x, y) in drawn {
        let at = place.at(x, y);
        match setting.standing {
            SettingStanding::Best => sheet.sized_marker(at, colour, Shape::Diamond, 6.5),
            SettingStanding::Good => {
                sheet.dot(at, 5.0, colour);
                sheet.dot(at, 3.2, RGBAColor(255, 255, 255, 1.0));
            }
            SettingStanding::Behind | SettingStanding::Unjudged => sheet.dot(at, 3.0, colour),
        }
    }
}

fn words(input: &ResponseInput, frame: &Frame) -> String {
    let of = |panel: &ResponsePanel, line: &ResponseLine| {
        let number = |setting: &ResponseSetting| {
            let number = setting.mean.and_then(drawable).map(|mean| estimate_text(mean, drawable_interval(setting.band)));
            format!("{} {}", setting.text, number.unwrap_or_else(|| frame.say(Message::NoNumber).to_owned()))
        };
        let numbers: Vec<String> = line.settings.iter().map(number).collect();
        format!("{}, {}, {}: {}", line.policy, panel.measure, panel.unit, numbers.join(frame.say(Message::Clause)))
    };
    let rows: Vec<String> = input.panels.iter().flat_map(|panel| panel.lines.iter().map(move |line| of(panel, line))).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &ResponseInput) -> Vec<Column> {
    let mut rows: Vec<(&ResponsePanel, &ResponseLine, &ResponseSetting)> = Vec::new();
    for panel in &input.panels {
        for line in &panel.lines {
            rows.extend(line.settings.iter().map(|setting| (panel, line, setting)));
        }
    }
    let bands: Vec<(Option<f64>, Option<f64>)> = rows.iter().map(|(.., setting)| interval_cells(setting.band)).collect();
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, ..)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, ..)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(_, line, _)| line.policy.as_str()).collect::<Vec<_>>()),
        column(figures::FACTOR, vec![input.factor.as_str(); rows.len()]),
        column(figures::FACTOR_LEVEL, rows.iter().map(|(.., setting)| setting.text.as_str()).collect::<Vec<_>>()),
        column(summary::ESTIMATE, rows.iter().map(|(.., setting)| setting.mean.and_then(drawable)).collect::<Vec<_>>()),
        column(summary::LOW, bands.iter().map(|(low, _)| *low).collect::<Vec<_>>()),
        column(summary::HIGH, bands.iter().map(|(_, high)| *high).collect::<Vec<_>>()),
        column(figures::STANDING, rows.iter().map(|(.., setting)| setting.standing.name()).collect::<Vec<_>>()),
    ]
}
