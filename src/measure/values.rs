//! Every measure of a finished run, by its definition in the registry.

use super::account::time_account::TimePart;
use super::counters::LevelTally;
use super::equity::{GroupShare, spread};
use super::groups::by_category::CategoryTally;
use super::observer::Tally;
use super::order_statistics::{gini, hours, quantile, rank, ratio};
use super::run_result::{PersonRow, UnitRow};
use crate::process::RuleKind;
use crate::scenario::setting::RoundKind;
use crate::units::Money;
use crate::units::key::{Group, Key, Linkage};
use crate::units::measure::Measure;
use crate::units::time::{DAY, HOUR};
use crate::world::Channel;

/// Seconds in a month of pay: a twelfth of 365.25 days.
pub(crate) const MONTH: f64 = 365.25 / 12.0 * 86_400.0;

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
pub(crate) struct FinishedRun<'a, 's> {
    pub(crate) tally: &'a Tally<'s>,
    pub(crate) quantiles: Quantiles,
    pub(crate) people: &'a [PersonRow],
    pub(crate) units: &'a [UnitRow],
    /// Time average of latent issues.
    pub(crate) latent: f64,
    /// Time average of open tasks, by the level that has them.
    pub(crate) open_tasks: Vec<f64>,
}

impl FinishedRun<'_, '_> {
    /// The value of one column; `None` where there is nothing to count it over, or a quantile is not reached.
    #[expect(clippy::too_many_lines, reason = "a table: one arm per measure")]
    pub(crate) fn value(&self, key: Key) -> Option<f64> {
        if !key.is_counted() {
            return None;
        }
        let Key { measure, group } = key;
        let (tally, cases, areas) = (self.tally, &self.tally.cases, &self.tally.cases.areas);
        let (fixed, ever) = (cases.cohort_times.len() as u64, cases.fixed_times.len() as u64);
        let (healed, unrepaired) = (cases.self_resolved.total(), cases.unrepaired.total());
        let of_category = match group {
            Group::Category(category) => cases.by_category.read(category),
            _ => CategoryTally::default(),
        };
        let is_category = matches!(group, Group::Category(_));
        let of_own = |count: u64, all: u64, own: u64, of: u64| if is_category { ratio(own as f64, of) } else { ratio(count as f64, all) };
        let of_cohort = |count: u64| ratio(count as f64, cases.cohort);
        let found_by = |channel: Channel| ratio(cases.found_by[channel as usize] as f64, cases.known_cohort);
        let mean_hours = |seconds: u64, count: u64| ratio(seconds as f64 / f64::from(HOUR), count);
        let stops = |kind: RoundKind| tally.stops[kind as usize];
        let made = |kind: RoundKind| Some(stops(kind).made as f64);
        let unmade = |kind: RoundKind| ratio(stops(kind).unmade as f64, stops(kind).made + stops(kind).unmade);
        let sum = |count: fn(&LevelTally) -> u64| self.levels(group).map(count).sum::<u64>();
        let count = |of: fn(&LevelTally) -> u64| Some(sum(of) as f64);
        let stays = || sum(waited) + sum(|level| level.served_at_once);
        let escalations = |rule: RuleKind| Some(self.levels(group).map(|level| level.escalations[rule as usize]).sum::<u64>() as f64);
        let units = |of: fn(&UnitRow) -> f64| Some(self.units(group).map(of).sum());
        let share = |spent: fn(&PersonRow) -> u64| ratio(self.people(group).map(spent).sum::<u64>() as f64, self.rostered(group));
        match measure {
            Measure::ResolutionTime => match group {
                Group::Category(_) => self.min_time(of_category.cohort, of_category.fixed, of_category.seconds),
                _ => self.resolution_time(fixed),
            },
            Measure::ResolutionTimeMedian => self.quantiles.median.map(hours),
            Measure::ResolutionTimeP90 => self.quantiles.p90.map(hours),
            Measure::ResolutionRate => match group {
                Group::Housing(housing) => rate(areas.housing[housing.index()]),
                Group::Linkage(linkage) => rate(areas.linked[usize::from(linkage == Linkage::Linked)]),
                Group::Category(_) => ratio(of_category.fixed as f64, of_category.cohort),
                Group::All | Group::Level(_) | Group::Role(_) | Group::Payer(_) => of_cohort(fixed),
            },
            Measure::PreventedShare => of_own(cases.prevented, cases.cohort, of_category.prevented, of_category.cohort),
            Measure::SelfResolvedShare => of_cohort(healed),
            Measure::UnrepairedIncidentShare => of_cohort(unrepaired),
            Measure::UnresolvedShare => of_cohort(cases.cohort - fixed - healed - unrepaired),
            Measure::IncidentShare => of_cohort(cases.cohort_incidents),
            Measure::HoursUndiscovered => self.account(TimePart::Undiscovered),
            Measure::HoursQueued => match group {
                Group::Level(level) => ratio(tally.account.queued_at(level) as f64 / f64::from(HOUR), cases.cohort),
                Group::All | Group::Role(_) | Group::Housing(_) | Group::Linkage(_) | Group::Category(_) | Group::Payer(_) => {
                    self.account(TimePart::Queued)
                }
            },
            Measure::HoursOffDuty => self.account(TimePart::OffDuty),
            Measure::HoursInHand => self.account(TimePart::InHand),
            Measure::HoursOutside => self.account(TimePart::Outside),
            Measure::HoursTravelling => self.account(TimePart::Travelling),
            Measure::HoursLost => self.account(TimePart::Lost),
            Measure::HoursOnPaper => self.account(TimePart::OnPaper),
            Measure::HoursRejected => self.account(TimePart::Rejected),
            Measure::HoursIncident => self.account(TimePart::Incident),
            Measure::HoursGone => self.account(TimePart::Gone),
            Measure::HoursDepartments => self.account(TimePart::Departments),
            Measure::HandlingTime => match group {
                Group::Category(_) => self.min_time(of_category.known, of_category.known_fixed, of_category.handling),
                _ => self.known_time(cases.handling, cases.known_fixed),
            },
            Measure::ClosingTime => self.known_time(cases.closing, cases.known_closed()),
            Measure::RespondedWithin => of_own(cases.responded_within, cases.known_cohort, of_category.responded, of_category.known),
            Measure::AnsweredWithin => of_own(cases.answered_within, cases.known_cohort, of_category.answered, of_category.known),
            Measure::KnownShare => of_cohort(cases.cohort_known),
            Measure::UnknownShare => of_cohort(cases.cohort - cases.cohort_known - cases.prevented),
            Measure::DiscoveryTime => mean_hours(cases.discovery, cases.cohort_known),
            Measure::KnownResolutionRate => ratio(cases.known_fixed as f64, cases.known_cohort),
            Measure::ClosureRate => ratio(cases.known_closed() as f64, cases.known_cohort),
            Measure::FoundByReport => found_by(Channel::Report),
            Measure::FoundByVisit => found_by(Channel::Visit),
            Measure::FoundByPatrol => found_by(Channel::Patrol),
            Measure::FoundByTour => found_by(Channel::Tour),
            Measure::FoundBySensor => found_by(Channel::Sensor),
            Measure::FoundByIncident => found_by(Channel::Incident),
            Measure::FoundDirectly => found_by(Channel::Direct),
            Measure::OnTimeRate => of_own(cases.on_time, cases.due, of_category.on_time, of_category.due),
            Measure::RecordedOnTimeRate => ratio(cases.recorded_on_time as f64, cases.due),
            Measure::FalseClosureRate => ratio(cases.false_closings as f64, cases.closings),
            Measure::ReopenRate => ratio(cases.reopenings as f64, cases.closings),
            Measure::RepeatRate => ratio(cases.repeats as f64, cases.newly_known),
            Measure::Recurrences => Some(cases.recurrences as f64),
            Measure::SatisfactionRate => ratio(cases.satisfied as f64, cases.judged),
            Measure::Petitions => Some(cases.petitions as f64),
            Measure::Incidents => Some(cases.incidents as f64),
            Measure::LatentIssues => Some(self.latent),
            Measure::ResponseTime => mean_hours(cases.response, cases.responses),
            Measure::FirstContactRate => ratio(cases.first_contact as f64, fixed - cases.prevented),
            Measure::SettledOnTheSpot => ratio(cases.fixed_on_the_spot as f64, cases.known_cohort),
            Measure::ResolvedAtLevel => ratio(sum(|level| level.cohort_fixed) as f64, fixed - cases.prevented),
            Measure::BecameKnown => count(|level| level.became_known),
            Measure::RecordedClosed => count(|level| level.recorded_closed),
            Measure::QueueWait => mean_hours(sum(|level| level.waits.iter().map(|wait| u64::from(*wait)).sum()), stays()),
            Measure::QueueWaitP95 => match group {
                Group::Level(level) => self.quantiles.waits_p95[level.index()].map(hours),
                Group::All | Group::Role(_) | Group::Housing(_) | Group::Linkage(_) | Group::Category(_) | Group::Payer(_) => {
                    self.quantiles.wait_p95.map(hours)
                }
            },
            Measure::WaitingShare => ratio(sum(waited) as f64, stays()),
            Measure::ServedWait => {
                mean_hours(sum(|level| level.served_wait), sum(|level| level.served_later) + sum(|level| level.served_at_once))
            }
            Measure::RenegedShare => ratio(sum(|level| level.reneged) as f64, stays()),
            Measure::InSystem => units(|unit| unit.open_issues),
            Measure::Backlog => units(|unit| unit.backlog_issues),
            Measure::Arrivals => Some(cases.arrivals as f64),
            Measure::FinishedResolutionRate => ratio(ever as f64, ever + cases.rejected_ever),
            Measure::FixedTime => ratio(total(&cases.fixed_times) / f64::from(DAY), ever),
            Measure::FixedTimeP95 => self.quantiles.fixed_p95.map(|seconds| f64::from(seconds) / f64::from(DAY)),
            Measure::Enquiries => Some(tally.enquiries.came as f64),
            Measure::EnquiryAnswerTime => mean_hours(tally.enquiries.time, tally.enquiries.answered),
            Measure::Tasks => Some(tally.tasks.came as f64),
            Measure::TasksOnTimeRate => ratio(tally.tasks.on_time as f64, tally.tasks.due),
            Measure::TasksOnPaperShare => ratio(tally.tasks.on_paper as f64, tally.tasks.came),
            Measure::InspectionHours => Some(tally.tasks.inspected as f64 / f64::from(HOUR)),
            Measure::TasksFoundOnPaper => Some(tally.tasks.found as f64),
            Measure::PushedDownShare => ratio(self.task_seconds(|level, from| level < from) as f64, self.task_seconds(|_, _| true)),
            Measure::TaskHours => {
                let is_in = |from: usize| !matches!(group, Group::Level(own) if own.index() != from);
                Some(self.task_seconds(|_, from| is_in(from)) as f64 / f64::from(HOUR))
            }
            Measure::TasksOpen => Some(match group {
                Group::Level(level) => self.open_tasks[level.index()],
                Group::All | Group::Role(_) | Group::Housing(_) | Group::Linkage(_) | Group::Category(_) | Group::Payer(_) => {
                    self.open_tasks.iter().sum()
                }
            }),
            Measure::DuplicateEntryHours => Some(tally.workload.entered_again_seconds() as f64 / f64::from(HOUR)),
            Measure::WaitLimitsPassed => Some(tally.limits_passed as f64),
            Measure::EscalationsByWait => escalations(RuleKind::WaitLimit),
            Measure::EscalationsByAttempts => escalations(RuleKind::Attempts),
            Measure::EscalationsByBacklog => escalations(RuleKind::Backlog),
            Measure::EscalationsBySeverity => escalations(RuleKind::Severity),
            Measure::EscalationsByDifficulty => escalations(RuleKind::Difficulty),
            Measure::EscalationsByLight => escalations(RuleKind::RedLight),
            Measure::EscalationsByMeeting => escalations(RuleKind::Meeting),
            Measure::EscalationsDeclined => escalations(RuleKind::Declined),
            Measure::EscalationsBySilence => escalations(RuleKind::Silence),
            Measure::DepartmentCalls => Some(tally.calls.called as f64),
            Measure::CallsAnsweredShare => ratio(tally.calls.answered as f64, tally.calls.called),
            Measure::CallsReturned => Some(tally.calls.returned as f64),
            Measure::TicketsDispatched => Some(tally.calls.tickets.dispatched as f64),
            Measure::DispatchTime => ratio(tally.calls.tickets.time as f64 / f64::from(HOUR), tally.calls.tickets.dispatched),
            Measure::MisdirectedShare => ratio(tally.calls.tickets.misdirected as f64, tally.calls.tickets.dispatched),
            Measure::AssistsOnTimeRate => ratio(tally.parts.assists.on_time as f64, tally.parts.assists.due),
            Measure::Orders => Some(tally.parts.orders.came as f64),
            Measure::OrdersOnTimeRate => ratio(tally.parts.orders.on_time as f64, tally.parts.orders.due),
            Measure::OrderedHours => Some(self.people.iter().map(|person| person.ordered_seconds).sum::<u64>() as f64 / f64::from(HOUR)),
            Measure::Transfers => count(|level| level.transfers),
            Measure::ReturnedDown => count(|level| level.returned_down),
            Measure::ReducedSeverityShare => ratio(sum(|level| level.faded) as f64, self.units(group).map(|unit| unit.joined).sum()),
            Measure::LostSignals => count(|level| level.lost),
            Measure::Assigned => count(|level| level.assigned),
            Measure::OrderedDown => count(|level| level.ordered_down),
            Measure::Unblocked => count(|level| level.unblocked),
            Measure::FutileAttempts => count(|level| level.futile),
            Measure::YellowLights => count(|level| level.lights[0]),
            Measure::RedLights => count(|level| level.lights[1]),
            Measure::Rejected => Some(cases.rejected as f64),
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
            Measure::StaffUtilisation => self.staff_utilisation(),
            Measure::VolunteerHours => Some(self.volunteer_seconds() as f64 / f64::from(HOUR)),
            Measure::Utilisation => share(within_roster),
            Measure::UtilisationP90 => self.utilisation_p90(group),
            Measure::HandledShare => share(|person| person.handled_seconds + person.switching_seconds),
            Measure::VisitedShare => share(|person| person.visited_seconds),
            Measure::TravelledShare => share(|person| person.travelled_seconds),
            Measure::PatrolledShare => share(|person| person.patrolled_seconds),
            Measure::AdministrativeShare => share(|person| person.administrative_seconds),
            Measure::OrderedShare => share(|person| person.ordered_seconds),
            Measure::IdleShare => share(|person| person.idle_seconds),
            Measure::AwayShare => self.away_share(group),
            Measure::WorkloadGini => gini(self.persons(group).into_iter().map(|person| person.handled).collect()),
            Measure::Overtime => {
                mean_hours(self.people(group).map(|person| person.overtime_seconds).sum(), self.persons(group).len() as u64)
            }
            Measure::Pay => Some(self.pay(group)),
            Measure::PayPerFixed => ratio(self.pay(group), cases.fixed_measured),
            Measure::Cost => Some(self.paid(group)),
            Measure::CostPerResolved => ratio(self.paid(group), cases.fixed_measured),
            Measure::VolunteerValue => Some(self.volunteer_value()),
            Measure::PointsEarned => Some(tally.incentives.points()),
            Measure::PointsPaid => Some(tally.incentives.redeemed),
            Measure::PointsPaidEach => ratio(tally.incentives.redeemed / self.months(), tally.incentives.earners()),
            Measure::PointsGini => tally.incentives.gini(),
            Measure::PointsTopFifth => tally.incentives.fifths().map(|(top, _)| top),
            Measure::PointsBottomFifth => tally.incentives.fifths().map(|(_, bottom)| bottom),
            Measure::Effort => tally.incentives.effort(),
            Measure::EffortAtEnd => tally.incentives.effort_at_end(),
            Measure::ActsWeeklyVariation => tally.incentives.weekly_variation(tally.window.horizon),
            Measure::TrivialReports => Some(tally.incentives.trivial as f64),
        }
    }

