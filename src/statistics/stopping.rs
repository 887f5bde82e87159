//! Precision: when are there enough replications? When the half-widths of all named measures are as small as was asked.
//!
//! Looks are made after a fixed number of replications and every so many from there, so that where a campaign ends does
//! not depend on threads. A rule that stops when an interval looks narrow stops more often while the sample happens to
//! vary little, and then the interval covers less often than it says. So the precision must hold at *two looks in a row*
//! ([`Stopping`]), the first after thirty replications, and the half-width is the larger side of an interval that is
//! corrected for skewness ([`super::estimate`]). `tests/precision.rs` finds what it covers after stopping, up to a skewness
//! of 3 of either sign: 0.93 and more.
//!
//! A relative half-width is a share of the mean; of a paired difference, a share of the baseline's mean, since a share
//! of a difference near zero would never be reached (Law, *Simulation Modeling and Analysis*, 5th ed., §9.4.1).

use std::fmt;

use serde::Serialize;

use super::estimate::{Estimate, Sample, StudentQuantiles};
use crate::units::key::Key;
use crate::units::measure::Measure;

/// Replications at the first look: of fewer a skewed sample says too little about its own skewness.
const MINIMUM: u32 = 30;
/// Replications between two looks.
const STEP: u32 = 10;
/// A precision that takes more replications than this beyond those there are is called out of reach.
const MOST_MORE: f64 = 1_000_000.0;

/// How wide half an interval may be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HalfWidth {
    /// In the unit of the measure.
    Absolute(f64),
    /// As a share of the mean (0.05 = 5%).
    Relative(f64),
}

/// What is asked of one measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Target {
    /// Measure and group.
    pub key: Key,
    /// Largest half-width of its interval.
    pub half_width: HalfWidth,
}

/// The precision at which a campaign may end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Precision {
    /// What is asked, by measure; all of it must be met.
    pub targets: Vec<Target>,
    /// Replications at the first look.
    pub minimum: u32,
    /// Replications between two looks.
    pub step: u32,
}

/// Why a text names no precision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrecisionError {
    /// Not a number above zero.
    #[error("{found:?} is no half-width: it takes a share of the mean above 0%, such as 5%, or {}=0.01 in the measure's unit", example())]
    NoHalfWidth {
        /// The text found.
        found: String,
    },
    /// A number without a measure, whose unit nobody knows.
    #[error(
        "{found:?} says no unit: it takes a share of the mean such as 5%, or a measure with a number in its unit, such as {measure}={found}"
    )]
    NoUnit {
        /// The text found.
        found: String,
        /// A measure that could be meant.
        measure: &'static str,
    },
    /// No measure of that name.
    #[error("no measure is called {found:?}; the headline measures are {known}{}", meant.map(|m| format!("; did you mean {m:?}?")).unwrap_or_default())]
    UnknownMeasure {
        /// The name found.
        found: String,
        /// The headline measures.
        known: String,
        /// The name likely meant.
        meant: Option<&'static str>,
    },
    /// Two half-widths for the same.
    #[error("{of} is given two half-widths, the second {second:?}; name it once")]
    Twice {
        /// The measure, or all headline measures.
        of: String,
        /// The second text.
        second: String,
    },
    /// A share for all headline measures where there are none.
    #[error("{found:?} asks for all headline measures and there are none; name a measure, such as {}={found}", example())]
    NoHeadline {
        /// The text found.
        found: String,
    },
    /// A measure that the runs do not have for the whole place.
    #[error("the runs of this scenario have no {measure} for the whole place; `wangge describe measures` lists what there is")]
    NotCounted {
        /// The measure.
        measure: &'static str,
    },
}

/// What the replications say of one target so far: of the estimate under one policy, or of its difference from the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TargetReading {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// Measure and group.
    pub key: Key,
    /// Replications that had a value.
    pub n: u32,
    /// Mean; `None` without a value, or of a quantile not reached in all.
    pub mean: Option<f64>,
    /// Sample standard deviation.
    pub sd: Option<f64>,
    /// Adjusted skewness of the sample.
    pub skewness: f64,
    /// Whether it is a difference that is too rare for an interval.
    pub is_rare: bool,
    /// The mean of which a relative half-width is a share.
    pub relative_to: Option<f64>,
}

