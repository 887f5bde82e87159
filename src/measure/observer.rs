//! The measures of one run, counted as records pass by.
//!
//! The *occurrence cohort* are the issues that occurred in the measurement window, recurrences left out: the same under
//! every policy. Each is observed for exactly the follow-up, so a fix later than that counts as none. The *known cohort*
//! became known in the window. The *measured time* runs from the warm-up to the horizon. Quantiles are order statistics:
//! the least value that at least the asked share of the denominator does not exceed.
//!
//! Enquiries stand in the same queues and take the same hours, so queues, stocks and moves from unit to unit count them;
//! everything else is about issues alone. Background tasks are counted apart (`tasks`).
//!
//! Memory: 4 bytes per fixed issue of the cohort, 4 per fixed issue of the run, 4 per stay in a queue that was not over at
//! once; 4 per case of the measurement window; some 30 for each issue that is still there and was lost, rejected or closed on paper.

use std::collections::BTreeMap;

use super::account::incentives::IncentiveTally;
use super::account::time_account::{TimeAccount, place_after};
use super::cohorts::{Cases, Window};
use super::counters::{Calls, Enquiries, LevelTally, Stops, UnitTally};
use super::issue_states::{Axes, Recorded};
use super::latent::Latent;
use super::run_result::SeriesRow;
use super::stock::Stock;
use super::stream::Digest;
use super::tasks::{PartTally, TaskTally};
use super::unit_quarters::UnitQuarters;
use super::workload::{DayWork, Workload};
use crate::engine::Observer;
use crate::process::{Activity, Record, Rule, RuleKind, Start};
use crate::scenario::Setting;
use crate::scenario::setting::{Category, RoundKind};
use crate::units::{LevelId, SimTime, UnitId};
use crate::world::{Channel, Issue, Light, Origin, RecordState, TrueState, World};

/// An observer that measures a run.
#[expect(clippy::struct_excessive_bools, reason = "marks that say nothing of one another")]
#[derive(Clone, Debug)]
pub struct Tally<'s> {
    pub(crate) setting: &'s Setting,
    pub(crate) window: Window,
    pub(crate) is_measuring: bool,
    pub(crate) levels: Vec<LevelTally>,
    pub(crate) units: Vec<UnitTally>,
    pub(crate) unit_levels: Vec<LevelId>,
    /// Issues on their way from one unit to another.
    pub(crate) travelling: Stock,
    pub(crate) cases: Cases,
    pub(crate) account: TimeAccount<'s>,
    pub(crate) axes: Axes,
    pub(crate) latent: Latent,
    /// Whether there are households, so that there is anything to discover.
    has_town: bool,
    has_enquiries: bool,
    pub(crate) enquiries: Enquiries,
    has_tasks: bool,
    pub(crate) tasks: TaskTally,
    /// What others do in the cases of a unit, and the calls to departments.
    pub(crate) parts: PartTally,
    pub(crate) calls: Calls,
    /// Points and effort of those who earn them.
    pub(crate) incentives: IncentiveTally,
    /// By kind of round.
    pub(crate) stops: [Stops; 3],
    pub(crate) limits_passed: u64,
    pub(crate) events: u64,
    pub(crate) stream: Digest,
    pub(crate) workload: Workload<'s>,
    pub(crate) series: Vec<SeriesRow>,
    /// Queues of the units by quarter of the measured time.
    pub(crate) quarters: UnitQuarters,
    /// Sum of the trust of all households, and how many they are.
    trust: (f64, usize),
    /// Levels of open issues that have a due time, by it and case, for the count of the overdue; `None` where none has.
    promises: Option<BTreeMap<(SimTime, u32), LevelId>>,
}

impl<'s> Tally<'s> {
    /// Counts nothing yet, for a run that starts as `world`.
    #[must_use]
    pub fn new(setting: &'s Setting, world: &World) -> Self {
        let has_due = setting.epochs.iter().any(|epoch| epoch.rules.categories.iter().any(|category| category.due.is_some()));
        Self {
            setting,
            window: Window::of(setting),
            is_measuring: false,
            levels: vec![LevelTally::default(); setting.levels.len()],
            units: vec![UnitTally::default(); world.units.len()],
            unit_levels: world.units.iter().map(|unit| unit.level).collect(),
            travelling: Stock::default(),
            cases: Cases::new(setting, world),
            account: TimeAccount::new(setting, world),
            axes: Axes::default(),
            latent: Latent::default(),
            has_town: setting.place.is_some(),
            has_enquiries: setting.categories.iter().any(Category::is_enquiry),
            enquiries: Enquiries::default(),
            has_tasks: setting.categories.iter().any(Category::is_task),
            tasks: TaskTally::new(setting.levels.len()),
            parts: PartTally::new(setting.levels.len()),
            calls: Calls::default(),
            incentives: IncentiveTally::new(setting, world),
            stops: [Stops::default(); 3],
            limits_passed: 0,
            events: 0,
            stream: Digest::default(),
            workload: Workload::new(setting, world),
            series: Vec::new(),
            quarters: UnitQuarters::new(setting, world.units.len()),
            trust: (world.town.households.iter().map(|household| f64::from(household.trust)).sum(), world.town.households.len()),
            promises: has_due.then(BTreeMap::new),
        }
    }

