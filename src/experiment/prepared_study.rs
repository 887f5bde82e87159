//! A study ready to be carried out: its plan, the columns of its runs, and when it ends. Everything follows from the
//! [`StudySpec`] and the scenario in it.

use std::sync::Arc;

use super::analysis::comparison::Differences;
use super::analysis::condition::Condition;
use super::analysis::sensitivity::{morris_points, saltelli_points};
use super::analysis::threshold_search::ThresholdSearch;
use super::campaign::precision_schedule;
use super::campaign::precision_schedule::PrecisionSchedule;
use super::campaign::selection_schedule::{SelectError, SelectionSchedule, criterion, rule};
use super::design::plan::{Plan, PlanError};
use super::design::points::Design;
use super::design::sampling::{MOST_POINTS, at_shares, points};
use super::design::shared_columns::SharedColumns;
use super::ladder_steps;
use super::levers::response::is_curve;
use super::levers::worlds::ASSUMPTION_WORLDS;
use super::study_end::StudyEnd;
use super::study_error::StudyError;
use super::study_spec::{CampaignAims, FactorChoice, Sampling, StudyDesign, StudyKind, StudySpec};
use crate::scenario::{Draft, Factor, Level};
use crate::statistics::kim_nelson::{FIRST_STAGE, Terms};
use crate::statistics::point_sets::Trajectory;
use crate::statistics::stopping::Precision;
use crate::units::key::Key;
use crate::units::measure::Measure;

/// A study with all that is needed to carry it out.
#[derive(Clone, Debug)]
pub struct PreparedStudy {
    /// What is asked.
    pub spec: StudySpec,
    /// The scenario.
    pub draft: Arc<Draft>,
    /// What is run.
    pub plan: Plan,
    /// The columns of its runs.
    pub columns: SharedColumns,
    /// When it ends.
    pub end: StudyEnd,
    /// What is varied; empty of a study without factors.
    pub factors: Vec<Factor>,
    /// The ways through the space of the factors; empty unless it is a screening.
    pub trajectories: Vec<Trajectory>,
}

impl PreparedStudy {
    /// The study that `spec` says of the scenario of `draft`; of one in two steps, the first.
    ///
    /// # Errors
    /// When the scenario does not allow it.
    pub fn new(spec: StudySpec, draft: Arc<Draft>) -> Result<Self, StudyError> {
        let factors = match &spec.kind {
            StudyKind::Run(_)
            | StudyKind::Compare(_)
            | StudyKind::Ladder(_)
            | StudyKind::Selection { .. }
            | StudyKind::Sweep { design: StudyDesign::File { .. }, .. } => Vec::new(),
            StudyKind::Sweep { design: StudyDesign::Sampled { factors, .. }, .. } => swept(factors, &draft)?,
            StudyKind::LeverWorlds { lever, .. } => lever_and_assumed(lever, spec.policies.first().map(String::as_str), &draft)?,
            StudyKind::Search { factor, .. } => vec![draft.factor(factor).map_err(StudyError::Factor)?],
            StudyKind::Screening { factors, .. } | StudyKind::Decomposition { factors, .. } | StudyKind::TwoSteps { factors, .. } => {
                varied(factors, &draft)?
            }
        };
        Self::with_factors(spec, draft, factors)
    }

