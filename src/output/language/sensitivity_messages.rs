//! Texts of the report on a sensitivity study: screening and Sobol' indices.

use super::message::messages;

messages! {
    SENSITIVITY;

    ReportOfScreening: "Screening of {scenario}: {rows} Morris trajectories through {factors} factors, {points} points, {policies}, {replications} replications each, with the same random events everywhere.", "{scenario} 的因素筛选：{factors} 个因素的 {rows} 条 Morris 轨迹，{points} 个设计点，{policies}，每点 {replications} 次重复，各处使用相同的随机情况。";
    ReportOfDecomposition: "Sobol' indices of {scenario}: {factors} factors, {rows} base rows, {points} points, {policies}, {replications} replications each, with the same random events everywhere.", "{scenario} 的 Sobol 指数：{factors} 个因素，{rows} 个基础行，{points} 个设计点，{policies}，每点 {replications} 次重复，各处使用相同的随机情况。";
    ScreeningStep: "screening", "筛选";
    DecompositionStep: "Sobol' indices", "Sobol 指数";
    SurvivorsSentence: "Of {all} factors {passed} may move some output by a tenth of what its strongest factor does, or more; {count} go on, the strongest first: {list}.", "{all} 个因素中有 {passed} 个对某一输出的作用可能达到其最强因素的十分之一以上；{count} 个进入下一步，强者在前：{list}。";
    SurvivorsCut: "For want of room {count} do not go on, the strongest first: {list}.", "因名额所限，{count} 个未进入下一步，强者在前：{list}。";
    NoSurvivors: "No factor moves any output.", "没有因素影响任何输出。";
    StrongestSentence: "{output}: {factor} matters most, with a hand in {total} of the variance and {first} alone; first orders add up to {sum}.", "{output}：{factor} 最为重要，参与方差的 {total}，单独贡献 {first}；一阶指数合计 {sum}。";
    TooFewRows: "{rows} base rows are too few for the Sobol' indices of {outputs}: {count} first orders are above the total or below zero, which cannot be, and the widest interval is ±{half}. These indices are noise and rank nothing; `--base {base}` would bring them to about ±0.1.", "{rows} 个基础行不足以估计以下输出的 Sobol 指数：{outputs}。有 {count} 个一阶指数大于总指数或小于零，这不可能成立，最宽的区间为 ±{half}。这些指数只是噪声，不能据以排序；用 `--base {base}` 可使其约在 ±0.1 以内。";
    EveryOutput: "every output", "全部输出";
    TooFewRowsNote: "Noise: too few base rows. Not to be read as an order of the factors.", "噪声：基础行太少，不可当作因素的排序。";
    SignHeld: "{output}: the same sign at all {points} points; no assumption turns it.", "{output}：{points} 个设计点的方向全部相同，没有任何假设会改变它。";
    SignTurned: "{output}: below zero at {below} points, above zero at {above}. What decides the sign most, each assumption moved alone: {list}.", "{output}：{below} 个设计点小于零，{above} 个大于零。最能决定方向的假设（单独变动）：{list}。";
    SignTurnedTogether: "{output}: below zero at {below} points, above zero at {above}; no assumption turns the sign when it moves alone.", "{output}：{below} 个设计点小于零，{above} 个大于零；没有任何假设在单独变动时改变方向。";
    SignStep: "({place}) {factor}: turns it in {turned} of {steps} steps, {side}", "（{place}）{factor}：{steps} 次变动中有 {turned} 次改变方向，{side}";
    RarerAtHigh: "to {sign} in the upper part of the range", "取较大值时{sign}";
    RarerAtLow: "to {sign} in the lower part of the range", "取较小值时{sign}";
    RarerAtEither: "to {sign} at either end", "两端都可能{sign}";
    AboveZero: "above zero", "大于零";
    BelowZero: "below zero", "小于零";
    NoVariance: "{output}: no indices, since it does not vary or too few base rows are whole.", "{output}：该输出没有变化，或完整的基础行太少，因此没有指数。";
    NoiseUnknownWarning: "One replication says nothing of noise: how much of the variance between points is random is not known.", "只有一次重复，无法得知设计点之间的方差有多少来自随机误差。";
    NoiseWarning: "Half or more of the variance between points is replication noise in: {outputs}. Take more replications, or a larger part of the place.", "以下输出在设计点之间的方差有一半以上为重复噪声：{outputs}。请增加重复次数，或取更大的规模。";
    MissingWarning: "{outputs}: {count} of {all} points have no value; effects and base rows that need them are left out.", "{outputs}：{all} 个设计点中有 {count} 个没有数值；依赖它们的作用与基础行不计入。";
    RowsWarning: "{output}: {count} of {all} base rows are left out.", "{output}：{all} 个基础行中有 {count} 个未计入。";
    NegativeWarning: "{count} of {all} indices are below zero and shown as they are: the true ones lie near zero, and the sample is small.", "{all} 个指数中有 {count} 个为负，如实列出：其真值接近零，而样本较小。";
    SensitivityRemark: "What matters depends on the ranges of the factors: a number that is assumed to be known well matters little.", "重要性取决于各因素的取值范围：假定已知得很准的数值显得不重要。";
    OutputsCaption: "Outputs", "输出";
    NoiseAbout: "Noise: share of the variance between points that is random variation between replications. The effect of a weak factor has more of it.", "噪声：设计点之间的方差中来自各次重复随机波动的占比。弱因素的作用中噪声所占更多。";
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
    DesignOfPoints: "{kind}, {points} points ({digest})", "{kind}，{points} 个设计点（{digest}）";
    PlanFactors: "factors", "因素";
}
