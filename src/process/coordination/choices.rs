//! Choices: what somebody decides about single issues as they come to a unit, in place of the rules.
//!
//! A choice names an issue by its key and says at which of its arrivals. An arrival is whenever the issue comes to a unit that has to
//! decide whether it keeps it; where passing may send it back at once, that is its arrival there too. What is decided
//! is what the rules could do as well: keep, pass up, call departments, send back; or a unit gets a person more from then on, who
//! takes cases and goes on no rounds. Everything else goes on by the rules, so that a choice of what would happen anyway
//! changes nothing, and any other one makes another run of the same issues and random events.
//!
//! A choice that cannot be carried out is no part of the run: what is wrong with it is kept, and the run has no result.

use crate::process::tables::{ChoiceTable, PassedOn};
use crate::process::{RecordObserver, Simulation, Step, authority};
use crate::scenario::setting::{AddedPost, Decision, IssueChoice};
use crate::units::{IssueId, PersonId, SimTime, UnitId};
use crate::world::populate::source_names;
use crate::world::{Issue, IssueKey};

/// Takes in what somebody decides in this `replication`.
pub(crate) fn prepare<O: RecordObserver>(simulation: &mut Simulation<'_, O>, replication: u32) {
    let choices = &simulation.rules.choices;
    if choices.is_empty() {
        return;
    }
    let sources = source_names(simulation.setting, &simulation.world);
    let mut table = ChoiceTable { are_kept: true, ..ChoiceTable::default() };
    let mut added: Vec<(&AddedPost, PersonId)> = Vec::new();
    for (number, choice) in choices.iter().enumerate() {
        if let Some(post) = &choice.post {
            let before = added.iter().filter(|(other, _)| *other == post).count();
            match whom(simulation, post, before) {
                Ok(person) => {
                    added.push((post, person));
                    table.added.insert(number, person);
                }
                Err(what) => table.faults.push((number, what)),
            }
        }
        if choice.replication != replication {
            continue;
        }
        match key(&choice.issue, &sources) {
            Ok(key) => {
                table.by_issue.entry(key).or_default().push((choice.arrival, number));
                table.open.insert(number, key);
                if !matches!(choice.decision, Decision::Return | Decision::Add) {
                    table.taken_in.insert((key, choice.arrival));
                }
            }
            Err(what) => table.faults.push((number, what)),
        }
    }
    simulation.tables.choices = table;
}

/// The `nth` person who is added at a post.
fn whom<O: RecordObserver>(simulation: &Simulation<'_, O>, post: &AddedPost, nth: usize) -> Result<PersonId, String> {
    let world = &simulation.world;
    let Some(unit) = world.paths.iter().position(|path| *path == post.unit).map(UnitId::new) else {
        return Err(format!("there is no unit `{}`{}", post.unit, nearest(&post.unit, world.paths.iter().map(String::as_str))));
    };
    let roles = || simulation.setting.roles.iter().map(|role| role.name.as_str());
    if roles().all(|role| role != post.role) {
        return Err(format!("there is no role `{}`{}", post.role, nearest(&post.role, roles())));
    }
    let at = |is_extra: bool| {
        let people = world.people.iter().enumerate();
        people.filter(move |(_, person)| person.unit == unit && person.is_extra == is_extra).map(|(index, _)| PersonId::new(index))
    };
    let is_of_role = |id: &PersonId| simulation.setting.roles[world.people[id.index()].role.index()].name == post.role;
    if world.town.seats[unit.index()].member.is_some() {
        return Err(format!("`{}` is the unit of one member, who comes alone", post.unit));
    }
    if !at(false).any(|id| is_of_role(&id)) {
        return Err(format!("nobody of the role `{}` works at `{}`, so nobody can be added to them", post.role, post.unit));
    }
    at(true).filter(is_of_role).nth(nth).ok_or_else(|| format!("`{}` has no place for a person more", post.unit))
}

/// The name that `found` is likely a slip for, as the end of a sentence.
fn nearest<'a>(found: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let alike = |name: &&&str| found.chars().zip(name.chars()).take_while(|(one, other)| one == other).count();
    match names.iter().max_by_key(alike) {
        Some(name) if names.len() > 12 => format!("; one of {} is `{name}`", names.len()),
        Some(_) => format!("; found {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        None => String::new(),
    }
}

/// The key that a text says: `stream#57`, then `.3` for a further issue of its cluster and `r1` for a recurrence.
fn key(text: &str, sources: &[String]) -> Result<IssueKey, String> {
    let unread = || format!("`{text}` is no key of an issue; expected one as event logs have it, such as `{}#57`", sources[0]);
    let (source, rest) = text.rsplit_once('#').filter(|_| !sources.is_empty()).ok_or_else(unread)?;
    let (rest, recurrence) = rest.split_once('r').map_or((rest, Ok(0)), |(rest, number)| (rest, number.parse()));
    let (rest, member) = rest.split_once('.').map_or((rest, Ok(0)), |(rest, number)| (rest, number.parse()));
    let (Ok(number), Ok(member), Ok(recurrence)) = (rest.parse(), member, recurrence) else { return Err(unread()) };
    let Some(index) = sources.iter().position(|known| known == source).and_then(|index| u32::try_from(index).ok()) else {
        return Err(format!("there is no stream of issues `{source}`{}", nearest(source, sources.iter().map(String::as_str))));
    };
    Ok(IssueKey { source: index, number, member, recurrence })
}

