//! The same issue under a policy and under the baseline, in words: one wording for terminal, JSON and report.

use super::locale::Language;
use super::message::filled;
use super::number::{count, decimals, plain_decimals};
use super::wording::Wording;
use crate::experiment::analysis::comparison::Comparison;
use crate::experiment::matching::estimates::{MatchedEstimate, MatchedMeasure};
use crate::measure::matching::MatchedGroup;

/// A text about matched issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedText {
    /// Caption of the table of one policy.
    Caption,
    /// What is matched.
    About,
    /// How the table of many communities is cut.
    Cut,
    /// The shares of one policy in a sentence.
    Shares,
    /// That no issue was matched.
    Unmatched,
    /// By how much issues are solved sooner or later.
    By,
    /// The difference of handling time in a sentence.
    Handling,
    /// Heads of the columns.
    Group,
    /// See [`Self::Group`].
    Issues,
    /// See [`Self::Group`].
    Sooner,
    /// See [`Self::Group`].
    Same,
    /// See [`Self::Group`].
    Later,
    /// See [`Self::Group`].
    OnlyPolicy,
    /// See [`Self::Group`].
    OnlyBaseline,
    /// See [`Self::Group`].
    Neither,
    /// See [`Self::Group`].
    HandlingHours,
    /// Kinds of groups.
    Place,
    /// See [`Self::Place`].
    Community,
    /// See [`Self::Place`].
    Housing,
    /// See [`Self::Place`].
    Category,
}

impl MatchedText {
    /// All texts.
    pub const ALL: [Self; 20] = [
        Self::Caption,
        Self::About,
        Self::Cut,
        Self::Shares,
        Self::Unmatched,
        Self::By,
        Self::Handling,
        Self::Group,
        Self::Issues,
        Self::Sooner,
        Self::Same,
        Self::Later,
        Self::OnlyPolicy,
        Self::OnlyBaseline,
        Self::Neither,
        Self::HandlingHours,
        Self::Place,
        Self::Community,
        Self::Housing,
        Self::Category,
    ];

    /// The text in `language`, its gaps not filled.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english(),
            Language::Chinese => self.chinese(),
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::Caption => "The same issues under {policy} and under {baseline}",
            Self::About => {
                "Random events are the same under both, so every issue is there under both. Solved: truly fixed within {follow_up} of its occurrence. Handling: from known to true fix, at most {follow_up}, over the issues known under both. Mean over replications; intervals are exploratory."
            }
            Self::Cut => "Of {all} communities those that gain most and least are shown; matched.csv has all.",
            Self::Shares => {
                "Of 100 issues, {policy} against {baseline}: {sooner} are solved sooner{by_sooner}, {same} at the same second, {later} later{by_later}, {only_policy} only with it, {only_baseline} only without it, {neither} with neither within {follow_up}."
            }
            Self::Unmatched => {
                "No issue of {policy} could be matched with one of {baseline}: none occurred in the measured time, or the policy changes the units that they occur at."
            }
            Self::By => " (by {hours} hours on average)",
            Self::Handling => {
                "Handling time of the issues known under both differs by {size} ({policy} less {baseline}; {issues} issues in a run)."
            }
            Self::Group => "issues",
            Self::Issues => "in a run",
            Self::Sooner => "sooner",
            Self::Same => "same second",
            Self::Later => "later",
            Self::OnlyPolicy => "only under {policy}",
            Self::OnlyBaseline => "only under {baseline}",
            Self::Neither => "under neither",
            Self::HandlingHours => "handling, hours",
            Self::Place => "all",
            Self::Community => "community",
            Self::Housing => "housing",
            Self::Category => "category",
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::Caption => "同样的事件在 {policy} 与 {baseline} 下",
            Self::About => {
                "随机事件相同，因此每件事件在两种政策下都存在。解决：发生后 {follow_up} 内真实解决。办理：两种政策下都被知晓的事件从知晓到真实解决的时间，最多 {follow_up}。为各次重复的均值；区间仅供参考，不作结论。"
            }
            Self::Cut => "共 {all} 个社区，表中列出受益最多与最少者；matched.csv 含全部。",
            Self::Shares => {
                "{policy} 对 {baseline}：每 100 件事件中，{sooner} 件更早解决{by_sooner}，{same} 件同一秒解决，{later} 件更晚解决{by_later}，{only_policy} 件只在该政策下解决，{only_baseline} 件只在基准下解决，{neither} 件在 {follow_up} 内两者均未解决。"
            }
            Self::Unmatched => "{policy} 的事件无法与 {baseline} 的事件对应：测量期内没有发生事件，或者该政策改变了事件发生的单位。",
            Self::By => "（平均 {hours} 小时）",
            Self::Handling => "两种政策下都被知晓的事件，办理时间差值 {size}（{policy} 减 {baseline}；每次运行 {issues} 件）。",
            Self::Group => "事件",
            Self::Issues => "每次运行",
            Self::Sooner => "更早",
            Self::Same => "同一秒",
            Self::Later => "更晚",
            Self::OnlyPolicy => "仅 {policy} 下解决",
            Self::OnlyBaseline => "仅 {baseline} 下解决",
            Self::Neither => "均未解决",
            Self::HandlingHours => "办理，小时",
            Self::Place => "全部",
            Self::Community => "社区",
            Self::Housing => "住房类型",
            Self::Category => "类别",
        }
    }
}

