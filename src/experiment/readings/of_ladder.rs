//! What the steps of a ladder do, read off its comparison: where they stand, alone on the foot, and left out of the last rung.
//!
//! The effect of a step where it stands is the rung minus the one before it; alone, the foot with the step minus the foot;
//! left out, the last rung without it minus the last rung. The last step left out is the rung before the last, so its effect is
//! the step's own with the sign turned.

use crate::experiment::analysis::comparison::{Comparison, Difference};
use crate::experiment::design::ladder::LadderPlace;
use crate::experiment::matching::estimates::{MatchedEstimate, MatchedMeasure};
use crate::measure::matching::MatchedGroup;
use crate::statistics::estimate::Interval;
use crate::units::key::Key;
use crate::units::measure::Measure;

/// Where a step is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepPlace {
    /// On the rung before it.
    InPlace,
    /// On the foot.
    Alone,
    /// Taken out of the last rung.
    LeftOut,
}

impl StepPlace {
    /// All places, in the order of tables.
    pub const ALL: [Self; 3] = [Self::InPlace, Self::Alone, Self::LeftOut];

    /// How it is spelled for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InPlace => "step",
            Self::Alone => "alone",
            Self::LeftOut => "left_out",
        }
    }
}

/// What a step is looked at for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepMeasure {
    /// A measure over the whole place.
    Of(Measure),
    /// The difference of handling time over the issues known under both policies.
    MatchedHandling,
}

/// A mean difference with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Mean.
    pub mean: f64,
    /// Interval.
    pub interval: Option<Interval>,
}

impl Effect {
    fn of(difference: &Difference) -> Option<Self> {
        Some(Self { mean: difference.mean?, interval: difference.interval })
    }

    fn of_matched(estimate: &MatchedEstimate) -> Option<Self> {
        Some(Self { mean: estimate.mean?, interval: estimate.interval })
    }

    /// The same the other way round.
    #[must_use]
    pub fn turned(self) -> Self {
        let turn = |Interval { low, high }: Interval| Interval { low: -high, high: -low };
        // no minus before a zero
        Self { mean: 0.0 - self.mean, interval: self.interval.map(turn) }
    }

    /// The same in another unit.
    #[must_use]
    pub fn over(self, divisor: f64) -> Self {
        let interval = self.interval.map(|Interval { low, high }| Interval { low: low / divisor, high: high / divisor });
        Self { mean: self.mean / divisor, interval }
    }
}

impl Comparison {
    /// Why the step of `rung` (from 1) could not be put there; `None` where it was, and of a comparison without a ladder.
    #[must_use]
    pub fn step_refused(&self, rung: usize, place: StepPlace) -> Option<&str> {
        let ladder = self.ladder.as_ref()?;
        let list = match place {
            StepPlace::InPlace => return None,
            StepPlace::Alone => &ladder.alone,
            StepPlace::LeftOut => &ladder.left_out,
        };
        match list.get(rung.checked_sub(1)?)? {
            LadderPlace::Policy(_) => None,
            LadderPlace::Refused(reason) => Some(reason),
        }
    }

    /// What the step of `rung` (from 1) does there; `None` where nothing is known of it.
    #[must_use]
    pub fn effect(&self, rung: usize, place: StepPlace, measure: StepMeasure) -> Option<Effect> {
        let ladder = self.ladder.as_ref()?;
        match place {
            StepPlace::InPlace => self.effect_of(rung, measure),
            StepPlace::Alone => self.effect_of(ladder.alone.get(rung.checked_sub(1)?)?.policy()?, measure),
            StepPlace::LeftOut if rung == ladder.rungs => self.effect_of(rung, measure).map(Effect::turned),
            StepPlace::LeftOut => self.effect_of(ladder.left_out.get(rung.checked_sub(1)?)?.policy()?, measure),
        }
    }

    /// What a policy does against the one that it is compared with.
    fn effect_of(&self, policy: usize, measure: StepMeasure) -> Option<Effect> {
        match measure {
            StepMeasure::Of(measure) => Effect::of(self.difference(policy, Key::of_place(measure))?),
            StepMeasure::MatchedHandling => {
                let is_it = |estimate: &&MatchedEstimate| {
                    (estimate.policy, estimate.measure, estimate.group) == (policy, MatchedMeasure::HandlingHours, MatchedGroup::All)
                };
                Effect::of_matched(self.matched.iter().find(is_it)?)
            }
        }
    }

    /// What the last rung does against the foot.
    #[must_use]
    pub fn effect_together(&self, measure: Measure) -> Option<Effect> {
        Effect::of(self.all_together(Key::of_place(measure))?)
    }
}
