//! Charts of sweeps, sensitivity and precision: what is drawn is inside of its frame, legible with long names, many rows and
//! missing numbers, the same bytes every time, and found again in its CSV.

use wangge::output::charts::box_plot::{BoxInput, BoxPanel, BoxRow, boxes};
use wangge::output::charts::catalogue::{NAMES, OF_COMPARISON, WATERFALL};
use wangge::output::charts::chart::Figure;
use wangge::output::charts::heatmap::{CellStanding, HeatmapCell, HeatmapFactor, HeatmapInput, HeatmapPanel, heatmap};
use wangge::output::charts::indices::{IndicesInput, IndicesPanel, IndicesRow, Noise, indices};
use wangge::output::charts::pareto::{ParetoInput, ParetoPanel, ParetoPoint, pareto};
use wangge::output::charts::precision::{PrecisionInput, PrecisionLook, PrecisionPanel, precision};
use wangge::output::charts::regret::{RegretInput, RegretPanel, RegretRow, regret};
use wangge::output::charts::screening::{ScreeningInput, ScreeningPanel, ScreeningRow, screening};
use wangge::output::charts::tornado::{TornadoEnd, TornadoInput, TornadoPanel, TornadoRow, tornado};
use wangge::output::charts::welch::{WelchDay, WelchInput, WelchPanel, welch};
use wangge::output::drawing::font::has_glyph;
use wangge::output::language::message::Language;
use wangge::output::language::texts::all_messages;
use wangge::output::lever_charts::gains_in_worlds::{GainsInput, GainsPanel, GainsRow, gains_in_worlds};
use wangge::output::lever_charts::response_curve::{
    ResponseInput, ResponseLine, ResponsePanel, ResponseSetting, SettingStanding, response_curve,
};
use wangge::statistics::estimate::Interval;
use wangge::units::measure::{Direction, Measure};

use crate::charts::{around, assert_apart, assert_sound, chance, frame, label, rows, size, texts};

const FACTORS: [&str; 8] = [
    "policies.liaison.members_per_grid",
    "roles.grid_officer.number",
    "demand.elevator_failures.rate_per_building_and_year",
    "知情率",
    "handling.noise.hours",
    "whistle.reply_within",
    "people.trust.initial_share_of_households_that_report_to_a_member_first",
    "<b>&\"quoted\"</b>",
];

const POLICIES: [&str; 4] = ["base", "两员一长联户", "more_officers_and_a_second_shift_on_weekends", "early"];

fn factor(index: usize) -> String {
    let name = FACTORS[index % FACTORS.len()];
    if index < FACTORS.len() { name.to_owned() } else { format!("{name}_{index}") }
}

/// A case that charts must bear: how many factors, in which language, and what the numbers are like.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub factors: usize,
    pub language: Language,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Usual,
    Negative,
    Equal,
    /// Every third number is missing.
    Holes,
    /// Every number is this one.
    Odd(f64),
}

impl Case {
    /// `value`, as this case has it.
    fn value(self, index: usize, value: f64) -> Option<f64> {
        match self.kind {
            Kind::Usual => Some(value),
            Kind::Negative => Some(-1.0 - value),
            Kind::Equal => Some(7.0),
            Kind::Holes => (index % 3 != 1).then_some(value),
            Kind::Odd(odd) => Some(odd),
        }
    }

    fn interval(self, value: Option<f64>, half: f64) -> Option<Interval> {
        match self.kind {
            Kind::Odd(odd) => Some(Interval { low: odd, high: odd }),
            Kind::Equal => None,
            Kind::Usual | Kind::Negative | Kind::Holes => value.map(|value| around(value, half)),
        }
    }
}

pub fn tornado_input(case: Case) -> TornadoInput {
    let panel = |number: usize, measure: Measure, size: f64| {
        let (measure, unit, direction) = label(measure, case.language);
        let end = |index: usize, level: String, value: f64| {
            let value = case.value(index, value);
            let is_flipped = index % 5 == 1;
            let verdict = if is_flipped { "worse, but too small to matter" } else { "better, and large enough to matter" };
            TornadoEnd { level, value, interval: case.interval(value, size * 0.06), verdict: verdict.into(), is_flipped }
        };
        let row = |index: usize| {
            let reach = size / (1.0 + index as f64 / 2.0);
            TornadoRow {
                factor: factor(index),
                low: end(2 * index + number, format!("{index}"), -size - reach * chance(index)),
                high: end(2 * index + 3, format!("{} per_grid", index * 7), -size + reach * (chance(index + 40) - 0.3)),
            }
        };
        let nominal = TornadoEnd { value: case.value(0, -size), ..end(0, String::new(), -size) };
        TornadoPanel { measure, unit, direction, nominal, rows: (0..case.factors).map(row).collect() }
    };
    TornadoInput {
        policy: POLICIES[1].into(),
        baseline: Some(POLICIES[0].into()),
        panels: vec![panel(0, Measure::ResolutionTime, 9.0), panel(1, Measure::OnTimeRate, 0.06)],
    }
}

