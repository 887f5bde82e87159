//! Posts: people who hold a further post beside their own, at another unit or in another role.
//!
//! A further post has *hours of its own*, in which its holder is there and nowhere else, or it has none and is served in the
//! hours of the holder's own post, whichever of the two has work. Who holds which is dealt out here from the head counts of the
//! first rules, a pure function of them: posts nearest first, one after the other, so that more posts leave the earlier ones
//! where they are.

use std::collections::BTreeSet;

use schemars::JsonSchema;

use crate::scenario::blocks::roles::{RoleRules, ShiftEnd, role_named};
use crate::scenario::blocks::units::Staff;
use crate::scenario::structure::Structure;
use crate::scenario::text::context::Context;
use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::quantity::Name;
use crate::units::{CalendarId, RoleId, Share};

/// A sum of shares that is so little short of a whole post is one: what rounding alone leaves out.
const ROUNDING: f64 = 1e-9;

/// Further posts that people of one role hold beside their own.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Post")]
pub(crate) struct WrittenPost {
    /// Name.
    pub name: Name,
    /// Role of those who hold them.
    pub holder: String,
    /// Name of the group of units that these people belong to (default: the only one with people of the role).
    pub of: Option<String>,
    /// Role that they have at the further post.
    pub also: String,
    /// Name of the group of units where the posts are.
    pub at: String,
    /// How many at each unit (default 1 unless there is a `share`).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub count: Option<u32>,
    /// Share of the holders who have one, dealt out over the units, instead of `count`.
    pub share: Option<Fraction>,
    /// Name of the hours of the post, in which its holder is there and nowhere else (default: it is served in the hours of
    /// the holder's own post, whichever has work).
    pub calendar: Option<String>,
}

/// Further posts of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// Name in the scenario file.
    pub name: String,
    /// Role of those who hold them.
    pub holder: RoleId,
    /// Index in [`Structure::units`] of the group that these people belong to.
    pub of: usize,
    /// Role at the further post.
    pub role: RoleId,
    /// Index of the group of units where the posts are.
    pub at: usize,
    /// How many there are.
    pub number: PostNumber,
    /// Hours in which the holder is there and nowhere else; `None` where it is served in the hours of the own post.
    pub own_hours: Option<OwnHours>,
}

/// How many further posts there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PostNumber {
    /// So many at each unit.
    AtEach(u32),
    /// One for each of this share of the holders.
    OfHolders(Share),
}

/// Hours of a post in which its holder is there and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnHours {
    /// The hours of the further post.
    pub calendar: CalendarId,
    /// The hours of the holder's role without them: what is left for the own post.
    pub rest: CalendarId,
}

/// A further post and who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// Index among the posts of the rules.
    pub post: usize,
    /// The unit, within its group, that the holder belongs to.
    pub holder_unit: usize,
    /// Rank of the holder among the people of the role there, from 0.
    pub holder_rank: u32,
    /// The unit, within its group, where the post is.
    pub at: usize,
}

/// The posts of the file; those that nobody would hold are left out.
pub(crate) fn posts(
    written: &[WrittenPost],
    roles: &[RoleRules],
    staff: &[Staff],
    structure: &Structure,
    context: &mut Context<'_>,
) -> Vec<Post> {
    let mut posts = Vec::new();
    let mut calendars = structure.calendars.len();
    for written in written {
        let Some(mut post) = post(written, staff, structure, context) else { continue };
        if post.number == PostNumber::AtEach(0) || post.number == PostNumber::OfHolders(Share::ZERO) {
            continue;
        }
        if let Some(hours) = &mut post.own_hours {
            hours.rest = CalendarId::new(calendars);
            calendars += 1;
            report_overtime(&post, roles, structure, context);
        }
        posts.push(post);
    }
    if context.report.is_clean() {
        report_unheld(&posts, staff, structure, context);
    }
    posts
}

fn post(written: &WrittenPost, staff: &[Staff], structure: &Structure, context: &mut Context<'_>) -> Option<Post> {
    let name = written.name.0.as_str();
    let path = |key: &'static str| ["posts", name, key];
    let holder = role_named(&written.holder, &path("holder"), structure, context);
    let role = role_named(&written.also, &path("also"), structure, context);
    let groups = || structure.units.iter().map(|group| group.name.as_str());
    let at = context.find(&written.at, groups(), &path("at"), ("unit", "units"));
    let own_hours = written.calendar.as_ref().map(|calendar| {
        let known = structure.calendars.iter().map(|calendar| calendar.name.as_str());
        context.find(calendar, known, &path("calendar"), ("calendar", "calendars"))
    });
    let of = match &written.of {
        Some(of) => context.find(of, groups(), &path("of"), ("unit", "units")),
        None => holder.and_then(|holder| only_group(name, holder, staff, structure, context)),
    };
    if written.count.is_some() && written.share.is_some() {
        let message = "stands beside `count`; expected the posts at each unit or the share of the holders who have one";
        context.fault(&path("share"), message, Some("remove one of them".into()));
        return None;
    }
    let number = match &written.share {
        Some(share) => PostNumber::OfHolders(Share::new(share.0)?),
        None => PostNumber::AtEach(written.count.unwrap_or(1)),
    };
    let own_hours = match own_hours {
        None => None,
        Some(calendar) => Some(OwnHours { calendar: CalendarId::new(calendar?), rest: CalendarId::new(0) }),
    };
    let post = Post { name: name.to_owned(), holder: holder?, of: of?, role: role?, at: at?, number, own_hours };
    may_be(&post, staff, structure, context).then_some(post)
}

