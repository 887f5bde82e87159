//! How backlogs grow and shrink: a small panel per level and policy, mean over replications with a band from 10% to 90%.

use jiff::ToSpan;
use jiff::civil::Date;
use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, in_order, policy_colour};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, GROUND, INK, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::number;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, series, summary};
use crate::statistics::estimate::Interval;

/// Name of the chart's files.
pub const NAME: &str = catalogue::BACKLOG;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct BacklogInput {
    /// Day 0.
    pub start: Date,
    /// Days before the measured time.
    pub warm_up_days: f64,
    /// First and last days of holidays of some length, from day 0.
    pub holidays: Vec<(u32, u32)>,
    /// One per level and policy, which stand in the order in which they come first.
    pub curves: Vec<BacklogCurve>,
    /// Replications behind the bands, where these are fewer than behind the means.
    pub band_of: Option<u32>,
}

/// The backlog of one level under one policy.
#[derive(Clone, Debug)]
pub struct BacklogCurve {
    /// The level.
    pub level: String,
    /// The policy.
    pub policy: String,
    /// Days in order.
    pub days: Vec<BacklogDay>,
}

/// Issues waiting at the end of a day.
#[derive(Clone, Copy, Debug)]
pub struct BacklogDay {
    /// The day, from 0.
    pub day: u32,
    /// Mean over replications.
    pub mean: f64,
    /// From the 10% to the 90% quantile over replications.
    pub band: Option<Interval>,
}

impl BacklogCurve {
    fn drawn(&self) -> impl DoubleEndedIterator<Item = BacklogDay> + Clone + '_ {
        self.days.iter().copied().filter(|day| drawable(day.mean).is_some())
    }

    /// The greatest number to be shown.
    fn most(&self) -> f64 {
        let tops = self.drawn().map(|day| drawable_interval(day.band).map_or(day.mean, |band| band.high.max(day.mean)));
        tops.fold(0.0, f64::max)
    }
}

const LEFT: f64 = 66.0;
const HOLIDAY: RGBAColor = RGBAColor(0xf8, 0xec, 0xb0, 1.0);
/// Most policies side by side.
const ACROSS: usize = 4;
const GAP: f64 = 14.0;
const HEIGHT: f64 = 86.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn backlog(input: &BacklogInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    if input.curves.iter().all(|curve| curve.drawn().next().is_none()) {
        draft.nothing();
    } else {
        let policies = in_order(input.curves.iter().map(|curve| curve.policy.as_str()));
        let across = policies.len().div_ceil(policies.len().div_ceil(ACROSS));
        for (block, together) in policies.chunks(across).enumerate() {
            draw_block(&mut draft.sheet, input, together, (block * across, across, policies.len()), frame);
        }
    }
    let description = frame.fill(Message::BacklogAlt, &[("rows", &words(input, frame))]);
    let bands = input.band_of.map(|n| frame.fill(Message::BandOf, &[("n", &number(f64::from(n), 0))]));
    let date = |day: u32| input.start.checked_add(i64::from(day).days()).map_or_else(|_| day.to_string(), |date| date.to_string());
    let named: Vec<String> = input.holidays.iter().map(|(first, last)| format!("{} – {}", date(*first), date(*last))).collect();
    let list = named.join(frame.say(Message::Comma));
    let holidays = (!named.is_empty()).then(|| frame.fill(Message::HolidaysAre, &[("list", &list)]));
    let note = frame.sentences([frame.say(Message::BacklogNote).to_owned()].into_iter().chain(holidays).chain(bands));
    draft.finish(&note, description, table(input))
}

/// Where most issues wait on the last day.
fn title(input: &BacklogInput, frame: &Frame) -> String {
    let ends = input.curves.iter().filter_map(|curve| Some((curve, curve.drawn().next_back()?.mean)));
    let Some((curve, most)) = ends.max_by(|one, other| one.1.total_cmp(&other.1)) else {
        return frame.say(Message::BacklogTitle).to_owned();
    };
    let count = shown(most, usize::from(most < 10.0));
    if most < 0.05 {
        return frame.say(Message::BacklogMessageNone).to_owned();
    }
    let values = [("count", count.as_str()), ("level", frame.titles.thing(&curve.level)), ("policy", frame.called(&curve.policy))];
    frame.fill(Message::BacklogMessage, &values)
}

