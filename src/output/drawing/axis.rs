//! Axes: where a value stands in a panel, round values to label, and how a number in a chart is written.

use jiff::ToSpan;
use jiff::civil::Date;
use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;

use super::canvas::FINE;
use super::canvas::{Point, fine};
use crate::output::language::number::number;

/// A rectangle in which values have places.
pub struct Panel {
    plan: Cartesian2d<RangedCoordf64, RangedCoordf64>,
    /// Left edge, pixels.
    pub left: f64,
    /// Upper edge, pixels.
    pub top: f64,
    /// Width, pixels.
    pub width: f64,
    /// Height, pixels.
    pub height: f64,
    /// Values at the left and the right edge.
    pub x: (f64, f64),
    /// Values at the lower and the upper edge.
    pub y: (f64, f64),
}

impl Panel {
    /// A panel with its upper left corner at `corner`, showing `x` from left to right and `y` from its foot to its top.
    #[must_use]
    pub fn new((left, top): Point, (width, height): (f64, f64), x: (f64, f64), y: (f64, f64)) -> Self {
        let (from, to) = (fine((left, top + height)), fine((left + width, top)));
        let plan = Cartesian2d::new(x.0..x.1, y.0..y.1, (from.0..to.0, from.1..to.1));
        Self { plan, left, top, width, height, x, y }
    }

    /// The place of a value; outside of the panel for a value outside of its ranges.
    #[must_use]
    pub fn at(&self, x: f64, y: f64) -> Point {
        let (x, y) = self.plan.translate(&(x, y));
        (f64::from(x) / FINE, f64::from(y) / FINE)
    }
}

/// Round values along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// The values.
    pub at: Vec<f64>,
    /// Decimals of their labels.
    decimals: usize,
    is_percent: bool,
    /// Labels in words, one per value; none where the values label themselves.
    labels: Vec<String>,
}

impl Ticks {
    /// About `most` round values from `low` to `high`, three at least.
    #[must_use]
    pub fn new(range: (f64, f64), most: u32) -> Self {
        let coarse = (range.1 - range.0) / f64::from(most.max(1));
        let unit = libm::exp10(libm::floor(libm::log10(coarse)));
        let steps = [10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1].map(|factor| factor * unit);
        let widest = steps.iter().rposition(|step| *step >= coarse * 0.999_999).unwrap_or(0);
        let tried = steps[widest..].iter().map(|step| Self::every(range, *step));
        tried.into_iter().find(|ticks| ticks.at.len() > 2).unwrap_or_else(|| Self::every(range, steps[widest]))
    }

    /// The multiples of `step` in a range.
    fn every((low, high): (f64, f64), step: f64) -> Self {
        let first = libm::ceil(low / step - 1e-9);
        let at = (0..100).map(|index| (first + f64::from(index)) * step).take_while(|value| *value <= high + step * 1e-9);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=7 before the cast")]
        let decimals = (-libm::floor(libm::log10(step) + 1e-9)).clamp(0.0, 7.0) as usize;
        // zero without a sign
        Self { at: at.map(|value| value + 0.0).collect(), decimals, is_percent: false, labels: Vec::new() }
    }

    /// The first days of months among the days `range`, counted from `start`; of many every second, third, … so that at most
    /// `most` are left.
    #[must_use]
    pub fn months((low, high): (f64, f64), start: Date, most: usize) -> Self {
        let day = |month: Date| start.until(month).map_or(f64::NAN, |span| f64::from(span.get_days()));
        let first = start.first_of_month();
        let months = (0..1_200).map_while(|index| first.checked_add(index.months()).ok()).take_while(|month| day(*month) <= high);
        let all: Vec<Date> = months.filter(|month| day(*month) >= low).collect();
        let step = all.len().div_ceil(most.max(1)).max(1);
        let shown: Vec<Date> = all.into_iter().step_by(step).collect();
        let labels = shown.iter().map(|month| month.strftime("%Y-%m").to_string()).collect();
        Self { at: shown.into_iter().map(day).collect(), decimals: 0, is_percent: false, labels }
    }

