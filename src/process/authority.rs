//! Authority: which level may settle an issue, and which departments have the authority that its unit lacks. An issue's own random
//! numbers say so, the same under every policy; what a policy delegates lowers the level for the issues that it concerns.

use super::draws;
use crate::engine::Luck;
use crate::scenario::setting::{Rules, Whistle};
use crate::units::{CategoryId, LevelId};

/// The lowest level with the authority to solve the issue of `category` whose random numbers are `own`.
#[expect(clippy::inline_always, reason = "asked for every issue that occurs")]
#[inline(always)]
pub(crate) fn needed_level(rules: &Rules, category: CategoryId, own: Luck) -> LevelId {
    let is_of_all = rules.categories[category.index()].authority[0] >= 1.0;
    if is_of_all { LevelId::new(0) } else { drawn_level(rules, category, own) }
}

/// The same where the lowest level does not have all authority.
#[inline(never)]
fn drawn_level(rules: &Rules, category: CategoryId, own: Luck) -> LevelId {
    let authority = &rules.categories[category.index()].authority;
    let uniform = own.uniform(draws::DIFFICULTY, 0);
    let level = LevelId::new(authority.iter().position(|cumulative| uniform < *cumulative).unwrap_or(authority.len() - 1));
    match &rules.whistle {
        Some(whistle) if level.index() > 0 => delegated(whistle, category, own, level),
        _ => level,
    }
}

/// The departments that an issue needs, a bit each.
pub(crate) fn departments(whistle: &Whistle, category: CategoryId, own: Luck) -> u32 {
    let sets = &whistle.needed[category.index()];
    match sets.as_slice() {
        [] => 0,
        [(only, _)] => *only,
        _ => {
            let uniform = own.uniform(draws::DEPARTMENTS, 0);
            sets.iter().find(|(_, cumulative)| uniform < *cumulative).map_or(0, |(set, _)| *set)
        }
    }
}

/// Those of `departments` whose authority units at `level` do not have themselves.
pub(crate) fn beyond(whistle: &Whistle, departments: u32, level: LevelId) -> u32 {
    let has = |bit: usize| whistle.delegated[bit].is_some_and(|least| least <= level);
    bits(whistle, departments).filter(|bit| !has(*bit)).fold(0, |all, bit| all | 1 << bit)
}

/// The lowest level that has the authority of all departments an issue needs, where that is below `needs`.
fn delegated(whistle: &Whistle, category: CategoryId, own: Luck, needs: LevelId) -> LevelId {
    let departments = departments(whistle, category, own);
    let levels = bits(whistle, departments).map(|bit| whistle.delegated[bit]);
    levels.reduce(|one, other| Some(one?.max(other?))).flatten().map_or(needs, |level| level.min(needs))
}

/// The bits of a set of departments.
pub(crate) fn bits(whistle: &Whistle, departments: u32) -> impl Iterator<Item = usize> {
    (0..whistle.departments.len()).filter(move |bit| departments & (1 << bit) != 0)
}
