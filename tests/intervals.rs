//! One method of intervals: alone, in a family and with either sign of the skewness they cover what they say; differences that
//! are rare have none, and what is called identical was the same event by event.

use rand_distr::{Distribution as _, Gamma, StandardNormal};
use rayon::prelude::*;
use wangge::engine::Root;
use wangge::engine::random::{Address, Purpose, Stream};
use wangge::experiment::analysis::comparison::{Comparison, Difference};
use wangge::experiment::analysis::verdict::Verdict;
use wangge::output::language::message::Language;
use wangge::output::language::wording::Wording;
use wangge::statistics::estimate::{Estimator, t_quantile};
use wangge::units::key::Key;
use wangge::units::measure::Measure;

use super::comparison::{Values, evidence, judged};

const RATE: Key = Key::of_place(Measure::OnTimeRate);

fn is_long() -> bool {
    std::env::var_os("WANGGE_LONG").is_some()
}

/// A law with mean 0 and standard deviation 1.
#[derive(Clone, Copy, Debug)]
pub enum Law {
    Normal,
    /// Gamma with this skewness, mirrored where it is negative.
    Gamma {
        skewness: f64,
    },
    /// Lognormal whose logarithm has the standard deviation 0.7156: skewness 3.
    Lognormal,
}

impl Law {
    pub fn draw(self, stream: &mut Stream) -> f64 {
        match self {
            Self::Normal => StandardNormal.sample(stream),
            Self::Gamma { skewness } => {
                let shape = 4.0 / (skewness * skewness);
                let gamma: f64 = Gamma::new(shape, 1.0).unwrap().sample(stream);
                skewness.signum() * (gamma - shape) / shape.sqrt()
            }
            Self::Lognormal => {
                let (normal, variance): (f64, f64) = (StandardNormal.sample(stream), 0.7156 * 0.7156);
                ((0.7156 * normal).exp() - (variance / 2.0).exp()) / (variance.exp_m1() * variance.exp()).sqrt()
            }
        }
    }
}

fn stream(number: u32) -> Stream {
    Root::new(71, number).luck(Address::of("intervals", "")).stream(Purpose(1), 0)
}

fn covers(difference: &Difference) -> bool {
    difference.interval.is_some_and(|interval| interval.low <= 0.0 && 0.0 <= interval.high)
}

/// Whether the plain t interval of the same difference covers 0.
fn plain_covers(difference: &Difference) -> bool {
    let (mean, sd, n) = (difference.mean.unwrap(), difference.sd.unwrap(), difference.n);
    mean.abs() <= t_quantile(0.975, n - 1) * sd / f64::from(n).sqrt()
}

/// A difference of true mean 0 over 30 replications. Full form 20,000 macro-replications, coverage at least 0.93; short form
/// 2,000, at least 0.93 less three standard errors. At a skewness of 3 plain t intervals fall short of both.
#[test]
fn a_single_interval_covers_at_skewness_up_to_three_of_either_sign() {
    let macros: u32 = if is_long() { 20_000 } else { 2_000 };
    if !is_long() {
        println!("short form: {macros} of 20000 macro-replications (WANGGE_LONG=1 for all)");
    }
    let least = if is_long() { 0.93 } else { 0.93 - 3.0 * (0.93 * 0.07 / f64::from(macros)).sqrt() };
    let gammas = [1.0, -1.0, 2.0, -2.5, 3.0, -3.0].map(|skewness| Law::Gamma { skewness });
    for law in [Law::Normal, Law::Lognormal].into_iter().chain(gammas) {
        let one = |number: u32| {
            let mut stream = stream(number);
            let values: Values = (0..30).map(|_| vec![vec![Some(5.0)], vec![Some(5.0 + law.draw(&mut stream))]]).collect();
            let difference = judged(&evidence(&[Measure::OnTimeRate]), &[RATE], 2, &values).differences[0][0];
            (covers(&difference), plain_covers(&difference))
        };
        let found: Vec<(bool, bool)> = (0..macros).into_par_iter().map(one).collect();
        let share = |is: fn(&(bool, bool)) -> bool| found.iter().filter(|one| is(one)).count() as f64 / f64::from(macros);
        let (own, plain) = (share(|one| one.0), share(|one| one.1));
        println!("{law:?}: {own:.4} of {macros} cover, plain t {plain:.4}");
        assert!(own >= least, "{law:?}: {own}");
        assert!(own < 0.985, "{law:?}: {own}, far wider than it need be");
        assert!(plain < 0.925 || !matches!(law, Law::Gamma { skewness } if skewness.abs() > 2.9), "{law:?}: {plain}");
    }
}

