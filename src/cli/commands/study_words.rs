//! The words of a command line that ask for a study: made from the study alone, so that whoever has it can give the command
//! again, whole or in parts, whatever was typed before.

use super::options::{ExecutionOptions, LanguageOption, PresentationOptions};
use crate::experiment::design::plan::Shard;
use crate::experiment::study_spec::{CampaignAims, Extreme, FactorChoice, Sampling, StudyDesign, StudyKind, StudySpec};

/// The command that does one part of `study` in the folder `out`, as a shell takes it; threads, memory and language as `work` and
/// `look` have them.
pub fn shard_command(study: &StudySpec, shard: Shard, out: &str, work: &ExecutionOptions, look: &PresentationOptions) -> String {
    let mut words = command(study);
    option(&mut words, "--threads", work.threads);
    option(&mut words, "--memory", work.memory);
    option(&mut words, "--lang", look.language.map(LanguageOption::name));
    option(&mut words, "--shard", Some(shard));
    option(&mut words, "--out", Some(out));
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// Why `study` cannot be done in parts: what of it is decided by all results together, as the command line says it.
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

/// The words that ask for `study`, the program's name first.
pub fn command(study: &StudySpec) -> Vec<String> {
    let mut words = ["wangge", study.command(), study.scenario.file.as_str()].map(str::to_owned).to_vec();
    study.scenario.sets.iter().for_each(|set| option(&mut words, "--set", Some(set)));
    asked(&mut words, study);
    option(&mut words, "--seed", Some(study.seed));
    option(&mut words, "--replications", Some(study.replications));
    option(&mut words, "--on-error", study.stops_at_failure.then_some("stop"));
    words
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
    use crate::cli::commands::study_words::*;

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
