//! The registry of measures: the one place that spells their names, labels, units, scopes, denominators, directions and
//! definitions, in English and in Chinese. Scenarios, statistics, tables, charts and reports read it; `wangge describe`
//! prints it. A new measure is a row here and an arm in `measure/values.rs`.

use super::denominators;
pub use super::entry::{Bilingual, Direction, MeasureEntry, Over, Presence, Standing};

macro_rules! registry {
    ($($variant:ident: $name:literal, $label:literal, $label_zh:literal, $unit:literal, $denominator:ident, $over:ident, $presence:ident,
        $direction:ident, $standing:ident, $english:literal, $chinese:literal;)*) => {
        /// A measure of one run.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure {
            $(#[doc = $english] $variant,)*
        }

        impl Measure {
            /// All measures in the order in which tables list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The measure's row in the registry.
            #[must_use]
            pub const fn entry(self) -> MeasureEntry {
                match self {
                    $(Self::$variant => MeasureEntry {
                        name: $name, label: Bilingual::new($label, $label_zh), unit: $unit, denominator: denominators::$denominator,
                        over: Over::$over, presence: Presence::$presence, direction: Direction::$direction,
                        standing: Standing::$standing, definition: Bilingual::new($english, $chinese),
                    },)*
                }
            }
        }
    };
}

