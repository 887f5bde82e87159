//! Which policy a comparison speaks for follows the stated rule, whatever the order of the policies.

use wangge::experiment::analysis::comparison::Comparison;
use wangge::experiment::readings::of_choice::{Grounds, PolicyChoice};
use wangge::scenario::Evidence;
use wangge::statistics::estimate::Estimator;
use wangge::units::key::Key;
use wangge::units::measure::Measure;

use super::comparison::{concluded, evidence};

const COLUMNS: [Key; 4] = [
    Key::of_place(Measure::ResolutionTime),
    Key::of_place(Measure::ResolutionRate),
    Key::of_place(Measure::COST),
    Key::of_place(Measure::VolunteerHours),
];

/// What a policy adds to the baseline: hours and share on average, and how unsteadily, yuan, hours of volunteers.
#[derive(Clone, Copy)]
struct Made {
    hours: f64,
    rate: f64,
    unsteady: f64,
    yuan: f64,
    volunteers: f64,
}

const SAME: Made = Made { hours: 0.0, rate: 0.0, unsteady: 0.5, yuan: 0.0, volunteers: 0.0 };

fn judged_by(relevant: Option<f64>) -> Evidence {
    let mut own = evidence(&[Measure::ResolutionTime, Measure::ResolutionRate]);
    if let Some(hours) = relevant {
        own.relevant = vec![(Measure::ResolutionTime, hours), (Measure::ResolutionRate, 0.02)];
    }
    own
}

/// Twenty replications of the baseline and of what is made; each policy wavers in its own rhythm.
fn compared(relevant: Option<f64>, made: &[Made]) -> Comparison {
    let value = |replication: u32, policy: usize, own: Made| {
        let base = f64::from(replication % 7);
        let rhythm = [1.0, -1.0, 0.4, -0.4, 0.0][(replication as usize * (policy + 1) + policy) % 5];
        let rate = 0.5 + base / 100.0 + own.rate + own.unsteady * rhythm / 1_000.0;
        [100.0 + base + own.hours + own.unsteady * rhythm, rate, 1_000.0 + own.yuan, own.volunteers].map(Some).to_vec()
    };
    let values: Vec<_> = (0..20)
        .map(|replication| {
            let others = made.iter().enumerate().map(|(index, own)| value(replication, index + 1, *own));
            std::iter::once(value(replication, 0, SAME)).chain(others).collect()
        })
        .collect();
    let names = ["base", "one", "two", "three"];
    concluded(&judged_by(relevant), &COLUMNS, &names[..=made.len()], &values, 0)
}

fn choice(relevant: Option<f64>, made: &[Made]) -> PolicyChoice {
    compared(relevant, made).choice().expect("a choice")
}

fn chosen(policy: usize, grounds: Grounds, alike: &[usize], behind: &[usize]) -> PolicyChoice {
    PolicyChoice { policy, grounds, alike: alike.to_vec(), behind: behind.to_vec() }
}

#[test]
fn a_policy_that_is_better_and_worse_in_nothing_is_chosen_and_one_that_pays_for_it_elsewhere_is_not() {
    let better = Made { hours: -5.0, ..SAME };
    assert_eq!(choice(None, &[better]), chosen(1, Grounds::Better, &[], &[]));
    let pays = Made { hours: -5.0, rate: -0.1, ..SAME };
    assert_eq!(choice(None, &[pays]), chosen(0, Grounds::NoneBetter, &[], &[]));
    assert_eq!(choice(None, &[pays, better]), chosen(2, Grounds::Better, &[], &[]));
}

