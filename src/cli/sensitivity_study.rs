//! The steps of a sensitivity study: the points of each, its campaign, and what is written and told of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::aims::{Aims, End};
use super::campaign::{Done, Order, Origin, Ran};
use super::ending::{Ending, Failure};
use super::figures::count;
use super::options::Keep;
use super::sensitivity::{Arguments, Method, refused};
use super::sensitivity_account::SensitivityAccount;
use super::{screen, sweep};
use crate::experiment::campaign::Status;
use crate::experiment::design::Design;
use crate::experiment::matching::Columns;
use crate::experiment::plan::Plan;
use crate::experiment::point_values::PointValues;
use crate::experiment::result::{Group, Key};
use crate::experiment::sampling::{MOST_POINTS, at_shares};
use crate::experiment::sensitivity::{Decomposition, MOST_SURVIVORS, Screening, morris_points, saltelli_points};
use crate::experiment::unit_cube::{DesignError, Points, Trajectory};
use crate::output::folder::FolderError;
use crate::output::schema::REPORT_FILE;
use crate::output::sensitivity::Step;
use crate::output::sensitivity_findings::{self, SensitivityExhibit};
use crate::output::summary::CsvFlavour;
use crate::output::tables::Detail;
use crate::scenario::{Draft, Factor};

/// Morris trajectories, when nobody says how many.
const TRAJECTORIES: u32 = 10;
/// Levels of their grid.
pub const LEVELS: u32 = 4;
/// Base rows of the Sobol' indices, when nobody says how many.
const BASE_ROWS: u32 = 64;

/// Folder of the screening inside of that of a study in two steps.
pub const MORRIS_FOLDER: &str = "morris";
/// Folder of the second step.
pub const SOBOL_FOLDER: &str = "sobol";

/// A study as a person has ordered it.
#[derive(Clone, Copy)]
pub struct Study<'a> {
    /// What was asked for.
    pub arguments: &'a Arguments,
    /// The scenario.
    pub draft: &'a Arc<Draft>,
    /// The plan of the policies without points.
    pub policies: &'a Plan,
    /// Where runs come from.
    pub origin: &'a Origin,
}

/// A step that has ended.
pub struct Ended {
    /// How the command ends.
    pub ending: Ending,
    /// `None` of a shard, of a plan that was told, and of a campaign that ended too early for a result.
    pub found: Option<Found>,
}

/// What a step came to.
pub struct Found {
    plan: Plan,
    done: Done,
    step: Step,
    account: Value,
}

/// Points of a step, and the trajectories that led through them where it is a screening.
struct Sample {
    kind: String,
    points: Points,
    trajectories: Option<Vec<Trajectory>>,
}

/// Name of the command, for its default folder.
pub const SENSITIVITY: &str = "sensitivity";

