//! A hand-made design: a CSV file whose columns are factors, named by their dotted keys, and whose rows are design points.
//!
//! Every cell is what `--set` takes. Each row is resolved as it will be run, so that a point that the scenario does not
//! take is refused before anything runs. Problems name file, line and column.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::factor::{Factor, Level, Values};
use super::levels::{common, value};
use super::lever::is_lever;
use super::text::TextPart;
use crate::scenario::draft::Draft;
use crate::scenario::text::check::{Check, slots};
use crate::scenario::text::csv_cells::{CsvCell, UNCLOSED, is_blank, line_of, next_row, shown, start};
use crate::scenario::text::diagnostics::{Problems, Report};
use crate::scenario::text::load::bounded_text;
use crate::scenario::text::magnitude::Magnitude;
use crate::scenario::text::origin::WrittenAt;

/// Longest file that is read, in bytes.
const LONGEST: u64 = 128 << 20;
/// Most points.
const POINTS: usize = 1_000_000;
/// Most factors.
const FACTORS: usize = 1_000;
/// Most problems that are told; the reader then stops.
const TOLD: usize = 20;

/// The design that a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct DesignFile {
    /// The columns in the order of the file; levels are the different values of a column in the order of their first row,
    /// one where all are alike.
    pub factors: Vec<Factor>,
    /// The rows: a level of each factor.
    pub points: Vec<Vec<Level>>,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
}

impl Draft {
    /// Reads the design in the CSV file at `path`: a line of dotted keys, then a line of values for each point.
    ///
    /// # Errors
    /// Everything that is wrong, up to twenty problems: no such file, no rows, columns that are no keys of the scenario or
    /// stand there twice, lines with more or fewer cells, empty cells, values that the key does not take, points that the
    /// scenario does not take under each of its policies.
    pub fn design(&self, path: &Path) -> Result<DesignFile, Problems> {
        self.design_of(&path.display().to_string(), design_text(path)?)
    }

    /// The design that the CSV file called `name` has as its `text`.
    ///
    /// # Errors
    /// As [`Self::design`].
    pub fn design_of(&self, name: &str, text: String) -> Result<DesignFile, Problems> {
        let mut report = Report::default();
        let text = Arc::new(text);
        let source = report.add_source(name.to_owned(), Arc::clone(&text));
        let sha256 = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut reader = DesignReader { draft: self, source, text: &text, told: 0, report };
        match reader.read() {
            Some((factors, points)) if reader.told == 0 => Ok(DesignFile { factors, points, sha256 }),
            _ => Err(reader.report.into_problems()),
        }
    }
}

/// The text of the design in the CSV file at `path`.
///
/// # Errors
/// When it cannot be read, or is too long.
pub fn design_text(path: &Path) -> Result<String, Problems> {
    bounded_text(path, LONGEST, "a design in CSV").map_err(|(message, help)| {
        let mut report = Report::default();
        report.unreadable(path.display().to_string(), message, help);
        report.into_problems()
    })
}

/// One walk over a file.
struct DesignReader<'a> {
    draft: &'a Draft,
    source: usize,
    text: &'a str,
    told: usize,
    report: Report,
}

/// The key of a column: as written, and its segments.
struct KeyColumn {
    key: String,
    path: Vec<String>,
}

