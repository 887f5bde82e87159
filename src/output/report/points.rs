//! What points came to, in a sentence or two for each policy that has them: what was earned and paid, what is otherwise than under the
//! policy that it is compared with, and over whom they are spread.

use crate::experiment::analysis::comparison::Comparison;
use crate::experiment::campaign::execution::Outcome;
use crate::experiment::design::plan::Plan;
use crate::output::language::message::Message;
use crate::output::language::wording::Wording;
use crate::output::presentation::amounts::AmountScale;
use crate::units::key::Key;
use crate::units::measure::Measure;

/// What points may do beside the effort that they are paid for.
const TOUCHED: [Measure; 3] = [Measure::VisitsMade, Measure::TrivialReports, Measure::FalseClosureRate];

/// The mean of a measure over the whole place under a policy.
fn mean_of(outcome: &Outcome, policy: usize, measure: Measure) -> Option<f64> {
    outcome.estimates.get(policy)?.iter().find(|estimate| estimate.key == Key::of_place(measure))?.mean
}

impl Wording<'_> {
    /// What points came to under each of the first `shown` policies in which anybody earned any.
    pub(crate) fn points(self, plan: &Plan, outcome: &Outcome, comparison: Option<&Comparison>, shown: usize) -> Vec<String> {
        let with_points = (0..shown).filter(|policy| mean_of(outcome, *policy, Measure::PointsEarned).is_some_and(|points| points > 0.0));
        with_points.map(|policy| self.points_under(plan, outcome, comparison, policy)).collect()
    }

    fn points_under(self, plan: &Plan, outcome: &Outcome, comparison: Option<&Comparison>, policy: usize) -> String {
        let told = |measure: Measure| {
            let value = mean_of(outcome, policy, measure);
            value.map_or_else(|| "–".to_owned(), |value| AmountScale::new(self, measure, value).value(value))
        };
        let name = self.policy(&plan.identity.policies[policy]);
        let (earned, paid, each) = (told(Measure::PointsEarned), told(Measure::PointsPaid), told(Measure::PointsPaidEach));
        let values = [("policy", &*name), ("points", &earned), ("paid", &paid), ("each", &each)];
        let mut said = vec![self.fill(Message::PointsPaidSentence, &values)];
        let against = comparison.filter(|_| policy > 0);
        let changed = against.and_then(|comparison| self.changed(comparison, policy));
        said.push(changed.unwrap_or_else(|| {
            let acts = TOUCHED.map(|measure| format!("{} {}", self.measure(measure), told(measure)));
            self.fill(Message::PointsActs, &[("acts", &acts.join(self.say(Message::Comma)))])
        }));
        said.extend(self.who_gained(plan, outcome, policy));
        said.join(self.language.gap())
    }

    /// Over whom the points are spread.
    fn who_gained(self, plan: &Plan, outcome: &Outcome, policy: usize) -> Option<String> {
        let of = |measure: Measure| mean_of(outcome, policy, measure);
        let percent = |share: f64| AmountScale::new(self, Measure::PointsTopFifth, share).value(share);
        let gini = of(Measure::PointsGini)?;
        let (most, least) = of(Measure::PointsTopFifth).zip(of(Measure::PointsBottomFifth))?;
        let setting = &plan.settings[policy];
        let earners = setting.epochs.first().and_then(|epoch| epoch.rules.points.as_ref()).map_or(&[][..], |points| &points.earners);
        let roles = setting.roles.iter().zip(earners).filter(|(_, earns)| **earns).map(|(role, _)| self.thing(&role.name));
        let roles = roles.collect::<Vec<_>>().join(self.say(Message::Comma));
        let values = [("roles", &*roles), ("most", &percent(most)), ("least", &percent(least)), ("gini", &self.number(gini, 2))];
        Some(self.fill(Message::PointsSpread, &values))
    }

    /// What is otherwise than under the policy that this one is compared with.
    fn changed(self, comparison: &Comparison, policy: usize) -> Option<String> {
        let act = |measure: Measure| {
            let difference = comparison.difference(policy, Key::of_place(measure))?;
            let mean = difference.mean?;
            Some(format!("{} {}", self.measure(measure), AmountScale::new(self, measure, mean).with_limits(mean, difference.interval)))
        };
        let acts: Vec<String> = TOUCHED.into_iter().filter_map(act).collect();
        let baseline = self.policy(comparison.baseline_of(policy));
        let acts = acts.join(self.say(Message::Comma));
        (!acts.is_empty()).then(|| self.fill(Message::PointsChanged, &[("baseline", &baseline), ("acts", &acts)]))
    }
}
