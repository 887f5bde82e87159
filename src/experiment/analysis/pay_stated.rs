//! Whose pay a scenario states: without it nothing can be said of cost.

use serde::Serialize;

use crate::experiment::design::plan::Plan;
use crate::units::RoleId;

/// Whose pay a scenario states: what a difference of cost can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PayStated {
    /// Nobody's.
    Nobodys,
    /// That of some roles.
    Some {
        /// Names of the other roles, without volunteers.
        without: Vec<String>,
    },
}

impl PayStated {
    /// Whose pay `plan` states, under all of its policies.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut without: Vec<String> = Vec::new();
        let mut has_pay = false;
        for setting in &plan.settings {
            has_pay |= setting.costs.is_some() || setting.roles.iter().any(|role| role.pay.is_some());
            let unpaid =
                setting.roles.iter().enumerate().filter(|(at, role)| role.pay.is_none() && !setting.is_volunteer(RoleId::new(*at)));
            let new: Vec<String> = unpaid.map(|(_, role)| role.name.clone()).filter(|name| !without.contains(name)).collect();
            without.extend(new);
        }
        if has_pay { Self::Some { without } } else { Self::Nobodys }
    }
}