/// Two policies and four measures whose differences are independent, with skewness 3, −3, 2 and 0 and true mean 0: the worst
/// case of Bonferroni. 30 replications. Full form 10,000 families, all eight intervals cover in at least 0.93; short form 1,000,
/// at least 0.93 less three standard errors. A verdict better or worse is as frequent as a miss.
#[test]
fn all_intervals_of_a_family_cover_together_at_skewness_up_to_three_of_either_sign() {
    let macros: u32 = if is_long() { 10_000 } else { 1_000 };
    if !is_long() {
        println!("short form: {macros} of 10000 families (WANGGE_LONG=1 for all)");
    }
    let least = if is_long() { 0.93 } else { 0.93 - 3.0 * (0.93 * 0.07 / f64::from(macros)).sqrt() };
    let measures = [Measure::ResolutionTime, Measure::ResolutionRate, Measure::OnTimeRate, Measure::KnownResolutionRate];
    let columns = measures.map(Key::of_place);
    let laws = [Law::Gamma { skewness: 3.0 }, Law::Gamma { skewness: -3.0 }, Law::Gamma { skewness: 2.0 }, Law::Normal];
    let family = |number: u32| {
        let mut stream = stream(number);
        let mut policy = |scale: f64| laws.map(|law| Some(5.0 + scale * law.draw(&mut stream))).to_vec();
        let values: Values = (0..30).map(|_| vec![policy(0.0), policy(1.0), policy(1.0)]).collect();
        let comparison = judged(&evidence(&measures), &columns, 3, &values);
        assert!(comparison.family.size == 8 && (comparison.family.level - 0.05 / 8.0).abs() < 1e-12);
        let all = || (1..3).flat_map(|policy| comparison.headline_of(policy));
        let is_apart = all().any(|difference| matches!(difference.verdict, Some(Verdict::Apart { .. })));
        assert_eq!(all().all(covers), !is_apart, "intervals and verdicts come from one procedure");
        all().all(covers)
    };
    let covered = (0..macros).into_par_iter().filter(|number| family(*number)).count() as f64 / f64::from(macros);
    println!("all eight cover in {covered:.4} of {macros} families");
    assert!(covered >= least && covered < 1.0, "{covered}");
}

/// Columns of a comparison in which the policy differs from the baseline in the first `differing` of 40 replications.
fn rare(differing: usize) -> Comparison {
    let value = |replication: usize, policy: usize| {
        let is_apart = policy == 1 && replication < differing;
        vec![Some(1.0 + (replication % 5) as f64 + if is_apart { 0.5 + (replication % 3) as f64 } else { 0.0 })]
    };
    let values: Values = (0..40).map(|replication| vec![value(replication, 0), value(replication, 1)]).collect();
    judged(&evidence(&[Measure::OnTimeRate]), &[RATE], 2, &values)
}

#[test]
fn a_difference_in_fewer_than_ten_runs_is_rare_and_has_neither_interval_nor_verdict() {
    for (differing, is_rare) in [(1, true), (9, true), (10, false), (40, false)] {
        let comparison = rare(differing);
        let difference = comparison.differences[0][0];
        assert_eq!((difference.is_rare(), difference.differing as usize), (is_rare, differing));
        assert_eq!((difference.interval.is_none(), difference.verdict.is_none(), difference.p_holm.is_none()), (is_rare, is_rare, is_rare));
        assert_eq!(comparison.family.varying, usize::from(!is_rare));
    }
    let comparison = rare(3);
    assert_eq!(comparison.differences[0][0].said().as_deref(), Some("rare: differs in 3 of 40 runs"));
    let sentence = |language| Wording::new(language).sentence(&comparison, 1);
    assert!(sentence(Language::English).contains("rare: differs in 3 of 40 runs"), "{}", sentence(Language::English));
    assert!(sentence(Language::Chinese).contains("40 次运行中仅 3 次有差异"), "{}", sentence(Language::Chinese));
}

