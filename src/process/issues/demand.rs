//! Demand: issues occur, whatever the policy. Each stream is a Poisson process with random numbers of its own; the n-th
//! occurrence of a stream is the same issue, at the same time, with the same random numbers, under every policy.
//!
//! Where the rate is uneven, the same exponential times are read on a clock that runs at the rate (`intensity`). A lull
//! takes occurrences out by the issue's own random numbers, so the others stay where they are. An occurrence may be the first of a
//! cluster: further issues of its category follow at its unit, children of its random numbers.
//!
//! Real cases read from a file occur when the file says, at the unit it says; each has the random numbers of its row.
//!
//! Occurrences at a unit are known to it at once. Those in households and public space strike a household picked by the
//! issue's own random numbers, and are handed on to discovery.

use crate::engine::{Luck, Phase, variate};
use crate::process::authority::needed_level;
use crate::process::tables::{AttemptState, Cluster};
use crate::process::{Activity, Event, RecordObserver, Simulation, draws};
use crate::scenario::setting::{Case, Clusters, Demand, Finder, Rules, Trace};
use crate::units::{CategoryId, IssueId, SimDuration, SimTime, SourceId, UnitId};
use crate::world::unit::Source;
use crate::world::{Channel, Issue, IssueKey, Light, Origin, Spot};

/// Schedules the first occurrence of every stream.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for index in 0..simulation.world.sources.len() {
        let id = SourceId::new(index);
        schedule_next(simulation, id);
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "one of two callers runs for every issue, and what is uneven is out of line")]
fn schedule_next<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: SourceId) {
    let source = &mut simulation.world.sources[id.index()];
    let demand: &Demand = &simulation.setting.demand[source.demand];
    if let Some(trace) = &demand.trace {
        return schedule_case(simulation, trace, id);
    }
    source.next += variate::exponential(source.luck, draws::INTERARRIVAL, source.count) / source.rate;
    let instant = match &demand.profile {
        None => source.next,
        Some(profile) => match simulation.clocks.instant(demand, profile, source.demand, id, source.next) {
            Some(instant) => instant,
            None => return,
        },
    };
    let at = SimTime::ZERO + SimDuration::rounded(instant);
    if at < demand.until {
        simulation.events.schedule(at, Phase::Arrive, Event::Occur(id));
    }
}

/// An issue occurs and becomes known; the next occurrence is scheduled.
pub(crate) fn occur<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: SourceId) {
    let source = &mut simulation.world.sources[id.index()];
    let (spot, own, key) = (source.spot, source.luck.child(source.count), IssueKey::of(id, source.count));
    let demand = &simulation.setting.demand[source.demand];
    if let Some(trace) = &demand.trace {
        return bring_case(simulation, now, trace, id);
    }
    source.count += 1;
    schedule_next(simulation, id);

    let uniform = own.uniform(draws::CATEGORY, 0);
    let chosen = demand.categories.iter().find(|(_, cumulative)| uniform < *cumulative).or(demand.categories.last());
    let Some(&(category, _)) = chosen else { return };
    if !demand.lulls.is_empty() && !variate::happens(kept(demand, category, now), own, draws::LULL, 0) {
        return;
    }
    let (unit, origin) = match spot {
        Spot::Unit(unit) => (unit, Origin::Unit),
        Spot::Households(community) => struck(simulation, community, category, own),
        Spot::PublicSpace(community) => {
            let (unit, origin) = struck(simulation, community, category, own);
            (unit, simulation.world.building_at(origin).map_or(origin, Origin::Building))
        }
    };
    let mut in_cluster = false;
    if let Some(clusters) = &demand.clusters {
        let of_first = Cluster { in_cluster: true, luck: own, key, ..Cluster::at(category, unit, origin) };
        in_cluster = begin_cluster(simulation, now, clusters, of_first);
    }
    if origin == Origin::Unit {
        bring(simulation, now, category, unit, Issue { key, in_cluster, ..Issue::fresh(0, own, now) }, None);
    } else {
        emerge(simulation, now, category, unit, Issue { key, origin, in_cluster, ..Issue::fresh(0, own, SimTime::NEVER) });
    }
}

/// Schedules the next case of a trace, if there is one.
#[cold]
fn schedule_case<O: RecordObserver>(simulation: &mut Simulation<'_, O>, trace: &Trace, id: SourceId) {
    let next = simulation.world.sources[id.index()].count;
    if let Some(case) = trace.cases.get(next as usize) {
        simulation.events.schedule(case.at, Phase::Arrive, Event::Occur(id));
    }
}

