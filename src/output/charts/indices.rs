//! Where the variance comes from: Sobol' indices of each factor, first order above total, with intervals and the share of
//! noise below.

use polars::prelude::Column;

use super::catalogue;
use super::chart::{ChartDraft, ChartError, Figure, Frame, interval_cells, percent};
use crate::output::drawing::axis::drawable;
use crate::output::drawing::bars;
use crate::output::drawing::bars::{Bar, BarRow, BarRows, COLOURS};
use crate::output::drawing::sheet::{FAINT, INK, LegendSample, Letters, MARGIN, Sheet, WIDTH};
use crate::output::language::message::Message;
use crate::output::language::number::count;
use crate::output::tables::runs::column;
use crate::output::tables::schema::{figures, summary};
use crate::statistics::estimate::Interval;

/// Name of the chart's files.
pub const NAME: &str = catalogue::INDICES;

/// Most factors of a panel, when it is alone and when it is one of several.
const MOST: [usize; 2] = [20, 12];

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct IndicesInput {
    /// Which of the study's outputs it shows, from 0.
    pub part: usize,
    /// The outputs that are shown.
    pub panels: Vec<IndicesPanel>,
}

/// The indices of one output: a measure under a policy, or its difference from the baseline.
#[derive(Clone, Debug)]
pub struct IndicesPanel {
    /// What the output is called.
    pub output: String,
    /// One per factor, in any order.
    pub rows: Vec<IndicesRow>,
    /// How much of the variance between design points is noise of replications.
    pub noise: Noise,
}

/// Share of the variance between design points that is noise of replications, 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Noise {
    /// The share.
    Share(f64),
    /// Not known: one replication says nothing about noise.
    Unknown,
}

/// Both indices of a factor.
#[derive(Clone, Debug)]
pub struct IndicesRow {
    /// The factor.
    pub factor: String,
    /// First order, S1, not clipped; `None` where there is no number.
    pub first: Option<f64>,
    /// Its interval.
    pub first_interval: Option<Interval>,
    /// Total, ST, not clipped.
    pub total: Option<f64>,
    /// Its interval.
    pub total_interval: Option<Interval>,
}

impl IndicesPanel {
    /// Rows with the greatest total first, those without numbers last.
    fn sorted(&self) -> Vec<&IndicesRow> {
        let mut rows: Vec<&IndicesRow> = self.rows.iter().collect();
        rows.sort_by(|one, other| {
            let key = |row: &IndicesRow| row.total.and_then(drawable).unwrap_or(f64::MIN);
            key(other).total_cmp(&key(one))
        });
        rows
    }

    fn noise_text(&self, frame: &Frame) -> String {
        match self.noise {
            Noise::Share(share) if share.is_finite() => frame.fill(Message::NoiseOf, &[("share", &percent(share))]),
            Noise::Share(_) | Noise::Unknown => frame.say(Message::NoiseUnknown).to_owned(),
        }
    }
}

impl IndicesRow {
    fn bars(&self) -> [Bar; 2] {
        [("S1", self.first, self.first_interval), ("ST", self.total, self.total_interval)].map(|(lead, value, interval)| Bar {
            value,
            interval,
            lead: lead.to_owned(),
            flag: None,
        })
    }
}

/// From which share of noise on nothing is said of a factor.
const MOST_NOISE: f64 = 0.5;

/// The factor that the largest part of the variance comes from; what the chart shows where that is noise, or of several outputs.
fn title(input: &IndicesInput, frame: &Frame) -> String {
    let is_clear = |panel: &&IndicesPanel| matches!(panel.noise, Noise::Share(share) if share < MOST_NOISE);
    let first = |panel: &IndicesPanel| {
        let row = *panel.sorted().first()?;
        // an interval that reaches beyond the whole says nothing yet
        let is_known = row.total_interval.is_some_and(|interval| interval.low > 0.0 && interval.high <= 1.0);
        row.total.filter(|_| is_known).map(|total| (row.factor.clone(), percent(total)))
    };
    let found = match input.panels.as_slice() {
        [panel] => Some(panel).filter(is_clear).and_then(|panel| Some((panel, first(panel)?))),
        _ => None,
    };
    let Some((panel, (factor, share))) = found else { return frame.say(Message::IndicesTitle).to_owned() };
    frame.fill(Message::IndicesMessage, &[("output", &panel.output), ("factor", &factor), ("share", &share)])
}

