//! How much better the chosen setting of a lever is than the others over assumption worlds: a box with a dot per world for each other
//! setting, beside the differences that are too small to matter, and in how many worlds it is better, worse, or too close to matter.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use crate::output::charts::box_plot::{ROW, Spread, draw_box};
use crate::output::charts::catalogue;
use crate::output::charts::chart::{ChartDraft, ChartError, Figure, Frame, policy_colour};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown, spanned};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, GROUND, INK, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::count;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, lever_worlds, summary};

/// Name of the chart's files.
pub const NAME: &str = catalogue::GAINS_IN_WORLDS;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct GainsInput {
    /// What the lever is called.
    pub factor: String,
    /// The setting that was chosen from the curve.
    pub chosen: String,
    /// How many worlds.
    pub worlds: u32,
    /// One per measure, that by which the setting was chosen first.
    pub panels: Vec<GainsPanel>,
}

/// The gains in one measure.
#[derive(Clone, Debug)]
pub struct GainsPanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Worlds in which the chosen setting is at least as good as every other.
    pub holds: u32,
    /// The difference that is too small to matter, where it is the same in every world.
    pub relevant: Option<f64>,
    /// One per other setting.
    pub rows: Vec<GainsRow>,
}

/// The gains over one setting.
#[derive(Clone, Debug)]
pub struct GainsRow {
    /// The other setting.
    pub setting: String,
    /// By world, how much better the chosen one is, in the unit of the measure; `None` where there is no number.
    pub gains: Vec<Option<f64>>,
    /// Worlds in which it is better, too close to matter, and worse.
    pub counts: [u32; 3],
}

const LEFT: f64 = 178.0;
const PLOT_WIDTH: f64 = 384.0;
const WORDS_LEFT: f64 = LEFT + PLOT_WIDTH + 20.0;
/// How the counts of a row are called in the table.
const COUNTS: [&str; 3] = ["better_worlds", "close_worlds", "worse_worlds"];

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn gains_in_worlds(input: &GainsInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let most = Spread::most_dots(input.panels.iter().map(|panel| panel.rows.len()).sum());
    let mut drawn: Vec<(&GainsPanel, &GainsRow, Spread)> = Vec::new();
    for panel in input.panels.iter().filter(|panel| !panel.rows.is_empty()) {
        let spreads: Vec<Spread> = panel.rows.iter().map(|row| Spread::new(&row.gains, most)).collect();
        draw_panel(&mut draft.sheet, (input, panel), &spreads, frame);
        drawn.extend(panel.rows.iter().zip(spreads).map(|(row, spread)| (panel, row, spread)));
    }
    if drawn.is_empty() {
        draft.nothing();
    }
    let mut note = vec![frame.fill(Message::GainsNote, &[("chosen", &input.chosen)])];
    note.extend(drawn.iter().any(|(panel, ..)| band(panel).is_some()).then(|| frame.say(Message::RelevantBand).to_owned()));
    let step = drawn.iter().map(|(.., spread)| spread.step).max().unwrap_or(1);
    note.extend((step > 1).then(|| frame.fill(Message::WorldsOf, &[("step", &count(step as u64))])));
    let description = frame.fill(Message::GainsAlt, &[("chosen", &input.chosen), ("rows", &words(&drawn, frame))]);
    draft.finish(&frame.sentences(note), description, table(&drawn))
}

/// What there is to see: in how many worlds the answer holds, by the measure that decided it.
fn title(input: &GainsInput, frame: &Frame) -> String {
    let Some(first) = input.panels.first() else { return frame.say(Message::GainsTitle).to_owned() };
    let (holds, worlds) = (count(first.holds.into()), count(input.worlds.into()));
    let values =
        [("factor", &*input.factor), ("chosen", &input.chosen), ("measure", &first.measure), ("holds", &holds), ("worlds", &worlds)];
    frame.fill(Message::GainsMessage, &values)
}

/// What is too small to matter, where it can be drawn.
fn band(panel: &GainsPanel) -> Option<f64> {
    panel.relevant.and_then(drawable).filter(|relevant| *relevant > 0.0)
}

