//! What two factors do together: a cell per pair of levels, a panel per policy and measure.
//!
//! Colours run from light to dark with rising values, in the order yellow, green, blue of `ColorBrewer`'s `YlGnBu` (Harrower and Brewer
//! 2003, *The Cartographic Journal* 40:27): lightness falls all the way, so people with colour-blindness read it too. The
//! panels of a measure share one scale. Cells that the replications cannot tell from the best one are hatched: the best
//! cell alone would promise more than was found.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text, in_order, interval_cells};
use crate::output::drawing::axis::{drawable, shown};
use crate::output::drawing::canvas::Point;
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, INK, LegendSample, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::{count, decimals, plain_decimals};
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, summary};
use crate::statistics::estimate::Interval;
use crate::units::measure::Direction;

/// Name of the chart's files.
pub const NAME: &str = catalogue::HEATMAP;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct HeatmapInput {
    /// The factor along the columns.
    pub x: HeatmapFactor,
    /// The factor along the rows.
    pub y: HeatmapFactor,
    /// One per measure and policy; those of a measure stand together.
    pub panels: Vec<HeatmapPanel>,
}

/// A factor with its levels.
#[derive(Clone, Debug)]
pub struct HeatmapFactor {
    /// What it is called, with its unit.
    pub name: String,
    /// Its levels as texts, in rising order: from the left to the right, from the foot to the top.
    pub levels: Vec<String>,
}

/// One measure under one policy.
#[derive(Clone, Debug)]
pub struct HeatmapPanel {
    /// The policy, or what it is compared with as well.
    pub policy: String,
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// One per pair of levels, in any order; one that is not there was not run.
    pub cells: Vec<HeatmapCell>,
}

/// One pair of levels.
#[derive(Clone, Debug)]
pub struct HeatmapCell {
    /// Which level of the factor along the columns.
    pub x: usize,
    /// Which level of the factor along the rows.
    pub y: usize,
    /// Mean over replications; `None` where there is no number.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// How it stands to the best cell of its panel.
    pub standing: CellStanding,
}

/// How a cell stands to the best one of its panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellStanding {
    /// It is the best one.
    Best,
    /// The replications cannot tell it from the best one.
    NotDistinguishable,
    /// It is worse.
    Apart,
    /// Neither way is better, or there are too few replications.
    Unjudged,
}

impl CellStanding {
    const fn name(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::NotDistinguishable => "not_distinguishable",
            Self::Apart => "apart",
            Self::Unjudged => "unjudged",
        }
    }
}

impl HeatmapPanel {
    fn values(&self) -> impl Iterator<Item = f64> {
        self.cells.iter().filter_map(|cell| cell.value.and_then(drawable))
    }
}

/// Light to dark.
const SCALE: [(u8, u8, u8); 9] = [
    (0xff, 0xff, 0xd9),
    (0xed, 0xf8, 0xb1),
    (0xc7, 0xe9, 0xb4),
    (0x7f, 0xcd, 0xbb),
    (0x41, 0xb6, 0xc4),
    (0x1d, 0x91, 0xc0),
    (0x22, 0x5e, 0xa8),
    (0x25, 0x34, 0x94),
    (0x08, 0x1d, 0x58),
];
const WHITE: RGBAColor = RGBAColor(255, 255, 255, 1.0);
const MISSING: RGBAColor = RGBAColor(0xd0, 0xd0, 0xd0, 1.0);
/// Most panels of a chart.
const MOST_PANELS: usize = 24;
const GAP: f64 = 22.0;
const SMALL: f64 = 10.5;

/// The best pair of levels of the first panel that has one.
fn title(input: &HeatmapInput, frame: &Frame) -> String {
    let best = |panel: &'_ HeatmapPanel| panel.cells.iter().position(|cell| cell.standing == CellStanding::Best);
    let found = input.panels.iter().find_map(|panel| Some((panel, best(panel)?)));
    let Some((panel, cell)) = found else { return frame.say(Message::HeatmapTitle).to_owned() };
    let near = panel.cells.iter().filter(|cell| cell.standing == CellStanding::NotDistinguishable).count().to_string();
    let all = (panel.cells.len() - 1).to_string();
    let at = |factor: &HeatmapFactor, level: usize| format!("{} = {}", factor.name, factor.levels[level]);
    let (x, y) = (at(&input.x, panel.cells[cell].x), at(&input.y, panel.cells[cell].y));
    frame.fill(Message::HeatmapMessage, &[("measure", &panel.measure), ("x", &x), ("y", &y), ("near", &near), ("all", &all)])
}

