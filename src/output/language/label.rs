//! How charts and report call measures and units, in English and in Chinese.

use super::message::Language;
use crate::units::measure::Measure;

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
        Measure::VolunteerHours => "志愿者工时",
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
    use crate::output::language::label::*;

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
