//! Issues that would come back for ever at one instant: what can be known of that before anything runs.
//!
//! Only what is certain is refused here: an issue of the category comes to a unit, is fixed at the first attempt in no
//! time at all, and comes back at once. Anything else that never gets on ends the run that meets it
//! ([`crate::engine::Ending::Endless`]).

use crate::scenario::blocks::categories::CategoryRules;
use crate::scenario::blocks::roles::RoleRules;
use crate::scenario::blocks::routing::Routing;
use crate::scenario::structure::{Structure, Where};
use crate::scenario::text::context::Context;
use crate::units::{CategoryId, Distribution, SimDuration};

/// Reports the categories of which that is certain under such rules.
pub(crate) fn report_endless(
    roles: &[RoleRules],
    categories: &[CategoryRules],
    routing: Option<&Routing>,
    structure: &Structure,
    context: &mut Context<'_>,
) {
    let is_quick = roles.iter().all(|role| role.switching_cost == SimDuration::ZERO && role.field.entry == SimDuration::ZERO);
    let is_sorted = routing.is_none_or(|routing| is_nothing(&routing.sorting));
    if !is_quick || !is_sorted {
        return;
    }
    for (index, (category, rules)) in structure.categories.iter().zip(categories).enumerate() {
        if comes(CategoryId::new(index), structure) && goes_on_for_ever(rules, structure) {
            let message = "a fixed issue comes back at once, always, and takes no work: the run would never leave that instant";
            let help = "give `after` a length, or the category some `work`, or a probability below 1";
            context.fault(&["categories", &category.name, "recurs", "probability"], message, Some(help.to_owned()));
        }
    }
}

/// Whether a stream brings the category to units.
fn comes(category: CategoryId, structure: &Structure) -> bool {
    structure.demand.iter().any(|demand| {
        let shares = demand.categories.iter().scan(0.0, |below, (id, cumulative)| {
            let share = cumulative - *below;
            *below = *cumulative;
            Some((*id, share))
        });
        matches!(demand.at, Where::Units { .. })
            && demand.rate.get() > 0.0
            && shares.into_iter().any(|(id, share)| id == category && share > 0.0)
    })
}

fn goes_on_for_ever(rules: &CategoryRules, structure: &Structure) -> bool {
    let recurs_at_once = rules.fate.recurs.as_ref().is_some_and(|(share, after)| share.get() >= 1.0 && is_nothing(after));
    let waits = rules.external_wait.as_ref().is_some_and(|wait| wait.probability.get() > 0.0 && !is_nothing(&wait.length));
    let is_lowest_able = rules.authority.first().is_some_and(|share| *share >= 1.0);
    let takes_nothing = structure.units.iter().all(|group| {
        let level = group.level.index();
        rules.work.get(level).is_some_and(is_nothing) && rules.success.get(level).is_some_and(|share| share.get() >= 1.0)
    });
    recurs_at_once && !waits && !rules.is_on_site && rules.fate.heals.is_none() && is_lowest_able && takes_nothing
}

/// Whether it is always no time at all.
fn is_nothing(length: &Distribution) -> bool {
    matches!(length, Distribution::Constant { value } if SimDuration::rounded(*value) == SimDuration::ZERO)
}
