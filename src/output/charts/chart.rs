//! What every chart has in common: its title, what is said below it (intervals, replications, seed, plan), its files.
//!
//! A chart is a function from a plain input and a [`Frame`] to a [`Figure`]. The same input gives the same bytes. Colours
//! are those of Okabe and Ito (2008, *Color Universal Design*), which people with colour-blindness tell apart; where two
//! policies could be confused, form or position tells them apart as well.

use std::fs;
use std::path::Path;

use plotters::style::RGBAColor;
use polars::prelude::{Column, CsvWriter, DataFrame, SerWriter};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::catalogue::{ENDINGS, part_name};
use crate::experiment::campaign::store::StoreError;
use crate::experiment::design::plan::Plan;
use crate::output::drawing::axis::{drawable, shown};
use crate::output::drawing::canvas::Paper;
use crate::output::drawing::raster;
use crate::output::drawing::sheet::{FAINT, GUIDE, INK, Letters, MARGIN, Pen, Sheet, WIDTH};
use crate::output::folder::disk;
use crate::output::language::message::{Language, Message};
use crate::output::language::names::Titles;
use crate::output::language::number::{decimals, number, plain_decimals};
use crate::output::tables::parquet::{failed, write_small};
use crate::output::tables::summary::CsvFlavour;
use crate::scenario::Scenario;
use crate::statistics::estimate::Interval;
use crate::units::measure::Direction;

/// Digits of the plan hash that a chart shows.
const SHORT_HASH: usize = 12;

/// What a chart says of the runs behind it.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Language of all texts.
    pub language: Language,
    /// Name of the scenario.
    pub scenario: String,
    /// Replications behind every number.
    pub replications: u32,
    /// Confidence level of the intervals, 0–1.
    pub level: f64,
    /// Root of all random numbers.
    pub seed: u64,
    /// Hash of the plan in hex, in full.
    pub plan_hash: String,
    /// What policies are called.
    pub titles: Titles,
}

impl Frame {
    /// A message in the frame's language.
    #[must_use]
    pub fn say(&self, message: Message) -> &'static str {
        message.text(self.language)
    }

    /// The frame of charts of `plan`, of which so many replications stand behind every number.
    #[must_use]
    pub fn of(plan: &Plan, replications: u32, language: Language) -> Self {
        Self {
            language,
            scenario: plan.identity.scenario.clone(),
            replications,
            level: plan.confidence,
            seed: plan.identity.seed,
            plan_hash: plan.identity.hash(),
            titles: Titles::default(),
        }
    }

    /// The same with what `scenario` calls its policies.
    #[must_use]
    pub fn titled(self, scenario: &Scenario) -> Self {
        Self { titles: Titles::of(scenario, self.language), ..self }
    }

    /// What a policy is called: its title, else its name.
    #[must_use]
    pub fn called<'n>(&'n self, policy: &'n str) -> &'n str {
        self.titles.get(policy).unwrap_or(policy)
    }

    /// Head of a column of texts in a table: what it says, and that it is no number.
    #[must_use]
    pub fn word(&self, message: Message) -> (String, bool) {
        (self.say(message).to_owned(), false)
    }

    /// Head of a column of numbers in a table.
    #[must_use]
    pub fn figure(&self, message: Message) -> (String, bool) {
        (self.say(message).to_owned(), true)
    }

    /// A message in the frame's language with `values` in its gaps.
    #[must_use]
    pub fn fill(&self, message: Message, values: &[(&str, &str)]) -> String {
        message.filled(self.language, values)
    }

    /// Sentences one after another.
    #[must_use]
    pub fn sentences(&self, parts: impl IntoIterator<Item = String>) -> String {
        parts.into_iter().collect::<Vec<_>>().join(self.language.gap())
    }

    /// What stands over a panel: a measure, its unit, and which way is better where that matters.
    #[must_use]
    pub fn heading(&self, measure: &str, unit: &str, direction: Option<Direction>) -> String {
        let wish = match direction {
            None => return self.fill(Message::Heading, &[("measure", measure), ("unit", unit)]),
            Some(Direction::Lower) => Message::LessIsBetter,
            Some(Direction::Higher) => Message::MoreIsBetter,
            Some(Direction::Neutral) => Message::NeitherIsBetter,
        };
        self.fill(Message::JudgedHeading, &[("measure", measure), ("unit", unit), ("wish", self.say(wish))])
    }

    /// The confidence level in percent.
    #[must_use]
    pub fn percent(&self) -> String {
        number(self.level * 100.0, plain_decimals(self.level * 100.0).min(2))
    }
}

