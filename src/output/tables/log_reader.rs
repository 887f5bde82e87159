//! What the rows of both logs of a run are read with: names, places and civil times.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::origins::Origins;
use crate::measure::event_log::{EventLog, EventRow, RulesRow};
use crate::measure::run_result::RunResult;
use crate::scenario::Setting;
use crate::scenario::setting::CountedAt;
use crate::units::SimTime;
use crate::units::key::Group;
use crate::world::{IssueKey, Origin};

/// What the rows of one run are read with.
pub(super) struct EventReader<'a> {
    pub(super) setting: &'a Setting,
    pub(super) result: &'a RunResult,
    zone: &'a TimeZone,
    origin: Option<Timestamp>,
    pub(super) origins: Origins<'a>,
    log: &'a EventLog,
}

impl<'a> EventReader<'a> {
    pub(super) fn new(setting: &'a Setting, result: &'a RunResult, log: &'a EventLog) -> Self {
        let zone = &setting.span.zone;
        let origin = setting.span.start.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp());
        Self { setting, result, zone, origin, origins: Origins::of(setting), log }
    }

    /// The civil time of `at` with its offset; `None` after the last day that calendars know (the year 9999).
    pub(super) fn time(&self, at: SimTime) -> Option<String> {
        let instant = self.origin?.checked_add(SignedDuration::from_secs(i64::from(at.seconds()))).ok()?;
        Some(instant.display_with_offset(self.zone.to_offset(instant)).to_string())
    }

    /// The level at whose units the trigger of `row` counts; `None` where it counts everywhere.
    pub(super) fn level_of_rules(&self, row: &RulesRow) -> Option<&str> {
        let level = match self.setting.triggers[usize::from(row.trigger)].scope {
            CountedAt::Everywhere => return None,
            CountedAt::Level(level) => level,
            CountedAt::Group { group, .. } => self.setting.units[group].level,
        };
        Some(Group::Level(level).name(self.setting))
    }

    pub(super) fn due(&self, row: &EventRow) -> Option<String> {
        (row.due != SimTime::NEVER).then(|| self.time(row.due)).flatten()
    }

    /// Which issue it is, whatever the policy, or which one a department does its part in; `None` of a background task, which is none.
    pub(super) fn issue(&self, row: &EventRow) -> Option<String> {
        let is_task = self.setting.categories[row.category.index()].is_background_task();
        (!is_task).then(|| self.text(row.key))
    }

    /// Which case it is a part of, or came back from.
    pub(super) fn parent(&self, row: &EventRow) -> Option<String> {
        self.log.parent(row).map(|key| self.text(key))
    }

    fn text(&self, key: IssueKey) -> String {
        key.text(self.log.sources.get(key.source as usize).map_or("", String::as_str))
    }

    /// What it has in common with other issues: the first issue of its cluster, else building and category where there are hot
    /// spots of them.
    pub(super) fn cause(&self, row: &EventRow) -> Option<String> {
        if row.in_cluster {
            return Some(self.text(row.key.first_of_cluster()));
        }
        let spots = self.setting.hot_spots.as_ref()?;
        if spots.cv[row.category.index()] <= 0.0 {
            return None;
        }
        let place = self.origins.name(row.origin)?;
        let building = if matches!(row.origin, Origin::Household(_)) { place.rsplit_once('/')?.0 } else { &place };
        Some(format!("{building}:{}", self.setting.categories[row.category.index()].name))
    }

    pub(super) fn unit(&self, row: &EventRow) -> &'a str {
        &self.result.units[row.unit.index()].path
    }

    pub(super) fn person(&self, row: &EventRow) -> Option<&'a str> {
        row.person.map(|person| self.result.people[person.index()].person.as_str())
    }
}
