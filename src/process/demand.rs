//! Demand: issues occur, whatever the policy. Each stream is a Poisson process with a luck of its own; the n-th
//! occurrence of a stream is the same issue, at the same time, with the same luck, under every policy.
//!
//! Where the rate is uneven, the same exponential times are read on a clock that runs at the rate (`intensity`). A lull
//! takes occurrences out by the issue's own luck, so the others stay where they are. An occurrence may be the first of a
//! cluster: further issues of its category follow at its unit, children of its luck.
//!
//! Occurrences at a unit are known to it at once; discovery by residents and rounds comes with the town.

use super::{Activity, Event, Record, Simulation, Step, luck};
use crate::engine::{Luck, Observer, Phase, Ticket, variate};
use crate::scenario::setting::{Clusters, Demand};
use crate::units::{CategoryId, LevelId, SimDuration, SimTime, SourceId, UnitId};
use crate::world::queue::Links;
use crate::world::{Issue, Light, RecordState, TrueState};

/// A cluster whose further issues are still to come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cluster {
    category: CategoryId,
    unit: UnitId,
    /// Luck of the first issue.
    luck: Luck,
    /// Further issues so far.
    made: u32,
    /// Further issues to come.
    left: u32,
    /// Instant of the next one before rounding, seconds from the start.
    next: f64,
    /// No further issue after this instant.
    end: f64,
}

/// Schedules the first occurrence of every stream.
pub(super) fn schedule_first<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>) {
    for index in 0..simulation.world.sources.len() {
        let id = SourceId::new(index);
        schedule_next(simulation, id);
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "one of two callers runs for every issue, and what is uneven is out of line")]
fn schedule_next<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, id: SourceId) {
    let source = &mut simulation.world.sources[id.index()];
    let demand: &Demand = &simulation.setting.demand[source.demand];
    source.next += variate::exponential(source.luck, luck::INTERARRIVAL, source.count) / demand.rate.get();
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
pub(super) fn occur<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, id: SourceId) {
    let source = &mut simulation.world.sources[id.index()];
    let (unit, own) = (source.unit, source.luck.child(source.count));
    let demand = &simulation.setting.demand[source.demand];
    source.count += 1;
    schedule_next(simulation, id);

    let uniform = own.uniform(luck::CATEGORY, 0);
    let chosen = demand.categories.iter().find(|(_, cumulative)| uniform < *cumulative).or(demand.categories.last());
    let Some(&(category, _)) = chosen else { return };
    if !demand.lulls.is_empty() && !variate::happens(kept(demand, category, now), own, luck::LULL, 0) {
        return;
    }
    if let Some(clusters) = &demand.clusters {
        begin_cluster(simulation, now, clusters, Cluster { category, unit, luck: own, made: 0, left: 0, next: 0.0, end: 0.0 });
    }
    bring(simulation, now, category, unit, own);
}

/// The share of the occurrences of `category` that happens at `now`.
#[cold]
fn kept(demand: &Demand, category: CategoryId, now: SimTime) -> f64 {
    let holds = demand.lulls.iter().filter(|lull| lull.from <= now && now < lull.until && lull.categories.contains(&category));
    holds.map(|lull| lull.kept.get()).product()
}

/// A new issue with luck `own` at `unit`, which knows of it at once.
#[inline(always)]
#[expect(clippy::inline_always, reason = "one of two callers runs for every issue")]
fn bring<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, category: CategoryId, unit: UnitId, own: Luck) {
    let rules = &simulation.rules.categories[category.index()];
    let band = simulation.band(rules.priority, Light::Green);
    let needs = needed(&rules.authority, own);
    let due = match rules.due {
        None => SimTime::NEVER,
        Some(limit) => simulation.after(now, limit, unit),
    };
    let issue = simulation.world.issues.add(|case| Issue { category, band, needs, unit, due, ..fresh(case, own, now) });
    simulation.report(now, Activity::Occurred, issue);
    simulation.report(now, Activity::BecameKnown, issue);
    if simulation.rules.supervision.is_some() {
        simulation.steps.push(Step::Time(issue));
    }
    simulation.steps.push(Step::Screen(issue));
}

