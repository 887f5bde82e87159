//! Several tests at once.
//!
//! *Single step*: Bonferroni. Every interval of a family of m is made at the level α / m, so with the promised probability
//! all of them cover, whatever the dependence between policies and measures; the method of the single interval stands in
//! [`super::estimate`], and stopping ([`super::stopping`]) uses the same.
//!
//! *Step down*: Holm (1979), "A simple sequentially rejective multiple test procedure", *Scandinavian Journal of
//! Statistics* 6:65; beside the verdicts, which it does not decide.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The two-sided level of each of so many intervals that together keep the error `alpha`.
#[must_use]
pub fn single_step_level(count: usize, alpha: f64) -> f64 {
    alpha / count.max(1) as f64
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

#[cfg(test)]
mod tests {
    use crate::statistics::multiple_tests::*;

    #[test]
    fn a_family_shares_the_risk_and_one_difference_keeps_it() {
        assert_eq!((single_step_level(0, 0.05), single_step_level(1, 0.05), single_step_level(4, 0.05)), (0.05, 0.05, 0.0125));
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
