//! Further posts in the first world: entities like those of people, at the unit and in the role of the post, bound to the person
//! who holds it. The post has the random numbers, the motivation and the service of its holder.

use std::collections::BTreeMap;

use super::person::Person;
use super::roster::Roster;
use crate::scenario::Setting;
use crate::scenario::setting::{HeldPost, dealt};
use crate::units::{PersonId, RoleId, UnitId};

/// A post, by its index among those of the rules, and the unit, role and rank of its holder.
pub(super) type Further = (usize, (UnitId, RoleId, u16));

/// Further posts by the unit and role in which they are.
pub(super) type FurtherPosts = BTreeMap<(UnitId, RoleId), Vec<Further>>;

/// The further posts that somebody holds.
pub(super) fn further(setting: &Setting, roster: &Roster) -> FurtherPosts {
    let mut further = FurtherPosts::new();
    let Some(rules) = setting.epochs.first().map(|epoch| &epoch.rules).filter(|rules| !rules.posts.is_empty()) else { return further };
    let (held, _) = dealt(&rules.posts, &rules.staff, setting);
    for HeldPost { post, holder_unit, holder_rank, at } in held {
        let kind = &rules.posts[post];
        let (unit, of) = (roster.group(kind.at)[at], roster.group(kind.of)[holder_unit]);
        let holder = (of, kind.holder, u16::try_from(holder_rank).unwrap_or(u16::MAX));
        further.entry((unit, kind.role)).or_default().push((post, holder));
    }
    further
}

/// Binds the posts to those who hold them and divides their hours; own post and further post of each, rising.
pub(super) fn hold(setting: &Setting, further: &FurtherPosts, people: &mut [Person]) -> Vec<(PersonId, PersonId)> {
    let place = |person: &Person| (person.unit, person.role, person.rank);
    let mut held = Vec::new();
    for ((unit, role), posts) in further {
        let end = people.partition_point(|person| (person.unit, person.role, person.is_extra) <= (*unit, *role, false));
        for (post, (kind, holder)) in (end - posts.len()..end).zip(posts) {
            let own = people.partition_point(|person| place(person) < *holder);
            held.push((*kind, PersonId::new(own), PersonId::new(post)));
        }
    }
    // hours are divided before they are served at other posts as well
    for (kind, holder, post) in &held {
        people[post.index()].holder = Some(*holder);
        if let Some(hours) = setting.epochs[0].rules.posts[*kind].own_hours {
            people[holder.index()].calendar = hours.rest;
            people[post.index()].calendar = hours.calendar;
        }
    }
    held.sort_unstable_by_key(|(kind, holder, post)| (*holder, *kind, *post));
    for (_, holder, post) in held.iter().filter(|(kind, ..)| setting.epochs[0].rules.posts[*kind].own_hours.is_none()) {
        people[post.index()].calendar = people[holder.index()].calendar;
        join(people, *holder, *post);
    }
    held.sort_unstable_by_key(|(_, holder, post)| (*holder, *post));
    held.into_iter().map(|(_, holder, post)| (holder, post)).collect()
}

/// Puts `post` last among those that are served in the hours of `own`.
fn join(people: &mut [Person], own: PersonId, post: PersonId) {
    let mut last = own;
    while let Some(next) = people[last.index()].beside.filter(|next| *next != own) {
        last = next;
    }
    people[last.index()].beside = Some(post);
    people[post.index()].beside = Some(own);
}

/// Gives further posts what is the person's.
pub(super) fn share(people: &mut [Person]) {
    for index in 0..people.len() {
        let Some(holder) = people[index].holder else { continue };
        let Person { luck, motivation, from, .. } = people[holder.index()];
        let post = &mut people[index];
        (post.luck, post.motivation, post.from) = (luck, motivation, from);
    }
}