pub fn heatmap_input(case: Case) -> HeatmapInput {
    let (columns, lines) = (case.factors, case.factors.div_ceil(2));
    let panel = |number: usize, policy: &str, measure: Measure, size: f64| {
        let (measure, unit, direction) = label(measure, case.language);
        let cell = |at: usize| {
            let (x, y) = (at % columns, at / columns);
            let slope = (x as f64 - columns as f64 / 2.0).abs() / columns as f64 + y as f64 / lines as f64;
            let value = case.value(at, size * (1.0 + slope + 0.2 * number as f64));
            let standing = match at {
                _ if at == columns / 2 => CellStanding::Best,
                _ if at.abs_diff(columns / 2) < 2 => CellStanding::NotDistinguishable,
                _ => CellStanding::Apart,
            };
            HeatmapCell { x, y, value, interval: case.interval(value, size * 0.05), standing }
        };
        HeatmapPanel { policy: policy.into(), measure, unit, direction, cells: (0..columns * lines).map(cell).collect() }
    };
    let panels = [(Measure::ResolutionTime, 31.0), (Measure::OnTimeRate, 0.3)].map(|(measure, size)| {
        POLICIES[..3].iter().enumerate().map(move |(number, policy)| panel(number, policy, measure, size)).collect::<Vec<_>>()
    });
    HeatmapInput {
        x: HeatmapFactor { name: factor(0), levels: (0..columns).map(|level| (level * 5).to_string()).collect() },
        y: HeatmapFactor { name: factor(2), levels: (0..lines).map(|level| format!("{level} people in each grid")).collect() },
        panels: panels.concat(),
    }
}

pub fn pareto_input(case: Case) -> ParetoInput {
    let (cost, cost_unit, _) = label(Measure::Pay, case.language);
    let panel = |measure: Measure, size: f64| {
        let (measure, unit, direction) = label(measure, case.language);
        let point = |at: usize| {
            let level = at / POLICIES.len();
            let cost = case.value(at, 1_200_000.0 + 140_000.0 * level as f64 + 90_000.0 * chance(at));
            let worth = size * (1.0 / (1.0 + level as f64 / 3.0) + 0.4 * chance(at + 9));
            let outcome = case.value(at + 1, if direction == Direction::Lower { worth } else { 2.0 * size - worth });
            ParetoPoint {
                policy: POLICIES[at % POLICIES.len()].into(),
                name: format!("{} = {level}", factor(level)),
                cost,
                cost_interval: case.interval(cost, 20_000.0),
                outcome,
                outcome_interval: case.interval(outcome, size * 0.04),
            }
        };
        ParetoPanel { measure, unit, direction, points: (0..case.factors * POLICIES.len()).map(point).collect() }
    };
    ParetoInput { cost, cost_unit, panels: vec![panel(Measure::ResolutionTime, 41.0), panel(Measure::OnTimeRate, 0.4)] }
}

pub fn welch_input(case: Case) -> WelchInput {
    let panel = |index: usize| {
        let mean = |day: usize| {
            let grown = 20.0 * (1.0 - (-(day as f64) / (10.0 + 20.0 * index as f64)).exp()) + 4.0 * chance(day + index);
            case.value(day, grown).unwrap_or(f64::NAN)
        };
        let average = |day: usize| {
            let window = day.min(15);
            let values = (day - window..=day + window).map(mean).filter(|value| value.is_finite());
            (day + 15 < 365).then(|| values.clone().sum::<f64>() / values.count() as f64)
        };
        let day = |day: usize| WelchDay { day: u32::try_from(day).unwrap(), mean: mean(day), average: average(day) };
        WelchPanel {
            state: ["backlog of the community", "trust in liaison members", "积压"][index % 3].into(),
            unit: ["issues", "share", "件"][index % 3].into(),
            policy: POLICIES[index % POLICIES.len()].into(),
            days: (0..365).map(day).collect(),
            truncation_days: (index % 3 != 2).then_some(35.0 * index as f64),
            verdict: [
                "settled: MSER-5 would cut no more than the declared warm-up",
                "not settled: MSER-5 would cut 35 days, more than the warm-up of 30; a warm-up of at least that many days, or a terminating study, is needed",
                "尚未稳定：曲线在末尾仍在上升",
            ][index % 3]
                .into(),
            is_settled: index.is_multiple_of(3),
        }
    };
    let warm_up_days = if let Kind::Odd(odd) = case.kind { odd } else { 30.0 };
    WelchInput { window: 15, warm_up_days, panels: (0..case.factors.min(5)).map(panel).collect() }
}

