//! What measures are and what they are counted over, in the language of a report. English is the registry
//! ([`crate::units::measure`]); this is its Chinese.

use super::message::Language;
use crate::units::measure::Measure;

/// What a measure is.
#[must_use]
pub const fn definition_label(measure: Measure, language: Language) -> &'static str {
    match language {
        Language::English => measure.entry().definition,
        Language::Chinese => chinese_definition(measure),
    }
}

/// What a measure is counted over.
#[must_use]
pub fn denominator_label(measure: Measure, language: Language) -> &'static str {
    match language {
        Language::English => measure.entry().denominator,
        Language::Chinese => chinese_denominator(measure.entry().denominator),
    }
}

/// A denominator of the registry in Chinese; one that is not known stays as it is.
fn chinese_denominator(denominator: &'static str) -> &'static str {
    match denominator {
        "issues of the occurrence cohort" => "发生队列中的事件",
        "issues of the occurrence cohort known within follow-up" => "发生队列中在跟踪期内被知晓的事件",
        "issues of the known cohort (depends on the policy)" => "知晓队列中的事件（随政策而异）",
        "known issues whose due time lies in the measured time" => "到期时间在测量期内的已知事件",
        "closings of the measured time" => "测量期内的办结",
        "issues newly known in the measured time" => "测量期内新知晓的事件",
        "issues judged in the measured time" => "测量期内得到评价的事件",
        "measured time" => "测量期",
        "known issues with a first hands-on start in the measured time" => "测量期内首次着手处置的已知事件",
        "truly fixed issues of the occurrence cohort" => "发生队列中真实解决的事件",
        "stays in a queue that ended in the measured time" => "测量期内结束的排队",
        "stays in a queue that ended in a start" => "以着手处置结束的排队",
        "whole run" => "整次运行",
        "issues fixed or rejected by the horizon, whole run" => "整次运行结束前解决或退回的事件",
        "issues fixed by the horizon, whole run" => "整次运行结束前解决的事件",
        "enquiries answered in the measured time" => "测量期内答复的咨询",
        "visits planned in the measured time" => "测量期内计划的走访",
        "stops of patrols planned in the measured time" => "测量期内计划的巡查点",
        "stops of tours planned in the measured time" => "测量期内计划的巡楼点",
        "communities" => "社区",
        "cells of 500 households" => "每 500 户一片",
        "housing types" => "住房类型",
        "households linked to a member and others" => "联户与非联户的住户",
        "rostered time of all who are no volunteers" => "非志愿者人员的排班时间",
        "rostered time of the role's people" => "该角色人员的排班时间",
        "people of the role" => "该角色的人员",
        "issues fixed in the measured time" => "测量期内解决的事件",
        other => other,
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one line per measure")]
const fn chinese_definition(measure: Measure) -> &'static str {
    match measure {
        Measure::ResolutionTime => "自发生至首次真实解决的时间与跟踪期两者中较小者的均值；其他结局按跟踪期计",
        Measure::ResolutionTimeMedian => "队列中一半事件得到真实解决所需的时间；跟踪期内未达到则为空",
        Measure::ResolutionTimeP90 => "队列中 90% 的事件得到真实解决所需的时间；跟踪期内未达到则为空",
        Measure::ResolutionRate => "自发生起在跟踪期内真实解决的占比",
        Measure::SelfResolvedShare => "自发生起在跟踪期内自行消失的占比",
        Measure::UnrepairedIncidentShare => "自发生起在跟踪期内演变为事故且未真实解决的占比",
        Measure::UnresolvedShare => "跟踪期后仍存在且未成事故的占比：扣除已解决、自行消失与未修复事故之后的余数",
        Measure::IncidentShare => "自发生起在跟踪期内演变为事故的占比，无论是否修复",
        Measure::KnownShare => "自发生起在跟踪期内被知晓的占比",
        Measure::UnknownShare => "自发生起在跟踪期内未被知晓的占比",
        Measure::DiscoveryTime => "被知晓的事件自发生至被知晓的平均时间；从不发现隐患的政策在此反而显得快",
        Measure::KnownResolutionRate => "自知晓起在跟踪期内真实解决的占比",
        Measure::ClosureRate => "自知晓起在跟踪期内首次记录为办结的占比，不论真伪",
        Measure::FoundByReport => "因居民上报而被知晓的占比",
        Measure::FoundByVisit => "因联户人员走访而被知晓的占比",
        Measure::FoundByPatrol => "因工作人员巡查而被知晓的占比",
        Measure::FoundByTour => "因楼长巡楼而被知晓的占比",
        Measure::FoundBySensor => "因感知设备而被知晓的占比",
        Measure::FoundByIncident => "直到演变为事故才被知晓的占比",
        Measure::FoundDirectly => "发生在单位处、当即被知晓的占比",
        Measure::OnTimeRate => "在到期时间前真实解决并记录为办结的占比；仍未办结且已逾期的算作逾期",
        Measure::RecordedOnTimeRate => "在到期时间前首次记录为办结的占比，不论真伪",
        Measure::FalseClosureRate => "办结时问题仍然存在的占比",
        Measure::ReopenRate => "每次办结对应的重新立案数",
        Measure::RepeatRate => "同一住户在此前 30 天内已有同类事件被知晓的占比",
        Measure::Recurrences => "解决未能持久而再次出现的事件；不计入任何发生队列",
        Measure::SatisfactionRate => "表态的住户中对结局满意的占比",
        Measure::Petitions => "记录已结而问题仍在的住户提出的信访",
        Measure::Incidents => "演变为事故的事件，含重复与复发",
        Measure::LatentIssues => "存在而无任何单位经办的事件数的时间平均：未被知晓、丢失、纸面办结或被退回",
        Measure::ResponseTime => "自知晓至首次有人着手处置的平均时间",
        Measure::FirstContactRate => "由最先知晓的层级首次处置即解决的占比",
        Measure::ResolvedAtLevel => "在该层级解决的占比",
        Measure::BecameKnown => "首次被知晓的事件，按得知的层级计",
        Measure::RecordedClosed => "首次记录为办结的事件，不论真伪，按最先得知的层级计",
        Measure::QueueWait => "排队至开始处置或未获处置而离队的平均等待时间",
        Measure::QueueWaitP95 => "排队等待时间的 95% 分位数",
        Measure::WaitingShare => "未能立即获得处置的排队占比",
        Measure::ServedWait => "获得处置者的平均排队等待时间",
        Measure::RenegedShare => "未获处置即结束的排队占比：因等待上限、红灯、会议，或事件演变为事故",
        Measure::InSystem => "由某单位经办的事件数的时间平均：等待、处置中或外部等待",
        Measure::Backlog => "排队等待的事件数的时间平均",
        Measure::Arrivals => "自开始至结束发生的事件",
        Measure::FinishedResolutionRate => "已结束事件中解决的占比；不含尚未结束者",
        Measure::FixedTime => "仅就已解决事件计自发生至解决的平均时间；从不办结难事的政策在此反而显得快",
        Measure::FixedTimeP95 => "仅就已解决事件计自发生至解决时间的 95% 分位数",
        Measure::Enquiries => "收到的咨询；占用窗口工时，不计入任何事件指标",
        Measure::EnquiryAnswerTime => "自咨询至答复的平均时间",
        Measure::WaitLimitsPassed => "事件在队列中未获处置而达到等待上限的次数",
        Measure::EscalationsByWait => "因达到等待上限而升至上一级的次数",
        Measure::EscalationsByAttempts => "处置失败达到允许次数后升至上一级的次数",
        Measure::EscalationsByBacklog => "因队列已满而升至上一级的次数",
        Measure::EscalationsBySeverity => "因严重程度而升至上一级的次数",
        Measure::EscalationsByDifficulty => "研判认定应由更高层级办理而上移的次数",
        Measure::EscalationsByLight => "等待中亮红灯而升至上一级的次数",
        Measure::EscalationsByMeeting => "会议将停滞事件上报更高层级的次数",
        Measure::EscalationsDeclined => "联户人员婉拒而升至上一级的次数",
        Measure::Transfers => "由无权部门转至有权部门的次数",
        Measure::LostSignals => "单位无法解决而放下、未上报的次数",
        Measure::Unblocked => "由会议结束的外部等待",
        Measure::FutileAttempts => "在低于所需权限的层级上失败的处置",
        Measure::YellowLights => "亮起的黄灯",
        Measure::RedLights => "亮起的红灯，记在经办层级名下",
        Measure::Rejected => "最高层级之后记录为无法解决的事件",
        Measure::VisitsMade => "联户人员对所联住户的走访",
        Measure::VisitsUnmadeShare => "计划而未完成的走访占比：下一轮之前没有时间，或缺乏积极性",
        Measure::PatrolStops => "工作人员巡查的点次",
        Measure::PatrolStopsUnmadeShare => "计划而未完成的巡查点占比",
        Measure::TourStops => "楼长巡楼的点次",
        Measure::TourStopsUnmadeShare => "计划而未完成的巡楼点占比",
        Measure::EquityCommunities => "各社区解决率的标准差，按事件加权，已扣除随机性造成的部分",
        Measure::EquityCells => "沿步行路线划分的各片住户解决率的标准差，按事件加权，已扣除随机性造成的部分",
        Measure::EquityHousing => "各住房类型解决率的标准差，按事件加权，已扣除随机性造成的部分",
        Measure::EquityLinked => "联户与非联户住户解决率的标准差，按事件加权，已扣除随机性造成的部分",
        Measure::StaffUtilisation | Measure::Utilisation => "排班内非空闲时间占排班时间的比例",
        Measure::UtilisationP90 => "人员工时利用率的 90% 分位数",
        Measure::HandledShare => "处置事件与任务切换的时间，含加班；一个角色的各项占比之和为 1 加上加班",
        Measure::VisitedShare => "在住户门前的时间",
        Measure::TravelledShare => "前往事件地点与巡访途中的时间",
        Measure::PatrolledShare => "在巡查点与巡楼点的时间",
        Measure::AdministrativeShare => "会议与登记的时间",
        Measure::IdleShare => "当班而无事的时间；对志愿者而言是无人使用的供给",
        Measure::WorkloadGini => "人员间处置时间的基尼系数，0 为均等，1 为全归一人",
        Measure::Overtime => "测量期内人均超出排班的工作小时数",
        Measure::Pay => "所有人员在岗时间的薪酬，按月计",
        Measure::PayPerFixed => "测量期内全体薪酬除以真实解决的事件数",
        Measure::VolunteerHours => "全体志愿者工作的小时数，含路途；提供而未被使用的不计",
    }
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::font::has_glyph;
    use crate::output::language::definition::*;

    #[test]
    fn every_measure_has_a_chinese_definition_and_denominator_that_the_font_can_draw() {
        for measure in Measure::ALL {
            for text in [definition_label(*measure, Language::Chinese), denominator_label(*measure, Language::Chinese)] {
                assert!(!text.is_ascii(), "{measure:?}: {text}");
                let missing: String = text.chars().filter(|letter| !has_glyph(*letter)).collect();
                assert!(missing.is_empty(), "no glyph for `{missing}` of `{text}`");
            }
        }
    }
}
