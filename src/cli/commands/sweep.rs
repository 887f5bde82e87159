//! `wangge sweep`: policies at many design points, and searches along one factor.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::options::{ExecutionOptions, Keep, ScenarioOptions, Voice};
use crate::cli::studies::campaign::{Manner, RunOrigin};
use crate::cli::studies::conduct::conduct;
use crate::cli::studies::limits;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::experiment::prepared_study::{PreparedStudy, swept};
use crate::experiment::study_order::StudyOrder;
use crate::experiment::study_spec::{Extreme, FactorChoice, Sampling, StudyDesign};
use crate::scenario;
use crate::scenario::{Factor, design_text};

/// Runs policies at many design points: combinations of factors' levels
///
/// A factor is any key of the file that --set takes, or a key of a policy
/// (`policies.early.escalation.grid.wait_limit`). Every point is run in the same
/// replications with the same random numbers, under every policy, so that few runs
/// separate points and policies. Factors come from the command line, or from the
/// block [sweep] of the file, or are the numbers that the file says are assumed.
///
/// Levels and designs:
///   KEY=a,b,c           these levels
///   KEY=low..high       a range; low..high/5 has five levels, low..high/5log at
///                       equal ratios
///   KEY=x0.5,x1,x2      so many times what the file says; a * in the key stands
///                       for every name there, all scaled together
///   factorial           every combination of levels (of a range, its ends)
///   one-at-a-time       the file's own values, then each level of each factor alone
///   latin-hypercube,    --points points spread over the whole space of the factors
///   sobol
///   --design-file CSV   a column per factor, a row per point
///
/// Of one numeric lever, such as members.count or escalation.*.wait_limit, at three
/// levels or more, comes a response curve: the best setting, those as good, what most
/// of the gain takes, which part of the time of an issue moves, and the cost by payer.
///
/// With --worlds N the answer of that lever is then tried where the assumed numbers
/// are others: N worlds are drawn from their ranges, and in each the lowest, the
/// chosen and the highest setting are run, under the first policy, 10 times at most.
///
/// What comes out else: which points and policies are best and which are not
/// distinguishable from them; what each factor does alone (one at a time); and, when
/// policies are compared where numbers are uncertain (--assumed), across worlds: in
/// which share each policy is best, its regret, and which assumption flips the verdict.
///
/// With --find the least level of one factor is searched at which a promise holds
/// (--until), by bisection; --greatest turns the search around.
/// With --equal-budget each policy is compared with the baseline at the level of the
/// one factor at which it costs the same.
///
/// runs.parquet and summary.csv have the design points (`point`, from 1), design.csv
/// says what they are; people, units, days and curves are kept only with --details.
///
/// Examples:
///   wangge sweep scenarios/tutorial.toml --factor members.count=15..60/4
///   wangge sweep scenarios/tutorial.toml --policies liaison \
///       --factor 'escalation.*.wait_limit=x0.25,x0.5,x1,x2,x4'
///   wangge sweep scenarios/studies/grid_size.toml --worlds 64
///   wangge sweep scenarios/office.toml --policies base \
///       --factor escalation.community.wait_limit=12h,1d,2d,4d \
///       --factor units.community.staff.community_clerk.count=1..3/3
///   wangge sweep scenarios/xiaolin.toml --assumed --points 64 --replications 5
///   wangge sweep scenarios/queue.toml --policies base \
///       --find units.counter.staff.clerk.count=10..20 --until 'queue_wait_hours <= 0.1'
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[expect(clippy::doc_markdown, reason = "examples are shown as they are typed")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    #[command(flatten)]
    pub source: ScenarioOptions,

    /// A factor with its levels or range; may be repeated
    #[arg(long = "factor", value_name = "KEY=VALUES")]
    pub factors: Vec<String>,

    /// Every number of the file with an assumed range is a factor
    #[arg(long)]
    pub assumed: bool,

    /// Which points are run [default: factorial for levels, latin-hypercube for ranges]
    #[arg(long, value_name = "DESIGN")]
    pub design: Option<DesignChoice>,

    /// Points of a Latin hypercube or Sobol sequence [default: 64]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub points: Option<u32>,

    /// Design in a CSV file: a column per factor, a row per point
    #[arg(long, value_name = "CSV", conflicts_with_all = ["factors", "assumed", "design", "points"])]
    pub design_file: Option<PathBuf>,

    /// Searches along one factor, with --until
    #[arg(long, value_name = "KEY=VALUES", requires = "until", conflicts_with_all = ["factors", "assumed", "design", "points", "design_file", "shard"])]
    pub find: Option<String>,

    /// The promise that the level looked for keeps, such as 'on_time_rate >= 0.9'
    #[arg(long, value_name = "CONDITION", requires = "find")]
    pub until: Option<String>,

    /// Looks for the greatest level that keeps the promise, not the least
    #[arg(long, requires = "find")]
    pub greatest: bool,

    /// Compares the policies at the level of the one factor at which each costs what the baseline costs
    #[arg(long, conflicts_with = "find")]
    pub equal_budget: bool,

    /// Tries the answer of the one lever in so many worlds of assumed numbers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000), conflicts_with_all = ["find", "assumed", "design", "points", "design_file", "equal_budget", "shard"])]
    pub worlds: Option<u32>,

    /// Policies that are run at each point [default: all of the file]
    #[arg(long, value_name = "A,B,...", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// Policy that the others are compared with [default: the file's]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,

    /// Keeps people, units, days and curves of every run too
    #[arg(long)]
    pub details: bool,

    #[command(flatten)]
    pub work: ExecutionOptions,

    #[command(flatten)]
    pub keep: Keep,

    #[command(flatten)]
    pub voice: Voice,
}

