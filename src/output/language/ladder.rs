//! A ladder in words: what its steps do together, one by one, alone and left out. One wording for terminal, JSON and report.

use super::label::measure_label;
use super::locale::Language;
use super::message::{Message, filled};
use super::wording::Wording;
use crate::experiment::analysis::comparison::{Comparison, PayStated};
use crate::experiment::readings::of_ladder::{Effect, StepMeasure, StepPlace};
use crate::output::presentation::amounts::AmountScale;
use crate::units::measure::Measure;

/// Most steps that a sentence names.
const MOST_NAMED: usize = 3;
/// Share of the whole from which on steps alone are said to add up to something else.
const TOGETHER: f64 = 0.05;

/// A text about ladders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LadderText {
    /// What stands for the baseline where each rung has its own.
    RungBefore,
    /// What was run.
    About,
    /// What the last rung does against the foot.
    Together,
    /// A step and what it does.
    OneStep,
    /// The largest steps.
    Largest,
    /// What the steps alone add up to, when that is more.
    Overlap,
    /// The same, when it is less.
    Reinforce,
    /// The same, when it is as much.
    AddUp,
    /// That a step cannot stand alone.
    NotAlone,
    /// That the last rung cannot do without a step.
    NotWithout,
    /// Caption of the table.
    Caption,
    /// What its columns mean.
    Meaning,
    /// Heads of the table.
    Step,
    /// See [`Self::Step`].
    Alone,
    /// See [`Self::Step`].
    LeftOut,
    /// Handling time on matched issues.
    Matched,
    /// All steps in one row.
    All,
    /// Title of the chart, where there are several steps.
    ChartMessage,
    /// Title of the chart of one step.
    ChartTitle,
    /// What the chart shows.
    ChartNote,
    /// The chart in words.
    ChartAlt,
    /// The level at which the rung stands.
    Level,
}

/// What a ladder comes to, in sentences.
#[derive(Clone, Debug, Default)]
pub struct LadderSaid {
    /// What all steps do together.
    pub together: Option<String>,
    /// Which steps do most, and how they add up.
    pub steps: Vec<String>,
    /// Steps that could not stand alone or be left out, each with the reason.
    pub refused: Vec<String>,
}

impl LadderSaid {
    /// All sentences, in the order in which they are read.
    #[must_use]
    pub fn all(self) -> Vec<String> {
        self.together.into_iter().chain(self.steps).chain(self.refused).collect()
    }
}

