//! Charts: what is drawn is well-formed, inside of its frame, the same bytes every time, and found again in its CSV.

use std::fs;

use jiff::civil::date;
use tempfile::TempDir;
use wangge::experiment::design::plan::Plan;
use wangge::measure::replication::{keys, replicate};
use wangge::output::charts::backlog::{BacklogCurve, BacklogDay, BacklogInput, backlog};
use wangge::output::charts::box_plot::{BoxInput, BoxPanel, BoxRow, boxes};
use wangge::output::charts::catalogue::{IN_PARTS, NAMES as NAMES_OF_CHARTS, OF_COMPARISON};
use wangge::output::charts::chart::{Figure, Frame, write_figures};
use wangge::output::charts::cost::{CostInput, CostPanel, CostPoint, cost};
use wangge::output::charts::flow::{FlowBar, FlowInput, flow};
use wangge::output::charts::forest::{ForestInput, ForestPanel, ForestRow, Tone, forest};
use wangge::output::charts::incidence::{IncidenceCurve, IncidenceInput, IncidencePoint, IssueEnd, incidence};
use wangge::output::charts::time_account::{AccountBar, AccountInput, AccountPiece, time_account};
use wangge::output::charts::workload::{TimeUse, WorkloadBar, WorkloadInput, workload};
use wangge::output::folder::claim::{FolderError, ResultsFolder};
use wangge::output::folder::manifest::Claim;
use wangge::output::folder::store::FolderStore;
use wangge::output::language::label::{measure_label, unit_label};
use wangge::output::language::message::Language;
use wangge::output::language::names::Titles;
use wangge::output::tables::runs::Detail;
use wangge::output::tables::schema::{FIGURES_FOLDER, REPORT_FILE, figure_files};
use wangge::output::tables::summary::CsvFlavour;
use wangge::statistics::estimate::Interval;
use wangge::units::measure::{Direction, Measure};

use crate::results::{carry_out, circumstances, network};
use crate::sweep_charts::{Case, Kind, sweep_figures};

const NAMES: [&str; 8] = [
    "base",
    "early",
    "吹哨报到",
    "more_officers_and_a_second_shift_on_weekends",
    "积分激励与网格员加班补贴",
    "straight",
    "two_liaisons",
    "<b>&\"quoted\"</b>",
];

const VERDICTS: [(&str, Tone); 4] = [
    ("better, and large enough to matter", Tone::Better),
    ("worse, but too small to matter", Tone::Worse),
    ("undecided: about 120 more replications would settle ±2.5 hours", Tone::Open),
    ("equivalent within 2.5 hours", Tone::Open),
];

pub fn frame(language: Language) -> Frame {
    Frame {
        language,
        scenario: "network".into(),
        replications: 30,
        level: 0.95,
        seed: 20_240_101,
        plan_hash: "1f3a5c7e9b2d4f6081a3c5e7f9b1d3f507182f50718293a4b5c6d7e8f90a1b2c3d4e5f6".into(),
        titles: Titles::default(),
    }
}

/// A number from 0 to 1 that looks like chance and is the same every time.
pub fn chance(index: usize) -> f64 {
    ((index as f64 + 1.0) * 0.754_877_666).fract()
}

pub fn around(middle: f64, half: f64) -> Interval {
    Interval { low: middle - half, high: middle + half }
}

pub fn label(measure: Measure, language: Language) -> (String, String, Direction) {
    let entry = measure.entry();
    (measure_label(measure, language).to_owned(), unit_label(entry.unit, language).to_owned(), entry.direction)
}

