//! A study as a command line that asks for it, and the commands that go on from it: made from the study alone, so that whoever has it
//! can give the command again, whole or in parts, whatever was typed before. The one place that writes such commands.

use std::fmt;

use super::design::plan::Plan;
use super::ladder_steps;
use super::study_spec::{CampaignAims, Extreme, FactorChoice, Sampling, StudyDesign, StudyKind, StudySpec};
use crate::scenario::Scenario;

/// A command line; shown as a shell takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyCommand {
    words: Vec<String>,
}

impl StudyCommand {
    /// The command that asks for `study`; everything is said, also what the scenario file says itself by now.
    #[must_use]
    pub fn of(study: &StudySpec) -> Self {
        let mut words = on_scenario(study.command(), study);
        asked(&mut words, study);
        option(&mut words, "--seed", Some(study.seed));
        option(&mut words, "--replications", Some(study.replications));
        option(&mut words, "--on-error", study.stops_at_failure.then_some("stop"));
        Self { words }
    }

    /// Another `command` on the scenario of `study`, with the same changes.
    #[must_use]
    pub fn on_the_same(command: &str, study: &StudySpec) -> Self {
        Self { words: on_scenario(command, study) }
    }

    /// With an option more, where it has a `value`.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<impl ToString>) -> Self {
        option(&mut self.words, name, value);
        self
    }

    /// With a flag more, where it `is_set`.
    #[must_use]
    pub fn with_flag(mut self, name: &str, is_set: bool) -> Self {
        flag(&mut self.words, name, is_set);
        self
    }

    /// The comparison of `study` once more, with so many `replications`; what the file of `scenario` says itself is left out.
    #[must_use]
    pub fn with_replications(study: &StudySpec, scenario: &Scenario, replications: u32) -> Self {
        let mut words = on_scenario("compare", study);
        let is_ladder = matches!(study.kind, StudyKind::Ladder(_));
        let usual =
            if is_ladder { ladder_steps::rungs(scenario, &[], None) } else { Plan::compared(scenario, &[], None) }.unwrap_or_default();
        if study.policies != usual {
            compared(&mut words, study);
        }
        flag(&mut words, "--ladder", is_ladder);
        option(&mut words, "--seed", other_seed(study, scenario));
        option(&mut words, "--replications", Some(replications));
        flag(&mut words, "--steady-state", study.is_steady_state());
        Self { words }
    }

    /// The comparison of `study` in worlds that the assumed numbers of `scenario` allow; what its file says itself is left out.
    #[must_use]
    pub fn in_assumed_worlds(study: &StudySpec, scenario: &Scenario) -> Self {
        let mut words = on_scenario("sweep", study);
        let of_block = scenario.sweep.as_ref().and_then(|block| block.policies.as_deref()).unwrap_or_default();
        if study.policies != Plan::compared(scenario, of_block, None).unwrap_or_default() {
            compared(&mut words, study);
        }
        flag(&mut words, "--assumed", true);
        option(&mut words, "--seed", other_seed(study, scenario));
        Self { words }
    }

    /// The ladder of `scenario` up to `policy`, or beyond it; what its file says itself is left out.
    #[must_use]
    pub fn up_the_ladder(study: &StudySpec, scenario: &Scenario, policy: &str) -> Self {
        let mut words = on_scenario("compare", study);
        let is_rung = ladder_steps::rungs(scenario, &[], None).is_ok_and(|rungs| rungs.iter().any(|rung| rung == policy));
        option(&mut words, "--policies", (!is_rung).then(|| scenario.chain(policy).join(",")));
        flag(&mut words, "--ladder", true);
        option(&mut words, "--seed", other_seed(study, scenario));
        Self { words }
    }

    /// The replay of `policy` beside the baseline of `study`; what the file of `scenario` says itself is left out.
    #[must_use]
    pub fn side_by_side(study: &StudySpec, scenario: &Scenario, policy: &str) -> Self {
        let mut words = on_scenario("replay", study);
        let sides = study.policies.first().map(|baseline| format!("{baseline},{policy}"));
        option(&mut words, "--policies", sides);
        option(&mut words, "--seed", other_seed(study, scenario));
        Self { words }
    }
}

