//! Which assumptions the effect of each shipped scenario rests on, written into `docs/sensitivity.md`.
//!
//! Each study draws assumption worlds, a value for every assumed number of the file out of its range, and runs two policies in each. What
//! stands between the marks of a study is written here; the rest of the page is written by people and stays. Each study says the hash of
//! its plan, by which `tests/levers.rs` sees whether the page is that of the files.

use std::fmt::Write as _;
use std::sync::Arc;

use wangge::experiment::analysis::point_values::Output;
use wangge::experiment::analysis::robustness::SignAcrossWorlds;
use wangge::experiment::analysis::scenario_discovery::{Cut, FactorFlips, Flips, JudgedWorld, Split};
use wangge::experiment::analysis::sweep::SweepResult;
use wangge::experiment::design::plan::Plan;
use wangge::experiment::design::points::Design;
use wangge::experiment::design::sampling::Sampling;
use wangge::experiment::prepared_study::PreparedStudy;
use wangge::experiment::study::Study;
use wangge::experiment::study_spec::{FactorChoice, StudyDesign};
use wangge::output::language::wording::Wording;
use wangge::output::presentation::amounts::AmountScale;
use wangge::units::key::Key;
use wangge::units::measure::Measure;

use super::{Failure, put};

const PAGE: &str = "docs/sensitivity.md";
/// What the effects are differences of.
const MEASURE: Measure = Measure::ResolutionTime;
/// Assumptions told by how much the effect goes with them, and by whether they part the signs.
const TOLD: usize = 6;
const DECIDING: usize = 3;
/// Largest p of a correlation that is told as more than chance, over all assumptions together.
const RISK: f64 = 0.05;

/// A scenario with its last rung against its foot.
struct WorldsStudy {
    name: &'static str,
    sets: &'static [&'static str],
    foot: &'static str,
    last: &'static str,
    worlds: u32,
    replications: u32,
}

const STUDIES: [WorldsStudy; 5] = [
    WorldsStudy { name: "tutorial", sets: &[], foot: "before", last: "liaison", worlds: 128, replications: 4 },
    WorldsStudy { name: "xiaolin", sets: &["scale=0.1"], foot: "paper_linkage", last: "supervision", worlds: 128, replications: 2 },
    WorldsStudy { name: "zhongyi", sets: &[], foot: "now", last: "entry_rule", worlds: 128, replications: 2 },
    WorldsStudy { name: "tongliang", sets: &["scale=0.02"], foot: "layers", last: "passbook", worlds: 64, replications: 1 },
    WorldsStudy { name: "yangzhou", sets: &[], foot: "basket", last: "delegated", worlds: 96, replications: 1 },
];

/// Runs the studies whose names are wanted and writes them into the page.
pub fn write(is_wanted: impl Fn(&str) -> bool) -> Result<(), Failure> {
    for own in STUDIES.iter().filter(|own| is_wanted(own.name)) {
        println!("{}", own.name);
        put(PAGE, own.name, &own.told()?)?;
    }
    Ok(())
}

impl WorldsStudy {
    /// What the study came to.
    fn told(&self) -> Result<String, Failure> {
        let file = format!("scenarios/{}.toml", self.name);
        let study = Study::read(&file, self.sets)?.policies(&[self.last]).baseline(self.foot).replications(self.replications);
        let plan = self.plan(&study)?;
        let design = plan.design.as_deref().ok_or("a design of worlds")?;
        let sweep = study.worlds(self.worlds)?;
        let found = EffectInWorlds::of(design, &sweep).ok_or("a difference in every world")?;
        Ok(format!("{}{}", self.heading(&file, &plan, design), found.told(design)))
    }

    fn plan(&self, study: &Study) -> Result<Plan, Failure> {
        let factors = FactorChoice { assumed: true, ..FactorChoice::default() };
        let design = StudyDesign::Sampled { factors, sampling: Sampling::LatinHypercube(self.worlds) };
        Ok(PreparedStudy::new(study.order().sweep(design, false, false)?, Arc::clone(study.draft()))?.plan)
    }

    fn heading(&self, file: &str, plan: &Plan, design: &Design) -> String {
        let sets: String = self.sets.iter().map(|set| format!(" --set {set}")).collect();
        let Self { foot, last, worlds, replications, .. } = self;
        let runs = u64::from(*worlds) * 2 * u64::from(*replications);
        format!(
            "`wangge sweep {file}{sets} --assumed --points {worlds} --policies {last} --baseline {foot} --replications {replications}`: {worlds} worlds \
             from the ranges of {} assumed numbers, {runs} runs, seed {}, plan `{}`.\n\n",
            design.factors.len(),
            plan.identity.seed,
            plan.identity.hash()
        )
    }
}

/// The effect of the last rung in each world.
struct EffectInWorlds {
    worlds: Vec<JudgedWorld>,
    /// The assumptions by how closely the effect goes with them.
    moving: Vec<FactorFlips>,
    sign: SignAcrossWorlds,
}

