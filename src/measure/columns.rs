//! Which measures a run has, the columns of the table of runs, and how their groups are called.

use crate::scenario::Setting;
use crate::units::key::{Group, Key, Linkage};
use crate::units::measure::Measure;
use crate::units::{HousingId, LevelId, RoleId};

impl Group {
    /// How the group is called in tables and texts: `all`, or the name of its level, role or housing type, `linked` or
    /// `unlinked`.
    #[must_use]
    pub fn name(self, setting: &Setting) -> &str {
        match self {
            Self::All => "all",
            Self::Level(level) => &setting.levels[level.index()],
            Self::Role(role) => &setting.roles[role.index()].name,
            Self::Housing(housing) => setting.place.as_ref().map_or("", |place| &place.housing[housing.index()]),
            Self::Linkage(Linkage::Linked) => "linked",
            Self::Linkage(Linkage::Unlinked) => "unlinked",
        }
    }
}

/// Measures of the whole place alone.
const PLACE: [Measure; 27] = [
    Measure::ResolutionTime,
    Measure::ResolutionTimeMedian,
    Measure::ResolutionTimeP90,
    Measure::ResolutionRate,
    Measure::SelfResolvedShare,
    Measure::UnrepairedIncidentShare,
    Measure::UnresolvedShare,
    Measure::IncidentShare,
    Measure::KnownResolutionRate,
    Measure::ClosureRate,
    Measure::OnTimeRate,
    Measure::RecordedOnTimeRate,
    Measure::FalseClosureRate,
    Measure::ReopenRate,
    Measure::Recurrences,
    Measure::Incidents,
    Measure::LatentIssues,
    Measure::ResponseTime,
    Measure::FirstContactRate,
    Measure::Arrivals,
    Measure::FinishedResolutionRate,
    Measure::FixedTime,
    Measure::FixedTimeP95,
    Measure::WaitLimitsPassed,
    Measure::Rejected,
    Measure::Pay,
    Measure::PayPerFixed,
];

/// The same, where there are households.
const TOWN: [Measure; 24] = [
    Measure::KnownShare,
    Measure::UnknownShare,
    Measure::DiscoveryTime,
    Measure::FoundByReport,
    Measure::FoundByVisit,
    Measure::FoundByPatrol,
    Measure::FoundByTour,
    Measure::FoundBySensor,
    Measure::FoundByIncident,
    Measure::FoundDirectly,
    Measure::RepeatRate,
    Measure::SatisfactionRate,
    Measure::Petitions,
    Measure::VisitsMade,
    Measure::VisitsUnmadeShare,
    Measure::PatrolStops,
    Measure::PatrolStopsUnmadeShare,
    Measure::TourStops,
    Measure::TourStopsUnmadeShare,
    Measure::EquityCommunities,
    Measure::EquityCells,
    Measure::EquityHousing,
    Measure::EquityLinked,
    Measure::StaffUtilisation,
];

/// The same, where there are enquiries.
const DESK: [Measure; 2] = [Measure::Enquiries, Measure::EnquiryAnswerTime];

/// The same, where there are volunteers.
const VOLUNTEERS: [Measure; 1] = [Measure::VolunteerHours];

/// Measures of the whole place and of each level.
const LEVEL: [Measure; 17] = [
    Measure::QueueWait,
    Measure::QueueWaitP95,
    Measure::WaitingShare,
    Measure::ServedWait,
    Measure::RenegedShare,
    Measure::InSystem,
    Measure::Backlog,
    Measure::EscalationsByWait,
    Measure::EscalationsByAttempts,
    Measure::EscalationsByBacklog,
    Measure::EscalationsBySeverity,
    Measure::EscalationsByDifficulty,
    Measure::EscalationsByLight,
    Measure::LostSignals,
    Measure::FutileAttempts,
    Measure::YellowLights,
    Measure::RedLights,
];

/// The same, where there are households.
const LEVEL_OF_TOWN: [Measure; 6] = [
    Measure::BecameKnown,
    Measure::RecordedClosed,
    Measure::EscalationsByMeeting,
    Measure::EscalationsDeclined,
    Measure::Transfers,
    Measure::Unblocked,
];

/// Measures of each role.
const ROLE: [Measure; 5] = [Measure::Utilisation, Measure::UtilisationP90, Measure::WorkloadGini, Measure::Overtime, Measure::Pay];

/// The same, where there are households.
const ROLE_OF_TOWN: [Measure; 6] = [
    Measure::HandledShare,
    Measure::VisitedShare,
    Measure::TravelledShare,
    Measure::PatrolledShare,
    Measure::AdministrativeShare,
    Measure::IdleShare,
];

/// Whether the measure is counted by level, for the whole place too.
pub(crate) fn is_by_level(measure: Measure) -> bool {
    LEVEL.contains(&measure) || LEVEL_OF_TOWN.contains(&measure)
}

/// The columns of a run's measures, in order; the same for every replication and policy of a scenario.
///
/// What only a town has is measured where there is a place, which no policy changes.
#[must_use]
pub fn keys(setting: &Setting) -> Vec<Key> {
    let chosen = |list: &[Measure], is_there: bool| if is_there { list.to_vec() } else { Vec::new() };
    let has_town = setting.place.is_some();
    let has_desk = setting.categories.iter().any(|category| category.is_enquiry);
    let by_level = [LEVEL.to_vec(), chosen(&LEVEL_OF_TOWN, has_town)].concat();
    let by_role = [ROLE.to_vec(), chosen(&ROLE_OF_TOWN, has_town)].concat();
    let of_place =
        [PLACE.to_vec(), chosen(&TOWN, has_town), chosen(&DESK, has_desk), chosen(&VOLUNTEERS, setting.has_volunteers()), by_level.clone()]
            .concat();

    let levels = || (0..setting.levels.len()).map(|level| Group::Level(LevelId::new(level)));
    let roles = || (0..setting.roles.len()).map(|role| Group::Role(RoleId::new(role)));
    let mut keys: Vec<Key> = of_place.into_iter().map(|measure| Key { measure, group: Group::All }).collect();
    keys.extend(levels().map(|group| Key { measure: Measure::ResolvedAtLevel, group }));
    keys.extend(by_level.into_iter().flat_map(|measure| levels().map(move |group| Key { measure, group })));
    keys.extend(by_role.into_iter().flat_map(|measure| roles().map(move |group| Key { measure, group })));
    if let Some(place) = &setting.place {
        let housing = (0..place.housing.len()).map(|housing| Group::Housing(HousingId::new(housing)));
        let groups = housing.chain([Linkage::Linked, Linkage::Unlinked].map(Group::Linkage));
        keys.extend(groups.map(|group| Key { measure: Measure::ResolutionRate, group }));
    }
    keys
}
