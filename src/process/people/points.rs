//! Points: people earn them by what they do, exchange them for goods, and try the harder the more they have got lately.
//!
//! Effort is the motivation of one's own times a factor, at most 1: what a planned stop, a case that comes, a find on a round is
//! compared with. The factor is 1 but for those whom points move, who come to take part one after the other:
//!
//! `(1 − crowding out) × (1 + gain × s × (1 + gradient × (2 p − 1)))`, where `s = income / (income + half)`
//!
//! is how far the gain is reached with what was earned lately, in yuan a month and exponentially forgotten, and `p` is the way to
//! the next exchange: effort rises towards it and slumps after it. Whoever is assessed tries harder before the end of the period
//! and less in the rest of it, and a star or an admonition has a factor of its own (`assessment`). The condition of a person is
//! brought up to date when it is asked for. All acts compare numbers of the issue or the person with a probability, so that more
//! effort loses none of them.
//!
//! What presses people to try harder presses them to have something to show, too: where closing counts, failed issues are closed
//! on paper, and trivial reports are made up, up to a quota. Both are tried the less, the more of it an audit finds.

use crate::engine::{Luck, Phase, Ticket, variate};
use crate::process::tables::{EarnerState, FalseClosing};
use crate::process::{Act, Event, Record, RecordObserver, Simulation, Step, draws};
use crate::scenario::setting::{CategoryKind, Counts, PointRules};
use crate::units::{Cadence, IssueId, PersonId, SimDuration, SimTime};
use crate::world::{Issue, Person, RecordState};

/// Seconds in a month: a twelfth of 365.25 days.
const MONTH: f64 = Cadence::Month.seconds();

/// Nobody has any points; schedules the first month and the first look at effort.
pub(crate) fn schedule_first<O: RecordObserver>(simulation: &mut Simulation<'_, O>) {
    let Some(points) = &simulation.rules.points else { return };
    let fresh = |person: &Person| EarnerState::fresh(points, person.luck, points.from);
    simulation.tables.incentives.conditions = simulation.world.people.iter().map(fresh).collect();
    simulation.tables.incentives.period_end = SimTime::NEVER;
    schedule_month(simulation, 0);
    schedule_week(simulation, 0);
}

/// Schedules the next beginning of a civil month from `day` on.
fn schedule_month<O: RecordObserver>(simulation: &mut Simulation<'_, O>, day: u32) {
    let span = &simulation.setting.span;
    if let Some(day) = Cadence::Month.next(span.start, day, span.days.beginning_from(span.end())) {
        simulation.events.schedule(span.days.begin(day), Phase::Observe, Event::BeginMonth(day));
    }
}

/// Schedules the next Monday from `day` on, on which effort is looked at.
fn schedule_week<O: RecordObserver>(simulation: &mut Simulation<'_, O>, day: u32) {
    let span = &simulation.setting.span;
    if let Some(day) = Cadence::Week.next(span.start, day, span.days.beginning_from(span.end())) {
        simulation.events.schedule(span.days.begin(day), Phase::Observe, Event::WeighEffort(day));
    }
}

/// The own post of whoever is at `post`: where their points are kept.
fn own<O: RecordObserver>(simulation: &Simulation<'_, O>, post: PersonId) -> PersonId {
    simulation.world.people[post.index()].holder.unwrap_or(post)
}

impl EarnerState {
    /// Somebody with these random numbers who has no points yet, and may earn some from `from` on.
    fn fresh(points: &PointRules, luck: Luck, from: SimTime) -> Self {
        let (share, place) = (points.motive.takes_part.get(), luck.uniform(draws::TAKES_PART, 0));
        let after = || SimDuration::rounded(f64::from(points.motive.saturates.seconds()) * place / share);
        let joins = if place < share { from + after() } else { SimTime::NEVER };
        Self { balance: 0.0, income: 0.0, since: SimTime::ZERO, joins, in_period: 0.0, ranked_with: None, standing: 1.0 }
    }

