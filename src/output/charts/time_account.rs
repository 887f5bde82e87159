//! Where a policy acts: the paired differences of the parts of the time account, stacked to the left and to the right of
//! zero, and the difference of the resolution time that they add up to.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text, estimate_texts, interval_cells};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown, spanned};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{GUIDE, INK, LegendSample, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::{decimals, significant_places};
use crate::output::tables::runs::column;
use crate::output::tables::schema::{comparisons, keys, summary};
use crate::statistics::estimate::Interval;
use crate::units::measure::Measure;

/// Name of the chart's files.
pub const NAME: &str = catalogue::TIME_ACCOUNT;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct AccountInput {
    /// Policy that the others are compared with.
    pub baseline: String,
    /// What the whole is called.
    pub whole: String,
    /// Unit of all differences.
    pub unit: String,
    /// What the parts are called, in the order of the stack.
    pub parts: Vec<String>,
    /// One per policy beside the baseline.
    pub bars: Vec<AccountBar>,
}

/// The differences of one policy.
#[derive(Clone, Debug)]
pub struct AccountBar {
    /// The policy.
    pub policy: String,
    /// Of the whole.
    pub whole: AccountPiece,
    /// Of the parts, in their order.
    pub pieces: Vec<AccountPiece>,
}

/// One paired difference.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountPiece {
    /// Mean difference, policy minus baseline.
    pub difference: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
}

impl AccountPiece {
    pub(super) fn drawn(&self) -> f64 {
        self.difference.and_then(drawable).unwrap_or(0.0)
    }

    /// The difference with its sign, as precise as its interval; without one to three significant digits.
    pub(super) fn signed(&self) -> String {
        let size = match self.interval.filter(|interval| interval.high > interval.low) {
            Some(_) => estimate_texts(self.drawn(), self.interval).0,
            None => shown(self.drawn(), significant_places(self.drawn().abs()).into()),
        };
        let sign = if self.drawn() > 0.0 { "+" } else { "" };
        format!("{sign}{size}")
    }
}

impl AccountBar {
    /// Where the stack ends on the left and on the right.
    fn ends(&self) -> [f64; 2] {
        let sum = |of: fn(f64) -> f64| self.pieces.iter().map(|piece| of(piece.drawn())).sum::<f64>();
        [sum(|size| size.min(0.0)), sum(|size| size.max(0.0))]
    }
}

const LEFT: f64 = 178.0;
const BAR: f64 = 22.0;
const ROW: f64 = 46.0;
const SIZE: f64 = 11.0;

/// Okabe and Ito's colours, wine, olive and two greys, one per part in its order.
const COLOURS: [RGBAColor; 12] = [
    RGBAColor(0x00, 0x72, 0xb2, 1.0),
    RGBAColor(0x88, 0x22, 0x55, 1.0),
    RGBAColor(0xd5, 0x5e, 0x00, 1.0),
    RGBAColor(0xf0, 0xe4, 0x42, 1.0),
    RGBAColor(0x00, 0x9e, 0x73, 1.0),
    RGBAColor(0x56, 0xb4, 0xe9, 1.0),
    RGBAColor(0xcc, 0x79, 0xa7, 1.0),
    RGBAColor(0x00, 0x00, 0x00, 1.0),
    RGBAColor(0x88, 0x88, 0x88, 1.0),
    RGBAColor(0xe6, 0x9f, 0x00, 1.0),
    RGBAColor(0xd4, 0xd4, 0xd4, 1.0),
    RGBAColor(0x99, 0x99, 0x33, 1.0),
];

