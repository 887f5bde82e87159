//! Every measure of a finished run, by its definition in the registry.

use super::columns::is_by_level;
use super::counters::LevelTally;
use super::equity::{Share, spread};
use super::observer::Tally;
use super::order_statistics::{gini, hours, quantile, rank, ratio};
use super::run_result::{PersonRow, UnitRow};
use crate::process::RuleKind;
use crate::scenario::setting::RoundKind;
use crate::units::key::{Group, Key, Linkage};
use crate::units::measure::Measure;
use crate::units::time::{DAY, HOUR};
use crate::units::{LevelId, Money, RoleId};
use crate::world::Channel;

/// Seconds in a month of pay: a twelfth of 365.25 days.
const MONTH: f64 = 365.25 / 12.0 * 86_400.0;

/// Order statistics in seconds; `None` where not reached.
pub(crate) struct Quantiles {
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
    pub(crate) fn quantiles(&mut self) -> Quantiles {
        let cases = &mut self.cases;
        let fixed = cases.fixed_times.len() as u64;
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
            median: quantile(0, &mut cases.cohort_times, cases.cohort, 0.5),
            p90: quantile(0, &mut cases.cohort_times, cases.cohort, 0.9),
            fixed_p95: quantile(0, &mut cases.fixed_times, fixed, 0.95),
            wait_p95: if waits_p95.len() > 1 { quantile(at_once, &mut waits, all, 0.95) } else { waits_p95[0] },
            waits_p95,
        }
    }
}

/// A finished run, to be read measure by measure.
pub(crate) struct Reading<'a, 's> {
    pub(crate) tally: &'a Tally<'s>,
    pub(crate) quantiles: Quantiles,
    pub(crate) people: &'a [PersonRow],
    pub(crate) units: &'a [UnitRow],
    /// Time average of latent issues.
    pub(crate) latent: f64,
}

impl Reading<'_, '_> {
    /// The value of one column; `None` where there is nothing to count it over, or a quantile is not reached.
    pub(crate) fn value(&self, key: Key) -> Option<f64> {
        let areas = &self.tally.cases.areas;
        match key.group {
            Group::Role(role) => self.of_role(key.measure, role),
            Group::Level(level) => self.of_levels(key.measure, Some(level)),
            Group::Housing(housing) => rate(areas.housing[housing.index()]),
            Group::Linkage(linkage) => rate(areas.linked[usize::from(linkage == Linkage::Linked)]),
            Group::All if is_by_level(key.measure) => self.of_levels(key.measure, None),
            Group::All => self.of_cohorts(key.measure).or_else(|| self.of_record(key.measure)).or_else(|| self.of_town(key.measure)),
        }
    }

    /// Measures of the two cohorts.
    fn of_cohorts(&self, measure: Measure) -> Option<f64> {
        let cases = &self.tally.cases;
        let fixed = cases.cohort_times.len() as u64;
        let follow_up = f64::from(self.tally.window.follow_up.seconds());
        let (healed, unrepaired) = (cases.self_resolved.total(), cases.unrepaired.total());
        let of_cohort = |count: u64| ratio(count as f64, cases.cohort);
        let found_by = |channel: Channel| ratio(cases.found_by[channel as usize] as f64, cases.known_cohort);
        match measure {
            Measure::ResolutionTime => {
                ratio((sum(&cases.cohort_times) + (cases.cohort - fixed) as f64 * follow_up) / f64::from(HOUR), cases.cohort)
            }
            Measure::ResolutionTimeMedian => self.quantiles.median.map(hours),
            Measure::ResolutionTimeP90 => self.quantiles.p90.map(hours),
            Measure::ResolutionRate => of_cohort(fixed),
            Measure::SelfResolvedShare => of_cohort(healed),
            Measure::UnrepairedIncidentShare => of_cohort(unrepaired),
            Measure::UnresolvedShare => of_cohort(cases.cohort - fixed - healed - unrepaired),
            Measure::IncidentShare => of_cohort(cases.cohort_incidents),
            Measure::KnownShare => of_cohort(cases.cohort_known),
            Measure::UnknownShare => of_cohort(cases.cohort - cases.cohort_known),
            Measure::DiscoveryTime => ratio(cases.discovery as f64 / f64::from(HOUR), cases.cohort_known),
            Measure::FirstContactRate => ratio(cases.first_contact as f64, fixed),
            Measure::KnownResolutionRate => ratio(cases.known_fixed as f64, cases.known_cohort),
            Measure::ClosureRate => ratio(cases.known_closed() as f64, cases.known_cohort),
            Measure::FoundDirectly => found_by(Channel::Direct),
            Measure::FoundByReport => found_by(Channel::Report),
            Measure::FoundByVisit => found_by(Channel::Visit),
            Measure::FoundByPatrol => found_by(Channel::Patrol),
            Measure::FoundByTour => found_by(Channel::Tour),
            Measure::FoundBySensor => found_by(Channel::Sensor),
            Measure::FoundByIncident => found_by(Channel::Incident),
            _ => None,
        }
    }

