//! Design points as numbers: where to run, before anybody says what the numbers mean. A *point* has one coordinate per factor,
//! in [0, 1); a *grid* has one index of a level per factor. What a coordinate becomes (a share, a staff, a choice of levels) is
//! the business of whoever knows the factors.
//!
//! - [`latin_hypercube`]: every factor alone is spread evenly, however many factors there are (McKay, Beckman and Conover
//!   1979, *Technometrics* 21:239).
//! - [`sobol`]: pairs and triples are spread evenly too, and more points refine the same design (Sobol' 1967; direction
//!   numbers of Joe and Kuo 2008, *SIAM J. Sci. Comput.* 30:2635).
//! - [`saltelli`]: two samples and their crosses, for Sobol' indices (Saltelli et al. 2010, *Comput. Phys. Commun.* 181:259).
//! - [`morris`]: trajectories that move one factor at a time, for screening (Morris 1991, *Technometrics* 33:161).
//! - [`full_factorial`] and [`one_at_a_time`]: lists of levels.
//!
//! The random numbers are addressed by design, seed and factor: another factor leaves the columns of the others as they were.
//!
//! **Why Sobol's points are scrambled.** The raw sequence begins at the origin: a design point where every factor is at its
//! lowest, which no sample should be sure to have. Leaving it out spoils the balance of the rest (Owen 2020, "On dropping the
//! first Sobol' point", arXiv:2008.08051). Owen's scrambling keeps the balance, moves the point off the corner, and gives every
//! seed another equally good set, so the error can be seen. The scrambler is the hash of Burley (2020, *JCGT* 9(4):1), not a
//! full Owen tree. Balance of each factor holds exactly and is tested.
//!
//! **Limits.** 65,536 points. The direction numbers reach 256 dimensions; beyond them the next block of 256 takes the same
//! points in a shuffled order that keeps every block of 2^m points together (*padding*, Burley 2020, §5). Then every factor is
//! still spread evenly, but two factors of different blocks meet at random, as in a Latin hypercube. The Saltelli
//! sample takes two dimensions per factor, so up to 128 factors stand in one block.

use sobol_burley::NUM_DIMENSIONS;
use sobol_burley::parts::{owen_scramble_rev, sobol_rev};

use crate::engine::random::{Address, Luck, Purpose, Root};

/// Most points of a Sobol' sequence: as far as the 16 direction numbers of each dimension reach.
pub const MOST_SOBOL_POINTS: u32 = 1 << 16;

/// The largest number below 1.
const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

/// Key by which strata are put in order; index: stratum.
const STRATUM: Purpose = Purpose(1);
/// Place inside the stratum; index: point.
const JITTER: Purpose = Purpose(2);
/// Scrambling of a dimension of Sobol's sequence; index: dimension.
const SCRAMBLE: Purpose = Purpose(1);
/// Order of the points in a block of dimensions; index: block.
const SHUFFLE: Purpose = Purpose(2);
/// Grid point where a factor of a trajectory starts; index: factor. Entity: the trajectory, as for the next two.
const START: Purpose = Purpose(1);
/// Whether the factor goes up or down.
const DIRECTION: Purpose = Purpose(2);
/// Key by which the factors are put in the order in which they move.
const TURN: Purpose = Purpose(3);

/// Points of the unit cube, one row per point and one column per factor.
pub type Points = Vec<Vec<f64>>;

/// Why a set of points cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    /// More points than the sequence has.
    #[error("a Sobol' sequence of {points} points, expected at most 65536: take fewer points, or a Latin hypercube")]
    TooManyPoints {
        /// Points asked for.
        points: u32,
    },
    /// A grid whose step Δ would not be a whole number of levels.
    #[error("Morris trajectories on {levels} levels, expected an even number of at least 2: 4 is usual")]
    OddLevels {
        /// Levels asked for.
        levels: u32,
    },
}

/// A Latin hypercube of `points` points: each factor has one point in each of `points` equal strata, in a random order and at a
/// random place inside the stratum.
#[must_use]
pub fn latin_hypercube(points: u32, factors: u32, seed: u64) -> Points {
    let design = Root::new(seed, 0).luck(Address::of("latin hypercube", ""));
    let columns: Vec<Vec<f64>> = (0..factors).map(|factor| latin_column(points, design.child(factor))).collect();
    (0..points as usize).map(|point| columns.iter().map(|column| column[point]).collect()).collect()
}

