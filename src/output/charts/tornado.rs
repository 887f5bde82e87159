//! What each factor does alone: a tornado chart of the outcome at its low and its high level around the nominal value,
//! one axis per measure, the furthest-reaching factor on top.
//!
//! The outcome is that of one policy, or its difference from the baseline. A factor at whose end the verdict is another one
//! than at the nominal value is flagged there: it is the assumption that decides.

use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, drawable_interval, estimate_text, interval_cells};
use crate::output::drawing::axis::{drawable, shown};
use crate::output::drawing::bars;
use crate::output::drawing::bars::{Bar, BarRow, BarRows, COLOURS, FLAG};
use crate::output::drawing::sheet::{FAINT, MARGIN};
use crate::output::drawing::sheet::{LegendSample, Letters, Sheet};
use crate::output::language::message::Message;
use crate::output::language::number::{count, significant_places};
use crate::output::tables::runs::column;
use crate::output::tables::schema::{comparisons, figures, keys, summary};
use crate::statistics::estimate::Interval;
use crate::units::measure::Direction;

/// Name of the chart's files.
pub const NAME: &str = catalogue::TORNADO;

/// Most factors of a panel, when it is alone and when it is one of several.
const MOST: [usize; 2] = [20, 12];

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct TornadoInput {
    /// The policy whose outcome it is.
    pub policy: String,
    /// The policy that it is compared with when values are differences, policy minus baseline.
    pub baseline: Option<String>,
    /// One per measure.
    pub panels: Vec<TornadoPanel>,
}

/// The factors of one measure.
#[derive(Clone, Debug)]
pub struct TornadoPanel {
    /// What the measure is called.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// The outcome with every factor at its nominal level; without one nothing can be drawn.
    pub nominal: TornadoEnd,
    /// One per factor, in any order.
    pub rows: Vec<TornadoRow>,
}

/// One factor.
#[derive(Clone, Debug)]
pub struct TornadoRow {
    /// The factor.
    pub factor: String,
    /// The outcome with the factor at its low level and all others at their nominal ones.
    pub low: TornadoEnd,
    /// The same at its high level.
    pub high: TornadoEnd,
}

/// The outcome at one level.
#[derive(Clone, Debug, Default)]
pub struct TornadoEnd {
    /// The level as a text.
    pub level: String,
    /// Mean over replications; `None` where there is no number.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// The verdict in words; empty without one.
    pub verdict: String,
    /// Whether the verdict is of another kind than at the nominal value; such an end is flagged.
    pub is_flipped: bool,
}

impl TornadoEnd {
    fn drawn(&self) -> Option<f64> {
        self.value.and_then(drawable)
    }

    fn flag(&self) -> Option<String> {
        (self.is_flipped && self.drawn().is_some()).then(|| self.verdict.clone())
    }
}

impl TornadoPanel {
    /// Distance between the least and the greatest of the values of a row and the nominal one, for sorting.
    fn reach(&self, row: &TornadoRow) -> Option<f64> {
        let values = || [self.nominal.drawn(), row.low.drawn(), row.high.drawn()].into_iter().flatten();
        row.low.drawn().or(row.high.drawn())?;
        Some(values().fold(f64::MIN, f64::max) - values().fold(f64::MAX, f64::min))
    }

    /// Rows with the furthest-reaching first, those without numbers last.
    fn sorted(&self) -> Vec<&TornadoRow> {
        let mut rows: Vec<&TornadoRow> = self.rows.iter().collect();
        rows.sort_by(|one, other| {
            let key = |row: &TornadoRow| self.reach(row).unwrap_or(-1.0);
            key(other).total_cmp(&key(one))
        });
        rows
    }
}

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn tornado(input: &TornadoInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let most = MOST[usize::from(input.panels.len() > 1)];
    let drawn = || input.panels.iter().filter(|panel| panel.nominal.drawn().is_some() && !panel.rows.is_empty());
    if drawn().next().is_none() {
        draft.nothing();
    } else {
        let mut legend = vec![
            (LegendSample::Swatch(COLOURS[0]), frame.say(Message::AtLow)),
            (LegendSample::Swatch(COLOURS[1]), frame.say(Message::AtHigh)),
        ];
        let has_flags = drawn().any(|panel| panel.rows.iter().any(|row| row.low.flag().or(row.high.flag()).is_some()));
        legend.extend(has_flags.then(|| (FLAG, frame.say(Message::VerdictFlips))));
        draft.sheet.legend(&legend);
        drawn().for_each(|panel| draw_panel(&mut draft.sheet, panel, (most, input.baseline.is_some()), frame));
    }
    let mut note = vec![frame.fill(Message::TornadoNote, &[("level", &frame.percent())])];
    note.extend(input.baseline.as_ref().map(|_| frame.say(Message::NoDifferenceLine).to_owned()));
    let description = frame.fill(Message::TornadoAlt, &[("rows", &words(input, most, frame))]);
    draft.finish(&frame.sentences(note), description, table(input))
}

