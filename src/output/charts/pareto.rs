//! What is worth its cost: every design point under every policy, cost against outcome. Points that no other one dominates are large,
//! joined, numbered and named; the rest are small.
//!
//! A point is *dominated* when another costs no more and does no worse, by the means, and is better in one of the two (Pareto).
//! Means have noise: crosses show how much, and points whose crosses overlap may change places.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{
    ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text, in_order, interval_cells, policy_colour, thinned,
};
use crate::output::drawing::axis::{Panel, Ticks, drawable, spanned};
use crate::output::drawing::font;
use crate::output::drawing::scatter;
use crate::output::drawing::scatter::{ListLine, MARKER, Taken};
use crate::output::drawing::sheet::{FAINT, INK, LegendSample, Letters, MARGIN, Pen, Shape, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::count;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, summary};
use crate::statistics::estimate::Interval;
use crate::units::measure::Direction;

/// Name of the chart's files.
pub const NAME: &str = catalogue::PARETO;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct ParetoInput {
    /// What the cost is called.
    pub cost: String,
    /// Its unit.
    pub cost_unit: String,
    /// One per measure.
    pub panels: Vec<ParetoPanel>,
}

/// Cost against one measure.
#[derive(Clone, Debug)]
pub struct ParetoPanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// One per design point and policy.
    pub points: Vec<ParetoPoint>,
}

/// Cost and outcome of one design point under one policy.
#[derive(Clone, Debug)]
pub struct ParetoPoint {
    /// The policy.
    pub policy: String,
    /// The levels of the design point as a text; empty outside sweeps.
    pub name: String,
    /// Mean cost.
    pub cost: Option<f64>,
    /// Its interval.
    pub cost_interval: Option<Interval>,
    /// Mean of the measure.
    pub outcome: Option<f64>,
    /// Its interval.
    pub outcome_interval: Option<Interval>,
}

impl ParetoPoint {
    /// Cost and outcome when both can be drawn.
    fn drawn(&self) -> Option<(f64, f64)> {
        Some((self.cost.and_then(drawable)?, self.outcome.and_then(drawable)?))
    }

    fn title(&self, frame: &Frame) -> String {
        let policy = frame.called(&self.policy);
        if self.name.is_empty() { policy.to_owned() } else { format!("{policy}: {}", self.name) }
    }
}

impl ParetoPanel {
    /// Indices of the points that no other one dominates, by rising cost; none where neither way is better.
    #[must_use]
    pub fn efficient(&self) -> Vec<usize> {
        let sign = match self.direction {
            Direction::Lower => -1.0,
            Direction::Higher => 1.0,
            Direction::Neutral => return Vec::new(),
        };
        let drawn = |(index, point): (usize, &ParetoPoint)| point.drawn().map(|(cost, outcome)| (index, cost, outcome * sign));
        let mut known: Vec<(usize, f64, f64)> = self.points.iter().enumerate().filter_map(drawn).collect();
        known.sort_by(|one, other| one.1.total_cmp(&other.1).then(other.2.total_cmp(&one.2)));
        let mut efficient = Vec::new();
        let mut best: Option<(f64, f64)> = None;
        for (index, cost, goodness) in known {
            if best.is_none_or(|(at, most)| goodness > most || (cost == at && goodness == most)) {
                best = Some((cost, goodness));
                efficient.push(index);
            }
        }
        efficient
    }
}

/// Most dominated points that are drawn, most whose crosses are, and most points that are named.
const MOST_POINTS: usize = 2000;
const MOST_CROSSES: usize = 60;
const MOST_NAMES: usize = 12;
const LEFT: f64 = 84.0;
const PLOT_WIDTH: f64 = 476.0;
const HEIGHT: f64 = 330.0;
const LIST_LEFT: f64 = LEFT + PLOT_WIDTH + 16.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn pareto(input: &ParetoInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let points = || input.panels.iter().flat_map(|panel| &panel.points);
    let policies = in_order(points().map(|point| point.policy.as_str()));
    let mut note = vec![frame.fill(Message::ParetoNote, &[("level", &frame.percent())])];
    if points().all(|point| point.drawn().is_none()) {
        draft.nothing();
    } else {
        if policies.len() > 1 {
            let sample = |(index, policy): (usize, &&'_ str)| {
                (LegendSample::Marker(policy_colour(index, policies.len()), Shape::of(index)), frame.called(policy).to_owned())
            };
            let legend: Vec<(LegendSample, String)> = policies.iter().enumerate().map(sample).collect();
            let legend: Vec<(LegendSample, &str)> = legend.iter().map(|(sample, policy)| (*sample, policy.as_str())).collect();
            draft.sheet.legend(&legend);
        }
        input.panels.iter().for_each(|panel| draw_panel(&mut draft.sheet, input, panel, &policies, frame));
    }
    let has = |most: usize| input.panels.iter().any(|panel| panel.points.len() > panel.efficient().len() + most);
    note.extend(has(MOST_CROSSES).then(|| frame.say(Message::CrossesLeftOut).to_owned()));
    let has_neutral = input.panels.iter().any(|panel| panel.direction == Direction::Neutral);
    note.extend(has_neutral.then(|| frame.say(Message::NothingDominated).to_owned()));
    let description = frame.fill(Message::ParetoAlt, &[("rows", &words(input, frame))]);
    draft.finish(&frame.sentences(note), description, table(input))
}