impl TargetReading {
    /// Half-width that `asked` comes to here, in the measure's unit; `None` where it is a share of a mean that there is not.
    #[must_use]
    pub fn asked(&self, asked: HalfWidth) -> Option<f64> {
        match asked {
            HalfWidth::Absolute(asked) => Some(asked),
            HalfWidth::Relative(share) => self.relative_to.map(|mean| share * mean.abs()),
        }
    }

    /// Half-width of the interval at `confidence` (0–1), its larger side, in the measure's unit; needs two values, and a
    /// difference that is not rare.
    #[must_use]
    pub fn half_width(&self, confidence: f64) -> Option<f64> {
        let sample = Sample { mean: self.mean?, sd: self.sd?, skewness: self.skewness, n: self.n };
        (self.n > 1 && !self.is_rare).then(|| StudentQuantiles::default().about(&sample, 1.0 - confidence).larger_side(sample.mean))
    }

    /// Of the estimate under a policy.
    #[must_use]
    pub const fn of_estimate(policy: usize, estimate: &Estimate) -> Self {
        let Estimate { key, n, mean, sd, skewness, .. } = *estimate;
        Self { policy, key, n, mean, sd, skewness, is_rare: false, relative_to: mean }
    }
}

/// A target that is not met.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Unmet {
    /// Index of the policy in the plan.
    pub policy: usize,
    /// What was asked.
    pub target: Target,
    /// Half-width there is; `None` where there is no interval: fewer than two values, a quantile not reached in all, or a
    /// difference that is rare.
    pub half_width: Option<f64>,
    /// Half-width asked for, in the measure's unit; `None` where it is a share of a mean that there is not.
    pub asked: Option<f64>,
    /// About so many more replications would do; `None` when that cannot be told or is over a million.
    pub more: Option<u32>,
}

/// What one look finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Whether the campaign may end.
    pub is_reached: bool,
    /// What is not met; empty, and not yet reached, when the next look has to confirm it.
    pub unmet: Vec<Unmet>,
}

impl Precision {
    /// The precision that a command line states: parts with commas between them, each a share for all headline measures
    /// (`5%`) or a measure with its own (`resolution_rate=0.01` in its unit, `resolution_time_hours=5%` as a share of its
    /// mean). A measure's own goes before the share for all.
    ///
    /// # Errors
    /// When a part is neither, a number is not above zero, a measure does not exist, or is named twice.
    pub fn parse(text: &str, headline: &[Measure]) -> Result<Self, PrecisionError> {
        let mut of_all: Option<HalfWidth> = None;
        let mut own: Vec<Target> = Vec::new();
        for part in text.split(',').map(str::trim) {
            let twice = |of: &str| PrecisionError::Twice { of: of.to_owned(), second: part.to_owned() };
            if let Some((name, number)) = part.split_once('=') {
                let target = Target { key: Key::of_place(named(name.trim(), headline)?), half_width: half_width(number.trim())? };
                if own.iter().any(|other| other.key == target.key) {
                    return Err(twice(target.key.measure.entry().name));
                }
                own.push(target);
            } else {
                let half_width = half_width(part)?;
                let measure = headline.first().map_or_else(example, |measure| measure.entry().name);
                match half_width {
                    HalfWidth::Absolute(_) => return Err(PrecisionError::NoUnit { found: part.to_owned(), measure }),
                    HalfWidth::Relative(_) if headline.is_empty() => return Err(PrecisionError::NoHeadline { found: part.to_owned() }),
                    HalfWidth::Relative(_) if of_all.is_some() => return Err(twice("every headline measure")),
                    HalfWidth::Relative(_) => of_all = Some(half_width),
                }
            }
        }
        let rest = headline.iter().map(|measure| Key::of_place(*measure)).filter(|key| own.iter().all(|target| target.key != *key));
        let shared = rest.filter_map(|key| of_all.map(|half_width| Target { key, half_width }));
        let targets = shared.collect::<Vec<_>>().into_iter().chain(own).collect();
        Ok(Self { targets, minimum: MINIMUM, step: STEP })
    }