pub fn screening_input(case: Case) -> ScreeningInput {
    let panel = |output: &str, size: f64| {
        let row = |index: usize| {
            let mu_star = case.value(index, size * chance(index) * chance(index + 5));
            ScreeningRow {
                factor: factor(index),
                mu_star,
                interval: case.interval(mu_star, size * 0.05),
                sigma: case.value(index, size * 0.6 * chance(index + 2) * chance(index + 11)),
                is_kept: mu_star.is_some_and(|mu| mu > size * 0.25),
            }
        };
        ScreeningPanel { output: output.into(), unit: "hours".into(), rows: (0..case.factors).map(row).collect() }
    };
    ScreeningInput { part: 0, panels: vec![panel("time, base", 14.0), panel("time, early − base", 3.0)] }
}

pub fn indices_input(case: Case) -> IndicesInput {
    let panel = |output: &str, noise: Noise| {
        let row = |index: usize| {
            let first = case.value(index, 0.5 * chance(index) / (1.0 + index as f64));
            let total = case.value(index + 1, 0.05 + 0.6 * chance(index) / (1.0 + index as f64));
            let intervals = [case.interval(first, 0.06), case.interval(total, 0.04)];
            IndicesRow { factor: factor(index), first, first_interval: intervals[0], total, total_interval: intervals[1] }
        };
        IndicesPanel { output: output.into(), rows: (0..case.factors).map(row).collect(), noise }
    };
    let noise = if let Kind::Odd(odd) = case.kind { Noise::Share(odd) } else { Noise::Share(0.123) };
    IndicesInput { part: 0, panels: vec![panel("time, base", noise), panel("time, early − base", Noise::Unknown)] }
}

pub fn regret_input(case: Case) -> RegretInput {
    let panel = |measure: Measure, size: f64| {
        let (measure, unit, _) = label(measure, case.language);
        let row = |index: usize| {
            let regret = |world: usize| {
                let far = size * (chance(world * 3 + index) + 0.3 * index as f64 - 0.7).max(0.0);
                case.value(world, if case.kind == Kind::Negative { -1.0 - far } else { far })
            };
            let regrets: Vec<Option<f64>> = (0..128).map(regret).collect();
            let best = regrets.iter().filter(|regret| **regret == Some(0.0)).count() as f64 / 128.0;
            let interval = case.interval(Some(best), 0.08);
            RegretRow {
                policy: POLICIES[index].into(),
                regrets,
                best: Some(best),
                best_interval: interval,
                tied: u32::from(index == 0) * 3,
            }
        };
        RegretPanel { measure, unit, rows: (0..case.factors.min(4)).map(row).collect() }
    };
    RegretInput { panels: vec![panel(Measure::ResolutionTime, 9.0), panel(Measure::OnTimeRate, 0.1)] }
}

pub fn response_input(case: Case) -> ResponseInput {
    let panel = |number: usize, measure: Measure, size: f64| {
        let (measure, unit, direction) = label(measure, case.language);
        let setting = |index: usize| {
            let level = 10.0 * (index as f64 + 1.0);
            let mean = case.value(index + number, size * (1.0 + 1.0 / (index as f64 + 1.0)));
            let standing = match index {
                0 => SettingStanding::Behind,
                1 => SettingStanding::Best,
                2 => SettingStanding::Good,
                _ => SettingStanding::Unjudged,
            };
            ResponseSetting { level, text: format!("{level} per_grid"), mean, band: case.interval(mean, size * 0.05), standing }
        };
        let line = |policy: &&str| ResponseLine { policy: (*policy).into(), settings: (0..case.factors).map(setting).collect() };
        ResponsePanel { measure, unit, direction, lines: POLICIES[..=number].iter().map(line).collect() }
    };
    let measures = [(Measure::ResolutionTime, 31.0), (Measure::OnTimeRate, 0.3), (Measure::Pay, 8e6)];
    let panels = measures.iter().enumerate().map(|(number, (measure, size))| panel(number, *measure, *size)).collect();
    ResponseInput { factor: factor(0), own: Some(20.0), panels }
}

pub fn gains_input(case: Case) -> GainsInput {
    let panel = |number: usize, measure: Measure, size: f64| {
        let (measure, unit, _) = label(measure, case.language);
        let row = |index: usize| {
            let far = |world: usize| size * (chance(world * 3 + index) - 0.3);
            let gains = (0..64).map(|world| case.value(world, far(world))).collect();
            GainsRow { setting: format!("{}", 150 * (index + 1)), gains, counts: [40, 14, 10] }
        };
        let relevant = match case.kind {
            Kind::Odd(odd) => Some(odd),
            _ => (number == 0).then_some(size / 10.0),
        };
        GainsPanel { measure, unit, holds: 54, relevant, rows: (0..case.factors.min(3)).map(row).collect() }
    };
    let panels = vec![panel(0, Measure::ResolutionTime, 90.0), panel(1, Measure::OnTimeRate, 0.1)];
    GainsInput { factor: factor(0), chosen: "600".into(), worlds: 64, panels }
}

