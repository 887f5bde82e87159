//! What a search came to, as a person reads it and as a program does.

use serde_json::{Value, json};

use super::run::Account;
use crate::cli::terminal::ending::ExitStatus;
use crate::cli::terminal::figures::{number, plain_decimals};
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::experiment::analysis::condition::Condition;
use crate::experiment::analysis::threshold_search::{Extreme, FoundThreshold, Probe};

/// A search with the campaign it came from.
#[derive(Clone, Copy, Debug)]
pub struct FindAccount<'a> {
    /// The campaign.
    pub account: Account<'a>,
    /// The promise.
    pub condition: Condition,
    /// Which end was looked for.
    pub extreme: Extreme,
    /// By policy.
    pub found: &'a [FoundThreshold],
}

impl FindAccount<'_> {
    /// How the command ends: as the campaign, but a promise that no level keeps, or a search left open, is not done.
    pub fn ending(&self, ended: ExitStatus) -> ExitStatus {
        let is_found = self.found.iter().all(|found| found.point.is_some());
        if ended == ExitStatus::Done && !is_found { ExitStatus::Imprecise } else { ended }
    }

    fn level(&self, point: usize) -> &str {
        self.account.plan.design.as_ref().map_or("", |design| design.points[point][0].text.as_str())
    }

    fn factor(&self) -> &str {
        self.account.plan.design.as_ref().map_or("", |design| design.factors[0].as_str())
    }

    fn policy(&self, found: &FoundThreshold) -> &str {
        &self.account.plan.identity.policies[found.policy]
    }

    const fn extreme(&self) -> &'static str {
        match self.extreme {
            Extreme::Least => "least",
            Extreme::Greatest => "greatest",
        }
    }

    fn sentence(&self, found: &FoundThreshold) -> String {
        let (policy, factor, extreme) = (self.policy(found), self.factor(), self.extreme());
        let Some(point) = found.point else {
            return format!("{policy}: {} holds at no level of {factor} that was probed", self.condition);
        };
        let next = found.neighbour.and_then(|at| found.probes.iter().find(|probe| probe.point == at));
        let next = next.map_or_else(
            || ", the last there is".to_owned(),
            |probe| {
                format!(
                    "; at {} it {}",
                    self.level(probe.point),
                    if probe.answer.name() == "open" { "is open" } else { probe.answer.name() }
                )
            },
        );
        let open = if found.is_settled { "" } else { " so far" };
        format!("{policy}: the {extreme} {factor} with {} is {}{open}{next}", self.condition, self.level(point))
    }

    /// The search for a terminal `width` columns wide.
    pub fn text(&self, width: usize) -> String {
        let mut parts = vec![self.account.heading("a search", "")];
        parts.push(self.found.iter().map(|found| wrapped(&self.sentence(found), 0, width)).collect());
        let mut grid = TextGrid::new(&[1, 5]);
        grid.row([self.factor(), "policy", self.condition.measure.entry().name, "limit", "replications", "promise"]);
        for found in self.found {
            for probe in &found.probes {
                let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| number(value, plain_decimals(value).min(4)));
                grid.row([
                    self.level(probe.point).to_owned(),
                    self.policy(found).to_owned(),
                    shown(probe.mean),
                    shown(probe.limit),
                    probe.n.to_string(),
                    probe.answer.name().to_owned(),
                ]);
            }
        }
        parts.push(grid.text(width));
        let contrary = self.found.iter().flat_map(|found| found.contrary.iter().map(move |own| (found, own)));
        let contrary = contrary.map(|(found, own)| {
            let (near, far) = (self.level(own.near), self.level(own.far));
            wrapped(
                &format!("under {} the measure gets worse from {near} to {far}: the search supposes that it does not", self.policy(found)),
                0,
                width,
            )
        });
        parts.push(contrary.collect());
        parts.push(self.account.campaign_notes(width));
        parts.push(self.account.closing());
        parts.retain(|part: &String| !part.trim().is_empty());
        parts.join("\n")
    }

    /// The search as one JSON object.
    pub fn json(&self) -> Value {
        let mut account = self.account.campaign_json();
        account["condition"] = self.condition.to_string().into();
        account["extreme"] = self.extreme().into();
        account["factor"] = self.factor().into();
        let probe = |own: &Probe| {
            json!({
                "level": self.level(own.point), "answer": own.answer.name(), "mean": own.mean, "limit": own.limit, "n": own.n,
                "replications": own.replications, "left_out": own.left_out,
            })
        };
        let found = |own: &FoundThreshold| {
            json!({
                "policy": self.policy(own), "level": own.point.map(|point| self.level(point)), "is_settled": own.is_settled,
                "next_level": own.neighbour.map(|point| self.level(point)), "probes": own.probes.iter().map(probe).collect::<Vec<_>>(),
                "contrary": own.contrary.len(),
            })
        };
        account["found"] = self.found.iter().map(found).collect();
        account["sentences"] = self.found.iter().map(|found| self.sentence(found)).collect();
        account
    }
}