/// Colour at `share` (0–1) of the scale.
fn colour_at(share: f64) -> RGBAColor {
    let at = share.clamp(0.0, 1.0) * (SCALE.len() as f64 - 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 8")]
    let below = (at.floor() as usize).min(SCALE.len() - 2);
    let (from, to, part) = (SCALE[below], SCALE[below + 1], at - below as f64);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
    let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * part).round() as u8;
    RGBAColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2), 1.0)
}

/// The scale of a measure: least value, greatest value, decimals.
#[derive(Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
    places: usize,
}

impl Scale {
    fn new(panels: &[&HeatmapPanel]) -> Option<Self> {
        let values = || panels.iter().flat_map(|panel| panel.values());
        let low = values().reduce(f64::min)?;
        let high = values().fold(low, f64::max);
        let places = if high > low { decimals((high - low) / 20.0) } else { plain_decimals(low) };
        Some(Self { low, high, places })
    }

    fn share(self, value: f64) -> f64 {
        if self.high > self.low { (value - self.low) / (self.high - self.low) } else { 0.5 }
    }

    fn text(self, value: f64) -> String {
        shown(value, self.places)
    }
}

/// Sizes that all panels have in common.
struct PanelGrid {
    left: f64,
    across: usize,
    cell: (f64, f64),
    /// From the left edge of a panel to that of the next one.
    pitch: f64,
    /// Whether the levels along the columns read upwards.
    is_turned: bool,
    /// Height of the levels under a panel.
    foot: f64,
}

impl PanelGrid {
    fn new(input: &HeatmapInput, policies: usize) -> Self {
        let widest = |levels: &[String]| levels.iter().map(|level| font::width(level, SMALL)).fold(0.0, f64::max);
        let left = (MARGIN + 22.0 + widest(&input.y.levels).min(120.0)).ceil();
        let (columns, rows) = (input.x.levels.len().max(1) as f64, input.y.levels.len().max(1) as f64);
        let room = WIDTH - MARGIN - 6.0 - left;
        let fitting = (1..=policies.clamp(1, 4)).rev().find(|across| room / *across as f64 >= (columns * 42.0 + GAP).max(190.0));
        let across = fitting.unwrap_or(1);
        let width = ((room - (across as f64 - 1.0) * GAP) / across as f64 / columns).min(96.0);
        let height = if rows <= 14.0 { 28.0 } else { (392.0 / rows).max(8.0) };
        // edges on whole pixels, since others leave seams between cells
        let (width, height) = if width < 3.0 { (width, height) } else { (width.floor(), height.floor()) };
        let label = widest(&input.x.levels);
        let is_turned = label > width - 6.0;
        let pitch = (columns * width + GAP).max((room / across as f64).min(220.0)).floor();
        Self { left, across, pitch, cell: (width, height), is_turned, foot: if is_turned { label.min(90.0) + 8.0 } else { 16.0 } }
    }

    fn width(&self, input: &HeatmapInput) -> f64 {
        self.cell.0 * input.x.levels.len() as f64
    }

