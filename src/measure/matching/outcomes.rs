//! What became of every issue of the occurrence cohort of one run, in an order that no policy changes.

use crate::engine::Observer;
use crate::measure::cohorts::Window;
use crate::process::{Activity, Record};
use crate::scenario::Setting;
use crate::scenario::setting::CategoryKind;
use crate::units::{CategoryId, SimTime};
use crate::world::{Issue, Origin, World};

/// Most communities that are told apart; a place with more has no groups by community.
pub const MOST_COMMUNITIES: usize = 200;

/// What became of one issue: 16 bytes. Seconds count from its occurrence; [`NEVER`] where there is no such instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssueOutcome {
    /// When it became known, where that was within the follow-up and its handling can be followed as long again.
    pub known: u32,
    /// When it was truly fixed, in the whole run.
    pub fixed: u32,
    /// Community; [`NOWHERE`] outside of households and public space, and where communities are not told apart.
    pub community: u16,
    /// Housing type; [`NOWHERE`] outside of households and public space.
    pub housing: u16,
    /// Category.
    pub category: u16,
}

/// Seconds of what never came.
pub const NEVER: u32 = u32::MAX;
/// Number of no community and of no housing type.
pub const NOWHERE: u16 = u16::MAX;

/// The outcomes of one run, sorted by the random numbers of the issues, so in the same order under every policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CohortOutcomes {
    /// One per issue.
    pub issues: Vec<IssueOutcome>,
    /// Digest of which issues they are: only outcomes with the same one can be matched.
    pub digest: u64,
    /// How long each issue is followed, seconds.
    pub follow_up: u32,
}

/// An observer that follows the issues of the occurrence cohort.
#[derive(Clone, Debug)]
pub struct CohortWatch<'s> {
    setting: &'s Setting,
    window: Window,
    /// In order of occurrence, so by rising case number.
    followed: Vec<Followed>,
}

/// An issue while the run goes on.
#[derive(Clone, Copy, Debug)]
struct Followed {
    case: u32,
    luck: u64,
    origin: Origin,
    category: CategoryId,
    occurred: SimTime,
    known: SimTime,
    fixed: SimTime,
}

impl<'s> CohortWatch<'s> {
    /// Follows nothing yet.
    #[must_use]
    pub fn new(setting: &'s Setting) -> Self {
        Self { setting, window: Window::of(setting), followed: Vec::new() }
    }

    fn occurred(&mut self, at: SimTime, issue: &Issue) {
        let is_issue = self.setting.categories[issue.category.index()].kind == CategoryKind::Issue;
        if self.window.holds(at) && !issue.is_recurrence && is_issue {
            self.followed.push(Followed {
                case: issue.case,
                luck: issue.luck.number(),
                origin: issue.origin,
                category: issue.category,
                occurred: at,
                known: SimTime::NEVER,
                fixed: SimTime::NEVER,
            });
        }
    }

    fn of(&mut self, issue: &Issue) -> Option<&mut Followed> {
        let place = self.followed.binary_search_by_key(&issue.case, |followed| followed.case).ok()?;
        Some(&mut self.followed[place])
    }

    /// What became of them in the run that left `world`.
    #[must_use]
    pub fn conclude(mut self, world: &World) -> CohortOutcomes {
        self.followed.sort_unstable_by_key(|followed| (followed.luck, followed.case));
        let mix = |digest: u64, followed: &Followed| (digest ^ followed.luck).wrapping_mul(0x0000_0100_0000_01B3);
        let digest = self.followed.iter().fold(self.followed.len() as u64, mix);
        let issues = self.followed.iter().map(|followed| self.outcome(followed, world)).collect();
        CohortOutcomes { issues, digest, follow_up: self.window.follow_up.seconds() }
    }

    fn outcome(&self, followed: &Followed, world: &World) -> IssueOutcome {
        let since = |at: SimTime| if at == SimTime::NEVER { NEVER } else { at.since(followed.occurred).seconds() };
        let is_followed = followed.known != SimTime::NEVER
            && self.window.followed(followed.occurred, followed.known).is_some()
            && followed.known + self.window.follow_up <= self.window.horizon;
        let place = self.setting.place.as_ref();
        let building = place.zip(world.building_at(followed.origin)).map(|(place, number)| &place.buildings[number as usize]);
        let told_apart = place.is_some_and(|place| place.communities.len() <= MOST_COMMUNITIES);
        let short = |number: usize| u16::try_from(number).unwrap_or(NOWHERE);
        IssueOutcome {
            known: if is_followed { since(followed.known) } else { NEVER },
            fixed: since(followed.fixed),
            community: building.filter(|_| told_apart).map_or(NOWHERE, |building| short(building.community)),
            housing: building.map_or(NOWHERE, |building| short(building.housing)),
            category: short(followed.category.index()),
        }
    }
}

impl Observer<Record<'_>> for CohortWatch<'_> {
    fn observe(&mut self, record: &Record<'_>) {
        let Record::Issue { at, activity, issue, .. } = *record else { return };
        match activity {
            Activity::Occurred => self.occurred(at, issue),
            Activity::BecameKnown(_) => {
                // what was lost, or closed on paper, becomes known again
                if let Some(followed) = self.of(issue).filter(|followed| followed.known == SimTime::NEVER) {
                    followed.known = at;
                }
            }
            // what is prevented is solved as it occurs
            Activity::Fixed | Activity::FixedWithCause | Activity::Prevented { .. } => {
                if let Some(followed) = self.of(issue) {
                    followed.fixed = at;
                }
            }
            _ => {}
        }
    }
}