#[test]
fn a_measure_that_never_differs_is_identical_only_where_the_events_were_the_same() {
    let values: Values = (0..12).map(|replication| vec![vec![Some(f64::from(replication))]; 2]).collect();
    let with = |streams: &dyn Fn(u32) -> [u64; 2]| {
        let comparison = super::comparison::judged_with(&evidence(&[Measure::OnTimeRate]), &[RATE], 2, &values, streams);
        comparison.differences[0][0]
    };
    assert_eq!(with(&|replication| [replication.into(); 2]).verdict, Some(Verdict::Identical));
    let other = with(&|replication| [replication.into(), if replication == 7 { 99 } else { replication.into() }]);
    assert_eq!((other.verdict, other.said().as_deref()), (Some(Verdict::Unchanged { n: 12 }), Some("no difference in 12 runs")));
    let words = Wording::new(Language::Chinese);
    assert_eq!((words.said(&other).as_str(), words.verdict_word(&other.verdict.unwrap()).as_str()), ("12 次运行中均无差异", "无差异"));
}

#[test]
fn an_estimate_of_one_policy_has_its_interval_by_the_same_method() {
    let mut stream = stream(0);
    let drawn: Vec<f64> = (0..30).map(|_| Law::Gamma { skewness: 3.0 }.draw(&mut stream)).collect();
    let mut estimator = Estimator::new(&[RATE]);
    drawn.iter().for_each(|value| estimator.add(&[Some(*value)]));
    let values: Values = drawn.iter().map(|value| vec![vec![Some(0.0)], vec![Some(*value)]]).collect();
    let difference = judged(&evidence(&[Measure::OnTimeRate]), &[RATE], 2, &values).differences[0][0];
    assert_eq!(estimator.estimates(0.95)[0].interval, difference.interval);
}

/// The shipped queue, in which hardly anybody comes: nothing occurs in any run.
#[test]
fn an_empty_cohort_has_no_median_and_is_not_said_to_take_longer_than_the_follow_up() {
    let setting = super::place::desk(1, 1e-9, super::place::constant(60.0), 3);
    let columns = wangge::measure::replication::keys(&setting);
    let mut estimator = Estimator::new(&columns);
    (0..3).for_each(|replication| estimator.add(super::place::once(&setting, 5, replication).measures.values()));
    for measure in [Measure::ResolutionTimeMedian, Measure::ResolutionTimeP90] {
        let estimates = estimator.estimates(0.95);
        let found = estimates.iter().find(|estimate| estimate.key == Key::of_place(measure)).unwrap();
        assert_eq!((found.n, found.mean, found.is_not_reached(), found.is_of_nothing()), (0, None, false, true));
    }
}

#[test]
fn runs_have_the_same_digest_exactly_where_the_same_happened() {
    let busy = |clerks: i32| super::place::desk(clerks, 3.0, super::place::constant(1_000.0), 5);
    let of = |clerks, seed, replication| super::place::once(&busy(clerks), seed, replication).stream;
    assert_eq!(of(1, 5, 0), of(1, 5, 0));
    assert!([of(2, 5, 0), of(1, 6, 0), of(1, 5, 1)].iter().all(|other| *other != of(1, 5, 0)));
}

#[test]
fn counts_of_fewer_than_five_in_a_run_are_named_as_rare() {
    let estimates = |incidents: f64| {
        let columns = [Measure::Incidents, Measure::LatentIssues, Measure::Arrivals].map(Key::of_place);
        let mut estimator = Estimator::new(&columns);
        (0..4).for_each(|_| estimator.add(&[Some(incidents), Some(0.5), Some(900.0)]));
        vec![estimator.estimates(0.95)]
    };
    let said = |incidents| Wording::ENGLISH.rare_counts(&estimates(incidents));
    assert_eq!((said(0.0), said(5.0)), (None, None));
    let rare = said(0.25).unwrap();
    assert!(rare.contains(" 0.2") || rare.contains(" 0.3"), "{rare}");
    assert!(rare.starts_with("rare, fewer than 5 in a run") && !rare.contains("900"), "{rare}");
}
