//! Which factors move the outcome: Morris's plane, the mean size of each factor's elementary effects against their spread.
//!
//! A factor far to the right matters. One high above the dashed line does so unevenly: its effect bends, or depends on where
//! the other factors stand (Morris 1991, *Technometrics* 33:161; μ\* after Campolongo, Cariboni and Saltelli 2007).

use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text, interval_cells};
use crate::output::drawing::axis::{Panel, Ticks, drawable};
use crate::output::drawing::font;
use crate::output::drawing::scatter;
use crate::output::drawing::scatter::{ListLine, MARKER, Taken};
use crate::output::drawing::sheet::{FAINT, INK, LegendSample, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::count;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, summary};
use crate::statistics::estimate::Interval;

/// Name of the chart's files.
pub const NAME: &str = catalogue::SCREENING;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct ScreeningInput {
    /// Which of the study's outputs it shows, from 0.
    pub part: usize,
    /// The outputs that are shown.
    pub panels: Vec<ScreeningPanel>,
}

/// The factors of one output: a measure under a policy, or its difference from the baseline.
#[derive(Clone, Debug)]
pub struct ScreeningPanel {
    /// What the output is called.
    pub output: String,
    /// Its unit.
    pub unit: String,
    /// One per factor, in any order.
    pub rows: Vec<ScreeningRow>,
}

/// The elementary effects of a factor, in the unit of the output per range of the factor.
#[derive(Clone, Debug)]
pub struct ScreeningRow {
    /// The factor.
    pub factor: String,
    /// Mean size; `None` where there is no number.
    pub mu_star: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// Standard deviation.
    pub sigma: Option<f64>,
    /// Whether the factor goes on to the next step.
    pub is_kept: bool,
}

impl ScreeningRow {
    /// Mean size and standard deviation when both can be drawn.
    fn drawn(&self) -> Option<(f64, f64)> {
        Some((self.mu_star.and_then(drawable)?, self.sigma.and_then(drawable)?))
    }

    const fn sample(&self) -> LegendSample {
        if self.is_kept { KEPT } else { DROPPED }
    }
}

impl ScreeningPanel {
    /// Rows with the greatest mean size first, those without numbers last.
    fn sorted(&self) -> Vec<&ScreeningRow> {
        let mut rows: Vec<&ScreeningRow> = self.rows.iter().collect();
        rows.sort_by(|one, other| {
            let key = |row: &ScreeningRow| row.mu_star.and_then(drawable).unwrap_or(-1.0);
            key(other).total_cmp(&key(one))
        });
        rows
    }
}