impl fmt::Display for StudyCommand {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&shell_line(&self.words))
    }
}

/// The command of these `words`, as a shell takes it.
#[must_use]
pub fn shell_line(words: &[impl AsRef<str>]) -> String {
    words.iter().map(|word| quoted(word.as_ref())).collect::<Vec<_>>().join(" ")
}

/// The program's name, the command's, and the scenario with its changes.
fn on_scenario(command: &str, study: &StudySpec) -> Vec<String> {
    let mut words = ["wangge", command, study.scenario.file.as_str()].map(str::to_owned).to_vec();
    study.scenario.sets.iter().for_each(|set| option(&mut words, "--set", Some(set)));
    words
}

/// The seed of `study` where it is not that of the file.
fn other_seed(study: &StudySpec, scenario: &Scenario) -> Option<u64> {
    (study.seed != scenario.seed).then_some(study.seed)
}

/// Why `study` cannot be done in parts: what of it is decided by all results together, as the command line says it.
#[must_use]
pub fn undivided(study: &StudySpec) -> Option<&'static str> {
    match &study.kind {
        StudyKind::Run(aims) | StudyKind::Compare(aims) | StudyKind::Ladder(aims) if aims.precision.is_some() => Some("--precision"),
        StudyKind::Run(aims) | StudyKind::Compare(aims) | StudyKind::Ladder(aims) if aims.steady_state => Some("--steady-state"),
        StudyKind::Selection { .. } => Some("--select"),
        StudyKind::Search { .. } => Some("--find"),
        StudyKind::TwoSteps { .. } => Some("--method both"),
        StudyKind::Sweep { worlds, .. } if *worlds > 0 => Some("--worlds"),
        StudyKind::Run(_)
        | StudyKind::Compare(_)
        | StudyKind::Ladder(_)
        | StudyKind::Sweep { .. }
        | StudyKind::LeverWorlds { .. }
        | StudyKind::Screening { .. }
        | StudyKind::Decomposition { .. } => None,
    }
}

/// What is asked of the runs.
#[expect(clippy::too_many_lines, reason = "an arm for every kind of study")]
fn asked(words: &mut Vec<String>, study: &StudySpec) {
    match &study.kind {
        StudyKind::Run(aims) => {
            option(words, "--policy", study.policies.first());
            aimed(words, aims);
        }
        StudyKind::Compare(aims) => {
            compared(words, study);
            aimed(words, aims);
        }
        StudyKind::Ladder(aims) => {
            compared(words, study);
            flag(words, "--ladder", true);
            aimed(words, aims);
        }
        StudyKind::Selection { measure, indifference, steady_state } => {
            compared(words, study);
            option(words, "--select", Some(measure));
            option(words, "--indifference", Some(indifference));
            flag(words, "--steady-state", *steady_state);
        }
        StudyKind::Sweep { design, equal_budget, details, worlds } => {
            compared(words, study);
            designed(words, design);
            flag(words, "--equal-budget", *equal_budget);
            flag(words, "--details", *details);
            option(words, "--worlds", (*worlds > 0).then_some(worlds));
        }
        StudyKind::LeverWorlds { lever, worlds, .. } => {
            compared(words, study);
            option(words, "--factor", Some(lever));
            option(words, "--worlds", Some(worlds));
        }
        StudyKind::Search { factor, promise, extreme, details } => {
            compared(words, study);
            option(words, "--find", Some(factor));
            option(words, "--until", Some(promise));
            flag(words, "--greatest", *extreme == Extreme::Greatest);
            flag(words, "--details", *details);
        }
        StudyKind::Screening { .. } | StudyKind::Decomposition { .. } | StudyKind::TwoSteps { .. } => {
            compared(words, study);
            stepped(words, &study.kind);
        }
    }
}