/// How many points no other one dominates, by the first measure.
fn title(input: &ParetoInput, frame: &Frame) -> String {
    let found = input.panels.iter().map(|panel| (panel, panel.efficient().len())).find(|(_, efficient)| *efficient > 0);
    let Some((panel, efficient)) = found else { return frame.say(Message::ParetoTitle).to_owned() };
    let all = panel.points.iter().filter(|point| point.drawn().is_some()).count() as u64;
    frame.fill(Message::ParetoMessage, &[("measure", &panel.measure), ("count", &count(efficient as u64)), ("all", &count(all))])
}

fn draw_panel(sheet: &mut Sheet, input: &ParetoInput, panel: &ParetoPanel, policies: &[&str], frame: &Frame) {
    let efficient = panel.efficient();
    let mut is_small: Vec<bool> = panel.points.iter().map(|point| point.drawn().is_some()).collect();
    efficient.iter().for_each(|index| is_small[*index] = false);
    let dominated: Vec<usize> = (0..panel.points.len()).filter(|index| is_small[*index]).collect();
    let has_crosses = dominated.len() <= MOST_CROSSES;
    sheet.heading(&frame.heading(&panel.measure, &panel.unit, Some(panel.direction)));
    let has_cross = |index: usize| has_crosses || !is_small[index];
    let place = ground(sheet, input, panel, has_cross, frame);
    let look = |index: usize| {
        let number = policies.iter().position(|policy| *policy == panel.points[index].policy).unwrap_or_default();
        (policy_colour(number, policies.len()), Shape::of(number))
    };
    let (small, step) = thinned(dominated.iter().copied(), MOST_POINTS);
    draw_points(sheet, &place, panel, (&small, has_crosses), &efficient, look);
    let named = named(&efficient);
    let mut taken = Taken::default();
    let spot = |index: usize| panel.points[index].drawn().map(|(cost, outcome)| place.at(cost, outcome));
    efficient.iter().filter_map(|index| spot(*index)).for_each(|at| taken.keep_off(at, MARKER));
    small.iter().take(MOST_POINTS / 4).filter_map(|index| spot(*index)).for_each(|at| taken.keep_off(at, 3.0));
    let entries = draw_numbers(sheet, (&place, frame), panel, (&named, taken), look);
    scatter::list(sheet, (LIST_LEFT, place.top), WIDTH - MARGIN - LIST_LEFT, &entries, 2);
    sheet.cursor = place.top + HEIGHT + 44.0;
    let of = |shown: usize, all: usize| [("shown", count(shown as u64)), ("all", count(all as u64))];
    let cuts = [
        (named.len() < efficient.len(), Message::NamesShown, of(named.len(), efficient.len())),
        (step > 1, Message::PointsShown, of(small.len(), dominated.len())),
    ];
    let cuts = cuts.iter().filter(|(is_cut, ..)| *is_cut);
    let text = frame
        .sentences(cuts.map(|(_, message, values)| frame.fill(*message, &values.each_ref().map(|(key, value)| (*key, value.as_str())))));
    if !text.is_empty() {
        sheet.paragraph(MARGIN, WIDTH - 2.0 * MARGIN, &text, Letters::new(11.0, FAINT));
    }
    sheet.cursor += 10.0;
}