impl Study<'_> {
    /// Both steps, each in a folder of its own, and the report on both.
    ///
    /// # Errors
    /// When a folder holds something else, or as [`Self::step`].
    pub fn both(&self, factors: &[Factor]) -> Result<Ending, Failure> {
        let Arguments { keep, voice, .. } = self.arguments;
        let out = keep.folder(&self.draft.scenario().name, SENSITIVITY, None);
        sensitivity_findings::examine(&out, MORRIS_FOLDER)?;
        let folder = |name| step_folder(keep, out.join(name));
        let words = step_command(Method::Morris, &out.join(MORRIS_FOLDER), &[]);
        let screened = self.step(Method::Morris, factors, &folder(MORRIS_FOLDER), Some(words))?;
        let Some(first) = screened.found else { return Ok(screened.ending) };
        if first.done.outcome.status != Status::Complete {
            return self.together(&[first], &out, screened.ending);
        }
        let Step::Screening(screening) = &first.step else { return Ok(screened.ending) };
        let survivors: Vec<Factor> =
            factors.iter().enumerate().filter(|(at, _)| screening.survivors.contains(at)).map(|(_, factor)| factor.clone()).collect();
        if survivors.is_empty() {
            return self.together(&[first], &out, screened.ending);
        }
        let words = step_command(Method::Sobol, &out.join(SOBOL_FOLDER), &survivors);
        if !voice.json {
            screen::show("\n")?;
        }
        let decomposed = self.step(Method::Sobol, &survivors, &folder(SOBOL_FOLDER), Some(words))?;
        let ending = if decomposed.ending == Ending::Done { screened.ending } else { decomposed.ending };
        let found: Vec<Found> = std::iter::once(first).chain(decomposed.found).collect();
        self.together(&found, &out, ending)
    }

    /// Writes the report on all steps that were done, and says where it is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn together(&self, found: &[Found], out: &Path, ending: Ending) -> Result<Ending, Failure> {
        let Arguments { keep, voice, .. } = self.arguments;
        let exhibits: Vec<SensitivityExhibit> = found.iter().map(|found| self.exhibit(found)).collect();
        let report = (!keep.look.tables_only).then(|| out.join(REPORT_FILE));
        if report.is_some() {
            let flavour = if keep.look.excel { CsvFlavour::Excel } else { CsvFlavour::Plain };
            sensitivity_findings::write_together(&exhibits, out, flavour).map_err(FolderError::from)?;
        }
        let report = report.map(|path| path.display().to_string());
        if voice.json {
            let [first, second] = [0, 1].map(|at| found.get(at).map(|found| &found.account));
            let json = json!({ MORRIS_FOLDER: first, SOBOL_FOLDER: second, "report": report });
            screen::show(&format!("{json:#}\n"))?;
        } else if let Some(report) = report {
            screen::show(&format!("\nreport on the whole study in {report}\n"))?;
        }
        Ok(ending)
    }

    fn exhibit<'f>(&'f self, found: &'f Found) -> SensitivityExhibit<'f> {
        let language = self.arguments.keep.look.language.into();
        SensitivityExhibit { scenario: self.draft.scenario(), plan: &found.plan, outcome: &found.done.outcome, step: &found.step, language }
    }

    /// One step, told unless it is one of two for a program. `command` is what the manifest says that it was done with, where
    /// that is not the command itself.
    ///
    /// # Errors
    /// When the scenario does not take a point, or the campaign cannot be carried out.
    pub fn step(&self, method: Method, factors: &[Factor], keep: &Keep, command: Option<Vec<String>>) -> Result<Ended, Failure> {
        let Self { arguments: Arguments { work, voice, .. }, draft, origin, .. } = *self;
        let scenario = draft.scenario();
        let Sample { kind, points, trajectories } = self.sample(method, factors)?;
        let design = Design::of(draft, &self.policies.identity.policies, kind, factors, at_shares(factors, &points))?;
        let plan = self.policies.clone().at(design);
        let columns = Columns::common(&plan.settings);
        sweep::tell_idle_factors(voice, scenario, &plan);
        let order = Order {
            command: step_name(method),
            scenario,
            plan: &plan,
            columns: &columns,
            detail: Detail::Measures,
            work,
            keep,
            voice,
            origin,
            aims: &Aims::NONE,
        };
        if let Origin::Planned(telling) = origin {
            return Ok(Ended { ending: order.show_plan(*telling)?, found: None });
        }
        self.tell_cost(method, &plan);
        if work.shard.is_some() {
            let done = order.carry_out(None, End::whole(order.plan, order.work))?;
            order.show(&done, || Value::Null, String::new)?;
            return Ok(Ended { ending: done.ending(), found: None });
        }
        let found = self.found(&order, trajectories.as_deref(), command)?;
        Ok(found.map_or_else(|ending| Ended { ending, found: None }, |found| Ended { ending: found.done.ending(), found: Some(found) }))
    }

    /// What the campaign of a step comes to, written and told; how the command ends where it ended too early for a result.
    fn found(
        &self,
        order: &Order,
        trajectories: Option<&[Trajectory]>,
        command: Option<Vec<String>>,
    ) -> Result<Result<Found, Ending>, Failure> {
        let Order { scenario, plan, keep, voice, .. } = *order;
        let keys: Vec<Key> = scenario.evidence.headline.iter().map(|measure| Key { measure: *measure, group: Group::All }).collect();
        let values = PointValues::new(plan, &order.columns.keys, &keys);
        let Ran { mut done, gatherer: values, store, started } = order.run(&mut order.schedule(), values)?;
        let Some(mut store) = store else {
            order.show(&done, || Value::Null, String::new)?;
            return Ok(Err(done.ending()));
        };
        let most = self.arguments.most.map_or(MOST_SURVIVORS, |most| most as usize);
        let factors = plan.design.as_ref().map_or(0, |design| design.factors.len());
        let step = match trajectories {
            Some(trajectories) => Step::Screening(Screening::of(trajectories, &values, &keys, plan.confidence, most)),
            None => Step::Decomposition(Decomposition::of(size(factors), &values, &keys, plan.confidence)),
        };
        let outcome = done.outcome.clone();
        let exhibit = SensitivityExhibit { scenario, plan, outcome: &outcome, step: &step, language: keep.look.language.into() };
        sensitivity_findings::write(&exhibit, &mut store, order.flavour(), !keep.look.tables_only).map_err(FolderError::from)?;
        let is_told_later = command.is_some() && voice.json;
        let mut circumstances = order.circumstances(started, done.seconds, &outcome);
        circumstances.arguments = command.unwrap_or(circumstances.arguments);
        done.kept = Some(store.finish(&outcome, &[], circumstances, order.flavour())?);
        let told = SensitivityAccount { account: order.account(&done), exhibit };
        let account = told.json();
        if !is_told_later {
            order.show(&done, || account.clone(), || told.text(screen::WIDTH))?;
        }
        Ok(Ok(Found { account, done, step, plan: plan.clone() }))
    }

    /// The points of a step, in the order in which they are run.
    fn sample(&self, method: Method, factors: &[Factor]) -> Result<Sample, Failure> {
        let Arguments { trajectories, levels, base, .. } = *self.arguments;
        let (seed, count) = (self.policies.identity.seed, size(factors.len()));
        let wrong = |error: DesignError| refused(&error);
        let (rows, per_row) = match method {
            Method::Sobol => (base.unwrap_or(BASE_ROWS), count + 2),
            Method::Morris | Method::Both => (trajectories.unwrap_or(TRAJECTORIES), count + 1),
        };
        let points = u64::from(rows) * u64::from(per_row);
        if points > MOST_POINTS {
            return Err(refused(&format!("{points} points are more than the {MOST_POINTS} that a design may have")));
        }
        if method == Method::Sobol {
            let points = saltelli_points(rows, count, seed).map_err(wrong)?;
            return Ok(Sample { kind: "Saltelli sample".to_owned(), points, trajectories: None });
        }
        let levels = levels.unwrap_or(LEVELS);
        let (trajectories, points) = morris_points(rows, count, levels, seed).map_err(wrong)?;
        // the number of levels decides the length of a step, which the points alone do not tell where factors have few levels
        Ok(Sample { kind: format!("Morris trajectories on {levels} levels"), points, trajectories: Some(trajectories) })
    }

    /// Says what a step costs, before it starts.
    fn tell_cost(&self, method: Method, plan: &Plan) {
        let Arguments { work, voice, .. } = self.arguments;
        if voice.quiet || voice.json || !matches!(self.origin, Origin::Made) {
            return;
        }
        let name = if method == Method::Sobol { "Sobol' indices" } else { "screening" };
        let part = work.shard.map(|shard| format!(", of which this is shard {shard}")).unwrap_or_default();
        screen::say(&format!(
            "note: {name}: {} points x {} policies x {} replications = {} runs{part}",
            count(plan.points() as u64),
            plan.settings.len(),
            plan.identity.replications,
            count(plan.runs()),
        ));
    }
}