/// The factor that reaches furthest in the first measure.
fn title(input: &TornadoInput, frame: &Frame) -> String {
    let policy = ("policy", frame.called(&input.policy));
    let baseline = ("baseline", input.baseline.as_deref().map_or("", |baseline| frame.called(baseline)));
    let is_difference = input.baseline.is_some();
    let furthest = |panel: &TornadoPanel| {
        let row = *panel.sorted().first()?;
        let values = [panel.nominal.drawn(), row.low.drawn(), row.high.drawn()].into_iter().flatten();
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        (low < high).then(|| (row.factor.clone(), low, high))
    };
    let Some((panel, (factor, low, high))) = input.panels.iter().find_map(|panel| Some((panel, furthest(panel)?))) else {
        let message = if is_difference { Message::TornadoDifferenceTitle } else { Message::TornadoTitle };
        return frame.fill(message, &[policy, baseline]);
    };
    let message = if is_difference { Message::TornadoDifferenceMessage } else { Message::TornadoMessage };
    let places = usize::from(significant_places(low.abs().max(high.abs())));
    let (low, high) = (shown(low, places), shown(high, places));
    let values = [("factor", factor.as_str()), ("measure", &panel.measure), ("low", &low), ("high", &high), ("unit", &panel.unit)];
    frame.fill(message, &[policy, baseline, values[0], values[1], values[2], values[3], values[4]])
}

fn draw_panel(sheet: &mut Sheet, panel: &TornadoPanel, (most, is_difference): (usize, bool), frame: &Frame) {
    let Some(origin) = panel.nominal.drawn() else { return };
    let bar = |end: &TornadoEnd| Bar { value: end.value, interval: end.interval, lead: end.level.clone(), flag: end.flag() };
    let row = |row: &TornadoRow| BarRow { name: row.factor.clone(), bars: [bar(&row.low), bar(&row.high)] };
    let size = estimate_text(origin, drawable_interval(panel.nominal.interval));
    let nominal = frame.fill(Message::Nominal, &[("size", &size)]);
    let caption = if panel.nominal.verdict.is_empty() { nominal } else { format!("{nominal} · {}", panel.nominal.verdict) };
    let rows = panel.sorted().into_iter().take(most).map(row).collect();
    sheet.heading(&frame.heading(&panel.measure, &panel.unit, Some(panel.direction)));
    bars::draw(sheet, &BarRows { rows, origin, caption, mark: is_difference.then_some(0.0), is_percent: false }, frame);
    if panel.rows.len() > most {
        let values = [("shown", count(most as u64)), ("all", count(panel.rows.len() as u64))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        sheet.text((MARGIN, sheet.cursor), &frame.fill(Message::FactorsShown, &values), Letters::new(11.0, FAINT));
        sheet.cursor += 10.0;
    }
    sheet.cursor += 12.0;
}

fn words(input: &TornadoInput, most: usize, frame: &Frame) -> String {
    let end = |panel: &TornadoPanel, end: &TornadoEnd| {
        let number = end.drawn().map_or_else(
            || frame.say(Message::NoNumber).to_owned(),
            |value| format!("{} {}", estimate_text(value, drawable_interval(end.interval)), panel.unit),
        );
        let flag = end.flag().map(|verdict| format!(" ({verdict})")).unwrap_or_default();
        format!("{} → {number}{flag}", end.level)
    };
    let row = |panel: &TornadoPanel, row: &TornadoRow| {
        format!("{}, {}: {}, {}", panel.measure, row.factor, end(panel, &row.low), end(panel, &row.high))
    };
    let of_panel = |panel: &TornadoPanel| panel.sorted().into_iter().take(most).map(|one| row(panel, one)).collect::<Vec<_>>();
    let rows: Vec<String> = input.panels.iter().flat_map(of_panel).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

/// All factors, as sorted; the nominal value before them.
fn table(input: &TornadoInput) -> Vec<Column> {
    let mut rows: Vec<(&TornadoPanel, &str, &str, &TornadoEnd)> = Vec::new();
    for panel in &input.panels {
        rows.push((panel, "", "nominal", &panel.nominal));
        for row in panel.sorted() {
            rows.extend([(panel, row.factor.as_str(), "low", &row.low), (panel, row.factor.as_str(), "high", &row.high)]);
        }
    }
    let ends: Vec<_> = rows.iter().map(|(.., end)| interval_cells(end.interval)).collect();
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, ..)| panel.measure.as_str()).collect::<Vec<_>>()),
        column(summary::UNIT, rows.iter().map(|(panel, ..)| panel.unit.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, vec![input.policy.as_str(); rows.len()]),
        column(comparisons::BASELINE, vec![input.baseline.as_deref(); rows.len()]),
        column(figures::FACTOR, rows.iter().map(|(_, factor, ..)| *factor).collect::<Vec<_>>()),
        column(figures::SETTING, rows.iter().map(|(_, _, setting, _)| *setting).collect::<Vec<_>>()),
        column(figures::FACTOR_LEVEL, rows.iter().map(|(.., end)| end.level.as_str()).collect::<Vec<_>>()),
        column(summary::ESTIMATE, rows.iter().map(|(.., end)| end.drawn()).collect::<Vec<_>>()),
        column(summary::LOW, ends.iter().map(|(low, _)| *low).collect::<Vec<_>>()),
        column(summary::HIGH, ends.iter().map(|(_, high)| *high).collect::<Vec<_>>()),
        column(comparisons::VERDICT, rows.iter().map(|(.., end)| end.verdict.as_str()).collect::<Vec<_>>()),
    ]
}
