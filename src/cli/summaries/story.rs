//! The life of one issue in sentences, as a person reads it and as a program does.

use jiff::ToSpan;

use crate::cli::terminal::grid::wrapped;
use crate::measure::event_log::EventRow;
use crate::measure::run_result::RunResult;
use crate::output::language::label::length_label;
use crate::output::language::locale::Language;
use crate::output::results::story::{LifeJson, StoryJson, StoryLineJson};
use crate::output::tables::origins::Origins;
use crate::process::Activity;
use crate::process::record::{Rule, RuleKind, Start};
use crate::scenario::{Scenario, Setting};
use crate::units::{SimDuration, SimTime};
use crate::world::{Channel, Light};

/// What happened to an issue under one policy or two.
pub struct Story<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Number of the issue under the first policy.
    pub issue: u32,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replication, from 0.
    pub replication: u32,
    /// By policy.
    pub lives: Vec<Life<'a>>,
    /// Language of the sentences.
    pub language: Language,
}

/// What happened to it under one policy.
pub struct Life<'a> {
    /// The policy.
    pub setting: &'a Setting,
    /// Its run, which knows the names of units and people.
    pub result: &'a RunResult,
    /// The rows of the event log; none where the issue did not occur.
    pub rows: Vec<EventRow>,
}

/// One line of a story.
struct Line {
    at: SimTime,
    time: String,
    sentence: String,
}

impl Story<'_> {
    /// The story for a terminal `width` columns wide.
    pub fn text(&self, width: usize) -> String {
        let mut text = wrapped(&self.heading(), 0, width);
        text.push('\n');
        let lines: Vec<Vec<Line>> = self.lives.iter().map(|life| life.lines(self.language)).collect();
        match lines.as_slice() {
            [only] => text.extend(only.iter().map(|line| told(line, "", width))),
            [first, second] => text.push_str(&self.side_by_side(first, second, width)),
            _ => {}
        }
        text.push('\n');
        text.extend(self.lives.iter().map(|life| wrapped(&self.ending(life), 0, width)));
        text
    }

    fn heading(&self) -> String {
        let Self { scenario, issue, seed, replication, lives, language } = self;
        let row = lives.first().and_then(|life| Some((life, life.rows.first()?)));
        let what = row.map(|(life, row)| life.setting.categories[row.category.index()].name.as_str()).unwrap_or_default();
        let at = row.and_then(|(life, row)| Origins::of(life.setting).name(row.origin));
        let policies: Vec<&str> = lives.iter().map(|life| life.setting.policy.as_str()).collect();
        match language {
            Language::English => {
                let at = at.map(|place| format!(" at {place}")).unwrap_or_default();
                let policies = policies.join(" and under ");
                format!("{}, issue {issue} ({what}){at}, under {policies}; seed {seed}, replication {replication}", scenario.name)
            }
            Language::Chinese => {
                let at = at.map(|place| format!("，{place}")).unwrap_or_default();
                let policies = policies.join("、");
                format!("{}，事件 {issue}（{what}）{at}，政策 {policies}；种子 {seed}，重复 {replication}", scenario.name)
            }
        }
    }

    /// Both stories in the order of time; what happened under both policies at the same moment stands once.
    fn side_by_side(&self, first: &[Line], second: &[Line], width: usize) -> String {
        let both = match self.language {
            Language::English => "both",
            Language::Chinese => "两者",
        };
        let names: Vec<&str> = self.lives.iter().map(|life| life.setting.policy.as_str()).collect();
        let (mut text, mut one, mut other) = (String::new(), first.iter().peekable(), second.iter().peekable());
        loop {
            let (line, who) = match (one.peek(), other.peek()) {
                (None, None) => return text,
                (Some(left), Some(right)) if left.at == right.at && left.sentence == right.sentence => {
                    other.next();
                    (one.next(), both)
                }
                (Some(left), Some(right)) if right.at < left.at => (other.next(), names[1]),
                (Some(_), _) => (one.next(), names[0]),
                (None, Some(_)) => (other.next(), names[1]),
            };
            text.extend(line.map(|line| told(line, who, width)));
        }
    }

    /// How it ended under a policy, and how long after it occurred.
    fn ending(&self, life: &Life) -> String {
        let policy = &life.setting.policy;
        let Some(first) = life.rows.first() else {
            return match self.language {
                Language::English => format!("{policy}: the issue does not occur"),
                Language::Chinese => format!("{policy}：该事件没有发生"),
            };
        };
        let is_fix = |activity| matches!(activity, Activity::Fixed | Activity::FixedWithCause);
        let is_end = |row: &&EventRow| is_fix(row.activity) || matches!(row.activity, Activity::SelfResolved | Activity::Prevented { .. });
        let ended = |row: &EventRow| (row.activity, length_label(row.at.since(first.at), self.language));
        match (life.rows.iter().rev().find(is_end).map(ended), self.language) {
            (Some((Activity::Prevented { .. }, _)), Language::English) => format!("{policy}: prevented"),
            (Some((Activity::Prevented { .. }, _)), Language::Chinese) => format!("{policy}：未发生（已预防）"),
            (Some((activity, after)), Language::English) if is_fix(activity) => format!("{policy}: truly fixed {after} after it occurred"),
            (Some((_, after)), Language::English) => format!("{policy}: gone by itself {after} after it occurred"),
            (None, Language::English) => format!("{policy}: not fixed by the end of the run"),
            (Some((activity, after)), Language::Chinese) if is_fix(activity) => format!("{policy}：发生后 {after} 真实解决"),
            (Some((_, after)), Language::Chinese) => format!("{policy}：发生后 {after} 自行消解"),
            (None, Language::Chinese) => format!("{policy}：到运行结束仍未解决"),
        }
    }

    /// The story as plain data.
    pub fn json(&self) -> StoryJson {
        let line = |Line { at, time, sentence }: Line| StoryLineJson { time, seconds: at.seconds(), sentence };
        let life = |life: &Life| LifeJson {
            policy: life.setting.policy.clone(),
            issue: life.rows.first().map(|row| row.case),
            lines: life.lines(self.language).into_iter().map(line).collect(),
            ending: self.ending(life),
        };
        StoryJson {
            scenario: self.scenario.name.clone(),
            issue: self.issue,
            seed: self.seed,
            replication: self.replication,
            policies: self.lives.iter().map(life).collect(),
        }
    }
}

