//! `wangge sensitivity`: which uncertain numbers the outcome depends on, in two steps, each a campaign of its own.
//!
//! The first step screens all factors by Morris's elementary effects, the second shares out the variance among the survivors
//! by Sobol' indices ([`crate::experiment::analysis::sensitivity`]). A step has a folder with a plan of its own, so that resuming,
//! shards, `merge` and `report` know nothing of the other: the manifest of each step holds the study of it alone.

use clap::{Args, ValueEnum};

use super::options::{ExecutionOptions, Keep, ScenarioOptions, Voice};
use crate::cli::studies::campaign::{Manner, RunOrigin};
use crate::cli::studies::conduct::conduct;
use crate::cli::studies::steps;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::analysis::sensitivity::{MOST_SURVIVORS, morris_points};
use crate::experiment::prepared_study::PreparedStudy;
use crate::experiment::study::MORRIS_LEVELS;
use crate::experiment::study_error::StudyError;
use crate::experiment::study_order::StudyOrder;
use crate::experiment::study_spec::{FactorChoice, StudySpec};

/// Says which uncertain numbers the outcome depends on
///
/// Two steps. Morris's screening walks through the space of all factors, one factor
/// at a time: μ* is the mean size of what a factor does over its whole range, σ how
/// unlike its effects are. Factors that may do a tenth of what the strongest does
/// to some output go on. Sobol' indices of these say what share of the variance
/// each brings alone (S1), and in what share it has a hand (ST).
///
/// Outputs are the headline measures of the file under every policy, and their
/// differences from the baseline: what moves all policies alike moves no verdict.
/// Without --factor the factors are all numbers of the file with an assumed range.
/// In the second step those that did not go on stand at the file's own values.
///
/// A mean over few replications (3, unless --replications says otherwise) varies at
/// random too. Both steps say what share of the variance is such noise. Screening
/// takes many points and no great precision: look at a tenth of the place first,
/// with --set scale=0.1. The cost is shown before the start: trajectories x
/// (factors + 1) points, then base x (factors + 2) points.
///
/// Each step has a folder with tables of its own, morris/ and sobol/, and
/// report.html beside them shows both. With --method morris or sobol one step alone
/// is done, into the results folder itself; only so it can be cut into shards.
///
/// Examples:
///   wangge sensitivity scenarios/xiaolin.toml --set scale=0.1
///   wangge sensitivity scenarios/office.toml --method morris \
///       --trajectories 20 --policies base
///   wangge sensitivity scenarios/queue.toml --method sobol --base 128 \
///       --policies base --factor demand.visitors.rate=8/h..9/h \
///       --factor units.counter.staff.clerk.count=10..13
///   wangge sensitivity scenarios/xiaolin.toml --method morris \
///       --shard 1/4 --out part-1
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    pub source: ScenarioOptions,

    /// A factor with its range or levels; may be repeated
    #[arg(long = "factor", value_name = "KEY=VALUES")]
    pub factors: Vec<String>,

    /// Varies all numbers with an assumed range [default: without --factor]
    #[arg(long)]
    pub assumed: bool,

    /// Of these factors, only those
    #[arg(long, value_name = "KEY,...", value_delimiter = ',')]
    pub only: Vec<String>,

    #[command(flatten)]
    pub steps: StepOptions,

    /// Policies that are run at each point [default: all of the file]
    #[arg(long, value_name = "A,B,...", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// Policy that the others are compared with [default: the file's]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,

    #[command(flatten)]
    pub work: ExecutionOptions,

    #[command(flatten)]
    pub keep: Keep,

    #[command(flatten)]
    pub voice: Voice,
}

/// Morris trajectories, when nobody says how many.
const TRAJECTORIES: u32 = 10;
/// Levels of their grid.
const LEVELS: u32 = MORRIS_LEVELS;
/// Base rows of the Sobol' indices, when nobody says how many.
const BASE_ROWS: u32 = 64;

