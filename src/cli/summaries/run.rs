//! What a campaign came to, as a person reads it on a terminal: the first screen of its report, and below it what it took and where it
//! is kept.

use crate::cli::terminal::page;
use crate::output::folder::claim::Kept;
use crate::output::language::opening::Effort;
use crate::output::language::wording::Wording;
use crate::output::presentation::Presentation;
use crate::output::results::ended::EndedCampaign;
use crate::output::tables::schema::REPORT_FILE;
use crate::units::measure::Bilingual;

/// Digits of the plan hash that a person sees.
const SHORT_HASH: usize = 12;

const NEW_WITH_REPORT: Bilingual = Bilingual::new("plan {hash}, results in {folder} ({file})", "计划 {hash}，结果在 {folder}（{file}）");
const NEW: Bilingual = Bilingual::new("plan {hash}, results in {folder}", "计划 {hash}，结果在 {folder}");
const OLD: Bilingual = Bilingual::new(
    "plan {hash}, {folder} keeps its result of the same plan, with {cells} replications",
    "计划 {hash}，{folder} 保留同一计划的已有结果，含 {cells} 次重复",
);
const NOTHING: Bilingual = Bilingual::new("plan {hash}, nothing was written", "计划 {hash}，没有写入任何文件");

/// A result in words for a terminal `width` columns wide.
pub fn text(presentation: &Presentation, ended: &EndedCampaign, width: usize) -> String {
    let first_screen = page::text(presentation, width);
    format!("{first_screen}\n{}", closing(ended, Wording::new(presentation.language)))
}

