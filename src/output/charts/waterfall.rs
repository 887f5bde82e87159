//! A ladder as a waterfall: from the foot to the last rung, what each step adds to and takes from the mean time of an issue, by
//! part of the time account, each step from where the rung before it stands.

use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text, interval_cells};
use super::time_account::{AccountBar, AccountPiece, colour, legible_on};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown, spanned};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, GUIDE, INK, LegendSample, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::language::ladder::LadderText;
use crate::output::language::message::Message;
use crate::output::language::number::decimals;
use crate::output::language::wording::Wording;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{comparisons, keys, summary, waterfall as columns};
use crate::statistics::estimate::Interval;

/// Name of the chart's files.
pub const NAME: &str = catalogue::WATERFALL;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct WaterfallInput {
    /// The policy at the foot, and the last rung.
    pub ends: [String; 2],
    /// What the whole is called.
    pub whole: String,
    /// Unit of all sizes.
    pub unit: String,
    /// What the parts are called, in the order of the stack.
    pub parts: Vec<String>,
    /// Where the foot stands.
    pub start: Option<f64>,
    /// One per rung, in order: its differences from the rung before it.
    pub steps: Vec<AccountBar>,
    /// The last rung against the foot; of a ladder of one rung nothing.
    pub together: Option<AccountBar>,
}

const LEFT: f64 = 178.0;
const BAR: f64 = 20.0;
const ROW: f64 = 36.0;
const SIZE: f64 = 11.0;
/// Room at the right for the size of each step.
const SIZES: f64 = 116.0;

/// A row: its bar, and where it begins.
struct Row<'a> {
    bar: &'a AccountBar,
    from: f64,
}

