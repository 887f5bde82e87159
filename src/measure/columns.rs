//! Which measures a run has, the columns of the table of runs, and how their groups are called.

use super::groups::by_category::told_apart;
use crate::scenario::Setting;
use crate::scenario::setting::Category;
use crate::units::key::{Group, Key, Linkage};
use crate::units::measure::{Measure, Over, Presence};
use crate::units::{HousingId, LevelId, PayerId, RoleId};

impl Group {
    /// How the group is called in tables and texts: `all`, or the name of its level, role, housing type or category,
    /// `linked` or `unlinked`.
    #[must_use]
    pub fn name(self, setting: &Setting) -> &str {
        match self {
            Self::All => "all",
            Self::Level(level) => &setting.levels[level.index()],
            Self::Role(role) => &setting.roles[role.index()].name,
            Self::Housing(housing) => setting.place.as_ref().map_or("", |place| &place.housing[housing.index()]),
            Self::Category(category) => &setting.categories[category.index()].name,
            Self::Linkage(Linkage::Linked) => "linked",
            Self::Linkage(Linkage::Unlinked) => "unlinked",
            Self::Payer(payer) => setting.costs.as_ref().map_or("", |costs| &costs.payers[payer.index()]),
        }
    }
}

/// The columns of a run's measures, in order; the same for every replication and policy of a scenario: what is counted over the
/// whole place, then by level, by role, by households, by category and by payer. What is counted over the place and by level stands
/// behind the rest.
///
/// What only a town has is measured where there is a place, which no policy changes.
#[must_use]
pub fn keys(setting: &Setting) -> Vec<Key> {
    let levels = (0..setting.levels.len()).map(|level| Group::Level(LevelId::new(level)));
    let roles = (0..setting.roles.len()).map(|role| Group::Role(RoleId::new(role)));
    let categories = told_apart(setting).into_iter().map(Group::Category).collect();
    let payers = (0..setting.costs.as_ref().map_or(0, |costs| costs.payers.len())).map(|payer| Group::Payer(PayerId::new(payer)));
    let kinds = [vec![Group::All], levels.collect(), roles.collect(), households(setting), categories, payers.collect()];
    let of_kind = |groups: &Vec<Group>| -> Vec<Key> {
        let Some(first) = groups.first() else { return Vec::new() };
        let is_counted = |measure: &Measure| is_present(*measure, setting) && Key { measure: *measure, group: *first }.is_counted();
        let mut measures: Vec<Measure> = Measure::ALL.iter().copied().filter(is_counted).collect();
        measures.sort_by_key(|measure| (measure.entry().over == Over::PlaceAndLevels, measure.entry().presence));
        measures.into_iter().flat_map(|measure| groups.iter().map(move |group| Key { measure, group: *group })).collect()
    };
    kinds.iter().flat_map(of_kind).collect()
}

/// Whether runs of `setting` have the measure.
fn is_present(measure: Measure, setting: &Setting) -> bool {
    match measure.entry().presence {
        Presence::Everywhere => true,
        Presence::WithHouseholds => setting.place.is_some(),
        Presence::WithEnquiries => setting.categories.iter().any(Category::is_enquiry),
        Presence::WithVolunteers => setting.has_volunteers(),
        Presence::WithSettlingRounds => setting.epochs.iter().any(|epoch| epoch.rules.rounds.iter().any(|round| round.settles.is_some())),
        Presence::WithTasks => setting.categories.iter().any(Category::is_background_task),
        Presence::WithClassCases => setting.epochs.iter().any(|epoch| epoch.rules.class_cases.is_some()),
        Presence::WithInspections => setting.epochs.iter().any(|epoch| !epoch.rules.inspections.is_empty()),
        Presence::WithSystems => setting.epochs.iter().any(|epoch| epoch.rules.entered_again > 0),
        Presence::WithAbsence => setting.epochs.iter().any(|epoch| epoch.rules.absence.is_some()),
        Presence::WithWhistle => setting.epochs.iter().any(|epoch| epoch.rules.whistle.is_some()),
        Presence::WithCentres => setting.epochs.iter().any(|epoch| epoch.rules.centres.is_some()),
        Presence::WithOrders => {
            setting.epochs.iter().any(|epoch| epoch.rules.meetings.iter().any(crate::scenario::setting::Meeting::orders_or_assigns))
        }
        Presence::WithParts => setting.epochs.iter().any(|epoch| epoch.rules.whistle.is_some() || epoch.rules.orders.is_some()),
        Presence::WithOrderedWork => setting.epochs.iter().any(|epoch| epoch.rules.orders.is_some()),
        Presence::WithResponseTime => setting.span.response_within.is_some(),
        Presence::WithCosts => setting.costs.is_some(),
        Presence::WithPoints => setting.has_points,
        Presence::WithShadowPrice => setting.has_volunteers() && setting.costs.as_ref().is_some_and(|costs| costs.volunteer_hour.is_some()),
    }
}

