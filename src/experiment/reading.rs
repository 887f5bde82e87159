//! What a tally says at the end of a run: the laws that must hold are checked, then every measure is read off.

use super::event_log::EventLog;
use super::result::{Group, Key, PersonRow, RunResult, UnitRow};
use super::tally::{LevelTally, Tally};
use crate::process::RuleKind;
use crate::scenario::Setting;
use crate::units::measure::Measure;
use crate::units::time::{DAY, HOUR};
use crate::units::{LevelId, RoleId, SimTime};
use crate::world::{RecordState, World};

/// Seconds in a month of pay: a twelfth of 365.25 days.
const MONTH: f64 = 365.25 / 12.0 * 86_400.0;

/// Measures of the whole place alone.
const PLACE: [Measure; 20] = [
    Measure::ResolutionTime,
    Measure::ResolutionTimeMedian,
    Measure::ResolutionTimeP90,
    Measure::ResolutionRate,
    Measure::KnownResolutionRate,
    Measure::ClosureRate,
    Measure::OnTimeRate,
    Measure::RecordedOnTimeRate,
    Measure::FalseClosureRate,
    Measure::ReopenRate,
    Measure::ResponseTime,
    Measure::FirstContactRate,
    Measure::Arrivals,
    Measure::FinishedResolutionRate,
    Measure::FixedTime,
    Measure::FixedTimeP95,
    Measure::WaitLimitsPassed,
    Measure::Rejected,
    Measure::Pay,
    Measure::PayPerFixed,
];

/// Measures of the whole place and of each level.
const LEVEL: [Measure; 16] = [
    Measure::QueueWait,
    Measure::QueueWaitP95,
    Measure::WaitingShare,
    Measure::ServedWait,
    Measure::RenegedShare,
    Measure::InSystem,
    Measure::Backlog,
    Measure::EscalationsByWait,
    Measure::EscalationsByAttempts,
    Measure::EscalationsByBacklog,
    Measure::EscalationsBySeverity,
    Measure::EscalationsByDifficulty,
    Measure::EscalationsByLight,
    Measure::FutileAttempts,
    Measure::YellowLights,
    Measure::RedLights,
];

/// Measures of each role.
const ROLE: [Measure; 5] = [Measure::Utilisation, Measure::UtilisationP90, Measure::WorkloadGini, Measure::Overtime, Measure::Pay];

/// The columns of a run's measures, in order; the same for every replication and policy of a scenario.
#[must_use]
pub fn keys(setting: &Setting) -> Vec<Key> {
    let levels = || (0..setting.levels.len()).map(LevelId::new);
    let mut keys: Vec<Key> = PLACE.iter().chain(&LEVEL).map(|&measure| Key { measure, group: Group::All }).collect();
    keys.extend(levels().map(|level| Key { measure: Measure::ResolvedAtLevel, group: Group::Level(level) }));
    for measure in LEVEL {
        keys.extend(levels().map(|level| Key { measure, group: Group::Level(level) }));
    }
    for measure in ROLE {
        keys.extend((0..setting.roles.len()).map(|role| Key { measure, group: Group::Role(RoleId::new(role)) }));
    }
    keys
}