/// The `small` points, above them the `efficient` ones with their crosses and the line that joins them.
fn draw_points(
    sheet: &mut Sheet,
    place: &Panel,
    panel: &ParetoPanel,
    (small, has_crosses): (&[usize], bool),
    efficient: &[usize],
    look: impl Fn(usize) -> (RGBAColor, Shape),
) {
    let drawn = |index: &usize| panel.points[*index].drawn().map(|(cost, outcome)| (*index, place.at(cost, outcome)));
    for (index, at) in small.iter().filter_map(drawn) {
        let (colour, shape) = look(index);
        if has_crosses {
            cross(sheet, place, &panel.points[index], Pen::new(RGBAColor(colour.0, colour.1, colour.2, 0.35), 1.0));
        }
        sheet.sized_marker(at, colour, shape, 2.6);
    }
    let path: Vec<_> = efficient.iter().filter_map(drawn).map(|(_, at)| at).collect();
    sheet.line(&path, Pen { colour: INK, width: 1.2, dash: Some((6.0, 3.0)) });
    for (index, at) in efficient.iter().filter_map(drawn) {
        cross(sheet, place, &panel.points[index], Pen::new(look(index).0, 1.6));
        sheet.marker(at, look(index).0, look(index).1);
    }
}

/// Those of `efficient` that are named: all, or evenly along the line with both of its ends.
fn named(efficient: &[usize]) -> Vec<usize> {
    let count = efficient.len().min(MOST_NAMES);
    (0..count).map(|place| efficient[if count < 2 { 0 } else { place * (efficient.len() - 1) / (count - 1) }]).collect()
}

/// Numbers beside the points that are named, on the better side of them; gives the list of their names.
fn draw_numbers(
    sheet: &mut Sheet,
    (place, frame): (&Panel, &Frame),
    panel: &ParetoPanel,
    (named, mut taken): (&[usize], Taken),
    look: impl Fn(usize) -> (RGBAColor, Shape),
) -> Vec<ListLine> {
    let toward = (-1.0, if panel.direction == Direction::Lower { 1.0 } else { -1.0 });
    let mut entries = Vec::new();
    for (number, index) in (1_u32..).zip(named) {
        let (number, (colour, shape)) = (number.to_string(), look(*index));
        if let Some((cost, outcome)) = panel.points[*index].drawn() {
            taken.write(sheet, place, place.at(cost, outcome), &number, toward);
        }
        entries.push(ListLine { number, sample: LegendSample::Marker(colour, shape), text: panel.points[*index].title(frame) });
    }
    entries
}

/// Axes, their names and which way is better.
fn ground(sheet: &mut Sheet, input: &ParetoInput, panel: &ParetoPanel, has_cross: impl Fn(usize) -> bool, frame: &Frame) -> Panel {
    let drawn = || panel.points.iter().enumerate().filter_map(|(index, point)| Some((point, point.drawn()?, has_cross(index))));
    let ends = |middle: f64, interval: Option<Interval>, has_cross: bool| {
        drawable_interval(interval.filter(|_| has_cross)).map_or([middle; 3], |interval| [middle, interval.low, interval.high])
    };
    let costs = spanned(drawn().flat_map(|(point, (cost, _), has)| ends(cost, point.cost_interval, has)), 0.06).unwrap_or((0.0, 1.0));
    let outcomes = drawn().flat_map(|(point, (_, outcome), has)| ends(outcome, point.outcome_interval, has));
    let outcomes = spanned(outcomes, 0.08).unwrap_or((0.0, 1.0));
    let place = Panel::new((LEFT, sheet.cursor + 18.0), (PLOT_WIDTH, HEIGHT), costs, outcomes);
    sheet.y_axis(&place, &Ticks::new(outcomes, 7), true);
    sheet.x_axis(&place, &Ticks::new(costs, 5));
    let below = frame.heading(&input.cost, &input.cost_unit, Some(Direction::Lower));
    let middle = (LEFT + PLOT_WIDTH / 2.0, place.top + HEIGHT + 28.0);
    sheet.text(middle, &font::fitted(&below, 11.0, PLOT_WIDTH), Letters::new(11.0, FAINT).centred());
    let ways = match panel.direction {
        Direction::Lower => "← ↓",
        Direction::Higher => "← ↑",
        Direction::Neutral => "←",
    };
    let better = frame.fill(Message::BetterWay, &[("ways", ways)]);
    sheet.text((LEFT, sheet.cursor + 8.0), &better, Letters::new(11.5, policy_colour(0, 1)));
    place
}

