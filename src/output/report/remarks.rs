//! The remarks that a run makes of itself, in words: queues that grow, by their unit; the busiest unit; that nobody is busy;
//! sizes of grids that could not be cut as asked; rounds that do not depend on how many people go on them; agendas that leave
//! something out, and more tasks than hours. What is said of several policies alike is said once.

use crate::experiment::analysis::loads::{HALF_BUSY, Loads, UnitLoad};
use crate::experiment::analysis::task_load::{TaskLoad, task_loads};
use crate::experiment::design::plan::Plan;
use crate::output::language::message::Message;
use crate::output::language::number::{decimals, number};
use crate::output::language::wording::Wording;
use crate::scenario::Setting;
use crate::scenario::idle_calendars::unfollowed;
use crate::scenario::setting::{AFTER_ISSUES, Agenda, Limit, Occupation, Planned, Round, RoundKind, Task, Unreached};
use crate::scenario::trigger_reach::{OutOfReach, out_of_reach};
use crate::units::RoleId;

/// Growing queues that are named, at most; the others are counted.
const NAMED: usize = 3;

/// A role, and what its agenda leaves out.
type LeftOut = (String, Vec<Occupation>);

/// Puts `item` into the group that `is_same` finds, or into a group of its own.
fn put<K: PartialEq, V>(groups: &mut Vec<(K, Vec<V>)>, key: K, item: V) {
    match groups.iter_mut().find(|(known, _)| *known == key) {
        Some((_, items)) => items.push(item),
        None => groups.push((key, vec![item])),
    }
}

/// A share in whole percent, but for one decimal where whole ones would say 0 or 100.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let is_extreme = (percent < 0.5 && percent > 0.0) || (99.5..100.0).contains(&percent);
    format!("{}%", number(percent, usize::from(is_extreme)))
}

/// What a round is called.
const fn kind_of(round: &Round) -> Message {
    match round.kind {
        RoundKind::Visit => Message::RoundVisits,
        RoundKind::Patrol => Message::RoundPatrols,
        RoundKind::Tour => Message::RoundTours,
    }
}