fn option(words: &mut Vec<String>, name: &str, value: Option<impl ToString>) {
    words.extend(value.into_iter().flat_map(|value| [name.to_owned(), value.to_string()]));
}

fn flag(words: &mut Vec<String>, name: &str, is_set: bool) {
    words.extend(is_set.then(|| name.to_owned()));
}

/// The policies by name, so that it does not matter which the file takes as its own.
fn compared(words: &mut Vec<String>, study: &StudySpec) {
    match study.policies.as_slice() {
        [] => {}
        [alone] => option(words, "--policies", Some(alone)),
        [baseline, others @ ..] => {
            option(words, "--policies", Some(others.join(",")));
            option(words, "--baseline", Some(baseline));
        }
    }
}

fn aimed(words: &mut Vec<String>, aims: &CampaignAims) {
    option(words, "--precision", aims.precision.as_ref());
    flag(words, "--steady-state", aims.steady_state);
}

fn varied(words: &mut Vec<String>, factors: &FactorChoice) {
    factors.named.iter().for_each(|factor| option(words, "--factor", Some(factor)));
    flag(words, "--assumed", factors.assumed);
    option(words, "--only", (!factors.only.is_empty()).then(|| factors.only.join(",")));
}

fn designed(words: &mut Vec<String>, design: &StudyDesign) {
    let (factors, sampling) = match design {
        StudyDesign::File { name, .. } => return option(words, "--design-file", Some(name)),
        StudyDesign::Sampled { factors, sampling } => (factors, sampling),
    };
    varied(words, factors);
    let (name, points) = match sampling {
        Sampling::Factorial => ("factorial", None),
        Sampling::OneAtATime => ("one-at-a-time", None),
        Sampling::LatinHypercube(points) => ("latin-hypercube", Some(points)),
        Sampling::Sobol(points) => ("sobol", Some(points)),
    };
    option(words, "--design", Some(name));
    option(words, "--points", points);
}

/// The steps of a sensitivity study.
fn stepped(words: &mut Vec<String>, kind: &StudyKind) {
    let screened = |words: &mut Vec<String>, [trajectories, levels, most]: [&u32; 3]| {
        option(words, "--trajectories", Some(trajectories));
        option(words, "--levels", Some(levels));
        option(words, "--most", Some(most));
    };
    match kind {
        StudyKind::Screening { factors, trajectories, levels, most } => {
            varied(words, factors);
            option(words, "--method", Some("morris"));
            screened(words, [trajectories, levels, most]);
        }
        StudyKind::Decomposition { factors, base } => {
            varied(words, factors);
            option(words, "--method", Some("sobol"));
            option(words, "--base", Some(base));
        }
        StudyKind::TwoSteps { factors, trajectories, levels, most, base } => {
            varied(words, factors);
            option(words, "--method", Some("both"));
            screened(words, [trajectories, levels, most]);
            option(words, "--base", Some(base));
        }
        StudyKind::Run(_)
        | StudyKind::Compare(_)
        | StudyKind::Ladder(_)
        | StudyKind::Selection { .. }
        | StudyKind::Sweep { .. }
        | StudyKind::LeverWorlds { .. }
        | StudyKind::Search { .. } => {}
    }
}

/// `word` as a shell takes it for one word.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=:,@%+".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use crate::experiment::study_command::*;

    #[test]
    fn a_word_with_anything_that_a_shell_reads_is_quoted() {
        for plain in ["scenarios/office.toml", "a.b=1..4/5", "--set", "村镇"] {
            assert_eq!(quoted(plain), plain);
        }
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
        for read in ["~/a", "a;b", "a&b", "(a)", "[a]", "{a,b}", "a|b", "a\\b", "#a", "a!b", "a`b"] {
            assert_eq!(quoted(read), format!("'{read}'"));
        }
    }
}
