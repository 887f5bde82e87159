//! Several tests at once: at which level each of them must be made so that the whole family keeps its promise.
//!
//! *Single step*: every difference gets a t interval at one common level, so small that with the promised probability
//! *all* intervals cover. Bonferroni's level always does; but differences of measures and policies that share their
//! replications are correlated, and then the intervals can be narrower (Hothorn, Bretz and Westfall 2008, "Simultaneous
//! inference in general parametric models", *Biometrical Journal* 50:346). The level is that of the largest |t|: its
//! quantile under the null hypothesis, with the correlation that the paired residuals show, by Monte Carlo.
//!
//! Every difference has a variance of its own, estimated from its own residuals. So the null law is drawn as what it
//! is: means from a normal law with the estimated correlation, and sample variances from the Wishart law that goes with
//! it. For independent columns this is Šidák's t exactly, for perfectly correlated ones the plain t. The draws are
//! addressed and the same every time, so the level is a function of correlation and degrees of freedom alone.
//!
//! *Step down*: Holm (1979), "A simple sequentially rejective multiple test procedure", *Scandinavian Journal of
//! Statistics* 6:65; beside the verdicts, which it does not decide.

use rand_distr::{ChiSquared, Distribution as _, StandardNormal};
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::engine::random::{Address, Purpose, Root, Stream};

/// Draws of the largest |t|: the error of the family (5%) is met within 0.15% (one standard error).
pub const DRAWS: u32 = 20_000;

/// The null law, drawn.
const NULL: Purpose = Purpose(1);

/// Pivots of a correlation matrix below this are rounding: the column follows from those before it.
const NOUGHT: f64 = 1e-10;

/// Correlation of columns of residuals about their means, of equal length; a missing value is 0. The diagonal is 1.
#[must_use]
pub fn correlation(residuals: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let norms: Vec<f64> = residuals.iter().map(|column| product(column, column).sqrt()).collect();
    let entry = |i: usize, j: usize| {
        if i == j { 1.0 } else { (product(&residuals[i], &residuals[j]) / (norms[i] * norms[j])).clamp(-1.0, 1.0) }
    };
    (0..residuals.len()).map(|i| (0..residuals.len()).map(|j| entry(i, j)).collect()).collect()
}

/// The two-sided level of each test that keeps the error of the family at `alpha`: tests with this `correlation`, each
/// with `freedom` degrees (at least 1). Never below Bonferroni's level and never above `alpha`.
#[must_use]
pub fn single_step_level(correlation: &[Vec<f64>], freedom: u32, alpha: f64) -> f64 {
    let count = correlation.len();
    if count < 2 {
        return alpha;
    }
    let null = Null { factor: factor(correlation), freedom: freedom.max(1) };
    let luck = Root::new(0, 0).luck(Address::of("largest t", ""));
    let mut room = Room::default();
    let mut largest: Vec<f64> = (0..DRAWS).map(|draw| null.largest_t(&mut luck.stream(NULL, draw), &mut room)).collect();
    largest.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of draws")]
    let rank = (f64::from(DRAWS + 1) * (1.0 - alpha)).ceil() as usize;
    let quantile = largest[rank.clamp(1, largest.len()) - 1];
    two_sided_p(quantile, freedom.max(1)).clamp(alpha / count as f64, alpha)
}

/// Probability that |t| with `freedom` degrees (at least 1) is at least `t`.
#[must_use]
pub fn two_sided_p(t: f64, freedom: u32) -> f64 {
    let Ok(law) = StudentsT::new(0.0, 1.0, f64::from(freedom.max(1))) else {
        unreachable!("Student's t with location 0, scale 1 and at least 1 degree of freedom exists")
    };
    (2.0 * law.sf(t.abs())).min(1.0)
}

/// Holm's adjusted p values, in the order of `p`.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        largest = largest.max((p[index] * (p.len() - rank) as f64).min(1.0));
        adjusted[index] = largest;
    }
    adjusted
}

