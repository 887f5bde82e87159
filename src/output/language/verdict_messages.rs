//! Texts of what a comparison says: verdicts, costs, patterns, the precision that was reached, the policy that was selected.

use super::message::messages;

messages! {
    VERDICTS;

    VerdictSentence: "{policy} is {verdicts}; {cost}.", "{policy}：{verdicts}；{cost}。";
    SoFar: "So far, {sentence}", "截至目前，{sentence}";
    VerdictIn: "{verdict} in {measures}", "{measures}{verdict}";
    WeighedVerdictIn: "{verdict}, in {measures}", "{measures}{verdict}";
    And: " and ", "和";
    Comma: ", ", "、";
    SizeOf: "{measure} ({size})", "{measure}（{size}）";
    NoVerdict: "without a verdict", "无结论";
    NotReached: "not reached", "未达到";
    CostUnknown: "what it costs is not counted", "未计其成本";
    NoPay: "no pay is stated", "未注明薪酬";
    PayWithout: "{cost} (no pay is stated for {roles})", "{cost}（{roles}未注明薪酬）";
    VolunteersOpen: "whether volunteers work more or fewer hours than under {baseline} is undecided (difference {size})", "志愿者工时比 {baseline} 多还是少尚不能判定（差值 {size}）";
    VolunteersSame: "volunteers work as many hours as under {baseline}", "志愿者工时与 {baseline} 相同";
    VolunteersOther: "hours of volunteers {size}", "志愿者工时 {size}";
    CostOpen: "whether it costs more or less than {baseline} is undecided (difference {size})", "其成本比 {baseline} 高还是低尚不能判定（差值 {size}）";
    CostSame: "it costs the same as {baseline}", "其成本与 {baseline} 相同";
    CostMore: "it costs {size} more", "其成本多 {size}";
    CostLess: "it costs {size} less", "其成本少 {size}";
    Identical: "identical", "相同";
    Unchanged: "no difference", "无差异";
    UnchangedIn: "no difference in {n} runs", "{n} 次运行中均无差异";
    Rare: "rare: differs in {count} of {n} runs", "罕见：{n} 次运行中仅 {count} 次有差异";
    Equivalent: "equivalent", "等价";
    Undecided: "undecided", "尚无定论";
    AndEnough: "{side}, and large enough to matter", "{side}，且差异大到有实际意义";
    ButSmall: "{side}, but too small to matter", "{side}，但差异太小，没有实际意义";
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
}
