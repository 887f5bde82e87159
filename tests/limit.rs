//! The bare loops of `benches/` compute what they claim, or they would be no limit to measure the engine against.

#[path = "../benches/bare.rs"]
mod bare;

type Measured = fn(&bare::Network) -> f64;

/// Mean and sample standard deviation.
fn moments(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let values: Vec<f64> = values.collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

/// M/M/10 at 90% load, a million customers each from empty; 40 seeds; two-sided z at 4 (α = 6e-5). Starting empty
/// takes about 2e-4 off the mean (one relaxation time is 38 service means), a twentieth of its standard error.
#[test]
fn the_bare_queue_waits_as_erlang_c_says() {
    let runs = 40_u32;
    assert!(bare::queue(10, 9.0, 1_000, 0).events >= 2_000 - 10, "an arrival and a service end per customer");
    let (mean, sd) = moments((0..runs).map(|seed| bare::queue(10, 9.0, 1_000_000, u64::from(seed)).mean_wait()));
    let z = (mean - 0.668_73) / (sd / f64::from(runs).sqrt());
    println!("M/M/10: mean wait {mean:.5}, Erlang C 0.66873, z = {z:.2} (n = {runs})");
    assert!(z.abs() <= 4.0);
}

/// 400 replications of an independent program against ours by a two-sample z; |z| ≤ 4 each (α = 6e-5). The published
/// standard deviations are rounded, the quantile's to 0.0402 days.
#[test]
fn the_bare_network_agrees_with_an_independent_program() {
    let runs: u32 = if std::env::var_os("WANGGE_LONG").is_some() { 400 } else { 40 };
    if runs < 400 {
        println!("short form: {runs} of 400 replications (WANGGE_LONG=1 for all)");
    }
    let results: Vec<bare::Network> = (0..runs).map(|seed| bare::network(u64::from(seed))).collect();
    let rows: [(&str, f64, f64, Measured); 5] = [
        ("resolution rate", 0.995_93, 0.0002, |run| run.resolution_rate),
        ("mean time, days", 1.9428, 0.0183, |run| run.mean_time),
        ("p95 time, days", 5.2575, 0.0402, |run| run.p95_time),
        ("limits passed", 1_063.0, 72.0, |run| run.limits_passed as f64),
        ("arrivals", 102_215.0, 328.0, |run| run.arrivals as f64),
    ];
    for (name, theirs, their_sd, value) in rows {
        let (ours, sd) = moments(results.iter().map(value));
        let z = (ours - theirs) / (sd * sd / f64::from(runs) + their_sd * their_sd / 400.0).sqrt();
        println!("{name}: {ours:.5} (sd {sd:.5}), independent program {theirs} (sd {their_sd}), z = {z:.2}");
        assert!(z.abs() <= 4.0, "{name}: z = {z:.2}");
    }
    assert!(results.iter().all(|run| run.events > 2 * run.arrivals));
}