fn latin_column(points: u32, luck: Luck) -> Vec<f64> {
    let mut strata: Vec<u32> = (0..points).collect();
    strata.sort_unstable_by_key(|stratum| (luck.bits(STRATUM, *stratum), *stratum));
    let place = |(point, stratum): (u32, u32)| (f64::from(stratum) + luck.uniform(JITTER, point)) / f64::from(points);
    (0..points).zip(strata).map(|pair| place(pair).min(BELOW_ONE)).collect()
}

/// The first `points` points of Sobol's sequence, scrambled after `seed`. Best when `points` is a power of two. More points
/// leave the first ones as they are, more factors the columns of the others.
///
/// # Errors
///
/// [`DesignError::TooManyPoints`] above [`MOST_SOBOL_POINTS`].
pub fn sobol(points: u32, factors: u32, seed: u64) -> Result<Points, DesignError> {
    if points > MOST_SOBOL_POINTS {
        return Err(DesignError::TooManyPoints { points });
    }
    let sequence = Sequence::new(factors, seed);
    Ok((0..points).map(|point| (0..factors).map(|factor| sequence.coordinate(point, factor)).collect()).collect())
}

/// The scrambled sequence: what each dimension and each block of dimensions is scrambled with.
struct Sequence {
    scrambles: Vec<u32>,
    shuffles: Vec<u32>,
}

impl Sequence {
    fn new(dimensions: u32, seed: u64) -> Self {
        let luck = Root::new(seed, 0).luck(Address::of("sobol sequence", ""));
        let words = |purpose, count: u32| (0..count).map(|index| high_word(luck.bits(purpose, index))).collect();
        Self { scrambles: words(SCRAMBLE, dimensions), shuffles: words(SHUFFLE, dimensions.div_ceil(NUM_DIMENSIONS)) }
    }

    /// The middle of the 2⁻³² interval that the scrambled integer names, so neither 0 nor 1.
    fn coordinate(&self, point: u32, dimension: u32) -> f64 {
        let order = match dimension / NUM_DIMENSIONS {
            0 => point.reverse_bits(),
            block => owen_scramble_rev(point.reverse_bits(), self.shuffles[block as usize]),
        };
        let raw = sobol_rev(order, dimension % NUM_DIMENSIONS);
        let scrambled = owen_scramble_rev(raw, self.scrambles[dimension as usize]).reverse_bits();
        (f64::from(scrambled) + 0.5) / 4_294_967_296.0
    }
}

/// The upper half of the bits.
fn high_word(bits: u64) -> u32 {
    u32::try_from(bits >> 32).unwrap_or(0)
}

/// Two samples A and B of the same factors. The design points are these and, for every row and factor, *AB*: the row of A with
/// that factor's coordinate from B.
#[derive(Clone, Debug, PartialEq)]
pub struct Saltelli {
    /// The first sample: the first half of the dimensions of the sequence.
    pub a: Points,
    /// The second sample, of as many rows.
    pub b: Points,
}

impl Saltelli {
    /// Row `row` of A with the coordinate of `factor` from B.
    ///
    /// # Panics
    ///
    /// Where there is no such row or factor.
    #[must_use]
    pub fn ab(&self, row: usize, factor: usize) -> Vec<f64> {
        let mut point = self.a[row].clone();
        point[factor] = self.b[row][factor];
        point
    }

    /// All design points, row by row: A, AB of the first to the last factor, B. The order of `SALib.sample.sobol` without
    /// second-order indices, and the one that [`super::sobol::indices`] reads outputs in. Made one at a time, for they
    /// are as many numbers as base rows × factors².
    pub fn points(&self) -> impl Iterator<Item = Vec<f64>> {
        (0..self.a.len()).flat_map(move |row| {
            let crossed = (0..self.a[row].len()).map(move |factor| self.ab(row, factor));
            std::iter::once(self.a[row].clone()).chain(crossed).chain(std::iter::once(self.b[row].clone()))
        })
    }
}