/// Draws the chart.
///
/// # Errors
/// When plotters or polars refuse: a bug.
pub fn indices(input: &IndicesInput, frame: &Frame) -> Result<Figure, ChartError> {
    let mut draft = ChartDraft::new(NAME, title(input, frame), frame).part(input.part);
    let most = MOST[usize::from(input.panels.len() > 1)];
    if input.panels.iter().all(|panel| panel.rows.is_empty()) {
        draft.nothing();
    } else {
        draft.sheet.legend(&[
            (LegendSample::Swatch(COLOURS[0]), frame.say(Message::FirstOrder)),
            (LegendSample::Swatch(COLOURS[1]), frame.say(Message::TotalOrder)),
        ]);
        input.panels.iter().for_each(|panel| draw_panel(&mut draft.sheet, panel, most, frame));
    }
    let note = frame.fill(Message::IndicesNote, &[("level", &frame.percent())]);
    let description = frame.fill(Message::IndicesAlt, &[("rows", &words(input, most, frame))]);
    draft.finish(&note, description, table(input))
}

fn draw_panel(sheet: &mut Sheet, panel: &IndicesPanel, most: usize, frame: &Frame) {
    if panel.rows.is_empty() {
        return;
    }
    sheet.heading(&panel.output);
    let rows = panel.sorted().into_iter().take(most).map(|row| BarRow { name: row.factor.clone(), bars: row.bars() }).collect();
    bars::draw(sheet, &BarRows { rows, origin: 0.0, caption: String::new(), mark: None, is_percent: true }, frame);
    let room = WIDTH - 2.0 * MARGIN;
    sheet.cursor -= 6.0;
    sheet.paragraph(MARGIN, room, &panel.noise_text(frame), Letters::new(11.5, INK));
    if panel.rows.len() > most {
        let (shown, all) = (count(most as u64), count(panel.rows.len() as u64));
        sheet.paragraph(MARGIN, room, &frame.fill(Message::FactorsShown, &[("shown", &shown), ("all", &all)]), Letters::new(11.0, FAINT));
    }
    sheet.cursor += 16.0;
}

fn words(input: &IndicesInput, most: usize, frame: &Frame) -> String {
    let row = |panel: &IndicesPanel, row: &IndicesRow| {
        let [first, total] = row.bars().map(|bar| format!("{} {}", bar.lead, bars::number_of(&bar, true, frame)));
        format!("{}, {}: {first}, {total}", panel.output, row.factor)
    };
    let of_panel = |panel: &IndicesPanel| panel.sorted().into_iter().take(most).map(|one| row(panel, one)).collect::<Vec<_>>();
    let rows: Vec<String> = input.panels.iter().flat_map(of_panel).collect();
    rows.join(frame.say(Message::Next)) + frame.say(Message::Full)
}

/// All factors, as sorted, two rows each.
fn table(input: &IndicesInput) -> Vec<Column> {
    let mut rows: Vec<(&IndicesPanel, &IndicesRow, Bar)> = Vec::new();
    for panel in &input.panels {
        for row in panel.sorted() {
            rows.extend(row.bars().map(|bar| (panel, row, bar)));
        }
    }
    let noise = |panel: &IndicesPanel| match panel.noise {
        Noise::Share(share) => drawable(share),
        Noise::Unknown => None,
    };
    let ends: Vec<_> = rows.iter().map(|(.., bar)| interval_cells(bar.interval)).collect();
    vec![
        column(summary::MEASURE, rows.iter().map(|(panel, ..)| panel.output.as_str()).collect::<Vec<_>>()),
        column(figures::FACTOR, rows.iter().map(|(_, row, _)| row.factor.as_str()).collect::<Vec<_>>()),
        column(figures::INDEX, rows.iter().map(|(.., bar)| bar.lead.as_str()).collect::<Vec<_>>()),
        column(summary::ESTIMATE, rows.iter().map(|(.., bar)| bar.drawn()).collect::<Vec<_>>()),
        column(summary::LOW, ends.iter().map(|(low, _)| *low).collect::<Vec<_>>()),
        column(summary::HIGH, ends.iter().map(|(_, high)| *high).collect::<Vec<_>>()),
        column(figures::NOISE_SHARE, rows.iter().map(|(panel, ..)| noise(panel)).collect::<Vec<_>>()),
    ]
}
