//! Texts of the first screen of a comparison: its questions, their answers, and the table of all policies.

use super::message::messages;

messages! {
    FIRST_SCREEN;

    AskWhat: "What to do", "建议";
    AskHowMuch: "How much better", "效果";
    AskWho: "Who gains, who loses", "谁受益、谁受损";
    AskWhere: "Where it acts", "作用环节";
    AskCost: "What it costs, who pays", "成本与承担者";
    AskSure: "How sure this is", "把握程度";
    AskBottleneck: "Bottleneck", "瓶颈";
    AskNext: "What to try next", "下一步";
    AskState: "How it goes", "现状";
    AskTime: "Where the time goes", "时间去向";
    AskPrice: "What it costs", "成本";
    AskSetting: "Best setting", "最优取值";
    AskHolds: "Does it hold", "结论是否站得住";
    AskDecides: "Which assumption decides", "由哪个假设决定";
    AskMoves: "What moves it most", "影响最大的数值";
    AskSafest: "Safest choice", "最稳妥的选择";
    AskScheme: "What the whole scheme does", "整套做法的效果";
    AskSteps: "Which steps do most", "作用最大的步骤";
    AskHarm: "Which steps do harm, or nothing", "有害或无效的步骤";
    AskGain: "What most of it takes", "取得大部分效果所需";
    NextWorlds: "`--worlds 64` behind the same command shows whether this holds where the assumed numbers are others.", "在同一命令后加 `--worlds 64`，可知假设数值不同时结论是否成立。";
    SureOfLever: "Limits [in brackets] hold with {level}% confidence at all settings together: {n} replications, each with the same residents, issues and random events at every setting.", "方括号内的界限对全部取值以 {level}% 的置信水平联立成立：共 {n} 次重复，每次中各取值面对同样的居民、事件与随机因素。";
    Answered: "{question}: {answer}", "{question}：{answer}";

    ChooseBetter: "Choose {policy}: it is better than {baseline}, and worse in none of the measures that are judged.", "采用{policy}：优于{baseline}，且各项评判指标均未变差。";
    ChooseCheapestOf: "As good, or different by too little to matter: {alike}; of these it costs least.", "{alike}与其无法区分，或差异太小、没有实际意义；其中它成本最低。";
    ChooseEasiestOf: "As good, or different by too little to matter: {alike}; of those that cost least it asks the fewest hours of volunteers.", "{alike}与其无法区分，或差异太小、没有实际意义；在成本最低者中它所需志愿者工时最少。";
    ChooseFirstOf: "As good, or different by too little to matter: {alike}; of these it is the best at the same cost.", "{alike}与其无法区分，或差异太小、没有实际意义；同等成本下它效果最好。";
    AlsoBetter: "Better than {baseline} too, but less so: {policies}.", "同样优于{baseline}、但效果较小的有：{policies}。";
    ChooseEqual: "Choose {policy}: no policy is better than {baseline}, this one is equivalent and costs less.", "采用{policy}：没有政策优于{baseline}，该政策与之等价且成本更低。";
    KeepOpen: "Keep {baseline} for now: no policy is known to be better. Not yet known: {policies}.", "暂维持{baseline}：尚无政策可确认更优。尚不能判定的有：{policies}。";
    KeepBaseline: "Keep {baseline}: no other policy is better by an amount that matters and worse in nothing.", "维持{baseline}：没有其他政策能在各项不变差的同时带来有实际意义的改善。";
    OfMore: "{list} and {count} more", "{list}等（另有 {count} 项）";

    ChangeOf: "{measure}: {value} instead of {base} ({difference}).", "{measure}：{value}，基准为 {base}（{difference}）。";
    TookNoHold: "{policy} goes as {baseline} does, event by event, in every replication: nothing that it changes took hold.", "{policy}与{baseline}在每次重复中逐个事件完全相同：其改动从未起作用。";
    ChangeUnder: "{policy}: {change}", "{policy}：{change}";
    ChangeNone: "{measure}: {base} under both.", "{measure}：两者均为 {base}。";
    ChangeSmall: "{measure}: {value} instead of {base}, a difference too small to matter.", "{measure}：{value}，基准为 {base}，差异太小、没有实际意义。";
    ChangeOpen: "{measure}: not known to differ ({difference}).", "{measure}：尚不能判定有无差异（{difference}）。";

    GainOfHundred: "Of 100 issues {sooner} are solved sooner and {added} only under this policy; {later} are solved later and {lost} not at all any more; nothing changes for {same}.", "每 100 件事件中，{sooner} 件更早解决，{added} 件仅在该政策下得到解决；{later} 件更晚解决，{lost} 件不再得到解决；{same} 件没有变化。";
    GainMost: "Most gain: {group} ({gain} more of 100 gain than lose).", "受益最多：{group}（每 100 件中受益比受损多 {gain} 件）。";
    GainLeast: "Least: {group} ({gain}).", "受益最少：{group}（{gain} 件）。";
    LossMost: "Most lose: {group} ({gain} more of 100 lose than gain).", "受损最多：{group}（每 100 件中受损比受益多 {gain} 件）。";
    GetsWorse: "What gets worse: {list}.", "变差的有：{list}。";
    NothingWorse: "No measure of the whole place is known to get worse.", "未发现整体指标变差。";
    SizeBeside: "{measure} {difference} (was {base})", "{measure} {difference}（原为 {base}）";

    ActsIn: "The mean time of an issue changes by {total}: {parts}.", "每件事件平均时间变化 {total}，其中：{parts}。";

    PaysMore: "It costs {size} more than {baseline}{share}{payers}.", "比{baseline}多支出 {size}{share}{payers}。";
    PaysLess: "It costs {size} less than {baseline}{share}{payers}.", "比{baseline}少支出 {size}{share}{payers}。";
    PaysSame: "It costs as much as {baseline}.", "成本与{baseline}相同。";
    PaysOpen: "Whether it costs more or less than {baseline} is not known ({difference}).", "成本比{baseline}高还是低尚不能判定（{difference}）。";
    PaysUnknown: "The scenario states no pay, so nothing is known of what it costs.", "场景未注明薪酬，成本不详。";
    PaysWithout: "No pay is stated for {roles}.", "{roles}未注明薪酬。";
    PaysShare: " ({share})", "（{share}）";
    PaysOf: ", of which {parts}", "，其中 {parts}";
    GiveOther: "Volunteers give {value} instead of {base}.", "志愿者投入 {value}，基准为 {base}。";
    GiveSame: "Volunteers give as many hours as before.", "志愿者工时不变。";
    GiveOpen: "Whether volunteers give more or fewer hours is not known ({difference}).", "志愿者工时增减尚不能判定（{difference}）。";

    SureOf: "The intervals [in brackets] hold with {level}% confidence for all {size} verdicts together: {n} replications, each with the same residents, issues and random events under every policy.", "方括号内的区间对全部 {size} 个结论以 {level}% 的置信水平联立成立：共 {n} 次重复，每次中各政策面对同样的居民、事件与随机因素。";
    SureOfOne: "The interval [in brackets] holds with {level}% confidence: {n} replications, each with the same residents, issues and random events under both policies.", "方括号内的区间置信水平为 {level}%：共 {n} 次重复，每次中两种政策面对同样的居民、事件与随机因素。";
    SureAssumed: "That covers chance alone. {assumed} of {all} numbers of the scenario are assumptions: `{command}` shows in what share of the possible worlds the result holds.", "以上只涉及偶然性。场景的 {all} 个数值中有 {assumed} 个为假设：运行 `{command}` 可知结论在多大比例的可能情形下成立。";
    SureUnstated: "That covers chance alone: {unstated} of {all} numbers of the scenario state no source.", "以上只涉及偶然性：场景的 {all} 个数值中有 {unstated} 个未说明依据。";

    StepOf: "{rung}: {measure} {size}", "{rung}：{measure} {size}";
    StepsWorse: "Known to make it worse: {list}.", "已知会变差的步骤：{list}。";
    StepsNoneWorse: "No step is known to make a judged measure worse.", "没有哪一步已知会使主要指标变差。";
    StepsOpen: "Not known to change a judged measure: {list}.", "未见改变主要指标的步骤：{list}。";
    AllSteps: "All steps together, {measure}: {size}.", "各步合计，{measure}：{size}。";
    AllStepsSame: "All steps together leave this as it was: {measure}.", "各步合计不改变{measure}。";

    BusiestIs: "The busiest unit is {unit}: its people work {load} of their hours on duty.", "最忙的单位是 {unit}：人员在岗时间的 {load} 在工作。";
    GrowsToo: "Queues grow without end at {units}.", "待办队列不断增长的单位：{units}。";
    NothingBusy: "No unit has anybody on duty.", "没有单位有人当班。";

    NextMore: "`{command}` would settle what is not known.", "运行 `{command}` 可判定尚不明确之处。";
    NextLadder: "`{command}` shows what each step adds, and what it does alone.", "运行 `{command}` 可查看每一步的贡献及其单独效果。";
    NextReplay: "`{command}` shows the same issues under both.", "运行 `{command}` 可并排回放两种政策下的同一批事件。";

    StandsAt: "{measure}: {value}.", "{measure}：{value}。";
    TimeGoes: "Of the {whole} that an issue lasts on average: {parts}.", "每件事件平均历时 {whole}，其中：{parts}。";
    PaysInAll: "{size} in all.", "共 {size}。";
    GiveInAll: "Volunteers give {size}.", "志愿者投入 {size}。";
    SureOfRun: "Each interval in the table holds with {level}% confidence: {n} replications.", "表中每个区间的置信水平为 {level}%：共 {n} 次重复。";
    NextCompare: "`{command}` runs all policies of the file on the same residents and issues, and gives verdicts.", "运行 `{command}` 可让文件中的各政策面对同样的居民与事件，并给出结论。";
    NextCheck: "`{command}` tells what the file describes; with a second policy in it, `wangge compare` gives verdicts.", "运行 `{command}` 可查看文件描述的内容；在其中再写一个政策，即可用 `wangge compare` 得出结论。";
    HoursCaption: "What the hours of people on duty go to", "当班时间的去向";
    RoleColumn: "role", "角色";
    RunCaption: "The policy that was run", "所运行的政策";
    IntervalColumn: "{level}% interval", "{level}% 区间";
    RunNote: "Every measure stands in summary.csv.", "全部指标见 summary.csv。";

    OverviewCaption: "All policies", "各政策一览";
    OverviewNote: "Intervals and differences stand in the tables of measures below and in comparisons.csv.", "区间与差值见下方各指标表及 comparisons.csv。";
    OverviewHead: "{measure} ({unit})", "{measure}（{unit}）";
    OverviewBusiest: "busiest role", "最忙的角色";
    OverviewOvertime: "overtime {size} each", "人均加班 {size}";
    OverviewVerdict: "verdict", "结论";
    OverviewBaseline: "baseline", "基准";
    OverviewChosen: "chosen: {word}", "建议采用：{word}";
    OverviewKept: "kept", "维持";
    OverviewBetter: "better", "更优";
    OverviewWorse: "worse", "更差";
    OverviewMixed: "better and worse", "有优有劣";
    OverviewSame: "no difference that matters", "无实质差异";
    OverviewOpen: "undecided", "尚无定论";

    MoreOfThis: "More about this result", "关于本结果的更多说明";
}