    /// Months of the measured time.
    fn months(&self) -> f64 {
        f64::from(self.tally.window.horizon.since(self.tally.window.start).seconds()) / MONTH
    }

    /// The tallies of the group's levels.
    fn levels(&self, group: Group) -> impl Iterator<Item = &LevelTally> {
        let is_in = move |level: usize| !matches!(group, Group::Level(own) if own.index() != level);
        self.tally.levels.iter().enumerate().filter(move |(level, _)| is_in(*level)).map(|(_, tally)| tally)
    }

    /// The units of the group's levels.
    fn units(&self, group: Group) -> impl Iterator<Item = &UnitRow> {
        self.units.iter().filter(move |unit| !matches!(group, Group::Level(own) if own != unit.level))
    }

    /// The people of the group's roles.
    fn people(&self, group: Group) -> impl Iterator<Item = &PersonRow> {
        self.people.iter().filter(move |person| !matches!(group, Group::Role(own) if own != person.role))
    }

    /// The same by person: further posts of the role count with the holder's own one.
    fn persons(&self, group: Group) -> Vec<PersonSeconds> {
        let mut persons: Vec<PersonSeconds> = Vec::new();
        let mut place = vec![usize::MAX; self.people.len()];
        let own = |row: &PersonRow, index: usize| {
            row.holder.map(|holder| holder as usize).filter(|holder| self.people[*holder].role == row.role).unwrap_or(index)
        };
        let is_in = |row: &PersonRow| !matches!(group, Group::Role(own) if own != row.role);
        for (index, row) in self.people.iter().enumerate().filter(|(_, row)| is_in(row)) {
            let own = own(row, index);
            if place[own] == usize::MAX {
                place[own] = persons.len();
                persons.push(PersonSeconds::default());
            }
            let person = &mut persons[place[own]];
            person.rostered += row.rostered_seconds;
            person.busy += within_roster(row);
            person.handled += row.handled_seconds;
        }
        persons
    }

