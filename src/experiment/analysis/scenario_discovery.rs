//! What turns a verdict: which assumption, taken alone, tells the worlds in which a difference has the other sign from the rest.
//!
//! Two numbers per factor:
//! - the **rank correlation** (Spearman 1904, *American Journal of Psychology* 15:72) of the difference with the factor's level:
//!   whether the difference rises or falls with it, whatever the curve. Its p is that of the usual t, times the number of factors;
//! - the best **cut**: one threshold, or one level of a factor that is no number, between worlds that are alike in sign (a
//!   decision stump; Breiman et al. 1984, *Classification and Regression Trees*). Best is the largest φ², the χ² of the table side
//!   × sign over the number of worlds: 1 where the cut parts them without an error, 0 where it says nothing.
//!
//! **Chance.** Of two hundred factors and all their thresholds some part worlds well by chance. So the signs are shuffled over the
//! worlds again and again, each time the best cut of *any* factor is looked for, and p is how often that one was at least as
//! good as the cut told (Westfall and Young 1993, *Resampling-Based Multiple Testing*, single step). p keeps the risk of a
//! cut by chance over all factors together; a cut with a p above 0.05 is [`Cut::is_chance`].
//!
//! **Limits.** One factor at a time: where two turn the sign only together, each shows in part or not at all. Means are noisy, and
//! worlds with a difference near zero have a sign by chance, which makes every cut look weaker. A cut is where these
//! worlds part, not where the true threshold lies; it has no interval.

use serde::Serialize;

use crate::engine::random::{Address, Luck, Purpose, Root};
use crate::experiment::design::points::Design;
use crate::statistics::estimate::Moments;
use crate::statistics::multiple_tests::two_sided_p;

/// Fewest worlds of which anything is said.
pub const FEWEST: usize = 10;
/// Most and fewest times that signs are shuffled, and about how many looks at a world are affordable.
const MOST_SHUFFLES: usize = 999;
const FEWEST_SHUFFLES: usize = 199;
const AFFORDABLE: usize = 200_000_000;
/// Largest p of a cut that is not called chance.
const RISK: f64 = 0.05;

/// With which world a sign is exchanged; index: the world. Entity: the shuffle.
const EXCHANGE: Purpose = Purpose(1);

/// A world with the difference of a policy from the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JudgedWorld {
    /// Index of the design point.
    pub point: usize,
    /// The difference, in the unit of the measure.
    pub difference: f64,
    /// Whether it has the other sign.
    pub is_flipped: bool,
}

/// What tells the worlds of the other sign from the rest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flips {
    /// Worlds looked at.
    pub worlds: usize,
    /// Of these, worlds of the other sign.
    pub flipped: usize,
    /// How often signs were shuffled; no p is below 1 / (shuffles + 1).
    pub shuffles: usize,
    /// By factor, the best cut first; those without a cut last.
    pub factors: Vec<FactorFlips>,
}

/// How one factor goes with the difference and its sign.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactorFlips {
    /// Index in the design.
    pub factor: usize,
    /// Of the difference with the level; `None` where levels are no numbers, or do not vary.
    pub rank_correlation: Option<f64>,
    /// Its p, times the factors that have one, at most 1.
    pub correlation_p: Option<f64>,
    /// The best cut; `None` where no cut leaves enough worlds on either side, or all signs are alike.
    pub cut: Option<Cut>,
}

/// A cut between worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cut {
    /// Where.
    pub split: Split,
    /// Worlds below the threshold, or without the level.
    pub below: Part,
    /// Worlds above the threshold, or with the level.
    pub above: Part,
    /// φ² of side and sign, 0–1.
    pub strength: f64,
    /// How likely a cut at least as good of any factor is by chance.
    pub p: f64,
}

/// Where worlds are cut.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Half-way between two levels, in the unit of the factor.
    At(f64),
    /// One level against all others, as written.
    Is(String),
}

/// The worlds on one side of a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// How many.
    pub worlds: usize,
    /// Of these, of the other sign.
    pub flipped: usize,
}

impl Part {
    /// Share of the other sign.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.worlds == 0 { 0.0 } else { self.flipped as f64 / self.worlds as f64 }
    }
}

