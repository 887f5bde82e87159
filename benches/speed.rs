//! Speed of the two benchmark models, in events per second, with the bare hand-written loop of the same model beside
//! the engine as the limit. Nothing here is a test: a slow machine fails nothing.
//!
//! `cargo bench` runs everything; `cargo bench -- network` one model. Criterion prints `thrpt` in millions of events
//! per second (`Melem/s`); an event is an arrival, an end of service or a fired wait limit. The engine is the ordinary
//! one: a shipped scenario, every measure on, no path of its own. The group `replications` has the same runs on one and
//! two threads. The group `campaign` has whole campaigns with tables on disk, in runs per second (`elem/s`): of Xiaolin
//! town, whose runs take a twentieth of a second, and of a day at a counter, whose runs take some microseconds.

mod bare;

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use wangge::experiment::campaign::execution::{Campaign, Missing, OnError, Unwatched, Workers};
use wangge::experiment::design::plan::Plan;
use wangge::experiment::design::shared_columns::SharedColumns;
use wangge::measure::replication::replicate;
use wangge::measure::run_result::RunResult;
use wangge::output::folder::claim::ResultsFolder;
use wangge::output::folder::manifest::Claim;
use wangge::output::folder::store::FolderStore;
use wangge::output::tables::runs::Detail;
use wangge::scenario::{self, BASE, Setting};
use wangge::units::key::Group;
use wangge::units::measure::Measure;

/// Customers of one M/M/c run, as in every published comparison.
const CUSTOMERS: usize = 1_000_000;
/// Days in which nine customers an hour become a million.
const QUEUE_DAYS: [&str; 3] = ["warm_up=0d", "follow_up=5d", "horizon=4630d"];
/// Replications in one timed round of the group `replications`.
const REPLICATIONS: u32 = 16;
const SEED: u64 = 1;

/// The policy `base` of a shipped scenario.
fn shipped(file: &str, sets: &[&str]) -> Setting {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match scenario::read(&path, &sets) {
        Ok(mut scenario) => scenario.settings.swap_remove(0),
        Err(problems) => panic!("{file}: {problems}"),
    }
}

fn replication(setting: &Setting, number: u32) -> RunResult {
    match replicate(setting, SEED, number, &AtomicBool::new(false)) {
        Ok(result) => result,
        Err(failure) => panic!("replication {number} of {}: {failure}", setting.scenario),
    }
}

/// A measure over the whole place.
fn measured(result: &RunResult, measure: Measure) -> f64 {
    result.value(measure, Group::All).unwrap_or(f64::NAN)
}

/// What was computed stands beside how fast, so that a wrong answer is not taken for a quick one.
#[expect(clippy::print_stderr, reason = "a bench talks to the person who runs it")]
fn report(line: &str) {
    eprintln!("{line}");
}

fn engine(group: &mut BenchmarkGroup<'_, WallTime>, setting: &Setting) -> RunResult {
    let result = replication(setting, 0);
    group.throughput(Throughput::Elements(result.events));
    group.bench_function("engine", |b| b.iter(|| replication(black_box(setting), 0)));
    result
}

/// One replication of Xiaolin town, and one year of a district of 250,000 households.
fn town(c: &mut Criterion) {
    let mut group = c.benchmark_group("town");
    group.sample_size(10);
    for (name, file) in [("xiaolin", "xiaolin.toml"), ("district", "../benches/large_town.toml")] {
        let setting = shipped(file, &[]);
        let result = replication(&setting, 0);
        group.throughput(Throughput::Elements(result.events));
        group.bench_function(name, |b| b.iter(|| replication(black_box(&setting), 0)));
        let arrivals = measured(&result, Measure::Arrivals);
        report(&format!("{name}: {} people, {arrivals} issues", result.people.len()));
    }
    group.finish();
}

fn queue(c: &mut Criterion) {
    let mut group = c.benchmark_group("queue");
    let run = bare::queue(10, 9.0, CUSTOMERS, SEED);
    report(&format!("bare queue: mean wait {:.5} service means (Erlang C 0.66873)", run.mean_wait()));
    group.throughput(Throughput::Elements(run.events));
    group.bench_function("bare", |b| b.iter(|| bare::queue(10, 9.0, CUSTOMERS, black_box(SEED)).mean_wait()));
    let setting = shipped("queue.toml", &QUEUE_DAYS);
    let result = engine(&mut group, &setting);
    let value = |measure| measured(&result, measure);
    report(&format!("engine queue: mean wait {:.5} of {} customers", value(Measure::QueueWait), value(Measure::Arrivals)));
    group.finish();
}