    /// Rostered time of the group's people, seconds.
    fn rostered(&self, group: Group) -> u64 {
        self.people(group).map(|person| person.rostered_seconds).sum()
    }

    /// Mean of min(time to the first true fix, follow-up) over the cohort, of which so many are `fixed`, hours.
    fn resolution_time(&self, fixed: u64) -> Option<f64> {
        let cases = &self.tally.cases;
        let follow_up = f64::from(self.tally.window.follow_up.seconds());
        ratio((total(&cases.cohort_times) + (cases.cohort - fixed) as f64 * follow_up) / f64::from(HOUR), cases.cohort)
    }

    /// Mean of min(time, follow-up) over so many issues, of which some `ended` after so many `seconds` together, hours.
    fn min_time(&self, issues: u64, ended: u64, seconds: u64) -> Option<f64> {
        let follow_up = f64::from(self.tally.window.follow_up.seconds());
        ratio((seconds as f64 + (issues - ended) as f64 * follow_up) / f64::from(HOUR), issues)
    }

    /// Mean over the occurrence cohort of one part of its time, hours.
    fn account(&self, part: TimePart) -> Option<f64> {
        ratio(self.tally.account.seconds(part) as f64 / f64::from(HOUR), self.tally.cases.cohort)
    }

    /// Mean of min(time since known, follow-up) over the known cohort, of which `ended` end after so many `seconds` together,
    /// hours. The window of the known cohort ends a whole follow-up before the horizon, so that every clock runs its length.
    fn known_time(&self, seconds: u64, ended: u64) -> Option<f64> {
        let (known, follow_up) = (self.tally.cases.known_cohort, f64::from(self.tally.window.follow_up.seconds()));
        ratio((seconds as f64 + (known - ended) as f64 * follow_up) / f64::from(HOUR), known)
    }

