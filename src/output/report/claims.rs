//! What a result claims beside its numbers, in words: one wording for the terminal, the report and the manifest.

use crate::experiment::analysis::claims::Claims;
use crate::experiment::analysis::slow_states::{Judged, PileUp, State, Steadiness};
use crate::experiment::campaign::execution::Status;
use crate::experiment::campaign::precision_schedule::Precise;
use crate::experiment::campaign::selection_schedule::Selected;
use crate::experiment::design::plan::Plan;
use crate::output::language::message::Message;
use crate::output::language::number::{count, decimals, number, plain_decimals};
use crate::output::language::wording::Wording;
use crate::scenario::Setting;
use crate::statistics::estimate::Estimate;
use crate::statistics::stopping::{HalfWidth, Unmet};
use crate::statistics::warm_up::SteadyVerdict;
use crate::units::key::Group;
use crate::units::measure::Measure;

/// Mean count per run below which a count is called rare: the usual least count behind a share or a rate.
const FEWEST_COUNTED: f64 = 5.0;

/// Whether a measure counts what happens, and is no mean over time.
fn is_count(measure: Measure) -> bool {
    let is_stock = matches!(measure, Measure::LatentIssues | Measure::InSystem | Measure::Backlog);
    !is_stock && ["issues", "enquiries", "attempts", "visits", "stops"].contains(&measure.entry().unit)
}

/// Sentences about a result, without their full stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Which policy was chosen, with what promise.
    pub selection: Vec<String>,
    /// Whether it is as precise as was asked for.
    pub precision: Vec<String>,
    /// Queues that grow without bound, unit by unit.
    pub growing: Vec<String>,
    /// The busiest unit under each policy.
    pub busiest: Vec<String>,
    /// What stands beside the verdict: that nobody is busy, and which levers could not act.
    pub beside: Vec<String>,
    /// What speaks against a claim.
    pub warnings: Vec<String>,
    /// What else there is to know.
    pub remarks: Vec<String>,
}

impl Told {
    /// All sentences, what matters most first.
    #[must_use]
    pub fn all(self) -> Vec<String> {
        [self.selection, self.precision, self.growing, self.warnings, self.busiest, self.beside, self.remarks].concat()
    }
}