#[test]
fn of_those_as_good_the_cheapest_is_chosen_and_then_the_one_that_asks_least_of_volunteers() {
    let [dear, cheap] = [50.0, -50.0].map(|yuan| Made { hours: -5.0, yuan, ..SAME });
    assert_eq!(choice(None, &[dear, cheap]), chosen(2, Grounds::Better, &[1], &[]));
    assert_eq!(choice(None, &[cheap, dear]), chosen(1, Grounds::Better, &[2], &[]));
    let [many, few] = [50.0, 5.0].map(|volunteers| Made { hours: -5.0, volunteers, ..SAME });
    assert_eq!(choice(None, &[many, few]), chosen(2, Grounds::Better, &[1], &[]));
    let far = Made { hours: -12.0, yuan: 500.0, ..SAME };
    assert_eq!(choice(None, &[cheap, far, dear]), chosen(2, Grounds::Better, &[], &[1, 3]), "better by far, whatever it costs");
}

#[test]
fn who_lags_by_less_than_what_matters_is_as_good() {
    let [cheap, best] = [(-30.0, 0.0), (-33.0, 100.0)].map(|(hours, yuan)| Made { hours, yuan, ..SAME });
    assert_eq!(choice(None, &[cheap, best]), chosen(2, Grounds::Better, &[], &[1]));
    assert_eq!(choice(Some(8.0), &[cheap, best]), chosen(1, Grounds::Better, &[2], &[]));
    assert_eq!(choice(Some(2.0), &[cheap, best]), chosen(2, Grounds::Better, &[], &[1]));
}

#[test]
fn a_worse_policy_is_not_taken_for_the_sake_of_next_to_nothing() {
    let [worse, best] = [(-30.0, 0.0), (-33.0, 5.0)].map(|(hours, yuan)| Made { hours, yuan, ..SAME });
    // with what the baseline costs known, 5 of 1,000 yuan are nothing and 20 are something
    let of = |made: &[Made]| {
        let mut estimator = Estimator::new(&COLUMNS);
        for _ in 0..20 {
            estimator.add(&[Some(100.0), Some(0.5), Some(1_000.0), Some(100.0)]);
        }
        let comparison = compared(Some(8.0), made);
        Comparison { estimates: vec![estimator.estimates(0.95)], ..comparison }.choice().unwrap()
    };
    assert_eq!(of(&[worse, best]), chosen(2, Grounds::Better, &[1], &[]));
    assert_eq!(of(&[worse, Made { yuan: 20.0, ..best }]), chosen(1, Grounds::Better, &[2], &[]));
    assert_eq!(of(&[worse, Made { volunteers: 4.0, ..best }]), chosen(2, Grounds::Better, &[1], &[]));
    assert_eq!(of(&[worse, Made { volunteers: 9.0, ..best }]), chosen(1, Grounds::Better, &[2], &[]));
}

#[test]
fn without_a_better_one_the_baseline_stays_unless_an_equivalent_policy_costs_less() {
    let [equal, cheaper] = [0.0, -50.0].map(|yuan| Made { yuan, ..SAME });
    assert_eq!(choice(Some(4.0), &[equal]), chosen(0, Grounds::NoneBetter, &[], &[]));
    assert_eq!(choice(Some(4.0), &[equal, cheaper]), chosen(2, Grounds::Cheapest, &[], &[]));
    // without a smallest difference that matters nothing is known to be equivalent
    assert_eq!(choice(None, &[cheaper]), chosen(0, Grounds::Open, &[], &[]));
    let unsteady = Made { hours: -2.0, unsteady: 40.0, ..SAME };
    assert_eq!(choice(Some(4.0), &[unsteady]), chosen(0, Grounds::Open, &[], &[]));
    let small = Made { hours: -1.0, yuan: 10.0, ..SAME };
    assert_eq!(choice(Some(4.0), &[small]), chosen(0, Grounds::NoneBetter, &[], &[]), "better, but too small to matter");
}

#[test]
fn too_many_failed_runs_give_no_advice() {
    let better = Made { hours: -5.0, ..SAME };
    let comparison = compared(None, &[better]);
    assert!(comparison.choice().is_some());
    assert_eq!(Comparison { left_out: 1, ..comparison }.choice(), None);
}