    /// Measures of all issues, of the measured time or the whole run.
    fn of_record(&self, measure: Measure) -> Option<f64> {
        let cases = &self.tally.cases;
        let ever = cases.fixed_times.len() as u64;
        match measure {
            Measure::OnTimeRate => ratio(cases.on_time as f64, cases.due),
            Measure::RecordedOnTimeRate => ratio(cases.recorded_on_time as f64, cases.due),
            Measure::FalseClosureRate => ratio(cases.false_closings as f64, cases.closings),
            Measure::ReopenRate => ratio(cases.reopenings as f64, cases.closings),
            Measure::RepeatRate => ratio(cases.repeats as f64, cases.newly_known),
            Measure::Recurrences => Some(cases.recurrences as f64),
            Measure::Incidents => Some(cases.incidents as f64),
            Measure::LatentIssues => Some(self.latent),
            Measure::ResponseTime => ratio(cases.response as f64 / f64::from(HOUR), cases.responses),
            Measure::Arrivals => Some(cases.arrivals as f64),
            Measure::FinishedResolutionRate => ratio(ever as f64, ever + cases.rejected_ever),
            Measure::FixedTime => ratio(sum(&cases.fixed_times) / f64::from(DAY), ever),
            Measure::FixedTimeP95 => self.quantiles.fixed_p95.map(|seconds| f64::from(seconds) / f64::from(DAY)),
            Measure::WaitLimitsPassed => Some(self.tally.limits_passed as f64),
            Measure::Rejected => Some(cases.rejected as f64),
            Measure::Pay => Some(self.pay(|_| true)),
            Measure::PayPerFixed => ratio(self.pay(|_| true), cases.fixed_measured),
            _ => None,
        }
    }