impl Tally<'_> {
    /// Ends the run at its horizon: the result of replication `replication`.
    ///
    /// # Errors
    /// Says which law failed: conservation of issues, the flow identity of a unit, or a person's workload.
    pub fn finish(mut self, world: &World, replication: u32) -> Result<RunResult, String> {
        let end = self.setting.span.end();
        self.check_conservation(world)?;
        self.check_flow(world, end)?;
        let people = self.workload.finish(world, end)?;
        let measured = f64::from(end.since(self.window).seconds());
        let units = self.unit_rows(world, end, measured);
        let quantiles = self.quantiles();
        let reading = Reading { tally: &self, quantiles, people: &people, units: &units };
        let measures = keys(self.setting).into_iter().map(|key| reading.value(key)).collect();
        Ok(RunResult { replication, measures, series: self.series, people, units, events: self.place.events, log: EventLog::default() })
    }

    /// On each axis: what occurred is present or fixed; what became known is open, closed or rejected; and who has a case
    /// is who the case has.
    fn check_conservation(&self, world: &World) -> Result<(), String> {
        let open = world.issues.open().count() as u64;
        let held: u64 = self.units.iter().map(|unit| u64::from(unit.open.present())).sum();
        let place = &self.place;
        let ended = place.fixed_times.len() as u64 + place.rejected_ever + place.falsely_closed;
        if place.arrivals != ended + open || open != held {
            return Err(format!(
                "issues are not conserved: {} occurred, {} fixed, {} rejected, {} closed on paper, {open} open in the table, {held} held by units",
                place.arrivals,
                place.fixed_times.len(),
                place.rejected_ever,
                place.falsely_closed
            ));
        }
        let assigned: u64 = world.people.iter().map(|person| u64::from(person.assigned)).sum();
        let in_hands = world.issues.open().filter(|issue| issue.person.is_some()).count() as u64;
        if assigned != in_hands {
            return Err(format!("{assigned} cases are assigned to people, but {in_hands} open issues have a person"));
        }
        Ok(())
    }

    /// The flow identity of every unit, for its queue and for all it holds, to the second.
    fn check_flow(&mut self, world: &World, end: SimTime) -> Result<(), String> {
        for issue in world.issues.open() {
            let unit = &mut self.units[issue.unit.index()];
            unit.open.cut(end, issue.level_since, self.window);
            if issue.record == RecordState::Waiting {
                unit.waiting.cut(end, issue.queued, self.window);
            }
        }
        for (unit, path) in self.units.iter_mut().zip(&world.paths) {
            for (what, stock) in [("waiting", &mut unit.waiting), ("open", &mut unit.open)] {
                let (area, stays) = stock.sides(end);
                if area != stays {
                    return Err(format!(
                        "the flow identity fails at {path} for issues {what}: integral {area} against stays {stays} issue-seconds"
                    ));
                }
            }
        }
        Ok(())
    }

    fn unit_rows(&mut self, world: &World, end: SimTime, measured: f64) -> Vec<UnitRow> {
        let rows = self.units.iter_mut().zip(&world.paths).zip(&self.unit_levels);
        rows.map(|((unit, path), level)| UnitRow {
            path: path.clone(),
            level: *level,
            joined: unit.joined,
            fixed: unit.fixed,
            escalated: unit.escalated,
            queue_wait_hours: ratio(unit.wait as f64 / f64::from(HOUR), unit.stays),
            backlog_issues: unit.waiting.sides(end).0 as f64 / measured,
            open_issues: unit.open.sides(end).0 as f64 / measured,
        })
        .collect()
    }
}

/// Order statistics in seconds; `None` where not reached.
struct Quantiles {
    median: Option<u32>,
    p90: Option<u32>,
    fixed_p95: Option<u32>,
    /// 95% of the waits at each level.
    waits_p95: Vec<Option<u32>>,
    /// 95% of all waits.
    wait_p95: Option<u32>,
}

impl Tally<'_> {
    /// The order statistics; puts the times that they are picked from into another order.
    fn quantiles(&mut self) -> Quantiles {
        let place = &mut self.place;
        let fixed = place.fixed_times.len() as u64;
        let stays = |level: &LevelTally| level.served_at_once + level.waits.len() as u64;
        let at_once = self.levels.iter().map(|level| level.served_at_once).sum();
        let all = self.levels.iter().map(stays).sum();
        let mut waits: Vec<u32> = Vec::new();
        if self.levels.len() > 1 {
            waits = self.levels.iter().flat_map(|level| &level.waits).copied().collect();
        }
        let waits_p95: Vec<Option<u32>> = self
            .levels
            .iter_mut()
            .map(|level| {
                let stays = stays(level);
                quantile(level.served_at_once, &mut level.waits, stays, 0.95)
            })
            .collect();
        Quantiles {
            median: quantile(0, &mut place.cohort_times, place.cohort, 0.5),
            p90: quantile(0, &mut place.cohort_times, place.cohort, 0.9),
            fixed_p95: quantile(0, &mut place.fixed_times, fixed, 0.95),
            wait_p95: if waits_p95.len() > 1 { quantile(at_once, &mut waits, all, 0.95) } else { waits_p95[0] },
            waits_p95,
        }
    }
}

/// A finished run, to be read measure by measure.
struct Reading<'a, 's> {
    tally: &'a Tally<'s>,
    quantiles: Quantiles,
    people: &'a [PersonRow],
    units: &'a [UnitRow],
}

