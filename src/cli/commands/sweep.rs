//! `wangge sweep`: policies at many design points, and searches along one factor.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use serde_json::Value;

use super::aims::{Aims, CampaignEnd};
use super::campaign::{Order, Ran, RunOrigin};
use super::limits;
use super::options::{ExecutionOptions, Keep, ScenarioOptions, Voice};
use crate::cli::summaries::run::Account;
use crate::cli::summaries::sweep::SweepAccount;
use crate::cli::summaries::threshold_search::FindAccount;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::analysis::condition::{Condition, ConditionError};
use crate::experiment::analysis::equal_budget::{Budget, BudgetError, EqualBudget, Way};
use crate::experiment::analysis::point_values::Alternative;
use crate::experiment::analysis::sweep::{SweepGatherer, SweepResult};
use crate::experiment::analysis::threshold_search::{Extreme, ThresholdSearch};
use crate::experiment::campaign::execution::Ungathered;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::points::Design;
use crate::experiment::design::sampling::{Sampling, points};
use crate::experiment::design::shared_columns::SharedColumns;
use crate::output::folder::claim::FolderError;
use crate::output::report::sweep_findings;
use crate::output::report::sweep_findings::SweepExhibit;
use crate::output::tables::runs::Detail;
use crate::scenario;
use crate::scenario::{Draft, Evidence, Factor, Level};

/// Runs policies at many design points: combinations of factors' levels
///
/// A factor is any key of the file that --set takes, or a key of a policy
/// (`policies.early.escalation.grid.wait_limit`). Every point is run in the same
/// replications with the same luck, under every policy, so that points and policies
/// can be told apart with few runs. Factors come from the command line, or from the
/// block [sweep] of the file, or are the numbers that the file says are assumed.
///
/// Levels and designs:
///   KEY=a,b,c           these levels
///   KEY=low..high       a range; low..high/5 has five levels, low..high/5log at
///                       equal ratios
///   factorial           every combination of levels (of a range, its ends)
///   one-at-a-time       the file's own values, then each level of each factor alone
///   latin-hypercube,    --points points spread over the whole space of the factors
///   sobol
///   --design-file CSV   a column per factor, a row per point
///
/// What comes out: which points and policies are best and which cannot be told from
/// them; what each factor does alone (one at a time); and across worlds, when
/// policies are compared where numbers are uncertain (--assumed): in which share
/// each policy is best, its regret, and which assumption flips the verdict.
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
/// Share of the budget by which a level may cost more or less and count as costing the same.
const BUDGET_TOLERANCE: f64 = 0.001;

/// Carries the command out.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn sweep(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    conduct(arguments, &RunOrigin::Made)
}

/// The same with runs from `origin`.
///
/// # Errors
/// As [`sweep`].
pub fn conduct(arguments: &Arguments, origin: &RunOrigin) -> Result<ExitStatus, Failure> {
    let Arguments { source, work, keep, voice, .. } = arguments;
    let draft = Arc::new(Draft::read(&source.file, &source.sets)?);
    let scenario = draft.scenario();
    let plan = plan(arguments, &draft)?;
    let columns = SharedColumns::common(&plan.settings);
    tell_idle_factors(&arguments.voice, scenario, &plan);
    let detail = if arguments.details { Detail::Full } else { Detail::Measures };
    let order = Order { command: "sweep", scenario, plan: &plan, columns: &columns, detail, work, keep, voice, origin, aims: &Aims::NONE };
    if let RunOrigin::Planned(telling) = origin {
        return order.show_plan(*telling);
    }
    match &arguments.until {
        Some(until) => search(arguments, &order, until),
        None => carry_out(arguments, &order),
    }
}

/// Says which factors a policy has a value of its own for, so that they change nothing there.
pub fn tell_idle_factors(voice: &Voice, scenario: &scenario::Scenario, plan: &Plan) {
    if voice.quiet || voice.json {
        return;
    }
    for key in plan.design.iter().flat_map(|design| &design.factors) {
        let own: Vec<&str> = plan.identity.policies.iter().map(String::as_str).filter(|policy| scenario.overlays(policy, key)).collect();
        if !own.is_empty() {
            screen::say(&format!("note: {} says {key} itself, so that the factor changes nothing there", own.join(", ")));
        }
    }
}

