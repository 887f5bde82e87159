//! A lesson in which a group decides: the runs of all ways to decide, as far as they differ, and the ends of many replications among
//! which the end of the group's own lies.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::columns::packed;
use super::endings::{EndCounts, EndMeasure};
use super::joined::{JoinedIssue, LoggedRun, first_difference, is_under_way, lives, sort};
use super::moments::{kind_of, overdue, there_after};
use super::people::{StaffCell, cells_of_all};
use super::side::{due, limits, rounded};
use super::variants::Variants;
use super::words::in_language;
use crate::measure::account::stretches::AccountStretch;
use crate::measure::event_log::EventRow;
use crate::measure::replication::DecidedRun;
use crate::output::language::locale::Language;
use crate::output::tables::origins::Origins;
use crate::scenario::{IssueChoice, LessonDecision, Setting};
use crate::units::{SimDuration, SimTime};

/// Stretch of time of a person that is written once.
const WEEK: SimDuration = SimDuration::from_seconds(7 * 86_400);

/// What a page keeps of one run of the tree.
#[derive(Debug)]
pub struct DecidedLives {
    /// The rows of every issue before the end of what is shown, and its stretches, by its key.
    issues: BTreeMap<String, (Vec<EventRow>, Vec<AccountStretch>)>,
    /// What cells of people show from when on.
    people: Vec<(SimTime, usize, StaffCell)>,
    /// Choices that were not carried out, and why.
    untaken: Vec<(IssueChoice, String)>,
}

impl DecidedLives {
    /// What is kept of `run`.
    #[must_use]
    pub fn of(setting: &Setting, run: &DecidedRun, (from, until): (SimTime, SimTime)) -> Self {
        let logged = LoggedRun { setting, result: &run.result, stretches: &run.stretches };
        let mut stretches: BTreeMap<u32, Vec<AccountStretch>> = BTreeMap::new();
        for stretch in run.stretches.iter().filter(|stretch| stretch.from < until) {
            stretches.entry(stretch.case).or_default().push(*stretch);
        }
        let kept = lives(logged, until).into_iter().map(|(key, rows)| {
            let own = rows.first().and_then(|row| stretches.remove(&row.case)).unwrap_or_default();
            (key, (rows, own))
        });
        let choices = setting.epochs.first().map_or(&[][..], |epoch| &epoch.rules.choices);
        let untaken = run.untaken.iter().filter_map(|(number, what)| Some((choices.get(*number)?.clone(), what.clone()))).collect();
        Self { issues: kept.collect(), people: cells_of_all(logged, (from, until)), untaken }
    }

    /// The rows of an issue.
    #[must_use]
    pub(super) fn rows(&self, key: &str) -> &[EventRow] {
        self.issues.get(key).map_or(&[], |(rows, _)| rows)
    }

    /// The issues with their rows.
    pub(super) fn issues(&self) -> impl Iterator<Item = (&String, &Vec<EventRow>)> {
        self.issues.iter().map(|(key, (rows, _))| (key, rows))
    }
}

/// The runs of a lesson's decisions.
#[derive(Clone, Copy, Debug)]
pub struct DecideInput<'a> {
    /// What is decided.
    pub decisions: &'a [LessonDecision],
    /// The runs of all ways to decide, in the order of [`ways`](crate::experiment::decision_tree::ways).
    pub runs: &'a [DecidedLives],
    /// Of each policy: how its replications end.
    pub endings: &'a [Vec<EndCounts>; 2],
}

