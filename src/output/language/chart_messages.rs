//! Texts of charts, and of what several charts share.

use super::message::messages;

messages! {
    CHARTS;

    Foot: "{scenario} · n = {n} replications · seed {seed} · plan {hash}", "{scenario} · n = {n} 次重复 · 种子 {seed} · 计划 {hash}";
    NoData: "no data", "没有数据";
    NoNumber: "no number", "无数值";
    LessIsBetter: "less is better", "越低越好";
    MoreIsBetter: "more is better", "越高越好";
    NeitherIsBetter: "neither way is better", "无优劣之分";
    Better: "better", "更好";
    Worse: "worse", "更差";
    Lower: "lower", "较低";
    Higher: "higher", "较高";
    Next: "; ", "；";
    Full: ".", "。";
    Clause: ", ", "，";
    Heading: "{measure} ({unit})", "{measure}（{unit}）";
    JudgedHeading: "{measure} ({unit}; {wish})", "{measure}（{unit}；{wish}）";

    ForestMessage: "Better than “{baseline}” in {measure}: {better} of {all}", "{measure}优于“{baseline}”：{all} 个政策中有 {better} 个";
    ForestTitle: "Paired differences from {baseline}", "与 {baseline} 的配对差值";
    ForestNote: "Square: mean difference, policy minus {baseline}, with the same residents, issues and random events under both. Line: simultaneous {level}% interval over the rows that have a verdict, plain paired {level}% interval over the others. Heavy vertical line: no difference.", "方块：政策减 {baseline} 的平均差值，两者面对相同的居民、事件与随机情况。横线：有结论的各行为联立 {level}% 区间，其余各行为普通配对 {level}% 区间。粗竖线：无差异。";
    RelevantBand: "Grey: differences smaller than the smallest one that matters.", "灰底：小于最小有意义差值的差值。";
    ForestAlt: "Forest plot of paired differences from {baseline}: {rows}", "与 {baseline} 的配对差值森林图：{rows}";

    AccountTitle: "Where the policies act: the time of an issue by part, difference from {baseline}", "政策作用于何处：每件事件的时间构成，与 {baseline} 的差值";
    AccountMessage: "“{policy}”: {size} {unit} an issue against “{baseline}”, largest part: {part} ({piece})", "“{policy}”：每件事件与“{baseline}”相比 {size} {unit}，变化最大的部分是“{part}”（{piece}）";
    AccountMessageOf: "Largest change of {count}: {message}", "{count} 项中变化最大的：{message}";
    AccountNote: "Bars: mean difference of each part of the time of an issue, policy minus {baseline} ({unit}); to the left less, to the right more. Diamond with line: their sum, the difference of {whole}, with its {level}% interval. The CSV file has the interval of every part.", "条形：每件事件各部分时间的平均差值，政策减 {baseline}（{unit}）；向左为减少，向右为增加。菱形与横线：各部分之和，即{whole}的差值及其 {level}% 区间。各部分的区间见 CSV 文件。";
    AccountWhole: "all parts together", "各部分合计";
    AccountAlt: "Stacked bars of the differences of each part of the time of an issue from {baseline}: {rows}", "每件事件各部分时间与 {baseline} 的差值堆叠条形图：{rows}";
    WhereItActs: "where {policy} acts, in the mean time of an issue against {baseline}: {parts}; together {total}", "{policy} 作用于何处（每件事件的平均时间，与 {baseline} 相比）：{parts}；合计 {total}";
    ActsNowhere: "where {policy} acts: nowhere, every part of the mean time of an issue is as under {baseline}", "{policy} 没有改变每件事件平均时间的任何部分，与 {baseline} 相同";

    IncidenceTitle: "How issues end, by time since they occurred", "事件自发生起随时间的结局";
    IncidenceMessage: "Truly fixed within {days} days: {low} under “{worst}”, {high} under “{best}”", "{days} 天内真实解决：“{worst}”{low}，“{best}”{high}";
    IncidenceMessageOfOne: "Truly fixed within {days} days: {high} under “{best}”", "{days} 天内真实解决：“{best}”{high}";
    IncidenceMessageAlike: "Truly fixed within {days} days: {high} under every policy", "{days} 天内真实解决：各政策均为 {high}";
    IncidenceNote: "Cumulative incidence, mean over replications, of issues of the occurrence cohort, each followed for {days} days. Other ends compete with the fix. Band where drawn: pointwise {level}% interval over replications.", "发生队列中事件的累积发生率，为各次重复的均值，每件事件跟踪 {days} 天。其他结局与真实解决相竞争。阴影（如有）：各次重复的逐点 {level}% 区间。";
    IncidenceAlt: "Cumulative incidence curves. At the end of the follow-up of {days} days: {rows}", "累积发生率曲线。在 {days} 天跟踪期末：{rows}";
    OtherEnds: "other ends (own scale)", "其他结局（单独刻度）";
    ShareOfIssues: "share of the issues", "事件占比";
    DaysSinceOccurrence: "days since the issue occurred", "事件发生后的天数";
    EndFixed: "truly fixed", "真实解决";
    EndRecorded: "recorded as closed, whatever is true", "记录为办结（不论真伪）";
    EndSelfResolved: "resolved by itself", "自行消解";
    EndWithdrawn: "withdrawn", "撤回";
    EndUnrepaired: "incident, not repaired", "酿成事故且未修复";
    EndRejected: "rejected as not solvable", "以无法解决退回";

    WorkloadTitle: "Where the time of people goes, by role", "各角色的时间去向";
    WorkloadMessage: "Least idle: {role} under “{policy}”, {idle} of {total} {unit}", "空闲最少：“{policy}”下的{role}，{total} {unit}中空闲 {idle}";
    WorkloadNote: "Mean over people and replications, {unit}.", "人员与重复的均值，单位：{unit}。";
    OvertimeNote: "Black tick: end of the rostered time; what lies beyond is overtime, taken off handling.", "黑色竖线：排班时间之末，其外为加班，已从办理中扣除。";
    WorkloadAlt: "Stacked bars of time by role and policy: {rows}", "按角色与政策堆叠的时间条形图：{rows}";
    WorkHandled: "handling", "办理";
    WorkVisited: "visits", "走访";
    WorkTravelled: "travel", "路途";
    WorkPatrolled: "patrol", "巡查";
    WorkAdministrative: "administration", "行政事务";
    WorkSwitching: "switching", "任务切换";
    WorkIdle: "idle", "空闲";
    WorkOvertime: "overtime", "加班";

    BacklogTitle: "Backlog by level", "各层级的积压";
    BacklogMessage: "Most issues waiting at the end: {count} at {level} under “{policy}”", "期末等待最多：“{policy}”下的{level}，{count} 件";
    BacklogMessageNone: "At the end no issue waits at any level", "期末各层级均无等待的事件";
    BacklogNote: "Line: issues waiting at the end of the day, mean over replications; band: 10% to 90% of the replications. Grey: warm-up, not measured. One scale along a row.", "线：当日结束时等待的事件数（件），各次重复的均值；阴影：重复的 10% 至 90%。灰底：预热期，不计入测量。同一行刻度相同。";
    BacklogAlt: "Backlog by level and day; mean of the last day: {rows}", "各层级逐日积压；最后一天的均值：{rows}";
    Day: "day", "天数";

    FlowTitle: "Where issues are resolved", "事件在哪一级解决";
    FlowMessage: "Resolved most often at {level}: {low} to {high}, by policy", "最常在{level}解决：各政策为 {low} 至 {high}";
    FlowMessageOfOne: "Resolved most often at {level}: {high}", "最常在{level}解决：{high}";
    FlowNote: "Share of {denominator}, mean over replications.", "占{denominator}的比例，各次重复的均值。";
    FlowAlt: "Stacked bars of the level that resolved the issues: {rows}", "解决事件的层级堆叠条形图：{rows}";
    NotFixed: "not fixed within follow-up", "跟踪期内未解决";

    BoxTitle: "Headline measures, replication by replication", "主要指标的逐次重复";
    BoxMessage: "From replication to replication: {measure} under “{policy}” from {low} to {high} {unit}", "各次重复之间：“{policy}”的{measure}从 {low} 到 {high} {unit}";
    BoxNote: "Dot: one replication. Box: quartiles with the median; whiskers: the furthest replications within 1.5 lengths of the box. Quartiles between two replications are interpolated.", "点：一次重复。箱体：四分位数与中位数；须线：箱长 1.5 倍以内最远的重复。两次重复之间的四分位数取内插。";
    BoxAlt: "Box plots with one dot per replication; median and quartiles: {rows}", "每次重复一个点的箱线图；中位数与四分位数：{rows}";

    CostTitle: "Cost against outcome", "成本与成效";
    CostMessage: "Cheapest: “{cheapest}”; best in {measure}: “{best}”", "花费最少：“{cheapest}”；{measure}最好：“{best}”";
    CostMessageSame: "All cost the same; best in {measure}: “{best}”", "花费相同；{measure}最好：“{best}”";
    CostMessageBoth: "Cheapest and best in {measure}: “{best}”", "花费最少且{measure}最好：“{best}”";
    CostNote: "Marker: mean over replications; cross: {level}% Student t intervals of both.", "标记：各次重复的均值；十字：两者的 {level}% 学生 t 区间。";
    GreyIs: "Grey in every panel: {policy}.", "各图中灰色为：{policy}。";
    HolidaysAre: "Yellow: holidays of three days or more ({list}).", "黄色：三天及以上的节假日（{list}）。";
    CostAlt: "Cost against outcome: {rows}", "成本与成效：{rows}";

    FactorsShown: "{shown} of {all} factors shown, the furthest-reaching ones; the CSV file has all.", "共 {all} 个因素，图中显示影响最大的 {shown} 个；CSV 文件含全部。";
    FactorsNamed: "{shown} of {all} factors numbered and named, those with the greatest μ*; the CSV file has all.", "共 {all} 个因素，编号并列出 μ* 最大的 {shown} 个；CSV 文件含全部。";
    PanelsShown: "{shown} of {all} panels shown; the CSV file has all.", "共 {all} 个分图，图中显示 {shown} 个；CSV 文件含全部。";
    PointsShown: "{shown} of {all} dominated points drawn; the CSV file has all.", "共 {all} 个被支配点，图中显示 {shown} 个；CSV 文件含全部。";
    CrossesLeftOut: "The intervals of dominated points are in the CSV file.", "被支配点的区间见 CSV 文件。";

    TornadoTitle: "What each factor does: “{policy}”", "各因素的影响：“{policy}”";
    TornadoDifferenceTitle: "What each factor does to the difference, “{policy}” minus “{baseline}”", "各因素对差值的影响：“{policy}”减“{baseline}”";
    TornadoMessage: "“{policy}”: {factor} moves {measure} most, from {low} to {high} {unit}", "“{policy}”：对{measure}影响最大的是“{factor}”，从 {low} 到 {high} {unit}";
    TornadoDifferenceMessage: "“{policy}” against “{baseline}”: {factor} moves the difference in {measure} most, from {low} to {high} {unit}", "“{policy}”与“{baseline}”相比：对{measure}差值影响最大的是“{factor}”，从 {low} 到 {high} {unit}";
    AtLow: "factor at its low level (upper bar)", "因素取低水平（上条）";
    AtHigh: "factor at its high level (lower bar)", "因素取高水平（下条）";
    VerdictFlips: "the verdict is another one there", "该处结论改变";
    Nominal: "nominal {size}", "标称 {size}";
    TornadoNote: "Bar: from the mean with every factor at its nominal level (heavy line) to the mean with this factor at its low or high level. Thin line: {level}% interval of the shift from the heavy line, paired over replications. Sorted by the distance between the least and the greatest of the three means.", "条形：从所有因素取标称水平的均值（粗竖线）到该因素取低或高水平的均值。细线：相对粗竖线变化的 {level}% 区间（按重复配对）。按三个均值中最小与最大之差排序。";
    NoDifferenceLine: "Dashed, where near enough to be seen: no difference.", "虚线（足够近时）：无差异。";
    TornadoAlt: "Tornado chart, low and high level of each factor: {rows}", "龙卷风图，各因素的低水平与高水平：{rows}";

    HeatmapTitle: "What two factors do together", "两个因素的共同影响";
    HeatmapMessage: "{measure} is best at {x} and {y}; {near} of {all} other settings cannot be told from it", "{measure}在 {x}、{y} 处最优；其余 {all} 种取值中 {near} 种与其无法区分";
    HeatmapAxes: "Columns: {x}. Rows: {y}.", "列：{x}。行：{y}。";
    BestCell: "best of its panel", "本分图最优";
    NearBestCell: "not distinguishable from the best", "与最优无法区分";
    EmptyCell: "no number", "无数值";
    HeatmapNote: "Cell: mean over replications. Panels of one measure share one scale, dark for the highest. Hatched: at {level}% confidence not distinguishable from the best cell of the panel. The intervals are in the CSV file.", "单元格：各次重复的均值。同一指标的分图共用一个色标，颜色越深数值越高。斜线：在 {level}% 置信水平下与本分图最优单元格无法区分。区间见 CSV 文件。";
    SmallCells: "Where cells are too small for numbers, the CSV file has them.", "单元格过小而未写数字者，见 CSV 文件。";
    HeatmapAlt: "Heat map of {x} and {y}; best cell of each panel: {rows}", "{x} 与 {y} 的热力图；各分图的最优单元格：{rows}";
    BestAt: "{policy}, {measure}: {size} at {x} and {y}; {near} more not distinguishable, {missing} without a number", "{policy}，{measure}：{x}、{y} 处为 {size}；另有 {near} 格无法区分，{missing} 格无数值";
    NoBest: "{policy}, {measure}: no best cell", "{policy}，{measure}：无最优单元格";

    ParetoTitle: "Cost against outcome of every design point", "各设计点的成本与成效";
    ParetoMessage: "For {measure}, {count} of {all} points are worth their cost: no other costs as little and does as well", "就{measure}而言，{all} 个点中有 {count} 个物有所值：没有其他点成本同样低且成效同样好";
    ParetoNote: "Large, joined and numbered: no other point costs as little and does as well, by the means. Small: dominated by one that does. Crosses: {level}% intervals over replications; where they overlap, another sample may order the points otherwise.", "大标记、连线并编号：按均值，没有其他点成本同样低且成效同样好。小标记：被支配的点。十字：各次重复的 {level}% 区间；区间重叠处，换一批样本次序可能不同。";
    NothingDominated: "Where neither way is better, nothing is dominated and no point is named.", "无优劣之分的指标没有支配关系，也不标注名称。";
    NamesShown: "{shown} of {all} points that are not dominated are named, evenly along the line; the CSV file has all.", "共 {all} 个未被支配的点，沿线均匀标注 {shown} 个；CSV 文件含全部。";
    BetterWay: "better: {ways}", "更好：{ways}";
    ParetoAlt: "Cost against outcome; points that are not dominated: {rows}", "成本与成效；未被支配的点：{rows}";

    WelchTitle: "Whether the start has worn off", "初始状态的影响是否已消退";
    WelchMessage: "The start has worn off in {count} of {all} slow states", "{all} 个缓变状态中有 {count} 个的初始影响已消退";
    WelchNote: "Faint: mean over replications, day by day. Heavy: its moving average over {window} days before and after. Grey ground up to the solid line: declared warm-up. Dashed line: where MSER-5 would cut.", "细线：各次重复的逐日均值。粗线：前后各 {window} 天的移动平均。灰底至实竖线：声明的预热期。虚竖线：MSER-5 的截断点。";
    WelchMarks: "declared warm-up: {warm} days; MSER-5: {cut}", "声明的预热期：{warm} 天；MSER-5：{cut}";
    InDays: "{days} days", "{days} 天";
    NoTruncation: "no cut found", "未找到截断点";
    WelchAlt: "Welch plot: {rows}", "Welch 图：{rows}";

    ScreeningMessage: "What moves {output}: most of all {factor}", "影响“{output}”最大的因素：{factor}";
    ScreeningTitle: "Screening: which factors move the outcome", "筛选：哪些因素影响结果";
    ScreeningNote: "μ*: mean size of the elementary effect of a factor over its range, with its {level}% bootstrap interval. σ: standard deviation of the effects. Above the dashed line σ is greater than μ*: the effect bends, or depends on the other factors. Numbered by μ*.", "μ*：因素在其范围内基本效应大小的均值，附 {level}% 自助法区间。σ：基本效应的标准差。虚线以上 σ 大于 μ*：效应非线性或依赖其他因素。按 μ* 编号。";
    MuStarAxis: "μ* ({unit})", "μ*（{unit}）";
    SigmaAxis: "σ ({unit})", "σ（{unit}）";
    KeptFactor: "kept for the next step", "进入下一步";
    DroppedFactor: "left out", "不再考察";
    ScreeningAlt: "Elementary effects, μ* of each factor: {rows}", "基本效应，各因素的 μ*：{rows}";

    IndicesTitle: "Which factors the variance comes from", "方差来自哪些因素";
    IndicesMessage: "{output}: {factor} is behind {share} of its variance, interactions included", "{output}：方差中 {share} 来自“{factor}”（含交互作用）";
    FirstOrder: "S1: the factor alone (upper bar)", "S1：该因素单独的贡献（上条）";
    TotalOrder: "ST: with all its interactions (lower bar)", "ST：含全部交互作用（下条）";
    IndicesNote: "Sobol' indices: share of the variance of a measure, while all factors vary over their ranges. Thin line: {level}% bootstrap interval. Not clipped: a small sample may give shares below 0 or above 100%. Sorted by ST.", "Sobol' 指数：所有因素在各自范围内变化时，指标方差中的占比。细线：{level}% 自助法区间。未截断：样本较小时可能低于 0 或高于 100%。按 ST 排序。";
    NoiseOf: "Noise of replications: {share} of the variance between design points.", "重复噪声：占设计点间方差的 {share}。";
    NoiseUnknown: "Noise of replications: unknown.", "重复噪声：未知。";
    IndicesAlt: "Sobol' indices: {rows}", "Sobol' 指数：{rows}";

    RegretTitle: "Regret over uncertain worlds", "各种假设情形下的遗憾值";
    RegretMessage: "Best in most worlds by {measure}: “{policy}”, in {share} of them", "按{measure}在最多情形下最优：“{policy}”（{share}）";
    RegretMessageTied: "By {measure} {count} policies are best in equally many worlds, {share}", "按{measure}有 {count} 个政策在同样多的情形下最优（{share}）";
    RegretNote: "Regret: how much worse a policy is than the best one in the same world; 0 is best there. Dot: one world, mean over its replications. Box: quartiles with the median; whiskers: the furthest worlds within 1.5 lengths of the box.", "遗憾值：在同一假设情形下比最优政策差多少，0 表示该情形下最优。点：一种情形，各次重复的均值。箱体：四分位数与中位数；须线：箱长 1.5 倍以内最远的情形。";
    WorldsOf: "Dots: one in {step} worlds, in their order; boxes rest on all. The CSV file has the boxes and these dots.", "点：按次序每 {step} 种情形取一个；箱体依据全部情形。CSV 文件含箱体与这些点。";
    BestShareNote: "Shares with their {level}% intervals.", "占比附 {level}% 区间。";
    RegretAxis: "regret in {measure} ({unit}; less is better)", "{measure}的遗憾值（{unit}；越低越好）";
    BestIn: "best in {share} of {worlds} worlds", "{worlds} 种情形中 {share} 最优";
    TiedIn: "tied in {count}", "并列 {count} 个";
    RegretSizes: "median {median}, greatest {greatest}", "中位数 {median}，最大 {greatest}";
    RegretAlt: "Regret of each policy: {rows}", "各政策的遗憾值：{rows}";

    PrecisionTitle: "How precise the estimates became", "估计精度随重复次数的变化";
    PrecisionChartReached: "The precision asked for was reached after {n} replications", "{n} 次重复后达到所要求的精度";
    PrecisionChartMissed: "The precision asked for was not reached in {n} replications", "{n} 次重复未达到所要求的精度";
    PrecisionNote: "Left: mean of the replications so far with its {level}% interval. Right: half-width of that interval. Dashed: the half-width asked for. Vertical line: where it was reached.", "左：截至当时各次重复的均值及其 {level}% 区间。右：该区间的半宽。虚线：所要求的半宽。竖线：达到要求之处。";
    MeanSoFar: "mean", "均值";
    HalfWidth: "half-width", "半宽";
    ReplicationsAxis: "replications", "重复次数";
    AskedReached: "asked: ±{asked}; reached after {n}", "要求：±{asked}；{n} 次后达到";
    AskedMissed: "asked: ±{asked}; not reached", "要求：±{asked}；未达到";
    NothingAsked: "nothing asked", "未作要求";
    PrecisionAlt: "Half-width against replications: {rows}", "半宽与重复次数：{rows}";
    HalfWidthAfter: "{target}: ±{half} after {n} ({asked})", "{target}：{n} 次后 ±{half}（{asked}）";
}