/// The only group with people of the role `holder`; none or several are reported.
fn only_group(name: &str, holder: RoleId, staff: &[Staff], structure: &Structure, context: &mut Context<'_>) -> Option<usize> {
    let groups: BTreeSet<usize> = staff.iter().filter(|staff| staff.role == holder && staff.count > 0).map(|staff| staff.group).collect();
    let role = &structure.roles[holder.index()].name;
    match groups.len() {
        1 => groups.first().copied(),
        0 => {
            let message = format!("there is nobody of the role `{role}`: a post without a person");
            context.fault(&["posts", name, "holder"], message, Some(format!("add `staff = [{{ role = \"{role}\" }}]` to a unit")));
            None
        }
        _ => {
            let names: Vec<String> = groups.iter().map(|group| format!("`{}`", structure.units[*group].name)).collect();
            let message = format!("people of the role `{role}` are at {}; whose they are is missing", names.join(" and at "));
            let first = groups.first().map_or("", |group| structure.units[*group].name.as_str());
            context.fault(&["posts", name, "of"], message, Some(format!("for example `of = \"{first}\"`")));
            None
        }
    }
}

/// Whether there can be such posts at all; what stands in the way is reported.
fn may_be(post: &Post, staff: &[Staff], structure: &Structure, context: &mut Context<'_>) -> bool {
    let name = post.name.as_str();
    let (role, of) = (&structure.roles[post.holder.index()].name, &structure.units[post.of]);
    let has_holder = |staff: &Staff| staff.role == post.holder && staff.group == post.of && staff.count > 0;
    if !staff.iter().any(has_holder) {
        let message = format!("there is nobody of the role `{role}` at `{}`: a post without a person", of.name);
        let elsewhere = staff.iter().find(|staff| staff.role == post.holder && staff.count > 0);
        let help = elsewhere.map(|staff| format!("people of the role are at `{}`", structure.units[staff.group].name));
        context.fault(&["posts", name, "holder"], message, help);
        return false;
    }
    if post.of == post.at && post.holder == post.role && of.count == 1 {
        let message = format!("is the post that the people of the role `{role}` at `{}` hold already", of.name);
        let help = "expected another role, or another unit in `at`";
        context.fault(&["posts", name, "also"], message, Some(help.into()));
        return false;
    }
    if structure.members.as_ref().is_some_and(|members| members.group == post.at) {
        let message = "the unit of a member has one person, the member; expected another unit";
        context.fault(&["posts", name, "at"], message, None);
        return false;
    }
    true
}

/// Reports overtime of people whose hours are divided: it would reach into the hours of the other post.
fn report_overtime(post: &Post, roles: &[RoleRules], structure: &Structure, context: &mut Context<'_>) {
    for (key, role) in [("holder", post.holder), ("also", post.role)] {
        if roles.get(role.index()).is_some_and(|rules| rules.shift_end == ShiftEnd::Finish) {
            let name = &structure.roles[role.index()].name;
            let message = format!("people of the role `{name}` finish work in overtime, and the hours of the post have an end");
            let help = format!("write `shift_end = \"suspend\"` or \"hand_over\" in `[roles.{name}]`, or leave `calendar` out");
            context.fault(&["posts", &post.name, key], message, Some(help));
        }
    }
}

/// Reports posts that there is nobody to hold.
fn report_unheld(posts: &[Post], staff: &[Staff], structure: &Structure, context: &mut Context<'_>) {
    let (_, unheld) = dealt(posts, staff, structure);
    for (post, count) in posts.iter().zip(unheld).filter(|(_, count)| *count > 0) {
        let (role, of) = (&structure.roles[post.holder.index()].name, &structure.units[post.of].name);
        let free = if post.own_hours.is_some() { " without another post with hours of its own" } else { "" };
        let message = format!("{count} of the posts would be without a person: there are too few of the role `{role}` at `{of}`{free}");
        let help = match post.own_hours {
            Some(_) => "lower `count`, say a `share` of the holders, or add people: hours of its own are spent at one post",
            None => "add people to each unit, or choose units in `of` that have somebody near every post",
        };
        context.fault(&["posts", &post.name, "at"], message, Some(help.into()));
    }
}

