//! A *factor*: a number or choice of the scenario that a study varies, and its *levels*.
//!
//! A factor has a list of levels (`KEY=a,b,c`) or a range (`KEY=low..high`). A design asks for the levels of the one, and
//! of either for the level at a share from 0 to 1, which is how points of a unit cube become points of the scenario. A
//! level is text that `--set` takes; where it is a number, it is also one in the unit of the factor, for charts. Factors
//! are made by [`crate::scenario::Draft`], which has checked their levels against the scenario.

use crate::scenario::text::magnitude::{Magnitude, rounded};

/// Most whole numbers of a range that count as single levels.
const MOST_WHOLE: f64 = 10_000.0;

/// A number or choice of the scenario that a study varies.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    pub(crate) key: String,
    pub(crate) magnitude: Magnitude,
    pub(crate) values: Values,
    pub(crate) nominal: Option<Level>,
    /// Whether it is something that a policy may decide.
    pub(crate) is_lever: bool,
    /// What it is called in English and in Chinese, where the file says.
    pub(crate) titles: [Option<String>; 2],
    /// The keys that a level multiplies; empty of a factor whose levels are set at its key as they are.
    pub(crate) scaled: Vec<ScaledKey>,
}

/// A key of which a factor sets so many times what the file says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ScaledKey {
    pub key: String,
    /// What the file says, in `magnitude`.
    pub own: f64,
    pub magnitude: Magnitude,
    /// Whether only whole numbers, 1 at least, are meant.
    pub is_whole: bool,
}

/// One value of a factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// As `--set` takes it.
    pub text: String,
    /// In [`Factor::unit`], where the factor is a number; of a share in a table of shares, before the table is scaled.
    pub number: Option<f64>,
}

/// The values that a factor may have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    /// Two or more, each another one.
    Levels(Vec<Level>),
    /// Everything between two.
    Range(Range),
}

/// Everything from `low` to `high`, which both are numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    pub low: Level,
    pub high: Level,
    /// Whether equal steps are equal ratios.
    pub is_log: bool,
    /// Whether only whole numbers are meant.
    pub is_whole: bool,
}

impl Factor {
    /// The dotted key, as `--set` takes it.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The same, called as `other` is.
    #[must_use]
    pub fn titled_as(self, other: &Self) -> Self {
        Self { titles: other.titles.clone(), ..self }
    }

    /// What is set for it to have `level`: keys with their values.
    #[must_use]
    pub fn changes(&self, level: &Level) -> Vec<(String, String)> {
        let Some(times) = level.number.filter(|_| !self.scaled.is_empty()) else {
            return vec![(self.key.clone(), level.text.clone())];
        };
        let of = |scaled: &ScaledKey| {
            let number = rounded(scaled.own * times);
            let number = if scaled.is_whole { number.round().max(1.0) } else { number };
            (scaled.key.clone(), scaled.magnitude.written(number))
        };
        self.scaled.iter().map(of).collect()
    }

    /// What it is called in English and in Chinese, where the file says.
    #[must_use]
    pub const fn titles(&self) -> &[Option<String>; 2] {
        &self.titles
    }

    /// The unit of [`Level::number`]; `None` for plain numbers, shares and choices.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.magnitude.symbol()
    }

    /// Whether it is something that a policy may decide, and not a number that is as the world has it: an assumption, or a place,
    /// its people and what occurs there.
    #[must_use]
    pub const fn is_lever(&self) -> bool {
        self.is_lever
    }

    /// Whether it has everything between two levels, and not single levels.
    #[must_use]
    pub const fn is_range(&self) -> bool {
        matches!(self.values, Values::Range(_))
    }

    /// The levels in the order written; of a range its two ends.
    #[must_use]
    pub fn levels(&self) -> Vec<Level> {
        match &self.values {
            Values::Levels(levels) => levels.clone(),
            Values::Range(range) => vec![range.low.clone(), range.high.clone()],
        }
    }

    /// Its lowest and its highest level, as written; `None` where they are no numbers.
    #[must_use]
    pub fn ends(&self) -> Option<[String; 2]> {
        let mut levels: Vec<(f64, String)> =
            self.levels().into_iter().map(|level| Some((level.number?, level.text))).collect::<Option<_>>()?;
        levels.sort_by(|one, other| one.0.total_cmp(&other.0));
        Some([levels.first()?.1.clone(), levels.last()?.1.clone()])
    }

    /// The levels in rising order, those that are no numbers last; of a range of whole numbers all of them, and `None` of any
    /// other range, and of one with more than 10,000.
    #[must_use]
    pub fn rising_levels(&self) -> Option<Vec<Level>> {
        let mut levels = match &self.values {
            Values::Levels(levels) => levels.clone(),
            Values::Range(range) => range.whole_numbers(self.magnitude)?,
        };
        levels.sort_by(|one, other| one.number.unwrap_or(f64::NAN).total_cmp(&other.number.unwrap_or(f64::NAN)));
        Some(levels)
    }

    /// The value that the file has; of a policy that does not say, the one it has from the file. `None` where it is left to
    /// a default.
    #[must_use]
    pub const fn nominal(&self) -> Option<&Level> {
        self.nominal.as_ref()
    }

    /// The level at `share`, from 0 to 1 (others count as the nearer end). Of a range so far from its low to its high end;
    /// where only whole numbers are meant, each has an equal part of the way. Of a list, the level whose equal part `share`
    /// falls in.
    #[must_use]
    pub fn level_at(&self, share: f64) -> Level {
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        match &self.values {
            Values::Levels(levels) => levels[part(share, levels.len())].clone(),
            Values::Range(range) => range.at(share, self.magnitude),
        }
    }
}

