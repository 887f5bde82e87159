//! `wangge compare`: policies against a baseline, on the same residents, issues and luck.

use clap::Args;

use super::aims::Aims;
use super::campaign::{Order, RunOrigin};
use super::options::{ExecutionOptions, Keep, ScenarioOptions, Voice};
use super::select::{self, SelectionOrder};
use crate::cli::summaries::comparison::Compared;
use crate::cli::summaries::comparison::inherited;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::analysis::comparison::Differences;
use crate::experiment::design::plan::Plan;
use crate::experiment::design::shared_columns::SharedColumns;
use crate::scenario;

/// Compares policies with a baseline on the same issues and the same luck
///
/// Every replication runs every policy on the same course of events, so that the
/// difference shows and not the luck. The headline measures of the file
/// (`headline`) get a verdict for each policy, with what it costs beside it. Their
/// intervals hold for all of them together: with 95% confidence every one covers
/// its true difference. Other measures are exploratory: intervals of their own and
/// no verdict, in comparisons.csv.
///
/// Verdicts:
///   identical        the same events in every replication
///   no difference    this measure never differs, though events do
///   rare             differs in fewer than ten replications: no interval
///   better, worse    the interval leaves out 0 (higher, lower where neither way
///                    is better); "and enough" where all of it reaches the smallest
///                    difference that matters (`relevant` in the file), "but
///                    small" where all of it stays below
///   equivalent       the interval holds 0 and stays below that difference
///   undecided        none of these; about so many more replications would tell
///
/// The results folder holds what `wangge run` writes, for all policies, and
/// comparisons.csv; open report.html in a browser. Patterns of the file
/// (`[[pattern]]`) are told as reproduced or not. A failed run takes its
/// replication out for all policies; above 1% of them no verdict is given.
///
/// Without --policies all of the file are compared. The file without overlay,
/// `base`, is one of them, unless the file names another `baseline`: then `base`
/// is run only when it is named.
///
/// With --precision the campaign ends as soon as the differences are known well
/// enough. With --select it asks another question, which policy is the best, and
/// ends when the best is found: policies that are clearly behind are not run any
/// more (Kim and Nelson 2001), and the answer comes with its probability. The
/// result is selection.csv in place of comparisons.csv and charts.
///
/// Examples:
///   wangge compare scenarios/office.toml
///   wangge compare scenarios/office.toml --precision resolution_rate=0.005
///   wangge compare scenarios/office.toml --select on_time_rate --indifference 0.01
///   wangge compare scenarios/office.toml --policies early,watched
///   wangge compare scenarios/network.toml --baseline late --out output/late
///   wangge compare scenarios/xiaolin.toml --lang zh
///   wangge compare scenarios/network.toml --json > comparison.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[expect(clippy::doc_markdown, reason = "examples are shown as they are typed")]
pub struct Arguments {
    #[command(flatten)]
    pub source: ScenarioOptions,

    /// Policies to compare with the baseline [default: all of the file]
    #[arg(long, value_name = "A,B,...", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// Policy that the others are compared with [default: the file's]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,

    /// Looks for the best policy by this measure; needs --indifference
    ///
    /// All policies are candidates, the baseline too. At most --replications
    /// are made [default then: 10000]; exit code 3 when several are still in.
    #[arg(long, value_name = "MEASURE", requires = "indifference", verbatim_doc_comment)]
    pub select: Option<String>,

    /// The smallest difference worth detecting, in the unit of the measure
    #[arg(long, value_name = "X", requires = "select")]
    pub indifference: Option<f64>,

    #[command(flatten)]
    pub work: ExecutionOptions,

    #[command(flatten)]
    pub aims: Aims,

    #[command(flatten)]
    pub keep: Keep,

    #[command(flatten)]
    pub voice: Voice,
}

/// Carries the command out.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn compare(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    conduct(arguments, &RunOrigin::Made)
}

/// The same with runs from `origin`.
///
/// # Errors
/// As [`compare`].
pub fn conduct(arguments: &Arguments, origin: &RunOrigin) -> Result<ExitStatus, Failure> {
    let Arguments { source, policies, baseline, select, indifference, work, aims, keep, voice } = arguments;
    if let (Some(measure), Some(indifference)) = (select, indifference) {
        let (baseline, indifference) = (baseline.as_deref(), *indifference);
        return select::conduct(SelectionOrder { source, policies, baseline, measure, indifference, work, aims, keep, voice }, origin);
    }
    let scenario = scenario::read(&source.file, &source.sets)?;
    let plan = Plan::comparison(&scenario, policies, baseline.as_deref(), work.seed, aims.replications(work))?;
    let columns = SharedColumns::common(&plan.settings);
    let (plan, end) = aims.end(plan, &columns.keys, &scenario, work)?;
    let differences = Differences::new(&plan, &columns.keys, &scenario.evidence)?;
    let order = Order {
        command: "compare",
        scenario: &scenario,
        plan: &plan,
        columns: &columns,
        detail: origin.detail_of_comparison(),
        work,
        keep,
        voice,
        origin,
        aims,
    };
    if let RunOrigin::Planned(telling) = origin {
        return order.show_plan(*telling);
    }
    if let Some(file) = scenario.baseline_of.as_ref().filter(|_| baseline.is_none()) {
        order.tell(&[inherited(&scenario.baseline, file)]);
    }
    let done = order.carry_out(Some(differences), end)?;
    let account = order.account(&done);
    let compared = done.comparison.as_ref().map(|comparison| Compared { account, comparison });
    order.show(
        &done,
        || compared.map_or_else(|| account.campaign_json(), |compared| compared.json()),
        || compared.map_or_else(String::new, |compared| compared.text(screen::WIDTH)),
    )?;
    Ok(done.ending())
}
