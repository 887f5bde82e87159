//! What a run came to, as a person reads it and as a program does: the same content twice.

use std::path::Path;

use serde_json::{Value, json};

use super::case_files::trace_json;
use crate::cli::studies::aims::add_json;
use crate::cli::terminal::figures::{count, number, plain_decimals};
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::experiment::analysis::claims::Claims;
use crate::experiment::campaign::execution::{Outcome, Status};
use crate::experiment::design::plan::Plan;
use crate::output::folder::claim::Kept;
use crate::output::folder::manifest::status_name;
use crate::output::language::wording::{Wording, places};
use crate::output::report::claims::Told;
use crate::output::tables::schema::{REPORT_FILE, comparisons, group_kind, keys, summary};
use crate::scenario::{Scenario, Setting};
use crate::statistics::estimate::Estimate;
use crate::units::key::Group;
use crate::units::measure::Standing;

/// Digits of the plan hash that a person sees.
const SHORT_HASH: usize = 12;

/// All that there is to say about a campaign; of one policy it says it all itself.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan.
    pub plan: &'a Plan,
    /// What it came to.
    pub outcome: &'a Outcome,
    /// What there is to say beside the numbers.
    pub claims: &'a Claims,
    /// The results folder.
    pub out: &'a Path,
    /// What became of the files; `None` when there was nothing to write.
    pub kept: Option<&'a Kept>,
    /// Wall-clock seconds of the simulation.
    pub seconds: f64,
    /// Threads used.
    pub threads: usize,
    /// Whether charts and a report were made.
    pub has_report: bool,
}