const KEPT: LegendSample = LegendSample::Marker(plotters::style::RGBAColor(0x00, 0x72, 0xb2, 1.0), Shape::Circle);
const DROPPED: LegendSample = LegendSample::Speck(FAINT, Shape::Square);
/// Most factors that are named.
const MOST: usize = 20;
const LEFT: f64 = 74.0;
const PLOT_WIDTH: f64 = 446.0;
const HEIGHT: f64 = 320.0;
const LIST_LEFT: f64 = LEFT + PLOT_WIDTH + 26.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn screening(input: &ScreeningInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame).part(input.part);
    if input.panels.iter().flat_map(|panel| &panel.rows).all(|row| row.drawn().is_none()) {
        draft.nothing();
    } else {
        draft.sheet.legend(&[(KEPT, frame.say(Message::KeptFactor)), (DROPPED, frame.say(Message::DroppedFactor))]);
        input.panels.iter().for_each(|panel| draw_panel(&mut draft.sheet, panel, frame));
    }
    let note = frame.fill(Message::ScreeningNote, &[("level", &frame.percent())]);
    let description = frame.fill(Message::ScreeningAlt, &[("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input))
}

/// Which factor moves the output most; of several outputs what the chart shows.
fn title(input: &ScreeningInput, frame: &Frame) -> String {
    let largest =
        |panel: &ScreeningPanel| Some(panel.sorted().first().filter(|row| row.drawn().is_some_and(|(mu, _)| mu > 0.0))?.factor.clone());
    match input.panels.as_slice() {
        [panel] => largest(panel).map(|factor| frame.fill(Message::ScreeningMessage, &[("output", &panel.output), ("factor", &factor)])),
        _ => None,
    }
    .unwrap_or_else(|| frame.say(Message::ScreeningTitle).to_owned())
}

fn draw_panel(sheet: &mut Sheet, panel: &ScreeningPanel, frame: &Frame) {
    sheet.heading(&frame.heading(&panel.output, &panel.unit, None));
    let top = sheet.cursor + 4.0;
    let place = ground(sheet, panel, top, frame);
    let rows = panel.sorted();
    let spots = || rows.iter().filter_map(|row| row.drawn().map(|(mu, sigma)| (*row, place.at(mu, sigma))));
    let mut taken = Taken::default();
    for (row, at) in spots() {
        taken.keep_off(at, MARKER);
        if let Some(Interval { low, high }) = drawable_interval(row.interval) {
            let pen = Pen::new(if row.is_kept { INK } else { FAINT }, 1.0);
            sheet.line(&[(place.at(low.max(place.x.0), 0.0).0, at.1), (place.at(high, 0.0).0, at.1)], pen);
        }
    }
    for (row, at) in spots() {
        row.sample().place(sheet, at);
    }
    for (number, (_, at)) in (1_u32..).zip(spots()).take(MOST) {
        taken.write(sheet, &place, at, &number.to_string(), (1.0, -1.0));
    }
    let entries = (1_u32..).zip(rows.iter().take(MOST)).map(|(number, row)| entry(row, number, frame)).collect::<Vec<_>>();
    let unit = [("unit", panel.unit.as_str())];
    let over = font::fitted(&frame.fill(Message::MuStarAxis, &unit), 11.0, WIDTH - MARGIN - LIST_LEFT - 40.0);
    sheet.text((LIST_LEFT + 40.0, top + 4.0), &over, Letters::new(11.0, FAINT));
    scatter::list(sheet, (LIST_LEFT, top + 14.0), WIDTH - MARGIN - LIST_LEFT, &entries, 1);
    sheet.cursor = top + HEIGHT + 40.0;
    if rows.len() > MOST {
        let (shown, all) = (count(MOST as u64), count(rows.len() as u64));
        let text = frame.fill(Message::FactorsNamed, &[("shown", &shown), ("all", &all)]);
        sheet.paragraph(MARGIN, WIDTH - 2.0 * MARGIN, &text, Letters::new(11.0, FAINT));
    }
    sheet.cursor += 14.0;
}

/// What an axis shows that begins at zero: all of `values`, with room at the end.
fn from_zero(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
    if high - low > 1e-12 { (low * 1.08, high * 1.08) } else { (0.0, 1.0) }
}

/// Axes from zero, or from below it where something is there, and the line on which both are the same.
fn ground(sheet: &mut Sheet, panel: &ScreeningPanel, top: f64, frame: &Frame) -> Panel {
    let drawn = || panel.rows.iter().filter_map(|row| Some((row, row.drawn()?)));
    let ends = drawn().flat_map(|(row, (mu, _))| [mu, drawable_interval(row.interval).map_or(mu, |interval| interval.high)]);
    let (across, along) = (from_zero(ends), from_zero(drawn().map(|(_, (_, sigma))| sigma)));
    let place = Panel::new((LEFT, top), (PLOT_WIDTH, HEIGHT), across, along);
    sheet.y_axis(&place, &Ticks::new(place.y, 6), true);
    sheet.x_axis(&place, &Ticks::new(place.x, 6));
    let end = place.x.1.min(place.y.1);
    let start = place.x.0.max(place.y.0);
    sheet.line(&[place.at(start, start), place.at(end, end)], Pen { colour: FAINT, width: 1.0, dash: Some((4.0, 4.0)) });
    let unit = [("unit", panel.unit.as_str())];
    let below = (LEFT + PLOT_WIDTH / 2.0, top + HEIGHT + 27.0);
    sheet.text(below, &font::fitted(&frame.fill(Message::MuStarAxis, &unit), 11.0, PLOT_WIDTH), Letters::new(11.0, FAINT).centred());
    let beside = font::fitted(&frame.fill(Message::SigmaAxis, &unit), 11.0, HEIGHT);
    sheet.upward_text((MARGIN + 5.0, top + HEIGHT / 2.0), &beside, Letters::new(11.0, FAINT));
    place
}

fn entry(row: &ScreeningRow, number: u32, frame: &Frame) -> ListLine {
    let size = match row.drawn() {
        Some((mu, _)) => estimate_text(mu, drawable_interval(row.interval)),
        None => frame.say(Message::NoNumber).to_owned(),
    };
    let room = WIDTH - MARGIN - LIST_LEFT - 46.0 - font::width(&size, 11.0);
    ListLine { number: number.to_string(), sample: row.sample(), text: format!("{}  {size}", font::fitted(&row.factor, 11.0, room)) }
}

fn words(input: &ScreeningInput, frame: &Frame) -> String {
    let row = |panel: &ScreeningPanel, row: &ScreeningRow| {
        let size = row.mu_star.and_then(drawable).map_or_else(
            || frame.say(Message::NoNumber).to_owned(),
            |mu| format!("{} {}", estimate_text(mu, drawable_interval(row.interval)), panel.unit),
        );
        let kept = frame.say(if row.is_kept { Message::KeptFactor } else { Message::DroppedFactor });
        format!("{}, {} {size} ({kept})", panel.output, row.factor)
    };
    let of_panel = |panel: &ScreeningPanel| panel.sorted().into_iter().take(MOST).map(|one| row(panel, one)).collect::<Vec<_>>();
    let rows: Vec<String> = input.panels.iter().flat_map(of_panel).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &ScreeningInput) -> Vec<Column> {
    let rows: Vec<(&ScreeningPanel, &ScreeningRow)> =
        input.panels.iter().flat_map(|panel| panel.sorted().into_iter().map(move |row| (panel, row))).collect();
    let ends: Vec<_> = rows.iter().map(|(_, row)| interval_cells(row.interval)).collect();
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, _)| panel.output.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, _)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(figures::FACTOR, rows.iter().map(|(_, row)| row.factor.as_str()).collect::<Vec<_>>()),
        column(figures::MU_STAR, rows.iter().map(|(_, row)| row.mu_star.and_then(drawable)).collect::<Vec<_>>()),
        column(summary::LOW, ends.iter().map(|(low, _)| *low).collect::<Vec<_>>()),
        column(summary::HIGH, ends.iter().map(|(_, high)| *high).collect::<Vec<_>>()),
        column(figures::SIGMA, rows.iter().map(|(_, row)| row.sigma.and_then(drawable)).collect::<Vec<_>>()),
        column(figures::IS_KEPT, rows.iter().map(|(_, row)| row.is_kept).collect::<Vec<_>>()),
    ]
}
