//! What is earned in points, what is paid for them, how hard those who earn them try, and what is done for the points alone; all
//! over the measured time.

use crate::measure::order_statistics::{ends, gini, ratio};
use crate::process::{Act, Record};
use crate::scenario::Setting;
use crate::units::{Cadence, PersonId, SimTime};
use crate::world::World;

/// Seconds in a week.
const WEEK: f64 = Cadence::Week.seconds();

/// The account of points of one run.
#[derive(Clone, Debug)]
pub(crate) struct IncentiveTally {
    /// By person, at the own post: points earned, hundredths; `None` of those who earn none.
    earned: Vec<Option<u64>>,
    /// Yuan for points that were exchanged.
    pub(crate) redeemed: f64,
    /// Trivial reports made up.
    pub(crate) trivial: u64,
    /// Acts that earn points, by week of the measured time.
    acts: Vec<u64>,
    start: SimTime,
    /// Means over those who earn, week by week.
    efforts: Vec<f64>,
}

impl IncentiveTally {
    /// Counts nothing yet; `setting` says who earns points.
    pub(crate) fn new(setting: &Setting, world: &World) -> Self {
        let points = setting.epochs.first().and_then(|epoch| epoch.rules.points.as_ref());
        let mut earned = vec![None; if points.is_some() { world.people.len() } else { 0 }];
        for (index, person) in world.people.iter().enumerate() {
            if points.is_some_and(|points| points.earners[person.role.index()]) {
                earned[person.holder.map_or(index, PersonId::index)] = Some(0);
            }
        }
        Self { earned, redeemed: 0.0, trivial: 0, acts: Vec::new(), start: SimTime::ZERO, efforts: Vec::new() }
    }

    /// Counts from `at` on.
    pub(crate) fn start(&mut self, at: SimTime) {
        self.start = at;
    }

    /// Takes in a record of points or effort of the measured time.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of weeks; points are bounded")]
    pub(crate) fn take(&mut self, record: &Record<'_>) {
        match *record {
            Record::Points { at, person, act, times, points, redeemed } => {
                if let Some(Some(earned)) = self.earned.get_mut(person.index()) {
                    *earned += (points.max(0.0) * 100.0).round() as u64;
                }
                self.redeemed += redeemed;
                self.trivial += u64::from(act == Act::Trivial);
                let week = (f64::from(at.since(self.start).seconds()) / WEEK) as usize;
                self.acts.resize(self.acts.len().max(week + 1), 0);
                self.acts[week] += if act == Act::FoundOut { 0 } else { u64::from(times) };
            }
            Record::Effort { mean, .. } => self.efforts.push(mean),
            _ => {}
        }
    }

    /// Points earned by the person of number `index`, hundredths.
    pub(crate) fn of_person(&self, index: usize) -> u64 {
        self.earned.get(index).copied().flatten().unwrap_or(0)
    }

    /// Points earned by all.
    pub(crate) fn points(&self) -> f64 {
        self.earned.iter().flatten().sum::<u64>() as f64 / 100.0
    }

    /// How many people earn points.
    pub(crate) fn earners(&self) -> u64 {
        self.earned.iter().flatten().count() as u64
    }

    /// Gini index of the points of those who earn any.
    pub(crate) fn gini(&self) -> Option<f64> {
        gini(self.earned.iter().flatten().copied().collect())
    }

    /// Shares of the points that go to the fifth that earned most and to the fifth that earned least.
    pub(crate) fn fifths(&self) -> Option<(f64, f64)> {
        ends(self.earned.iter().flatten().copied().collect(), 0.2)
    }

    /// Standard deviation over mean of the acts of a week, over the whole weeks of the measured time up to `end`.
    pub(crate) fn weekly_variation(&self, end: SimTime) -> Option<f64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of weeks")]
        let weeks = (f64::from(end.since(self.start).seconds()) / WEEK) as usize;
        let counts = || (0..weeks).map(|week| self.acts.get(week).copied().unwrap_or(0) as f64);
        let mean = counts().sum::<f64>() / weeks as f64;
        let variance = counts().map(|count| (count - mean) * (count - mean)).sum::<f64>() / weeks as f64;
        (weeks > 1 && mean > 0.0).then(|| variance.sqrt() / mean)
    }

    /// Mean effort over the measured time.
    pub(crate) fn effort(&self) -> Option<f64> {
        ratio(self.efforts.iter().sum(), self.efforts.len() as u64)
    }

    /// Mean effort over the last four weeks.
    pub(crate) fn effort_at_end(&self) -> Option<f64> {
        let last = &self.efforts[self.efforts.len().saturating_sub(4)..];
        ratio(last.iter().sum(), last.len() as u64)
    }
}
