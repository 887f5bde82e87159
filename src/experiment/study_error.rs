//! Why there is no such study, or why it came to nothing.

use super::analysis::condition::ConditionError;
use super::analysis::equal_budget::BudgetError;
use super::analysis::pattern::Uncounted;
use super::analysis::threshold_search::FindError;
use super::campaign::execution::CampaignError;
use super::campaign::selection_schedule::SelectError;
use super::design::plan::PlanError;
use super::design::points::PointError;
use super::design::sampling::{MOST_POINTS, SamplingError};
use crate::scenario::Problems;
use crate::statistics::point_sets::DesignError;
use crate::statistics::stopping::PrecisionError;

/// Why a study came to nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StudyError {
    /// The scenario cannot be used.
    #[error(transparent)]
    Scenario(#[from] Problems),
    /// There is no such plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There are no such design points.
    #[error(transparent)]
    Points(#[from] PointError),
    /// A factor, or the file of a design, is none.
    #[error(transparent)]
    Factor(Problems),
    /// A factor is named twice.
    #[error("the factor {key} is named twice")]
    NamedTwice {
        /// Its key.
        key: String,
    },
    /// No number has an assumed range.
    #[error("no number of the file has an assumed range")]
    NothingAssumed {
        /// Whether single levels would do as well as a range.
        takes_levels: bool,
    },
    /// Worlds are asked for of something else than a lever.
    #[error("worlds need one numeric lever at three levels or more, whose answer is tried in them; got {got}")]
    NoLever {
        /// What is varied.
        got: String,
    },
    /// No factor is named, and the file names none.
    #[error("nothing is varied")]
    NothingVaried,
    /// What is to be varied alone is no factor.
    #[error("--only names {key}, which is none of the factors: {known}")]
    NotAmong {
        /// The key.
        key: String,
        /// The factors.
        known: String,
    },
    /// A search along a range that is no list of levels.
    #[error("a search needs single levels of {key}, got a range")]
    NoLevels {
        /// The factor.
        key: String,
    },
    /// More points than a design may have.
    #[error("{points} points are more than the {MOST_POINTS} that a design may have")]
    TooMany {
        /// How many there would be.
        points: u64,
    },
    /// No design can be made of the factors.
    #[error(transparent)]
    Sampling(#[from] SamplingError),
    /// A pattern of the scenario speaks of nothing that is measured.
    #[error(transparent)]
    Pattern(#[from] Uncounted),
    /// The precision is none.
    #[error("--precision {text:?} cannot be used: {error}")]
    Precision {
        /// What was asked for.
        text: String,
        /// Why not.
        error: PrecisionError,
    },
    /// Fewer replications than a precision looks at.
    #[error(
        "--replications {most} is the most that --precision may take, and it looks twice, after {first} and {fewest}; expected {fewest} or more"
    )]
    TooFewLooks {
        /// Replications asked for.
        most: u32,
        /// Replications at the first look.
        first: u32,
        /// Replications at the second.
        fewest: u32,
    },
    /// Nothing can be selected.
    #[error("--select cannot be done: {0}")]
    Selection(#[from] SelectError),
    /// The promise of a search is none.
    #[error(transparent)]
    Condition(#[from] ConditionError),
    /// There is nothing to search.
    #[error(transparent)]
    Find(#[from] FindError),
    /// There is no equal budget.
    #[error(transparent)]
    Budget(#[from] BudgetError),
    /// The campaign could not be carried out.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
}

impl From<DesignError> for StudyError {
    fn from(error: DesignError) -> Self {
        Self::Sampling(error.into())
    }
}

impl StudyError {
    /// The key of a written study at which it is wrong.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Scenario(_) | Self::Pattern(_) => "study.scenario",
            Self::Plan(PlanError::UnknownPolicy { .. } | PlanError::NothingToCompare { .. } | PlanError::NoLadder { .. }) => {
                "study.policies"
            }
            Self::Plan(PlanError::NoReplications) | Self::TooFewLooks { .. } => "study.replications",
            Self::Points(_)
            | Self::Factor(_)
            | Self::NamedTwice { .. }
            | Self::NothingAssumed { .. }
            | Self::NothingVaried
            | Self::NoLever { .. }
            | Self::NotAmong { .. }
            | Self::NoLevels { .. }
            | Self::TooMany { .. }
            | Self::Sampling(_)
            | Self::Precision { .. }
            | Self::Selection(_)
            | Self::Condition(_)
            | Self::Find(_)
            | Self::Budget(_)
            | Self::Campaign(_) => "study.kind",
        }
    }
}