impl Account<'_> {
    /// The first setting of the plan, which names the groups of all.
    pub fn setting(&self) -> &Setting {
        &self.plan.settings[0]
    }

    fn estimates(&self) -> &[Estimate] {
        &self.outcome.estimates[0]
    }

    fn used(&self) -> u32 {
        self.outcome.replications.saturating_sub(self.outcome.left_out)
    }

    /// The account for a terminal `width` columns wide.
    pub fn text(&self, width: usize) -> String {
        let mut parts = vec![self.heading(&format!("policy {}", self.setting().policy), ""), self.precision(width), self.beside(width)];
        let of_place =
            |standing| self.estimates().iter().filter(move |e| e.key.group == Group::All && e.key.measure.entry().standing == standing);
        parts.push(self.place_grid("headline measures", of_place(Standing::Headline)).text(width));
        let further = of_place(Standing::Exploratory).filter(|estimate| !estimate.is_nought() && !estimate.is_of_nothing());
        parts.push(self.place_grid("further measures", further).text(width));
        for kind in ["level", "role", "housing", "linkage"] {
            let grid = self.group_grid(kind);
            if grid.has_rows() {
                parts.push(grid.text(width));
            }
        }
        let by_category = self.category_grid();
        if by_category.has_rows() {
            parts.push(by_category.text(width));
        }
        parts.push(self.notes(width));
        parts.push(self.closing());
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// What is claimed, in words.
    pub fn told(&self) -> Told {
        Wording::TERMINAL.told(self.plan, self.outcome.status, self.claims)
    }

    /// Whether it is as precise as was asked for, to stand beside the intervals.
    pub fn precision(&self, width: usize) -> String {
        self.told().precision.iter().map(|sentence| wrapped(sentence, 0, width)).collect()
    }

    /// What stands beside the verdict: queues that grow, the busiest unit, levers that could not act.
    pub fn beside(&self, width: usize) -> String {
        let told = self.told();
        let growing = told.growing.iter().map(|sentence| format!("WARNING: {sentence}"));
        growing.chain(told.beside).map(|sentence| wrapped(&sentence, 0, width)).collect()
    }

    /// What was run, how often, and over which time; `subject` says of whom and `of_what` of what the intervals are.
    pub fn heading(&self, subject: &str, of_what: &str) -> String {
        let span = &self.setting().span;
        let title = self.scenario.title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
        let asked = self.plan.identity.replications;
        let replications = match self.outcome.status {
            Status::Complete if self.plan.identity.stopping.is_some() => {
                format!("{} of at most {} replications", count(self.outcome.replications.into()), count(asked.into()))
            }
            Status::Complete => format!("{} replications", count(asked.into())),
            Status::Interrupted | Status::Failed => {
                format!("INTERRUPTED: {} of {} replications", count(self.outcome.replications.into()), count(asked.into()))
            }
        };
        format!(
            "{}, {subject}{title}\n{replications}, seed {}, {}% intervals{of_what}\nfrom {} for {}; issues of {} to {} are measured, each for {}\n",
            self.plan.identity.scenario,
            self.plan.identity.seed,
            number(self.plan.confidence * 100.0, plain_decimals(self.plan.confidence * 100.0)),
            span.start,
            span.horizon,
            span.warm_up,
            span.horizon - span.follow_up,
            span.follow_up,
        )
    }

    fn place_grid<'e>(&self, heading: &str, estimates: impl Iterator<Item = &'e Estimate>) -> TextGrid {
        let mut grid = TextGrid::new(&[3]);
        grid.row([heading, "estimate", "interval", "unit"]);
        for estimate in estimates {
            let entry = estimate.key.measure.entry();
            let places = places(estimate);
            let shown = estimate.mean.map_or_else(|| self.without_number(estimate), |mean| number(mean, places));
            grid.row([entry.name.to_owned(), shown, interval_cell(estimate, places), entry.unit.to_owned()]);
        }
        if grid.has_rows() { grid } else { TextGrid::default() }
    }

    /// Measures by the groups of one kind: a row per measure, a column per group. What is nought everywhere is left out.
    fn group_grid(&self, kind: &str) -> TextGrid {
        let of_kind = || self.estimates().iter().filter(|estimate| group_kind(estimate.key.group) == kind);
        let mut groups: Vec<Group> = of_kind().map(|estimate| estimate.key.group).collect();
        groups.sort_unstable();
        groups.dedup();
        let mut measures: Vec<_> = of_kind().map(|estimate| estimate.key.measure).collect();
        measures.sort_unstable();
        measures.dedup();
        let mut grid = TextGrid::new(&[]);
        let names = groups.iter().map(|group| group.name(self.setting()).to_owned());
        grid.row(std::iter::once(format!("by {kind}")).chain(names));
        for measure in measures {
            let of_measure = || of_kind().filter(|estimate| estimate.key.measure == measure);
            if of_measure().all(Estimate::is_nought) {
                continue;
            }
            let cells = groups.iter().map(|group| {
                let found = of_measure().find(|estimate| estimate.key.group == *group);
                found.map_or_else(String::new, |estimate| self.cell(estimate))
            });
            grid.row(std::iter::once(measure.entry().name.to_owned()).chain(cells));
        }
        grid
    }

    /// Measures by category, of which there may be many: a row per category, a column per measure.
    fn category_grid(&self) -> TextGrid {
        let of_kind = || self.estimates().iter().filter(|estimate| matches!(estimate.key.group, Group::Category(_)));
        let mut groups: Vec<Group> = of_kind().map(|estimate| estimate.key.group).collect();
        let mut measures: Vec<_> = of_kind().filter(|estimate| !estimate.is_nought()).map(|estimate| estimate.key.measure).collect();
        groups.sort_unstable();
        groups.dedup();
        measures.sort_unstable();
        measures.dedup();
        let mut grid = TextGrid::new(&[]);
        grid.row(std::iter::once("by category".to_owned()).chain(measures.iter().map(|measure| measure.entry().name.to_owned())));
        for group in groups {
            let found = |measure| of_kind().find(|estimate| estimate.key.group == group && estimate.key.measure == measure);
            let cells = measures.iter().map(|measure| found(*measure).map_or_else(String::new, |estimate| self.cell(estimate)));
            grid.row(std::iter::once(group.name(self.setting()).to_owned()).chain(cells));
        }
        grid
    }

    fn cell(&self, estimate: &Estimate) -> String {
        let Some(mean) = estimate.mean else { return self.without_number(estimate) };
        let places = places(estimate);
        match half_width(estimate, mean).filter(|half| *half > 0.0) {
            Some(half) => format!("{} ±{}", number(mean, places), number(half, places)),
            None => number(mean, places),
        }
    }

    /// What stands for a number where there is none.
    fn without_number(&self, estimate: &Estimate) -> String {
        if estimate.is_not_reached() { format!("> {}", self.setting().span.follow_up) } else { "-".to_owned() }
    }

    /// What there is to know beside the numbers.
    fn notes(&self, width: usize) -> String {
        let mut notes = Vec::new();
        let of_place = self.estimates().iter().filter(|estimate| estimate.key.group == Group::All);
        if of_place.clone().any(|estimate| estimate.shown_interval().is_some_and(|(_, was_clipped)| was_clipped)) {
            notes.push("* a share ends at 0 and 1 here; the tables keep the limits as computed".to_owned());
        }
        if of_place.clone().any(|estimate| estimate.key.measure.entry().standing == Standing::Headline && estimate.is_of_nothing()) {
            notes.push("- no replication had a value: nothing to count it over".to_owned());
        }
        notes.iter().map(|note| format!("{note}\n")).collect::<String>() + &self.campaign_notes(width)
    }

    /// What there is to know of the campaign itself.
    pub fn campaign_notes(&self, width: usize) -> String {
        let told = self.told();
        let rare = if self.plan.design.is_none() { Wording::TERMINAL.rare_counts(&self.outcome.estimates) } else { None };
        let claims = told.warnings.iter().map(|warning| format!("WARNING: {warning}")).chain(told.remarks).chain(rare);
        let notes = self.circumstances().into_iter().chain(claims);
        notes.map(|note| if note.starts_with(' ') { format!("{note}\n") } else { wrapped(&note, 0, width) }).collect()
    }

    /// What there is to know of how it was carried out, one line each.
    fn circumstances(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.scenario.traces.iter().flat_map(|trace| Wording::TERMINAL.rows_of_cases(trace)).collect();
        if self.used() == 1 {
            notes.push("one replication has no interval; ask for more with --replications".to_owned());
        }
        if self.outcome.failed_runs > 0 {
            notes.push(format!(
                "{} of {} {} left out of all estimates because a run failed:",
                self.outcome.left_out,
                self.outcome.cells,
                if self.plan.design.is_some() { "replications of single points" } else { "replications" }
            ));
            notes.extend(
                self.outcome.failures.iter().map(|run| format!("  {} replication {}: {}", run.policy, run.replication, run.reason)),
            );
        }
        if self.outcome.status == Status::Interrupted {
            notes.push("interrupted: the estimates rest on the replications that were complete; the same command goes on".to_owned());
        }
        if self.outcome.status == Status::Failed {
            notes.push("ended at the first failed run, as was asked for with --on-error stop".to_owned());
        }
        notes
    }

    /// What it took, and where it is kept.
    pub fn closing(&self) -> String {
        let events = self.outcome.events as f64;
        let per_second = events / self.seconds.max(1e-9);
        let threads = if self.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", self.threads) };
        let place = match self.kept {
            Some(Kept::New) if self.has_report => format!("results in {} ({REPORT_FILE})", self.out.display()),
            Some(Kept::New) => format!("results in {}", self.out.display()),
            Some(Kept::Old { cells }) => {
                format!("{} keeps its result of the same plan, with {cells} replications", self.out.display())
            }
            None => "nothing was written".to_owned(),
        };
        let work = if self.outcome.recalled > 0 {
            format!("{} runs read back, the rest made, in {:.1} s on {threads}", count(self.outcome.recalled), self.seconds)
        } else {
            format!(
                "{} events in {:.1} s on {threads}: {:.1} M events/s, {:.1} M per thread",
                count(self.outcome.events),
                self.seconds,
                per_second / 1e6,
                per_second / 1e6 / self.threads as f64,
            )
        };
        format!("{work}\nplan {}, {place}\n", &self.plan.identity.hash()[..SHORT_HASH])
    }

    /// The account of one policy as one JSON object.
    pub fn json(&self) -> Value {
        let mut account = self.campaign_json();
        account["policy"] = self.setting().policy.as_str().into();
        account["measures"] = self.estimates().iter().map(|estimate| self.measure_json(self.setting(), estimate)).collect();
        account
    }

    /// What there is to say of any campaign, as one JSON object.
    pub fn campaign_json(&self) -> Value {
        let is_written = self.has_report && self.kept == Some(&Kept::New);
        let span = &self.setting().span;
        let mut account = json!({
            "scenario": self.plan.identity.scenario,
            "title": self.scenario.title,
            "plan_hash": self.plan.identity.hash(),
            "version": self.plan.identity.version,
            "seed": self.plan.identity.seed,
            "status": status_name(self.outcome.status),
            "replications": {
                "asked": self.plan.identity.replications,
                "ended": self.outcome.replications,
                "left_out": self.outcome.left_out,
                "used": self.used(),
            },
            "failures": self.outcome.failures.iter().map(|run| json!({
                "policy": run.policy, "replication": run.replication, "reason": run.reason,
            })).collect::<Vec<_>>(),
            "window": {
                "start": span.start.to_string(),
                "warm_up_seconds": span.warm_up.seconds(),
                "follow_up_seconds": span.follow_up.seconds(),
                "horizon_seconds": span.horizon.seconds(),
            },
            "events": self.outcome.events,
            "seconds": self.seconds,
            "threads": self.threads,
            "folder": self.out.display().to_string(),
            "written": self.kept == Some(&Kept::New),
            "report": is_written.then(|| self.out.join(REPORT_FILE).display().to_string()),
        });
        if !self.scenario.traces.is_empty() {
            account["traces"] = self.scenario.traces.iter().map(trace_json).collect();
        }
        add_json(&mut account, self.plan, self.outcome, self.claims);
        account
    }

    /// One estimate under the policy of `setting`.
    pub fn measure_json(&self, setting: &Setting, estimate: &Estimate) -> Value {
        let entry = estimate.key.measure.entry();
        json!({
            keys::POLICY: setting.policy,
            summary::MEASURE: entry.name,
            summary::GROUP: estimate.key.group.name(self.setting()),
            "kind": group_kind(estimate.key.group),
            summary::UNIT: entry.unit,
            comparisons::DIRECTION: entry.direction.name(),
            "standing": entry.standing.name(),
            summary::ESTIMATE: estimate.mean,
            summary::LOW: estimate.interval.map(|interval| interval.low),
            summary::HIGH: estimate.interval.map(|interval| interval.high),
            summary::LEVEL: self.plan.confidence,
            summary::SD: estimate.sd,
            summary::N: estimate.n,
            "share_with_value": estimate.share_with_value(),
        })
    }
}

