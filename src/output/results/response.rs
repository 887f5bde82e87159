//! What one lever does under one policy.

use schemars::JsonSchema;
use serde::Serialize;

use crate::experiment::design::plan::Plan;
use crate::experiment::levers::answer::{AnswerForm, LevelStanding, LeverAnswer};
use crate::experiment::levers::response::{Response, ResponseCurve};
use crate::experiment::levers::time_moved::TimeMoved;

/// A lever under one policy: its settings in rising order, its curves, and what to choose.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResponseJson {
    /// The policy.
    pub policy: String,
    /// The settings, rising.
    pub settings: Vec<SettingJson>,
    /// What to choose by each headline measure that has a direction.
    pub answers: Vec<LeverAnswerJson>,
    /// Measures along the settings: headline, handling time, on-time rate, load of the busiest role.
    pub curves: Vec<ResponseCurveJson>,
    /// Parts of the time of an issue along the settings.
    pub time_account: Vec<ResponseCurveJson>,
    /// Cost by payer and in all, and the hours of volunteers.
    pub costs: Vec<ResponseCurveJson>,
}

/// A setting of the lever.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SettingJson {
    /// Its design point.
    pub point: u32,
    /// As a number in the unit of the factor.
    pub number: f64,
    /// Whether the scenario has it itself.
    pub is_own: bool,
}

/// A measure along the settings.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResponseCurveJson {
    /// The measure.
    pub measure: String,
    /// What it is counted over: `all`, a role or a payer.
    pub group: String,
    /// One per setting.
    pub points: Vec<ResponsePointJson>,
}

/// A measure at a setting.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResponsePointJson {
    /// Mean over replications.
    pub mean: Option<f64>,
    /// Lower limit; it holds at all settings at once.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Replications with a value.
    pub n: u32,
}

/// What to choose by one measure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeverAnswerJson {
    /// The measure.
    pub measure: String,
    /// `best_at`: both ends of the range are worse; `flat`: settings up to an end are as good; `no_turn`: better up to an end.
    pub form: String,
    /// Design point of the best setting.
    pub best: u32,
    /// Design points of the settings that cannot be told from it, or differ by too little to matter, itself among them.
    pub good: Vec<u32>,
    /// Design point of the cheapest of these, where a cost is known.
    pub cheapest: Option<u32>,
    /// The difference that is too small to matter, in the unit of the measure.
    pub relevant: f64,
    /// Whether the scenario states it; else it is 1% of the best mean, of a share 0.01.
    pub is_relevant_stated: bool,
    /// The largest difference among the good settings that the runs leave possible.
    pub bound: f64,
    /// How far each setting lies behind the best, setting by setting.
    pub lags: Vec<LevelLagJson>,
    /// What is gained from the worse end to the best setting.
    pub gain: Option<GainJson>,
    /// What moves in the time of an issue.
    pub time_moved: Option<TimeMovedJson>,
}

/// How far a setting lies behind the best.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LevelLagJson {
    /// Design point of the setting.
    pub point: u32,
    /// `best`, `alike` (cannot be told from it), `close` (too little to matter), `behind`, or `not_comparable`.
    pub standing: String,
    /// Mean of the paired differences, above 0 where it is worse.
    pub lag: Option<f64>,
    /// What random variation explains of it.
    pub margin: Option<f64>,
}

/// What is gained along the lever.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GainJson {
    /// Design point of the worse end.
    pub from: u32,
    /// All that is gained from there to the best, in the unit of the measure.
    pub whole: f64,
    /// Design point of a setting on the way.
    pub at: u32,
    /// What it gives of the whole.
    pub part: f64,
}

/// The time of an issue at one setting minus that at another.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TimeMovedJson {
    /// Design point where it starts.
    pub from: u32,
    /// Design point where it ends.
    pub to: u32,
    /// Difference of the resolution time, hours.
    pub hours: f64,
    /// Differences of its parts, hours; they add up to it.
    pub parts: Vec<PartMovedJson>,
}

/// A part of the time of an issue.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PartMovedJson {
    /// The measure.
    pub measure: String,
    /// Mean of the paired differences, hours.
    pub hours: f64,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
}

