//! Rounds: people go where residents are, and find what nobody has reported.
//!
//! Rounds are due at a fixed cadence, in a phase of the territory: what the people of one role at one unit go round, or
//! what one member visits. A share of the territory is carried from round to round, so that the rounds of any stretch of
//! time plan that share of it to within one stop, and is dealt to whoever is there; how many they are changes nothing about
//! the stops that are planned. A round is begun when its person is on duty and has no case to work on, goes on along the
//! territory where the last one began its way, takes the time of its stops and of the way between them, and what it finds
//! is known at its end. Where the rounds settle, small matters within the finder's authority are then dealt with at the
//! stops, one after the other in their order, before the person turns to anything else: the round lasts longer by that work.
//! A round still not begun when the person's next one is due is let go, and its stops count as unmade, unless the person's calendar had
//! no hour on duty between the two: a round of a day off is none; so do the stops that an unmotivated volunteer leaves out. Visits go to households, who may tell what is there; patrols
//! and tours pass buildings and see what is in them and around them.

use crate::engine::{Phase, variate};
use crate::process::record::RoundStops;
use crate::process::{Event, RecordObserver, Simulation, Step, draws, pieces};
use crate::scenario::setting::{Planned, Round, RoundKind};
use crate::units::{IssueId, PersonId, SimDuration, SimTime};
use crate::world::household::between;
use crate::world::queue::List;
use crate::world::{Channel, Duty, Issue, Lead, Origin, Person, Territory, Walk};

/// A sum of shares that is so little short of a whole stop is one: what rounding alone leaves out.
const ROUNDING: f64 = 1e-9;

/// Schedules the first rounds of every territory.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    for (number, territory) in (0..).zip(&simulation.world.town.territories) {
        let every = f64::from(simulation.rules.rounds[territory.round].every.seconds());
        let phase = territory.luck.uniform(draws::ROUND_PHASE, u32::try_from(territory.round).unwrap_or(u32::MAX));
        let at = SimTime::ZERO + SimDuration::rounded(every * phase);
        simulation.events.schedule(at, Phase::Arrive, Event::RoundDue(number));
    }
}

/// Rounds are due in a territory, for everybody employed there.
pub(crate) fn due<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let territory = simulation.world.town.territories[number as usize];
    let rules = &simulation.rules.rounds[territory.round];
    simulation.events.schedule(now + rules.every, Phase::Arrive, Event::RoundDue(number));
    let first = territory.people.0.index();
    let people = first..first + territory.people.1 as usize;
    // the others cover for who is away; where there are none, the round waits for the return
    let is_covered = people.clone().any(|person| simulation.world.people[person].is_in_place());
    let is_counted = |person: &Person| person.is_employed && (person.is_in_place() || !is_covered);
    let employed = people.clone().filter(|person| is_counted(&simulation.world.people[*person])).count();
    let employed = u32::try_from(employed).unwrap_or(u32::MAX);
    let shared = match rules.planned {
        Planned::Share(share) if employed > 0 => shared(&mut simulation.world.town.territories[number as usize], share.get(), employed),
        _ => Shared { stops: 0, turn: 0, employed },
    };
    let mut place = 0;
    for person in people {
        let walk = simulation.world.people[person].walks.0 + territory.nth_walk;
        if !simulation.world.people[person].is_employed {
            simulation.world.town.walks[walk as usize].due = 0;
            continue;
        }
        if !is_counted(&simulation.world.people[person]) {
            continue;
        }
        let planned = match rules.planned {
            Planned::Share(_) => shared.of(place),
            Planned::Stops(stops) => stops.min(territory.size()),
            Planned::Hours(length) => stops_within(simulation, walk, length),
        };
        place += 1;
        if planned > 0 {
            fall_due(simulation, now, walk, planned);
        }
    }
}