impl LadderText {
    /// All texts.
    pub const ALL: [Self; 22] = [
        Self::RungBefore,
        Self::About,
        Self::Together,
        Self::OneStep,
        Self::Largest,
        Self::Overlap,
        Self::Reinforce,
        Self::AddUp,
        Self::NotAlone,
        Self::NotWithout,
        Self::Caption,
        Self::Meaning,
        Self::Step,
        Self::Alone,
        Self::LeftOut,
        Self::Matched,
        Self::All,
        Self::ChartMessage,
        Self::ChartTitle,
        Self::ChartNote,
        Self::ChartAlt,
        Self::Level,
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
            Self::RungBefore => "the rung before",
            Self::About => "a ladder from {foot} to {last} (steps: {count})",
            Self::Together => "From {foot} to {last} the mean time of an issue changes by {size}.",
            Self::OneStep => "{rung}: {size}",
            Self::Largest => "The largest steps: {steps}.",
            Self::Overlap => "Each alone on {foot}, the steps add up to {sum}: more than together, so they overlap.",
            Self::Reinforce => "Each alone on {foot}, the steps add up to {sum}: less than together, so they reinforce one another.",
            Self::AddUp => "Each alone on {foot}, the steps add up to {sum}: about as much as together.",
            Self::NotAlone => "The step {rung} cannot stand alone on {foot}: {reason}.",
            Self::NotWithout => "{last} cannot do without the step {rung}: {reason}.",
            Self::Caption => "The steps from {foot} to {last}",
            Self::Meaning => {
                "Step: the rung minus the one before it. Alone: {foot} with the step minus {foot}. Left out: {last} without the step minus {last}. The intervals of the steps of headline measures hold together; all others are exploratory."
            }
            Self::Step => "step",
            Self::Alone => "alone",
            Self::LeftOut => "left out",
            Self::Matched => "handling time of the same issues",
            Self::All => "all steps",
            Self::ChartMessage => "From “{foot}” to “{last}” the mean time of an issue changes by {size}, most of it by “{rung}”",
            Self::ChartTitle => "Step by step: the mean time of an issue from “{foot}” to “{last}”",
            Self::ChartNote => {
                "Bars: what each step changes, by part of the time of an issue ({unit}), from where the rung before it stands; first more, to the right, then less, back to the left. Diamond: where the rung stands, with the {level}% interval of its step. The axis does not begin at zero. The CSV file has every part."
            }
            Self::ChartAlt => "Waterfall of the mean time of an issue from {foot} to {last}: {rows}",
            Self::Level => "where the rung stands",
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::RungBefore => "前一级",
            Self::About => "从 {foot} 到 {last} 的 {count} 级阶梯",
            Self::Together => "从 {foot} 到 {last}，每件事件的平均时间变化 {size}。",
            Self::OneStep => "{rung}：{size}",
            Self::Largest => "变化最大的几级：{steps}。",
            Self::Overlap => "各级单独施行于 {foot} 时合计 {sum}，大于共同施行的变化：各级作用有重叠。",
            Self::Reinforce => "各级单独施行于 {foot} 时合计 {sum}，小于共同施行的变化：各级相互增强。",
            Self::AddUp => "各级单独施行于 {foot} 时合计 {sum}，与共同施行大致相同。",
            Self::NotAlone => "{rung} 这一级不能单独施行于 {foot}：{reason}。",
            Self::NotWithout => "{last} 不能去掉 {rung} 这一级：{reason}。",
            Self::Caption => "从 {foot} 到 {last} 的各级",
            Self::Meaning => {
                "逐级：本级减前一级。单独：在 {foot} 上只加本级，减 {foot}。去掉：{last} 去掉本级，减 {last}。主要指标的逐级区间联立成立；其余均为探索性。"
            }
            Self::Step => "逐级",
            Self::Alone => "单独",
            Self::LeftOut => "去掉",
            Self::Matched => "同一批事件的办理时长",
            Self::All => "全部各级",
            Self::ChartMessage => "从“{foot}”到“{last}”，每件事件平均时间变化 {size}，其中变化最大的一级是“{rung}”",
            Self::ChartTitle => "逐级变化：从“{foot}”到“{last}”每件事件的平均时间",
            Self::ChartNote => {
                "条形：每一级使每件事件各部分时间发生的变化（{unit}），自前一级所在位置起；先向右为增加，再向左为减少。菱形：本级所在位置，横线为该级变化的 {level}% 区间。横轴不从零开始。各部分的数值见 CSV 文件。"
            }
            Self::ChartAlt => "从 {foot} 到 {last} 每件事件平均时间的瀑布图：{rows}",
            Self::Level => "本级所在位置",
        }
    }
}

impl<'w> Wording<'w> {
    /// A text about ladders with its gaps filled.
    #[must_use]
    pub fn about_ladder(self, text: LadderText, values: &[(&str, &str)]) -> String {
        filled(text.text(self.language), values)
    }

    /// What stands for the baseline of a whole table or chart: its name, or that each rung has its own.
    #[must_use]
    pub fn baseline_of_all(self, comparison: &Comparison) -> String {
        let of_ladder = || self.about_ladder(LadderText::RungBefore, &[]);
        if comparison.ladder.is_some() { of_ladder() } else { self.policy(comparison.baseline()) }
    }

    /// Measures for which the steps are shown: time, rate, handling of the same issues, and cost where a step changes it.
    #[must_use]
    pub fn step_measures(comparison: &Comparison) -> Vec<StepMeasure> {
        let cost = StepMeasure::Of(comparison.cost());
        let differs =
            |rung: usize| StepPlace::ALL.iter().any(|place| comparison.effect(rung, *place, cost).is_some_and(|effect| effect.mean != 0.0));
        let has_cost = comparison.pay != PayStated::Nobodys && comparison.judged().any(differs);
        [StepMeasure::Of(Measure::ResolutionTime), StepMeasure::Of(Measure::ResolutionRate), StepMeasure::MatchedHandling]
            .into_iter()
            .chain(has_cost.then_some(cost))
            .collect()
    }

    /// What a measure of steps is called, with its unit, and how its amounts are written.
    #[must_use]
    pub fn step_measure(self, comparison: &Comparison, measure: StepMeasure) -> (String, AmountScale<'w>) {
        let (name, of) = match measure {
            StepMeasure::Of(measure) => (measure_label(measure, self.language).to_owned(), measure),
            StepMeasure::MatchedHandling => (self.about_ladder(LadderText::Matched, &[]), Measure::HandlingTime),
        };
        let rungs = comparison.judged().end;
        let effects =
            StepPlace::ALL.into_iter().flat_map(|place| (1..rungs).filter_map(move |rung| comparison.effect(rung, place, measure)));
        let together = match measure {
            StepMeasure::Of(measure) => comparison.effect_together(measure),
            StepMeasure::MatchedHandling => None,
        };
        let scale = AmountScale::new(self, of, effects.chain(together).map(|effect| effect.mean.abs()).fold(0.0, f64::max));
        (self.fill(Message::OverviewHead, &[("measure", &name), ("unit", &scale.difference_unit())]), scale)
    }