    /// Makes sure that runs with these `columns` have a value for every target, so that a campaign can end.
    ///
    /// # Errors
    /// When one is not among them.
    pub fn check(&self, columns: &[Key]) -> Result<(), PrecisionError> {
        match self.targets.iter().find(|target| !columns.contains(&target.key)) {
            Some(target) => Err(PrecisionError::NotCounted { measure: target.key.measure.entry().name }),
            None => Ok(()),
        }
    }

    /// The targets that these readings do not meet, with intervals at `confidence` (0–1). Readings of other keys do not
    /// count; a target without any reading is unmet. For a family of intervals, 1 − α / size is never narrower than what
    /// [`super::multiple_tests`] gives in the end.
    #[must_use]
    pub fn unmet(&self, readings: &[TargetReading], confidence: f64) -> Vec<Unmet> {
        let of = |target: &Target| {
            let own: Vec<&TargetReading> = readings.iter().filter(|reading| reading.key == target.key).collect();
            if own.is_empty() {
                return vec![Unmet { policy: 0, target: *target, half_width: None, asked: None, more: None }];
            }
            own.into_iter().filter_map(|reading| lacking(*target, reading, confidence, self.step)).collect()
        };
        self.targets.iter().flat_map(of).collect()
    }
}

/// Looks at a campaign from time to time until its precision is reached at two looks in a row.
#[derive(Clone, Debug)]
pub struct Stopping {
    precision: Precision,
    was_met: bool,
    looks: u32,
}

impl Stopping {
    /// No look made yet.
    #[must_use]
    pub const fn new(precision: Precision) -> Self {
        Self { precision, was_met: false, looks: 0 }
    }

    /// The precision asked for.
    #[must_use]
    pub const fn precision(&self) -> &Precision {
        &self.precision
    }

    /// After how many replications of the plan, those left out included, to look next.
    #[must_use]
    pub const fn next_look(&self) -> u32 {
        self.precision.minimum.saturating_add(self.looks.saturating_mul(self.precision.step))
    }

    /// Looks at the replications so far; see [`Precision::unmet`].
    pub fn look(&mut self, readings: &[TargetReading], confidence: f64) -> Look {
        let unmet = self.precision.unmet(readings, confidence);
        let is_reached = unmet.is_empty() && self.was_met;
        self.was_met = unmet.is_empty();
        self.looks += 1;
        Look { is_reached, unmet }
    }
}

/// What this reading lacks; `None` when it meets the target. A value that never varied is as precise as can be.
fn lacking(target: Target, reading: &TargetReading, confidence: f64, step: u32) -> Option<Unmet> {
    let asked = reading.asked(target.half_width);
    let unmet = Unmet { policy: reading.policy, target, half_width: None, asked, more: None };
    let Some(half_width) = reading.half_width(confidence) else { return Some(unmet) };
    if half_width == 0.0 {
        return None;
    }
    let Some(asked) = asked else { return Some(Unmet { half_width: Some(half_width), ..unmet }) };
    (half_width > asked).then(|| Unmet { half_width: Some(half_width), more: more(reading.n, half_width / asked, step), ..unmet })
}

/// Half-widths fall with the root of the replications: about n (ratio² − 1) more, in whole steps.
fn more(n: u32, ratio: f64, step: u32) -> Option<u32> {
    let steps = (f64::from(n) * (ratio * ratio - 1.0) / f64::from(step)).ceil().max(1.0) * f64::from(step);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and a million")]
    (steps <= MOST_MORE).then_some(steps as u32)
}

/// A measure for messages.
const fn example() -> &'static str {
    Measure::ResolutionRate.entry().name
}

