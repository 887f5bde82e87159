//! Every text of charts and report, in English and in Chinese: one table, so that no chart has words of its own.
//!
//! A gap such as `{baseline}` is filled by the caller. Names of policies, roles and levels come from the scenario and are
//! not translated; names of measures are, and stand in a second table ([`super::label`]).

use super::gaps::filled;
pub use super::locale::Language;

macro_rules! messages {
    ($($variant:ident: $english:literal, $chinese:literal;)*) => {
        /// A text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Message {
            $(#[doc = $english] $variant,)*
        }

        /// All texts.
        pub const MESSAGES: &[Message] = &[$(Message::$variant),*];

        impl Message {
            /// The text in `language`, its gaps not filled.
            #[must_use]
            pub const fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::English) => $english, (Self::$variant, Language::Chinese) => $chinese,)*
                }
            }
        }
    };
}

messages! {
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

    ForestTitle: "Paired differences from {baseline}", "与 {baseline} 的配对差值";
    ForestNote: "Square: mean difference, policy minus {baseline}, with the same residents, issues and luck under both. Line: simultaneous {level}% interval over the rows that have a verdict, plain paired {level}% interval over the others. Heavy vertical line: no difference.", "方块：政策减 {baseline} 的平均差值，两者面对相同的居民、事件与随机性。横线：有结论的各行为联立 {level}% 区间，其余各行为普通配对 {level}% 区间。粗竖线：无差异。";
    RelevantBand: "Grey: differences smaller than the smallest one that matters.", "灰底：小于最小有意义差值的差值。";
    ForestAlt: "Forest plot of paired differences from {baseline}: {rows}", "与 {baseline} 的配对差值森林图：{rows}";

    AccountTitle: "Where the policies act: the time of an issue by part, difference from {baseline}", "政策作用于何处：每件事件的时间构成，与 {baseline} 的差值";
    AccountNote: "Bars: mean difference of each part of the time of an issue, policy minus {baseline} ({unit}); to the left less, to the right more. Diamond with line: their sum, the difference of {whole}, with its {level}% interval. The CSV file has the interval of every part.", "条形：每件事件各部分时间的平均差值，政策减 {baseline}（{unit}）；向左为减少，向右为增加。菱形与横线：各部分之和，即{whole}的差值及其 {level}% 区间。各部分的区间见 CSV 文件。";
    AccountWhole: "all parts together", "各部分合计";
    AccountAlt: "Stacked bars of the differences of each part of the time of an issue from {baseline}: {rows}", "每件事件各部分时间与 {baseline} 的差值堆叠条形图：{rows}";
    WhereItActs: "where {policy} acts, in the mean time of an issue against {baseline}: {parts}; together {total}", "{policy} 作用于何处（每件事件的平均时间，与 {baseline} 相比）：{parts}；合计 {total}";
    ActsNowhere: "where {policy} acts: nowhere, every part of the mean time of an issue is as under {baseline}", "{policy} 没有改变每件事件平均时间的任何部分，与 {baseline} 相同";

    IncidenceTitle: "How issues end, by time since they occurred", "事件自发生起随时间的结局";
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
    BacklogNote: "Line: issues waiting at the end of the day, mean over replications; band: 10% to 90% of the replications. Grey: warm-up, not measured. One scale along a row.", "线：当日结束时等待的事件数（件），各次重复的均值；阴影：重复的 10% 至 90%。灰底：预热期，不计入测量。同一行刻度相同。";
    BacklogAlt: "Backlog by level and day; mean of the last day: {rows}", "各层级逐日积压；最后一天的均值：{rows}";
    Day: "day", "天数";

    FlowTitle: "Where issues are resolved", "事件在哪一级解决";
    FlowNote: "Share of {denominator}, mean over replications.", "占{denominator}的比例，各次重复的均值。";
    FlowAlt: "Stacked bars of the level that resolved the issues: {rows}", "解决事件的层级堆叠条形图：{rows}";
    NotFixed: "not fixed within follow-up", "跟踪期内未解决";

    BoxTitle: "Headline measures, replication by replication", "主要指标的逐次重复";
    BoxNote: "Dot: one replication. Box: quartiles with the median; whiskers: the furthest replications within 1.5 lengths of the box. Quartiles between two replications are interpolated.", "点：一次重复。箱体：四分位数与中位数；须线：箱长 1.5 倍以内最远的重复。两次重复之间的四分位数取内插。";
    BoxAlt: "Box plots with one dot per replication; median and quartiles: {rows}", "每次重复一个点的箱线图；中位数与四分位数：{rows}";

    CostTitle: "Cost against outcome", "成本与成效";
    CostNote: "Marker: mean over replications; cross: {level}% Student t intervals of both.", "标记：各次重复的均值；十字：两者的 {level}% 学生 t 区间。";
    EqualCost: "Markers of policies that cost the same stand side by side.", "成本相同的政策，其标记并排显示。";
    CostAlt: "Cost against outcome: {rows}", "成本与成效：{rows}";

    FactorsShown: "{shown} of {all} factors shown, the furthest-reaching ones; the CSV file has all.", "共 {all} 个因素，图中显示影响最大的 {shown} 个；CSV 文件含全部。";
    FactorsNamed: "{shown} of {all} factors numbered and named, those with the greatest μ*; the CSV file has all.", "共 {all} 个因素，编号并列出 μ* 最大的 {shown} 个；CSV 文件含全部。";
    PanelsShown: "{shown} of {all} panels shown; the CSV file has all.", "共 {all} 个分图，图中显示 {shown} 个；CSV 文件含全部。";
    PointsShown: "{shown} of {all} dominated points drawn; the CSV file has all.", "共 {all} 个被支配点，图中显示 {shown} 个；CSV 文件含全部。";
    CrossesLeftOut: "The intervals of dominated points are in the CSV file.", "被支配点的区间见 CSV 文件。";

    TornadoTitle: "What each factor does: {policy}", "各因素的影响：{policy}";
    TornadoDifferenceTitle: "What each factor does to the difference, {policy} minus {baseline}", "各因素对差值的影响：{policy} 减 {baseline}";
    AtLow: "factor at its low level (upper bar)", "因素取低水平（上条）";
    AtHigh: "factor at its high level (lower bar)", "因素取高水平（下条）";
    VerdictFlips: "the verdict is another one there", "该处结论改变";
    Nominal: "nominal {size}", "标称 {size}";
    TornadoNote: "Bar: from the mean with every factor at its nominal level (heavy line) to the mean with this factor at its low or high level. Thin line: {level}% interval of the shift from the heavy line, paired over replications. Sorted by the distance between the least and the greatest of the three means.", "条形：从所有因素取标称水平的均值（粗竖线）到该因素取低或高水平的均值。细线：相对粗竖线变化的 {level}% 区间（按重复配对）。按三个均值中最小与最大之差排序。";
    NoDifferenceLine: "Dashed, where near enough to be seen: no difference.", "虚线（足够近时）：无差异。";
    TornadoAlt: "Tornado chart, low and high level of each factor: {rows}", "龙卷风图，各因素的低水平与高水平：{rows}";

    HeatmapTitle: "What two factors do together", "两个因素的共同影响";
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
    ParetoNote: "Large, joined and numbered: no other point costs as little and does as well, by the means. Small: dominated by one that does. Crosses: {level}% intervals over replications; where they overlap, another sample may order the points otherwise.", "大标记、连线并编号：按均值，没有其他点成本同样低且成效同样好。小标记：被支配的点。十字：各次重复的 {level}% 区间；区间重叠处，换一批样本次序可能不同。";
    NothingDominated: "Where neither way is better, nothing is dominated and no point is named.", "无优劣之分的指标没有支配关系，也不标注名称。";
    NamesShown: "{shown} of {all} points that are not dominated are named, evenly along the line; the CSV file has all.", "共 {all} 个未被支配的点，沿线均匀标注 {shown} 个；CSV 文件含全部。";
    BetterWay: "better: {ways}", "更好：{ways}";
    ParetoAlt: "Cost against outcome; points that are not dominated: {rows}", "成本与成效；未被支配的点：{rows}";

    WelchTitle: "Whether the start has worn off", "初始状态的影响是否已消退";
    WelchNote: "Faint: mean over replications, day by day. Heavy: its moving average over {window} days before and after. Grey ground up to the solid line: declared warm-up. Dashed line: where MSER-5 would cut.", "细线：各次重复的逐日均值。粗线：前后各 {window} 天的移动平均。灰底至实竖线：声明的预热期。虚竖线：MSER-5 的截断点。";
    WelchMarks: "declared warm-up: {warm} days; MSER-5: {cut}", "声明的预热期：{warm} 天；MSER-5：{cut}";
    InDays: "{days} days", "{days} 天";
    NoTruncation: "no cut found", "未找到截断点";
    WelchAlt: "Welch plot: {rows}", "Welch 图：{rows}";

    ScreeningTitle: "Screening: which factors move the outcome", "筛选：哪些因素影响结果";
    ScreeningNote: "μ*: mean size of the elementary effect of a factor over its range, with its {level}% bootstrap interval. σ: standard deviation of the effects. Above the dashed line σ is greater than μ*: the effect bends, or depends on the other factors. Numbered by μ*.", "μ*：因素在其范围内基本效应大小的均值，附 {level}% 自助法区间。σ：基本效应的标准差。虚线以上 σ 大于 μ*：效应非线性或依赖其他因素。按 μ* 编号。";
    MuStarAxis: "μ* ({unit})", "μ*（{unit}）";
    SigmaAxis: "σ ({unit})", "σ（{unit}）";
    KeptFactor: "kept for the next step", "进入下一步";
    DroppedFactor: "left out", "不再考察";
    ScreeningAlt: "Elementary effects, μ* of each factor: {rows}", "基本效应，各因素的 μ*：{rows}";

    IndicesTitle: "Which factors the variance comes from", "方差来自哪些因素";
    FirstOrder: "S1: the factor alone (upper bar)", "S1：该因素单独的贡献（上条）";
    TotalOrder: "ST: with all its interactions (lower bar)", "ST：含全部交互作用（下条）";
    IndicesNote: "Sobol' indices: share of the variance of a measure, while all factors vary over their ranges. Thin line: {level}% bootstrap interval. Not clipped: a small sample may give shares below 0 or above 100%. Sorted by ST.", "Sobol' 指数：所有因素在各自范围内变化时，指标方差中的占比。细线：{level}% 自助法区间。未截断：样本较小时可能低于 0 或高于 100%。按 ST 排序。";
    NoiseOf: "Noise of replications: {share} of the variance between design points.", "重复噪声：占设计点间方差的 {share}。";
    NoiseUnknown: "Noise of replications: unknown.", "重复噪声：未知。";
    IndicesAlt: "Sobol' indices: {rows}", "Sobol' 指数：{rows}";

    RegretTitle: "Regret over uncertain worlds", "各种可能世界中的遗憾值";
    RegretNote: "Regret: how much worse a policy is than the best one in the same world; 0 is best there. Dot: one world, mean over its replications. Box: quartiles with the median; whiskers: the furthest worlds within 1.5 lengths of the box.", "遗憾值：在同一世界中比最优政策差多少，0 为该世界最优。点：一个世界，各次重复的均值。箱体：四分位数与中位数；须线：箱长 1.5 倍以内最远的世界。";
    WorldsOf: "Dots: one in {step} worlds, in their order; boxes rest on all. The CSV file has the boxes and these dots.", "点：按次序每 {step} 个世界取一个；箱体依据全部世界。CSV 文件含箱体与这些点。";
    BestShareNote: "Shares with their {level}% intervals.", "占比附 {level}% 区间。";
    RegretAxis: "regret in {measure} ({unit}; less is better)", "{measure}的遗憾值（{unit}；越低越好）";
    BestIn: "best in {share} of {worlds} worlds", "{worlds} 个世界中 {share} 最优";
    TiedIn: "tied in {count}", "并列 {count} 个";
    RegretSizes: "median {median}, greatest {greatest}", "中位数 {median}，最大 {greatest}";
    RegretAlt: "Regret of each policy: {rows}", "各政策的遗憾值：{rows}";

    PrecisionTitle: "How precise the estimates became", "估计精度随重复次数的变化";
    PrecisionNote: "Left: mean of the replications so far with its {level}% interval. Right: half-width of that interval. Dashed: the half-width asked for. Vertical line: where it was reached.", "左：截至当时各次重复的均值及其 {level}% 区间。右：该区间的半宽。虚线：所要求的半宽。竖线：达到要求之处。";
    MeanSoFar: "mean", "均值";
    HalfWidth: "half-width", "半宽";
    ReplicationsAxis: "replications", "重复次数";
    AskedReached: "asked: ±{asked}; reached after {n}", "要求：±{asked}；{n} 次后达到";
    AskedMissed: "asked: ±{asked}; not reached", "要求：±{asked}；未达到";
    NothingAsked: "nothing asked", "未作要求";
    PrecisionAlt: "Half-width against replications: {rows}", "半宽与重复次数：{rows}";
    HalfWidthAfter: "{target}: ±{half} after {n} ({asked})", "{target}：{n} 次后 ±{half}（{asked}）";

    VerdictSentence: "{policy} is {verdicts}; {cost}.", "{policy}：{verdicts}；{cost}。";
    SoFar: "So far, {sentence}", "截至目前，{sentence}";
    VerdictIn: "{verdict} in {measures}", "{measures}{verdict}";
    And: " and ", "和";
    Comma: ", ", "、";
    SizeOf: "{measure} ({size})", "{measure}（{size}）";
    NoVerdict: "without a verdict", "无结论";
    NotReached: "not reached", "未达到";
    CostUnknown: "what it costs is not counted", "未计其成本";
    NoPay: "no pay is stated", "未注明薪酬";
    PayWithout: "{cost} (no pay is stated for {roles})", "{cost}（{roles}未注明薪酬）";
    VolunteersOpen: "the hours of volunteers cannot be told from those of {baseline} (difference {size})", "志愿者工时与 {baseline} 无法区分（差值 {size}）";
    VolunteersSame: "volunteers work as many hours as under {baseline}", "志愿者工时与 {baseline} 相同";
    VolunteersOther: "hours of volunteers {size}", "志愿者工时 {size}";
    OfWhich: "of which {parts}", "其中 {parts}";
    VolunteersWorth: "at their shadow price {size}, which nobody pays", "按影子价格折算 {size}，无人支付";
    ShadowWithout: "a shadow price of the hours of volunteers is stated (`costs.volunteer_hour`), and nobody is a volunteer", "已注明志愿者工时的影子价格（`costs.volunteer_hour`），但没有志愿者";
    CostOpen: "its cost cannot be told from that of {baseline} (difference {size})", "其成本与 {baseline} 无法区分（差值 {size}）";
    CostSame: "it costs the same as {baseline}", "其成本与 {baseline} 相同";
    CostMore: "it costs {size} more", "其成本多 {size}";
    CostLess: "it costs {size} less", "其成本少 {size}";
    Identical: "identical", "相同";
    Unchanged: "no difference", "无差异";
    UnchangedIn: "no difference in {n} runs", "{n} 次运行中均无差异";
    Rare: "rare: differs in {count} of {n} runs", "罕见：{n} 次运行中仅 {count} 次有差异";
    Equivalent: "equivalent", "等价";
    Undecided: "undecided", "尚无定论";
    AndEnough: "{side} and enough", "{side}且足够大";
    ButSmall: "{side} but small", "{side}但很小";
    EquivalentWithin: "equivalent within {within}", "等价（±{within}以内）";
    VerdictBecause: "{verdict}: {why}", "{verdict}：{why}";
    OneMore: "about 1 more replication would settle ±{settles}", "约需再做 1 次重复才能判定 ±{settles}";
    SomeMore: "about {more} more replications would settle ±{settles}", "约需再做 {more} 次重复才能判定 ±{settles}";
    TooManyMore: "it would take over a million more replications to settle ±{settles}", "需再做一百万次以上重复才能判定 ±{settles}";
    PatternStated: "{measure}{group}, {subject}: expected {expected}", "{measure}{group}，{subject}：预期{expected}";
    OfGroup: " of {group}", "（{group}）";
    UnderPolicy: "under {policy}", "在 {policy} 下";
    AgainstPolicy: "{policy} against {baseline}", "{policy} 对 {baseline}";
    SameWithin: "the same within {within}", "相同（±{within}以内）";
    FromTo: "{low} to {high}", "{low} 至 {high}";
    PatternFound: "found {size}", "得到 {size}";
    FoundNothing: "found no number in some replication", "某些重复中没有数值";
    PolicyNotRun: "a policy it speaks of was not run", "所涉及的政策未运行";
    Reproduced: "reproduced", "已再现";
    NotReproduced: "not reproduced", "未再现";
    NotRun: "not run", "未运行";
    RareCounts: "rare, fewer than {fewest} in a run under every policy: {list}; what is said of them rests on few events", "各政策下每次运行均少于 {fewest} 件的罕见计数：{list}；据此所得只依据极少的事件";
    OneReplication: "one replication has no interval; ask for more with --replications", "只有一次重复，没有区间；请用 --replications 增加重复";
    LeftOut: "{count} of {all} replications left out of all estimates because a run failed:", "{all} 次重复中有 {count} 次因运行失败而不计入任何估计：";
    FailedRun: "{policy} replication {replication}: {reason}", "{policy} 第 {replication} 次重复：{reason}";
    InterruptedNote: "interrupted: the estimates rest on the replications that were complete", "已中断：估计仅依据已完成的重复";
    TooManyFailures: "no verdict: more than 1% of the replications were left out", "无结论：超过 1% 的重复未计入";
    GuessedSize: "where the file states no smallest difference that matters (`relevant`), what would be settled is a difference as large as the one observed", "文件未给出最小有意义差值（`relevant`）时，所需重复次数按判定与观测差值同样大的差值计算";

    ReportOfRun: "{scenario}: policy {policy}", "{scenario}：政策 {policy}";
    ReportOfComparison: "{scenario}: {policies} against {baseline}", "{scenario}：{policies} 对 {baseline}";
    NothingCompared: "One policy was run, so nothing is compared and there is no verdict: the measures below stand for themselves. `wangge compare` runs several policies on the same residents, issues and luck and gives verdicts.", "只运行了一个政策，没有比较，也就没有结论：下列指标仅供参考。`wangge compare` 让多个政策面对相同的居民、事件与随机性，并给出结论。";
    FamilyNote: "The {level}% intervals of the {size} differences with a verdict hold together: with {level}% confidence every one covers its true difference. All other intervals are {level}% intervals of their own by the same method.", "{size} 个有结论的差值，其 {level}% 区间联立成立：有 {level}% 的置信度所有区间同时覆盖真实差值。其他区间均为各自的 {level}% 学生 t 区间。";
    OwnIntervals: "All intervals are {level}% Student t intervals over replications, corrected for skewness.", "所有区间均为各次重复的 {level}% 学生 t 区间，并按偏度校正。";
    ClippedNote: "* A share ends at 0 and 1 here; the tables keep the limits as computed.", "* 占比在此截于 0 与 1；表格文件保留计算所得的界限。";
    EmptyNote: "–: no replication had anything to count it over.", "–：没有任何重复有可计数的对象。";
    DifferenceNote: "Δ: difference, policy minus {baseline}.", "Δ：差值，即该政策减 {baseline}。";
    CountedOver: "{definition}. Counted over: {denominator}.", "{definition}。分母：{denominator}。";
    RelevantNote: "Smallest difference that matters: {relevant}.", "最小有意义差值：{relevant}。";
    OfPlace: "Of the whole place", "全域";
    HeadlineMeasures: "Headline measures", "主要指标";
    ByLevel: "By level", "按层级";
    ByHousing: "By housing type", "按住房类型";
    ByLinkage: "By link to a member", "按是否联户";
    ByPayer: "By payer", "按支付方";
    FurtherHeading: "Further measures", "其他指标";
    Linked: "linked", "已联户";
    Unlinked: "unlinked", "未联户";
    EstimateColumn: "estimate", "估计";
    DifferenceColumn: "difference from {baseline}", "与 {baseline} 的差值";
    VerdictColumn: "verdict", "结论";
    ReachedIn: "reached in {percent}%", "{percent}% 的重复达到";
    NotWithin: "> {span}", "> {span}";
    PairsOfReplications: "n = {n}", "n = {n}";
    SaidOf: "{what}: {text}", "{what}：{text}";
    PairCaption: "{truth} beside {record}", "{truth}与{record}";
    TrueMeasureColumn: "what is true", "真实情况";
    RecordedMeasureColumn: "what the record says", "记录所示";
    UnsourcedNote: "None of the {assumed} assumed numbers has a source; each has a range in which it may lie.", "{assumed} 个假设值均无来源，只给出可能的范围。";
    NoWorldsYet: "In what share of the worlds within these ranges the sign of a difference holds is not known: that study does not exist yet.", "在这些范围内的各种可能世界里，差值的符号在多大比例上成立，目前未知：尚无此项研究。";
    ExpectedColumn: "stated", "表述";
    PatternSource: "source", "来源";
    FoundColumn: "found", "所得";
    PatternNote: "Intervals of patterns are intervals of their own, outside the family of verdicts; they decide nothing.", "模式的区间为各自的学生 t 区间，不属于结论的联立区间，也不决定任何结论。";
    PlanHash: "plan hash", "计划哈希";
    PlanSeed: "seed", "种子";
    PlanReplications: "replications", "重复次数";
    ReplicationsEnded: "{ended} of {asked}", "{asked} 次中的 {ended} 次";
    ReplicationsUsed: "{ended}, of which {used} used", "{ended} 次，其中 {used} 次计入";
    PlanScenario: "scenario", "场景";
    PlanConfidence: "confidence", "置信水平";
    PlanPolicy: "policy {policy}", "政策 {policy}";
    PlanBaseline: "policy {policy} (baseline)", "政策 {policy}（基准）";
    NoTitle: "no title", "无标题";
    BaseTitle: "the file without overlay", "不加叠加的场景文件";
    PlanStart: "start", "开始";
    PlanSpan: "length of a run", "一次运行的长度";
    PlanWarmUp: "warm-up, not measured", "预热期，不计入测量";
    PlanWindow: "occurrences that are followed", "所跟踪事件的发生时段";
    PlanFollowUp: "each followed for", "每件跟踪";
    PlanVersion: "version", "版本";
    BandOf: "Bands rest on the first {n} replications.", "阴影依据前 {n} 次重复。";
    DotsOf: "Dots: one in {step} replications, in their order; boxes rest on all. The CSV file has the boxes and these dots.", "点：按次序每 {step} 次重复取一次；箱体依据全部重复。CSV 文件含箱体与这些点。";
    PerPersonAndWeek: "hours per person and week in place", "小时/人·在岗周";

    PrecisionReached: "precision reached after {n} replications: {asked}", "{n} 次重复后达到所求精度：{asked}";
    PrecisionAsked: "{measure} ±{asked}", "{measure} ±{asked}";
    PrecisionMissed: "precision not reached in {n} replications: {unmet}; {more}", "{n} 次重复后未达到所求精度：{unmet}；{more}";
    PrecisionUnconfirmed: "precision met after {n} replications, but not yet at two looks in a row: allow more with --replications", "{n} 次重复后满足所求精度，但尚未连续两次查看都满足：请用 --replications 允许更多重复";
    PrecisionUnmet: "{measure} of {policy} ±{half}, asked ±{asked}", "{policy} 的{measure} ±{half}，所求 ±{asked}";
    PrecisionNoInterval: "{measure} of {policy} has no interval, asked ±{asked}", "{policy} 的{measure}没有区间，所求 ±{asked}";
    PrecisionOfMean: "{size} ({share})", "{size}（{share}）";
    PrecisionMore: "about {more} more replications", "约需再做 {more} 次重复";
    PrecisionTooMany: "how many more it would take is not known, or over a million", "还需多少次重复未知，或超过一百万次";
    PrecisionLevel: "the looks take {level}% intervals, so that the intervals of all verdicts together are never wider than what was met", "查看时采用 {level}% 区间，因此全部结论的联立区间不会宽于所满足的精度";

    SelectionWon: "{policy} is selected by {measure}: with a probability of at least {level}% it is the best, if the best is better than all others by {zone} or more; of policies closer together any may be chosen", "按{measure}选出 {policy}：若最优政策优于其余所有政策 {zone} 或以上，则所选即最优的概率至少为 {level}%；差距更小的政策中任何一个都可能被选中";
    SelectionOpen: "no policy is selected by {measure} within {n} replications: {policies} are still in; allow more with --replications, or state a larger --indifference", "{n} 次重复内未能按{measure}选出政策：{policies} 仍在候选；请用 --replications 允许更多重复，或用 --indifference 给出更大的差值";
    SelectionIntervals: "the intervals are {level}% Student t intervals of each policy's own replications; they know nothing of the selection and promise nothing together", "区间为各政策自身重复的普通 {level}% 学生 t 区间，不考虑选择过程，也不联立成立";
    SelectionCaption: "Selection by {measure}", "按{measure}选择";
    ReportOfSelection: "{scenario}: the best of {policies}", "{scenario}：在 {policies} 中选最优";
    CandidateColumn: "policy", "政策";
    ReplicationsColumn: "replications", "重复次数";
    FateColumn: "selection", "选择结果";
    FateSelected: "selected", "选中";
    FateEliminated: "dropped after {at} replications, led by {by}", "{at} 次重复后淘汰，领先者为 {by}";
    FateUndecided: "still in", "仍在候选";
    NoCharts: "The policies have different numbers of replications, so there are no charts.", "各政策的重复次数不同，因此不作图。";

    PileUp: "backlog of {level} grows by {rate} issues a day under {policy}, without bound: steady-state figures mean nothing there, and longer runs give longer waits", "在 {policy} 下，{level}的积压每天增加 {rate} 件，没有上限：那里的稳态数字没有意义，运行越长等待越久";
    QueueGrows: "queue of {unit} grows without bound; issues waiting there on average in the first and in the last quarter of the measured time: {cases}. Waits there depend on how long the run is, and longer runs give longer waits", "{unit} 的待办队列不断增长，没有上限；测量期第一与最后四分之一内的平均待办件数：{cases}。那里的等待取决于运行长度，运行越长等待越久";
    QueuesMore: "queues of {count} more units grow without bound: see units.parquet", "另有 {count} 个单位的待办队列不断增长，没有上限：见 units.parquet";
    QueueCase: "{first} and {last} under {policy} ({rate} more every day)", "{policy}：{first} 与 {last}（每天增加 {rate}）";
    BusiestUnit: "busiest unit, by the share of their hours on duty that its people work: {units}", "最忙的单位（按人员值班时间中的工作占比）：{units}";
    LoadUnder: "{load} under {policy}", "{policy}：{load}";
    NobodyBusy: "no role is above 50% busy under {policies} (busiest: {role}, {load}): staffing, grids and thresholds hardly act here", "在 {policies} 下，没有角色的忙碌程度超过 50%（最忙：{role}，{load}）：人员配备、网格与升级时限在此几乎不起作用";
    NobodyBusyBut: "no role is above 50% busy under {policies} (busiest: {role}, {load}): staffing, grids and thresholds hardly act, except at {units}", "在 {policies} 下，没有角色的忙碌程度超过 50%（最忙：{role}，{load}）：除 {units} 外，人员配备、网格与升级时限几乎不起作用";
    GridsUnreached: "grids of {asked} households are not reached under {policies}: they have {got} on average, because {why}", "在 {policies} 下，每格 {asked} 户的要求没有达到：实际平均每格 {got} 户，因为{why}";
    MembersUnreached: "{asked} households for each member are not reached under {policies}: there are {got}, because no more are linked", "在 {policies} 下，每名成员 {asked} 户的要求没有达到：实际 {got} 户，因为没有更多联户住户";
    RoundsUnmoved: "how many people of role {role} there are ({cases}) changes nothing about the stops planned for {rounds}: they are a share of the place, dealt to whoever goes; rounds by `stops` or `hours` are planned for each person", "{role} 的人数（{cases}）不影响 {rounds} 计划的点次：按辖区的比例计划，由在岗者分担；按 `stops` 或 `hours` 则逐人计划";
    TasksBeyondHours: "background tasks alone would take more than all hours on duty, so that they pile up: {loads}", "仅日常事务就将超出全部当班工时，事务会越积越多：{loads}";
    AgendaLeavesOut: "{role} never turns to {things} under {policies}: the agenda leaves that out", "在 {policies} 下，{role} 从不处理{things}：日程中没有列入";
    ThingMeetings: "meetings", "会议";
    ThingCases: "cases", "事件";
    ThingRounds: "rounds", "巡访";
    ThingTasks: "tasks that come after residents' issues", "排在居民事件之后的事务";
    LimitStaff: "there are {people} people of role {role} in all and every grid has one", "{role} 共 {people} 人，而每格至少一人";
    LimitBuildings: "a grid has one building or more", "每格至少一栋建筑";
    LimitCommunities: "a grid never crosses a community", "网格不跨越社区";
    SteadyHolds: "steady state: the start of every slow state is over within the warm-up ({states})", "稳态：所有慢变状态的初始阶段都在预热期内结束（{states}）";
    SteadyRefused: "no steady state may be claimed: {reasons}. {help}", "不能宣称稳态：{reasons}。{help}";
    SteadyNeeds: "{state} under {policy} needs a warm-up of {days} days and has {there}", "在 {policy} 下，{state}需要 {days} 天预热，现有 {there} 天";
    SteadyWordPasses: "the start has worn off", "初始影响已消退";
    SteadyWordNeeds: "needs {days} days of warm-up", "需要 {days} 天预热期";
    SteadyWordNotSettled: "has not settled", "尚未稳定";
    SteadyWordPilesUp: "piles up", "不断积压";
    SteadyWordTooShort: "too short to tell", "时间太短，无法判断";
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

    SkipLink: "Skip to the verdict", "跳到结论";
    Contents: "Contents", "目录";
    VerdictHeading: "Verdict", "结论";
    MeasuresHeading: "Measures", "指标";
    MatchedHeading: "The same issue under two policies", "同一事件在两种政策下";
    PairsHeading: "Reported beside true", "记录值与真实值对照";
    FiguresHeading: "Figures", "图";
    WorkloadHeading: "Workload by role", "各角色工作量";
    RestsHeading: "What this rests on", "结果的依据";
    PatternsHeading: "Patterns", "模式检验";
    PlanHeading: "Plan", "计划";
    MeasureColumn: "measure", "指标";
    UnitColumn: "unit", "单位";
    PolicyColumn: "policy", "政策";
    KeyColumn: "key", "键";
    ValueColumn: "value", "值";
    BasisColumn: "rests on", "依据";
    SourceColumn: "source, target or range", "来源、校准目标或范围";
    PatternColumn: "pattern", "模式";
    HeldColumn: "reproduced", "是否再现";
    Cited: "cited", "引用";
    Calibrated: "calibrated", "校准";
    Assumed: "assumed", "假设";
    RestsCounts: "Of {all} numbers of the scenario, {cited} are cited, {calibrated} calibrated, {assumed} assumed; of {unstated} nothing is stated.", "场景的 {all} 个数值中，引用 {cited} 个，校准 {calibrated} 个，假设 {assumed} 个；{unstated} 个未说明依据。";
    NothingHere: "Nothing to show here.", "此处没有内容。";
    FigureData: "numbers of this figure: {file}", "本图数据：{file}";
    ReportFoot: "Made by wangge {version}. Every number of the verdict and of the tables of measures can be found in summary.csv, comparisons.csv or sensitivity.csv of the results folder; those of a figure in the file named below it.", "由 wangge {version} 生成。结论与各指标表的所有数字均可在结果文件夹的 summary.csv、comparisons.csv 或 sensitivity.csv 中找到；图中数字见图下所列文件。";

    ReportOfSweep: "Sweep of {scenario}: {kind}, {points} points of {factors} factors, {policies}, {replications} replications each, on the same luck everywhere.", "{scenario} 的参数扫描：{kind}，{factors} 个因素的 {points} 个设计点，{policies}，每点 {replications} 次重复，各处使用相同的随机性。";
    PolicyNamed: "policy {policy}", "政策 {policy}";
    PoliciesNamed: "policies {policies}", "政策 {policies}";
    FullFactorial: "full factorial", "全因子";
    OneAtATime: "one at a time", "逐个变动";
    LatinHypercube: "Latin hypercube", "拉丁超立方";
    SobolSequence: "Sobol sequence", "Sobol 序列";
    DesignByHand: "design of a file", "文件给定的设计";
    BestSentence: "{measure}: best under {policy} at {levels}, {estimate}; {count} of {all} cannot be told from it.", "{measure}：最优为 {policy}（{levels}），{estimate}；{all} 个方案中有 {count} 个与之无法区分。";
    BestAloneSentence: "{measure}: best under {policy} at {levels}, {estimate}; no other of {all} comes as near as luck explains.", "{measure}：最优为 {policy}（{levels}），{estimate}；其余 {all} 个方案均显著落后。";
    WorldSentence: "{measure}: {policy} keeps its side of {baseline} in {same} of {worlds} worlds ({settled} of them beyond luck), and changes it in {opposite}.", "{measure}：{policy} 相对 {baseline} 的方向在 {worlds} 个可能世界中的 {same} 个保持不变（其中 {settled} 个超出随机误差），在 {opposite} 个改变。";
    FlipSentence: "What flips it most: {factor} {split}: {here} of {among} worlds there have the other sign, elsewhere {there} of {rest}.", "最能使其反转的假设：{factor} {split}：其中 {among} 个世界有 {here} 个方向相反，其余 {rest} 个中有 {there} 个。";
    NoFlip: "No single assumption tells the worlds of the other sign from the rest better than chance would.", "没有单个假设能比随机更好地区分方向相反的世界。";
    Above: "above {level}", "高于 {level}";
    AtMostLevel: "at most {level}", "不高于 {level}";
    IsLevel: "at {level}", "取 {level}";
    IsNotLevel: "not at {level}", "不取 {level}";
    PointsCaption: "Design points", "设计点";
    PointsAbout: "Means over replications with half-widths, the best by {measure} first. ** the best, * not to be told from the best.", "各次重复的均值与半宽，按“{measure}”最优者在前。** 最优，* 与最优无法区分。";
    PointsCut: "The first {shown} of {all}; summary.csv has all.", "显示 {all} 行中的前 {shown} 行；summary.csv 含全部。";
    PointColumn: "point", "设计点";
    WorldsCaption: "Policies across worlds: {measure}", "各可能世界中的政策：{measure}";
    WorldsAbout: "A world is a design point. Regret is how far a policy lies behind the best policy of its world.", "一个设计点即一个可能世界。遗憾值为该政策落后于该世界最优政策的程度。";
    WorldsBest: "best in", "最优的世界数";
    WorldsTied: "tied", "并列";
    WorldsAmong: "not told from the best in", "与最优无法区分的世界数";
    RegretMean: "mean regret", "平均遗憾值";
    RegretP90: "90% quantile", "90% 分位数";
    RegretLargest: "largest (point)", "最大值（设计点）";
    SignsCaption: "Does the sign of the difference hold? {measure}", "差值的方向是否保持？{measure}";
    SignsAbout: "Worlds by the difference of each policy from {baseline}, beside its sign {reference}.", "按各政策与 {baseline} 之差统计的世界数，与其{reference}的方向相比。";
    ReferenceNominal: "at the file's own values", "在文件自身取值处";
    ReferenceWhole: "over all worlds together", "在所有世界合计";
    SignSame: "same sign", "方向相同";
    SignOpposite: "other sign", "方向相反";
    SignSettledSame: "same, beyond luck", "相同且超出随机误差";
    SignSettledOpposite: "other, beyond luck", "相反且超出随机误差";
    SignEquivalent: "equivalent", "等价";
    SignUndecided: "undecided", "尚无定论";
    FlipsCaption: "Assumptions that tell the worlds of the other sign apart: {measure}, {policy}", "能区分方向相反世界的假设：{measure}，{policy}";
    FlipsAbout: "One threshold of one factor at a time. p: how likely a cut at least as good of any of the factors is by chance; beyond 0.05 it is not to be read.", "每次只用一个因素的一个分界值。p：任一因素偶然出现同样好的切分的概率；大于 0.05 者不应解读。";
    FactorColumn: "factor", "因素";
    CutColumn: "cut", "切分";
    OtherSignBelow: "other sign below", "其下方向相反";
    OtherSignAbove: "other sign above", "其上方向相反";
    RankColumn: "rank correlation", "秩相关";
    PColumn: "p", "p";
    EffectsCaption: "What each factor does alone: {measure}, {output}", "各因素单独的作用：{measure}，{output}";
    EffectsAbout: "Shift of the mean from the file's own values, paired on the same luck, factors with the largest range first. A verdict that becomes another one is named.", "相对文件自身取值的均值变化，按相同随机性配对，作用范围大者在前。结论改变者予以注明。";
    OutputValue: "under {policy}", "在 {policy} 下";
    OutputDifference: "{policy} minus {baseline}", "{policy} 减 {baseline}";
    LowColumn: "lowest level", "最低水平";
    HighColumn: "highest level", "最高水平";
    VerdictTurns: "verdict", "结论";
    TurnLost: "lost at {level}", "在 {level} 处消失";
    TurnGained: "gained at {level}", "在 {level} 处出现";
    TurnReversed: "reversed at {level}", "在 {level} 处反转";
    BudgetCaption: "For the same money", "同样的花费";
    BudgetSentence: "For what {budget} costs ({cost}): {ways}.", "以 {budget} 的花费（{cost}）计：{ways}。";
    BudgetExploratory: "Each point is a comparison of its own; of a hundred points without any difference about five show one.", "每个设计点各自成为一次比较；一百个无差异的点中约有五个会显示差异。";
    ReportOfScreening: "Screening of {scenario}: {rows} Morris trajectories through {factors} factors, {points} points, {policies}, {replications} replications each, on the same luck everywhere.", "{scenario} 的因素筛选：{factors} 个因素的 {rows} 条 Morris 轨迹，{points} 个设计点，{policies}，每点 {replications} 次重复，各处使用相同的随机性。";
    ReportOfDecomposition: "Sobol' indices of {scenario}: {factors} factors, {rows} base rows, {points} points, {policies}, {replications} replications each, on the same luck everywhere.", "{scenario} 的 Sobol 指数：{factors} 个因素，{rows} 个基础行，{points} 个设计点，{policies}，每点 {replications} 次重复，各处使用相同的随机性。";
    ScreeningStep: "screening", "筛选";
    DecompositionStep: "Sobol' indices", "Sobol 指数";
    SurvivorsSentence: "Of {all} factors {passed} may move some output by a tenth of what its strongest factor does, or more; {count} go on, the strongest first: {list}.", "{all} 个因素中有 {passed} 个对某一输出的作用可能达到其最强因素的十分之一以上；{count} 个进入下一步，强者在前：{list}。";
    SurvivorsCut: "For want of room {count} do not go on, the strongest first: {list}.", "因名额所限，{count} 个未进入下一步，强者在前：{list}。";
    NoSurvivors: "No factor moves any output.", "没有因素影响任何输出。";
    StrongestSentence: "{output}: {factor} matters most, with a hand in {total} of the variance and {first} alone; first orders add up to {sum}.", "{output}：{factor} 最为重要，参与方差的 {total}，单独贡献 {first}；一阶指数合计 {sum}。";
    TooFewRows: "{rows} base rows are too few for the Sobol' indices of {outputs}: {count} first orders are above the total or below zero, which cannot be, and the widest interval is ±{half}. These indices are noise and rank nothing; `--base {base}` would bring them to about ±0.1.", "{rows} 个基础行不足以估计以下输出的 Sobol 指数：{outputs}。有 {count} 个一阶指数大于总指数或小于零，这不可能成立，最宽的区间为 ±{half}。这些指数只是噪声，不能据以排序；用 `--base {base}` 可使其约在 ±0.1 以内。";
    EveryOutput: "every output", "全部输出";
    TooFewRowsNote: "Noise: too few base rows. Not to be read as an order of the factors.", "噪声：基础行太少，不可当作因素的排序。";
    NoVariance: "{output}: no indices, since it does not vary or too few base rows are whole.", "{output}：该输出没有变化，或完整的基础行太少，因此没有指数。";
    NoiseUnknownWarning: "One replication says nothing of noise: how much of the variance between points is luck is not known.", "只有一次重复，无法得知设计点之间的方差有多少来自随机误差。";
    NoiseWarning: "Half or more of the variance between points is replication noise in: {outputs}. Take more replications, or a larger part of the place.", "以下输出在设计点之间的方差有一半以上为重复噪声：{outputs}。请增加重复次数，或取更大的规模。";
    MissingWarning: "{outputs}: {count} of {all} points have no value; effects and base rows that need them are left out.", "{outputs}：{all} 个设计点中有 {count} 个没有数值；依赖它们的作用与基础行不计入。";
    RowsWarning: "{output}: {count} of {all} base rows are left out.", "{output}：{all} 个基础行中有 {count} 个未计入。";
    NegativeWarning: "{count} of {all} indices are below nought and told as they are: the true ones lie near nought, and the sample is small.", "{all} 个指数中有 {count} 个为负，如实列出：其真值接近零，而样本较小。";
    SensitivityRemark: "What matters depends on the ranges of the factors: a number that is assumed to be known well matters little.", "重要性取决于各因素的取值范围：假定已知得很准的数值显得不重要。";
    OutputsCaption: "Outputs", "输出";
    NoiseAbout: "Noise: share of the variance between points that is luck of the replications. The effect of a weak factor has more of it.", "噪声：设计点之间的方差中来自重复随机性的占比。弱因素的作用中噪声所占更多。";
    OutputColumn: "output", "输出";
    OutputNamed: "{measure}, {output}", "{measure}（{output}）";
    LargestColumn: "largest μ*", "最大 μ*";
    NoiseColumn: "noise", "噪声";
    MissingColumn: "points without value", "无数值的设计点";
    AndMore: "{list} and {count} more", "{list}，以及另外 {count} 个";
    SumColumn: "sum of S1", "S1 合计";
    RowsColumn: "base rows used", "所用基础行";
    SharesCaption: "Factors that go on, by output", "进入下一步的因素，按输出";
    SharesAbout: "Share of the largest μ* of each output, by the numbers above.", "占各输出最大 μ* 的比例，输出编号见上表。";
    GlanceCaption: "Factors, by output", "各因素，按输出";
    GlanceAbout: "Total index ST, and beside it the first order S1; outputs by the numbers above.", "总指数 ST，旁为一阶指数 S1；输出编号见上表。";
    ScreeningCaption: "Elementary effects on {output} ({unit})", "对 {output} 的基本效应（{unit}）";
    ScreeningAbout: "μ*: mean size of the effect, per range of the factor, with a bootstrap interval over trajectories. σ: how unlike the effects are.", "μ*：按因素全范围计的作用大小的均值，区间由轨迹自助法得出。σ：各次作用的差异程度。";
    EffectsColumn: "effects", "作用次数";
    GoesOnColumn: "goes on", "进入下一步";
    GoesOn: "yes", "是";
    IndicesCaption: "Sobol' indices of {output}", "{output} 的 Sobol 指数";
    IndicesAbout: "S1: share of the variance that a factor brings alone. ST: share that it has a hand in. Bootstrap intervals over base rows.", "S1：因素单独贡献的方差占比。ST：因素参与的方差占比。区间由基础行自助法得出。";
    FactorsCut: "The first {shown} of {all}; sensitivity.csv has all.", "显示 {all} 个中的前 {shown} 个；sensitivity.csv 含全部。";
    PlanDesign: "design", "设计";
    PlanFactors: "factors", "因素";
}

impl Message {
    /// The text in `language` with its gaps filled: `{name}` becomes the value of `name`. A value is not searched for gaps.
    #[must_use]
    pub fn filled(self, language: Language, values: &[(&str, &str)]) -> String {
        filled(self.text(language), values)
    }
}

#[cfg(test)]
mod tests {
    use crate::output::language::message::*;

    fn gaps(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_have_the_same_gaps_and_no_empty_text() {
        for message in MESSAGES {
            let (english, chinese) = (message.text(Language::English), message.text(Language::Chinese));
            assert!(!english.is_empty() && !chinese.is_empty(), "{message:?}");
            assert_eq!(gaps(english), gaps(chinese), "{message:?}");
        }
    }

    #[test]
    fn a_gap_is_filled_once_and_a_value_with_braces_stays_as_it_is() {
        let values = [("baseline", "{rows}"), ("rows", "a {b} c")];
        assert_eq!(Message::ForestAlt.filled(Language::English, &values), "Forest plot of paired differences from {rows}: a {b} c");
        assert_eq!(Message::NoData.filled(Language::Chinese, &[]), "没有数据");
    }
}
