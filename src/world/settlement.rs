//! The settlement: households with their own random numbers, the units that serve each building, seats, members, and the rounds
//! that people go on. A pure function of setting and root; how a policy cuts the place changes no household.
//!
//! People are addressed by community, role and rank: members by their rank among the willing of the community, others by
//! their number along the walk of the community, whatever grids they work in. Those at units that do not follow the place are
//! addressed by unit, role and rank.

use std::collections::BTreeMap;

use super::hot_spots;
use super::household::{Ground, Household, Quarter, Seat, StopsAt, Territory, Town, Walk};
use super::queue::List;
use super::roster::Roster;
use super::{Person, Unit, posts};
use crate::engine::{Address, Luck, Purpose, Root, variate};
use crate::scenario::Setting;
use crate::scenario::setting::{Department, Epoch, Place, Planned, RoundKind, Site};
use crate::units::{CategoryId, Distribution, PersonId, SimTime, UnitId};

/// How many issues a household has. Entity: the household.
const ISSUES: Purpose = Purpose(50);
/// How readily a household reports. Entity: the household.
const REPORTING: Purpose = Purpose(51);
/// Whether a household knows whom to call. Entity: the household.
const CONTACT: Purpose = Purpose(52);
/// Which part of a stop is carried into the first round; index: the round. Entity: a building, or the member.
const CARRIED: Purpose = Purpose(62);

/// Whether a member can serve at all. Entity: the member.
const USABLE: Purpose = Purpose(63);

/// The town of `setting`, whose units have these `paths`; gives `people` their random numbers, motivation and rounds.
#[must_use]
pub fn settle(setting: &Setting, (roster, paths): (&Roster, &[String]), units: &[Unit], people: &mut [Person], root: Root) -> Town {
    let mut town = Town { seats: vec![Seat::default(); units.len()], ..Town::default() };
    for group in 0..setting.units.len() {
        for unit in roster.group(group) {
            town.seats[unit.index()].group = group;
        }
    }
    if let Some(place) = &setting.place {
        build(&mut town, place);
        move_in(&mut town, setting, place, root);
        town.spots = hot_spots::sums(setting, &town, root);
        serve(&mut town, setting, place, roster, units);
        link(&mut town, setting, roster, people);
    }
    give_luck(setting, (roster, paths), people, root);
    pass_over(&town, setting, people);
    posts::share(people);
    plan_rounds(&mut town, setting, roster, people, root);
    town
}

/// Buildings and communities, without people.
fn build(town: &mut Town, place: &Place) {
    let mut households = 0;
    for building in &place.buildings {
        town.buildings.push(Ground {
            latent: List::EMPTY,
            first_household: households,
            community: number(building.community),
            housing: number(building.housing),
            home: UnitId::new(0),
            at: building.at,
        });
        households += building.households();
    }
    town.communities = vec![Quarter { households: (0, 0) }; place.communities.len()];
    for (ground, building) in town.buildings.iter().zip(&place.buildings) {
        let end = ground.first_household + building.households();
        let (first, last) = &mut town.communities[building.community].households;
        *first = if *last == 0 { ground.first_household } else { *first };
        *last = end;
    }
}

/// Households with what their random numbers make of them.
fn move_in(town: &mut Town, setting: &Setting, place: &Place, root: Root) {
    let residents = place.residents;
    let known = setting.members.as_ref().and_then(|members| members.known).unwrap_or(residents.contact_known);
    for (index, building) in place.buildings.iter().enumerate() {
        let start = town.communities[building.community].households.0;
        let address = Address::of("household", &place.communities[building.community].path);
        let mut sum = if town.buildings[index].first_household == start { 0.0 } else { town.weights.last().copied().unwrap_or(0.0) };
        for nth in 0..building.households() {
            let within = town.buildings[index].first_household - start + nth;
            let luck = root.luck(address.child(u64::from(within)));
            sum += varied(residents.issues_cv, luck, ISSUES);
            town.weights.push(sum);
            #[expect(clippy::cast_possible_truncation, reason = "seven digits are more than anybody knows of a household")]
            town.households.push(Household {
                building: number(index),
                member: None,
                reporting: varied(residents.reporting_cv, luck, REPORTING) as f32,
                trust: residents.trust.get() as f32,
                last_category: CategoryId::new(0),
                last_known: SimTime::NEVER,
                is_migrant: nth >= building.registered,
                is_linked: false,
                knows_contact: variate::happens(known.get(), luck, CONTACT, 0),
                latent: 0,
            });
        }
    }
    town.linked = place.linked();
    for &household in &town.linked {
        town.households[household as usize].is_linked = true;
    }
}

