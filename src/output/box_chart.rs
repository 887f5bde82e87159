//! How far replications lie apart: a box with every replication as a dot, one axis per measure.

use polars::prelude::Column;

use super::axis::{Panel, Ticks, drawable, shown, spanned};
use super::chart::{ChartError, Draft, Figure, Frame, policy_colour};
use super::font;
use super::message::Message;
use super::number::{decimals, plain_decimals};
use super::schema::{figures, keys, summary};
use super::sheet::{INK, Letters, MARGIN, Pen, Sheet, WIDTH};
use super::tables::column;
use crate::experiment::courses::quantile;

/// Name of the chart's files.
pub const NAME: &str = "box";

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct BoxInput {
    /// One per measure.
    pub panels: Vec<BoxPanel>,
}

/// The replications of one measure.
#[derive(Clone, Debug)]
pub struct BoxPanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// One per policy.
    pub rows: Vec<BoxRow>,
}

/// The replications of one policy.
#[derive(Clone, Debug)]
pub struct BoxRow {
    /// The policy.
    pub policy: String,
    /// By replication; `None` where it had no value.
    pub values: Vec<Option<f64>>,
}

/// Five numbers that make a box.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Five {
    low_whisker: f64,
    lower_quartile: f64,
    median: f64,
    upper_quartile: f64,
    high_whisker: f64,
}

impl Five {
    /// Quartiles as [`quantile`] has them; whiskers after Tukey (1977).
    fn new(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (least, greatest) = (*sorted.first()?, *sorted.last()?);
        let (lower_quartile, median, upper_quartile) = (quantile(&sorted, 0.25), quantile(&sorted, 0.5), quantile(&sorted, 0.75));
        let reach = 1.5 * (upper_quartile - lower_quartile);
        let low_whisker = sorted.iter().copied().find(|value| *value >= lower_quartile - reach).unwrap_or(least);
        let high_whisker = sorted.iter().rev().copied().find(|value| *value <= upper_quartile + reach).unwrap_or(greatest);
        Some(Self { low_whisker, lower_quartile, median, upper_quartile, high_whisker })
    }