/// The groups of households, where there is a place.
fn households(setting: &Setting) -> Vec<Group> {
    let Some(place) = &setting.place else { return Vec::new() };
    let housing = (0..place.housing.len()).map(|housing| Group::Housing(HousingId::new(housing)));
    housing.chain([Linkage::Linked, Linkage::Unlinked].map(Group::Linkage)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::measure::columns::*;

    fn path(file: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file)
    }

    fn columns(file: &str) -> Vec<Key> {
        columns_with(file, &[])
    }

    fn columns_with(file: &str, sets: &[&str]) -> Vec<Key> {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        keys(&crate::scenario::read(&path(file), &sets).unwrap().settings[0])
    }

    #[test]
    fn every_measure_has_a_column_where_it_exists_and_each_column_is_there_once() {
        let mut seen = BTreeSet::new();
        for file in ["queue.toml", "network.toml", "office.toml", "xiaolin.toml"] {
            let columns = columns(file);
            let different: BTreeSet<Key> = columns.iter().copied().collect();
            assert_eq!(different.len(), columns.len(), "{file}");
            assert!(columns.iter().all(|key| key.is_counted()), "{file}");
            seen.extend(columns.iter().map(|key| key.measure));
        }
        // what no shipped scenario has
        let on_the_spot = columns_with("xiaolin.toml", &["rounds.visit.settles.within=30min"]);
        seen.extend(on_the_spot.iter().map(|key| key.measure));
        let away = columns_with("queue.toml", &["absence.rate=8/year", "absence.length=2d"]);
        seen.extend(away.iter().map(|key| key.measure));
        let task = "tasks=[{name=\"form\",at=\"counter\",from=\"counter\",rate=\"1/day\",work=\"1h\"}]";
        let tasks = columns_with("queue.toml", &[task, "systems.separate=2"]);
        seen.extend(tasks.iter().map(|key| key.measure));
        let analysed = columns_with("xiaolin.toml", &["class_cases.at=town_office", "class_cases.prevents=0.3"]);
        seen.extend(analysed.iter().map(|key| key.measure));
        let costs = "costs={payers=[\"town\"],member={amount=\"30 yuan/month\"},volunteer_hour=25}";
        let inspection = "inspections=[{name=\"look\",at=\"village\",cadence=\"month\",length=\"1h\",finds=0.5}]";
        let charged = columns_with("xiaolin.toml", &[costs, inspection]);
        seen.extend(charged.iter().map(|key| key.measure));
        let whistle = ["whistle.responds=0.8", "whistle.report=5d", "categories.building.departments={construction=1.0}"];
        let called = columns_with("tutorial.toml", &whistle);
        seen.extend(called.iter().map(|key| key.measure));
        let ordered = columns_with("xiaolin.toml", &["meetings.reconciliation.orders_down=0.5"]);
        seen.extend(ordered.iter().map(|key| key.measure));
        let commanded = columns_with("xiaolin.toml", &["orders.share=0.5"]);
        seen.extend(commanded.iter().map(|key| key.measure));
        let district = crate::scenario::read(&path("tongliang.toml"), &[]).unwrap();
        let staffed = district.settings.iter().find(|setting| setting.policy == "centres_staffed").unwrap();
        seen.extend(keys(staffed).iter().map(|key| key.measure));
        let asked = columns_with("queue.toml", &["response_within=4h"]);
        seen.extend(asked.iter().map(|key| key.measure));
        assert_eq!(seen.len(), Measure::ALL.len());
    }

    #[test]
    fn columns_go_from_the_whole_place_over_levels_and_roles_to_households_where_there_are_some() {
        let kinds = |file| {
            let kind = |key: &Key| match key.group {
                Group::All => "place",
                Group::Level(_) => "level",
                Group::Role(_) => "role",
                Group::Housing(_) | Group::Linkage(_) => "households",
                Group::Category(_) => "category",
                Group::Payer(_) => "payer",
            };
            let mut kinds: Vec<&str> = columns(file).iter().map(kind).collect();
            kinds.dedup();
            kinds
        };
        assert_eq!(kinds("queue.toml"), ["place", "level", "role"]);
        assert_eq!(kinds("xiaolin.toml"), ["place", "level", "role", "households", "category", "payer"]);
    }
}
