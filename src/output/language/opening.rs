//! What the first screen says beside the verdict, in words: what was run, how often and over which time, what common random
//! numbers are worth, where the other differences stand, and what it took.

use super::locale::Language;
use super::message::filled;
use super::number::{count, number, plain_decimals};
use super::wording::Wording;
use crate::experiment::analysis::comparison::{Comparison, FEWEST_OF_REDUCTION};
use crate::experiment::campaign::execution::{Outcome, Status};
use crate::experiment::design::plan::Plan;
use crate::statistics::estimate::Interval;
use crate::units::measure::Bilingual;

/// Marks a warning where there is no colour.
pub const WARNING: Bilingual = Bilingual::new("WARNING: {sentence}", "警告：{sentence}");
/// That a table goes on elsewhere.
pub const MORE_ROWS: Bilingual = Bilingual::new("({count} more rows in the report)", "（另有 {count} 行，见报告）");
/// The campaign ended at a failed run.
pub const ENDED_AT_FAILURE: Bilingual = Bilingual::new(
    "ended at the first failed run, as was asked for with --on-error stop",
    "按 --on-error stop 的要求，在第一次失败的运行处结束",
);

/// Where the numbers of a sweep stand.
pub const ALL_POINTS: Bilingual = Bilingual::new(
    "every point and policy stands in {summary}, every difference in {comparisons}",
    "各设计点与政策见 {summary}，全部差值见 {comparisons}",
);
/// Where the numbers of a sensitivity study stand.
pub const ALL_FACTORS: Bilingual = Bilingual::new("every factor, output and interval stands in {file}", "全部因素、输出与区间见 {file}");
/// Where the numbers of a lever in worlds stand.
pub const ALL_WORLDS: Bilingual = Bilingual::new("every world, setting and difference stands in {file}", "各假设情形、取值与差值见 {file}");

const RUNS: Bilingual = Bilingual::new("{count} replications", "{count} 次重复");
const RUNS_OF_MOST: Bilingual = Bilingual::new("{count} of at most {asked} replications", "至多 {asked} 次重复中的 {count} 次");
const RUNS_SO_FAR: Bilingual = Bilingual::new("INTERRUPTED: {count} of {asked} replications", "已中断：{asked} 次重复中的 {count} 次");
const ABOUT_RUNS: Bilingual =
    Bilingual::new("{replications}, seed {seed}, {level}% intervals{together}", "{replications}，种子 {seed}，{level}% 区间{together}");
const TOGETHER: Bilingual = Bilingual::new(" for {size} verdicts together", "（{size} 个结论联立）");
const ABOUT_TIME: Bilingual = Bilingual::new(
    "from {start} for {horizon}; issues of {low} to {high} are measured, each for {follow_up}",
    "自 {start} 起，长 {horizon}；测量第 {low} 至 {high} 发生的事件，每件跟踪 {follow_up}",
);
const EXPLORATORY: Bilingual = Bilingual::new(
    "{count} exploratory differences, with intervals of their own, stand in {file}",
    "另有 {count} 个探索性差值，区间各自成立，见 {file}",
);
const WORTH: Bilingual = Bilingual::new(
    "one replication with common random numbers is worth {worth} without them ({level}% bootstrap intervals)",
    "使用共同随机数的一次重复，相当于不使用时的 {worth} 次（{level}% 自助法区间）",
);
const WORTH_RANGE: Bilingual = Bilingual::new("from {least} to {most}, by measure and policy,", "{least} 至 {most}（因指标与政策而异）");
const WITH_LIMITS: Bilingual = Bilingual::new("{value} ({low} to {high})", "{value}（{low} 至 {high}）");
const WORK_DONE: Bilingual = Bilingual::new(
    "{events} events in {seconds} s on {threads}: {speed} M events/s, {own} M per thread",
    "{threads}，{seconds} 秒内处理 {events} 个仿真事件：每秒 {speed} 百万个，每线程 {own} 百万个",
);
const WORK_RECALLED: Bilingual = Bilingual::new(
    "{runs} runs read back, the rest made, in {seconds} s on {threads}",
    "读回 {runs} 次运行，其余重新运行，{threads}，用时 {seconds} 秒",
);
const ONE_THREAD: Bilingual = Bilingual::new("1 thread", "1 个线程");
const THREADS: Bilingual = Bilingual::new("{count} threads", "{count} 个线程");

/// What a campaign took.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Threads.
    pub threads: usize,
}

