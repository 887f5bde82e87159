//! Markov chains in continuous time, solved numerically: stationary laws, and how fast a chain forgets its start.
//!
//! Closed forms end where queues feed one another: when only failed and reneged issues climb from one unit to the
//! next, the second unit's arrivals are no Poisson process and no formula gives its wait. The chain of both units still
//! does. And even where a formula gives the stationary mean, a simulation that starts empty does not start
//! stationary; the chain's *transient* says exactly how much that costs.
//!
//! Both computations use one sparse table of moves. The stationary law comes from Gauss–Seidel sweeps over the balance
//! equations, with the residual that is left reported; the transient from uniformisation (Jensen 1953; Stewart,
//! *Introduction to the Numerical Solution of Markov Chains*, 1994, §8.2): a chain watched at the ticks of a Poisson
//! clock faster than all its rates. A move may also lead out of the chain (absorption), and then laws lose mass with
//! time: that is a hitting time.
//!
//! Infinite state spaces must be cut off by the caller, who looks at the mass on the edge.

/// A chain on states `0..len`, as the moves that lead *into* each state.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Where the moves into each state begin in `moves`; one more at the end.
    first: Vec<usize>,
    /// Origin and rate.
    moves: Vec<(usize, f64)>,
    /// Total rate out of each state, absorption included.
    leaving: Vec<f64>,
    /// Largest of `leaving`.
    fastest: f64,
}

/// A move: from a state, to a state or out of the chain (`None`), at a rate per unit of time.
pub type Move = (usize, Option<usize>, f64);

/// A stationary law and how well it satisfies the balance equations.
#[derive(Clone, Debug)]
pub struct Stationary {
    /// Probability of each state.
    pub law: Vec<f64>,
    /// Sum over states of |flow in − flow out|, divided by the fastest rate.
    pub residual: f64,
    /// Sweeps used.
    pub sweeps: u32,
}

/// Mean over a window of a chain that did not start stationary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WindowMean {
    /// Time average of the expected reward over the window.
    pub mean: f64,
    /// That minus the stationary mean.
    pub bias: f64,
}

/// Uniformisation steps taken at once; keeps e^-x far from underflow.
const TICKS: f64 = 100.0;

impl Chain {
    /// A chain with `states` states. Moves of rate zero and moves to the same state are left out.
    ///
    /// # Panics
    /// When a move names a state that does not exist.
    #[must_use]
    pub fn new(states: usize, moves: &[Move]) -> Self {
        let kept = || moves.iter().filter(|(from, to, rate)| *rate > 0.0 && *to != Some(*from));
        let (mut first, mut leaving) = (vec![0; states + 1], vec![0.0; states]);
        for &(from, to, rate) in kept() {
            leaving[from] += rate;
            if let Some(to) = to {
                first[to + 1] += 1;
            }
        }
        for state in 0..states {
            first[state + 1] += first[state];
        }
        let mut next = first.clone();
        let mut into = vec![(0, 0.0); first[states]];
        for &(from, to, rate) in kept() {
            if let Some(to) = to {
                into[next[to]] = (from, rate);
                next[to] += 1;
            }
        }
        let fastest = leaving.iter().copied().fold(0.0, f64::max);
        Self { first, moves: into, leaving, fastest }
    }

    /// The chain of a number that rises at `birth(n)` and falls at `death(n)`, cut off at `top`.
    #[must_use]
    pub fn birth_death(top: usize, birth: impl Fn(usize) -> f64, death: impl Fn(usize) -> f64) -> Self {
        let up = (0..top).map(|n| (n, Some(n + 1), birth(n)));
        let down = (1..=top).map(|n| (n, Some(n - 1), death(n)));
        Self::new(top + 1, &up.chain(down).collect::<Vec<_>>())
    }

