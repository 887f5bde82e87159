//! The rules of one moment: how people work, when issues move on, how categories are handled, who is in place.
//!
//! The same function serves the first moment and each date on which a policy changes something; that is why it sees
//! only what [`Rules`] may hold. Categories without work at a level where no unit stands take no time there.

use super::blocks::categories::{CategoryRules, category_rules};
use super::blocks::closing::{Closing, closing};
use super::blocks::discovery::{Discovery, discovery};
use super::blocks::escalation::{LevelRules, level_rules};
use super::blocks::feedback::{Feedback, feedback};
use super::blocks::file::File;
use super::blocks::meetings::{Meeting, meetings};
use super::blocks::passing::{Passing, passing};
use super::blocks::roles::{RoleRules, role_rules};
use super::blocks::rounds::{Round, rounds};
use super::blocks::routing::{Routing, routing};
use super::blocks::supervision::{Supervision, supervision};
use super::blocks::triage::{Triage, triage};
use super::blocks::units::{Dealt, Staff, in_charge, staff};
use super::coordination::centres::{Centres, centres};
use super::coordination::choices::{IssueChoice, choices};
use super::coordination::orders::{Orders, orders};
use super::coordination::whistle::{Whistle, whistle};
use super::duties::absence::{Absence, absence};
use super::duties::class_cases::{ClassCases, class_cases};
use super::duties::entry_rule::{EntryRule, entry_rule};
use super::duties::inspections::{Inspection, inspections};
use super::duties::posts::{Post, posts};
use super::duties::systems::entered_again;
use super::duties::tasks::{Task, tasks};
use super::endless::report_endless;
use super::incentives::assessment::{Assessment, assessment};
use super::incentives::points::{PointRules, points};
use super::structure::Structure;
use super::text::context::Context;
use crate::units::CategoryId;

/// Everything a policy may change while the run goes on. By default there is nobody, and everything is off.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// By [`RoleId`](crate::units::RoleId).
    pub roles: Vec<RoleRules>,
    /// Leave and illness; `None` when nobody is ever away.
    pub absence: Option<Absence>,
    /// By [`LevelId`](crate::units::LevelId).
    pub levels: Vec<LevelRules>,
    /// By [`CategoryId`](crate::units::CategoryId).
    pub categories: Vec<CategoryRules>,
    /// People in place.
    pub staff: Vec<Staff>,
    /// Further posts that people hold beside their own; the same ones in every epoch, held by those in place under the first.
    pub posts: Vec<Post>,
    /// By group of units: the categories that its departments alone may settle; none of offices.
    pub in_charge: Vec<Vec<CategoryId>>,
    /// Timed tickets and their lights; `None` when nobody watches them.
    pub supervision: Option<Supervision>,
    /// How the level that an issue needs is recognised; by default without mistake, and level by level.
    pub triage: Triage,
    /// What issues lose on their ways from unit to unit; `None` when nothing.
    pub passing: Option<Passing>,
    /// Departments that are called; `None` where nobody calls any.
    pub whistle: Option<Whistle>,
    /// What units order those below to do; `None` where nothing.
    pub orders: Option<Orders>,
    /// Command centres; `None` where there are none. The same in every epoch.
    pub centres: Option<Centres>,
    /// What somebody decides about single issues; the same in every epoch.
    pub choices: Vec<IssueChoice>,
    /// Closing on paper; `None` when every closing is true.
    pub closing: Option<Closing>,
    /// How what occurs in households and public space becomes known; `None` when it is known at once.
    pub discovery: Option<Discovery>,
    /// Rounds; the same ones in the same order in every epoch.
    pub rounds: Vec<Round>,
    /// Meetings; the same ones in the same order in every epoch.
    pub meetings: Vec<Meeting>,
    /// Background tasks, in the order of their categories; the same ones in every epoch.
    pub tasks: Vec<Task>,
    /// Work on causes that bring issues again and again; `None` where nobody looks for them.
    pub class_cases: Option<ClassCases>,
    /// Inspections; the same ones in every epoch.
    pub inspections: Vec<Inspection>,
    /// Refusal of tasks that a higher level sends; `None` where nothing is refused.
    pub entry_rule: Option<EntryRule>,
    /// Times that each case is entered beyond the first, in further systems.
    pub entered_again: u32,
    /// Finding the department in charge; `None` when it is always found at once.
    pub routing: Option<Routing>,
    /// What residents make of how their issues end; `None` when nobody asks.
    pub feedback: Option<Feedback>,
    /// Points for what people do; `None` where they do nothing. The same in every epoch.
    pub points: Option<PointRules>,
    /// Assessment by points; `None` where nobody is assessed. The same in every epoch.
    pub assessment: Option<Assessment>,
}