fn told(line: &Line, who: &str, width: usize) -> String {
    let who = if who.is_empty() { String::new() } else { format!("{who}: ") };
    wrapped(&format!("{} {who}{}", line.time, line.sentence), 0, width)
}

impl Life<'_> {
    fn lines(&self, language: Language) -> Vec<Line> {
        let line = |row: &EventRow| Line { at: row.at, time: self.time(row.at), sentence: self.sentence(row, language) };
        self.rows.iter().map(line).collect()
    }

    /// Civil date and time of `at`.
    fn time(&self, at: SimTime) -> String {
        let span = &self.setting.span;
        let midnight = span.start.to_zoned(span.zone.clone()).ok();
        let instant = midnight.and_then(|midnight| midnight.checked_add(i64::from(at.seconds()).seconds()).ok());
        instant.map(|instant| instant.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    }

    fn sentence(&self, row: &EventRow, language: Language) -> String {
        let unit = self.result.units[row.unit.index()].path.as_str();
        let person = row.person.map_or("", |person| self.result.people[person.index()].person.as_str());
        match language {
            Language::English => english(row.activity, unit, person),
            Language::Chinese => chinese(row.activity, unit, person),
        }
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one row per activity")]
fn english(activity: Activity, unit: &str, person: &str) -> String {
    match activity {
        Activity::Occurred => "it occurs".to_owned(),
        Activity::BecameKnown(channel) => english_channel(channel, unit),
        Activity::Arrived => format!("it comes to {unit}"),
        Activity::Queued => format!("it waits in the queue of {unit}"),
        Activity::Started(Start::AtOnce) => format!("{person} starts on it at once"),
        Activity::Started(Start::FromQueue) => format!("{person} takes it from the queue"),
        Activity::Started(Start::Again) => format!("{person} goes on with it"),
        Activity::Started(Start::OnTheSpot) => format!("{person} deals with it on the spot"),
        Activity::WaitedOutside => format!("{person} waits for somebody outside"),
        Activity::Returned => "the wait for somebody outside is over".to_owned(),
        Activity::HandedOver => format!("{person} goes off duty and leaves it to the others"),
        Activity::AttemptFailed => "the attempt does not solve it".to_owned(),
        Activity::SetOut => format!("it is on its way from {unit}"),
        Activity::Faded => "on the way it is taken for less severe than it is".to_owned(),
        Activity::ReturnedDown => format!("{unit} sends it back down to the one that could settle it"),
        Activity::Escalated(rule) => format!("{unit} sends it up: {}", english_rule(rule)),
        Activity::Transferred => format!("{unit} is not in charge and gives it to the department that is"),
        Activity::Dispatched { is_right: true } => format!("{unit} passes it straight to the right unit"),
        Activity::Dispatched { .. } => format!("{unit} takes it for another level, and passes it on there"),
        Activity::Assigned => "a meeting gives it a leader".to_owned(),
        Activity::OrderedDown => "a meeting orders it down to the unit that has the authority".to_owned(),
        Activity::PutFirst => "a meeting has it done before the others".to_owned(),
        Activity::Unblocked => "a meeting ends the wait for somebody outside".to_owned(),
        Activity::Whistled { called, .. } => format!("{unit} lacks the authority and calls {called} departments"),
        Activity::Chased { does_answer: true } => format!("{unit} has kept silent, and answers when it is called once more"),
        Activity::Chased { .. } => format!("{unit} keeps silent when it is called once more"),
        Activity::CallReturned => format!("{unit} sends the call back as another department's"),
        Activity::Reported => format!("the others have done their part, and {unit} goes on with it"),
        Activity::Ordered { waits: true } => format!("{unit} orders the unit below to do something about it, and waits"),
        Activity::Ordered { .. } => format!("{unit} orders the unit below to do something about it"),
        Activity::OrderOverdue => format!("what was ordered is overdue, and {unit} waits no longer"),
        Activity::Lost => format!("{unit} does not pass it on: nobody has it any more"),
        Activity::SelfResolved => "it is gone by itself".to_owned(),
        Activity::TurnedIncident => "it becomes an incident".to_owned(),
        Activity::Judged { is_satisfied, .. } => format!("the household is {}satisfied", if is_satisfied { "" } else { "not " }),
        Activity::Petitioned => "the household petitions".to_owned(),
        Activity::Lit(Light::Green) => "its light turns green".to_owned(),
        Activity::Lit(Light::Yellow) => "its light turns yellow".to_owned(),
        Activity::Lit(Light::Red) => "its light turns red".to_owned(),
        Activity::Fixed => "it is truly fixed".to_owned(),
        Activity::FixedWithCause => format!("it is truly fixed, because {unit} has fixed another one of the same cause"),
        Activity::ClosedWithCause => format!("{unit} records it as closed with its cause"),
        Activity::Prevented { .. } => "what was done about its cause before prevents it".to_owned(),
        Activity::Closed => format!("{unit} records it as closed"),
        Activity::Reopened => "it turns out not to be fixed, and the record is open again".to_owned(),
        Activity::Rejected(rule) => format!("{unit} records it as not solvable: {}", english_rule(rule)),
    }
}

fn english_channel(channel: Channel, unit: &str) -> String {
    match channel {
        Channel::Direct => format!("{unit} knows of it at once"),
        Channel::Report => "a resident reports it".to_owned(),
        Channel::Visit => "it is found on a visit".to_owned(),
        Channel::Patrol => "it is found on patrol".to_owned(),
        Channel::Tour => "it is found on a tour of the building".to_owned(),
        Channel::Sensor => "a sensor sees it".to_owned(),
        Channel::Incident => "everybody knows of it by now".to_owned(),
    }
}

fn english_rule(rule: Rule) -> String {
    let Rule { kind, threshold, value } = rule;
    match kind {
        RuleKind::WaitLimit => format!("it waited {} without a start, and the limit is {}", length(value), length(threshold)),
        RuleKind::Attempts => format!("{value} attempts failed, and {threshold} are allowed"),
        RuleKind::Backlog => format!("{value} issues wait there, and the limit is {threshold}"),
        RuleKind::Severity => format!("its severity is {value}, and from {threshold} on it is for a higher level"),
        RuleKind::Difficulty => format!("it is taken for difficult ({value:.2}; from {threshold:.2} on for a higher level)"),
        RuleKind::RedLight => "its light is red and it still waits".to_owned(),
        RuleKind::Meeting => "a meeting decides so".to_owned(),
        RuleKind::Declined => "the member declines it".to_owned(),
        RuleKind::Silence => format!("a department has kept silent for {}", length(value)),
        RuleKind::Choice => "somebody has chosen so".to_owned(),
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one row per activity")]
fn chinese(activity: Activity, unit: &str, person: &str) -> String {
    match activity {
        Activity::Occurred => "事件发生".to_owned(),
        Activity::BecameKnown(channel) => chinese_channel(channel, unit),
        Activity::Arrived => format!("到达 {unit}"),
        Activity::Queued => format!("在 {unit} 排队等候"),
        Activity::Started(Start::AtOnce) => format!("{person} 立即着手处置"),
        Activity::Started(Start::FromQueue) => format!("{person} 从队列中取出处置"),
        Activity::Started(Start::Again) => format!("{person} 继续处置"),
        Activity::Started(Start::OnTheSpot) => format!("{person} 当场处置"),
        Activity::WaitedOutside => format!("{person} 等待外部单位"),
        Activity::Returned => "外部等待结束".to_owned(),
        Activity::HandedOver => format!("{person} 下班，交给其他人"),
        Activity::AttemptFailed => "这次处置没有解决".to_owned(),
        Activity::SetOut => format!("从 {unit} 出发，在途中"),
        Activity::Faded => "途中被低估，严重程度降一级".to_owned(),
        Activity::ReturnedDown => format!("{unit} 退回给本可办理的下级"),
        Activity::Escalated(rule) => format!("{unit} 上报：{}", chinese_rule(rule)),
        Activity::Transferred => format!("{unit} 不是主管部门，转给主管部门"),
        Activity::Dispatched { is_right } => format!("{unit} 派单{}", if is_right { "，一步到位" } else { "，派错层级" }),
        Activity::Assigned => "会议指定领导包案".to_owned(),
        Activity::OrderedDown => "会议责令有权限的下级办理".to_owned(),
        Activity::PutFirst => "会议要求优先办理".to_owned(),
        Activity::Unblocked => "会议协调，外部等待结束".to_owned(),
        Activity::Whistled { called, .. } => format!("{unit} 无权限，吹哨呼叫 {called} 个部门"),
        Activity::Chased { does_answer } => format!("{unit} 未应哨，经催办{}", if does_answer { "后应哨" } else { "仍无回应" }),
        Activity::CallReturned => format!("{unit} 认为不属本部门，退回吹哨"),
        Activity::Reported => format!("各方已办完反馈，由 {unit} 继续处置"),
        Activity::Ordered { waits: true } => format!("{unit} 交办下级，等待反馈"),
        Activity::Ordered { .. } => format!("{unit} 交办下级"),
        Activity::OrderOverdue => format!("交办事项逾期，{unit} 不再等待"),
        Activity::Lost => format!("{unit} 没有往上报，再无人过问"),
        Activity::SelfResolved => "自行消解".to_owned(),
        Activity::TurnedIncident => "演变为事故".to_owned(),
        Activity::Judged { is_satisfied: true, .. } => "住户满意".to_owned(),
        Activity::Judged { is_satisfied: false, .. } => "住户不满意".to_owned(),
        Activity::Petitioned => "住户上访".to_owned(),
        Activity::Lit(Light::Green) => "转为绿灯".to_owned(),
        Activity::Lit(Light::Yellow) => "转为黄灯".to_owned(),
        Activity::Lit(Light::Red) => "转为红灯".to_owned(),
        Activity::Fixed => "真实解决".to_owned(),
        Activity::FixedWithCause => format!("因 {unit} 解决了同一原因的另一件而一并真实解决"),
        Activity::ClosedWithCause => format!("{unit} 随同一原因一并登记办结"),
        Activity::Prevented { .. } => "此前对其原因的治理使之未发生".to_owned(),
        Activity::Closed => format!("{unit} 登记办结"),
        Activity::Reopened => "发现并未解决，重新立案".to_owned(),
        Activity::Rejected(rule) => format!("{unit} 登记为无法解决：{}", chinese_rule(rule)),
    }
}

fn chinese_channel(channel: Channel, unit: &str) -> String {
    match channel {
        Channel::Direct => format!("{unit} 当即知晓"),
        Channel::Report => "居民反映".to_owned(),
        Channel::Visit => "走访时发现".to_owned(),
        Channel::Patrol => "巡查时发现".to_owned(),
        Channel::Tour => "巡楼时发现".to_owned(),
        Channel::Sensor => "传感器发现".to_owned(),
        Channel::Incident => "已成事故，众所周知".to_owned(),
    }
}

fn chinese_rule(rule: Rule) -> String {
    let Rule { kind, threshold, value } = rule;
    match kind {
        RuleKind::WaitLimit => format!("已等候 {} 未着手，时限为 {}", chinese_length(value), chinese_length(threshold)),
        RuleKind::Attempts => format!("{value} 次处置失败，最多 {threshold} 次"),
        RuleKind::Backlog => format!("该处积压 {value} 件，上限 {threshold} 件"),
        RuleKind::Severity => format!("严重程度 {value:.2}，达到 {threshold:.2} 由上级处置"),
        RuleKind::Difficulty => format!("判断难度 {value:.2}，达到 {threshold:.2} 由上级处置"),
        RuleKind::RedLight => "已亮红灯仍在等候".to_owned(),
        RuleKind::Meeting => "会议决定".to_owned(),
        RuleKind::Declined => "联络员不受理".to_owned(),
        RuleKind::Silence => format!("部门未应哨已 {}", chinese_length(value)),
        RuleKind::Choice => "人为决定".to_owned(),
    }
}

/// Seconds as a length of time.
fn length(seconds: f64) -> String {
    length_label(SimDuration::rounded(seconds), Language::English)
}

fn chinese_length(seconds: f64) -> String {
    length_label(SimDuration::rounded(seconds), Language::Chinese)
}