    fn height(&self, input: &HeatmapInput) -> f64 {
        self.cell.1 * input.y.levels.len() as f64
    }
}

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn heatmap(input: &HeatmapInput, frame: &Frame) -> Result<Figure, ChartError> {
    let names = [("x", input.x.name.as_str()), ("y", input.y.name.as_str())];
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let panels = &input.panels[..input.panels.len().min(MOST_PANELS)];
    let mut note = vec![frame.fill(Message::HeatmapNote, &[("level", &frame.percent())])];
    if panels.iter().all(|panel| panel.values().next().is_none()) {
        draft.nothing();
    } else {
        let sheet = &mut draft.sheet;
        sheet.paragraph(MARGIN, WIDTH - 2.0 * MARGIN, &frame.fill(Message::HeatmapAxes, &names), Letters::new(12.0, INK));
        sheet.cursor += 6.0;
        sheet.legend(&[
            (LegendSample::Framed(colour_at(0.3)), frame.say(Message::BestCell)),
            (LegendSample::Hatched(colour_at(0.3)), frame.say(Message::NearBestCell)),
            (LegendSample::Crossed(MISSING), frame.say(Message::EmptyCell)),
        ]);
        let mut is_written = true;
        for measure in in_order(panels.iter().map(|panel| panel.measure.as_str())) {
            let together: Vec<&HeatmapPanel> = panels.iter().filter(|panel| panel.measure == measure).collect();
            is_written &= draw_measure(sheet, input, &together, frame);
        }
        note.extend((!is_written).then(|| frame.say(Message::SmallCells).to_owned()));
    }
    if input.panels.len() > MOST_PANELS {
        let (shown, all) = (count(MOST_PANELS as u64), count(input.panels.len() as u64));
        note.push(frame.fill(Message::PanelsShown, &[("shown", &shown), ("all", &all)]));
    }
    let description = frame.fill(Message::HeatmapAlt, &[names[0], names[1], ("rows", &words(input, panels, frame))]);
    draft.finish(&frame.sentences(note), description, table(input))
}

/// The panels of one measure; whether their cells have room for numbers.
fn draw_measure(sheet: &mut Sheet, input: &HeatmapInput, panels: &[&HeatmapPanel], frame: &Frame) -> bool {
    let (Some(first), Some(scale)) = (panels.first(), Scale::new(panels)) else { return true };
    let heading = frame.heading(&first.measure, &first.unit, Some(first.direction));
    sheet.text((MARGIN, sheet.cursor + 10.0), &font::fitted(&heading, 13.0, WIDTH - 2.0 * MARGIN - 270.0), Letters::new(13.0, INK));
    draw_scale(sheet, scale);
    sheet.cursor = (sheet.cursor + 26.0).ceil();
    let grid = PanelGrid::new(input, panels.len());
    let widest = panels.iter().flat_map(|panel| panel.values()).map(|value| font::width(&scale.text(value), SMALL)).fold(0.0, f64::max);
    let is_written = widest <= grid.cell.0 - 5.0 && grid.cell.1 >= 14.0;
    for row in panels.chunks(grid.across) {
        for (index, panel) in row.iter().enumerate() {
            let corner = (grid.left + index as f64 * grid.pitch, sheet.cursor + 20.0);
            let title = font::fitted(frame.called(&panel.policy), 12.0, grid.pitch - 8.0);
            sheet.text((corner.0, sheet.cursor + 8.0), &title, Letters::new(12.0, INK));
            draw_cells(sheet, input, panel, (&grid, scale, is_written), corner);
            draw_levels(sheet, input, &grid, corner, index == 0);
        }
        sheet.cursor = (sheet.cursor + 20.0 + grid.height(input) + grid.foot + 30.0).ceil();
    }
    sheet.cursor += 4.0;
    is_written
}

/// The colours of a measure from its least to its greatest value, at the right of its heading.
fn draw_scale(sheet: &mut Sheet, scale: Scale) {
    const STEPS: u32 = 60;
    const LONG: f64 = 120.0;
    let y = sheet.cursor + 10.0;
    let right = WIDTH - MARGIN - 70.0;
    let step = LONG / f64::from(STEPS);
    for index in 0..STEPS {
        let share = (f64::from(index) + 0.5) / f64::from(STEPS);
        sheet.bar((right - LONG + f64::from(index) * step, y - 6.0), step, 12.0, colour_at(share));
    }
    sheet.outline((right - LONG, y - 6.0), LONG, 12.0, Pen::new(FAINT, 0.6));
    sheet.text((right - LONG - 6.0, y), &scale.text(scale.low), Letters::new(11.0, INK).ending());
    sheet.text((right + 6.0, y), &scale.text(scale.high), Letters::new(11.0, INK));
}