impl Reading<'_, '_> {
    fn value(&self, key: Key) -> Option<f64> {
        match key.group {
            Group::Role(role) => self.of_role(key.measure, role),
            Group::Level(level) => self.of_levels(key.measure, Some(level)),
            Group::All if LEVEL.contains(&key.measure) => self.of_levels(key.measure, None),
            Group::All => self.of_place(key.measure),
        }
    }

    fn of_place(&self, measure: Measure) -> Option<f64> {
        let place = &self.tally.place;
        let (fixed, ever) = (place.cohort_times.len() as u64, place.fixed_times.len() as u64);
        let follow_up = f64::from(self.tally.setting.span.follow_up.seconds());
        let within = |times: &[u32]| times.iter().map(|seconds| f64::from(*seconds)).sum::<f64>();
        match measure {
            Measure::ResolutionTime => {
                ratio((within(&place.cohort_times) + (place.cohort - fixed) as f64 * follow_up) / f64::from(HOUR), place.cohort)
            }
            Measure::ResolutionTimeMedian => self.quantiles.median.map(hours),
            Measure::ResolutionTimeP90 => self.quantiles.p90.map(hours),
            Measure::ResolutionRate => ratio(fixed as f64, place.cohort),
            Measure::KnownResolutionRate => ratio(place.known_fixed as f64, place.known_cohort),
            Measure::ClosureRate => ratio(place.known_closed as f64, place.known_cohort),
            Measure::OnTimeRate => ratio(place.on_time as f64, place.due),
            Measure::RecordedOnTimeRate => ratio(place.recorded_on_time as f64, place.due),
            Measure::FalseClosureRate => ratio(place.false_closings as f64, place.closings),
            Measure::ReopenRate => ratio(place.reopenings as f64, place.closings),
            Measure::ResponseTime => ratio(place.response as f64 / f64::from(HOUR), place.responses),
            Measure::FirstContactRate => ratio(place.first_contact as f64, fixed),
            Measure::Arrivals => Some(place.arrivals as f64),
            Measure::FinishedResolutionRate => ratio(ever as f64, ever + place.rejected_ever),
            Measure::FixedTime => ratio(within(&place.fixed_times) / f64::from(DAY), ever),
            Measure::FixedTimeP95 => self.quantiles.fixed_p95.map(|seconds| f64::from(seconds) / f64::from(DAY)),
            Measure::WaitLimitsPassed => Some(place.limits_passed as f64),
            Measure::Rejected => Some(place.rejected as f64),
            Measure::Pay => Some(self.pay(|_| true)),
            Measure::PayPerFixed => ratio(self.pay(|_| true), self.units.iter().map(|unit| unit.fixed).sum()),
            _ => None,
        }
    }

    /// A measure of one level, or of all together.
    fn of_levels(&self, measure: Measure, level: Option<LevelId>) -> Option<f64> {
        let chosen: Vec<&LevelTally> = match level {
            Some(level) => vec![&self.tally.levels[level.index()]],
            None => self.tally.levels.iter().collect(),
        };
        let sum = |count: fn(&LevelTally) -> u64| chosen.iter().map(|level| count(level)).sum::<u64>();
        let waited = sum(|level| level.waits.len() as u64);
        let at_once = sum(|level| level.served_at_once);
        let stays = waited + at_once;
        let escalations = |rule: RuleKind| Some(chosen.iter().map(|level| level.escalations[rule as usize]).sum::<u64>() as f64);
        let here = |unit: &&UnitRow| level.is_none_or(|level| unit.level == level);
        match measure {
            Measure::ResolvedAtLevel => ratio(sum(|level| level.cohort_fixed) as f64, self.tally.place.cohort_times.len() as u64),
            Measure::QueueWait => {
                let wait: u64 = chosen.iter().flat_map(|level| &level.waits).map(|wait| u64::from(*wait)).sum();
                ratio(wait as f64 / f64::from(HOUR), stays)
            }
            Measure::QueueWaitP95 => level.map_or(self.quantiles.wait_p95, |level| self.quantiles.waits_p95[level.index()]).map(hours),
            Measure::WaitingShare => ratio(waited as f64, stays),
            Measure::ServedWait => {
                let served = sum(|level| level.served_later) + at_once;
                ratio(sum(|level| level.served_wait) as f64 / f64::from(HOUR), served)
            }
            Measure::RenegedShare => ratio(sum(|level| level.reneged) as f64, stays),
            Measure::InSystem => Some(self.units.iter().filter(here).map(|unit| unit.open_issues).sum()),
            Measure::Backlog => Some(self.units.iter().filter(here).map(|unit| unit.backlog_issues).sum()),
            Measure::EscalationsByWait => escalations(RuleKind::WaitLimit),
            Measure::EscalationsByAttempts => escalations(RuleKind::Attempts),
            Measure::EscalationsByBacklog => escalations(RuleKind::Backlog),
            Measure::EscalationsBySeverity => escalations(RuleKind::Severity),
            Measure::EscalationsByDifficulty => escalations(RuleKind::Difficulty),
            Measure::EscalationsByLight => escalations(RuleKind::RedLight),
            Measure::FutileAttempts => Some(sum(|level| level.futile) as f64),
            Measure::YellowLights => Some(sum(|level| level.lights[0]) as f64),
            Measure::RedLights => Some(sum(|level| level.lights[1]) as f64),
            _ => None,
        }
    }