    /// What was earned lately, yuan a month, at `now`.
    fn income_at(&self, now: SimTime, points: &PointRules) -> f64 {
        let passed = f64::from(now.since(self.since).seconds()) / f64::from(points.motive.remembered.seconds());
        self.income * libm::exp(-passed)
    }

    /// How far the gain is reached, 0 to 1; 0 of those whom points do not move.
    fn moved(&self, now: SimTime, points: &PointRules) -> f64 {
        if now < self.joins || points.worth <= 0.0 {
            return 0.0;
        }
        let income = self.income_at(now, points);
        income / (income + points.motive.half)
    }

    /// Factor on the effort from points alone.
    fn factor(&self, now: SimTime, points: &PointRules) -> f64 {
        if now < self.joins || points.worth <= 0.0 {
            return 1.0;
        }
        let motive = &points.motive;
        let way = (self.balance / points.redeemed_at).clamp(0.0, 1.0);
        let towards = 1.0 + motive.gradient.get() * (2.0 * way - 1.0);
        (1.0 - motive.crowding_out.get()) * (1.0 + motive.gain * self.moved(now, points) * towards)
    }
}

impl<'s, O: RecordObserver> Simulation<'s, O> {
    /// The rules under which the person at `post` earns points at `now`, and the own condition; `None` where they earn none.
    fn earning(&self, now: SimTime, post: PersonId) -> Option<(&'s PointRules, &EarnerState)> {
        let (rules, conditions) = (self.rules, &self.tables.incentives.conditions);
        let points = rules.points.as_ref().filter(|points| !conditions.is_empty() && now >= points.from)?;
        points.earners[self.world.people[post.index()].role.index()].then(|| (points, &conditions[own(self, post).index()]))
    }

    /// How many times as hard as of their own accord the person at `post` tries.
    #[inline]
    pub(crate) fn zeal(&self, now: SimTime, post: PersonId) -> f64 {
        if self.tables.incentives.conditions.is_empty() { 1.0 } else { self.zeal_of_earner(now, post) }
    }

    #[inline(never)]
    fn zeal_of_earner(&self, now: SimTime, post: PersonId) -> f64 {
        let Some((points, condition)) = self.earning(now, post) else { return 1.0 };
        condition.factor(now, points) * condition.standing * self.before_the_end(now)
    }

    /// The probability that the person at `post` makes a planned stop.
    #[inline]
    pub(crate) fn effort(&self, now: SimTime, post: PersonId) -> f64 {
        (self.world.people[post.index()].motivation * self.zeal(now, post)).min(1.0)
    }

    /// How strongly points and rank press the person to have something to show, 0 to 1.
    fn pressure(&self, now: SimTime, points: &PointRules, condition: &EarnerState) -> f64 {
        let ranking = self.rules.assessment.as_ref().and_then(|assessment| assessment.ranking.as_ref());
        let of_rank = ranking.filter(|_| condition.ranked_with.is_some()).map_or(0.0, |ranking| ranking.pressure.get());
        let both = 1.0 - (1.0 - condition.moved(now, points)) * (1.0 - of_rank);
        (both * self.before_the_end(now)).min(1.0)
    }

    /// The probability that an issue whose last allowed attempt has failed is closed on paper, where it is `usual` without points.
    #[inline]
    pub(crate) fn closes_on_paper(&self, now: SimTime, issue: &Issue, usual: f64) -> f64 {
        if self.tables.incentives.conditions.is_empty() {
            return usual;
        }
        let Some((points, condition)) = issue.person.and_then(|person| self.earning(now, person)) else { return usual };
        if points.counts != Counts::Closure || points.settled <= 0.0 {
            return usual;
        }
        let for_points = points.closes_on_paper.get() * self.pressure(now, points, condition) * (1.0 - points.audited.get());
        1.0 - (1.0 - usual) * (1.0 - for_points)
    }
}

