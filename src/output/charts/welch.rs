//! Whether the start has worn off: for each slow state the mean over replications day by day, its moving average (Welch 1983, in
//! *The Computer Performance Modeling Handbook*, §6.2), the declared warm-up, and where MSER-5 would cut (White, Cobb and Spratt 2000,
//! *Proceedings of the Winter Simulation Conference*, p. 755).
//!
//! Both lines are there so that a reader sees whether the declared warm-up is long enough, and whether a curve that still
//! climbs at its end was called steady.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown, spanned};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, GROUND, INK, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::{count, plain_decimals};
use crate::output::tables::runs::column;
use crate::output::tables::schema::{comparisons, figures, keys, series, summary};

/// Name of the chart's files.
pub const NAME: &str = catalogue::WELCH;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct WelchInput {
    /// Days before and after each day that its moving average rests on.
    pub window: u32,
    /// Days left out at the start, as declared.
    pub warm_up_days: f64,
    /// One per slow state and policy.
    pub panels: Vec<WelchPanel>,
}

/// A slow state under one policy.
#[derive(Clone, Debug)]
pub struct WelchPanel {
    /// What moves slowly.
    pub state: String,
    /// Its unit.
    pub unit: String,
    /// The policy.
    pub policy: String,
    /// Days in order.
    pub days: Vec<WelchDay>,
    /// Days that MSER-5 leaves out at the start; `None` where it finds no cut.
    pub truncation_days: Option<f64>,
    /// The verdict in words.
    pub verdict: String,
    /// Whether the verdict is that the start has worn off.
    pub is_settled: bool,
}

/// The state at the end of a day.
#[derive(Clone, Copy, Debug)]
pub struct WelchDay {
    /// The day, from 0.
    pub day: u32,
    /// Mean over replications.
    pub mean: f64,
    /// Moving average of the means; `None` at the end, where its window does not fit.
    pub average: Option<f64>,
}

impl WelchPanel {
    fn drawn(&self) -> impl Iterator<Item = WelchDay> + Clone + '_ {
        self.days.iter().copied().filter(|day| drawable(day.mean).is_some())
    }
}

const LEFT: f64 = 66.0;
const HEIGHT: f64 = 150.0;
const GAP: f64 = 26.0;
const BLUE: RGBAColor = RGBAColor(0x00, 0x72, 0xb2, 1.0);
const PALE: RGBAColor = RGBAColor(0x9a, 0xc6, 0xe0, 1.0);
const VERMILION: RGBAColor = RGBAColor(0xd5, 0x5e, 0x00, 1.0);

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn welch(input: &WelchInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let drawn: Vec<&WelchPanel> = input.panels.iter().filter(|panel| panel.drawn().next().is_some()).collect();
    if drawn.is_empty() {
        draft.nothing();
    }
    let across = drawn.len().clamp(1, 2);
    for row in drawn.chunks(across) {
        let top = draft.sheet.cursor;
        let mut lowest = top;
        for (index, panel) in row.iter().enumerate() {
            draft.sheet.cursor = top;
            draw_panel(&mut draft.sheet, input, panel, (index, across), frame);
            lowest = lowest.max(draft.sheet.cursor);
        }
        draft.sheet.cursor = lowest + 12.0;
    }
    let note = frame.fill(Message::WelchNote, &[("window", &count(u64::from(input.window)))]);
    let row = |panel: &WelchPanel| {
        format!(
            "{}, {}{}{}: {}",
            panel.state,
            frame.called(&panel.policy),
            frame.say(Message::Comma),
            marks(input, panel, frame),
            panel.verdict
        )
    };
    let rows: Vec<String> = input.panels.iter().map(row).collect();
    let rows = rows.join(frame.say(Message::Next)) + frame.say(Message::Full);
    let description = frame.fill(Message::WelchAlt, &[("rows", &rows)]);
    draft.finish(&note, description, table(input))
}

/// In how many of the states the start has worn off.
fn title(input: &WelchInput, frame: &Frame) -> String {
    let settled = input.panels.iter().filter(|panel| panel.is_settled).count() as u64;
    let values = [("count", count(settled)), ("all", count(input.panels.len() as u64))];
    frame.fill(Message::WelchMessage, &[(values[0].0, &values[0].1), (values[1].0, &values[1].1)])
}

