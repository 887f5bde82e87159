//! Which charts a result has, and what they show of it. A run of one policy has how issues end, where they are resolved,
//! backlog and workload; a comparison has paired differences, cost against outcome and replications as well.

use jiff::civil::Date;

use crate::experiment::analysis::claims::Claims;
use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::experiment::analysis::slow_states::{State, WelchCurve};
use crate::experiment::analysis::verdict::{Side, Verdict};
use crate::experiment::campaign::courses::{Cause, Course, RoleTime};
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::campaign::precision_schedule::Precise;
use crate::experiment::design::plan::Plan;
use crate::experiment::study_spec::StudySpec;
use crate::measure::curves::INSTANTS;
use crate::output::charts::backlog::{BacklogCurve, BacklogDay, BacklogInput, backlog};
use crate::output::charts::box_plot::{BoxInput, BoxPanel, BoxRow, boxes};
use crate::output::charts::chart::{ChartError, Figure, Frame};
use crate::output::charts::cost::{CostInput, CostPanel, CostPoint, cost};
use crate::output::charts::flow::{FlowBar, FlowInput, flow};
use crate::output::charts::forest::{ForestInput, ForestPanel, ForestRow, Tone, forest};
use crate::output::charts::incidence::{IncidenceCurve, IncidenceInput, IncidencePoint, IssueEnd, incidence};
use crate::output::charts::precision::{PrecisionInput, PrecisionLook, PrecisionPanel, precision};
use crate::output::charts::time_account::time_account;
use crate::output::charts::waterfall::waterfall;
use crate::output::charts::welch::{WelchDay, WelchInput, WelchPanel, welch};
use crate::output::charts::workload::{TimeUse, WorkloadBar, WorkloadInput, workload};
use crate::output::language::label::{denominator_label, measure_label, unit_label};
use crate::output::language::message::{Language, Message};
use crate::output::language::wording::Wording;
use crate::output::presentation::amounts::AmountScale;
use crate::scenario::{Scenario, Setting};
use crate::statistics::estimate::Estimate;
use crate::statistics::stopping::{Target, TargetReading};
use crate::statistics::warm_up::{SteadyVerdict, Truncation};
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;
use crate::units::{LevelId, SimDuration};

/// Fewest days in a row that are called a holiday.
const LEAST_HOLIDAY: usize = 3;
const DAY: f64 = 86_400.0;
const HOUR: f64 = 3_600.0;
const WEEK: f64 = 7.0 * DAY;

/// A result as charts and report show it.
#[derive(Clone, Copy, Debug)]
pub struct Exhibit<'a> {
    /// The study, for the commands that go on from it.
    pub study: &'a StudySpec,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The plan.
    pub plan: &'a Plan,
    /// What the campaign came to.
    pub outcome: &'a Outcome,
    /// The policies against their baseline; `None` of a run of one policy.
    pub comparison: Option<&'a Comparison>,
    /// By policy: what happened over time.
    pub courses: &'a [Course],
    /// What is claimed of the result.
    pub claims: &'a Claims,
    /// Language of all texts.
    pub language: Language,
}

