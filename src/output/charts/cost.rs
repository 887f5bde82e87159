//! What an outcome costs: policies as markers with a cross of intervals, one panel per measure.

use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text, in_order, policy_colour};
use crate::output::drawing::axis::{Panel, Ticks, drawable, spanned};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, INK, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, summary};
use crate::statistics::estimate::Interval;
use crate::units::measure::Direction;

/// Name of the chart's files.
pub const NAME: &str = catalogue::COST;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct CostInput {
    /// What the cost is called.
    pub cost: String,
    /// Its unit.
    pub cost_unit: String,
    /// One per measure.
    pub panels: Vec<CostPanel>,
}

/// Cost against one measure.
#[derive(Clone, Debug)]
pub struct CostPanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// One per policy.
    pub points: Vec<CostPoint>,
}

/// Cost and outcome of one policy.
#[derive(Clone, Debug)]
pub struct CostPoint {
    /// The policy.
    pub policy: String,
    /// Mean cost.
    pub cost: Option<f64>,
    /// Its interval.
    pub cost_interval: Option<Interval>,
    /// Mean of the measure.
    pub outcome: Option<f64>,
    /// Its interval.
    pub outcome_interval: Option<Interval>,
}

impl CostPoint {
    /// Cost and outcome when both can be drawn.
    fn drawn(&self) -> Option<(f64, f64)> {
        Some((self.cost.and_then(drawable)?, self.outcome.and_then(drawable)?))
    }
}

fn ends(middle: f64, interval: Option<Interval>) -> [f64; 3] {
    drawable_interval(interval).map_or([middle; 3], |interval| [middle, interval.low, interval.high])
}