    /// The same, with the factors that `spec` speaks of, where they are known already.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_factors(spec: StudySpec, draft: Arc<Draft>, factors: Vec<Factor>) -> Result<Self, StudyError> {
        let spec = spec.into_first_step();
        let names: Vec<&str> = spec.policies.iter().map(String::as_str).collect();
        let plan = Plan::new(draft.scenario(), &names, Some(spec.seed), Some(spec.replications))?;
        let plan = match spec.kind {
            StudyKind::Ladder(_) if spec.policies.len() > 1 => {
                ladder_steps::rungs(draft.scenario(), &spec.policies[1..], Some(&spec.policies[0]))?;
                ladder_steps::with_steps(plan, &draft)
            }
            _ => plan,
        };
        let columns = SharedColumns::common(&plan.settings);
        let end = StudyEnd::whole(&plan, None);
        let prepared = Self { spec: spec.clone(), draft, plan, columns, end, factors, trajectories: Vec::new() };
        match spec.kind {
            StudyKind::Run(aims) => prepared.aiming_at(&aims),
            StudyKind::Compare(aims) | StudyKind::Ladder(aims) => {
                let prepared = prepared.of_several()?.aiming_at(&aims)?;
                // patterns of nothing that is measured are refused before anything runs
                Differences::new(&prepared.plan, &prepared.columns.keys, &prepared.draft.scenario().evidence)?;
                Ok(prepared)
            }
            StudyKind::Selection { measure, indifference, .. } => prepared.of_several()?.selecting(&measure, indifference),
            StudyKind::Sweep { design, worlds, .. } => prepared.at_design(design)?.with_a_curve(worlds),
            StudyKind::LeverWorlds { worlds, .. } => prepared.in_worlds(worlds),
            StudyKind::Search { promise, extreme, .. } => {
                let condition: Condition = promise.parse()?;
                let prepared = prepared.along_levels()?;
                let search = ThresholdSearch::new(&prepared.plan, &prepared.columns.keys, condition, extreme)?;
                let plan = prepared.plan.until(search.rule());
                Ok(Self { plan, end: StudyEnd::Found(Box::new(search)), ..prepared })
            }
            StudyKind::Screening { trajectories, levels, .. } | StudyKind::TwoSteps { trajectories, levels, .. } => {
                prepared.screening(trajectories, levels)
            }
            StudyKind::Decomposition { base, .. } => prepared.decomposing(base),
        }
    }

    fn of_several(self) -> Result<Self, StudyError> {
        if self.spec.policies.len() > 1 {
            return Ok(self);
        }
        let scenario = self.draft.scenario();
        let known = scenario.settings.iter().map(|setting| setting.policy.as_str()).collect::<Vec<_>>().join(", ");
        let baseline = self.spec.policies.join(", ");
        Err(PlanError::NothingToCompare { scenario: scenario.name.clone(), baseline, known }.into())
    }

    /// Ends at the precision of `aims`, which becomes part of the plan.
    fn aiming_at(self, aims: &CampaignAims) -> Result<Self, StudyError> {
        let Some(text) = &aims.precision else { return Ok(self) };
        let unusable = |error| StudyError::Precision { text: text.clone(), error };
        let evidence = &self.draft.scenario().evidence;
        let headline: Vec<Measure> =
            evidence.headline.iter().copied().filter(|measure| self.columns.keys.contains(&Key::of_place(*measure))).collect();
        let precision = Precision::parse(text, &headline).map_err(unusable)?;
        let (first, most) = (precision.minimum, self.plan.identity.replications);
        let fewest = first + precision.step;
        if most < fewest {
            return Err(StudyError::TooFewLooks { most, first, fewest });
        }
        let plan = self.plan.until(precision_schedule::rule(&precision));
        let schedule = PrecisionSchedule::new(&plan, &self.columns.keys, precision, headline.len()).map_err(unusable)?;
        Ok(Self { plan, end: StudyEnd::Precise(Box::new(schedule)), ..self })
    }

    fn selecting(self, measure: &str, indifference: f64) -> Result<Self, StudyError> {
        let key = criterion(measure, &self.columns.keys)?;
        let direction = key.measure.entry().direction;
        let terms = Terms { confidence: self.plan.confidence, indifference, first_stage: FIRST_STAGE, direction };
        let plan = self.plan.until(rule(key, &terms));
        let schedule = SelectionSchedule::new(&plan, key, terms).map_err(SelectError::from)?;
        Ok(Self { plan, end: StudyEnd::Selected(Box::new(schedule)), ..self })
    }

    fn at_design(self, design: StudyDesign) -> Result<Self, StudyError> {
        match design {
            StudyDesign::File { name, text } => {
                let read = self.draft.design_of(&name, text).map_err(StudyError::Factor)?;
                Self { factors: read.factors, ..self }.at("design file".to_owned(), read.points)
            }
            StudyDesign::Sampled { sampling, .. } => {
                let points = points(&self.factors, sampling, self.spec.seed)?;
                self.at(sampling.to_string(), points)
            }
        }
    }

    /// Refuses `worlds` where no lever has an answer that could be tried in them.
    fn with_a_curve(self, worlds: u32) -> Result<Self, StudyError> {
        let has_curve = self.plan.design.as_deref().is_some_and(is_curve);
        if worlds == 0 || has_curve {
            return Ok(self);
        }
        let keys: Vec<&str> = self.factors.iter().map(Factor::key).collect();
        Err(StudyError::NoLever { got: format!("{} at {} points", keys.join(", "), self.plan.points()) })
    }

    /// World by world, in each through the levels of the lever, which is the first factor.
    fn in_worlds(self, worlds: u32) -> Result<Self, StudyError> {
        let Some((lever, assumed)) = self.factors.split_first().filter(|(_, assumed)| !assumed.is_empty()) else {
            return Err(StudyError::NothingAssumed { takes_levels: false });
        };
        let levels = lever.levels();
        refuse_excess(worlds, size(levels.len()))?;
        let drawn = points(assumed, Sampling::LatinHypercube(worlds), self.spec.seed)?;
        let at = |world: &Vec<Level>, level: &Level| std::iter::once(level).chain(world).cloned().collect();
        let points = drawn.iter().flat_map(|world| levels.iter().map(move |level| at(world, level))).collect();
        self.at(ASSUMPTION_WORLDS.to_owned(), points)
    }

    /// At all levels of the one factor, rising.
    fn along_levels(self) -> Result<Self, StudyError> {
        let levels = match self.factors.as_slice() {
            [factor] => factor.rising_levels().ok_or_else(|| StudyError::NoLevels { key: factor.key().to_owned() })?,
            _ => Vec::new(),
        };
        let points = levels.into_iter().map(|level| vec![level]).collect();
        self.at("levels".to_owned(), points)
    }

    fn screening(self, rows: u32, levels: u32) -> Result<Self, StudyError> {
        let count = size(self.factors.len());
        refuse_excess(rows, count + 1)?;
        let (trajectories, cube) = morris_points(rows, count, levels, self.spec.seed)?;
        let points = at_shares(&self.factors, &cube);
        // the number of levels decides the length of a step, which the points alone do not tell where factors have few levels
        let prepared = self.at(format!("Morris trajectories on {levels} levels"), points)?;
        Ok(Self { trajectories, ..prepared })
    }

    fn decomposing(self, rows: u32) -> Result<Self, StudyError> {
        let count = size(self.factors.len());
        refuse_excess(rows, count + 2)?;
        let cube = saltelli_points(rows, count, self.spec.seed)?;
        let points = at_shares(&self.factors, &cube);
        self.at("Saltelli sample".to_owned(), points)
    }

    /// At these points, chosen by way of `kind`.
    fn at(self, kind: String, points: Vec<Vec<Level>>) -> Result<Self, StudyError> {
        let design = Design::of(&self.draft, &self.spec.policies, kind, &self.factors, points)?;
        let plan = self.plan.at(design);
        let end = StudyEnd::whole(&plan, None);
        Ok(Self { plan, end, ..self })
    }
}

