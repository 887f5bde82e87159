//! How issues end: cumulative incidence of the true fix by policy, with what the record says beside it and the competing
//! ends below, on a scale of their own.

use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, MOST_COLOURS, drawable_interval, in_order, percent, policy_colour};
use crate::output::drawing::axis::{Panel, Ticks, drawable, shown};
use crate::output::drawing::font;
use crate::output::drawing::sheet::{FAINT, INK, LegendSample, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::plain_decimals;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, keys, summary};
use crate::statistics::estimate::Interval;

/// Name of the chart's files.
pub const NAME: &str = catalogue::INCIDENCE;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct IncidenceInput {
    /// How long every issue is followed, days.
    pub follow_up_days: f64,
    /// One curve per policy and end; policies are coloured in the order in which they come first.
    pub curves: Vec<IncidenceCurve>,
}

/// The incidence of one end under one policy.
#[derive(Clone, Debug)]
pub struct IncidenceCurve {
    /// The policy.
    pub policy: String,
    /// The end.
    pub end: IssueEnd,
    /// Points in order of time.
    pub points: Vec<IncidencePoint>,
}

/// A share of the issues that have come to an end.
#[derive(Clone, Copy, Debug)]
pub struct IncidencePoint {
    /// Days since the issue occurred.
    pub days: f64,
    /// Share of the cohort, 0–1.
    pub share: f64,
    /// Pointwise interval of the share; drawn for true fixes.
    pub band: Option<Interval>,
}

/// How an issue may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IssueEnd {
    /// Truly fixed.
    Fixed,
    /// Closed on paper, whatever is true: not an end, drawn beside the fixes.
    Recorded,
    /// Gone by itself.
    SelfResolved,
    /// Withdrawn by who reported it.
    Withdrawn,
    /// Became an incident and was not repaired.
    Unrepaired,
    /// Recorded as not solvable.
    Rejected,
}

impl IssueEnd {
    const ALL: [Self; 6] = [Self::Fixed, Self::Recorded, Self::SelfResolved, Self::Withdrawn, Self::Unrepaired, Self::Rejected];

    /// How tables call it.
    const fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Recorded => "recorded",
            Self::SelfResolved => "self_resolved",
            Self::Withdrawn => "withdrawn",
            Self::Unrepaired => "unrepaired",
            Self::Rejected => "rejected",
        }
    }

    const fn message(self) -> Message {
        match self {
            Self::Fixed => Message::EndFixed,
            Self::Recorded => Message::EndRecorded,
            Self::SelfResolved => Message::EndSelfResolved,
            Self::Withdrawn => Message::EndWithdrawn,
            Self::Unrepaired => Message::EndUnrepaired,
            Self::Rejected => Message::EndRejected,
        }
    }

    fn pen(self, colour: plotters::style::RGBAColor) -> Pen {
        let dash = match self {
            Self::Fixed => None,
            Self::Recorded => Some((7.0, 5.0)),
            Self::SelfResolved => Some((12.0, 3.0)),
            Self::Withdrawn => Some((5.0, 3.0)),
            Self::Unrepaired => Some((2.0, 2.0)),
            Self::Rejected => Some((2.0, 6.0)),
        };
        Pen { colour, width: if self == Self::Fixed { 2.2 } else { 1.7 }, dash }
    }

    const fn is_competing(self) -> bool {
        !matches!(self, Self::Fixed | Self::Recorded)
    }
}

impl IncidenceCurve {
    /// Points that can be drawn.
    fn drawn(&self) -> impl DoubleEndedIterator<Item = IncidencePoint> + Clone + '_ {
        self.points.iter().copied().filter(|point| drawable(point.days).is_some() && drawable(point.share).is_some())
    }
}

/// Which policies fix the smallest and the greatest share within the follow-up.
fn title(input: &IncidenceInput, frame: &Frame) -> String {
    let last = |curve: &IncidenceCurve| curve.drawn().last().map(|point| point.share);
    let fixed = input.curves.iter().filter(|curve| curve.end == IssueEnd::Fixed);
    let mut ends: Vec<(f64, &str)> = fixed.filter_map(|curve| Some((last(curve)?, frame.called(&curve.policy)))).collect();
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (Some(worst), Some(best)) = (ends.first(), ends.last()) else { return frame.say(Message::IncidenceTitle).to_owned() };
    let message = match ends.len() {
        1 => Message::IncidenceMessageOfOne,
        _ if percent(worst.0) == percent(best.0) => Message::IncidenceMessageAlike,
        _ => Message::IncidenceMessage,
    };
    let days = shown(input.follow_up_days, plain_decimals(input.follow_up_days).min(1));
    let values = [("days", days.as_str()), ("low", &percent(worst.0)), ("worst", worst.1), ("high", &percent(best.0)), ("best", best.1)];
    frame.fill(message, &values)
}