pub fn forest_input(policies: &[&str], language: Language) -> ForestInput {
    let measures = [
        (Measure::ResolutionTime, 9.0, Some(2.5)),
        (Measure::ResolutionRate, 0.04, None),
        (Measure::OnTimeRate, 0.06, Some(0.02)),
        (Measure::Pay, 210_000.0, None),
    ];
    let panel = |(number, (measure, size, relevant)): (usize, (Measure, f64, Option<f64>))| {
        let (measure, unit, direction) = label(measure, language);
        let row = |(index, policy): (usize, &&str)| {
            let (verdict, tone) = VERDICTS[(index + number) % 4];
            let difference = (chance(7 * number + index) - 0.6) * size;
            ForestRow {
                policy: (*policy).to_owned(),
                difference: Some(difference),
                interval: Some(around(difference, size * (0.1 + chance(index) / 4.0))),
                verdict: verdict.to_owned(),
                tone,
            }
        };
        ForestPanel { measure, unit, direction, relevant, rows: policies.iter().skip(1).enumerate().map(row).collect() }
    };
    ForestInput { baseline: policies[0].to_owned(), panels: measures.into_iter().enumerate().map(panel).collect() }
}

pub fn incidence_input(policies: &[&str]) -> IncidenceInput {
    let ends = [
        (IssueEnd::Fixed, 0.86, 5.0),
        (IssueEnd::Recorded, 0.93, 4.0),
        (IssueEnd::SelfResolved, 0.03, 12.0),
        (IssueEnd::Unrepaired, 0.018, 20.0),
        (IssueEnd::Rejected, 0.007, 15.0),
    ];
    let curve = |index: usize, policy: &str, (end, most, days): (IssueEnd, f64, f64)| {
        let point = |step: u32| {
            let at = f64::from(step) / 4.0;
            let share = (most - 0.03 * index as f64 * most) * (1.0 - (-at / (days + index as f64)).exp());
            IncidencePoint { days: at, share, band: Some(around(share, 0.02)) }
        };
        IncidenceCurve { policy: policy.to_owned(), end, points: (0..=120).map(point).collect() }
    };
    let curves = policies.iter().enumerate().flat_map(|(index, policy)| ends.map(|end| curve(index, policy, end)));
    IncidenceInput { follow_up_days: 30.0, curves: curves.collect() }
}

pub fn workload_input(policies: &[&str]) -> WorkloadInput {
    let works = [
        TimeUse::Handled,
        TimeUse::Visited,
        TimeUse::Travelled,
        TimeUse::Patrolled,
        TimeUse::Administrative,
        TimeUse::Switching,
        TimeUse::Idle,
    ];
    let bar = |number: usize, role: &str, index: usize, policy: &str| {
        let mut parts: Vec<(TimeUse, f64)> =
            works.iter().enumerate().map(|(at, work)| (*work, 2.0 + 7.0 * chance(at + 3 * index + number))).collect();
        let roster: f64 = parts.iter().map(|(_, length)| length).sum();
        parts.iter_mut().for_each(|(_, length)| *length *= 40.0 / roster);
        parts.push((TimeUse::Overtime, if number == 0 { 6.0 * chance(index) } else { 0.0 }));
        WorkloadBar { role: role.to_owned(), policy: policy.to_owned(), parts }
    };
    let roles = ["grid_officer", "liaison", "社区工作者"];
    let bars = roles
        .iter()
        .enumerate()
        .flat_map(|(number, role)| policies.iter().enumerate().map(move |(index, policy)| bar(number, role, index, policy)));
    WorkloadInput { unit: "hours per person and week".into(), bars: bars.collect() }
}

pub fn backlog_input(policies: &[&str]) -> BacklogInput {
    let levels = [("grid", 25.0), ("community", 12.0), ("street", 4.0)];
    let curve = |level: &str, most: f64, index: usize, policy: &str| {
        let day = |day: u32| {
            let mean =
                most * (1.0 - (-f64::from(day) / 20.0).exp()) * (1.0 + 0.2 * chance(day as usize + index)) / (1.0 + 0.2 * index as f64);
            BacklogDay { day, mean, band: Some(Interval { low: mean * 0.7, high: mean * 1.4 }) }
        };
        BacklogCurve { level: level.to_owned(), policy: policy.to_owned(), days: (0..180).map(day).collect() }
    };
    let curves =
        levels.iter().flat_map(|(level, most)| policies.iter().enumerate().map(move |(index, policy)| curve(level, *most, index, policy)));
    BacklogInput { start: date(2024, 1, 1), warm_up_days: 30.0, holidays: vec![(40, 47)], curves: curves.collect(), band_of: Some(20) }
}

