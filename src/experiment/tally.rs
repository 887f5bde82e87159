//! The measures of one run, counted as records pass by.
//!
//! The *occurrence cohort* are the issues that occurred in the measurement window: the same under every policy. Each is
//! observed for exactly the follow-up, so a fix later than that counts as none. The *known cohort* became known in the
//! window. The *measured time* runs from the warm-up to the horizon. Quantiles are order statistics: the least value
//! that at least the asked share of the denominator does not exceed.
//!
//! Memory: 4 bytes per fixed issue of the cohort, 4 per fixed issue of the run, 4 per stay in a queue that was not over at once.

use super::result::SeriesRow;
use super::stock::Stock;
use super::workload::Workload;
use crate::engine::Observer;
use crate::process::{Activity, Record, Rule, RuleKind, Start};
use crate::scenario::Setting;
use crate::units::{LevelId, SimTime, UnitId};
use crate::world::{Issue, Light, TrueState, World};

/// Counts at one level.
#[derive(Clone, Debug, Default)]
pub(super) struct LevelTally {
    /// Waits of stays that were not over at once, seconds.
    pub(super) waits: Vec<u32>,
    pub(super) served_at_once: u64,
    pub(super) served_wait: u64,
    pub(super) served_later: u64,
    pub(super) reneged: u64,
    /// Escalations by rule, in the order of [`RuleKind`].
    pub(super) escalations: [u64; RuleKind::COUNT],
    /// Lights that turned yellow, and red.
    pub(super) lights: [u64; 2],
    /// Attempts without the authority.
    pub(super) futile: u64,
    pub(super) cohort_fixed: u64,
    /// Open issues past their due time, by the day's end.
    pub(super) overdue: u32,
}

/// Counts at one unit.
#[derive(Clone, Debug, Default)]
pub(super) struct UnitTally {
    pub(super) waiting: Stock,
    pub(super) open: Stock,
    pub(super) joined: u64,
    pub(super) fixed: u64,
    pub(super) escalated: u64,
    pub(super) wait: u64,
    pub(super) stays: u64,
}

/// Counts over the whole place.
#[derive(Clone, Debug, Default)]
pub(super) struct PlaceTally {
    pub(super) arrivals: u64,
    pub(super) cohort: u64,
    /// Times from occurrence to fix of the occurrence cohort, within follow-up, seconds.
    pub(super) cohort_times: Vec<u32>,
    pub(super) first_contact: u64,
    pub(super) known_cohort: u64,
    pub(super) known_fixed: u64,
    pub(super) known_closed: u64,
    pub(super) due: u64,
    pub(super) on_time: u64,
    pub(super) responses: u64,
    pub(super) response: u64,
    /// Times from occurrence to fix of all fixed issues, seconds.
    pub(super) fixed_times: Vec<u32>,
    pub(super) rejected_ever: u64,
    /// Closed on paper and not reopened.
    pub(super) falsely_closed: u64,
    /// Closings, false closings and reopenings of the measured time.
    pub(super) closings: u64,
    pub(super) false_closings: u64,
    pub(super) reopenings: u64,
    /// Recorded as closed by the due time, whatever is true.
    pub(super) recorded_on_time: u64,
    pub(super) rejected: u64,
    pub(super) limits_passed: u64,
    pub(super) events: u64,
}

/// An observer that measures a run.
#[derive(Clone, Debug)]
pub struct Tally<'s> {
    pub(super) setting: &'s Setting,
    /// Start of the measured time.
    pub(super) window: SimTime,
    pub(super) is_measuring: bool,
    pub(super) levels: Vec<LevelTally>,
    pub(super) units: Vec<UnitTally>,
    pub(super) unit_levels: Vec<LevelId>,
    pub(super) place: PlaceTally,
    pub(super) workload: Workload<'s>,
    pub(super) series: Vec<SeriesRow>,
    /// Due times of open issues that have one, for the count of the overdue.
    pub(super) has_due: bool,
    pub(super) promises: std::collections::BTreeMap<(SimTime, u32), LevelId>,
}

impl<'s> Tally<'s> {
    /// Counts nothing yet, for a run that starts as `world`.
    #[must_use]
    pub fn new(setting: &'s Setting, world: &World) -> Self {
        let has_due = setting.epochs.iter().any(|epoch| epoch.rules.categories.iter().any(|category| category.due.is_some()));
        Self {
            setting,
            window: setting.span.window_start(),
            is_measuring: false,
            levels: vec![LevelTally::default(); setting.levels.len()],
            units: vec![UnitTally::default(); world.units.len()],
            unit_levels: world.units.iter().map(|unit| unit.level).collect(),
            place: PlaceTally::default(),
            workload: Workload::new(setting, world),
            series: Vec::new(),
            has_due,
            promises: std::collections::BTreeMap::new(),
        }
    }

