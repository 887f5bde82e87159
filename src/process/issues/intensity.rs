//! From operational time to instants: when does the *n*-th occurrence of an uneven stream stand?
//!
//! A Poisson process with any intensity is one with a rate of 1, whose clock runs at the intensity (Cinlar,
//! *Introduction to Stochastic Processes*, ch. 4.7). So a stream keeps the random numbers that it has when it is steady, the
//! cumulative exponential times, and only the clock differs: the integral of profile × factor of the day. It is inverted
//! here. The rate itself is divided out before, so that one second of the clock is one second where all is even.
//!
//! Factors of days that a whole entry shares are drawn once per run, and the integral before each day is kept. Factors
//! that belong to units are drawn as the stream comes to each day, since a table per unit would not fit.

use crate::engine::{Address, Luck, Root, variate};
use crate::process::draws;
use crate::scenario::Setting;
use crate::scenario::setting::{Demand, SharedBy};
use crate::units::{Distribution, Profile, SourceId};
use crate::world::{Spot, World};

/// The clocks of all streams in one run.
#[derive(Clone, Debug)]
pub(crate) struct Clocks {
    /// By index of the demand: day by day, where an entry shares its factors.
    shared: Vec<Vec<FactorDay>>,
    /// By source, where any has factors of its own unit.
    own: Vec<StreamProgress>,
}

/// A local day with a shared factor.
#[derive(Clone, Copy, Debug)]
struct FactorDay {
    factor: f64,
    /// Operational time before the day.
    before: f64,
}

/// How far a stream with days of its own has come.
#[derive(Clone, Copy, Debug)]
struct StreamProgress {
    /// Whose days they are.
    luck: Luck,
    day: usize,
    /// Operational time before the day.
    before: f64,
}

/// Kind of the addresses of days that the units of an entry share.
const DAY_OF_ENTRY: &str = "day of demand";
/// Kind of the addresses of days of one unit.
const DAY_OF_UNIT: &str = "day of unit";

impl Clocks {
    /// The clocks of the streams of `setting`; streams with one are put to where they begin on it.
    pub fn new(setting: &Setting, world: &mut World, root: Root) -> Self {
        let shared: Vec<Vec<FactorDay>> = setting.demand.iter().map(|demand| days(demand, root)).collect();
        let by_unit = |demand: &Demand| demand.dispersion.is_some_and(|dispersion| dispersion.shared_by == SharedBy::Unit);
        let mut own = Vec::new();
        if setting.demand.iter().any(by_unit) {
            own.resize(world.sources.len(), StreamProgress { luck: Luck::NONE, day: 0, before: 0.0 });
        }
        for (index, source) in world.sources.iter_mut().enumerate() {
            let demand = &setting.demand[source.demand];
            let Some(profile) = &demand.profile else { continue };
            let day = profile.day_of(demand.from);
            source.next = match demand.dispersion.map(|dispersion| dispersion.shared_by) {
                None => profile.before(demand.from),
                Some(SharedBy::Group) => {
                    let FactorDay { factor, before } = shared[source.demand][day];
                    before + factor * profile.mass_within(day, demand.from)
                }
                Some(SharedBy::Unit) => {
                    let luck = root.luck(Address::of(DAY_OF_UNIT, path(setting, &world.paths, source.spot)));
                    own[index] = StreamProgress { luck, day, before: 0.0 };
                    factor(demand, profile, luck, day) * profile.mass_within(day, demand.from)
                }
            };
        }
        Self { shared, own }
    }

    /// The instant, in seconds from the start, at which the clock of the uneven stream `id` shows `time`; `None` when
    /// the run is over before. For one stream, `time` never falls from call to call.
    #[inline(never)]
    pub fn instant(&mut self, demand: &Demand, profile: &Profile, index: usize, id: SourceId, time: f64) -> Option<f64> {
        match demand.dispersion.map(|dispersion| dispersion.shared_by) {
            None => profile.instant(time),
            Some(SharedBy::Group) => {
                let days = &self.shared[index];
                let day = days.partition_point(|day| day.before <= time).saturating_sub(1);
                let FactorDay { factor, before } = days[day];
                (day < profile.days()).then(|| profile.instant_within(day, (time - before) / factor))
            }
            Some(SharedBy::Unit) => {
                let walk = &mut self.own[id.index()];
                while walk.day < profile.days() {
                    let factor = factor(demand, profile, walk.luck, walk.day);
                    let mass = factor * profile.day_mass(walk.day);
                    if time < walk.before + mass {
                        return Some(profile.instant_within(walk.day, (time - walk.before) / factor));
                    }
                    walk.before += mass;
                    walk.day += 1;
                }
                None
            }
        }
    }
}

/// The path of the unit or community where a stream is.
fn path<'a>(setting: &'a Setting, paths: &'a [String], spot: Spot) -> &'a str {
    match (spot, &setting.place) {
        (Spot::Unit(unit), _) => &paths[unit.index()],
        (Spot::Households(community) | Spot::PublicSpace(community), Some(place)) => &place.communities[community as usize].path,
        (_, None) => "",
    }
}

/// The days of a stream whose entry shares their factors, and one more that is never reached; else none.
fn days(demand: &Demand, root: Root) -> Vec<FactorDay> {
    let (Some(profile), Some(SharedBy::Group)) = (&demand.profile, demand.dispersion.map(|dispersion| dispersion.shared_by)) else {
        return Vec::new();
    };
    let luck = root.luck(Address::of(DAY_OF_ENTRY, &demand.name));
    let mut before = 0.0;
    let mut days = Vec::with_capacity(profile.days() + 1);
    for day in 0..profile.days() {
        let factor = factor(demand, profile, luck, day);
        days.push(FactorDay { factor, before });
        before += factor * profile.day_mass(day);
    }
    days.push(FactorDay { factor: 0.0, before });
    days
}

/// The factor of a local day.
fn factor(demand: &Demand, profile: &Profile, luck: Luck, day: usize) -> f64 {
    demand.dispersion.map_or(1.0, |dispersion| {
        let gamma = Distribution::Gamma { shape: dispersion.shape, mean: 1.0 };
        variate::draw(&gamma, luck, draws::DAY_FACTOR, profile.number(day))
    })
}