/// The lower triangle L with L Lᵀ = `matrix`, which may be singular: a column that follows from others has no pivot.
fn factor(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (i, row) in matrix.iter().enumerate() {
        let mut new = vec![0.0; matrix.len()];
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| new[k] * if i == j { new[k] } else { lower[j][k] }).sum();
            let rest = row[j] - known;
            if i == j {
                new[j] = if rest > NOUGHT { rest.sqrt() } else { 0.0 };
            } else if lower[j][j] > 0.0 {
                new[j] = rest / lower[j][j];
            }
        }
        lower.push(new);
    }
    lower
}

/// t statistics of a normal sample without any difference.
struct Null {
    factor: Vec<Vec<f64>>,
    freedom: u32,
}

/// Room for one draw, used again and again.
#[derive(Default)]
struct Room {
    normals: Vec<f64>,
    means: Vec<f64>,
    variances: Vec<f64>,
    /// Rows of a lower triangle, one after the other.
    triangle: Vec<f64>,
}

impl Null {
    fn largest_t(&self, stream: &mut Stream, room: &mut Room) -> f64 {
        fill_with_normals(&mut room.normals, self.factor.len(), stream);
        room.means.clear();
        room.means.extend(self.factor.iter().map(|row| product(row, &room.normals)));
        if self.freedom as usize >= self.factor.len() {
            self.bartlett(stream, room);
        } else {
            self.summed(stream, room);
        }
        room.means.iter().zip(&room.variances).map(|(mean, variance)| mean.abs() / variance.sqrt()).fold(0.0, f64::max)
    }

    /// Sample variances as sums of squares, one normal vector per degree of freedom.
    fn summed(&self, stream: &mut Stream, room: &mut Room) {
        room.variances.clear();
        room.variances.resize(self.factor.len(), 0.0);
        for _ in 0..self.freedom {
            fill_with_normals(&mut room.normals, self.factor.len(), stream);
            for (variance, row) in room.variances.iter_mut().zip(&self.factor) {
                let value = product(row, &room.normals);
                *variance += value * value / f64::from(self.freedom);
            }
        }
    }

    /// The same by Bartlett's decomposition (1933) of a Wishart matrix, whose work does not grow with the degrees: the
    /// diagonal of L A Aᵀ Lᵀ, A lower triangular with roots of chi squares on the diagonal and normals below.
    fn bartlett(&self, stream: &mut Stream, room: &mut Room) {
        let count = self.factor.len();
        room.triangle.clear();
        for row in 0..count {
            room.triangle.extend((0..row).map(|_| -> f64 { StandardNormal.sample(stream) }));
            room.triangle.push(chi_squared(f64::from(self.freedom) - row as f64, stream).sqrt());
        }
        let triangle = &room.triangle;
        let entry = |row: &[f64], column: usize| -> f64 { (column..count).map(|k| row[k] * triangle[k * (k + 1) / 2 + column]).sum() };
        let variance = |row: &Vec<f64>| (0..count).map(|column| entry(row, column).powi(2)).sum::<f64>() / f64::from(self.freedom);
        room.variances.clear();
        room.variances.extend(self.factor.iter().map(variance));
    }
}

