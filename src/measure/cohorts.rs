//! Issues counted over the whole place: the cohorts and how they end, what the record says, and the town's own counts.
//! Enquiries never come here.

use super::curves::{Curves, Incidence};
use super::equity::Areas;
use super::groups::by_category::{ByCategory, CategoryTally};
use crate::scenario::Setting;
use crate::units::{SimDuration, SimTime};
use crate::world::{Channel, Issue, TrueState, World};

/// What is measured when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// Start of the measured time and of the measurement window.
    pub(crate) start: SimTime,
    /// First instant after the measurement window.
    pub(crate) end: SimTime,
    /// The run's end.
    pub(crate) horizon: SimTime,
    /// How long each issue of a cohort is observed.
    pub(crate) follow_up: SimDuration,
    /// Time from known within which the first work and the closing are counted; `None` where nobody asks.
    pub(crate) response_within: Option<SimDuration>,
}

impl Window {
    pub(crate) fn of(setting: &Setting) -> Self {
        let span = &setting.span;
        Self {
            start: span.window_start(),
            end: span.window_end(),
            horizon: span.end(),
            follow_up: span.follow_up,
            response_within: span.response_within,
        }
    }

    /// Whether what begins at `at` belongs to a cohort.
    #[inline]
    pub(crate) fn holds(&self, at: SimTime) -> bool {
        at >= self.start && at < self.end
    }

    /// Whether a promise for `due` can be kept or broken in the measured time.
    #[inline]
    pub(crate) fn has_due(&self, due: SimTime) -> bool {
        due >= self.start && due <= self.horizon
    }

    /// The time from `since` to `at` where it lies within the follow-up.
    #[inline]
    pub(crate) fn followed(&self, since: SimTime, at: SimTime) -> Option<SimDuration> {
        Some(at.since(since)).filter(|time| *time <= self.follow_up)
    }

    /// The same for an issue of the occurrence cohort; `None` for any other.
    #[inline]
    pub(crate) fn in_cohort(&self, issue: &Issue, at: SimTime) -> Option<SimDuration> {
        if self.holds(issue.occurred) && !issue.is_recurrence { self.followed(issue.occurred, at) } else { None }
    }

    /// The time since known of an issue of the known cohort where it lies within the follow-up; `None` for any other.
    #[inline]
    pub(crate) fn in_known(&self, issue: &Issue, at: SimTime) -> Option<SimDuration> {
        if self.holds(issue.known) { self.followed(issue.known, at) } else { None }
    }
}

/// Counts of issues. *Measured* counts are of the measured time.
#[derive(Clone, Debug)]
pub(crate) struct Cases {
    window: Window,
    pub(crate) is_measuring: bool,
    pub(crate) arrivals: u64,
    /// Measured.
    pub(crate) recurrences: u64,
    /// Issues of the occurrence cohort.
    pub(crate) cohort: u64,
    /// Times from occurrence to fix of the occurrence cohort, within follow-up, seconds.
    pub(crate) cohort_times: Vec<u32>,
    /// Of the occurrence cohort: prevented, which counts as fixed at its occurrence.
    pub(crate) prevented: u64,
    pub(crate) first_contact: u64,
    /// Of the known cohort within follow-up: fixed by their finder at the stop.
    pub(crate) fixed_on_the_spot: u64,
    /// Of the occurrence cohort within follow-up: known, and the seconds until then.
    pub(crate) cohort_known: u64,
    pub(crate) discovery: u64,
    /// Of the occurrence cohort within follow-up: ever an incident.
    pub(crate) cohort_incidents: u64,
    pub(crate) self_resolved: Incidence,
    /// Incidents not repaired so far.
    pub(crate) unrepaired: Incidence,
    /// Closed for the first time without a fix, less fixed and closed before.
    recorded_apart: Incidence,
    pub(crate) areas: Areas,
    pub(crate) by_category: ByCategory,
    /// Issues of the known cohort, and by channel.
    pub(crate) known_cohort: u64,
    pub(crate) found_by: [u64; Channel::ALL.len()],
    pub(crate) known_fixed: u64,
    /// Of the known cohort, seconds from known within follow-up: to the fix, and to the first closing.
    pub(crate) handling: u64,
    pub(crate) closing: u64,
    /// Of the known cohort within `response_within` of known: first worked on, and first closed.
    pub(crate) responded_within: u64,
    pub(crate) answered_within: u64,
    /// Of the known cohort within follow-up: closed for the first time without a fix, less fixed and closed before.
    known_closed_apart: i64,
    /// Measured: first known, and those of them that are repeats.
    pub(crate) newly_known: u64,
    pub(crate) repeats: u64,
    pub(crate) due: u64,
    pub(crate) on_time: u64,
    /// Recorded as closed by the due time, whatever is true.
    pub(crate) recorded_on_time: u64,
    /// Measured: first starts, and the seconds from known until then.
    pub(crate) responses: u64,
    pub(crate) response: u64,
    /// Times from occurrence to fix of all fixed issues, seconds.
    pub(crate) fixed_times: Vec<u32>,
    /// Measured.
    pub(crate) fixed_measured: u64,
    pub(crate) rejected_ever: u64,
    /// Measured, as are all below.
    pub(crate) rejected: u64,
    pub(crate) closings: u64,
    pub(crate) false_closings: u64,
    pub(crate) reopenings: u64,
    pub(crate) incidents: u64,
    pub(crate) judged: u64,
    pub(crate) satisfied: u64,
    pub(crate) petitions: u64,
}

