//! What is asked of a sweep over several numbers, with its answers: whether a verdict survives the assumed numbers, which of them
//! decides, which policy is the safest; of a sweep of settings, which one is best.

use super::sweep_tables::SweepTables;
use crate::experiment::analysis::one_at_a_time::AtLevel;
use crate::experiment::analysis::robustness::{AcrossWorlds, SignAcrossWorlds, Worlds};
use crate::output::language::message::{Language, Message};
use crate::output::language::number::count;
use crate::output::language::wording::capitalised;
use crate::output::presentation::AnsweredQuestion;
use crate::output::presentation::amounts::AmountScale;
use crate::units::key::Key;
use crate::units::measure::Direction;

/// Most policies that an answer names.
const MOST_NAMED: usize = 3;

impl SweepTables<'_> {
    /// The answers, in the order in which the questions are asked.
    #[must_use]
    pub fn answers(&self) -> Vec<AnsweredQuestion> {
        let worlds = self.sweep.worlds.iter().find(|worlds| !worlds.signs.is_empty());
        let best = || self.sweep.best.iter().filter(|best| best.policy.is_none()).filter_map(|best| self.of_best(best));
        let is_of_levers = self.design.is_of_levers();
        let (sure, next) = match (worlds, is_of_levers) {
            (Some(_), _) => (Message::SureOfWorlds, Message::NextSensitivity),
            (None, true) => (Message::SureOfSweep, Message::NextAssumed),
            (None, false) => (Message::SureOfNumbers, Message::NextSensitivity),
        };
        let factors = count(self.design.factors.len() as u64);
        let values = [("factors", factors.as_str()), ("n", &count(self.plan.identity.replications.into()))];
        let asked = if let Some(worlds) = worlds {
            let safest = self.safest(worlds).into_iter().collect();
            [(Message::AskHolds, self.holds(worlds)), (Message::AskDecides, self.decides(worlds)), (Message::AskSafest, safest)]
        } else {
            let setting = if is_of_levers { best().collect() } else { Vec::new() };
            [(Message::AskSetting, setting), (Message::AskMoves, self.moves_most()), (Message::AskSafest, Vec::new())]
        };
        let rest = [(Message::AskSure, vec![self.frame.fill(sure, &values)]), (Message::AskNext, vec![self.say(next)])];
        let answer = |(at, (question, sentences)): (usize, (Message, Vec<String>))| {
            let said: Vec<String> = sentences.iter().map(|sentence| capitalised(sentence)).collect();
            let (first, more) = said.split_at(if at == 0 { said.len().min(1) } else { said.len() });
            let [answer, more] = [first, more].map(|part| part.join(self.frame.language.gap()));
            (!said.is_empty()).then(|| AnsweredQuestion { question: self.say(question), answer, more })
        };
        asked.into_iter().chain(rest).enumerate().filter_map(answer).collect()
    }

    /// Which factor moves each measure furthest when it moves alone; nothing where none did.
    fn moves_most(&self) -> Vec<String> {
        let of = |key: &Key| {
            let own = self.sweep.effects.iter().filter(|effect| effect.key == *key);
            let most = own.max_by(|one, other| one.range().total_cmp(&other.range())).filter(|effect| effect.range() > 0.0)?;
            let (low, high) = (most.low()?, most.high()?);
            let scale = AmountScale::of_all(self.words, key.measure, [low.shift, high.shift].into_iter());
            let at = |level: &AtLevel| Some((scale.signed(level.shift?), self.design.points[level.point][most.factor].text.clone()));
            let ((low, low_at), (high, high_at)) = (at(low)?, at(high)?);
            let factor = self.design.title(most.factor, self.frame.language == Language::Chinese);
            let values = [("factor", factor), ("measure", self.measure(key.measure)), ("low", &low), ("from", &low_at)];
            Some(self.frame.fill(Message::MovesMost, &[values[0], values[1], values[2], values[3], ("high", &high), ("to", &high_at)]))
        };
        self.sweep.headline.iter().filter_map(of).collect()
    }

    /// In how many worlds a policy stays on its side of the baseline, by the first measure, policy by policy.
    fn holds(&self, worlds: &Worlds) -> Vec<String> {
        worlds.signs.iter().take(MOST_NAMED).map(|sign| self.holds_of(worlds, sign)).collect()
    }

    fn holds_of(&self, worlds: &Worlds, sign: &SignAcrossWorlds) -> String {
        let number = |count_of: usize| count(count_of as u64);
        let at = sign.at_reference.unwrap_or_default();
        let side = match (worlds.key.measure.entry().direction, at < 0.0) {
            (Direction::Lower, true) | (Direction::Higher, false) => Message::Better,
            (Direction::Lower, false) | (Direction::Higher, true) => Message::Worse,
            (Direction::Neutral, true) => Message::Lower,
            (Direction::Neutral, false) => Message::Higher,
        };
        let (policy, baseline) = (self.policy(sign.policy), self.policy(0));
        let values = [
            ("measure", self.measure(worlds.key.measure)),
            ("policy", policy.as_str()),
            ("baseline", &baseline),
            ("side", self.frame.say(side)),
            ("same", &number(sign.same)),
            ("settled", &number(sign.settled_same)),
            ("opposite", &number(sign.opposite)),
            ("worlds", &number(sign.worlds)),
        ];
        self.frame.fill(if at == 0.0 { Message::HoldsNowhere } else { Message::HoldsIn }, &values)
    }

    /// Which assumptions decide the sign by the first measure, policy by policy; where only chance might, that none is known to.
    /// Everything stands in the sentences that a page folds.
    fn decides(&self, worlds: &Worlds) -> Vec<String> {
        worlds.signs.iter().take(MOST_NAMED).map(|sign| self.turned(worlds, sign)).collect()
    }

    /// The policy that lies least far behind the best one in the world that is worst for it, by the first measure.
    fn safest(&self, worlds: &Worlds) -> Option<String> {
        let largest = |own: &&AcrossWorlds| own.regret.map_or(f64::INFINITY, |regret| regret.largest);
        let mut policies: Vec<&AcrossWorlds> = worlds.policies.iter().filter(|own| own.regret.is_some()).collect();
        policies.sort_by(|one, other| largest(one).total_cmp(&largest(other)).then(other.best.cmp(&one.best)));
        let (first, second) = (policies.first()?, policies.get(1)?);
        let scale = AmountScale::of_all(self.words, worlds.key.measure, policies.iter().map(|own| Some(largest(own))));
        let size = |own: &AcrossWorlds| scale.size(largest(&own));
        let (policy, other) = (self.policy(first.policy), self.policy(second.policy));
        let values = [
            ("measure", self.measure(worlds.key.measure)),
            ("policy", policy.as_str()),
            ("best", &count((first.best + first.tied) as u64)),
            ("worlds", &count(worlds.points.len() as u64)),
            ("largest", &size(first)),
            ("other", &other),
            ("next", &size(second)),
        ];
        let message = if largest(first) == 0.0 { Message::SafestAlways } else { Message::SafestIs };
        Some(self.frame.fill(message, &values))
    }
}
