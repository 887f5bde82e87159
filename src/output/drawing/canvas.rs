//! The surface that charts are drawn on: what plotters draws becomes a list of marks, and the list becomes an SVG or, by
//! [`super::raster`], a PNG. So both show the same, and neither depends on a font or a library of the system.
//!
//! Coordinates are whole tenths of a pixel from the upper left corner, since plotters counts in whole numbers and whole
//! pixels are too coarse for a curve.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

use plotters::style::RGBAColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontTransform};

use super::font;

/// Units of a coordinate in one pixel.
pub const FINE: f64 = 10.0;

/// A place on the paper, in tenths of a pixel.
pub type CanvasPoint = BackendCoord;

/// A place, pixels.
pub type Point = (f64, f64);

/// A place in tenths of a pixel.
pub(crate) fn fine((x, y): Point) -> CanvasPoint {
    (whole_tenths(x), whole_tenths(y))
}

#[expect(clippy::cast_possible_truncation, reason = "the cast keeps what does not fit at the ends of the range")]
fn whole_tenths(pixels: f64) -> i32 {
    (pixels * FINE).round() as i32
}

/// A length in tenths of a pixel.
pub(crate) fn fine_length(pixels: f64) -> u32 {
    whole_tenths(pixels).unsigned_abs()
}

/// One thing drawn; lengths in tenths of a pixel.
#[derive(Clone, Debug)]
pub enum Mark {
    /// Lines of one pen, each through its spots.
    Lines {
        /// The lines.
        lines: Vec<Vec<CanvasPoint>>,
        /// Width of the pen.
        width: u32,
        /// Colour.
        colour: RGBAColor,
    },
    /// A filled polygon.
    Fill {
        /// Its corners.
        corners: Vec<CanvasPoint>,
        /// Colour.
        colour: RGBAColor,
    },
    /// A filled circle.
    Dot {
        /// Its centre.
        centre: CanvasPoint,
        /// Its radius.
        radius: u32,
        /// Colour.
        colour: RGBAColor,
    },
    /// A line of text.
    Text(Text),
}

/// A line of text.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// Where its start, middle or end stands on the baseline.
    pub at: CanvasPoint,
    /// Font size.
    pub size: f64,
    /// Colour.
    pub colour: RGBAColor,
    /// What of it stands at `at`: 0 its start, 0.5 its middle, 1 its end.
    pub anchor: f64,
    /// Whether it reads upwards.
    pub is_turned: bool,
}

impl Text {
    /// Width of the text.
    #[must_use]
    pub fn width(&self) -> f64 {
        font::width(&self.text, self.size)
    }
}

/// The marks of one chart.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Width, tenths of a pixel.
    pub width: u32,
    /// Height, tenths of a pixel.
    pub height: u32,
    /// Marks from the lowest to the topmost.
    pub marks: Vec<Mark>,
}

impl Paper {
    /// The marks as SVG on white, `name` being the root of its ids; `title` and `description` are for those who do not see it.
    #[must_use]
    pub fn svg(&self, name: &str, title: &str, description: &str) -> String {
        let (width, height) = (tenths(self.width), tenths(self.height));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
             aria-labelledby=\"{name}-title {name}-description\" font-family=\"{}\">\n<title id=\"{name}-title\">{}</title>\n\
             <desc id=\"{name}-description\">{}</desc>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
            font::FAMILIES,
            escaped(title),
            escaped(description),
        );
        for mark in &self.marks {
            mark.write(&mut svg);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

impl Mark {
    fn write(&self, svg: &mut String) {
        // writing to a string cannot fail
        let _ = match self {
            Self::Lines { lines, width, colour } => {
                let path: String = lines.iter().map(|line| through(line)).collect();
                let width = tenths(*width);
                writeln!(svg, "<path d=\"{path}\" fill=\"none\" {} stroke-width=\"{width}\"/>", paint("stroke", colour))
            }
            Self::Fill { corners, colour } => writeln!(svg, "<path d=\"{}Z\" {}/>", through(corners), paint("fill", colour)),
            Self::Dot { centre: (x, y), radius, colour } => {
                writeln!(svg, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}/>", tenths(*x), tenths(*y), tenths(*radius), paint("fill", colour))
            }
            Self::Text(text) => text.write(svg),
        };
    }
}

impl Text {
    fn write(&self, svg: &mut String) -> std::fmt::Result {
        let (x, y) = (tenths(self.at.0), tenths(self.at.1));
        let anchor = match self.anchor {
            start if start < 0.25 => "",
            middle if middle < 0.75 => " text-anchor=\"middle\"",
            _ => " text-anchor=\"end\"",
        };
        let turn = if self.is_turned { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
        // whatever font the viewer has, the text takes the room it was given
        let length = tenths(whole(self.width()));
        writeln!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"{anchor}{turn} textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" {}>{}</text>",
            tenths(whole(self.size)),
            paint("fill", &self.colour),
            escaped(&self.text),
        )
    }
}

fn through(spots: &[CanvasPoint]) -> String {
    let step = |(index, (x, y)): (usize, &CanvasPoint)| format!("{}{} {}", if index == 0 { 'M' } else { 'L' }, tenths(*x), tenths(*y));
    spots.iter().enumerate().map(step).collect()
}

fn paint(what: &str, RGBAColor(red, green, blue, alpha): &RGBAColor) -> String {
    let opacity = if *alpha < 1.0 { format!(" {what}-opacity=\"{alpha:.2}\"") } else { String::new() };
    format!("{what}=\"#{red:02x}{green:02x}{blue:02x}\"{opacity}")
}

/// Tenths of a pixel as pixels, without needless digits.
fn tenths(value: impl Into<i64>) -> String {
    let value = value.into();
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.abs() / 10, value.abs() % 10);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

#[expect(clippy::cast_possible_truncation, reason = "lengths on a paper are far below 2^31")]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// `text` as the content of an element or an attribute of HTML or XML; control characters, which XML cannot hold, are left out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(' '),
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            _ => safe.push(letter),
        }
    }
    safe
}

