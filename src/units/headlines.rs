//! What measures are for: which carry verdicts, which say what a policy costs, and what the record shows of the same promise.

use super::entry::Standing;
use super::measure::Measure;

impl Measure {
    /// What a policy costs: the measure whose difference stands beside every verdict.
    pub const COST: Self = Self::Pay;
    /// The same where costs are stated beside pay.
    pub const FULL_COST: Self = Self::Cost;
    /// What carries the verdicts of a scenario that declares nothing.
    pub const USUAL_HEADLINE: [Self; 3] = [Self::ResolutionTime, Self::ResolutionRate, Self::OnTimeRate];
    /// Measures of what is true, each with the same promise as the record shows it.
    const RECORDED: [(Self, Self); 2] = [(Self::ResolutionRate, Self::ClosureRate), (Self::OnTimeRate, Self::RecordedOnTimeRate)];

    /// The measure called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| measure.entry().name == name)
    }

    /// Whether a verdict may rest on it.
    #[must_use]
    pub const fn is_headline(self) -> bool {
        matches!(self.entry().standing, Standing::Headline)
    }

    /// The same promise as the record shows it, for a measure of what is true.
    #[must_use]
    pub fn recorded(self) -> Option<Self> {
        Self::RECORDED.into_iter().find(|(of_truth, _)| *of_truth == self).map(|(_, of_record)| of_record)
    }
}

impl serde::Serialize for Measure {
    /// Its name.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.entry().name)
    }
}