/// The next case of a trace becomes known to its unit.
#[cold]
fn bring_case<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, trace: &Trace, id: SourceId) {
    let source = &mut simulation.world.sources[id.index()];
    let Case { due, row, kind, .. } = trace.cases[source.count as usize];
    source.count += 1;
    let (own, key) = (source.luck.child(row), IssueKey::of(id, row));
    schedule_case(simulation, trace, id);
    let kind = &trace.kinds[usize::from(kind)];
    let unit = simulation.roster.group(kind.unit.0)[kind.unit.1];
    let channel = match kind.finder {
        Finder::Unknown => Channel::Direct,
        Finder::Resident => Channel::Report,
        Finder::Staff => Channel::Patrol,
    };
    let is_past_wait = variate::happens(kind.on_the_spot.get(), own, draws::ON_THE_SPOT, 0);
    let promised = (due != SimTime::NEVER).then_some(due);
    let id = bring(simulation, now, kind.category, unit, Issue { key, channel, ..Issue::fresh(0, own, now) }, promised);
    if is_past_wait {
        simulation.tables.attempts.set(&simulation.world.issues, id, AttemptState { is_past_wait, visits: 0 });
    }
}

/// The household of `community` that the issue of `category` with random numbers `own` strikes, and the unit that would serve it.
#[inline(never)]
fn struck<O: RecordObserver>(simulation: &Simulation<'_, O>, community: u32, category: CategoryId, own: Luck) -> (UnitId, Origin) {
    let town = &simulation.world.town;
    let uniform = own.uniform(draws::HOUSEHOLD, 0);
    let household = if town.spots.is_empty() { town.pick(community, uniform) } else { town.pick_for(community, category, uniform) };
    (town.buildings[town.building_of(household) as usize].home, Origin::Household(household))
}

/// A new issue in a household or in public space: nobody in office knows of it.
#[inline(never)]
fn emerge<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, category: CategoryId, unit: UnitId, draft: Issue) {
    let rules = &simulation.rules.categories[category.index()];
    let band = simulation.band(rules.priority, Light::Green, 0);
    let needs = needed_level(simulation.rules, category, draft.luck);
    let severity = rules.severity;
    let issue = simulation.world.issues.add(|case| Issue { case, category, band, needs, severity, unit, occurred: now, ..draft });
    simulation.report(now, Activity::Occurred, issue);
}

/// The share of the occurrences of `category` that happens at `now`.
#[cold]
fn kept(demand: &Demand, category: CategoryId, now: SimTime) -> f64 {
    let holds = demand.lulls.iter().filter(|lull| lull.from <= now && now < lull.until && lull.categories.contains(&category));
    holds.map(|lull| lull.kept.get()).product()
}

/// A new issue at `unit`, which knows of it at once; due when `promised`, else when the category says.
#[inline(always)]
#[expect(clippy::inline_always, reason = "one of three callers runs for every issue")]
fn bring<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    category: CategoryId,
    unit: UnitId,
    draft: Issue,
    promised: Option<SimTime>,
) -> IssueId {
    let rules = &simulation.rules.categories[category.index()];
    let band = simulation.band(rules.priority, Light::Green, 0);
    let needs = needed_level(simulation.rules, category, draft.luck);
    let channel = draft.channel;
    let due = match (promised, rules.due) {
        (Some(due), _) => due,
        (None, None) => SimTime::NEVER,
        (None, Some(limit)) => simulation.after(now, limit),
    };
    let severity = rules.severity;
    let known_level = simulation.world.units[unit.index()].level;
    let issue = simulation.world.issues.add(|case| Issue { case, category, known_level, severity, band, needs, unit, due, ..draft });
    simulation.report(now, Activity::Occurred, issue);
    simulation.report(now, Activity::BecameKnown(channel), issue);
    simulation.steps.push(simulation.next_step(issue));
    issue
}

/// Decides by the random numbers of its first issue whether `cluster` has further ones, how many, and when the first of them occurs.
#[cold]
fn begin_cluster<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, clusters: &Clusters, mut cluster: Cluster) -> bool {
    if !variate::happens(clusters.probability.get(), cluster.luck, draws::CLUSTER, 0) {
        return false;
    }
    cluster.left = variate::geometric(clusters.mean_follow_ups, cluster.luck.uniform(draws::CLUSTER_SIZE, 0));
    cluster.next = f64::from(now.seconds());
    cluster.end = f64::from((now + clusters.within).seconds());
    let place = keep(simulation, now, cluster);
    schedule_follow_up(simulation, place);
    true
}

/// Keeps a cluster with issues to come; where.
fn keep<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, cluster: Cluster) -> u32 {
    let place = simulation.tables.clusters.keep(cluster);
    place.unwrap_or_else(|| panic!("more clusters at {} s than can be numbered", now.seconds()))
}

/// Schedules the next of the further issues: the least of so many instants that lie evenly in the time left.
fn schedule_follow_up<O: RecordObserver>(simulation: &mut Simulation<'_, O>, place: u32) {
    let cluster = simulation.tables.clusters.get_mut(place);
    let uniform = cluster.luck.uniform(draws::CLUSTER_SPREAD, cluster.made);
    cluster.next += (cluster.end - cluster.next) * (1.0 - libm::pow(uniform, 1.0 / f64::from(cluster.left)));
    let at = SimTime::ZERO + SimDuration::rounded(cluster.next);
    simulation.events.schedule(at, Phase::Arrive, Event::Follow(place));
}