/// A round of `planned` stops is due for the person of a walk.
fn fall_due<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, walk: u32, planned: u32) {
    let walk = &mut simulation.world.town.walks[walk as usize];
    let unmade = std::mem::replace(&mut walk.due, planned);
    let (person, round) = (walk.person, simulation.world.town.territories[walk.territory as usize].round);
    if unmade > 0 && was_on_duty(simulation, now, person, simulation.rules.rounds[round].every) {
        let kind = simulation.rules.rounds[round].kind;
        simulation.report_round(now, person, kind, RoundStops { made: 0, unmade, found: 0 });
    }
    if simulation.world.people[person.index()].duty == Duty::Free {
        simulation.world.unlist(person);
        simulation.steps.push(Step::Look(person));
    }
}

/// Whether the calendar of the person has had hours on duty since the last round was due, `every` before `now`. A round of a day
/// off is none, as a daily task of a day without duty is none.
fn was_on_duty<O: RecordObserver>(simulation: &Simulation<'_, O>, now: SimTime, person: PersonId, every: SimDuration) -> bool {
    let hours = &simulation.setting.calendars[simulation.world.people[person.index()].calendar.index()].hours;
    let since = SimTime::ZERO + SimDuration::from_seconds(now.seconds().saturating_sub(every.seconds()));
    hours.working_between(since, now) > SimDuration::ZERO
}

/// Stops of one round of a territory, dealt to those employed in turn.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shared {
    stops: u32,
    /// Who is dealt the first odd stop.
    turn: u32,
    employed: u32,
}

impl Shared {
    /// Stops of the person in `place` among those employed.
    fn of(self, place: u32) -> u32 {
        let behind = (place + self.employed - self.turn) % self.employed;
        self.stops / self.employed + u32::from(behind < self.stops % self.employed)
    }
}

/// The next round's stops of a territory: `share` of it, what is left over carried on; odd stops go around.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the stops")]
fn shared(territory: &mut Territory, share: f64, employed: u32) -> Shared {
    let owed = territory.owed + share * f64::from(territory.size());
    let stops = (owed + ROUNDING).floor();
    territory.owed = (owed - stops).max(0.0);
    let (stops, turn) = (stops as u32, territory.turn % employed);
    territory.turn = (turn + stops % employed) % employed;
    Shared { stops, turn, employed }
}

/// How many of the next stops, with the way past them and back, fit into `length`; at least one where it is not zero.
fn stops_within<O: RecordObserver>(simulation: &Simulation<'_, O>, walk: u32, length: SimDuration) -> u32 {
    let town = &simulation.world.town;
    let walk = &town.walks[walk as usize];
    let territory = &town.territories[walk.territory as usize];
    let rules = &simulation.rules.rounds[territory.round];
    if length == SimDuration::ZERO {
        return 0;
    }
    let speed = simulation.rules.roles[rules.role.index()].field.travel_speed;
    let seat = town.seats[simulation.world.people[walk.person.index()].unit.index()].at;
    let (mut metres, mut from) = (0.0, seat);
    for nth in 0..territory.size() {
        let to = town.buildings[town.building_at(territory.stops_at, territory.stop(territory.next, nth)) as usize].at;
        metres += between(from, to);
        from = to;
        let way = if speed > 0.0 { SimDuration::rounded((metres + between(from, seat)) / speed).seconds() } else { 0 };
        let stops = u64::from(nth + 1) * u64::from(rules.stop.seconds());
        if stops + u64::from(way) > u64::from(length.seconds()) {
            return nth.max(1);
        }
    }
    territory.size()
}

/// A person without a case sets out on the first round that is due, if any.
pub(crate) fn set_out<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let (first, count) = simulation.world.people[id.index()].walks;
    let due = (first..first + count).find(|walk| simulation.world.town.walks[*walk as usize].due > 0);
    let Some(number) = due else { return };
    let rules = leave(simulation, now, number);
    let (made, metres) = way(simulation, number);
    if made == 0 {
        let planned = simulation.world.town.walks[number as usize].under_way;
        turn_back(simulation, number);
        simulation.report_round(now, id, rules.kind, RoundStops { made: 0, unmade: planned, found: 0 });
        return simulation.steps.push(Step::Look(id));
    }
    let speed = simulation.rules.roles[rules.role.index()].field.travel_speed;
    let travel = if speed > 0.0 { SimDuration::rounded(metres / speed) } else { SimDuration::ZERO };
    let length = SimDuration::from_seconds(made * rules.stop.seconds()) + travel;
    let lead = Lead { travel: travel.seconds(), ..Lead::NONE };
    simulation.occupy(now, id, Duty::Round(rules.kind), length, lead, Event::EndRound(number));
}

