//! What a comparison came to, as a person reads it and as a program does: the same content twice.

use serde_json::{Value, json};

use super::run::Account;
use crate::cli::terminal::figures::{count, number};
use crate::cli::terminal::grid::{TextGrid, wrapped};
use crate::experiment::analysis::comparison::{Comparison, Difference, FEWEST_OF_REDUCTION};
use crate::experiment::analysis::pattern::PatternResult;
use crate::experiment::analysis::verdict::Verdict;
use crate::experiment::matching::estimates::{MatchedEstimate, MatchedMeasure};
use crate::experiment::readings::of_ladder::{StepMeasure, StepPlace};
use crate::output::language::ladder::LadderText;
use crate::output::language::wording::{Wording, difference_places, places};
use crate::output::tables::schema::{COMPARISONS_FILE, comparisons, group_kind, keys, matched, summary};
use crate::scenario::{Expectation, Pattern, Subject};
use crate::statistics::estimate::Interval;
use crate::units::key::Key;
use crate::units::measure::Measure;

/// That the baseline of a file with policies of its own is that of a file which it extends.
pub fn inherited(baseline: &str, file: &str) -> String {
    format!("the baseline `{baseline}` is that of {file}; `baseline` in the scenario, or --baseline, names another")
}

/// A comparison with the campaign it came from.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The campaign.
    pub account: Account<'a>,
    /// What it came to.
    pub comparison: &'a Comparison,
}