impl Wording<'_> {
    /// What `claims` say of a result of `plan` that came to its end or not.
    #[must_use]
    pub fn told(self, plan: &Plan, status: Status, claims: &Claims) -> Told {
        let so_far = |sentence: String| match status {
            Status::Complete => sentence,
            Status::Interrupted | Status::Failed => self.fill(Message::SoFar, &[("sentence", &sentence)]),
        };
        let mut told = Told::default();
        if let Some(selected) = &claims.selection {
            told.selection.push(so_far(self.selection(plan, selected)));
            told.remarks.push(self.fill(Message::SelectionIntervals, &[("level", &percent(plan.confidence))]));
        }
        if let Some(precise) = &claims.precision {
            told.precision.push(so_far(self.precision(plan, precise)));
            if plan.settings.len() > 1 {
                told.remarks.push(self.fill(Message::PrecisionLevel, &[("level", &percent(precise.confidence))]));
            }
        }
        told.growing = self.growing(plan, &claims.loads);
        told.busiest = self.busiest_units(plan, &claims.loads).into_iter().collect();
        told.beside = self.idle(plan, &claims.loads).into_iter().chain(self.of_settings(&plan.settings)).collect();
        // a level is named where none of its units grows on its own
        let is_named = |pile_up: &PileUp| {
            claims.loads.get(pile_up.policy).is_some_and(|loads| loads.growing.iter().any(|unit| unit.level == pile_up.level))
        };
        let levels = claims.pile_ups.iter().filter(|pile_up| !is_named(pile_up));
        told.warnings.extend(levels.map(|pile_up| self.pile_up(plan, pile_up)));
        if let Some(steadiness) = &claims.steadiness {
            let sentence = self.steadiness(plan, steadiness);
            let place = if steadiness.holds() { &mut told.remarks } else { &mut told.warnings };
            place.push(sentence);
            told.remarks.push(self.say(Message::SteadyLimits).to_owned());
        }
        told
    }

    /// Which counts over the whole place are so rare under every policy that little can be read off them.
    #[must_use]
    pub fn rare_counts(self, estimates: &[Vec<Estimate>]) -> Option<String> {
        let first = estimates.first()?;
        let largest = |at: usize| estimates.iter().filter_map(|own| own.get(at)?.mean).fold(0.0, f64::max);
        let whole = first.iter().enumerate().filter(|(_, own)| own.key.group == Group::All && is_count(own.key.measure));
        let is_rare = |mean: f64| mean > 0.0 && mean < FEWEST_COUNTED;
        let rare = whole.map(|(at, own)| (own.key.measure, largest(at))).filter(|(_, mean)| is_rare(*mean));
        let named: Vec<String> = rare.map(|(measure, mean)| format!("{} {}", self.measure(measure), self.number(mean, 1))).collect();
        let fewest = self.number(FEWEST_COUNTED, 0);
        (!named.is_empty()).then(|| self.fill(Message::RareCounts, &[("list", &named.join(self.say(Message::Comma))), ("fewest", &fewest)]))
    }

    /// Whether the precision was reached, and what is missing.
    fn precision(self, plan: &Plan, precise: &Precise) -> String {
        let n = ("n", &*count(precise.replications.into()));
        if precise.is_reached {
            let asked = precise.asked.targets.iter().map(|target| {
                let unit = if matches!(target.half_width, HalfWidth::Absolute(_)) { self.unit(target.key.measure) } else { String::new() };
                let asked = target.half_width.to_string() + &unit;
                self.fill(Message::PrecisionAsked, &[("measure", self.measure(target.key.measure)), ("asked", &asked)])
            });
            let asked = asked.collect::<Vec<_>>().join(self.say(Message::Comma));
            return self.fill(Message::PrecisionReached, &[n, ("asked", &asked)]);
        }
        if precise.unmet.is_empty() {
            return self.fill(Message::PrecisionUnconfirmed, &[n]);
        }
        let unmet: Vec<String> = precise.unmet.iter().map(|unmet| self.unmet(plan, unmet)).collect();
        let more: Option<Vec<u32>> = precise.unmet.iter().map(|unmet| unmet.more).collect();
        let more = match more.and_then(|more| more.into_iter().max()) {
            Some(more) => self.fill(Message::PrecisionMore, &[("more", &count(more.into()))]),
            None => self.say(Message::PrecisionTooMany).to_owned(),
        };
        self.fill(Message::PrecisionMissed, &[n, ("unmet", &unmet.join(self.say(Message::Next))), ("more", &more)])
    }

    /// One target that is not met.
    fn unmet(self, plan: &Plan, unmet: &Unmet) -> String {
        let measure = unmet.target.key.measure;
        let unit = self.unit(measure);
        let share = unmet.target.half_width.to_string();
        let asked = match (unmet.target.half_width, unmet.asked) {
            (HalfWidth::Absolute(_), _) => share + &unit,
            (HalfWidth::Relative(_), None) => share,
            (HalfWidth::Relative(_), Some(asked)) => {
                let size = number(asked, decimals(asked)) + &unit;
                self.fill(Message::PrecisionOfMean, &[("size", &size), ("share", &share)])
            }
        };
        let policy = self.policy(&plan.identity.policies[unmet.policy]);
        let values = [("measure", self.measure(measure)), ("policy", &policy), ("asked", &asked)];
        match unmet.half_width {
            None => self.fill(Message::PrecisionNoInterval, &values),
            Some(half) => {
                let half = number(half, decimals(half)) + &unit;
                self.fill(Message::PrecisionUnmet, &[values[0], values[1], values[2], ("half", &half)])
            }
        }
    }

    /// Which policy was chosen, or which are still in.
    fn selection(self, plan: &Plan, selected: &Selected) -> String {
        let name = |policy: usize| plan.identity.policies[policy].as_str();
        let measure = ("measure", self.measure(selected.key.measure));
        let Some(winner) = selected.winner() else {
            let policies = self.policies(selected.survivors.iter().map(|policy| name(*policy)));
            let n = count((selected.used + selected.left_out).into());
            return self.fill(Message::SelectionOpen, &[measure, ("n", &n), ("policies", &policies)]);
        };
        let zone = format!("{}{}", selected.terms.indifference, self.unit(selected.key.measure));
        let level = percent(selected.terms.confidence);
        self.fill(Message::SelectionWon, &[("policy", &self.policy(name(winner))), measure, ("level", &level), ("zone", &zone)])
    }

    fn pile_up(self, plan: &Plan, pile_up: &PileUp) -> String {
        let setting = &plan.settings[pile_up.policy];
        let rate = pile_up.growth.per_day;
        let rate = number(rate, decimals(rate));
        let level = self.thing(&setting.levels[pile_up.level.index()]);
        self.fill(Message::PileUp, &[("level", level), ("rate", &rate), ("policy", &self.policy(&setting.policy))])
    }

    /// The claim of a steady state, with what would be needed where it does not hold.
    fn steadiness(self, plan: &Plan, steadiness: &Steadiness) -> String {
        if steadiness.holds() {
            let mut states: Vec<String> = Vec::new();
            for judged in &steadiness.states {
                let state = self.state(judged.state, &plan.settings[judged.policy]);
                if !states.contains(&state) {
                    states.push(state);
                }
            }
            return self.fill(Message::SteadyHolds, &[("states", &states.join(self.say(Message::Comma)))]);
        }
        let mut refused: Vec<(Judged, Vec<&str>)> = Vec::new();
        for judged in steadiness.states.iter().filter(|judged| !matches!(judged.verdict, SteadyVerdict::Passes { .. })) {
            let is_same = |known: &Judged| Judged { policy: judged.policy, ..*known } == *judged;
            let policy = plan.identity.policies[judged.policy].as_str();
            match refused.iter_mut().find(|(known, _)| is_same(known)) {
                Some((_, policies)) => policies.push(policy),
                None => refused.push((*judged, vec![policy])),
            }
        }
        let reasons: Vec<String> = refused.iter().filter_map(|(judged, policies)| self.refusal(plan, judged, policies)).collect();
        let reasons = reasons.join(self.say(Message::Next));
        let lacks_more = |judged: &Judged| !matches!(judged.verdict, SteadyVerdict::Passes { .. } | SteadyVerdict::NeedsWarmUp { .. });
        let help = match steadiness.needed() {
            Some(days) if !steadiness.states.iter().any(lacks_more) => self.fill(Message::SteadyHelp, &[("days", &days.to_string())]),
            _ => self.say(Message::SteadyLonger).to_owned(),
        };
        self.fill(Message::SteadyRefused, &[("reasons", &reasons), ("help", &help)])
    }

    /// Why one slow state does not allow the claim under `policies`; `None` where it does.
    fn refusal(self, plan: &Plan, judged: &Judged, policies: &[&str]) -> Option<String> {
        let state = self.state(judged.state, &plan.settings[judged.policy]);
        let policies = self.policies(policies.iter().copied());
        let values = [("state", state.as_str()), ("policy", &policies)];
        let message = match judged.verdict {
            SteadyVerdict::Passes { .. } => return None,
            SteadyVerdict::NeedsWarmUp { days } => {
                let (days, warm_up) = (days.to_string(), judged.warm_up.to_string());
                return Some(self.fill(Message::SteadyNeeds, &[values[0], values[1], ("days", &days), ("there", &warm_up)]));
            }
            SteadyVerdict::NotSettled => Message::SteadyNotSettled,
            SteadyVerdict::PilesUp => Message::SteadyPilesUp,
            SteadyVerdict::TooShort => Message::SteadyTooShort,
        };
        Some(self.fill(message, &values))
    }

    /// The verdict on a slow state in a few words.
    #[must_use]
    pub fn steady(self, verdict: SteadyVerdict) -> String {
        match verdict {
            SteadyVerdict::Passes { .. } => self.say(Message::SteadyWordPasses).to_owned(),
            SteadyVerdict::NeedsWarmUp { days } => self.fill(Message::SteadyWordNeeds, &[("days", &days.to_string())]),
            SteadyVerdict::NotSettled => self.say(Message::SteadyWordNotSettled).to_owned(),
            SteadyVerdict::PilesUp => self.say(Message::SteadyWordPilesUp).to_owned(),
            SteadyVerdict::TooShort => self.say(Message::SteadyWordTooShort).to_owned(),
        }
    }

    /// What a slow state is called.
    #[must_use]
    pub fn state(self, state: State, setting: &Setting) -> String {
        match state {
            State::Backlog(level) => self.fill(Message::StateBacklog, &[("level", self.thing(&setting.levels[level.index()]))]),
            State::Open => self.say(Message::StateOpen).to_owned(),
            State::Latent => self.say(Message::StateLatent).to_owned(),
            State::Trust => self.say(Message::StateTrust).to_owned(),
        }
    }
}

/// A share in percent.
fn percent(share: f64) -> String {
    number(share * 100.0, plain_decimals(share * 100.0).min(2))
}
