//! Texts of what stands beside a verdict: queues that grow, busiest units, levers that could not act, steady states.

use super::message::messages;

messages! {
    REMARKS;

    PileUp: "backlog of {level} grows by {rate} issues a day under {policy}, without bound: steady-state figures mean nothing there, and longer runs give longer waits", "在 {policy} 下，{level}的积压每天增加 {rate} 件，没有上限：那里的稳态数字没有意义，运行越长等待越久";
    QueueGrows: "queue of {unit} grows without bound; issues waiting there on average in the first and in the last quarter of the measured time: {cases}. Waits there depend on how long the run is, and longer runs give longer waits", "{unit} 的待办队列不断增长，没有上限；测量期第一与最后四分之一内的平均待办件数：{cases}。那里的等待取决于运行长度，运行越长等待越久";
    QueuesMore: "queues of {count} more units grow without bound: see units.parquet", "另有 {count} 个单位的待办队列不断增长，没有上限：见 units.parquet";
    QueueCase: "{first} and {last} under {policy} ({rate} more every day)", "{policy}：{first} 与 {last}（每天增加 {rate}）";
    BusiestUnit: "busiest unit, by the share of their hours on duty that its people work: {units}", "最忙的单位（按人员值班时间中的工作占比）：{units}";
    LoadUnder: "{load} under {policy}", "{policy}：{load}";
    NobodyBusy: "no role is above 50% busy under {policies} (busiest: {role}, {load}): staffing, grids and thresholds hardly act here", "在 {policies} 下，没有角色的忙碌程度超过 50%（最忙：{role}，{load}）：人员配备、网格与上报时限在此几乎不起作用";
    NobodyBusyBut: "no role is above 50% busy under {policies} (busiest: {role}, {load}): staffing, grids and thresholds hardly act, except at {units}", "在 {policies} 下，没有角色的忙碌程度超过 50%（最忙：{role}，{load}）：除 {units} 外，人员配备、网格与上报时限几乎不起作用";
    GridsUnreached: "grids of {asked} households are not reached under {policies}: they have {got} on average, because {why}", "在 {policies} 下，每格 {asked} 户的要求没有达到：实际平均每格 {got} 户，因为{why}";
    MembersUnreached: "{asked} households for each member are not reached under {policies}: there are {got}, because no more are linked", "在 {policies} 下，每名成员 {asked} 户的要求没有达到：实际 {got} 户，因为没有更多联户住户";
    RoundsUnmoved: "how many people of role {role} there are ({cases}) changes nothing about the stops planned on {rounds}: they are a share of the place, dealt to whoever goes; rounds by `stops` or `hours` are planned for each person", "{role} 的人数（{cases}）不影响{rounds}计划的点次：按辖区的比例计划，由在岗者分担；按 `stops` 或 `hours` 则逐人计划";
    TasksBeyondHours: "background tasks alone would take more than all hours on duty, so that they pile up: {loads}", "仅日常事务就将超出全部当班工时，事务会越积越多：{loads}";
    AgendaLeavesOut: "{role} never turns to {things} under {policies}: the agenda leaves that out", "在 {policies} 下，{role} 从不处理{things}：日程中没有列入";
    CalendarsOfNobody: "nobody has the hours of {calendars} under any policy; a role without `calendar` is on duty around the clock", "在任何方案下都没有人使用日历{calendars}；未写 `calendar` 的角色按全天候当班计算";
    ThingMeetings: "meetings", "会议";
    ThingCases: "cases", "事件";
    ThingRounds: "rounds", "巡访";
    RoundVisits: "visits", "走访";
    RoundPatrols: "patrols", "巡查";
    RoundTours: "tours", "巡楼";
    ThingTasks: "tasks that come after residents' issues", "排在居民事件之后的事务";
    LimitBuildings: "a grid has one building or more", "每格至少一栋建筑";
    LimitCommunities: "a grid never crosses a community", "网格不跨越社区";
    SteadyHolds: "steady state: the start of every slow state is over within the warm-up ({states})", "稳态：所有慢变状态的初始阶段都在预热期内结束（{states}）";
    SteadyRefused: "no steady state may be claimed: {reasons}. {help}", "不能宣称稳态：{reasons}。{help}";
    SteadyNeeds: "{state} under {policy} needs a warm-up of {days} days and has {there}", "在 {policy} 下，{state}需要 {days} 天预热，现有 {there} 天";
    SteadyWordPasses: "the start has worn off", "初始影响已消退";
    SteadyWordNeeds: "needs {days} days of warm-up", "需要 {days} 天预热期";
    SteadyWordNotSettled: "has not settled", "尚未稳定";
    SteadyWordPilesUp: "piles up", "不断积压";
    SteadyWordTooShort: "too short to judge", "时间太短，无法判断";
    SteadyNotSettled: "{state} under {policy} has not settled in the time there is", "在 {policy} 下，{state}在现有时间内没有稳定";
    SteadyPilesUp: "{state} under {policy} grows without bound", "在 {policy} 下，{state}无限增长";
    SteadyTooShort: "{state} under {policy} has fewer than 50 days", "在 {policy} 下，{state}不足 50 天";
    SteadyHelp: "A warm-up of {days} days would do: `--set warm_up={days}d`", "{days} 天的预热即可：`--set warm_up={days}d`";
    SteadyLonger: "Try a longer run (--set horizon=...); where work grows without bound there is no steady state", "请延长运行（--set horizon=...）；积压无限增长之处没有稳态";
    SteadyLimits: "vacant posts are not modelled and the motivation of a person does not change, so neither is judged", "未对岗位空缺建模，个人的积极性也不变化，因此两者均不作判断";
    StateBacklog: "backlog of {level}", "{level}的积压";
    StateOpen: "number of open issues", "未结事件数";
    StateLatent: "number of latent issues", "潜在事件数";
    StateTrust: "mean trust", "平均信任度";
    TriggerTooHigh: "the changes that begin when more than {above} are counted as `{counted}` can hardly begin under {policies}: about {expected} issues occur in the whole run", "在 {policies} 下，`{counted}` 超过 {above} 件时才生效的规则几乎不可能生效：整次运行约发生 {expected} 件";
    TriggerNoPromise: "the changes that begin when more than {above} issues are overdue never begin under {policies}: no issue has a promise (`due`)", "在 {policies} 下，逾期超过 {above} 件时才生效的规则不会生效：没有任何事件设定期限（`due`）";
    GridsShared: "grids of {asked} households under {policies}: the {people} people of role {role} have {several} of them each on average, with {got} households; somebody with several grids knows their households no better than those of one large grid", "在 {policies} 下，每格 {asked} 户：{role} 共 {people} 人，平均每人负责 {several} 格、{got} 户；一人多格时，对住户的熟悉程度与一个大格相同";
    PointsPaidSentence: "Points under {policy}: {points} earned, {paid} paid out for them ({each} each a month).", "{policy} 的积分：共得 {points}，兑换支出 {paid}（每人每月 {each}）。";
    PointsActs: "With them: {acts}.", "其间：{acts}。";
    PointsChanged: "Against {baseline}: {acts}.", "与 {baseline} 相比：{acts}。";
    PointsSpread: "Who gained ({roles}): the fifth of them that earned most got {most} of the points, the fifth that earned least {least}; were all alike, each would get 20% (Gini {gini}, 0 even to 1 all on one).", "谁得到积分（{roles}）：积分最多的五分之一人得到全部积分的 {most}，最少的五分之一人得到 {least}；人人相同则各为 20%（基尼系数 {gini}，0 为均等，1 为全归一人）。";
}
