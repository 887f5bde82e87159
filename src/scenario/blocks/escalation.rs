//! Escalation: when an issue leaves a level for the next one, and in which order issues wait.

use schemars::JsonSchema;

use crate::scenario::structure::Structure;
use crate::scenario::text::context::{Context, resolved};
use crate::scenario::text::distribution::WrittenDistribution;
use crate::scenario::text::named::Keyed;
use crate::scenario::text::quantity::Limit;
use crate::units::{Distribution, TimeLimit};

/// When an issue leaves a level for the next one.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Escalation {
    /// Longest time in one queue without a start; a distribution is drawn for each issue (default: no limit).
    pub wait_limit: Option<WrittenWaitLimit>,
    /// Failed attempts before the issue moves on (default 1).
    #[schemars(range(min = 1, max = 1_000))]
    pub attempts: Option<u32>,
    /// An issue that finds this many waiting moves on at once (default: no limit).
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub backlog: Option<u32>,
    /// An issue at least this severe moves on at once (default: none).
    #[schemars(range(min = 1, max = 5))]
    pub severity: Option<u8>,
    /// An issue that triage takes for a level at least this many above moves on at once (default: not looked at).
    #[schemars(range(min = 1, max = 16))]
    pub difficulty: Option<u8>,
    /// Order within one priority (default `fifo`).
    pub queue_order: Option<WrittenQueueOrder>,
}

/// The longest time in a queue, fixed or drawn.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "WaitLimit")]
pub(crate) enum WrittenWaitLimit {
    Fixed(Limit),
    Drawn(WrittenDistribution),
}

/// First come first served, or earliest due first.
#[derive(Clone, Copy, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "QueueOrder")]
pub(crate) enum WrittenQueueOrder {
    Fifo,
    Due,
}

/// When an issue leaves a level for the next one up; at the top level it is rejected instead (recorded as not solvable).
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRules {
    /// Longest time in one queue of this level without a start.
    pub wait_limit: Option<WaitLimit>,
    /// Failed attempts at this level before the issue moves on; at least 1.
    pub attempts: u32,
    /// An issue that finds this many waiting in the unit's queue moves on at once (never from the top level).
    pub backlog: Option<u32>,
    /// An issue of at least this severity moves on at once (never from the top level).
    pub severity: Option<u8>,
    /// An issue taken at triage for a level at least this many above moves on at once (never from the top level); at
    /// least 1. `None`: difficulty is not looked at, and attempts without authority fail.
    pub difficulty: Option<u8>,
    /// Order within one priority.
    pub queue_order: QueueOrder,
}

impl LevelRules {
    /// Whether an issue may move on as it comes to a unit.
    #[inline]
    #[must_use]
    pub const fn looks_at_arrivals(&self) -> bool {
        self.severity.is_some() || self.difficulty.is_some() || self.backlog.is_some()
    }
}

/// The longest time in one queue.
#[derive(Clone, Debug, PartialEq)]
pub enum WaitLimit {
    /// The same for every issue.
    Fixed(TimeLimit),
    /// Drawn for each issue and level (patience; reneging in queueing terms).
    Drawn(Distribution),
}

/// Order of service within one priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueOrder {
    /// First come, first served.
    Fifo,
    /// Earliest due first, then first come.
    Due,
}

/// The rules of every level.
pub(crate) fn level_rules(written: Option<&Keyed<Escalation>>, structure: &Structure, context: &mut Context<'_>) -> Vec<LevelRules> {
    let written = written.map_or(&[][..], |escalation| &escalation.0);
    for (name, _) in written.iter().filter(|(name, _)| name != "all") {
        context.find(name, structure.levels.iter().map(String::as_str), &["escalation", name], ("level", "levels"));
    }
    let of = |name: &str| written.iter().find(|(key, _)| key == name).map(|(_, block)| block);
    let general = of("all");
    let mut rules = Vec::new();
    for level in &structure.levels {
        let own = of(level);
        let limit = match (own.and_then(|block| block.wait_limit.as_ref()), general.and_then(|block| block.wait_limit.as_ref())) {
            (Some(limit), _) => wait_limit(limit, level, context),
            (None, Some(limit)) => wait_limit(limit, "all", context),
            (None, None) => None,
        };
        rules.push(LevelRules {
            wait_limit: limit,
            attempts: own.and_then(|block| block.attempts).or(general.and_then(|block| block.attempts)).unwrap_or(1),
            backlog: own.and_then(|block| block.backlog).or(general.and_then(|block| block.backlog)),
            severity: own.and_then(|block| block.severity).or(general.and_then(|block| block.severity)),
            difficulty: own.and_then(|block| block.difficulty).or(general.and_then(|block| block.difficulty)),
            queue_order: match own.and_then(|block| block.queue_order).or(general.and_then(|block| block.queue_order)) {
                None | Some(WrittenQueueOrder::Fifo) => QueueOrder::Fifo,
                Some(WrittenQueueOrder::Due) => QueueOrder::Due,
            },
        });
    }
    rules
}

fn wait_limit(limit: &WrittenWaitLimit, block: &str, context: &mut Context<'_>) -> Option<WaitLimit> {
    match limit {
        WrittenWaitLimit::Fixed(limit) => Some(WaitLimit::Fixed(limit.0)),
        WrittenWaitLimit::Drawn(distribution) => {
            resolved(distribution.resolve(), &["escalation", block, "wait_limit"], context).map(WaitLimit::Drawn)
        }
    }
}
