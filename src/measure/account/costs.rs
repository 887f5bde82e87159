//! What a run costs, by payer: pay, members, seats, systems and points that were exchanged
//! over the measured time; and what the hours of volunteers are
//! worth, which is nobody's money.

use crate::measure::run_result::PersonRow;
use crate::measure::values::{FinishedRun, MONTH};
use crate::scenario::setting::Charge;
use crate::units::key::Group;
use crate::units::time::HOUR;
use crate::units::{Money, PayerId};

impl FinishedRun<'_, '_> {
    /// What the payer of `group` pays, or all of them together, yuan.
    pub(crate) fn paid(&self, group: Group) -> f64 {
        let setting = self.tally.setting;
        let Some(costs) = &setting.costs else { return 0.0 };
        let is_theirs = |payer: PayerId| !matches!(group, Group::Payer(own) if own != payer);
        let charged = |charge: Option<&Charge>, seconds: u64| {
            charge.filter(|charge| is_theirs(charge.payer)).map_or(0.0, |charge| seconds as f64 * charge.per_month / MONTH)
        };
        let of_person = |person: &PersonRow| {
            let role = person.role.index();
            let pay = if is_theirs(costs.of_roles[role]) { self.pay_of(person) } else { 0.0 };
            let is_member = setting.members.as_ref().is_some_and(|members| members.role == person.role);
            let member = costs.member.as_ref().filter(|_| is_member);
            pay + charged(costs.seats[role].as_ref(), person.employed_seconds) + charged(member, person.employed_seconds)
        };
        let window = &self.tally.window;
        let measured = u64::from(window.horizon.since(window.start).seconds());
        let systems: f64 = costs.systems.iter().map(|system| charged(Some(system), measured)).sum();
        let points = if is_theirs(costs.points) { self.tally.incentives.redeemed } else { 0.0 };
        self.people.iter().map(of_person).sum::<f64>() + systems + points
    }

    /// What the hours of all volunteers are worth at their shadow price, yuan.
    pub(crate) fn volunteer_value(&self) -> f64 {
        let price = self.tally.setting.costs.as_ref().and_then(|costs| costs.volunteer_hour).map_or(0.0, Money::get);
        self.volunteer_seconds() as f64 / f64::from(HOUR) * price
    }
}