const LEFT: f64 = 66.0;
/// Small panels side by side, and their height and distance.
const ACROSS: usize = 4;
const SMALL: f64 = 110.0;
const GAP: f64 = 14.0;

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn incidence(input: &IncidenceInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame);
    let policies = in_order(input.curves.iter().map(|curve| curve.policy.as_str()));
    let days = drawable(input.follow_up_days).filter(|days| *days > 0.0).unwrap_or(1.0);
    let is_empty = input.curves.iter().all(|curve| curve.drawn().next().is_none());
    if is_empty {
        draft.nothing();
    } else if policies.len() > MOST_COLOURS {
        ends_legend(&mut draft.sheet, input, frame);
        draw_small_panels(&mut draft.sheet, input, &policies, days, frame);
    } else {
        legend(&mut draft.sheet, input, &policies, frame);
        draw_panel(&mut draft.sheet, input, &policies, (days, 1.0, 320.0), false, frame);
        let others = input.curves.iter().filter(|curve| curve.end.is_competing()).flat_map(IncidenceCurve::drawn);
        let most = others.map(|point| point.share).fold(0.0, f64::max);
        if most > 0.0 {
            draft.sheet.cursor += 6.0;
            let heading = frame.say(Message::OtherEnds);
            let y = draft.sheet.cursor + 8.0;
            draft.sheet.text((MARGIN, y), heading, Letters::new(12.0, INK));
            draft.sheet.cursor += 22.0;
            draw_panel(&mut draft.sheet, input, &policies, (days, most * 1.08, 150.0), true, frame);
        }
    }
    let followed = shown(days, usize::from(days.fract() != 0.0));
    let note = frame.fill(Message::IncidenceNote, &[("days", &followed), ("level", &frame.percent())]);
    let description = frame.fill(Message::IncidenceAlt, &[("days", &followed), ("rows", &words(input, frame))]);
    draft.finish(&note, description, table(input))
}

fn legend(sheet: &mut Sheet, input: &IncidenceInput, policies: &[&str], frame: &Frame) {
    let items: Vec<(LegendSample, &str)> = policies
        .iter()
        .enumerate()
        .map(|(index, policy)| (LegendSample::Swatch(policy_colour(index, policies.len())), frame.called(policy)))
        .collect();
    sheet.legend(&items);
    ends_legend(sheet, input, frame);
}

/// How the lines of the ends are drawn.
fn ends_legend(sheet: &mut Sheet, input: &IncidenceInput, frame: &Frame) {
    let is_shown = |end: &IssueEnd| input.curves.iter().any(|curve| curve.end == *end && curve.drawn().next().is_some());
    let ends: Vec<(LegendSample, &str)> =
        IssueEnd::ALL.into_iter().filter(is_shown).map(|end| (LegendSample::Line(end.pen(FAINT)), frame.say(end.message()))).collect();
    sheet.legend(&ends);
}

fn draw_panel(
    sheet: &mut Sheet,
    input: &IncidenceInput,
    policies: &[&str],
    (days, most, height): (f64, f64, f64),
    is_competing: bool,
    frame: &Frame,
) {
    let panel = Panel::new((LEFT, sheet.cursor + 6.0), (WIDTH - MARGIN - 12.0 - LEFT, height), (0.0, days), (0.0, most));
    sheet.y_axis(&panel, &Ticks::new(panel.y, if is_competing { 3 } else { 5 }).percent(), true);
    sheet.x_axis(&panel, &Ticks::new(panel.x, 10));
    sheet.upward_text((MARGIN + 2.0, panel.top + height / 2.0), frame.say(Message::ShareOfIssues), Letters::new(11.0, FAINT));
    let middle = panel.left + panel.width / 2.0;
    sheet.text((middle, panel.top + height + 27.0), frame.say(Message::DaysSinceOccurrence), Letters::new(11.0, FAINT).centred());
    let curves = || input.curves.iter().filter(|curve| curve.end.is_competing() == is_competing);
    let colour = |curve: &IncidenceCurve| {
        policy_colour(policies.iter().position(|policy| *policy == curve.policy).unwrap_or_default(), policies.len())
    };
    for curve in curves().filter(|curve| curve.end == IssueEnd::Fixed) {
        draw_band(sheet, &panel, curve, colour(curve));
    }
    for curve in curves() {
        let path: Vec<_> = curve.drawn().map(|point| place(&panel, point.days, point.share)).collect();
        sheet.line(&path, curve.end.pen(colour(curve)));
    }
    sheet.cursor = panel.top + height + 40.0;
}