/// A gamma variate with mean 1 and coefficient of variation `cv`.
fn varied(cv: f64, luck: Luck, purpose: Purpose) -> f64 {
    if cv <= 0.0 {
        return 1.0;
    }
    variate::draw(&Distribution::Gamma { shape: 1.0 / (cv * cv), mean: 1.0 }, luck, purpose, 0)
}

/// Who serves which building at which level, from where, and for how many households.
fn serve(town: &mut Town, setting: &Setting, place: &Place, roster: &Roster, units: &[Unit]) {
    let whole =
        [Site { path: String::new(), parent: 0, buildings: (0, place.buildings.len()), linked: (0, 0), rank: 0, grids: Vec::new() }];
    town.serving = vec![vec![None; place.buildings.len()]; setting.levels.len()];
    town.departments = vec![Vec::new(); units.len()];
    town.offices = vec![None; units.len()];
    town.centres = vec![None; units.len()];
    let members = setting.members.as_ref().map(|members| members.group);
    for (group, spec) in setting.units.iter().enumerate() {
        let sites = match &spec.sites {
            Some(sites) => &sites[..],
            None if spec.count == 1 => &whole[..],
            None => continue,
        };
        for (member, site) in sites.iter().enumerate() {
            let unit = roster.group(group)[member];
            let households = if members == Some(group) { site.linked.1 - site.linked.0 } else { people_of(place, site) };
            let grids = number(site.grids.len().max(1));
            town.seats[unit.index()] = Seat { at: centre(place, site), households: number(households), grids, member: None, group };
            if let Some(department) = &spec.department {
                let (offices, their) = (roster.group(department.beside), setting.units[department.beside].sites.as_deref());
                match their.filter(|their| their.len() != sites.len()) {
                    None => stand_beside(town, offices[member * offices.len() / sites.len()], unit, department),
                    // one department for all grids that lie in what it serves
                    Some(their) => {
                        let lies_in = |office: &Site| (site.buildings.0..site.buildings.1).contains(&office.buildings.0);
                        let inside = offices.iter().zip(their).filter(|(_, office)| lies_in(office));
                        inside.for_each(|(office, _)| stand_beside(town, *office, unit, department));
                    }
                }
                town.has_departments = true;
            } else if members != Some(group) {
                let serving = &mut town.serving[spec.level.index()];
                site.runs().for_each(|run| serving[run.0..run.1].fill(Some(unit)));
            }
        }
    }
    for (index, ground) in town.buildings.iter_mut().enumerate() {
        ground.home = town.serving.iter().find_map(|level| level[index]).unwrap_or(UnitId::new(0));
    }
}

/// `unit` stands beside the office as one of its departments, or as its command centre.
fn stand_beside(town: &mut Town, office: UnitId, unit: UnitId, department: &Department) {
    if department.is_centre {
        town.centres[office.index()] = Some(unit);
    } else {
        town.departments[office.index()].push(unit);
        let first = &mut town.offices[unit.index()];
        *first = Some(first.map_or(office, |first| first.min(office)));
    }
}

fn people_of(place: &Place, site: &Site) -> usize {
    site.runs().flat_map(|run| &place.buildings[run.0..run.1]).map(|building| building.households() as usize).sum()
}

/// The mean position of the buildings of a site, each as often as it has households.
fn centre(place: &Place, site: &Site) -> (f64, f64) {
    let mut sum = (0.0, 0.0, 0.0);
    for building in site.runs().flat_map(|run| &place.buildings[run.0..run.1]) {
        let weight = f64::from(building.households().max(1));
        sum = (sum.0 + weight * building.at.0, sum.1 + weight * building.at.1, sum.2 + weight);
    }
    if sum.2 > 0.0 { (sum.0 / sum.2, sum.1 / sum.2) } else { (0.0, 0.0) }
}