    /// An effect with its interval, without its unit; a dash where there is none.
    #[must_use]
    pub fn effect(self, effect: Option<Effect>, scale: AmountScale) -> String {
        effect.map_or_else(|| "–".to_owned(), |effect| scale.bare_with_limits(effect.mean, effect.interval))
    }

    /// What a ladder comes to, in sentences; nothing of any other comparison.
    #[must_use]
    pub fn ladder(self, comparison: &Comparison) -> LadderSaid {
        let Some(ladder) = &comparison.ladder else { return LadderSaid::default() };
        let (foot, last) = self.ends(comparison);
        let (foot, last) = (("foot", foot.as_str()), ("last", last.as_str()));
        let time = StepMeasure::Of(Measure::ResolutionTime);
        let step = |rung: usize, place: StepPlace| comparison.effect(rung, place, time);
        let mut steps: Vec<(usize, Effect)> = (1..=ladder.rungs).filter_map(|rung| Some((rung, step(rung, StepPlace::InPlace)?))).collect();
        steps.retain(|(_, effect)| effect.mean != 0.0);
        steps.sort_by(|(_, one), (_, other)| other.mean.abs().total_cmp(&one.mean.abs()));
        let together = comparison.effect_together(Measure::ResolutionTime);
        let sizes = steps.iter().map(|(_, effect)| effect).chain(&together).map(|effect| effect.mean.abs());
        let scale = AmountScale::new(self, Measure::ResolutionTime, sizes.fold(0.0, f64::max));
        let size = |effect: Effect| scale.with_limits(effect.mean, effect.interval);
        let whole = together.map(|all| self.about_ladder(LadderText::Together, &[foot, last, ("size", &size(all))]));
        let mut said = Vec::new();
        let named = |(rung, effect): &(usize, Effect)| {
            let rung = self.policy(&comparison.identity.policies[*rung]);
            self.about_ladder(LadderText::OneStep, &[("rung", &rung), ("size", &size(*effect))])
        };
        let named: Vec<String> = steps.iter().take(MOST_NAMED).map(named).collect();
        if ladder.rungs > 1 && !named.is_empty() {
            said.push(self.about_ladder(LadderText::Largest, &[("steps", &named.join(self.say(Message::Next)))]));
        }
        let alone: Option<Vec<f64>> = (1..=ladder.rungs).map(|rung| step(rung, StepPlace::Alone).map(|effect| effect.mean)).collect();
        if let (Some(alone), Some(all)) = (alone.filter(|_| ladder.rungs > 1), together) {
            let sum: f64 = alone.iter().sum();
            let text = match (sum - all.mean) * all.mean.signum() {
                _ if (sum - all.mean).abs() <= TOGETHER * all.mean.abs() => LadderText::AddUp,
                beyond if beyond > 0.0 => LadderText::Overlap,
                _ => LadderText::Reinforce,
            };
            said.push(self.about_ladder(text, &[foot, ("sum", &scale.signed(sum))]));
        }
        LadderSaid { together: whole, steps: said, refused: self.refused_steps(comparison) }
    }

    /// What the foot and the last rung of a ladder are called.
    #[must_use]
    pub fn ends(self, comparison: &Comparison) -> (String, String) {
        let names = &comparison.identity.policies;
        (self.policy(&names[0]), self.policy(&names[comparison.judged().end - 1]))
    }

    /// Steps that could not be put elsewhere, each with the reason.
    fn refused_steps(self, comparison: &Comparison) -> Vec<String> {
        let names = &comparison.identity.policies;
        let (foot, last) = self.ends(comparison);
        let (foot, last) = (foot.as_str(), last.as_str());
        let places = [(StepPlace::Alone, LadderText::NotAlone), (StepPlace::LeftOut, LadderText::NotWithout)];
        let of = |rung: usize| {
            places.into_iter().filter_map(move |(place, text)| {
                let (name, reason) = (self.policy(&names[rung]), comparison.step_refused(rung, place)?);
                let values = [("foot", foot), ("last", last), ("rung", &name), ("reason", reason)];
                Some(self.about_ladder(text, &values))
            })
        };
        comparison.judged().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::font::has_glyph;
    use crate::output::language::ladder::*;

    fn gaps(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn both_languages_have_the_same_gaps_and_every_letter_can_be_drawn() {
        for text in LadderText::ALL {
            let (english, chinese) = (text.text(Language::English), text.text(Language::Chinese));
            assert_eq!(gaps(english), gaps(chinese), "{text:?}");
            let missing: String = chinese.chars().filter(|letter| !has_glyph(*letter)).collect();
            assert!(missing.is_empty(), "no glyph for `{missing}` of `{chinese}`");
        }
    }
}
