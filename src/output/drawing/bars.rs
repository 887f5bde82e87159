//! Rows of two bars one above the other, from a common origin: both ends of a factor, or both indices of it. Beside them stand
//! what each bar is, its number with its interval, and a remark, so that neither colour nor length is alone in telling.

use plotters::style::RGBAColor;

use super::axis::{Panel, Ticks, drawable, shown, spanned};
use super::font;
use super::sheet::{FAINT, GUIDE, INK, LegendSample, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::charts::chart::{Frame, drawable_interval, estimate_text};
use crate::output::language::message::Message;
use crate::statistics::estimate::Interval;

/// Colours of the upper and the lower bar: sky blue and orange, both light enough for a dark line on them.
pub(crate) const COLOURS: [RGBAColor; 2] = [RGBAColor(0x56, 0xb4, 0xe9, 1.0), RGBAColor(0xe6, 0x9f, 0x00, 1.0)];

/// The marker of a bar that is flagged.
pub(crate) const FLAG: LegendSample = LegendSample::Marker(INK, Shape::Diamond);

/// One bar.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bar {
    /// Where it ends; `None` where there is no number.
    pub(crate) value: Option<f64>,
    /// The interval of that.
    pub(crate) interval: Option<Interval>,
    /// What it is, in a word.
    pub(crate) lead: String,
    /// What is to be said of it, marked at its end; `None` of most.
    pub(crate) flag: Option<String>,
}

impl Bar {
    /// The value when it can be drawn.
    pub(crate) fn drawn(&self) -> Option<f64> {
        self.value.and_then(drawable)
    }

    /// Value and both ends of its interval.
    fn ends(&self) -> impl Iterator<Item = f64> {
        let interval = self.drawn().and(drawable_interval(self.interval));
        [self.drawn(), interval.map(|interval| interval.low), interval.map(|interval| interval.high)].into_iter().flatten()
    }
}

/// Two bars with their name.
#[derive(Clone, Debug)]
pub(crate) struct BarRow {
    /// The name.
    pub(crate) name: String,
    /// The upper bar, then the lower one.
    pub(crate) bars: [Bar; 2],
}

/// Rows on one axis.
#[derive(Clone, Debug)]
pub(crate) struct BarRows {
    /// From the top.
    pub(crate) rows: Vec<BarRow>,
    /// Where all bars begin.
    pub(crate) origin: f64,
    /// What stands over the origin.
    pub(crate) caption: String,
    /// Another value to be seen on the axis, where that leaves the bars at least half of it.
    pub(crate) mark: Option<f64>,
    /// Whether values are shares that are written in percent.
    pub(crate) is_percent: bool,
}

impl BarRows {
    /// What the axis shows, and the mark when it is on it.
    fn range(&self) -> ((f64, f64), Option<f64>) {
        let values = || self.rows.iter().flat_map(|row| row.bars.iter().flat_map(Bar::ends)).chain([self.origin]);
        let plain = spanned(values(), 0.06).unwrap_or((-1.0, 1.0));
        let far = |mark: f64| (plain.0 - mark).max(mark - plain.1);
        let mark = self.mark.filter(|mark| far(*mark) <= plain.1 - plain.0);
        (spanned(values().chain(mark), 0.06).unwrap_or(plain), mark)
    }
}

const PLOT_LEFT: f64 = 172.0;
const HEIGHT: f64 = 36.0;
/// Distance from the middle of a row to that of either bar.
const ASIDE: f64 = 7.5;
const THICKNESS: f64 = 11.0;
const SIZE: f64 = 11.0;

/// Left edges of the columns beside the bars.
struct ColumnEdges {
    plot_width: f64,
    lead: f64,
    number: f64,
    remark: f64,
}