/// A small panel for each policy beside the first, which stands in grey in all of them: more policies than there are colours.
fn draw_small_panels(sheet: &mut Sheet, input: &IncidenceInput, policies: &[&str], days: f64, frame: &Frame) {
    let width = (WIDTH - MARGIN - 10.0 - LEFT - (ACROSS as f64 - 1.0) * GAP) / ACROSS as f64;
    let (first, others) = policies.split_at(policies.len().min(1));
    for row in others.chunks(ACROSS) {
        for (index, policy) in row.iter().enumerate() {
            let left = LEFT + index as f64 * (width + GAP);
            let name = font::fitted(frame.called(policy), 11.5, width);
            sheet.text((left, sheet.cursor + 8.0), &name, Letters::new(11.5, INK));
            let panel = Panel::new((left, sheet.cursor + 20.0), (width, SMALL), (0.0, days), (0.0, 1.0));
            sheet.y_axis(&panel, &Ticks::new(panel.y, 3).percent(), index == 0);
            sheet.x_axis(&panel, &Ticks::new(panel.x, 4));
            for (number, own) in [(0, first.first()), (1, Some(policy))] {
                let colour = policy_colour(number, policies.len());
                for curve in input.curves.iter().filter(|curve| own.is_some_and(|own| curve.policy == **own)) {
                    let path: Vec<_> = curve.drawn().map(|point| place(&panel, point.days, point.share)).collect();
                    sheet.line(&path, curve.end.pen(colour));
                }
            }
        }
        sheet.cursor += SMALL + 44.0;
    }
    let middle = LEFT + (WIDTH - MARGIN - LEFT) / 2.0;
    sheet.text((middle, sheet.cursor), frame.say(Message::DaysSinceOccurrence), Letters::new(11.0, FAINT).centred());
    sheet.cursor += 18.0;
    let baseline = first.first().map_or("", |policy| frame.called(policy));
    let grey = frame.fill(Message::GreyIs, &[("policy", baseline)]);
    sheet.paragraph(MARGIN, WIDTH - 2.0 * MARGIN, &grey, Letters::new(11.0, FAINT));
    sheet.cursor += 6.0;
}

fn draw_band(sheet: &mut Sheet, panel: &Panel, curve: &IncidenceCurve, colour: plotters::style::RGBAColor) {
    let ends = curve.drawn().filter_map(|point| Some((point.days, drawable_interval(point.band)?)));
    let upper = ends.clone().map(|(days, band)| place(panel, days, band.high));
    let lower = ends.rev().map(|(days, band)| place(panel, days, band.low));
    let corners: Vec<_> = upper.chain(lower).collect();
    if corners.len() > 3 {
        sheet.fill(&corners, plotters::style::RGBAColor(colour.0, colour.1, colour.2, 0.16));
    }
}

/// The place of a share, kept within the panel.
fn place(panel: &Panel, days: f64, share: f64) -> (f64, f64) {
    panel.at(days.clamp(panel.x.0, panel.x.1), share.clamp(panel.y.0, panel.y.1))
}

fn words(input: &IncidenceInput, frame: &Frame) -> String {
    let last = input.curves.iter().filter_map(|curve| Some((curve, curve.drawn().next_back()?)));
    let rows: Vec<String> = last
        .map(|(curve, point)| {
            format!("{}, {} {}%", frame.called(&curve.policy), frame.say(curve.end.message()), shown(point.share * 100.0, 1))
        })
        .collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

fn table(input: &IncidenceInput) -> Vec<Column> {
    let rows: Vec<(&IncidenceCurve, IncidencePoint)> =
        input.curves.iter().flat_map(|curve| curve.drawn().map(move |point| (curve, point))).collect();
    let number = |of: fn(&IncidencePoint) -> Option<f64>| rows.iter().map(|(_, point)| of(point)).collect::<Vec<Option<f64>>>();
    vec![
        column(keys::POLICY, rows.iter().map(|(curve, _)| curve.policy.as_str()).collect::<Vec<_>>()),
        column(figures::END, rows.iter().map(|(curve, _)| curve.end.name()).collect::<Vec<_>>()),
        column(figures::DAYS, number(|point| Some(point.days))),
        column(figures::SHARE, number(|point| Some(point.share))),
        column(summary::LOW, number(|point| drawable_interval(point.band).map(|band| band.low))),
        column(summary::HIGH, number(|point| drawable_interval(point.band).map(|band| band.high))),
    ]
}
