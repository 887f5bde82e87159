//! What points rest on, as `wangge check` says it: who earns them for what, what they are worth, and how many of their numbers are assumed.

use crate::cli::terminal::figures::{number, plain_decimals};
use crate::scenario::setting::{Counts, PointRules};
use crate::scenario::{Basis, Provenance, Scenario, Setting};

/// A sentence for each policy with points of its own; policies with the same points share one.
pub fn point_texts(scenario: &Scenario) -> Vec<String> {
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for setting in &scenario.settings {
        let Some(points) = setting.epochs.first().and_then(|epoch| epoch.rules.points.as_ref()) else { continue };
        let text = earned(setting, points);
        match told.iter_mut().find(|(known, _)| *known == text) {
            Some((_, policies)) => policies.push(&setting.policy),
            None => told.push((text, vec![&setting.policy])),
        }
    }
    if told.is_empty() {
        return Vec::new();
    }
    let sentences = told.into_iter().map(|(text, policies)| format!("points ({}): {text}", policies.join(", ")));
    sentences.chain([rests_on(&scenario.provenance)]).collect()
}

fn earned(setting: &Setting, points: &PointRules) -> String {
    let plain = |value: f64| number(value, plain_decimals(value));
    let roles = setting.roles.iter().zip(&points.earners).filter(|(_, earns)| **earns).map(|(role, _)| role.name.as_str());
    let settled = match points.counts {
        Counts::Closure => "a closed case",
        Counts::Fix => "a case truly fixed",
        Counts::Appraisal => "a case that satisfies the household",
    };
    let acts = [(points.visit, "a visit"), (points.report, "a report"), (points.settled, settled), (points.appraised, "an appraisal")];
    let acts = acts.iter().filter(|(each, _)| *each > 0.0).map(|(each, act)| format!("{} for {act}", plain(*each)));
    let (acts, roles) = (acts.collect::<Vec<_>>().join(", "), roles.collect::<Vec<_>>().join(", "));
    let worth = if points.worth > 0.0 { format!("{} yuan a point", plain(points.worth)) } else { "worth nothing".to_owned() };
    format!("{roles} earn {acts}; {worth}, exchanged at {}", plain(points.redeemed_at))
}

/// How many numbers of points and assessment are known, and how many assumed.
fn rests_on(provenance: &[Provenance]) -> String {
    let is_of_points = |number: &&Provenance| number.key.split('.').any(|part| part == "points" || part == "assessment");
    let own: Vec<&Provenance> = provenance.iter().filter(is_of_points).collect();
    let assumed = own.iter().filter(|number| matches!(number.basis, Basis::Assumed { .. })).count();
    if own.is_empty() {
        return "points: none of their numbers says what it rests on".to_owned();
    }
    format!("points: of {} numbers that say what they rest on, {assumed} are assumed; what people make of points is in them", own.len())
}
