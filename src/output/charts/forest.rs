//! The headline of a comparison: a forest plot of paired differences with a zero line, one axis per measure.

use plotters::style::RGBAColor;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text};
use crate::output::drawing::axis::{Panel, Ticks, drawable, spanned};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, GROUND, INK, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{comparisons, keys, summary};
use crate::statistics::estimate::Interval;
use crate::units::measure::Direction;

/// Name of the chart's files.
pub const NAME: &str = catalogue::FOREST;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct ForestInput {
    /// The policy that the others are compared with.
    pub baseline: String,
    /// One per measure.
    pub panels: Vec<ForestPanel>,
}

/// The differences in one measure.
#[derive(Clone, Debug)]
pub struct ForestPanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// The smallest difference that matters, when one is stated.
    pub relevant: Option<f64>,
    /// One per policy beside the baseline.
    pub rows: Vec<ForestRow>,
}

/// The difference of one policy.
#[derive(Clone, Debug)]
pub struct ForestRow {
    /// The policy.
    pub policy: String,
    /// Mean of policy minus baseline; `None` where there is no number.
    pub difference: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// The verdict in words; empty for a measure without verdicts.
    pub verdict: String,
    /// What the verdict says, as a colour.
    pub tone: Tone,
}

/// What a verdict says, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Better than the baseline.
    Better,
    /// Worse than the baseline.
    Worse,
    /// Different, in a measure without direction.
    Apart,
    /// The same, equivalent, undecided, or not judged.
    Open,
}

impl Tone {
    const fn colour(self) -> RGBAColor {
        match self {
            Self::Better => RGBAColor(0x00, 0x72, 0xb2, 1.0),
            Self::Worse => RGBAColor(0xd5, 0x5e, 0x00, 1.0),
            Self::Apart => INK,
            Self::Open => RGBAColor(0x77, 0x77, 0x77, 1.0),
        }
    }
}