const LEFT: f64 = 84.0;
const HEIGHT: f64 = 250.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn cost(input: &CostInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let points = || input.panels.iter().flat_map(|panel| &panel.points);
    let policies = in_order(points().map(|point| point.policy.as_str()));
    if points().all(|point| point.drawn().is_none()) {
        draft.nothing();
    } else {
        let across = input.panels.len().min(2);
        for row in input.panels.chunks(2) {
            for (index, panel) in row.iter().enumerate() {
                draw_panel(&mut draft.sheet, input, panel, &policies, (index, across), frame);
            }
            draft.sheet.cursor += HEIGHT + 76.0;
        }
    }
    let note = frame.fill(Message::CostNote, &[("level", &frame.percent())]);
    let description = frame.fill(Message::CostAlt, &[("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input))
}

/// The policies of a panel that cost least and that do best; `None` where neither way is better.
fn cheapest_and_best(panel: &CostPanel) -> Option<(&str, &str)> {
    let sign = match panel.direction {
        Direction::Lower => 1.0,
        Direction::Higher => -1.0,
        Direction::Neutral => return None,
    };
    let points = || panel.points.iter().filter_map(|point| Some((point.policy.as_str(), point.drawn()?)));
    let cheapest = points().min_by(|one, other| one.1.0.total_cmp(&other.1.0))?;
    let best = points().min_by(|one, other| (sign * one.1.1).total_cmp(&(sign * other.1.1)))?;
    Some((cheapest.0, best.0))
}

/// Which policy costs least, and which one does best in the first measure that can be judged.
fn title(input: &CostInput, frame: &Frame) -> String {
    let found = input.panels.iter().find_map(|panel| Some((panel, cheapest_and_best(panel)?)));
    let Some((panel, (cheapest, best))) = found.filter(|(panel, _)| panel.points.len() > 1) else {
        return frame.say(Message::CostTitle).to_owned();
    };
    let mut costs = panel.points.iter().filter_map(CostPoint::drawn).map(|(cost, _)| cost);
    let message = match costs.next() {
        Some(first) if costs.all(|cost| cost == first) => Message::CostMessageSame,
        _ if cheapest == best => Message::CostMessageBoth,
        _ => Message::CostMessage,
    };
    frame.fill(message, &[("cheapest", frame.called(cheapest)), ("measure", &panel.measure), ("best", frame.called(best))])
}

fn draw_panel(sheet: &mut Sheet, input: &CostInput, panel: &CostPanel, policies: &[&str], (index, across): (usize, usize), frame: &Frame) {
    let share = (WIDTH - MARGIN) / across as f64;
    let (left, width) = (index as f64 * share + LEFT, share - LEFT - 14.0);
    let drawn = || panel.points.iter().filter_map(|point| Some((point, point.drawn()?)));
    let costs = spanned(drawn().flat_map(|(point, (cost, _))| ends(cost, point.cost_interval)), 0.1).unwrap_or((0.0, 1.0));
    let outcomes = spanned(drawn().flat_map(|(point, (_, outcome))| ends(outcome, point.outcome_interval)), 0.1).unwrap_or((0.0, 1.0));
    let heading = frame.heading(&panel.measure, &panel.unit, Some(panel.direction));
    let start = index as f64 * share + MARGIN;
    sheet.text((start, sheet.cursor + 10.0), &font::fitted(&heading, 12.5, share - MARGIN - 8.0), Letters::new(12.5, INK));
    let place = Panel::new((left, sheet.cursor + 26.0), (width, HEIGHT), costs, outcomes);
    sheet.y_axis(&place, &Ticks::new(outcomes, 6), true);
    sheet.x_axis(&place, &Ticks::new(costs, if across == 1 { 7 } else { 4 }));
    let below = frame.heading(&input.cost, &input.cost_unit, Some(Direction::Lower));
    let middle = (left + width / 2.0, place.top + HEIGHT + 28.0);
    sheet.text(middle, &font::fitted(&below, 11.0, width), Letters::new(11.0, FAINT).centred());
    for (point, (cost, outcome)) in drawn() {
        let number = policies.iter().position(|policy| *policy == point.policy).unwrap_or_default();
        let pen = Pen::new(policy_colour(number, policies.len()), 1.6);
        let at = |cost: f64, outcome: f64| place.at(cost, outcome);
        let [_, low, high] = ends(cost, point.cost_interval);
        sheet.line(&[at(low, outcome), at(high, outcome)], pen);
        let [_, low, high] = ends(outcome, point.outcome_interval);
        sheet.line(&[at(cost, low), at(cost, high)], pen);
        sheet.marker(at(cost, outcome), policy_colour(number, policies.len()), Shape::of(number));
    }
    let is_labelled = |index: usize| panel.points.len() <= MOST_LABELS || index == 0 || !is_beaten(panel, &panel.points[index]);
    let labels = panel.points.iter().enumerate().filter(|(index, _)| is_labelled(*index)).filter_map(|(_, point)| {
        let (cost, outcome) = point.drawn()?;
        let (x, y) = place.at(cost, outcome);
        Some((x, y, frame.called(&point.policy)))
    });
    draw_labels(sheet, &place, labels.collect());
}

/// Room of a label, distance of its line from the next, and from its marker.
const LABEL: f64 = 150.0;
const LABEL_LINE: f64 = 13.0;
const LABEL_GAP: f64 = 12.0;

/// Most policies that all have a label; of more those that no other beats in cost and outcome, and the first.
const MOST_LABELS: usize = 18;

/// Whether another point costs no more and is as good, and differs.
fn is_beaten(panel: &CostPanel, point: &CostPoint) -> bool {
    let Some((cost, outcome)) = point.drawn() else { return true };
    let is_as_good = |other: f64| match panel.direction {
        Direction::Lower => other <= outcome,
        Direction::Higher => other >= outcome,
        Direction::Neutral => false,
    };
    panel.points.iter().filter_map(CostPoint::drawn).any(|(other, its)| other <= cost && is_as_good(its) && (other, its) != (cost, outcome))
}

/// What each marker is, beside it: those of the left half on their right, the others on their left, each in a line of its own.
fn draw_labels(sheet: &mut Sheet, place: &Panel, mut markers: Vec<(f64, f64, &str)>) {
    let middle = place.left + place.width / 2.0;
    let edge = |is_left: bool| {
        let side = markers.iter().map(|(x, ..)| *x).filter(|x| (*x < middle) == is_left);
        side.reduce(if is_left { f64::max } else { f64::min }).unwrap_or(middle)
    };
    let columns = [edge(false) - LABEL_GAP, edge(true) + LABEL_GAP];
    markers.sort_by(|one, other| one.1.total_cmp(&other.1));
    // labels of both sides may reach into each other's columns, so that no two share a line
    let mut rows: Vec<f64> = Vec::new();
    for (_, y, _) in &markers {
        rows.push(rows.last().map_or(*y, |last: &f64| y.max(last + LABEL_LINE)));
    }
    let beyond = rows.last().map_or(0.0, |last| (last - place.top - place.height + 6.0).max(0.0));
    for ((x, y, name), row) in markers.into_iter().zip(rows) {
        let (row, is_left) = (row - beyond, x < middle);
        let column = columns[usize::from(is_left)];
        let (from, to) = if is_left { (x + 6.0, column - 2.0) } else { (x - 6.0, column + 2.0) };
        sheet.line(&[(from, y), (to, row)], Pen::new(FAINT, 0.7));
        let letters = Letters::new(10.5, INK);
        let letters = if is_left { letters } else { letters.ending() };
        sheet.text((column, row), &font::fitted(name, 10.5, LABEL), letters);
    }
}

fn words(input: &CostInput, frame: &Frame) -> String {
    let of = |panel: &CostPanel, point: &CostPoint| {
        let numbers = point.drawn().map_or_else(
            || frame.say(Message::NoNumber).to_owned(),
            |(cost, outcome)| {
                let cost = estimate_text(cost, drawable_interval(point.cost_interval));
                let outcome = estimate_text(outcome, drawable_interval(point.outcome_interval));
                format!("{} {cost} {}, {} {outcome} {}", input.cost, input.cost_unit, panel.measure, panel.unit)
            },
        );
        format!("{}: {numbers}", frame.called(&point.policy))
    };
    let rows: Vec<String> = input.panels.iter().flat_map(|panel| panel.points.iter().map(move |point| of(panel, point))).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &CostInput) -> Vec<Column> {
    let rows: Vec<(&CostPanel, &CostPoint)> =
        input.panels.iter().flat_map(|panel| panel.points.iter().map(move |point| (panel, point))).collect();
    let number = |of: fn(&CostPoint) -> Option<f64>| rows.iter().map(|(_, point)| of(point)).collect::<Vec<Option<f64>>>();
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, _)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, _)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(_, point)| point.policy.as_str()).collect::<Vec<_>>()),
        column(summary::ESTIMATE, number(|point| point.outcome.and_then(drawable))),
        column(summary::LOW, number(|point| drawable_interval(point.outcome_interval).map(|interval| interval.low))),
        column(summary::HIGH, number(|point| drawable_interval(point.outcome_interval).map(|interval| interval.high))),
        column(figures::COST, number(|point| point.cost.and_then(drawable))),
        column(figures::COST_LOW, number(|point| drawable_interval(point.cost_interval).map(|interval| interval.low))),
        column(figures::COST_HIGH, number(|point| drawable_interval(point.cost_interval).map(|interval| interval.high))),
        column(figures::COST_UNIT, vec![input.cost_unit.as_str(); rows.len()]),
    ]
}