pub fn flow_input(policies: &[&str]) -> FlowInput {
    let bar = |(index, policy): (usize, &&str)| {
        let first = 0.55 - 0.06 * index as f64;
        let resolved = vec![first, 0.2, 0.12, 0.04];
        let unresolved = Some(1.0 - resolved.iter().sum::<f64>());
        FlowBar { policy: (*policy).to_owned(), resolved, unresolved }
    };
    FlowInput {
        denominator: "issues of the occurrence cohort".into(),
        levels: ["grid", "community", "street", "district"].map(str::to_owned).into(),
        bars: policies.iter().enumerate().map(bar).collect(),
    }
}

pub fn account_input(policies: &[&str]) -> AccountInput {
    let piece = |middle: f64| AccountPiece { difference: Some(middle), interval: Some(around(middle, 0.3)) };
    let bar = |(index, policy): (usize, &&str)| {
        let parts: Vec<f64> = (0..10).map(|part| if part == 6 { 0.0 } else { 9.0 * (chance(10 * index + part) - 0.6) }).collect();
        AccountBar { policy: (*policy).to_owned(), whole: piece(parts.iter().sum()), pieces: parts.into_iter().map(piece).collect() }
    };
    AccountInput {
        baseline: policies[0].to_owned(),
        whole: "time of an issue".into(),
        unit: "hours".into(),
        parts: (0..10).map(|part| format!("part {part}")).collect(),
        bars: policies.iter().skip(1).enumerate().map(bar).collect(),
    }
}

pub fn box_input(policies: &[&str], language: Language) -> BoxInput {
    let panel = |measure: Measure, middle: f64| {
        let (measure, unit, _) = label(measure, language);
        let row = |(index, policy): (usize, &&str)| {
            let value = |replication: usize| {
                middle * (1.0 + 0.1 * index as f64 + 0.3 * (chance(replication * 3 + index) + chance(replication + 50) - 1.0))
            };
            BoxRow { policy: (*policy).to_owned(), values: (0..30).map(|replication| Some(value(replication))).collect() }
        };
        BoxPanel { measure, unit, rows: policies.iter().enumerate().map(row).collect() }
    };
    BoxInput { panels: vec![panel(Measure::ResolutionTime, 41.0), panel(Measure::OnTimeRate, 0.8)] }
}

pub fn cost_input(policies: &[&str], language: Language) -> CostInput {
    let (cost, cost_unit, _) = label(Measure::Pay, language);
    let panel = |measure: Measure, middle: f64| {
        let (measure, unit, direction) = label(measure, language);
        let point = |(index, policy): (usize, &&str)| {
            let (cost, outcome) = (1_200_000.0 + 90_000.0 * index as f64, middle * (1.0 - 0.05 * chance(index) * index as f64));
            CostPoint {
                policy: (*policy).to_owned(),
                cost: Some(cost),
                cost_interval: Some(around(cost, 20_000.0)),
                outcome: Some(outcome),
                outcome_interval: Some(around(outcome, middle * 0.03)),
            }
        };
        CostPanel { measure, unit, direction, points: policies.iter().enumerate().map(point).collect() }
    };
    CostInput {
        cost,
        cost_unit,
        panels: vec![panel(Measure::ResolutionTime, 41.0), panel(Measure::ResolutionRate, 0.8), panel(Measure::OnTimeRate, 0.7)],
    }
}

pub fn figures(policies: &[&str], language: Language) -> Vec<Figure> {
    let frame = frame(language);
    [
        forest(&forest_input(policies, language), &frame),
        time_account(&account_input(policies), &frame),
        incidence(&incidence_input(policies), &frame),
        workload(&workload_input(policies), &frame),
        backlog(&backlog_input(policies), &frame),
        flow(&flow_input(policies), &frame),
        boxes(&box_input(policies, language), &frame),
        cost(&cost_input(policies, language), &frame),
    ]
    .map(Result::unwrap)
    .into()
}