fn cross(sheet: &mut Sheet, place: &Panel, point: &ParetoPoint, pen: Pen) {
    let Some((cost, outcome)) = point.drawn() else { return };
    if let Some(Interval { low, high }) = drawable_interval(point.cost_interval) {
        sheet.line(&[place.at(low, outcome), place.at(high, outcome)], pen);
    }
    if let Some(Interval { low, high }) = drawable_interval(point.outcome_interval) {
        sheet.line(&[place.at(cost, low), place.at(cost, high)], pen);
    }
}

fn words(input: &ParetoInput, frame: &Frame) -> String {
    let of = |panel: &ParetoPanel, point: &ParetoPoint| {
        let (cost, outcome) = point.drawn()?;
        let cost = estimate_text(cost, drawable_interval(point.cost_interval));
        let outcome = estimate_text(outcome, drawable_interval(point.outcome_interval));
        Some(format!("{}: {} {cost} {}, {} {outcome} {}", point.title(frame), input.cost, input.cost_unit, panel.measure, panel.unit))
    };
    let of_panel =
        |panel: &ParetoPanel| named(&panel.efficient()).into_iter().filter_map(|index| of(panel, &panel.points[index])).collect::<Vec<_>>();
    let rows: Vec<String> = input.panels.iter().flat_map(of_panel).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &ParetoInput) -> Vec<Column> {
    let mut rows: Vec<(&ParetoPanel, &ParetoPoint, Option<bool>)> = Vec::new();
    for panel in &input.panels {
        let mut is_dominated: Vec<Option<bool>> = panel
            .points
            .iter()
            .map(|point| (panel.direction != Direction::Neutral).then_some(true).filter(|_| point.drawn().is_some()))
            .collect();
        panel.efficient().into_iter().for_each(|index| is_dominated[index] = Some(false));
        rows.extend(panel.points.iter().zip(is_dominated).map(|(point, is_dominated)| (panel, point, is_dominated)));
    }
    let outcomes: Vec<_> = rows.iter().map(|(_, point, _)| interval_cells(point.outcome_interval)).collect();
    let costs: Vec<_> = rows.iter().map(|(_, point, _)| interval_cells(point.cost_interval)).collect();
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, ..)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, ..)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(_, point, _)| point.policy.as_str()).collect::<Vec<_>>()),
        column(figures::NAME, rows.iter().map(|(_, point, _)| point.name.as_str()).collect::<Vec<_>>()),
        column(summary::ESTIMATE, rows.iter().map(|(_, point, _)| point.outcome.and_then(drawable)).collect::<Vec<_>>()),
        column(summary::LOW, outcomes.iter().map(|(low, _)| *low).collect::<Vec<_>>()),
        column(summary::HIGH, outcomes.iter().map(|(_, high)| *high).collect::<Vec<_>>()),
        column(figures::COST, rows.iter().map(|(_, point, _)| point.cost.and_then(drawable)).collect::<Vec<_>>()),
        column(figures::COST_LOW, costs.iter().map(|(low, _)| *low).collect::<Vec<_>>()),
        column(figures::COST_HIGH, costs.iter().map(|(_, high)| *high).collect::<Vec<_>>()),
        column(figures::COST_UNIT, vec![input.cost_unit.as_str(); rows.len()]),
        column(figures::IS_DOMINATED, rows.iter().map(|(.., is_dominated)| *is_dominated).collect::<Vec<_>>()),
    ]
}

#[cfg(test)]
mod tests {
    use crate::output::charts::pareto::*;

    fn efficient(direction: Direction, points: &[(f64, f64)]) -> Vec<usize> {
        let point = |&(cost, outcome): &(f64, f64)| ParetoPoint {
            policy: String::new(),
            name: String::new(),
            cost: Some(cost),
            cost_interval: None,
            outcome: Some(outcome),
            outcome_interval: None,
        };
        let points = points.iter().map(point).collect();
        ParetoPanel { measure: String::new(), unit: String::new(), direction, points }.efficient()
    }

    #[test]
    fn a_point_is_dominated_by_one_that_costs_no_more_and_does_better() {
        let points = [(3.0, 1.0), (1.0, 5.0), (2.0, 5.0), (2.0, 3.0), (4.0, 1.0), (2.0, 3.0), (1.0, 6.0)];
        assert_eq!(efficient(Direction::Lower, &points), [1, 3, 5, 0]);
        assert_eq!(efficient(Direction::Higher, &points), [6]);
        assert_eq!(efficient(Direction::Neutral, &points), Vec::<usize>::new());
        assert_eq!(efficient(Direction::Lower, &[(f64::NAN, 1.0), (1.0, f64::INFINITY)]), Vec::<usize>::new());
    }
}