/// Where a step alone goes in the default folder.
const fn step_name(method: Method) -> &'static str {
    match method {
        Method::Sobol => "sensitivity/sobol",
        Method::Morris | Method::Both => "sensitivity/morris",
    }
}

/// What is kept of a step, in `folder`; by default that of the whole study with the step's name.
pub fn step_folder(keep: &Keep, folder: PathBuf) -> Keep {
    let is_default = keep.out.is_none();
    Keep { out: Some(folder), replace: keep.replace, is_default, events: keep.events, look: keep.look.clone() }
}

fn size(factors: usize) -> u32 {
    u32::try_from(factors).unwrap_or(u32::MAX)
}

/// The command of one step alone, into `out`: this one with another method, and of its factors only those that go on, where
/// it is said which.
fn step_command(method: Method, out: &Path, only: &[Factor]) -> Vec<String> {
    let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    let (name, idle): (&str, &[&str]) = match method {
        Method::Sobol => ("sobol", &["--method", "--out", "--only", "--trajectories", "--levels", "--most"]),
        Method::Morris | Method::Both => ("morris", &["--method", "--out", "--base"]),
    };
    let mut command = without(words, idle);
    command.extend(["--method", name, "--out"].map(str::to_owned));
    command.push(out.display().to_string());
    if !only.is_empty() {
        let keys: Vec<&str> = only.iter().map(Factor::key).collect();
        command.extend(["--only".to_owned(), keys.join(",")]);
    }
    command
}

/// `words` without `options` and their values.
fn without(words: impl Iterator<Item = String>, options: &[&str]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut is_value = false;
    for word in words {
        let is_option = options.contains(&word.as_str());
        let is_joined = word.split_once('=').is_some_and(|(option, _)| options.contains(&option));
        if !is_value && !is_option && !is_joined {
            kept.push(word);
        }
        is_value = is_option;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_goes_with_its_value_and_others_stay() {
        let words = ["sensitivity", "a.toml", "--out", "x", "--base=8", "--factor", "k=1..2", "--method", "both"].map(str::to_owned);
        let kept = without(words.into_iter(), &["--out", "--base", "--method"]);
        assert_eq!(kept, ["sensitivity", "a.toml", "--factor", "k=1..2"]);
    }
}
