//! The first world of a run: units expanded from their groups and sorted by path, people in rank order, streams of
//! demand. A pure function of setting and root; the order of entries in the file means nothing here.

use super::roster::Roster;
use super::{Duty, Issues, Lead, Person, Source, Spot, Unit, World, queue, settlement, unit};
use crate::engine::{Address, Luck, Root, Ticket};
use crate::scenario::Setting;
use crate::scenario::setting::{Demand, Rules, Where};
use crate::units::{LevelId, RoleId, SimTime, UnitId};

/// Builds the world of one run and tells which unit is which.
#[must_use]
pub fn populate(setting: &Setting, root: Root) -> (World, Roster) {
    let (units, paths, roster) = units(setting);
    let mut people = people(setting, &roster, units.len());
    let town = settlement::settle(setting, &roster, &units, &mut people, root);
    let sources = sources(setting, &roster, &paths, &town, root);
    let queues = queue::Queues::new(units.len(), band_count(setting));
    (World { units, paths, people, issues: Issues::default(), sources, queues, town }, roster)
}

/// The service priorities that occur under any of the setting's rules, most urgent first: band `b` is the `b`-th of them.
#[must_use]
pub fn bands(setting: &Setting) -> Vec<u8> {
    let mut priorities: Vec<u8> =
        setting.epochs.iter().flat_map(|epoch| epoch.rules.categories.iter().map(|category| category.priority)).collect();
    priorities.sort_unstable();
    priorities.dedup();
    priorities
}

/// Bands of service: the priorities, three times over where lights raise them.
#[must_use]
pub fn band_count(setting: &Setting) -> usize {
    bands(setting).len().max(1) * lights(setting)
}

/// How many lights tell bands apart: three where supervision raises priority under any of the rules, else one.
#[must_use]
pub fn lights(setting: &Setting) -> usize {
    let raises = |rules: &Rules| rules.supervision.is_some_and(|supervision| supervision.raises_priority);
    if setting.epochs.iter().any(|epoch| raises(&epoch.rules)) { 3 } else { 1 }
}

/// A unit as its group describes it, before units are sorted.
struct UnitDraft {
    path: String,
    group: usize,
    member: usize,
    level: LevelId,
}

fn units(setting: &Setting) -> (Vec<Unit>, Vec<String>, Roster) {
    let paths_by_group = paths(setting);
    let mut drafts: Vec<UnitDraft> = Vec::new();
    for (group, spec) in setting.units.iter().enumerate() {
        for (member, path) in paths_by_group[group].iter().enumerate() {
            drafts.push(UnitDraft { path: path.clone(), group, member, level: spec.level });
        }
    }
    drafts.sort_by(|a, b| a.path.cmp(&b.path));
    let mut groups: Vec<Vec<UnitId>> = setting.units.iter().map(|spec| vec![UnitId::new(0); spec.count]).collect();
    for (index, draft) in drafts.iter().enumerate() {
        groups[draft.group][draft.member] = UnitId::new(index);
    }
    let units = drafts.iter().map(|draft| {
        let above = setting.units[draft.group].under.map(|parent| groups[parent][parent_of(setting, draft.group, draft.member)]);
        Unit { level: draft.level, above, free: unit::FreeList::default(), limit: Ticket::NONE, is_limit_set: false }
    });
    let units = units.collect();
    (units, drafts.into_iter().map(|draft| draft.path).collect(), Roster { groups })
}

/// The number within its group of the unit that member `member` of `group` belongs to.
fn parent_of(setting: &Setting, group: usize, member: usize) -> usize {
    if let Some(sites) = &setting.units[group].sites {
        return sites[member].parent;
    }
    setting.units[group].under.map_or(0, |parent| member * setting.units[parent].count / setting.units[group].count)
}

/// Paths of all units by group and number, parents' names first.
fn paths(setting: &Setting) -> Vec<Vec<String>> {
    let own = |group: usize, member: usize| {
        let spec = &setting.units[group];
        if spec.count == 1 {
            return spec.name.clone();
        }
        let width = spec.count.to_string().len();
        format!("{}-{:0width$}", spec.name, member + 1)
    };
    let path = |mut group: usize, mut member: usize| {
        if let Some(sites) = &setting.units[group].sites {
            return sites[member].path.clone();
        }
        let mut path = own(group, member);
        while let Some(parent) = setting.units[group].under {
            member = parent_of(setting, group, member);
            group = parent;
            path = format!("{}/{path}", own(group, member));
        }
        path
    };
    (0..setting.units.len()).map(|group| (0..setting.units[group].count).map(|member| path(group, member)).collect()).collect()
}