    const fn named(&self) -> [(&'static str, f64); 5] {
        [
            ("low_whisker", self.low_whisker),
            ("lower_quartile", self.lower_quartile),
            ("median", self.median),
            ("upper_quartile", self.upper_quartile),
            ("high_whisker", self.high_whisker),
        ]
    }
}

impl BoxRow {
    fn drawn(&self) -> Vec<f64> {
        self.values.iter().flatten().copied().filter_map(drawable).collect()
    }
}

/// Replications that are drawn as dots; boxes rest on all.
const MOST_DOTS: usize = 500;
const LEFT: f64 = 178.0;
const ROW: f64 = 36.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn boxes(input: &BoxInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = Draft::new(NAME, frame.say(Message::BoxTitle).to_owned(), frame);
    for panel in &input.panels {
        draw_panel(&mut draft.sheet, panel, frame);
    }
    if input.panels.iter().all(|panel| panel.rows.is_empty()) {
        draft.nothing();
    }
    let description = frame.fill(Message::BoxAlt, &[("rows", &words(input, frame))]);
    let has_more = input.panels.iter().flat_map(|panel| &panel.rows).any(|row| row.values.len() > MOST_DOTS);
    let dots = has_more.then(|| frame.fill(Message::DotsOf, &[("n", &MOST_DOTS.to_string())]));
    let note = frame.sentences([frame.say(Message::BoxNote).to_owned()].into_iter().chain(dots));
    draft.finish(&note, description, table(input))
}

fn draw_panel(sheet: &mut Sheet, panel: &BoxPanel, frame: &Frame) {
    if panel.rows.is_empty() {
        return;
    }
    let heading = frame.heading(&panel.measure, &panel.unit, None);
    sheet.text((MARGIN, sheet.cursor + 10.0), &font::fitted(&heading, 13.0, WIDTH - 2.0 * MARGIN), Letters::new(13.0, INK));
    sheet.cursor += 22.0;
    let range = spanned(panel.rows.iter().flat_map(BoxRow::drawn), 0.05).unwrap_or((0.0, 1.0));
    let place = Panel::new((LEFT, sheet.cursor), (WIDTH - MARGIN - 14.0 - LEFT, panel.rows.len() as f64 * ROW), range, (0.0, 1.0));
    sheet.x_axis(&place, &Ticks::new(range, 7));
    for (index, row) in panel.rows.iter().enumerate() {
        let y = place.top + (index as f64 + 0.5) * ROW;
        sheet.name((MARGIN, y), LEFT - MARGIN - 12.0, &row.policy);
        let values = row.drawn();
        match Five::new(&values) {
            Some(five) => draw_box(sheet, &place, &five, &values[..values.len().min(MOST_DOTS)], y, policy_colour(index)),
            None => sheet.text((LEFT + 8.0, y), frame.say(Message::NoNumber), Letters::new(11.0, INK)),
        }
    }
    sheet.cursor = place.top + place.height + 30.0;
}

fn draw_box(sheet: &mut Sheet, place: &Panel, five: &Five, values: &[f64], y: f64, colour: plotters::style::RGBAColor) {
    const HALF: f64 = 9.0;
    let x = |value: f64| place.at(value, 0.0).0;
    let soft = |alpha| plotters::style::RGBAColor(colour.0, colour.1, colour.2, alpha);
    let (left, right) = (x(five.lower_quartile), x(five.upper_quartile));
    sheet.bar((left, y - HALF), right - left, 2.0 * HALF, soft(0.18));
    let pen = Pen::new(colour, 1.3);
    sheet.line(&[(left, y - HALF), (right, y - HALF), (right, y + HALF), (left, y + HALF), (left, y - HALF)], pen);
    for (inner, outer) in [(left, x(five.low_whisker)), (right, x(five.high_whisker))] {
        sheet.line(&[(inner, y), (outer, y)], pen);
        sheet.line(&[(outer, y - 5.0), (outer, y + 5.0)], pen);
    }
    for (index, value) in values.iter().enumerate() {
        // multiples of the golden ratio spread dots evenly up and down, however many there are
        let shift = (index as f64 * 0.618_033_988_75).fract() - 0.5;
        sheet.dot((x(*value), y + shift * 20.0), 2.0, soft(0.6));
    }
    let median = x(five.median);
    sheet.line(&[(median, y - HALF - 1.0), (median, y + HALF + 1.0)], Pen::new(INK, 2.6));
}

fn words(input: &BoxInput, frame: &Frame) -> String {
    let of = |panel: &BoxPanel, row: &BoxRow| match Five::new(&row.drawn()) {
        Some(five) => {
            let apart = (five.upper_quartile - five.lower_quartile) / 2.0;
            let places = if apart > 0.0 { decimals(apart) } else { plain_decimals(five.median) };
            let [low, middle, high] = [five.lower_quartile, five.median, five.upper_quartile].map(|value| shown(value, places));
            format!("{}, {} {middle} [{low}, {high}] {}", panel.measure, row.policy, panel.unit)
        }
        None => format!("{}, {} {}", panel.measure, row.policy, frame.say(Message::NoNumber)),
    };
    let rows: Vec<String> = input.panels.iter().flat_map(|panel| panel.rows.iter().map(move |row| of(panel, row))).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &BoxInput) -> Vec<Column> {
    let mut rows = Vec::new();
    for (panel, row) in input.panels.iter().flat_map(|panel| panel.rows.iter().map(move |row| (panel, row))) {
        let numbers = Five::new(&row.drawn()).map(|five| five.named()).into_iter().flatten();
        rows.extend(numbers.map(|(name, value)| (panel, row, name, None, value)));
        for (replication, value) in (0_u32..).zip(&row.values).take(MOST_DOTS) {
            rows.extend(value.and_then(drawable).map(|value| (panel, row, "value", Some(replication), value)));
        }
    }
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, ..)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, ..)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(_, row, ..)| row.policy.as_str()).collect::<Vec<_>>()),
        column(figures::STATISTIC, rows.iter().map(|(_, _, name, ..)| *name).collect::<Vec<_>>()),
        column(keys::REPLICATION, rows.iter().map(|(_, _, _, replication, _)| *replication).collect::<Vec<_>>()),
        column(figures::VALUE, rows.iter().map(|(.., value)| *value).collect::<Vec<_>>()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_of_nine_numbers_is_the_one_worked_by_hand() {
        // quartiles of 1..=8 and 30 at positions 2, 4 and 6 of the sorted list; the whisker ends at 8, since 7 + 1.5 * 4 = 13
        let values = [30.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let five = Five { low_whisker: 1.0, lower_quartile: 3.0, median: 5.0, upper_quartile: 7.0, high_whisker: 8.0 };
        assert_eq!(Five::new(&values), Some(five));
    }

    #[test]
    fn one_number_is_a_box_without_width_and_none_is_no_box() {
        let five = Five { low_whisker: 2.0, lower_quartile: 2.0, median: 2.0, upper_quartile: 2.0, high_whisker: 2.0 };
        assert_eq!(Five::new(&[2.0]), Some(five));
        assert_eq!(Five::new(&[]), None);
    }
}
