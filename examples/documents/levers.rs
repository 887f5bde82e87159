//! The studies of levers, on a common town and in Xiaolin, written into `docs/levers.md`.
//!
//! What stands between the marks of a study is written here; the rest of the page is written by people and stays. Each study says the
//! hashes of its plans, by which `tests/levers.rs` sees whether the page is that of the files.

use std::fmt::Write as _;
use std::sync::Arc;

use wangge::experiment::analysis::best::AlternativeStanding;
use wangge::experiment::analysis::sweep::SweepResult;
use wangge::experiment::design::plan::Plan;
use wangge::experiment::design::sampling::Sampling;
use wangge::experiment::levers::response::Response;
use wangge::experiment::prepared_study::PreparedStudy;
use wangge::experiment::study::Study;
use wangge::experiment::study_spec::{FactorChoice, StudyDesign};
use wangge::output::charts::chart::Frame;
use wangge::output::language::message::Language;
use wangge::output::language::names::Titles;
use wangge::output::language::wording::Wording;
use wangge::output::lever_words::in_worlds::WorldsWords;
use wangge::output::lever_words::sentences::LeverWords;
use wangge::output::presentation::amounts::AmountScale;
use wangge::output::presentation::table::{Table, TableCell};
use wangge::units::key::Key;
use wangge::units::measure::Measure;

use super::{Failure, put};

const PAGE: &str = "docs/levers.md";
const XIAOLIN: &str = "scenarios/xiaolin.toml";

/// A study: its file, the lever against each of a few other factors under one policy, and the lever in Xiaolin.
struct LeverStudy {
    name: &'static str,
    policy: &'static str,
    /// The lever at the levels at which it meets other factors.
    crossed: &'static str,
    /// What it may depend on.
    others: &'static [&'static str],
    measure: Measure,
    /// The policy of Xiaolin, and the lever there.
    xiaolin: (&'static str, &'static str),
}

const STUDIES: [LeverStudy; 4] = [
    LeverStudy {
        name: "grid_size",
        policy: "base",
        crossed: "grids.households=75,300,600,2400",
        others: &["tasks.reports.copies=0,1,2", "absence.rate=2/year,8/year,24/year", "rounds.calls.stops=2,8,40"],
        measure: Measure::ResolutionTime,
        xiaolin: ("supervision", "grids.households=196,392,784,1568"),
    },
    LeverStudy {
        name: "liaison_ratio",
        policy: "base",
        crossed: "members.count=200,400,700,1330",
        others: &["discovery.reporting=0.1,0.2,0.4,0.7", "tasks.member_care.work=10min,30min,3h", "members.willing=0.17,0.2,0.3"],
        measure: Measure::ResolutionTime,
        xiaolin: ("supervision", "members.count=400,680,1161,1600"),
    },
    LeverStudy {
        name: "escalation_thresholds",
        policy: "unseen",
        crossed: "escalation.*.wait_limit=x0.17,x0.33,x1,x6",
        others: &[
            "units.town.staff.cadre.count=4,6,8,10",
            "units.village.staff.cadre.count=4,5,7",
            "demand.homes.rate=0.4/year,0.8/year,1.2/year",
        ],
        measure: Measure::ResolutionTime,
        xiaolin: ("supervision", "escalation.*.wait_limit=x0.33,x1,x3"),
    },
    LeverStudy {
        name: "point_incentives",
        policy: "base",
        crossed: "points.worth=0,0.5,1,3",
        others: &["points.crowding_out=0,0.1,0.3", "points.gain=0.1,0.25,0.5", "points.takes_part=0.3,0.7,1.0"],
        measure: Measure::ResolutionTime,
        xiaolin: ("points", "policies.points.points.worth=0,1,2,3.5"),
    },
];

/// Replications of each setting in the two-factor tables; the curves have those of the file.
const CROSSED: u32 = 6;
/// Assumption worlds in which the answer is tried.
const WORLDS: u32 = 64;
/// Replications of each setting in Xiaolin, which is larger.
const IN_XIAOLIN: u32 = 5;

/// Runs the studies whose names are wanted and writes them into the page.
pub fn write(is_wanted: impl Fn(&str) -> bool) -> Result<(), Failure> {
    for own in STUDIES.iter().filter(|own| is_wanted(own.name)) {
        println!("{}", own.name);
        put(PAGE, own.name, &own.told()?)?;
    }
    Ok(())
}