impl Row<'_> {
    fn to(&self) -> f64 {
        self.from + self.bar.whole.drawn()
    }

    /// How far it reaches on the left and on the right.
    fn ends(&self) -> [f64; 2] {
        let more: f64 = self.bar.pieces.iter().map(|piece| piece.drawn().max(0.0)).sum();
        let less: f64 = self.bar.pieces.iter().map(|piece| piece.drawn().min(0.0)).sum();
        [self.from.min(self.from + more + less), self.from + more]
    }

    /// The interval of its whole, where it ends.
    fn interval(&self) -> Option<Interval> {
        drawable_interval(self.bar.whole.interval).map(|Interval { low, high }| Interval { low: self.from + low, high: self.from + high })
    }
}

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn waterfall(input: &WaterfallInput, frame: &Frame) -> Result<Figure, ChartError> {
    let rows = rows(input);
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    match input.start.and_then(drawable).filter(|_| !rows.is_empty()) {
        Some(start) => draw(&mut draft.sheet, input, start, &rows, frame),
        None => draft.nothing(),
    }
    let fill = |text: LadderText, more: &[(&str, &str)]| fill(input, frame, text, more);
    let note = fill(LadderText::ChartNote, &[("unit", &input.unit), ("level", &frame.percent())]);
    let description = fill(LadderText::ChartAlt, &[("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input, &rows))
}

/// A text about the ladder with what its ends are called.
fn fill(input: &WaterfallInput, frame: &Frame, text: LadderText, more: &[(&str, &str)]) -> String {
    let [foot, last] = &input.ends;
    let ends = [("foot", frame.called(foot)), ("last", frame.called(last))];
    Wording::new(frame.language).about_ladder(text, &[&ends, more].concat())
}

/// What all steps come to and which is the largest; of one step, or of steps that do nothing, what the chart shows.
fn title(input: &WaterfallInput, frame: &Frame) -> String {
    let size = |bar: &AccountBar| bar.whole.difference.and_then(drawable).map_or(0.0, f64::abs);
    let largest = input.steps.iter().max_by(|one, other| size(one).total_cmp(&size(other))).filter(|step| size(step) > 0.0);
    let known = input.together.as_ref().filter(|all| size(all) > 0.0).zip(largest);
    known.map_or_else(
        || fill(input, frame, LadderText::ChartTitle, &[]),
        |(all, largest)| {
            let size = format!("{} {}", all.whole.signed(), input.unit);
            fill(input, frame, LadderText::ChartMessage, &[("size", &size), ("rung", frame.called(&largest.policy))])
        },
    )
}

/// The steps, each from where the one before it ends, and all of them together.
fn rows(input: &WaterfallInput) -> Vec<Row<'_>> {
    let start = input.start.and_then(drawable).unwrap_or(0.0);
    let mut from = start;
    let mut rows = Vec::new();
    for bar in &input.steps {
        let row = Row { bar, from };
        from = row.to();
        rows.push(row);
    }
    rows.extend(input.together.as_ref().map(|bar| Row { bar, from: start }));
    rows
}

fn draw(sheet: &mut Sheet, input: &WaterfallInput, start: f64, rows: &[Row], frame: &Frame) {
    let is_used = |part: usize| rows.iter().any(|row| row.bar.pieces.get(part).is_some_and(|piece| piece.drawn() != 0.0));
    let used = input.parts.iter().enumerate().filter(|(part, _)| is_used(*part));
    let level = Wording::new(frame.language).about_ladder(LadderText::Level, &[]);
    let whole = (LegendSample::Marker(INK, Shape::Diamond), level.as_str());
    let legend: Vec<(LegendSample, &str)> =
        used.map(|(part, name)| (LegendSample::Swatch(colour(part)), name.as_str())).chain([whole]).collect();
    sheet.legend(&legend);
    let reach = rows.iter().flat_map(|row| row.ends().into_iter().chain(row.interval().into_iter().flat_map(|it| [it.low, it.high])));
    let range = spanned(reach.chain([start]), 0.06).unwrap_or((start - 1.0, start + 1.0));
    let height = (rows.len() + 1) as f64 * ROW + 4.0;
    let panel = Panel::new((LEFT, sheet.cursor), (WIDTH - MARGIN - SIZES - LEFT, height), range, (0.0, 1.0));
    sheet.x_axis(&panel, &Ticks::new(panel.x, 6));
    let top = |index: usize| panel.top + 2.0 + index as f64 * ROW;
    draw_foot(sheet, &panel, (&input.ends[0], start, &input.unit), top(0));
    for (index, row) in rows.iter().enumerate() {
        let is_whole = input.together.is_some() && index + 1 == rows.len();
        draw_row(sheet, &panel, (row, &input.unit), top(index + 1), is_whole);
    }
    sheet.cursor = panel.top + height + 26.0;
}

/// Where the foot stands.
fn draw_foot(sheet: &mut Sheet, panel: &Panel, (foot, start, unit): (&str, f64, &str), top: f64) {
    let middle = top + ROW / 2.0;
    sheet.policy_name((MARGIN, middle), LEFT - MARGIN - 12.0, foot);
    let (x, _) = panel.at(start, 0.0);
    sheet.marker((x, middle), INK, Shape::Diamond);
    let text = format!("{} {unit}", shown(start, usize::from(start.abs() < 100.0)));
    sheet.text((WIDTH - MARGIN, middle), &text, Letters::new(SIZE, FAINT).ending());
}

/// One step: the parts that grow to the right, then those that shrink back to the left, and where the rung stands.
fn draw_row(sheet: &mut Sheet, panel: &Panel, (row, unit): (&Row, &str), top: f64, is_whole: bool) {
    let pen = if is_whole { Pen::new(INK, 1.2) } else { Pen::new(GUIDE, 1.0) };
    sheet.line(&[(MARGIN, top), (WIDTH - MARGIN, top)], pen);
    let (upper, middle) = (top + 3.0, top + ROW / 2.0);
    let x = |value: f64| panel.at(value, 0.0).0;
    sheet.policy_name((MARGIN, middle), LEFT - MARGIN - 12.0, &row.bar.policy);
    let mut at = row.from;
    let growing = row.bar.pieces.iter().enumerate().filter(|(_, piece)| piece.drawn() > 0.0);
    let shrinking = row.bar.pieces.iter().enumerate().filter(|(_, piece)| piece.drawn() < 0.0);
    // a rung that both adds and takes shows the two one below the other, so that neither hides the other
    let is_mixed = growing.clone().next().is_some() && shrinking.clone().next().is_some();
    let height = if is_mixed { BAR / 2.0 } else { BAR };
    for (line, parts) in [growing.collect::<Vec<_>>(), shrinking.collect()].into_iter().enumerate() {
        let y = if is_mixed && line == 1 { upper + height } else { upper };
        for (part, piece) in parts {
            let (from, to) = (x(at), x(at + piece.drawn()));
            at += piece.drawn();
            let width = (to - from).abs();
            sheet.bar((from.min(to), y), width, height, colour(part));
            let label = shown(piece.drawn(), decimals(piece.drawn().abs()));
            if !is_mixed && width > font::width(&label, SIZE) + 6.0 {
                let letters = Letters::new(SIZE, legible_on(colour(part))).centred();
                sheet.text((f64::midpoint(from, to), y + height / 2.0), &label, letters);
            }
        }
    }
    let below = upper + BAR + 6.0;
    if let Some(interval) = row.interval() {
        sheet.line(&[(x(interval.low), below), (x(interval.high), below)], Pen::new(INK, 1.6));
    }
    if row.bar.whole.difference.and_then(drawable).is_some() {
        sheet.line(&[(x(row.from), top), (x(row.from), below)], Pen::new(FAINT, 1.0));
        sheet.marker((x(row.to()), below), INK, Shape::Diamond);
        sheet.text((WIDTH - MARGIN, middle), &format!("{} {unit}", row.bar.whole.signed()), Letters::new(SIZE, INK).ending());
    }
}

fn words(input: &WaterfallInput, frame: &Frame) -> String {
    let size = |piece: &AccountPiece| {
        let number = || frame.say(Message::NoNumber).to_owned();
        piece.difference.and_then(drawable).map_or_else(number, |mean| estimate_text(mean, piece.interval))
    };
    let of = |bar: &AccountBar| {
        let parts = input.parts.iter().zip(&bar.pieces).filter(|(_, piece)| piece.drawn() != 0.0);
        let parts: Vec<String> = parts.map(|(name, piece)| format!("{name} {}", size(piece))).collect();
        format!("{}: {} {} ({})", frame.called(&bar.policy), size(&bar.whole), input.unit, parts.join(", "))
    };
    let rows: Vec<String> = input.steps.iter().chain(&input.together).map(of).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &WaterfallInput, rows: &[Row]) -> Vec<Column> {
    let before = |index: usize| match index {
        0 => input.ends[0].as_str(),
        _ if index >= input.steps.len() => input.ends[0].as_str(),
        _ => input.steps[index - 1].policy.as_str(),
    };
    let names = || std::iter::once(input.whole.as_str()).chain(input.parts.iter().map(String::as_str));
    let lines: Vec<(usize, &Row, &str, &AccountPiece)> = rows
        .iter()
        .enumerate()
        .flat_map(|(index, row)| {
            let pieces = std::iter::once(&row.bar.whole).chain(&row.bar.pieces);
            names().zip(pieces).map(move |(name, piece)| (index, row, name, piece))
        })
        .collect();
    vec![
        column(summary::MEASURE, lines.iter().map(|(_, _, name, _)| *name).collect::<Vec<_>>()),
        column(summary::UNIT, vec![input.unit.as_str(); lines.len()]),
        column(keys::POLICY, lines.iter().map(|(_, row, ..)| row.bar.policy.as_str()).collect::<Vec<_>>()),
        column(comparisons::BASELINE, lines.iter().map(|(index, ..)| before(*index)).collect::<Vec<_>>()),
        column(columns::FROM, lines.iter().map(|(_, row, ..)| row.from).collect::<Vec<_>>()),
        column(columns::TO, lines.iter().map(|(_, row, ..)| row.to()).collect::<Vec<_>>()),
        column(comparisons::DIFFERENCE, lines.iter().map(|(.., piece)| piece.difference.and_then(drawable)).collect::<Vec<_>>()),
        column(summary::LOW, lines.iter().map(|(.., piece)| interval_cells(piece.interval).0).collect::<Vec<_>>()),
        column(summary::HIGH, lines.iter().map(|(.., piece)| interval_cells(piece.interval).1).collect::<Vec<_>>()),
    ]
}