/// Why a chart could not be drawn: a bug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// plotters refused a mark.
    #[error("chart {chart} could not be drawn: {reason}")]
    Drawing {
        /// The chart.
        chart: &'static str,
        /// What plotters says.
        reason: String,
    },
    /// The table of its numbers does not fit together.
    #[error("table of chart {chart} could not be written: {reason}")]
    Table {
        /// The chart.
        chart: &'static str,
        /// What polars says.
        reason: String,
    },
}

/// A finished chart.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Name of its files.
    pub name: String,
    /// What it shows, in a line.
    pub title: String,
    /// What can be seen on it, for those who do not see it.
    pub description: String,
    /// The chart as SVG.
    pub svg: String,
    /// The numbers drawn, as CSV.
    pub csv: String,
    paper: Paper,
}

impl Figure {
    /// The chart as PNG, two dots to a pixel.
    ///
    /// # Errors
    /// When compression fails, which it does not in memory.
    pub fn png(&self) -> std::io::Result<Vec<u8>> {
        raster::png(&self.paper)
    }
}

/// A title with a capital letter, and with the quotation marks of its language: those of the font are as wide as a Chinese
/// character.
fn as_title(title: String, language: Language) -> String {
    if language == Language::Chinese {
        return title;
    }
    let mut letters = title.chars().map(|letter| if matches!(letter, '“' | '”') { '"' } else { letter });
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A chart between its title and its foot.
pub(crate) struct ChartDraft<'a> {
    /// Where it is drawn.
    pub(crate) sheet: Sheet,
    frame: &'a Frame,
    name: &'static str,
    /// Which part of the chart it is, from 0.
    part: usize,
    title: String,
}

impl<'a> ChartDraft<'a> {
    /// A chart with its title.
    pub(crate) fn new(name: &'static str, title: String, frame: &'a Frame) -> Self {
        let title = as_title(title, frame.language);
        let mut sheet = Sheet::titled(frame.titles.clone());
        sheet.cursor = 10.0;
        sheet.paragraph(MARGIN, WIDTH - 2.0 * MARGIN, &title, Letters::new(18.0, INK));
        sheet.cursor += 8.0;
        Self { sheet, frame, name, part: 0, title }
    }

    /// The same as part `part` of its chart, from 0.
    pub(crate) fn part(self, part: usize) -> Self {
        Self { part, ..self }
    }

    /// Says that there is nothing to draw.
    pub(crate) fn nothing(&mut self) {
        let y = self.sheet.cursor + 40.0;
        self.sheet.text((WIDTH / 2.0, y), self.frame.say(Message::NoData), Letters::new(14.0, FAINT).centred());
        self.sheet.cursor += 80.0;
    }

    /// The figure, with `note` on what is drawn below it, `description` in words, and the `table` of its numbers.
    pub(crate) fn finish(mut self, note: &str, description: String, table: Vec<Column>) -> Result<Figure, ChartError> {
        let frame = self.frame;
        let sheet = &mut self.sheet;
        sheet.cursor += 8.0;
        sheet.line(&[(MARGIN, sheet.cursor), (WIDTH - MARGIN, sheet.cursor)], Pen::new(GUIDE, 1.0));
        sheet.cursor += 5.0;
        let room = WIDTH - 2.0 * MARGIN;
        sheet.paragraph(MARGIN, room, note, Letters::new(11.0, FAINT));
        let hash = frame.plan_hash.chars().take(SHORT_HASH).collect::<String>();
        let (n, seed) = (number(f64::from(frame.replications), 0), frame.seed.to_string());
        let values = [("scenario", frame.scenario.as_str()), ("n", &n), ("seed", &seed), ("hash", &hash)];
        sheet.paragraph(MARGIN, room, &frame.fill(Message::Foot, &values), Letters::new(11.0, FAINT));
        sheet.cursor += 10.0;
        let Self { name, part, title, sheet, .. } = self;
        let paper = sheet.finish().map_err(|error| ChartError::Drawing { chart: name, reason: error.to_string() })?;
        let csv = csv(table).map_err(|reason| ChartError::Table { chart: name, reason })?;
        let name = part_name(name, part);
        Ok(Figure { svg: paper.svg(&name, &title, &description), name, title, description, csv, paper })
    }
}

