//! Drawing in pixels: pens, letters, axes, ticks and legends, so that every chart looks like the others.
//!
//! Places are pixels from the upper left corner. plotters maps values to places and draws the elements; what they come to
//! is a [`Paper`]. The sheet grows downwards: `cursor` is where the next block begins.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, Drawable, PathElement, PointCollection, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBAColor};

use super::axis::{Panel, Ticks};
use super::canvas::{CanvasPoint, FINE, Paper, Point, Recorder, fine, fine_length};
use super::font;
use crate::output::language::names::Titles;

/// Width of every chart, pixels.
pub const WIDTH: f64 = 900.0;
/// Space at the left and the right edge.
pub const MARGIN: f64 = 18.0;
/// Height that no chart reaches: plotters wants to know one before anything is drawn.
const UNBOUNDED: u32 = 10_000_000;

/// Texts, axes.
pub const INK: RGBAColor = RGBAColor(0x22, 0x22, 0x22, 1.0);
/// Texts that matter less; 5.7 : 1 on white.
pub const FAINT: RGBAColor = RGBAColor(0x60, 0x60, 0x60, 1.0);
/// Lines that only guide the eye.
pub const GUIDE: RGBAColor = RGBAColor(0xdd, 0xdd, 0xdd, 1.0);
/// Grounds.
pub const GROUND: RGBAColor = RGBAColor(0xee, 0xee, 0xee, 1.0);

/// A line's look.
#[derive(Clone, Copy, Debug)]
pub struct Pen {
    /// Colour.
    pub colour: RGBAColor,
    /// Width, pixels.
    pub width: f64,
    /// Lengths of dash and gap in pixels; `None` for a line without gaps.
    pub dash: Option<(f64, f64)>,
}

impl Pen {
    /// A line without gaps.
    #[must_use]
    pub const fn new(colour: RGBAColor, width: f64) -> Self {
        Self { colour, width, dash: None }
    }
}

/// The look of a text.
#[derive(Clone, Copy)]
pub struct Letters {
    /// Font size, pixels.
    pub size: f64,
    /// Colour.
    pub colour: RGBAColor,
    /// What of it stands at its place.
    pub side: HPos,
}

impl Letters {
    /// Text that begins at its place.
    #[must_use]
    pub const fn new(size: f64, colour: RGBAColor) -> Self {
        Self { size, colour, side: HPos::Left }
    }

    /// Text whose middle is at its place.
    #[must_use]
    pub const fn centred(self) -> Self {
        Self { side: HPos::Center, ..self }
    }

    /// Text that ends at its place.
    #[must_use]
    pub const fn ending(self) -> Self {
        Self { side: HPos::Right, ..self }
    }
}

/// Form of a marker, so that colour is never alone in telling policies apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// ●
    Circle,
    /// ■
    Square,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ▼
    Wedge,
}

impl Shape {
    /// The form of the policy number `index`.
    #[must_use]
    pub const fn of(index: usize) -> Self {
        [Self::Circle, Self::Square, Self::Triangle, Self::Diamond, Self::Wedge][index % 5]
    }
}

/// What a legend shows before a name.
#[derive(Clone, Copy, Debug)]
pub enum LegendSample {
    /// A filled square.
    Swatch(RGBAColor),
    /// A piece of line.
    Line(Pen),
    /// A marker.
    Marker(RGBAColor, Shape),
    /// A small marker.
    Speck(RGBAColor, Shape),
    /// A cell with a frame around it.
    Framed(RGBAColor),
    /// A cell with lines over it.
    Hatched(RGBAColor),
    /// A cell that is crossed out.
    Crossed(RGBAColor),
}

impl LegendSample {
    /// A marker or a small marker at a place in a panel; nothing of the others.
    pub fn place(self, sheet: &mut Sheet, at: Point) {
        match self {
            Self::Marker(colour, shape) => sheet.marker(at, colour, shape),
            Self::Speck(colour, shape) => sheet.sized_marker(at, colour, shape, 2.4),
            Self::Swatch(_) | Self::Line(_) | Self::Framed(_) | Self::Hatched(_) | Self::Crossed(_) => {}
        }
    }

