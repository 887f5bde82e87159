//! The studies of levers on a common town, written into `docs/levers.md`.
//!
//! ```sh
//! cargo run --release --example levers            # runs all studies and writes the page anew
//! ```
//!
//! What stands between the marks of a study is written here; the rest of the page is written by people and stays. Each study says the
//! hash of its plan, by which `tests/levers.rs` sees whether the page is that of the files.

#![expect(clippy::print_stdout, reason = "an example talks to the person who runs it")]

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use wangge::experiment::analysis::best::AlternativeStanding;
use wangge::experiment::analysis::sweep::SweepResult;
use wangge::experiment::design::plan::Plan;
use wangge::experiment::design::sampling::Sampling;
use wangge::experiment::prepared_study::PreparedStudy;
use wangge::experiment::study::Study;
use wangge::experiment::study_spec::{FactorChoice, StudyDesign};
use wangge::output::charts::chart::Frame;
use wangge::output::language::message::Language;
use wangge::output::language::names::PolicyTitles;
use wangge::output::language::wording::Wording;
use wangge::output::presentation::table::{Table, TableCell};
use wangge::output::report::lever_sentences::LeverWords;
use wangge::units::key::Key;
use wangge::units::measure::Measure;

type Failure = Box<dyn std::error::Error>;

const PAGE: &str = "docs/levers.md";

/// A study: its file, and two factors against each other under one policy.
struct LeverStudy {
    name: &'static str,
    policy: &'static str,
    factors: [&'static str; 2],
}

const STUDIES: [LeverStudy; 3] = [
    LeverStudy { name: "grid_size", policy: "base", factors: ["grids.households=75,150,300,600,2400", "tasks.reports.copies=0,1,2"] },
    LeverStudy {
        name: "liaison_ratio",
        policy: "base",
        factors: ["members.count=200,400,700,1330", "discovery.reporting=0.1,0.2,0.4,0.7"],
    },
    LeverStudy {
        name: "escalation_thresholds",
        policy: "unseen",
        factors: ["escalation.*.wait_limit=x0.17,x0.33,x1,x6", "units.town.staff.cadre.count=4,6,8,10"],
    },
];

/// Replications of each setting in the two-factor tables; the curves have those of the file.
const CROSSED: u32 = 10;

fn main() -> Result<(), Failure> {
    let mut page = fs::read_to_string(PAGE)?;
    for own in &STUDIES {
        println!("{}", own.name);
        page = replaced(&page, own.name, &told(own)?)?;
    }
    fs::write(PAGE, page)?;
    Ok(())
}

/// The page with `text` between the marks of `name`.
fn replaced(page: &str, name: &str, text: &str) -> Result<String, Failure> {
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let missing = || format!("{PAGE} has no marks of {name}");
    let (before, rest) = page.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}\n{text}\n{end}{after}"))
}

/// What a study came to.
fn told(own: &LeverStudy) -> Result<String, Failure> {
    let file = format!("scenarios/studies/{}.toml", own.name);
    let study = Study::read(&file, &[])?;
    let sampled = |factors: FactorChoice| StudyDesign::Sampled { factors, sampling: Sampling::Factorial };
    let spec = study.order().sweep(sampled(FactorChoice::default()), false, false)?;
    let plan = PreparedStudy::new(spec, Arc::clone(study.draft()))?.plan;
    let sweep = study.sweep(&[], Sampling::Factorial)?;
    let replications = plan.identity.replications;
    let mut text = format!("`wangge sweep {file}`: {replications} replications of each setting, plan `{}`.\n", plan.identity.hash());
    let (frame, titles) =
        (Frame::of(&plan, replications, Language::English), PolicyTitles::of(study.draft().scenario(), Language::English));
    let words = Wording::with(Language::English, &titles);
    for response in &sweep.responses {
        let design = plan.design.as_deref().ok_or("a sweep has a design")?;
        let lever = LeverWords { plan: &plan, design, response, words };
        let title = titles.get(&plan.identity.policies[response.policy]).unwrap_or("The common town as it is");
        write!(text, "\n#### {title}\n\n")?;
        for sentence in lever.sentences() {
            // which town it is stands above
            let own = sentence.strip_prefix("Under ").and_then(|rest| rest.split_once(": ")).map_or(sentence.as_str(), |(_, own)| own);
            writeln!(text, "- {own}")?;
        }
        if let Some(table) = lever.tables(&frame).first() {
            write!(text, "\n{}", markdown(table))?;
        }
    }
    text += &crossed(own, &study)?;
    Ok(text)
}