fn draw_cells(
    sheet: &mut Sheet,
    input: &HeatmapInput,
    panel: &HeatmapPanel,
    (grid, scale, is_written): (&PanelGrid, Scale, bool),
    corner: Point,
) {
    let (width, height) = grid.cell;
    let rows = input.y.levels.len();
    let at = |x: usize, y: usize| (corner.0 + x as f64 * width, corner.1 + (rows - 1 - y) as f64 * height);
    let number_of = |cell: &HeatmapCell| cell.value.and_then(drawable);
    let is_there = |cell: &&HeatmapCell| cell.x < input.x.levels.len() && cell.y < rows;
    let columns = input.x.levels.len();
    let mut is_empty = vec![true; columns * rows];
    panel.cells.iter().filter(is_there).for_each(|cell| is_empty[cell.y * columns + cell.x] &= number_of(cell).is_none());
    for place in (0..columns * rows).filter(|place| is_empty[*place]) {
        let at = at(place % columns, place / columns);
        sheet.bar(at, width, height, MISSING);
        sheet.cross(at, width, height, Pen::new(FAINT, 0.8));
    }
    for cell in panel.cells.iter().filter(is_there) {
        let Some(value) = number_of(cell) else { continue };
        let (share, at) = (scale.share(value), at(cell.x, cell.y));
        let (ground, ink) = (colour_at(share), if share > 0.66 { WHITE } else { INK });
        sheet.bar(at, width, height, ground);
        if cell.standing == CellStanding::NotDistinguishable {
            sheet.hatch(at, width, height, Pen::new(ink, 0.9));
        }
        if is_written {
            let (text, middle) = (scale.text(value), (at.0 + width / 2.0, at.1 + height / 2.0));
            let half = font::width(&text, SMALL) / 2.0 + 2.0;
            sheet.bar((middle.0 - half, middle.1 - 7.0), 2.0 * half, 14.0, ground);
            sheet.text(middle, &text, Letters::new(SMALL, ink).centred());
        }
    }
    for cell in panel.cells.iter().filter(is_there).filter(|cell| cell.standing == CellStanding::Best && number_of(cell).is_some()) {
        let (left, top) = at(cell.x, cell.y);
        sheet.outline((left, top), width, height, Pen::new(WHITE, 5.0));
        sheet.outline((left, top), width, height, Pen::new(INK, 2.4));
    }
}

/// Levels below and at the left, and the names of the factors where they have room.
fn draw_levels(sheet: &mut Sheet, input: &HeatmapInput, grid: &PanelGrid, corner: Point, is_first: bool) {
    let (width, height) = grid.cell;
    let (bottom, right) = (corner.1 + grid.height(input), corner.0 + grid.width(input));
    let rows = input.y.levels.len();
    let letters = Letters::new(SMALL, FAINT);
    let every = |room: f64, pitch: f64| if pitch >= room { 1 } else { whole(room / pitch) };
    let step = if grid.is_turned { every(13.0, width) } else { 1 };
    for (index, level) in input.x.levels.iter().enumerate().step_by(step) {
        let middle = corner.0 + (index as f64 + 0.5) * width;
        if grid.is_turned {
            let text = font::fitted(level, SMALL, grid.foot - 8.0);
            sheet.upward_text((middle, bottom + 5.0 + font::width(&text, SMALL) / 2.0), &text, letters);
        } else {
            sheet.text((middle, bottom + 10.0), level, letters.centred());
        }
    }
    let name = font::fitted(&input.x.name, 11.0, grid.pitch - 8.0);
    let middle = f64::midpoint(corner.0, right).max(corner.0 + font::width(&name, 11.0) / 2.0);
    sheet.text((middle, bottom + grid.foot + 9.0), &name, Letters::new(11.0, INK).centred());
    if is_first {
        for (index, level) in input.y.levels.iter().enumerate().step_by(every(12.0, height)) {
            let middle = corner.1 + ((rows - 1 - index) as f64 + 0.5) * height;
            let text = font::fitted(level, SMALL, grid.left - MARGIN - 22.0 + 1.0);
            sheet.text((corner.0 - 6.0, middle), &text, letters.ending());
        }
        // nothing else stands at the left of a panel, from its title to the levels under it; where the name has no room there,
        // the line above all panels tells it
        let (from, to, half) = (corner.1 - 16.0, bottom + grid.foot, font::width(&input.y.name, 11.0) / 2.0);
        if 2.0 * half <= to - from {
            let middle = f64::midpoint(corner.1, bottom).clamp(from + half, (to - half).max(from + half));
            sheet.upward_text((MARGIN + 4.0, middle), &input.y.name, Letters::new(11.0, INK));
        }
    }
}

