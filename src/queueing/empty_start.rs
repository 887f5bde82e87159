//! What is left of an empty start: how far a measured mean still is from the stationary one after the warm-up.
//!
//! Exactly, by the transient, where the system is a Markov chain. Else by a bound: compare the empty system with a
//! stationary one under the same arrivals and services. From the instant at which the stationary one (or a queue that
//! dominates both) first runs empty, the two are one; so their difference is at most what the dominating one holds on
//! the event that this has not happened yet, and that is a Markov chain again, which dies when the queue runs empty.
//! For a single server of any service law the same argument with Chernoff's bound is
//! [`super::formulas::SingleServer::empty_start_bound`].

use super::formulas::{MultiServer, as_number};
use super::markov_chains::Chain;
use crate::scenario::Setting;

/// A chain that has forgotten most of its empty start, and the window over which it is measured.
pub(crate) struct ForgottenStart {
    chain: Chain,
    law: Vec<f64>,
    window: f64,
}

impl ForgottenStart {
    pub(crate) fn empty(chain: Chain, setting: &Setting) -> Self {
        let mut law = vec![0.0; chain.len()];
        law[0] = 1.0;
        Self::of(chain, law, setting)
    }

    /// The chain without its state 0, from its stationary law: it lives until the queue first runs empty.
    pub(crate) fn until_empty(queue: &MultiServer, top: usize, setting: &Setting) -> Self {
        let chain = queue.chain(top);
        let mut law = chain.stationary(vec![1.0; top + 1]).law;
        law.remove(0);
        let death = |n: usize| queue.service * as_number(n).min(f64::from(queue.servers));
        let ups = (1..top).map(|n| (n - 1, Some(n), queue.arrivals));
        let downs = (1..=top).map(|n| (n - 1, n.checked_sub(2), death(n)));
        Self::of(Chain::new(top, &ups.chain(downs).collect::<Vec<_>>()), law, setting)
    }

    fn of(chain: Chain, mut law: Vec<f64>, setting: &Setting) -> Self {
        chain.advance(&mut law, f64::from(setting.span.warm_up.seconds()));
        Self { chain, law, window: f64::from((setting.span.horizon - setting.span.warm_up).seconds()) }
    }

    /// What the start leaves in the window's mean of a reward with this stationary mean.
    pub(crate) fn excess(&self, reward: &[f64], stationary: f64) -> f64 {
        self.chain.window_mean(&self.law, reward, stationary, 0.0, self.window).bias.abs()
    }

    /// The same as a share of the stationary mean.
    pub(crate) fn relative(&self, reward: &[f64], stationary: f64) -> f64 {
        self.excess(reward, stationary) / stationary
    }
}

/// Rewards by number in the system: how many wait in excess of `servers`; whether all of them are busy.
pub(crate) fn queue_rewards(numbers: impl Iterator<Item = usize>, servers: u32) -> (Vec<f64>, Vec<f64>) {
    let servers = f64::from(servers);
    numbers.map(|n| ((as_number(n) - servers).max(0.0), f64::from(u8::from(as_number(n) >= servers)))).unzip()
}

/// Probability that a Poisson number with mean `mean` is at most `n − servers`: zero when somebody is free.
pub(crate) fn too_few(mean: f64, n: usize, servers: u32) -> f64 {
    let Some(ahead) = n.checked_sub(servers as usize) else { return 0.0 };
    let mut term = (-mean).exp();
    let mut sum = term;
    for k in 1..=ahead {
        term *= mean / as_number(k);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::reference_systems::many_servers;
    use crate::queueing::empty_start::*;

    #[test]
    fn the_bound_by_the_first_empty_instant_is_above_the_exact_bias() {
        let setting = many_servers("M/M/2", 2, 1.4, 100.0).setting;
        let mut early = setting;
        early.span.warm_up = crate::units::SimDuration::from_seconds(50 * 3_600);
        let queue = MultiServer { servers: 2, arrivals: 1.4 / 3_600.0, service: 1.0 / 3_600.0 };
        let (waiting, _) = queue_rewards(0..=150, 2);
        let exact = ForgottenStart::empty(queue.chain(150), &early).excess(&waiting, queue.mean_queue());
        let bound = ForgottenStart::until_empty(&queue, 150, &early).excess(&waiting[1..], 0.0);
        assert!(exact > 0.0 && exact < bound && bound < 100.0 * exact, "exact {exact}, bound {bound}");
    }

    #[test]
    fn who_finds_nobody_free_waits_for_as_many_ends_as_stand_before() {
        assert!(too_few(1.5, 1, 2) == 0.0);
        assert!((too_few(1.5, 2, 2) - (-1.5_f64).exp()).abs() < 1e-15);
        assert!((too_few(1.5, 3, 2) - 2.5 * (-1.5_f64).exp()).abs() < 1e-15);
    }
}