/// The larger side of the interval.
fn half_width(estimate: &Estimate, mean: f64) -> Option<f64> {
    estimate.interval.map(|interval| interval.larger_side(mean))
}

/// The interval as a person reads it, with what there is to say about it.
fn interval_cell(estimate: &Estimate, places: usize) -> String {
    if estimate.is_not_reached() {
        return format!("reached in {:.0}% of runs", estimate.share_with_value() * 100.0);
    }
    let Some((interval, was_clipped)) = estimate.shown_interval() else { return String::new() };
    let mark = if was_clipped { "*" } else { "" };
    let partial = if estimate.n < estimate.replications { format!(" (n = {})", estimate.n) } else { String::new() };
    format!("{} to {}{mark}{partial}", number(interval.low, places), number(interval.high, places))
}

#[cfg(test)]
mod tests {
    use crate::cli::summaries::run::*;
    use crate::experiment::campaign::execution::FailedRun;
    use crate::statistics::estimate::Estimator;
    use crate::units::LevelId;
    use crate::units::key::Key;
    use crate::units::measure::Measure;

    const COLUMNS: [Key; 5] = [
        Key::of_place(Measure::ResolutionRate),
        Key::of_place(Measure::ResolutionTimeP90),
        Key::of_place(Measure::ServedWait),
        Key::of_place(Measure::OnTimeRate),
        Key::of_place(Measure::Rejected),
    ];