/// The joined issues of two runs, and those that are under way in other runs like the second one, `others`, alone.
pub(super) fn joined_with(
    mut issues: Vec<JoinedIssue>,
    others: &[DecidedLives],
    runs: [LoggedRun<'_>; 2],
    from: SimTime,
) -> Vec<JoinedIssue> {
    let mut known: BTreeSet<String> = issues.iter().map(|issue| issue.key.clone()).collect();
    let origins = Origins::of(runs[1].setting);
    for (key, rows) in others.iter().flat_map(DecidedLives::issues).filter(|(_, rows)| is_under_way(rows, from)) {
        if let (true, Some(first)) = (known.insert(key.clone()), rows.first()) {
            let place = origins.name(first.origin);
            issues.push(JoinedIssue { key: key.clone(), place, rows: [Vec::new(), Vec::new()], differs: None, elsewhere: Some(*first) });
        }
    }
    sort(&mut issues);
    issues
}

/// All that the script needs to show the run of any way to decide, in place of what stands on the right.
pub(super) fn decided(
    input: DecideInput<'_>,
    pair: [LoggedRun<'_>; 2],
    issues: &[JoinedIssue],
    (from, until): (SimTime, SimTime),
    language: Language,
) -> Value {
    let runs = input.runs.len();
    let mut names = RowNames::default();
    let (mut rows, mut parts, mut heads) = (Variants::<8>::new(runs), Variants::<5>::new(runs), Variants::<3>::new(runs));
    for issue in issues {
        rows.push(input.runs.iter().map(|run| names.rows(pair[1], run.rows(&issue.key))));
        parts.push(input.runs.iter().map(|run| stretched(run.issues.get(&issue.key).map_or(&[], |(_, stretches)| stretches), until)));
        heads.push(input.runs.iter().map(|run| head(pair, issue, run.rows(&issue.key), until)));
    }
    let RowNames { activities, fired, channels } = names;
    let rules = fired.iter().map(|(rule, threshold, value)| json!([rule, threshold, value]));
    let decision = |decision: &LessonDecision| {
        json!({
            "issue": issues.iter().position(|issue| issue.key == decision.issue),
            "question": in_language(&decision.question, language),
            "options": decision.options.iter().map(|option| in_language(&option.text, language)).collect::<Vec<_>>(),
        })
    };
    json!({
        "decisions": input.decisions.iter().map(decision).collect::<Vec<_>>(),
        "at": packed(input.runs.iter().flat_map(|run| input.decisions.iter().map(|decision| asked(run, decision, (from, until))))),
        "names": activities, "fires": rules.collect::<Vec<_>>(), "channels": channels,
        "rows": rows.columns(["t", "what", "unit", "who", "limit", "kind", "fired", "channel"]),
        "parts": parts.columns(["part", "level", "from", "length", "offDuty"]),
        "heads": heads.columns(["due", "differs", "overdue"]),
        "people": people(input.runs, from, until).columns(["t", "does"]),
        "weeks": weeks(from, until).count(),
        "endings": EndMeasure::ALL.map(|ending| json!({
            "count": ending.count(),
            "ends": input.endings.each_ref().map(|ends| packed(ending.sorted(ends))),
        })),
    })
}

/// What the numbers in rows stand for.
#[derive(Default)]
struct RowNames {
    activities: Vec<&'static str>,
    fired: Vec<(&'static str, f64, f64)>,
    channels: Vec<&'static str>,
}

/// The number of `value` among those known, where it is put if it is new.
fn numbered<T: PartialEq>(known: &mut Vec<T>, value: T) -> i64 {
    let number = known.iter().position(|other| *other == value).unwrap_or_else(|| {
        known.push(value);
        known.len() - 1
    });
    index(number)
}

impl RowNames {
    /// The rows of one issue in one run.
    fn rows(&mut self, run: LoggedRun<'_>, rows: &[EventRow]) -> Vec<[i64; 8]> {
        let alone: Vec<(usize, &EventRow)> = rows.iter().map(|row| (0, row)).collect();
        let limits = limits(run, &alone);
        let mut is_there = false;
        let kept = rows.iter().zip(limits).map(|(row, limit)| {
            let name = row.activity.name();
            is_there = there_after(name, is_there);
            [
                i64::from(row.at.seconds()),
                numbered(&mut self.activities, name),
                index(row.unit.index()),
                row.person.map_or(0, |person| index(person.index()) + 1),
                limit,
                kind_of(name, is_there).map_or(0, |kind| kind as i64 + 1),
                row.fired().map_or(0, |fired| numbered(&mut self.fired, (fired.rule, rounded(fired.threshold), rounded(fired.value))) + 1),
                row.channel().map_or(0, |channel| numbered(&mut self.channels, channel.name()) + 1),
            ]
        });
        kept.collect()
    }
}

fn index(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// The stretches of one issue, cut off at the end of what is shown.
fn stretched(stretches: &[AccountStretch], until: SimTime) -> Vec<[i64; 5]> {
    let kept = stretches.iter().map(|stretch| {
        let (all, shown) = (stretch.until.since(stretch.from).seconds(), stretch.until.min(until).since(stretch.from).seconds());
        [
            stretch.part as i64,
            stretch.level.map_or(0, |level| index(level.index()) + 1),
            i64::from(stretch.from.seconds()),
            i64::from(shown),
            // a stretch that is cut off has its share of the hours off duty
            i64::from(stretch.off_duty) * i64::from(shown) / i64::from(all.max(1)),
        ]
    });
    kept.collect()
}

/// When the issue is promised, first treated differently than on the left, and past its due time; each and 1 more, 0 where it is not.
fn head(pair: [LoggedRun<'_>; 2], issue: &JoinedIssue, rows: &[EventRow], until: SimTime) -> Vec<[i64; 3]> {
    let one = |at: Option<SimTime>| at.filter(|at| *at < until).map_or(0, |at| i64::from(at.seconds()) + 1);
    let differs = first_difference([&issue.rows[0], rows], pair);
    vec![[due(rows).map_or(0, |due| i64::from(due.seconds())), one(differs), one(overdue(rows))]]
}

/// When the decision is asked in a run, and 1 more; 0 where it does not come up in what is shown.
fn asked(run: &DecidedLives, decision: &LessonDecision, (from, until): (SimTime, SimTime)) -> i64 {
    arrival(run.rows(&decision.issue), decision.arrival).filter(|at| (from..until).contains(at)).map_or(0, |at| i64::from(at.seconds()) + 1)
}

/// The instant of the `nth` arrival, from 1, of an issue at a unit. One that is sent back where it comes to is an arrival too.
fn arrival(rows: &[EventRow], nth: u32) -> Option<SimTime> {
    let arrivals = rows.iter().filter(|row| row.is_arrival());
    arrivals.map(|row| row.at).nth(nth as usize - 1)
}

/// The weeks of what is shown.
fn weeks(from: SimTime, until: SimTime) -> impl Iterator<Item = (SimTime, SimTime)> {
    let first = std::iter::successors(Some(from), move |start| Some(*start + WEEK).filter(|start| *start < until));
    first.map(move |start| (start, (start + WEEK).min(until)))
}

/// What cells of people show, person by person and week by week.
fn people(runs: &[DecidedLives], from: SimTime, until: SimTime) -> Variants<2> {
    let by_person: Vec<BTreeMap<usize, Vec<[i64; 2]>>> = runs
        .iter()
        .map(|run| {
            let mut people: BTreeMap<usize, Vec<[i64; 2]>> = BTreeMap::new();
            for (at, person, cell) in &run.people {
                people.entry(*person).or_default().push([i64::from(at.seconds()), *cell as i64]);
            }
            people
        })
        .collect();
    let count = by_person.iter().filter_map(|people| people.keys().next_back()).max().map_or(0, |last| last + 1);
    let mut variants = Variants::new(runs.len());
    for person in 0..count {
        for (start, end) in weeks(from, until) {
            let is_in = |row: &&[i64; 2]| (i64::from(start.seconds())..i64::from(end.seconds())).contains(&row[0]);
            variants.push(by_person.iter().map(|people| people.get(&person).into_iter().flatten().filter(is_in).copied().collect()));
        }
    }
    variants
}

/// Why a page with decisions cannot be made: each decision must come up where the others go by their first option, and each of its
/// options must be one that can be taken there.
///
/// # Errors
/// The first decision, and option, that is not so, by their numbers, and why.
pub fn check(
    decisions: &[LessonDecision],
    ways: &[Vec<usize>],
    runs: &[DecidedLives],
    window: (SimTime, SimTime),
) -> Result<(), Untakeable> {
    for (number, decision) in decisions.iter().enumerate() {
        for option in 0..decision.options.len() {
            let is_it =
                |way: &Vec<usize>| way.iter().enumerate().all(|(other, chosen)| *chosen == if other == number { option } else { 0 });
            let Some(run) = ways.iter().position(is_it).map(|way| &runs[way]) else { continue };
            let option = (option > 0).then_some(option);
            let is_of_it = |choice: &IssueChoice| {
                let is = |issue: &String, arrival: u32| *issue == choice.issue && arrival == choice.arrival;
                is(&decision.issue, decision.arrival) || decision.also.iter().any(|(issue, arrival)| is(issue, *arrival))
            };
            if let Some((choice, what)) = run.untaken.iter().find(|(choice, _)| is_of_it(choice)) {
                let what = format!("{}, arrival {}: {what}", choice.issue, choice.arrival);
                return Err(Untakeable { decision: number, option, what });
            }
            if asked(run, decision, window) == 0 {
                let what = format!("arrival {} of {} does not come in the time that is shown", decision.arrival, decision.issue);
                return Err(Untakeable { decision: number, option: None, what });
            }
        }
    }
    Ok(())
}

/// A decision that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("lesson.decisions.{decision}{}: {what}", option.map(|option| format!(".options.{option}")).unwrap_or_default())]
pub struct Untakeable {
    /// Its number, from 0.
    pub decision: usize,
    /// The number of the option, where it is that.
    pub option: Option<usize>,
    /// Why.
    pub what: String,
}
