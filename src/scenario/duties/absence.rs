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
    /// Who takes the cases of a unit of which everybody is away: nobody, the nearest unit of its group in its community, or the
    /// unit above (default `nobody`).
    pub cover: Option<WrittenCover>,
}

/// Nobody, the nearest unit of the same group and community, or the unit above.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Cover")]
pub(crate) enum WrittenCover {
    Nobody,
    Neighbour,
    Above,
}

/// Who takes the cases of a unit of which everybody is away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cover {
    /// Nobody: they wait for the return.
    #[default]
    Nobody,
    /// The people of the nearest unit of its group in its community, of which somebody is there.
    Neighbour,
    /// The people of the unit above.
    Above,
}

/// People are away now and then.
#[derive(Clone, Debug, PartialEq)]
pub struct Absence {
    /// By [`RoleId`](crate::units::RoleId): spells of each person per second of presence, 0 where nobody is ever away.
    pub rates: Vec<Rate>,
    /// Length of a spell in elapsed time.
    pub length: Distribution,
    /// Who takes the cases of a unit of which everybody is away.
    pub cover: Cover,
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
    let cover = match written.cover {
        None | Some(WrittenCover::Nobody) => Cover::Nobody,
        Some(WrittenCover::Neighbour) => Cover::Neighbour,
        Some(WrittenCover::Above) => Cover::Above,
    };
    report_alone(cover, structure, context);
    (!is_nothing).then_some(Absence { rates, length, cover })
}

/// Reports cover by units that no unit has.
fn report_alone(cover: Cover, structure: &Structure, context: &mut Context<'_>) {
    let (is_alone, message, help) = match cover {
        Cover::Nobody => return,
        Cover::Neighbour => (
            !structure.units.iter().any(|group| group.sites.as_ref().is_some_and(|sites| sites.len() > 1)),
            "no unit has a neighbour: none follows a place with several parts",
            "give a group of units `per`, or write \"above\"",
        ),
        Cover::Above => (
            structure.units.iter().all(|group| group.under.is_none()),
            "no unit stands above another one",
            "give a group of units `under`, or write \"neighbour\"",
        ),
    };
    if is_alone {
        context.fault(&["absence", "cover"], message, Some(help.into()));
    }
}