/// Panels of some policies side by side, level below level; `first` is the number of the first policy, `across` how
/// many panels a full row has, `count` how many policies there are in all.
fn draw_block(sheet: &mut Sheet, input: &BacklogInput, policies: &[&str], (first, across, count): (usize, usize, usize), frame: &Frame) {
    let width = (WIDTH - MARGIN - 10.0 - LEFT - (across as f64 - 1.0) * GAP) / across as f64;
    let left = |index: usize| LEFT + index as f64 * (width + GAP);
    for (index, policy) in policies.iter().enumerate() {
        let y = sheet.cursor + 10.0;
        sheet.bar((left(index), y - 5.0), 10.0, 10.0, policy_colour(first + index, count));
        sheet.text((left(index) + 16.0, y), &font::fitted(frame.called(policy), 12.0, width - 16.0), Letters::new(12.0, INK));
    }
    sheet.cursor += 22.0;
    let last_day = input.curves.iter().flat_map(BacklogCurve::drawn).map(|day| f64::from(day.day)).fold(1.0, f64::max);
    let levels = in_order(input.curves.iter().map(|curve| curve.level.as_str()));
    for (row, level) in levels.iter().enumerate() {
        let of_level = || input.curves.iter().filter(|curve| curve.level == *level);
        let most = of_level().map(BacklogCurve::most).fold(0.0, f64::max).max(1.0) * 1.05;
        sheet.text((MARGIN, sheet.cursor + 8.0), &font::fitted(frame.titles.thing(level), 12.0, 400.0), Letters::new(12.0, INK));
        sheet.cursor += 20.0;
        for (index, policy) in policies.iter().enumerate() {
            let panel = Panel::new((left(index), sheet.cursor), (width, HEIGHT), (0.0, last_day), (0.0, most));
            let is_last = row + 1 == levels.len();
            ground(sheet, &panel, input, (index == 0, is_last));
            for curve in of_level().filter(|curve| curve.policy == *policy) {
                draw_curve(sheet, &panel, curve, policy_colour(first + index, count));
            }
        }
        sheet.cursor += HEIGHT + 10.0;
    }
    sheet.cursor += 34.0;
}

fn ground(sheet: &mut Sheet, panel: &Panel, input: &BacklogInput, (is_first, is_last): (bool, bool)) {
    for (first, last) in &input.holidays {
        let [(from, _), (to, _)] = [*first, last + 1].map(|day| panel.at(f64::from(day).min(panel.x.1), 0.0));
        sheet.bar((from, panel.top), to - from, panel.height, HOLIDAY);
    }
    if let Some(days) = drawable(input.warm_up_days).filter(|days| *days > 0.0) {
        let (end, _) = panel.at(days.min(panel.x.1), 0.0);
        sheet.bar((panel.left, panel.top), end - panel.left, panel.height, GROUND);
    }
    sheet.y_axis(panel, &Ticks::new(panel.y, 4), is_first);
    let bottom = panel.top + panel.height;
    sheet.line(&[(panel.left, bottom), (panel.left + panel.width, bottom)], Pen::new(FAINT, 1.0));
    if is_last {
        sheet.x_axis(panel, &Ticks::months(panel.x, input.start, if panel.width > 300.0 { 8 } else { 3 }));
    }
}

fn draw_curve(sheet: &mut Sheet, panel: &Panel, curve: &BacklogCurve, colour: RGBAColor) {
    let bands = curve.drawn().filter_map(|day| Some((f64::from(day.day), drawable_interval(day.band)?)));
    let upper = bands.clone().map(|(day, band)| panel.at(day, band.high));
    let lower = bands.rev().map(|(day, band)| panel.at(day, band.low.max(0.0)));
    let corners: Vec<_> = upper.chain(lower).collect();
    if corners.len() > 3 {
        sheet.fill(&corners, RGBAColor(colour.0, colour.1, colour.2, 0.22));
    }
    let path: Vec<_> = curve.drawn().map(|day| panel.at(f64::from(day.day), day.mean.max(0.0))).collect();
    sheet.line(&path, Pen::new(colour, 1.6));
}

fn words(input: &BacklogInput, frame: &Frame) -> String {
    let last = input.curves.iter().filter_map(|curve| Some((curve, curve.drawn().next_back()?)));
    let rows: Vec<String> = last
        .map(|(curve, day)| format!("{}, {} {}", frame.titles.thing(&curve.level), frame.called(&curve.policy), shown(day.mean, 1)))
        .collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &BacklogInput) -> Vec<Column> {
    let rows: Vec<(&BacklogCurve, BacklogDay)> = input.curves.iter().flat_map(|curve| curve.drawn().map(move |day| (curve, day))).collect();
    let end = |of: fn(Interval) -> f64| rows.iter().map(|(_, day)| drawable_interval(day.band).map(of)).collect::<Vec<Option<f64>>>();
    vec![
        column(keys::POLICY, rows.iter().map(|(curve, _)| curve.policy.as_str()).collect::<Vec<_>>()),
        column(series::LEVEL, rows.iter().map(|(curve, _)| curve.level.as_str()).collect::<Vec<_>>()),
        column(series::DAY, rows.iter().map(|(_, day)| day.day).collect::<Vec<_>>()),
        column(figures::MEAN, rows.iter().map(|(_, day)| day.mean).collect::<Vec<_>>()),
        column(figures::P10, end(|band| band.low)),
        column(figures::P90, end(|band| band.high)),
        column(summary::UNIT, vec![crate::units::measure::Measure::Backlog.entry().unit; rows.len()]),
    ]
}
