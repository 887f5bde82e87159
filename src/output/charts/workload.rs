//! Where the time of people goes: stacked bars by role and policy, overtime beyond the end of the roster.

use plotters::style::RGBAColor;
use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, in_order};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, INK, LegendSample, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, people, summary};

/// Name of the chart's files.
pub const NAME: &str = catalogue::WORKLOAD;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct WorkloadInput {
    /// Unit of all lengths, such as hours per person and week.
    pub unit: String,
    /// One per role and policy; roles and policies stand in the order in which they come first.
    pub bars: Vec<WorkloadBar>,
}

/// The time of the people of one role under one policy.
#[derive(Clone, Debug)]
pub struct WorkloadBar {
    /// The role.
    pub role: String,
    /// The policy.
    pub policy: String,
    /// What the time goes to; a negative or missing length counts as zero.
    pub parts: Vec<(TimeUse, f64)>,
}

/// What time goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeUse {
    /// Hands-on work on issues.
    Handled,
    /// Visits to households.
    Visited,
    /// On the way.
    Travelled,
    /// Patrol.
    Patrolled,
    /// Meetings, entry, reports.
    Administrative,
    /// Lost to changing between cases.
    Switching,
    /// On duty without work.
    Idle,
    /// Beyond the roster.
    Overtime,
}

impl TimeUse {
    /// In the order of the stack: the roster first, overtime last.
    const ALL: [Self; 8] =
        [Self::Handled, Self::Visited, Self::Travelled, Self::Patrolled, Self::Administrative, Self::Switching, Self::Idle, Self::Overtime];

    /// How tables call it.
    const fn name(self) -> &'static str {
        match self {
            Self::Handled => "handled",
            Self::Visited => "visited",
            Self::Travelled => "travelled",
            Self::Patrolled => "patrolled",
            Self::Administrative => "administrative",
            Self::Switching => "switching",
            Self::Idle => "idle",
            Self::Overtime => "overtime",
        }
    }

    const fn message(self) -> Message {
        match self {
            Self::Handled => Message::WorkHandled,
            Self::Visited => Message::WorkVisited,
            Self::Travelled => Message::WorkTravelled,
            Self::Patrolled => Message::WorkPatrolled,
            Self::Administrative => Message::WorkAdministrative,
            Self::Switching => Message::WorkSwitching,
            Self::Idle => Message::WorkIdle,
            Self::Overtime => Message::WorkOvertime,
        }
    }

    const fn colour(self) -> RGBAColor {
        match self {
            Self::Handled => RGBAColor(0x00, 0x72, 0xb2, 1.0),
            Self::Visited => RGBAColor(0x56, 0xb4, 0xe9, 1.0),
            Self::Travelled => RGBAColor(0xf0, 0xe4, 0x42, 1.0),
            Self::Patrolled => RGBAColor(0x00, 0x9e, 0x73, 1.0),
            Self::Administrative => RGBAColor(0xcc, 0x79, 0xa7, 1.0),
            Self::Switching => RGBAColor(0xe6, 0x9f, 0x00, 1.0),
            Self::Idle => RGBAColor(0xd4, 0xd4, 0xd4, 1.0),
            Self::Overtime => RGBAColor(0xd5, 0x5e, 0x00, 1.0),
        }
    }
}

impl WorkloadBar {
    fn length(&self, work: TimeUse) -> f64 {
        self.parts.iter().filter(|(kind, _)| *kind == work).filter_map(|(_, length)| drawable(length.max(0.0))).sum()
    }

    fn total(&self) -> f64 {
        TimeUse::ALL.iter().map(|work| self.length(*work)).sum()
    }
}

