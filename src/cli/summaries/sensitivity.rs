//! What a step of a sensitivity study came to, as a person reads it and as a program does.

use serde_json::{Value, json};

use super::run::Account;
use super::sweep::drawn;
use crate::cli::terminal::grid::wrapped;
use crate::experiment::analysis::sensitivity::{DecomposedOutput, OutputOf, ScreenedOutput};
use crate::output::charts::chart::Frame;
use crate::output::language::message::Language;
use crate::output::language::wording::Wording;
use crate::output::report::sensitivity_findings::SensitivityExhibit;
use crate::output::tables::schema::SENSITIVITY_FILE;
use crate::output::tables::sensitivity::{StudyStep, parted};
use crate::statistics::sobol::Index;

/// A step with the campaign it came from.
#[derive(Clone, Copy, Debug)]
pub struct SensitivityAccount<'a> {
    /// The campaign.
    pub account: Account<'a>,
    /// What it came to.
    pub exhibit: SensitivityExhibit<'a>,
}

impl SensitivityAccount<'_> {
    /// The step for a terminal `width` columns wide.
    pub fn text(&self, width: usize) -> String {
        let frame = Frame { language: Language::English, ..self.exhibit.frame() };
        let words = Wording::TERMINAL;
        let Some(tables) = self.exhibit.tables(&frame, words) else { return String::new() };
        let mut parts = vec![wrapped(&tables.about(), 0, width)];
        parts.push(tables.sentences().iter().map(|sentence| wrapped(sentence, 0, width)).collect());
        parts.extend(tables.overview().iter().map(|table| drawn(table, width)));
        let mut notes = self.exhibit.warnings(&frame, words);
        notes.push(format!("every factor, output and interval stands in {SENSITIVITY_FILE}"));
        parts.push(notes.iter().map(|note| wrapped(note, 0, width)).collect());
        parts.push(self.account.campaign_notes(width));
        parts.push(self.account.closing());
        parts.retain(|part| !part.trim().is_empty());
        parts.join("\n")
    }

    /// The step as one JSON object.
    pub fn json(&self) -> Value {
        let SensitivityExhibit { plan, step, .. } = self.exhibit;
        let mut account = self.account.campaign_json();
        account["policies"] = plan.identity.policies.as_slice().into();
        account["factors"] = json!(plan.design.as_deref().map(|design| &design.factors));
        account["points"] = plan.points().into();
        let names = |factors: &[usize]| factors.iter().map(|factor| self.factor(*factor)).collect::<Vec<_>>();
        match step {
            StudyStep::Screening(screening) => {
                account["survivors"] = names(&screening.survivors).into();
                account["cut_off"] = names(&screening.cut_off).into();
                account["outputs"] = screening.outputs.iter().map(|output| self.screened(output)).collect();
            }
            StudyStep::Decomposition(decomposition) => {
                account["outputs"] = decomposition.outputs.iter().map(|output| self.decomposed(output)).collect();
            }
        }
        account
    }

    fn factor(&self, factor: usize) -> &str {
        self.exhibit.plan.design.as_deref().map_or("", |design| &design.factors[factor])
    }

    fn output(&self, of: OutputOf, noise_share: Option<f64>, missing: usize) -> Value {
        let (kind, policy) = parted(of.output);
        let entry = of.key.measure.entry();
        json!({
            "policy": self.exhibit.plan.identity.policies[policy], "of": kind, "measure": entry.name, "unit": entry.unit,
            "noise_share": noise_share, "points_without_value": missing,
        })
    }

    fn screened(&self, output: &ScreenedOutput) -> Value {
        let effects = |own: &crate::experiment::analysis::sensitivity::FactorEffects| {
            let interval = own.effects.mu_star_interval;
            json!({
                "factor": self.factor(own.factor), "mu_star": own.effects.mu_star, "low": interval.map(|interval| interval.low),
                "high": interval.map(|interval| interval.high), "mu": own.effects.mu, "sigma": own.effects.sigma, "n": own.effects.used,
            })
        };
        let mut told = self.output(output.of, output.noise_share, output.missing);
        told["effects"] = output.effects.iter().map(effects).collect();
        told
    }

    fn decomposed(&self, output: &DecomposedOutput) -> Value {
        let mut told = self.output(output.of, output.noise_share, output.missing);
        let Some(indices) = &output.indices else { return told };
        let index = |index: &Index| {
            json!({
                "estimate": index.value, "low": index.interval.map(|interval| interval.low),
                "high": index.interval.map(|interval| interval.high),
            })
        };
        let each = indices.factors.iter().enumerate();
        told["base_rows"] = json!({ "used": indices.used, "left_out": indices.left_out });
        told["indices"] =
            each.map(|(factor, own)| json!({ "factor": self.factor(factor), "s1": index(&own.first), "st": index(&own.total) })).collect();
        told
    }
}