impl Exhibit<'_> {
    /// Replications that estimates rest on.
    #[must_use]
    pub const fn used(&self) -> u32 {
        self.outcome.replications.saturating_sub(self.outcome.left_out)
    }

    /// What every chart says of the runs behind it.
    #[must_use]
    pub fn frame(&self) -> Frame {
        Frame::of(self.plan, self.used(), self.language).titled(self.scenario)
    }

    /// The estimate of a measure over the whole place under one policy, when it is counted.
    #[must_use]
    pub fn estimate(&self, policy: usize, measure: Measure) -> Option<&Estimate> {
        self.grouped(policy, Key::of_place(measure))
    }

    fn grouped(&self, policy: usize, key: Key) -> Option<&Estimate> {
        self.outcome.estimates[policy].iter().find(|estimate| estimate.key == key)
    }

    /// Whether anybody is paid.
    #[must_use]
    pub fn has_cost(&self) -> bool {
        (0..self.plan.settings.len()).any(|policy| self.estimate(policy, self.cost()).is_some_and(|cost| !cost.is_zero()))
    }

    /// What a policy costs: what all payers pay where costs are stated, else pay.
    #[must_use]
    pub fn cost(&self) -> Measure {
        if self.estimate(0, Measure::FULL_COST).is_some() { Measure::FULL_COST } else { Measure::COST }
    }

    /// The charts, in the order in which a report shows them. A selection has none: each of its policies has replications
    /// of its own, and a chart speaks of the same for all.
    ///
    /// # Errors
    /// When plotters or polars refuse: a bug.
    pub fn figures(&self) -> Result<Vec<Figure>, ChartError> {
        let frame = &self.frame();
        let mut figures = Vec::new();
        if self.claims.selection.is_some() {
            return Ok(figures);
        }
        if let Some(comparison) = self.comparison {
            if let Some(input) = self.waterfall_input(comparison) {
                figures.push(waterfall(&input, frame)?);
            }
            figures.push(forest(&self.forest_input(comparison), frame)?);
            figures.push(time_account(&self.account_input(comparison), frame)?);
        }
        figures.push(incidence(&self.incidence_input(), frame)?);
        if let Some(comparison) = self.comparison {
            if self.has_cost() {
                figures.push(cost(&self.cost_input(comparison), frame)?);
            }
            figures.push(boxes(&self.box_input(comparison), frame)?);
        }
        figures.push(flow(&self.flow_input(), frame)?);
        figures.push(backlog(&self.backlog_input(), frame)?);
        figures.push(workload(&self.workload_input(), frame)?);
        if let Some(precise) = &self.claims.precision {
            let at_looks = Frame { level: precise.confidence, ..frame.clone() };
            figures.push(precision(&self.precision_input(precise), &at_looks)?);
        }
        if let Some(input) = self.welch_input() {
            figures.push(welch(&input, frame)?);
        }
        Ok(figures)
    }

    /// How the half-widths of every target fell, look by look.
    fn precision_input(&self, precise: &Precise) -> PrecisionInput {
        let words = Wording::new(self.language);
        let is_comparison = self.plan.settings.len() > 1;
        let policies = usize::from(is_comparison)..self.plan.settings.len();
        let panel = |target: &Target, policy: usize| {
            let of = |reading: &&TargetReading| (reading.policy, reading.key) == (policy, target.key);
            let means = precise.looks.iter().filter_map(|(_, readings)| readings.iter().find(of)).map(|reading| reading.mean);
            let scale = self.scale(target.key.measure, means);
            let over = |value: f64| scale.over(value);
            let look = |(replications, readings): &(u32, Vec<TargetReading>)| {
                let reading = readings.iter().find(of);
                PrecisionLook {
                    replications: *replications,
                    mean: reading.and_then(|reading| reading.mean).map(over),
                    half_width: reading.and_then(|reading| reading.half_width(precise.confidence)).map(over),
                    asked: reading.and_then(|reading| reading.asked(target.half_width)).map(over),
                }
            };
            let names = &self.plan.identity.policies;
            PrecisionPanel {
                measure: self.measure(target.key.measure),
                unit: if is_comparison { scale.difference_unit() } else { scale.unit() },
                policy: if is_comparison {
                    words.difference_of(&names[policy], &names[self.plan.against(policy)])
                } else {
                    names[policy].clone()
                },
                looks: precise.looks.iter().map(look).collect(),
                reached_after: precise.is_reached.then_some(precise.replications),
            }
        };
        let panels = precise.asked.targets.iter().flat_map(|target| policies.clone().map(move |policy| panel(target, policy)));
        PrecisionInput { panels: panels.collect() }
    }

    /// Slow states with what MSER-5 says of them, where a steady state was claimed.
    fn welch_input(&self) -> Option<WelchInput> {
        let steadiness = self.claims.steadiness.as_ref()?;
        let first = self.claims.welch.first()?;
        let words = Wording::new(self.language);
        let panel = |curve: &WelchCurve| {
            let setting = &self.plan.settings[curve.policy];
            let judged = steadiness.states.iter().find(|judged| (judged.policy, judged.state) == (curve.policy, curve.state));
            let day = |(day, mean): (usize, &f64)| WelchDay {
                day: u32::try_from(day).unwrap_or(u32::MAX),
                mean: *mean,
                average: curve.smooth.get(day).copied(),
            };
            WelchPanel {
                state: words.state(curve.state, setting),
                unit: if curve.state == State::Trust { String::new() } else { unit_label("issues", self.language).to_owned() },
                policy: setting.policy.clone(),
                days: curve.mean.iter().enumerate().map(day).collect(),
                truncation_days: match curve.mser.truncation {
                    Truncation::First(days) | Truncation::Refused(days) => Some(days as f64),
                    Truncation::TooShort => None,
                },
                verdict: judged.map_or_else(String::new, |judged| words.steady(judged.verdict)),
                is_settled: judged.is_some_and(|judged| matches!(judged.verdict, SteadyVerdict::Passes { .. })),
            }
        };
        Some(WelchInput {
            window: u32::try_from(first.window).unwrap_or(u32::MAX),
            warm_up_days: f64::from(first.warm_up),
            panels: self.claims.welch.iter().map(panel).collect(),
        })
    }

    fn measure(&self, measure: Measure) -> String {
        measure_label(measure, self.language).to_owned()
    }

    /// The unit in which a chart shows `values` of a measure.
    fn scale(&self, measure: Measure, values: impl Iterator<Item = Option<f64>>) -> AmountScale<'static> {
        AmountScale::of_all(Wording::new(self.language), measure, values)
    }

    /// Policies with their settings and courses.
    fn policies(&self) -> impl Iterator<Item = (&Setting, &Course)> + Clone {
        self.plan.settings.iter().zip(self.courses)
    }

    /// Headline measures, and the cost where it differs.
    fn forest_input(&self, comparison: &Comparison) -> ForestInput {
        let all = comparison.judged();
        let cost = Key::of_place(self.cost());
        let costs_differ =
            all.clone().any(|policy| comparison.cost_of(policy).is_some_and(|cost| cost.mean.is_some_and(|mean| mean != 0.0)));
        let is_further = !comparison.headline.contains(&cost) && costs_differ;
        let panel = |key: &Key| {
            let differences = || all.clone().filter_map(|policy| comparison.difference(policy, *key));
            let scale = self.scale(key.measure, differences().map(|difference| difference.mean));
            ForestPanel {
                measure: self.measure(key.measure),
                unit: scale.difference_unit(),
                direction: key.measure.entry().direction,
                relevant: self.scenario.evidence.relevant(key.measure).map(|relevant| scale.over(relevant)),
                rows: differences().map(|row| self.forest_row(comparison, row, scale)).collect(),
            }
        };
        let keys = comparison.headline.iter().chain(is_further.then_some(&cost));
        let baseline = Wording::new(self.language).baseline_of_all(comparison);
        // a measure without a number under any policy, such as what is on time where nothing is due, takes no room
        let has_number = |panel: &ForestPanel| panel.rows.iter().any(|row| row.difference.is_some());
        ForestInput { baseline, panels: keys.map(panel).filter(has_number).collect() }
    }

    fn forest_row(&self, comparison: &Comparison, difference: &Difference, scale: AmountScale) -> ForestRow {
        let words = Wording::new(self.language);
        ForestRow {
            policy: comparison.policy(difference).to_owned(),
            difference: difference.mean.map(|mean| scale.over(mean)),
            interval: difference.interval.map(|interval| scale.interval_over(interval)),
            verdict: words.said(difference),
            tone: match difference.verdict {
                Some(Verdict::Apart { side: Side::Better, .. }) => Tone::Better,
                Some(Verdict::Apart { side: Side::Worse, .. }) => Tone::Worse,
                Some(Verdict::Apart { .. }) => Tone::Apart,
                _ => Tone::Open,
            },
        }
    }

    /// Ends that no policy has are left out.
    fn incidence_input(&self) -> IncidenceInput {
        let days = |setting: &Setting| days(setting.span.follow_up);
        let ends = [
            (Cause::Fixed, IssueEnd::Fixed),
            (Cause::RecordedClosed, IssueEnd::Recorded),
            (Cause::SelfResolved, IssueEnd::SelfResolved),
            (Cause::UnrepairedIncident, IssueEnd::Unrepaired),
        ];
        let mut curves = Vec::new();
        for (at, (cause, end)) in ends.into_iter().enumerate() {
            debug_assert_eq!(cause, Cause::ALL[at]);
            let of = |course: &Course| course.incidence.get(at).cloned().unwrap_or_default();
            if self.policies().all(|(_, course)| of(course).iter().all(|instant| instant.mean == 0.0)) {
                continue;
            }
            curves.extend(self.policies().map(|(setting, course)| {
                let point = |(index, instant): (usize, crate::experiment::campaign::courses::InstantShare)| IncidencePoint {
                    days: days(setting) * index as f64 / (INSTANTS - 1) as f64,
                    share: instant.mean,
                    band: instant.interval,
                };
                let points = of(course).into_iter().enumerate().map(point).collect();
                IncidenceCurve { policy: setting.policy.clone(), end, points }
            }));
        }
        IncidenceInput { follow_up_days: self.plan.settings.iter().map(days).fold(0.0, f64::max), curves }
    }

    fn cost_input(&self, comparison: &Comparison) -> CostInput {
        let policies = || 0..self.plan.settings.len();
        let money = self.scale(self.cost(), policies().map(|policy| self.estimate(policy, self.cost())?.mean));
        let panel = |key: &Key| {
            let scale = self.scale(key.measure, policies().map(|policy| self.grouped(policy, *key)?.mean));
            let point = |(policy, setting): (usize, &Setting)| {
                let (cost, outcome) = (self.estimate(policy, self.cost()), self.grouped(policy, *key));
                let mean = |of: Option<&Estimate>, scale: AmountScale| Some(scale.over(of?.mean?));
                let interval = |of: Option<&Estimate>, scale: AmountScale| Some(scale.value_interval_over(of?.interval?));
                CostPoint {
                    policy: setting.policy.clone(),
                    cost: mean(cost, money),
                    cost_interval: interval(cost, money),
                    outcome: mean(outcome, scale),
                    outcome_interval: interval(outcome, scale),
                }
            };
            CostPanel {
                measure: self.measure(key.measure),
                unit: scale.unit(),
                direction: key.measure.entry().direction,
                points: self.plan.settings.iter().enumerate().map(point).collect(),
            }
        };
        let outcomes = comparison.headline.iter().filter(|key| key.measure != self.cost());
        CostInput { cost: self.measure(self.cost()), cost_unit: money.unit(), panels: outcomes.map(panel).collect() }
    }

    fn box_input(&self, comparison: &Comparison) -> BoxInput {
        let panel = |(at, key): (usize, &Key)| {
            let scale = self.scale(key.measure, comparison.values.iter().flat_map(|values| values[at].iter().copied()));
            let row = |(setting, values): (&Setting, &Vec<Vec<Option<f64>>>)| BoxRow {
                policy: setting.policy.clone(),
                values: values[at].iter().map(|value| value.map(|value| scale.over(value))).collect(),
            };
            BoxPanel {
                measure: self.measure(key.measure),
                unit: scale.unit(),
                rows: self.plan.settings.iter().zip(&comparison.values).map(row).collect(),
            }
        };
        let has_number = |panel: &BoxPanel| panel.rows.iter().flat_map(|row| &row.values).any(Option::is_some);
        BoxInput { panels: comparison.headline.iter().enumerate().map(panel).filter(has_number).collect() }
    }

    fn flow_input(&self) -> FlowInput {
        let levels = self.plan.settings.first().map(|setting| setting.levels.clone()).unwrap_or_default();
        let share = |policy: usize, level: usize| {
            let key = Key { measure: Measure::ResolvedAtLevel, group: Group::Level(LevelId::new(level)) };
            self.grouped(policy, key).and_then(|estimate| estimate.mean).unwrap_or(f64::NAN)
        };
        let bar = |(policy, setting): (usize, &Setting)| FlowBar {
            policy: setting.policy.clone(),
            resolved: (0..levels.len()).map(|level| share(policy, level)).collect(),
            unresolved: None,
        };
        FlowInput {
            denominator: denominator_label(Measure::ResolvedAtLevel, self.language).to_owned(),
            bars: self.plan.settings.iter().enumerate().map(bar).collect(),
            levels,
        }
    }

    fn backlog_input(&self) -> BacklogInput {
        let first = self.plan.settings.first();
        let levels = first.map(|setting| setting.levels.as_slice()).unwrap_or_default();
        let curve = |level: usize, setting: &Setting, course: &Course| BacklogCurve {
            level: levels[level].clone(),
            policy: setting.policy.clone(),
            days: course
                .backlog
                .iter()
                .filter(|day| day.level == level)
                .map(|day| BacklogDay { day: day.day, mean: day.mean, band: day.band })
                .collect(),
        };
        let curves = (0..levels.len()).flat_map(|level| self.policies().map(move |(setting, course)| curve(level, setting, course)));
        let band_of = self.courses.iter().map(|course| course.band_of).min().filter(|kept| *kept < self.used());
        BacklogInput {
            start: first.map_or(Date::ZERO, |setting| setting.span.start),
            warm_up_days: first.map_or(0.0, |setting| days(setting.span.warm_up)),
            holidays: first.map_or_else(Vec::new, |setting| self.holidays(setting)),
            curves: curves.collect(),
            band_of,
        }
    }

    /// Holidays of [`LEAST_HOLIDAY`] days and more within a run, by the closed days that the scenario lists: first and last day.
    fn holidays(&self, setting: &Setting) -> Vec<(u32, u32)> {
        let tables = self.scenario.resolved.get("holidays").and_then(|tables| tables.as_object());
        let closed = tables.into_iter().flat_map(|tables| tables.values()).filter_map(|table| table.get("closed")?.as_array()).flatten();
        let day = |date: &serde_json::Value| {
            let date: Date = date.as_str()?.parse().ok()?;
            u32::try_from(setting.span.start.until(date).ok()?.get_days()).ok()
        };
        let mut closed: Vec<u32> = closed.filter_map(day).filter(|day| f64::from(*day) < days(setting.span.horizon)).collect();
        closed.sort_unstable();
        closed.dedup();
        let runs = closed.chunk_by(|one, next| one + 1 == *next).filter(|run| run.len() >= LEAST_HOLIDAY);
        runs.filter_map(|run| Some((*run.first()?, *run.last()?))).collect()
    }

    /// Roles in the order in which a policy first has them.
    fn workload_input(&self) -> WorkloadInput {
        let mut roles: Vec<&str> = Vec::new();
        for name in self.plan.settings.iter().flat_map(|setting| &setting.roles).map(|role| role.name.as_str()) {
            if !roles.contains(&name) {
                roles.push(name);
            }
        }
        let bar = |role: &str, (setting, course): (&Setting, &Course)| {
            let at = setting.roles.iter().position(|known| known.name == role)?;
            let parts = weekly(course.work.get(at)?)?;
            Some(WorkloadBar { role: role.to_owned(), policy: setting.policy.clone(), parts })
        };
        let bars = roles.iter().flat_map(|role| self.policies().filter_map(|policy| bar(role, policy)).collect::<Vec<_>>());
        WorkloadInput { unit: Message::PerPersonAndWeek.text(self.language).to_owned(), bars: bars.collect() }
    }
}