impl Cut {
    /// Whether a cut as good is too likely by chance to be spoken of.
    #[must_use]
    pub fn is_chance(&self) -> bool {
        self.p > RISK
    }
}

impl Flips {
    /// What the factors of `design` say about these worlds; `None` of fewer than ten, or where all signs are alike.
    #[must_use]
    pub fn of(design: &Design, worlds: &[JudgedWorld]) -> Option<Self> {
        let flips: Vec<bool> = worlds.iter().map(|world| world.is_flipped).collect();
        let flipped = flips.iter().filter(|flip| **flip).count();
        if worlds.len() < FEWEST || flipped == 0 || flipped == worlds.len() {
            return None;
        }
        let columns: Vec<FactorColumn> = (0..design.factors.len()).flat_map(|factor| FactorColumn::of(design, factor, worlds)).collect();
        let shuffles = shuffles(columns.iter().filter(|column| !column.cuts.is_empty()).count() * worlds.len());
        let chances = chances(&columns, &flips, shuffles);
        let mut factors: Vec<FactorFlips> = (0..design.factors.len())
            .map(|factor| {
                let own = columns.iter().filter(|column| column.factor == factor);
                let best = own.filter_map(|column| Some((column, column.best(&flips)?))).reduce(|a, b| if b.1.1 > a.1.1 { b } else { a });
                let cut = best.map(|(column, (at, strength))| column.cut(&flips, at, strength, &chances));
                let rank_correlation = design.is_numeric(factor).then(|| rank_correlation(design, factor, worlds)).flatten();
                FactorFlips { factor, rank_correlation, correlation_p: None, cut }
            })
            .collect();
        let tests = factors.iter().filter(|own| own.rank_correlation.is_some()).count() as f64;
        for own in &mut factors {
            own.correlation_p = own.rank_correlation.map(|rho| (correlation_p(rho, worlds.len()) * tests).min(1.0));
        }
        let strength = |own: &FactorFlips| own.cut.as_ref().map_or(-1.0, |cut| cut.strength);
        factors.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        Some(Self { worlds: worlds.len(), flipped, shuffles, factors })
    }
}

/// As many shuffles as are affordable where each looks at so many worlds.
fn shuffles(looks: usize) -> usize {
    (AFFORDABLE / looks.max(1)).clamp(FEWEST_SHUFFLES, MOST_SHUFFLES)
}

/// The largest φ² of any column, shuffle by shuffle.
fn chances(columns: &[FactorColumn], flips: &[bool], shuffles: usize) -> Vec<f64> {
    let luck = Root::new(0, 0).luck(Address::of("flip shuffle", ""));
    let mut room = flips.to_vec();
    (0..u32::try_from(shuffles).unwrap_or(u32::MAX))
        .map(|number| {
            shuffle(&mut room, luck.child(number));
            columns.iter().filter_map(|column| Some(column.best(&room)?.1)).fold(0.0, f64::max)
        })
        .collect()
}

/// Fisher and Yates's shuffle.
fn shuffle(flips: &mut [bool], luck: Luck) {
    for (last, index) in (1..flips.len()).rev().zip(0..) {
        let place = ((luck.bits(EXCHANGE, index) >> 32) * (last as u64 + 1)) >> 32;
        flips.swap(last, usize::try_from(place).unwrap_or(0));
    }
}

/// Worlds in the order of one factor's levels, or those with one level last.
struct FactorColumn {
    factor: usize,
    /// Indices of worlds.
    order: Vec<usize>,
    /// Where a cut may be: how many worlds are below, and one over the product of the worlds on either side.
    cuts: Vec<(usize, f64)>,
    /// What each cut is.
    splits: Vec<Split>,
}