/// The entries of a list, none where it is not written.
fn listed<T>(entries: Option<&Vec<T>>) -> &[T] {
    entries.map_or(&[], Vec::as_slice)
}

/// The rules that `file` states for the levels, roles, units and categories of `structure`; `dealt` are the people whose
/// totals it gives.
#[expect(clippy::too_many_lines, reason = "one line per rule")]
pub(super) fn rules(file: &File, structure: &Structure, dealt: &Dealt, context: &mut Context<'_>) -> Rules {
    let units = listed(file.units.as_ref());
    let written_roles = file.roles.iter().flat_map(|roles| &roles.0);
    let roles: Vec<RoleRules> = written_roles.map(|(name, role)| role_rules(name, role, structure, context)).collect();
    let volunteers: Vec<bool> = roles.iter().map(|role| role.field.is_volunteer).collect();
    let mut categories: Vec<CategoryRules> =
        file.categories.iter().flatten().map(|category| category_rules(category, structure, context)).collect();
    let (tasks, of_tasks) = tasks(listed(file.tasks.as_ref()), structure, context);
    let staff = staff(units, structure, dealt, context);
    let (class_cases, of_class_cases) = class_cases(file.class_cases.as_ref(), structure, context);
    let (whistle, of_assists) = whistle(file.whistle.as_ref(), listed(file.categories.as_ref()), structure, context);
    let (orders, of_orders) = orders(file.orders.as_ref(), structure, context);
    let (points, of_trivial_reports) = points(file.points.as_ref(), file.assessment.is_some(), structure, context);
    categories.extend(of_tasks.into_iter().chain(of_class_cases).chain(of_assists).chain(of_orders).chain(of_trivial_reports));
    let rules = Rules {
        posts: posts(listed(file.posts.as_ref()), &roles, &staff, structure, context),
        roles,
        absence: file.absence.as_ref().and_then(|written| absence(written, &volunteers, structure, context)),
        levels: level_rules(file.escalation.as_ref(), structure, context),
        categories,
        staff,
        in_charge: in_charge(units, structure, context),
        supervision: file.supervision.as_ref().map(|written| supervision(written, structure, context)),
        passing: file.passing.as_ref().and_then(|written| passing(written, file.whistle.is_some(), context)),
        whistle,
        orders,
        centres: file.centres.as_ref().and_then(|written| centres(written, file.passing.is_some(), structure, context)),
        choices: choices(listed(file.choices.as_ref()), context),
        closing: file.closing.as_ref().and_then(|written| closing(written, context)),
        triage: file.triage.as_ref().map(triage).unwrap_or_default(),
        discovery: discovery(file.discovery.as_ref(), structure, context),
        rounds: rounds(listed(file.rounds.as_ref()), (units, listed(file.posts.as_ref())), structure, context),
        meetings: meetings(listed(file.meetings.as_ref()), structure, context),
        tasks,
        class_cases,
        inspections: inspections(listed(file.inspections.as_ref()), structure, context),
        entry_rule: file.entry_rule.as_ref().and_then(entry_rule),
        entered_again: file.systems.as_ref().map_or(0, entered_again),
        routing: file.routing.as_ref().and_then(|written| routing(written, context)),
        feedback: file.feedback.as_ref().and_then(|written| feedback(written, context)),
        points,
        assessment: file.assessment.as_ref().map(|written| assessment(written, file.points.is_some(), structure, context)),
    };
    report_endless(&rules.roles, &rules.categories, rules.routing.as_ref(), structure, context);
    rules
}