/// Draws `all` from the cursor down; the cursor ends below.
pub(crate) fn draw(sheet: &mut Sheet, all: &BarRows, frame: &Frame) {
    let has_flags = all.rows.iter().flat_map(|row| &row.bars).any(|bar| bar.flag.is_some());
    let right = if has_flags { 690.0 } else { WIDTH - MARGIN };
    let leads = all.rows.iter().flat_map(|row| &row.bars).map(|bar| font::width(&bar.lead, SIZE)).fold(0.0, f64::max).min(100.0);
    let number = right - 146.0;
    let lead = number - leads - 10.0;
    let columns = ColumnEdges { plot_width: lead - 14.0 - PLOT_LEFT, lead, number, remark: right + 4.0 };
    let (range, mark) = all.range();
    let top = sheet.cursor + if all.caption.is_empty() { 0.0 } else { 16.0 };
    let place = Panel::new((PLOT_LEFT, top), (columns.plot_width, all.rows.len() as f64 * HEIGHT + 4.0), range, (0.0, 1.0));
    let ticks = Ticks::new(range, 6);
    sheet.x_axis(&place, &if all.is_percent { ticks.percent() } else { ticks });
    let bottom = top + place.height;
    let (origin, _) = place.at(all.origin, 0.0);
    for (index, row) in all.rows.iter().enumerate() {
        let y = top + 2.0 + (index as f64 + 0.5) * HEIGHT;
        if index > 0 {
            sheet.line(&[(MARGIN, y - HEIGHT / 2.0), (WIDTH - MARGIN, y - HEIGHT / 2.0)], Pen::new(GUIDE, 1.0));
        }
        sheet.name((MARGIN, y), PLOT_LEFT - MARGIN - 10.0, &row.name);
        for ((bar, colour), aside) in row.bars.iter().zip(COLOURS).zip([-ASIDE, ASIDE]) {
            draw_bar(sheet, &place, origin, bar, (y + aside, colour));
            draw_words(sheet, &columns, bar, y + aside, all.is_percent, frame);
        }
    }
    sheet.line(&[(origin, top), (origin, bottom)], Pen::new(INK, 1.6));
    if let Some((mark, _)) = mark.map(|mark| place.at(mark, 0.0)) {
        sheet.line(&[(mark, top), (mark, bottom)], Pen { colour: INK, width: 1.2, dash: Some((5.0, 4.0)) });
    }
    let half = font::width(&all.caption, SIZE) / 2.0;
    let middle = origin.clamp(MARGIN + half, (WIDTH - MARGIN - half).max(MARGIN + half));
    sheet.text((middle, top - 8.0), &all.caption, Letters::new(SIZE, INK).centred());
    sheet.cursor = bottom + 26.0;
}

fn draw_bar(sheet: &mut Sheet, place: &Panel, origin: f64, bar: &Bar, (y, colour): (f64, RGBAColor)) {
    let Some(value) = bar.drawn() else { return };
    let x = |value: f64| place.at(value, 0.0).0;
    let end = x(value);
    sheet.bar((origin.min(end), y - THICKNESS / 2.0), (end - origin).abs(), THICKNESS, colour);
    if let Some(Interval { low, high }) = drawable_interval(bar.interval) {
        sheet.line(&[(x(low), y), (x(high), y)], Pen::new(INK, 1.2));
        for limit in [x(low), x(high)] {
            sheet.line(&[(limit, y - 3.0), (limit, y + 3.0)], Pen::new(INK, 1.2));
        }
    }
    if bar.flag.is_some() {
        sheet.marker((end, y), INK, Shape::Diamond);
    }
}

fn draw_words(sheet: &mut Sheet, columns: &ColumnEdges, bar: &Bar, y: f64, is_percent: bool, frame: &Frame) {
    sheet.text((columns.lead, y), &font::fitted(&bar.lead, SIZE, columns.number - columns.lead - 8.0), Letters::new(SIZE, FAINT));
    let number = number_of(bar, is_percent, frame);
    sheet.text((columns.number, y), &font::fitted(&number, SIZE, columns.remark - columns.number - 8.0), Letters::new(SIZE, INK));
    if let Some(flag) = &bar.flag {
        sheet.marker((columns.remark + 6.0, y), INK, Shape::Diamond);
        let room = WIDTH - MARGIN - columns.remark - 18.0;
        sheet.text((columns.remark + 18.0, y), &font::fitted(flag, SIZE, room), Letters::new(SIZE, INK));
    }
}

/// The number of a bar with its interval, as it is written.
pub(crate) fn number_of(bar: &Bar, is_percent: bool, frame: &Frame) -> String {
    let interval = drawable_interval(bar.interval);
    match bar.drawn() {
        None => frame.say(Message::NoNumber).to_owned(),
        Some(value) if is_percent => {
            let of = |share: f64| shown(share * 100.0, 0);
            interval.map_or_else(
                || format!("{}%", of(value)),
                |interval| format!("{}% [{}, {}]", of(value), of(interval.low), of(interval.high)),
            )
        }
        Some(value) => estimate_text(value, interval),
    }
}
