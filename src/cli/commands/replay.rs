//! `wangge replay`: one page on which two policies handle the same issues side by side.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::options::{LanguageOption, ScenarioOptions, system_language};
use super::replay_decisions::{DecidedRuns, decided_runs, first_run};
use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::screen;
use crate::experiment::analysis::pattern::{Finding, PatternResult};
use crate::experiment::design::plan::Plan;
use crate::experiment::study::Study;
use crate::measure::account::stretches::AccountStretch;
use crate::measure::replication::accounted;
use crate::measure::run_result::RunResult;
use crate::output::folder::disk;
use crate::output::language::locale::Language;
use crate::output::replay::decide::DecideInput;
use crate::output::replay::joined::LoggedRun;
use crate::output::replay::page::{ReplayInput, html};
use crate::scenario::text::quantity::duration;
use crate::scenario::{Draft, Lesson, Scenario, Setting};
use crate::units::{SimDuration, SimTime};

/// Length of a replay where nothing is said.
const USUAL: SimDuration = SimDuration::from_seconds(30 * 86_400);

/// Makes one page on which two policies handle the same issues side by side
///
/// Runs one replication under each of two policies and writes one HTML file that
/// opens from a disk without a network. Left and right have the same residents,
/// issues and random events; that is checked issue by issue. Levels are lanes,
/// issues are marks that rise; it plays, steps to the next escalation, red light,
/// incident, false closing or difference, and says why.
///
/// A scenario with a block [lesson] says itself which policies and which time are
/// shown, and brings captions. The patterns of a lesson are evaluated, with the
/// replications of the file; where one does not hold, the page says so, and the
/// exit code is 3. With --decide the group that watches decides at certain issues,
/// on the right; its choices are runs, and it sees where it ends.
///
/// Examples:
///   wangge replay scenarios/lessons/too_early.toml
///   wangge replay scenarios/lessons/too_early.toml --decide
///   wangge replay scenarios/tutorial.toml --policies before,liaison
///   wangge replay scenarios/tutorial.toml --policies before,liaison --from 90d --for 30d --lang zh
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
#[expect(clippy::doc_markdown, reason = "examples are shown as they are typed")]
pub struct Arguments {
    #[command(flatten)]
    pub source: ScenarioOptions,

    /// The policy on the left and the one on the right [default: the lesson's]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// When it begins, after the start of the run [default: the lesson's, else the end of the warm-up]
    #[arg(long, value_name = "TIME", value_parser = length)]
    pub from: Option<SimDuration>,

    /// How long it is [default: the lesson's, else 30d]
    #[arg(long = "for", value_name = "TIME", value_parser = length)]
    pub length: Option<SimDuration>,

    /// Root of all random numbers [default: the file's]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Which replication, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub replication: u32,

    /// Lets a group decide, where the lesson has decisions
    ///
    /// The page pauses at each decision of the lesson and asks. Every way to
    /// decide is a run of its own; all of them are made and embedded, as far as
    /// they differ. At the end the page shows where the group's run lies among
    /// many replications of both policies.
    #[arg(long, verbatim_doc_comment)]
    pub decide: bool,

    /// With --decide: replications of each policy among which the group's end is shown
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub replications: u32,

    /// The page [default: output/<scenario name>/replay-<A>-<B>.html, with --decide decide-<A>-<B>.html]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Language of the page [default: that of the system]
    #[arg(long = "lang", value_name = "LANGUAGE")]
    pub language: Option<LanguageOption>,
}

fn length(text: &str) -> Result<SimDuration, String> {
    let with_help = |help: Option<String>| help.map(|help| format!("; {help}")).unwrap_or_default();
    duration(text).map(SimDuration::rounded).map_err(|fault| format!("{}{}", fault.message, with_help(fault.help)))
}

/// Carries the command out.
///
/// # Errors
/// When the scenario cannot be used, the policies do not have the same issues, the time is not in the run, or the page cannot
/// be written.
pub fn replay(arguments: &Arguments) -> Result<ExitStatus, Failure> {
    let draft = arguments.source.read()?;
    let scenario = draft.scenario();
    let names = arguments.sides(scenario)?;
    let plan = Plan::new(scenario, &names, arguments.seed, Some(1))?;
    let window = arguments.window(&plan.settings[0], scenario)?;
    let seed = plan.identity.seed;
    let lesson = scenario.lesson.as_ref().filter(|lesson| lesson.policies == names.map(str::to_owned));
    let runs = plan.settings.iter().map(|setting| run(setting, seed, arguments.replication)).collect::<Result<Vec<_>, _>>()?;
    let decided = arguments.decide.then(|| {
        let numbers = (seed, arguments.replication, arguments.replications);
        decided_runs(scenario, lesson, [&plan.settings[0], &plan.settings[1]], numbers, window)
    });
    let decided = decided.transpose()?;
    let first = decided.as_ref().map(|decided| first_run(&decided.setting, seed, arguments.replication)).transpose()?;
    let left = logged(&plan.settings[0], &runs[0]);
    let right = match (&decided, &first) {
        (Some(decided), Some(first)) => logged(&decided.setting, first),
        _ => logged(&plan.settings[1], &runs[1]),
    };
    let patterns = if lesson.is_some() { evaluated(&draft, names, seed)? } else { Vec::new() };
    // captions speak of what the two policies do
    let asked = lesson.filter(|_| arguments.decide).map(|lesson| Lesson { captions: Vec::new(), ..lesson.clone() });
    let decide = decided.as_ref().zip(lesson).map(|(decided, lesson)| tree(decided, lesson));
    let page = html(&ReplayInput {
        scenario,
        seed,
        replication: arguments.replication,
        runs: [left, right],
        window,
        lesson: asked.as_ref().or(lesson).filter(|lesson| window == (lesson.from, lesson.from + lesson.length)),
        decide,
        patterns: &patterns,
        language: arguments.language(),
        version: env!("CARGO_PKG_VERSION"),
    });
    let page = page.map_err(|why| unshared(scenario, &why))?;
    let path = arguments.out.clone().unwrap_or_else(|| default_path(scenario, names, arguments.decide));
    write(&path, &page)?;
    screen::show(&format!("{}\n", path.display()))?;
    Ok(ending(&patterns))
}