/// Households to members, and members to their motivation and time of service.
fn link(town: &mut Town, setting: &Setting, roster: &Roster, people: &mut [Person]) {
    let (Some(members), Some(place)) = (&setting.members, &setting.place) else { return };
    let sites = setting.units[members.group].sites.as_deref().unwrap_or_default();
    let mut by_unit = BTreeMap::new();
    for (index, person) in people.iter().enumerate() {
        by_unit.insert(person.unit, PersonId::new(index));
    }
    let ranks = sites.iter().map(|site| site.rank + 1).max().unwrap_or(1);
    for (site, unit) in sites.iter().zip(roster.group(members.group)) {
        for &household in &town.linked[site.linked.0..site.linked.1] {
            town.households[household as usize].member = Some(*unit);
        }
        let Some(id) = by_unit.get(unit) else { continue };
        let community = place.buildings.get(site.buildings.0).map_or(0, |building| building.community);
        let (first, end) = town.communities[community].households;
        let person = &mut people[id.index()];
        person.motivation = members.motivation(site.rank, (end - first) as usize);
        let (from, until) = (f64::from(members.service.0.seconds()), f64::from(members.service.1.seconds()));
        let share = site.rank as f64 / ranks as f64;
        person.from = SimTime::ZERO + crate::units::SimDuration::rounded(from + (until - from) * share);
        town.seats[unit.index()].member = Some(*id);
    }
}

/// Everybody's random numbers, by community, role and rank; of those at units that do not follow the place, by unit, role and rank.
fn give_luck(setting: &Setting, (roster, paths): (&Roster, &[String]), people: &mut [Person], root: Root) {
    let mut sites: BTreeMap<UnitId, (usize, &Site)> = BTreeMap::new();
    for (group, spec) in setting.units.iter().enumerate() {
        sites.extend(spec.sites.iter().flatten().zip(roster.group(group)).map(|(site, unit)| (*unit, (group, site))));
    }
    let members = setting.members.as_ref().map(|members| members.group);
    let mut numbers: BTreeMap<(String, usize), u64> = BTreeMap::new();
    for person in people.iter_mut().filter(|person| person.holder.is_none()) {
        let role = setting.roles[person.role.index()].name.as_str();
        if person.is_extra {
            // nobody else has other random numbers because somebody is added
            let address = Address::of("added person", &format!("{}/{role}", paths[person.unit.index()]));
            person.luck = root.luck(address.child(u64::from(person.rank)));
            continue;
        }
        let (Some((group, site)), Some(place)) = (sites.get(&person.unit), &setting.place) else {
            let address = Address::of("person", &format!("{}/{role}", paths[person.unit.index()]));
            person.luck = root.luck(address.child(u64::from(person.rank)));
            continue;
        };
        let community = place.buildings.get(site.buildings.0).map_or(0, |building| building.community);
        let path = place.communities[community].path.clone();
        let rank = if members == Some(*group) {
            site.rank as u64
        } else {
            let next = numbers.entry((path.clone(), person.role.index())).or_default();
            *next += 1;
            *next - 1
        };
        person.luck = root.luck(Address::of(role, &path).child(rank));
    }
}

/// Members who are frail or away never come into service.
fn pass_over(town: &Town, setting: &Setting, people: &mut [Person]) {
    let Some(members) = &setting.members else { return };
    let is_member = |unit: UnitId| town.seats[unit.index()].member.is_some();
    for person in people.iter_mut().filter(|person| is_member(person.unit)) {
        if !variate::happens(members.usable.get(), person.luck, USABLE, 0) {
            person.from = SimTime::NEVER;
        }
    }
}