fn fill_with_normals(numbers: &mut Vec<f64>, count: usize, stream: &mut Stream) {
    numbers.clear();
    numbers.extend((0..count).map(|_| -> f64 { StandardNormal.sample(stream) }));
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn chi_squared(freedom: f64, stream: &mut Stream) -> f64 {
    match ChiSquared::new(freedom) {
        Ok(law) => law.sample(stream),
        Err(error) => unreachable!("a Wishart law of at least as many degrees as columns has no degree {freedom}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::estimate::t_quantile;

    fn equal(count: usize, rho: f64) -> Vec<Vec<f64>> {
        (0..count).map(|i| (0..count).map(|j| if i == j { 1.0 } else { rho }).collect()).collect()
    }

    /// Critical values by Monte Carlo have a standard error of about half a percent, more with few degrees of freedom.
    fn assert_critical(count: usize, rho: f64, freedom: u32, expected: f64) {
        let got = t_quantile(1.0 - single_step_level(&equal(count, rho), freedom, 0.05) / 2.0, freedom);
        println!("m {count}, rho {rho}, nu {freedom}: {got:.4}, expected {expected:.4}");
        let allowed = expected * if freedom < 5 { 0.06 } else { 0.02 };
        assert!((got - expected).abs() < allowed, "m {count}, rho {rho}, nu {freedom}: {got}, expected {expected}");
    }

    #[test]
    fn independent_tests_have_the_critical_values_of_sidak() {
        // Šidák (1967), Journal of the American Statistical Association 62:626: each test at 1 − 0.95^(1/m)
        for (count, freedom) in [(2_usize, 1), (2, 10), (3, 10), (5, 20), (10, 30), (10, 4)] {
            let level = 1.0 - 0.95_f64.powf(1.0 / count as f64);
            assert_critical(count, 0.0, freedom, t_quantile(1.0 - level / 2.0, freedom));
        }
    }

    #[test]
    fn with_many_replications_half_correlated_tests_have_the_critical_values_of_dunnett() {
        // Dunnett (1964), "New tables for multiple comparisons with a control", two-sided 5%, infinitely many degrees
        for (count, expected) in [(2, 2.21), (3, 2.35), (4, 2.44), (5, 2.51)] {
            assert_critical(count, 0.5, 1_000_000, expected);
        }
    }

    #[test]
    fn copies_of_one_test_have_its_plain_critical_value() {
        for (count, freedom) in [(2, 5), (4, 29), (6, 3)] {
            assert_critical(count, 1.0, freedom, t_quantile(0.975, freedom));
        }
        assert_eq!(single_step_level(&equal(1, 1.0), 7, 0.05), 0.05);
    }

    #[test]
    fn both_ways_of_drawing_variances_give_the_same_law() {
        let null = Null { factor: factor(&equal(3, 0.7)), freedom: 4 };
        let luck = Root::new(1, 0).luck(Address::of("test", ""));
        let mean = |way: fn(&Null, &mut Stream, &mut Room)| {
            let mut room = Room::default();
            let draws = (0..20_000).map(|draw| {
                way(&null, &mut luck.stream(NULL, draw), &mut room);
                room.variances.iter().copied().fold(0.0, f64::max)
            });
            draws.sum::<f64>() / 20_000.0
        };
        let (one, other) = (mean(Null::bartlett), mean(Null::summed));
        assert!((one - other).abs() < 0.03, "{one} against {other}");
    }

    #[test]
    fn the_level_lies_between_bonferronis_and_the_single_tests_and_is_the_same_every_time() {
        for (count, rho, freedom) in [(2, 0.0, 1), (4, 0.3, 2), (12, 0.9, 29), (12, -0.09, 9), (40, 0.5, 19)] {
            let level = single_step_level(&equal(count, rho), freedom, 0.05);
            assert!((0.05 / count as f64..=0.05).contains(&level), "{level}");
            assert_eq!(level, single_step_level(&equal(count, rho), freedom, 0.05));
        }
    }

    #[test]
    fn correlation_is_that_of_the_residuals_and_a_column_that_follows_from_others_is_no_trouble() {
        let columns = [vec![1.0, -1.0, 0.0, 0.0], vec![1.0, 1.0, -2.0, 0.0], vec![-2.0, 2.0, 0.0, 0.0]];
        let found = correlation(&columns);
        assert_eq!((found[0][0], found[0][1]), (1.0, 0.0));
        assert!((found[0][2] + 1.0).abs() < 1e-12);
        let lower = factor(&found);
        for i in 0..3 {
            for j in 0..3 {
                let product: f64 = (0..3).map(|k| lower[i][k] * lower[j][k]).sum();
                assert!((product - found[i][j]).abs() < 1e-9, "{i} {j}");
            }
        }
    }

    #[test]
    fn holm_agrees_with_the_example_worked_by_hand() {
        // sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, and 0.04 raised to 0.06
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (got, expected) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((got - expected).abs() < 1e-12, "{adjusted:?}");
        }
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert_eq!(holm(&[]), Vec::<f64>::new());
    }
}
