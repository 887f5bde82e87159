//! What a row of the registry of measures says.

/// Which way a measure is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: reported, never judged.
    Neutral,
}

impl Direction {
    /// How it is spelled in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Neutral => "neutral",
        }
    }
}

/// Whether a comparison may rest its verdict on the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May be declared for the family of verdicts.
    Headline,
    /// Shown with plain intervals, no verdict word.
    Exploratory,
}

impl Standing {
    /// How it is spelled in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Exploratory => "exploratory",
        }
    }
}

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// In English.
    pub english: &'static str,
    /// In Chinese.
    pub chinese: &'static str,
}

impl Bilingual {
    /// The same in both languages.
    #[must_use]
    pub const fn new(english: &'static str, chinese: &'static str) -> Self {
        Self { english, chinese }
    }
}

/// The groups that a measure is counted over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The whole place alone.
    Place,
    /// The whole place, and each level.
    PlaceAndLevels,
    /// Each level.
    Levels,
    /// Each role.
    Roles,
    /// The whole place, and each role.
    PlaceAndRoles,
    /// The whole place, and each category of issues.
    PlaceAndCategories,
    /// The whole place; of its households each housing type, and the linked and the others; and each category of issues.
    PlaceHouseholdsAndCategories,
    /// The whole place, and each payer.
    PlaceAndPayers,
}

/// The runs that have a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// All.
    Everywhere,
    /// Those of a place with households.
    WithHouseholds,
    /// Those with enquiries among their categories.
    WithEnquiries,
    /// Those with volunteers among their roles.
    WithVolunteers,
    /// Those whose rounds ever deal with what they find at the stop.
    WithSettlingRounds,
    /// Those with background tasks.
    WithTasks,
    /// Those in which units ever look for causes that bring issues again and again.
    WithClassCases,
    /// Those with inspections.
    WithInspections,
    /// Those in which cases are entered into further systems.
    WithSystems,
    /// Those in which people are ever away on leave or ill.
    WithAbsence,
    /// Those of a scenario that states `response_within`.
    WithResponseTime,
    /// Those of a scenario that states costs.
    WithCosts,
    /// Those of a scenario that gives points under any of its policies.
    WithPoints,
    /// Those with volunteers and a shadow price of their hours.
    WithShadowPrice,
    /// Those in which units ever wait for departments that they have called, or for what they have ordered.
    WithParts,
    /// Those in which units ever call departments.
    WithWhistle,
    /// Those with command centres.
    WithCentres,
    /// Those whose meetings ever order issues down or give them leaders.
    WithOrders,
    /// Those in which units ever order those below to do something about a case.
    WithOrderedWork,
}

/// One row of the registry.
#[derive(Clone, Copy, Debug)]
pub struct MeasureEntry {
    /// Name in scenario files and tables.
    pub name: &'static str,
    /// What sentences, charts and reports call it.
    pub label: Bilingual,
    /// Unit of the value: `hours`, `share`, `issues`, `seconds`.
    pub unit: &'static str,
    /// What the value is counted over.
    pub denominator: Bilingual,
    /// Groups that have a value.
    pub over: Over,
    /// Runs that have it.
    pub presence: Presence,
    /// Which way is better.
    pub direction: Direction,
    /// Whether a verdict may rest on it.
    pub standing: Standing,
    /// What the value is, in one sentence.
    pub definition: Bilingual,
}