pub fn precision_input(case: Case) -> PrecisionInput {
    let panel = |index: usize| {
        let (measure, unit, _) = label(if index.is_multiple_of(2) { Measure::ResolutionTime } else { Measure::OnTimeRate }, case.language);
        let look = |at: usize| {
            let n = 10.0 * (at as f64 + 1.0);
            let mean = case.value(at, 40.0 + 8.0 * (chance(at) - 0.5) / n.sqrt());
            let half = match case.kind {
                Kind::Odd(odd) => Some(odd),
                _ => (case.kind != Kind::Equal).then_some(30.0 / n.sqrt()),
            };
            PrecisionLook {
                replications: 10 * (u32::try_from(at).unwrap() + 1),
                mean,
                half_width: half,
                asked: mean.map(|mean| mean.abs() * 0.05),
            }
        };
        PrecisionPanel {
            measure,
            unit,
            policy: POLICIES[index % 4].into(),
            looks: (0..if index == 3 { 1 } else { 40 }).map(look).collect(),
            reached_after: (index == 0).then_some(230),
        }
    };
    PrecisionInput { panels: (0..case.factors.min(4)).map(panel).collect() }
}

pub fn sweep_figures(case: Case) -> Vec<Figure> {
    let frame = frame(case.language);
    [
        response_curve(&response_input(case), &frame),
        gains_in_worlds(&gains_input(case), &frame),
        heatmap(&heatmap_input(case), &frame),
        tornado(&tornado_input(case), &frame),
        pareto(&pareto_input(case), &frame),
        regret(&regret_input(case), &frame),
        screening(&screening_input(case), &frame),
        indices(&indices_input(case), &frame),
        precision(&precision_input(case), &frame),
        welch(&welch_input(case), &frame),
    ]
    .map(Result::unwrap)
    .into()
}

const CASES: [Case; 7] = [
    Case { factors: 8, language: Language::English, kind: Kind::Usual },
    Case { factors: 6, language: Language::Chinese, kind: Kind::Usual },
    Case { factors: 1, language: Language::English, kind: Kind::Usual },
    Case { factors: 60, language: Language::English, kind: Kind::Usual },
    Case { factors: 5, language: Language::English, kind: Kind::Negative },
    Case { factors: 4, language: Language::Chinese, kind: Kind::Equal },
    Case { factors: 5, language: Language::English, kind: Kind::Holes },
];

const USUAL: Case = CASES[0];

/// Every corner of every line and shape is on the paper.
fn assert_inside(figure: &Figure, case: Case) {
    let (width, height) = size(&figure.svg);
    let paths = figure.svg.split(" d=\"").skip(1).map(|path| path.split_once('"').unwrap().0);
    for corner in paths.flat_map(|path| path.split(['M', 'L', 'Z'])).filter(|corner| !corner.is_empty()) {
        let (x, y) = corner.split_once(' ').unwrap();
        let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
        let is_inside = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
        assert!(is_inside, "{} of {case:?}: {corner} on {width} x {height}", figure.name);
    }
}

#[test]
fn every_sweep_chart_is_well_formed_and_inside_of_its_frame_and_no_two_texts_lie_on_each_other() {
    for case in CASES {
        for figure in sweep_figures(case) {
            assert_sound(&figure);
            assert_apart(&figure, &format!("{case:?}"));
            assert_inside(&figure, case);
        }
    }
}

#[test]
fn sweep_charts_of_the_same_input_are_the_same_bytes() {
    let case = Case { factors: 6, language: Language::Chinese, kind: Kind::Holes };
    for (one, other) in sweep_figures(case).iter().zip(&sweep_figures(case)) {
        assert_eq!((&one.svg, &one.csv, &one.description), (&other.svg, &other.csv, &other.description));
        assert_eq!(one.png().unwrap(), other.png().unwrap());
    }
}

/// All texts of a chart, one after another.
fn said(figure: &Figure) -> String {
    texts(&figure.svg).into_iter().map(|(.., text)| text + " ").collect()
}

