//! The first world of a run: units expanded from their groups and sorted by path, people in rank order, streams of
//! demand. A pure function of setting and root; the order of entries in the file means nothing here.

use std::collections::BTreeMap;

use super::queue::TaskBands;
use super::roster::Roster;
use super::{Duty, Issues, Lead, Person, Sender, Source, Spot, Town, Unit, World, posts, queue, settlement, unit};
use crate::engine::{Address, Luck, Root, Ticket};
use crate::scenario::Setting;
use crate::scenario::setting::{AFTER_ISSUES, BEFORE_ISSUES, Demand, LEVEL_WITH_ISSUES, Recipients, Rules, Where};
use crate::units::{LevelId, PersonId, RoleId, SimDuration, SimTime, UnitId};

/// Builds the world of one run and tells which unit is which.
#[must_use]
pub fn populate(setting: &Setting, root: Root) -> (World, Roster) {
    let (units, paths, roster) = units(setting);
    let (mut people, held) = people(setting, &roster, &paths);
    let town = settlement::settle(setting, (&roster, &paths), &units, &mut people, root);
    let sources = sources(setting, &roster, &paths, &town, root);
    let senders = senders(setting, (&roster, &paths), &units, (&people, &town), root);
    let queues = queue::Queues::new(units.len(), band_count(setting));
    (World { units, paths, people, held, issues: Issues::default(), sources, senders, queues, town }, roster)
}

/// The service priorities that occur under any of the setting's rules, most urgent first: band `b` is the `b`-th of them.
#[must_use]
pub fn bands(setting: &Setting) -> Vec<u8> {
    let mut priorities: Vec<u8> =
        setting.epochs.iter().flat_map(|epoch| epoch.rules.categories.iter().map(|category| category.priority)).collect();
    priorities.sort_unstable_by_key(|priority| match *priority {
        BEFORE_ISSUES => 0,
        LEVEL_WITH_ISSUES => 3,
        issues => 2 * issues + 2,
    });
    priorities.dedup();
    priorities
}