impl Wording<'_> {
    /// Policies, given by name, as a list of what they are called.
    fn called(self, policies: &[String]) -> String {
        self.policies(policies.iter().map(String::as_str))
    }

    fn listed(self, list: &[String]) -> String {
        list.join(self.say(Message::Comma))
    }

    /// Queues that grow without bound, unit by unit, the fastest first.
    pub(crate) fn growing(self, plan: &Plan, loads: &[Loads]) -> Vec<String> {
        let mut units: Vec<(&str, Vec<String>)> = Vec::new();
        let mut rates: Vec<(&str, f64)> = Vec::new();
        for (policy, own) in plan.identity.policies.iter().zip(loads) {
            for unit in &own.growing {
                let [first, .., last] = unit.growth.quarters.map(|mean| number(mean, decimals(mean).min(1)));
                let rate = number(unit.growth.per_day, decimals(unit.growth.per_day));
                let called = self.policy(policy);
                let values = [("first", first.as_str()), ("last", &last), ("policy", &called), ("rate", &rate)];
                let case = self.fill(Message::QueueCase, &values);
                put(&mut units, unit.path.as_str(), case);
                rates.push((&unit.path, unit.growth.per_day));
            }
        }
        let rate = |unit: &str| rates.iter().filter(|(path, _)| *path == unit).map(|(_, rate)| *rate).fold(0.0, f64::max);
        units.sort_by(|a, b| rate(b.0).total_cmp(&rate(a.0)));
        let more = units.len().saturating_sub(NAMED);
        let named = units.iter().take(NAMED);
        let sentence = |(unit, cases): &(&str, Vec<String>)| {
            self.fill(Message::QueueGrows, &[("unit", &self.unit_path(unit)), ("cases", &self.listed(cases))])
        };
        let mut sentences: Vec<String> = named.map(sentence).collect();
        sentences.extend((more > 0).then(|| self.fill(Message::QueuesMore, &[("count", &more.to_string())])));
        sentences
    }

    /// The busiest unit under each policy.
    pub(crate) fn busiest_units(self, plan: &Plan, loads: &[Loads]) -> Option<String> {
        let mut busiest: Vec<(&str, Vec<String>)> = Vec::new();
        for (setting, own) in plan.settings.iter().zip(loads) {
            let Some(UnitLoad { path, load }) = &own.busiest_unit else { continue };
            let load = self.fill(Message::LoadUnder, &[("load", &percent(*load)), ("policy", &self.policy(&setting.policy))]);
            put(&mut busiest, path.as_str(), load);
        }
        let case = |(unit, loads): &(&str, Vec<String>)| {
            self.fill(Message::SizeOf, &[("measure", &self.unit_path(unit)), ("size", &self.listed(loads))])
        };
        let cases: Vec<String> = busiest.iter().map(case).collect();
        (!cases.is_empty()).then(|| self.fill(Message::BusiestUnit, &[("units", &self.listed(&cases))]))
    }

    /// That nobody is busy, under which policies.
    pub(crate) fn idle(self, plan: &Plan, loads: &[Loads]) -> Option<String> {
        let idle: Vec<(&Setting, &Loads)> = plan.settings.iter().zip(loads).filter(|(_, own)| own.is_idle()).collect();
        self.nobody_busy(&idle)
    }

    /// That no role is more than half busy under the policies in `idle`, with the highest load among them.
    fn nobody_busy(self, idle: &[(&Setting, &Loads)]) -> Option<String> {
        let roles = idle.iter().filter_map(|(setting, own)| {
            let (role, load) = own.busiest_role?;
            Some((self.thing(&setting.roles[role.index()].name), load))
        });
        let (role, load) = roles.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        let policies: Vec<String> = idle.iter().map(|(setting, _)| setting.policy.clone()).collect();
        let (policies, load) = (self.called(&policies), percent(load));
        let values = [("policies", policies.as_str()), ("role", role), ("load", &load)];
        let mut busy: Vec<String> = Vec::new();
        for unit in idle.iter().filter_map(|(_, own)| own.busiest_unit.as_ref()).filter(|unit| unit.load > HALF_BUSY) {
            let called = self.unit_path(&unit.path);
            if !busy.contains(&called) {
                busy.push(called);
            }
        }
        if busy.is_empty() {
            return Some(self.fill(Message::NobodyBusy, &values));
        }
        Some(self.fill(Message::NobodyBusyBut, &[values[0], values[1], values[2], ("units", &self.listed(&busy))]))
    }

    /// What can be said of settings before anything runs: sizes that could not be reached, agendas that leave out what there is to
    /// do, and more tasks than hours.
    #[must_use]
    pub fn of_settings(self, settings: &[Setting]) -> Vec<String> {
        let beyond_hours = self.beyond_hours(settings).into_iter().collect();
        let has_price = |setting: &Setting| setting.costs.as_ref().is_some_and(|costs| costs.volunteer_hour.is_some());
        let is_idle_price = settings.iter().any(has_price) && !settings.iter().any(Setting::has_volunteers);
        let idle_price: Vec<String> = is_idle_price.then(|| self.say(Message::ShadowWithout).to_owned()).into_iter().collect();
        let levers = [self.unreached(settings), self.unmoved_rounds(settings), self.left_out(settings)].concat();
        [levers, beyond_hours, self.idle_triggers(settings), idle_price, self.unfollowed(settings)].concat()
    }

    /// Calendars that nobody has.
    fn unfollowed(self, settings: &[Setting]) -> Vec<String> {
        let names: Vec<String> = unfollowed(settings).iter().map(|name| format!("`{name}`")).collect();
        let sentence = (!names.is_empty()).then(|| self.fill(Message::CalendarsOfNobody, &[("calendars", &self.listed(&names))]));
        sentence.into_iter().collect()
    }

    /// Changes that depend on a state which can hardly come.
    fn idle_triggers(self, settings: &[Setting]) -> Vec<String> {
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for setting in settings {
            for trigger in &setting.triggers {
                let Some(why) = out_of_reach(setting, trigger) else { continue };
                let above = trigger.above.to_string();
                // the policies come last, once they are known
                let policies = ("policies", "{policies}");
                let sentence = match why {
                    OutOfReach::NoPromise => self.fill(Message::TriggerNoPromise, &[("above", &above), policies]),
                    OutOfReach::Issues { expected } => {
                        let expected = number(expected, 0);
                        let values = [("above", above.as_str()), ("counted", trigger.counted.name()), ("expected", &expected), policies];
                        self.fill(Message::TriggerTooHigh, &values)
                    }
                };
                put(&mut found, sentence, setting.policy.clone());
            }
        }
        found.iter().map(|(sentence, policies)| sentence.replace("{policies}", &self.listed(policies))).collect()
    }

    /// Groups whose tasks alone would take more than the hours there are.
    fn beyond_hours(self, settings: &[Setting]) -> Option<String> {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for setting in settings {
            for TaskLoad { group, load } in task_loads(setting).into_iter().filter(|of| of.load > 1.0) {
                let load = self.fill(Message::LoadUnder, &[("load", &percent(load)), ("policy", &self.policy(&setting.policy))]);
                put(&mut groups, group, load);
            }
        }
        let case =
            |(group, loads): &(String, Vec<String>)| self.fill(Message::SizeOf, &[("measure", group), ("size", &self.listed(loads))]);
        let cases: Vec<String> = groups.iter().map(case).collect();
        (!cases.is_empty()).then(|| self.fill(Message::TasksBeyondHours, &[("loads", &self.listed(&cases))]))
    }

    /// Roles whose agenda leaves out what there is for them to do.
    fn left_out(self, settings: &[Setting]) -> Vec<String> {
        let mut found: Vec<(LeftOut, Vec<String>)> = Vec::new();
        for setting in settings {
            let Some(rules) = setting.epochs.first().map(|epoch| &epoch.rules) else { continue };
            for (index, (role, own)) in setting.roles.iter().zip(&rules.roles).enumerate() {
                let id = RoleId::new(index);
                let is_there = rules.staff.iter().any(|staff| staff.role == id && staff.count > 0);
                let has = |occupation: &Occupation| match occupation {
                    Occupation::Meetings => rules.meetings.iter().any(|meeting| meeting.roles.contains(&id)),
                    Occupation::Cases => own.field.takes_cases,
                    Occupation::Rounds => rules.rounds.iter().any(|round| round.role == id),
                    Occupation::Tasks => {
                        let is_after = |task: &Task| rules.categories[task.category.index()].priority == AFTER_ISSUES;
                        own.field.takes_cases && rules.tasks.iter().any(is_after)
                    }
                };
                let left_out: Vec<Occupation> =
                    Agenda::USUAL.into_iter().filter(|occupation| has(occupation) && !own.agenda.has(*occupation)).collect();
                if is_there && !left_out.is_empty() {
                    put(&mut found, (role.name.clone(), left_out), setting.policy.clone());
                }
            }
        }
        let thing = |occupation: &Occupation| {
            let message = match occupation {
                Occupation::Meetings => Message::ThingMeetings,
                Occupation::Cases => Message::ThingCases,
                Occupation::Rounds => Message::ThingRounds,
                Occupation::Tasks => Message::ThingTasks,
            };
            self.say(message).to_owned()
        };
        let sentence = |((role, left_out), policies): &(LeftOut, Vec<String>)| {
            let things: Vec<String> = left_out.iter().map(thing).collect();
            let (things, policies) = (self.listed(&things), self.called(policies));
            self.fill(Message::AgendaLeavesOut, &[("role", self.thing(role)), ("things", &things), ("policies", &policies)])
        };
        found.iter().map(sentence).collect()
    }

    /// Sizes of grids and of members' circles that could not be reached.
    #[must_use]
    pub fn unreached(self, settings: &[Setting]) -> Vec<String> {
        let mut found: Vec<(&Unreached, Vec<String>)> = Vec::new();
        for setting in settings {
            for unreached in setting.units.iter().filter_map(|group| group.unreached.as_ref()) {
                put(&mut found, unreached, setting.policy.clone());
            }
        }
        found.iter().map(|(unreached, policies)| self.unreached_by(unreached, policies)).collect()
    }

    /// Rounds planned as a share of the place by people whose number differs between policies.
    #[must_use]
    pub fn unmoved_rounds(self, settings: &[Setting]) -> Vec<String> {
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for role in settings.first().map_or(&[][..], |setting| &setting.roles) {
            let mut counts: Vec<(i64, Vec<String>)> = Vec::new();
            let mut rounds: Vec<String> = Vec::new();
            for setting in settings {
                let Some(id) = setting.roles.iter().position(|other| other.name == role.name).map(RoleId::new) else { continue };
                let shared = setting.epochs.iter().flat_map(|epoch| &epoch.rules.rounds);
                let shared = shared.filter(|round| round.role == id && matches!(round.planned, Planned::Share(share) if share.get() > 0.0));
                let names: Vec<String> = shared.map(|round| self.say(kind_of(round)).to_owned()).collect();
                let (count, is_named) = (setting.head_count(id), counts.iter().any(|(_, policies)| policies.contains(&setting.policy)));
                if names.is_empty() || count <= 0 || is_named {
                    continue;
                }
                rounds.extend(names);
                put(&mut counts, count, setting.policy.clone());
            }
            if counts.len() > 1 {
                rounds.sort();
                rounds.dedup();
                let under = |(count, policies): &(i64, Vec<String>)| {
                    self.fill(Message::LoadUnder, &[("load", &count.to_string()), ("policy", &self.called(policies))])
                };
                let cases: Vec<String> = counts.iter().map(under).collect();
                found.push((role.name.clone(), vec![self.listed(&cases), self.listed(&rounds)]));
            }
        }
        let sentence = |(role, parts): &(String, Vec<String>)| {
            self.fill(Message::RoundsUnmoved, &[("role", self.thing(role)), ("cases", &parts[0]), ("rounds", &parts[1])])
        };
        found.iter().map(sentence).collect()
    }

    fn unreached_by(self, Unreached { asked, got, limit }: &Unreached, policies: &[String]) -> String {
        let (mut role, mut people) = (String::new(), String::new());
        let (message, why) = match limit {
            Limit::Staff { role: name, people: count } => {
                (role, people) = (self.thing(name).to_owned(), count.to_string());
                (Message::GridsShared, String::new())
            }
            Limit::Buildings => (Message::GridsUnreached, self.say(Message::LimitBuildings).to_owned()),
            Limit::Communities => (Message::GridsUnreached, self.say(Message::LimitCommunities).to_owned()),
            Limit::Linked => (Message::MembersUnreached, String::new()),
        };
        let size = |households: f64| number(households, decimals(households).min(1));
        let several = number(got / asked, 1);
        let values = [("asked", asked.to_string()), ("got", size(*got)), ("policies", self.called(policies)), ("why", why)];
        let of_staff = [("role", role), ("people", people), ("several", several)];
        let values: Vec<(&str, &str)> = values.iter().chain(&of_staff).map(|(gap, value)| (*gap, value.as_str())).collect();
        self.fill(message, &values)
    }
}