#[test]
fn every_sweep_chart_states_replications_seed_plan_unit_and_its_interval() {
    let figures = sweep_figures(USUAL);
    let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
    assert_eq!([OF_COMPARISON.as_slice(), &names, &[WATERFALL]].concat(), NAMES);
    for figure in &figures {
        let text = said(figure);
        for part in ["n = 30 replications", "seed 20240101", "plan 1f3a5c7e9b2d"] {
            assert!(text.contains(part), "{}: {text}", figure.name);
        }
        // a Welch plot has means alone, gains one of each world, and indices are shares of a variance
        assert!(text.contains("95%") || ["welch", "gains_in_worlds"].contains(&figure.name.as_str()), "{}: {text}", figure.name);
        let unit = ["(hours", "(share", "(issues"].iter().any(|unit| text.contains(unit));
        assert!(unit || figure.name == "indices", "{}: {text}", figure.name);
    }
}

#[test]
fn sweep_charts_in_chinese_have_no_english_and_no_character_that_cannot_be_drawn() {
    for figure in sweep_figures(CASES[1]) {
        let text = said(&figure);
        let missing: String = text.chars().filter(|letter| !has_glyph(*letter)).collect();
        assert!(missing.is_empty(), "no glyph for `{missing}` in {}", figure.name);
        let named = all_messages().map(|message| message.text(Language::English)).filter(|text| text.len() > 12 && !text.contains('{'));
        let english: Vec<&str> = named.filter(|message| text.contains(message)).collect();
        assert!(english.is_empty() && text.contains("次重复"), "{}: {english:?}", figure.name);
    }
}

/// The rows of a chart's CSV.
fn csv(figure: &Figure) -> Vec<Vec<&str>> {
    rows(&figure.csv)
}

fn same(cell: &str, value: Option<f64>) {
    assert_eq!(cell.parse::<f64>().unwrap(), value.unwrap());
}

/// A tornado's end without verdicts that have commas.
fn end(level: &str, value: f64, is_flipped: bool) -> TornadoEnd {
    let verdict = if is_flipped { "worse" } else { "better" };
    TornadoEnd { level: level.into(), value: Some(value), interval: Some(around(value, 0.5)), verdict: verdict.into(), is_flipped }
}

fn tornado_of(rows: Vec<TornadoRow>) -> Figure {
    let (measure, unit, direction) = label(Measure::ResolutionTime, Language::English);
    let panel = TornadoPanel { measure, unit, direction, nominal: end("5", -3.0, false), rows };
    let input = TornadoInput { policy: "early".into(), baseline: Some("base".into()), panels: vec![panel] };
    tornado(&input, &frame(Language::English)).unwrap()
}

#[test]
fn the_csv_of_a_tornado_has_every_factor_by_the_reach_of_its_ends() {
    let row = |at: u32| {
        let far = f64::from(at * 7 % 30) / 4.0;
        // the reach is the greater one where both ends are on one side
        let (low, high) = if at.is_multiple_of(2) { (-3.0 - far, -3.0 - far / 2.0) } else { (-3.0 - far / 4.0, -3.0 + far * 0.75) };
        TornadoRow { factor: format!("f{far}"), low: end("1", low, false), high: end("9", high, false) }
    };
    let rows: Vec<TornadoRow> = (0..30).map(row).collect();
    let figure = tornado_of(rows.clone());
    let found = csv(&figure);
    let head = ["measure", "unit", "policy", "baseline", "factor", "setting", "factor_level", "estimate", "low", "high", "verdict"];
    assert_eq!((found[0].clone(), found.len()), (head.into(), 1 + 1 + 2 * 30));
    assert_eq!(found[1][5..], ["nominal", "5", "-3.0", "-3.5", "-2.5", "better"]);
    for (at, cells) in found[2..].chunks(2).enumerate() {
        assert_eq!(cells[0][4], format!("f{}", f64::from(29 - u32::try_from(at).unwrap()) / 4.0), "sorted by reach");
        let row = rows.iter().find(|row| row.factor == cells[0][4]).unwrap();
        same(cells[0][7], row.low.value);
        same(cells[1][9], row.high.interval.map(|interval| interval.high));
    }
    let text = said(&figure);
    assert!(text.contains("20 of 30 factors shown") && text.contains("f2.5 ") && !text.contains("f2.25 "), "{text}");
}