/// A further issue of a cluster occurs and becomes known; the next one is scheduled.
#[cold]
pub(crate) fn follow<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, place: u32) {
    let cluster = simulation.tables.clusters.get_mut(place);
    let Cluster { category, unit, origin, is_recurrence, in_cluster, .. } = *cluster;
    let own = cluster.luck.child(cluster.made);
    cluster.made += 1;
    let key = if is_recurrence { cluster.key } else { IssueKey { member: cluster.made, ..cluster.key } };
    cluster.left -= 1;
    if cluster.left > 0 {
        schedule_follow_up(simulation, place);
    } else {
        simulation.tables.clusters.end(place);
    }
    let draft = Issue { key, is_recurrence, in_cluster, ..Issue::fresh(0, own, SimTime::NEVER) };
    match origin {
        Origin::Unit => {
            bring(simulation, now, category, unit, Issue { key, in_cluster, ..Issue::fresh(0, own, now) }, None);
        }
        Origin::Building(_) => emerge(simulation, now, category, unit, Issue { origin, ..draft }),
        Origin::Household(first) if is_recurrence => {
            emerge(simulation, now, category, unit, Issue { origin: Origin::Household(first), ..draft });
        }
        Origin::Household(first) => {
            let origin = Origin::Household(neighbour(simulation, first, own));
            emerge(simulation, now, category, unit, Issue { origin, ..draft });
        }
    }
}

/// A household of the same building as `first`, by the random numbers of the issue that strikes it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the households of a building")]
fn neighbour<O: RecordObserver>(simulation: &Simulation<'_, O>, first: u32, own: Luck) -> u32 {
    let town = &simulation.world.town;
    let building = town.building_of(first) as usize;
    let from = town.buildings[building].first_household;
    let end = town.buildings.get(building + 1).map_or(town.households.len(), |next| next.first_household as usize);
    let count = end as u32 - from;
    from + (own.uniform(draws::HOUSEHOLD, 0) * f64::from(count)) as u32
}

/// A fixed issue may come back.
pub(crate) fn recur<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    let recurs = simulation.rules.categories[issue.category.index()].fate.recurs.as_ref();
    let Some((_, after)) = recurs.filter(|(share, _)| variate::happens(share.get(), issue.luck, draws::RECURS, 0)) else { return };
    let after = variate::draw(after, issue.luck, draws::RECURS_AFTER, 0);
    let Issue { category, unit, origin, luck, key, in_cluster, .. } = *issue;
    let key = IssueKey { recurrence: key.recurrence + 1, ..key };
    let unit = match simulation.world.building_of(issue) {
        Some(building) => simulation.world.town.buildings[building as usize].home,
        None => simulation.world.town.office_of(unit),
    };
    let next = f64::from(now.seconds()) + after;
    let again = Cluster { is_recurrence: true, in_cluster, luck, key, ..Cluster::at(category, unit, origin) };
    let cluster = Cluster { made: RECURRENCE, left: 1, next, end: next, ..again };
    let place = keep(simulation, now, cluster);
    simulation.events.schedule(SimTime::ZERO + SimDuration::rounded(next), Phase::Arrive, Event::Follow(place));
}

/// Number of a recurrence among the children of an issue's random numbers: behind those of its cluster.
const RECURRENCE: u32 = 1 << 31;

/// Events at one instant that nobody wonders at.
const CALM: u64 = 1 << 18;
/// Events at one instant for each person, unit and stream, and for each issue of the whole run, that would be many.
const EACH: u64 = 8;
/// The same for each attempt that the levels allow it.
const EACH_ATTEMPT: u64 = 2;

/// More events than an instant can have as long as time goes on: many for everybody and for all that is ever expected.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and a cast of what is too large saturates")]
pub(crate) fn most_at_once<O: RecordObserver>(simulation: &Simulation<'_, O>) -> u64 {
    let end = simulation.setting.span.end();
    let expected = |source: &Source| {
        let demand = &simulation.setting.demand[source.demand];
        let alike = if demand.rate.get() > 0.0 { source.rate / demand.rate.get() } else { 0.0 };
        demand.trace.as_ref().map_or(alike * demand.expected_issues(end), |trace| trace.cases.len() as f64)
    };
    let world = &simulation.world;
    let issues: f64 = world.sources.iter().map(expected).sum();
    let busy = world.people.len() + world.units.len() + world.sources.len() + world.senders.len();
    let attempts = |rules: &Rules| rules.levels.iter().map(|level| u64::from(level.attempts)).sum::<u64>();
    let most_attempts = simulation.setting.epochs.iter().map(|epoch| attempts(&epoch.rules)).max().unwrap_or(0);
    let each = EACH + EACH_ATTEMPT * most_attempts;
    CALM.saturating_add(each.saturating_mul((issues as u64).saturating_add(busy as u64)))
}

/// The rules have changed which levels have the authority: of what is there, by each issue's own random numbers, as of what will occur.
pub(crate) fn delegate<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for place in 0..simulation.world.issues.places() {
        let Some((id, issue)) = simulation.world.issues.at(place) else { continue };
        if !simulation.setting.categories[issue.category.index()].is_task() {
            let needs = needed_level(simulation.rules, issue.category, issue.luck);
            simulation.world.issues.get_mut(id).needs = needs;
        }
    }
}
