//! Posts: people who hold a further post beside their own.
//!
//! A post stands in the world like a person of its unit and role: it has a place among the free, cases, rounds and hours. Where
//! it has hours of its own, they are taken out of those of the holder's own post, so that nobody is at two places. Where it has
//! none, the person is free at both posts at once; what is begun at one takes the person off the other, and after each piece of
//! work they look at their posts in turn, so that none is left for good. Who goes away, comes into service or leaves does so at
//! all of them.

use crate::process::{RecordObserver, Simulation};
use crate::units::PersonId;

/// The posts that a person looks at for work, one after the other: first the one where something found on a round waits to be dealt
/// with, then those behind `post`, at last `post` itself.
pub(crate) fn in_turn<O: RecordObserver>(simulation: &Simulation<'_, O>, post: PersonId) -> Vec<PersonId> {
    let world = &simulation.world;
    let mut posts: Vec<PersonId> = world.posts_beside(post).chain([post]).collect();
    posts.sort_by_key(|post| world.people[post.index()].found.first().is_none());
    posts
}