    /// Measures that only a town has, or a desk.
    fn of_town(&self, measure: Measure) -> Option<f64> {
        let cases = &self.tally.cases;
        let areas = &cases.areas;
        let stops = |kind: RoundKind| self.tally.stops[kind as usize];
        let made = |kind: RoundKind| Some(stops(kind).made as f64);
        let unmade = |kind: RoundKind| ratio(stops(kind).unmade as f64, stops(kind).made + stops(kind).unmade);
        match measure {
            Measure::SatisfactionRate => ratio(cases.satisfied as f64, cases.judged),
            Measure::Petitions => Some(cases.petitions as f64),
            Measure::VisitsMade => made(RoundKind::Visit),
            Measure::VisitsUnmadeShare => unmade(RoundKind::Visit),
            Measure::PatrolStops => made(RoundKind::Patrol),
            Measure::PatrolStopsUnmadeShare => unmade(RoundKind::Patrol),
            Measure::TourStops => made(RoundKind::Tour),
            Measure::TourStopsUnmadeShare => unmade(RoundKind::Tour),
            Measure::EquityCommunities => spread(&areas.communities),
            Measure::EquityCells => spread(&areas.cells),
            Measure::EquityHousing => spread(&areas.housing),
            Measure::EquityLinked => spread(&areas.linked),
            Measure::StaffUtilisation => self.utilisation(|role| !self.tally.setting.is_volunteer(role)),
            Measure::VolunteerHours => {
                let volunteers = self.people.iter().filter(|person| self.tally.setting.is_volunteer(person.role));
                Some(volunteers.map(PersonRow::busy_seconds).sum::<u64>() as f64 / f64::from(HOUR))
            }
            Measure::Enquiries => Some(self.tally.enquiries.came as f64),
            Measure::EnquiryAnswerTime => ratio(self.tally.enquiries.time as f64 / f64::from(HOUR), self.tally.enquiries.answered),
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
        let here = |unit: &&UnitRow| level.is_none_or(|level| unit.level == level);
        match measure {
            Measure::ResolvedAtLevel => ratio(sum(|level| level.cohort_fixed) as f64, self.tally.cases.cohort_times.len() as u64),
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
            Measure::BecameKnown => Some(sum(|level| level.became_known) as f64),
            Measure::RecordedClosed => Some(sum(|level| level.recorded_closed) as f64),
            Measure::Transfers => Some(sum(|level| level.transfers) as f64),
            Measure::LostSignals => Some(sum(|level| level.lost) as f64),
            Measure::Unblocked => Some(sum(|level| level.unblocked) as f64),
            Measure::FutileAttempts => Some(sum(|level| level.futile) as f64),
            Measure::YellowLights => Some(sum(|level| level.lights[0]) as f64),
            Measure::RedLights => Some(sum(|level| level.lights[1]) as f64),
            _ => {
                let rule = rule_of(measure)?;
                Some(chosen.iter().map(|level| level.escalations[rule as usize]).sum::<u64>() as f64)
            }
        }
    }

    /// Pay of the people of the chosen roles over the measured time, yuan.
    fn pay(&self, is_chosen: impl Fn(RoleId) -> bool) -> f64 {
        let per_second = |role: RoleId| self.tally.setting.roles[role.index()].pay.map_or(0.0, Money::get) / MONTH;
        let people = self.people.iter().filter(|person| is_chosen(person.role));
        people.map(|person| person.employed_seconds as f64 * per_second(person.role)).sum()
    }

    /// Work within the roster over the roster, of the people of the chosen roles.
    fn utilisation(&self, is_chosen: impl Fn(RoleId) -> bool) -> Option<f64> {
        let people = || self.people.iter().filter(|person| is_chosen(person.role));
        ratio(people().map(within_roster).sum::<u64>() as f64, people().map(|person| person.rostered_seconds).sum())
    }

    fn of_role(&self, measure: Measure, role: RoleId) -> Option<f64> {
        let people = || self.people.iter().filter(|person| person.role == role);
        let share = |spent: fn(&PersonRow) -> u64| {
            ratio(people().map(spent).sum::<u64>() as f64, people().map(|person| person.rostered_seconds).sum())
        };
        match measure {
            Measure::Utilisation => self.utilisation(|own| own == role),
            Measure::UtilisationP90 => {
                let on_roster = people().filter(|person| person.rostered_seconds > 0);
                let mut shares: Vec<f64> = on_roster.map(|person| within_roster(person) as f64 / person.rostered_seconds as f64).collect();
                shares.sort_by(f64::total_cmp);
                rank(shares.len() as u64, 0.9).map(|at| shares[at])
            }
            Measure::HandledShare => share(|person| person.handled_seconds + person.switching_seconds),
            Measure::VisitedShare => share(|person| person.visited_seconds),
            Measure::TravelledShare => share(|person| person.travelled_seconds),
            Measure::PatrolledShare => share(|person| person.patrolled_seconds),
            Measure::AdministrativeShare => share(|person| person.administrative_seconds),
            Measure::IdleShare => share(|person| person.idle_seconds),
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

/// The rule whose escalations the measure counts.
const fn rule_of(measure: Measure) -> Option<RuleKind> {
    match measure {
        Measure::EscalationsByWait => Some(RuleKind::WaitLimit),
        Measure::EscalationsByAttempts => Some(RuleKind::Attempts),
        Measure::EscalationsByBacklog => Some(RuleKind::Backlog),
        Measure::EscalationsBySeverity => Some(RuleKind::Severity),
        Measure::EscalationsByDifficulty => Some(RuleKind::Difficulty),
        Measure::EscalationsByLight => Some(RuleKind::RedLight),
        Measure::EscalationsByMeeting => Some(RuleKind::Meeting),
        Measure::EscalationsDeclined => Some(RuleKind::Declined),
        _ => None,
    }
}

/// Seconds of all that is not idle, without overtime.
fn within_roster(person: &PersonRow) -> u64 {
    person.busy_seconds() - person.overtime_seconds
}

fn rate(group: Share) -> Option<f64> {
    ratio(group.fixed as f64, group.issues)
}

fn sum(seconds: &[u32]) -> f64 {
    seconds.iter().map(|seconds| f64::from(*seconds)).sum()
}