/// The estimates of one policy over one group, by measure.
#[must_use]
pub fn of_group(comparison: &Comparison, policy: usize, group: MatchedGroup) -> Option<[&MatchedEstimate; MatchedMeasure::ALL.len()]> {
    let mut found = comparison.matched.iter().filter(|estimate| estimate.policy == policy && estimate.group == group);
    let found = MatchedMeasure::ALL.map(|_| found.next());
    found.iter().all(Option::is_some).then(|| found.map(|estimate| estimate.unwrap_or(&comparison.matched[0])))
}

/// Whole numbers that add up to 100 and lie next to 100 times each of `shares`, which add up to 1: the largest remainders are
/// rounded up, of equal ones the first.
#[must_use]
pub fn of_a_hundred<const N: usize>(shares: [f64; N]) -> [u32; N] {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a hundred, and not negative")]
    let mut whole = shares.map(|share| (share * 100.0).floor() as u32);
    let remainder = |at: usize| (shares[at] * 100.0).fract();
    let mut order: Vec<usize> = (0..N).collect();
    order.sort_by(|one, other| remainder(*other).total_cmp(&remainder(*one)));
    let missing = 100_u32.saturating_sub(whole.iter().sum()) as usize;
    order.into_iter().take(missing).for_each(|at| whole[at] += 1);
    whole
}

impl Wording<'_> {
    /// A text about matched issues with its gaps filled.
    #[must_use]
    pub fn about_matched(self, text: MatchedText, values: &[(&str, &str)]) -> String {
        filled(text.text(self.language), values)
    }

    /// What matched issues say of one policy of the plan; nothing where none were matched.
    #[must_use]
    pub fn matched(self, comparison: &Comparison, policy: usize, follow_up: &str) -> Vec<String> {
        let Some(of_all) = of_group(comparison, policy, MatchedGroup::All) else { return Vec::new() };
        let [shares @ .., sooner_hours, later_hours, handling] = of_all;
        let [by_sooner, by_later] = [sooner_hours, later_hours].map(|estimate| self.by_hours(estimate));
        let [name, other] = [comparison.identity.policies[policy].as_str(), comparison.baseline_of(policy)].map(|name| self.policy(name));
        let (names, baseline) = (("policy", name.as_str()), ("baseline", other.as_str()));
        let Some(counts) = shares.iter().map(|share| share.mean).collect::<Option<Vec<f64>>>() else {
            return vec![self.about_matched(MatchedText::Unmatched, &[names, baseline])];
        };
        let mut each = [0.0; MatchedMeasure::SHARES.len()];
        each.copy_from_slice(&counts);
        let [sooner, same, later, only_policy, only_baseline, neither] = of_a_hundred(each).map(|count| count.to_string());
        let values = [
            names,
            baseline,
            ("sooner", &sooner),
            ("same", &same),
            ("later", &later),
            ("by_sooner", &by_sooner),
            ("by_later", &by_later),
            ("only_policy", &only_policy),
            ("only_baseline", &only_baseline),
            ("neither", &neither),
            ("follow_up", follow_up),
        ];
        let sentence = self.about_matched(MatchedText::Shares, &values);
        let of_handling = handling.mean.map(|mean| {
            let places = places_of(handling);
            let size = self.with_interval(self.signed(mean, places), handling.interval, places) + &self.hours();
            let issues = count(handling.issues / u64::from(handling.n.max(1)));
            self.about_matched(MatchedText::Handling, &[names, baseline, ("size", &size), ("issues", &issues)])
        });
        std::iter::once(sentence).chain(of_handling).collect()
    }

    /// By how many hours, where there is such an issue.
    pub(crate) fn by_hours(self, estimate: &MatchedEstimate) -> String {
        let hours = estimate.mean.map(|mean| self.number(mean, places_of(estimate).min(1)));
        hours.map_or_else(String::new, |hours| self.about_matched(MatchedText::By, &[("hours", &hours)]))
    }

    fn hours(self) -> String {
        format!(" {}", super::label::unit_label("hours", self.language))
    }
}

/// Decimals with which an estimate of matched issues and its interval are shown.
#[must_use]
pub fn places_of(estimate: &MatchedEstimate) -> usize {
    let half = estimate.interval.map(|interval| interval.half_width()).filter(|half| *half > 0.0);
    half.map_or_else(|| plain_decimals(estimate.mean.unwrap_or(0.0)), decimals)
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::font::has_glyph;
    use crate::output::language::matched::*;

    #[test]
    fn both_languages_have_the_same_gaps_and_every_character_a_glyph() {
        let gaps = |text: &'static str| {
            let mut names: Vec<&str> = text.split('{').skip(1).map(|part| part.split_once('}').unwrap().0).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        for text in MatchedText::ALL {
            let both = [Language::English, Language::Chinese].map(|language| text.text(language));
            assert_eq!(gaps(both[0]), gaps(both[1]), "{text:?}");
            let missing: String = both.concat().chars().filter(|letter| !has_glyph(*letter)).collect();
            assert!(missing.is_empty(), "no glyph for `{missing}` of {text:?}");
        }
    }

    #[test]
    fn shares_are_given_of_a_hundred_so_that_they_add_up() {
        assert_eq!(of_a_hundred([0.313, 0.523, 0.094, 0.055, 0.015, 0.0]), [31, 52, 9, 6, 2, 0]);
        assert_eq!(of_a_hundred([1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]), [34, 33, 33]);
        assert_eq!(of_a_hundred([0.0, 1.0]), [0, 100]);
    }
}