impl Cases {
    #[expect(clippy::too_many_lines, reason = "one line per count")]
    pub(crate) fn new(setting: &Setting, world: &World) -> Self {
        let window = Window::of(setting);
        let incidence = Incidence::new(window.follow_up);
        Self {
            window,
            is_measuring: false,
            arrivals: 0,
            recurrences: 0,
            cohort: 0,
            cohort_times: Vec::new(),
            prevented: 0,
            first_contact: 0,
            fixed_on_the_spot: 0,
            cohort_known: 0,
            discovery: 0,
            cohort_incidents: 0,
            self_resolved: incidence,
            unrepaired: incidence,
            recorded_apart: incidence,
            areas: Areas::new(&world.town, setting.place.as_ref().map_or(0, |place| place.housing.len())),
            by_category: ByCategory::new(setting),
            known_cohort: 0,
            found_by: [0; Channel::ALL.len()],
            known_fixed: 0,
            handling: 0,
            closing: 0,
            responded_within: 0,
            answered_within: 0,
            known_closed_apart: 0,
            newly_known: 0,
            repeats: 0,
            due: 0,
            on_time: 0,
            recorded_on_time: 0,
            responses: 0,
            response: 0,
            fixed_times: Vec::new(),
            fixed_measured: 0,
            rejected_ever: 0,
            rejected: 0,
            closings: 0,
            false_closings: 0,
            reopenings: 0,
            incidents: 0,
            judged: 0,
            satisfied: 0,
            petitions: 0,
        }
    }

    #[expect(clippy::inline_always, reason = "called once, for each issue")]
    #[inline(always)]
    pub(crate) fn occurred(&mut self, at: SimTime, issue: &Issue) {
        self.arrivals += 1;
        self.recurrences += u64::from(self.is_measuring && issue.is_recurrence);
        if self.window.holds(at) && !issue.is_recurrence {
            self.cohort += 1;
            self.by_category.of(issue.category).cohort += 1;
            self.areas.count(issue.origin, |share| share.issues += 1);
        }
    }

    /// The issue became known for the first time.
    #[expect(clippy::inline_always, reason = "called once, for each issue")]
    #[inline(always)]
    pub(crate) fn known(&mut self, at: SimTime, issue: &Issue) {
        let (is_cohort, is_due) = (u64::from(self.window.holds(at)), u64::from(self.window.has_due(issue.due)));
        self.known_cohort += is_cohort;
        self.due += is_due;
        let own = self.by_category.of(issue.category);
        own.known += is_cohort;
        own.due += is_due;
    }

    /// The same in a town: how, when, and whether for the first time in a while.
    pub(crate) fn discovered(&mut self, at: SimTime, channel: Channel, issue: &Issue) {
        self.found_by[channel as usize] += u64::from(self.window.holds(at));
        self.newly_known += u64::from(self.is_measuring);
        self.repeats += u64::from(self.is_measuring && issue.is_repeat);
        if let Some(time) = self.window.in_cohort(issue, at) {
            self.cohort_known += 1;
            self.discovery += u64::from(time.seconds());
        }
    }

    /// Hands-on work on the issue began for the first time.
    #[inline]
    pub(crate) fn taken_up(&mut self, at: SimTime, issue: &Issue) {
        if let Some(within) = self.window.response_within {
            let is_within = u64::from(self.window.in_known(issue, at).is_some_and(|time| time <= within));
            self.responded_within += is_within;
            self.by_category.of(issue.category).responded += is_within;
        }
        if self.is_measuring {
            self.responses += 1;
            self.response += u64::from(at.since(issue.known).seconds());
        }
    }

    /// The issue is truly fixed; whether it counts in the occurrence cohort.
    #[expect(clippy::inline_always, reason = "called once, for each issue")]
    #[inline(always)]
    pub(crate) fn fixed(&mut self, at: SimTime, issue: &Issue) -> bool {
        let own = self.by_category.of(issue.category);
        self.fixed_times.push(at.since(issue.occurred).seconds());
        self.fixed_measured += u64::from(self.is_measuring);
        if let Some(time) = self.window.in_known(issue, at) {
            self.known_fixed += 1;
            self.fixed_on_the_spot += u64::from(issue.is_on_the_spot);
            self.handling += u64::from(time.seconds());
            own.known_fixed += 1;
            own.handling += u64::from(time.seconds());
        }
        let Some(time) = self.window.in_cohort(issue, at) else { return false };
        self.cohort_times.push(time.seconds());
        own.fixed += 1;
        own.seconds += u64::from(time.seconds());
        self.areas.count(issue.origin, |share| share.fixed += 1);
        if issue.incident != SimTime::NEVER {
            self.unrepaired.take_back(issue.incident.since(issue.occurred));
        }
        true
    }