fn network(c: &mut Criterion) {
    let mut group = c.benchmark_group("network");
    let run = bare::network(SEED);
    report(&format!(
        "bare network: {} arrivals, {:.5} resolved in {:.4} days (p95 {:.4}), {} wait limits passed",
        run.arrivals, run.resolution_rate, run.mean_time, run.p95_time, run.limits_passed
    ));
    group.throughput(Throughput::Elements(run.events));
    group.bench_function("bare", |b| b.iter(|| bare::network(black_box(SEED)).p95_time));
    let setting = shipped("network.toml", &[]);
    let result = engine(&mut group, &setting);
    let value = |measure| measured(&result, measure);
    report(&format!(
        "engine network: {} arrivals, {:.5} resolved in {:.4} days (p95 {:.4}), {} wait limits passed",
        value(Measure::Arrivals),
        value(Measure::FinishedResolutionRate),
        value(Measure::FixedTime),
        value(Measure::FixedTimeP95),
        value(Measure::WaitLimitsPassed)
    ));
    group.finish();
}

fn replications(c: &mut Criterion) {
    let setting = shipped("network.toml", &[]);
    let mut group = c.benchmark_group("replications");
    group.throughput(Throughput::Elements(u64::from(REPLICATIONS)));
    for threads in [1, 2] {
        let pool = match ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool,
            Err(error) => panic!("no pool of {threads} threads: {error}"),
        };
        let each = || (0..REPLICATIONS).into_par_iter();
        group.bench_function(BenchmarkId::new("bare", threads), |b| {
            b.iter(|| pool.install(|| each().map(|number| bare::network(u64::from(number)).events).collect::<Vec<_>>()));
        });
        group.bench_function(BenchmarkId::new("engine", threads), |b| {
            b.iter(|| pool.install(|| each().map(|number| replication(&setting, number).events).collect::<Vec<_>>()));
        });
    }
    group.finish();
}

/// A campaign of `runs` replications into tables on disk.
fn campaign(plan: &Plan, threads: NonZeroUsize) -> u64 {
    let columns = SharedColumns::common(&plan.settings);
    let carried_out = || -> Result<u64, Box<dyn std::error::Error>> {
        let scratch = tempfile::TempDir::new()?;
        let folder = ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity))?;
        let mut store = FolderStore::new(folder, plan, &columns.keys, Detail::Full)?;
        let stop = AtomicBool::new(false);
        let workers = Workers::new(threads);
        let (missing, on_error) = (Missing::Make, OnError::Skip);
        let campaign =
            Campaign { plan, columns: &columns.keys, workers, run: replicate, stop: &stop, progress: &Unwatched, missing, on_error };
        Ok(campaign.carry_out(&mut store)?.events)
    };
    carried_out().unwrap_or_else(|error| panic!("{error}"))
}

fn campaigns(c: &mut Criterion) {
    let mut group = c.benchmark_group("campaign");
    group.sample_size(10);
    let day = ["warm_up=0d", "follow_up=6h", "horizon=1d"];
    for (name, file, sets, runs) in [("xiaolin", "xiaolin.toml", &[][..], 32), ("counter", "queue.toml", &day[..], 4_000)] {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
        let scenario = scenario::read(&path, &sets).unwrap_or_else(|problems| panic!("{file}: {problems}"));
        let plan = Plan::new(&scenario, &[BASE], Some(SEED), Some(runs)).unwrap_or_else(|error| panic!("{error}"));
        group.throughput(Throughput::Elements(runs.into()));
        for threads in [NonZeroUsize::MIN, NonZeroUsize::MIN.saturating_add(1)] {
            group.bench_function(BenchmarkId::new(name, threads), |b| b.iter(|| campaign(&plan, threads)));
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = queue, network, town, replications, campaigns
}
criterion_main!(benches);