    /// Whether it is an issue, not an enquiry.
    #[inline]
    pub(crate) fn is_issue(&self, issue: &Issue) -> bool {
        !self.has_enquiries || !self.setting.categories[issue.category.index()].is_enquiry()
    }

    /// Whether it is a task: a background task, or the part of a department that was called.
    #[inline]
    pub(crate) fn is_task(&self, issue: &Issue) -> bool {
        self.setting.categories[issue.category.index()].is_task()
    }

    #[expect(clippy::inline_always, reason = "which record it is, is known where it is told: inlined, the rest folds away")]
    #[expect(clippy::too_many_lines, reason = "one arm per activity, each a line or two")]
    #[inline(always)]
    fn on_issue(&mut self, at: SimTime, activity: Activity, issue: &Issue, level: LevelId, unit: UnitId) {
        if self.has_tasks && self.is_task(issue) {
            let kind = self.setting.categories[issue.category.index()].kind;
            let tally = self.parts.of(kind).unwrap_or(&mut self.tasks);
            return tally.take(at, activity, issue, level, self.window);
        }
        let measured = u64::from(self.is_measuring);
        if matches!(activity, Activity::Occurred) {
            self.account.occurred(at, issue, self.is_issue(issue));
        } else if let Some((place, is_true)) = place_after(&activity, issue, unit, |person| self.workload.overruns(person)) {
            self.account.come_to(at, issue.case, issue.occurred, place, is_true);
        }
        match activity {
            Activity::Occurred => self.occurred(at, issue),
            Activity::BecameKnown(channel) => self.known(at, channel, issue),
            Activity::Arrived => {
                let own = &mut self.units[unit.index()];
                own.open.enter(at);
                own.joined += measured;
                self.end_way(at, issue);
                if issue.faded > 0 {
                    self.levels[level.index()].faded += measured;
                }
                self.follow_promise(issue, Some(level));
            }
            Activity::Queued | Activity::HandedOver => self.units[unit.index()].waiting.enter(at),
            Activity::Started(start) => self.started(at, start, issue, level, unit),
            Activity::WaitedOutside | Activity::Returned => self.events += 1,
            Activity::Unblocked | Activity::PutFirst | Activity::Assigned => self.levels[level.index()].count(measured, activity),
            Activity::AttemptFailed => {
                self.events += 1;
                self.levels[level.index()].futile += u64::from(self.is_measuring && level < issue.needs);
            }
            Activity::Lit(light) => {
                self.events += 1;
                self.levels[level.index()].lights[usize::from(light == Light::Red)] += measured;
            }
            Activity::Escalated(rule) => {
                self.levels[level.index()].escalations[rule.kind as usize] += measured;
                self.units[unit.index()].escalated += measured;
                self.count_limit(rule);
                self.left(at, issue.record == RecordState::Waiting, issue, level, unit);
            }
            Activity::Transferred | Activity::OrderedDown => {
                self.levels[level.index()].count(measured, activity);
                self.left(at, matches!(activity, Activity::OrderedDown), issue, level, unit);
            }
            Activity::Dispatched { is_right } => {
                self.calls.tickets.count(measured, at.since(issue.level_since), is_right);
                self.left(at, false, issue, level, unit);
            }
            Activity::SetOut => self.travelling.enter(at),
            Activity::Faded | Activity::Reported | Activity::Ordered { .. } | Activity::OrderOverdue => {}
            Activity::Whistled { .. } | Activity::Chased { .. } | Activity::CallReturned => self.calls.count(measured, activity),
            Activity::ReturnedDown => {
                self.levels[level.index()].returned_down += measured;
                self.end_way(at, issue);
            }
            Activity::Lost => {
                self.levels[level.index()].lost += measured;
                match issue.record {
                    RecordState::Travelling => self.end_way(at, issue),
                    record => self.left(at, record == RecordState::Waiting, issue, level, unit),
                }
                self.ended(at, Recorded::Lost, issue);
            }
            Activity::Fixed => self.fixed(at, issue, level, unit),
            Activity::FixedWithCause => self.fixed_with_cause(at, issue, level, unit),
            Activity::ClosedWithCause => {
                match issue.record {
                    RecordState::Travelling => self.end_way(at, issue),
                    record => self.left(at, record == RecordState::Waiting, issue, level, unit),
                }
                self.closed(at, issue);
            }
            Activity::Prevented { .. } => self.prevented(at, issue),
            Activity::SelfResolved => self.self_resolved(at, issue),
            Activity::TurnedIncident => self.turned_incident(at, issue),
            Activity::Closed => {
                self.left(at, false, issue, level, unit);
                self.closed(at, issue);
            }
            Activity::Reopened => self.reopened(at, issue),
            Activity::Rejected(rule) => {
                self.count_limit(rule);
                self.left(at, rule.kind == RuleKind::WaitLimit, issue, level, unit);
                self.ended(at, Recorded::Rejected, issue);
                if self.is_issue(issue) {
                    self.cases.rejected();
                }
            }
            Activity::Judged { is_satisfied, trust_gained } => {
                self.trust.0 += trust_gained;
                self.cases.judged += measured;
                self.cases.satisfied += u64::from(self.is_measuring && is_satisfied);
            }
            Activity::Petitioned => self.cases.petitions += measured,
        }
    }