impl Compared<'_> {
    /// Indices of the policies beside the baseline.
    fn policies(&self) -> std::ops::Range<usize> {
        self.comparison.judged()
    }

    fn name(&self, policy: usize) -> &str {
        &self.comparison.identity.policies[policy]
    }

    /// The comparison for a terminal `width` columns wide.
    pub fn text(&self, width: usize) -> String {
        let verdicts: Vec<String> = self.policies().map(|policy| wrapped(&self.sentence(policy), 0, width)).collect();
        let subject = match verdicts.len() {
            several if self.comparison.ladder.is_some() => self.ladder_subject(several),
            1 => format!("{} against {}", self.name(1), self.comparison.baseline()),
            several => format!("{several} policies against {}", self.comparison.baseline()),
        };
        let of_what = match self.comparison.family.size {
            0 | 1 => String::new(),
            size => format!(" for {size} verdicts together"),
        };
        let mut parts = vec![self.account.heading(&subject, &of_what), self.account.precision(width), verdicts.concat()];
        if self.comparison.ladder.is_some() {
            parts.push(Wording::TERMINAL.ladder(self.comparison).iter().map(|sentence| wrapped(sentence, 0, width)).collect());
            parts.push(self.account.beside(width));
            parts.extend(self.step_tables(width));
        } else {
            parts.push(self.where_they_act().map(|sentence| wrapped(&sentence, 0, width)).collect());
            parts.push(self.matched().iter().map(|sentence| wrapped(sentence, 0, width)).collect());
            parts.push(self.account.beside(width));
            parts.extend(self.policies().map(|policy| self.table(policy, width)));
        }
        parts.push(self.recorded_beside_true().text(width));
        parts.push(self.pattern_text(width));
        parts.push(self.notes(width));
        parts.push(self.account.closing());
        parts.retain(|part| !part.trim().is_empty());
        parts.join("\n")
    }

    fn ladder_subject(&self, steps: usize) -> String {
        let (count, foot, last) = (steps.to_string(), self.comparison.baseline(), self.name(steps));
        Wording::TERMINAL.about_ladder(LadderText::About, &[("count", &count), ("foot", foot), ("last", last)])
    }

    /// The steps of a ladder, one table for each measure: where they stand, alone on the foot, left out of the last rung.
    fn step_tables(&self, width: usize) -> Vec<String> {
        let words = Wording::TERMINAL;
        let table = |measure: StepMeasure| {
            let (name, divisor) = words.step_measure(self.comparison, measure);
            let mut grid = TextGrid::new(&[]);
            let heads = [LadderText::Step, LadderText::Alone, LadderText::LeftOut].map(|text| words.about_ladder(text, &[]));
            grid.row(std::iter::once(name).chain(heads));
            for rung in self.policies() {
                let effects = StepPlace::ALL.map(|place| words.effect(self.comparison.effect(rung, place, measure), divisor));
                grid.row(std::iter::once(self.name(rung).to_owned()).chain(effects));
            }
            if let StepMeasure::Of(measure) = measure {
                let together = words.effect(self.comparison.effect_together(measure), divisor);
                grid.row([words.about_ladder(LadderText::All, &[]), together]);
            }
            grid.text(width)
        };
        Wording::step_measures(self.comparison).into_iter().map(table).collect()
    }

    fn ladder_json(&self, rungs: usize) -> Value {
        let effect = |rung: usize, place: StepPlace, measure: StepMeasure| {
            let effect = self.comparison.effect(rung, place, measure);
            json!({
                "difference": effect.map(|effect| effect.mean),
                summary::LOW: effect.and_then(|effect| effect.interval).map(|interval| interval.low),
                summary::HIGH: effect.and_then(|effect| effect.interval).map(|interval| interval.high),
                "refused": self.comparison.step_refused(rung, place),
            })
        };
        let name = |measure: StepMeasure| match measure {
            StepMeasure::Of(measure) => measure.entry().name,
            StepMeasure::MatchedHandling => MatchedMeasure::HandlingHours.name(),
        };
        let measures = Wording::step_measures(self.comparison);
        let step = |rung: usize| {
            let of = |measure: &StepMeasure| {
                let places = StepPlace::ALL.map(|place| (place.name().to_owned(), effect(rung, place, *measure)));
                (name(*measure).to_owned(), Value::Object(places.into_iter().collect()))
            };
            json!({ keys::POLICY: self.name(rung), "measures": Value::Object(measures.iter().map(of).collect()) })
        };
        json!({
            "foot": self.comparison.baseline(),
            "said": Wording::TERMINAL.ladder(self.comparison),
            "steps": (1..=rungs).map(step).collect::<Vec<_>>(),
        })
    }

    fn sentence(&self, policy: usize) -> String {
        Wording::TERMINAL.sentence(self.comparison, policy)
    }

    /// Where each policy acts.
    fn where_they_act(&self) -> impl Iterator<Item = String> {
        self.policies().filter_map(|policy| Wording::TERMINAL.where_it_acts(self.comparison, policy))
    }

    /// How the same issues went under each policy and under the baseline, in sentences.
    fn matched(&self) -> Vec<String> {
        let follow_up = Wording::TERMINAL.length(self.account.setting().span.follow_up);
        self.policies().flat_map(|policy| Wording::TERMINAL.matched(self.comparison, policy, &follow_up)).collect()
    }

    /// Headline measures and cost of one policy beside the baseline.
    fn table(&self, policy: usize, width: usize) -> String {
        let mut grid = TextGrid::new(&[4]);
        grid.row([
            format!("{} against {}", self.name(policy), self.comparison.baseline_of(policy)).as_str(),
            "baseline",
            "policy",
            "difference",
            "verdict",
        ]);
        let cost = self.comparison.cost_of(policy).filter(|cost| !self.comparison.headline.contains(&cost.key));
        for difference in self.comparison.headline_of(policy).chain(cost) {
            let estimate = |policy| self.comparison.estimate(policy, difference.key).and_then(|estimate| estimate.mean);
            let places = match (difference.mean, estimate(difference.baseline)) {
                (Some(mean), _) if difference.sd.is_some_and(|sd| sd > 0.0) => difference_places(difference, mean),
                _ => self.comparison.estimate(difference.baseline, difference.key).map_or(0, places),
            };
            let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| number(value, places));
            let rare = || if difference.is_rare() { Wording::TERMINAL.said(difference) } else { String::new() };
            let verdict = difference.verdict.map_or_else(rare, |verdict| verdict.word().to_owned());
            let pairs = if difference.n < difference.replications { format!(" (n = {})", difference.n) } else { String::new() };
            grid.row([
                difference.key.measure.entry().name.to_owned(),
                shown(estimate(difference.baseline)),
                shown(estimate(policy)),
                Wording::TERMINAL.difference(difference, places) + &pairs,
                verdict,
            ]);
        }
        grid.text(width)
    }

    /// Rates of what is true beside the same of the record, by policy.
    fn recorded_beside_true(&self) -> TextGrid {
        let all = Key::of_place;
        let pairs = Measure::ALL.iter().filter_map(|&measure| Some([all(measure), all(measure.recorded()?)]));
        let columns: Vec<Key> = pairs.filter(|pair| pair.iter().all(|key| self.comparison.estimate(0, *key).is_some())).flatten().collect();
        if columns.is_empty() {
            return TextGrid::default();
        }
        let mut grid = TextGrid::new(&[]);
        let name = |key: &Key| if key.measure.is_headline() { key.measure.entry().name } else { "recorded" };
        grid.row(std::iter::once("true and recorded").chain(columns.iter().map(name)));
        let of = |policy: usize, key: &Key| self.comparison.estimate(policy, *key).filter(|estimate| estimate.mean.is_some());
        for (policy, name) in self.comparison.identity.policies.iter().enumerate().take(self.policies().end) {
            let cell = |key: &Key| {
                let places = (0..=self.comparison.differences.len()).filter_map(|policy| of(policy, key)).map(places).max().unwrap_or(0);
                of(policy, key).and_then(|estimate| estimate.mean).map_or_else(|| "-".to_owned(), |mean| number(mean, places))
            };
            grid.row(std::iter::once(name.clone()).chain(columns.iter().map(cell)));
        }
        grid
    }

    fn pattern_text(&self, width: usize) -> String {
        if self.comparison.patterns.is_empty() {
            return String::new();
        }
        let words = Wording::TERMINAL;
        let told = self.comparison.patterns.iter().map(|result| {
            let (pattern, finding) = (&result.pattern, words.finding(result.finding));
            let line = format!(
                "{}: {finding}. {}, {}. Source: {}.",
                pattern.name,
                words.pattern_stated(pattern),
                words.found(result),
                pattern.source
            );
            wrapped(&line, 2, width)
        });
        format!("patterns\n{}", told.collect::<String>())
    }

    fn notes(&self, width: usize) -> String {
        let mut notes = Vec::new();
        let headline = || self.policies().flat_map(|policy| self.comparison.headline_of(policy));
        if self.comparison.has_too_many_failures() {
            notes.push("no verdict: more than 1% of the replications were left out".to_owned());
        }
        let is_guess = |difference: &Difference| {
            difference.relevant.is_none() && matches!(difference.verdict, Some(Verdict::Undecided { more: Some(_), .. }))
        };
        if headline().any(is_guess) {
            notes.push(
                "where the file states no smallest difference that matters (`relevant`), what would be settled is a difference as large as the one observed"
                    .to_owned(),
            );
        }
        notes.extend(self.worth_of_a_pair());
        let headlines = self.comparison.family.size;
        let further = self.comparison.differences.iter().map(Vec::len).sum::<usize>() + self.comparison.together.len() - headlines;
        notes.push(format!("{} exploratory differences, with intervals of their own, stand in {COMPARISONS_FILE}", count(further as u64)));
        self.account.campaign_notes(width) + &notes.iter().map(|note| wrapped(note, 0, width)).collect::<String>()
    }

    /// What common random numbers save, from the replications on from which it can be said; with its intervals.
    fn worth_of_a_pair(&self) -> Option<String> {
        let all = self.policies().flat_map(|policy| self.comparison.headline_of(policy));
        let mut known: Vec<(f64, Interval)> = all
            .filter(|difference| difference.n >= FEWEST_OF_REDUCTION)
            .filter_map(|difference| difference.variance_reduction.zip(difference.variance_reduction_interval))
            .collect();
        known.sort_by(|one, other| one.0.total_cmp(&other.0));
        let shown = |(value, interval): &(f64, Interval)| {
            let short = |value: f64| number(value, usize::from(value < 10.0));
            format!("{} ({} to {})", short(*value), short(interval.low), short(interval.high))
        };
        let worth = match known.as_slice() {
            [] => return None,
            [only] => shown(only),
            [least, .., most] => format!("from {} to {}, by measure and policy,", shown(least), shown(most)),
        };
        let level = self.comparison.confidence * 100.0;
        Some(format!("one replication with common random numbers is worth {worth} without them ({level:.0}% bootstrap intervals)"))
    }

    /// The comparison as one JSON object.
    pub fn json(&self) -> Value {
        let comparison = self.comparison;
        let mut account = self.account.campaign_json();
        account["baseline"] = comparison.baseline().into();
        account["policies"] = comparison.identity.policies.as_slice().into();
        account["headline"] = comparison.headline.iter().map(|key| key.measure.entry().name).collect();
        let family = comparison.family;
        account["family"] = json!({
            "confidence": comparison.confidence, "size": family.size, "varying": family.varying, "level": family.level,
            "verdicts_given": !comparison.has_too_many_failures(),
        });
        account["verdicts"] = self.policies().map(|policy| self.sentence(policy)).collect();
        account["where_it_acts"] = self.where_they_act().collect();
        if let Some(ladder) = &self.comparison.ladder {
            account["ladder"] = self.ladder_json(ladder.rungs);
        }
        account["differences"] =
            comparison.differences.iter().flatten().chain(&comparison.together).map(|row| self.difference_json(row)).collect();
        account["matched_issues"] = json!({
            "said": self.matched(),
            "estimates": comparison.matched.iter().map(|estimate| self.matched_json(estimate)).collect::<Vec<_>>(),
        });
        account["patterns"] = comparison.patterns.iter().map(pattern_json).collect();
        let estimates = self.account.plan.settings.iter().zip(&comparison.estimates);
        let measures = estimates.flat_map(|(setting, list)| list.iter().map(move |estimate| self.account.measure_json(setting, estimate)));
        account["measures"] = measures.collect();
        account
    }

    fn matched_json(&self, estimate: &MatchedEstimate) -> Value {
        json!({
            keys::POLICY: self.name(estimate.policy),
            comparisons::BASELINE: self.comparison.baseline_of(estimate.policy),
            summary::MEASURE: estimate.measure.name(),
            matched::KIND: estimate.group.kind(),
            summary::GROUP: estimate.group.name(self.account.setting()),
            summary::UNIT: estimate.measure.unit(),
            summary::ESTIMATE: estimate.mean,
            summary::LOW: estimate.interval.map(|interval| interval.low),
            summary::HIGH: estimate.interval.map(|interval| interval.high),
            summary::N: estimate.n,
            "issues": estimate.issues,
        })
    }

    fn difference_json(&self, difference: &Difference) -> Value {
        let entry = difference.key.measure.entry();
        let mean = |policy| self.comparison.estimate(policy, difference.key).and_then(|estimate| estimate.mean);
        let is_judged = self.policies().contains(&difference.policy) && difference.baseline == self.comparison.against(difference.policy);
        let standing = if is_judged && self.comparison.headline.contains(&difference.key) { "headline" } else { "exploratory" };
        json!({
            keys::POLICY: self.comparison.policy(difference),
            comparisons::BASELINE: self.name(difference.baseline),
            summary::MEASURE: entry.name,
            summary::GROUP: difference.key.group.name(self.account.setting()),
            "kind": group_kind(difference.key.group),
            summary::UNIT: entry.unit,
            comparisons::DIRECTION: entry.direction.name(),
            "standing": standing,
            "baseline_estimate": mean(difference.baseline),
            "policy_estimate": mean(difference.policy),
            comparisons::DIFFERENCE: difference.mean,
            summary::LOW: difference.interval.map(|interval| interval.low),
            summary::HIGH: difference.interval.map(|interval| interval.high),
            summary::SD: difference.sd,
            summary::N: difference.n,
            comparisons::P_HOLM: difference.p_holm,
            comparisons::VARIANCE_REDUCTION: difference.variance_reduction,
            "variance_reduction_low": difference.variance_reduction_interval.map(|interval| interval.low),
            "variance_reduction_high": difference.variance_reduction_interval.map(|interval| interval.high),
            "relevant": difference.relevant,
            "differs_in": difference.differing,
            comparisons::VERDICT: difference.said(),
        })
    }
}

