//! The pieces of an attempt: how much hands-on work each is, and what its person waits for behind it.
//!
//! An attempt takes one visit, or several with a time between them, and its work is shared out evenly over them. In the first
//! one the person may have to wait for somebody outside, and then part of that visit's work comes behind the wait. A share of
//! the issues is done at once, at the first attempt where they became known: no work of their own, no wait. What an
//! attempt takes follows from the issue's own random numbers at its level: the same whoever works on it and however it was found.

use super::draws;
use super::tables::AttemptState;
use crate::engine::variate;
use crate::scenario::setting::{CategoryRules, ExternalWait};
use crate::units::LevelId;
use crate::world::Issue;

/// Bits of an index of draws that say which visit of an attempt it is: above those of level, reopening and attempt.
const VISIT_BITS: u32 = 24;

/// Whether the present attempt is done at once: the first of all, where the issue became known.
#[inline]
fn is_instant(rules: &CategoryRules, issue: &Issue) -> bool {
    let share = rules.instant.get();
    share > 0.0 && issue.hops == 0 && issue.all_attempts == 0 && variate::happens(share, issue.luck, draws::INSTANT, 0)
}

/// Whether every attempt is one piece, since nothing is waited for and one visit is enough.
#[inline]
fn is_always_single(rules: &CategoryRules) -> bool {
    rules.external_wait.is_none() && rules.visits.is_none()
}

/// Hands-on work of the issue's whole attempt, seconds at standard speed.
#[inline]
fn whole(rules: &CategoryRules, issue: &Issue, level: LevelId) -> f64 {
    if is_instant(rules, issue) {
        return 0.0;
    }
    variate::draw(&rules.work[level.index()], issue.luck_since_found(), draws::WORK, issue.draw_index(level))
}

/// Work content of the issue's next piece, seconds at standard speed; `behind` says what the attempt has behind it.
#[inline]
pub(super) fn piece(rules: &CategoryRules, issue: &Issue, level: LevelId, behind: impl FnOnce() -> AttemptState) -> f64 {
    if is_always_single(rules) { whole(rules, issue, level) } else { one_of_several(rules, issue, level, behind()) }
}

#[inline(never)]
fn one_of_several(rules: &CategoryRules, issue: &Issue, level: LevelId, behind: AttemptState) -> f64 {
    let share = whole(rules, issue, level) / f64::from(visits(rules, issue, level));
    match external_wait(rules, issue, level, behind.visits) {
        None => share,
        Some(wait) if behind.is_past_wait => share * (1.0 - wait.after.get()),
        Some(wait) => share * wait.after.get(),
    }
}

/// Work content of the issue's attempt where it takes one visit without a wait, seconds at standard speed.
pub(super) fn single_piece(rules: &CategoryRules, issue: &Issue, level: LevelId, behind: AttemptState) -> Option<f64> {
    let is_single = visits(rules, issue, level) == 1 && external_wait(rules, issue, level, behind.visits).is_none();
    is_single.then(|| whole(rules, issue, level))
}

/// The seconds for which nobody can go on after the piece that has ended, and what the attempt has behind it then; `None` when it
/// is over. `behind` says what it had behind it before.
#[inline]
pub(super) fn wait_behind(
    rules: &CategoryRules,
    issue: &Issue,
    level: LevelId,
    behind: impl FnOnce() -> AttemptState,
) -> Option<(f64, AttemptState)> {
    if is_always_single(rules) { None } else { wait_between(rules, issue, level, behind()) }
}

#[inline(never)]
fn wait_between(rules: &CategoryRules, issue: &Issue, level: LevelId, behind: AttemptState) -> Option<(f64, AttemptState)> {
    let index = issue.draw_index(level);
    if !behind.is_past_wait
        && let Some(wait) = external_wait(rules, issue, level, behind.visits)
    {
        let length = variate::draw(&wait.length, issue.luck_since_found(), draws::EXTERNAL_WAIT_LENGTH, index);
        return Some((length, AttemptState { is_past_wait: true, ..behind }));
    }
    let between = &rules.visits.as_ref()?.between;
    if behind.visits + 1 >= visits(rules, issue, level) {
        return None;
    }
    let visits = behind.visits + 1;
    let length = variate::draw(between, issue.luck_since_found(), draws::BETWEEN_VISITS, index | u32::from(visits) << VISIT_BITS);
    Some((length, AttemptState { is_past_wait: false, visits }))
}

/// How many visits the issue's present attempt takes, at least one.
fn visits(rules: &CategoryRules, issue: &Issue, level: LevelId) -> u8 {
    rules.visits.as_ref().filter(|_| !is_instant(rules, issue)).map_or(1, |visits| {
        let drawn = variate::geometric(visits.mean, issue.luck_since_found().uniform(draws::VISITS, issue.draw_index(level)));
        u8::try_from(drawn).unwrap_or(u8::MAX)
    })
}

/// The external wait that the issue's present piece meets with so many visits behind it, if any.
fn external_wait<'r>(rules: &'r CategoryRules, issue: &Issue, level: LevelId, visits: u8) -> Option<&'r ExternalWait> {
    let wait = rules.external_wait.as_ref().filter(|_| visits == 0 && !is_instant(rules, issue))?;
    variate::happens(wait.probability.get(), issue.luck_since_found(), draws::EXTERNAL_WAIT, issue.draw_index(level)).then_some(wait)
}
