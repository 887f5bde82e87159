//! A file of buildings: CSV with one row for each.
//!
//! Degrees are projected to metres around the middle of the place
//! (equirectangular; within 50 km of it less than 1% wrong at the latitudes of China). Every problem names file, line and
//! column, what was found and what is allowed; the order of the rows means nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::plot::{BUILDINGS, HOUSEHOLDS, ONE_TYPE, Plot};
use crate::scenario::text::context::Context;
use crate::scenario::text::csv_cells::{CsvCell, UNCLOSED, is_blank, line_of, next_row, shown, start};
use crate::scenario::text::diagnostics::{did_you_mean, listed};
use crate::scenario::text::load::file_text;
use crate::scenario::text::origin::WrittenAt;

/// Longest file that is read, in bytes.
const LONGEST: u64 = 128 << 20;
/// Most problems of one file that are told; the reader then stops.
const TOLD: usize = 20;
/// Most letters of a name.
const LETTERS: usize = 64;
/// Farthest position, in metres or degrees of longitude.
const FARTHEST: f64 = 1e7;
/// Mean radius of the earth in metres (IUGG).
const EARTH: f64 = 6_371_008.8;

/// The columns in the order of [`BuildingColumn`].
const NAMES: [&str; 10] = ["town", "community", "building", "x", "y", "lon", "lat", "housing", "households", "migrants"];

/// A column of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BuildingColumn {
    Town,
    Community,
    Building,
    X,
    Y,
    Lon,
    Lat,
    Housing,
    Households,
    Migrants,
}