    /// Number of states.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.leaving.len()
    }

    /// Whether the chain has no state.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.leaving.is_empty()
    }

    fn moves_into(&self, state: usize) -> &[(usize, f64)] {
        &self.moves[self.first[state]..self.first[state + 1]]
    }

    fn inflow(&self, law: &[f64], state: usize) -> f64 {
        self.moves_into(state).iter().map(|(from, rate)| law[*from] * rate).sum()
    }

    /// Stationary law by Gauss–Seidel sweeps, forward and backward in turn, from `guess` until one pair of sweeps moves
    /// less than `1e-14` of the mass, or 40,000 sweeps. Every state must be reached and left.
    #[must_use]
    pub fn stationary(&self, guess: Vec<f64>) -> Stationary {
        let mut law = guess;
        let mut sweeps = 0;
        while sweeps < 40_000 {
            let before = law.clone();
            (0..self.len()).for_each(|state| law[state] = self.inflow(&law, state) / self.leaving[state]);
            (0..self.len()).rev().for_each(|state| law[state] = self.inflow(&law, state) / self.leaving[state]);
            sweeps += 2;
            let mass: f64 = law.iter().sum();
            for p in &mut law {
                *p /= mass;
            }
            let moved: f64 = law.iter().zip(&before).map(|(a, b)| (a - b).abs()).sum();
            if moved < 1e-14 {
                break;
            }
        }
        let unbalanced: f64 = (0..self.len()).map(|state| (self.inflow(&law, state) - law[state] * self.leaving[state]).abs()).sum();
        Stationary { law, residual: unbalanced / self.fastest, sweeps }
    }

    /// Moves `law` on by `time`.
    pub fn advance(&self, law: &mut Vec<f64>, time: f64) {
        self.accumulate(law, time, None);
    }

    /// Moves `law` on by `time` and gives the integral of its expected `reward` on the way.
    pub fn integrate(&self, law: &mut Vec<f64>, reward: &[f64], time: f64) -> f64 {
        self.accumulate(law, time, Some(reward))
    }

    fn accumulate(&self, law: &mut Vec<f64>, time: f64, reward: Option<&[f64]>) -> f64 {
        let mut left = time * self.fastest;
        let mut integral = 0.0;
        while left > 0.0 {
            let ticks = left.min(TICKS);
            integral += self.piece(law, ticks, reward);
            left -= ticks;
        }
        integral
    }

    /// One piece of `ticks` expected clock ticks: the law is a Poisson mixture of the laws after 0, 1, 2, … ticks, and
    /// the time spent after exactly k ticks is P(more than k ticks) / fastest.
    fn piece(&self, law: &mut Vec<f64>, ticks: f64, reward: Option<&[f64]>) -> f64 {
        let weights = poisson(ticks);
        let mut mixed = vec![0.0; self.len()];
        let (mut integral, mut later) = (0.0, 1.0);
        for (tick, weight) in weights.iter().enumerate() {
            if tick > 0 {
                *law = self.after_tick(law);
            }
            later -= weight;
            mixed.iter_mut().zip(&*law).for_each(|(m, p)| *m += p * weight);
            integral += reward.map_or(0.0, |r| dot(law, r) * f64::max(later, 0.0));
        }
        *law = mixed;
        integral / self.fastest
    }

    fn after_tick(&self, law: &[f64]) -> Vec<f64> {
        let stay = |state: usize| law[state] * (1.0 - self.leaving[state] / self.fastest);
        (0..self.len()).map(|state| stay(state) + self.inflow(law, state) / self.fastest).collect()
    }

    /// Mean expected `reward` over a window of `length` that begins `deleted` after the chain stood in `start`, beside
    /// the stationary mean of the same reward.
    ///
    /// The deviation is followed until a piece of it is below 1e-8 of the stationary mean or 1e-9 of what has gathered, and
    /// counted as if it stayed there for the rest of the window: exact but for that little too much. For an absorbing
    /// chain pass `stationary_mean = 0`.
    #[must_use]
    pub fn window_mean(&self, start: &[f64], reward: &[f64], stationary_mean: f64, deleted: f64, length: f64) -> WindowMean {
        let mut law = start.to_vec();
        self.advance(&mut law, deleted);
        let step = TICKS / self.fastest;
        let scale = stationary_mean.abs().max(f64::MIN_POSITIVE);
        let (mut excess, mut at) = (0.0, 0.0);
        while at < length {
            let piece = step.min(length - at);
            let deviation = self.integrate(&mut law, reward, piece) - stationary_mean * piece;
            excess += deviation;
            at += piece;
            if deviation.abs() <= (1e-8 * scale * piece).max(1e-9 * excess.abs()) {
                excess += deviation / piece * (length - at);
                break;
            }
        }
        let bias = excess / length;
        WindowMean { mean: stationary_mean + bias, bias }
    }
}