/// What a sweep varies: named, else in the file, and the assumed numbers where they are asked for.
///
/// # Errors
/// When a factor is none, or there is none.
pub fn swept(choice: &FactorChoice, draft: &Draft) -> Result<Vec<Factor>, StudyError> {
    let mut factors = named(choice, draft)?;
    if let Some(block) = draft.scenario().sweep.as_ref().filter(|_| factors.is_empty() && !choice.assumed) {
        factors.clone_from(&block.factors);
    }
    match (factors.is_empty(), choice.assumed) {
        (false, _) => Ok(factors),
        (true, true) => Err(StudyError::NothingAssumed { takes_levels: true }),
        (true, false) => Err(StudyError::NothingVaried),
    }
}

/// A lever, titled as in the file, and behind it every number with an assumed range that it does not set itself and that counts under
/// `policy`.
fn lever_and_assumed(lever: &str, policy: Option<&str>, draft: &Draft) -> Result<Vec<Factor>, StudyError> {
    let lever = draft.factor(lever).map_err(StudyError::Factor)?;
    let mut written = draft.scenario().sweep.iter().flat_map(|block| &block.factors);
    let block = written.find(|known| known.key() == lever.key());
    let lever = match block {
        Some(block) => lever.titled_as(block),
        None => lever,
    };
    let set: Vec<String> =
        lever.levels().first().map_or_else(Vec::new, |level| lever.changes(level)).into_iter().map(|(key, _)| key).collect();
    let is_within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let mut assumed = draft.assumed();
    assumed.retain(|factor| !set.iter().any(|key| is_within(key, factor.key()) || is_within(factor.key(), key)));
    let counting: Vec<&str> = std::iter::successors(policy, |policy| draft.scenario().policy_text(policy, "after")).collect();
    let is_of = |key: &str| key.strip_prefix("policies.").and_then(|rest| rest.split('.').next()).map(str::to_owned);
    assumed.retain(|factor| is_of(factor.key()).is_none_or(|own| counting.contains(&own.as_str())));
    draft.check(&assumed).map_err(StudyError::Factor)?;
    Ok(std::iter::once(lever).chain(assumed).collect())
}

