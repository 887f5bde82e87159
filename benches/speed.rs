//! Speed of the two benchmark models, in events per second, with the bare hand-written loop of the same model beside
//! the engine as the limit. Nothing here is a test: a slow machine fails nothing.
//!
//! `cargo bench` runs everything; `cargo bench -- network` one model. Criterion prints `thrpt` in millions of events
//! per second (`Melem/s`); an event is an arrival, an end of service or a fired wait limit. The group `replications`
//! has the same runs on one and two threads.

mod bare;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

/// Customers of one M/M/c run, as in every published comparison.
const CUSTOMERS: usize = 1_000_000;
/// Replications in one timed round of the group `replications`.
const REPLICATIONS: u64 = 16;

/// What was computed stands beside how fast, so that a wrong answer is not taken for a quick one.
#[expect(clippy::print_stderr, reason = "a bench talks to the person who runs it")]
fn report(line: &str) {
    eprintln!("{line}");
}

fn queue(c: &mut Criterion) {
    let mut group = c.benchmark_group("queue");
    let run = bare::queue(10, 9.0, CUSTOMERS, 1);
    report(&format!("bare queue: mean wait {:.5} service means (Erlang C 0.66873)", run.mean_wait()));
    group.throughput(Throughput::Elements(run.events));
    group.bench_function("bare", |b| b.iter(|| bare::queue(10, 9.0, CUSTOMERS, black_box(1)).mean_wait()));
    group.finish();
}

fn network(c: &mut Criterion) {
    let mut group = c.benchmark_group("network");
    let run = bare::network(1);
    report(&format!(
        "bare network: {} arrivals, {:.5} resolved in {:.4} days (p95 {:.4}), {} wait limits passed",
        run.arrivals, run.resolution_rate, run.mean_time, run.p95_time, run.limits_passed
    ));
    group.throughput(Throughput::Elements(run.events));
    group.bench_function("bare", |b| b.iter(|| bare::network(black_box(1)).p95_time));
    group.finish();
}

fn replications(c: &mut Criterion) {
    let mut group = c.benchmark_group("replications");
    group.throughput(Throughput::Elements(REPLICATIONS));
    for threads in [1, 2] {
        let pool = match ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool,
            Err(error) => panic!("no pool of {threads} threads: {error}"),
        };
        group.bench_function(BenchmarkId::new("bare", threads), |b| {
            b.iter(|| pool.install(|| (0..REPLICATIONS).into_par_iter().map(|r| bare::network(r).events).collect::<Vec<_>>()));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = queue, network, replications
}
criterion_main!(benches);