/// Two factors against each other, as a table of the mean time of an issue.
fn crossed(own: &LeverStudy, study: &Study) -> Result<String, Failure> {
    let study = study.policies(&[own.policy]).replications(CROSSED);
    let named = FactorChoice { named: own.factors.map(str::to_owned).to_vec(), ..FactorChoice::default() };
    let spec = study.order().sweep(StudyDesign::Sampled { factors: named, sampling: Sampling::Factorial }, false, false)?;
    let plan = PreparedStudy::new(spec, Arc::clone(study.draft()))?.plan;
    let sweep = study.sweep(&own.factors, Sampling::Factorial)?;
    Ok(heat_map(&plan, &sweep))
}

/// The time of an issue at every pair of levels; the best is bold, what cannot be told from it has a star.
fn heat_map(plan: &Plan, sweep: &SweepResult) -> String {
    let Some(design) = plan.design.as_deref() else { return String::new() };
    let levels = |factor: usize| {
        let mut found: Vec<&str> = Vec::new();
        for point in &design.points {
            if !found.contains(&point[factor].text.as_str()) {
                found.push(&point[factor].text);
            }
        }
        found
    };
    let time = Key::of_place(Measure::ResolutionTime);
    let best = sweep.best.iter().find(|best| best.key == time && best.policy.is_none());
    let cell = |x: &str, y: &str| {
        let point = design.points.iter().position(|point| point[0].text == x && point[1].text == y);
        let candidate = best.and_then(|best| best.candidates.iter().find(|own| Some(own.alternative.point) == point));
        let Some((mean, standing)) = candidate.and_then(|own| Some((own.mean?, own.standing))) else { return "–".to_owned() };
        match standing {
            AlternativeStanding::Best => format!("**{mean:.0}**"),
            AlternativeStanding::Alike(_) => format!("{mean:.0} *"),
            _ => format!("{mean:.0}"),
        }
    };
    let columns = levels(1);
    let row = |x: &&str| {
        let cells: Vec<String> = columns.iter().map(|y| cell(x, y)).collect();
        format!("| {x} | {} |\n", cells.join(" | "))
    };
    let rows: String = levels(0).iter().map(row).collect();
    format!(
        "\n#### Two factors against each other\n\nMean time of an issue in hours, {CROSSED} replications of each pair; **the best**, * cannot be told from it. \
         Down: `{}`; across: `{}`.\n\n| | {} |\n|---|{}\n{rows}",
        design.factors[0],
        design.factors[1],
        columns.join(" | "),
        "---|".repeat(columns.len())
    )
}

/// A table in Markdown.
fn markdown(table: &Table) -> String {
    let shown = table.shown();
    let heads: Vec<&str> = shown.iter().map(|column| table.heads[*column].0.as_str()).collect();
    let cell = |cell: &TableCell| {
        let below: String = cell.below.iter().map(|line| format!(" {line}")).collect();
        format!("{}{below}", cell.text.replace("**", "▲"))
    };
    let row = |row: &Vec<TableCell>| {
        let cells: Vec<String> = shown.iter().map(|column| cell(&row[*column])).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rows: String = table.rows.iter().map(row).collect();
    let about: String = table.about.iter().map(|line| format!("{}\n", line.replace("**", "▲"))).collect();
    format!("{about}\n| {} |\n|{}\n{rows}", heads.join(" | "), "---|".repeat(heads.len()))
}
