//! Absence: how often people are away on leave or ill, and for how long.

use schemars::JsonSchema;

use crate::scenario::blocks::roles::role_named;
use crate::scenario::structure::Structure;
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::Duration;
use crate::scenario::text::quantity::PerTime;
use crate::units::{Distribution, Rate};

/// Most spells of absence of one person that are accepted, per second: one a day.
const MOST: f64 = 1.0 / 86_400.0;

/// People are away: leave, illness, training elsewhere.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Absence")]
pub(crate) struct WrittenAbsence {
    /// Spells of absence of each person, per time present; at most "1/day".
    pub rate: PerTime,
    /// Length of a spell in elapsed time, nights and weekends included.
    pub length: Duration,
    /// Roles of those who are ever away (default: all that are no volunteers).
    pub roles: Option<Vec<String>>,
}

/// People are away now and then.
#[derive(Clone, Debug, PartialEq)]
pub struct Absence {
    /// By [`RoleId`](crate::units::RoleId): spells of each person per second of presence, 0 where nobody is ever away.
    pub rates: Vec<Rate>,
    /// Length of a spell in elapsed time.
    pub length: Distribution,
}

/// The rules of absence; `None` where nobody is ever away. `volunteers` says of each role whether its people are.
pub(crate) fn absence(written: &WrittenAbsence, volunteers: &[bool], structure: &Structure, context: &mut Context<'_>) -> Option<Absence> {
    let rate = written.rate.0;
    if rate.get() > MOST * (1.0 + 1e-9) {
        context.fault(&["absence", "rate"], "is more than one spell of absence a day; expected at most \"1/day\"", None);
    }
    let length = resolved(written.length.resolve(), &["absence", "length"], context)?;
    let mut is_ever_away: Vec<bool> = volunteers.iter().map(|is_volunteer| !is_volunteer && written.roles.is_none()).collect();
    for (index, name) in written.roles.iter().flatten().enumerate() {
        if let Some(role) = role_named(name, &["absence", "roles", &index.to_string()], structure, context) {
            is_ever_away[role.index()] = true;
        }
    }
    let rates = is_ever_away.into_iter().map(|is_away| if is_away { rate } else { Rate::ZERO }).collect::<Vec<_>>();
    let is_nothing = length == (Distribution::Constant { value: 0.0 }) || rates.iter().all(|rate| *rate == Rate::ZERO);
    (!is_nothing).then_some(Absence { rates, length })
}
