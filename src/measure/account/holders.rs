//! The hours of people who hold several posts, kept apart from the ledgers of the posts so that one can be checked against the
//! other: a person is at one place at a time, and the hours rostered at all posts are the person's, no second more or less.

use crate::measure::run_result::PersonRow;
use crate::scenario::Setting;
use crate::units::{Calendar, PersonId, SimTime};
use crate::world::{Duty, World};

/// A person with several posts.
#[derive(Clone, Debug)]
struct Holder {
    /// Own post first.
    posts: Vec<usize>,
    /// The hours of the own role and those of the posts that have their own.
    hours: Calendar,
    employed_since: Option<SimTime>,
    away_since: Option<SimTime>,
    /// Of those hours, employed and not away, seconds.
    seconds: u64,
}

/// Everybody who holds several posts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holders<'s> {
    setting: Option<&'s Setting>,
    holders: Vec<Holder>,
    /// By post: index among the holders, and of its calendar; empty where nobody holds several.
    posts: Vec<Option<(usize, usize)>>,
    /// Where somebody was seen at two posts at once.
    clash: Option<String>,
}

impl<'s> Holders<'s> {
    /// The holders of `world`, none of them employed yet.
    pub(crate) fn new(setting: &'s Setting, world: &World) -> Self {
        let mut own: Vec<PersonId> = world.held.iter().map(|(own, _)| *own).collect();
        own.dedup();
        let mut posts = vec![None; if own.is_empty() { 0 } else { world.people.len() }];
        let mut holders = Vec::new();
        for own in own {
            let all: Vec<usize> = std::iter::once(own).chain(world.further_posts(own)).map(PersonId::index).collect();
            let calendar = |post: &usize| world.people[*post].calendar.index();
            let role = setting.roles[world.people[own.index()].role.index()].calendar.index();
            let apart = all.iter().map(calendar).filter(|calendar| *calendar != world.people[own.index()].calendar.index());
            let calendars: Vec<&Calendar> = std::iter::once(role).chain(apart).map(|index| &setting.calendars[index].hours).collect();
            all.iter().for_each(|post| posts[*post] = Some((holders.len(), calendar(post))));
            let hours = Calendar::union(&calendars);
            holders.push(Holder { posts: all, hours, employed_since: None, away_since: None, seconds: 0 });
        }
        Self { setting: Some(setting), holders, posts, clash: None }
    }

    /// Whether nobody holds several posts.
    #[inline]
    pub(crate) const fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// A person has turned to something at `post`: nothing may be under way at another one then.
    pub(crate) fn turn(&mut self, at: SimTime, post: usize, duties: &[Duty]) {
        let Some((holder, _)) = self.posts[post] else { return };
        let Some(setting) = self.setting.filter(|_| self.clash.is_none()) else { return };
        let is_at_work = |post: &&usize| {
            let is_open = |calendar: usize| setting.calendars[calendar].hours.is_open(at);
            !matches!(duties[**post], Duty::Off | Duty::Free) && self.posts[**post].is_some_and(|(_, calendar)| is_open(calendar))
        };
        if self.holders[holder].posts.iter().filter(is_at_work).count() > 1 {
            let own = self.holders[holder].posts[0];
            self.clash = Some(format!("the person of number {own} is at two posts at once, {} s after the start", at.seconds()));
        }
    }

    /// A person is employed or leaves; counted at the own post.
    pub(crate) fn employ(&mut self, at: SimTime, post: usize, is_employed: bool) {
        let Some(holder) = self.of_own_post(post) else { return };
        holder.book(at);
        holder.employed_since = is_employed.then_some(at);
    }

    /// A person goes away on leave or ill, or is back; counted at the own post.
    pub(crate) fn absent(&mut self, at: SimTime, post: usize, is_away: bool) {
        let Some(holder) = self.of_own_post(post) else { return };
        holder.book(at);
        holder.away_since = is_away.then_some(at);
    }

    /// Forgets everything before `at`.
    pub(crate) fn start(&mut self, at: SimTime) {
        for holder in &mut self.holders {
            holder.book(at);
            holder.seconds = 0;
        }
    }

    /// Checks the `rows` of all posts against the hours of those who hold them.
    ///
    /// # Errors
    /// Names the first person who was at two posts at once, or whose hours are not those of the posts.
    pub(crate) fn check(&mut self, rows: &[PersonRow]) -> Result<(), String> {
        if let Some(clash) = self.clash.take() {
            return Err(clash);
        }
        for holder in &self.holders {
            let of_posts = || holder.posts.iter().map(|post| &rows[*post]);
            let rostered: u64 = of_posts().map(|row| row.rostered_seconds).sum();
            let booked: u64 = of_posts().map(|row| row.busy_seconds() + row.idle_seconds).sum();
            let overtime: u64 = of_posts().map(|row| row.overtime_seconds).sum();
            if rostered != holder.seconds || booked != holder.seconds + overtime {
                let (name, hours) = (&rows[holder.posts[0]].person, holder.seconds);
                return Err(format!(
                    "the posts of {name} do not share out their hours: {hours} s on duty and {overtime} s beyond, {rostered} s rostered \
                     and {booked} s booked at all posts together"
                ));
            }
        }
        Ok(())
    }

    fn of_own_post(&mut self, post: usize) -> Option<&mut Holder> {
        let (holder, _) = (*self.posts.get(post)?)?;
        Some(&mut self.holders[holder]).filter(|holder| holder.posts[0] == post)
    }
}

impl Holder {
    /// Counts the hours up to `at`.
    fn book(&mut self, at: SimTime) {
        let Some(since) = self.employed_since else { return };
        if self.away_since.is_none() {
            self.seconds += u64::from(self.hours.working_between(since, at).seconds());
        }
        self.employed_since = Some(at);
    }
}
