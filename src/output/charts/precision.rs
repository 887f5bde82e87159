//! How precise the estimates became: mean with its interval, and half-width of that interval, against the replications so far.
//!
//! The left plot tells whether the mean has settled, the right one whether the precision asked for was reached and how many
//! replications a finer one would take: half-widths fall with the square root of the replications.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, thinned};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown, spanned};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, INK, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::{count, decimals, plain_decimals};
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, summary};

/// Name of the chart's files.
pub const NAME: &str = catalogue::PRECISION;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct PrecisionInput {
    /// One per target.
    pub panels: Vec<PrecisionPanel>,
}

/// One target: a measure under one policy, or its difference from the baseline.
#[derive(Clone, Debug)]
pub struct PrecisionPanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// The policy, or what is compared.
    pub policy: String,
    /// Looks in order.
    pub looks: Vec<PrecisionLook>,
    /// Replications after which the half-width asked for was reached.
    pub reached_after: Option<u32>,
}

/// What the replications said so far.
#[derive(Clone, Copy, Debug)]
pub struct PrecisionLook {
    /// Replications so far.
    pub replications: u32,
    /// Their mean.
    pub mean: Option<f64>,
    /// Half-width of its interval.
    pub half_width: Option<f64>,
    /// Half-width asked for: the same at all looks, or a share of the mean; `None` where nothing is asked.
    pub asked: Option<f64>,
}

impl PrecisionLook {
    fn at(&self) -> f64 {
        f64::from(self.replications)
    }

    fn half(&self) -> Option<f64> {
        self.half_width.and_then(drawable).filter(|half| *half >= 0.0)
    }

    fn asked(&self) -> Option<f64> {
        self.asked.and_then(drawable).filter(|asked| *asked >= 0.0)
    }

    /// Lower end, mean and upper end.
    fn band(&self) -> Option<[f64; 3]> {
        let mean = self.mean.and_then(drawable)?;
        Some(self.half().map_or([mean; 3], |half| [mean - half, mean, mean + half]))
    }
}

/// Most looks that are drawn and written.
const MOST: usize = 1000;
const LEFT: f64 = 74.0;
const HEIGHT: f64 = 130.0;
const BLUE: RGBAColor = RGBAColor(0x00, 0x72, 0xb2, 1.0);
const VERMILION: RGBAColor = RGBAColor(0xd5, 0x5e, 0x00, 1.0);

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn precision(input: &PrecisionInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let mut drawn: Vec<(&PrecisionPanel, Vec<PrecisionLook>)> = Vec::new();
    for panel in &input.panels {
        let (mut looks, step) = thinned(panel.looks.iter().copied(), MOST);
        // the last look is the one that counts
        looks.extend(panel.looks.last().filter(|_| step > 1 && !(panel.looks.len() - 1).is_multiple_of(step)));
        drawn.push((panel, looks));
    }
    let has_numbers = |looks: &[PrecisionLook]| looks.iter().any(|look| look.band().is_some());
    if !drawn.iter().any(|(_, looks)| has_numbers(looks)) {
        draft.nothing();
    }
    for (panel, looks) in drawn.iter().filter(|(_, looks)| has_numbers(looks)) {
        draw_panel(&mut draft.sheet, panel, looks, frame);
    }
    let rows: Vec<String> = drawn.iter().map(|(panel, _)| words(panel, frame)).collect();
    let rows = rows.join(frame.say(Message::Next)) + frame.say(Message::Full);
    let description = frame.fill(Message::PrecisionAlt, &[("rows", &rows)]);
    let note = frame.fill(Message::PrecisionNote, &[("level", &frame.percent())]);
    draft.finish(&note, description, table(&drawn))
}

