//! The first screen of a run of one policy: how it goes there, where the time goes, who is the bottleneck, what it costs, and one
//! table. Every number stands in `summary.csv`.

use crate::experiment::study_command::StudyCommand;
use crate::output::language::label::measure_label;
use crate::output::language::message::Message;
use crate::output::language::number::count;
use crate::output::language::time_account::part_label;
use crate::output::presentation::AnsweredQuestion;
use crate::output::presentation::amounts::AmountScale;
use crate::output::presentation::table::{Table, TableCell};
use crate::output::report::findings::Findings;
use crate::statistics::estimate::Estimate;
use crate::units::RoleId;
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;

/// What is said of a run in its first sentence.
const STATE: [Measure; 3] = [Measure::ResolutionTime, Measure::ResolutionRate, Measure::OnTimeRate];
/// Measures of the table, in its order.
const SHOWN: [Measure; 8] = [
    Measure::ResolutionTime,
    Measure::HandlingTime,
    Measure::ResolutionRate,
    Measure::ClosureRate,
    Measure::OnTimeRate,
    Measure::RecordedOnTimeRate,
    Measure::InSystem,
    Measure::VolunteerHours,
];
/// What the hours of people go to.
const HOURS: [Measure; 7] = [
    Measure::Utilisation,
    Measure::HandledShare,
    Measure::VisitedShare,
    Measure::PatrolledShare,
    Measure::TravelledShare,
    Measure::AdministrativeShare,
    Measure::IdleShare,
];
/// Most parts of the time account that are named.
const MOST_PARTS: usize = 4;
/// Smallest share of the whole that a part is named for.
const LEAST_PART: f64 = 0.01;