impl DesignReader<'_> {
    fn read(&mut self) -> Option<(Vec<Factor>, Vec<Vec<Level>>)> {
        let mut at = start(self.text);
        let first = at;
        let Some(header) = self.next_row(&mut at).filter(|header| !is_blank(header)) else {
            self.problem((first, first), "", "the file has no line with the keys of its factors".into(), None);
            return None;
        };
        let columns = self.columns(&header)?;
        let mut rows: Vec<Vec<CsvCell>> = Vec::new();
        while let Some(cells) = self.next_row(&mut at) {
            if self.told >= TOLD {
                return None;
            }
            if is_blank(&cells) {
                continue;
            }
            if rows.len() >= POINTS {
                self.problem(cells[0].at, "", format!("more than {POINTS} points, the most a design may have"), None);
                return None;
            }
            if self.fits(&cells, &columns) {
                rows.push(cells);
            }
        }
        if rows.is_empty() && self.told == 0 {
            let end = self.text.len();
            self.problem((end, end), "", "has no points; expected a line of values for each below the keys".into(), None);
        }
        if self.told > 0 {
            return None;
        }
        self.resolve(&columns, &rows);
        Some(self.made(&columns, &rows))
    }

    fn problem(&mut self, at: (usize, usize), column: &str, message: String, help: Option<String>) {
        self.told += 1;
        let key: Vec<String> = if column.is_empty() { Vec::new() } else { vec![column.to_owned()] };
        self.report.problem(self.origin(at), &key, message, help);
    }

    const fn origin(&self, at: (usize, usize)) -> WrittenAt {
        WrittenAt { source: self.source, start: at.0, end: at.1 }
    }

    fn next_row(&mut self, at: &mut usize) -> Option<Vec<CsvCell>> {
        let row = next_row(self.text, at)?;
        row.map_err(|at| self.problem(at, "", UNCLOSED.into(), None)).ok()
    }

    /// The keys of the header.
    fn columns(&mut self, header: &[CsvCell]) -> Option<Vec<KeyColumn>> {
        if header.len() > FACTORS {
            self.problem(line_of(header), "", format!("{} factors; expected at most {FACTORS}", header.len()), None);
            return None;
        }
        let mut columns: Vec<KeyColumn> = Vec::new();
        for cell in header {
            let key = cell.text.trim();
            let path: Vec<String> = key.split('.').map(|segment| segment.trim().to_owned()).collect();
            let parted = [';', '\t'].into_iter().find(|mark| header.len() == 1 && key.contains(*mark));
            if parted.is_some() {
                self.problem(cell.at, "", format!("\"{}\" is not a key", shown(key)), Some("part the cells by commas".into()));
            } else if key.is_empty() {
                self.problem(cell.at, "", "the column has no key".into(), None);
            } else if columns.iter().any(|known| known.path == path) {
                self.problem(cell.at, key, "the column stands here twice".into(), None);
            } else if !self.draft.has_key(&path, self.origin(cell.at), &mut self.report) {
                self.told += 1;
            }
            columns.push(KeyColumn { key: path.join("."), path });
        }
        (self.told == 0).then_some(columns)
    }

    /// Whether a row has a value in every column, and each one that the key takes.
    fn fits(&mut self, cells: &[CsvCell], columns: &[KeyColumn]) -> bool {
        if cells.len() != columns.len() {
            let message = format!("has {} cells; expected {}, as many as keys", cells.len(), columns.len());
            self.problem(line_of(cells), "", message, None);
            return false;
        }
        let told = self.told;
        for (cell, column) in cells.iter().zip(columns) {
            if cell.text.trim().is_empty() {
                self.problem(cell.at, &column.key, "the cell is empty; expected a value in every row".into(), None);
                continue;
            }
            let mut node = value(&TextPart { text: cell.text.trim().to_owned(), at: self.origin(cell.at) });
            if !Check::new(self.draft.definitions(), &mut self.report).value(&mut node, &column.path) {
                self.told += 1;
            }
        }
        self.told == told
    }

    /// Resolves every point under every policy.
    fn resolve(&mut self, columns: &[KeyColumn], rows: &[Vec<CsvCell>]) {
        let policies = self.draft.policies();
        for row in rows {
            let changes: Vec<(String, String)> =
                columns.iter().zip(row).map(|(column, cell)| (column.key.clone(), cell.text.trim().to_owned())).collect();
            let Err(problems) = self.draft.settings(&changes, &policies) else { continue };
            for problem in &problems {
                let (at, other) = match columns.iter().position(|column| column.key == problem.key) {
                    Some(column) => (row[column].at, String::new()),
                    None if problem.key.is_empty() => (line_of(row), String::new()),
                    None => (line_of(row), format!("`{}`: ", problem.key)),
                };
                let message = format!("the scenario does not take this point: {other}{}", problem.message);
                self.problem(at, "", message, problem.help.clone());
            }
            if self.told >= TOLD {
                return;
            }
        }
    }

    fn made(&self, columns: &[KeyColumn], rows: &[Vec<CsvCell>]) -> (Vec<Factor>, Vec<Vec<Level>>) {
        let mut points: Vec<Vec<Level>> = vec![Vec::with_capacity(columns.len()); rows.len()];
        let mut factors = Vec::new();
        for (index, KeyColumn { key, path }) in columns.iter().enumerate() {
            let slots = slots(self.draft.definitions(), path);
            let nominal = self.draft.nominal(path);
            let texts: Vec<&str> = rows.iter().map(|row| row[index].text.trim()).collect();
            let kind = common(&slots, nominal.as_deref(), &texts);
            let mut levels: Vec<Level> = Vec::new();
            let mut seen = std::collections::BTreeSet::new();
            for (text, point) in texts.into_iter().zip(&mut points) {
                let level = Level { text: text.to_owned(), number: kind.and_then(|kind| kind.number(text)) };
                if seen.insert(text) {
                    levels.push(level.clone());
                }
                point.push(level);
            }
            let magnitude = kind.unwrap_or(Magnitude::PLAIN);
            let nominal = nominal.map(|text| Level { number: magnitude.number(&text), text });
            let values = Values::Levels(levels);
            let (titles, scaled) = ([None, None], Vec::new());
            factors.push(Factor { key: key.clone(), magnitude, values, nominal, is_lever: is_lever(path), titles, scaled });
        }
        (factors, points)
    }
}
