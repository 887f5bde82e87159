//! Marks as a PNG: the same picture as the SVG, two dots to a pixel, with the letters of the font that is compiled in.
//!
//! PNG is written as its standard says (ISO/IEC 15948): true colour, 8 bits, no filter, one zlib stream.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use plotters::style::RGBAColor;
use ttf_parser::OutlineBuilder;
use zeno::{Cap, Command, Fill, Join, Mask, PathBuilder, Stroke, Style, Transform};

use super::canvas::{CanvasPoint, FINE, Mark, Paper, Text};
use super::font;

/// Dots of a PNG to one pixel of a chart.
pub const DOTS: u32 = 2;
const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// Dots of an inch at 96 pixels an inch, told as dots of a metre.
const DOTS_PER_METRE: u32 = 7_559;

/// The paper as a PNG.
///
/// # Errors
/// When compression fails, which it does not in memory.
pub fn png(paper: &Paper) -> std::io::Result<Vec<u8>> {
    let mut canvas = Canvas::new(paper);
    for mark in &paper.marks {
        canvas.draw(mark);
    }
    canvas.encode()
}

/// Dots in rows from the top, three bytes each, on white.
struct Canvas {
    width: u32,
    height: u32,
    dots: Vec<u8>,
}

impl Canvas {
    fn new(paper: &Paper) -> Self {
        let dots = |tenths: u32| tenths.div_ceil(10) * DOTS;
        let (width, height) = (dots(paper.width), dots(paper.height));
        Self { width, height, dots: vec![u8::MAX; width as usize * height as usize * 3] }
    }

    fn draw(&mut self, mark: &Mark) {
        match mark {
            Mark::Lines { lines, width, colour } => {
                let mut path = Vec::new();
                lines.iter().for_each(|line| trace(&mut path, line));
                let mut pen = Stroke::new(single(f64::from(*width)));
                pen.join(Join::Round).cap(Cap::Butt);
                self.fill(&path, pen.into(), to_dots(), *colour);
            }
            Mark::Fill { corners, colour } => {
                let mut path = Vec::new();
                trace(&mut path, corners);
                path.close();
                self.fill(&path, Fill::NonZero.into(), to_dots(), *colour);
            }
            Mark::Dot { centre: (x, y), radius, colour } => {
                let mut path = Vec::new();
                path.add_circle([single(f64::from(*x)), single(f64::from(*y))], single(f64::from(*radius)));
                self.fill(&path, Fill::NonZero.into(), to_dots(), *colour);
            }
            Mark::Text(text) => self.write(text),
        }
    }

    fn write(&mut self, text: &Text) {
        let mut letters = LetterOutlines { path: Vec::new(), along: 0.0, scale: 0.0, start: single(-text.anchor * text.width()) };
        font::outline(&text.text, text.size, &mut letters, |letters, along, scale| {
            letters.along = letters.start + single(along);
            letters.scale = single(scale);
        });
        let scale = single(f64::from(DOTS) / FINE);
        let (x, y) = (single(f64::from(text.at.0)) * scale, single(f64::from(text.at.1)) * scale);
        let place =
            if text.is_turned { Transform::new(0.0, -scale, scale, 0.0, x, y) } else { Transform::new(scale, 0.0, 0.0, scale, x, y) };
        self.fill(&letters.path, Fill::NonZero.into(), place, text.colour);
    }

    /// Lays `colour` over what is there, as much as the path covers of each dot.
    fn fill(&mut self, path: &Vec<Command>, style: Style, place: Transform, RGBAColor(red, green, blue, alpha): RGBAColor) {
        let (cover, at) = Mask::new(path).style(style).transform(Some(place)).render();
        for (row, line) in (at.top..).zip(cover.chunks(at.width.max(1) as usize)) {
            for (column, cover) in (at.left..).zip(line) {
                let inside =
                    (0..i64::from(self.width)).contains(&i64::from(column)) && (0..i64::from(self.height)).contains(&i64::from(row));
                if *cover == 0 || !inside {
                    continue;
                }
                let start = (row.unsigned_abs() as usize * self.width as usize + column.unsigned_abs() as usize) * 3;
                let share = alpha * f64::from(*cover) / 255.0;
                for (dot, ink) in self.dots[start..start + 3].iter_mut().zip([red, green, blue]) {
                    *dot = mixed(*dot, ink, share);
                }
            }
        }
    }

    fn encode(&self) -> std::io::Result<Vec<u8>> {
        let mut body = ZlibEncoder::new(Vec::new(), Compression::new(6));
        for row in self.dots.chunks(self.width.max(1) as usize * 3) {
            body.write_all(&[0])?;
            body.write_all(row)?;
        }
        let mut head = Vec::from(self.width.to_be_bytes());
        head.extend(self.height.to_be_bytes());
        head.extend([8, 2, 0, 0, 0]);
        let mut density = Vec::from(DOTS_PER_METRE.to_be_bytes());
        density.extend(DOTS_PER_METRE.to_be_bytes());
        density.push(1);
        let mut file = Vec::from(SIGNATURE);
        for (kind, content) in [(b"IHDR", head), (b"pHYs", density), (b"IDAT", body.finish()?), (b"IEND", Vec::new())] {
            chunk(&mut file, *kind, &content)?;
        }
        Ok(file)
    }
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(content.len()).map_err(std::io::Error::other)?;
    file.extend(length.to_be_bytes());
    file.extend(kind);
    file.extend(content);
    let mut sum = Crc::new();
    sum.update(&kind);
    sum.update(content);
    file.extend(sum.sum().to_be_bytes());
    Ok(())
}

