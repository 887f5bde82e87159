//! How far replications lie apart: a box with every replication as a dot, one axis per measure.
//!
//! Boxes rest on all replications, however many. Of very many only some are drawn as dots and written to the CSV, every
//! k-th in their order, so that neither file grows with the campaign.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, policy_colour, thinned};
use crate::experiment::campaign::courses::quantile;
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown, spanned};
use crate::output::drawing::sheet::{INK, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::{count, decimals, plain_decimals};
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, summary};

/// Name of the chart's files.
pub const NAME: &str = catalogue::BOX_PLOT;

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
pub(crate) struct Five {
    pub(crate) low_whisker: f64,
    pub(crate) lower_quartile: f64,
    pub(crate) median: f64,
    pub(crate) upper_quartile: f64,
    pub(crate) high_whisker: f64,
    /// Least and greatest of all.
    pub(crate) ends: (f64, f64),
}

impl Five {
    /// Quartiles as [`quantile`] has them; whiskers after Tukey (1977).
    pub(crate) fn new(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let sorted = values;
        let (least, greatest) = (*sorted.first()?, *sorted.last()?);
        let (lower_quartile, median, upper_quartile) = (quantile(&sorted, 0.25), quantile(&sorted, 0.5), quantile(&sorted, 0.75));
        let reach = 1.5 * (upper_quartile - lower_quartile);
        let low_whisker = sorted.iter().copied().find(|value| *value >= lower_quartile - reach).unwrap_or(least);
        let high_whisker = sorted.iter().rev().copied().find(|value| *value <= upper_quartile + reach).unwrap_or(greatest);
        Some(Self { low_whisker, lower_quartile, median, upper_quartile, high_whisker, ends: (least, greatest) })
    }

    pub(crate) const fn named(&self) -> [(&'static str, f64); 5] {
        [
            ("low_whisker", self.low_whisker),
            ("lower_quartile", self.lower_quartile),
            ("median", self.median),
            ("upper_quartile", self.upper_quartile),
            ("high_whisker", self.high_whisker),
        ]
    }

    /// Decimals that suit the distance of the quartiles.
    pub(crate) fn places(&self) -> usize {
        let apart = (self.upper_quartile - self.lower_quartile) / 2.0;
        if apart > 0.0 { decimals(apart) } else { plain_decimals(self.median) }
    }
}

/// Values as a box, and those of them that are dots with their places among all.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    /// The box; `None` without a value.
    pub(crate) five: Option<Five>,
    /// Place and value of each dot.
    pub(crate) dots: Vec<(u32, f64)>,
    /// One in so many values is a dot.
    pub(crate) step: usize,
}

impl Spread {
    /// The box of all `values` that can be drawn; at most `most` of them as dots.
    pub(crate) fn new(values: &[Option<f64>], most: usize) -> Self {
        let five = Five::new(values.iter().flatten().copied().filter_map(drawable).collect());
        let (kept, step) = thinned(values.iter(), most);
        let place = |index: usize| u32::try_from(index * step).unwrap_or(u32::MAX);
        let dots = kept.iter().enumerate().filter_map(|(index, value)| Some((place(index), value.and_then(drawable)?)));
        Self { five, dots: dots.collect(), step }
    }

    /// Most dots in each of `rows` rows: 2,000, and on a chart of many rows 16,000 together, which keeps an SVG near a megabyte.
    pub(crate) fn most_dots(rows: usize) -> usize {
        (16_000 / rows.max(1)).clamp(100, MOST_DOTS)
    }
}

