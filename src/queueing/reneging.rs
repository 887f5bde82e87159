//! Queues that issues leave unserved, alone and in a row: the theory of our escalation.
//!
//! An issue that has waited too long for a start moves to the next level. In queueing words it *reneges*, and the next
//! unit serves what the first one lost. With drawn patience the number in the unit is a birth–death chain; with one fixed
//! limit it is not, yet its law is known. Two units in a row are a product of two laws when everything moves on, and a
//! chain of two numbers, solved by [`super::markov_chains`], when only the unsolved does.
//!
//! **Units** as in [`super::formulas`]: all times in one unit of the caller's choice, rates per that unit.

use super::formulas::{MultiServer, as_number, erlang_b};
use super::markov_chains::{Chain, Move};

/// M/M/c+M (Erlang-A): who waits loses patience at a rate (Palm 1957; Zeltyn and Mandelbaum 2005). Stable at any load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Abandonment {
    /// Arrivals, service and people as without reneging; utilisation may exceed 1.
    pub queue: MultiServer,
    /// Rate at which one who waits reneges: 1 / mean patience.
    pub patience: f64,
}

impl Abandonment {
    fn departures(&self, n: usize) -> f64 {
        let servers = f64::from(self.queue.servers);
        self.queue.service * as_number(n).min(servers) + self.patience * (as_number(n) - servers).max(0.0)
    }

    /// Stationary law of the number in the system, as far as states matter at all (1e-18 of the largest).
    #[must_use]
    pub fn law(&self) -> Vec<f64> {
        let mut law = vec![1.0_f64];
        let (mut last, mut largest) = (1.0_f64, 1.0_f64);
        while last > 1e-18 * largest || self.departures(law.len()) < self.queue.arrivals {
            last *= self.queue.arrivals / self.departures(law.len());
            largest = largest.max(last);
            law.push(last);
        }
        let mass: f64 = law.iter().sum();
        law.iter().map(|p| p / mass).collect()
    }

    /// The chain of the number in the system on the states of [`Self::law`].
    #[must_use]
    pub fn chain(&self) -> Chain {
        Chain::birth_death(self.law().len() - 1, |_| self.queue.arrivals, |n| self.departures(n))
    }

    /// What one who finds each number in the system will meet, by state.
    #[must_use]
    pub fn prospects(&self) -> Vec<Prospect> {
        let capacity = f64::from(self.queue.servers) * self.queue.service;
        let (mut expected, mut ahead) = (0.0, 0.0);
        let prospect = |n: usize| {
            if as_number(n) < f64::from(self.queue.servers) {
                return Prospect { waits: 0.0, served: 1.0, wait_if_served: 0.0 };
            }
            // The offered wait V is a sum of exponential steps of rates capacity + k·patience; the served wait V e^(−θV)
            // comes from its transform at θ, whose product telescopes.
            ahead += 1.0;
            let served = capacity / (capacity + ahead * self.patience);
            expected += 1.0 / (capacity + ahead * self.patience);
            Prospect { waits: 1.0, served, wait_if_served: served * expected }
        };
        (0..self.law().len()).map(prospect).collect()
    }
}

/// What an arrival meets in a queue with reneging, given the number it finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prospect {
    /// Probability of waiting: 0 or 1.
    pub waits: f64,
    /// Probability of being served.
    pub served: f64,
    /// Expected wait on the event of being served (zero otherwise).
    pub wait_if_served: f64,
}

/// M/M/c+D: who has waited `limit` leaves (Barrer 1957; Baccelli and Hébuterne 1981), by the integrals of Zeltyn and
/// Mandelbaum (2005, "Call centers with impatient customers", §4) with a patience that is one fixed number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeadlineQueue {
    /// Arrivals, service and people; any utilisation but exactly 1.
    pub queue: MultiServer,
    /// Longest wait.
    pub limit: f64,
}

/// Stationary figures of a queue with reneging.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reneging {
    /// Probability of waiting at all.
    pub waiting: f64,
    /// Share that leaves unserved.
    pub reneged: f64,
    /// Mean wait of all.
    pub mean_wait: f64,
    /// Mean wait of those served.
    pub served_wait: f64,
}

impl DeadlineQueue {
    /// The figures.
    #[must_use]
    pub fn figures(&self) -> Reneging {
        let (arrivals, capacity) = (self.queue.arrivals, self.queue.capacity());
        let spare = capacity - arrivals;
        // The paper's epsilon: the mass of the states without waiting, relative to the last of them.
        let idle = 1.0 / erlang_b(self.queue.servers - 1, arrivals / self.queue.service);
        let beyond = (-spare * self.limit).exp();
        let j = (1.0 - beyond) / spare + beyond / capacity;
        let j_h = (1.0 - beyond * (1.0 + spare * self.limit)) / (spare * spare) + self.limit * beyond / capacity;
        let norm = idle + arrivals * j;
        let reneged = (1.0 + (arrivals - capacity) * j) / norm;
        let mean_wait = arrivals * j_h / norm;
        Reneging { waiting: arrivals * j / norm, reneged, mean_wait, served_wait: (mean_wait - self.limit * reneged) / (1.0 - reneged) }
    }
}