/// Poisson probabilities with mean `mean`, cut off where they are below 1e-17 and scaled to sum to 1, so that a law
/// keeps its mass over many pieces.
fn poisson(mean: f64) -> Vec<f64> {
    let mut weights = vec![(-mean).exp()];
    let (mut weight, mut count) = (weights[0], 0.0);
    while count < mean || weight > 1e-17 {
        count += 1.0;
        weight *= mean / count;
        weights.push(weight);
    }
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// Expected value of `reward` under `law`.
#[must_use]
pub fn dot(law: &[f64], reward: &[f64]) -> f64 {
    law.iter().zip(reward).map(|(p, r)| p * r).sum()
}

#[cfg(test)]
mod tests {
    use crate::queueing::markov_chains::*;

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b} within {relative}");
    }

    /// M/M/1 with arrivals 0.7, service 1, up to 150.
    fn single() -> Chain {
        Chain::birth_death(150, |_| 0.7, |_| 1.0)
    }

    #[test]
    fn the_stationary_law_of_one_server_is_geometric() {
        let solved = single().stationary(vec![1.0 / 151.0; 151]);
        assert!(solved.residual < 1e-13, "residual {}", solved.residual);
        for n in 0..40 {
            close(solved.law[n], 0.3 * 0.7_f64.powi(i32::try_from(n).unwrap()), 1e-9);
        }
    }

    #[test]
    fn two_states_relax_exponentially() {
        let chain = Chain::new(2, &[(0, Some(1), 2.0), (1, Some(0), 3.0)]);
        let mut law = vec![1.0, 0.0];
        let integral = chain.integrate(&mut law, &[0.0, 1.0], 0.37);
        let gone = 1.0 - (-5.0 * 0.37_f64).exp();
        close(law[1], 0.4 * gone, 1e-13);
        close(integral, 0.4 * (0.37 - gone / 5.0), 1e-12);
    }

    #[test]
    fn long_times_are_cut_in_pieces_without_loss() {
        let chain = single();
        let mut law = vec![0.0; 151];
        law[0] = 1.0;
        chain.advance(&mut law, 3_000.0);
        close(law.iter().sum::<f64>(), 1.0, 1e-11);
        close(law[3], 0.3 * 0.343, 1e-10);
    }

    #[test]
    fn absorption_gives_the_hitting_time() {
        let chain = Chain::new(1, &[(0, None, 0.5)]);
        let mut law = vec![1.0];
        let mean_time = chain.integrate(&mut law, &[1.0], 200.0);
        close(mean_time, 2.0, 1e-12);
        assert!(law[0] < 1e-40);
    }

    #[test]
    fn the_excess_over_all_time_of_one_server_started_empty_is_known() {
        // Integral over all time of L - E[N(t)], started empty, is rho / (mu (1 - rho)^3) for M/M/1 (Abate and Whitt
        // 1987, "Transient behavior of the M/M/1 queue: starting at the origin", from the Laplace transform at zero).
        let chain = single();
        let number: Vec<f64> = (0..=150).map(f64::from).collect();
        let mut start = vec![0.0; 151];
        start[0] = 1.0;
        let window = chain.window_mean(&start, &number, 7.0 / 3.0, 0.0, 10_000.0);
        close(window.bias * -10_000.0, 0.7 / 0.027, 1e-5);
    }
}