    /// Pay of the group's people over the measured time, yuan.
    fn pay(&self, group: Group) -> f64 {
        self.people(group).map(|person| self.pay_of(person)).sum()
    }

    /// Pay of one person over the measured time, yuan.
    pub(crate) fn pay_of(&self, person: &PersonRow) -> f64 {
        let per_second = self.tally.setting.roles[person.role.index()].pay.map_or(0.0, Money::get) / MONTH;
        person.employed_seconds as f64 * per_second
    }

    /// Work within the roster over the roster, of all who are no volunteers under any rules.
    fn staff_utilisation(&self) -> Option<f64> {
        let people = || self.people.iter().filter(|person| !self.tally.setting.is_volunteer(person.role));
        ratio(people().map(within_roster).sum::<u64>() as f64, people().map(|person| person.rostered_seconds).sum())
    }

    /// Hands-on seconds on tasks whose level where they were done, and level that sent them, are wanted.
    fn task_seconds(&self, is_wanted: impl Fn(usize, usize) -> bool) -> u64 {
        let levels = self.tally.levels.len();
        let pairs = (0..levels).flat_map(|level| (0..levels).map(move |from| (level, from)));
        pairs.filter(|(level, from)| is_wanted(*level, *from)).map(|(level, from)| self.tally.workload.task_seconds(level, from)).sum()
    }

