//! How readily an issue is told: by a report of its own accord, and to the member or worker who calls.

use crate::process::{RecordObserver, Simulation};
use crate::scenario::setting::Discovery;
use crate::units::{PersonId, UnitId};
use crate::world::{Issue, Origin};

impl<O: RecordObserver> Simulation<'_, O> {
    /// The probability that the issue is reported: the average readiness times the factors of severity, category,
    /// household, trust and contact (closer, the fewer households the member has), or of passers-by. May exceed 1, which is
    /// certain. Without rules of discovery it is 1.
    pub(crate) fn readiness(&self, issue: &Issue) -> f64 {
        self.readiness_by(issue, |household, rules| self.contact(household, rules, 1.0))
    }

    /// The readiness to tell the visitor who has the post `at` at the door: a member as above, and more readily one who has rights; of
    /// others the household is the closer to them, the fewer households their unit has.
    pub(crate) fn readiness_to(&self, issue: &Issue, at: PersonId) -> f64 {
        let visitor = &self.world.people[at.index()];
        let seat = &self.world.town.seats[visitor.unit.index()];
        if seat.member.is_some() {
            return self.readiness_by(issue, |household, rules| self.contact(household, rules, 1.0 + rules.member_rights.cooperation));
        }
        let field = &self.rules.roles[visitor.role.index()].field;
        self.readiness_by(issue, |_, _| self.as_known_by(at, field.familiarity(f64::from(seat.households))))
    }

    fn readiness_by(&self, issue: &Issue, contact: impl Fn(u32, &Discovery) -> f64) -> f64 {
        let Some(rules) = &self.rules.discovery else { return 1.0 };
        let severity = rules.by_severity[usize::from(issue.severity.clamp(1, 5)) - 1];
        let general = rules.reporting.get() * severity * rules.by_category[issue.category.index()];
        let Origin::Household(household) = issue.origin else { return general * rules.passers_by };
        let resident = &self.world.town.households[household as usize];
        let trust = f64::from(resident.trust) - self.trust_cost(household, rules);
        let trust = (1.0 + rules.trust_weight * (trust - 0.5)).max(0.0);
        general * f64::from(resident.reporting) * trust * contact(household, rules)
    }

    /// What knowing its member makes of the readiness of a household: `rights` is what the member's rights add to it.
    fn contact(&self, household: u32, rules: &Discovery, rights: f64) -> f64 {
        self.member_of(household).map_or(1.0, |unit| rules.member_factor * rights * self.closeness(unit))
    }

    /// What the rights of its member cost a household's trust: nothing where it is not linked, or the member is not in service.
    fn trust_cost(&self, household: u32, rules: &Discovery) -> f64 {
        let cost = rules.member_rights.trust_cost;
        if cost > 0.0 && self.linked_member(household).is_some() { cost } else { 0.0 }
    }

    /// How much more readily households tell a member who has few of them: the familiarity of the member's role with as
    /// many households as the member has.
    fn closeness(&self, unit: UnitId) -> f64 {
        let seat = &self.world.town.seats[unit.index()];
        seat.member.map_or(1.0, |person| {
            let field = &self.rules.roles[self.world.people[person.index()].role.index()].field;
            self.as_known_by(person, field.familiarity(f64::from(seat.households)))
        })
    }

    /// The unit of the household's member, where it knows the member and the member is in service.
    pub(crate) fn member_of(&self, household: u32) -> Option<UnitId> {
        self.linked_member(household).filter(|_| self.world.town.households[household as usize].knows_contact)
    }

    /// The unit of the member that the household is linked to, known to it or not, where the member is in service.
    fn linked_member(&self, household: u32) -> Option<UnitId> {
        let unit = self.world.town.households[household as usize].member?;
        let person = self.world.town.seats[unit.index()].member?;
        self.world.people[person.index()].is_in_place().then_some(unit)
    }
}