impl FactorColumn {
    /// The columns of a factor: one of numbers, or one per level.
    fn of(design: &Design, factor: usize, worlds: &[JudgedWorld]) -> Vec<Self> {
        let level = |world: &JudgedWorld| &design.points[world.point][factor];
        if design.is_numeric(factor) {
            let numbers: Vec<f64> = worlds.iter().map(|world| level(world).number.unwrap_or_default()).collect();
            return vec![Self::by(factor, &numbers, |below, above| Split::At(f64::midpoint(below, above)))];
        }
        let mut texts: Vec<&str> = worlds.iter().map(|world| level(world).text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        let of_level = |text: &&str| {
            let has: Vec<f64> = worlds.iter().map(|world| f64::from(u8::from(level(world).text == **text))).collect();
            Self::by(factor, &has, |_, _| Split::Is((*text).to_owned()))
        };
        texts.iter().map(of_level).collect()
    }

    fn by(factor: usize, numbers: &[f64], split: impl Fn(f64, f64) -> Split) -> Self {
        let mut order: Vec<usize> = (0..numbers.len()).collect();
        order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]).then(a.cmp(b)));
        // a side of fewer than 5 worlds, or a twentieth of them, is an exception and no rule
        let least = (numbers.len() / 20).max(5);
        let may_cut = |below: &usize| numbers[order[below - 1]] < numbers[order[*below]];
        let places = (least..=numbers.len().saturating_sub(least)).filter(|below| *below < numbers.len()).filter(may_cut);
        let places: Vec<usize> = places.collect();
        let cuts = places.iter().map(|below| (*below, 1.0 / (*below as f64 * (numbers.len() - below) as f64))).collect();
        let splits = places.iter().map(|below| split(numbers[order[below - 1]], numbers[order[*below]])).collect();
        Self { factor, order, cuts, splits }
    }

    /// The best cut, by place among the cuts, with its φ²; of equal ones the first. The one place where time is spent.
    fn best(&self, flips: &[bool]) -> Option<(usize, f64)> {
        let all = flips.len() as f64;
        let flipped = flips.iter().filter(|flip| **flip).count() as f64;
        let mut worlds = self.order.iter();
        let (mut next, mut count, mut best, mut most) = (0, 0_u32, 0, -1.0);
        for (at, (place, inverse)) in self.cuts.iter().enumerate() {
            while next < *place {
                count += worlds.next().map_or(0, |world| u32::from(flips[*world]));
                next += 1;
            }
            let gap = f64::from(count) * all - *place as f64 * flipped;
            let strength = gap * gap * inverse;
            if strength > most {
                (best, most) = (at, strength);
            }
        }
        (!self.cuts.is_empty()).then(|| (best, most / (flipped * (all - flipped))))
    }

    fn cut(&self, flips: &[bool], at: usize, strength: f64, chances: &[f64]) -> Cut {
        let ((place, _), split) = (&self.cuts[at], &self.splits[at]);
        let part = |worlds: &[usize]| Part { worlds: worlds.len(), flipped: worlds.iter().filter(|world| flips[**world]).count() };
        let (below, above) = self.order.split_at(*place);
        let as_good = chances.iter().filter(|chance| **chance >= strength).count();
        let p = (as_good + 1) as f64 / (chances.len() + 1) as f64;
        Cut { split: split.clone(), below: part(below), above: part(above), strength, p }
    }
}

/// Spearman's correlation of the differences with the levels of a factor; `None` where either does not vary.
fn rank_correlation(design: &Design, factor: usize, worlds: &[JudgedWorld]) -> Option<f64> {
    let levels: Vec<f64> = worlds.iter().filter_map(|world| design.points[world.point][factor].number).collect();
    let differences: Vec<f64> = worlds.iter().map(|world| world.difference).collect();
    correlation(&ranks(&levels), &ranks(&differences))
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for group in order.chunk_by(|a, b| values[*a] == values[*b]) {
        group.iter().for_each(|index| ranks[*index] = from as f64 + f64::midpoint(group.len() as f64, 1.0));
        from += group.len();
    }
    ranks
}

fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (of_a, of_b): (Moments, Moments) = (a.iter().copied().collect(), b.iter().copied().collect());
    let product: f64 = a.iter().zip(b).map(|(a, b)| (a - of_a.mean) * (b - of_b.mean)).sum();
    let scale = (of_a.squares * of_b.squares).sqrt();
    (scale > 0.0).then(|| (product / scale).clamp(-1.0, 1.0))
}

/// p of a correlation of `count` pairs without relation, by Student's t.
fn correlation_p(rho: f64, count: usize) -> f64 {
    let freedom = u32::try_from(count.saturating_sub(2)).unwrap_or(u32::MAX);
    let rest = 1.0 - rho * rho;
    if rest > 0.0 { two_sided_p(rho * (f64::from(freedom) / rest).sqrt(), freedom) } else { 0.0 }
}