/// Designs by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DesignChoice {
    /// Every combination of levels
    Factorial,
    /// The file's own values, then each level of each factor alone
    OneAtATime,
    /// Points spread so that every factor is covered evenly
    LatinHypercube,
    /// Points of a scrambled Sobol sequence
    Sobol,
}

/// Points of a design that fills space, when nobody says how many.
const POINTS: u32 = 64;

/// Carries the command out, with runs from `origin`.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn sweep(arguments: &Arguments, origin: &RunOrigin) -> Result<ExitStatus, Failure> {
    let Arguments { source, policies, baseline, work, keep, voice, .. } = arguments;
    let draft = source.read()?;
    let order = work.order(draft, policies, baseline.as_deref());
    conduct(study(arguments, &order)?, Manner { work, keep, voice, origin })
}

/// The study that is asked for.
fn study(arguments: &Arguments, order: &StudyOrder) -> Result<PreparedStudy, Failure> {
    let Arguments { equal_budget, details, greatest, .. } = *arguments;
    let draft = order.draft.clone();
    if let (Some(factor), Some(promise)) = (&arguments.find, &arguments.until) {
        let extreme = if greatest { Extreme::Greatest } else { Extreme::Least };
        return Ok(PreparedStudy::new(order.search(factor, promise, extreme, details)?, draft)?);
    }
    if let Some(file) = &arguments.design_file {
        let design = StudyDesign::File { name: file.display().to_string(), text: design_text(file)? };
        return Ok(PreparedStudy::new(order.sweep(design, equal_budget, details)?, draft)?);
    }
    let choice = FactorChoice { named: arguments.factors.clone(), assumed: arguments.assumed, only: Vec::new() };
    let factors = swept(&choice, &draft)?;
    let sampling = sampling(arguments, draft.scenario(), &factors)?;
    let design = StudyDesign::Sampled { factors: choice, sampling };
    let spec = match arguments.worlds {
        Some(worlds) => order.sweep_in_worlds(design, details, worlds)?,
        None => order.sweep(design, equal_budget, details)?,
    };
    Ok(PreparedStudy::with_factors(spec, draft, factors)?)
}

fn sampling(arguments: &Arguments, scenario: &scenario::Scenario, factors: &[Factor]) -> Result<Sampling, Failure> {
    let block = scenario.sweep.as_ref();
    let from_file = block.and_then(|block| block.design).map(|design| match design {
        scenario::SweepDesign::Factorial => DesignChoice::Factorial,
        scenario::SweepDesign::OneAtATime => DesignChoice::OneAtATime,
        scenario::SweepDesign::LatinHypercube => DesignChoice::LatinHypercube,
        scenario::SweepDesign::Sobol => DesignChoice::Sobol,
    });
    let usual = if factors.iter().any(Factor::is_range) { DesignChoice::LatinHypercube } else { DesignChoice::Factorial };
    let count = arguments.points.or_else(|| block.and_then(|block| block.points)).unwrap_or(POINTS);
    let sampling = match arguments.design.or(from_file).unwrap_or(usual) {
        DesignChoice::Factorial => Sampling::Factorial,
        DesignChoice::OneAtATime => Sampling::OneAtATime,
        DesignChoice::LatinHypercube => Sampling::LatinHypercube(count),
        DesignChoice::Sobol => Sampling::Sobol(count),
    };
    if let Sampling::LatinHypercube(points) | Sampling::Sobol(points) = sampling {
        limits::refuse_points(points.into(), factors.len(), &arguments.work)?;
    }
    if arguments.points.is_some() && matches!(sampling, Sampling::Factorial | Sampling::OneAtATime) {
        let message = format!("--points says nothing of the design {sampling}: its points follow from the levels");
        return Err(Failure::new(ExitStatus::Refused, message).with_help("choose --design latin-hypercube or --design sobol"));
    }
    Ok(sampling)
}