impl Abandonment {
    /// The figures, by sums over the stationary law; arrivals see it (PASTA).
    #[must_use]
    pub fn figures(&self) -> Reneging {
        let (law, prospects) = (self.law(), self.prospects());
        let expect = |of: fn(&Prospect) -> f64| law.iter().zip(&prospects).map(|(p, x)| p * of(x)).sum::<f64>();
        let servers = f64::from(self.queue.servers);
        let queue: f64 = law.iter().enumerate().map(|(n, p)| p * (as_number(n) - servers).max(0.0)).sum();
        let served = expect(|x| x.served);
        Reneging {
            waiting: expect(|x| x.waits),
            reneged: self.patience * queue / self.queue.arrivals,
            mean_wait: queue / self.queue.arrivals,
            served_wait: expect(|x| x.wait_if_served) / served,
        }
    }
}

/// Two units in a row. The first loses patience as [`Abandonment`]; who reneges or is served without success moves on to
/// the second, an M/M/c queue in which everybody stays.
///
/// When no service succeeds, all move on, and the stationary law is the product of its two units' laws, since what
/// leaves a reversible birth–death queue is a Poisson process independent of its present state (Burke 1956; Kelly,
/// *Reversibility and Stochastic Networks*, 1979, §2.2). Otherwise it is a chain to be solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tandem {
    /// The first unit.
    pub first: Abandonment,
    /// Probability that a service at the first unit succeeds.
    pub success: f64,
    /// People of the second unit.
    pub servers: u32,
    /// Service rate of one of them.
    pub service: f64,
    /// Largest numbers in the two units that are told apart.
    pub top: (usize, usize),
}

impl Tandem {
    /// Number of the state with `first` issues in the first unit and `second` in the second.
    #[must_use]
    pub const fn state(&self, first: usize, second: usize) -> usize {
        first * (self.top.1 + 1) + second
    }

    /// Numbers in the two units, state by state.
    pub fn states(&self) -> impl Iterator<Item = (usize, usize)> {
        let (rows, columns) = (self.top.0 + 1, self.top.1 + 1);
        (0..rows * columns).map(move |state| (state / columns, state % columns))
    }

    /// Rate at which issues move on when `n` are in the first unit.
    #[must_use]
    pub fn moves_on(&self, n: usize) -> f64 {
        let busy = as_number(n).min(f64::from(self.first.queue.servers));
        self.first.departures(n) - busy * self.first.queue.service * self.success
    }

    /// The chain of both numbers. On the edge, an arrival that finds the first unit full is lost, and so is an issue
    /// that moves on to a full second unit.
    #[must_use]
    pub fn chain(&self) -> Chain {
        let mut moves: Vec<Move> = Vec::new();
        for (i, j) in self.states() {
            let here = self.state(i, j);
            if i < self.top.0 {
                moves.push((here, Some(self.state(i + 1, j)), self.first.queue.arrivals));
            }
            if i > 0 {
                let onward = self.moves_on(i);
                moves.push((here, Some(self.state(i - 1, (j + 1).min(self.top.1))), onward));
                moves.push((here, Some(self.state(i - 1, j)), self.first.departures(i) - onward));
            }
            if j > 0 {
                moves.push((here, Some(self.state(i, j - 1)), self.service * as_number(j).min(f64::from(self.servers))));
            }
        }
        Chain::new((self.top.0 + 1) * (self.top.1 + 1), &moves)
    }
}

