//! A sensitivity study finds the factors that matter, drops those that do not, and shares out the variance as theory does;
//! all through a campaign, on the difference of two policies as on the values.

use wangge::experiment::analysis::point_values::{Output, PointValues};
use wangge::experiment::analysis::sensitivity::{Decomposition, MOST_SURVIVORS, Screening, morris_points, saltelli_points};
use wangge::experiment::design::plan::Plan;
use wangge::experiment::design::schedule::Whole;
use wangge::units::measure::Measure;

use super::sweep::{At, PLACE, carry_out, cube, plan};

const RATE: Measure = Measure::ResolutionRate;

/// The values of a made-up plan at these points of the cube.
fn study(points: &[Vec<f64>], replications: u32, model: impl Fn(At, &[f64]) -> f64 + Sync) -> (Plan, PointValues) {
    let factors = points.first().map_or(0, Vec::len);
    let plan = plan(&["base", "more"], replications, "points", &vec!["x"; factors], cube(points));
    let columns = [PLACE(RATE)];
    let mut values = PointValues::new(&plan, &columns, &columns);
    carry_out(&plan, &columns, &mut Whole::of(&plan), &mut values, |at| Some(vec![Some(model(at, &points[at.point]))]));
    (plan, values)
}

#[test]
fn a_screening_keeps_the_factors_that_move_a_value_or_a_difference_and_drops_the_rest() {
    let (trajectories, points) = morris_points(10, 15, 4, 3).unwrap();
    // the third and sixth move both policies, the ninth only the difference, a hundredth of that the twelfth
    let model = |at: At, x: &[f64]| {
        let gain = if at.policy == 1 { 0.2 * x[8] } else { 0.0 };
        10.0 * x[2] + 5.0 * x[5] + 0.002 * x[11] + gain + at.shared()
    };
    let (_, values) = study(&points, 3, model);
    let screening = Screening::of(&trajectories, &values, &[PLACE(RATE)], 0.95, MOST_SURVIVORS);
    // shares of the largest are 1, 1/2 and, of the difference, 1
    let mut survivors = screening.survivors.clone();
    survivors.sort_unstable();
    assert_eq!((survivors, screening.survivors[2], screening.cut_off.as_slice()), (vec![2, 5, 8], 5, [].as_slice()));
    let outputs: Vec<Output> = screening.outputs.iter().map(|own| own.of.output).collect();
    assert_eq!(outputs, [Output::Value { policy: 0 }, Output::Value { policy: 1 }, Output::Difference { policy: 1 }]);
    let first = &screening.outputs[0];
    assert_eq!((first.effects[0].factor, first.effects[1].factor, first.missing), (2, 5, 0));
    assert!((first.effects[0].effects.mu_star.unwrap() - 10.0).abs() < 1e-9 && first.noise_share.unwrap() < 1e-9, "{first:?}");
    let few = Screening::of(&trajectories, &values, &[PLACE(RATE)], 0.95, 2);
    assert_eq!((few.survivors.len(), few.cut_off.as_slice()), (2, [5].as_slice()));
}

#[test]
fn an_output_that_nothing_moves_keeps_no_factor() {
    let (trajectories, points) = morris_points(4, 3, 4, 3).unwrap();
    let (_, values) = study(&points, 2, |at, _| 1.0 / 3.0 + 0.1 * at.shared());
    let screening = Screening::of(&trajectories, &values, &[PLACE(RATE)], 0.95, MOST_SURVIVORS);
    assert!(screening.survivors.is_empty() && screening.cut_off.is_empty());
}

/// y = 4 x₁ + 2 x₂ + 2 x₃ x₄ about the middle, x uniform: variances 16/12, 4/12 and, of the product, 4/144. 512 rows; every index within
/// 0.02. The difference of the policies is x₂ alone.
#[test]
fn a_decomposition_shares_out_the_variance_as_theory_does() {
    let points = saltelli_points(512, 4, 7).unwrap();
    assert_eq!(points.len(), 512 * 6);
    let model = |at: At, x: &[f64]| {
        let gain = if at.policy == 1 { x[1] } else { 0.0 };
        4.0 * x[0] + 2.0 * x[1] + 2.0 * (x[2] - 0.5) * (x[3] - 0.5) + gain + 3.0 * at.shared()
    };
    let (_, values) = study(&points, 2, model);
    let found = Decomposition::of(&cube(&points), &values, &[PLACE(RATE)], 0.95);
    let all = 16.0 / 12.0 + 4.0 / 12.0 + 4.0 / 144.0;
    let (first, total) = ([16.0 / 12.0, 4.0 / 12.0, 0.0, 0.0], [16.0 / 12.0, 4.0 / 12.0, 4.0 / 144.0, 4.0 / 144.0]);
    let base = found.outputs[0].indices.as_ref().unwrap();
    for (factor, own) in base.factors.iter().enumerate() {
        println!(
            "factor {factor}: S1 {:.4} ({:.4}), ST {:.4} ({:.4})",
            own.first.value,
            first[factor] / all,
            own.total.value,
            total[factor] / all
        );
        assert!((own.first.value - first[factor] / all).abs() < 0.02 && (own.total.value - total[factor] / all).abs() < 0.02);
    }
    // random numbers that all points share moves no index and is no noise between points
    assert!(found.outputs[0].noise_share.unwrap() < 1e-9);
    // the difference, which is x₂, lies above zero everywhere: nothing turns it; a value is asked for no sign
    let turns = found.outputs[2].turns.as_ref().unwrap();
    assert!(turns.below == 0 && turns.above >= 512 * 6 - 6 && turns.factors.is_empty(), "{turns:?}");
    assert_eq!(found.outputs[0].turns, None);
    let difference = found.outputs[2].indices.as_ref().unwrap();
    assert_eq!(found.outputs[2].of.output, Output::Difference { policy: 1 });
    assert!((difference.factors[1].total.value - 1.0).abs() < 0.02 && difference.factors[0].total.value.abs() < 1e-9);
}

#[test]
fn the_share_of_noise_is_told_and_unknown_of_one_replication() {
    let points = saltelli_points(256, 2, 7).unwrap();
    // variance of x₁ 1/12, of the noise of a mean of 3 runs 0.25 / 3: half
    let model = |at: At, x: &[f64]| x[0] + 0.5 * at.own();
    let (_, values) = study(&points, 3, model);
    let noise = Decomposition::of(&cube(&points), &values, &[PLACE(RATE)], 0.95).outputs[0].noise_share.unwrap();
    println!("noise share {noise:.3}, expected 0.5");
    assert!((noise - 0.5).abs() < 0.06);
    let (_, lone) = study(&points, 1, model);
    assert_eq!(Decomposition::of(&cube(&points), &lone, &[PLACE(RATE)], 0.95).outputs[0].noise_share, None);
}