/// The round that is due is under way: its stops are the next ones of the territory, and nobody else's.
fn leave<'s, O: RecordObserver>(simulation: &mut Simulation<'s, O>, now: SimTime, number: u32) -> &'s Round {
    let all = simulation.rules;
    let walk = simulation.world.town.walks[number as usize];
    let rules = &all.rounds[simulation.world.town.territories[walk.territory as usize].round];
    let planned = match rules.planned {
        // the way is known only now
        Planned::Hours(length) => stops_within(simulation, number, length),
        Planned::Share(_) | Planned::Stops(_) => walk.due,
    };
    // what was resolved on setting out holds to the end: the way is that of the stops that will be made
    let (effort, zeal) = (simulation.effort(now, walk.person), simulation.zeal(now, walk.person));
    let town = &mut simulation.world.town;
    let (walk, territory) = (&mut town.walks[number as usize], &mut town.territories[walk.territory as usize]);
    (walk.due, walk.under_way, walk.from) = (0, planned, territory.next);
    (walk.effort, walk.zeal) = (effort, zeal);
    territory.next = territory.stop(territory.next, planned) - territory.stops.0;
    rules
}

/// Whether the `nth` stop of the round under way is made: people without motivation leave some out.
fn is_made<O: RecordObserver>(simulation: &Simulation<'_, O>, walk: &Walk, nth: u32) -> bool {
    let person = &simulation.world.people[walk.person.index()];
    walk.effort >= 1.0 || variate::happens(walk.effort, person.luck, draws::STOP_MADE, walk.count + nth)
}

/// Stops that will be made on the round under way, and the metres from the seat past them and back.
fn way<O: RecordObserver>(simulation: &Simulation<'_, O>, number: u32) -> (u32, f64) {
    let town = &simulation.world.town;
    let walk = &town.walks[number as usize];
    let territory = &town.territories[walk.territory as usize];
    let seat = town.seats[simulation.world.people[walk.person.index()].unit.index()].at;
    let (mut made, mut metres, mut from) = (0, 0.0, seat);
    for nth in (0..walk.under_way).filter(|nth| is_made(simulation, walk, *nth)) {
        let building = town.building_at(territory.stops_at, territory.stop(walk.from, nth));
        let to = town.buildings[building as usize].at;
        metres += between(from, to);
        from = to;
        made += 1;
    }
    (made, metres + between(from, seat))
}

/// The round under way is over, made or not.
fn turn_back<O: RecordObserver>(simulation: &mut Simulation<'_, O>, number: u32) {
    let walk = &mut simulation.world.town.walks[number as usize];
    walk.count = walk.count.wrapping_add(walk.under_way);
    walk.under_way = 0;
}

/// A person breaks off the round under way: nothing of it was made.
pub(crate) fn break_off<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let (first, count) = simulation.world.people[id.index()].walks;
    for number in first..first + count {
        let walk = simulation.world.town.walks[number as usize];
        if walk.under_way > 0 {
            turn_back(simulation, number);
            let kind = simulation.rules.rounds[simulation.world.town.territories[walk.territory as usize].round].kind;
            simulation.report_round(now, id, kind, RoundStops { made: 0, unmade: walk.under_way, found: 0 });
        }
    }
}

/// A person comes back from a round with what it found.
pub(crate) fn end<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, number: u32) {
    let walk = simulation.world.town.walks[number as usize];
    let territory = simulation.world.town.territories[walk.territory as usize];
    let rules = &simulation.rules.rounds[territory.round];
    let (mut made, mut found, mut stays) = (0, 0, false);
    for nth in 0..walk.under_way {
        if is_made(simulation, &walk, nth) {
            made += 1;
            let finds = look_around(simulation, rules, &walk, &territory, nth);
            found += finds.count;
            stays |= finds.stays;
        }
    }
    turn_back(simulation, number);
    let unmade = walk.under_way - made;
    simulation.report_round(now, walk.person, rules.kind, RoundStops { made, unmade, found });
    if stays {
        // behind all steps that the finds bring
        simulation.events.schedule(now, Phase::Finish, Event::StayAtStops(walk.person));
    } else {
        simulation.steps.push(Step::Look(walk.person));
    }
}