impl ResponseJson {
    /// What a lever does in `plan`.
    #[must_use]
    pub fn new(plan: &Plan, response: &Response) -> Self {
        let lever = LeverPoints { plan, response };
        let setting =
            |(at, number): (usize, &f64)| SettingJson { point: lever.point(at), number: *number, is_own: response.own == Some(at) };
        let curves = |curves: &[ResponseCurve]| curves.iter().map(|curve| lever.curve(curve)).collect();
        let moved = response.answers.iter().zip(&response.moved);
        Self {
            policy: plan.identity.policies[response.policy].clone(),
            settings: response.levels.iter().enumerate().map(setting).collect(),
            answers: moved.map(|(answer, moved)| lever.answer(answer, moved.as_ref())).collect(),
            curves: curves(&response.curves),
            time_account: curves(&response.account),
            costs: curves(&response.costs),
        }
    }
}

/// Settings by their design points.
struct LeverPoints<'p> {
    plan: &'p Plan,
    response: &'p Response,
}

impl LeverPoints<'_> {
    fn point(&self, at: usize) -> u32 {
        self.plan.point_number(self.response.points[at])
    }

    fn curve(&self, curve: &ResponseCurve) -> ResponseCurveJson {
        let point = |own: &crate::experiment::levers::response::ResponsePoint| ResponsePointJson {
            mean: own.mean,
            low: own.band.map(|band| band.low),
            high: own.band.map(|band| band.high),
            n: own.n,
        };
        ResponseCurveJson {
            measure: curve.key.measure.entry().name.to_owned(),
            group: curve.key.group.name(&self.plan.settings[self.response.policy]).to_owned(),
            points: curve.points.iter().map(point).collect(),
        }
    }

    fn answer(&self, answer: &LeverAnswer, moved: Option<&TimeMoved>) -> LeverAnswerJson {
        let form = match answer.form {
            AnswerForm::BestAt => "best_at",
            AnswerForm::Flat => "flat",
            AnswerForm::NoTurn => "no_turn",
        };
        let gain = |gain: &crate::experiment::levers::answer::Gain| GainJson {
            from: self.point(gain.from),
            whole: gain.whole,
            at: self.point(gain.at),
            part: gain.part,
        };
        LeverAnswerJson {
            measure: answer.key.measure.entry().name.to_owned(),
            form: form.to_owned(),
            best: self.point(answer.best),
            good: (answer.good.0..=answer.good.1).map(|at| self.point(at)).collect(),
            cheapest: self.response.cheapest(answer.good).map(|at| self.point(at)),
            relevant: answer.relevant,
            is_relevant_stated: answer.is_relevant_stated,
            bound: answer.bound,
            lags: answer.standings.iter().enumerate().map(|(at, standing)| self.lag(at, standing)).collect(),
            gain: answer.gain.as_ref().map(gain),
            time_moved: moved.map(|moved| self.moved(moved)),
        }
    }

    fn lag(&self, at: usize, standing: &LevelStanding) -> LevelLagJson {
        let (name, has_margin) = match standing {
            LevelStanding::Best => ("best", false),
            LevelStanding::Alike(_) => ("alike", true),
            LevelStanding::Close(_) => ("close", true),
            LevelStanding::Behind(_) => ("behind", true),
            LevelStanding::NotComparable => ("not_comparable", false),
        };
        let lag = standing.lag();
        LevelLagJson {
            point: self.point(at),
            standing: name.to_owned(),
            lag: lag.map(|lag| lag.mean),
            margin: lag.filter(|_| has_margin).map(|lag| lag.margin),
        }
    }

    fn moved(&self, moved: &TimeMoved) -> TimeMovedJson {
        let part = |own: &crate::experiment::levers::time_moved::PartMoved| PartMovedJson {
            measure: own.measure.entry().name.to_owned(),
            hours: own.difference,
            low: own.interval.map(|interval| interval.low),
            high: own.interval.map(|interval| interval.high),
        };
        TimeMovedJson {
            from: self.point(moved.from),
            to: self.point(moved.to),
            hours: moved.whole,
            parts: moved.parts.iter().map(part).collect(),
        }
    }
}