/// The tree of a lesson's decisions, for the page.
fn tree<'a>(decided: &'a DecidedRuns, lesson: &'a Lesson) -> DecideInput<'a> {
    DecideInput { decisions: &lesson.decisions, runs: &decided.runs, endings: &decided.endings }
}

/// Why there is no page: the two policies do not have the same issues.
fn unshared(scenario: &Scenario, why: &impl std::fmt::Display) -> Failure {
    Failure::new(ExitStatus::Refused, format!("{}: {why}", scenario.path.display()))
        .with_help("a replay needs demand that no policy moves: at households, in public space, or at units that both policies have")
}

fn logged<'a>(setting: &'a Setting, (result, stretches): &'a (RunResult, Vec<AccountStretch>)) -> LoggedRun<'a> {
    LoggedRun { setting, result, stretches }
}

fn run(setting: &Setting, seed: u64, replication: u32) -> Result<(RunResult, Vec<AccountStretch>), Failure> {
    accounted(setting, seed, replication, &AtomicBool::new(false))
        .map_err(|failure| Failure::new(ExitStatus::SomeFailed, format!("{}: {failure}", setting.policy)))
}

/// The scenario's patterns between the two policies, with the replications that the file asks for.
fn evaluated(draft: &Arc<Draft>, [left, right]: [&str; 2], seed: u64) -> Result<Vec<PatternResult>, Failure> {
    if draft.scenario().evidence.patterns.is_empty() {
        return Ok(Vec::new());
    }
    let study = Study::of(Arc::clone(draft)).seed(seed).baseline(left).policies(&[right]);
    Ok(study.compare()?.patterns)
}

fn default_path(scenario: &Scenario, [left, right]: [&str; 2], decide: bool) -> PathBuf {
    let what = if decide { "decide" } else { "replay" };
    Path::new("output").join(&scenario.name).join(format!("{what}-{left}-{right}.html"))
}

fn write(path: &Path, page: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        disk::create_folder(folder)?;
    }
    Ok(disk::write(path, page.as_bytes())?)
}

/// A lesson that the replications do not bear out is no lesson.
fn ending(patterns: &[PatternResult]) -> ExitStatus {
    let failed: Vec<&PatternResult> = patterns.iter().filter(|pattern| pattern.finding != Finding::Reproduced).collect();
    for PatternResult { pattern, finding, .. } in &failed {
        screen::say(&format!("warning: the lesson rests on the pattern {}, and it is {}", pattern.name, finding.name()));
    }
    if failed.is_empty() { ExitStatus::Done } else { ExitStatus::Imprecise }
}

impl Arguments {
    fn language(&self) -> Language {
        self.language.map_or_else(system_language, LanguageOption::language)
    }

    /// The two policies that are asked for, else those of the lesson.
    fn sides<'a>(&'a self, scenario: &'a Scenario) -> Result<[&'a str; 2], Failure> {
        let names: Vec<&str> = match &scenario.lesson {
            Some(lesson) if self.policies.is_empty() => lesson.policies.iter().map(String::as_str).collect(),
            _ => self.policies.iter().map(String::as_str).collect(),
        };
        let known: Vec<&str> = scenario.settings.iter().map(|setting| setting.policy.as_str()).collect();
        let refused = |message: String| Failure::new(ExitStatus::Refused, message).with_help("name two with --policies A,B");
        match names[..] {
            [left, right] if left != right => Ok([left, right]),
            [only, _] => {
                Err(refused(format!("--policies: {only} stands on both sides; a replay shows two policies of {}", known.join(", "))))
            }
            _ => {
                Err(refused(format!("--policies: a replay shows two policies, got {}; the scenario has {}", names.len(), known.join(", "))))
            }
        }
    }

    /// The time that is shown.
    fn window(&self, setting: &Setting, scenario: &Scenario) -> Result<(SimTime, SimTime), Failure> {
        let (lesson, span) = (scenario.lesson.as_ref(), &setting.span);
        let from = match (self.from, lesson) {
            (Some(from), _) => SimTime::ZERO + from,
            (None, Some(lesson)) => lesson.from,
            (None, None) => span.window_start(),
        };
        let left = span.end().since(from);
        let usual = lesson.map_or(USUAL, |lesson| lesson.length).min(left);
        let length = self.length.unwrap_or(usual);
        let refused = |option: &str, what: String| Err(Failure::new(ExitStatus::Refused, format!("{option}: {what}")));
        if from >= span.end() {
            let end = span.horizon;
            return refused("--from", format!("{} lies beyond the run, whose horizon is {end}", from.since(SimTime::ZERO)));
        }
        if length > left || length == SimDuration::ZERO {
            let begin = from.since(SimTime::ZERO);
            let end = span.horizon;
            return refused("--for", format!("{length} from {begin} on is not within the run, whose horizon is {end}; at most {left}"));
        }
        Ok((from, from + length))
    }
}