/// Most replications of a policy that are drawn as dots; boxes rest on all.
const MOST_DOTS: usize = 2000;
const LEFT: f64 = 178.0;
/// Height of a row.
pub(crate) const ROW: f64 = 36.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn boxes(input: &BoxInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let most = Spread::most_dots(input.panels.iter().map(|panel| panel.rows.len()).sum());
    let spread = |panel: &BoxPanel| panel.rows.iter().map(|row| Spread::new(&row.values, most)).collect::<Vec<_>>();
    let spreads: Vec<Vec<Spread>> = input.panels.iter().map(spread).collect();
    for (panel, spreads) in input.panels.iter().zip(&spreads) {
        draw_panel(&mut draft.sheet, panel, spreads, frame);
    }
    if input.panels.iter().all(|panel| panel.rows.is_empty()) {
        draft.nothing();
    }
    let drawn: Vec<(&BoxPanel, &BoxRow, &Spread)> = input
        .panels
        .iter()
        .zip(&spreads)
        .flat_map(|(panel, spreads)| panel.rows.iter().zip(spreads).map(move |(row, spread)| (panel, row, spread)))
        .collect();
    let description = frame.fill(Message::BoxAlt, &[("rows", &words(&drawn, frame))]);
    let step = drawn.iter().map(|(.., spread)| spread.step).max().unwrap_or(1);
    let dots = (step > 1).then(|| frame.fill(Message::DotsOf, &[("step", &count(step as u64))]));
    let note = frame.sentences([frame.say(Message::BoxNote).to_owned()].into_iter().chain(dots));
    draft.finish(&note, description, table(&drawn))
}

fn draw_panel(sheet: &mut Sheet, panel: &BoxPanel, spreads: &[Spread], frame: &Frame) {
    if panel.rows.is_empty() {
        return;
    }
    sheet.heading(&frame.heading(&panel.measure, &panel.unit, None));
    let ends = spreads.iter().filter_map(|spread| spread.five).flat_map(|five| [five.ends.0, five.ends.1]);
    let range = spanned(ends, 0.05).unwrap_or((0.0, 1.0));
    let place = Panel::new((LEFT, sheet.cursor), (WIDTH - MARGIN - 14.0 - LEFT, panel.rows.len() as f64 * ROW), range, (0.0, 1.0));
    sheet.x_axis(&place, &Ticks::new(range, 7));
    for (index, (row, spread)) in panel.rows.iter().zip(spreads).enumerate() {
        let y = place.top + (index as f64 + 0.5) * ROW;
        sheet.policy_name((MARGIN, y), LEFT - MARGIN - 12.0, &row.policy);
        if spread.five.is_none() {
            sheet.text((LEFT + 8.0, y), frame.say(Message::NoNumber), Letters::new(11.0, INK));
        }
        draw_box(sheet, &place, spread, y, policy_colour(index, panel.rows.len()));
    }
    sheet.cursor = place.top + place.height + 30.0;
}

/// The policy whose replications lie furthest apart in the first measure.
fn title(input: &BoxInput, frame: &Frame) -> String {
    let five = |row: &BoxRow| Some((row.policy.clone(), Five::new(row.values.iter().flatten().copied().filter_map(drawable).collect())?));
    let apart = |of: &(String, Five)| of.1.ends.1 - of.1.ends.0;
    let widest = |panel: &BoxPanel| panel.rows.iter().filter_map(five).max_by(|one, other| apart(one).total_cmp(&apart(other)));
    let found = input.panels.first().and_then(|panel| Some((panel, widest(panel).filter(|of| apart(of) > 0.0)?)));
    let Some((panel, (policy, five))) = found else { return frame.say(Message::BoxTitle).to_owned() };
    let places = decimals((five.ends.1 - five.ends.0) / 2.0);
    let [low, high] = [five.ends.0, five.ends.1].map(|end| shown(end, places));
    let values = [("measure", panel.measure.as_str()), ("low", &low), ("high", &high), ("unit", &panel.unit)];
    frame.fill(Message::BoxMessage, &[("policy", frame.called(&policy)), values[0], values[1], values[2], values[3]])
}