/// The rounds of the rules, for everybody of their roles. The people of one role at one unit share its territory: members
/// have their linked households, others the buildings of their unit or, on visits, the households in them.
fn plan_rounds(town: &mut Town, setting: &Setting, roster: &Roster, people: &mut [Person], root: Root) {
    let rounds = setting.epochs.first().map_or(&[][..], |epoch| &epoch.rules.rounds);
    let Some(place) = setting.place.as_ref().filter(|_| !rounds.is_empty()) else { return };
    let mut sites: Vec<Option<&Site>> = vec![None; town.seats.len()];
    for (group, spec) in setting.units.iter().enumerate() {
        for (site, unit) in spec.sites.iter().flatten().zip(roster.group(group)) {
            sites[unit.index()] = Some(site);
        }
    }
    let mut first = 0;
    for colleagues in people.chunk_by_mut(|a, b| (a.unit, a.role) == (b.unit, b.role)) {
        // who is added takes cases and goes on no rounds
        let (id, count) = (PersonId::new(first), number(colleagues.partition_point(|person| !person.is_extra)));
        first += colleagues.len();
        let (unit, role) = (colleagues[0].unit, colleagues[0].role);
        let walked = number(town.territories.len());
        for (round, rules) in rounds.iter().enumerate().filter(|(_, rules)| rules.role == role) {
            let Some(site) = sites[unit.index()] else { continue };
            let is_member = town.seats[unit.index()].member.is_some();
            for grid in walked_apart(setting, site, round) {
                let (stops_at, stops) = stops(town, (site, &grid), rules.kind, is_member);
                if stops.1 > stops.0 {
                    let luck = if is_member { colleagues[0].luck } else { building_luck(place, grid[0].0, root) };
                    let owed = luck.uniform(CARRIED, number(round));
                    let nth_walk = number(town.territories.len()) - walked;
                    let people = (id, count);
                    town.territories.push(Territory { round, stops_at, stops, people, nth_walk, luck, next: 0, owed, turn: 0 });
                }
            }
        }
        let (from, each) = (number(town.walks.len()), number(town.territories.len()) - walked);
        for (nth, person) in (0..count).zip(colleagues) {
            person.walks = (from + nth * each, each);
            let person = PersonId::new(id.index() + nth as usize);
            let walk = |territory| Walk { person, territory, due: 0, under_way: 0, from: 0, count: 0, effort: 1.0, zeal: 1.0 };
            town.walks.extend((walked..walked + each).map(walk));
        }
    }
}

/// The runs of buildings that each territory of a site has on a round: a share is one of each grid, stops and hours are those
/// of the person, who goes through all of them.
fn walked_apart(setting: &Setting, site: &Site, round: usize) -> Vec<Vec<(usize, usize)>> {
    let is_share = |epoch: &Epoch| matches!(epoch.rules.rounds[round].planned, Planned::Share(_));
    if site.grids.len() < 2 || setting.epochs.iter().all(is_share) {
        return site.each_grid().map(<[_]>::to_vec).collect();
    }
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for run in site.runs() {
        match runs.last_mut().filter(|last| last.1 == run.0) {
            Some(last) => last.1 = run.1,
            None => runs.push(run),
        }
    }
    vec![runs]
}

/// What is stopped at on rounds of a kind in a grid of `site` with these runs of buildings.
fn stops(town: &mut Town, (site, runs): (&Site, &[(usize, usize)]), kind: RoundKind, is_member: bool) -> (StopsAt, (u32, u32)) {
    if kind == RoundKind::Visit && is_member {
        return (StopsAt::Linked, (number(site.linked.0), number(site.linked.1)));
    }
    let all = number(town.households.len());
    let household = |town: &Town, building: usize| town.buildings.get(building).map_or(all, |ground| ground.first_household);
    let stops = |town: &Town, (first, end): (usize, usize)| match kind {
        RoundKind::Visit => (household(town, first), household(town, end)),
        RoundKind::Patrol | RoundKind::Tour => (number(first), number(end)),
    };
    let is_visit = kind == RoundKind::Visit;
    if let [run] = runs {
        return (if is_visit { StopsAt::Households } else { StopsAt::Buildings }, stops(town, *run));
    }
    let first = number(town.listed.len());
    for run in runs {
        let (from, until) = stops(town, *run);
        town.listed.extend(from..until);
    }
    (if is_visit { StopsAt::ListedHouseholds } else { StopsAt::ListedBuildings }, (first, number(town.listed.len())))
}

/// The random numbers of a building, with which a territory begins; the same however the place is cut and staffed.
fn building_luck(place: &Place, building: usize, root: Root) -> Luck {
    let community = place.buildings.get(building).map_or(0, |building| building.community);
    let start = place.buildings.partition_point(|building| building.community < community);
    root.luck(Address::of("building", &place.communities[community].path).child((building - start) as u64))
}

/// A number of places, buildings or households, which the scenario reader bounds far below 2³².
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or_else(|_| panic!("{count} of a kind are more than can be numbered"))
}