impl Findings<'_> {
    /// What is asked of one policy alone, answered.
    pub(super) fn answers_of_run(&self) -> Vec<AnsweredQuestion> {
        if self.exhibit.claims.selection.is_some() {
            return Vec::new();
        }
        let level = self.frame.percent();
        let sure = self.frame.fill(Message::SureOfRun, &[("level", &level), ("n", &count(self.exhibit.used().into()))]);
        self.answered([
            (Message::AskState, Some(STATE.iter().filter_map(|measure| self.stands_at(*measure)).collect())),
            (Message::AskTime, self.where_the_time_goes().map(|said| vec![said])),
            (Message::AskBottleneck, self.bottleneck(0)),
            (Message::AskPrice, Some(self.price())),
            (Message::AskSure, Some(std::iter::once(sure).chain(self.what_it_rests_on()).collect())),
            (Message::AskNext, Some(vec![self.next_of_run()])),
        ])
    }

    /// An estimate over the whole place under the policy that was run.
    fn of_place(&self, measure: Measure) -> Option<&Estimate> {
        self.exhibit.outcome.estimates[0].iter().find(|estimate| estimate.key == Key::of_place(measure))
    }

    fn stands_at(&self, measure: Measure) -> Option<String> {
        let mean = self.of_place(measure)?.mean?;
        let (scale, label) = (AmountScale::new(self.words, measure, mean), measure_label(measure, self.exhibit.language));
        Some(self.frame.fill(Message::StandsAt, &[("measure", label), ("value", &scale.value(mean))]))
    }

    /// The parts of the mean time of an issue, the largest first.
    fn where_the_time_goes(&self) -> Option<String> {
        let whole = self.of_place(Measure::ResolutionTime)?.mean.filter(|whole| *whole > 0.0)?;
        let of = |measure: Measure| Some((part_label(measure, self.exhibit.language)?, self.of_place(measure)?.mean?));
        let mut parts: Vec<(&str, f64)> = Measure::TIME_ACCOUNT.into_iter().filter_map(of).collect();
        parts.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let scale = AmountScale::new(self.words, Measure::ResolutionTime, whole);
        let named = parts.iter().filter(|(_, hours)| *hours >= LEAST_PART * whole).take(MOST_PARTS);
        let said: Vec<String> = named.map(|(name, hours)| format!("{name} {}", scale.value(*hours))).collect();
        let values = [("whole", &*scale.value(whole)), ("parts", &said.join(self.frame.say(Message::Comma)))];
        (!said.is_empty()).then(|| self.frame.fill(Message::TimeGoes, &values))
    }

    /// What is paid, and what volunteers give.
    fn price(&self) -> Vec<String> {
        let known = |measure: Measure| self.of_place(measure).and_then(|estimate| estimate.mean).filter(|mean| *mean > 0.0);
        let amount = |measure: Measure, mean: f64| AmountScale::new(self.words, measure, mean).value(mean);
        let cost = self.exhibit.cost();
        let paid = known(cost)
            .filter(|_| self.exhibit.has_cost())
            .map_or_else(|| self.say(Message::PaysUnknown), |mean| self.frame.fill(Message::PaysInAll, &[("size", &amount(cost, mean))]));
        let given = known(Measure::VolunteerHours)
            .map(|mean| self.frame.fill(Message::GiveInAll, &[("size", &amount(Measure::VolunteerHours, mean))]));
        std::iter::once(paid).chain(given).collect()
    }

    fn next_of_run(&self) -> String {
        let has_others = self.exhibit.scenario.settings.len() > 1;
        let (message, command) = if has_others { (Message::NextCompare, "compare") } else { (Message::NextCheck, "check") };
        let command = StudyCommand::on_the_same(command, self.exhibit.study);
        self.frame.fill(message, &[("command", &command.to_string())])
    }

    /// One row per measure: what it came to, with its interval; then how busy the busiest role is.
    pub(super) fn overview_of_run(&self) -> Option<Table> {
        if self.exhibit.claims.selection.is_some() {
            return None;
        }
        let cost = self.exhibit.has_cost().then(|| self.exhibit.cost());
        let shown = SHOWN.into_iter().chain(cost).filter_map(|measure| self.of_place(measure));
        let row = |estimate: &Estimate| {
            let measure = estimate.key.measure;
            let label = TableCell::from(measure_label(measure, self.exhibit.language));
            let Some(mean) = estimate.mean else { return vec![label, TableCell::from(self.estimate(estimate)), TableCell::default()] };
            let limits = estimate.shown_interval().map(|(interval, _)| interval).filter(|interval| interval.high > interval.low);
            let scale = AmountScale::new(self.words, measure, mean);
            let limits = limits.map(|limits| format!("[{}, {}]", scale.bare(limits.low), scale.bare(limits.high)));
            vec![label, TableCell::from(scale.value(mean)), TableCell::from(limits.unwrap_or_default())]
        };
        let rows = shown.filter(|estimate| !estimate.is_zero() && !estimate.is_of_nothing()).map(row);
        let busiest = vec![self.frame.word(Message::OverviewBusiest).0.into(), self.busiest_role(0), TableCell::default()];
        let has_loads = self.exhibit.claims.loads.first().is_some_and(|loads| loads.busiest_role.is_some());
        Some(Table {
            caption: self.say(Message::RunCaption),
            heads: vec![
                self.frame.word(Message::MeasureColumn),
                self.frame.figure(Message::EstimateColumn),
                (self.frame.fill(Message::IntervalColumn, &[("level", &self.frame.percent())]), true),
            ],
            rows: rows.chain(has_loads.then_some(busiest)).collect(),
            notes: vec![self.say(Message::RunNote)],
            ..Table::default()
        })
    }

    /// What the hours of people go to, one row per role, in percent; how busy they are comes first.
    pub(crate) fn hours_of_roles(&self) -> Option<Table> {
        let estimates = &self.exhibit.outcome.estimates[0];
        let find = |measure, role| estimates.iter().find(|estimate| estimate.key == Key { measure, group: Group::Role(role) });
        let mean = |measure: Measure, role| find(measure, role).and_then(|estimate| estimate.mean);
        let roles = (0..self.exhibit.plan.settings[0].roles.len()).map(RoleId::new);
        let shown: Vec<RoleId> = roles.filter(|role| mean(Measure::Utilisation, *role).is_some()).collect();
        let is_used = |measure: &Measure| shown.iter().any(|role| mean(*measure, *role).is_some_and(|share| share > 0.0));
        let used: Vec<Measure> = HOURS.into_iter().filter(is_used).collect();
        let cell = |measure: Measure, role| {
            let share = mean(measure, role);
            TableCell::from(share.map_or_else(|| "–".to_owned(), |share| AmountScale::new(self.words, measure, share).value(share)))
        };
        let row = |role: &RoleId| {
            let name = self.words.thing(&self.exhibit.plan.settings[0].roles[role.index()].name);
            std::iter::once(TableCell::from(name)).chain(used.iter().map(|measure| cell(*measure, *role))).collect()
        };
        let head = |measure: &Measure| (measure_label(*measure, self.exhibit.language).to_owned(), true);
        Some(Table {
            caption: self.say(Message::HoursCaption),
            heads: std::iter::once(self.frame.word(Message::RoleColumn)).chain(used.iter().map(head)).collect(),
            rows: shown.iter().map(row).collect(),
            ..Table::default()
        })
        .filter(|table| !table.rows.is_empty() && self.exhibit.comparison.is_none())
    }
}