/// What plotters draws with: everything goes to a shared [`Paper`].
#[derive(Clone, Debug)]
pub struct Recorder(pub Rc<RefCell<Paper>>);

fn ink(BackendColor { rgb: (red, green, blue), alpha }: BackendColor) -> RGBAColor {
    RGBAColor(red, green, blue, alpha)
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Recorder {
    /// Lines of one pen that follow each other, such as dashes, become one mark.
    fn line(&mut self, line: Vec<CanvasPoint>, style: &impl BackendStyle) {
        let (colour, width) = (ink(style.color()), style.stroke_width());
        if line.len() < 2 || width == 0 {
            return;
        }
        let mut paper = self.0.borrow_mut();
        if let Some(Mark::Lines { lines, width: last, colour: before }) = paper.marks.last_mut()
            && *last == width
            && *before == colour
            && colour.3 == 1.0
        {
            lines.push(line);
        } else {
            paper.marks.push(Mark::Lines { lines: vec![line], width, colour });
        }
    }

    fn add(&mut self, mark: Mark) {
        self.0.borrow_mut().marks.push(mark);
    }
}

impl DrawingBackend for Recorder {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let paper = self.0.borrow();
        (paper.width, paper.height)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): CanvasPoint, colour: BackendColor) -> Drawn {
        self.add(Mark::Fill { corners: vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)], colour: ink(colour) });
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: CanvasPoint, to: CanvasPoint, style: &S) -> Drawn {
        self.line(vec![from, to], style);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, (left, top): CanvasPoint, (right, bottom): CanvasPoint, style: &S, fill: bool) -> Drawn {
        let mut corners = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
        if fill {
            self.add(Mark::Fill { corners, colour: ink(style.color()) });
        } else {
            corners.push((left, top));
            self.line(corners, style);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = CanvasPoint>>(&mut self, path: I, style: &S) -> Drawn {
        self.line(path.into_iter().collect(), style);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: CanvasPoint, radius: u32, style: &S, _: bool) -> Drawn {
        self.add(Mark::Dot { centre, radius, colour: ink(style.color()) });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = CanvasPoint>>(&mut self, corners: I, style: &S) -> Drawn {
        self.add(Mark::Fill { corners: corners.into_iter().collect(), colour: ink(style.color()) });
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): CanvasPoint) -> Drawn {
        let (position, size) = (style.anchor(), style.size());
        let anchor = match position.h_pos {
            HPos::Left => 0.0,
            HPos::Center => 0.5,
            HPos::Right => 1.0,
        };
        // capital letters are 0.73 high, lower ones reach 0.2 below the line
        let drop = whole(size * if matches!(position.v_pos, VPos::Center) { 0.36 } else { 0.0 });
        let is_turned = matches!(style.transform(), FontTransform::Rotate270);
        let at = if is_turned { (x + drop, y) } else { (x, y + drop) };
        if !text.is_empty() {
            self.add(Mark::Text(Text { text: text.to_owned(), at, size, colour: ink(style.color()), anchor, is_turned }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::canvas::*;

    #[test]
    fn tenths_are_pixels_without_needless_digits() {
        assert_eq!([120, 125, -3, 0].map(tenths), ["12", "12.5", "-0.3", "0"]);
    }

    #[test]
    fn what_means_something_in_xml_is_escaped_and_what_xml_cannot_hold_is_left_out() {
        assert_eq!(escaped("<b a=\"1\" c='2'>&\u{1}\u{8}\n网</b>"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp; 网&lt;/b&gt;");
    }

    #[test]
    fn lines_of_one_pen_that_follow_each_other_are_one_mark() {
        let mut recorder = Recorder(Rc::default());
        let pen = BackendColor { alpha: 1.0, rgb: (1, 2, 3) };
        recorder.draw_line((0, 0), (5, 5), &pen).unwrap();
        recorder.draw_line((5, 5), (9, 5), &pen).unwrap();
        recorder.draw_line((5, 5), (9, 5), &BackendColor { alpha: 1.0, rgb: (9, 9, 9) }).unwrap();
        let marks = &recorder.0.borrow().marks;
        assert_eq!(marks.len(), 2);
        assert!(matches!(&marks[0], Mark::Lines { lines, .. } if lines.len() == 2));
    }
}