/// Attributes of every `<text>` with what it says.
pub fn texts(svg: &str) -> Vec<(f64, f64, f64, f64, bool, String)> {
    let number = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split_once('"')?.0.parse::<f64>().ok()
    };
    let parts = svg.split("<text").skip(1).map(|part| part.split_once("</text>").unwrap().0);
    parts
        .map(|part| {
            let (tag, text) = part.split_once('>').unwrap();
            let (x, length) = (number(tag, "x").unwrap(), number(tag, "textLength").unwrap());
            let before = if tag.contains("\"middle\"") {
                length / 2.0
            } else if tag.contains("\"end\"") {
                length
            } else {
                0.0
            };
            (x - before, number(tag, "y").unwrap(), length, number(tag, "font-size").unwrap(), tag.contains("rotate"), text.to_owned())
        })
        .collect()
}

/// Width and height.
pub fn size(svg: &str) -> (f64, f64) {
    let inside = svg.split_once("viewBox=\"0 0 ").unwrap().1.split_once('"').unwrap().0;
    let (width, height) = inside.split_once(' ').unwrap();
    (width.parse().unwrap(), height.parse().unwrap())
}

/// What is wrong with the nesting and the characters of an XML text; enough of XML for what charts and report write.
pub fn badly_formed(xml: &str, void: &[&str]) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some((text, after)) = rest.split_once('<') {
        let is_bare = |part: &str| !["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|entity| part.starts_with(entity));
        if text.contains('>') || text.split('&').skip(1).any(is_bare) {
            return Some(format!("bare sign in `{text}`"));
        }
        let (tag, next) = after.split_once('>')?;
        rest = next;
        if tag.matches('"').count() % 2 == 1 {
            return Some(format!("odd quotes in <{tag}>"));
        }
        let name = tag.trim_start_matches('/').split([' ', '/']).next()?;
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes another element"));
            }
        } else if !tag.ends_with('/') && !tag.starts_with('!') && !void.contains(&name) {
            open.push(name);
        }
    }
    (!open.is_empty()).then(|| format!("never closed: {open:?}"))
}

pub fn assert_sound(figure: &Figure) {
    let (name, svg) = (figure.name.as_str(), &figure.svg);
    assert_eq!(badly_formed(svg, &[]), None, "{name}");
    for word in ["NaN", "inf", "undefined"] {
        let drawn: String = svg.split('<').filter(|part| !part.starts_with("desc") && !part.starts_with("text")).collect();
        assert!(!drawn.contains(word), "{name} has {word}");
    }
    let (width, height) = size(svg);
    for (left, y, length, font, is_turned, text) in texts(svg) {
        let (left, right, top, bottom) = if is_turned {
            let middle = left + length / 2.0;
            (middle - font, middle, y - length / 2.0, y + length / 2.0)
        } else {
            (left, left + length, y - font * 0.9, y + font * 0.25)
        };
        let is_inside = left >= 0.0 && right <= width && top >= 0.0 && bottom <= height;
        assert!(is_inside, "{name}: `{text}` from {left} to {right} and {top} to {bottom} on {width} x {height}");
    }
}

