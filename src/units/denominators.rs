//! What measures are counted over, in English and in Chinese, for the rows of the registry.

use super::entry::Bilingual;

pub(super) const COHORT: Bilingual = Bilingual::new("issues of the occurrence cohort", "发生队列中的事件");
pub(super) const COHORT_KNOWN: Bilingual =
    Bilingual::new("issues of the occurrence cohort known within follow-up", "发生队列中在跟踪期内被知晓的事件");
pub(super) const KNOWN: Bilingual = Bilingual::new("issues of the known cohort (depends on the policy)", "知晓队列中的事件（随政策而异）");
pub(super) const DUE: Bilingual = Bilingual::new("known issues whose due time lies in the measured time", "到期时间在测量期内的已知事件");
pub(super) const CLOSINGS: Bilingual = Bilingual::new("closings of the measured time", "测量期内的办结");
pub(super) const NEWLY_KNOWN: Bilingual = Bilingual::new("issues newly known in the measured time", "测量期内新知晓的事件");
pub(super) const JUDGED: Bilingual = Bilingual::new("issues judged in the measured time", "测量期内得到评价的事件");
pub(super) const MEASURED_TIME: Bilingual = Bilingual::new("measured time", "测量期");
pub(super) const FIRST_STARTS: Bilingual =
    Bilingual::new("known issues with a first hands-on start in the measured time", "测量期内首次着手处置的已知事件");
pub(super) const COHORT_FIXED: Bilingual = Bilingual::new("truly fixed issues of the occurrence cohort", "发生队列中真实解决的事件");
pub(super) const STAYS: Bilingual = Bilingual::new("stays in a queue that ended in the measured time", "测量期内结束的排队");
pub(super) const SERVED_STAYS: Bilingual = Bilingual::new("stays in a queue that ended in a start", "以着手处置结束的排队");
pub(super) const WHOLE_RUN: Bilingual = Bilingual::new("whole run", "整次运行");
pub(super) const ENDED: Bilingual = Bilingual::new("issues fixed or rejected by the horizon, whole run", "整次运行结束前解决或退回的事件");
pub(super) const FIXED: Bilingual = Bilingual::new("issues fixed by the horizon, whole run", "整次运行结束前解决的事件");
pub(super) const ARRIVALS_AT_UNITS: Bilingual =
    Bilingual::new("times an issue came to a unit in the measured time", "测量期内事件到达单位的次数");
pub(super) const ANSWERED: Bilingual = Bilingual::new("enquiries answered in the measured time", "测量期内答复的咨询");
pub(super) const TASKS_DUE: Bilingual = Bilingual::new("tasks whose due time lies in the measured time", "到期时间在测量期内的事务");
pub(super) const TASKS_CAME: Bilingual = Bilingual::new("tasks that came in the measured time", "测量期内下派的事务");
pub(super) const TASK_TIME: Bilingual = Bilingual::new("hours of background tasks", "日常事务工时");
pub(super) const VISITS: Bilingual = Bilingual::new("visits planned in the measured time", "测量期内计划的走访");
pub(super) const PATROL_STOPS: Bilingual = Bilingual::new("stops of patrols planned in the measured time", "测量期内计划的巡查点");
pub(super) const TOUR_STOPS: Bilingual = Bilingual::new("stops of tours planned in the measured time", "测量期内计划的巡楼点");
pub(super) const COMMUNITIES: Bilingual = Bilingual::new("communities", "社区");
pub(super) const CELLS: Bilingual = Bilingual::new("cells of 500 households", "每 500 户一片");
pub(super) const HOUSING_TYPES: Bilingual = Bilingual::new("housing types", "住房类型");
pub(super) const LINKAGE: Bilingual = Bilingual::new("households linked to a member and others", "联户与非联户的住户");
pub(super) const STAFF_TIME: Bilingual = Bilingual::new("rostered time of all who are no volunteers", "非志愿者人员的排班时间");
pub(super) const ROSTERED_TIME: Bilingual = Bilingual::new("rostered time of the role's people", "该角色人员的排班时间");
pub(super) const CALENDAR_TIME: Bilingual =
    Bilingual::new("time on duty by the calendar of the role's people", "该角色人员按日历应当班的时间");
pub(super) const PEOPLE: Bilingual = Bilingual::new("people of the role", "该角色的人员");
pub(super) const FIXED_MEASURED: Bilingual = Bilingual::new("issues fixed in the measured time", "测量期内解决的事件");
pub(super) const CALLS: Bilingual = Bilingual::new("calls to departments in the measured time", "测量期内对部门的吹哨");
pub(super) const TICKETS: Bilingual = Bilingual::new("tickets dispatched in the measured time", "测量期内派出的工单");
pub(super) const ASSISTS_DUE: Bilingual =
    Bilingual::new("parts of departments whose report is due in the measured time", "报告期限在测量期内的部门承办部分");
pub(super) const ORDERS_DUE: Bilingual = Bilingual::new("orders whose date is in the measured time", "期限在测量期内的交办");
pub(super) const EARNERS: Bilingual = Bilingual::new("people of the roles that earn points", "可得积分的角色的人员");