    #[expect(clippy::inline_always, reason = "a part of the arm that calls it")]
    #[inline(always)]
    fn occurred(&mut self, at: SimTime, issue: &Issue) {
        self.events += 1;
        self.axes.occurred();
        if self.is_issue(issue) {
            self.cases.occurred(at, issue);
            self.latent.occurred(at, issue);
        } else {
            self.enquiries.came += u64::from(self.is_measuring);
        }
    }

    #[expect(clippy::inline_always, reason = "a part of the arm that calls it")]
    #[inline(always)]
    fn known(&mut self, at: SimTime, channel: Channel, issue: &Issue) {
        self.events += u64::from(matches!(channel, Channel::Report | Channel::Sensor));
        if channel != Channel::Direct
            && let Some(recorded) = self.latent.take_up(at, issue.case, self.window.start)
        {
            return self.axes.recorded(issue.truth, recorded, Recorded::Open);
        }
        self.axes.recorded(issue.truth, Recorded::Unknown, Recorded::Open);
        if self.is_issue(issue) {
            self.latent.known(at, issue, self.window.start);
            self.cases.known(at, issue);
            if self.has_town {
                self.cases.discovered(at, channel, issue);
                self.levels[issue.known_level.index()].became_known += u64::from(self.is_measuring);
            }
        }
    }

    #[expect(clippy::inline_always, reason = "a part of the arm that calls it")]
    #[inline(always)]
    fn started(&mut self, at: SimTime, start: Start, issue: &Issue, level: LevelId, unit: UnitId) {
        if issue.first_start == at && start != Start::Again && self.is_issue(issue) {
            self.cases.taken_up(at, issue);
        }
        match start {
            // neither joins a queue
            Start::Again | Start::OnTheSpot => {}
            Start::AtOnce => {
                self.levels[level.index()].served_at_once += u64::from(self.is_measuring);
                self.units[unit.index()].stays += u64::from(self.is_measuring);
            }
            Start::FromQueue => {
                let own = &mut self.units[unit.index()];
                own.waiting.leave(at, issue.queued, self.window.start);
                if self.is_measuring {
                    let wait = at.since(issue.queued).seconds();
                    own.count_stay(wait);
                    self.levels[level.index()].count_served(wait);
                }
            }
        }
    }

    /// An issue that was on its way is there.
    #[inline]
    fn end_way(&mut self, at: SimTime, issue: &Issue) {
        if issue.record == RecordState::Travelling {
            self.events += 1;
            self.travelling.leave(at, issue.queued, self.window.start);
        }
    }

    #[inline]
    fn count_limit(&mut self, rule: Rule) {
        let is_limit = rule.kind == RuleKind::WaitLimit;
        self.limits_passed += u64::from(is_limit);
        self.events += u64::from(is_limit);
    }