impl EffectInWorlds {
    fn of(design: &Design, sweep: &SweepResult) -> Option<Self> {
        let key = Key::of_place(MEASURE);
        let place = sweep.values.place(key)?;
        let effect = |point: usize| {
            let series = sweep.values.output(point, Output::Difference { policy: 1 }, place);
            let values: Vec<f64> = series.into_iter().flatten().collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        let effects: Vec<(usize, f64)> = (0..sweep.values.points()).filter_map(|point| Some((point, effect(point)?))).collect();
        let middle = quantile(&effects, 0.5);
        // halves of equal size: what parts the large effects from the small ones
        let halves: Vec<JudgedWorld> = effects
            .iter()
            .map(|(point, difference)| JudgedWorld { point: *point, difference: *difference, is_flipped: *difference > middle })
            .collect();
        let mut moving = Flips::of(design, &halves)?.factors;
        let size = |own: &FactorFlips| own.rank_correlation.map_or(0.0, f64::abs);
        moving.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let sign = sweep.worlds.iter().find(|own| own.key == key)?.signs.first()?.clone();
        Some(Self { worlds: halves, moving, sign })
    }

    fn told(&self, design: &Design) -> String {
        let effects: Vec<(usize, f64)> = self.worlds.iter().map(|world| (world.point, world.difference)).collect();
        let [low, middle, high] = [0.05, 0.5, 0.95].map(|share| quantile(&effects, share));
        let amounts = AmountScale::new(Wording::ENGLISH, MEASURE, low.abs().max(high.abs()));
        let shorter = effects.iter().filter(|(_, effect)| *effect < 0.0).count();
        let mut text = format!(
            "{}: {} in the middle world, {} to {} in nine of ten; shorter in {shorter} of {} worlds.\n\n{}\n\n",
            Wording::ENGLISH.measure(MEASURE),
            amounts.signed(middle),
            amounts.signed(low),
            amounts.signed(high),
            effects.len(),
            self.deciding(design)
        );
        text +=
            "| the effect goes most with | range | rank correlation with the difference | p over all assumptions |\n|---|---|---|---|\n";
        for own in self.moving.iter().take(TOLD) {
            let (rho, p) = (own.rank_correlation.unwrap_or(0.0), own.correlation_p.unwrap_or(1.0));
            let chance = if p > RISK { " (may be chance)" } else { "" };
            let _ = writeln!(text, "| `{}` | {} | {rho:+.2} | {p:.3}{chance} |", design.factors[own.factor], range(design, own.factor));
        }
        text
    }

    /// What parts the worlds in which the effect has the other sign from the rest.
    fn deciding(&self, design: &Design) -> String {
        let SignAcrossWorlds { worlds, opposite, flips, .. } = &self.sign;
        let Some(flips) = flips else {
            return format!("No assumption decides the sign: it is the same in {} of {worlds} worlds.", worlds - opposite);
        };
        let cuts = flips.factors.iter().filter_map(|own| Some((own.factor, own.cut.as_ref()?)));
        let told: Vec<String> = cuts.take(DECIDING).map(|(factor, cut)| cut_told(design, factor, cut)).collect();
        format!("The sign is the other one in {opposite} of {worlds} worlds. What parts them best: {}.", told.join("; "))
    }
}

/// A cut in words.
fn cut_told(design: &Design, factor: usize, cut: &Cut) -> String {
    let key = &design.factors[factor];
    let unit = design.units[factor].as_deref().map_or_else(String::new, |unit| format!(" {unit}"));
    let side = |part: &wangge::experiment::analysis::scenario_discovery::Part| format!("{} of {}", part.flipped, part.worlds);
    let chance = if cut.is_chance() { ", which may be chance" } else { "" };
    match &cut.split {
        Split::At(threshold) => {
            format!("`{key}` above {threshold:.3}{unit} ({}, below {}; p {:.3}{chance})", side(&cut.above), side(&cut.below), cut.p)
        }
        Split::Is(level) => format!("`{key}` is {level} ({}, else {}; p {:.3}{chance})", side(&cut.above), side(&cut.below), cut.p),
    }
}

/// The levels of a factor in the worlds, from the lowest to the highest.
fn range(design: &Design, factor: usize) -> String {
    let mut levels: Vec<(f64, &str)> =
        design.points.iter().filter_map(|point| Some((point[factor].number?, point[factor].text.as_str()))).collect();
    levels.sort_by(|a, b| a.0.total_cmp(&b.0));
    match (levels.first(), levels.last()) {
        (Some((_, low)), Some((_, high))) => format!("{low} to {high}"),
        _ => "–".to_owned(),
    }
}

/// The value that the `share` of all effects does not exceed.
fn quantile(effects: &[(usize, f64)], share: f64) -> f64 {
    let mut values: Vec<f64> = effects.iter().map(|(_, effect)| *effect).collect();
    values.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of at most a few hundred values")]
    let place = (share * (values.len() - 1) as f64).round() as usize;
    values.get(place).copied().unwrap_or(f64::NAN)
}