    fn draw(self, sheet: &mut Sheet, (x, y): Point) {
        const SIDE: f64 = 12.0;
        let corner = (x, y - SIDE / 2.0);
        match self {
            Self::Swatch(colour) | Self::Framed(colour) | Self::Hatched(colour) | Self::Crossed(colour) => {
                sheet.bar(corner, SIDE, SIDE, colour);
            }
            Self::Line(pen) => sheet.line(&[(x, y), (x + 28.0, y)], pen),
            Self::Marker(..) | Self::Speck(..) => self.place(sheet, (x + SIDE / 2.0, y)),
        }
        match self {
            Self::Framed(_) => sheet.outline(corner, SIDE, SIDE, Pen::new(INK, 2.0)),
            Self::Hatched(_) => sheet.hatch(corner, SIDE, SIDE, Pen::new(INK, 1.0)),
            Self::Crossed(_) => sheet.cross(corner, SIDE, SIDE, Pen::new(FAINT, 1.0)),
            Self::Swatch(_) | Self::Line(_) | Self::Marker(..) | Self::Speck(..) => {}
        }
    }
}

/// A chart being drawn.
pub struct Sheet {
    area: DrawingArea<Recorder, Shift>,
    paper: Rc<RefCell<Paper>>,
    trouble: Option<DrawingAreaErrorKind<Infallible>>,
    /// What policies are called.
    titles: Titles,
    /// Where the next block begins, pixels from the top.
    pub cursor: f64,
}

impl Default for Sheet {
    fn default() -> Self {
        Self::new()
    }
}

impl Sheet {
    /// An empty sheet.
    #[must_use]
    pub fn new() -> Self {
        let paper = Rc::new(RefCell::new(Paper { width: fine_length(WIDTH), height: UNBOUNDED, marks: Vec::new() }));
        Self { area: Recorder(paper.clone()).into_drawing_area(), paper, trouble: None, titles: Titles::default(), cursor: 0.0 }
    }

    /// An empty sheet on which policies go by `titles`.
    #[must_use]
    pub fn titled(titles: Titles) -> Self {
        Self { titles, ..Self::new() }
    }

    /// The paper, cut off at the cursor.
    ///
    /// # Errors
    /// When plotters refused a mark.
    pub fn finish(self) -> Result<Paper, DrawingAreaErrorKind<Infallible>> {
        if let Some(trouble) = self.trouble {
            return Err(trouble);
        }
        let mut paper = self.paper.take();
        paper.height = fine_length(self.cursor.ceil());
        Ok(paper)
    }