    /// An issue leaves its unit, out of its queue or not.
    #[expect(clippy::inline_always, reason = "a part of the arm that calls it")]
    #[inline(always)]
    fn left(&mut self, at: SimTime, is_out_of_queue: bool, issue: &Issue, level: LevelId, unit: UnitId) {
        let tally = &mut self.units[unit.index()];
        tally.open.leave(at, issue.level_since, self.window.start);
        if is_out_of_queue {
            tally.waiting.leave(at, issue.queued, self.window.start);
            if self.is_measuring {
                let wait = at.since(issue.queued).seconds();
                tally.count_stay(wait);
                self.levels[level.index()].count_reneged(wait);
            }
        }
    }

    #[expect(clippy::inline_always, reason = "a part of the arm that calls it")]
    #[inline(always)]
    fn fixed(&mut self, at: SimTime, issue: &Issue, level: LevelId, unit: UnitId) {
        self.events += 1;
        let before = if issue.incident == SimTime::NEVER { TrueState::Present } else { TrueState::Incident };
        self.axes.turned(Recorded::Open, before, TrueState::Fixed);
        if self.is_issue(issue) {
            self.units[unit.index()].fixed += u64::from(self.is_measuring);
            let is_cohort = self.cases.fixed(at, issue);
            self.levels[level.index()].cohort_fixed += u64::from(is_cohort);
            self.cases.first_contact += u64::from(is_cohort && issue.hops == 0 && issue.all_attempts == 0);
        } else if self.is_measuring {
            self.enquiries.answered += 1;
            self.enquiries.time += u64::from(at.since(issue.occurred).seconds());
        }
    }

    /// The issue is gone, whoever has it.
    fn self_resolved(&mut self, at: SimTime, issue: &Issue) {
        self.events += 1;
        let recorded = Recorded::of(issue.record);
        self.axes.turned(recorded, TrueState::Present, TrueState::SelfResolved);
        if self.is_issue(issue) {
            self.cases.self_resolved(at, issue);
            if recorded == Recorded::Unknown {
                self.latent.healed(at, issue, self.window.start);
            }
        }
        if !matches!(recorded, Recorded::Unknown | Recorded::Open) {
            self.latent.take_up(at, issue.case, self.window.start);
            self.latent.forget(issue.case);
        }
    }

    fn turned_incident(&mut self, at: SimTime, issue: &Issue) {
        self.events += 1;
        self.axes.turned(Recorded::of(issue.record), TrueState::Present, TrueState::Incident);
        if self.is_issue(issue) {
            self.cases.turned_incident(at, issue);
        }
    }

    #[expect(clippy::inline_always, reason = "a part of the arm that calls it")]
    #[inline(always)]
    fn closed(&mut self, at: SimTime, issue: &Issue) {
        self.events += u64::from(issue.truth != TrueState::Fixed);
        let is_first = issue.reopened == 0 || !self.latent.was_closed(issue.case);
        if self.is_issue(issue) {
            self.cases.closed(at, issue, is_first);
            if self.has_town {
                self.levels[issue.known_level.index()].recorded_closed += u64::from(self.is_measuring && is_first);
            }
        }
        self.ended(at, Recorded::Closed, issue);
    }

    /// The record has come to an end, for now.
    #[inline]
    fn ended(&mut self, at: SimTime, recorded: Recorded, issue: &Issue) {
        self.axes.recorded(issue.truth, Recorded::Open, recorded);
        self.follow_promise(issue, None);
        if issue.truth.is_there() {
            self.latent.lay_aside(at, issue.case, recorded, self.is_issue(issue));
        } else if issue.reopened > 0 || issue.origin != Origin::Unit {
            self.latent.forget(issue.case);
        }
    }

    fn reopened(&mut self, at: SimTime, issue: &Issue) {
        self.events += 1;
        self.cases.reopenings += u64::from(self.is_measuring && self.is_issue(issue));
        let recorded = self.latent.take_up(at, issue.case, self.window.start).unwrap_or(Recorded::Closed);
        self.axes.recorded(issue.truth, recorded, Recorded::Open);
    }

    /// Keeps the due times of open issues with the level they are at.
    #[inline]
    fn follow_promise(&mut self, issue: &Issue, level: Option<LevelId>) {
        if self.promises.is_some() && issue.due != SimTime::NEVER {
            self.keep_promise(issue, level);
        }
    }

    #[inline(never)]
    fn keep_promise(&mut self, issue: &Issue, level: Option<LevelId>) {
        let Some(promises) = &mut self.promises else { return };
        match level {
            Some(level) => promises.insert((issue.due, issue.case), level),
            None => promises.remove(&(issue.due, issue.case)),
        };
    }