    /// The same values, labelled in percent.
    #[must_use]
    pub fn percent(self) -> Self {
        Self { decimals: self.decimals.saturating_sub(2), is_percent: true, ..self }
    }

    /// How `value` is written.
    #[must_use]
    pub fn label(&self, value: f64) -> String {
        if let Some(label) = self.at.iter().position(|at| *at == value).and_then(|place| self.labels.get(place)) {
            return label.clone();
        }
        if self.is_percent { format!("{}%", shown(value * 100.0, self.decimals)) } else { shown(value, self.decimals) }
    }
}

/// A number in a chart: with a real minus sign, and with a power of ten where it would not fit.
#[must_use]
pub fn shown(value: f64, decimals: usize) -> String {
    let is_plain = value == 0.0 || (decimals <= 6 && value.abs() < 1e9);
    let text = if is_plain { number(value, decimals.min(6)) } else { format!("{value:.2e}") };
    text.replace('-', "−")
}

/// The value when it can be drawn: finite, and of a size that axes can hold.
#[must_use]
pub fn drawable(value: f64) -> Option<f64> {
    (value.is_finite() && value.abs() < 1e15).then_some(value)
}

/// Least and greatest of `values`, widened by `share` of their distance on both sides; never without width.
#[must_use]
pub fn spanned(values: impl IntoIterator<Item = f64>, share: f64) -> Option<(f64, f64)> {
    let (low, high) = values
        .into_iter()
        .filter_map(drawable)
        .fold(None, |span: Option<(f64, f64)>, value| Some(span.map_or((value, value), |(low, high)| (low.min(value), high.max(value)))))?;
    let apart = high - low;
    let more = if apart > 1e-9 * low.abs().max(high.abs()) { apart * share } else { (low.abs() * 0.1).max(0.5) };
    Some((low - more, high + more))
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::axis::*;

    fn labels(low: f64, high: f64, most: u32) -> Vec<String> {
        let ticks = Ticks::new((low, high), most);
        ticks.at.iter().map(|value| ticks.label(*value)).collect()
    }

    #[test]
    fn ticks_are_round_and_have_as_many_decimals_as_their_step() {
        assert_eq!(labels(0.0, 1.0, 5), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-3.2, 7.9, 5), ["−2", "0", "2", "4", "6"]);
        assert_eq!(labels(-0.013, 0.004, 4), ["−0.010", "−0.005", "0.000"]);
        assert_eq!(labels(0.0, 12_000.0, 4), ["0", "5,000", "10,000"]);
        assert_eq!(labels(2e10, 4e10, 2), ["2.00e10", "3.00e10", "4.00e10"]);
        assert_eq!(labels(0.0, 2e-9, 2), ["0.000000", "1.00e−9", "2.00e−9"]);
        let shares = Ticks::new((0.0, 1.0), 4).percent();
        assert_eq!(shares.at.iter().map(|value| shares.label(*value)).collect::<Vec<_>>(), ["0%", "50%", "100%"]);
    }

    #[test]
    fn a_span_has_a_width_even_around_a_single_value() {
        assert_eq!(spanned([3.0, 5.0], 0.1), Some((2.8, 5.2)));
        assert_eq!(spanned([7.0], 0.1), Some((6.3, 7.7)));
        assert_eq!(spanned([0.0, 0.0], 0.1), Some((-0.5, 0.5)));
        assert_eq!(spanned([f64::NAN, f64::INFINITY, 1e300], 0.1), None);
    }

    #[test]
    fn the_edges_of_a_panel_are_the_ends_of_its_ranges() {
        let panel = Panel::new((100.0, 50.0), (400.0, 200.0), (-1.0, 3.0), (0.0, 10.0));
        assert_eq!(panel.at(-1.0, 0.0), (100.0, 250.0));
        assert_eq!(panel.at(3.0, 10.0), (500.0, 50.0));
        assert_eq!(panel.at(1.0, 5.0), (300.0, 150.0));
    }
}