fn draw_panel(sheet: &mut Sheet, (input, panel): (&GainsInput, &GainsPanel), spreads: &[Spread], frame: &Frame) {
    let values = [("measure", &*panel.measure), ("chosen", &input.chosen), ("unit", &panel.unit)];
    sheet.heading(&frame.fill(Message::GainsAxis, &values));
    let ends = spreads.iter().filter_map(|spread| spread.five).flat_map(|five| [five.ends.0, five.ends.1]);
    let relevant = band(panel);
    let edges = relevant.into_iter().flat_map(|relevant| [-relevant, relevant]);
    let range = spanned(ends.chain(edges).chain([0.0]), 0.05).unwrap_or((-1.0, 1.0));
    let height = panel.rows.len() as f64 * ROW;
    let place = Panel::new((LEFT, sheet.cursor), (PLOT_WIDTH, height), range, (0.0, 1.0));
    if let Some(relevant) = relevant {
        let [from, to] = [-relevant, relevant].map(|edge| place.at(edge, 0.0).0);
        sheet.bar((from, place.top), to - from, height, GROUND);
    }
    sheet.x_axis(&place, &Ticks::new(range, 6));
    for (index, (row, spread)) in panel.rows.iter().zip(spreads).enumerate() {
        let y = place.top + (index as f64 + 0.5) * ROW;
        let against = frame.fill(Message::GainsAgainst, &[("setting", &row.setting)]);
        sheet.text((MARGIN, y), &font::fitted(&against, 12.5, LEFT - MARGIN - 12.0), Letters::new(12.5, INK));
        draw_box(sheet, &place, spread, y, policy_colour(0, 1));
        draw_words(sheet, y, &texts(row, spread, frame));
    }
    let (zero, _) = place.at(0.0, 0.0);
    sheet.line(&[(zero, place.top), (zero, place.top + height)], Pen::new(INK, 1.6));
    sheet.cursor = place.top + height + 30.0;
}

fn draw_words(sheet: &mut Sheet, y: f64, texts: &[String; 2]) {
    let looks: [(RGBAColor, f64); 2] = [(INK, -7.5), (FAINT, 7.5)];
    for (text, (colour, aside)) in texts.iter().zip(looks) {
        let text = font::fitted(text, 11.5, WIDTH - MARGIN - WORDS_LEFT);
        sheet.text((WORDS_LEFT, y + aside), &text, Letters::new(11.5, colour));
    }
}

/// In how many worlds the chosen setting is better and worse, and the gain in the middle one.
fn texts(row: &GainsRow, spread: &Spread, frame: &Frame) -> [String; 2] {
    let Some(five) = spread.five else { return [frame.say(Message::NoNumber).to_owned(), String::new()] };
    let [better, close, worse] = row.counts.map(|worlds| count(worlds.into()));
    let counts = frame.fill(Message::GainsCounts, &[("better", &better), ("close", &close), ("worse", &worse)]);
    let middle = frame.fill(
        Message::GainsSizes,
        &[
            ("median", &shown(five.median, five.places())),
            ("least", &shown(five.ends.0, five.places())),
            ("greatest", &shown(five.ends.1, five.places())),
        ],
    );
    [counts, middle]
}

fn words(drawn: &[(&GainsPanel, &GainsRow, Spread)], frame: &Frame) -> String {
    let of = |(panel, row, spread): &(&GainsPanel, &GainsRow, Spread)| {
        let [counts, sizes] = texts(row, spread, frame);
        let against = frame.fill(Message::GainsAgainst, &[("setting", &row.setting)]);
        let comma = frame.say(Message::Clause);
        format!("{}{comma}{against}: {counts}{comma}{sizes} {}", panel.measure, panel.unit)
    };
    drawn.iter().map(of).collect::<Vec<_>>().join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(drawn: &[(&GainsPanel, &GainsRow, Spread)]) -> Vec<Column> {
    let mut rows = Vec::new();
    for (panel, row, spread) in drawn {
        let counts = COUNTS.into_iter().zip(row.counts.map(f64::from));
        let five = spread.five.map(|five| five.named()).into_iter().flatten();
        rows.extend(counts.chain(five).map(|(name, value)| (panel, row, name, None, value)));
        rows.extend(spread.dots.iter().map(|(world, value)| (panel, row, "value", Some(*world), *value)));
    }
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, ..)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, ..)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(lever_worlds::SETTING, rows.iter().map(|(_, row, ..)| row.setting.as_str()).collect::<Vec<_>>()),
        column(figures::STATISTIC, rows.iter().map(|(_, _, name, ..)| *name).collect::<Vec<_>>()),
        column(figures::WORLD, rows.iter().map(|(.., world, _)| *world).collect::<Vec<_>>()),
        column(figures::VALUE, rows.iter().map(|(.., value)| *value).collect::<Vec<_>>()),
    ]
}