/// What it took, and where it is kept.
pub fn closing(ended: &EndedCampaign, words: Wording) -> String {
    let effort = words.effort(ended.outcome, Effort { seconds: ended.seconds, threads: ended.threads });
    let hash = ended.plan.identity.hash();
    let (text, cells) = match ended.kept {
        Some(Kept::New) if ended.has_report => (NEW_WITH_REPORT, String::new()),
        Some(Kept::New) => (NEW, String::new()),
        Some(Kept::Old { cells }) => (OLD, cells.to_string()),
        None => (NOTHING, String::new()),
    };
    let folder = ended.out.display().to_string();
    let values = [("hash", &hash[..SHORT_HASH]), ("folder", &folder), ("file", REPORT_FILE), ("cells", &cells)];
    format!("{effort}\n{}\n", words.text(text, &values))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use crate::cli::summaries::run::*;
    use crate::cli::terminal::page::drawn;
    use crate::experiment::analysis::claims::Claims;
    use crate::experiment::campaign::execution::FailedRun;
    use crate::experiment::campaign::execution::{Outcome, Status};
    use crate::experiment::design::plan::Plan;
    use crate::experiment::study_order::StudyOrder;
    use crate::experiment::study_spec::CampaignAims;
    use crate::output::language::locale::Language;
    use crate::output::language::wording::Wording;
    use crate::output::report::findings;
    use crate::output::report::gallery::Exhibit;
    use crate::scenario::Draft;
    use crate::statistics::estimate::Estimator;
    use crate::units::LevelId;
    use crate::units::key::{Group, Key};
    use crate::units::measure::Measure;

    const COLUMNS: [Key; 5] = [
        Key::of_place(Measure::ResolutionRate),
        Key::of_place(Measure::ResolutionTimeP90),
        Key::of_place(Measure::ServedWait),
        Key::of_place(Measure::OnTimeRate),
        Key::of_place(Measure::Rejected),
    ];

    fn draft() -> Draft {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/network.toml");
        Draft::read(&file, &["follow_up=4d".to_owned()]).unwrap()
    }

    fn outcome(columns: &[Key], replications: &[&[Option<f64>]]) -> Outcome {
        let mut estimator = Estimator::new(columns);
        for measures in replications {
            estimator.add(measures);
        }
        Outcome {
            status: Status::Complete,
            replications: u32::try_from(replications.len()).unwrap(),
            cells: replications.len() as u64,
            recalled: 0,
            left_out: 0,
            failed_runs: 0,
            failures: Vec::new(),
            events: 2_000_000,
            estimates: vec![estimator.estimates(0.95)],
        }
    }

    fn text_of(outcome: &Outcome, replications: u32) -> String {
        let draft = draft();
        let scenario = draft.scenario().clone();
        let plan = Plan::new(&scenario, &["base"], Some(1), Some(replications)).unwrap();
        let claims = Claims::default();
        let ended = EndedCampaign {
            scenario: &scenario,
            plan: &plan,
            outcome,
            claims: &claims,
            out: Path::new("out"),
            kept: Some(&Kept::New),
            seconds: 0.5,
            threads: 2,
            has_report: false,
        };
        let language = Language::English;
        let study = StudyOrder::new(Arc::new(draft)).run("base", CampaignAims::default());
        let (comparison, courses, claims) = (None, &[], &claims);
        let exhibit = Exhibit { study: &study, scenario: &scenario, plan: &plan, outcome, comparison, courses, claims, language };
        // what a terminal says, behind the tables that a report folds
        let presentation = findings::presentation(&exhibit);
        let tables = presentation.measures.iter().chain(&presentation.further).filter(|table| !table.rows.is_empty());
        let tables: String = tables.map(|table| drawn(table, Wording::new(language), 80)).collect();
        tables + &text(&presentation, &ended, 80)
    }

    fn line<'t>(text: &'t str, word: &str) -> &'t str {
        text.lines().find(|line| line.contains(word)).unwrap_or_else(|| panic!("no line with {word:?} in\n{text}"))
    }

    #[test]
    fn what_has_no_number_says_why() {
        let text = text_of(
            &outcome(
                &COLUMNS,
                &[
                    &[Some(1.0), Some(70.0), Some(2.0), None, Some(1_234.0)],
                    &[Some(0.9), None, None, None, Some(1_236.0)],
                    &[Some(1.0), None, Some(3.0), None, Some(1_235.0)],
                    &[Some(1.0), Some(80.0), Some(4.0), None, Some(1_235.0)],
                ],
            ),
            4,
        );
        // a cell's interval stands below its number
        let row =
            |word: &str| text[text.find(word).unwrap_or_else(|| panic!("no {word:?} in\n{text}"))..].lines().take(3).collect::<String>();
        let p90 = row("time to solve an issue, 90th");
        assert!(p90.contains("> 4 days") && p90.contains("reached in 50%"), "{p90}");
        assert!(row("issues solved ").contains(", 1.00]*"), "{text}");
        assert!(text.contains("* A share ends at 0 and 1 here"), "{text}");
        assert!(row("wait of those served").contains("(n = 3)"), "{text}");
        assert!(row("solved on time").contains('–') && text.contains("–: no replication had anything to count it over"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(row("rejected issues").contains("1,235.0") && row("rejected issues").contains("[1,233.7, 1,236.3]"), "{text}");
        assert!(text.contains("2,000,000 events in 0.5 s on 2 threads: 4.0 M events/s, 2.0 M per thread"), "{text}");
    }

    #[test]
    fn an_interrupted_result_with_failed_runs_says_so() {
        let ended = outcome(&COLUMNS[..1], &[&[Some(1.0)], &[Some(0.5)]]);
        let failure = FailedRun { point: 0, policy: "base".into(), replication: 2, reason: "the books do not balance".into() };
        let ended = Outcome {
            status: Status::Interrupted,
            replications: 3,
            cells: 3,
            left_out: 1,
            failed_runs: 1,
            failures: vec![failure],
            ..ended
        };
        let text = text_of(&ended, 30);
        for words in [
            "INTERRUPTED: 3 of 30 replications",
            "1 of 3 replications left out of all estimates",
            "base replication 2: the books do not balance",
        ] {
            assert!(text.contains(words), "{text}\nshould say {words:?}");
        }
    }

    #[test]
    fn groups_stand_side_by_side_and_rows_of_zero_are_left_out() {
        let level = |measure, level| Key { measure, group: Group::Level(LevelId::new(level)) };
        let columns = [
            level(Measure::QueueWait, 0),
            level(Measure::QueueWait, 1),
            level(Measure::EscalationsByBacklog, 0),
            level(Measure::EscalationsByBacklog, 1),
        ];
        let text = text_of(
            &outcome(&columns, &[&[Some(1.0), Some(10.0), Some(0.0), Some(0.0)], &[Some(1.2), Some(10.0), Some(0.0), Some(0.0)]]),
            2,
        );
        let (_, of_levels) = text.split_once("By level\n").unwrap_or_else(|| panic!("{text}"));
        assert!(line(of_levels, "policy").contains("grid") && line(of_levels, "policy").contains("community"), "{of_levels}");
        let row = line(of_levels, "queue_wait_hours");
        assert!(row.contains("base") && row.contains("1.1 [−0.2, 2.4]") && row.contains("10"), "{row}");
        assert!(!text.contains("escalations_by_backlog"), "{text}");
    }
}
