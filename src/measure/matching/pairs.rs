//! Two runs of one replication, issue by issue, as sums and counts by group.

use serde::Serialize;

use std::collections::BTreeMap;

use super::outcomes::{CohortOutcomes, IssueOutcome, NEVER, NOWHERE};
use crate::scenario::Setting;

/// What matched issues are grouped by: nothing that a policy changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedGroup {
    /// The whole place.
    All,
    /// One community, by its number in the place.
    Community(u16),
    /// One housing type, by its number in the place.
    Housing(u16),
    /// One category, by its number in the setting.
    Category(u16),
}

impl MatchedGroup {
    /// The kind of group in tables.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::All => "place",
            Self::Community(_) => "community",
            Self::Housing(_) => "housing",
            Self::Category(_) => "category",
        }
    }

    /// How the group is called in tables and texts.
    #[must_use]
    pub fn name(self, setting: &Setting) -> &str {
        let place = setting.place.as_ref();
        match self {
            Self::All => "all",
            Self::Community(number) => place.map_or("", |place| &place.communities[usize::from(number)].path),
            Self::Housing(number) => place.map_or("", |place| &place.housing[usize::from(number)]),
            Self::Category(number) => &setting.categories[usize::from(number)].name,
        }
    }

    /// All groups that there can be in runs of `setting`.
    pub fn all(setting: &Setting) -> impl Iterator<Item = Self> {
        let place = setting.place.as_ref();
        let (communities, housing) = place.map_or((0, 0), |place| (place.communities.len(), place.housing.len()));
        let numbers = |count: usize| 0..u16::try_from(count).unwrap_or(NOWHERE);
        let communities = numbers(communities).map(Self::Community);
        let categories = numbers(setting.categories.len()).map(Self::Category);
        std::iter::once(Self::All).chain(communities).chain(numbers(housing).map(Self::Housing)).chain(categories)
    }

    fn of(issue: &IssueOutcome) -> [Option<Self>; 4] {
        let known = |number: u16, group: fn(u16) -> Self| (number != NOWHERE).then(|| group(number));
        [
            Some(Self::All),
            known(issue.community, Self::Community),
            known(issue.housing, Self::Housing),
            known(issue.category, Self::Category),
        ]
    }
}

/// What became of the issues of one group under a policy and under the baseline, in one replication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatchedSums {
    /// Issues of the occurrence cohort.
    pub issues: u64,
    /// Solved under both, sooner under the policy.
    pub sooner: u64,
    /// Solved under both at the same second.
    pub same: u64,
    /// Solved under both, later under the policy.
    pub later: u64,
    /// Solved under the policy alone.
    pub only_policy: u64,
    /// Solved under the baseline alone.
    pub only_baseline: u64,
    /// Of those solved sooner: by how many seconds, added up.
    pub sooner_seconds: u64,
    /// Of those solved later: by how many seconds, added up.
    pub later_seconds: u64,
    /// Known under both, and followed from then on.
    pub known: u64,
    /// Of these: seconds of handling under the policy less those under the baseline, added up.
    pub handling_seconds: i64,
}

impl MatchedSums {
    /// Solved under neither.
    #[must_use]
    pub const fn neither(&self) -> u64 {
        self.issues - self.sooner - self.same - self.later - self.only_policy - self.only_baseline
    }

    fn add(&mut self, baseline: &IssueOutcome, policy: &IssueOutcome, follow_up: u32) {
        self.issues += 1;
        let solved = |outcome: &IssueOutcome| Some(outcome.fixed).filter(|fixed| *fixed <= follow_up);
        match (solved(baseline), solved(policy)) {
            (Some(before), Some(after)) if after < before => {
                self.sooner += 1;
                self.sooner_seconds += u64::from(before - after);
            }
            (Some(before), Some(after)) if after > before => {
                self.later += 1;
                self.later_seconds += u64::from(after - before);
            }
            (Some(_), Some(_)) => self.same += 1,
            (None, Some(_)) => self.only_policy += 1,
            (Some(_), None) => self.only_baseline += 1,
            (None, None) => {}
        }
        if baseline.known != NEVER && policy.known != NEVER {
            let handling = |outcome: &IssueOutcome| {
                let taken = if outcome.fixed == NEVER { NEVER } else { outcome.fixed.saturating_sub(outcome.known) };
                i64::from(taken.min(follow_up))
            };
            self.known += 1;
            self.handling_seconds += handling(policy) - handling(baseline);
        }
    }
}