/// A box around `y` with its dots; nothing without values.
pub(crate) fn draw_box(sheet: &mut Sheet, place: &Panel, spread: &Spread, y: f64, colour: RGBAColor) {
    const HALF: f64 = 9.0;
    let Some(five) = spread.five else { return };
    let x = |value: f64| place.at(value, 0.0).0;
    let soft = |alpha| RGBAColor(colour.0, colour.1, colour.2, alpha);
    let (left, right) = (x(five.lower_quartile), x(five.upper_quartile));
    sheet.bar((left, y - HALF), right - left, 2.0 * HALF, soft(0.18));
    // a crowd of dots is drawn finer, so that it shows where they are many
    let (radius, alpha) = if spread.dots.len() > 300 { (1.1, 0.35) } else { (2.0, 0.6) };
    for (index, (_, value)) in spread.dots.iter().enumerate() {
        // multiples of the golden ratio spread dots evenly up and down, however many there are
        let shift = (index as f64 * 0.618_033_988_75).fract() - 0.5;
        sheet.dot((x(*value), y + shift * 20.0), radius, soft(alpha));
    }
    let pen = Pen::new(colour, 1.3);
    sheet.outline((left, y - HALF), right - left, 2.0 * HALF, pen);
    for (inner, outer) in [(left, x(five.low_whisker)), (right, x(five.high_whisker))] {
        sheet.line(&[(inner, y), (outer, y)], pen);
        sheet.line(&[(outer, y - 5.0), (outer, y + 5.0)], pen);
    }
    let median = x(five.median);
    sheet.line(&[(median, y - HALF - 1.0), (median, y + HALF + 1.0)], Pen::new(INK, 2.6));
}

fn words(drawn: &[(&BoxPanel, &BoxRow, &Spread)], frame: &Frame) -> String {
    let of = |(panel, row, spread): &(&BoxPanel, &BoxRow, &Spread)| match spread.five {
        Some(five) => {
            let [low, middle, high] = [five.lower_quartile, five.median, five.upper_quartile].map(|value| shown(value, five.places()));
            format!("{}, {} {middle} [{low}, {high}] {}", panel.measure, frame.called(&row.policy), panel.unit)
        }
        None => format!("{}, {} {}", panel.measure, frame.called(&row.policy), frame.say(Message::NoNumber)),
    };
    let rows: Vec<String> = drawn.iter().map(of).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(drawn: &[(&BoxPanel, &BoxRow, &Spread)]) -> Vec<Column> {
    let mut rows = Vec::new();
    for (panel, row, spread) in drawn {
        let numbers = spread.five.map(|five| five.named()).into_iter().flatten();
        rows.extend(numbers.map(|(name, value)| (panel, row, name, None, value)));
        rows.extend(spread.dots.iter().map(|(replication, value)| (panel, row, "value", Some(*replication), *value)));
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
    use crate::output::charts::box_plot::*;

    #[test]
    fn the_box_of_nine_numbers_is_the_one_worked_by_hand() {
        // quartiles of 1..=8 and 30 at positions 2, 4 and 6 of the sorted list; the whisker ends at 8, since 7 + 1.5 * 4 = 13
        let values = vec![30.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let five = Five { low_whisker: 1.0, lower_quartile: 3.0, median: 5.0, upper_quartile: 7.0, high_whisker: 8.0, ends: (1.0, 30.0) };
        assert_eq!(Five::new(values), Some(five));
    }

    #[test]
    fn one_number_is_a_box_without_width_and_none_is_no_box() {
        let five = Five { low_whisker: 2.0, lower_quartile: 2.0, median: 2.0, upper_quartile: 2.0, high_whisker: 2.0, ends: (2.0, 2.0) };
        assert_eq!(Five::new(vec![2.0]), Some(five));
        assert_eq!(Five::new(Vec::new()), None);
    }

    #[test]
    fn dots_are_every_kth_value_in_order_and_never_more_than_asked_for() {
        for (count, most, dots, step) in [(5_u32, 5, 5, 1), (6, 5, 3, 2), (2001, 2000, 1001, 2), (1_000_000, 2000, 2000, 500)] {
            let values: Vec<Option<f64>> = (0..count).map(|value| Some(f64::from(value))).collect();
            let spread = Spread::new(&values, most);
            assert_eq!((spread.dots.len(), spread.step), (dots, step), "{count}");
            assert!(spread.dots.iter().all(|(place, value)| f64::from(*place) == *value));
        }
        assert_eq!([1, 8, 32, 1000].map(Spread::most_dots), [2000, 2000, 500, 100]);
    }
}
