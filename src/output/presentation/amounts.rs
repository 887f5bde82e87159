//! Sizes of measures as people say them: 30.6 days, 63.2%, 8.11 million yuan; three significant digits.

use crate::output::language::label::unit_label;
use crate::output::language::message::{Language, Message};
use crate::output::language::number::{decimals, significant_places};
use crate::output::language::time_account::unit_of;
use crate::output::language::wording::Wording;
use crate::statistics::estimate::Interval;
use crate::units::measure::Measure;

/// How amounts of one measure are written: all of a sentence in one unit.
#[derive(Clone, Copy, Debug)]
pub struct AmountScale<'w> {
    words: Wording<'w>,
    unit: ScaleUnit,
    /// What an amount is divided by.
    divisor: f64,
    /// Decimals.
    places: usize,
}

/// What stands behind the number.
#[derive(Clone, Copy, Debug)]
enum ScaleUnit {
    /// A unit of the registry, or days.
    Named(&'static str),
    Percent,
    MillionYuan,
    TenThousandYuan,
}

/// Whether hours of a measure are hours that people work, which nobody counts in days of 24 hours.
const fn is_work(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::VolunteerHours | Measure::TaskHours | Measure::InspectionHours | Measure::DuplicateEntryHours | Measure::Overtime
    )
}

const MILLION: f64 = 1e6;
const TEN_THOUSAND: f64 = 1e4;

impl<'w> AmountScale<'w> {
    /// For amounts of `measure` of which the largest is about `largest`.
    #[must_use]
    pub fn new(words: Wording<'w>, measure: Measure, largest: f64) -> Self {
        let largest = largest.abs();
        let (unit, divisor) = match measure.entry().unit {
            "hours" if !is_work(measure) => {
                let (divisor, unit) = unit_of(largest);
                (ScaleUnit::Named(unit), divisor)
            }
            "share" => (ScaleUnit::Percent, 0.01),
            "yuan" if words.language == Language::English && largest >= MILLION => (ScaleUnit::MillionYuan, MILLION),
            "yuan" if words.language == Language::Chinese && largest >= TEN_THOUSAND => (ScaleUnit::TenThousandYuan, TEN_THOUSAND),
            unit => (ScaleUnit::Named(unit), 1.0),
        };
        let places = match unit {
            ScaleUnit::Percent => 1,
            _ => usize::from(significant_places(largest / divisor)),
        };
        Self { words, unit, divisor, places }
    }

    /// The same with as many decimals as an interval `half_width` to each side supports.
    #[must_use]
    pub fn as_precise_as(self, half_width: f64) -> Self {
        Self { places: decimals(half_width / self.divisor), ..self }
    }

    /// For amounts of `measure` that are all of `values`, which may hold numbers that cannot be drawn.
    #[must_use]
    pub fn of_all(words: Wording<'w>, measure: Measure, values: impl Iterator<Item = Option<f64>>) -> Self {
        Self::new(words, measure, values.flatten().filter(|value| value.is_finite()).map(f64::abs).fold(0.0, f64::max))
    }

    /// A value in the unit of the scale.
    #[must_use]
    pub fn over(self, value: f64) -> f64 {
        value / self.divisor
    }

    /// An interval in the unit of the scale.
    #[must_use]
    pub fn interval_over(self, Interval { low, high }: Interval) -> Interval {
        Interval { low: self.over(low), high: self.over(high) }
    }

    /// The interval of a value, not of a difference, in the unit of the scale: a share ends at 0 and 1.
    #[must_use]
    pub fn value_interval_over(self, Interval { low, high }: Interval) -> Interval {
        let ends = match self.unit {
            ScaleUnit::Percent => Interval { low: low.max(0.0), high: high.min(1.0) },
            _ => Interval { low, high },
        };
        self.interval_over(ends)
    }

    /// The number alone.
    #[must_use]
    pub fn bare(self, value: f64) -> String {
        self.words.number(value / self.divisor, self.places)
    }

    /// A value with its unit.
    #[must_use]
    pub fn value(self, value: f64) -> String {
        match self.unit {
            ScaleUnit::Percent => format!("{}%", self.bare(value)),
            _ => self.with_unit(&self.bare(value)),
        }
    }

    /// A difference without sign, with its unit.
    #[must_use]
    pub fn size(self, value: f64) -> String {
        self.with_unit(&self.bare(value.abs()))
    }