/// Everybody who is in place under any of the setting's rules; nobody is employed yet.
fn people(setting: &Setting, roster: &Roster, units: usize) -> Vec<Person> {
    let mut most = vec![vec![0_i64; setting.roles.len()]; units];
    for epoch in &setting.epochs {
        for (most, now) in most.iter_mut().zip(roster.head_count(&epoch.rules, units)) {
            for (most, now) in most.iter_mut().zip(now) {
                *most = (*most).max(now);
            }
        }
    }
    let mut people = Vec::new();
    for (unit, per_role) in most.iter().enumerate() {
        for (role, &count) in per_role.iter().enumerate() {
            for rank in 0..u16::try_from(count).unwrap_or(u16::MAX) {
                people.push(person(setting, UnitId::new(unit), RoleId::new(role), rank));
            }
        }
    }
    people
}

fn person(setting: &Setting, unit: UnitId, role: RoleId, rank: u16) -> Person {
    Person {
        unit,
        role,
        rank,
        luck: Luck::NONE,
        motivation: 1.0,
        from: SimTime::ZERO,
        walks: (0, 0),
        paperwork: 0,
        calendar: setting.roles[role.index()].calendar,
        is_employed: false,
        duty: Duty::Off,
        case: None,
        piece_start: SimTime::ZERO,
        lead: Lead::NONE,
        speed: 1.0,
        may_overrun: false,
        ends_at: SimTime::ZERO,
        ends: Ticket::NONE,
        assigned: 0,
        last_case: u32::MAX,
        ready: queue::List::EMPTY,
        is_listed_free: false,
        free_before: None,
        free_after: None,
    }
}

/// What stands in an address in place of a path for a file of cases: their luck is the rows', whatever the units.
const TRACE: &str = "cases";

/// What a stream of demand is called: its name in the file, and of a surge that of the surge too.
fn whole_name(spec: &Demand) -> String {
    spec.surge.as_ref().map_or_else(|| spec.name.clone(), |surge| format!("{}/{surge}", spec.name))
}

/// Names of the streams of `world`, by [`SourceId`](crate::units::SourceId), the same under every policy: demand and path of the
/// unit or community, as `households/town/community-2`.
#[must_use]
pub fn source_names(setting: &Setting, world: &World) -> Vec<String> {
    let community = |number: u32| setting.place.as_ref().map_or("", |place| &place.communities[number as usize].path);
    let name = |source: &Source| {
        let spec = &setting.demand[source.demand];
        let path = match source.spot {
            Spot::Unit(_) if spec.trace.is_some() => TRACE,
            Spot::Unit(unit) => &world.paths[unit.index()],
            Spot::Households(number) | Spot::PublicSpace(number) => community(number),
        };
        format!("{}/{path}", whole_name(spec))
    };
    world.sources.iter().map(name).collect()
}

fn sources(setting: &Setting, roster: &Roster, paths: &[String], town: &super::Town, root: Root) -> Vec<Source> {
    let names: Vec<String> = setting.demand.iter().map(whole_name).collect();
    let mut sources: Vec<Source> = Vec::new();
    for (demand, spec) in setting.demand.iter().enumerate() {
        let mut add = |spot: Spot, path: &str, rate: f64| {
            let luck = root.luck(Address::of(&names[demand], path));
            sources.push(Source { demand, spot, rate, luck, count: 0, next: f64::from(spec.from.seconds()) });
        };
        match spec.at {
            // the cases of a file say where they occur
            Where::Units { group, member } if spec.trace.is_some() => {
                add(Spot::Unit(roster.group(group)[member.unwrap_or(0)]), TRACE, 0.0);
            }
            Where::Units { group, member } => {
                let units = roster.group(group);
                for &unit in member.map_or(units, |member| &units[member..=member]) {
                    add(Spot::Unit(unit), &paths[unit.index()], spec.rate.get());
                }
            }
            Where::Households | Where::PublicSpace => {
                let communities = setting.place.iter().flat_map(|place| &place.communities);
                for ((number, community), quarter) in (0..).zip(communities).zip(&town.communities) {
                    let households = f64::from(quarter.households.1 - quarter.households.0);
                    let spot = if spec.at == Where::Households { Spot::Households(number) } else { Spot::PublicSpace(number) };
                    if households > 0.0 {
                        add(spot, &community.path, spec.rate.get() * households);
                    }
                }
            }
        }
    }
    sources.sort_by_key(|source| (source.spot, names[source.demand].as_str()));
    sources
}