/// The plan: the policies, at the points of the design.
fn plan(arguments: &Arguments, draft: &Arc<Draft>) -> Result<Plan, Failure> {
    let scenario = draft.scenario();
    let plan = policies(arguments, scenario)?;
    let (seed, names) = (plan.identity.seed, plan.identity.policies.clone());
    let (kind, factors, points) = match (&arguments.design_file, &arguments.find) {
        (Some(file), _) => {
            let read = draft.design(file)?;
            ("design file".to_owned(), read.factors, read.points)
        }
        (None, Some(find)) => {
            let factor = draft.factor(find)?;
            let levels = rising(&factor)?;
            ("levels".to_owned(), vec![factor], levels.into_iter().map(|level| vec![level]).collect())
        }
        (None, None) => {
            let factors = factors(arguments, draft)?;
            let sampling = sampling(arguments, scenario, &factors)?;
            let points = points(&factors, sampling, seed).map_err(|error| Failure::new(ExitStatus::Refused, error.to_string()))?;
            (sampling.to_string(), factors, points)
        }
    };
    let design = Design::of(draft, &names, kind, &factors, points)?;
    Ok(plan.at(design))
}

/// The plan of the policies alone: those named here, else those of the file's sweep, else as a comparison has them.
fn policies(arguments: &Arguments, scenario: &scenario::Scenario) -> Result<Plan, Failure> {
    let Arguments { policies, baseline, work, .. } = arguments;
    let block = scenario.sweep.as_ref();
    let of_block = block.and_then(|block| block.policies.clone()).filter(|_| policies.is_empty());
    let policies = of_block.as_ref().unwrap_or(policies);
    let replications = work.replications.or_else(|| block.and_then(|block| block.replications));
    Ok(Plan::of_policies(scenario, policies, baseline.as_deref(), work.seed, replications)?)
}

/// What is varied: named here, else in the file, and the assumed numbers where they are asked for.
fn factors(arguments: &Arguments, draft: &Draft) -> Result<Vec<Factor>, Failure> {
    let mut factors = named_factors(&arguments.factors, arguments.assumed, draft)?;
    if let Some(block) = draft.scenario().sweep.as_ref().filter(|_| factors.is_empty() && !arguments.assumed) {
        factors.clone_from(&block.factors);
    }
    if factors.is_empty() {
        let message = if arguments.assumed { "no number of the file has an assumed range" } else { "nothing is varied" };
        return Err(Failure::new(ExitStatus::Refused, message)
            .with_help("name a factor, such as --factor escalation.grid.wait_limit=1d,2d,4d, or write a block [sweep] into the file"));
    }
    Ok(factors)
}