/// Rows of a CSV without quotes, with the head.
pub fn rows(csv: &str) -> Vec<Vec<&str>> {
    csv.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn every_chart_is_well_formed_and_inside_of_its_frame_for_one_to_eight_policies_in_both_languages() {
    for language in [Language::English, Language::Chinese] {
        for count in 1..=NAMES.len() {
            let figures = figures(&NAMES[..count], language);
            assert_eq!(figures.len(), OF_COMPARISON.len());
            figures.iter().for_each(assert_sound);
        }
    }
}

/// No two texts of `figure` that do not read upwards lie on each other.
pub fn assert_apart(figure: &Figure, case: &str) {
    let lying: Vec<_> = texts(&figure.svg).into_iter().filter(|(.., is_turned, _)| !is_turned).collect();
    for (index, (left, y, length, font, _, text)) in lying.iter().enumerate() {
        for (other_left, other_y, other_length, other_font, _, other) in &lying[index + 1..] {
            let is_beside = left + length <= *other_left || other_left + other_length <= *left;
            let is_apart = (y - other_y).abs() >= 0.7 * font.min(*other_font);
            assert!(is_beside || is_apart, "{} of {case}: `{text}` on `{other}`", figure.name);
        }
    }
}

#[test]
fn no_two_texts_of_a_chart_lie_on_each_other() {
    for count in [1, 2, 3, 6, 8] {
        for figure in figures(&NAMES[..count], Language::English) {
            assert_apart(&figure, &format!("{count} policies"));
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (first, second) = (figures(&NAMES[..5], Language::Chinese), figures(&NAMES[..5], Language::Chinese));
    for (one, other) in first.iter().zip(&second) {
        assert_eq!((&one.svg, &one.csv, &one.description), (&other.svg, &other.csv, &other.description));
        assert_eq!(one.png().unwrap(), other.png().unwrap());
    }
}

#[test]
fn every_chart_states_replications_seed_and_plan_and_most_their_interval() {
    for figure in figures(&NAMES[..3], Language::English) {
        let text: String = texts(&figure.svg).into_iter().map(|(.., text)| text + " ").collect();
        for part in ["n = 30 replications", "seed 20240101", "plan 1f3a5c7e9b2d"] {
            assert!(text.contains(part), "{}: {text}", figure.name);
        }
        let is_mean_only = ["escalation_flow", "workload"].contains(&figure.name.as_str());
        let interval = ["95%", "10% to 90%", "quartiles"].iter().any(|word| text.contains(word));
        assert!(interval || is_mean_only, "{}: {text}", figure.name);
    }
}

#[test]
fn a_png_has_two_dots_for_a_pixel_of_the_svg() {
    for figure in figures(&NAMES[..2], Language::English) {
        let png = figure.png().unwrap();
        let (width, height) = size(&figure.svg);
        assert_eq!(png[..8], [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n']);
        let side = |from: usize| f64::from(u32::from_be_bytes(png[from..from + 4].try_into().unwrap()));
        assert_eq!((side(16), side(20)), (width * 2.0, height * 2.0), "{}", figure.name);
    }
}

#[test]
fn the_csv_of_a_chart_holds_the_numbers_drawn() {
    let policies = &["base", "early", "late"];
    let figures = figures(policies, Language::English);
    let csv = |name: &str| rows(&figures.iter().find(|figure| figure.name == name).unwrap().csv);
    let same = |cell: &str, value: f64| assert_eq!(cell.parse::<f64>().unwrap(), value);

    let input = forest_input(policies, Language::English);
    let found = csv("forest");
    assert_eq!(found[0], ["measure", "unit", "policy", "baseline", "difference", "low", "high", "verdict"]);
    assert_eq!(found.len(), 1 + 4 * 2);
    let row = &input.panels[1].rows[0];
    assert_eq!(found[3][..4], ["issues solved", "share", "early", "base"]);
    same(found[3][4], row.difference.unwrap());
    same(found[3][6], row.interval.unwrap().high);

    let found = csv("time_account");
    assert_eq!(found[0], ["measure", "unit", "policy", "baseline", "difference", "low", "high"]);
    assert_eq!(found.len(), 1 + 2 * 11);
    let bar = &account_input(policies).bars[1];
    assert_eq!(found[12][..4], ["time of an issue", "hours", "late", "base"]);
    same(found[12][4], bar.whole.difference.unwrap());
    same(found[14][5], bar.pieces[1].interval.unwrap().low);

    let found = csv("incidence");
    assert_eq!((found[0].clone(), found.len()), (vec!["policy", "end", "days", "share", "low", "high"], 1 + 3 * 5 * 121));
    same(found[121][3], incidence_input(policies).curves[0].points[120].share);

    let found = csv("backlog");
    assert_eq!((found[0].clone(), found.len()), (vec!["policy", "level", "day", "mean", "p10", "p90", "unit"], 1 + 9 * 180));
    same(found[180][3], backlog_input(policies).curves[0].days[179].mean);

    let found = csv("workload");
    assert_eq!((found[0].clone(), found.len()), (vec!["role", "policy", "work", "value", "unit"], 1 + 9 * 8));
    same(found[1][3], workload_input(policies).bars[0].parts[0].1);

    let found = csv("escalation_flow");
    assert_eq!((found[0].clone(), found.len()), (vec!["policy", "level", "share"], 1 + 3 * 5));
    same(found[6][2], flow_input(policies).bars[1].resolved[0]);

    let found = csv("box");
    assert_eq!((found[0].clone(), found.len()), (vec!["measure", "unit", "policy", "statistic", "replication", "value"], 1 + 2 * 3 * 35));
    same(found[6][5], box_input(policies, Language::English).panels[0].rows[0].values[0].unwrap());

    let found = csv("cost");
    assert_eq!((found[0][3], found[0][6], found.len()), ("estimate", "cost", 1 + 3 * 3));
    same(found[2][6], cost_input(policies, Language::English).panels[0].points[1].cost.unwrap());
}

#[test]
fn a_forest_plot_puts_a_difference_where_its_axis_says_and_zero_in_its_place() {
    let row = |difference: f64| ForestRow {
        policy: "early".into(),
        difference: Some(difference),
        interval: Some(around(difference, 1.0)),
        verdict: "better".into(),
        tone: Tone::Better,
    };
    let panel = ForestPanel { measure: "m".into(), unit: "u".into(), direction: Direction::Lower, relevant: None, rows: vec![row(-4.0)] };
    let svg = forest(&ForestInput { baseline: "base".into(), panels: vec![panel] }, &frame(Language::English)).unwrap().svg;
    let x = |label: &str| {
        let (left, _, length, ..) = texts(&svg).into_iter().find(|(.., text)| text == label).unwrap();
        left + length / 2.0
    };
    // the interval from -5 to -3 is the only line of that width
    let path = svg.lines().find(|line| line.contains("stroke-width=\"2.2\"")).unwrap();
    let (from, to) = path.split_once("d=\"M").unwrap().1.split_once('"').unwrap().0.split_once('L').unwrap();
    let (from, to) = (from.split_once(' ').unwrap().0.parse::<f64>().unwrap(), to.split_once(' ').unwrap().0.parse::<f64>().unwrap());
    let unit = x("0") - x("−1");
    assert!((x("0") - from - 5.0 * unit).abs() < 0.5 && (x("0") - to - 3.0 * unit).abs() < 0.5, "{from} to {to}, unit {unit}");
    assert!(svg.contains(">← better<") && svg.contains("early −4.0 [−5.0, −3.0] u (better)"), "{svg}");
}

#[test]
fn nothing_and_numbers_that_cannot_be_drawn_leave_a_sound_chart() {
    let frame = frame(Language::English);
    let nothing = [
        forest(&ForestInput { baseline: "base".into(), panels: Vec::new() }, &frame),
        incidence(&IncidenceInput { follow_up_days: 0.0, curves: Vec::new() }, &frame),
        workload(&WorkloadInput { unit: String::new(), bars: Vec::new() }, &frame),
        backlog(
            &BacklogInput { start: date(2024, 1, 1), warm_up_days: 0.0, holidays: Vec::new(), curves: Vec::new(), band_of: None },
            &frame,
        ),
        flow(&FlowInput { denominator: String::new(), levels: Vec::new(), bars: Vec::new() }, &frame),
        boxes(&BoxInput { panels: Vec::new() }, &frame),
        cost(&CostInput { cost: String::new(), cost_unit: String::new(), panels: Vec::new() }, &frame),
    ];
    for figure in nothing.map(Result::unwrap) {
        assert_sound(&figure);
        assert!(figure.svg.contains(">no data<") && figure.csv.lines().count() == 1, "{}", figure.name);
    }
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 1e-300, 0.0, -0.0, 7.0] {
        odd_figures(odd, &frame).iter().for_each(assert_sound);
    }
}

/// Charts of two policies in which every number is `odd`.
fn odd_figures(odd: f64, frame: &Frame) -> Vec<Figure> {
    let policies = &NAMES[..2];
    let interval = Some(Interval { low: odd, high: odd });
    let mut forests = forest_input(policies, Language::English);
    for row in forests.panels.iter_mut().flat_map(|panel| &mut panel.rows) {
        (row.difference, row.interval) = (Some(odd), interval);
    }
    forests.panels[0].relevant = Some(odd);
    forests.panels[1].rows[0].difference = None;
    let mut incidences = incidence_input(policies);
    incidences.follow_up_days = odd;
    for point in incidences.curves.iter_mut().flat_map(|curve| &mut curve.points) {
        (point.share, point.band) = (odd, interval);
    }
    let mut workloads = workload_input(policies);
    workloads.bars.iter_mut().flat_map(|bar| &mut bar.parts).for_each(|(_, length)| *length = odd);
    let mut backlogs = backlog_input(policies);
    backlogs.warm_up_days = odd;
    for day in backlogs.curves.iter_mut().flat_map(|curve| &mut curve.days) {
        (day.mean, day.band) = (odd, interval);
    }
    let mut flows = flow_input(policies);
    flows.bars.iter_mut().flat_map(|bar| &mut bar.resolved).for_each(|share| *share = odd);
    flows.bars[0].resolved.pop();
    let mut many = box_input(policies, Language::English);
    many.panels.iter_mut().flat_map(|panel| &mut panel.rows).for_each(|row| row.values = vec![Some(odd), None]);
    let mut costs = cost_input(policies, Language::English);
    for point in costs.panels.iter_mut().flat_map(|panel| &mut panel.points) {
        (point.cost, point.cost_interval, point.outcome, point.outcome_interval) = (Some(odd), interval, Some(odd), None);
    }
    [
        forest(&forests, frame),
        incidence(&incidences, frame),
        workload(&workloads, frame),
        backlog(&backlogs, frame),
        flow(&flows, frame),
        boxes(&many, frame),
        cost(&costs, frame),
    ]
    .map(Result::unwrap)
    .into()
}

#[test]
fn figures_are_written_whole_and_other_files_stay() {
    let scratch = TempDir::new().unwrap();
    let place = scratch.path().join("figures");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("mine.png"), "mine").unwrap();
    fs::write(place.join("forest.csv"), "old").unwrap();
    let mut figures = figures(&NAMES[..2], Language::English);
    figures.extend(sweep_figures(Case { factors: 3, language: Language::English, kind: Kind::Usual }));
    figures.push(super::ladder::drawn(Language::English));
    let names = write_figures(&place, &figures, CsvFlavour::Excel).unwrap();
    assert_eq!(names.len(), 3 * NAMES_OF_CHARTS.len());
    let mut listed: Vec<String> = names.iter().map(|name| format!("figures/{name}")).collect();
    let mut known: Vec<String> = figure_files().collect();
    listed.sort();
    known.sort();
    let is_later_part = |name: &String| IN_PARTS.iter().any(|chart| name.starts_with(&format!("figures/{chart}_")));
    known.retain(|name| !is_later_part(name));
    assert_eq!(listed, known, "the results folder knows every file of a chart");
    assert_eq!(fs::read_dir(&place).unwrap().count(), names.len() + 1);
    assert_eq!(fs::read_to_string(place.join("mine.png")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(place.join("forest.svg")).unwrap(), figures[0].svg);
    assert_eq!(fs::read_to_string(place.join("forest.csv")).unwrap(), format!("\u{feff}{}", figures[0].csv));
}

#[test]
fn a_results_folder_takes_charts_and_report_in_and_a_result_without_them_leaves_none() {
    let scratch = TempDir::new().unwrap();
    let plan = Plan::new(&network(&[]), &["base"], Some(7), Some(1)).unwrap();
    let columns = keys(&plan.settings[0]);
    let run = |has_report: bool| {
        let mut store =
            FolderStore::new(ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)).unwrap(), &plan, &columns, Detail::Full)
                .unwrap();
        let outcome = carry_out(&plan, &columns, 1, 64, replicate, &mut store);
        if has_report {
            let place = store.unfinished(FIGURES_FOLDER);
            write_figures(&place, &figures(&["base"], Language::English)[..1], CsvFlavour::Plain).unwrap();
            fs::write(store.unfinished(REPORT_FILE), "report").unwrap();
        }
        store.finish(&outcome, &[], circumstances(), CsvFlavour::Plain).unwrap();
        let is_there = |name: &str| scratch.path().join(name).exists();
        [FIGURES_FOLDER, "figures/forest.png", REPORT_FILE].map(is_there)
    };
    assert_eq!(run(true), [true; 3]);
    assert_eq!(run(true), [true; 3]);
    let mine = scratch.path().join("figures/mine.txt");
    fs::write(&mine, "mine").unwrap();
    assert_eq!(run(false), [true, false, false]);
    fs::remove_file(&mine).unwrap();
    assert_eq!(run(false), [false; 3]);
}

#[test]
fn charts_without_a_manifest_are_not_overwritten() {
    let scratch = TempDir::new().unwrap();
    fs::create_dir(scratch.path().join(FIGURES_FOLDER)).unwrap();
    fs::write(scratch.path().join("figures/box.png"), "whose?").unwrap();
    let plan = Plan::new(&network(&[]), &["base"], Some(7), Some(1)).unwrap();
    let refused = ResultsFolder::claim(scratch.path(), Claim::whole(&plan.identity)).unwrap_err();
    assert!(matches!(&refused, FolderError::Strange { file, .. } if file == "figures/box.png"), "{refused}");
}

#[test]
fn policies_that_cost_the_same_stand_on_one_line_and_each_has_a_label_of_its_own() {
    let mut input = cost_input(&["base", "early"], Language::English);
    input.panels.truncate(1);
    for point in &mut input.panels[0].points {
        (point.cost, point.outcome) = (Some(5.0), Some(7.0));
    }
    let svg = cost(&input, &frame(Language::English)).unwrap().svg;
    let label = |name: &str| {
        let text = svg.split("<text").filter(|text| text.split_once('>').is_some_and(|(_, body)| body.starts_with(&format!("{name}<"))));
        let attributes = text.last().unwrap_or_else(|| panic!("no label {name} in {svg}")).split_once('>').unwrap().0.to_owned();
        ["x", "y"].map(|axis| attributes.split_once(&format!(" {axis}=\"")).unwrap().1.split_once('"').unwrap().0.parse::<f64>().unwrap())
    };
    let ([left, upper], [right, lower]) = (label("base"), label("early"));
    assert!((left - right).abs() < 1e-9 && lower - upper >= 12.0, "{left} {upper}, {right} {lower}");
}

#[test]
fn a_box_of_many_replications_rests_on_all_and_draws_every_kth_as_a_dot() {
    let values = (0..6000).map(|replication| Some(f64::from(replication))).collect();
    let row = BoxRow { policy: "base".into(), values };
    let panel = BoxPanel { measure: "m".into(), unit: "u".into(), rows: vec![row] };
    let figure = boxes(&BoxInput { panels: vec![panel] }, &frame(Language::English)).unwrap();
    assert!(
        figure.svg.contains("Dots: one in 3 replications, in their order") && figure.csv.contains("median,,2999.5"),
        "{}",
        &figure.csv[..300]
    );
    assert_eq!(figure.csv.lines().count(), 1 + 5 + 2000);
    assert_eq!(figure.csv.lines().last().unwrap(), "m,u,base,value,5997,5997.0");
}