impl BuildingColumn {
    const fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

/// The buildings of the file at `path`, and the SHA-256 of its text; `None` when something is wrong, which has been reported.
pub(crate) fn rows(path: &str, context: &mut Context<'_>) -> Option<(Vec<Plot>, String)> {
    let key = ["place".to_owned(), "file".to_owned()];
    let origin = context.tree.nearest_at(&key).0.at;
    let folder = PathBuf::from(context.report.source_name(origin).unwrap_or(""));
    let file = folder.parent().unwrap_or_else(|| Path::new("")).join(path);
    let text = match file_text(&file, LONGEST, "a file of buildings in CSV", context.report) {
        Ok(text) => text,
        Err((message, help)) => {
            context.report.unreadable(file.display().to_string(), message.clone(), help.clone());
            context.report.problem(origin, &key, message, help);
            return None;
        }
    };
    let source = context.report.add_source(file.display().to_string(), Arc::clone(&text));
    let mut reader = BuildingReader { source, text: &text, told: 0, context };
    let plots = reader.read()?;
    Some((plots, sha256(text.as_bytes())))
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One walk over a file.
struct BuildingReader<'a, 'b> {
    source: usize,
    text: &'a str,
    told: usize,
    context: &'a mut Context<'b>,
}

impl BuildingReader<'_, '_> {
    fn read(&mut self) -> Option<Vec<Plot>> {
        let start = start(self.text);
        let mut at = start;
        let Some(header) = self.next_row(&mut at).filter(|header| !is_blank(header)) else {
            let help = format!("the first line names the columns, of {}", listed(NAMES));
            self.problem((start, start), "", "the file has no line with the names of its columns".into(), Some(help));
            return None;
        };
        let columns = self.columns(&header)?;
        let is_in_degrees = columns[BuildingColumn::Lon as usize].is_some();
        let mut plots: Vec<(Plot, (usize, usize))> = Vec::new();
        while let Some(cells) = self.next_row(&mut at) {
            if self.told >= TOLD {
                break;
            }
            if is_blank(&cells) {
                continue;
            }
            if plots.len() >= BUILDINGS {
                self.problem(cells[0].at, "", format!("more than {BUILDINGS} buildings, the most a place may have"), None);
                return None;
            }
            plots.extend(self.plot(&cells, &columns, header.len()).map(|plot| (plot, cells[0].at)));
        }
        self.report_whole(&plots);
        let mut plots: Vec<Plot> = plots.into_iter().map(|(plot, _)| plot).collect();
        if is_in_degrees {
            project(&mut plots);
        }
        (self.told == 0).then_some(plots)
    }

    fn problem(&mut self, at: (usize, usize), column: &str, message: String, help: Option<String>) {
        self.told += 1;
        let key: Vec<String> = if column.is_empty() { Vec::new() } else { vec![column.to_owned()] };
        self.context.report.problem(WrittenAt { source: self.source, start: at.0, end: at.1 }, &key, message, help);
    }

    /// The cells of the line that begins at byte `at`, which moves on to the next; `None` at the end of the file.
    fn next_row(&mut self, at: &mut usize) -> Option<Vec<CsvCell>> {
        let row = next_row(self.text, at)?;
        row.map_err(|at| self.problem(at, "", UNCLOSED.into(), None)).ok()
    }

    /// Where each column stands in the header.
    fn columns(&mut self, header: &[CsvCell]) -> Option<[Option<usize>; NAMES.len()]> {
        let mut columns = [None; NAMES.len()];
        for (index, cell) in header.iter().enumerate() {
            let found = NAMES.iter().position(|name| *name == cell.text);
            match found {
                Some(column) if columns[column].is_some() => {
                    self.problem(cell.at, &cell.text, "the column stands here twice".into(), None);
                }
                Some(column) => columns[column] = Some(index),
                None => {
                    let parted = [';', '\t'].into_iter().find(|mark| header.len() == 1 && cell.text.contains(*mark));
                    let help = parted.map(|_| "part the cells by commas".to_owned()).or_else(|| did_you_mean(&cell.text, NAMES));
                    let message = format!("there is no column \"{}\"; expected {}", shown(&cell.text), listed(NAMES));
                    self.problem(cell.at, "", message, help);
                }
            }
        }
        if self.told > 0 {
            return None;
        }
        let whole = line_of(header);
        let has = |column: BuildingColumn| columns[column as usize].is_some();
        for column in
            [BuildingColumn::Community, BuildingColumn::Building, BuildingColumn::Households].into_iter().filter(|column| !has(*column))
        {
            self.problem(whole, column.name(), "the column is missing".into(), Some(format!("columns: {}", listed(NAMES))));
        }
        let is_placed = matches!(
            (has(BuildingColumn::X), has(BuildingColumn::Y), has(BuildingColumn::Lon), has(BuildingColumn::Lat)),
            (true, true, false, false) | (false, false, true, true)
        );
        if !is_placed {
            self.problem(whole, "", "expected either the columns `x` and `y` in metres or `lon` and `lat` in degrees".into(), None);
        }
        (self.told == 0).then_some(columns)
    }

    /// One building.
    fn plot(&mut self, cells: &[CsvCell], columns: &[Option<usize>], width: usize) -> Option<Plot> {
        if cells.len() != width {
            self.problem(line_of(cells), "", format!("has {} cells; expected {width}, as many as columns", cells.len()), None);
            return None;
        }
        let of = |column: BuildingColumn| columns[column as usize].and_then(|index| cells.get(index));
        let told = self.told;
        let town = of(BuildingColumn::Town).map(|cell| self.name(cell, BuildingColumn::Town));
        let community = of(BuildingColumn::Community).map(|cell| self.name(cell, BuildingColumn::Community));
        let building = of(BuildingColumn::Building).map(|cell| self.name(cell, BuildingColumn::Building));
        let housing = of(BuildingColumn::Housing).map(|cell| self.name(cell, BuildingColumn::Housing));
        let number = |reader: &mut Self, column: BuildingColumn| of(column).map_or(0, |cell| reader.count(cell, column));
        let (registered, migrant) = (number(self, BuildingColumn::Households), number(self, BuildingColumn::Migrants));
        let (east, north) = if of(BuildingColumn::Lon).is_some() {
            (BuildingColumn::Lon, BuildingColumn::Lat)
        } else {
            (BuildingColumn::X, BuildingColumn::Y)
        };
        let x = of(east).map_or(0.0, |cell| self.coordinate(cell, east));
        let y = of(north).map_or(0.0, |cell| self.coordinate(cell, north));
        (self.told == told).then(|| Plot {
            town: town.unwrap_or_else(|| "town".to_owned()),
            community: community.unwrap_or_default(),
            building: building.unwrap_or_default(),
            at: (x, y),
            housing: housing.unwrap_or_else(|| ONE_TYPE.to_owned()),
            registered,
            migrant,
        })
    }

    fn name(&mut self, cell: &CsvCell, column: BuildingColumn) -> String {
        let name = cell.text.trim();
        if name.is_empty() {
            self.problem(cell.at, column.name(), format!("the cell is empty; expected the name of a {}", column.name()), None);
        } else if name.chars().count() > LETTERS || name.contains('/') || name.chars().any(char::is_control) {
            let message = format!("\"{}\" is not a name; expected 1 to {LETTERS} letters without `/`", shown(name));
            self.problem(cell.at, column.name(), message, None);
        }
        name.to_owned()
    }

    fn count(&mut self, cell: &CsvCell, column: BuildingColumn) -> u32 {
        let text = cell.text.trim();
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let count = text.parse::<u32>().ok().filter(|count| is_plain && u64::from(*count) <= HOUSEHOLDS);
        count.unwrap_or_else(|| {
            let message = format!("\"{}\" is not a whole number of households from 0 to {HOUSEHOLDS}", shown(text));
            self.problem(cell.at, column.name(), message, None);
            0
        })
    }

    fn coordinate(&mut self, cell: &CsvCell, column: BuildingColumn) -> f64 {
        let text = cell.text.trim();
        let (most, unit) = match column {
            BuildingColumn::Lon => (180.0, "degrees from -180 to 180".to_owned()),
            BuildingColumn::Lat => (89.0, "degrees from -89 to 89".to_owned()),
            _ => (FARTHEST, format!("metres from -{FARTHEST} to {FARTHEST}")),
        };
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        let found = text.parse::<f64>().ok().filter(|number| is_plain && number.abs() <= most);
        found.unwrap_or_else(|| {
            self.problem(cell.at, column.name(), format!("\"{}\" is not a number of {unit}", shown(text)), None);
            0.0
        })
    }

    /// Reports what only the whole file can tell: no buildings, two of one name, too many households or none.
    fn report_whole(&mut self, plots: &[(Plot, (usize, usize))]) {
        if plots.is_empty() && self.told == 0 {
            let end = self.text.len();
            self.problem((end, end), "", "has no buildings; expected a line for each below the names of the columns".into(), None);
        }
        let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        let mut households = 0;
        for (plot, at) in plots {
            if self.told >= TOLD {
                return;
            }
            households += u64::from(plot.registered) + u64::from(plot.migrant);
            let name = (plot.town.as_str(), plot.community.as_str(), plot.building.as_str());
            if let Some(first) = seen.insert(name, at.0) {
                let line = self.context.report.line(WrittenAt { source: self.source, start: first, end: first });
                let message = format!("`{}` has two buildings \"{}\"; the first stands in line {line}", plot.community, plot.building);
                self.problem(*at, BuildingColumn::Building.name(), message, None);
            }
        }
        if self.told == 0 && !(1..=HOUSEHOLDS).contains(&households) {
            let message = format!("the file has {households} households in all; expected 1 to {HOUSEHOLDS}");
            self.problem((0, 0), BuildingColumn::Households.name(), message, None);
        }
    }
}

/// Degrees to metres east and north of the middle of the place.
fn project(plots: &mut [Plot]) {
    let middle = |of: fn(&Plot) -> f64| {
        let least = plots.iter().map(of).fold(f64::INFINITY, f64::min);
        f64::midpoint(least, plots.iter().map(of).fold(f64::NEG_INFINITY, f64::max))
    };
    let (lon, lat) = (middle(|plot| plot.at.0), middle(|plot| plot.at.1));
    let shrink = libm::cos(lat.to_radians());
    for plot in plots {
        plot.at = ((plot.at.0 - lon).to_radians() * EARTH * shrink, (plot.at.1 - lat).to_radians() * EARTH);
    }
}