/// Whether everything asked for was reached, and after how many replications.
fn title(input: &PrecisionInput, frame: &Frame) -> String {
    let is_asked = |panel: &&PrecisionPanel| panel.looks.iter().any(|look| look.asked().is_some());
    let asked = || input.panels.iter().filter(is_asked);
    let last = asked().filter_map(|panel| panel.looks.last()).map(|look| look.replications).max();
    let Some(last) = last else { return frame.say(Message::PrecisionTitle).to_owned() };
    let reached: Option<Vec<u32>> = asked().map(|panel| panel.reached_after).collect();
    let message = if reached.is_some() { Message::PrecisionChartReached } else { Message::PrecisionChartMissed };
    let n = reached.and_then(|after| after.into_iter().max()).unwrap_or(last);
    frame.fill(message, &[("n", &count(u64::from(n)))])
}

fn draw_panel(sheet: &mut Sheet, panel: &PrecisionPanel, looks: &[PrecisionLook], frame: &Frame) {
    let heading = frame.fill(Message::Heading, &[("measure", &panel.measure), ("unit", &panel.unit)]);
    let end = asked(panel, frame);
    let room = WIDTH - 2.0 * MARGIN - font::width(&end, 12.0) - 16.0;
    let heading = font::fitted(&format!("{heading} · {}", frame.called(&panel.policy)), 13.0, room);
    sheet.text((MARGIN, sheet.cursor + 10.0), &heading, Letters::new(13.0, INK));
    sheet.text((WIDTH - MARGIN, sheet.cursor + 10.0), &end, Letters::new(12.0, INK).ending());
    let top = sheet.cursor + 40.0;
    let most = looks.iter().map(PrecisionLook::at).fold(1.0, f64::max);
    let share = (WIDTH - MARGIN) / 2.0;
    let place = |index: f64, y: (f64, f64)| Panel::new((index * share + LEFT, top), (share - LEFT - 14.0, HEIGHT), (0.0, most * 1.02), y);
    let ends = looks.iter().filter_map(PrecisionLook::band).flatten();
    let left = place(0.0, spanned(ends, 0.06).unwrap_or((0.0, 1.0)));
    let tops = looks.iter().flat_map(|look| [look.half(), look.asked()].into_iter().flatten());
    let widest = tops.fold(0.0, f64::max);
    let right = place(1.0, (0.0, if widest > 1e-12 { widest * 1.08 } else { 1.0 }));
    for (place, name) in [(&left, Message::MeanSoFar), (&right, Message::HalfWidth)] {
        sheet.text((place.left, top - 9.0), frame.say(name), Letters::new(11.0, FAINT));
        sheet.y_axis(place, &Ticks::new(place.y, 5), true);
        sheet.x_axis(place, &Ticks::new(place.x, 5));
        let below = (place.left + place.width / 2.0, top + HEIGHT + 26.0);
        sheet.text(below, frame.say(Message::ReplicationsAxis), Letters::new(11.0, FAINT).centred());
    }
    draw_curves(sheet, panel, looks, (&left, &right));
    sheet.cursor = top + HEIGHT + 44.0;
}