/// The part, from 0, of `count` equal ones that `share` falls in.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the count, which fits")]
fn part(share: f64, count: usize) -> usize {
    ((share * count as f64) as usize).min(count - 1)
}

impl Range {
    fn ends(&self) -> (f64, f64) {
        (self.low.number.unwrap_or(0.0), self.high.number.unwrap_or(1.0))
    }

    fn at(&self, share: f64, magnitude: Magnitude) -> Level {
        let (low, high) = self.ends();
        if self.is_whole && !self.is_log {
            return self.level(low + (share * (high - low + 1.0)).floor(), magnitude);
        }
        self.level(self.between(share), magnitude)
    }

    /// All its levels where they are whole numbers and not too many.
    fn whole_numbers(&self, magnitude: Magnitude) -> Option<Vec<Level>> {
        let (low, high) = self.ends();
        let steps = high - low + 1.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 2 and at most 10,000")]
        let steps = (self.is_whole && steps <= MOST_WHOLE).then_some(steps as u32)?;
        Some((0..steps).map(|step| self.level(low + f64::from(step), magnitude)).collect())
    }

    /// The number so far on the way from low to high.
    fn between(&self, share: f64) -> f64 {
        let (low, high) = self.ends();
        if self.is_log { low * libm::exp(share * libm::log(high / low)) } else { low + share * (high - low) }
    }

    fn level(&self, number: f64, magnitude: Magnitude) -> Level {
        let (low, high) = self.ends();
        let number = if self.is_whole { number.round() } else { rounded(number) };
        if number <= low {
            return self.low.clone();
        }
        if number >= high {
            return self.high.clone();
        }
        Level { text: magnitude.written(number), number: Some(number) }
    }

    /// `count` levels, at least 2, equally far apart.
    pub fn steps(&self, count: u32, magnitude: Magnitude) -> Vec<Level> {
        let last = f64::from(count - 1);
        (0..count).map(|step| self.level(self.between(f64::from(step) / last), magnitude)).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::factors::factor::*;

    fn range(low: f64, high: f64, is_whole: bool, is_log: bool) -> Factor {
        let level = |number: f64| Level { text: format!("{number}"), number: Some(number) };
        let values = Values::Range(Range { low: level(low), high: level(high), is_log, is_whole });
        Factor {
            key: "k".into(),
            magnitude: Magnitude::PLAIN,
            values,
            nominal: None,
            is_lever: true,
            titles: [None, None],
            scaled: Vec::new(),
        }
    }

    #[test]
    fn each_whole_number_has_an_equal_part_of_the_way() {
        let factor = range(2.0, 5.0, true, false);
        let mut counts = std::collections::BTreeMap::new();
        for step in 0..400 {
            *counts.entry(factor.level_at((f64::from(step) + 0.5) / 400.0).text).or_insert(0) += 1;
        }
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), ["2", "3", "4", "5"].map(|text| (text.to_owned(), 100)));
        assert_eq!((factor.level_at(0.0).text.as_str(), factor.level_at(1.0).text.as_str()), ("2", "5"));
    }

    #[test]
    fn the_middle_of_a_logarithmic_range_is_the_geometric_mean() {
        assert_eq!(range(1.0, 100.0, false, true).level_at(0.5).number, Some(10.0));
        assert_eq!(range(1.0, 100.0, false, false).level_at(0.5).number, Some(50.5));
        let Values::Range(inner) = range(1.0, 16.0, false, true).values else { unreachable!() };
        let steps: Vec<String> = inner.steps(5, Magnitude::PLAIN).into_iter().map(|level| level.text).collect();
        assert_eq!(steps, ["1", "2", "4", "8", "16"]);
    }
}
