//! `wangge compare`: policies against a baseline, with the same residents, issues and random events.

use clap::Args;

use super::options::{Aims, ExecutionOptions, Keep, ScenarioOptions, Voice};
use crate::cli::studies::campaign::{Manner, RunOrigin};
use crate::cli::studies::conduct::conduct;
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::prepared_study::PreparedStudy;
use crate::experiment::study_spec::StudySpec;
use crate::scenario::BASE;

/// Compares policies with a baseline, with the same issues and random events
///
/// Every replication runs every policy with the same random numbers, so that a
/// difference is due to the policy and not to chance. The headline measures of the
/// file (`headline`) get a verdict for each policy, with its cost. Their intervals
/// hold for all of them together: with 95% confidence every one covers its true
/// difference. Other measures are exploratory: intervals of their own and no
/// verdict, in comparisons.csv.
///
/// Verdicts:
///   identical        the same events in every replication
///   no difference    this measure never differs, though events do
///   rare             differs in fewer than ten replications: no interval
///   better, worse    the interval leaves out 0 (higher, lower where neither way
///                    is better): "large enough to matter" where all of it reaches
///                    the smallest difference that matters (`relevant` in the
///                    file), "too small to matter" where all of it stays below;
///                    in tables better_relevant, better_small and so on
///   equivalent       the interval holds 0 and stays below that difference
///   undecided        none of these; about how many more replications would
///                    settle it
///
/// The results folder holds what `wangge run` writes, for all policies, and
/// comparisons.csv; open report.html in a browser. Patterns of the file
/// (`[[pattern]]`) are reported as reproduced or not. A failed run takes its
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
///   wangge compare village.toml --ladder --policies cards,visits,points
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

    /// Takes the policies as a ladder, each rung against the one before it
    ///
    /// The policies must start from one another (`after` in the file); the
    /// baseline is the foot. Of a file whose policies branch, the longest way
    /// is taken unless --policies says otherwise. Verdicts are those of the
    /// steps. Beside them stands what each step does alone on the foot, and
    /// what the last rung loses without it, all in one campaign on the same
    /// random events.
    #[arg(long, conflicts_with = "select", verbatim_doc_comment)]
    pub ladder: bool,

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

/// Carries the command out, with runs from `origin`.
///
/// # Errors
/// When arguments, scenario, folder or output are not as they must be.
pub fn compare(arguments: &Arguments, origin: &RunOrigin) -> Result<ExitStatus, Failure> {
    let Arguments { work, keep, voice, .. } = arguments;
    conduct(study(arguments, origin)?, Manner { work, keep, voice, origin })
}

/// The study that is asked for.
fn study(arguments: &Arguments, origin: &RunOrigin) -> Result<PreparedStudy, Failure> {
    let Arguments { source, policies, baseline, ladder, select, indifference, work, aims, voice, .. } = arguments;
    let selection = select.as_ref().zip(*indifference);
    work.refuse_shard(selection.is_some(), "--select")?;
    if selection.is_some() && aims.precision.is_some() {
        let message = "--select cannot be used with --precision: a selection ends when one policy is left";
        return Err(Failure::new(ExitStatus::Refused, message).with_help("state a smaller --indifference for a finer selection"));
    }
    let aims = aims.of_study(work)?;
    let draft = source.read()?;
    let order = work.order(draft.clone(), policies, baseline.as_deref());
    let spec: StudySpec = match selection {
        Some((measure, indifference)) => order.select(measure, indifference, aims.steady_state)?,
        None if *ladder => order.ladder(aims)?,
        None => order.compare(aims)?,
    };
    let study = PreparedStudy::new(spec, draft)?;
    let scenario = study.draft.scenario();
    if let (Some(file), None, None, RunOrigin::Made, false) = (&scenario.baseline_of, baseline, selection, origin, voice.quiet) {
        screen::say(&format!("note: {}", inherited(&scenario.baseline, file)));
    }
    if *ladder && policies.is_empty() && !voice.quiet {
        let policies = scenario.settings.iter().map(|setting| setting.policy.as_str()).filter(|policy| *policy != BASE);
        let beside: Vec<&str> = policies.filter(|policy| !study.spec.policies.iter().any(|rung| rung == policy)).collect();
        if !beside.is_empty() {
            screen::say(&format!("note: beside the ladder and not compared: {}", beside.join(", ")));
        }
    }
    Ok(study)
}

/// That the baseline of a file with policies of its own is that of a file which it extends.
pub fn inherited(baseline: &str, file: &str) -> String {
    format!("the baseline `{baseline}` is that of {file}; `baseline` in the scenario, or --baseline, names another")
}