/// What a sensitivity study varies, in the order of the command line, then of the file.
fn varied(choice: &FactorChoice, draft: &Draft) -> Result<Vec<Factor>, StudyError> {
    let mut found = named(choice, draft)?;
    if found.is_empty() {
        return Err(StudyError::NothingAssumed { takes_levels: false });
    }
    if let Some(strange) = choice.only.iter().find(|key| !found.iter().any(|factor| factor.key() == *key)) {
        let known = found.iter().map(|factor| factor.key().to_owned()).collect::<Vec<_>>().join(", ");
        return Err(StudyError::NotAmong { key: strange.clone(), known });
    }
    found.retain(|factor| choice.only.is_empty() || choice.only.iter().any(|key| key == factor.key()));
    Ok(found)
}

/// The factors that are named, and behind them every number with an assumed range where they are asked for.
fn named(choice: &FactorChoice, draft: &Draft) -> Result<Vec<Factor>, StudyError> {
    let read = |text: &String| draft.factor(text).map_err(StudyError::Factor);
    let mut factors = choice.named.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if let Some(twice) = (1..factors.len()).find(|at| factors[..*at].iter().any(|known| known.key() == factors[*at].key())) {
        return Err(StudyError::NamedTwice { key: factors[twice].key().to_owned() });
    }
    if choice.assumed {
        let assumed = draft.assumed();
        draft.check(&assumed).map_err(StudyError::Factor)?;
        let known: Vec<String> = factors.iter().map(|factor| factor.key().to_owned()).collect();
        factors.extend(assumed.into_iter().filter(|factor| !known.contains(&factor.key().to_owned())));
    }
    Ok(factors)
}

fn refuse_excess(rows: u32, per_row: u32) -> Result<(), StudyError> {
    let points = u64::from(rows) * u64::from(per_row);
    if points > MOST_POINTS { Err(StudyError::TooMany { points }) } else { Ok(()) }
}

fn size(factors: usize) -> u32 {
    u32::try_from(factors).unwrap_or(u32::MAX - 2)
}
