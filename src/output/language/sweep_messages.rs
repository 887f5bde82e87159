//! Texts of the report on a sweep: best points, worlds of assumptions, factors alone, equal budgets.

use super::message::messages;

messages! {
    SWEEPS;

    ReportOfSweep: "Sweep of {scenario}: {kind}, {points} points of {factors} factors, {policies}, {replications} replications each, with the same random events everywhere.", "{scenario} 的参数扫描：{kind}，{factors} 个因素的 {points} 个设计点，{policies}，每点 {replications} 次重复，各处使用相同的随机情况。";
    PolicyNamed: "policy {policy}", "政策 {policy}";
    PoliciesNamed: "policies {policies}", "政策 {policies}";
    FullFactorial: "full factorial", "全因子";
    OneAtATime: "one at a time", "逐个变动";
    LatinHypercube: "Latin hypercube", "拉丁超立方";
    SobolSequence: "Sobol sequence", "Sobol 序列";
    DesignByHand: "design of a file", "文件给定的设计";
    BestSentence: "{measure}: best under {policy} at {levels}, {estimate}; {count} of {all} are not distinguishable from it.", "{measure}：最优为 {policy}（{levels}），{estimate}；{all} 个方案中有 {count} 个与之无法区分。";
    BestAloneSentence: "{measure}: best under {policy} at {levels}, {estimate}; each of the {all} others is worse by more than random variation explains.", "{measure}：最优为 {policy}（{levels}），{estimate}；其余 {all} 个方案都更差，且差距超出随机误差。";
    WorldSentence: "{measure}: the difference of {policy} from {baseline} keeps its sign in {same} of {worlds} worlds (in {settled} of them with an interval that leaves out zero), and changes it in {opposite}.", "{measure}：{policy} 相对 {baseline} 的方向在 {worlds} 种假设情形中有 {same} 种保持不变（其中 {settled} 种的区间不含零），有 {opposite} 种改变。";
    FlipSentence: "What flips it most: {factor} {split}: {here} of {among} worlds there have the other sign, elsewhere {there} of {rest}.", "最能使其反转的假设：{factor} {split}：其中 {among} 种情形有 {here} 种方向相反，其余 {rest} 种中有 {there} 种。";
    NoFlip: "No single assumption separates the worlds of the other sign from the rest better than a random split would.", "没有哪一个假设能比随机划分更好地区分方向相反的情形。";
    Above: "above {level}", "高于 {level}";
    AtMostLevel: "at most {level}", "不高于 {level}";
    IsLevel: "at {level}", "取 {level}";
    IsNotLevel: "not at {level}", "不取 {level}";
    PointsCaption: "Design points", "设计点";
    PointsAbout: "Means over replications with half-widths, the best by {measure} first. ** the best, * not distinguishable from the best.", "各次重复的均值与半宽，按“{measure}”最优者在前。** 最优，* 与最优无法区分。";
    PointsCut: "The first {shown} of {all}; summary.csv has all.", "显示 {all} 行中的前 {shown} 行；summary.csv 含全部。";
    PointColumn: "point", "设计点";
    WorldsCaption: "Policies across worlds: {measure}", "各假设情形下的政策：{measure}";
    WorldsAbout: "A world is a design point. Regret is how far a policy lies behind the best policy of its world.", "一个设计点即一种假设情形。遗憾值为该政策落后于该情形下最优政策的程度。";
    WorldsBest: "best in", "最优的情形数";
    WorldsTied: "tied", "并列";
    WorldsAmong: "not distinguishable from the best in", "与最优无法区分的情形数";
    RegretMean: "mean regret", "平均遗憾值";
    RegretP90: "90% quantile", "90% 分位数";
    RegretLargest: "largest (point)", "最大值（设计点）";
    SignsCaption: "Does the sign of the difference hold? {measure}", "差值的方向是否保持？{measure}";
    SignsAbout: "Worlds by the difference of each policy from {baseline}, beside its sign {reference}.", "按各政策与 {baseline} 之差统计的情形数，与其{reference}的方向相比。";
    ReferenceNominal: "at the file's own values", "在文件自身取值处";
    ReferenceWhole: "over all worlds together", "在所有情形合计";
    SignSame: "same sign", "方向相同";
    SignOpposite: "other sign", "方向相反";
    SignSettledSame: "same, interval leaves out zero", "相同，且区间不含零";
    SignSettledOpposite: "other, interval leaves out zero", "相反，且区间不含零";
    SignEquivalent: "equivalent", "等价";
    SignUndecided: "undecided", "尚无定论";
    FlipsCaption: "Assumptions that separate the worlds of the other sign: {measure}, {policy}", "能区分方向相反情形的假设：{measure}，{policy}";
    FlipsAbout: "One threshold of one factor at a time. p: how likely a cut at least as good of any of the factors is in a random split; above 0.05 it says nothing.", "每次只用一个因素的一个分界值。p：任一因素偶然出现同样好的切分的概率；大于 0.05 者不应解读。";
    FactorColumn: "factor", "因素";
    CutColumn: "cut", "切分";
    OtherSignBelow: "other sign below", "其下方向相反";
    OtherSignAbove: "other sign above", "其上方向相反";
    RankColumn: "rank correlation", "秩相关";
    PColumn: "p", "p";
    EffectsCaption: "What each factor does alone: {measure}, {output}", "各因素单独的作用：{measure}，{output}";
    EffectsAbout: "Shift of the mean from the file's own values, paired on the same random events, factors with the largest range first. A verdict that becomes another one is named.", "相对文件自身取值的均值变化，按相同的随机情况配对，作用范围大者在前。结论改变者予以注明。";
    OutputValue: "under {policy}", "在 {policy} 下";
    OutputDifference: "{policy} minus {baseline}", "{policy} 减 {baseline}";
    LowColumn: "lowest level", "最低水平";
    HighColumn: "highest level", "最高水平";
    VerdictTurns: "verdict", "结论";
    TurnLost: "gone at {level}", "在 {level} 处消失";
    TurnGained: "appears at {level}", "在 {level} 处出现";
    TurnReversed: "reversed at {level}", "在 {level} 处反转";
    BudgetCaption: "For the same money", "同样的花费";
    BudgetSentence: "For what {budget} costs ({cost}): {ways}.", "以 {budget} 的花费（{cost}）计：{ways}。";
    BudgetExploratory: "Each point is a comparison of its own; of a hundred points without any difference about five show one.", "每个设计点各自成为一次比较；一百个无差异的点中约有五个会显示差异。";
}
