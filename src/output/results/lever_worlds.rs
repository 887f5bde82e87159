//! A lever in assumption worlds.

use schemars::JsonSchema;
use serde::Serialize;

use super::campaign::CampaignJson;
use super::ended::EndedCampaign;
use crate::experiment::levers::worlds::{LeverWorld, LeverWorlds, MeasureInWorlds, RivalSetting};
use crate::output::lever_words::in_worlds::best_cut;

/// A lever in assumption worlds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeverWorldsJson {
    /// The policy under which the lever was moved.
    pub policy: String,
    /// Key of the lever.
    pub lever: String,
    /// Its settings in each world, rising.
    pub settings: Vec<String>,
    /// The setting that was chosen from the curve.
    pub chosen: String,
    /// How many worlds.
    pub worlds: usize,
    /// How many assumed numbers were drawn.
    pub assumed: usize,
    /// Measure by measure.
    pub measures: Vec<MeasureInWorldsJson>,
}

/// One measure of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeasureInWorldsJson {
    /// The measure.
    pub measure: String,
    /// Worlds in which the chosen setting is at least as good as every other.
    pub holds: usize,
    /// The chosen setting against each other one.
    pub rivals: Vec<RivalSettingJson>,
    /// World by world.
    pub each: Vec<LeverWorldJson>,
}

/// The chosen setting against another one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RivalSettingJson {
    /// The other one.
    pub setting: String,
    /// Worlds in which the chosen one is better.
    pub better: usize,
    /// Worlds in which they are too close to matter.
    pub close: usize,
    /// Worlds in which it is worse.
    pub worse: usize,
    /// Worlds without values of both.
    pub not_comparable: usize,
    /// The assumption that tells the worlds in which it is worse best from the rest, unless chance may have made it.
    pub worse_where: Option<WorseWhereJson>,
}

/// An assumption that parts the worlds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WorseWhereJson {
    /// Its key.
    pub factor: String,
    /// Where its range is cut.
    pub cut: String,
    /// Worlds below the cut, and those of them in which it is worse.
    pub below: [usize; 2],
    /// Worlds above the cut, and those of them in which it is worse.
    pub above: [usize; 2],
    /// How likely a cut at least as good is by chance.
    pub p: f64,
}

/// One world.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeverWorldJson {
    /// Mean at each setting.
    pub means: Vec<Option<f64>>,
    /// How much better the chosen setting is than each.
    pub gains: Vec<Option<f64>>,
    /// What is too small to matter there.
    pub relevant: f64,
}

/// A lever in assumption worlds, as a study of its own.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeverWorldsResultJson {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: CampaignJson,
    /// What it came to.
    pub lever_worlds: LeverWorldsJson,
}

impl LeverWorldsResultJson {
    /// What the campaign came to.
    #[must_use]
    pub fn new(ended: &EndedCampaign, worlds: &LeverWorlds) -> Self {
        Self { campaign: CampaignJson::new(ended), lever_worlds: LeverWorldsJson::new(worlds) }
    }
}

impl LeverWorldsJson {
    /// What the worlds came to.
    #[must_use]
    pub fn new(worlds: &LeverWorlds) -> Self {
        let measure = |own: &MeasureInWorlds| MeasureInWorldsJson {
            measure: own.key.measure.entry().name.to_owned(),
            holds: own.holds,
            rivals: own.rivals.iter().map(|rival| RivalSettingJson::new(worlds, rival)).collect(),
            each: own.worlds.iter().map(LeverWorldJson::new).collect(),
        };
        Self {
            policy: worlds.policy.clone(),
            lever: worlds.factors[0].clone(),
            settings: worlds.settings.clone(),
            chosen: worlds.settings[worlds.chosen].clone(),
            worlds: worlds.worlds,
            assumed: worlds.factors.len() - 1,
            measures: worlds.measures.iter().map(measure).collect(),
        }
    }
}

impl RivalSettingJson {
    fn new(worlds: &LeverWorlds, rival: &RivalSetting) -> Self {
        let worse_where = best_cut(rival).map(|(own, cut)| WorseWhereJson {
            factor: worlds.factors[own.factor].clone(),
            cut: format!("{:?}", cut.split),
            below: [cut.below.worlds, cut.below.flipped],
            above: [cut.above.worlds, cut.above.flipped],
            p: cut.p,
        });
        let RivalSetting { setting, better, close, worse, not_comparable, .. } = *rival;
        Self { setting: worlds.settings[setting].clone(), better, close, worse, not_comparable, worse_where }
    }
}

impl LeverWorldJson {
    fn new(own: &LeverWorld) -> Self {
        Self { means: own.means.clone(), gains: own.gains.clone(), relevant: own.relevant }
    }
}