/// The Saltelli sample of `base` rows (best a power of two): base × (factors + 2) design points.
///
/// # Errors
///
/// [`DesignError::TooManyPoints`] for more base rows than [`MOST_SOBOL_POINTS`].
pub fn saltelli(base: u32, factors: u32, seed: u64) -> Result<Saltelli, DesignError> {
    let mut a = sobol(base, factors * 2, seed)?;
    let b = a.iter_mut().map(|row| row.split_off(factors as usize)).collect();
    Ok(Saltelli { a, b })
}

/// One step of a trajectory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrajectoryStep {
    /// The factor that moves, from 0.
    pub factor: usize,
    /// How far, as a share of its range: Δ upward, −Δ downward.
    pub size: f64,
}

/// A walk through the cube on which every factor moves once.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// One more point than there are factors, on the grid 0, 1/(p − 1), …, 1, ends included.
    pub points: Points,
    /// Step i leads from point i to point i + 1.
    pub steps: Vec<TrajectoryStep>,
}

/// Random trajectories of Morris (1991) on `levels` levels p (4 is usual), with Δ = p / (2(p − 1)): every factor starts at a grid
/// point from which it can take its step, goes up or down with equal chance, and takes its turn in a random order.
///
/// # Errors
///
/// [`DesignError::OddLevels`] unless `levels` is even and at least 2; only then is every level as likely as the others.
pub fn morris(trajectories: u32, factors: u32, levels: u32, seed: u64) -> Result<Vec<Trajectory>, DesignError> {
    if levels < 2 || !levels.is_multiple_of(2) {
        return Err(DesignError::OddLevels { levels });
    }
    let luck = Root::new(seed, 0).luck(Address::of("morris trajectory", ""));
    Ok((0..trajectories).map(|number| walk(luck.child(number), factors, levels)).collect())
}

fn walk(luck: Luck, factors: u32, levels: u32) -> Trajectory {
    let stride = levels / 2;
    let coordinate = |level: u32| f64::from(level) / f64::from(levels - 1);
    let start = |factor| u32::try_from((u64::from(high_word(luck.bits(START, factor))) * u64::from(stride)) >> 32).unwrap_or(0);
    let goes_up = |factor| luck.uniform(DIRECTION, factor) < 0.5;
    let mut turns: Vec<u32> = (0..factors).collect();
    turns.sort_unstable_by_key(|factor| (luck.bits(TURN, *factor), *factor));
    let first = (0..factors).map(|factor| coordinate(start(factor) + if goes_up(factor) { 0 } else { stride }));
    let (mut points, mut steps): (Points, Vec<TrajectoryStep>) = (vec![first.collect()], Vec::new());
    for factor in turns {
        let mut next = points[steps.len()].clone();
        next[factor as usize] = coordinate(start(factor) + if goes_up(factor) { stride } else { 0 });
        points.push(next);
        let size = if goes_up(factor) { coordinate(stride) } else { -coordinate(stride) };
        steps.push(TrajectoryStep { factor: factor as usize, size });
    }
    Trajectory { points, steps }
}

/// Every combination of levels, as indices, the last factor fastest. `levels` says how many each factor has; a factor without
/// levels leaves no combination, and no factors leave the one without indices.
pub fn full_factorial(levels: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let first = levels.iter().all(|count| *count > 0).then(|| vec![0; levels.len()]);
    std::iter::successors(first, |indices| {
        let mut next = indices.clone();
        let place = (0..levels.len()).rev().find(|factor| next[*factor] + 1 < levels[*factor])?;
        next[place] += 1;
        next[place + 1..].fill(0);
        Some(next)
    })
}

