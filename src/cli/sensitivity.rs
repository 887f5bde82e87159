//! `wangge sensitivity`: which uncertain numbers the outcome depends on, in two steps, each a campaign of its own.
//!
//! The first step screens all factors by Morris's elementary effects, the second shares out the variance among the survivors
//! by Sobol' indices ([`crate::experiment::sensitivity`]). A step has a folder with a plan of its own, so that resuming,
//! shards, `merge` and `report` know nothing of the study: the manifest of each step holds the command that does it alone.

use std::path::Path;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::campaign::Origin;
use super::ending::{Ending, Failure};
use super::options::{Keep, Source, Voice, Work};
use super::sensitivity_study::{LEVELS, Study};
use super::{screen, sweep};
use crate::experiment::plan::Plan;
use crate::experiment::sensitivity::morris_points;
use crate::output::manifest::Manifest;
use crate::scenario::{Draft, Factor};

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
/// A mean over few replications (3, unless --replications says otherwise) moves by
/// luck too. Both steps say what share of the variance is such noise. Screening
/// takes many points and no great precision: look at a tenth of the place first,
/// with --set scale=0.1. The cost is told before the start: trajectories x
/// (factors + 1) points, then base x (factors + 2) points.
///
/// Each step has a folder with tables of its own, morris/ and sobol/, and
/// report.html beside them tells both. With --method morris or sobol one step alone
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
    pub source: Source,

    /// A factor with its range or levels; may be repeated
    #[arg(long = "factor", value_name = "KEY=VALUES")]
    pub factors: Vec<String>,

    /// Varies all numbers with an assumed range [default: without --factor]
    #[arg(long)]
    pub assumed: bool,

    /// Of these factors, only those
    #[arg(long, value_name = "KEY,...", value_delimiter = ',')]
    pub only: Vec<String>,

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

    /// Policies that are run at each point [default: all of the file]
    #[arg(long, value_name = "A,B,...", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// Policy that the others are compared with [default: the file's]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,

    #[command(flatten)]
    pub work: Work,

    #[command(flatten)]
    pub keep: Keep,

    #[command(flatten)]
    pub voice: Voice,
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

/// Replications of a point, when nobody says how many.
const REPLICATIONS: u32 = 3;

/// Carries the command out.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn sensitivity(arguments: &Arguments) -> Result<Ending, Failure> {
    conduct(arguments, &Origin::Made)
}

/// The same with runs from `origin`.
///
/// # Errors
/// As [`sensitivity`].
pub fn conduct(arguments: &Arguments, origin: &Origin) -> Result<Ending, Failure> {
    let Ordered { draft, factors, policies } = order(arguments)?;
    let keep = &arguments.keep;
    let study = Study { arguments, draft: &draft, policies: &policies, origin };
    match (arguments.method, origin) {
        (Method::Morris, _) => Ok(study.step(Method::Morris, &factors, keep, None)?.ending),
        (Method::Sobol, _) => Ok(study.step(Method::Sobol, &factors, keep, None)?.ending),
        (Method::Both, Origin::Planned(telling)) => {
            if telling.shards.is_some() {
                return Err(no_shards());
            }
            screen::say("note: this is the plan of the screening; that of the Sobol' indices follows from what goes on");
            Ok(study.step(Method::Morris, &factors, keep, None)?.ending)
        }
        (Method::Both, _) => study.both(&factors),
    }
}

/// What a command line comes to with the file that it names.
struct Ordered {
    draft: Arc<Draft>,
    factors: Vec<Factor>,
    policies: Plan,
}

fn order(arguments: &Arguments) -> Result<Ordered, Failure> {
    arguments.check()?;
    let Arguments { source, work, .. } = arguments;
    let draft = Arc::new(Draft::read(&source.file, &source.sets)?);
    let factors = factors(arguments, &draft)?;
    let replications = work.replications.unwrap_or(REPLICATIONS);
    let policies = Plan::of_policies(draft.scenario(), &arguments.policies, arguments.baseline.as_deref(), work.seed, Some(replications))?;
    Ok(Ordered { draft, factors, policies })
}

/// Makes charts and reports of a study in two steps again, in the folder `out` with the folders of its steps: for each its
/// manifest and the command line of it.
///
/// # Errors
/// As [`sensitivity`].
pub fn again(out: &Path, steps: &[(Manifest, Arguments)]) -> Result<Ending, Failure> {
    let mut found = Vec::new();
    let mut ending = Ending::Done;
    let mut ordered = Vec::new();
    for (manifest, arguments) in steps {
        ordered.push((order(arguments)?, Origin::Again(Box::new(manifest.clone()))));
    }
    let studies: Vec<Study> = std::iter::zip(steps, &ordered)
        .map(|((_, arguments), (Ordered { draft, policies, .. }, origin))| Study { arguments, draft, policies, origin })
        .collect();
    for ((manifest, arguments), (study, (Ordered { factors, .. }, _))) in std::iter::zip(steps, std::iter::zip(&studies, &ordered)) {
        let ended = study.step(arguments.method, factors, &arguments.keep, Some(manifest.circumstances.arguments.clone()))?;
        ending = if ended.ending == Ending::Done { ending } else { ended.ending };
        found.extend(ended.found);
    }
    studies.first().map_or(Ok(ending), |study| study.together(&found, out, ending))
}

fn no_shards() -> Failure {
    Failure::new(Ending::Refused, "two steps cannot be cut into shards: the second follows from the first")
        .with_help("do the shards of --method morris and merge them, then those of --method sobol with --only and the factors that go on")
}

impl Arguments {
    /// Refuses what the method has no use for, and a grid that has no step.
    fn check(&self) -> Result<(), Failure> {
        if self.method == Method::Both && self.work.shard.is_some() {
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
            return Err(Failure::new(Ending::Refused, message).with_help("leave it out, or take --method both"));
        }
        // refused before the scenario is read, and in `both` before the first step
        morris_points(0, 1, self.levels.unwrap_or(LEVELS), 0).map(|_| ()).map_err(|error| refused(&error))
    }
}

/// A refusal in the words of `error`.
pub fn refused(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Ending::Refused, error.to_string())
}

/// What is varied, in the order of the command line, then of the file.
fn factors(arguments: &Arguments, draft: &Draft) -> Result<Vec<Factor>, Failure> {
    let Arguments { factors, assumed, only, .. } = arguments;
    let mut found = sweep::named_factors(factors, *assumed || factors.is_empty(), draft)?;
    if found.is_empty() {
        return Err(Failure::new(Ending::Refused, "no number of the file has an assumed range").with_help(
            "name a factor, such as --factor escalation.grid.wait_limit=1d..4d, or write assumed = [low, high] beside a number",
        ));
    }
    if let Some(strange) = only.iter().find(|key| !found.iter().any(|factor| factor.key() == *key)) {
        let keys = found.iter().map(|factor| factor.key().to_owned()).collect::<Vec<_>>();
        let message = format!("--only names {strange}, which is none of the factors: {}", keys.join(", "));
        return Err(Failure::new(Ending::Refused, message).with_help("name it with --factor KEY=VALUES too"));
    }
    found.retain(|factor| only.is_empty() || only.iter().any(|key| key == factor.key()));
    Ok(found)
}