/// Where background tasks stand among the bands of service: each standing has a band of its own.
#[must_use]
pub fn task_bands(setting: &Setting) -> TaskBands {
    let ranks = bands(setting);
    // tasks have a green light but where they go before everything
    let green = band_count(setting) - ranks.len().max(1);
    let at = |rank: usize| u8::try_from(rank).unwrap_or(u8::MAX);
    let rank = |priority: u8| ranks.iter().position(|known| *known == priority);
    let level = rank(LEVEL_WITH_ISSUES).map(|rank| at(green + rank));
    let after = rank(AFTER_ISSUES).map(|rank| at(green + rank));
    let before = rank(BEFORE_ISSUES).map(|rank| [at(rank), at(green + rank)]);
    let peer = rank(0).filter(|_| level.is_some()).map(|rank| at(green + rank));
    let all = level.into_iter().chain(after).chain(before.into_iter().flatten());
    TaskBands { all: all.fold(0, |mask, band| mask | 1 << band), level, peer, after }
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
    setting.unit_above(group, member).map_or(0, |(_, number)| number)
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

/// Everybody who is in place under any of the setting's rules, and, behind the people of the same unit and role, the posts that some
/// of them hold beside their own and those whom choices add; nobody is employed yet.
fn people(setting: &Setting, roster: &Roster, paths: &[String]) -> (Vec<Person>, Vec<(PersonId, PersonId)>) {
    let units = paths.len();
    let mut most = vec![vec![0_i64; setting.roles.len()]; units];
    for epoch in &setting.epochs {
        for (most, now) in most.iter_mut().zip(roster.head_count(&epoch.rules, units)) {
            for (most, now) in most.iter_mut().zip(now) {
                *most = (*most).max(now);
            }
        }
    }
    let (further, added) = (posts::further(setting, roster), added(setting));
    let mut people = Vec::new();
    for (unit, per_role) in most.iter().enumerate() {
        for (role, &count) in per_role.iter().enumerate() {
            let (unit, role) = (UnitId::new(unit), RoleId::new(role));
            let posts = further.get(&(unit, role)).map_or(0, Vec::len);
            let ranks = u16::try_from(count + i64::try_from(posts).unwrap_or(0)).unwrap_or(u16::MAX);
            people.extend((0..ranks).map(|rank| person(setting, unit, role, rank)));
            let extra = added.get(&(paths[unit.index()].as_str(), setting.roles[role.index()].name.as_str())).copied().unwrap_or(0);
            let extra = (ranks..ranks.saturating_add(extra)).map(|rank| person(setting, unit, role, rank));
            people.extend(extra.map(|person| Person { is_extra: true, from: SimTime::NEVER, ..person }));
        }
    }
    let held = posts::hold(setting, &further, &mut people);
    (people, held)
}

/// How many people choices add, by path of the unit and role.
fn added(setting: &Setting) -> BTreeMap<(&str, &str), u16> {
    let mut added = BTreeMap::new();
    let choices = setting.epochs.first().map_or(&[][..], |epoch| &epoch.rules.choices);
    for post in choices.iter().filter_map(|choice| choice.post.as_ref()) {
        *added.entry((post.unit.as_str(), post.role.as_str())).or_default() += 1;
    }
    added
}

fn person(setting: &Setting, unit: UnitId, role: RoleId, rank: u16) -> Person {
    Person {
        unit,
        role,
        rank,
        holder: None,
        beside: None,
        luck: Luck::NONE,
        motivation: setting.epochs.first().map_or(1.0, |epoch| epoch.rules.roles[role.index()].field.motivation.get()),
        from: SimTime::ZERO,
        walks: (0, 0),
        paperwork: 0,
        calendar: setting.roles[role.index()].calendar,
        is_extra: false,
        is_employed: false,
        is_away: false,
        duty: Duty::Off,
        case: None,
        piece_start: SimTime::ZERO,
        length: SimDuration::ZERO,
        lead: Lead::NONE,
        speed: 1.0,
        may_overrun: false,
        ends_at: SimTime::ZERO,
        ends: Ticket::NONE,
        assigned: 0,
        last_case: u32::MAX,
        ready: queue::List::EMPTY,
        found: queue::List::EMPTY,
        is_listed_free: false,
        free_before: None,
        free_after: None,
    }
}

/// Who sends the background tasks of the first rules to which unit; later rules have no others.
fn senders(
    setting: &Setting,
    (roster, paths): (&Roster, &[String]),
    all: &[Unit],
    (people, town): (&[Person], &Town),
    root: Root,
) -> Vec<Sender> {
    let below = members_below(setting, roster, all);
    let between = |first: usize, end: usize| (PersonId::new(first), u32::try_from(end - first).unwrap_or(u32::MAX));
    let at =
        |unit: UnitId| between(people.partition_point(|person| person.unit < unit), people.partition_point(|person| person.unit <= unit));
    let of = |unit: UnitId, role: RoleId| {
        let place = (unit, role);
        let first = people.partition_point(|person| (person.unit, person.role) < place);
        between(first, people.partition_point(|person| (person.unit, person.role) <= place))
    };
    let mut senders = Vec::new();
    for task in setting.epochs.first().map_or(&[][..], |epoch| &epoch.rules.tasks) {
        let (mut units, role) = match task.recipients {
            Recipients::Units(group) | Recipients::Households(group, _) | Recipients::Members(group, _) => {
                (roster.group(group).to_vec(), None)
            }
            Recipients::People(role) => {
                (people.iter().filter(|person| person.role == role).map(|person| person.unit).collect::<Vec<UnitId>>(), Some(role))
            }
        };
        units.dedup();
        let name = &setting.categories[task.category.index()].name;
        senders.extend(units.into_iter().map(|unit| Sender {
            category: task.category,
            unit,
            colleagues: at(unit),
            people: role.map_or((PersonId::new(0), 0), |role| of(unit, role)),
            households: town.seats[unit.index()].households,
            members: below[unit.index()],
            grids: town.seats[unit.index()].grids.max(1),
            luck: root.luck(Address::of("background task", &format!("{name}/{}", paths[unit.index()]))),
            sent: 0,
            next: 0.0,
            next_day: 0,
        }));
    }
    senders.extend(analysts(setting, roster, paths, (&at, town), root));
    senders
}

/// By unit: liaison members whose units lie below it.
fn members_below(setting: &Setting, roster: &Roster, units: &[Unit]) -> Vec<u32> {
    let mut below = vec![0; units.len()];
    let Some(members) = &setting.members else { return below };
    for unit in roster.group(members.group) {
        let mut above = units[unit.index()].above;
        while let Some(unit) = above {
            below[unit.index()] += 1;
            above = units[unit.index()].above;
        }
    }
    below
}

/// Who sends the units that look for causes the work on them.
fn analysts<'s>(
    setting: &'s Setting,
    roster: &'s Roster,
    paths: &'s [String],
    (colleagues, town): (&'s impl Fn(UnitId) -> (PersonId, u32), &'s Town),
    root: Root,
) -> impl Iterator<Item = Sender> {
    let rules = setting.epochs.iter().find_map(|epoch| epoch.rules.class_cases.as_ref());
    let units = rules.into_iter().flat_map(move |rules| roster.group(rules.group).iter().map(move |unit| (*unit, rules.category)));
    units.map(move |(unit, category)| Sender {
        category,
        unit,
        colleagues: colleagues(unit),
        people: (PersonId::new(0), 0),
        households: town.seats[unit.index()].households,
        members: 0,
        grids: 1,
        luck: root.luck(Address::of("class cases", &paths[unit.index()])),
        sent: 0,
        next: 0.0,
        next_day: 0,
    })
}

/// What stands in an address in place of a path for a file of cases: their random numbers are the rows', whatever the units.
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