#[test]
fn a_tornado_bar_ends_where_the_axis_says_and_a_flipped_verdict_is_marked_with_a_word() {
    let figure = tornado_of(vec![TornadoRow { factor: "rounds".into(), low: end("two", -4.0, false), high: end("nine", 2.0, true) }]);
    let svg = &figure.svg;
    let x = |label: &str| {
        let (left, _, length, ..) = texts(svg).into_iter().find(|(.., text)| text == label).unwrap();
        left + length / 2.0
    };
    let unit = (x("2") - x("−4")) / 6.0;
    // the second shape of that colour, after the one of the legend
    let bar = |colour: &str| {
        let fill = format!("fill=\"{colour}\"");
        let path = svg.lines().filter(|line| line.contains(&fill)).nth(1).unwrap();
        let corners = path.split_once("d=\"M").unwrap().1.split_once('Z').unwrap().0;
        let xs: Vec<f64> = corners.split('L').map(|corner| corner.split_once(' ').unwrap().0.parse().unwrap()).collect();
        (xs.iter().copied().fold(f64::MAX, f64::min), xs.iter().copied().fold(f64::MIN, f64::max))
    };
    let nominal = x("−4") + unit;
    let (low, high) = (bar("#56b4e9"), bar("#e69f00"));
    assert!((low.0 - x("−4")).abs() < 0.3 && (low.1 - nominal).abs() < 0.3, "{low:?}, nominal at {nominal}");
    assert!((high.0 - nominal).abs() < 0.3 && (high.1 - x("2")).abs() < 0.3, "{high:?}, nominal at {nominal}");
    assert!(svg.contains(">worse<") && svg.contains("the verdict is another one there"));
    assert!(figure.description.contains("nine → 2.00 [1.50, 2.50] hours (worse)"), "{}", figure.description);
    let plain = tornado_of(vec![TornadoRow { factor: "rounds".into(), low: end("two", -4.0, false), high: end("nine", 2.0, false) }]);
    assert!(!plain.svg.contains("another one there"));
}

#[test]
fn the_csv_of_a_heat_map_has_every_cell_with_its_levels_and_its_standing() {
    let input = heatmap_input(USUAL);
    let figure = heatmap(&input, &frame(Language::English)).unwrap();
    let found = csv(&figure);
    let head = ["measure", "unit", "policy", "x_factor", "x_level", "y_factor", "y_level", "estimate", "low", "high", "standing"];
    assert_eq!((found[0].clone(), found.len()), (head.into(), 1 + 6 * 32));
    let cell = &input.panels[1].cells[9];
    assert_eq!((found[1 + 32 + 9][4], found[1 + 32 + 9][6], found[1 + 32 + 9][10]), ("5", "1 people in each grid", "apart"));
    same(found[1 + 32 + 9][7], cell.value);
    assert_eq!(found.iter().filter(|row| row[10] == "best").count(), 6);
    let text = said(&figure);
    for part in ["best of its panel", "not distinguishable from the best", "31.0", "Columns: policies.liaison.members_per_grid."] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(figure.description.contains("2 more not distinguishable, 0 without a number"), "{}", figure.description);
}

#[test]
fn cells_that_were_not_run_are_crossed_out_and_small_cells_leave_their_numbers_to_the_file() {
    let mut input = heatmap_input(USUAL);
    input.panels.truncate(1);
    let whole = heatmap(&input, &frame(Language::English)).unwrap();
    input.panels[0].cells.retain(|cell| cell.x != 3);
    let holed = heatmap(&input, &frame(Language::English)).unwrap();
    let crosses = |figure: &Figure| figure.svg.matches("#d0d0d0").count();
    assert_eq!((crosses(&whole), crosses(&holed)), (1, 1 + 4), "one is in the legend");
    assert!(holed.description.contains("4 without a number"), "{}", holed.description);
    let many = heatmap(&heatmap_input(CASES[3]), &frame(Language::English)).unwrap();
    assert!(said(&many).contains("too small for numbers") && !said(&whole).contains("too small for numbers"));
    assert_eq!(csv(&many).len(), 1 + 6 * 60 * 30);
}

#[test]
fn the_csv_of_a_response_curve_has_every_setting_with_its_band_and_standing() {
    let figure = response_curve(&response_input(USUAL), &frame(Language::English)).unwrap();
    let rows = csv(&figure);
    assert_eq!(rows[0], ["measure", "unit", "policy", "factor", "factor_level", "estimate", "low", "high", "standing"]);
    // eight settings under one, two and three policies
    assert_eq!(rows.len(), 1 + 8 * (1 + 2 + 3));
    assert_eq!((rows[1][4], rows[1][8], rows[2][8], rows[3][8]), ("10 per_grid", "apart", "best", "not_distinguishable"));
    same(rows[1][5], Some(62.0));
}

#[test]
fn the_csv_of_a_pareto_chart_says_which_points_are_dominated() {
    let input = pareto_input(USUAL);
    let figure = pareto(&input, &frame(Language::English)).unwrap();
    let found = csv(&figure);
    assert_eq!((found[0].len(), found[0][3], found[0][11], found.len()), (12, "name", "is_dominated", 1 + 2 * 32));
    let point = &input.panels[1].points[6];
    same(found[1 + 32 + 6][4], point.outcome);
    same(found[1 + 32 + 6][8], point.cost_interval.map(|interval| interval.low));
    let free: Vec<usize> = (0..32).filter(|at| found[1 + at][11] == "false").collect();
    let cell = |at: usize, column: usize| found[1 + at][column].parse::<f64>().unwrap();
    let beats = |one: usize, other: usize| cell(one, 7) <= cell(other, 7) && cell(one, 4) < cell(other, 4);
    for at in 0..32 {
        assert_eq!((0..32).any(|other| beats(other, at)), !free.contains(&at), "{at}");
    }
    assert!(said(&figure).contains("better: ← ↓") && said(&figure).contains("better: ← ↑"));
}