/// Who holds which post under `staff`, and how many of each of the `posts` nobody can hold. A post goes to somebody of the same
/// branch of the organisation; one with hours of its own to somebody who has no other such post.
#[must_use]
pub fn dealt(posts: &[Post], staff: &[Staff], structure: &Structure) -> (Vec<HeldPost>, Vec<u32>) {
    let mut taken: BTreeSet<(usize, RoleId, usize, u32)> = BTreeSet::new();
    let (mut held, mut unheld) = (Vec::new(), Vec::new());
    for (index, post) in posts.iter().enumerate() {
        let mut missing = 0;
        let mut owed = 0.0;
        for (holders, units) in branches(post, staff, structure) {
            let number = match post.number {
                PostNumber::AtEach(count) => count as usize * units.len(),
                PostNumber::OfHolders(share) => whole(&mut owed, share.get() * holders.len() as f64),
            };
            let mut next = 0;
            for (nth, &at) in (0..number).zip(units.iter().cycle()) {
                let is_free = |(unit, rank): (usize, u32)| {
                    let is_same = post.of == post.at && post.holder == post.role && unit == at;
                    !is_same && (post.own_hours.is_none() || !taken.contains(&(post.of, post.holder, unit, rank)))
                };
                let places = (0..holders.len()).map(|step| (next + step) % holders.len());
                let Some(place) = places.into_iter().find(|place| is_free(holders[*place])) else {
                    missing += u32::try_from(number - nth).unwrap_or(u32::MAX);
                    break;
                };
                let (holder_unit, holder_rank) = holders[place];
                next = place + 1;
                if post.own_hours.is_some() {
                    taken.insert((post.of, post.holder, holder_unit, holder_rank));
                }
                held.push(HeldPost { post: index, holder_unit, holder_rank, at });
            }
        }
        unheld.push(missing);
    }
    (held, unheld)
}

/// The whole number that `owed` and `more` make; what is left over is owed on.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the people")]
fn whole(owed: &mut f64, more: f64) -> usize {
    *owed += more;
    let whole = (*owed + ROUNDING).floor();
    *owed = (*owed - whole).max(0.0);
    whole as usize
}

/// Holders, the first of every unit first, and the units of their posts.
type Branch = (Vec<(usize, u32)>, Vec<usize>);

/// Holders and units that belong together: those of the same branch where one group stands above the other, else all.
fn branches(post: &Post, staff: &[Staff], structure: &Structure) -> Vec<Branch> {
    let mut holders = holders(post, staff, structure);
    holders.sort_unstable_by_key(|(unit, rank)| (*rank, *unit));
    let units = 0..structure.units[post.at].count;
    let is_apart = post.of == post.at && post.holder == post.role;
    let above = |group: usize, unit: usize, wanted: usize| {
        let mut place = (group, unit);
        while place.0 != wanted {
            place = structure.unit_above(place.0, place.1)?;
        }
        Some(place.1)
    };
    let of_unit: Vec<Option<usize>> = units.clone().map(|unit| above(post.at, unit, post.of)).collect();
    let of_holder: Vec<Option<usize>> = holders.iter().map(|(unit, _)| above(post.of, *unit, post.at)).collect();
    if !is_apart && of_unit.iter().all(Option::is_some) {
        let own = |branch: usize| holders.iter().copied().filter(|(unit, _)| *unit == branch).collect::<Vec<_>>();
        let below = |branch: usize| units.clone().filter(|unit| of_unit[*unit] == Some(branch)).collect::<Vec<_>>();
        return (0..structure.units[post.of].count).map(|branch| (own(branch), below(branch))).filter(is_any).collect();
    }
    if !is_apart && of_holder.iter().all(Option::is_some) {
        let own = |branch: usize| {
            let pairs = holders.iter().zip(&of_holder).filter(|(_, above)| **above == Some(branch));
            pairs.map(|(holder, _)| *holder).collect::<Vec<_>>()
        };
        return units.clone().map(|branch| (own(branch), vec![branch])).collect();
    }
    vec![(holders, units.collect())]
}

/// Whether the branch has units with posts.
fn is_any((_, units): &Branch) -> bool {
    !units.is_empty()
}

/// Unit and rank of everybody who could hold the post.
fn holders(post: &Post, staff: &[Staff], structure: &Structure) -> Vec<(usize, u32)> {
    let mut counts = vec![0_i64; structure.units[post.of].count];
    for staff in staff.iter().filter(|staff| staff.group == post.of && staff.role == post.holder) {
        match staff.member {
            Some(unit) => counts[unit] += i64::from(staff.count),
            None => counts.iter_mut().for_each(|count| *count += i64::from(staff.count)),
        }
    }
    let ranks = |count: i64| 0..u32::try_from(count).unwrap_or(0);
    counts.into_iter().enumerate().flat_map(|(unit, count)| ranks(count).map(move |rank| (unit, rank))).collect()
}