registry! {
    ResolutionTime: "resolution_time_hours", "time to solve an issue", "解决时长", "hours", COHORT, PlaceAndCategories, Everywhere, Lower, Headline,
        "mean of min(time from occurrence to the first true fix, follow-up); other ends count as follow-up, prevented as 0",
        "自发生至首次真实解决的时间与跟踪期两者中较小者的均值；其他结局按跟踪期计，已预防的计为零";
    ResolutionTimeMedian: "resolution_time_median_hours", "time to solve an issue, median", "解决时长中位数", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "time from occurrence by which half of the cohort is truly fixed; empty when not reached within follow-up",
        "队列中一半事件得到真实解决所需的时间；跟踪期内未达到则为空";
    ResolutionTimeP90: "resolution_time_p90_hours", "time to solve an issue, 90th percentile", "解决时长90%分位数", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "time from occurrence by which 90% of the cohort is truly fixed; empty when not reached within follow-up",
        "队列中 90% 的事件得到真实解决所需的时间；跟踪期内未达到则为空";
    ResolutionRate: "resolution_rate", "issues solved", "真实解决率", "share", COHORT, PlaceHouseholdsAndCategories, Everywhere, Higher, Headline,
        "truly fixed within follow-up of their occurrence, or prevented",
        "自发生起在跟踪期内真实解决或已预防的占比";
    PreventedShare: "prevented_share", "issues prevented", "预防占比", "share", COHORT, PlaceAndCategories, WithClassCases, Higher, Exploratory,
        "kept from coming into being by what was done about their cause; fixed in no time in resolution time and rate",
        "因此前对其原因的治理而未发生的占比；在解决时长中计为零、在真实解决率中计为已解决";
    SelfResolvedShare: "self_resolved_share", "issues gone by themselves", "自行消解占比", "share", COHORT, Place, Everywhere, Neutral, Exploratory,
        "gone by themselves within follow-up of their occurrence",
        "自发生起在跟踪期内自行消解的占比";
    UnrepairedIncidentShare: "unrepaired_incident_share", "incidents not repaired", "未修复事故占比", "share", COHORT, Place, Everywhere, Lower, Exploratory,
        "turned incident and not truly fixed within follow-up of their occurrence",
        "自发生起在跟踪期内演变为事故且未真实解决的占比";
    UnresolvedShare: "unresolved_share", "issues not solved", "未解决占比", "share", COHORT, Place, Everywhere, Lower, Exploratory,
        "after follow-up still there and no incident: what the fixed, the self-resolved and the unrepaired incidents leave of 1",
        "跟踪期后仍存在且未成事故的占比：扣除已解决、自行消解与未修复事故之后的余数";
    IncidentShare: "incident_share", "issues that turned into incidents", "演变为事故占比", "share", COHORT, Place, Everywhere, Lower, Exploratory,
        "turned incident within follow-up of their occurrence, repaired or not",
        "自发生起在跟踪期内演变为事故的占比，无论是否修复";
    HoursUndiscovered: "hours_undiscovered", "time undiscovered", "未被发现时长", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "part of the resolution time in which nobody in office knows of the issue; the parts named hours add up to it exactly",
        "解决时长中无人知晓该事件的部分；各项“时长”部分之和恰为解决时长";
    HoursTravelling: "hours_travelling", "time on the way between units", "流转途中时长", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "part of the resolution time on the way from one unit to another",
        "解决时长中在单位之间流转的部分";
    HoursQueued: "hours_queued", "time in queues", "排队时长", "hours", COHORT, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "part of the resolution time in a queue, or back from outside, while somebody responsible is on duty",
        "解决时长中在排队或外部等待返回后待办、且有责任人当班的部分";
    HoursOffDuty: "hours_off_duty", "time with nobody on duty", "无人当班时长", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "part of the resolution time waiting or in hand while nobody responsible is on duty",
        "解决时长中等待或处置中而无责任人当班的部分";
    HoursInHand: "hours_in_hand", "time in work", "处置中时长", "hours", COHORT, Place, Everywhere, Neutral, Exploratory,
        "part of the resolution time in hands-on work, the way, entry and switching included",
        "解决时长中正在处置的部分，含路途、登记与任务切换";
    HoursOutside: "hours_outside", "time waiting outside", "外部等待时长", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "part of the resolution time waiting for somebody outside",
        "解决时长中等待外部人员的部分";
    HoursLost: "hours_lost", "time after being dropped", "搁置后时长", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "part of the resolution time after a unit dropped the issue, until it is known again",
        "解决时长中事件被搁置之后、再次被知晓之前的部分";
    HoursOnPaper: "hours_on_paper", "time closed on paper", "纸面办结后时长", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "part of the resolution time in which the record is closed and the issue still there",
        "解决时长中记录已办结而问题仍在的部分";
    HoursRejected: "hours_rejected", "time after rejection", "退回后时长", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "part of the resolution time in which the record says that no level can solve the issue",
        "解决时长中记录为无法解决的部分";
    HoursIncident: "hours_incident", "time as unrepaired incident", "事故未修复时长", "hours", COHORT, Place, Everywhere, Lower, Exploratory,
        "part of the resolution time from the incident to its repair, or to the end of the follow-up, whoever has it",
        "解决时长中自演变为事故至修复或跟踪期结束的部分，无论由谁经办";
    HoursGone: "hours_gone", "time after going by itself", "自行消解后时长", "hours", COHORT, Place, Everywhere, Neutral, Exploratory,
        "part of the resolution time after the issue was gone by itself, which counts to the end of the follow-up",
        "解决时长中事件自行消解之后、计至跟踪期结束的部分";
    HoursDepartments: "hours_departments", "time waiting for departments", "等待部门时长", "hours", COHORT, Place, WithParts, Lower, Exploratory,
        "part of the resolution time with a unit that waits for the departments it has called, or for what it has ordered a unit below to do",
        "解决时长中单位吹哨后等待部门报到办理、或等待下级办理交办事项的部分";
    HandlingTime: "handling_time_hours", "handling time", "办理时长", "hours", KNOWN, PlaceAndCategories, Everywhere, Lower, Exploratory,
        "mean of min(time from known to the first true fix, follow-up); other ends count as follow-up",
        "自知晓至首次真实解决的时间与跟踪期两者中较小者的均值；其他结局按跟踪期计";
    ClosingTime: "closing_time_hours", "time to close on record", "办结时长", "hours", KNOWN, Place, Everywhere, Neutral, Exploratory,
        "mean of min(time from known to the first recorded closing, follow-up), whatever is true",
        "自知晓至首次记录办结的时间与跟踪期两者中较小者的均值，不论真伪";
    RespondedWithin: "responded_within_share", "answered by a person within the limit", "限时响应占比", "share", KNOWN, PlaceAndCategories, WithResponseTime, Higher, Exploratory,
        "first worked on by a person within the stated `response_within` of becoming known",
        "自知晓起在 response_within 之内首次有人着手处置的占比";
    AnsweredWithin: "answered_within_share", "closed within the limit", "限时办结占比", "share", KNOWN, PlaceAndCategories, WithResponseTime, Neutral, Exploratory,
        "recorded as closed for the first time within the stated `response_within` of becoming known, whatever is true",
        "自知晓起在 response_within 之内首次记录为办结的占比，不论真伪";
    KnownShare: "known_share", "issues that become known", "被知晓占比", "share", COHORT, Place, WithHouseholds, Higher, Exploratory,
        "became known within follow-up of their occurrence",
        "自发生起在跟踪期内被知晓的占比";
    UnknownShare: "unknown_share", "issues that stay unknown", "未被知晓占比", "share", COHORT, Place, WithHouseholds, Lower, Exploratory,
        "did not become known within follow-up of their occurrence, those that were prevented left out",
        "自发生起在跟踪期内未被知晓的占比";
    DiscoveryTime: "discovery_time_hours", "time to discover an issue", "发现时长", "hours", COHORT_KNOWN, Place, WithHouseholds, Lower, Exploratory,
        "mean time from occurrence to known, of those that became known; a policy that never finds the hidden looks fast here",
        "被知晓的事件自发生至被知晓的平均时间；从不发现隐患的政策在此反而显得快";
    KnownResolutionRate: "known_resolution_rate", "known issues solved", "已知事件真实解决率", "share", KNOWN, Place, Everywhere, Higher, Exploratory,
        "truly fixed within follow-up of becoming known",
        "自知晓起在跟踪期内真实解决的占比";
    ClosureRate: "closure_rate", "share closed on record", "办结率", "share", KNOWN, Place, Everywhere, Neutral, Exploratory,
        "recorded as closed for the first time within follow-up of becoming known, whatever is true",
        "自知晓起在跟踪期内首次记录为办结的占比，不论真伪";
    FoundByReport: "found_by_report_share", "found by residents' reports", "居民反映占比", "share", KNOWN, Place, WithHouseholds, Neutral, Exploratory,
        "became known because a resident reported them",
        "因居民反映而被知晓的占比";
    FoundByVisit: "found_by_visit_share", "found by visits", "走访发现占比", "share", KNOWN, Place, WithHouseholds, Neutral, Exploratory,
        "became known because somebody found them on a visit",
        "因联户人员走访而被知晓的占比";
    FoundByPatrol: "found_by_patrol_share", "found by patrols", "巡查发现占比", "share", KNOWN, Place, WithHouseholds, Neutral, Exploratory,
        "became known because staff found them on patrol",
        "因工作人员巡查而被知晓的占比";
    FoundByTour: "found_by_tour_share", "found by tours of buildings", "巡楼发现占比", "share", KNOWN, Place, WithHouseholds, Neutral, Exploratory,
        "became known because a building captain found them on a tour",
        "因楼长巡楼而被知晓的占比";
    FoundBySensor: "found_by_sensor_share", "found by sensors", "感知设备发现占比", "share", KNOWN, Place, WithHouseholds, Neutral, Exploratory,
        "became known because a sensor saw them",
        "因感知设备而被知晓的占比";
    FoundByIncident: "found_by_incident_share", "found only as incidents", "事故后才知晓占比", "share", KNOWN, Place, WithHouseholds, Lower, Exploratory,
        "became known only when they turned incident",
        "直到演变为事故才被知晓的占比";
    FoundDirectly: "found_directly_share", "known at once", "直接知晓占比", "share", KNOWN, Place, WithHouseholds, Neutral, Exploratory,
        "occurred at a unit, which knew at once",
        "发生在单位处、当即被知晓的占比";
    OnTimeRate: "on_time_rate", "solved on time", "按期解决率", "share", DUE, PlaceAndCategories, Everywhere, Higher, Headline,
        "truly fixed, and recorded closed, by their due time; open and overdue counts as late",
        "在到期时间前真实解决并记录为办结的占比；仍未办结且已逾期的算作逾期";
    RecordedOnTimeRate: "recorded_on_time_rate", "closed on time by the record", "记录按期办结率", "share", DUE, Place, Everywhere, Neutral, Exploratory,
        "recorded as closed by their due time for the first time, whatever is true",
        "在到期时间前首次记录为办结的占比，不论真伪";
    FalseClosureRate: "false_closure_rate", "closed falsely", "虚假办结率", "share", CLOSINGS, Place, Everywhere, Lower, Exploratory,
        "closings of issues that were still there",
        "办结时问题仍然存在的占比";
    ReopenRate: "reopen_rate", "reopened", "重新立案率", "share", CLOSINGS, Place, Everywhere, Neutral, Exploratory,
        "reopenings per closing",
        "每次办结对应的重新立案数";
    RepeatRate: "repeat_rate", "reported again", "重复诉求率", "share", NEWLY_KNOWN, Place, WithHouseholds, Lower, Exploratory,
        "those of a household that had one of the same category known within the 30 days before",
        "同一住户在此前 30 天内已有同类事件被知晓的占比";
    Recurrences: "recurrences", "recurrences", "复发件数", "issues", MEASURED_TIME, Place, Everywhere, Lower, Exploratory,
        "issues that came back after a fix that did not last; in no occurrence cohort",
        "解决未能持久而再次出现的事件；不计入任何发生队列";
    SatisfactionRate: "satisfaction_rate", "residents satisfied", "满意率", "share", JUDGED, Place, WithHouseholds, Higher, Exploratory,
        "households satisfied with how their issue ended, of those who say",
        "表态的住户中对结局满意的占比";
    Petitions: "petitions", "petitions", "信访件数", "issues", MEASURED_TIME, Place, WithHouseholds, Neutral, Exploratory,
        "petitions by households whose issue is still there: recorded as ended, or open for long",
        "问题仍在的住户提出的信访：记录已结，或久拖未结";
    Incidents: "incidents", "incidents", "事故件数", "issues", MEASURED_TIME, Place, Everywhere, Lower, Exploratory,
        "issues that turned incident, repeats and recurrences included",
        "演变为事故的事件，含重复与复发";
    LatentIssues: "latent_issues", "latent issues", "潜在事件数", "issues", MEASURED_TIME, Place, Everywhere, Lower, Exploratory,
        "time average of issues that are there and that no unit has: unknown, dropped, closed on paper, or rejected",
        "存在而无任何单位经办的事件数的时间平均：未被知晓、被搁置、纸面办结或被退回";
    ResponseTime: "response_time_hours", "response time", "响应时长", "hours", FIRST_STARTS, Place, Everywhere, Lower, Exploratory,
        "mean time from known to the first hands-on work by a person",
        "自知晓至首次有人着手处置的平均时间";
    FirstContactRate: "first_contact_rate", "solved at the first attempt", "首次处置解决率", "share", COHORT_FIXED, Place, Everywhere, Higher, Exploratory,
        "fixed at the first attempt of the level that first knew of them",
        "由最先知晓的层级首次处置即解决的占比";
    SettledOnTheSpot: "settled_on_the_spot_share", "settled on the spot", "当场解决占比", "share", KNOWN, Place, WithSettlingRounds, Higher, Exploratory,
        "truly fixed at the stop of a round by whoever found them there",
        "走访或巡查中由发现者当场真实解决的占比";
    ResolvedAtLevel: "resolved_at_level", "solved at the level", "本级解决占比", "share", COHORT_FIXED, Levels, Everywhere, Neutral, Exploratory,
        "share fixed at the level",
        "在该层级解决的占比";
    BecameKnown: "became_known", "issues newly known", "新知晓件数", "issues", MEASURED_TIME, PlaceAndLevels, WithHouseholds, Neutral, Exploratory,
        "issues that became known for the first time, by the level at which they became known",
        "首次被知晓的事件，按得知的层级计";
    RecordedClosed: "recorded_closed", "issues closed on record", "记录办结件数", "issues", MEASURED_TIME, PlaceAndLevels, WithHouseholds, Neutral, Exploratory,
        "issues recorded as closed for the first time, whatever is true, by the level at which they first became known",
        "首次记录为办结的事件，不论真伪，按最先得知的层级计";
    QueueWait: "queue_wait_hours", "wait in queues", "排队等待时长", "hours", STAYS, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "mean wait in a queue until the start of work or until the issue moved on unserved",
        "排队至开始处置或未获处置而离队的平均等待时间";
    QueueWaitP95: "queue_wait_p95_hours", "wait in queues, 95th percentile", "排队等待95%分位数", "hours", STAYS, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "95% quantile of the wait in a queue",
        "排队等待时间的 95% 分位数";
    WaitingShare: "waiting_share", "issues that wait", "需等待占比", "share", STAYS, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "share of the stays that were not served at once",
        "未能立即获得处置的排队占比";
    ServedWait: "served_wait_hours", "wait of those served", "获处置者等待时长", "hours", SERVED_STAYS, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "mean wait in a queue of those who were served",
        "获得处置者的平均排队等待时间";
    RenegedShare: "reneged_share", "left the queue unserved", "未处置离队占比", "share", STAYS, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "share of the stays that ended unserved: by the wait limit, a red light, a meeting, or as the issue turned incident",
        "未获处置即结束的排队占比：因等待上限、红灯、会议，或事件演变为事故";
    InSystem: "issues_in_system", "issues in the system", "在办事件数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "time average of issues that some unit has: waiting, in work, or in an external wait",
        "由某单位经办的事件数的时间平均：等待、处置中或外部等待";
    Backlog: "backlog_issues", "backlog", "积压件数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "time average of issues waiting in a queue",
        "排队等待的事件数的时间平均";
    Arrivals: "arrivals", "arrivals", "发生件数", "issues", WHOLE_RUN, Place, Everywhere, Neutral, Exploratory,
        "issues that occurred from the start to the horizon",
        "自开始至结束发生的事件";
    FinishedResolutionRate: "finished_resolution_rate", "finished issues solved", "已结束事件解决率", "share", ENDED, Place, Everywhere, Higher, Exploratory,
        "fixed among all that ended; leaves out those still open",
        "已结束事件中解决的占比；不含尚未结束者";
    FixedTime: "fixed_time_days", "time to fix what was fixed", "已解决事件时长", "days", FIXED, Place, Everywhere, Lower, Exploratory,
        "mean time from occurrence to fix of fixed issues only; a policy that never finishes hard issues looks fast here",
        "仅就已解决事件计自发生至解决的平均时间；从不办结难事的政策在此反而显得快";
    FixedTimeP95: "fixed_time_p95_days", "time to fix what was fixed, 95th percentile", "已解决事件时长95%分位数", "days", FIXED, Place, Everywhere, Lower, Exploratory,
        "95% quantile of the time from occurrence to fix of fixed issues only",
        "仅就已解决事件计自发生至解决时间的 95% 分位数";
    Enquiries: "enquiries", "enquiries", "咨询件数", "enquiries", MEASURED_TIME, Place, WithEnquiries, Neutral, Exploratory,
        "enquiries that came in; they take desk hours and are in no measure of issues",
        "收到的咨询；占用窗口工时，不计入任何事件指标";
    EnquiryAnswerTime: "enquiry_answer_time_hours", "time to answer an enquiry", "咨询答复时长", "hours", ANSWERED, Place, WithEnquiries, Lower, Exploratory,
        "mean time from an enquiry to its answer",
        "自咨询至答复的平均时间";
    Tasks: "tasks", "tasks", "事务件数", "tasks", MEASURED_TIME, Place, WithTasks, Neutral, Exploratory,
        "background tasks that came, each copy counted; they are in no measure of issues",
        "下派的日常事务，每份都计；不计入任何事件指标";
    TasksOnTimeRate: "tasks_on_time_rate", "tasks done on time", "事务按期完成率", "share", TASKS_DUE, Place, WithTasks, Neutral, Exploratory,
        "tasks done by their due time, on paper or not; open and overdue counts as late",
        "在到期时间前完成的事务占比，无论是否仅为纸面；仍未完成且已逾期的算作逾期";
    TasksOnPaperShare: "tasks_on_paper_share", "tasks done on paper", "事务纸面完成占比", "share", TASKS_CAME, Place, WithTasks, Neutral, Exploratory,
        "tasks done on paper alone, in no time",
        "仅在纸面完成、不占工时的事务占比";
    InspectionHours: "inspection_hours", "hours for inspections", "迎检工时", "hours", MEASURED_TIME, Place, WithInspections, Neutral, Exploratory,
        "hours that inspections take of the people of the units inspected",
        "检查占用被检单位人员的工时";
    TasksFoundOnPaper: "tasks_found_on_paper", "tasks found done on paper", "查出纸面完成事务数", "tasks", MEASURED_TIME, Place, WithInspections, Neutral, Exploratory,
        "tasks done on paper alone that inspections found; each then comes again to be done",
        "检查查出的仅纸面完成的事务；每件随后退回重做";
    PushedDownShare: "pushed_down_share", "share of hours pushed down", "下压工时占比", "share", TASK_TIME, Place, WithTasks, Neutral, Exploratory,
        "hours of background tasks done at a level below the one that sent them",
        "由低于下派层级的单位完成的事务工时占比";
    TaskHours: "task_hours", "hours for tasks", "事务工时", "hours", MEASURED_TIME, PlaceAndLevels, WithTasks, Neutral, Exploratory,
        "hours of hands-on work on background tasks, by the level that sent them",
        "办理日常事务的工时，按下派层级计";
    TasksOpen: "tasks_open", "open tasks", "未完成事务数", "tasks", MEASURED_TIME, PlaceAndLevels, WithTasks, Lower, Exploratory,
        "time average of background tasks not yet done, by the level that has them",
        "尚未完成的日常事务数的时间平均，按承担层级计";
    DuplicateEntryHours: "duplicate_entry_hours", "hours of duplicate entry", "重复录入工时", "hours", MEASURED_TIME, Place, WithSystems, Lower, Exploratory,
        "hours of entering the same case once more, into further systems",
        "将同一件再次录入其他系统的工时";
    WaitLimitsPassed: "wait_limits_passed", "waiting limits passed", "等待超限次数", "issues", WHOLE_RUN, Place, Everywhere, Neutral, Exploratory,
        "times an issue reached the wait limit of a queue without a start",
        "事件在队列中未获处置而达到等待上限的次数";
    EscalationsByWait: "escalations_by_wait", "escalations by waiting", "因等待上报次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "moves to the next level because the wait limit was reached",
        "因达到等待上限而升至上一级的次数";
    EscalationsByAttempts: "escalations_by_attempts", "escalations by failed attempts", "因处置失败上报次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "moves to the next level after the allowed number of failed attempts",
        "处置失败达到允许次数后升至上一级的次数";
    EscalationsByBacklog: "escalations_by_backlog", "escalations by backlog", "因积压上报次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "moves to the next level because the queue was full",
        "因队列已满而升至上一级的次数";
    EscalationsBySeverity: "escalations_by_severity", "escalations by severity", "因严重程度上报次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "moves to the next level because of severity",
        "因严重程度而升至上一级的次数";
    EscalationsByDifficulty: "escalations_by_difficulty", "escalations by difficulty", "因难度上报次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "moves to a higher level because triage took the issue for it",
        "研判认定应由更高层级办理而上移的次数";
    EscalationsByLight: "escalations_by_red_light", "escalations by red light", "因红灯上报次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "moves to the next level because the light turned red while the issue waited",
        "等待中亮红灯而升至上一级的次数";
    EscalationsByMeeting: "escalations_by_meeting", "escalations by meetings", "因会议上报次数", "issues", MEASURED_TIME, PlaceAndLevels, WithHouseholds, Neutral, Exploratory,
        "moves to a higher level because a meeting sent on what had stalled",
        "会议将停滞事件上报更高层级的次数";
    EscalationsDeclined: "escalations_by_declined", "escalations of what was declined", "因婉拒上报次数", "issues", MEASURED_TIME, PlaceAndLevels, WithHouseholds, Neutral, Exploratory,
        "moves to the next level because the member declined the issue",
        "联户人员婉拒而升至上一级的次数";
    EscalationsBySilence: "escalations_by_silence", "escalations by silence of departments", "因部门未应哨上报次数", "issues", MEASURED_TIME, PlaceAndLevels, WithWhistle, Lower, Exploratory,
        "escalations because a department that was called kept silent until its report was due",
        "吹哨后部门至报告期限仍未应哨而上报的次数";
    DepartmentCalls: "department_calls", "calls to departments", "吹哨次数", "calls", MEASURED_TIME, Place, WithWhistle, Neutral, Exploratory,
        "calls to departments, each department once for a whistle; one that is chased or sends the call back is not counted again",
        "吹哨呼叫部门的次数，每次吹哨每个部门计一次；催办与退回不重复计";
    CallsAnsweredShare: "calls_answered_share", "calls answered", "应哨率", "share", CALLS, Place, WithWhistle, Higher, Exploratory,
        "calls that the department answered when it was called or chased",
        "部门在吹哨或催办时应哨的占比";
    CallsReturned: "calls_returned", "calls returned", "吹哨退回次数", "calls", MEASURED_TIME, Place, WithWhistle, Lower, Exploratory,
        "times that a department sent a call back as another one's",
        "部门以不属职责为由退回吹哨的次数";
    AssistsOnTimeRate: "assists_on_time_rate", "departments on time", "部门按期报到率", "share", ASSISTS_DUE, Place, WithWhistle, Higher, Exploratory,
        "parts of departments done by the time at which their report was due",
        "部门承办部分在报告期限内办完的占比";
    Orders: "orders", "orders to units below", "交办件数", "orders", MEASURED_TIME, Place, WithOrderedWork, Neutral, Exploratory,
        "orders that units which keep a case gave to those below; they are in no measure of issues",
        "保留案件的单位向下级交办的件数；不计入任何事件指标";
    OrdersOnTimeRate: "orders_on_time_rate", "orders done on time", "交办按期办结率", "share", ORDERS_DUE, Place, WithOrderedWork, Higher, Exploratory,
        "orders done by their date; open and overdue counts as late",
        "在交办期限内办完的占比；仍未办完且已逾期的算作逾期";
    OrderedHours: "ordered_hours", "hours on orders", "交办工时", "hours", MEASURED_TIME, Place, WithOrderedWork, Neutral, Exploratory,
        "hours of hands-on work on what units above have ordered",
        "办理上级交办事项的工时";
    TicketsDispatched: "tickets_dispatched", "tickets dispatched by centres", "指挥中心派单数", "tickets", MEASURED_TIME, Place, WithCentres, Neutral, Exploratory,
        "tickets that command centres passed on; one that comes back counts again",
        "指挥中心派出的工单数；退回重派的再计一次";
    DispatchTime: "dispatch_time_hours", "time at the command centre", "派单用时", "hours", TICKETS, Place, WithCentres, Lower, Exploratory,
        "time from the one-key report to the centre until a dispatcher has passed the ticket on, waiting included",
        "自一键上报至派单员派出的时间，含等待";
    MisdirectedShare: "misdirected_share", "tickets dispatched wrong", "派错占比", "share", TICKETS, Place, WithCentres, Lower, Exploratory,
        "share of the tickets that a dispatcher took for another level than they need",
        "派单员派至错误层级的工单占比";
    Transfers: "transfers", "transfers", "转办次数", "issues", MEASURED_TIME, PlaceAndLevels, WithHouseholds, Lower, Exploratory,
        "moves from a department that is not in charge to the one that is",
        "由非主管部门转至主管部门的次数";
    ReturnedDown: "returned_down", "returned to the level below", "退回下级次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "times a unit sent back down what the one that had passed it on could settle itself",
        "单位将下级本可自行解决的事件退回下级的次数";
    ReducedSeverityShare: "reduced_severity_share", "severity understated", "严重程度被低估占比", "share", ARRIVALS_AT_UNITS, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "share of the arrivals at which an issue was seen as less severe than it is, because its signal had faded on the way up",
        "到达时因信号在上报途中减弱而被低估的占比";
    LostSignals: "lost_signals", "reports dropped on the way", "上报中断次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "times a unit that could not settle an issue dropped it instead of passing it on, or the signal faded away on the way up",
        "单位无法解决又不上报而搁置，或信号在上报途中减弱至无人理会的次数";
    Assigned: "assigned", "issues given a leader", "包案件数", "issues", MEASURED_TIME, PlaceAndLevels, WithOrders, Neutral, Exploratory,
        "stalled issues that a meeting gave a leader, by the level that had them",
        "会议指定领导包案的停滞事件数，按所在层级计";
    OrderedDown: "ordered_down", "issues ordered down", "责令下级办理次数", "issues", MEASURED_TIME, PlaceAndLevels, WithOrders, Neutral, Exploratory,
        "stalled issues that a meeting ordered down to a unit that has the authority, by the level that had them",
        "会议责令有权限的下级办理的停滞事件数，按原所在层级计";
    Unblocked: "unblocked", "unblocked by meetings", "会议疏通次数", "issues", MEASURED_TIME, PlaceAndLevels, WithHouseholds, Neutral, Exploratory,
        "external waits that a meeting ended, and issues that it had done first where nobody stands above",
        "由会议结束的外部等待，以及会议要求最高层级优先办理的事件";
    FutileAttempts: "futile_attempts", "attempts beyond authority", "权限不足的无效处置", "attempts", MEASURED_TIME, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "failed attempts at a level below the authority that the issue needs",
        "在低于所需权限的层级上失败的处置";
    YellowLights: "yellow_lights", "yellow lights", "黄灯次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Neutral, Exploratory,
        "lights that turned yellow",
        "亮起的黄灯";
    RedLights: "red_lights", "red lights", "红灯次数", "issues", MEASURED_TIME, PlaceAndLevels, Everywhere, Lower, Exploratory,
        "lights that turned red, recorded against the level that had the issue",
        "亮起的红灯，记在经办层级名下";
    Rejected: "rejected", "rejected issues", "退回件数", "issues", MEASURED_TIME, Place, Everywhere, Neutral, Exploratory,
        "issues recorded as not solvable after the top level",
        "最高层级之后记录为无法解决的事件";
    VisitsMade: "visits_made", "visits made", "完成走访次数", "visits", MEASURED_TIME, Place, WithHouseholds, Neutral, Exploratory,
        "visits to households",
        "联户人员对所联住户的走访";
    VisitsUnmadeShare: "visits_unmade_share", "visits not made", "未完成走访占比", "share", VISITS, Place, WithHouseholds, Lower, Exploratory,
        "planned visits that were not made: no time before the next round, or no motivation",
        "计划而未完成的走访占比：下一轮之前没有时间，或缺乏积极性";
    PatrolStops: "patrol_stops_made", "patrol stops made", "完成巡查点次", "stops", MEASURED_TIME, Place, WithHouseholds, Neutral, Exploratory,
        "stops of staff on patrol",
        "工作人员巡查的点次";
    PatrolStopsUnmadeShare: "patrol_stops_unmade_share", "patrol stops not made", "未完成巡查占比", "share", PATROL_STOPS, Place, WithHouseholds, Lower, Exploratory,
        "planned stops of patrols that were not made",
        "计划而未完成的巡查点占比";
    TourStops: "tour_stops_made", "tour stops made", "完成巡楼点次", "stops", MEASURED_TIME, Place, WithHouseholds, Neutral, Exploratory,
        "stops of building captains on tours",
        "楼长巡楼的点次";
    TourStopsUnmadeShare: "tour_stops_unmade_share", "tour stops not made", "未完成巡楼占比", "share", TOUR_STOPS, Place, WithHouseholds, Lower, Exploratory,
        "planned stops of tours that were not made",
        "计划而未完成的巡楼点占比";
    EquityCommunities: "equity_communities", "gap between communities", "社区间解决率差异", "share", COMMUNITIES, Place, WithHouseholds, Lower, Exploratory,
        "standard deviation of the resolution rate over communities, weighted by issues, less the part that random variation alone would make",
        "各社区解决率的标准差，按事件加权，已扣除随机性造成的部分";
    EquityCells: "equity_cells", "gap between cells", "片区间解决率差异", "share", CELLS, Place, WithHouseholds, Lower, Exploratory,
        "standard deviation of the resolution rate over cells of households along the walk, weighted by issues, less the part that random variation alone would make",
        "沿步行路线划分的各片住户解决率的标准差，按事件加权，已扣除随机性造成的部分";
    EquityHousing: "equity_housing", "gap between housing types", "住房类型间解决率差异", "share", HOUSING_TYPES, Place, WithHouseholds, Lower, Exploratory,
        "standard deviation of the resolution rate over housing types, weighted by issues, less the part that random variation alone would make",
        "各住房类型解决率的标准差，按事件加权，已扣除随机性造成的部分";
    EquityLinked: "equity_linked", "gap between linked and unlinked households", "联户与非联户间解决率差异", "share", LINKAGE, Place, WithHouseholds, Lower, Exploratory,
        "standard deviation of the resolution rate over linked and unlinked households, weighted by issues, less the part that random variation alone would make",
        "联户与非联户住户解决率的标准差，按事件加权，已扣除随机性造成的部分";
    StaffUtilisation: "staff_utilisation", "utilisation of staff", "在编人员工时利用率", "share", STAFF_TIME, Place, WithHouseholds, Neutral, Exploratory,
        "time within the roster that is not idle over rostered time",
        "排班内非空闲时间占排班时间的比例";
    VolunteerHours: "volunteer_hours", "hours of volunteers", "志愿者工时", "hours", MEASURED_TIME, Place, WithVolunteers, Lower, Exploratory,
        "hours that all volunteers work, the way included; offered and not used are not counted",
        "全体志愿者工作的小时数，含路途；提供而未被使用的不计";
    Utilisation: "utilisation", "utilisation", "工时利用率", "share", ROSTERED_TIME, Roles, Everywhere, Neutral, Exploratory,
        "time within the roster that is not idle over rostered time",
        "排班内非空闲时间占排班时间的比例";
    UtilisationP90: "utilisation_p90", "utilisation, 90th percentile", "工时利用率90%分位数", "share", PEOPLE, Roles, Everywhere, Neutral, Exploratory,
        "90% quantile over people of their utilisation",
        "人员工时利用率的 90% 分位数";
    HandledShare: "handled_share", "hours on cases", "处置工时占比", "share", ROSTERED_TIME, Roles, WithHouseholds, Neutral, Exploratory,
        "hands-on work on issues and switching, overtime included; the shares of a role add up to 1 and its overtime",
        "处置事件与任务切换的时间，含加班；一个角色的各项占比之和为 1 加上加班";
    VisitedShare: "visited_share", "hours on visits", "走访工时占比", "share", ROSTERED_TIME, Roles, WithHouseholds, Neutral, Exploratory,
        "time at the doors of households",
        "在住户门前的时间";
    TravelledShare: "travelled_share", "hours of travel", "路途工时占比", "share", ROSTERED_TIME, Roles, WithHouseholds, Neutral, Exploratory,
        "time on the way, to issues and on rounds",
        "前往事件地点与巡访途中的时间";
    PatrolledShare: "patrolled_share", "hours on rounds", "巡查工时占比", "share", ROSTERED_TIME, Roles, WithHouseholds, Neutral, Exploratory,
        "time at the stops of patrols and tours",
        "在巡查点与巡楼点的时间";
    AdministrativeShare: "administrative_share", "hours on administration", "行政工时占比", "share", ROSTERED_TIME, Roles, WithHouseholds, Neutral, Exploratory,
        "time in meetings and at the registers",
        "会议与登记的时间";
    OrderedShare: "ordered_share", "share of hours on orders", "交办工时占比", "share", ROSTERED_TIME, Roles, WithOrderedWork, Neutral, Exploratory,
        "hands-on work on what units above have ordered",
        "办理上级交办事项的时间";
    IdleShare: "idle_share", "idle hours", "空闲工时占比", "share", ROSTERED_TIME, Roles, WithHouseholds, Neutral, Exploratory,
        "time on duty without work; of volunteers, the offer that nobody used",
        "当班而无事的时间；对志愿者而言是无人使用的供给";
    AwayShare: "away_share", "hours away", "离岗工时占比", "share", CALENDAR_TIME, Roles, WithAbsence, Neutral, Exploratory,
        "time on leave or ill over the time that the calendar would have people on duty; it is not rostered",
        "休假或因病不在岗的时间占日历应当班时间的比例；不计入排班时间";
    WorkloadGini: "workload_gini", "Gini index of workload", "工作量基尼系数", "index", PEOPLE, Roles, Everywhere, Lower, Exploratory,
        "Gini index of handled time over people, 0 even to 1 all on one",
        "人员间处置时间的基尼系数，0 为均等，1 为全归一人";
    Overtime: "overtime_hours", "overtime", "加班时长", "hours", PEOPLE, Roles, Everywhere, Lower, Exploratory,
        "mean hours worked beyond the roster per person over the measured time",
        "测量期内人均超出排班的工作小时数";
    Pay: "pay_yuan", "pay", "薪酬支出", "yuan", MEASURED_TIME, PlaceAndRoles, Everywhere, Lower, Exploratory,
        "pay of all people for the time they are in place, by the month",
        "所有人员在岗时间的薪酬，按月计";
    PayPerFixed: "pay_per_fixed_issue_yuan", "pay per fixed issue", "每件解决的薪酬支出", "yuan", FIXED_MEASURED, Place, Everywhere, Lower, Exploratory,
        "pay of all people over the measured time per truly fixed issue",
        "测量期内全体薪酬除以真实解决的事件数";
    Cost: "cost_yuan", "cost", "总支出", "yuan", MEASURED_TIME, PlaceAndPayers, WithCosts, Lower, Exploratory,
        "money that all payers pay: pay, members, seats and systems; the hours of volunteers are not in it",
        "各支付方支出之和：薪酬、联户人员、席位与系统；不含志愿者工时";
    CostPerResolved: "cost_per_resolved_yuan", "cost per solved issue", "每件解决的总支出", "yuan", FIXED_MEASURED, Place, WithCosts, Lower, Exploratory,
        "money that all payers pay over the measured time per truly fixed issue",
        "测量期内各支付方支出之和除以真实解决的事件数";
    VolunteerValue: "volunteer_value_yuan", "value of volunteer hours", "志愿者工时折算价值", "yuan", MEASURED_TIME, Place, WithShadowPrice, Lower, Exploratory,
        "hours that all volunteers work at their shadow price; nobody pays it, and it is in no cost",
        "全体志愿者工时按影子价格折算的价值；无人支付，不计入任何支出";
    PointsEarned: "points_earned", "points earned", "发放积分", "points", MEASURED_TIME, Place, WithPoints, Neutral, Exploratory,
        "points earned by all; those that were taken back are counted",
        "全体人员所得积分；其后被扣回的也计入";
    PointsPaid: "points_paid_yuan", "points paid out", "积分兑换支出", "yuan", MEASURED_TIME, Place, WithPoints, Lower, Exploratory,
        "value of the points that were exchanged; those that nobody has exchanged yet are not in it",
        "已兑换积分的价值；尚未兑换的不计";
    PointsPaidEach: "points_paid_each_yuan_per_month", "points paid out per person and month", "每人每月积分兑换", "yuan", EARNERS, Place, WithPoints, Neutral, Exploratory,
        "value of the points that were exchanged, for each of those who earn points and each month",
        "已兑换积分的价值，按可得积分者每人每月计";
    PointsGini: "points_gini", "Gini index of points", "积分基尼系数", "index", EARNERS, Place, WithPoints, Neutral, Exploratory,
        "Gini index of the points earned over those who earn points, 0 even to 1 all on one",
        "可得积分者所得积分的基尼系数，0 为均等，1 为全归一人";
    PointsTopFifth: "points_top_fifth_share", "points of the fifth that earns most", "积分最多的五分之一人所得占比", "share", EARNERS, Place, WithPoints, Neutral, Exploratory,
        "share of all points that goes to the fifth of those who earn points that earned most; 0.2 where all earn the same",
        "可得积分者中积分最多的五分之一人所得积分占全部积分之比；人人相同时为 0.2";
    PointsBottomFifth: "points_bottom_fifth_share", "points of the fifth that earns least", "积分最少的五分之一人所得占比", "share", EARNERS, Place, WithPoints, Neutral, Exploratory,
        "share of all points that goes to the fifth of those who earn points that earned least; 0.2 where all earn the same",
        "可得积分者中积分最少的五分之一人所得积分占全部积分之比；人人相同时为 0.2";
    Effort: "effort", "effort", "努力程度", "share", EARNERS, Place, WithPoints, Neutral, Exploratory,
        "mean probability that one of those who earn points makes a planned visit, looked at every Monday",
        "可得积分者完成一次计划走访的平均概率，每周一观测";
    EffortAtEnd: "effort_at_end", "effort at the end", "期末努力程度", "share", EARNERS, Place, WithPoints, Neutral, Exploratory,
        "the same over the last four Mondays: what is left of it once people are used to points",
        "同上，取最后四个周一：人们习惯积分之后还剩多少";
    ActsWeeklyVariation: "acts_weekly_variation", "variation of acts from week to week", "每周计分行为变异系数", "index", MEASURED_TIME, Place, WithPoints, Lower, Exploratory,
        "standard deviation over mean of the acts that earn points, week by week: high where people rush before an assessment",
        "每周计分行为次数的标准差与均值之比：突击迎考时偏高";
    TrivialReports: "trivial_reports", "trivial reports", "凑数上报件数", "reports", MEASURED_TIME, Place, WithPoints, Lower, Exploratory,
        "reports made up for the points; they take time at the unit above and are no issues of any cohort",
        "为积分而凑数的上报；占用上级单位时间，不属于任何事件队列";
}
