//! Every text of charts and report, in English and in Chinese: one table, so that no chart has words of its own.
//!
//! A gap such as `{baseline}` is filled by the caller. Names of policies, roles and levels come from the scenario and are
//! not translated; names of measures are, and stand in a second table.

use crate::units::measure::Measure;

/// Language of charts and report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Its tag in HTML (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }
}

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
    Heading: "{measure} ({unit})", "{measure}（{unit}）";
    JudgedHeading: "{measure} ({unit}; {wish})", "{measure}（{unit}；{wish}）";

    ForestTitle: "Paired differences from {baseline}", "与 {baseline} 的配对差值";
    ForestNote: "Square: mean difference, policy minus {baseline}, with the same residents, issues and luck under both. Line: simultaneous {level}% interval over the rows that have a verdict, plain paired {level}% interval over the others. Heavy vertical line: no difference.", "方块：政策减 {baseline} 的平均差值，两者面对相同的居民、事件与随机性。横线：有结论的各行为联立 {level}% 区间，其余各行为普通配对 {level}% 区间。粗竖线：无差异。";
    RelevantBand: "Grey: differences smaller than the smallest one that matters.", "灰底：小于最小有意义差值的差值。";
    ForestAlt: "Forest plot of paired differences from {baseline}: {rows}", "与 {baseline} 的配对差值森林图：{rows}";

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

    VerdictSentence: "{policy} is {verdicts}; {cost}.", "{policy}：{verdicts}；{cost}。";
    SoFar: "So far, {sentence}", "截至目前，{sentence}";
    VerdictIn: "{verdict} in {measures}", "{measures}{verdict}";
    And: " and ", "和";
    Comma: ", ", "、";
    SizeOf: "{measure} ({size})", "{measure}（{size}）";
    NoVerdict: "without a verdict", "无结论";
    NotReached: "not reached", "未达到";
    CostUnknown: "what it costs is not counted", "未计其成本";
    CostOpen: "its cost cannot be told from that of {baseline} (difference {size})", "其成本与 {baseline} 无法区分（差值 {size}）";
    CostSame: "it costs the same as {baseline}", "其成本与 {baseline} 相同";
    CostMore: "it costs {size} more", "其成本多 {size}";
    CostLess: "it costs {size} less", "其成本少 {size}";
    Identical: "identical", "相同";
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
    OneReplication: "one replication has no interval; ask for more with --replications", "只有一次重复，没有区间；请用 --replications 增加重复";
    LeftOut: "{count} of {all} replications left out of all estimates because a run failed:", "{all} 次重复中有 {count} 次因运行失败而不计入任何估计：";
    FailedRun: "{policy} replication {replication}: {reason}", "{policy} 第 {replication} 次重复：{reason}";
    InterruptedNote: "interrupted: the estimates rest on the replications that were complete", "已中断：估计仅依据已完成的重复";
    TooManyFailures: "no verdict: more than 1% of the replications were left out", "无结论：超过 1% 的重复未计入";
    GuessedSize: "where the file states no smallest difference that matters (`relevant`), what would be settled is a difference as large as the one observed", "文件未给出最小有意义差值（`relevant`）时，所需重复次数按判定与观测差值同样大的差值计算";

    ReportOfRun: "{scenario}: policy {policy}", "{scenario}：政策 {policy}";
    ReportOfComparison: "{scenario}: {policies} against {baseline}", "{scenario}：{policies} 对 {baseline}";
    NothingCompared: "One policy was run, so nothing is compared and there is no verdict: the measures below stand for themselves. `wangge compare` runs several policies on the same residents, issues and luck and gives verdicts.", "只运行了一个政策，没有比较，也就没有结论：下列指标仅供参考。`wangge compare` 让多个政策面对相同的居民、事件与随机性，并给出结论。";
    FamilyNote: "The {level}% intervals of the {size} differences with a verdict hold together: with {level}% confidence every one covers its true difference. All other intervals are {level}% Student t intervals of their own.", "{size} 个有结论的差值，其 {level}% 区间联立成立：有 {level}% 的置信度所有区间同时覆盖真实差值。其他区间均为各自的 {level}% 学生 t 区间。";
    OwnIntervals: "All intervals are {level}% Student t intervals over replications.", "所有区间均为各次重复的 {level}% 学生 t 区间。";
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
    PatternNote: "Intervals of patterns are Student t intervals of their own, outside the family of verdicts; they decide nothing.", "模式的区间为各自的学生 t 区间，不属于结论的联立区间，也不决定任何结论。";
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
    DotsOf: "Dots: the first {n} replications.", "点：前 {n} 次重复。";
    PerPersonAndWeek: "hours per person and week in place", "小时/人·在岗周";

    SkipLink: "Skip to the verdict", "跳到结论";
    Contents: "Contents", "目录";
    VerdictHeading: "Verdict", "结论";
    MeasuresHeading: "Measures", "指标";
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
    ReportFoot: "Made by wangge {version}. Every number of the verdict and of the tables of measures can be found in summary.csv or comparisons.csv of the results folder; those of a figure in the file named below it.", "由 wangge {version} 生成。结论与各指标表的所有数字均可在结果文件夹的 summary.csv 或 comparisons.csv 中找到；图中数字见图下所列文件。";

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
    OwnValues: "the file's own values", "文件自身取值";
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
    FlipsAbout: "One threshold of one factor at a time. p: how likely a cut at least as good of any of the factors is by chance; beyond 0.05 it is not to be read.", "每次只用一个因素的一个阈值。p：任一因素偶然出现同样好的切分的概率；大于 0.05 者不应解读。";
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
    PlanDesign: "design", "设计";
    PlanFactors: "factors", "因素";
}

