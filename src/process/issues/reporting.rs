//! How readily an issue is told: by a report of its own accord, and to the member or worker who calls.

use crate::process::{RecordObserver, Simulation};
use crate::scenario::setting::Discovery;
use crate::units::UnitId;
use crate::world::{Issue, Origin, Person};

impl<O: RecordObserver> Simulation<'_, O> {
    /// The probability that the issue is reported: the average readiness times the factors of severity, category,
    /// household, trust and contact (closer, the fewer households the member has), or of passers-by. May exceed 1, which is
    /// certain. Without rules of discovery it is 1.
    pub(crate) fn readiness(&self, issue: &Issue) -> f64 {
        let member =
            |household, rules: &Discovery| self.member_of(household).map_or(1.0, |unit| rules.member_factor * self.closeness(unit));
        self.readiness_by(issue, member)
    }

    /// The readiness to tell `visitor` at the door: a member as above; of others the household is the closer to them, the
    /// fewer households their unit has.
    pub(crate) fn readiness_to(&self, issue: &Issue, visitor: &Person) -> f64 {
        let seat = &self.world.town.seats[visitor.unit.index()];
        if seat.member.is_some() {
            return self.readiness(issue);
        }
        let field = &self.rules.roles[visitor.role.index()].field;
        self.readiness_by(issue, |_, _| field.familiarity(f64::from(seat.households)))
    }

    fn readiness_by(&self, issue: &Issue, contact: impl Fn(u32, &Discovery) -> f64) -> f64 {
        let Some(rules) = &self.rules.discovery else { return 1.0 };
        let severity = rules.by_severity[usize::from(issue.severity.clamp(1, 5)) - 1];
        let general = rules.reporting.get() * severity * rules.by_category[issue.category.index()];
        let Origin::Household(household) = issue.origin else { return general * rules.passers_by };
        let resident = &self.world.town.households[household as usize];
        let trust = (1.0 + rules.trust_weight * (f64::from(resident.trust) - 0.5)).max(0.0);
        general * f64::from(resident.reporting) * trust * contact(household, rules)
    }

    /// How much more readily households tell a member who has few of them: the familiarity of the member's role with as
    /// many households as the member has.
    fn closeness(&self, unit: UnitId) -> f64 {
        let seat = &self.world.town.seats[unit.index()];
        let role = seat.member.map(|person| self.world.people[person.index()].role);
        role.map_or(1.0, |role| self.rules.roles[role.index()].field.familiarity(f64::from(seat.households)))
    }

    /// The unit of the household's member, where it knows the member and the member is in service.
    pub(crate) fn member_of(&self, household: u32) -> Option<UnitId> {
        let resident = &self.world.town.households[household as usize];
        let unit = resident.member.filter(|_| resident.knows_contact)?;
        let person = self.world.town.seats[unit.index()].member?;
        self.world.people[person.index()].is_in_place().then_some(unit)
    }
}
