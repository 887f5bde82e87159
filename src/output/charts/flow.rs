//! Where issues are resolved: the share of every level, stacked by policy.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, in_order, percent};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{INK, LegendSample, Letters, MARGIN, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, series};

/// Name of the chart's files.
pub const NAME: &str = catalogue::FLOW;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct FlowInput {
    /// What the shares are counted over.
    pub denominator: String,
    /// Levels from the lowest to the highest.
    pub levels: Vec<String>,
    /// One per policy.
    pub bars: Vec<FlowBar>,
}

/// Where issues are resolved under one policy.
#[derive(Clone, Debug)]
pub struct FlowBar {
    /// The policy.
    pub policy: String,
    /// Share resolved at each level, 0–1, in the order of the levels.
    pub resolved: Vec<f64>,
    /// Share not resolved; `None` where the shares are counted over resolved issues only.
    pub unresolved: Option<f64>,
}

impl FlowBar {
    /// Shares by level, then what is not resolved.
    fn shares(&self, levels: usize) -> Vec<f64> {
        let of = |index| self.resolved.get(index).copied();
        (0..levels).map(of).chain([self.unresolved]).map(|share| share.and_then(drawable).unwrap_or(0.0).clamp(0.0, 1.0)).collect()
    }
}

const LEFT: f64 = 178.0;
const BAR: f64 = 24.0;
const ROW: f64 = 33.0;
const SIZE: f64 = 11.0;
const OPEN: RGBAColor = RGBAColor(0xd4, 0xd4, 0xd4, 1.0);

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn flow(input: &FlowInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    if input.bars.is_empty() || input.levels.is_empty() {
        draft.nothing();
    } else {
        draw(&mut draft.sheet, input, frame);
    }
    let note = frame.fill(Message::FlowNote, &[("denominator", &input.denominator)]);
    let description = frame.fill(Message::FlowAlt, &[("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input, frame))
}

/// The level that resolves most, over all policies.
fn title(input: &FlowInput, frame: &Frame) -> String {
    let shares = |level: usize| input.bars.iter().filter_map(move |bar| bar.resolved.get(level).copied().and_then(drawable));
    let total = |level: usize| shares(level).sum::<f64>();
    let most = (0..input.levels.len()).max_by(|one, other| total(*one).total_cmp(&total(*other)));
    let Some(most) = most.filter(|level| total(*level) > 0.0) else { return frame.say(Message::FlowTitle).to_owned() };
    let (low, high) = shares(most).fold((f64::INFINITY, 0.0_f64), |(low, high), share| (low.min(share), high.max(share)));
    let (low, high) = (percent(low), percent(high));
    let message = if low == high { Message::FlowMessageOfOne } else { Message::FlowMessage };
    frame.fill(message, &[("level", frame.titles.thing(&input.levels[most])), ("low", &low), ("high", &high)])
}

/// From pale to dark blue, so that higher is darker.
fn level_colour(index: usize, levels: usize) -> RGBAColor {
    const PALE: [f64; 3] = [198.0, 222.0, 240.0];
    const DARK: [f64; 3] = [8.0, 48.0, 107.0];
    let share = if levels > 1 { index as f64 / (levels as f64 - 1.0) } else { 0.5 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
    let mixed = |part: usize| (PALE[part] + (DARK[part] - PALE[part]) * share).round() as u8;
    RGBAColor(mixed(0), mixed(1), mixed(2), 1.0)
}

/// Black or white, whichever reads better on `ground` (relative luminance of WCAG 2, linear approximation).
fn legible_on(ground: RGBAColor) -> RGBAColor {
    let light = 0.2126 * f64::from(ground.0) + 0.7152 * f64::from(ground.1) + 0.0722 * f64::from(ground.2);
    if light > 130.0 { INK } else { RGBAColor(255, 255, 255, 1.0) }
}

fn draw(sheet: &mut Sheet, input: &FlowInput, frame: &Frame) {
    let count = input.levels.len();
    let is_open = input.bars.iter().any(|bar| bar.unresolved.is_some());
    let sample = |(index, level)| (LegendSample::Swatch(level_colour(index, count)), frame.titles.thing(level));
    let levels = input.levels.iter().map(String::as_str).enumerate().map(sample);
    let open = is_open.then(|| (LegendSample::Swatch(OPEN), frame.say(Message::NotFixed)));
    let legend: Vec<(LegendSample, &str)> = levels.chain(open).collect();
    sheet.legend(&legend);
    let height = input.bars.len() as f64 * ROW + 4.0;
    let panel = Panel::new((LEFT, sheet.cursor), (WIDTH - MARGIN - 16.0 - LEFT, height), (0.0, 1.0), (0.0, 1.0));
    sheet.x_axis(&panel, &Ticks::new(panel.x, 5).percent());
    for (index, bar) in input.bars.iter().enumerate() {
        let top = panel.top + 2.0 + index as f64 * ROW + (ROW - BAR) / 2.0;
        let middle = top + BAR / 2.0;
        sheet.policy_name((MARGIN, middle), LEFT - MARGIN - 12.0, &bar.policy);
        let mut end: f64 = 0.0;
        for (part, share) in bar.shares(count).into_iter().enumerate() {
            let colour = if part == count { OPEN } else { level_colour(part, count) };
            let (left, _) = panel.at(end.min(1.0), 0.0);
            end += share;
            let (right, _) = panel.at(end.min(1.0), 0.0);
            if right <= left {
                continue;
            }
            sheet.bar((left, top), right - left, BAR, colour);
            let label = format!("{}%", shown(share * 100.0, usize::from(share < 0.01)));
            if right - left > font::width(&label, SIZE) + 6.0 {
                sheet.text((f64::midpoint(left, right), middle), &label, Letters::new(SIZE, legible_on(colour)).centred());
            }
        }
    }
    sheet.cursor = panel.top + height + 26.0;
}

fn words(input: &FlowInput, frame: &Frame) -> String {
    let names = names(input, frame);
    let of = |bar: &FlowBar| {
        let parts = names.iter().zip(bar.shares(input.levels.len())).filter(|(_, share)| *share > 0.0);
        let parts: Vec<String> = parts.map(|(name, share)| format!("{} {}%", frame.titles.thing(name), shown(share * 100.0, 1))).collect();
        format!("{}: {}", frame.called(&bar.policy), parts.join(", "))
    };
    let rows: Vec<String> = input.bars.iter().map(of).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn names<'i>(input: &'i FlowInput, frame: &Frame) -> Vec<&'i str> {
    in_order(input.levels.iter().map(String::as_str)).into_iter().chain([frame.say(Message::NotFixed)]).collect()
}

fn table(input: &FlowInput, frame: &Frame) -> Vec<Column> {
    let names = names(input, frame);
    let (mut policies, mut levels, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for bar in &input.bars {
        let is_last = |index: usize| index == input.levels.len();
        for (index, (name, share)) in names.iter().zip(bar.shares(input.levels.len())).enumerate() {
            if !is_last(index) || bar.unresolved.is_some() {
                policies.push(bar.policy.as_str());
                levels.push(*name);
                shares.push(share);
            }
        }
    }
    vec![column(keys::POLICY, policies), column(series::LEVEL, levels), column(figures::SHARE, shares)]
}