fn draw_curves(sheet: &mut Sheet, panel: &PrecisionPanel, looks: &[PrecisionLook], (left, right): (&Panel, &Panel)) {
    let bands = || looks.iter().filter_map(|look| Some((look.at(), look.band()?)));
    let upper = bands().map(|(at, [.., high])| left.at(at, high));
    let lower: Vec<_> = bands().map(|(at, [low, ..])| left.at(at, low)).collect();
    let corners: Vec<_> = upper.chain(lower.into_iter().rev()).collect();
    if corners.len() > 3 {
        sheet.fill(&corners, RGBAColor(BLUE.0, BLUE.1, BLUE.2, 0.2));
    }
    sheet.line(&bands().map(|(at, [_, mean, _])| left.at(at, mean)).collect::<Vec<_>>(), Pen::new(BLUE, 1.8));
    let halves: Vec<_> = looks.iter().filter_map(|look| Some(right.at(look.at(), look.half()?))).collect();
    sheet.line(&halves, Pen::new(BLUE, 1.8));
    let asked: Vec<_> = looks.iter().filter_map(|look| Some(right.at(look.at(), look.asked()?))).collect();
    let limit = Pen { colour: VERMILION, width: 1.6, dash: Some((6.0, 4.0)) };
    sheet.line(&asked, limit);
    if let (Some(first), Some(last)) = (asked.first(), asked.last()) {
        sheet.line(&[(right.left, first.1), *first], limit);
        sheet.line(&[*last, (right.left + right.width, last.1)], limit);
    }
    if let Some(after) = panel.reached_after.map(f64::from).filter(|after| *after <= right.x.1) {
        for place in [left, right] {
            let (x, _) = place.at(after, place.y.0);
            sheet.line(&[(x, place.top), (x, place.top + place.height)], Pen::new(INK, 1.2));
        }
    }
    // a single look is a dot, since it makes no line
    if let [look] = looks {
        let spots = [look.band().map(|[_, mean, _]| left.at(look.at(), mean)), look.half().map(|half| right.at(look.at(), half))];
        spots.into_iter().flatten().for_each(|spot| sheet.dot(spot, 3.5, BLUE));
        let band = look.band().map(|[low, _, high]| [left.at(look.at(), low), left.at(look.at(), high)]);
        band.into_iter().for_each(|ends| sheet.line(&ends, Pen::new(BLUE, 1.6)));
    }
}

fn half_text(half: f64) -> String {
    shown(half, if half > 0.0 { decimals(half) } else { plain_decimals(half) })
}

/// What was asked, and whether it was reached.
fn asked(panel: &PrecisionPanel, frame: &Frame) -> String {
    let Some(asked) = panel.looks.iter().rev().find_map(PrecisionLook::asked) else {
        return frame.say(Message::NothingAsked).to_owned();
    };
    let asked = half_text(asked);
    match panel.reached_after {
        Some(n) => frame.fill(Message::AskedReached, &[("asked", &asked), ("n", &count(u64::from(n)))]),
        None => frame.fill(Message::AskedMissed, &[("asked", &asked)]),
    }
}

fn words(panel: &PrecisionPanel, frame: &Frame) -> String {
    let target = format!("{}, {}", panel.measure, frame.called(&panel.policy));
    let Some((look, half)) = panel.looks.iter().rev().find_map(|look| Some((look, look.half()?))) else {
        return format!("{target}: {}", frame.say(Message::NoNumber));
    };
    let (half, n) = (format!("{} {}", half_text(half), panel.unit), count(u64::from(look.replications)));
    frame.fill(Message::HalfWidthAfter, &[("target", &target), ("half", &half), ("n", &n), ("asked", &asked(panel, frame))])
}

fn table(drawn: &[(&PrecisionPanel, Vec<PrecisionLook>)]) -> Vec<Column> {
    let rows: Vec<(&PrecisionPanel, PrecisionLook)> =
        drawn.iter().flat_map(|(panel, looks)| looks.iter().map(move |look| (*panel, *look))).collect();
    let end = |of: fn([f64; 3]) -> f64| {
        let cell = |look: &PrecisionLook| look.half().and(look.band()).map(of);
        rows.iter().map(|(_, look)| cell(look)).collect::<Vec<Option<f64>>>()
    };
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, _)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, _)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(panel, _)| panel.policy.as_str()).collect::<Vec<_>>()),
        column(summary::N, rows.iter().map(|(_, look)| look.replications).collect::<Vec<_>>()),
        column(summary::ESTIMATE, rows.iter().map(|(_, look)| look.mean.and_then(drawable)).collect::<Vec<_>>()),
        column(summary::LOW, end(|[low, ..]| low)),
        column(summary::HIGH, end(|[.., high]| high)),
        column(figures::HALF_WIDTH, rows.iter().map(|(_, look)| look.half()).collect::<Vec<_>>()),
        column(figures::ASKED, rows.iter().map(|(_, look)| look.asked()).collect::<Vec<_>>()),
    ]
}