#[cfg(test)]
mod tests {
    use crate::queueing::reneging::*;

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b} within {relative}");
    }

    fn queue(servers: u32, arrivals: f64) -> MultiServer {
        MultiServer { servers, arrivals, service: 1.0 }
    }

    /// Figures of M/M/c+G by quadrature of the integrals of Zeltyn and Mandelbaum, for any patience given by its tail.
    fn by_quadrature(queue: MultiServer, patience_tail: impl Fn(f64) -> f64) -> Reneging {
        let idle = 1.0 / erlang_b(queue.servers - 1, queue.arrivals / queue.service);
        let h = 1e-4;
        let (mut stayed, mut j, mut j_h, mut j_one) = (0.0, 0.0, 0.0, 0.0);
        for step in 0..600_000_u32 {
            let x = (f64::from(step) + 0.5) * h;
            let middle = stayed + 0.5 * h * patience_tail(x - 0.25 * h);
            let density = (queue.arrivals * middle - queue.capacity() * x).exp();
            j += h * density;
            j_h += h * density * middle;
            j_one += h * density * x * patience_tail(x);
            stayed += h * patience_tail(x);
        }
        let norm = idle + queue.arrivals * j;
        let reneged = (1.0 + (queue.arrivals - queue.capacity()) * j) / norm;
        let mean_wait = queue.arrivals * j_h / norm;
        let served_wait = queue.arrivals * j_one / norm / (1.0 - reneged);
        Reneging { waiting: queue.arrivals * j / norm, reneged, mean_wait, served_wait }
    }

    fn all_close(a: Reneging, b: Reneging, relative: f64) {
        close(a.waiting, b.waiting, relative);
        close(a.reneged, b.reneged, relative);
        close(a.mean_wait, b.mean_wait, relative);
        close(a.served_wait, b.served_wait, relative);
    }

    #[test]
    fn sums_over_states_agree_with_the_integrals_for_drawn_patience() {
        let reneging = Abandonment { queue: queue(5, 6.0), patience: 0.5 };
        all_close(reneging.figures(), by_quadrature(reneging.queue, |x| (-0.5 * x).exp()), 1e-5);
        let single = Abandonment { queue: queue(1, 0.8), patience: 0.25 };
        all_close(single.figures(), by_quadrature(single.queue, |x| (-0.25 * x).exp()), 1e-5);
    }

    #[test]
    fn closed_forms_agree_with_the_integrals_for_a_fixed_limit() {
        let limited = DeadlineQueue { queue: queue(2, 1.7), limit: 2.0 };
        all_close(limited.figures(), by_quadrature(limited.queue, |x| f64::from(u8::from(x < 2.0))), 1e-3);
        let overloaded = DeadlineQueue { queue: queue(3, 3.6), limit: 1.5 };
        all_close(overloaded.figures(), by_quadrature(overloaded.queue, |x| f64::from(u8::from(x < 1.5))), 1e-3);
    }

    #[test]
    fn endless_patience_is_the_queue_without_reneging() {
        let plain = queue(3, 2.25);
        let patient = Abandonment { queue: plain, patience: 1e-9 }.figures();
        close(patient.mean_wait, plain.mean_wait(), 1e-6);
        close(patient.waiting, plain.waiting_probability(), 1e-6);
        let limited = DeadlineQueue { queue: plain, limit: 80.0 }.figures();
        close(limited.mean_wait, plain.mean_wait(), 1e-6);
        assert!(limited.reneged < 1e-20 + 1e-12);
    }

    #[test]
    fn flow_balances_in_both_forms() {
        // Served share times arrivals = mean number busy times service; with exponential patience and, by Little, waits.
        let reneging = Abandonment { queue: queue(5, 6.0), patience: 0.5 };
        let busy: f64 = reneging.law().iter().enumerate().map(|(n, p)| p * as_number(n).min(5.0)).sum();
        close(6.0 * (1.0 - reneging.figures().reneged), busy, 1e-12);
    }

    #[test]
    fn a_tandem_in_which_all_move_on_has_the_product_law() {
        let tandem =
            Tandem { first: Abandonment { queue: queue(2, 2.0), patience: 0.5 }, success: 0.0, servers: 2, service: 1.4, top: (28, 90) };
        let solved = tandem.chain().stationary(vec![1.0; 29 * 91]);
        let second = MultiServer { servers: 2, arrivals: 2.0, service: 1.4 };
        let first_law = tandem.first.law();
        let second_law = second.chain(90).stationary(vec![1.0; 91]).law;
        assert!(solved.residual < 1e-12, "residual {} after {} sweeps", solved.residual, solved.sweeps);
        for (i, j) in [(0, 0), (2, 3), (5, 1), (4, 12)] {
            close(solved.law[tandem.state(i, j)], first_law[i] * second_law[j], 1e-7);
        }
    }

    #[test]
    fn what_fails_and_reneges_is_what_arrives_above() {
        let tandem =
            Tandem { first: Abandonment { queue: queue(2, 2.0), patience: 0.5 }, success: 0.6, servers: 1, service: 1.5, top: (28, 120) };
        let solved = tandem.chain().stationary(vec![1.0; 29 * 121]);
        let onward: f64 = tandem.states().zip(&solved.law).map(|((i, _), p)| p * tandem.moves_on(i)).sum();
        let busy_above: f64 = tandem.states().zip(&solved.law).map(|((_, j), p)| p * as_number(j).min(1.0)).sum();
        let reneged = tandem.first.figures().reneged;
        close(onward, 2.0 * (reneged + 0.4 * (1.0 - reneged)), 1e-9);
        close(busy_above * 1.5, onward, 1e-9);
    }
}