/// A step as a whole number, rounded up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
fn whole(step: f64) -> usize {
    step.ceil() as usize
}

fn words(input: &HeatmapInput, panels: &[HeatmapPanel], frame: &Frame) -> String {
    let level = |factor: &HeatmapFactor, at: usize| format!("{} {}", factor.name, factor.levels.get(at).map_or("", String::as_str));
    let of = |panel: &HeatmapPanel| {
        let named = [("policy", frame.called(&panel.policy)), ("measure", panel.measure.as_str())];
        let best = panel.cells.iter().find(|cell| cell.standing == CellStanding::Best);
        let Some((best, value)) = best.and_then(|cell| Some((cell, cell.value.and_then(drawable)?))) else {
            return frame.fill(Message::NoBest, &named);
        };
        let near = panel.cells.iter().filter(|cell| cell.standing == CellStanding::NotDistinguishable).count();
        let missing = input.x.levels.len() * input.y.levels.len() - panel.values().count().min(input.x.levels.len() * input.y.levels.len());
        let size = format!("{} {}", estimate_text(value, drawable_interval(best.interval)), panel.unit);
        let (x, y, near, missing) = (level(&input.x, best.x), level(&input.y, best.y), count(near as u64), count(missing as u64));
        frame.fill(Message::BestAt, &[named[0], named[1], ("size", &size), ("x", &x), ("y", &y), ("near", &near), ("missing", &missing)])
    };
    let rows: Vec<String> = panels.iter().map(of).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &HeatmapInput) -> Vec<Column> {
    let rows: Vec<(&HeatmapPanel, &HeatmapCell)> =
        input.panels.iter().flat_map(|panel| panel.cells.iter().map(move |cell| (panel, cell))).collect();
    let ends: Vec<_> = rows.iter().map(|(_, cell)| interval_cells(cell.interval)).collect();
    let level = |factor: &HeatmapFactor, at: usize| factor.levels.get(at).cloned();
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, _)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, _)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(panel, _)| panel.policy.as_str()).collect::<Vec<_>>()),
        column(figures::X_FACTOR, vec![input.x.name.as_str(); rows.len()]),
        column(figures::X_LEVEL, rows.iter().map(|(_, cell)| level(&input.x, cell.x)).collect::<Vec<_>>()),
        column(figures::Y_FACTOR, vec![input.y.name.as_str(); rows.len()]),
        column(figures::Y_LEVEL, rows.iter().map(|(_, cell)| level(&input.y, cell.y)).collect::<Vec<_>>()),
        column(summary::ESTIMATE, rows.iter().map(|(_, cell)| cell.value.and_then(drawable)).collect::<Vec<_>>()),
        column(summary::LOW, ends.iter().map(|(low, _)| *low).collect::<Vec<_>>()),
        column(summary::HIGH, ends.iter().map(|(_, high)| *high).collect::<Vec<_>>()),
        column(figures::STANDING, rows.iter().map(|(_, cell)| cell.standing.name()).collect::<Vec<_>>()),
    ]
}

#[cfg(test)]
mod tests {
    use crate::output::charts::heatmap::*;

    #[test]
    fn the_scale_gets_darker_all_the_way() {
        let lightness = |share: f64| {
            let RGBAColor(red, green, blue, _) = colour_at(share);
            0.2126 * f64::from(red) + 0.7152 * f64::from(green) + 0.0722 * f64::from(blue)
        };
        for step in 0..100 {
            assert!(lightness(f64::from(step) / 100.0) > lightness(f64::from(step + 1) / 100.0), "{step}");
        }
        assert_eq!((colour_at(0.0), colour_at(1.0)), (RGBAColor(0xff, 0xff, 0xd9, 1.0), RGBAColor(0x08, 0x1d, 0x58, 1.0)));
    }
}
