//! What every campaign has: what was run, how it ended, where it is kept; and its estimates.

use schemars::JsonSchema;
use serde::Serialize;

use super::claims::{GrowthJson, LoadsJson, PrecisionJson, SelectedJson, SteadyStateJson};
use super::ended::EndedCampaign;
use crate::output::folder::claim::Kept;
use crate::output::folder::manifest::status_name;
use crate::output::tables::schema::{REPORT_FILE, group_kind};
use crate::scenario::cases::account::Noted;
use crate::scenario::{Setting, TraceAccount};
use crate::statistics::estimate::Estimate;

/// A campaign.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CampaignJson {
    /// Name of the scenario.
    pub scenario: String,
    /// Title of the scenario.
    pub title: Option<String>,
    /// Hash of the plan, 64 hex digits.
    pub plan_hash: String,
    /// Version of the program.
    pub version: String,
    /// Root of all random numbers.
    pub seed: u64,
    /// `complete`, `interrupted` or `failed`.
    pub status: String,
    /// How many replications there were.
    pub replications: ReplicationsJson,
    /// Runs that failed, the first of them.
    pub failures: Vec<FailureJson>,
    /// Over which time a run goes.
    pub window: WindowJson,
    /// Events handled in all runs.
    pub events: u64,
    /// Wall-clock seconds of the simulation.
    pub seconds: f64,
    /// Threads used.
    pub threads: usize,
    /// The results folder.
    pub folder: String,
    /// Whether the folder holds this result, and not an earlier one of the same plan with more runs.
    pub written: bool,
    /// The report, where one was made.
    pub report: Option<String>,
    /// What became of the rows of files of real cases, where there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub traces: Vec<TraceJson>,
    /// The precision that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<PrecisionJson>,
    /// The policy that was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<SelectedJson>,
    /// Backlogs that grow without bound.
    pub growth: Vec<GrowthJson>,
    /// How busy people are, policy by policy.
    pub loads: Vec<LoadsJson>,
    /// The claim that figures are those of the long run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steady_state: Option<SteadyStateJson>,
}

/// Replications of a campaign.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReplicationsJson {
    /// Asked for; where the campaign may end before, at most.
    pub asked: u32,
    /// That ended, failed ones included.
    pub ended: u32,
    /// Of these, left out of all estimates because a run failed.
    pub left_out: u32,
    /// That estimates rest on.
    pub used: u32,
}

/// A run that failed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FailureJson {
    /// The policy.
    pub policy: String,
    /// The replication.
    pub replication: u32,
    /// Why.
    pub reason: String,
}

/// The time of a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WindowJson {
    /// When it starts, ISO 8601.
    pub start: String,
    /// Beginning that is not measured.
    pub warm_up_seconds: u32,
    /// How long each issue is observed.
    pub follow_up_seconds: u32,
    /// Length of the run.
    pub horizon_seconds: u32,
}

/// What became of the rows of a file of real cases.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TraceJson {
    /// Name of the entry of `demand`.
    pub demand: String,
    /// The file.
    pub file: String,
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// Encoding and separator.
    pub read_as: String,
    /// Columns that are read.
    pub columns: Vec<CaseColumnJson>,
    /// Rows below the names of the columns.
    pub rows: u64,
    /// Rows that became cases.
    pub used: u64,
    /// Local date and time of the first case.
    pub first: Option<String>,
    /// Local date and time of the last case.
    pub last: Option<String>,
    /// What is to be said of rows.
    pub notes: Vec<CaseNoteJson>,
}

/// A column that is read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseColumnJson {
    /// What for.
    #[serde(rename = "for")]
    pub key: String,
    /// Its name in the file.
    pub name: String,
}

/// Rows of which one thing is to be said.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseNoteJson {
    /// What.
    pub note: String,
    /// Whether they became cases.
    pub used: bool,
    /// How many.
    pub rows: u64,
    /// Line of the first.
    pub first_line: u64,
    /// What stands there.
    pub text: String,
}

/// An estimate under one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EstimateJson {
    /// The policy.
    pub policy: String,
    /// The measure.
    pub measure: String,
    /// Of whom: a level, role, housing type or link, or `all`.
    pub group: String,
    /// What kind of group.
    pub kind: String,
    /// Unit of the numbers.
    pub unit: String,
    /// Which way is better: `lower`, `higher` or `neutral`.
    pub direction: String,
    /// `headline` or `exploratory`.
    pub standing: String,
    /// Mean over replications.
    pub estimate: Option<f64>,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Confidence level.
    pub level: f64,
    /// Standard deviation over replications.
    pub sd: Option<f64>,
    /// Replications with a value.
    pub n: u32,
    /// Share of the replications that have one.
    pub share_with_value: f64,
}

/// A run of one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RunJson {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: CampaignJson,
    /// The policy.
    pub policy: String,
    /// Its measures.
    pub measures: Vec<EstimateJson>,
}

/// One part of a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShardJson {
    /// Name of the scenario.
    pub scenario: String,
    /// Hash of the plan.
    pub plan: String,
    /// Which part, such as `1/4`.
    pub shard: String,
    /// Its runs.
    pub runs: u64,
    /// Of these, failed.
    pub failed_runs: u32,
    /// The folder.
    pub out: String,
}