/// The issues of a policy's run matched with those of the baseline's, by group in their order; no issue at all when they are not
/// the same ones, because the policy changes the units that they occur at.
#[must_use]
pub fn matched(baseline: &CohortOutcomes, policy: &CohortOutcomes) -> Vec<(MatchedGroup, MatchedSums)> {
    let is_same = baseline.digest == policy.digest && baseline.issues.len() == policy.issues.len();
    let mut groups: BTreeMap<MatchedGroup, MatchedSums> = BTreeMap::from([(MatchedGroup::All, MatchedSums::default())]);
    for (before, after) in baseline.issues.iter().zip(&policy.issues).filter(|_| is_same) {
        for group in MatchedGroup::of(before).into_iter().flatten() {
            groups.entry(group).or_default().add(before, after, baseline.follow_up);
        }
    }
    groups.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::measure::matching::outcomes::*;
    use crate::measure::matching::pairs::*;

    fn outcome(known: u32, fixed: u32, category: u16) -> IssueOutcome {
        IssueOutcome { known, fixed, community: NOWHERE, housing: NOWHERE, category }
    }

    fn cohort(issues: Vec<IssueOutcome>, digest: u64) -> CohortOutcomes {
        CohortOutcomes { issues, digest, follow_up: 100 }
    }

    #[test]
    fn an_outcome_takes_no_more_than_sixteen_bytes() {
        assert!(size_of::<IssueOutcome>() <= 16);
    }

    #[test]
    fn every_issue_goes_one_of_six_ways_and_handling_counts_where_both_know() {
        let before = [(10, 50), (10, 50), (10, 50), (NEVER, NEVER), (90, 100), (20, 190), (5, NEVER)];
        let after = [(30, 40), (10, 50), (10, 101), (60, 70), (90, NEVER), (20, 120), (NEVER, NEVER)];
        let cohort_of = |list: [(u32, u32); 7]| {
            let issues = list.into_iter().enumerate();
            cohort(issues.map(|(at, (known, fixed))| outcome(known, fixed, u16::from(at > 3))).collect(), 7)
        };
        let found = matched(&cohort_of(before), &cohort_of(after));
        assert_eq!(
            found.iter().map(|(group, _)| *group).collect::<Vec<_>>(),
            [MatchedGroup::All, MatchedGroup::Category(0), MatchedGroup::Category(1)]
        );
        // the third is solved at 101 s, too late, and handled in 91 s all the same; the sixth is handled within its own clock
        let of_all = MatchedSums {
            issues: 7,
            sooner: 1,
            same: 1,
            later: 0,
            only_policy: 1,
            only_baseline: 2,
            sooner_seconds: 10,
            later_seconds: 0,
            known: 5,
            handling_seconds: (10 - 40) + (91 - 40) + (100 - 10),
        };
        assert_eq!((found[0].1, found[0].1.neither()), (of_all, 2));
        let parts = found[1].1.issues + found[2].1.issues;
        assert_eq!((parts, found[1].1.handling_seconds + found[2].1.handling_seconds), (7, of_all.handling_seconds));
    }

    #[test]
    fn other_issues_are_not_matched() {
        let one = cohort(vec![outcome(1, 2, 0)], 1);
        assert_eq!(matched(&one, &cohort(vec![outcome(1, 2, 0)], 2)), [(MatchedGroup::All, MatchedSums::default())]);
        assert_eq!(matched(&one, &one)[0].1.same, 1);
    }
}
