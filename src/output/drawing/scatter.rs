//! Numbers beside the points of a scatter plot, and the list that says what they mean: names are often longer than the
//! distance between two points, numbers are not.

use plotters::style::RGBAColor;

use super::axis::Panel;
use super::canvas::Point;
use super::font;
use super::sheet::{FAINT, INK, LegendSample, Letters, Pen, Sheet};

/// Left edge, upper edge, right edge, lower edge.
type Area = (f64, f64, f64, f64);

const SIZE: f64 = 11.0;
/// Half of the height of a number.
const HALF: f64 = 6.0;
/// Half of the height of a marker with its edge.
pub(crate) const MARKER: f64 = 5.5;

/// Where numbers may not stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken(Vec<Area>);

impl Taken {
    /// Keeps numbers off a marker of about `size` pixels to each side of `at`.
    pub(crate) fn keep_off(&mut self, (x, y): Point, size: f64) {
        self.0.push((x - size, y - size, x + size, y + size));
    }

    fn is_free(&self, area: Area) -> bool {
        self.0.iter().all(|other| area.2 <= other.0 || other.2 <= area.0 || area.3 <= other.1 || other.3 <= area.1)
    }

    /// Writes `number` aslant of the marker at `at`, first tried to the side of `toward` (±1, ±1), so that it is clear of a cross
    /// on the marker; further off, and joined to it by a line, where there is no room.
    pub(crate) fn write(&mut self, sheet: &mut Sheet, place: &Panel, at: Point, number: &str, (right, down): Point) {
        let half = font::width(number, SIZE) / 2.0 + 1.0;
        let ways = [(right, down), (-right, -down), (right, -down), (-right, down), (right, 0.0), (0.0, down), (-right, 0.0), (0.0, -down)];
        let spots = (0_u8..14).flat_map(|ring| {
            let far = 11.0 * f64::from(ring);
            let ways = &ways[..if ring == 0 { 4 } else { 8 }];
            ways.iter().map(move |(right, down)| (at.0 + right * (half + 3.0 + far), at.1 + down * (HALF + MARKER + far)))
        });
        let around = |(x, y): Point| (x - half, y - HALF, x + half, y + HALF);
        let is_inside = |(left, top, right, bottom): Area| {
            left >= place.left && top >= place.top && right <= place.left + place.width && bottom <= place.top + place.height
        };
        // in a crowd that leaves no room the list still tells the point
        let Some(spot) = spots.into_iter().find(|spot| is_inside(around(*spot)) && self.is_free(around(*spot))) else { return };
        let (across, along) = (spot.0 - at.0, spot.1 - at.1);
        if libm::hypot(across, along) > 22.0 {
            let reach = 1.0 - (HALF + 2.0) / libm::hypot(across, along);
            sheet.line(&[at, (at.0 + across * reach, at.1 + along * reach)], Pen::new(FAINT, 0.8));
        }
        sheet.bar((spot.0 - half, spot.1 - HALF + 1.0), 2.0 * half, 2.0 * HALF - 2.0, RGBAColor(255, 255, 255, 0.75));
        sheet.text(spot, number, Letters::new(SIZE, INK).centred());
        self.0.push(around(spot));
    }
}

/// One line of the list.
#[derive(Clone, Debug)]
pub(crate) struct ListLine {
    /// The number beside the point.
    pub(crate) number: String,
    /// How the point looks.
    pub(crate) sample: LegendSample,
    /// What it is.
    pub(crate) text: String,
}

/// Height of a list line.
pub(crate) const LINE: f64 = 15.0;

/// Writes the list from `corner` down, each entry in at most `lines` lines no wider than `room`.
pub(crate) fn list(sheet: &mut Sheet, (left, top): Point, room: f64, entries: &[ListLine], lines: usize) {
    let mut y = top + LINE / 2.0;
    for entry in entries {
        sheet.text((left + 18.0, y), &entry.number, Letters::new(SIZE, INK).ending());
        entry.sample.place(sheet, (left + 29.0, y));
        for line in font::wrapped(&entry.text, SIZE, room - 40.0, lines) {
            sheet.text((left + 40.0, y), &line, Letters::new(SIZE, INK));
            y += LINE - 1.0;
        }
        y += 2.0;
    }
}