impl Message {
    /// The text in `language` with its gaps filled: `{name}` becomes the value of `name`. A value is not searched for gaps.
    #[must_use]
    pub fn filled(self, language: Language, values: &[(&str, &str)]) -> String {
        let mut rest = self.text(language);
        let mut whole = String::with_capacity(rest.len());
        while let Some((before, (name, after))) = rest.split_once('{').and_then(|(before, gap)| Some((before, gap.split_once('}')?))) {
            whole.push_str(before);
            whole.push_str(values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
            rest = after;
        }
        whole.push_str(rest);
        whole
    }
}

/// How charts and report call a measure: in English by its name in the registry.
#[must_use]
pub const fn measure_label(measure: Measure, language: Language) -> &'static str {
    match language {
        Language::English => measure.entry().name,
        Language::Chinese => chinese_label(measure),
    }
}

/// How charts and report call a unit of the registry; one that is not known stays as it is.
#[must_use]
pub fn unit_label(unit: &str, language: Language) -> &str {
    match (language, unit) {
        (Language::Chinese, "hours") => "小时",
        (Language::Chinese, "days") => "天",
        (Language::Chinese, "share") => "占比",
        (Language::Chinese, "issues" | "enquiries") => "件",
        (Language::Chinese, "visits" | "stops" | "attempts") => "次",
        (Language::Chinese, "index") => "指数",
        (Language::Chinese, "yuan") => "元",
        (Language::Chinese, "seconds") => "秒",
        _ => unit,
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one line per measure")]
const fn chinese_label(measure: Measure) -> &'static str {
    match measure {
        Measure::ResolutionTime => "解决时长",
        Measure::ResolutionTimeMedian => "解决时长中位数",
        Measure::ResolutionTimeP90 => "解决时长90%分位数",
        Measure::ResolutionRate => "真实解决率",
        Measure::KnownResolutionRate => "已知事件真实解决率",
        Measure::ClosureRate => "办结率",
        Measure::OnTimeRate => "按期解决率",
        Measure::RecordedOnTimeRate => "记录按期办结率",
        Measure::FalseClosureRate => "虚假办结率",
        Measure::ReopenRate => "重新立案率",
        Measure::ResponseTime => "响应时长",
        Measure::FirstContactRate => "首次处置解决率",
        Measure::ResolvedAtLevel => "本级解决占比",
        Measure::QueueWait => "排队等待时长",
        Measure::QueueWaitP95 => "排队等待95%分位数",
        Measure::WaitingShare => "需等待占比",
        Measure::ServedWait => "获处置者等待时长",
        Measure::RenegedShare => "未处置离队占比",
        Measure::InSystem => "在办事件数",
        Measure::Backlog => "积压件数",
        Measure::Arrivals => "发生件数",
        Measure::FinishedResolutionRate => "已结束事件解决率",
        Measure::FixedTime => "已解决事件时长",
        Measure::FixedTimeP95 => "已解决事件时长95%分位数",
        Measure::WaitLimitsPassed => "等待超限次数",
        Measure::EscalationsByWait => "因等待升级次数",
        Measure::EscalationsByAttempts => "因处置失败升级次数",
        Measure::EscalationsByBacklog => "因积压升级次数",
        Measure::EscalationsBySeverity => "因严重程度升级次数",
        Measure::EscalationsByDifficulty => "因难度升级次数",
        Measure::EscalationsByLight => "因红灯升级次数",
        Measure::FutileAttempts => "无权限的徒劳处置",
        Measure::YellowLights => "黄灯次数",
        Measure::RedLights => "红灯次数",
        Measure::Rejected => "退回件数",
        Measure::Utilisation => "工时利用率",
        Measure::UtilisationP90 => "工时利用率90%分位数",
        Measure::WorkloadGini => "工作量基尼系数",
        Measure::Overtime => "加班时长",
        Measure::Pay => "薪酬支出",
        Measure::PayPerFixed => "每件解决的薪酬支出",
        Measure::SelfResolvedShare => "自行消失占比",
        Measure::UnrepairedIncidentShare => "未修复事故占比",
        Measure::UnresolvedShare => "未解决占比",
        Measure::IncidentShare => "演变为事故占比",
        Measure::KnownShare => "被知晓占比",
        Measure::UnknownShare => "未被知晓占比",
        Measure::DiscoveryTime => "发现时长",
        Measure::FoundByReport => "居民上报占比",
        Measure::FoundByVisit => "走访发现占比",
        Measure::FoundByPatrol => "巡查发现占比",
        Measure::FoundByTour => "巡楼发现占比",
        Measure::FoundBySensor => "感知设备发现占比",
        Measure::FoundByIncident => "事故后才知晓占比",
        Measure::FoundDirectly => "直接知晓占比",
        Measure::RepeatRate => "重复诉求率",
        Measure::Recurrences => "复发件数",
        Measure::SatisfactionRate => "满意率",
        Measure::Petitions => "信访件数",
        Measure::Incidents => "事故件数",
        Measure::LatentIssues => "潜在事件数",
        Measure::BecameKnown => "新知晓件数",
        Measure::RecordedClosed => "记录办结件数",
        Measure::Enquiries => "咨询件数",
        Measure::EnquiryAnswerTime => "咨询答复时长",
        Measure::EscalationsByMeeting => "因会议上报次数",
        Measure::EscalationsDeclined => "因婉拒上报次数",
        Measure::Transfers => "转办次数",
        Measure::LostSignals => "信号丢失次数",
        Measure::Unblocked => "会议疏通次数",
        Measure::VisitsMade => "完成走访次数",
        Measure::VisitsUnmadeShare => "未完成走访占比",
        Measure::PatrolStops => "完成巡查点次",
        Measure::PatrolStopsUnmadeShare => "未完成巡查占比",
        Measure::TourStops => "完成巡楼点次",
        Measure::TourStopsUnmadeShare => "未完成巡楼占比",
        Measure::EquityCommunities => "社区间解决率差异",
        Measure::EquityCells => "片区间解决率差异",
        Measure::EquityHousing => "住房类型间解决率差异",
        Measure::EquityLinked => "联户与非联户间解决率差异",
        Measure::StaffUtilisation => "在编人员工时利用率",
        Measure::HandledShare => "处置工时占比",
        Measure::VisitedShare => "走访工时占比",
        Measure::TravelledShare => "路途工时占比",
        Measure::PatrolledShare => "巡查工时占比",
        Measure::AdministrativeShare => "行政工时占比",
        Measure::IdleShare => "空闲工时占比",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn every_unit_of_the_registry_has_a_chinese_name() {
        for measure in Measure::ALL {
            let unit = measure.entry().unit;
            assert!(!unit_label(unit, Language::Chinese).is_ascii(), "{unit}");
            assert_eq!(unit_label(unit, Language::English), unit);
        }
    }

    #[test]
    fn no_two_measures_have_the_same_label() {
        let mut labels: Vec<&str> = Measure::ALL.iter().map(|measure| measure_label(*measure, Language::Chinese)).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), Measure::ALL.len());
    }
}
