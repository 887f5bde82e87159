//! Policies against a baseline: what is the same is called identical, intervals cover what theory knows, the family keeps
//! its error, what failed or is missing is said, and files and screen tell the same.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use rand_distr::{Distribution as _, StandardNormal};
use rayon::prelude::*;
use tempfile::TempDir;
use wangge::engine::Root;
use wangge::engine::random::{Address, Purpose};
use wangge::experiment::analysis::comparison::{Comparison, Difference, Differences};
use wangge::experiment::analysis::pattern::Finding;
use wangge::experiment::analysis::verdict::{Side, Verdict};
use wangge::experiment::campaign::execution::{Campaign, Missing, OnError, Outcome, Status, Unwatched, Workers};
use wangge::experiment::design::plan::{Identity, Plan, PlanError};
use wangge::experiment::design::shared_columns::SharedColumns;
use wangge::measure::replication::{keys, replicate};
use wangge::output::folder::claim::ResultsFolder;
use wangge::output::folder::manifest::Claim;
use wangge::output::folder::store::FolderStore;
use wangge::output::tables::runs::Detail;
use wangge::output::tables::schema;
use wangge::output::tables::summary::CsvFlavour;
use wangge::queueing::formulas::{MultiServer, as_number};
use wangge::queueing::reference_systems::references;
use wangge::scenario::{self, Evidence, Expectation, Pattern, Scenario, Setting, Subject};
use wangge::units::SimDuration;
use wangge::units::key::Key;
use wangge::units::measure::Measure;

use super::results::{circumstances, tables};

static RUNNING: AtomicBool = AtomicBool::new(false);

const PLACE: fn(Measure) -> Key = Key::of_place;

fn is_long() -> bool {
    std::env::var_os("WANGGE_LONG").is_some()
}