    /// Time away of the group's people over it and their rostered time.
    fn away_share(&self, group: Group) -> Option<f64> {
        let is_in = |person: &PersonRow| !matches!(group, Group::Role(own) if own != person.role);
        let people = self.people.iter().enumerate().filter(|(_, person)| is_in(person));
        let away = people.map(|(index, _)| self.tally.workload.away_seconds(index)).sum::<u64>();
        ratio(away as f64, away + self.rostered(group))
    }

    /// Seconds that all volunteers work, the way included.
    pub(crate) fn volunteer_seconds(&self) -> u64 {
        let volunteers = self.people.iter().filter(|person| self.tally.setting.is_volunteer(person.role));
        volunteers.map(PersonRow::busy_seconds).sum()
    }

    /// 90% quantile over the group's people of their utilisation.
    fn utilisation_p90(&self, group: Group) -> Option<f64> {
        let on_roster = self.persons(group).into_iter().filter(|person| person.rostered > 0);
        let mut shares: Vec<f64> = on_roster.map(|person| person.busy as f64 / person.rostered as f64).collect();
        shares.sort_by(f64::total_cmp);
        rank(shares.len() as u64, 0.9).map(|at| shares[at])
    }
}

/// Seconds of one person of a role, whatever the number of their posts.
#[derive(Clone, Copy, Debug, Default)]
struct PersonSeconds {
    rostered: u64,
    /// Within the roster.
    busy: u64,
    handled: u64,
}

/// Stays that were not over at once.
const fn waited(level: &LevelTally) -> u64 {
    level.waits.len() as u64
}

/// Seconds of all that is not idle, without overtime.
fn within_roster(person: &PersonRow) -> u64 {
    person.busy_seconds() - person.overtime_seconds
}

fn rate(group: GroupShare) -> Option<f64> {
    ratio(group.fixed as f64, group.issues)
}

fn total(seconds: &[u32]) -> f64 {
    seconds.iter().map(|seconds| f64::from(*seconds)).sum()
}
