//! The roster: which unit each member of each group of the setting became, and how many people it wants.

use crate::scenario::setting::Rules;
use crate::units::UnitId;

/// Which unit each member of each group of the setting became.
#[derive(Clone, Debug)]
pub struct Roster {
    pub(super) groups: Vec<Vec<UnitId>>,
}

impl Roster {
    /// The units of one group, in the order of their numbers.
    #[must_use]
    pub fn group(&self, group: usize) -> &[UnitId] {
        &self.groups[group]
    }

    /// How many people of each (unit, role) `rules` ask for; by unit, then role. Never below zero.
    #[must_use]
    pub fn head_count(&self, rules: &Rules, units: usize) -> Vec<Vec<i64>> {
        let mut count = vec![vec![0_i64; rules.roles.len()]; units];
        for staff in &rules.staff {
            let members = &self.groups[staff.group];
            let chosen = staff.member.map_or(&members[..], |member| &members[member..=member]);
            for unit in chosen {
                count[unit.index()][staff.role.index()] += i64::from(staff.count);
            }
        }
        for per_role in &mut count {
            for people in per_role {
                *people = (*people).max(0);
            }
        }
        count
    }
}