/// Tenths of a pixel to dots.
fn to_dots() -> Transform {
    let scale = single(f64::from(DOTS) / FINE);
    Transform::scale(scale, scale)
}

fn trace(path: &mut Vec<Command>, line: &[CanvasPoint]) {
    for (index, (x, y)) in line.iter().enumerate() {
        let spot = [single(f64::from(*x)), single(f64::from(*y))];
        if index == 0 {
            path.move_to(spot);
        } else {
            path.line_to(spot);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the picture needs no more than single precision")]
fn single(value: f64) -> f32 {
    value as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
fn mixed(below: u8, above: u8, share: f64) -> u8 {
    (f64::from(below) + (f64::from(above) - f64::from(below)) * share).round() as u8
}

/// Outlines of letters one after the other, upright in a picture whose rows go down.
struct LetterOutlines {
    path: Vec<Command>,
    /// Where the text begins.
    start: f32,
    /// Where the letter begins.
    along: f32,
    scale: f32,
}

impl LetterOutlines {
    fn at(&self, x: f32, y: f32) -> [f32; 2] {
        [self.along + x * self.scale, -y * self.scale]
    }
}

impl OutlineBuilder for LetterOutlines {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.move_to(to);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.line_to(to);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (by, to) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(by, to);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (by, then, to) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.curve_to(by, then, to);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::raster::*;

    const BLUE: RGBAColor = RGBAColor(0, 0, 255, 1.0);

    fn canvas(marks: Vec<Mark>) -> Canvas {
        let paper = Paper { width: 200, height: 100, marks };
        let mut canvas = Canvas::new(&paper);
        paper.marks.iter().for_each(|mark| canvas.draw(mark));
        canvas
    }

    fn dot(canvas: &Canvas, x: usize, y: usize) -> [u8; 3] {
        let start = (y * canvas.width as usize + x) * 3;
        [canvas.dots[start], canvas.dots[start + 1], canvas.dots[start + 2]]
    }

    #[test]
    fn a_filled_rectangle_covers_its_dots_and_no_others() {
        let corners = vec![(50, 20), (100, 20), (100, 60), (50, 60)];
        let canvas = canvas(vec![Mark::Fill { corners, colour: BLUE }]);
        assert_eq!((canvas.width, canvas.height), (40, 20));
        assert_eq!(
            [dot(&canvas, 9, 8), dot(&canvas, 10, 4), dot(&canvas, 19, 11), dot(&canvas, 20, 11)],
            [[255, 255, 255], [0, 0, 255], [0, 0, 255], [255, 255, 255]]
        );
    }

    #[test]
    fn a_half_transparent_colour_lets_half_of_the_white_through() {
        let corners = vec![(0, 0), (200, 0), (200, 100), (0, 100)];
        let canvas = canvas(vec![Mark::Fill { corners, colour: RGBAColor(0, 0, 255, 0.5) }]);
        assert_eq!(dot(&canvas, 5, 5), [128, 128, 255]);
    }

    #[test]
    fn a_text_puts_ink_above_its_baseline_and_ends_where_its_anchor_says() {
        let text = |anchor| Mark::Text(Text { text: "HHH".into(), at: (100, 80), size: 60.0, colour: BLUE, anchor, is_turned: false });
        let ink = |canvas: &Canvas, columns: std::ops::Range<usize>| {
            columns.flat_map(|x| (0..20).map(move |y| (x, y))).filter(|(x, y)| dot(canvas, *x, *y) != [255; 3]).count()
        };
        let (right, left) = (canvas(vec![text(0.0)]), canvas(vec![text(1.0)]));
        assert!(ink(&right, 20..40) > 20 && ink(&right, 0..20) == 0);
        assert!(ink(&left, 0..20) > 20 && ink(&left, 20..40) == 0);
        assert!((0..40).all(|x| (17..20).all(|y| dot(&right, x, y) == [255; 3])), "nothing below the line");
    }

    #[test]
    fn a_turned_text_reads_upwards_around_its_middle() {
        let text = Text { text: "HHH".into(), at: (150, 50), size: 25.0, colour: BLUE, anchor: 0.5, is_turned: true };
        let canvas = canvas(vec![Mark::Text(text)]);
        let rows: Vec<usize> = (0..20).filter(|y| (0..40).any(|x| dot(&canvas, x, *y) != [255; 3])).collect();
        let columns: Vec<usize> = (0..40).filter(|x| (0..20).any(|y| dot(&canvas, *x, y) != [255; 3])).collect();
        assert_eq!(rows[0] + rows[rows.len() - 1], 19, "{rows:?}");
        assert!(columns[0] >= 25 && columns[columns.len() - 1] < 30, "{columns:?}");
    }

    #[test]
    fn what_lies_outside_of_the_paper_is_cut_off() {
        let corners = vec![(-500, -500), (900, -500), (900, 900), (-500, 900)];
        let canvas = canvas(vec![Mark::Fill { corners, colour: BLUE }, Mark::Dot { centre: (-40, -40), radius: 20, colour: BLUE }]);
        assert!(canvas.dots.chunks(3).all(|dot| dot == [0, 0, 255]));
    }

    #[test]
    fn the_file_has_signature_size_and_a_last_chunk() {
        let bytes = canvas(Vec::new()).encode().unwrap();
        assert_eq!(bytes[..8], SIGNATURE);
        assert_eq!((&bytes[12..16], &bytes[16..24]), (&b"IHDR"[..], &[0, 0, 0, 40, 0, 0, 0, 20][..]));
        // the check sum of an empty IEND is known
        assert_eq!(bytes[bytes.len() - 8..], [b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82]);
    }
}