const LEFT: f64 = 178.0;
const BAR: f64 = 17.0;
const ROW: f64 = 25.0;
const HEADING: f64 = 22.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn workload(input: &WorkloadInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    if input.bars.is_empty() {
        draft.nothing();
    } else {
        draw(&mut draft.sheet, input, frame);
    }
    let overtime = input.bars.iter().any(|bar| bar.length(TimeUse::Overtime) > 0.0).then(|| frame.say(Message::OvertimeNote).to_owned());
    let note = frame.sentences([frame.fill(Message::WorkloadNote, &[("unit", &input.unit)])].into_iter().chain(overtime));
    let description = frame.fill(Message::WorkloadAlt, &[("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input))
}

/// Which role has the smallest share of its time idle, and under which policy.
fn title(input: &WorkloadInput, frame: &Frame) -> String {
    let idle = |bar: &&WorkloadBar| bar.length(TimeUse::Idle) / bar.total();
    let bars = input.bars.iter().filter(|bar| bar.total() > 0.0);
    let Some(bar) = bars.min_by(|one, other| idle(one).total_cmp(&idle(other))) else {
        return frame.say(Message::WorkloadTitle).to_owned();
    };
    let [idle, total] = [bar.length(TimeUse::Idle), bar.total()].map(|hours| shown(hours, 1));
    let values = [("role", frame.titles.thing(&bar.role)), ("policy", frame.called(&bar.policy)), ("idle", &idle), ("total", &total)];
    frame.fill(Message::WorkloadMessage, &[values[0], values[1], values[2], values[3], ("unit", &input.unit)])
}

fn draw(sheet: &mut Sheet, input: &WorkloadInput, frame: &Frame) {
    let used = TimeUse::ALL.into_iter().filter(|work| input.bars.iter().any(|bar| bar.length(*work) > 0.0));
    let legend: Vec<(LegendSample, &str)> = used.map(|work| (LegendSample::Swatch(work.colour()), frame.say(work.message()))).collect();
    sheet.legend(&legend);
    let most = input.bars.iter().map(WorkloadBar::total).fold(0.0, f64::max);
    let roles = in_order(input.bars.iter().map(|bar| bar.role.as_str()));
    let height = roles.len() as f64 * HEADING + input.bars.len() as f64 * ROW + 4.0;
    let range = (0.0, if most > 0.0 { most } else { 1.0 });
    let panel = Panel::new((LEFT, sheet.cursor), (WIDTH - MARGIN - 62.0 - LEFT, height), range, (0.0, 1.0));
    sheet.x_axis(&panel, &Ticks::new(range, 8));
    let mut y = panel.top;
    for role in roles {
        sheet.text((MARGIN, y + HEADING / 2.0 + 2.0), &font::fitted(frame.titles.thing(role), 13.0, 500.0), Letters::new(13.0, INK));
        y += HEADING;
        for bar in input.bars.iter().filter(|bar| bar.role == role) {
            draw_bar(sheet, &panel, bar, y + (ROW - BAR) / 2.0);
            y += ROW;
        }
    }
    sheet.text((panel.left + panel.width / 2.0, panel.top + height + 28.0), &input.unit, Letters::new(11.0, FAINT).centred());
    sheet.cursor = panel.top + height + 40.0;
}

fn draw_bar(sheet: &mut Sheet, panel: &Panel, bar: &WorkloadBar, top: f64) {
    let middle = top + BAR / 2.0;
    sheet.policy_name((MARGIN + 10.0, middle), LEFT - MARGIN - 22.0, &bar.policy);
    let mut end = 0.0;
    for work in TimeUse::ALL {
        let (left, _) = panel.at(end, 0.0);
        end += bar.length(work);
        let (right, _) = panel.at(end, 0.0);
        if right > left {
            sheet.bar((left, top), right - left, BAR, work.colour());
        }
        if work == TimeUse::Overtime && bar.length(work) > 0.0 {
            sheet.line(&[(left, top - 3.0), (left, top + BAR + 3.0)], Pen::new(INK, 1.6));
        }
    }
    let (right, _) = panel.at(end, 0.0);
    sheet.text((right + 6.0, middle), &shown(end, 1), Letters::new(11.0, INK));
}

fn words(input: &WorkloadInput, frame: &Frame) -> String {
    let of = |bar: &WorkloadBar| {
        let parts = TimeUse::ALL.into_iter().filter(|work| bar.length(*work) > 0.0);
        let parts: Vec<String> = parts.map(|work| format!("{} {}", frame.say(work.message()), shown(bar.length(work), 1))).collect();
        format!("{}, {}: {} {}", frame.titles.thing(&bar.role), frame.called(&bar.policy), parts.join(", "), input.unit)
    };
    let rows: Vec<String> = input.bars.iter().map(of).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &WorkloadInput) -> Vec<Column> {
    let rows: Vec<(&WorkloadBar, TimeUse)> = input.bars.iter().flat_map(|bar| TimeUse::ALL.map(|work| (bar, work))).collect();
    vec![
        column(people::ROLE, rows.iter().map(|(bar, _)| bar.role.as_str()).collect::<Vec<_>>()),
        column(keys::POLICY, rows.iter().map(|(bar, _)| bar.policy.as_str()).collect::<Vec<_>>()),
        column(figures::WORK, rows.iter().map(|(_, work)| work.name()).collect::<Vec<_>>()),
        column(figures::VALUE, rows.iter().map(|(bar, work)| bar.length(*work)).collect::<Vec<_>>()),
        column(summary::UNIT, vec![input.unit.as_str(); rows.len()]),
    ]
}