impl CampaignJson {
    /// What there is to say of `ended`.
    #[must_use]
    pub fn new(ended: &EndedCampaign) -> Self {
        let EndedCampaign { scenario, plan, outcome, claims, .. } = *ended;
        let span = &ended.setting().span;
        let is_written = ended.kept == Some(&Kept::New);
        Self {
            scenario: plan.identity.scenario.clone(),
            title: scenario.title.clone(),
            plan_hash: plan.identity.hash(),
            version: plan.identity.version.clone(),
            seed: plan.identity.seed,
            status: status_name(outcome.status).to_owned(),
            replications: ReplicationsJson {
                asked: plan.identity.replications,
                ended: outcome.replications,
                left_out: outcome.left_out,
                used: outcome.replications.saturating_sub(outcome.left_out),
            },
            failures: failures(ended),
            window: WindowJson {
                start: span.start.to_string(),
                warm_up_seconds: span.warm_up.seconds(),
                follow_up_seconds: span.follow_up.seconds(),
                horizon_seconds: span.horizon.seconds(),
            },
            events: outcome.events,
            seconds: ended.seconds,
            threads: ended.threads,
            folder: ended.out.display().to_string(),
            written: is_written,
            report: (ended.has_report && is_written).then(|| ended.out.join(REPORT_FILE).display().to_string()),
            traces: scenario.traces.iter().map(TraceJson::new).collect(),
            precision: claims.precision.as_ref().map(|precise| PrecisionJson::new(plan, precise)),
            selection: claims.selection.as_ref().map(|selected| SelectedJson::new(plan, outcome, selected)),
            growth: claims.pile_ups.iter().map(|pile_up| GrowthJson::new(plan, pile_up)).collect(),
            loads: plan.settings.iter().zip(&claims.loads).map(|(setting, loads)| LoadsJson::new(setting, loads)).collect(),
            steady_state: claims.steadiness.as_ref().map(|steadiness| SteadyStateJson::new(plan, steadiness)),
        }
    }
}

fn failures(ended: &EndedCampaign) -> Vec<FailureJson> {
    let one = |run: &crate::experiment::campaign::execution::FailedRun| FailureJson {
        policy: run.policy.clone(),
        replication: run.replication,
        reason: run.reason.clone(),
    };
    ended.outcome.failures.iter().map(one).collect()
}

impl TraceJson {
    /// What became of the rows of a file.
    #[must_use]
    pub fn new(trace: &TraceAccount) -> Self {
        let note = |noted: &Noted| CaseNoteJson {
            note: noted.note.name().to_owned(),
            used: noted.note.is_used(),
            rows: noted.rows,
            first_line: noted.line,
            text: noted.text.clone(),
        };
        let column = |(key, name): &(String, String)| CaseColumnJson { key: key.clone(), name: name.clone() };
        Self {
            demand: trace.name.clone(),
            file: trace.file.clone(),
            sha256: trace.sha256.clone(),
            read_as: trace.form.to_string(),
            columns: trace.columns.iter().map(column).collect(),
            rows: trace.rows,
            used: trace.used,
            first: trace.span.as_ref().map(|span| span.0.clone()),
            last: trace.span.as_ref().map(|span| span.1.clone()),
            notes: trace.notes.iter().map(note).collect(),
        }
    }
}

impl EstimateJson {
    /// One estimate under the policy of `setting`; `named` names the groups.
    #[must_use]
    pub fn new(setting: &Setting, named: &Setting, estimate: &Estimate, confidence: f64) -> Self {
        let entry = estimate.key.measure.entry();
        Self {
            policy: setting.policy.clone(),
            measure: entry.name.to_owned(),
            group: estimate.key.group.name(named).to_owned(),
            kind: group_kind(estimate.key.group).to_owned(),
            unit: entry.unit.to_owned(),
            direction: entry.direction.name().to_owned(),
            standing: entry.standing.name().to_owned(),
            estimate: estimate.mean,
            low: estimate.interval.map(|interval| interval.low),
            high: estimate.interval.map(|interval| interval.high),
            level: confidence,
            sd: estimate.sd,
            n: estimate.n,
            share_with_value: estimate.share_with_value(),
        }
    }

    /// All estimates of `lists`, policy by policy.
    #[must_use]
    pub fn all(ended: &EndedCampaign, lists: &[Vec<Estimate>]) -> Vec<Self> {
        let of = |(setting, list): (&Setting, &Vec<Estimate>)| -> Vec<Self> {
            list.iter().map(|estimate| Self::new(setting, ended.setting(), estimate, ended.plan.confidence)).collect()
        };
        ended.plan.settings.iter().zip(lists).flat_map(of).collect()
    }
}

impl RunJson {
    /// What a run of one policy came to.
    #[must_use]
    pub fn new(ended: &EndedCampaign) -> Self {
        Self {
            campaign: CampaignJson::new(ended),
            policy: ended.setting().policy.clone(),
            measures: EstimateJson::all(ended, &ended.outcome.estimates[..1]),
        }
    }
}