    /// Pay of the people of the chosen roles over the measured time, yuan.
    fn pay(&self, is_chosen: impl Fn(RoleId) -> bool) -> f64 {
        let per_second = |role: RoleId| self.tally.setting.roles[role.index()].pay.get() / MONTH;
        let people = self.people.iter().filter(|person| is_chosen(person.role));
        people.map(|person| person.employed_seconds as f64 * per_second(person.role)).sum()
    }

    fn of_role(&self, measure: Measure, role: RoleId) -> Option<f64> {
        let people = || self.people.iter().filter(|person| person.role == role);
        let busy = |person: &PersonRow| person.handled_seconds + person.switching_seconds - person.overtime_seconds;
        let rostered: u64 = people().map(|person| person.rostered_seconds).sum();
        match measure {
            Measure::Utilisation => ratio(people().map(busy).sum::<u64>() as f64, rostered),
            Measure::UtilisationP90 => {
                let on_roster = people().filter(|person| person.rostered_seconds > 0);
                let mut shares: Vec<f64> = on_roster.map(|person| busy(person) as f64 / person.rostered_seconds as f64).collect();
                shares.sort_by(f64::total_cmp);
                rank(shares.len() as u64, 0.9).map(|at| shares[at])
            }
            Measure::WorkloadGini => gini(people().map(|person| person.handled_seconds).collect()),
            Measure::Pay => Some(self.pay(|own| own == role)),
            Measure::Overtime => {
                let overtime: u64 = people().map(|person| person.overtime_seconds).sum();
                ratio(overtime as f64 / f64::from(HOUR), people().count() as u64)
            }
            _ => None,
        }
    }
}

fn ratio(numerator: f64, denominator: u64) -> Option<f64> {
    (denominator > 0).then(|| numerator / denominator as f64)
}

fn hours(seconds: u32) -> f64 {
    f64::from(seconds) / f64::from(HOUR)
}

/// Index of the order statistic at `share` among `count` values.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count lies within the count")]
fn rank(count: u64, share: f64) -> Option<usize> {
    (count > 0).then(|| ((count as f64 * share).ceil() as usize).max(1) - 1)
}

/// The order statistic at `share` of `count` values: `zeros` zeros, the `reached` ones (whose order changes), and others
/// that were never reached.
fn quantile(zeros: u64, reached: &mut [u32], count: u64, share: f64) -> Option<u32> {
    let at = rank(count, share)? as u64;
    if at < zeros {
        return Some(0);
    }
    let at = usize::try_from(at - zeros).ok().filter(|at| *at < reached.len())?;
    Some(*reached.select_nth_unstable(at).1)
}

/// The Gini index of `amounts`; `None` when there is nothing to share out.
fn gini(mut amounts: Vec<u64>) -> Option<f64> {
    amounts.sort_unstable();
    let total: u64 = amounts.iter().sum();
    let count = amounts.len() as f64;
    let weighted: f64 = (1_u64..).zip(&amounts).map(|(rank, amount)| rank as f64 * *amount as f64).sum();
    (total > 0).then(|| (2.0 * weighted / total as f64 - (count + 1.0)) / count)
}