/// A panel from the cursor down: its name, its curves, both cuts and the verdict.
fn draw_panel(sheet: &mut Sheet, input: &WelchInput, panel: &WelchPanel, (index, across): (usize, usize), frame: &Frame) {
    let share = (WIDTH - MARGIN) / across as f64;
    let start = index as f64 * share + MARGIN;
    let (left, width) = (index as f64 * share + LEFT, share - LEFT - if across > 1 { GAP / 2.0 } else { 12.0 });
    let room = left + width - start;
    let heading =
        format!("{} · {}", frame.fill(Message::Heading, &[("measure", &panel.state), ("unit", &panel.unit)]), frame.called(&panel.policy));
    sheet.text((start, sheet.cursor + 10.0), &font::fitted(&heading, 12.5, room), Letters::new(12.5, INK));
    let last = panel.drawn().map(|day| f64::from(day.day)).fold(1.0, f64::max);
    let values = panel.drawn().flat_map(|day| [Some(day.mean), day.average].into_iter().flatten());
    let place = Panel::new((left, sheet.cursor + 24.0), (width, HEIGHT), (0.0, last), spanned(values, 0.06).unwrap_or((0.0, 1.0)));
    draw_curves(sheet, &place, input, panel);
    let bottom = place.top + HEIGHT;
    sheet.text((left + width / 2.0, bottom + 26.0), frame.say(Message::Day), Letters::new(11.0, FAINT).centred());
    sheet.cursor = bottom + 36.0;
    sheet.paragraph(start, room, &marks(input, panel, frame), Letters::new(11.0, FAINT));
    let (sign, colour) = if panel.is_settled { (Shape::Circle, BLUE) } else { (Shape::Triangle, VERMILION) };
    sheet.marker((start + 5.0, sheet.cursor + 8.5), colour, sign);
    sheet.paragraph(start + 16.0, room - 16.0, &panel.verdict, Letters::new(12.0, INK));
    sheet.cursor += 6.0;
}

fn draw_curves(sheet: &mut Sheet, place: &Panel, input: &WelchInput, panel: &WelchPanel) {
    let upright = |days: f64| {
        let (x, _) = place.at(days.clamp(0.0, place.x.1), place.y.0);
        [(x, place.top), (x, place.top + place.height)]
    };
    let warm_up = drawable(input.warm_up_days).filter(|days| *days > 0.0);
    if let Some(days) = warm_up {
        let [(end, _), _] = upright(days);
        sheet.bar((place.left, place.top), end - place.left, place.height, GROUND);
    }
    sheet.y_axis(place, &Ticks::new(place.y, 5), true);
    sheet.x_axis(place, &Ticks::new(place.x, if place.width > 500.0 { 9 } else { 5 }));
    let raw: Vec<_> = panel.drawn().map(|day| place.at(f64::from(day.day), day.mean)).collect();
    sheet.line(&raw, Pen::new(PALE, 1.0));
    let averages = panel.drawn().filter_map(|day| Some(place.at(f64::from(day.day), day.average.and_then(drawable)?)));
    sheet.line(&averages.collect::<Vec<_>>(), Pen::new(BLUE, 2.2));
    if let Some(days) = warm_up {
        sheet.line(&upright(days), Pen::new(INK, 1.6));
    }
    if let Some(days) = panel.truncation_days.and_then(drawable) {
        sheet.line(&upright(days), Pen { colour: VERMILION, width: 1.8, dash: Some((6.0, 4.0)) });
    }
}

fn marks(input: &WelchInput, panel: &WelchPanel, frame: &Frame) -> String {
    let days = |days: f64| shown(days, plain_decimals(days).min(1));
    let cut = panel
        .truncation_days
        .and_then(drawable)
        .map_or_else(|| frame.say(Message::NoTruncation).to_owned(), |cut| frame.fill(Message::InDays, &[("days", &days(cut))]));
    let warm = drawable(input.warm_up_days).map_or_else(|| frame.say(Message::NoNumber).to_owned(), days);
    frame.fill(Message::WelchMarks, &[("warm", &warm), ("cut", &cut)])
}

fn table(input: &WelchInput) -> Vec<Column> {
    let rows: Vec<(&WelchPanel, WelchDay)> = input.panels.iter().flat_map(|panel| panel.drawn().map(move |day| (panel, day))).collect();
    vec![
        column(figures::STATE, rows.iter().map(|(panel, _)| panel.state.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, _)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(panel, _)| panel.policy.as_str()).collect::<Vec<_>>()),
        column(series::DAY, rows.iter().map(|(_, day)| day.day).collect::<Vec<_>>()),
        column(figures::MEAN, rows.iter().map(|(_, day)| day.mean).collect::<Vec<_>>()),
        column(figures::MOVING_AVERAGE, rows.iter().map(|(_, day)| day.average.and_then(drawable)).collect::<Vec<_>>()),
        column(figures::WARM_UP, vec![drawable(input.warm_up_days); rows.len()]),
        column(figures::TRUNCATION, rows.iter().map(|(panel, _)| panel.truncation_days.and_then(drawable)).collect::<Vec<_>>()),
        column(comparisons::VERDICT, rows.iter().map(|(panel, _)| panel.verdict.as_str()).collect::<Vec<_>>()),
    ]
}
