//! What the page says, in English and Chinese: a table by key that the script looks up, with gaps in braces that it fills.
//! What happened is said by `is.` and the name of the activity in event logs, rules by `rule.` and their key in a scenario.

use serde_json::{Map, Value};

use crate::output::language::locale::Language;
use crate::output::language::time_account::part_label;
use crate::scenario::LessonText;
use crate::units::measure::{Bilingual, Measure};

/// Measures of the parts of the time account, in the order of [`crate::measure::account::time_account::TimePart`].
pub(super) const PARTS: [PartMeasure; 12] = [
    PartMeasure(Measure::HoursUndiscovered),
    PartMeasure(Measure::HoursTravelling),
    PartMeasure(Measure::HoursQueued),
    PartMeasure(Measure::HoursOffDuty),
    PartMeasure(Measure::HoursInHand),
    PartMeasure(Measure::HoursOutside),
    PartMeasure(Measure::HoursLost),
    PartMeasure(Measure::HoursOnPaper),
    PartMeasure(Measure::HoursRejected),
    PartMeasure(Measure::HoursIncident),
    PartMeasure(Measure::HoursGone),
    PartMeasure(Measure::HoursDepartments),
];

/// The measure of a part of the time account.
#[derive(Clone, Copy, Debug)]
pub(super) struct PartMeasure(Measure);

impl PartMeasure {
    /// What the part is called.
    pub(super) fn label(self, language: Language) -> &'static str {
        match (self.0, language) {
            (Measure::HoursGone, Language::English) => "gone by itself",
            (Measure::HoursGone, Language::Chinese) => "自行消解",
            (measure, _) => part_label(measure, language).unwrap_or_default(),
        }
    }
}

/// All texts in one language, by key.
pub(super) fn words(language: Language) -> Value {
    let said = WORDS.iter().map(|(key, both)| ((*key).to_owned(), worded(*both, language).into()));
    Value::Object(said.collect::<Map<String, Value>>())
}

/// The text of `key`; the key itself where there is none.
pub(super) fn text(key: &str, language: Language) -> &str {
    WORDS.iter().find(|(known, _)| *known == key).map_or(key, |(_, both)| worded(*both, language))
}

/// A text of a lesson in the language of the page.
pub(super) fn in_language(text: &LessonText, language: Language) -> &str {
    match language {
        Language::English => &text.english,
        Language::Chinese => &text.chinese,
    }
}

const fn worded(text: Bilingual, language: Language) -> &'static str {
    match language {
        Language::English => text.english,
        Language::Chinese => text.chinese,
    }
}

const fn both(english: &'static str, chinese: &'static str) -> Bilingual {
    Bilingual::new(english, chinese)
}

