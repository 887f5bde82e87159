//! From policies that start from one another to the plan of a ladder: its foot and rungs, each step alone on the foot, and the
//! last rung without each step ([`super::design::ladder`]).

use std::sync::Arc;

use super::design::digest::sha256;
use super::design::ladder::{LadderPlace, LadderPlan, alone, left_out};
use super::design::plan::{Plan, PlanError};
use crate::scenario::{BASE, Draft, Scenario};

/// The foot and the rungs, in their order, of the ladder that `policies` make; all of the file where none is named, but for
/// `base` where the file names another `baseline`, and but for those that branch off the longest way from the foot before its end.
/// The foot is the baseline.
///
/// # Errors
/// When a policy is not in the scenario, or they make no single chain.
pub fn rungs(scenario: &Scenario, policies: &[String], baseline: Option<&str>) -> Result<Vec<String>, PlanError> {
    let mut found = Plan::compared(scenario, policies, baseline)?;
    let foot = found.remove(0);
    // the file itself is a rung of nothing
    found.retain(|policy| policy != BASE || policies.contains(policy));
    let length = |policy: &String| scenario.chain(policy).len();
    found.sort_by_key(length);
    let last = found.iter().max_by_key(|policy| length(policy)).cloned().unwrap_or_default();
    let on_the_way = |policy: &String| policy == BASE || scenario.chain(&last).contains(&policy.as_str());
    if policies.is_empty() && on_the_way(&foot) {
        let branches_off = |policy: &String| scenario.chain(policy).contains(&foot.as_str()) && length(policy) < length(&last);
        found.retain(|policy| on_the_way(policy) || !branches_off(policy));
    }
    let is_in_order = on_the_way(&foot) && found.iter().all(|rung| length(rung) > length(&foot));
    let off_the_way = std::iter::once(&foot).chain(&found).find(|policy| !on_the_way(policy));
    let stray = off_the_way.or_else(|| found.first().filter(|_| !is_in_order)).cloned();
    if let Some(stray) = stray {
        let way = if on_the_way(&foot) {
            let chain: Vec<&str> = found.iter().filter(|policy| on_the_way(policy) && *policy != BASE).map(String::as_str).collect();
            if chain.is_empty() { String::new() } else { format!("--policies {}", chain.join(",")) }
        } else {
            // another baseline: where the way to the last policy begins
            let chain = scenario.chain(&last);
            let own: Vec<&str> = chain.into_iter().filter(|policy| *policy != BASE).collect();
            own.split_first()
                .filter(|(_, rest)| !rest.is_empty())
                .map_or_else(String::new, |(first, rest)| format!("--baseline {first} --policies {}", rest.join(",")))
        };
        return Err(PlanError::NoLadder { scenario: scenario.name.clone(), foot, last, stray, way });
    }
    Ok(std::iter::once(foot).chain(found).collect())
}

/// The `plan` of foot and rungs with all that is run beside them.
#[must_use]
pub fn with_steps(plan: Plan, draft: &Draft) -> Plan {
    let scenario = draft.scenario();
    let names = plan.identity.policies.clone();
    let rungs = names.len() - 1;
    let chain = |policy: usize| -> Vec<String> { scenario.chain(&names[policy]).iter().map(|name| (*name).to_owned()).collect() };
    let foot = chain(0);
    // what a rung says beyond the one before it: where policies between them are not run, their overlays too
    let steps: Vec<Vec<String>> = (1..=rungs).map(|rung| chain(rung).split_off(chain(rung - 1).len())).collect();
    let without = |out: usize| -> Vec<String> {
        let kept = steps.iter().enumerate().filter(|(at, _)| *at != out).flat_map(|(_, step)| step.clone());
        foot.iter().cloned().chain(kept).collect()
    };
    let on_foot = |at: usize| -> Vec<String> { foot.iter().chain(&steps[at]).cloned().collect() };
    let mut ladder = LadderPlan {
        rungs,
        against: std::iter::once(0).chain(0..rungs).collect(),
        alone: vec![LadderPlace::Policy(1)],
        left_out: Vec::new(),
    };
    let mut plan = plan;
    let mut wanted: Vec<(String, Vec<String>, usize)> = (1..rungs).map(|at| (alone(&names[at + 1]), on_foot(at), 0)).collect();
    wanted.extend((0..rungs.saturating_sub(1)).map(|at| (left_out(&names[at + 1]), without(at), rungs)));
    let overlays: Vec<(String, Vec<String>)> = wanted.iter().map(|(name, overlays, _)| (name.clone(), overlays.clone())).collect();
    let mut said = vec![serde_json::json!([names])];
    for ((name, _, against), joined) in wanted.into_iter().zip(draft.joined(&overlays)) {
        let place = match joined {
            Ok((setting, overlay)) => {
                said.push(serde_json::json!([name, against, overlay]));
                plan.identity.policies.push(name);
                plan.settings.push(setting);
                ladder.against.push(against);
                LadderPlace::Policy(ladder.against.len() - 1)
            }
            Err(problems) => LadderPlace::Refused(problems.iter().next().map(|problem| problem.message.clone()).unwrap_or_default()),
        };
        let list = if against == 0 { &mut ladder.alone } else { &mut ladder.left_out };
        list.push(place);
    }
    // without the last rung's step there is the rung before it
    ladder.left_out.push(LadderPlace::Policy(rungs - 1));
    plan.identity.ladder = Some(sha256(serde_json::Value::from(said).to_string().as_bytes()));
    plan.ladder = Some(Arc::new(ladder));
    plan
}