    fn is_in_window(&self, at: SimTime) -> bool {
        at >= self.window && at < self.setting.span.window_end()
    }

    #[expect(clippy::inline_always, reason = "which record it is, is known where it is told: inlined, the rest folds away")]
    #[expect(clippy::too_many_lines, reason = "one arm per activity, each a line or two")]
    #[inline(always)]
    fn on_issue(&mut self, at: SimTime, activity: Activity, issue: &Issue, level: LevelId, unit: UnitId) {
        let tally = &mut self.units[unit.index()];
        match activity {
            Activity::Occurred => self.occurred(at),
            Activity::BecameKnown => self.known(issue),
            Activity::Arrived => {
                tally.open.enter(at);
                tally.joined += u64::from(self.is_measuring);
                self.follow_promise(issue, Some(level));
            }
            Activity::Queued | Activity::HandedOver => tally.waiting.enter(at),
            Activity::Started(start) => self.started(at, start, issue, level, unit),
            Activity::WaitedOutside | Activity::Returned => self.place.events += 1,
            Activity::AttemptFailed => {
                self.place.events += 1;
                self.levels[level.index()].futile += u64::from(self.is_measuring && level < issue.needs);
            }
            Activity::Lit(light) => {
                self.place.events += 1;
                self.levels[level.index()].lights[usize::from(light == Light::Red)] += u64::from(self.is_measuring);
            }
            Activity::Escalated(rule) => {
                tally.open.leave(at, issue.level_since, self.window);
                tally.escalated += u64::from(self.is_measuring);
                self.levels[level.index()].escalations[rule.kind as usize] += u64::from(self.is_measuring);
                self.left_by(rule, at, issue, level, unit);
            }
            Activity::Fixed => self.fixed(at, issue, level, unit),
            Activity::Closed => {
                tally.open.leave(at, issue.level_since, self.window);
                self.closed(at, issue);
                self.follow_promise(issue, None);
            }
            Activity::Reopened => {
                self.place.events += 1;
                self.place.falsely_closed -= 1;
                self.place.reopenings += u64::from(self.is_measuring);
            }
            Activity::Rejected(rule) => {
                tally.open.leave(at, issue.level_since, self.window);
                self.place.rejected_ever += 1;
                self.place.rejected += u64::from(self.is_measuring);
                self.left_by(rule, at, issue, level, unit);
                self.follow_promise(issue, None);
            }
        }
    }

    #[inline]
    fn occurred(&mut self, at: SimTime) {
        self.place.arrivals += 1;
        self.place.events += 1;
        self.place.cohort += u64::from(self.is_in_window(at));
    }

    #[inline]
    fn known(&mut self, issue: &Issue) {
        self.place.known_cohort += u64::from(self.is_in_window(issue.known));
        self.place.due += u64::from(self.is_due_measured(issue.due));
    }

    fn is_due_measured(&self, due: SimTime) -> bool {
        due >= self.window && due <= self.setting.span.end()
    }

    #[inline]
    fn started(&mut self, at: SimTime, start: Start, issue: &Issue, level: LevelId, unit: UnitId) {
        if self.is_measuring && issue.first_start == at && start != Start::Again {
            self.place.responses += 1;
            self.place.response += u64::from(at.since(issue.known).seconds());
        }
        match start {
            Start::Again => {}
            Start::AtOnce => {
                self.levels[level.index()].served_at_once += u64::from(self.is_measuring);
                self.units[unit.index()].stays += u64::from(self.is_measuring);
            }
            Start::FromQueue => {
                self.units[unit.index()].waiting.leave(at, issue.queued, self.window);
                if self.is_measuring {
                    let wait = self.stayed(at, issue, level, unit);
                    self.levels[level.index()].served_later += 1;
                    self.levels[level.index()].served_wait += wait;
                }
            }
        }
    }

    /// Books a stay in a queue that ended; its length in seconds.
    #[inline]
    fn stayed(&mut self, at: SimTime, issue: &Issue, level: LevelId, unit: UnitId) -> u64 {
        let wait = at.since(issue.queued).seconds();
        self.levels[level.index()].waits.push(wait);
        self.units[unit.index()].wait += u64::from(wait);
        self.units[unit.index()].stays += 1;
        u64::from(wait)
    }