fn pattern_json(result: &PatternResult) -> Value {
    let mut stated = stated_json(&result.pattern);
    stated["finding"] = result.finding.name().into();
    stated["found"] = result.found.into();
    stated[summary::LOW] = result.interval.map(|interval| interval.low).into();
    stated[summary::HIGH] = result.interval.map(|interval| interval.high).into();
    stated[summary::N] = result.n.into();
    stated
}

/// A pattern as the scenario states it.
pub fn stated_json(pattern: &Pattern) -> Value {
    let (expect, low, high) = match pattern.expect {
        Expectation::Higher => ("higher", Some(0.0), None),
        Expectation::Lower => ("lower", None, Some(0.0)),
        Expectation::Same { within } => ("same", Some(-within), Some(within)),
        Expectation::Band { low, high } => ("band", Some(low), Some(high)),
    };
    let baseline = match &pattern.of {
        Subject::Value => None,
        Subject::Difference { baseline } => Some(baseline),
    };
    json!({
        "name": pattern.name,
        summary::MEASURE: pattern.measure.entry().name,
        summary::GROUP: pattern.group.as_deref().unwrap_or("all"),
        keys::POLICY: pattern.policy,
        comparisons::BASELINE: baseline,
        "expect": expect,
        "expected_low": low,
        "expected_high": high,
        "source": pattern.source,
    })
}
