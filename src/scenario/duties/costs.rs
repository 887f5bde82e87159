//! Costs: who pays what beside the pay of people, and what an hour of a volunteer is worth.
//!
//! Money is paid by *payers*, whose names the file chooses. Hours of volunteers are nobody's money: with a shadow price they have
//! a value, which stands apart and is never added to what is paid.

use schemars::JsonSchema;

use crate::scenario::text::context::Context;
use crate::scenario::text::named::{Keyed, Named};
use crate::scenario::text::quantity::{Name, Pay};
use crate::units::{Money, PayerId};

/// Who pays where the file names nobody.
const GOVERNMENT: &str = "government";

/// What is paid beside the pay of people, by whom, and what volunteers give.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Costs")]
pub(crate) struct WrittenCosts {
    /// Who pays, by name, the same under every policy; the first one pays what names no payer (default `government` alone).
    #[schemars(length(min = 1, max = 100))]
    pub payers: Option<Vec<Name>>,
    /// Cards, training and the like, for each member who serves (default: none).
    pub member: Option<WrittenCharge>,
    /// A place of work, for each person of a role (default: none).
    pub seats: Option<Keyed<WrittenCharge>>,
    /// Systems and platforms, by name; at a smaller `scale` so many times less (default: none).
    pub systems: Option<Named<WrittenCharge>>,
    /// Shadow price of an hour of a volunteer, in yuan: shown apart, never added to what is paid (default: none).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub volunteer_hour: Option<f64>,
}

/// Something that is paid for as long as it is there.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Charge")]
pub(crate) struct WrittenCharge {
    /// How much, for each.
    pub amount: Pay,
    /// Who pays it (default: the first payer).
    pub payer: Option<String>,
}

/// What is paid beside the pay of people, by whom, and what volunteers give.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    /// Names of the payers, by [`PayerId`]; at least one.
    pub payers: Vec<String>,
    /// By role: who pays its pay.
    pub of_roles: Vec<PayerId>,
    /// For each member who serves.
    pub member: Option<Charge>,
    /// By role: for each of its people.
    pub seats: Vec<Option<Charge>>,
    /// Of the whole place.
    pub systems: Vec<Charge>,
    /// Value of an hour of a volunteer; `None` where none is stated.
    pub volunteer_hour: Option<Money>,
    /// Who pays for what points are exchanged for.
    pub points: PayerId,
}

/// Something that is paid for as long as it is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Charge {
    /// Yuan in a month (a twelfth of 365.25 days).
    pub per_month: f64,
    /// Who pays it.
    pub payer: PayerId,
}

/// Who pays in a file of this `scale`: for each of its `roles`, and for points where the file gives any under some policy.
pub(crate) struct Paying<'f> {
    pub scale: f64,
    pub roles: &'f [(&'f str, Option<&'f str>)],
    pub has_points: bool,
    pub points: Option<&'f str>,
}

/// The costs of the file; `None` where it states none and gives no points.
pub(crate) fn costs(written: Option<&WrittenCosts>, paying: &Paying<'_>, context: &mut Context<'_>) -> Option<Costs> {
    let Paying { scale, roles, has_points, points } = *paying;
    let nothing_else = WrittenCosts { payers: None, member: None, seats: None, systems: None, volunteer_hour: None };
    let Some(written) = written.or(has_points.then_some(&nothing_else)) else {
        let message = "names a payer, and the file has no `[costs]`, whose payers it would be one of";
        for (name, _) in roles.iter().filter(|(_, payer)| payer.is_some()) {
            context.fault(&["roles", name, "payer"], message, Some("add `[costs]` with `payers = [\"…\"]`".into()));
        }
        return None;
    };
    let stated = written.payers.as_ref().map(|payers| payers.iter().map(|name| name.0.clone()).collect::<Vec<String>>());
    let payers = stated.filter(|payers| !payers.is_empty()).unwrap_or_else(|| vec![GOVERNMENT.to_owned()]);
    for (index, payer) in payers.iter().enumerate().filter(|(index, payer)| payers[..*index].contains(payer)) {
        context.fault(&["costs", "payers", &index.to_string()], format!("the payer `{payer}` is named twice"), None);
    }
    let payer = |name: Option<&str>, path: &[&str], context: &mut Context<'_>| {
        let known = payers.iter().map(String::as_str);
        let found = name.and_then(|name| context.find(name, known, path, ("payer", "costs")));
        PayerId::new(found.unwrap_or(0))
    };
    let charge = |written: &WrittenCharge, path: &[&str], share: f64, context: &mut Context<'_>| Charge {
        per_month: written.amount.0.get() * share,
        payer: payer(written.payer.as_deref(), &[path, &["payer"]].concat(), context),
    };
    let member = written.member.as_ref().map(|written| charge(written, &["costs", "member"], 1.0, context));
    let mut seats = vec![None; roles.len()];
    for (name, written) in written.seats.iter().flat_map(|seats| &seats.0) {
        let path = ["costs", "seats", name.as_str()];
        let known = roles.iter().map(|(name, _)| *name);
        let Some(role) = context.find(name, known, &path, ("role", "roles")) else { continue };
        seats[role] = Some(charge(written, &path, 1.0, context));
    }
    let systems = written.systems.iter().flat_map(|systems| &systems.0);
    let systems = systems.map(|(name, written)| charge(written, &["costs", "systems", name.as_str()], scale, context)).collect();
    let of_roles = roles.iter().map(|(name, named)| payer(*named, &["roles", name, "payer"], context)).collect();
    let points = payer(points, &["points", "payer"], context);
    Some(Costs { payers, of_roles, member, seats, systems, volunteer_hour: written.volunteer_hour.and_then(Money::yuan), points })
}