impl Wording<'_> {
    /// A text in the language, its gaps filled.
    #[must_use]
    pub fn text(self, text: Bilingual, values: &[(&str, &str)]) -> String {
        let text = match self.language {
            Language::English => text.english,
            Language::Chinese => text.chinese,
        };
        filled(text, values)
    }

    /// How often, from which seed, with which intervals; `family` verdicts hold together.
    #[must_use]
    pub fn about_runs(self, plan: &Plan, outcome: &Outcome, family: usize) -> String {
        let (ended, asked) = (count(outcome.replications.into()), count(plan.identity.replications.into()));
        let (text, shown) = match outcome.status {
            Status::Complete if plan.identity.stopping.is_some() => (RUNS_OF_MOST, &ended),
            Status::Complete => (RUNS, &asked),
            Status::Interrupted | Status::Failed => (RUNS_SO_FAR, &ended),
        };
        let replications = self.text(text, &[("count", shown), ("asked", &asked)]);
        let level = plan.confidence * 100.0;
        let level = number(level, plain_decimals(level));
        let together = if family > 1 { self.text(TOGETHER, &[("size", &family.to_string())]) } else { String::new() };
        let seed = plan.identity.seed.to_string();
        self.text(ABOUT_RUNS, &[("replications", &replications), ("seed", &seed), ("level", &level), ("together", &together)])
    }

    /// Over which time.
    #[must_use]
    pub fn about_time(self, plan: &Plan) -> String {
        let span = &plan.settings[0].span;
        let [start, horizon, low, high, follow_up] = [
            span.start.to_string(),
            span.horizon.to_string(),
            span.warm_up.to_string(),
            (span.horizon - span.follow_up).to_string(),
            span.follow_up.to_string(),
        ];
        let values = [("start", &*start), ("horizon", &horizon), ("low", &low), ("high", &high), ("follow_up", &follow_up)];
        self.text(ABOUT_TIME, &values)
    }

    /// Where the differences without a verdict stand.
    #[must_use]
    pub fn exploratory(self, comparison: &Comparison, file: &str) -> String {
        let further = comparison.differences.iter().map(Vec::len).sum::<usize>().saturating_sub(comparison.family.size);
        self.text(EXPLORATORY, &[("count", &count(further as u64)), ("file", file)])
    }

    /// What common random numbers save, from the replications on from which it can be said; with its intervals.
    #[must_use]
    pub fn worth_of_a_pair(self, comparison: &Comparison) -> Option<String> {
        let all = (1..comparison.identity.policies.len()).flat_map(|policy| comparison.headline_of(policy));
        let mut known: Vec<(f64, Interval)> = all
            .filter(|difference| difference.n >= FEWEST_OF_REDUCTION)
            .filter_map(|difference| difference.variance_reduction.zip(difference.variance_reduction_interval))
            .collect();
        known.sort_by(|one, other| one.0.total_cmp(&other.0));
        let shown = |(value, interval): &(f64, Interval)| {
            let [value, low, high] = [*value, interval.low, interval.high].map(|value| number(value, usize::from(value < 10.0)));
            self.text(WITH_LIMITS, &[("value", &value), ("low", &low), ("high", &high)])
        };
        let worth = match known.as_slice() {
            [] => return None,
            [only] => shown(only),
            [least, .., most] => self.text(WORTH_RANGE, &[("least", &shown(least)), ("most", &shown(most))]),
        };
        let level = number(comparison.confidence * 100.0, 0);
        Some(self.text(WORTH, &[("worth", &worth), ("level", &level)]))
    }

    /// What a campaign took.
    #[must_use]
    pub fn effort(self, outcome: &Outcome, Effort { seconds, threads }: Effort) -> String {
        let count_of_threads = threads.to_string();
        let on = if threads == 1 { self.text(ONE_THREAD, &[]) } else { self.text(THREADS, &[("count", &count_of_threads)]) };
        let time = format!("{seconds:.1}");
        if outcome.recalled > 0 {
            return self.text(WORK_RECALLED, &[("runs", &count(outcome.recalled)), ("seconds", &time), ("threads", &on)]);
        }
        let speed = outcome.events as f64 / seconds.max(1e-9) / 1e6;
        let (events, all, own) = (count(outcome.events), format!("{speed:.1}"), format!("{:.1}", speed / threads as f64));
        self.text(WORK_DONE, &[("events", &events), ("seconds", &time), ("threads", &on), ("speed", &all), ("own", &own)])
    }
}

#[cfg(test)]
mod tests {
    use crate::output::language::opening::*;

    #[test]
    fn both_languages_have_the_same_gaps() {
        let all = [
            WARNING,
            MORE_ROWS,
            ENDED_AT_FAILURE,
            ALL_POINTS,
            ALL_FACTORS,
            RUNS,
            RUNS_OF_MOST,
            RUNS_SO_FAR,
            ABOUT_RUNS,
            TOGETHER,
            ABOUT_TIME,
            EXPLORATORY,
            WORTH,
            WORTH_RANGE,
            WITH_LIMITS,
            WORK_DONE,
            WORK_RECALLED,
            ONE_THREAD,
            THREADS,
        ];
        let gaps = |text: &'static str| {
            let mut names: Vec<&str> = text.split('{').skip(1).map(|part| part.split_once('}').unwrap().0).collect();
            names.sort_unstable();
            names
        };
        for text in all {
            assert_eq!(gaps(text.english), gaps(text.chinese), "{}", text.english);
        }
    }
}