/// What a stop has found.
#[derive(Clone, Copy, Debug, Default)]
struct Finds {
    count: u32,
    /// Whether the person deals with any of it at the stop.
    stays: bool,
}

/// What the `nth` stop finds of what is there becomes known to the person's unit. On a visit the household has to tell it.
#[inline]
fn look_around<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    rules: &Round,
    walk: &Walk,
    territory: &Territory,
    nth: u32,
) -> Finds {
    let (town, stop) = (&simulation.world.town, territory.stop(walk.from, nth));
    let household = town.household_at(territory.stops_at, stop);
    if household.is_some_and(|household| town.households[household as usize].latent == 0) {
        return Finds::default();
    }
    let building = town.building_at(territory.stops_at, stop);
    match town.buildings[building as usize].latent.first() {
        Some(first) => look_closely(simulation, rules, walk, household, first),
        None => Finds::default(),
    }
}

/// The same at a stop in a building where there is something to find, from `first` on.
#[inline(never)]
fn look_closely<O: RecordObserver>(
    simulation: &mut Simulation<'_, O>,
    rules: &Round,
    walk: &Walk,
    household: Option<u32>,
    first: IssueId,
) -> Finds {
    let mut next = Some(first);
    let visitor = &simulation.world.people[walk.person.index()];
    let mut finds = Finds::default();
    while let Some(id) = next {
        next = List::after(&simulation.world.issues, id);
        let issue = simulation.world.issues.get(id);
        if household.is_some_and(|household| issue.origin != Origin::Household(household)) {
            continue;
        }
        let told = if household.is_some() { simulation.readiness_to(issue, walk.person) } else { 1.0 };
        let passed = simulation.tables.passed.get(&simulation.world.issues, id);
        let is_found =
            variate::happens(rules.finds[issue.category.index()].get() * told * walk.zeal, issue.luck, draws::FOUND, u32::from(passed));
        simulation.tables.passed.set(&simulation.world.issues, id, passed.saturating_add(1));
        finds.count += u32::from(is_found);
        if is_found && may_settle(simulation, rules, visitor, id) {
            finds.stays = true;
            simulation.steps.push(Step::FindToSettle(id, channel(rules.kind), walk.person));
        } else if is_found {
            simulation.steps.push(Step::Learn(id, channel(rules.kind), visitor.unit));
        }
    }
    finds
}

/// Whether the finder deals with the issue at the stop: the rounds settle its category, the finder's unit has the authority
/// over it, and the attempt takes no more work than stated, in one piece.
fn may_settle<O: RecordObserver>(simulation: &Simulation<'_, O>, rules: &Round, finder: &Person, id: IssueId) -> bool {
    let issue = simulation.world.issues.get(id);
    let Some(settles) = rules.settles.as_ref().filter(|settles| settles.categories[issue.category.index()]) else { return false };
    let level = simulation.world.units[finder.unit.index()].level;
    let beside = &simulation.world.town.departments[finder.unit.index()];
    let is_elsewhere = beside.iter().any(|department| simulation.is_in_charge(*department, issue.category));
    if level < issue.needs || is_elsewhere || !simulation.is_in_charge(finder.unit, issue.category) {
        return false;
    }
    // the first attempt at the finder's level, as it will be numbered when the issue is known
    let attempt = Issue { attempts: 0, reopened: issue.reopened_when_known(), ..*issue };
    let behind = simulation.tables.attempts.get(&simulation.world.issues, id);
    let work = pieces::single_piece(&simulation.rules.categories[issue.category.index()], &attempt, level, behind);
    work.is_some_and(|work| work <= f64::from(settles.within.seconds()))
}

fn channel(kind: RoundKind) -> Channel {
    match kind {
        RoundKind::Visit => Channel::Visit,
        RoundKind::Patrol => Channel::Patrol,
        RoundKind::Tour => Channel::Tour,
    }
}
