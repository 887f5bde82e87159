//! Duty hours that a policy changes, on a date or while the run is in a state.
//!
//! Dates are known before a run begins. So the hours that people of a role have until a date and from it on are put together into one
//! calendar, and a piece of work begun before the date is seen to end in the hours that come. A state is not known beforehand: for
//! every set of triggers there is such a calendar, and people turn to another one when what holds changes.

use crate::scenario::setting::{Epoch, Post, Setting};
use crate::scenario::structure::{NamedCalendar, Structure};
use crate::scenario::text::context::Context;
use crate::scenario::text::tree::Node;
use crate::units::{Calendar, CalendarId, RoleId, SimTime};

/// Calendars one after the other, each from its start.
type Parts = Vec<(SimTime, CalendarId)>;

/// Gives every role the calendars that the epochs of `setting` make of its hours, and posts with hours of their own what is left of
/// those of their holders.
pub(crate) fn add_calendars(setting: &mut Setting) {
    let posts: Vec<Post> = setting.epochs.first().map_or_else(Vec::new, |epoch| epoch.rules.posts.clone());
    let written = setting.calendars.len();
    let first = written + posts.iter().filter(|post| post.own_hours.is_some()).count();
    let mut changing: Vec<Parts> = Vec::new();
    let mut followed = |parts: Parts| {
        if let [(_, only)] = parts[..] {
            return only;
        }
        let known = changing.iter().position(|known| *known == parts);
        let number = known.unwrap_or(changing.len());
        if known.is_none() {
            changing.push(parts);
        }
        CalendarId::new(first + number)
    };
    let sets = 1_usize << setting.triggers.len();
    for role in 0..setting.roles.len() {
        let mut by_state: Vec<CalendarId> =
            (0..sets).map(|holds| followed(parts(setting.epochs.iter().skip(holds).step_by(sets), role))).collect();
        let Some(usual) = by_state.first().copied() else { continue };
        if by_state.iter().all(|calendar| *calendar == usual) {
            by_state.clear();
        }
        setting.roles[role].calendar = usual;
        setting.roles[role].by_state = by_state;
    }
    let together: Vec<NamedCalendar> = changing.iter().map(|parts| put_together(parts, &setting.calendars)).collect();
    let hours = |calendar: CalendarId| match calendar.index().checked_sub(first) {
        Some(number) => &together[number],
        None => &setting.calendars[calendar.index()],
    };
    let left = rests(&posts, &setting.structure, hours);
    setting.calendars.extend(left.into_iter().chain(together));
}

/// The calendars of a role in `epochs`, each from when it is another one than before.
fn parts<'e>(epochs: impl Iterator<Item = &'e Epoch>, role: usize) -> Parts {
    let mut parts: Parts = epochs.map(|epoch| (epoch.from, epoch.rules.roles[role].calendar)).collect();
    parts.dedup_by_key(|(_, calendar)| *calendar);
    parts
}

fn put_together(parts: &[(SimTime, CalendarId)], calendars: &[NamedCalendar]) -> NamedCalendar {
    let hours: Vec<(SimTime, &Calendar)> = parts.iter().map(|(from, calendar)| (*from, &calendars[calendar.index()].hours)).collect();
    let names: Vec<&str> = parts.iter().map(|(_, calendar)| calendars[calendar.index()].name.as_str()).collect();
    NamedCalendar { name: names.join(", then "), hours: Calendar::spliced(&hours) }
}

/// What is left of the hours of people whose posts have hours of their own, in the order of the posts.
fn rests<'c>(posts: &[Post], structure: &Structure, hours: impl Fn(CalendarId) -> &'c NamedCalendar) -> Vec<NamedCalendar> {
    let own_hours = posts.iter().filter_map(|post| Some((post.holder, post.own_hours?.calendar)));
    let rest = |(holder, further): (RoleId, CalendarId)| {
        let (own, further) = (hours(structure.roles[holder.index()].calendar), hours(further));
        let name = format!("{} without {}", own.name, further.name);
        NamedCalendar { name, hours: Calendar::difference(&own.hours, &further.hours) }
    };
    own_hours.map(rest).collect()
}

/// Reports hours that would change with the state of the run, of people who hold a further post: its hours are divided beforehand.
/// `node` is the table of `policy`.
pub(crate) fn report_bound(epochs: &[Epoch], (policy, node): (&str, Option<&Node>), structure: &Structure, context: &mut Context<'_>) {
    let Some(rules) = epochs.first().map(|epoch| &epoch.rules) else { return };
    let written = node.and_then(|node| node.get("dated")).map_or(&[][..], Node::items);
    for (number, over) in written.iter().enumerate().filter(|(_, over)| over.get("while").is_some()) {
        for post in &rules.posts {
            let name = structure.roles[post.holder.index()].name.as_str();
            if over.get("roles").and_then(|roles| roles.get(name)?.get("calendar")).is_none() {
                continue;
            }
            let message = format!(
                "the hours of people of the role `{name}` cannot change with the state of the run: some of them hold the post `{}`, whose \
                 hours are divided beforehand",
                post.name
            );
            let help = "change them from a date instead (`from = …`), or give the post to people of another role";
            let path = ["policies", policy, "dated", &number.to_string(), "roles", name, "calendar"];
            context.fault_in_file(&path, message, Some(help.into()));
        }
    }
}