    fn draw<'e, E>(&mut self, element: &'e E)
    where
        &'e E: PointCollection<'e, CanvasPoint>,
        E: Drawable<Recorder>,
    {
        if let Err(trouble) = self.area.draw(element) {
            self.trouble.get_or_insert(trouble);
        }
    }

    /// A line through `points`.
    pub fn line(&mut self, points: &[Point], pen: Pen) {
        let style = pen.colour.stroke_width(fine_length(pen.width));
        let spots: Vec<CanvasPoint> = points.iter().map(|point| fine(*point)).collect();
        match pen.dash {
            Some((dash, gap)) => self.draw(&DashedPathElement::new(spots, fine_length(dash), fine_length(gap), style)),
            None => self.draw(&PathElement::new(spots, style)),
        }
    }

    /// A filled polygon.
    pub fn fill(&mut self, corners: &[Point], colour: RGBAColor) {
        let spots: Vec<CanvasPoint> = corners.iter().map(|point| fine(*point)).collect();
        self.draw(&Polygon::new(spots, colour));
    }

    /// A filled rectangle.
    pub fn bar(&mut self, (left, top): Point, width: f64, height: f64, colour: RGBAColor) {
        self.draw(&Rectangle::new([fine((left, top)), fine((left + width, top + height))], colour.filled()));
    }

    /// A filled circle.
    pub fn dot(&mut self, centre: Point, radius: f64, colour: RGBAColor) {
        self.draw(&Circle::new(fine(centre), fine_length(radius), colour.filled()));
    }

    /// The edges of a rectangle.
    pub fn outline(&mut self, (left, top): Point, width: f64, height: f64, pen: Pen) {
        let (right, bottom) = (left + width, top + height);
        // the first edge is drawn twice, so that the corner where the line begins is whole
        self.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top), (right, top)], pen);
    }

    /// Lines that rise to the right over a rectangle, 5 pixels apart.
    pub fn hatch(&mut self, (left, top): Point, width: f64, height: f64, pen: Pen) {
        const STEP: f64 = 5.0;
        let mut along = STEP / 2.0;
        while along < width + height {
            let from = (left + (along - height).max(0.0), top + along.min(height));
            let to = (left + along.min(width), top + (along - width).max(0.0));
            self.line(&[from, to], pen);
            along += STEP;
        }
    }

    /// The two diagonals of a rectangle.
    pub fn cross(&mut self, (left, top): Point, width: f64, height: f64, pen: Pen) {
        self.line(&[(left, top), (left + width, top + height)], pen);
        self.line(&[(left, top + height), (left + width, top)], pen);
    }

    /// A marker of about 9 pixels with a white edge.
    pub fn marker(&mut self, at: Point, colour: RGBAColor, shape: Shape) {
        self.sized_marker(at, RGBAColor(255, 255, 255, 1.0), shape, 5.5);
        self.sized_marker(at, colour, shape, 4.2);
    }

    /// A marker without an edge; `size` is about half of its width, pixels.
    pub fn sized_marker(&mut self, (x, y): Point, colour: RGBAColor, shape: Shape, size: f64) {
        match shape {
            Shape::Circle => self.dot((x, y), size, colour),
            Shape::Square => self.bar((x - size * 0.9, y - size * 0.9), size * 1.8, size * 1.8, colour),
            Shape::Triangle => {
                self.fill(&[(x, y - size * 1.2), (x + size * 1.15, y + size * 0.8), (x - size * 1.15, y + size * 0.8)], colour);
            }
            Shape::Wedge => {
                self.fill(&[(x, y + size * 1.2), (x + size * 1.15, y - size * 0.8), (x - size * 1.15, y - size * 0.8)], colour);
            }
            Shape::Diamond => {
                self.fill(&[(x, y - size * 1.25), (x + size * 1.25, y), (x, y + size * 1.25), (x - size * 1.25, y)], colour);
            }
        }
    }

    /// A text whose height has its middle at `at`.
    pub fn text(&mut self, at: Point, text: &str, letters: Letters) {
        self.letter(at, text, letters, FontTransform::None);
    }

    /// A text that reads upwards, its middle at `at`.
    pub fn upward_text(&mut self, at: Point, text: &str, letters: Letters) {
        self.letter(at, text, letters.centred(), FontTransform::Rotate270);
    }

    fn letter(&mut self, at: Point, text: &str, letters: Letters, turn: FontTransform) {
        let font = FontDesc::new(FontFamily::SansSerif, letters.size * FINE, FontStyle::Normal).transform(turn);
        let style = font.color(&letters.colour).pos(Pos::new(letters.side, VPos::Center));
        self.draw(&Text::new(text.to_owned(), fine(at), style));
    }

    /// The name of a row: in two smaller lines where one has no room.
    pub fn name(&mut self, (x, y): Point, room: f64, name: &str) {
        const SMALL: f64 = 10.5;
        if font::width(name, 12.0) <= room {
            return self.text((x, y), name, Letters::new(12.0, INK));
        }
        let lines = font::wrapped(name, SMALL, room, 2);
        let first = y - (lines.len() as f64 - 1.0) * SMALL * 0.55;
        for (index, line) in lines.iter().enumerate() {
            self.text((x, first + index as f64 * SMALL * 1.1), line, Letters::new(SMALL, INK));
        }
    }

    /// The name of a policy as [`Self::name`], by its title where it has one.
    pub fn policy_name(&mut self, at: Point, room: f64, policy: &str) {
        let called = self.titles.get(policy).unwrap_or(policy).to_owned();
        self.name(at, room, &called);
    }

    /// A text in lines no wider than `room`, from the cursor down; the cursor ends below it.
    pub fn paragraph(&mut self, left: f64, room: f64, text: &str, letters: Letters) {
        for line in font::wrapped(text, letters.size, room, 6) {
            self.cursor += letters.size * 1.35;
            self.text((left, self.cursor - letters.size * 0.65), &line, letters);
        }
    }

    /// What stands over a panel, in one line; the cursor ends below it.
    pub fn heading(&mut self, text: &str) {
        self.text((MARGIN, self.cursor + 10.0), &font::fitted(text, 13.0, WIDTH - 2.0 * MARGIN), Letters::new(13.0, INK));
        self.cursor += 22.0;
    }

    /// Samples with their names, row by row from the cursor down; the cursor ends below them.
    pub fn legend(&mut self, items: &[(LegendSample, &str)]) {
        const SIZE: f64 = 12.0;
        const ROW: f64 = 20.0;
        let mut x = MARGIN;
        for (sample, name) in items {
            let lead = if matches!(sample, LegendSample::Line(_)) { 34.0 } else { 18.0 };
            let name = font::fitted(name, SIZE, 260.0);
            let room = lead + font::width(&name, SIZE);
            if x > MARGIN && x + room > WIDTH - MARGIN {
                x = MARGIN;
                self.cursor += ROW;
            }
            let y = self.cursor + ROW / 2.0;
            sample.draw(self, (x, y));
            self.text((x + lead, y), &name, Letters::new(SIZE, INK));
            x += room + 18.0;
        }
        if !items.is_empty() {
            self.cursor += ROW + 6.0;
        }
    }

    /// Vertical guides at the ticks, and their labels under the panel.
    pub fn x_axis(&mut self, panel: &Panel, ticks: &Ticks) {
        let (top, bottom) = (panel.top, panel.top + panel.height);
        for value in &ticks.at {
            let (x, _) = panel.at(*value, panel.y.0);
            self.line(&[(x, top), (x, bottom)], Pen::new(GUIDE, 1.0));
            self.text((x, bottom + 11.0), &ticks.label(*value), Letters::new(11.0, FAINT).centred());
        }
        self.line(&[(panel.left, bottom), (panel.left + panel.width, bottom)], Pen::new(FAINT, 1.0));
    }

    /// Horizontal guides at the ticks, and their labels at the left of the panel where `is_named`.
    pub fn y_axis(&mut self, panel: &Panel, ticks: &Ticks, is_named: bool) {
        for value in &ticks.at {
            let (_, y) = panel.at(panel.x.0, *value);
            self.line(&[(panel.left, y), (panel.left + panel.width, y)], Pen::new(GUIDE, 1.0));
            if is_named {
                self.text((panel.left - 6.0, y), &ticks.label(*value), Letters::new(11.0, FAINT).ending());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::sheet::*;

    #[test]
    fn a_long_legend_goes_on_in_the_next_row() {
        let mut sheet = Sheet::new();
        let names: Vec<String> = (0..8).map(|index| format!("policy number {index} with a long name")).collect();
        let items: Vec<(LegendSample, &str)> = names.iter().map(|name| (LegendSample::Swatch(INK), name.as_str())).collect();
        sheet.legend(&items);
        assert!(sheet.cursor > 60.0, "{}", sheet.cursor);
    }
}