/// Which steps are done, and how.
#[derive(Debug, Args)]
pub struct StepOptions {
    /// Which steps are done
    #[arg(long, value_name = "METHOD", default_value = "both")]
    pub method: Method,

    /// Morris trajectories [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub trajectories: Option<u32>,

    /// Levels of their grid, an even number [default: 4]
    #[arg(long, value_name = "N")]
    pub levels: Option<u32>,

    /// Base rows of the Sobol' indices, best a power of two [default: 64]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=65_536))]
    pub base: Option<u32>,

    /// Most factors that go on to the second step [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub most: Option<u32>,
}

/// Steps by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// Screening by elementary effects alone
    Morris,
    /// Sobol' indices of all factors named
    Sobol,
    /// Screening, then Sobol' indices of the factors that go on
    Both,
}

/// Carries the command out, with runs from `origin`.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn sensitivity(arguments: &Arguments, origin: &RunOrigin) -> Result<ExitStatus, Failure> {
    let Arguments { source, steps, policies, baseline, work, keep, voice, .. } = arguments;
    steps.check(work)?;
    let draft = source.read()?;
    let spec = study(arguments, &work.order(draft.clone(), policies, baseline.as_deref()))?;
    let first = PreparedStudy::new(spec.clone(), draft)?;
    let manner = Manner { work, keep, voice, origin };
    match (steps.method, origin) {
        (Method::Both, RunOrigin::Planned(telling)) => {
            if telling.shards.is_some() {
                return Err(no_shards());
            }
            screen::say("note: this is the plan of the screening; that of the Sobol' indices follows from what goes on");
            conduct(first, manner)
        }
        (Method::Both, _) => steps::both(&spec, first, manner),
        (Method::Morris | Method::Sobol, _) => conduct(first, manner),
    }
}

/// The study that is asked for.
fn study(arguments: &Arguments, order: &StudyOrder) -> Result<StudySpec, StudyError> {
    let Arguments { factors, assumed, only, steps, .. } = arguments;
    let factors = FactorChoice { named: factors.clone(), assumed: *assumed, only: only.clone() };
    let base = steps.base.unwrap_or(BASE_ROWS);
    let most = steps.most.unwrap_or_else(|| u32::try_from(MOST_SURVIVORS).unwrap_or(u32::MAX));
    let (trajectories, levels) = (steps.trajectories.unwrap_or(TRAJECTORIES), steps.levels.unwrap_or(LEVELS));
    match steps.method {
        Method::Morris => order.screen(factors, trajectories, levels, most),
        Method::Sobol => order.decompose(factors, base),
        Method::Both => order.screen_and_decompose(factors, (trajectories, levels, most), base),
    }
}

impl StepOptions {
    /// Refuses what the method has no use for, and a grid that has no step.
    fn check(&self, work: &ExecutionOptions) -> Result<(), Failure> {
        if self.method == Method::Both && work.shard.is_some() {
            return Err(no_shards());
        }
        let of_morris = [("--trajectories", self.trajectories), ("--levels", self.levels), ("--most", self.most)];
        let idle: &[(&str, Option<u32>)] = match self.method {
            Method::Morris => &[("--base", self.base)],
            Method::Sobol => &of_morris,
            Method::Both => &[],
        };
        if let Some((option, _)) = idle.iter().find(|(_, value)| value.is_some()) {
            let method = if self.method == Method::Morris { "morris" } else { "sobol" };
            let message = format!("{option} says nothing of --method {method}");
            return Err(Failure::new(ExitStatus::Refused, message).with_help("leave it out, or take --method both"));
        }
        // refused before the scenario is read, and in `both` before the first step
        morris_points(0, 1, self.levels.unwrap_or(LEVELS), 0).map(|_| ()).map_err(|error| StudyError::from(error).into())
    }
}

/// Two steps are no campaign that could be cut.
fn no_shards() -> Failure {
    Failure::new(ExitStatus::Refused, "two steps cannot be cut into shards: the second follows from the first")
        .with_help("do the shards of --method morris and merge them, then those of --method sobol with --only and the factors that go on")
}