impl LeverStudy {
    /// What the study came to.
    fn told(&self) -> Result<String, Failure> {
        let file = format!("scenarios/studies/{}.toml", self.name);
        let study = Study::read(&file, &[])?;
        let plan = plan(&study, &[], WORLDS)?;
        let (sweep, worlds) = study.lever(&[], WORLDS)?;
        let replications = plan.identity.replications;
        let hash = plan.identity.hash();
        let mut text = format!("`wangge sweep {file} --worlds {WORLDS}`: {replications} replications of each setting, plan `{hash}`.\n");
        let titles = Titles::of(study.draft().scenario(), Language::English);
        let words = Wording::with(Language::English, &titles);
        for response in &sweep.responses {
            text += &curve(&plan, response, (words, &titles), "The town as it is")?;
            let own = worlds.as_ref().filter(|_| response.policy == 0).map(|worlds| WorldsWords { worlds, words });
            if let Some(own) = own {
                text += "\n";
                for sentence in own.sentences() {
                    writeln!(text, "- {sentence}")?;
                }
                write!(text, "\n{}", markdown(&own.table(&Frame::of(&plan, replications, Language::English))))?;
            }
        }
        text += &self.strongest(&study)?;
        Ok(text + &self.in_xiaolin()?)
    }

    /// The lever against the factor with which it interacts most, as a table.
    fn strongest(&self, study: &Study) -> Result<String, Failure> {
        let study = study.policies(&[self.policy]).replications(CROSSED);
        let mut tables = Vec::new();
        for other in self.others {
            let factors = [self.crossed, *other];
            let plan = plan(&study, &factors, 0)?;
            let crossed = Crossed::of(&plan, &study.sweep(&factors, Sampling::Factorial)?, self.measure).ok_or("a table of two factors")?;
            tables.push(crossed);
        }
        tables.sort_by(|one, other| other.strength().total_cmp(&one.strength()));
        let strengths =
            tables.iter().map(|own| format!("`{}` {}", own.factors[1], own.size(own.strength()))).collect::<Vec<_>>().join(", ");
        let table = tables.first().ok_or("a factor beside the lever")?.heat_map();
        Ok(format!(
            "\n#### The strongest interaction\n\nHow far the settings of the lever lie from where both factors alone would put them, at most: {strengths}. \
             The first of these as a map ({CROSSED} replications of each pair):\n\n{table}"
        ))
    }

    /// The lever in Xiaolin, with fewer settings and replications.
    fn in_xiaolin(&self) -> Result<String, Failure> {
        let (policy, factor) = self.xiaolin;
        let study = Study::read(XIAOLIN, &[])?.policies(&[policy]).replications(IN_XIAOLIN);
        let plan = plan(&study, &[factor], 0)?;
        let (sweep, _) = study.lever(&[factor], 0)?;
        let titles = Titles::of(study.draft().scenario(), Language::English);
        let words = Wording::with(Language::English, &titles);
        let hash = plan.identity.hash();
        let command = format!("wangge sweep {XIAOLIN} --policies {policy} --factor '{factor}' --replications {IN_XIAOLIN}");
        let mut text = format!("\n#### In Xiaolin\n\n`{command}`, plan `{hash}`.\n");
        for response in &sweep.responses {
            text += &curve(&plan, response, (words, &titles), "")?;
        }
        Ok(text)
    }
}

/// The plan of a sweep of `factors`, or of the file's own.
fn plan(study: &Study, factors: &[&str], worlds: u32) -> Result<Plan, Failure> {
    let factors = FactorChoice { named: factors.iter().map(|factor| (*factor).to_owned()).collect(), ..FactorChoice::default() };
    let design = StudyDesign::Sampled { factors, sampling: Sampling::Factorial };
    let spec = study.order().sweep_in_worlds(design, false, worlds)?;
    Ok(PreparedStudy::new(spec, Arc::clone(study.draft()))?.plan)
}