/// Where the hours of a week in place go. Overtime is told apart: it is taken off handling, since it is a case under way
/// that is carried on beyond the roster, and off other work only where that is not enough. `None` when nobody was in
/// place.
fn weekly(time: &RoleTime) -> Option<Vec<(TimeUse, f64)>> {
    if time.employed == 0 {
        return None;
    }
    let weeks = time.employed as f64 / WEEK;
    let mut beyond = time.overtime;
    let mut within = |work: TimeUse, seconds: u64| {
        let taken = beyond.min(seconds);
        beyond -= taken;
        (work, (seconds - taken) as f64 / HOUR / weeks)
    };
    let mut parts = vec![
        within(TimeUse::Handled, time.handled),
        within(TimeUse::Travelled, time.travelled),
        within(TimeUse::Switching, time.switching),
        within(TimeUse::Administrative, time.administrative),
        within(TimeUse::Visited, time.visited),
        within(TimeUse::Patrolled, time.patrolled),
    ];
    parts.push((TimeUse::Idle, time.idle as f64 / HOUR / weeks));
    parts.push((TimeUse::Overtime, time.overtime as f64 / HOUR / weeks));
    Some(parts)
}

fn days(duration: SimDuration) -> f64 {
    f64::from(duration.seconds()) / DAY
}

#[cfg(test)]
mod tests {
    use crate::output::report::gallery::*;

    #[test]
    fn overtime_is_taken_off_handling_first_so_that_the_parts_add_up_to_roster_and_overtime() {
        let time = RoleTime { employed: 604_800, overtime: 7_200, handled: 3_600, travelled: 18_000, idle: 36_000, ..RoleTime::default() };
        let parts = weekly(&time).unwrap();
        let of = |work: TimeUse| parts.iter().find(|(kind, _)| *kind == work).unwrap().1;
        assert_eq!([TimeUse::Handled, TimeUse::Travelled, TimeUse::Idle, TimeUse::Overtime].map(of), [0.0, 4.0, 10.0, 2.0]);
        assert_eq!(parts.iter().map(|(_, hours)| hours).sum::<f64>(), 16.0);
        assert_eq!(weekly(&RoleTime::default()), None);
    }
}