/// The factors that `texts` say, and behind them every number with an assumed range where they are asked for.
///
/// # Errors
/// What is wrong with a text, a factor that is named twice, and ends of assumed ranges that the scenario does not take.
pub fn named_factors(texts: &[String], with_assumed: bool, draft: &Draft) -> Result<Vec<Factor>, Failure> {
    let mut factors = texts.iter().map(|text| draft.factor(text)).collect::<Result<Vec<_>, _>>()?;
    if let Some(twice) = (1..factors.len()).find(|at| factors[..*at].iter().any(|known| known.key() == factors[*at].key())) {
        let message = format!("the factor {} is named twice", factors[twice].key());
        return Err(Failure::new(ExitStatus::Refused, message).with_help("give all its levels in one --factor"));
    }
    if with_assumed {
        let assumed = draft.assumed();
        draft.check(&assumed)?;
        let known: Vec<String> = factors.iter().map(|factor| factor.key().to_owned()).collect();
        factors.extend(assumed.into_iter().filter(|factor| !known.contains(&factor.key().to_owned())));
    }
    Ok(factors)
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

/// The levels of a search: those named, or all whole numbers of a range, rising.
fn rising(factor: &Factor) -> Result<Vec<Level>, Failure> {
    factor.rising_levels().ok_or_else(|| {
        let message = format!("a search needs single levels of {}, got a range", factor.key());
        Failure::new(ExitStatus::Refused, message).with_help("say how many, such as KEY=1d..10d/10")
    })
}

fn carry_out(arguments: &Arguments, order: &Order) -> Result<ExitStatus, Failure> {
    if order.work.shard.is_some() {
        let done = order.carry_out(None, CampaignEnd::whole(order.plan, order.work))?;
        order.show(&done, || Value::Null, String::new)?;
        return Ok(done.ending());
    }
    let gatherer = SweepGatherer::new(order.plan, &order.columns.keys, &order.scenario.evidence)?;
    let Ran { mut done, gatherer, store, started } = order.run(&mut order.schedule(), gatherer)?;
    let Some(store) = store else {
        order.show(&done, || Value::Null, String::new)?;
        return Ok(done.ending());
    };
    let sweep = gatherer.conclude(order.plan, &done.outcome);
    let budgets = if arguments.equal_budget { budgets(order.plan, &sweep, &order.scenario.evidence)? } else { Vec::new() };
    let outcome = done.outcome.clone();
    let language = order.keep.look.language.into();
    let exhibit =
        SweepExhibit { scenario: order.scenario, plan: order.plan, outcome: &outcome, sweep: &sweep, budgets: &budgets, language };
    if !order.keep.look.tables_only {
        sweep_findings::write(&exhibit, &store, order.flavour()).map_err(FolderError::from)?;
    }
    let circumstances = order.circumstances(started, done.seconds, &done.outcome);
    done.kept = Some(store.finish(&done.outcome, &sweep.comparisons, circumstances, order.flavour())?);
    let account = SweepAccount { account: order.account(&done), exhibit };
    order.show(&done, || account.json(), || account.text(screen::WIDTH))?;
    Ok(done.ending())
}

/// What every policy gives at the level of the one factor at which it costs what the baseline costs as it is.
fn budgets(plan: &Plan, sweep: &SweepResult, evidence: &Evidence) -> Result<Vec<EqualBudget>, Failure> {
    let refused = |message: String| Failure::new(ExitStatus::Refused, message);
    let design = plan.design.as_ref().filter(|design| design.factors.len() == 1 && plan.settings.len() > 1);
    let Some(design) = design else {
        return Err(refused("an equal budget is found along one factor, for policies beside a baseline".to_owned()));
    };
    let own = design.own.first().and_then(Option::as_ref).and_then(|level| level.number);
    let point = design.points.iter().position(|point| own.is_some() && point[0].number == own).ok_or_else(|| {
        let value = own.map_or_else(|| "its own value".to_owned(), |own| format!("its own value, {own}"));
        refused(format!("the levels of {} must hold {value}: what the baseline costs there is the budget", design.factors[0]))
    })?;
    let baseline = Alternative { point, policy: 0 };
    let budget = Budget::CostOf { alternative: baseline, more: 0.0 };
    let one = |policy: usize| {
        let way = Way::along(plan, 0, policy)?;
        let ways = [&Way::only(plan.identity.policies[0].as_str(), baseline), &way];
        EqualBudget::new(&sweep.values, evidence, budget, BUDGET_TOLERANCE, ways, plan.confidence)
    };
    (1..plan.settings.len()).map(one).collect::<Result<_, BudgetError>>().map_err(|error| refused(error.to_string()))
}

fn search(arguments: &Arguments, order: &Order, until: &str) -> Result<ExitStatus, Failure> {
    let refused = |error: &dyn std::fmt::Display| Failure::new(ExitStatus::Refused, error.to_string());
    let condition: Condition = until.parse().map_err(|error: ConditionError| refused(&error))?;
    let extreme = if arguments.greatest { Extreme::Greatest } else { Extreme::Least };
    let mut find = ThresholdSearch::new(order.plan, &order.columns.keys, condition, extreme).map_err(|error| refused(&error))?;
    let plan = order.plan.clone().until(find.rule());
    let order = Order { plan: &plan, ..*order };
    let Ran { mut done, store, started, .. } = order.run(&mut find, Ungathered)?;
    if let Some(store) = store {
        let circumstances = order.circumstances(started, done.seconds, &done.outcome);
        done.kept = Some(store.finish(&done.outcome, &[], circumstances, order.flavour())?);
    }
    let found = find.found();
    let account = Account { has_report: false, ..order.account(&done) };
    let account = FindAccount { account, condition, extreme, found: &found };
    order.show(&done, || account.json(), || account.text(screen::WIDTH))?;
    Ok(account.ending(done.ending()))
}