/// Sentences and table of a curve, below its policy's title, or `base` where it has none; without heading where that is empty.
fn curve(plan: &Plan, response: &Response, (words, titles): (Wording, &Titles), base: &str) -> Result<String, Failure> {
    let design = plan.design.as_deref().ok_or("a sweep has a design")?;
    let lever = LeverWords { plan, design, response, words };
    let policy = &plan.identity.policies[response.policy];
    let title = titles.get(policy).unwrap_or(base);
    let mut text = if base.is_empty() { "\n".to_owned() } else { format!("\n#### {title}\n\n") };
    for sentence in lever.sentences() {
        // which town it is stands above
        let own = sentence.strip_prefix("Under ").and_then(|rest| rest.split_once(": ")).map_or(sentence.as_str(), |(_, own)| own);
        writeln!(text, "- {own}")?;
    }
    if let Some(table) = lever.tables(&Frame::of(plan, plan.identity.replications, Language::English)).first() {
        write!(text, "\n{}", markdown(table))?;
    }
    Ok(text)
}

/// Two factors against each other.
struct Crossed {
    factors: [String; 2],
    levels: [Vec<String>; 2],
    measure: Measure,
    /// By the levels of both, row by row: mean, and whether it is the best or cannot be told from it.
    cells: Vec<Vec<(f64, AlternativeStanding)>>,
}

impl Crossed {
    fn of(plan: &Plan, sweep: &SweepResult, measure: Measure) -> Option<Self> {
        let design = plan.design.as_deref()?;
        let levels = [0, 1].map(|factor| {
            let mut found: Vec<String> = Vec::new();
            for point in &design.points {
                if !found.contains(&point[factor].text) {
                    found.push(point[factor].text.clone());
                }
            }
            found
        });
        let key = Key::of_place(measure);
        let best = sweep.best.iter().find(|best| best.key == key && best.policy.is_none())?;
        let cell = |x: &String, y: &String| {
            let point = design.points.iter().position(|point| point[0].text == *x && point[1].text == *y)?;
            let candidate = best.candidates.iter().find(|own| own.alternative.point == point)?;
            Some((candidate.mean?, candidate.standing))
        };
        let rows = levels[0].iter().map(|x| levels[1].iter().map(|y| cell(x, y)).collect::<Option<Vec<_>>>());
        let cells = rows.collect::<Option<Vec<_>>>()?;
        Some(Self { factors: [design.factors[0].clone(), design.factors[1].clone()], levels, measure, cells })
    }

    /// How far a cell lies from the sum of its row's and its column's effect, at most.
    fn strength(&self) -> f64 {
        let mean = |values: &mut dyn Iterator<Item = f64>| {
            let all: Vec<f64> = values.collect();
            all.iter().sum::<f64>() / all.len() as f64
        };
        let row = |x: usize| mean(&mut self.cells[x].iter().map(|cell| cell.0));
        let column = |y: usize| mean(&mut self.cells.iter().map(|row| row[y].0));
        let whole = mean(&mut self.cells.iter().flatten().map(|cell| cell.0));
        let apart = |x: usize, y: usize| (self.cells[x][y].0 - row(x) - column(y) + whole).abs();
        let places = (0..self.levels[0].len()).flat_map(|x| (0..self.levels[1].len()).map(move |y| (x, y)));
        places.map(|(x, y)| apart(x, y)).fold(0.0, f64::max)
    }

    fn size(&self, value: f64) -> String {
        AmountScale::new(Wording::ENGLISH, self.measure, value).size(value)
    }

    /// The measure at every pair of levels; the best is bold, what cannot be told from it has a star.
    fn heat_map(&self) -> String {
        let largest = self.cells.iter().flatten().map(|cell| cell.0.abs()).fold(0.0, f64::max);
        let amounts = AmountScale::new(Wording::ENGLISH, self.measure, largest);
        let cell = |(mean, standing): &(f64, AlternativeStanding)| match standing {
            AlternativeStanding::Best => format!("**{}**", amounts.value(*mean)),
            AlternativeStanding::Alike(_) => format!("{} *", amounts.value(*mean)),
            _ => amounts.value(*mean),
        };
        let row = |(x, cells): (&String, &Vec<(f64, AlternativeStanding)>)| {
            let cells: Vec<String> = cells.iter().map(cell).collect();
            format!("| {x} | {} |\n", cells.join(" | "))
        };
        let rows: String = self.levels[0].iter().zip(&self.cells).map(row).collect();
        let [down, across] = &self.factors;
        let name = Wording::ENGLISH.measure(self.measure);
        let columns = &self.levels[1];
        format!(
            "{name}; **the best**, * cannot be told from it. Down: `{down}`; across: `{across}`.\n\n| | {} |\n|---|{}\n{rows}",
            columns.join(" | "),
            "---|".repeat(columns.len())
        )
    }
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