fn half_width(text: &str) -> Result<HalfWidth, PrecisionError> {
    let wrong = || PrecisionError::NoHalfWidth { found: text.to_owned() };
    let above_zero = |number: &str| number.trim().parse().ok().filter(|value: &f64| value.is_finite() && *value > 0.0).ok_or_else(wrong);
    match text.strip_suffix('%') {
        Some(share) => above_zero(share).map(|share| HalfWidth::Relative(share / 100.0)),
        None => above_zero(text).map(HalfWidth::Absolute),
    }
}

fn named(name: &str, headline: &[Measure]) -> Result<Measure, PrecisionError> {
    Measure::named(name).ok_or_else(|| {
        let all = Measure::ALL.iter().map(|measure| measure.entry().name);
        let meant = all
            .map(|known| (strsim::damerau_levenshtein(known, name), known))
            .min()
            .filter(|(distance, known)| *distance <= 1 + known.chars().count() / 3)
            .map(|(_, known)| known);
        let known = headline.iter().map(|measure| measure.entry().name).collect::<Vec<_>>().join(", ");
        PrecisionError::UnknownMeasure { found: name.to_owned(), known, meant }
    })
}

impl fmt::Display for HalfWidth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absolute(value) => write!(f, "{value}"),
            Self::Relative(share) => write!(f, "{}%", (share * 1e8).round() / 1e6),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::statistics::stopping::*;

    const HEADLINE: [Measure; 2] = [Measure::ResolutionTime, Measure::ResolutionRate];

    fn parsed(text: &str) -> Vec<(Measure, HalfWidth)> {
        let precision = Precision::parse(text, &HEADLINE).unwrap();
        assert_eq!((precision.minimum, precision.step), (30, 10));
        precision.targets.iter().map(|target| (target.key.measure, target.half_width)).collect()
    }

    fn reading(mean: Option<f64>, sd: Option<f64>, n: u32) -> TargetReading {
        TargetReading {
            policy: 1,
            key: Key::of_place(Measure::ResolutionTime),
            n,
            mean,
            sd,
            skewness: 0.0,
            is_rare: false,
            relative_to: mean,
        }
    }

    fn asked(half_width: HalfWidth) -> Precision {
        Precision { targets: vec![Target { key: Key::of_place(Measure::ResolutionTime), half_width }], minimum: 10, step: 10 }
    }

    #[test]
    fn a_share_goes_to_every_headline_measure_that_has_none_of_its_own() {
        use HalfWidth::{Absolute, Relative};
        assert_eq!(parsed("5%"), [(Measure::ResolutionTime, Relative(0.05)), (Measure::ResolutionRate, Relative(0.05))]);
        assert_eq!(
            parsed(" 5 %, resolution_rate = 0.01"),
            [(Measure::ResolutionTime, Relative(0.05)), (Measure::ResolutionRate, Absolute(0.01))]
        );
        assert_eq!(parsed("on_time_rate=2.5%"), [(Measure::OnTimeRate, Relative(0.025))]);
        assert_eq!(parsed("7%")[0].1.to_string(), "7%");
    }

    #[test]
    fn a_text_that_names_no_precision_is_told_what_it_lacks() {
        let texts = [
            ("", "\"\" is no half-width"),
            ("5%,", "\"\" is no half-width"),
            ("0%", "\"0%\" is no half-width"),
            ("-5%", "\"-5%\" is no half-width"),
            ("resolution_rate=NaN", "\"NaN\" is no half-width"),
            ("resolution_rate=inf", "\"inf\" is no half-width"),
            ("resolution_time_hours=2h", "\"2h\" is no half-width"),
            (
                "0.05",
                "\"0.05\" says no unit: it takes a share of the mean such as 5%, or a measure with a number in its unit, such as resolution_time_hours=0.05",
            ),
            (
                "resolution_rat=0.1",
                "no measure is called \"resolution_rat\"; the headline measures are resolution_time_hours, resolution_rate; did you mean \"resolution_rate\"?",
            ),
            ("happiness=0.1", "no measure is called \"happiness\""),
            ("resolution_rate=1%,resolution_rate=0.1", "resolution_rate is given two half-widths, the second \"resolution_rate=0.1\""),
            ("5%,6%", "every headline measure is given two half-widths, the second \"6%\""),
        ];
        for (text, expected) in texts {
            let error = Precision::parse(text, &HEADLINE).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
        assert!(matches!(Precision::parse("5%", &[]), Err(PrecisionError::NoHeadline { .. })));
        let columns = [Key::of_place(Measure::ResolutionTime)];
        assert!(matches!(Precision::parse("5%", &HEADLINE).unwrap().check(&columns), Err(PrecisionError::NotCounted { .. })));
        assert_eq!(Precision::parse("resolution_time_hours=5%", &HEADLINE).unwrap().check(&columns), Ok(()));
    }

    #[test]
    fn a_target_is_met_when_the_half_width_is_within_it_and_says_how_many_more_it_would_take() {
        // t(0.975, 9) = 2.262157: half-width 2.262157 · 2 / √10 = 1.430714
        let of = |half_width| asked(half_width).unmet(&[reading(Some(-20.0), Some(2.0), 10)], 0.95);
        assert_eq!(of(HalfWidth::Absolute(1.4308)), []);
        assert_eq!(of(HalfWidth::Relative(0.0716)), []);
        let [unmet]: [Unmet; 1] = of(HalfWidth::Relative(0.05)).try_into().unwrap();
        assert!((unmet.half_width.unwrap() - 1.430_714).abs() < 1e-5);
        // 10 · (1.430714² − 1) = 10.47, in steps of 10
        assert_eq!((unmet.policy, unmet.asked, unmet.more), (1, Some(1.0), Some(20)));
        assert_eq!(of(HalfWidth::Absolute(1e-6))[0].more, None);
    }

    #[test]
    fn a_missing_value_is_unmet_and_one_that_never_varied_is_met() {
        let precision = asked(HalfWidth::Relative(0.05));
        for (mean, sd, n) in [(None, None, 9), (Some(1.0), None, 1), (Some(0.0), Some(1.0), 30)] {
            let unmet = precision.unmet(&[reading(mean, sd, n)], 0.95);
            assert_eq!((unmet.len(), unmet[0].more), (1, None), "{mean:?}");
        }
        assert_eq!(precision.unmet(&[], 0.95).len(), 1);
        assert_eq!(precision.unmet(&[reading(Some(0.0), Some(0.0), 10)], 0.95), []);
        let rare = TargetReading { is_rare: true, ..reading(Some(1.0), Some(0.01), 50) };
        assert_eq!(precision.unmet(&[rare], 0.95).first().map(|unmet| (unmet.half_width, unmet.more)), Some((None, None)));
        let no_baseline = TargetReading { relative_to: None, ..reading(Some(1.0), Some(0.1), 10) };
        assert_eq!(precision.unmet(&[no_baseline], 0.95)[0].asked, None);
    }

    #[test]
    fn it_takes_two_looks_in_a_row_and_every_policy() {
        let mut stopping = Stopping::new(asked(HalfWidth::Absolute(1.0)));
        let (narrow, wide) = (reading(Some(5.0), Some(0.1), 10), TargetReading { policy: 2, ..reading(Some(5.0), Some(9.0), 10) });
        let mut found = Vec::new();
        for readings in [vec![narrow, wide], vec![narrow], vec![wide], vec![narrow], vec![narrow]] {
            let at = stopping.next_look();
            let look = stopping.look(&readings, 0.95);
            found.push((at, look.unmet.iter().map(|unmet| unmet.policy).collect::<Vec<_>>(), look.is_reached));
        }
        let expected = [(10, vec![2], false), (20, vec![], false), (30, vec![2], false), (40, vec![], false), (50, vec![], true)];
        assert_eq!(found, expected);
    }
}