    fn day_ended(&mut self, at: SimTime, day: u32) {
        let worked = self.workload.end_day(at);
        if self.quarters.is_due(at) {
            self.quarters.mark(self.units.iter_mut().map(|unit| unit.waiting.area(at)));
        }
        self.levels.iter_mut().for_each(|level| level.overdue = 0);
        for level in self.promises.iter().flat_map(|promises| promises.range(..(at, 0))).map(|(_, level)| level) {
            self.levels[level.index()].overdue += 1;
        }
        let mut present = vec![(0, 0); self.levels.len()];
        for (unit, level) in self.units.iter().zip(&self.unit_levels) {
            let (backlog, open) = &mut present[level.index()];
            *backlog += unit.waiting.present();
            *open += unit.open.present();
        }
        let latent = self.latent.present();
        let mean_trust = (self.trust.1 > 0).then(|| self.trust.0 / self.trust.1 as f64);
        for ((index, (backlog, open)), DayWork { rostered, busy }) in present.into_iter().enumerate().zip(worked) {
            self.series.push(SeriesRow {
                day,
                level: LevelId::new(index),
                backlog,
                open,
                overdue: self.levels[index].overdue,
                latent,
                mean_trust,
                rostered_seconds: rostered,
                busy_seconds: busy,
            });
        }
    }

    fn round(&mut self, kind: RoundKind, made: u32, unmade: u32) {
        self.events += 1;
        if self.is_measuring {
            let stops = &mut self.stops[kind as usize];
            stops.made += u64::from(made);
            stops.unmade += u64::from(unmade);
        }
    }