#[test]
fn the_csv_of_a_welch_plot_holds_both_curves_and_both_cuts() {
    let mut input = welch_input(USUAL);
    input.panels.iter_mut().for_each(|panel| panel.verdict = panel.verdict.replace(',', ""));
    let figure = welch(&input, &frame(Language::English)).unwrap();
    let found = csv(&figure);
    let head = ["state", "unit", "policy", "day", "mean", "moving_average", "warm_up_days", "truncation_days", "verdict"];
    assert_eq!((found[0].clone(), found.len()), (head.into(), 1 + 5 * 365));
    same(found[1 + 40][4], Some(input.panels[0].days[40].mean));
    same(found[1 + 40][5], input.panels[0].days[40].average);
    assert_eq!((found[1 + 364][5], found[1 + 2 * 365][7]), ("", ""), "no window at the end, no cut of the third state");
    let text = said(&figure);
    assert!(text.contains("declared warm-up: 30 days; MSER-5: 35 days") && text.contains("MSER-5: no cut found"), "{text}");
}

#[test]
fn the_csv_of_screening_and_indices_is_sorted_and_has_their_intervals() {
    let mut input = screening_input(CASES[3]);
    input.panels.iter_mut().for_each(|panel| panel.output = panel.output.replace(',', ""));
    let figure = screening(&input, &frame(Language::English)).unwrap();
    let found = csv(&figure);
    assert_eq!(found[0], ["measure", "unit", "factor", "mu_star", "low", "high", "sigma", "is_kept"]);
    let sizes: Vec<f64> = found[1..=60].iter().map(|row| row[3].parse().unwrap()).collect();
    assert!(found.len() == 121 && sizes.is_sorted_by(|one, other| one >= other));
    assert!(said(&figure).contains("20 of 60 factors numbered and named"));

    let mut input = indices_input(USUAL);
    input.panels.iter_mut().for_each(|panel| panel.output = panel.output.replace(',', ""));
    let figure = indices(&input, &frame(Language::English)).unwrap();
    let found = csv(&figure);
    assert_eq!(found[0], ["measure", "factor", "index", "estimate", "low", "high", "noise_share"]);
    assert_eq!((found[1][2], found[2][2], found[1][6], found.last().unwrap()[6]), ("S1", "ST", "0.123", ""));
    let totals: Vec<f64> = found[1..=16].iter().filter(|row| row[2] == "ST").map(|row| row[3].parse().unwrap()).collect();
    assert!(totals.len() == 8 && totals.is_sorted_by(|one, other| one >= other));
    let text = said(&figure);
    assert!(text.contains("Noise of replications: 12% of the variance") && text.contains("Noise of replications: unknown."), "{text}");
}

#[test]
fn the_csv_of_regret_has_every_world_and_the_share_in_which_a_policy_is_best() {
    let input = regret_input(USUAL);
    let figure = regret(&input, &frame(Language::English)).unwrap();
    let found = csv(&figure);
    let head = vec!["measure", "unit", "policy", "statistic", "world", "value", "low", "high"];
    assert_eq!((found[0].clone(), found.len()), (head, 1 + 8 * (1 + 5 + 1 + 128)));
    assert_eq!(found[1][3], "best_share");
    same(found[1][5], input.panels[0].rows[0].best);
    same(found[1 + 7][5], input.panels[0].rows[0].regrets[0]);
    let best = input.panels[0].rows[0].best.unwrap();
    let text = said(&figure);
    assert!(text.contains(&format!("best in {:.0}% [", best * 100.0)) && text.contains("of 128 worlds, tied in 3"), "{text}");
}

#[test]
fn the_chart_of_gains_says_in_its_title_where_the_answer_holds_and_its_csv_has_every_world() {
    let input = gains_input(USUAL);
    let figure = gains_in_worlds(&input, &frame(Language::English)).unwrap();
    assert!(figure.title.contains("at 600 is at least as good as the other settings in 54 of 64 assumption worlds"), "{}", figure.title);
    let found = csv(&figure);
    assert_eq!((found[0].clone(), found.len()), (vec!["measure", "unit", "setting", "statistic", "world", "value"], 1 + 6 * (3 + 5 + 64)));
    assert_eq!(
        [1, 2, 3].map(|row: usize| (found[row][3], found[row][5])),
        [("better_worlds", "40.0"), ("close_worlds", "14.0"), ("worse_worlds", "10.0")]
    );
    same(found[1 + 8][5], input.panels[0].rows[0].gains[0]);
    let text = said(&figure);
    assert!(text.contains("better in 40, too close in 14, worse in 10") && text.contains("against 150"), "{text}");
    assert!(text.contains("Grey: differences smaller than the smallest one that matters."), "{text}");
}