/// An issue passes a unit on its way up: it is kept which one, and how often it was tried there.
pub(crate) fn note_sender<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    let issue = simulation.world.issues.get(id);
    let entry = PassedOn { unit: Some(issue.unit), attempts: issue.attempts, returned: 0 };
    simulation.tables.choices.came_from.set(&simulation.world.issues, id, entry);
}

/// A unit sends an issue back by the rules: that was its arrival there. One that somebody has chosen to send back has arrived before.
pub(crate) fn note_return<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) {
    if simulation.tables.choices.came_from.get(&simulation.world.issues, id).unit.is_none() {
        return;
    }
    simulation.tables.choices.came_from.set(&simulation.world.issues, id, PassedOn::default());
    for (_, decision) in due(simulation, id) {
        debug_assert!(matches!(decision, Decision::Return | Decision::Add), "the rules send back what somebody has chosen to take in");
    }
}

/// An issue comes to a unit: what somebody has chosen that becomes of it, if anything. Where it is to be sent back, that is the next
/// step.
pub(crate) fn take<O: RecordObserver>(simulation: &mut Simulation<'_, O>, _now: SimTime, id: IssueId) -> Option<Decision> {
    let from = simulation.tables.choices.came_from.get(&simulation.world.issues, id);
    simulation.tables.choices.came_from.set(&simulation.world.issues, id, PassedOn::default());
    let mut chosen = None;
    for (number, decision) in due(simulation, id) {
        match impossible(simulation, simulation.world.issues.get(id), decision, from) {
            Some(what) => simulation.tables.choices.faults.push((number, what)),
            None if decision == Decision::Add => {}
            None => chosen = Some(decision),
        }
    }
    if let (Some(Decision::Return), Some(sender)) = (chosen, from.unit) {
        simulation.steps.push(Step::SendBack(id, sender, from.attempts));
    }
    chosen
}

/// What is decided about the arrival of an issue, which counts; whoever is added by that comes into service.
fn due<O: RecordObserver>(simulation: &mut Simulation<'_, O>, id: IssueId) -> Vec<(usize, Decision)> {
    let key = simulation.world.issues.get(id).key;
    let table = &mut simulation.tables.choices;
    let Some(choices) = table.by_issue.get(&key) else { return Vec::new() };
    let arrival = table.arrivals.entry(key).or_default();
    *arrival += 1;
    let numbers: Vec<usize> = choices.iter().filter(|(wanted, _)| *wanted == *arrival).map(|(_, number)| *number).collect();
    for number in &numbers {
        table.open.remove(number);
        if let Some(person) = table.added.get(number) {
            simulation.steps.push(Step::Enlist(*person));
        }
    }
    numbers.into_iter().map(|number| (number, simulation.rules.choices[number].decision)).collect()
}

/// Why a decision about an issue cannot be taken at its unit, if it cannot.
fn impossible<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue, decision: Decision, from: PassedOn) -> Option<String> {
    let unit = &simulation.world.paths[issue.unit.index()];
    let level = simulation.world.units[issue.unit.index()].level;
    match decision {
        Decision::Keep | Decision::Add => None,
        Decision::Pass => {
            simulation.world.above(issue.unit).is_none().then(|| format!("`{unit}` cannot pass it on: no unit stands above it"))
        }
        Decision::Return => from.unit.is_none().then(|| format!("`{unit}` cannot send it back: no unit has passed it up to it")),
        Decision::Whistle => match &simulation.rules.whistle {
            None => Some(format!("`{unit}` calls no departments: the policy `{}` has no [whistle]", simulation.setting.policy)),
            Some(whistle) if level < whistle.from => Some(format!("`{unit}` calls no departments: its level is below `whistle.from`")),
            Some(_) if level >= issue.needs => Some(format!("`{unit}` calls no departments: it has the authority itself")),
            Some(whistle) if authority::departments(whistle, issue.category, issue.luck) == 0 => {
                Some(format!("`{unit}` calls no departments: the issue needs none"))
            }
            Some(_) => None,
        },
    }
}

/// What is wrong with choices, when the run is over: those that could not be carried out, and those for which their issue never came.
pub(crate) fn untaken<O: RecordObserver>(simulation: &Simulation<'_, O>) -> Vec<(usize, String)> {
    let table = &simulation.tables.choices;
    let mut found = table.faults.clone();
    for (number, key) in &table.open {
        let arrivals = table.arrivals.get(key).copied().unwrap_or(0);
        found.push((*number, never(simulation, *key, &simulation.rules.choices[*number], arrivals)));
    }
    found.sort();
    found
}

/// Why the arrival that a choice is about never came.
fn never<O: RecordObserver>(simulation: &Simulation<'_, O>, key: IssueKey, choice: &IssueChoice, arrivals: u32) -> String {
    let occurred = simulation.world.sources[key.source as usize].count;
    let policy = &simulation.setting.policy;
    match arrivals {
        0 if u64::from(key.number) >= u64::from(occurred) => {
            let last = occurred.checked_sub(1).map_or_else(String::new, |last| format!(", the last of them #{last}"));
            format!("the issue never comes: its stream has {occurred} occurrences in replication {}{last}", choice.replication)
        }
        0 => format!("the issue never comes to a unit under the policy `{policy}`"),
        1 => format!("the issue comes to a unit only once under the policy `{policy}`"),
        more => format!("the issue comes to a unit only {more} times under the policy `{policy}`"),
    }
}