/// Decides by the luck of its first issue whether `cluster` has further ones, how many, and when the first of them occurs.
#[cold]
fn begin_cluster<O: for<'r> Observer<Record<'r>>>(
    simulation: &mut Simulation<'_, O>,
    now: SimTime,
    clusters: &Clusters,
    mut cluster: Cluster,
) {
    if !variate::happens(clusters.probability.get(), cluster.luck, luck::CLUSTER, 0) {
        return;
    }
    cluster.left = geometric(clusters.mean_follow_ups, cluster.luck.uniform(luck::CLUSTER_SIZE, 0));
    cluster.next = f64::from(now.seconds());
    cluster.end = f64::from((now + clusters.within).seconds());
    let place = if let Some(place) = simulation.free_clusters.pop() {
        place
    } else {
        simulation.clusters.push(cluster);
        u32::try_from(simulation.clusters.len() - 1).unwrap_or_else(|_| panic!("more clusters at {} s than can be numbered", now.seconds()))
    };
    simulation.clusters[place as usize] = cluster;
    schedule_follow_up(simulation, place);
}

/// The quantile at `uniform` of the geometric distribution from 1 on with `mean`, at least 1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and a cast of what is too large saturates")]
fn geometric(mean: f64, uniform: f64) -> u32 {
    if mean <= 1.0 { 1 } else { libm::ceil(libm::log(uniform) / libm::log1p(-1.0 / mean)).max(1.0) as u32 }
}

/// Schedules the next of the further issues: the least of so many instants that lie evenly in the time left.
fn schedule_follow_up<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, place: u32) {
    let cluster = &mut simulation.clusters[place as usize];
    let uniform = cluster.luck.uniform(luck::CLUSTER_SPREAD, cluster.made);
    cluster.next += (cluster.end - cluster.next) * (1.0 - libm::pow(uniform, 1.0 / f64::from(cluster.left)));
    let at = SimTime::ZERO + SimDuration::rounded(cluster.next);
    simulation.events.schedule(at, Phase::Arrive, Event::Follow(place));
}

/// A further issue of a cluster occurs and becomes known; the next one is scheduled.
#[cold]
pub(super) fn follow<O: for<'r> Observer<Record<'r>>>(simulation: &mut Simulation<'_, O>, now: SimTime, place: u32) {
    let cluster = &mut simulation.clusters[place as usize];
    let Cluster { category, unit, .. } = *cluster;
    let own = cluster.luck.child(cluster.made);
    cluster.made += 1;
    cluster.left -= 1;
    if cluster.left > 0 {
        schedule_follow_up(simulation, place);
    } else {
        simulation.free_clusters.push(place);
    }
    bring(simulation, now, category, unit, own);
}

/// The lowest level with the authority to solve the issue whose luck is `own`.
#[inline]
fn needed(authority: &[f64], own: Luck) -> LevelId {
    if authority[0] >= 1.0 {
        return LevelId::new(0);
    }
    let uniform = own.uniform(luck::DIFFICULTY, 0);
    LevelId::new(authority.iter().position(|cumulative| uniform < *cumulative).unwrap_or(authority.len() - 1))
}

/// An issue that nobody has touched yet.
fn fresh(case: u32, luck: Luck, now: SimTime) -> Issue {
    Issue {
        luck,
        case,
        category: CategoryId::new(0),
        band: 0,
        needs: LevelId::new(0),
        light: Light::Green,
        truth: TrueState::Present,
        record: RecordState::Unknown,
        is_resumed: false,
        is_past_wait: false,
        reopened: 0,
        attempts: 0,
        all_attempts: 0,
        hops: 0,
        unit: UnitId::new(0),
        person: None,
        occurred: now,
        known: now,
        due: SimTime::NEVER,
        level_since: now,
        queued: now,
        first_start: SimTime::NEVER,
        work_left: 0.0,
        limit: Ticket::NONE,
        next_light: Ticket::NONE,
        links: Links::FREE,
    }
}
