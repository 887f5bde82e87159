//! Calibrates the one free number of `scenarios/xiaolin.toml`, the reporting propensity, to the recorded liaison reports,
//! and predicts how many of them are recorded as solved by the date.
//!
//! ```sh
//! cargo run --release --example calibrate_xiaolin
//! ```
//!
//! The source gives two recorded counts, about 1,170 reports fed back and 910 problems solved. The first is fitted, by
//! bisection on common random numbers (the same residents, issues and random events at every trial value, so the count rises
//! with the propensity); the second is not. What "last May" and "this year" mean is open, so both lengths are done:
//! 8 months and 20. The value found for 8 months is the one that stands in the scenario file, to two digits.

#![expect(clippy::print_stdout, reason = "an example talks to the person who runs it")]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use wangge::measure::replication::{keys, replicate};
use wangge::scenario::{Setting, read};
use wangge::units::LevelId;
use wangge::units::key::{Group, Key};
use wangge::units::measure::Measure;

/// Recorded reports of the source.
const REPORTS: f64 = 1170.0;
/// Recorded solved of the source.
const SOLVED: f64 = 910.0;
/// Replications at every trial value.
const REPLICATIONS: u32 = 20;
/// Trial values of the bisection: the last interval is 1/1024 wide.
const STEPS: u32 = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (name, file) in [("8 months", "scenarios/xiaolin.toml"), ("20 months", "scenarios/xiaolin_20_months.toml")] {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..STEPS {
            let middle = f64::midpoint(low, high);
            let (reports, _) = counts(file, middle)?;
            if mean(&reports) < REPORTS { low = middle } else { high = middle }
        }
        let found = f64::midpoint(low, high);
        let (reports, solved) = counts(file, found)?;
        let ratio: Vec<f64> = solved.iter().zip(&reports).map(|(solved, reports)| solved / reports).collect();
        println!("{name}: discovery.reporting = {found:.3} (calibrated)");
        println!("  recorded reports {:.0} ± {:.0}, the source {REPORTS}", mean(&reports), half_width(&reports));
        println!("  recorded solved  {:.0} ± {:.0} (predicted), the source {SOLVED}", mean(&solved), half_width(&solved));
        let verdict = if (mean(&ratio) - SOLVED / REPORTS).abs() <= 0.08 { "hit" } else { "miss" };
        println!("  ratio {:.3} ± {:.3}, the source 0.778 ± 0.08: {verdict}", mean(&ratio), half_width(&ratio));
    }
    Ok(())
}

/// Recorded reports of members, and how many of them were recorded as closed by the end, in each replication.
fn counts(file: &str, reporting: f64) -> Result<(Vec<f64>, Vec<f64>), Box<dyn std::error::Error>> {
    let scenario = read(Path::new(file), &[format!("discovery.reporting={reporting}")])?;
    let setting = scenario.settings.iter().find(|setting| setting.policy == "liaison").ok_or("no policy `liaison`")?;
    let (known, closed) = (key(setting, "became_known")?, key(setting, "recorded_closed")?);
    let (mut reports, mut solved) = (Vec::new(), Vec::new());
    for replication in 0..REPLICATIONS {
        let result = replicate(setting, scenario.seed, replication, &AtomicBool::new(false))?;
        reports.extend(result.measures.value(known));
        solved.extend(result.measures.value(closed));
    }
    Ok((reports, solved))
}

/// A measure at the members' level.
fn key(setting: &Setting, name: &str) -> Result<Key, String> {
    let key = Measure::named(name).map(|measure| Key { measure, group: Group::Level(LevelId::new(0)) });
    key.filter(|key| keys(setting).contains(key)).ok_or_else(|| format!("no measure {name} by level"))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Half of the 95% interval of the mean of 20 replications.
fn half_width(values: &[f64]) -> f64 {
    let centre = mean(values);
    let variance = values.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / (values.len() - 1) as f64;
    2.093 * (variance / values.len() as f64).sqrt()
}
