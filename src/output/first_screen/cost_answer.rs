//! What the policy that is advised costs and who pays, hours of volunteers included.

use super::answers::Advice;
use crate::experiment::analysis::comparison::{Difference, PayStated};
use crate::output::language::message::Message;
use crate::output::language::number::number;
use crate::statistics::estimate::Interval;
use crate::units::PayerId;
use crate::units::key::{Group, Key};
use crate::units::measure::Measure;

/// Whether an interval of a width holds zero.
fn is_open(row: &Difference) -> bool {
    row.interval.is_some_and(|Interval { low, high }| low <= 0.0 && high >= 0.0 && high > low)
}

impl Advice<'_> {
    /// What is paid more or less and by whom, and what volunteers give; `None` where the baseline stays.
    pub(super) fn cost(&self) -> Option<Vec<String>> {
        if self.choice.policy == 0 {
            return None;
        }
        let without = match &self.comparison.pay {
            PayStated::Some { without } if !without.is_empty() => {
                let roles: Vec<&str> = without.iter().map(|role| self.of.words.thing(role)).collect();
                Some(self.fill(Message::PaysWithout, &[("roles", &roles.join(self.of.frame.say(Message::Comma)))]))
            }
            _ => None,
        };
        Some([Some(self.paid()), without, self.volunteers()].into_iter().flatten().collect())
    }

    fn paid(&self) -> String {
        let known = self.comparison.cost_of(self.choice.policy).and_then(|row| Some((row, row.mean?)));
        let Some((row, mean)) = known.filter(|_| self.comparison.pay != PayStated::Nobodys) else {
            return self.of.say(Message::PaysUnknown);
        };
        let baseline = self.baseline();
        let baseline = ("baseline", baseline.as_str());
        if is_open(row) {
            return self.fill(Message::PaysOpen, &[baseline, ("difference", &self.difference(row, 0.0).unwrap_or_default())]);
        }
        if mean == 0.0 {
            return self.fill(Message::PaysSame, &[baseline]);
        }
        let size = self.scale(row.key.measure, mean).value(mean.abs());
        let share = self.share_of_base(row).map(|share| self.fill(Message::PaysShare, &[("share", &share)])).unwrap_or_default();
        let message = if mean > 0.0 { Message::PaysMore } else { Message::PaysLess };
        self.fill(message, &[baseline, ("size", &size), ("share", &share), ("payers", &self.payers())])
    }

    /// What each payer pays more or less, where there are several.
    fn payers(&self) -> String {
        let of = |(index, name): (usize, &String)| {
            let key = Key { measure: Measure::FULL_COST, group: Group::Payer(PayerId::new(index)) };
            let mean = self.comparison.difference(self.choice.policy, key)?.mean.filter(|mean| *mean != 0.0)?;
            Some(format!("{} {}", self.of.words.thing(name), self.scale(Measure::FULL_COST, mean).signed(mean)))
        };
        let parts: Vec<String> = self.comparison.payers.iter().enumerate().filter_map(of).collect();
        let is_said = self.comparison.payers.len() > 1 && !parts.is_empty();
        let parts = parts.join(self.of.frame.say(Message::Comma));
        if is_said { self.fill(Message::PaysOf, &[("parts", &parts)]) } else { String::new() }
    }

    /// A difference as a share of what it was: `+3.2%`; `None` where that was nothing.
    fn share_of_base(&self, row: &Difference) -> Option<String> {
        let base = self.comparison.estimate(row.baseline, row.key)?.mean.filter(|base| *base != 0.0)?;
        let percent = 100.0 * row.mean? / base;
        let places = usize::from(percent.abs() < 10.0);
        let sign = if percent > 0.0 { "+" } else { "" };
        Some(format!("{sign}{}%", number(percent, places).replace('-', "−")))
    }

    fn volunteers(&self) -> Option<String> {
        let row = self.comparison.difference(self.choice.policy, Key::of_place(Measure::VolunteerHours))?;
        let mean = row.mean?;
        let base = self.comparison.estimate(row.baseline, row.key)?.mean?;
        if base == 0.0 && mean == 0.0 {
            return None;
        }
        if is_open(row) {
            let difference = self.difference(row, base).unwrap_or_default();
            return Some(self.fill(Message::GiveOpen, &[("difference", &difference)]));
        }
        if mean == 0.0 {
            return Some(self.of.say(Message::GiveSame));
        }
        let scale = self.scale(row.key.measure, base.max(base + mean));
        Some(self.fill(Message::GiveOther, &[("value", &scale.value(base + mean)), ("base", &scale.value(base))]))
    }
}