#[test]
fn the_csv_of_precision_has_every_look_and_a_long_campaign_keeps_its_last_one() {
    let mut input = precision_input(USUAL);
    let figure = precision(&input, &frame(Language::English)).unwrap();
    let found = csv(&figure);
    let head = ["measure", "unit", "policy", "n", "estimate", "low", "high", "half_width", "asked_half_width"];
    assert_eq!((found[0].clone(), found.len()), (head.into(), 1 + 3 * 40 + 1));
    same(found[5][7], input.panels[0].looks[4].half_width);
    assert!(said(&figure).contains("asked: ±2.0; reached after 230") && said(&figure).contains("asked: ±2.0; not reached"));
    let look = input.panels[0].looks[0];
    input.panels.truncate(1);
    input.panels[0].looks = (1..=5500).map(|at| PrecisionLook { replications: at * 10, ..look }).collect();
    let figure = precision(&input, &frame(Language::English)).unwrap();
    assert!(csv(&figure).len() <= 1002, "{} rows", csv(&figure).len());
    assert_eq!(csv(&figure).last().unwrap()[3], "55000");
}

#[test]
fn a_million_replications_and_ten_thousand_design_points_make_no_huge_file() {
    let values = |shift: f64| (0..1_000_000).map(|replication| Some(shift + chance(replication))).collect();
    let row = |policy: &str, shift: f64| BoxRow { policy: policy.into(), values: values(shift) };
    let panel = BoxPanel { measure: "m".into(), unit: "u".into(), rows: vec![row("base", 0.0), row("early", 0.2)] };
    let figure = boxes(&BoxInput { panels: vec![panel] }, &frame(Language::English)).unwrap();
    assert_eq!(csv(&figure).len(), 1 + 2 * (5 + 2000));
    assert!(figure.svg.len() < 1_000_000 && figure.csv.len() < 300_000, "{} and {} bytes", figure.svg.len(), figure.csv.len());
    assert!(said(&figure).contains("one in 500 replications"));
    let median: f64 = csv(&figure)[3][5].parse().unwrap();
    assert!((median - 0.5).abs() < 1e-5, "the box rests on all: its median is {median}");

    let points = pareto(&pareto_input(Case { factors: 2500, ..USUAL }), &frame(Language::English)).unwrap();
    assert!(points.svg.len() < 1_500_000 && csv(&points).len() == 1 + 20_000, "{} bytes", points.svg.len());
    assert!(said(&points).contains(" dominated points drawn; the CSV file has all."));
}

#[test]
fn nothing_and_numbers_that_cannot_be_drawn_leave_a_sound_sweep_chart() {
    let frame = frame(Language::English);
    let nothing = HeatmapFactor { name: String::new(), levels: Vec::new() };
    let empty = [
        heatmap(&HeatmapInput { x: nothing.clone(), y: nothing, panels: Vec::new() }, &frame),
        tornado(&TornadoInput { policy: "base".into(), baseline: None, panels: Vec::new() }, &frame),
        pareto(&ParetoInput { cost: String::new(), cost_unit: String::new(), panels: Vec::new() }, &frame),
        regret(&RegretInput { panels: Vec::new() }, &frame),
        gains_in_worlds(&GainsInput { factor: String::new(), chosen: String::new(), worlds: 0, panels: Vec::new() }, &frame),
        screening(&ScreeningInput { part: 0, panels: Vec::new() }, &frame),
        indices(&IndicesInput { part: 0, panels: Vec::new() }, &frame),
        precision(&PrecisionInput { panels: Vec::new() }, &frame),
        welch(&WelchInput { window: 0, warm_up_days: 0.0, panels: Vec::new() }, &frame),
    ];
    for figure in empty.map(Result::unwrap) {
        assert_sound(&figure);
        assert!(figure.svg.contains(">no data<") && figure.csv.lines().count() == 1, "{}", figure.name);
    }
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 1e-300, 1e14, -3.0, 0.0, -0.0, 7.0] {
        let case = Case { factors: 3, language: Language::English, kind: Kind::Odd(odd) };
        for figure in sweep_figures(case) {
            assert_sound(&figure);
            assert_inside(&figure, case);
        }
    }
}