    #[inline]
    fn left_by(&mut self, rule: Rule, at: SimTime, issue: &Issue, level: LevelId, unit: UnitId) {
        if !matches!(rule.kind, RuleKind::WaitLimit | RuleKind::RedLight) {
            return;
        }
        let is_limit = rule.kind == RuleKind::WaitLimit;
        self.place.limits_passed += u64::from(is_limit);
        self.place.events += u64::from(is_limit);
        self.units[unit.index()].waiting.leave(at, issue.queued, self.window);
        if self.is_measuring {
            self.stayed(at, issue, level, unit);
            self.levels[level.index()].reneged += 1;
        }
    }

    #[inline]
    fn fixed(&mut self, at: SimTime, issue: &Issue, level: LevelId, unit: UnitId) {
        let follow_up = self.setting.span.follow_up;
        let time = at.since(issue.occurred);
        let is_cohort = self.is_in_window(issue.occurred) && time <= follow_up;
        let is_known = self.is_in_window(issue.known) && at.since(issue.known) <= follow_up;
        self.units[unit.index()].fixed += u64::from(self.is_measuring);
        let place = &mut self.place;
        place.events += 1;
        place.fixed_times.push(time.seconds());
        place.known_fixed += u64::from(is_known);
        if is_cohort {
            place.cohort_times.push(time.seconds());
            place.first_contact += u64::from(issue.hops == 0 && issue.all_attempts == 0);
            self.levels[level.index()].cohort_fixed += 1;
        }
    }

    #[inline]
    fn closed(&mut self, at: SimTime, issue: &Issue) {
        let is_first = issue.reopened == 0;
        let is_false = issue.truth != TrueState::Fixed;
        let is_known = is_first && self.is_in_window(issue.known) && at.since(issue.known) <= self.setting.span.follow_up;
        let is_by_due = at <= issue.due && self.is_due_measured(issue.due);
        self.place.known_closed += u64::from(is_known);
        self.place.on_time += u64::from(is_by_due && !is_false);
        self.place.recorded_on_time += u64::from(is_by_due && is_first);
        self.place.falsely_closed += u64::from(is_false);
        self.place.events += u64::from(is_false);
        self.place.closings += u64::from(self.is_measuring);
        self.place.false_closings += u64::from(self.is_measuring && is_false);
    }

    /// Keeps the due times of open issues with the level they are at.
    #[inline]
    fn follow_promise(&mut self, issue: &Issue, level: Option<LevelId>) {
        if self.has_due && issue.due != SimTime::NEVER {
            self.keep_promise(issue, level);
        }
    }

    #[inline(never)]
    fn keep_promise(&mut self, issue: &Issue, level: Option<LevelId>) {
        match level {
            Some(level) => self.promises.insert((issue.due, issue.case), level),
            None => self.promises.remove(&(issue.due, issue.case)),
        };
    }

    fn day_ended(&mut self, at: SimTime, day: u32) {
        let worked = self.workload.end_day(at);
        for level in &mut self.levels {
            level.overdue = 0;
        }
        for level in self.promises.range(..(at, 0)).map(|(_, level)| level) {
            self.levels[level.index()].overdue += 1;
        }
        for (index, (rostered_seconds, busy_seconds)) in worked.into_iter().enumerate() {
            let level = LevelId::new(index);
            let at_level = || self.units.iter().zip(&self.unit_levels).filter(|(_, own)| **own == level).map(|(unit, _)| unit);
            self.series.push(SeriesRow {
                day,
                level,
                backlog: at_level().map(|unit| unit.waiting.present()).sum(),
                open: at_level().map(|unit| unit.open.present()).sum(),
                overdue: self.levels[index].overdue,
                rostered_seconds,
                busy_seconds,
            });
        }
    }

    fn start(&mut self, at: SimTime) {
        self.is_measuring = true;
        self.workload.start(at);
        for unit in &mut self.units {
            unit.waiting.start(at);
            unit.open.start(at);
        }
    }
}

impl Observer<Record<'_>> for Tally<'_> {
    #[expect(clippy::inline_always, reason = "which record it is, is known where it is told: inlined, the rest folds away")]
    #[inline(always)]
    fn observe(&mut self, record: &Record<'_>) {
        match *record {
            Record::Issue { at, activity, issue, level, unit, .. } => self.on_issue(at, activity, issue, level, unit),
            Record::Person { at, person, duty, switching, may_overrun } => self.workload.turn(at, person, duty, switching, may_overrun),
            Record::Employment { at, person, is_employed } => self.workload.employ(at, person, is_employed),
            Record::MeasuringStarted { at } => self.start(at),
            Record::DayEnded { at, day } => self.day_ended(at, day),
        }
    }
}
