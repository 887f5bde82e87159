//! Calendars that nobody has: most often a role was to have one, and is on duty around the clock instead.

use std::collections::BTreeSet;

use super::blocks::calendars::ALWAYS;
use super::setting::Setting;
use crate::units::{Calendar, CalendarId, SimTime};

/// Calendars of the file that are nobody's hours under any of `settings`, and no hours in which promises count.
#[must_use]
pub fn unfollowed(settings: &[Setting]) -> Vec<&str> {
    let mut named: Vec<&str> = Vec::new();
    let mut followed: BTreeSet<&str> = BTreeSet::from([ALWAYS]);
    for setting in settings {
        let name = |calendar: CalendarId| setting.calendars[calendar.index()].name.as_str();
        for rules in setting.epochs.iter().map(|epoch| &epoch.rules) {
            followed.extend(rules.roles.iter().map(|role| name(role.calendar)));
            followed.extend(rules.posts.iter().filter_map(|post| Some(name(post.own_hours?.calendar))));
            followed.extend(rules.centres.iter().filter_map(|centres| Some(name(centres.hours?))));
        }
        let end = setting.span.end();
        let counts = |hours: &Calendar| hours.within(SimTime::ZERO, end).eq(setting.working_hours.within(SimTime::ZERO, end));
        followed.extend(setting.calendars.iter().filter(|calendar| counts(&calendar.hours)).map(|calendar| calendar.name.as_str()));
        // what is put together of several has a name with spaces
        let written = setting.calendars.iter().map(|calendar| calendar.name.as_str()).filter(|name| !name.contains(' '));
        for name in written {
            if !named.contains(&name) {
                named.push(name);
            }
        }
    }
    named.retain(|name| !followed.contains(name));
    named
}