/// The nominal point, then every other level of every factor with the rest nominal, as indices. `nominal` says which level of
/// each factor is the scenario's own; `None` there and in the lists means the scenario's value, which is none of the levels.
///
/// # Panics
///
/// Where the two lists differ in length.
#[must_use]
pub fn one_at_a_time(levels: &[usize], nominal: &[Option<usize>]) -> Vec<Vec<Option<usize>>> {
    assert_eq!(levels.len(), nominal.len(), "one nominal level per factor");
    let mut points = vec![nominal.to_vec()];
    for (factor, count) in levels.iter().enumerate() {
        for level in (0..*count).filter(|level| nominal[factor] != Some(*level)) {
            let mut point = nominal.to_vec();
            point[factor] = Some(level);
            points.push(point);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use crate::statistics::point_sets::*;

    fn column(points: &Points, factor: usize) -> Vec<f64> {
        points.iter().map(|point| point[factor]).collect()
    }

    /// Which of `strata` equal parts of [0, 1] a value lies in.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of strata")]
    fn stratum(value: f64, strata: usize) -> usize {
        (value * strata as f64) as usize
    }

    /// How many values each of `strata` equal parts of [0, 1) holds.
    fn counts(values: &[f64], strata: usize) -> Vec<usize> {
        let mut counts = vec![0; strata];
        values.iter().for_each(|value| counts[stratum(*value, strata)] += 1);
        counts
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_every_stratum_of_every_factor() {
        for points in [1, 2, 7, 100] {
            let design = latin_hypercube(points, 12, 5);
            assert_eq!(design.len(), points as usize);
            for factor in 0..12 {
                assert!(counts(&column(&design, factor), points as usize).iter().all(|count| *count == 1), "factor {factor}");
            }
        }
    }

    #[test]
    fn another_factor_leaves_the_columns_of_the_others() {
        let (few, many) = (latin_hypercube(20, 3, 9), latin_hypercube(20, 4, 9));
        (0..3).for_each(|factor| assert_eq!(column(&few, factor), column(&many, factor)));
        let (few, many) = (sobol(20, 3, 9).unwrap(), sobol(20, 4, 9).unwrap());
        (0..3).for_each(|factor| assert_eq!(column(&few, factor), column(&many, factor)));
        assert_ne!(latin_hypercube(20, 3, 9), latin_hypercube(20, 3, 10));
        assert_ne!(sobol(20, 3, 9).unwrap(), sobol(20, 3, 10).unwrap());
    }

    #[test]
    fn more_points_of_a_sobol_sequence_keep_the_first_ones() {
        let (few, many) = (sobol(37, 300, 2).unwrap(), sobol(512, 300, 2).unwrap());
        assert_eq!(few[..], many[..37]);
    }

    #[test]
    fn the_columns_of_a_latin_hypercube_are_not_correlated() {
        // 1,000 points: the correlation of two independent orders has a standard error of 1 / √999 = 0.032; of 45 pairs the
        // largest stays below 0.032 × 3.9 with probability 99.5%
        let design = latin_hypercube(1_000, 10, 3);
        let mut largest = 0.0_f64;
        for (i, j) in (0..10).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let product: f64 = design.iter().map(|point| (point[i] - 0.5) * (point[j] - 0.5)).sum();
            largest = largest.max((product / 1_000.0 * 12.0).abs());
        }
        println!("largest correlation {largest}");
        assert!(largest < 0.125, "{largest}");
    }

    #[test]
    fn every_factor_of_a_sobol_sequence_is_even_in_every_power_of_two_up_to_420_dimensions() {
        let design = sobol(256, 420, 1).unwrap();
        for factor in 0..420 {
            let values = column(&design, factor);
            for size in [2_usize, 16, 256] {
                let one_each = values.chunks(size).all(|block| counts(block, size).iter().all(|count| *count == 1));
                assert!(one_each, "dimension {factor}, blocks of {size}");
            }
        }
    }

    #[test]
    fn two_factors_of_a_sobol_sequence_are_even_together() {
        // the first two dimensions are a (0, m, 2)-net: one of 64 points in every box of area 1/64, whatever its shape
        let design = sobol(64, 2, 4).unwrap();
        for (wide, high) in [(1_usize, 64_usize), (2, 32), (4, 16), (8, 8), (16, 4), (32, 2), (64, 1)] {
            let mut boxes = vec![0; 64];
            for point in &design {
                boxes[stratum(point[0], wide) * high + stratum(point[1], high)] += 1;
            }
            assert!(boxes.iter().all(|count| *count == 1), "{wide} × {high}: {boxes:?}");
        }
    }

    /// Squared centred L2 discrepancy (Hickernell 1998, *Mathematics of Computation* 67:299).
    fn discrepancy(points: &Points) -> f64 {
        let n = points.len() as f64;
        let far = |x: f64| (x - 0.5).abs();
        let single = |x: &f64| 1.0 + 0.5 * far(*x) - 0.5 * far(*x) * far(*x);
        let pair = |(x, y): (&f64, &f64)| 1.0 + 0.5 * (far(*x) + far(*y) - (x - y).abs());
        let one: f64 = points.iter().map(|point| point.iter().map(single).product::<f64>()).sum();
        let two: f64 = points.iter().flat_map(|a| points.iter().map(move |b| a.iter().zip(b).map(pair).product::<f64>())).sum();
        let whole: f64 = points[0].iter().map(|_| 13.0 / 12.0).product();
        whole - 2.0 / n * one + two / (n * n)
    }

    #[test]
    fn sobol_fills_the_cube_more_evenly_than_a_latin_hypercube_and_that_more_than_chance() {
        // 256 points, 6 factors, 10 seeds each: means of the squared discrepancy
        let mean = |make: &dyn Fn(u64) -> Points| (0..10).map(|seed| discrepancy(&make(seed))).sum::<f64>() / 10.0;
        let random = |seed: u64| -> Points {
            let luck = Root::new(seed, 0).luck(Address::of("test", ""));
            (0..256).map(|point| (0..6).map(|factor| luck.child(factor).uniform(JITTER, point)).collect()).collect()
        };
        let (low, middle, high) = (mean(&|seed| sobol(256, 6, seed).unwrap()), mean(&|seed| latin_hypercube(256, 6, seed)), mean(&random));
        println!("squared discrepancy: sobol {low:.6}, Latin hypercube {middle:.6}, random {high:.6}");
        assert!(low * 2.0 < middle && middle < high, "{low} {middle} {high}");
    }

    /// Eight dimensions and the eight that take the same direction numbers: 64 correlations of 256 points, 100 seeds. The shuffle
    /// keeps pairs of points together, so a correlation is one of 128 to 256 things at random: standard error 0.063–0.088.
    /// The largest of 64 means of 100 stays below 4 × 0.0088 with probability 99.6%.
    #[test]
    fn factors_beyond_the_direction_numbers_are_neither_copies_nor_correlated() {
        let mut means = [0.0_f64; 64];
        let mut squares = 0.0;
        for seed in 0..100 {
            let design = sobol(256, 264, seed).unwrap();
            for (pair, mean) in means.iter_mut().enumerate() {
                let product = |point: &Vec<f64>| (point[pair / 8] - 0.5) * (point[256 + pair % 8] - 0.5);
                let correlation = design.iter().map(product).sum::<f64>() / 256.0 * 12.0;
                *mean += correlation / 100.0;
                squares += correlation * correlation / 6_400.0;
            }
        }
        let (spread, largest) = (f64::sqrt(squares), means.iter().fold(0.0_f64, |largest, mean| largest.max(mean.abs())));
        println!("correlations: root mean square {spread}, largest mean {largest}");
        assert!((0.05..0.09).contains(&spread) && largest < 0.035, "{spread} {largest}");
    }

    #[test]
    fn all_coordinates_lie_between_0_and_1() {
        let designs = [latin_hypercube(300, 9, 0), sobol(300, 260, 0).unwrap(), latin_hypercube(1, 1, 0), sobol(1, 3, 0).unwrap()];
        assert!(designs.iter().flatten().flatten().all(|value| 0.0 < *value && *value < 1.0));
        assert!(latin_hypercube(0, 3, 0).is_empty() && sobol(0, 3, 0).unwrap().is_empty());
    }

    #[test]
    fn a_sobol_sequence_ends_at_65536_points() {
        let told = sobol(65_537, 2, 0).unwrap_err().to_string();
        assert_eq!(told, "a Sobol' sequence of 65537 points, expected at most 65536: take fewer points, or a Latin hypercube");
        let values = column(&sobol(65_536, 1, 0).unwrap(), 0);
        assert!(counts(&values, 65_536).iter().all(|count| *count == 1));
    }

    #[test]
    fn a_saltelli_row_crosses_one_factor_at_a_time() {
        let sample = saltelli(16, 3, 8).unwrap();
        assert_eq!((sample.a.len(), sample.b.len(), sample.a[0].len(), sample.b[0].len()), (16, 16, 3, 3));
        let points: Points = sample.points().collect();
        assert_eq!(points.len(), 16 * 5);
        for (row, group) in points.chunks(5).enumerate() {
            let (a, b) = (&sample.a[row], &sample.b[row]);
            assert_eq!((&group[0], &group[4]), (a, b));
            assert_eq!(group[1], [b[0], a[1], a[2]]);
            assert_eq!(group[2], [a[0], b[1], a[2]]);
            assert_eq!(group[3], [a[0], a[1], b[2]]);
        }
        assert_eq!(sobol(16, 6, 8).unwrap()[5], [&sample.a[5][..], &sample.b[5][..]].concat());
    }

    #[test]
    fn on_a_trajectory_every_factor_moves_once_by_its_step() {
        for (levels, delta) in [(4_u32, 2.0 / 3.0), (6, 0.6), (2, 1.0)] {
            for trajectory in morris(20, 5, levels, 3).unwrap() {
                assert_eq!((trajectory.points.len(), trajectory.steps.len()), (6, 5));
                let mut moved: Vec<usize> = trajectory.steps.iter().map(|step| step.factor).collect();
                moved.sort_unstable();
                assert_eq!(moved, [0, 1, 2, 3, 4]);
                for (pair, step) in trajectory.points.windows(2).zip(&trajectory.steps) {
                    assert!((step.size.abs() - delta).abs() < 1e-15);
                    for (factor, (after, before)) in pair[1].iter().zip(&pair[0]).enumerate() {
                        let expected = if factor == step.factor { step.size } else { 0.0 };
                        assert!((after - before - expected).abs() < 1e-15);
                    }
                }
            }
        }
    }

    /// 1,200 trajectories: where a factor starts (place and direction together) by chi-square with 3 degrees of freedom on 4 levels; its 99.9%
    /// point is 16.27. Which of three factors goes first: 2 degrees, 13.82.
    #[test]
    fn levels_directions_and_turns_of_trajectories_are_even() {
        let trajectories = morris(1_200, 3, 4, 11).unwrap();
        let (mut starts, mut first) = ([0_u32; 4], [0_u32; 3]);
        for trajectory in &trajectories {
            starts[stratum(trajectory.points[0][0] * 0.9, 4)] += 1;
            first[trajectory.steps[0].factor] += 1;
        }
        let chi = |counts: &[u32]| -> f64 {
            let expected = 1_200.0 / counts.len() as f64;
            counts.iter().map(|count| (f64::from(*count) - expected) * (f64::from(*count) - expected) / expected).sum()
        };
        println!("chi-square of starts {}, of first movers {}", chi(&starts), chi(&first));
        assert!(chi(&starts) < 16.27 && chi(&first) < 13.82, "{starts:?} {first:?}");
    }

    #[test]
    fn trajectories_need_an_even_number_of_levels() {
        for levels in [0, 1, 3, 5] {
            assert_eq!(morris(2, 2, levels, 0), Err(DesignError::OddLevels { levels }));
        }
    }

    #[test]
    fn a_full_factorial_has_every_combination_with_the_last_factor_fastest() {
        let all: Vec<Vec<usize>> = full_factorial(&[2, 3]).collect();
        assert_eq!(all, [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert_eq!(full_factorial(&[3, 4, 5]).count(), 60);
        assert_eq!(full_factorial(&[3, 0, 5]).count(), 0);
        assert_eq!(full_factorial(&[]).collect::<Vec<_>>(), [Vec::<usize>::new()]);
        assert_eq!(full_factorial(&[usize::MAX; 3]).take(2).count(), 2);
    }

    #[test]
    fn one_at_a_time_moves_one_factor_from_the_nominal_point() {
        let points = one_at_a_time(&[3, 2], &[Some(1), None]);
        assert_eq!(
            points,
            [vec![Some(1), None], vec![Some(0), None], vec![Some(2), None], vec![Some(1), Some(0)], vec![Some(1), Some(1)],]
        );
        assert_eq!(one_at_a_time(&[], &[]), [Vec::<Option<usize>>::new()]);
    }

    /// A later version of this crate that gives other points says so under *Results changed*.
    #[test]
    fn the_points_of_a_seed_stay_what_they_are() {
        let near = |got: &[f64], expected: &[f64]| {
            let close = got.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9);
            assert!(close && got.len() == expected.len(), "got {got:?}, expected {expected:?}");
        };
        near(&latin_hypercube(4, 2, 1)[3], &[0.414_882_875_431_796_36, 0.550_824_608_996_340_6]);
        near(&sobol(4, 2, 1).unwrap()[3], &[0.523_031_012_271_530_9, 0.740_963_932_708_837_1]);
        near(&morris(2, 3, 4, 1).unwrap()[1].points[0], &[2.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0]);
    }
}