    fn scenario() -> Scenario {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/network.toml");
        crate::scenario::read(&file, &["follow_up=4d".to_owned()]).unwrap()
    }

    fn outcome(columns: &[Key], replications: &[&[Option<f64>]]) -> Outcome {
        let mut estimator = Estimator::new(columns);
        for measures in replications {
            estimator.add(measures);
        }
        Outcome {
            status: Status::Complete,
            replications: u32::try_from(replications.len()).unwrap(),
            cells: replications.len() as u64,
            recalled: 0,
            left_out: 0,
            failed_runs: 0,
            failures: Vec::new(),
            events: 2_000_000,
            estimates: vec![estimator.estimates(0.95)],
        }
    }

    fn text_of(outcome: &Outcome, replications: u32) -> String {
        let scenario = scenario();
        let plan = Plan::new(&scenario, &["base"], Some(1), Some(replications)).unwrap();
        let account = Account {
            scenario: &scenario,
            plan: &plan,
            outcome,
            claims: &Claims::default(),
            out: Path::new("out"),
            kept: Some(&Kept::New),
            seconds: 0.5,
            threads: 2,
            has_report: false,
        };
        account.text(80)
    }

    fn line<'t>(text: &'t str, word: &str) -> &'t str {
        text.lines().find(|line| line.contains(word)).unwrap_or_else(|| panic!("no line with {word:?} in\n{text}"))
    }

    #[test]
    fn what_has_no_number_says_why() {
        let text = text_of(
            &outcome(
                &COLUMNS,
                &[
                    &[Some(1.0), Some(70.0), Some(2.0), None, Some(1_234.0)],
                    &[Some(0.9), None, None, None, Some(1_236.0)],
                    &[Some(1.0), None, Some(3.0), None, Some(1_235.0)],
                    &[Some(1.0), Some(80.0), Some(4.0), None, Some(1_235.0)],
                ],
            ),
            4,
        );
        let p90 = line(&text, "resolution_time_p90_hours");
        assert!(p90.contains("> 4d") && p90.contains("reached in 50% of runs"), "{p90}");
        assert!(line(&text, "resolution_rate ").contains("to 1.00*"), "{text}");
        assert!(text.contains("* a share ends at 0 and 1 here"), "{text}");
        assert!(line(&text, "served_wait_hours").contains("(n = 3)"), "{text}");
        assert!(line(&text, "on_time_rate").trim_start_matches("on_time_rate").trim_start().starts_with('-'), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(line(&text, "rejected").contains("1,235.0 ") && line(&text, "rejected").contains(" 1,233.7 to 1,236.3 "), "{text}");
        assert!(text.contains("2,000,000 events in 0.5 s on 2 threads: 4.0 M events/s, 2.0 M per thread"), "{text}");
    }

    #[test]
    fn an_interrupted_result_with_failed_runs_says_so() {
        let ended = outcome(&COLUMNS[..1], &[&[Some(1.0)], &[Some(0.5)]]);
        let failure = FailedRun { point: 0, policy: "base".into(), replication: 2, reason: "the books do not balance".into() };
        let ended = Outcome {
            status: Status::Interrupted,
            replications: 3,
            cells: 3,
            left_out: 1,
            failed_runs: 1,
            failures: vec![failure],
            ..ended
        };
        let text = text_of(&ended, 30);
        for words in [
            "INTERRUPTED: 3 of 30 replications",
            "1 of 3 replications left out of all estimates",
            "base replication 2: the books do not balance",
        ] {
            assert!(text.contains(words), "{text}\nshould say {words:?}");
        }
    }

    #[test]
    fn groups_stand_side_by_side_and_rows_of_nought_are_left_out() {
        let level = |measure, level| Key { measure, group: Group::Level(LevelId::new(level)) };
        let columns = [
            level(Measure::QueueWait, 0),
            level(Measure::QueueWait, 1),
            level(Measure::EscalationsByBacklog, 0),
            level(Measure::EscalationsByBacklog, 1),
        ];
        let text = text_of(
            &outcome(&columns, &[&[Some(1.0), Some(10.0), Some(0.0), Some(0.0)], &[Some(1.2), Some(10.0), Some(0.0), Some(0.0)]]),
            2,
        );
        assert_eq!(line(&text, "by level").split_whitespace().collect::<Vec<_>>(), ["by", "level", "grid", "community"]);
        assert_eq!(line(&text, "queue_wait_hours").split_whitespace().collect::<Vec<_>>(), ["queue_wait_hours", "1.1", "±1.3", "10"]);
        assert!(!text.contains("escalations_by_backlog"), "{text}");
    }
}
