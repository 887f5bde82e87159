//! Succession: posts change hands, and what belongs to a person begins anew.
//!
//! A post is who has it by *generation*: the first one has generation 0, and with each change of hands the next one comes. The successor
//! takes over what is in hand as it is, rounds that are due and under way, and the hours of the post; an absence under way ends when it
//! would have ended. What belongs to the person does not go on: random numbers, addressed by the generation; motivation; points, and how
//! points and rank move the person; and what one knows of the households, which a successor learns evenly over a time.
//!
//! They change hands at the moments that a role names, and where a ranking has its last units reorganised (see `assessment`).
//!
//! Where successors differ in nothing of that, a change of hands changes nothing but the log of people.

use crate::engine::Phase;
use crate::process::tables::Occupant;
use crate::process::{Event, Record, RecordObserver, Simulation, Step, draws};
use crate::scenario::setting::Successors;
use crate::units::{PersonId, RoleId, SimDuration, SimTime};

/// Number of the first successor among the children of a person's random numbers, far from those by which what people make up is told apart.
const SUCCESSOR: u32 = 1 << 30;

/// Schedules every moment at which posts of a role may change hands.
pub(crate) fn schedule_all<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    let rules = simulation.setting.epochs.iter().flat_map(|epoch| epoch.rules.roles.iter().enumerate());
    let of_roles = rules.filter_map(|(role, rules)| Some((role, rules.succession.as_ref()?)));
    let mut moments: Vec<(SimTime, usize)> = of_roles.flat_map(|(role, rules)| rules.times.iter().map(move |at| (*at, role))).collect();
    moments.sort_unstable();
    moments.dedup();
    let rankings = simulation.setting.epochs.iter().filter_map(|epoch| epoch.rules.assessment.as_ref()?.ranking.as_ref());
    if moments.is_empty() && !rankings.into_iter().any(|ranking| ranking.reorganised.is_some()) {
        return;
    }
    let people = simulation.world.people.iter();
    let first = people.map(|person| Occupant {
        generation: 0,
        since: SimTime::ZERO,
        learns: SimDuration::ZERO,
        luck: person.luck,
        motivation: person.motivation,
    });
    simulation.tables.occupants = first.collect();
    for (at, role) in moments {
        simulation.events.schedule(at, Phase::Change, Event::ChangeHands(RoleId::new(role)));
    }
}

/// The posts of a role change hands, where the rules in force say so.
pub(crate) fn change_hands<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, role: RoleId) {
    let Some(rules) = &simulation.rules.roles[role.index()].succession else { return };
    if rules.times.binary_search(&now).is_err() {
        return;
    }
    for index in 0..simulation.world.people.len() {
        let person = &simulation.world.people[index];
        if person.role == role && person.holder.is_none() && person.is_employed {
            succeed(simulation, now, PersonId::new(index), rules.successors);
        }
    }
}

/// The post `id` changes hands because its unit is reorganised.
pub(crate) fn reorganise<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let ranking = simulation.rules.assessment.as_ref().and_then(|assessment| assessment.ranking.as_ref());
    if let Some(reorganisation) = ranking.and_then(|ranking| ranking.reorganised) {
        succeed(simulation, now, id, reorganisation.successors);
    }
}

/// Somebody else has the post `id` from now on, and the further posts that go with it.
fn succeed<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId, successors: Successors) {
    let Successors { learns, spread } = successors;
    let occupant = &mut simulation.tables.occupants[id.index()];
    occupant.generation += 1;
    (occupant.since, occupant.learns) = (now, learns);
    let generation = occupant.generation;
    let luck = occupant.luck.child(SUCCESSOR + generation);
    let motivation = (occupant.motivation + spread * (2.0 * luck.uniform(draws::SUCCESSOR_MOTIVATION, 0) - 1.0)).clamp(0.0, 1.0);
    let mut posts = vec![id];
    posts.extend(simulation.world.further_posts(id));
    for post in posts {
        let person = &mut simulation.world.people[post.index()];
        (person.luck, person.motivation) = (luck, motivation);
    }
    simulation.observer.observe(&Record::Succession { at: now, person: id, generation });
    if !simulation.tables.incentives.conditions.is_empty() {
        simulation.steps.push(Step::BeginEarning(id));
    }
}

impl<O: RecordObserver> Simulation<'_, O> {
    /// Which of those who have had the post one after the other has it, from 0.
    #[inline]
    pub(crate) fn generation(&self, post: PersonId) -> u32 {
        self.tables.occupants.get(post.index()).map_or(0, |occupant| occupant.generation)
    }

    /// What is left of a gain from knowing households, a factor, for the person at `post`: nothing for who has just come.
    #[inline]
    pub(crate) fn as_known_by(&self, post: PersonId, familiarity: f64) -> f64 {
        if self.tables.occupants.is_empty() { familiarity } else { self.as_known_by_successor(post, familiarity) }
    }

    #[inline(never)]
    fn as_known_by_successor(&self, post: PersonId, familiarity: f64) -> f64 {
        let person = &self.world.people[post.index()];
        let Occupant { generation, since, learns, .. } = self.tables.occupants[person.holder.unwrap_or(post).index()];
        let learns = f64::from(learns.seconds());
        let passed = f64::from(self.events.now().since(since).seconds());
        let share = if generation == 0 || passed >= learns { 1.0 } else { passed / learns };
        1.0 + share * (familiarity - 1.0)
    }
}