fn scenario_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// The shipped file `name` with `text` laid over it.
fn extended(name: &str, text: &str) -> Scenario {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("more.toml");
    fs::write(&path, format!("extends = \"{}\"\n{text}", scenario_file(name).display())).unwrap();
    scenario::read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// The comparison of `policies` of a scenario with its baseline, with its files in `out`.
fn compared(scenario: &Scenario, policies: &[&str], replications: u32, out: &Path, threads: usize, batch: usize) -> Comparison {
    let plan = Plan::comparison(scenario, &names(policies), None, None, Some(replications)).unwrap();
    let columns = SharedColumns::common(&plan.settings);
    let mut differences = Differences::new(&plan, &columns.keys, &scenario.evidence).unwrap();
    let mut store =
        FolderStore::new(ResultsFolder::claim(out, Claim::whole(&plan.identity)).unwrap(), &plan, &columns.keys, Detail::Full).unwrap();
    let run = |setting: &Setting, seed: u64, replication: u32, stop: &AtomicBool| {
        replicate(setting, seed, replication, stop).map(|result| columns.of(setting, result))
    };
    let workers = Workers { threads: NonZeroUsize::new(threads).unwrap(), batch: NonZeroUsize::new(batch).unwrap() };
    let campaign = Campaign {
        plan: &plan,
        columns: &columns.keys,
        workers,
        run,
        stop: &RUNNING,
        progress: &Unwatched,
        missing: Missing::Make,
        on_error: OnError::Skip,
    };
    let outcome = campaign.carry_out_for(&mut store, &mut differences).unwrap();
    let comparison = differences.conclude(&plan, &outcome);
    store.finish(&outcome, std::slice::from_ref(&comparison), circumstances(), CsvFlavour::Plain).unwrap();
    comparison
}

/// A plan of `policies` without any simulation behind it; the first is the baseline.
fn made_up(policies: &[&str], replications: u32) -> Plan {
    let setting = super::place::desk(1, 1.0, super::place::constant(60.0), 10);
    let settings = policies.iter().map(|&policy| Setting { policy: policy.into(), ..setting.clone() }).collect();
    let identity = Identity {
        version: "test".into(),
        scenario: "made-up".into(),
        content: String::new(),
        policies: names(policies),
        seed: 1,
        replications,
        design: None,
        stopping: None,
        ladder: None,
    };
    Plan { identity, settings, confidence: 0.95, design: None, ladder: None }
}

fn ended(replications: u32, left_out: u32) -> Outcome {
    Outcome {
        status: Status::Complete,
        replications,
        cells: replications.into(),
        recalled: 0,
        left_out,
        failed_runs: left_out,
        failures: Vec::new(),
        events: 0,
        estimates: Vec::new(),
    }
}

pub fn evidence(headline: &[Measure]) -> Evidence {
    Evidence { headline: headline.to_vec(), relevant: Vec::new(), patterns: Vec::new(), exceptions: Vec::new() }
}

/// Made-up values: by replication, policy and column.
pub type Values = Vec<Vec<Vec<Option<f64>>>>;

/// The comparison of made-up values of so many policies, without bootstrap, whose runs all went alike.
pub fn judged(evidence: &Evidence, columns: &[Key], policies: usize, values: &Values) -> Comparison {
    judged_with(evidence, columns, policies, values, &|_| [0; 2])
}

/// The same with the digests of the events of a replication.
pub fn judged_with(
    evidence: &Evidence,
    columns: &[Key],
    policies: usize,
    values: &Values,
    streams: &dyn Fn(u32) -> [u64; 2],
) -> Comparison {
    let replications = u32::try_from(values.len()).unwrap();
    let plan = made_up(&["base", "other", "third"][..policies], replications);
    let mut differences = Differences::new(&plan, columns, evidence).unwrap().without_values();
    for (replication, values) in (0..).zip(values) {
        let measures: Vec<&[Option<f64>]> = values.iter().map(Vec::as_slice).collect();
        differences.add(&measures, &streams(replication));
    }
    differences.conclude(&plan, &ended(replications, 0))
}

/// The comparison of made-up values: by replication, policy and column.
pub fn concluded(evidence: &Evidence, columns: &[Key], policies: &[&str], values: &[Vec<Vec<Option<f64>>>], left_out: u32) -> Comparison {
    let replications = u32::try_from(values.len()).unwrap() + left_out;
    let plan = made_up(policies, replications);
    let mut differences = Differences::new(&plan, columns, evidence).unwrap();
    for replication in values {
        let measures: Vec<&[Option<f64>]> = replication.iter().map(Vec::as_slice).collect();
        differences.add(&measures, &vec![0; measures.len()]);
    }
    differences.conclude(&plan, &ended(replications, left_out))
}

#[test]
fn a_policy_that_changes_nothing_is_identical_in_everything_and_costs_nothing() {
    let scratch = TempDir::new().unwrap();
    let scenario = extended("office.toml", "[policies.same]\ntitle = \"changes nothing\"\n");
    let comparison = compared(&scenario, &["same"], 4, scratch.path(), 2, 64);
    assert_eq!((comparison.baseline(), comparison.family.size, comparison.family.varying), ("base", 3, 0));
    for difference in comparison.headline_of(1) {
        assert_eq!((difference.mean, difference.verdict, difference.p_holm), (Some(0.0), Some(Verdict::Identical), Some(1.0)));
    }
    assert!(comparison.differences[0].iter().all(|difference| difference.mean.is_none_or(|mean| mean == 0.0)));
    assert_eq!(comparison.cost_of(1).unwrap().interval.map(|interval| (interval.low, interval.high)), Some((0.0, 0.0)));
    assert!(comparison.patterns.iter().all(|result| result.finding == Finding::NotRun));
}

#[test]
fn a_policy_that_costs_more_by_a_constant_has_an_interval_without_width() {
    let scratch = TempDir::new().unwrap();
    let scenario = scenario::read(&scenario_file("office.toml"), &[]).unwrap();
    let comparison = compared(&scenario, &["early", "more_clerks", "paper"], 30, scratch.path(), 2, 64);
    assert_eq!(comparison.cost_of(1).unwrap().mean, Some(0.0));
    let cost = comparison.cost_of(2).unwrap();
    assert!(cost.mean.unwrap() > 0.0 && cost.sd == Some(0.0) && cost.verdict.is_none());
    assert_eq!(cost.interval.map(|interval| interval.low), cost.mean);
    let early = comparison.difference(1, PLACE(Measure::ResolutionTime)).unwrap();
    assert!(matches!(early.verdict, Some(Verdict::Apart { side: Side::Worse, .. })), "{early:?}");
    assert!(early.relevant == Some(12.0) && early.variance_reduction.unwrap() > 1.0);
    let found: Vec<_> = comparison.patterns.iter().map(|result| (result.pattern.name.as_str(), result.finding)).collect();
    assert_eq!(found[0], ("paper_shines", Finding::Reproduced));
    assert_eq!(comparison.values.len(), 4);
    assert!(comparison.values.iter().all(|policy| policy.len() == 3 && policy.iter().all(|values| values.len() == 30)));
}

/// Mean number in M/M/1 with service rates 2, 2.5 and 2.2 (busy 28–35%: they forget in some hours, so that means over 200
/// are roughly normal; single t intervals cover 93.7%) over 20–220 hours from an empty start: the truth is the chain's transient. Both intervals together,
/// macro-replications of 30 replications: full form 2,000, coverage 93–97% (four standard errors of a share of 95%); short
/// form 300 of them, 90–100%.
#[test]
fn the_intervals_of_a_comparison_together_cover_the_true_differences_as_often_as_they_say() {
    let (macros, least, most) = if is_long() { (2_000, 0.93, 0.97) } else { (300, 0.90, 1.0) };
    if !is_long() {
        println!("short form: {macros} of 2000 macro-replications (WANGGE_LONG=1 for all)");
    }
    let mut queue = references(1_000.0).into_iter().find(|reference| reference.name == "M/M/1").unwrap().setting;
    queue.span.warm_up = SimDuration::from_seconds(20 * 3_600);
    queue.span.horizon = SimDuration::from_seconds(220 * 3_600);
    let speeds = [2.0, 2.5, 2.2];
    let number: Vec<f64> = (0..=200).map(as_number).collect();
    let truth = speeds.map(|service| {
        let theory = MultiServer { servers: 1, arrivals: 0.7, service };
        let mut start = vec![0.0; 201];
        start[0] = 1.0;
        theory.chain(200).window_mean(&start, &number, theory.mean_in_system(), 20.0, 200.0).mean
    });
    let settings = speeds.map(|speed| {
        let mut setting = queue.clone();
        setting.epochs[0].rules.roles[0].speed = speed;
        setting
    });
    let key = PLACE(Measure::InSystem);
    let run = |replication: u32| {
        let value = |setting: &Setting| replicate(setting, 96, replication, &RUNNING).unwrap().measures.value(key);
        settings.iter().map(|setting| vec![value(setting)]).collect::<Vec<_>>()
    };
    let values: Vec<Vec<Vec<Option<f64>>>> = (0..macros * 30).into_par_iter().map(run).collect();
    let covers = |values: &&[Vec<Vec<Option<f64>>>]| {
        let comparison = concluded(&evidence(&[Measure::InSystem]), &[key], &["slow", "fast", "middle"], values, 0);
        (1..3).all(|policy| {
            let interval = comparison.difference(policy, key).unwrap().interval.unwrap();
            let truth = truth[policy] - truth[0];
            interval.low <= truth && truth <= interval.high
        })
    };
    let coverage = values.par_chunks_exact(30).filter(covers).count() as f64 / f64::from(macros);
    println!("both cover in {coverage:.4} of {macros} macro-replications; truth {truth:?}");
    assert!((least..=most).contains(&coverage), "coverage {coverage}");
}

/// Four policies that do nothing, with random numbers partly their own, and two measures: normal values, 20 replications. Full form
/// 2,000 macro-replications, 3–7% with any verdict better or worse (four standard errors of 5%); short form 250, at most
/// 10.5%. Single tests would be wrong far more often.
#[test]
fn a_family_of_policies_that_do_nothing_gets_a_wrong_verdict_as_seldom_as_it_says() {
    let (macros, least, most) = if is_long() { (2_000_u32, 0.03, 0.07) } else { (250, 0.0, 0.105) };
    if !is_long() {
        println!("short form: {macros} of 2000 macro-replications (WANGGE_LONG=1 for all)");
    }
    let measures = [Measure::ResolutionRate, Measure::OnTimeRate];
    let columns = measures.map(PLACE);
    let policies = ["base", "a", "b", "c", "d"];
    let sample = |number: u32| -> Vec<Vec<Vec<Option<f64>>>> {
        let mut stream = Root::new(31, number).luck(Address::of("null", "")).stream(Purpose(1), 0);
        let mut normal = || -> f64 { StandardNormal.sample(&mut stream) };
        let mut replication = || {
            let shared = normal();
            let mut policy = || {
                let own = normal();
                vec![Some(2.0 * shared + own), Some(shared + 0.5 * own + normal())]
            };
            policies.iter().map(|_| policy()).collect::<Vec<_>>()
        };
        (0..20).map(|_| replication()).collect()
    };
    let wrong = |number: u32| {
        let comparison = concluded(&evidence(&measures), &columns, &policies, &sample(number), 0);
        let headline = || (1..5).flat_map(|policy| comparison.headline_of(policy));
        let by_family = headline().any(|difference| matches!(difference.verdict, Some(Verdict::Apart { .. })));
        let by_single = headline().any(|difference| {
            let t = difference.mean.unwrap() / (difference.sd.unwrap() / f64::from(difference.n).sqrt());
            t.abs() > wangge::statistics::estimate::t_quantile(0.975, difference.n - 1)
        });
        (by_family, by_single)
    };
    let found: Vec<(bool, bool)> = (0..macros).into_par_iter().map(wrong).collect();
    let share = |is: fn(&(bool, bool)) -> bool| found.iter().filter(|found| is(found)).count() as f64 / f64::from(macros);
    let (family, single) = (share(|found| found.0), share(|found| found.1));
    println!("wrong in {family:.4} of {macros} families, single tests in {single:.4}");
    assert!((least..=most).contains(&family), "{family}");
    assert!(single > 0.12, "{single}");
}

/// Ten policies and a baseline with the same expectation and random numbers of their own, one measure, normal values, 30
/// replications. Full form 2,000 macro-replications, at most 6.5% with any verdict better or worse (three standard errors
/// of 5%); short form 150, at most 10.5% (the same three). Ten single tests would be wrong in a third of all families.
#[test]
fn ten_policies_that_differ_in_luck_alone_get_a_wrong_verdict_as_seldom_as_promised() {
    let (macros, most) = if is_long() { (2_000_u32, 0.065) } else { (150, 0.105) };
    if !is_long() {
        println!("short form: {macros} of 2000 macro-replications (WANGGE_LONG=1 for all)");
    }
    let policies = ["base", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let wrong = |number: u32| {
        let mut stream = Root::new(32, number).luck(Address::of("null", "")).stream(Purpose(1), 0);
        let mut value = || -> f64 { StandardNormal.sample(&mut stream) };
        let mut replication = || policies.iter().map(|_| vec![Some(7.0 + value())]).collect::<Vec<_>>();
        let values: Vec<Vec<Vec<Option<f64>>>> = (0..30).map(|_| replication()).collect();
        let comparison = concluded(&evidence(&[Measure::OnTimeRate]), &[PLACE(Measure::OnTimeRate)], &policies, &values, 0);
        let differences = || (1..policies.len()).flat_map(|policy| comparison.headline_of(policy));
        let single = wangge::statistics::estimate::t_quantile(0.975, 29);
        let t = |difference: &Difference| difference.mean.unwrap() / (difference.sd.unwrap() / 30.0_f64.sqrt());
        (
            differences().any(|difference| matches!(difference.verdict, Some(Verdict::Apart { .. }))),
            differences().any(|difference| t(difference).abs() > single),
        )
    };
    let found: Vec<(bool, bool)> = (0..macros).into_par_iter().map(wrong).collect();
    let share = |is: fn(&(bool, bool)) -> bool| found.iter().filter(|found| is(found)).count() as f64 / f64::from(macros);
    let (family, single) = (share(|found| found.0), share(|found| found.1));
    println!("wrong in {family:.4} of {macros} families of ten, single tests in {single:.4}");
    assert!(family <= most, "{family}");
    assert!(single > 0.2, "{single}");
}

/// The shipped queue for 80 days under clerks who are 2% quicker: the same visitors with the same work wait almost the
/// same. Whole bootstrap interval at or above 2, for 20 replications.
#[test]
fn on_the_pure_queue_one_paired_replication_is_worth_more_than_two() {
    let scratch = TempDir::new().unwrap();
    let text = "horizon = \"80d\"\nheadline = [\"resolution_time_hours\"]\n[policies.quicker.roles.clerk]\nspeed = 1.02\n";
    let comparison = compared(&extended("queue.toml", text), &["quicker"], 20, scratch.path(), 2, 64);
    let difference = comparison.difference(1, PLACE(Measure::ResolutionTime)).unwrap();
    let interval = difference.variance_reduction_interval.unwrap();
    println!("variance reduction {:.1} ({:.1} to {:.1})", difference.variance_reduction.unwrap(), interval.low, interval.high);
    assert!(interval.low >= 2.0, "{interval:?}");
    let wait = comparison.difference(1, PLACE(Measure::QueueWait)).unwrap();
    assert!(wait.mean.unwrap() < 0.0 && wait.variance_reduction.unwrap() >= 2.0, "{wait:?}");
}

#[test]
fn above_one_percent_of_failed_replications_there_is_no_verdict_but_there_are_intervals() {
    let columns = [PLACE(Measure::ResolutionRate)];
    let values: Vec<_> =
        (0..100).map(|i| vec![vec![Some(f64::from(i % 7))], vec![Some(f64::from(i % 7) + 1.0 + 0.1 * f64::from(i % 3))]]).collect();
    let with = |left_out| concluded(&evidence(&[Measure::ResolutionRate]), &columns, &["base", "other"], &values, left_out);
    let verdict = |comparison: &Comparison| comparison.differences[0][0].verdict.map(|verdict| verdict.to_string());
    assert_eq!(verdict(&with(1)).as_deref(), Some("better"));
    let failed = with(2);
    assert!(failed.has_too_many_failures() && verdict(&failed).is_none());
    assert!(failed.differences[0][0].interval.is_some_and(|interval| interval.low > 1.0));
}

#[test]
fn a_missing_value_leaves_its_pair_out_and_a_quantile_not_reached_leaves_no_interval() {
    let columns = [PLACE(Measure::OnTimeRate), PLACE(Measure::ResolutionTimeP90)];
    let values: Vec<_> = (0..10)
        .map(|i| {
            let value = f64::from(i);
            let p90 = (i != 3).then_some(value);
            vec![vec![Some(value), Some(value)], vec![(i > 1).then_some(value * 1.5), p90]]
        })
        .collect();
    let comparison = concluded(&evidence(&[Measure::OnTimeRate, Measure::ResolutionTimeP90]), &columns, &["base", "other"], &values, 0);
    let [rate, p90]: [Difference; 2] = comparison.differences[0].clone().try_into().unwrap();
    assert_eq!((rate.n, rate.replications), (8, 10));
    // half of 2 to 9
    assert!((rate.mean.unwrap() - 2.75).abs() < 1e-12 && rate.verdict.is_some());
    assert!(p90.is_not_reached());
    assert_eq!((p90.n, p90.mean, p90.interval, p90.verdict, p90.p_holm), (9, None, None, None, None));
}

#[test]
fn one_replication_gives_differences_without_intervals_and_without_verdicts() {
    let columns = [PLACE(Measure::OnTimeRate)];
    let values = [vec![vec![Some(0.5)], vec![Some(0.75)]]];
    let comparison = concluded(&evidence(&[Measure::OnTimeRate]), &columns, &["base", "other"], &values, 0);
    let difference = comparison.differences[0][0];
    assert_eq!((difference.mean, difference.interval, difference.verdict), (Some(0.25), None, None));
}

#[test]
fn a_pattern_of_a_difference_or_a_value_is_found_or_not_run() {
    let columns = [PLACE(Measure::OnTimeRate)];
    let pattern = |policy: &str, of, expect| Pattern {
        name: "p".into(),
        measure: Measure::OnTimeRate,
        group: None,
        policy: policy.into(),
        of,
        expect,
        source: "s".into(),
    };
    let against = |baseline: &str| Subject::Difference { baseline: baseline.into() };
    let patterns = vec![
        pattern("b", against("a"), Expectation::Higher),
        pattern("a", against("base"), Expectation::Lower),
        pattern("a", against("elsewhere"), Expectation::Lower),
    ];
    let values: Vec<_> =
        (0..20).map(|i| vec![vec![Some(f64::from(i))], vec![Some(f64::from(i) + 1.0)], vec![Some(f64::from(i) + 2.0)]]).collect();
    let evidence = Evidence { patterns, ..evidence(&[Measure::OnTimeRate]) };
    let comparison = concluded(&evidence, &columns, &["base", "a", "b"], &values, 0);
    let found: Vec<Finding> = comparison.patterns.iter().map(|result| result.finding).collect();
    assert_eq!(found, [Finding::Reproduced, Finding::NotReproduced, Finding::NotRun]);
    let unknown = Pattern { measure: Measure::Utilisation, ..pattern("a", Subject::Value, Expectation::Band { low: 0.0, high: 1.0 }) };
    let evidence = Evidence { patterns: vec![unknown], ..evidence };
    let error = Differences::new(&made_up(&["base", "a"], 3), &columns, &evidence).unwrap_err().to_string();
    assert!(error.contains("utilisation over \"all\""), "{error}");
}

#[test]
fn the_files_of_a_comparison_are_the_same_bytes_for_any_threads_and_any_batch() {
    let scratch = TempDir::new().unwrap();
    let scenario = super::results::network(&[]);
    let mut first: Option<(BTreeMap<PathBuf, Vec<u8>>, Comparison)> = None;
    for (threads, batch) in [(1, 64), (2, 64), (2, 1)] {
        let out = scratch.path().join(format!("{threads}-{batch}"));
        let comparison = compared(&scenario, &[], 12, &out, threads, batch);
        let found = (tables(&out), comparison);
        assert!(found.0.contains_key(Path::new(schema::COMPARISONS_FILE)));
        assert!(first.get_or_insert_with(|| found.clone()) == &found, "{threads} threads in batches of {batch}");
    }
}

#[test]
fn the_table_of_comparisons_has_the_columns_of_the_contract_and_a_verdict_for_headline_measures_alone() {
    let scratch = TempDir::new().unwrap();
    let comparison = compared(&super::results::network(&[]), &["early", "late"], 5, scratch.path(), 2, 64);
    let text = fs::read_to_string(scratch.path().join(schema::COMPARISONS_FILE)).unwrap();
    let mut lines = text.lines();
    let heading = "scenario,point,measure,group,unit,direction,policy,baseline,difference,low,high,p_holm,variance_reduction,n,verdict,variance_reduction_low,variance_reduction_high";
    assert_eq!(lines.next(), Some(heading));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 2 * comparison.estimates[0].len());
    assert_eq!(rows[0][..8], ["network", "0", "resolution_time_hours", "all", "hours", "lower", "early", "base"]);
    for row in &rows {
        let is_headline = row[3] == "all" && ["resolution_time_hours", "resolution_rate", "on_time_rate"].contains(&row[2]);
        let has_interval = !row[9].is_empty();
        assert_eq!(!row[14].is_empty(), (is_headline && has_interval) || row[14].starts_with("rare: differs in "), "{row:?}");
        assert_eq!(row[14].starts_with("rare"), !row[8].is_empty() && !has_interval, "{row:?}");
    }
    let files: Vec<String> = fs::read_dir(scratch.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files.len(), schema::FILES.len() - 6, "all but a design, a selection, indices, worlds and matched issues: {files:?}");
}

#[test]
fn policies_with_other_roles_are_compared_in_what_they_have_in_common_by_name() {
    let scratch = TempDir::new().unwrap();
    let text =
        "[policies.guests.roles.guest]\n[policies.guests]\nunits = [{ name = \"town\", staff = [{ role = \"guest\", count = 2 }] }]\n";
    let scenario = extended("network.toml", &format!("horizon = \"40d\"\nreplications = 3\n{text}"));
    let plan = Plan::comparison(&scenario, &names(&["guests"]), None, None, None).unwrap();
    assert!(keys(&plan.settings[1]).len() > keys(&plan.settings[0]).len());
    let columns = SharedColumns::common(&plan.settings);
    assert_eq!(columns.keys[..], keys(&plan.settings[0]));
    let comparison = compared(&scenario, &["guests"], 3, scratch.path(), 2, 64);
    assert_eq!((comparison.left_out, comparison.differences[0].len()), (0, columns.keys.len()));
    let backwards = Plan::comparison(&scenario, &names(&["base"]), Some("guests"), None, None).unwrap();
    assert_eq!(SharedColumns::common(&backwards.settings).keys.len(), columns.keys.len());
}

#[test]
fn the_baseline_comes_first_and_base_is_left_out_only_where_the_file_has_another_baseline() {
    let network = scenario::read(&scenario_file("network.toml"), &[]).unwrap();
    let policies = |scenario: &Scenario, asked: &[&str], baseline: Option<&str>| {
        Plan::comparison(scenario, &names(asked), baseline, None, None).map(|plan| plan.identity.policies.join(" "))
    };
    assert_eq!(policies(&network, &[], None).unwrap(), "base early late more_community_staff");
    assert_eq!(policies(&network, &[], Some("late")).unwrap(), "late base early more_community_staff");
    assert_eq!(policies(&network, &["late", "early", "late", "base"], None).unwrap(), "base late early");
    let named = extended("network.toml", "baseline = \"late\"\n");
    assert_eq!(policies(&named, &[], None).unwrap(), "late early more_community_staff");
    assert_eq!(policies(&named, &[], Some("early")).unwrap(), "early late more_community_staff");
    assert_eq!(policies(&named, &["base"], None).unwrap(), "late base");
    assert!(matches!(policies(&network, &["base"], None), Err(PlanError::NothingToCompare { .. })));
    for (asked, baseline) in [(&["erly"][..], None), (&["late"], Some("erly"))] {
        let error = policies(&network, asked, baseline).unwrap_err().to_string();
        assert!(error.contains("did you mean \"early\"?"), "{error}");
    }
}