fn csv(table: Vec<Column>) -> Result<String, String> {
    let rows = table.first().map_or(0, Column::len);
    let mut frame = DataFrame::new(rows, table).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    CsvWriter::new(&mut bytes).finish(&mut frame).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// Blue, vermilion, green, purple, orange, sky blue, black and grey, for policies in their order.
const POLICIES: [RGBAColor; 8] = [
    RGBAColor(0x00, 0x72, 0xb2, 1.0),
    RGBAColor(0xd5, 0x5e, 0x00, 1.0),
    RGBAColor(0x00, 0x9e, 0x73, 1.0),
    RGBAColor(0xcc, 0x79, 0xa7, 1.0),
    RGBAColor(0xe6, 0x9f, 0x00, 1.0),
    RGBAColor(0x56, 0xb4, 0xe9, 1.0),
    RGBAColor(0x00, 0x00, 0x00, 1.0),
    RGBAColor(0x88, 0x88, 0x88, 1.0),
];

/// Most policies that have colours of their own; of more, position or a label tells them apart.
pub(crate) const MOST_COLOURS: usize = POLICIES.len();

/// The colour of the policy number `index` of `count`: its own, or of many grey for the first and one colour for all others.
#[must_use]
pub fn policy_colour(index: usize, count: usize) -> RGBAColor {
    match (count <= MOST_COLOURS, index) {
        (true, _) => POLICIES[index % MOST_COLOURS],
        (false, 0) => POLICIES[MOST_COLOURS - 1],
        (false, _) => POLICIES[0],
    }
}

/// The different texts of `names`, in the order in which they come first.
pub(crate) fn in_order<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// An estimate and its interval as texts, with as many decimals as the interval supports.
pub(crate) fn estimate_texts(estimate: f64, interval: Option<Interval>) -> (String, Option<String>) {
    match interval {
        Some(Interval { low, high }) if high > low => {
            let places = decimals((high - low) / 2.0);
            (shown(estimate, places), Some(format!("[{}, {}]", shown(low, places), shown(high, places))))
        }
        _ => (shown(estimate, plain_decimals(estimate)), None),
    }
}

/// The estimate with its interval behind it.
pub(crate) fn estimate_text(estimate: f64, interval: Option<Interval>) -> String {
    match estimate_texts(estimate, interval) {
        (estimate, Some(interval)) => format!("{estimate} {interval}"),
        (estimate, None) => estimate,
    }
}

/// The interval when both of its ends can be drawn.
pub(crate) fn drawable_interval(interval: Option<Interval>) -> Option<Interval> {
    interval.filter(|interval| drawable(interval.low).is_some() && drawable(interval.high).is_some())
}

/// Lower and upper end of an interval for a table; empty where they cannot be drawn.
pub(crate) fn interval_cells(interval: Option<Interval>) -> (Option<f64>, Option<f64>) {
    drawable_interval(interval).map_or((None, None), |interval| (Some(interval.low), Some(interval.high)))
}

/// `all` when there are at most `most`, else every k-th of them from the first on, with the least k that leaves at most `most`.
pub(crate) fn thinned<T>(all: impl ExactSizeIterator<Item = T>, most: usize) -> (Vec<T>, usize) {
    let step = all.len().div_ceil(most.max(1)).max(1);
    (all.step_by(step).collect(), step)
}

/// A share as percent, without decimals where it is not between 0 and 1 percent or 99 and 100.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let places = usize::from((percent > 0.0 && percent < 1.0) || (percent > 99.0 && percent < 100.0));
    format!("{}%", shown(percent, places))
}

/// The PNG of every figure, drawn on all cores; where no further thread can be started, on this one.
fn pngs(figures: &[Figure]) -> Vec<std::io::Result<Vec<u8>>> {
    match rayon::ThreadPoolBuilder::new().build() {
        Ok(pool) => pool.install(|| figures.par_iter().map(Figure::png).collect()),
        Err(_) => figures.iter().map(Figure::png).collect(),
    }
}

/// Writes every figure into the folder `place` as `NAME.svg`, `NAME.png` and `NAME.csv`; gives the names of the files. Each
/// is written elsewhere in the folder until it is complete, then renamed. Other files of the folder stay.
///
/// # Errors
/// When a file cannot be written.
pub fn write_figures(place: &Path, figures: &[Figure], flavour: CsvFlavour) -> Result<Vec<String>, StoreError> {
    let cannot = |error: std::io::Error| failed(place, "written", &error);
    fs::create_dir_all(place).map_err(|error| failed(place, "created", &error))?;
    let scratch = tempfile::Builder::new().prefix(crate::output::folder::claim::SCRATCH).tempdir_in(place).map_err(cannot)?;
    let mut names = Vec::new();
    for (figure, png) in figures.iter().zip(pngs(figures)) {
        let mark = if flavour == CsvFlavour::Excel { "\u{feff}" } else { "" };
        let csv = format!("{mark}{}", figure.csv);
        let contents = [figure.svg.as_bytes(), &png.map_err(cannot)?, csv.as_bytes()];
        for (ending, content) in ENDINGS.into_iter().zip(contents) {
            let name = format!("{}.{ending}", figure.name);
            write_small(&scratch.path().join(&name), content)?;
            names.push(name);
        }
    }
    for name in &names {
        disk::rename(&scratch.path().join(name), &place.join(name))?;
    }
    Ok(names)
}
