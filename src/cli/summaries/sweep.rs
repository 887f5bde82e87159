//! What a sweep came to, as a person reads it and as a program does.

use serde_json::{Value, json};

use super::run::Account;
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::experiment::analysis::best::{AlternativeStanding, Best};
use crate::experiment::analysis::one_at_a_time::FactorEffect;
use crate::experiment::analysis::point_values::Output;
use crate::experiment::analysis::robustness::{SignAcrossWorlds, Worlds};
use crate::output::language::wording::Wording;
use crate::output::report::page::Table;
use crate::output::report::sweep_findings::SweepExhibit;
use crate::output::tables::schema::{COMPARISONS_FILE, SUMMARY_FILE};

/// Most rows of a table on a terminal.
const MOST_ROWS: usize = 15;

/// A sweep with the campaign it came from.
#[derive(Clone, Copy, Debug)]
pub struct SweepAccount<'a> {
    /// The campaign.
    pub account: Account<'a>,
    /// What it came to.
    pub exhibit: SweepExhibit<'a>,
}

impl SweepAccount<'_> {
    /// The sweep for a terminal `width` columns wide.
    pub fn text(&self, width: usize) -> String {
        let frame =
            crate::output::charts::chart::Frame { language: crate::output::language::message::Language::English, ..self.exhibit.frame() };
        let words = Wording::TERMINAL;
        let Some(tables) = self.exhibit.tables(&frame, words) else { return String::new() };
        let mut parts = vec![wrapped(&tables.about(), 0, width)];
        let sentences = self.exhibit.budget_sentences(&frame, words).into_iter().chain(tables.sentences());
        parts.push(sentences.map(|sentence| wrapped(&sentence, 0, width)).collect());
        parts.extend(self.exhibit.budget_table(&frame, words).iter().chain(&tables.tables()).map(|table| drawn(table, width)));
        let mut notes = self.exhibit.warnings(&frame);
        notes.push(format!("every point and policy stands in {SUMMARY_FILE}, every difference in {COMPARISONS_FILE}"));
        parts.push(notes.iter().map(|note| wrapped(note, 0, width)).collect());
        parts.push(self.account.campaign_notes(width));
        parts.push(self.account.closing());
        parts.retain(|part| !part.trim().is_empty());
        parts.join("\n")
    }

    /// The sweep as one JSON object.
    pub fn json(&self) -> Value {
        let SweepExhibit { plan, sweep, .. } = self.exhibit;
        let mut account = self.account.campaign_json();
        let design = plan.design.as_deref();
        account["factors"] = json!(design.map(|design| &design.factors));
        account["units"] = json!(design.map(|design| &design.units));
        let levels = |point: usize| design.map(|design| design.points[point].iter().map(|level| level.text.as_str()).collect::<Vec<_>>());
        account["points"] = (0..plan.points()).map(|point| json!({ "point": plan.point_number(point), "levels": levels(point) })).collect();
        account["policies"] = plan.identity.policies.as_slice().into();
        account["best"] = sweep.best.iter().map(|best| self.best(best)).collect();
        account["effects"] = sweep.effects.iter().map(|effect| self.effect(effect)).collect();
        account["worlds"] = sweep.worlds.iter().map(|worlds| self.worlds(worlds)).collect();
        account
    }

    fn policy(&self, policy: usize) -> &str {
        &self.exhibit.plan.identity.policies[policy]
    }

    fn best(&self, best: &Best) -> Value {
        let candidate = |own: &crate::experiment::analysis::best::Candidate| {
            let lag = match own.standing {
                AlternativeStanding::Alike(lag) | AlternativeStanding::Behind(lag) => Some(lag.mean),
                AlternativeStanding::Best => Some(0.0),
                AlternativeStanding::NotComparable => None,
            };
            json!({
                "point": self.exhibit.plan.point_number(own.alternative.point), "policy": self.policy(own.alternative.policy),
                "mean": own.mean, "lag": lag, "among_the_best": own.standing.is_among_the_best(),
            })
        };
        json!({
            "measure": best.key.measure.entry().name, "within_policy": best.policy.map(|policy| self.policy(policy)),
            "confidence": best.confidence, "candidates": best.candidates.iter().map(candidate).collect::<Vec<_>>(),
        })
    }

    fn effect(&self, effect: &FactorEffect) -> Value {
        let (policy, of) = match effect.output {
            Output::Value { policy } => (policy, "value"),
            Output::Difference { policy } => (policy, "difference"),
        };
        let design = self.exhibit.plan.design.as_deref();
        let level = |own: &crate::experiment::analysis::one_at_a_time::AtLevel| {
            json!({
                "level": design.map(|design| design.points[own.point][effect.factor].text.as_str()), "shift": own.shift,
                "low": own.interval.map(|interval| interval.low), "high": own.interval.map(|interval| interval.high),
                "n": own.n, "verdict_turns": own.turn.map(|turn| format!("{turn:?}").to_lowercase()),
            })
        };
        json!({
            "factor": design.map(|design| design.factors[effect.factor].as_str()), "measure": effect.key.measure.entry().name,
            "policy": self.policy(policy), "of": of, "nominal": effect.nominal,
            "levels": effect.levels.iter().map(level).collect::<Vec<_>>(),
        })
    }

    fn worlds(&self, worlds: &Worlds) -> Value {
        let policy = |own: &crate::experiment::analysis::robustness::AcrossWorlds| {
            json!({
                "policy": self.policy(own.policy), "best": own.best, "tied": own.tied, "among_the_best": own.among_the_best,
                "mean_regret": own.regret.map(|regret| regret.mean), "p90_regret": own.regret.map(|regret| regret.p90),
                "largest_regret": own.regret.map(|regret| regret.largest),
                "worst_point": own.regret.map(|regret| self.exhibit.plan.point_number(regret.worst)),
            })
        };
        json!({
            "measure": worlds.key.measure.entry().name, "worlds": worlds.points.len(), "not_comparable": worlds.not_comparable,
            "policies": worlds.policies.iter().map(policy).collect::<Vec<_>>(),
            "signs": worlds.signs.iter().map(|sign| self.sign(sign)).collect::<Vec<_>>(),
        })
    }

    fn sign(&self, sign: &SignAcrossWorlds) -> Value {
        let design = self.exhibit.plan.design.as_deref();
        let flip = |own: &crate::experiment::analysis::scenario_discovery::FactorFlips| {
            let cut = own.cut.as_ref();
            let part =
                |part: crate::experiment::analysis::scenario_discovery::Part| json!({ "worlds": part.worlds, "other_sign": part.flipped });
            json!({
                "factor": design.map(|design| design.factors[own.factor].as_str()), "rank_correlation": own.rank_correlation,
                "cut": cut.map(|cut| format!("{:?}", cut.split)), "below": cut.map(|cut| part(cut.below)),
                "above": cut.map(|cut| part(cut.above)), "p": cut.map(|cut| cut.p),
            })
        };
        json!({
            "policy": self.policy(sign.policy), "same": sign.same, "opposite": sign.opposite, "settled_same": sign.settled_same,
            "settled_opposite": sign.settled_opposite, "equivalent": sign.equivalent, "undecided": sign.undecided,
            "flips": sign.flips.as_ref().map(|flips| flips.factors.iter().take(MOST_ROWS).map(flip).collect::<Vec<_>>()),
        })
    }
}

/// A table of a report on a terminal.
pub fn drawn(table: &Table, width: usize) -> String {
    if table.rows.is_empty() {
        return String::new();
    }
    let left: Vec<usize> = (0..table.heads.len()).filter(|column| !table.heads[*column].1).collect();
    let mut grid = TextGrid::new(&left);
    grid.row(table.heads.iter().map(|(head, _)| head.clone()));
    for row in table.rows.iter().take(MOST_ROWS) {
        grid.row(row.iter().map(|cell| match cell.below.as_slice() {
            [] => cell.text.clone(),
            below => format!("{} ({})", cell.text, below.join(", ")),
        }));
    }
    let rest = table.rows.len().saturating_sub(MOST_ROWS);
    let more = if rest > 0 { format!("({rest} more rows in the report)\n") } else { String::new() };
    format!("{}\n{}{more}", wrapped(&table.caption, 0, width).trim_end(), grid.text(width))
}