    pub(crate) fn self_resolved(&mut self, at: SimTime, issue: &Issue) {
        if let Some(time) = self.window.in_cohort(issue, at) {
            self.self_resolved.add(time);
        }
    }

    pub(crate) fn turned_incident(&mut self, at: SimTime, issue: &Issue) {
        self.incidents += u64::from(self.is_measuring);
        if let Some(time) = self.window.in_cohort(issue, at) {
            self.cohort_incidents += 1;
            self.unrepaired.add(time);
        }
    }

    /// The record is closed, for the first time or again. Whatever is fixed is closed at the same instant, so that the
    /// first closings are the fixes and what is counted apart.
    #[expect(clippy::inline_always, reason = "called once, for each issue")]
    #[inline(always)]
    pub(crate) fn closed(&mut self, at: SimTime, issue: &Issue, is_first: bool) {
        let is_fixed = issue.truth == TrueState::Fixed;
        self.closings += u64::from(self.is_measuring);
        if at <= issue.due && self.window.has_due(issue.due) {
            self.on_time += u64::from(is_fixed);
            self.by_category.of(issue.category).on_time += u64::from(is_fixed);
            self.recorded_on_time += u64::from(is_first);
        }
        if is_first && let Some(time) = self.window.in_known(issue, at) {
            self.closing += u64::from(time.seconds());
            let is_within = u64::from(self.window.response_within.is_some_and(|within| time <= within));
            self.answered_within += is_within;
            self.by_category.of(issue.category).answered += is_within;
        }
        if is_fixed != is_first {
            self.closed_apart(at, issue, is_first);
        }
        self.false_closings += u64::from(self.is_measuring && issue.truth.is_there());
    }

    /// What was done about its cause kept the issue from coming into being: fixed in no time, and recorded by nobody.
    #[cold]
    pub(crate) fn prevented(&mut self, at: SimTime, issue: &Issue) {
        if let Some(time) = self.window.in_cohort(issue, at) {
            self.prevented += 1;
            self.cohort_times.push(0);
            let own = self.by_category.of(issue.category);
            own.prevented += 1;
            own.fixed += 1;
            self.areas.count(issue.origin, |share| share.fixed += 1);
            self.recorded_apart.take_back(time);
        }
    }

    /// An issue is fixed and its record does not say so.
    #[cold]
    pub(crate) fn fixed_unseen(&mut self, at: SimTime, issue: &Issue) {
        self.closed_apart(at, issue, false);
    }

    #[cold]
    fn closed_apart(&mut self, at: SimTime, issue: &Issue, is_first: bool) {
        let is_known = self.window.in_known(issue, at).is_some();
        self.known_closed_apart += if is_first { i64::from(is_known) } else { -i64::from(is_known) };
        if let Some(time) = self.window.in_cohort(issue, at) {
            if is_first { self.recorded_apart.add(time) } else { self.recorded_apart.take_back(time) }
        }
    }

    /// Issues of the known cohort recorded as closed within follow-up.
    pub(crate) fn known_closed(&self) -> u64 {
        self.known_fixed.saturating_add_signed(self.known_closed_apart)
    }

    /// Seconds that the resolution time of the occurrence cohort is the mean of: to the fix, or the whole follow-up.
    pub(crate) fn cohort_seconds(&self) -> u64 {
        let fixed = self.cohort_times.len() as u64;
        let times: u64 = self.cohort_times.iter().map(|seconds| u64::from(*seconds)).sum();
        times + (self.cohort - fixed) * u64::from(self.window.follow_up.seconds())
    }

    /// The law of the groups: the categories add up to the whole.
    ///
    /// # Errors
    /// Says what does not add up.
    pub(crate) fn check_categories(&self) -> Result<(), String> {
        self.by_category.check(&CategoryTally {
            cohort: self.cohort,
            fixed: self.cohort_times.len() as u64,
            seconds: self.cohort_times.iter().map(|seconds| u64::from(*seconds)).sum(),
            prevented: self.prevented,
            known: self.known_cohort,
            known_fixed: self.known_fixed,
            handling: self.handling,
            responded: self.responded_within,
            answered: self.answered_within,
            due: self.due,
            on_time: self.on_time,
        })
    }

    pub(crate) fn rejected(&mut self) {
        self.rejected_ever += 1;
        self.rejected += u64::from(self.is_measuring);
    }

    /// The curves of the occurrence cohort.
    pub(crate) fn curves(&self) -> Curves {
        let fixed = Incidence::new(self.window.follow_up).with(&self.cohort_times);
        Curves {
            fixed: fixed.curve(self.cohort),
            self_resolved: self.self_resolved.curve(self.cohort),
            unrepaired_incident: self.unrepaired.curve(self.cohort),
            recorded_closed: self.recorded_apart.plus(&fixed).curve(self.cohort),
        }
    }
}