const PLOT_LEFT: f64 = 178.0;
const PLOT_WIDTH: f64 = 316.0;
const NUMBER_LEFT: f64 = PLOT_LEFT + PLOT_WIDTH + 14.0;
const VERDICT_LEFT: f64 = 688.0;
const ROW: f64 = 26.0;
const LINE: f64 = 14.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn forest(input: &ForestInput, frame: &Frame) -> Result<Figure, ChartError> {
    let baseline = [("baseline", frame.called(&input.baseline))];
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    for panel in &input.panels {
        draw_panel(&mut draft.sheet, panel, frame);
    }
    if input.panels.iter().all(|panel| panel.rows.is_empty()) {
        draft.nothing();
    }
    let mut note = frame.fill(Message::ForestNote, &[baseline[0], ("level", &frame.percent())]);
    if input.panels.iter().any(|panel| panel.relevant.is_some()) {
        note = frame.sentences([note, frame.say(Message::RelevantBand).to_owned()]);
    }
    let description = frame.fill(Message::ForestAlt, &[baseline[0], ("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input))
}

/// What the first panel says: how many policies are better; of a measure without direction, what is shown.
fn title(input: &ForestInput, frame: &Frame) -> String {
    let baseline = ("baseline", frame.called(&input.baseline));
    let first = input.panels.first().filter(|panel| panel.direction != Direction::Neutral && !panel.rows.is_empty());
    let Some(panel) = first else { return frame.fill(Message::ForestTitle, &[baseline]) };
    let better = panel.rows.iter().filter(|row| row.tone == Tone::Better).count().to_string();
    let all = panel.rows.len().to_string();
    frame.fill(Message::ForestMessage, &[baseline, ("measure", &panel.measure), ("better", &better), ("all", &all)])
}

fn draw_panel(sheet: &mut Sheet, panel: &ForestPanel, frame: &Frame) {
    if panel.rows.is_empty() {
        return;
    }
    let heading = frame.heading(&panel.measure, &panel.unit, Some(panel.direction));
    sheet.text((MARGIN, sheet.cursor + 10.0), &font::fitted(&heading, 13.0, WIDTH - 2.0 * MARGIN), Letters::new(13.0, INK));
    sheet.cursor += 22.0;
    let verdicts: Vec<Vec<String>> =
        panel.rows.iter().map(|row| font::wrapped(&row.verdict, 11.5, WIDTH - MARGIN - VERDICT_LEFT, 3)).collect();
    let heights: Vec<f64> = verdicts.iter().map(|lines| ROW.max(lines.len() as f64 * LINE + 8.0)).collect();
    let sides = 18.0;
    let place = Panel::new((PLOT_LEFT, sheet.cursor), (PLOT_WIDTH, sides + heights.iter().sum::<f64>()), span(panel), (0.0, 1.0));
    ground(sheet, &place, panel, frame);
    let mut y = place.top + sides;
    for ((row, verdict), height) in panel.rows.iter().zip(&verdicts).zip(heights) {
        draw_row(sheet, &place, row, verdict, y + height / 2.0, frame);
        y += height;
    }
    sheet.cursor = place.top + place.height + 32.0;
}

/// Zero and every end of an interval, with room around.
fn span(panel: &ForestPanel) -> (f64, f64) {
    let ends = panel.rows.iter().flat_map(|row| {
        let interval = drawable_interval(row.interval);
        [row.difference, interval.map(|interval| interval.low), interval.map(|interval| interval.high)].into_iter().flatten()
    });
    spanned(ends.chain([0.0]), 0.08).unwrap_or((-1.0, 1.0))
}

/// Axis, zero line, the band of differences too small to matter, and which side is the better one.
fn ground(sheet: &mut Sheet, place: &Panel, panel: &ForestPanel, frame: &Frame) {
    let bottom = place.top + place.height;
    if let Some(relevant) = panel.relevant.and_then(drawable) {
        let (left, _) = place.at((-relevant).max(place.x.0), 0.0);
        let (right, _) = place.at(relevant.min(place.x.1), 0.0);
        sheet.bar((left, place.top + 16.0), right - left, place.height - 16.0, GROUND);
    }
    sheet.x_axis(place, &Ticks::new(place.x, 6));
    let (zero, _) = place.at(0.0, 0.0);
    sheet.line(&[(zero, place.top), (zero, bottom)], Pen::new(INK, 1.6));
    let (left, right) = match panel.direction {
        Direction::Lower => (Message::Better, Message::Worse),
        Direction::Higher => (Message::Worse, Message::Better),
        Direction::Neutral => (Message::Lower, Message::Higher),
    };
    let letters = |message| Letters::new(11.0, if message == Message::Better { Tone::Better.colour() } else { FAINT });
    let (before, after) = (format!("← {}", frame.say(left)), format!("{} →", frame.say(right)));
    let room = |text: &str| font::width(text, 11.0) + 8.0;
    // where the zero line is close to an edge, the label of that side has no room and the other one says enough
    if zero - place.left > room(&before) {
        sheet.text((zero - 6.0, place.top + 7.0), &before, letters(left).ending());
    }
    if place.left + place.width - zero > room(&after) {
        sheet.text((zero + 6.0, place.top + 7.0), &after, letters(right));
    }
}

fn draw_row(sheet: &mut Sheet, place: &Panel, row: &ForestRow, verdict: &[String], y: f64, frame: &Frame) {
    sheet.policy_name((MARGIN, y), PLOT_LEFT - MARGIN - 12.0, &row.policy);
    let colour = row.tone.colour();
    let Some(difference) = row.difference.and_then(drawable) else {
        sheet.text((NUMBER_LEFT, y), frame.say(Message::NoNumber), Letters::new(11.5, FAINT));
        return draw_verdict(sheet, verdict, y, FAINT);
    };
    let interval = drawable_interval(row.interval);
    if let Some(Interval { low, high }) = interval {
        let ((left, _), (right, _)) = (place.at(low, 0.0), place.at(high, 0.0));
        sheet.line(&[(left, y), (right, y)], Pen::new(colour, 2.2));
    }
    sheet.marker((place.at(difference, 0.0).0, y), colour, Shape::Square);
    let text = font::fitted(&estimate_text(difference, interval), 11.5, VERDICT_LEFT - NUMBER_LEFT - 8.0);
    sheet.text((NUMBER_LEFT, y), &text, Letters::new(11.5, INK));
    draw_verdict(sheet, verdict, y, if row.tone == Tone::Open { INK } else { colour });
}

fn draw_verdict(sheet: &mut Sheet, lines: &[String], middle: f64, colour: RGBAColor) {
    let mut y = middle - (lines.len() as f64 - 1.0) * LINE / 2.0;
    for line in lines {
        sheet.text((VERDICT_LEFT, y), line, Letters::new(11.5, colour));
        y += LINE;
    }
}

fn words(input: &ForestInput, frame: &Frame) -> String {
    let row = |panel: &ForestPanel, row: &ForestRow| {
        let number = row.difference.and_then(drawable).map_or_else(
            || frame.say(Message::NoNumber).to_owned(),
            |difference| format!("{} {}", estimate_text(difference, drawable_interval(row.interval)), panel.unit),
        );
        let verdict = if row.verdict.is_empty() { String::new() } else { format!(" ({})", row.verdict) };
        format!("{}, {} {number}{verdict}", panel.measure, frame.called(&row.policy))
    };
    let rows: Vec<String> = input.panels.iter().flat_map(|panel| panel.rows.iter().map(move |one| row(panel, one))).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &ForestInput) -> Vec<polars::prelude::Column> {
    let rows: Vec<(&ForestPanel, &ForestRow)> =
        input.panels.iter().flat_map(|panel| panel.rows.iter().map(move |row| (panel, row))).collect();
    let text = |of: fn(&ForestPanel, &ForestRow) -> String| rows.iter().map(|(panel, row)| of(panel, row)).collect::<Vec<String>>();
    let number = |of: fn(&ForestRow) -> Option<f64>| rows.iter().map(|(_, row)| of(row)).collect::<Vec<Option<f64>>>();
    vec![
        column(summary::MEASURE, text(|panel, _| panel.measure.clone())),
        column(summary::UNIT, text(|panel, _| panel.unit.clone())),
        column(keys::POLICY, text(|_, row| row.policy.clone())),
        column(comparisons::BASELINE, vec![input.baseline.as_str(); rows.len()]),
        column(comparisons::DIFFERENCE, number(|row| row.difference.and_then(drawable))),
        column(summary::LOW, number(|row| drawable_interval(row.interval).map(|interval| interval.low))),
        column(summary::HIGH, number(|row| drawable_interval(row.interval).map(|interval| interval.high))),
        column(comparisons::VERDICT, text(|_, row| row.verdict.clone())),
    ]
}