/// Somebody else has the post `id`, without points, and unmoved by any.
pub(crate) fn begin_anew<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: PersonId) {
    let Some(points) = &simulation.rules.points else { return };
    let luck = simulation.world.people[id.index()].luck;
    let condition = &mut simulation.tables.incentives.conditions[id.index()];
    // the unit is ranked with the same others as before
    *condition = EarnerState { ranked_with: condition.ranked_with, ..EarnerState::fresh(points, luck, points.from.max(now)) };
}

/// The person at `post` has done `act` so many `times`, each of them worth so many points: they are written down, and exchanged
/// when there are enough.
fn credit<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, post: PersonId, act: Act, (times, each): (u32, f64)) {
    let Some((points, _)) = simulation.earning(now, post).filter(|_| times > 0 && each != 0.0 || act == Act::Trivial) else { return };
    let person = own(simulation, post);
    let condition = &mut simulation.tables.incentives.conditions[person.index()];
    let earned = f64::from(times) * each;
    let month = MONTH / f64::from(points.motive.remembered.seconds());
    condition.income = condition.income_at(now, points) + (earned * points.worth * month).max(0.0);
    condition.since = now;
    condition.in_period += earned;
    condition.balance = (condition.balance + earned).max(0.0);
    let exchanged = (condition.balance / points.redeemed_at).floor() * points.redeemed_at;
    condition.balance -= exchanged;
    let redeemed = exchanged * points.worth;
    simulation.observer.observe(&Record::Points { at: now, person, act, times, points: earned, redeemed });
}

/// A person comes back from a round with so many stops of visits and so many finds.
pub(crate) fn credit_round<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, post: PersonId, made: (u32, u32)) {
    let Some(points) = &simulation.rules.points else { return };
    credit(simulation, now, post, Act::Visit, (made.0, points.visit));
    credit(simulation, now, post, Act::Report, (made.1, points.report));
}

/// A resident told an issue to the member, where it came to one.
pub(crate) fn credit_report<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let Some(points) = &simulation.rules.points else { return };
    let issue = simulation.world.issues.get(id);
    if !is_issue(simulation, issue) {
        return;
    }
    if let Some(member) = simulation.world.town.seats[issue.unit.index()].member {
        credit(simulation, now, member, Act::Report, (1, points.report));
    }
}

/// A record was closed: whoever had the issue has settled it, where that counts. A closing on paper can be found.
pub(crate) fn credit_end<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, id: IssueId) {
    let Some(points) = &simulation.rules.points else { return };
    let issue = *simulation.world.issues.get(id);
    let Some(post) = issue.person.filter(|post| is_issue(simulation, &issue) && simulation.earning(now, *post).is_some()) else { return };
    let counts = match points.counts {
        Counts::Closure => true,
        Counts::Fix => issue.truth == crate::world::TrueState::Fixed,
        Counts::Appraisal => false,
    };
    if counts {
        credit(simulation, now, post, Act::Settled, (1, points.settled));
    }
    if issue.truth.is_there() && points.audited.get() > 0.0 {
        let person = own(simulation, post);
        let generation = simulation.generation(person);
        let closing = FalseClosing { issue: (id, issue.case), reopened: issue.reopened, person, generation };
        simulation.tables.incentives.papers.push(closing);
    }
}

/// A household is satisfied with the end of an issue that the person at `post` had.
pub(crate) fn credit_appraisal<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, post: PersonId) {
    let Some(points) = &simulation.rules.points else { return };
    credit(simulation, now, post, Act::Appraised, (1, points.appraised));
    if points.counts == Counts::Appraisal {
        credit(simulation, now, post, Act::Settled, (1, points.settled));
    }
}

fn is_issue<O: RecordObserver>(simulation: &Simulation<'_, O>, issue: &Issue) -> bool {
    simulation.setting.categories[issue.category.index()].kind == CategoryKind::Issue
}

