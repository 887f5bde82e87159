//! What is asked of a ladder, with its answers: what the whole scheme does, which steps do most of it, which do harm or nothing,
//! what it costs, where it is held up.

use crate::experiment::analysis::comparison::{Comparison, Difference, PayStated};
use crate::experiment::analysis::verdict::{Side, Verdict};
use crate::experiment::study_command::StudyCommand;
use crate::output::language::label::measure_label;
use crate::output::language::ladder::LadderSaid;
use crate::output::language::message::Message;
use crate::output::language::number::count;
use crate::output::presentation::AnsweredQuestion;
use crate::output::presentation::amounts::AmountScale;
use crate::output::report::findings::Findings;
use crate::units::key::Key;
use crate::units::measure::Measure;

impl Findings<'_> {
    /// The answers, in the order in which the questions are asked.
    pub(super) fn answers_of_ladder(&self, comparison: &Comparison) -> Vec<AnsweredQuestion> {
        let LadderSaid { together, steps, refused } = self.words.ladder(comparison);
        let last = self.policy_count().min(comparison.judged().end) - 1;
        let asked = [
            (Message::AskScheme, Some(together.into_iter().collect())),
            (Message::AskSteps, Some(steps.into_iter().chain(refused).collect())),
            (Message::AskHarm, Some(self.harm(comparison))),
            (Message::AskCost, self.cost_of_ladder(comparison)),
            (Message::AskSure, Some(self.how_sure_of_ladder(comparison))),
            (Message::AskBottleneck, self.bottleneck(last)),
            (Message::AskNext, Some(vec![self.next_of_ladder(last)])),
        ];
        self.answered(asked)
    }

    /// Steps that are known to make a judged measure worse, and those that are not known to do anything.
    fn harm(&self, comparison: &Comparison) -> Vec<String> {
        let is_worse = |row: &&Difference| matches!(row.verdict, Some(Verdict::Apart { side: Side::Worse, .. }));
        let worse: Vec<String> = comparison
            .judged()
            .flat_map(|rung| comparison.headline_of(rung))
            .filter(is_worse)
            .filter_map(|row| {
                let (mean, measure) = (row.mean?, row.key.measure);
                let size = AmountScale::new(self.words, measure, mean).signed(mean);
                let name = measure_label(measure, self.exhibit.language);
                Some(self.frame.fill(Message::StepOf, &[("rung", &self.called(row.policy)), ("measure", name), ("size", &size)]))
            })
            .collect();
        let is_still = |rung: &usize| comparison.headline_of(*rung).all(|row| !matches!(row.verdict, Some(Verdict::Apart { .. })));
        let still: Vec<String> = comparison.judged().filter(is_still).map(|rung| self.called(rung)).collect();
        let first = match worse.as_slice() {
            [] => self.say(Message::StepsNoneWorse),
            list => self.frame.fill(Message::StepsWorse, &[("list", &list.join(self.frame.say(Message::Next)))]),
        };
        let list = still.join(self.frame.say(Message::Next));
        let open = (!still.is_empty()).then(|| self.frame.fill(Message::StepsOpen, &[("list", &list)]));
        std::iter::once(first).chain(open).collect()
    }

    /// What all steps together cost more or less, and what volunteers give.
    fn cost_of_ladder(&self, comparison: &Comparison) -> Option<Vec<String>> {
        let all = |measure: Measure| {
            let row = comparison.all_together(Key::of_place(measure))?;
            let mean = row.mean?;
            let size = AmountScale::new(self.words, measure, mean).with_limits(mean, row.interval);
            let values = [("measure", measure_label(measure, self.exhibit.language)), ("size", size.as_str())];
            Some(self.frame.fill(if mean == 0.0 { Message::AllStepsSame } else { Message::AllSteps }, &values))
        };
        let paid = if comparison.pay == PayStated::Nobodys { Some(self.say(Message::PaysUnknown)) } else { all(self.exhibit.cost()) };
        let said: Vec<String> = paid.into_iter().chain(all(Measure::VolunteerHours)).collect();
        (!said.is_empty()).then_some(said)
    }

    fn how_sure_of_ladder(&self, comparison: &Comparison) -> Vec<String> {
        let (size, n) = (comparison.family.size.to_string(), count(self.exhibit.used().into()));
        let chance = self.frame.fill(Message::SureOf, &[("level", &self.frame.percent()), ("size", &size), ("n", &n)]);
        std::iter::once(chance).chain(self.what_it_rests_on()).collect()
    }

    /// The command that shows the same issues at both ends.
    fn next_of_ladder(&self, last: usize) -> String {
        let command = StudyCommand::side_by_side(self.exhibit.study, self.exhibit.scenario, self.policy(last));
        self.frame.fill(Message::NextReplay, &[("command", &command.to_string())])
    }
}