    fn start(&mut self, at: SimTime) {
        self.is_measuring = true;
        self.cases.is_measuring = true;
        self.workload.start(at);
        self.latent.start(at);
        self.tasks.start(at);
        self.parts.start(at);
        self.incentives.start(at);
        self.travelling.start(at);
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
        self.stream.take(record);
        match *record {
            Record::Issue { at, activity, issue, level, unit, .. } => self.on_issue(at, activity, issue, level, unit),
            Record::Person { at, person, duty, lead, may_overrun } => self.workload.turn(at, person, duty, lead, may_overrun),
            Record::Employment { at, person, is_employed } => {
                self.workload.employ(at, person, is_employed);
                self.account.employ(at, person, is_employed);
            }
            Record::Absence { at, person, is_away } => {
                self.workload.absent(at, person, is_away);
                self.account.absent(at, person, is_away);
            }
            Record::Hours { at, person, calendar } => {
                self.workload.follow(at, person, calendar);
                self.account.follow(at, person, calendar);
            }
            Record::Round { kind, made, unmade, .. } => self.round(kind, made, unmade),
            Record::Inspection { at, asked, found, .. } => self.tasks.inspect(at, asked, found, self.window),
            Record::Points { .. } | Record::Effort { .. } if self.is_measuring => self.incentives.take(record),
            Record::Points { .. } | Record::Effort { .. } | Record::Ranked { .. } | Record::Part { .. } | Record::Succession { .. } => {}
            Record::Rules { .. } => self.events += 1,
            Record::MeasuringStarted { at } => self.start(at),
            Record::DayEnded { at, day } => self.day_ended(at, day),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::super::replication::keys;
    use super::super::run_result::RunResult;
    use crate::engine::{Luck, Root};
    use crate::measure::observer::*;
    use crate::scenario::setting::{Building, Community, Place, Residents};
    use crate::units::key::{Group, Key, Linkage};
    use crate::units::measure::Measure;
    use crate::units::{HousingId, IssueId, PersonId, Share};
    use crate::world::populate::populate;

    const HOUR: u32 = 3_600;

    /// The desk of the shipped queue in a place of two communities: 1,100 households in three buildings and 2 in one.
    /// Warm-up 10 h, follow-up 60 h, end at 100 h.
    fn setting() -> Setting {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/queue.toml");
        let sets = ["warm_up=10h", "follow_up=60h", "horizon=100h"].map(str::to_owned);
        let mut setting = crate::scenario::read(&file, &sets).unwrap().settings.remove(0);
        let building = |community, housing, registered| Building {
            name: format!("{community}-{housing}-{registered}"),
            community,
            at: (0.0, 0.0),
            housing,
            registered,
            migrant: 0,
        };
        let residents = Residents {
            linked_registered: Share::new(0.5).unwrap(),
            linked_migrant: Share::ZERO,
            contact_known: Share::ONE,
            issues_cv: 0.0,
            reporting_cv: 0.0,
            trust: Share::new(0.5).unwrap(),
        };
        setting.place = Some(Arc::new(Place {
            communities: ["t/a", "t/b"].map(|path| Community { path: path.into(), town: 0 }).to_vec(),
            buildings: vec![building(0, 0, 400), building(0, 1, 300), building(0, 0, 400), building(1, 1, 2)],
            housing: vec!["old".into(), "village".into()],
            residents,
        }));
        setting
    }

    /// A run told by hand.
    struct Told<'s> {
        world: World,
        tally: Tally<'s>,
    }

    impl<'s> Told<'s> {
        fn new(setting: &'s Setting) -> Self {
            let (world, _) = populate(setting, Root::new(1, 0));
            let tally = Tally::new(setting, &world);
            Self { world, tally }
        }

        fn tell(&mut self, at: u32, activity: Activity, id: IssueId) {
            if at >= 10 && !self.tally.is_measuring {
                self.tally.observe(&Record::MeasuringStarted { at: hour(10) });
            }
            let issue = self.world.issues.get(id);
            self.tally.observe(&Record::Issue { at: hour(at), activity, issue, level: LevelId::new(0), unit: issue.unit, person: None });
        }

        fn occurs(&mut self, at: u32, origin: Origin) -> IssueId {
            let id = self.world.issues.add(|case| Issue { case, origin, ..unknown(hour(at)) });
            self.tell(at, Activity::Occurred, id);
            id
        }

        /// It becomes known, and somebody at the desk takes it up at once.
        fn known(&mut self, at: u32, id: IssueId, channel: Channel) {
            let issue = self.world.issues.get_mut(id);
            issue.known = issue.known.min(hour(at));
            issue.level_since = hour(at);
            issue.record = RecordState::Unknown;
            self.tell(at, Activity::BecameKnown(channel), id);
            self.tell(at, Activity::Arrived, id);
            let issue = self.world.issues.get_mut(id);
            issue.record = RecordState::InWork;
            issue.first_start = issue.first_start.min(hour(at));
            self.tell(at, Activity::Started(Start::AtOnce), id);
        }

        fn fixed(&mut self, at: u32, id: IssueId) {
            self.world.issues.get_mut(id).truth = TrueState::Fixed;
            self.tell(at, Activity::Fixed, id);
            self.closed(at, id);
            self.world.issues.remove(id);
        }

        fn closed(&mut self, at: u32, id: IssueId) {
            self.world.issues.get_mut(id).record = RecordState::Closed;
            self.tell(at, Activity::Closed, id);
        }

        fn lost(&mut self, at: u32, id: IssueId) {
            self.tell(at, Activity::Lost, id);
            self.world.issues.get_mut(id).record = RecordState::Lost;
        }

        fn healed(&mut self, at: u32, id: IssueId) {
            self.world.issues.get_mut(id).truth = TrueState::SelfResolved;
            self.tell(at, Activity::SelfResolved, id);
        }

        fn incident(&mut self, at: u32, id: IssueId) {
            let issue = self.world.issues.get_mut(id);
            (issue.truth, issue.incident) = (TrueState::Incident, hour(at));
            self.tell(at, Activity::TurnedIncident, id);
        }

        fn end(self) -> RunResult {
            self.tally.finish(&self.world, 0).unwrap()
        }
    }

    fn hour(count: u32) -> SimTime {
        SimTime::from_seconds(count * HOUR)
    }

    fn unknown(occurred: SimTime) -> Issue {
        Issue { known: SimTime::NEVER, ..Issue::fresh(0, Luck::NONE, occurred) }
    }

    fn value(setting: &Setting, result: &RunResult, measure: Measure, group: Group) -> Option<f64> {
        assert!(keys(setting).contains(&Key { measure, group }), "the measure exists");
        result.value(measure, group)
    }

    fn assert_close(got: Option<f64>, expected: f64) {
        assert!(got.is_some_and(|got| (got - expected).abs() < 1e-12), "{got:?} is not {expected}");
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one story, told in order")]
    fn ends_of_the_cohort_compete_and_their_curves_are_shares_of_it() {
        let setting = setting();
        let mut told = Told::new(&setting);
        let issues: Vec<IssueId> = (0..8).map(|_| told.occurs(20, Origin::Household(0))).collect();
        let recurrence = told.world.issues.add(|case| Issue { case, is_recurrence: true, ..unknown(hour(20)) });
        told.tell(20, Activity::Occurred, recurrence);
        told.known(20, recurrence, Channel::Direct);
        told.fixed(21, recurrence);
        told.known(22, issues[0], Channel::Report);
        told.fixed(25, issues[0]); // after 5 h
        told.healed(30, issues[1]); // after 10 h, never known
        told.known(30, issues[4], Channel::Report);
        told.closed(32, issues[4]); // on paper, after 12 h
        told.incident(35, issues[2]); // after 15 h, never fixed
        told.incident(35, issues[3]);
        told.known(36, issues[3], Channel::Incident);
        told.fixed(50, issues[3]); // an incident repaired after 30 h
        told.known(60, issues[5], Channel::Report);
        told.known(60, issues[6], Channel::Report);
        told.fixed(80, issues[5]); // at the very end of the follow-up
        told.fixed(81, issues[6]); // too late
        let result = told.end();
        let value = |measure| value(&setting, &result, measure, Group::All);
        for (measure, eighths) in [
            (Measure::ResolutionRate, 3.0),
            (Measure::SelfResolvedShare, 1.0),
            (Measure::UnrepairedIncidentShare, 1.0),
            (Measure::UnresolvedShare, 3.0),
            (Measure::IncidentShare, 2.0),
            (Measure::KnownShare, 5.0),
            (Measure::UnknownShare, 3.0),
        ] {
            assert_close(value(measure), eighths / 8.0);
        }
        assert_close(value(Measure::ResolutionTime), (5.0 + 30.0 + 60.0 + 5.0 * 60.0) / 8.0);
        assert_close(value(Measure::DiscoveryTime), (2.0 + 16.0 + 10.0 + 40.0 + 40.0) / 5.0);
        assert_eq!((value(Measure::Arrivals), value(Measure::Recurrences), value(Measure::Incidents)), (Some(9.0), Some(1.0), Some(2.0)));
        let curves = &result.curves;
        let eighths = |curve: &[f64]| [4, 5, 9, 10, 12, 15, 29, 30, 59, 60].map(|hour| curve[hour] * 8.0);
        assert_eq!(eighths(&curves.fixed), [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0]);
        assert_eq!(eighths(&curves.self_resolved), [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
        assert_eq!(eighths(&curves.unrepaired_incident), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
        assert_eq!(eighths(&curves.recorded_closed), [0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 4.0]);
    }

    #[test]
    fn an_issue_closed_on_paper_and_later_fixed_is_recorded_closed_when_it_was_first() {
        let setting = setting();
        let mut told = Told::new(&setting);
        let id = told.occurs(20, Origin::Household(0));
        told.known(22, id, Channel::Report);
        told.closed(30, id);
        let issue = told.world.issues.get_mut(id);
        (issue.record, issue.reopened, issue.level_since) = (RecordState::Unknown, 1, hour(40));
        told.tell(40, Activity::Reopened, id);
        told.tell(40, Activity::Arrived, id);
        told.fixed(50, id);
        let result = told.end();
        let value = |measure| value(&setting, &result, measure, Group::All);
        assert_eq!(
            (result.curves.recorded_closed[9], result.curves.recorded_closed[10], result.curves.recorded_closed[60]),
            (0.0, 1.0, 1.0)
        );
        assert_eq!((result.curves.fixed[29], result.curves.fixed[30]), (0.0, 1.0));
        assert_eq!((value(Measure::ClosureRate), value(Measure::RecordedClosed)), (Some(1.0), Some(1.0)));
        assert_eq!((value(Measure::FalseClosureRate), value(Measure::ReopenRate)), (Some(0.5), Some(0.5)));
        // Latent from 20 to 22 h and from 30 to 40 h, of 90 h.
        assert_close(value(Measure::LatentIssues), 12.0 / 90.0);
    }

    #[test]
    fn what_no_unit_has_is_latent_until_it_is_known_gone_or_taken_up_again() {
        let setting = setting();
        let mut told = Told::new(&setting);
        let lost = told.occurs(5, Origin::Household(3));
        told.known(14, lost, Channel::Report); // 10 to 14 h: 4 h in the measured time
        told.lost(20, lost);
        told.known(26, lost, Channel::Visit); // 6 h
        told.closed(30, lost); // on paper, to the end: 70 h
        let never = told.occurs(40, Origin::Building(1)); // 60 h
        let healed = told.occurs(50, Origin::Household(4));
        told.healed(53, healed); // 3 h
        told.world.issues.remove(healed);
        let direct = told.occurs(60, Origin::Unit);
        told.known(60, direct, Channel::Direct); // never
        let result = told.end();
        let value = |measure| value(&setting, &result, measure, Group::All);
        assert_close(value(Measure::LatentIssues), (4.0 + 6.0 + 70.0 + 60.0 + 3.0) / 90.0);
        assert_eq!(
            (value(Measure::BecameKnown), value(Measure::RecordedClosed), value(Measure::LostSignals)),
            (Some(2.0), Some(1.0), Some(1.0))
        );
        assert_ne!(never, direct);
    }

    #[test]
    fn an_issue_that_the_table_does_not_hold_breaks_the_run() {
        let setting = setting();
        let mut told = Told::new(&setting);
        let id = told.occurs(20, Origin::Household(0));
        told.world.issues.get_mut(id).record = RecordState::Lost;
        let failure = told.tally.finish(&told.world, 0).unwrap_err();
        assert_eq!(failure, "issues are not conserved: 1 are truly Present and recorded Unknown, the table holds 0");
    }

    #[test]
    fn repeats_channels_rounds_and_judgements_are_counted_over_their_own_denominators() {
        let setting = setting();
        let mut told = Told::new(&setting);
        let early = told.occurs(2, Origin::Household(1));
        told.known(12, early, Channel::Visit);
        for (at, is_repeat, channel) in [(20, false, Channel::Report), (22, true, Channel::Report), (24, false, Channel::Patrol)] {
            let id = told.occurs(at, Origin::Household(0));
            told.world.issues.get_mut(id).is_repeat = is_repeat;
            told.known(at + 1, id, channel);
            told.tell(at + 1, Activity::Judged { is_satisfied: !is_repeat, trust_gained: 0.0 }, id);
        }
        let round = |at, kind, made, unmade| Record::Round { at: hour(at), person: PersonId::new(0), kind, made, unmade };
        for record in [round(20, RoundKind::Visit, 6, 2), round(30, RoundKind::Visit, 0, 8), round(30, RoundKind::Patrol, 5, 0)] {
            told.tally.observe(&record);
        }
        let result = told.end();
        let value = |measure| value(&setting, &result, measure, Group::All);
        assert_eq!((value(Measure::RepeatRate), value(Measure::BecameKnown)), (Some(0.25), Some(4.0)));
        assert_eq!(
            (value(Measure::FoundByReport), value(Measure::FoundByVisit), value(Measure::FoundByPatrol)),
            (Some(0.5), Some(0.25), Some(0.25))
        );
        assert_close(value(Measure::SatisfactionRate), 2.0 / 3.0);
        assert_eq!((value(Measure::VisitsMade), value(Measure::VisitsUnmadeShare)), (Some(6.0), Some(10.0 / 16.0)));
        assert_eq!((value(Measure::PatrolStops), value(Measure::PatrolStopsUnmadeShare)), (Some(5.0), Some(0.0)));
        assert_eq!((value(Measure::TourStops), value(Measure::TourStopsUnmadeShare)), (Some(0.0), None));
    }

    #[test]
    fn the_rate_of_a_group_is_that_of_its_own_issues() {
        let setting = setting();
        let mut told = Told::new(&setting);
        // Building 0 is old, 1 and 3 are village; half of the households are linked.
        let linked = told.world.town.linked[0];
        let unlinked = (0..400).find(|number| !told.world.town.linked.contains(number)).unwrap();
        for (at, (household, is_fixed)) in (20..).zip([(linked, true), (linked, true), (unlinked, false), (1_101, true), (450, false)]) {
            let id = told.occurs(at, Origin::Household(household));
            told.known(at, id, Channel::Report);
            if is_fixed {
                told.fixed(at, id);
            }
        }
        let lamp = told.occurs(30, Origin::Building(3));
        told.known(30, lamp, Channel::Patrol);
        let is_linked = |number: &u32| told.world.town.households[*number as usize].is_linked;
        let others = [(1_101, 1.0), (450, 0.0)].into_iter().filter(|(number, _)| is_linked(number)).collect::<Vec<_>>();
        let of_linked = (2.0 + others.iter().map(|(_, fixed)| fixed).sum::<f64>(), 2.0 + others.len() as f64);
        let result = told.end();
        let rate = |group| value(&setting, &result, Measure::ResolutionRate, group);
        assert_close(rate(Group::Housing(HousingId::new(0))), 2.0 / 3.0);
        assert_close(rate(Group::Housing(HousingId::new(1))), 1.0 / 3.0);
        assert_close(rate(Group::Linkage(Linkage::Linked)), of_linked.0 / of_linked.1);
        assert_close(rate(Group::Linkage(Linkage::Unlinked)), (3.0 - of_linked.0) / (5.0 - of_linked.1));
    }
}