/// A civil month begins: its trivial reports may be made up, and an audit looks at what was closed on paper in the last one.
pub(crate) fn begin_month<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, day: u32) {
    let Some(points) = &simulation.rules.points else { return };
    schedule_month(simulation, day + 1);
    audit(simulation, now, points);
    let (months, quota) = (simulation.tables.incentives.months, points.made_up_reports);
    simulation.tables.incentives.months = months.wrapping_add(1);
    for index in (0..simulation.world.people.len()).filter(|_| quota > 0) {
        let post = PersonId::new(index);
        let person = &simulation.world.people[index];
        if person.holder.is_some() || !person.is_employed || simulation.earning(now, post).is_none() {
            continue;
        }
        let luck = person.luck;
        for nth in (0..quota).map(|nth| months.wrapping_mul(quota).wrapping_add(nth)) {
            let at = now + SimDuration::rounded(MONTH * luck.uniform(draws::TRIVIAL_AT, u32::from(nth)));
            simulation.events.schedule(at, Phase::Arrive, Event::MakeUpReport(post, nth));
        }
    }
}

/// Of what was closed on paper, a share is found: the points are taken back, and the record is opened again.
fn audit<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, points: &PointRules) {
    for closing in std::mem::take(&mut simulation.tables.incentives.papers) {
        let FalseClosing { issue: (id, case), reopened, person, generation } = closing;
        let Some((_, issue)) = simulation.world.issues.at(id.index()) else { continue };
        let is_the_same = issue.case == case && issue.reopened == reopened && issue.record == RecordState::Closed;
        let level = simulation.world.units[issue.unit.index()].level;
        let found =
            || variate::happens(points.audited.get(), issue.luck_since_found(), draws::FALSE_CLOSING_FOUND, issue.draw_index(level));
        if !is_the_same || !issue.truth.is_there() || !found() {
            continue;
        }
        let noticed = issue.limit;
        if noticed != Ticket::NONE {
            simulation.events.cancel(noticed);
        }
        simulation.world.issues.get_mut(id).limit = simulation.events.schedule(now, Phase::Arrive, Event::Notice(id));
        // nobody is charged for a predecessor
        if points.counts == Counts::Closure && simulation.generation(person) == generation {
            credit(simulation, now, person, Act::FoundOut, (1, -points.settled));
        }
    }
}

/// A person may make up a trivial report: it comes to the unit above, and takes somebody's time there.
pub(crate) fn make_up_report<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, post: PersonId, nth: u16) {
    let person = &simulation.world.people[post.index()];
    let (luck, unit, index) = (person.luck, person.unit, u32::from(nth));
    let Some((points, condition)) = simulation.earning(now, post).filter(|_| person.is_in_place()) else { return };
    let (Some(category), Some(above)) = (points.trivial, simulation.world.above(unit)) else { return };
    let (probability, audited) = (simulation.pressure(now, points, condition), points.audited.get());
    if !variate::happens(probability * (1.0 - audited), luck, draws::TRIVIAL_MADE, index) {
        return;
    }
    let work = &simulation.rules.categories[category.index()].work[0];
    let work_left = variate::draw(work, luck, draws::TRIVIAL_WORK, index).max(f64::MIN_POSITIVE);
    let id = simulation.bring_task(now, category, above, Issue { work_left, ..Issue::fresh(0, luck.child(index), now) });
    simulation.steps.push(Step::Serve(id));
    let is_found = variate::happens(audited, luck, draws::TRIVIAL_FOUND, index);
    credit(simulation, now, post, Act::Trivial, (1, if is_found { 0.0 } else { points.report }));
}

/// It is asked how hard those who earn points try.
pub(crate) fn weigh_effort<O: RecordObserver>(simulation: &mut Simulation<'_, O>, now: SimTime, day: u32) {
    let Some(points) = &simulation.rules.points else { return };
    schedule_week(simulation, day + 1);
    let people = (0..simulation.world.people.len()).map(PersonId::new);
    let earners = people.filter(|post| {
        let person = &simulation.world.people[post.index()];
        person.is_in_place() && points.earners[person.role.index()]
    });
    let (sum, count) = earners.fold((0.0, 0_u32), |(sum, count), post| (sum + simulation.effort(now, post), count + 1));
    if count > 0 {
        simulation.observer.observe(&Record::Effort { at: now, mean: sum / f64::from(count) });
    }
}