    /// A difference with its sign and unit.
    #[must_use]
    pub fn signed(self, value: f64) -> String {
        self.with_unit(&self.words.signed(value / self.divisor, self.places))
    }

    /// A difference with its sign and, in brackets, its limits where they lie apart, without its unit.
    #[must_use]
    pub fn bare_with_limits(self, mean: f64, limits: Option<Interval>) -> String {
        self.words.signed(mean / self.divisor, self.places) + &self.limits(limits)
    }

    /// A difference with its sign and unit and, in brackets, its limits where they lie apart.
    #[must_use]
    pub fn with_limits(self, mean: f64, limits: Option<Interval>) -> String {
        self.signed(mean) + &self.limits(limits)
    }

    fn limits(self, limits: Option<Interval>) -> String {
        let limits = limits.filter(|limits| limits.high > limits.low);
        limits.map(|Interval { low, high }| format!(" [{}, {}]", self.bare(low), self.bare(high))).unwrap_or_default()
    }

    /// The unit alone, for the head of a column.
    #[must_use]
    pub fn unit(self) -> String {
        match self.unit {
            ScaleUnit::Percent => "%".to_owned(),
            _ => self.difference_unit(),
        }
    }

    /// The unit of differences alone, for the head of a column.
    #[must_use]
    pub fn difference_unit(self) -> String {
        self.with_unit("").trim().to_owned()
    }

    /// What `whole` leaves when the amounts of `parts` are taken off, all as they are written; `None` where that is nothing.
    #[must_use]
    pub fn rest(self, whole: f64, parts: impl Iterator<Item = f64>) -> Option<f64> {
        let scale = libm::exp10(self.places as f64) / self.divisor;
        let steps = |value: f64| (value * scale).round();
        let rest = parts.fold(steps(whole), |rest, part| rest - steps(part));
        (rest != 0.0).then_some(rest / scale)
    }

    fn with_unit(self, number: &str) -> String {
        let filled = |message| self.words.fill(message, &[("size", number)]);
        match self.unit {
            ScaleUnit::Named(unit) => format!("{number} {}", unit_label(unit, self.words.language)),
            ScaleUnit::Percent => filled(Message::PercentagePoints),
            ScaleUnit::MillionYuan => filled(Message::MillionYuan),
            ScaleUnit::TenThousandYuan => filled(Message::TenThousandYuan),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::output::presentation::amounts::*;

    fn scale(measure: Measure, language: Language, largest: f64) -> AmountScale<'static> {
        AmountScale::new(Wording::new(language), measure, largest)
    }

    #[test]
    fn amounts_have_the_unit_that_people_use() {
        let both =
            |measure, value: f64| [Language::English, Language::Chinese].map(|language| scale(measure, language, value).value(value));
        assert_eq!(both(Measure::ResolutionTime, 733.4), ["30.6 days", "30.6 天"]);
        assert_eq!(both(Measure::ResolutionTime, 12.34), ["12.3 hours", "12.3 小时"]);
        assert_eq!(both(Measure::ResolutionRate, 0.631_95), ["63.2%", "63.2%"]);
        assert_eq!(both(Measure::Pay, 8_113_200.0), ["8.11 million yuan", "811 万元"]);
        assert_eq!(both(Measure::Pay, 5_200.0), ["5,200 yuan", "5,200 元"]);
        let share = scale(Measure::ResolutionRate, Language::English, 0.5);
        assert_eq!((share.signed(0.051), share.unit()), ("+5.1 percentage points".to_owned(), "%".to_owned()));
        let limits = Some(Interval { low: -59.91, high: -55.8 });
        assert_eq!(scale(Measure::ResolutionTime, Language::English, 59.9).with_limits(-57.9, limits), "−2.41 days [−2.50, −2.32]");
        assert_eq!(scale(Measure::Pay, Language::Chinese, 8e6).unit(), "万元");
        let hours = scale(Measure::ResolutionTime, Language::English, 16.64);
        assert_eq!(hours.rest(-16.64, [-17.04, 2.13].into_iter()).map(|rest| hours.signed(rest)).as_deref(), Some("−1.7 hours"));
        assert_eq!(hours.rest(-14.93, [-17.04, 2.13].into_iter()), None);
        assert_eq!(scale(Measure::VolunteerHours, Language::English, 310.0).signed(-310.0), "−310 hours");
    }
}