/// Every text of the page.
const WORDS: &[(&str, Bilingual)] = &[
    // the page
    (
        "about",
        both(
            "{scenario} · seed {seed}, replication {replication} · wangge {version}",
            "{scenario} · 种子 {seed}，重复 {replication} · wangge {version}",
        ),
    ),
    ("skip", both("Skip to the controls", "跳到控制栏")),
    ("left", both("left", "左")),
    ("right", both("right", "右")),
    ("start", both("Start", "开始")),
    ("play", both("Play", "播放")),
    ("pause", both("Pause", "暂停")),
    ("again", both("From the beginning", "从头开始")),
    ("speed", both("Speed", "速度")),
    ("speed.hours", both("{n} h a second", "每秒 {n} 小时")),
    ("speed.days", both("{n} d a second", "每秒 {n} 天")),
    ("time", both("Instant that is shown", "所示时刻")),
    ("next", both("Next", "下一个")),
    ("next.up", both("escalation", "上报")),
    ("next.red", both("red light", "红灯")),
    ("next.incident", both("incident", "事故")),
    ("next.paper", both("false closing", "纸面办结")),
    ("next.differ", both("difference", "差异")),
    ("next.caption", both("step of the lesson", "课程步骤")),
    ("next.decision", both("decision", "决定")),
    ("next.none", both("There is no further {what} in the time that is shown.", "所示时段内没有下一个{what}。")),
    ("stops", both("Stop at each step of the lesson", "在每个课程步骤处停下")),
    (
        "keys",
        both(
            "Keys: space plays and pauses; ← → an hour, with Shift a day; Home and End; + and − the speed; 1 to 5 the next escalation, red light, incident, false closing, difference; 6 the next step of a lesson or the next decision; A to D what you decide; J and K choose an issue; W shows why; Esc back.",
            "按键：空格播放或暂停；← → 移动一小时，加 Shift 移动一天；Home、End 到首尾；＋、－ 调速度；1 至 5 依次为下一个上报、红灯、事故、纸面办结、差异；6 为下一课程步骤或下一个决定；A 至 D 作出决定；J、K 选择事件；W 看原因；Esc 返回。",
        ),
    ),
    ("keys.title", both("Keys", "按键")),
    // counts of a side
    ("count.open", both("still there", "真实未解决")),
    ("count.recorded", both("open on the record", "记录在办")),
    ("count.closed", both("recorded as closed", "登记办结")),
    ("count.paper", both("closed on paper", "纸面办结")),
    ("count.up", both("gone up a level", "上报")),
    ("count.red", both("with a red light", "红灯")),
    ("count.overdue", both("past the due time", "已超期")),
    ("count.fixed", both("truly fixed", "真实解决")),
    ("count.unknown", both("nobody knows", "无人知晓")),
    // what differs so far
    (
        "differs.start",
        both(
            "The same residents, the same issues, the same random events: what differs is the policy alone.",
            "同样的居民、同样的事件、同样的随机因素：不同的只有政策。",
        ),
    ),
    (
        "differs.none",
        both("So far all {all} issues have gone the same way under both policies.", "至此，{all} 件事件在两种政策下的经过完全相同。"),
    ),
    ("differs.some", both("So far {n} of {all} issues have gone differently.", "至此，{all} 件事件中有 {n} 件经过不同。")),
    ("differs.open", both("“{policy}” has {n} more still there", "“{policy}”多 {n} 件真实未解决")),
    ("differs.paper", both("“{policy}” has {n} more closed on paper", "“{policy}”多 {n} 件纸面办结")),
    ("differs.up", both("“{policy}” sent {n} more up a level", "“{policy}”多上报 {n} 次")),
    ("differs.red", both("“{policy}” has {n} more red lights", "“{policy}”多 {n} 件红灯")),
    ("differs.closed", both("“{policy}” recorded {n} more as closed", "“{policy}”多登记办结 {n} 件")),
    ("differs.unknown", both("“{policy}” has {n} more that nobody knows of", "“{policy}”多 {n} 件无人知晓")),
    ("differs.end", both(".", "。")),
    ("differs.and", both("; ", "；")),
    ("differs.space", both(" ", "")),
    // the stage
    ("stage", both("{policy} at {time}: {counts}", "{policy}，{time}：{counts}")),
    ("zone.queue", both("waiting", "排队")),
    ("zone.hand", both("in work", "处置中")),
    ("zone.outside", both("outside", "等外部")),
    ("zone.paper", both("on paper", "纸面办结")),
    ("zone.people", both("people", "人员")),
    ("zone.unknown", both("there, and nobody in office knows", "已发生，尚无人知晓")),
    ("zone.dropped", both("dropped, rejected", "搁置或退回")),
    ("lane.waiting", both("{n} waiting", "{n} 件排队")),
    ("lane.next", both("next up in {time}", "{time}后上报")),
    ("lane.ground", both("residents", "居民")),
    ("legend", both("Legend", "图例")),
    ("legend.green", both("green light", "绿灯")),
    ("legend.yellow", both("yellow light", "黄灯")),
    ("legend.red", both("red light", "红灯")),
    ("legend.plain", both("no light", "无灯")),
    ("legend.overdue", both("past its due time", "已超期")),
    ("legend.incident", both("incident", "事故")),
    ("legend.unknown", both("nobody in office knows", "无人知晓")),
    ("legend.paper", both("closed on paper, still there", "已登记办结，实际未解决")),
    ("legend.size", both("larger: more severe", "越大越严重")),
    ("legend.limit", both("line below: time left of the wait limit", "下方横线：剩余时限")),
    ("cell.0", both("off duty", "下班")),
    ("cell.1", both("free", "空闲")),
    ("cell.2", both("at a case", "办件")),
    ("cell.3", both("on a round", "巡查走访")),
    ("cell.4", both("at a task from above", "上级任务")),
    ("cell.5", both("in a meeting", "开会")),
    ("map", both("Map: {policy}", "地图：{policy}")),
    (
        "map.about",
        both(
            "map: a dot is a building, a line joins a grid; a disc is issues that an office knows, a ring those that nobody knows",
            "地图：点为楼栋，线连成一个网格；实心为已知事件，圆环为无人知晓的事件",
        ),
    ),
    ("curve.open", both("Still there (true)", "真实未解决")),
    ("curve.closed", both("Recorded as closed since the beginning", "起始以来登记办结")),
    ("curve.paper", both("dashed: of these still there", "虚线：其中实际未解决")),
    ("overview", both("Overview", "概览")),
    // why
    ("why", both("Why", "原因")),
    ("why.title", both("Why: {issue}", "原因：{issue}")),
    ("why.none", both("Choose an issue: click on a mark, or press J or K.", "选择事件：点击标记，或按 J、K。")),
    (
        "why.about",
        both("{category}, severity {severity}, needs {level} · {place}", "{category}，严重程度 {severity}，需 {level} 处置 · {place}"),
    ),
    ("why.previous", both("Previous issue", "上一件")),
    ("why.next", both("Next issue", "下一件")),
    ("why.back", both("Back to the overview", "返回概览")),
    ("why.total", both("{time} so far", "至此 {time}")),
    ("why.fixed", both("truly fixed after {time}", "{time}后真实解决")),
    ("why.gone", both("gone by itself after {time}", "{time}后自行消解")),
    ("why.absent", both("it does not come", "未发生")),
    ("why.bar", both("Time account under {policy}: {parts}", "{policy}下的时间账：{parts}")),
    ("why.rules", both("Rules that fired", "触发的规则")),
    ("why.norules", both("No rule has fired so far.", "至此没有规则触发。")),
    ("why.rule", both("{name}: value {value}, threshold {threshold}", "{name}：数值 {value}，阈值 {threshold}")),
    ("why.course", both("Course", "经过")),
    ("why.hour", both("of it with nobody on duty: {time}", "其中无人当班：{time}")),
    // captions
    (
        "hint",
        both(
            "Press Start, or step to the next escalation or difference. Click on a mark to see why.",
            "按“开始”播放，或跳到下一个上报或差异。点击标记可看原因。",
        ),
    ),
    ("caption", both("{time} · {policy}: {what}", "{time} · {policy}：{what}")),
    ("caption.issue", both("{category} at {place}: {what}", "{place}的{category}：{what}")),
    (
        "caption.differ",
        both(
            "{time} · the first instant at which this issue is treated differently ({category}, {place}). {left}: {leftWhat}. {right}: {rightWhat}.",
            "{time} · 此事件（{category}，{place}）从此刻起经过不同。{left}：{leftWhat}。{right}：{rightWhat}。",
        ),
    ),
    ("caption.nothing", both("nothing new", "没有新变化")),
    ("caption.still", both("nothing yet; before that, {what}", "尚无变化；此前{what}")),
    ("caption.overdue", both("it is past its due time", "已超过时限")),
    ("caption.end", both("The end of what is shown.", "所示时段到此结束。")),
    ("step", both("Step {n} of {all}", "第 {n} 步，共 {all} 步")),
    // decisions
    ("decide.side", both("Your run", "你们的选择")),
    ("decide.step", both("Decision {n} of {all}", "第 {n} 个决定，共 {all} 个")),
    ("decide.made", both("Decision {n}:", "决定 {n}：")),
    ("ending", both("Where you have landed", "你们落在哪里")),
    (
        "ending.about",
        both(
            "Each stroke is the end of one repetition with other random events: above under the policy on the left, below under that on the right. The diamond is the run on the left, the black dot is yours.",
            "每条竖线是一次换用其他随机因素的重复运行的结果：上排为左边的政策，下排为右边的政策。菱形是左边这次运行，黑点是你们的。",
        ),
    ),
    (
        "ending.said",
        both(
            "{count}: {mine} in your run, {left} on the left in the same weeks. That is more than in {belowRight}% of {all} repetitions of “{rightPolicy}”, and than in {belowLeft}% of those of “{leftPolicy}”.",
            "{count}：你们 {mine} 件，同一时段左边 {left} 件。高于“{rightPolicy}”{all} 次重复中的 {belowRight}%，高于“{leftPolicy}”的 {belowLeft}%。",
        ),
    ),
    // patterns
    ("patterns", both("What the repetitions say", "重复运行的结论")),
    ("patterns.all", both("{n} repetitions with other random events bear the lesson out:", "换用其他随机因素重复 {n} 次，结论成立：")),
    (
        "patterns.some",
        both(
            "Careful: in {n} repetitions with other random events not all of it holds:",
            "注意：换用其他随机因素重复 {n} 次，并非全部成立：",
        ),
    ),
    (
        "pattern.difference",
        both(
            "{measure}: “{policy}” less “{baseline}” is {found} ({low} to {high})",
            "{measure}：“{policy}”减“{baseline}”为 {found}（{low} 至 {high}）",
        ),
    ),
    (
        "pattern.value",
        both("{measure} under “{policy}” is {found} ({low} to {high})", "“{policy}”的{measure}为 {found}（{low} 至 {high}）"),
    ),
    ("pattern.reproduced", both("holds", "成立")),
    ("pattern.not reproduced", both("does not hold", "不成立")),
    ("pattern.undecided", both("undecided", "未定")),
    ("pattern.not run", both("not run", "未运行")),
    // lengths of time
    ("length.d", both("{n} d", "{n} 天")),
    ("length.h", both("{n} h", "{n} 小时")),
    ("length.min", both("{n} min", "{n} 分钟")),
    ("length.s", both("{n} s", "{n} 秒")),
    // printing
    ("print.frame", both("{n}. {time}", "{n}. {time}")),
    // what happens to an issue
    ("is.occurred", both("it occurs", "事件发生")),
    ("is.became_known", both("{channel}", "{channel}")),
    ("is.arrived", both("it comes to {unit}", "到达 {unit}")),
    ("is.queued", both("it waits in the queue of {unit}", "在 {unit} 排队等候")),
    ("is.started", both("{person} starts on it", "{person} 着手处置")),
    ("is.resumed", both("{person} goes on with it", "{person} 继续处置")),
    ("is.waited_outside", both("{person} waits for somebody outside", "{person} 等待外部单位")),
    ("is.returned", both("the wait for somebody outside is over", "外部等待结束")),
    ("is.handed_over", both("{person} goes off duty and leaves it to the others", "{person} 下班，交给其他人")),
    ("is.attempt_failed", both("the attempt does not solve it", "这次处置没有解决")),
    ("is.escalated", both("{unit} sends it up: {rule}", "{unit} 上报：{rule}")),
    ("is.transferred", both("{unit} gives it to the department in charge", "{unit} 转给主管部门")),
    ("is.set_out", both("it is on its way from {unit}", "从 {unit} 出发，在途中")),
    ("is.faded", both("on the way it is taken for less severe than it is", "途中被低估，严重程度降一级")),
    ("is.returned_down", both("{unit} sends it back down", "{unit} 退回给下级")),
    ("is.dispatched", both("{unit} passes it straight to the right unit", "{unit} 派单，一步到位")),
    ("is.misdirected", both("{unit} takes it for another level, and passes it on there", "{unit} 派单，派错层级")),
    ("is.assigned", both("a meeting gives it a leader", "会议指定领导包案")),
    ("is.ordered_down", both("a meeting orders it down", "会议责令下级办理")),
    ("is.put_first", both("a meeting has it done before the others", "会议要求优先办理")),
    ("is.unblocked", both("a meeting ends the wait for somebody outside", "会议协调，外部等待结束")),
    ("is.whistled", both("{unit} calls the departments that it needs", "{unit} 吹哨，呼叫所需部门")),
    ("is.chased", both("{unit} has kept silent and is called once more", "{unit} 未应哨，再次催办")),
    ("is.call_returned", both("{unit} sends the call back as another department's", "{unit} 认为属于其他部门，退回")),
    ("is.reported", both("the others have done their part, and {unit} goes on", "各方已办毕反馈，{unit} 接着处置")),
    ("is.ordered", both("{unit} orders the unit below to do something about it", "{unit} 交办下级")),
    ("is.order_overdue", both("what was ordered is overdue, and {unit} waits no longer", "交办事项逾期，{unit} 不再等待")),
    ("is.lost", both("{unit} does not pass it on: nobody has it any more", "{unit} 没有往上报，再无人过问")),
    ("is.self_resolved", both("it is gone by itself", "自行消解")),
    ("is.turned_incident", both("it becomes an incident", "演变为事故")),
    ("is.satisfied", both("the household is satisfied", "住户满意")),
    ("is.dissatisfied", both("the household is not satisfied", "住户不满意")),
    ("is.petitioned", both("the household petitions", "住户上访")),
    ("is.turned_green", both("its light turns green", "转为绿灯")),
    ("is.turned_yellow", both("its light turns yellow", "转为黄灯")),
    ("is.turned_red", both("its light turns red", "转为红灯")),
    ("is.fixed", both("it is truly fixed", "真实解决")),
    ("is.fixed_with_cause", both("it is truly fixed with another one of the same cause", "随同一原因的另一件一并真实解决")),
    ("is.closed", both("{unit} records it as closed", "{unit} 登记办结")),
    ("is.closed_on_paper", both("{unit} records it as closed, and it is still there", "{unit} 登记办结，实际并未解决")),
    ("is.closed_with_cause", both("{unit} records it as closed with its cause", "{unit} 随同一原因一并登记办结")),
    ("is.prevented", both("what was done about its cause before prevents it", "此前对其原因的治理使之未发生")),
    ("is.reopened", both("it turns out not to be fixed, and the record is open again", "发现并未解决，重新立案")),
    ("is.rejected", both("{unit} records it as not solvable: {rule}", "{unit} 登记为无法解决：{rule}")),
    ("is.other", both("{activity} at {unit}", "{unit}：{activity}")),
    ("by.direct", both("{unit} knows of it at once", "{unit} 当即知晓")),
    ("by.report", both("a resident reports it", "居民反映")),
    ("by.visit", both("it is found on a visit", "走访时发现")),
    ("by.patrol", both("it is found on patrol", "巡查时发现")),
    ("by.tour", both("it is found on a tour of the building", "巡楼时发现")),
    ("by.sensor", both("a sensor sees it", "传感器发现")),
    ("by.incident", both("everybody knows of it by now", "已成事故，众所周知")),
    ("by.other", both("{unit} knows of it", "{unit} 知晓")),
    // rules
    (
        "rule.wait_limit",
        both("it waited {value} without a start, and the limit is {threshold}", "已等候 {value} 未着手，时限为 {threshold}"),
    ),
    ("rule.attempts", both("{value} attempts failed, and {threshold} are allowed", "{value} 次处置失败，最多 {threshold} 次")),
    ("rule.backlog", both("{value} issues wait there, and the limit is {threshold}", "该处积压 {value} 件，上限 {threshold} 件")),
    (
        "rule.severity",
        both("its severity is {value}, and from {threshold} on it is for a higher level", "严重程度 {value}，达到 {threshold} 由上级处置"),
    ),
    (
        "rule.difficulty",
        both(
            "taken for a matter {value} above this level; from {threshold} above on it goes up",
            "判断属于上 {value} 级的事，达到上 {threshold} 级即上报",
        ),
    ),
    (
        "rule.red_light",
        both(
            "its light is red and it still waits: {value} of the time used, red from {threshold}",
            "已亮红灯仍在等候：已用时限的 {value}，{threshold} 起为红灯",
        ),
    ),
    ("rule.meeting", both("a meeting decides so", "会议决定")),
    ("rule.silence", both("a department that was called has kept silent for {value}", "被呼叫的部门已沉默 {value}")),
    ("rule.whistle", both("of {threshold} departments called {value} answer at once", "呼叫 {threshold} 个部门，{value} 个当即应哨")),
    ("rule.choice", both("somebody has chosen so", "人为决定")),
    ("rule.declined", both("the member declines it", "联络员不受理")),
    ("rule.class_cases", both("prevented: {value} is below the share {threshold}", "已预防：{value} 低于比例 {threshold}")),
    ("rule.other", both("{rule}: {value}, threshold {threshold}", "{rule}：{value}，阈值 {threshold}")),
    ("name.wait_limit", both("wait limit", "等候时限")),
    ("name.attempts", both("failed attempts", "失败次数")),
    ("name.backlog", both("backlog", "积压上限")),
    ("name.severity", both("severity", "严重程度")),
    ("name.difficulty", both("difficulty", "处置难度")),
    ("name.red_light", both("red light", "红灯")),
    ("name.meeting", both("meeting", "会议")),
    ("name.silence", both("silence", "部门沉默")),
    ("name.whistle", both("whistle", "吹哨")),
    ("name.choice", both("decision", "人为决定")),
    ("name.declined", both("declined by the member", "联络员不受理")),
    ("name.class_cases", both("class-case analysis", "类案治理")),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_have_the_same_gaps_and_every_key_stands_once() {
        for (number, (key, text)) in WORDS.iter().enumerate() {
            assert_eq!(gaps(text.english), gaps(text.chinese), "{key}");
            assert!(!text.english.is_empty(), "{key}");
            assert!(WORDS[..number].iter().all(|(other, _)| other != key), "{key} stands twice");
        }
    }

    #[test]
    fn the_parts_stand_in_the_order_of_the_time_account() {
        let parts: Vec<String> = crate::measure::account::time_account::TimePart::ALL.iter().map(|part| format!("Hours{part:?}")).collect();
        let measures: Vec<String> = PARTS.iter().map(|part| format!("{:?}", part.0)).collect();
        assert_eq!(parts, measures);
        assert!(PARTS.iter().all(|part| !part.label(Language::English).is_empty() && !part.label(Language::Chinese).is_empty()));
    }
}