/// No two parts have one colour.
const _: () = assert!(COLOURS.len() >= Measure::TIME_ACCOUNT.len());

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn time_account(input: &AccountInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    if input.bars.is_empty() {
        draft.nothing();
    } else {
        draw(&mut draft.sheet, input, frame);
    }
    let values =
        [("whole", input.whole.as_str()), ("baseline", frame.called(&input.baseline)), ("level", &frame.percent()), ("unit", &input.unit)];
    let note = frame.fill(Message::AccountNote, &values);
    let description = frame.fill(Message::AccountAlt, &[("baseline", frame.called(&input.baseline)), ("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input))
}

/// The policy that changes the time of an issue most, and the part that changes most under it.
fn title(input: &AccountInput, frame: &Frame) -> String {
    let baseline = ("baseline", frame.called(&input.baseline));
    let size = |piece: &AccountPiece| piece.drawn().abs();
    let bar = input.bars.iter().max_by(|one, other| size(&one.whole).total_cmp(&size(&other.whole)));
    let most = |bar: &AccountBar| (0..bar.pieces.len()).max_by(|one, other| size(&bar.pieces[*one]).total_cmp(&size(&bar.pieces[*other])));
    let found = bar.and_then(|bar| Some((bar, most(bar)?)));
    let Some((bar, part)) = found.filter(|(bar, part)| size(&bar.pieces[*part]) > 0.0) else {
        return frame.fill(Message::AccountTitle, &[baseline]);
    };
    let [whole, piece] = [&bar.whole, &bar.pieces[part]].map(AccountPiece::signed);
    let values = [("policy", frame.called(&bar.policy)), ("size", whole.as_str()), ("unit", &input.unit), ("part", &input.parts[part])];
    let message = frame.fill(Message::AccountMessage, &[values[0], values[1], values[2], values[3], ("piece", &piece), baseline]);
    match input.bars.len() {
        1 => message,
        count => frame.fill(Message::AccountMessageOf, &[("count", &count.to_string()), ("message", &message)]),
    }
}

pub(super) fn colour(part: usize) -> RGBAColor {
    COLOURS[part % COLOURS.len()]
}

/// Black or white, whichever reads better on `ground`.
pub(super) fn legible_on(ground: RGBAColor) -> RGBAColor {
    let light = 0.2126 * f64::from(ground.0) + 0.7152 * f64::from(ground.1) + 0.0722 * f64::from(ground.2);
    if light > 130.0 { INK } else { RGBAColor(255, 255, 255, 1.0) }
}

fn draw(sheet: &mut Sheet, input: &AccountInput, frame: &Frame) {
    let is_used = |part: usize| input.bars.iter().any(|bar| bar.pieces.get(part).is_some_and(|piece| piece.drawn() != 0.0));
    let used = input.parts.iter().enumerate().filter(|(part, _)| is_used(*part));
    let whole = (LegendSample::Marker(INK, Shape::Diamond), frame.say(Message::AccountWhole));
    let legend: Vec<(LegendSample, &str)> =
        used.map(|(part, name)| (LegendSample::Swatch(colour(part)), name.as_str())).chain([whole]).collect();
    sheet.legend(&legend);
    let intervals = input.bars.iter().filter_map(|bar| drawable_interval(bar.whole.interval));
    let values = input.bars.iter().flat_map(|bar| bar.ends().into_iter().chain([bar.whole.drawn()]));
    let range = spanned(values.chain(intervals.flat_map(|interval| [interval.low, interval.high])).chain([0.0]), 0.06);
    let height = input.bars.len() as f64 * ROW + 4.0;
    let panel = Panel::new((LEFT, sheet.cursor), (WIDTH - MARGIN - 16.0 - LEFT, height), range.unwrap_or((-1.0, 1.0)), (0.0, 1.0));
    let ticks = Ticks::new(panel.x, 6);
    sheet.x_axis(&panel, &ticks);
    for (index, bar) in input.bars.iter().enumerate() {
        draw_bar(sheet, &panel, bar, panel.top + 2.0 + index as f64 * ROW, index > 0);
    }
    let (zero, _) = panel.at(0.0, 0.0);
    sheet.line(&[(zero, panel.top), (zero, panel.top + height)], Pen::new(INK, 1.6));
    sheet.cursor = panel.top + height + 26.0;
}

/// One stack with its whole below.
fn draw_bar(sheet: &mut Sheet, panel: &Panel, bar: &AccountBar, top: f64, is_ruled: bool) {
    if is_ruled {
        sheet.line(&[(MARGIN, top), (WIDTH - MARGIN, top)], Pen::new(GUIDE, 1.0));
    }
    let (upper, lower) = (top + 5.0, top + 5.0 + BAR + 9.0);
    let x = |value: f64| panel.at(value, 0.0).0;
    sheet.policy_name((MARGIN, top + ROW / 2.0), LEFT - MARGIN - 12.0, &bar.policy);
    let mut ends = [0.0, 0.0];
    for (part, piece) in bar.pieces.iter().enumerate() {
        let size = piece.drawn();
        let side = usize::from(size > 0.0);
        let (from, to) = (x(ends[side]), x(ends[side] + size));
        ends[side] += size;
        let width = (to - from).abs();
        if width <= 0.0 {
            continue;
        }
        sheet.bar((from.min(to), upper), width, BAR, colour(part));
        let label = shown(size, decimals(size.abs()));
        if width > font::width(&label, SIZE) + 6.0 {
            sheet.text((f64::midpoint(from, to), upper + BAR / 2.0), &label, Letters::new(SIZE, legible_on(colour(part))).centred());
        }
    }
    if let Some(interval) = drawable_interval(bar.whole.interval) {
        sheet.line(&[(x(interval.low), lower), (x(interval.high), lower)], Pen::new(INK, 1.6));
    }
    if bar.whole.difference.and_then(drawable).is_some() {
        sheet.marker((x(bar.whole.drawn()), lower), INK, Shape::Diamond);
    }
}

fn words(input: &AccountInput, frame: &Frame) -> String {
    let size = |piece: &AccountPiece| {
        piece
            .difference
            .and_then(drawable)
            .map_or_else(|| frame.say(Message::NoNumber).to_owned(), |mean| estimate_text(mean, piece.interval))
    };
    let of = |bar: &AccountBar| {
        let parts = input.parts.iter().zip(&bar.pieces).filter(|(_, piece)| piece.drawn() != 0.0);
        let parts: Vec<String> = parts.map(|(name, piece)| format!("{name} {}", size(piece))).collect();
        format!("{}: {} {} {} ({})", frame.called(&bar.policy), input.whole, size(&bar.whole), input.unit, parts.join(", "))
    };
    let rows: Vec<String> = input.bars.iter().map(of).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &AccountInput) -> Vec<Column> {
    let names = || std::iter::once(&input.whole).chain(&input.parts);
    let rows: Vec<(&AccountBar, &str, &AccountPiece)> = input
        .bars
        .iter()
        .flat_map(|bar| names().zip(std::iter::once(&bar.whole).chain(&bar.pieces)).map(move |(name, piece)| (bar, name.as_str(), piece)))
        .collect();
    vec![
        column(summary::MEASURE, rows.iter().map(|(_, name, _)| *name).collect::<Vec<_>>()),
        column(summary::UNIT, vec![input.unit.as_str(); rows.len()]),
        column(keys::POLICY, rows.iter().map(|(bar, ..)| bar.policy.as_str()).collect::<Vec<_>>()),
        column(comparisons::BASELINE, vec![input.baseline.as_str(); rows.len()]),
        column(comparisons::DIFFERENCE, rows.iter().map(|(.., piece)| piece.difference.and_then(drawable)).collect::<Vec<_>>()),
        column(summary::LOW, rows.iter().map(|(.., piece)| interval_cells(piece.interval).0).collect::<Vec<_>>()),
        column(summary::HIGH, rows.iter().map(|(.., piece)| interval_cells(piece.interval).1).collect::<Vec<_>>()),
    ]
}
