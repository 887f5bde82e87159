//! Queues whose law is known: what a simulation of them must reproduce.
//!
//! A unit with everything else switched off is a textbook queue. Here stand the textbook's results, written for
//! numerical safety (recursions instead of factorials) and each with its source, so that [`crate::experiment::analysis::theory_checks`] can put
//! theory beside simulation. Queues that people leave unserved stand in [`super::reneging`].
//!
//! **Units.** All rates are per one unit of time and all times in that unit, whichever the caller chooses (the checks
//! use seconds); probabilities and numbers of issues have none.
//!
//! Not here: heavy traffic and other approximations. A check against an approximation checks nothing.

use super::markov_chains::{Chain, Move};
use crate::units::Distribution;

/// Probability that all of `servers` are busy when nobody can wait, with `offered` = arrival rate × mean service
/// (Erlang 1917; Kleinrock, *Queueing Systems* I, 1975, §3.6), by the recursion on the number of servers.
#[must_use]
pub fn erlang_b(servers: u32, offered: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| offered * blocked / (f64::from(n) + offered * blocked))
}

/// Probability of waiting in M/M/c (Erlang 1917; Kleinrock I, §3.5). Meaningful for `offered < servers`.
#[must_use]
pub fn erlang_c(servers: u32, offered: f64) -> f64 {
    let blocked = erlang_b(servers, offered);
    blocked / (1.0 - offered / f64::from(servers) * (1.0 - blocked))
}

/// M/M/c: Poisson arrivals, exponential service, first come first served. Needs `arrivals < servers * service`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiServer {
    /// People.
    pub servers: u32,
    /// Arrival rate.
    pub arrivals: f64,
    /// Service rate of one person.
    pub service: f64,
}

impl MultiServer {
    /// Arrival rate over the rate of all people together.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.arrivals / self.capacity()
    }

    /// Service rate of all people together.
    #[must_use]
    pub fn capacity(&self) -> f64 {
        f64::from(self.servers) * self.service
    }

    /// Probability of waiting at all (Erlang C).
    #[must_use]
    pub fn waiting_probability(&self) -> f64 {
        erlang_c(self.servers, self.arrivals / self.service)
    }

    /// Mean wait of all, those served at once included.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.waiting_probability() / (self.capacity() - self.arrivals)
    }

    /// Probability of waiting longer than `t` (Kleinrock I, §3.5): an exponential with an atom at zero.
    #[must_use]
    pub fn wait_tail(&self, t: f64) -> f64 {
        self.waiting_probability() * (-(self.capacity() - self.arrivals) * t).exp()
    }

    /// The wait that a share `share` of all does not exceed; zero when that many are served at once.
    #[must_use]
    pub fn wait_quantile(&self, share: f64) -> f64 {
        ((self.waiting_probability() / (1.0 - share)).ln() / (self.capacity() - self.arrivals)).max(0.0)
    }

    /// Mean number waiting.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.arrivals * self.mean_wait()
    }

    /// Mean number waiting or in service.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.mean_queue() + self.arrivals / self.service
    }

    /// Mean waits by class when issues of class 0 go before class 1 and so on, work begun is never broken off, and all
    /// classes have the same service; `shares` are the classes' shares of the arrivals (Cobham 1954; Kella and
    /// Yechiali 1985, "Waiting times in the non-preemptive priority M/M/c queue").
    #[must_use]
    pub fn priority_mean_waits(&self, shares: &[f64]) -> Vec<f64> {
        let to_finish_one = self.waiting_probability() / self.capacity();
        let mut before = 0.0;
        let wait = |share: &f64| {
            let with = before + share * self.utilisation();
            let mean = to_finish_one / ((1.0 - before) * (1.0 - with));
            before = with;
            mean
        };
        shares.iter().map(wait).collect()
    }

    /// The number in the system as a chain, cut off at `top`.
    #[must_use]
    pub fn chain(&self, top: usize) -> Chain {
        Chain::birth_death(top, |_| self.arrivals, |n| self.service * as_number(n).min(f64::from(self.servers)))
    }
}

/// Second moment of a service time; `None` for laws without a closed form here.
#[must_use]
pub fn second_moment(service: &Distribution) -> Option<f64> {
    Some(match service {
        Distribution::Constant { value } => value * value,
        Distribution::Exponential { mean } => 2.0 * mean * mean,
        Distribution::Gamma { shape, mean } => mean * mean * (1.0 + 1.0 / shape),
        Distribution::Uniform { low, high } => (low * low + low * high + high * high) / 3.0,
        Distribution::Lognormal { median, log_sd } => median * median * (2.0 * log_sd * log_sd).exp(),
        Distribution::Weibull { shape, scale } => scale * scale * libm::tgamma(1.0 + 2.0 / shape),
        Distribution::Hyperexponential { branches } => branches.iter().map(|(weight, mean)| 2.0 * weight * mean * mean).sum(),
        Distribution::Triangular { .. } | Distribution::Empirical { .. } => return None,
    })
}

/// M/G/1: Poisson arrivals, one person, any service law, first come first served. Needs utilisation below 1.
#[derive(Clone, Debug, PartialEq)]
pub struct SingleServer {
    /// Arrival rate.
    pub arrivals: f64,
    /// Service time, its parameters in the caller's unit of time.
    pub service: Distribution,
}

impl SingleServer {
    /// Arrival rate × mean service.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.arrivals * self.service.mean()
    }

    /// Mean wait (Pollaczek 1930, Khinchine 1932; Kleinrock I, §5.6); `None` where [`second_moment`] has no answer.
    #[must_use]
    pub fn mean_wait(&self) -> Option<f64> {
        Some(self.arrivals * second_moment(&self.service)? / (2.0 * (1.0 - self.utilisation())))
    }

    /// Probability of waiting longer than `t`; `None` for service laws other than constant, exponential, Erlang and
    /// hyperexponential.
    ///
    /// Constant: Erlang's series (1909), sound while `t` is below some 15 services. The others are phase-type: the wait
    /// is a geometric sum of residual services (Asmussen, *Applied Probability and Queues*, 2003, §VIII.5), itself
    /// phase-type, and solved as the absorption time of a small chain.
    #[must_use]
    pub fn wait_tail(&self, t: f64) -> Option<f64> {
        match &self.service {
            Distribution::Constant { value } => Some(1.0 - self.constant_service_within(t, *value)),
            service => {
                let (chain, mut law) = self.residual_services(service)?;
                chain.advance(&mut law, t);
                Some(law.iter().sum())
            }
        }
    }

    fn constant_service_within(&self, t: f64, service: f64) -> f64 {
        let mut sum = 0.0;
        let mut done = 0.0;
        while done * service <= t {
            let x = self.arrivals * (done * service - t);
            let power = if done == 0.0 { 0.0 } else { x.abs().ln() * done - libm::lgamma(done + 1.0) };
            sum += (power - x).exp() * if done % 2.0 == 0.0 { 1.0 } else { -1.0 };
            done += 1.0;
        }
        (1.0 - self.utilisation()) * sum
    }

    /// The chain that lives as long as the wait, and its first law (mass = probability of waiting).
    fn residual_services(&self, service: &Distribution) -> Option<(Chain, Vec<f64>)> {
        let (entry, rates, serial) = match service {
            Distribution::Exponential { mean } => (vec![1.0], vec![1.0 / mean], false),
            Distribution::Gamma { shape, mean } if shape.fract() == 0.0 && *shape <= 1_000.0 => {
                let phases = (1..=1_000).take_while(|n| f64::from(*n) <= *shape).count();
                (vec![1.0 / shape; phases], vec![shape / mean; phases], true)
            }
            Distribution::Hyperexponential { branches } => {
                let entry = branches.iter().map(|(weight, mean)| weight * mean / service.mean()).collect();
                (entry, branches.iter().map(|(_, mean)| 1.0 / mean).collect(), false)
            }
            _ => return None,
        };
        let mut moves: Vec<Move> = Vec::new();
        for (phase, rate) in rates.iter().enumerate() {
            if serial && phase + 1 < rates.len() {
                moves.push((phase, Some(phase + 1), *rate));
            } else {
                moves.extend(entry.iter().enumerate().map(|(next, share)| (phase, Some(next), rate * self.utilisation() * share)));
                moves.push((phase, None, rate * (1.0 - self.utilisation())));
            }
        }
        let law = entry.iter().map(|share| share * self.utilisation()).collect();
        Some((Chain::new(rates.len(), &moves), law))
    }

    /// The wait that a share `share` of all does not exceed, by bisection on [`Self::wait_tail`].
    #[must_use]
    pub fn wait_quantile(&self, share: f64) -> Option<f64> {
        let beyond = |t: f64| Some(self.wait_tail(t)? > 1.0 - share);
        let mut high = self.service.mean();
        while beyond(high)? {
            high *= 2.0;
        }
        let mut low = 0.0;
        while high - low > 1e-12 * high {
            let middle = f64::midpoint(low, high);
            *(if beyond(middle)? { &mut low } else { &mut high }) = middle;
        }
        Some(high)
    }

    /// Upper bounds on what is left of an empty start at time `t`: first on the probability that the empty queue and a
    /// stationary one under the same arrivals have not yet met, then on the lack in the mean wait.
    ///
    /// Both meet when the stationary one first runs empty; until then its work is V + A(t) − t, and Chernoff's bound
    /// with E e^(sV) from the Pollaczek–Khinchine transform gives P ≤ K e^(−rt) and lack ≤ K e^(−rt) / (s e). `None` for
    /// service laws whose moment generating function is not at hand.
    #[must_use]
    pub fn empty_start_bound(&self, t: f64) -> Option<(f64, f64)> {
        let mut best: Option<(f64, f64)> = None;
        for step in 1..2_000 {
            let s = f64::from(step) * 0.001 / self.service.mean();
            let falls = s - self.arrivals * (moment_generating(&self.service, s)? - 1.0);
            if falls <= 0.0 {
                break;
            }
            let apart = (1.0 - self.utilisation()) * s / falls * (-falls * t).exp();
            let lack = apart / (s * std::f64::consts::E);
            if best.is_none_or(|(_, least)| lack < least) {
                best = Some((apart, lack));
            }
        }
        best
    }
}

/// E e^(sS), infinite where it does not exist; `None` when not at hand for the law.
fn moment_generating(service: &Distribution, s: f64) -> Option<f64> {
    let exponential = |mean: f64| if s * mean < 1.0 { 1.0 / (1.0 - s * mean) } else { f64::INFINITY };
    Some(match service {
        Distribution::Constant { value } => (s * value).exp(),
        Distribution::Exponential { mean } => exponential(*mean),
        Distribution::Gamma { shape, mean } => exponential(mean / shape).powf(*shape),
        Distribution::Hyperexponential { branches } => branches.iter().map(|(weight, mean)| weight * exponential(*mean)).sum(),
        _ => return None,
    })
}

/// A count as a number.
#[must_use]
pub const fn as_number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use crate::queueing::formulas::*;

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b} within {relative}");
    }

    fn single(service: Distribution) -> SingleServer {
        SingleServer { arrivals: 0.7, service }
    }

    /// Mean as the integral of the tail (Simpson), for laws without mass far beyond `top`.
    fn mean_from_tail(queue: &SingleServer, top: f64) -> f64 {
        let steps = 4_000_u32;
        let h = top / f64::from(steps);
        let weight = |k: u32| if k == 0 || k == steps { 1.0 } else { 2.0 + 2.0 * f64::from(k % 2) };
        (0..=steps).map(|k| weight(k) * queue.wait_tail(h * f64::from(k)).unwrap()).sum::<f64>() * h / 3.0
    }

    #[test]
    fn erlang_formulas_give_the_tabulated_values() {
        // One server: B = a/(1+a), C = a. Two servers, a = 1: B = 1/5, C = 1/3.
        close(erlang_b(1, 0.5), 1.0 / 3.0, 1e-15);
        close(erlang_b(2, 1.0), 0.2, 1e-15);
        close(erlang_c(1, 0.6), 0.6, 1e-15);
        close(erlang_c(2, 1.0), 1.0 / 3.0, 1e-15);
        // Ten servers at 90%: the benchmark queue's mean wait.
        close(MultiServer { servers: 10, arrivals: 9.0, service: 1.0 }.mean_wait(), 0.668_73, 1e-5);
    }

    #[test]
    fn many_servers_agree_with_their_chain() {
        let queue = MultiServer { servers: 5, arrivals: 3.75, service: 1.0 };
        let law = queue.chain(160).stationary(vec![1.0 / 161.0; 161]).law;
        let waiting: f64 = law[5..].iter().sum();
        let number: f64 = law.iter().enumerate().map(|(n, p)| as_number(n) * p).sum();
        close(waiting, queue.waiting_probability(), 1e-9);
        close(number, queue.mean_in_system(), 1e-9);
        close(queue.wait_tail(queue.wait_quantile(0.95)), 0.05, 1e-12);
        assert!(MultiServer { servers: 50, arrivals: 10.0, service: 1.0 }.wait_quantile(0.95) < 1e-300);
    }

    #[test]
    fn a_single_server_with_exponential_service_is_the_multi_server_of_one() {
        let general = single(Distribution::Exponential { mean: 1.0 });
        let special = MultiServer { servers: 1, arrivals: 0.7, service: 1.0 };
        close(general.mean_wait().unwrap(), special.mean_wait(), 1e-14);
        close(general.wait_tail(3.0).unwrap(), special.wait_tail(3.0), 1e-12);
        close(general.wait_quantile(0.95).unwrap(), special.wait_quantile(0.95), 1e-9);
    }

    #[test]
    fn tails_of_all_service_laws_integrate_to_the_mean_wait() {
        let erlang = Distribution::Gamma { shape: 4.0, mean: 1.0 };
        let mixed = Distribution::Hyperexponential { branches: vec![(0.9, 0.5), (0.1, 5.5)] };
        close(mean_from_tail(&single(erlang.clone()), 60.0), single(erlang).mean_wait().unwrap(), 1e-7);
        let busy = SingleServer { arrivals: 0.5, service: mixed };
        close(mean_from_tail(&busy, 400.0), busy.mean_wait().unwrap(), 1e-6);
        // Erlang's series cancels beyond a dozen services, where hardly anything is left.
        let constant = single(Distribution::Constant { value: 1.0 });
        close(mean_from_tail(&constant, 14.0), constant.mean_wait().unwrap(), 1e-3);
        // Half the wait of exponential service, the oldest result of all.
        close(constant.mean_wait().unwrap(), 0.5 * 0.7 / 0.3, 1e-14);
    }

    #[test]
    fn the_tail_of_constant_service_is_the_limit_of_many_phases() {
        let constant = single(Distribution::Constant { value: 1.0 });
        let phases = single(Distribution::Gamma { shape: 400.0, mean: 1.0 });
        close(constant.wait_tail(4.0).unwrap(), phases.wait_tail(4.0).unwrap(), 1e-2);
        close(constant.wait_tail(0.0).unwrap(), 0.7, 1e-12);
    }

    #[test]
    fn second_moments_agree_where_laws_coincide() {
        let moment = |law| second_moment(&law).unwrap();
        close(moment(Distribution::Weibull { shape: 1.0, scale: 2.0 }), moment(Distribution::Exponential { mean: 2.0 }), 1e-12);
        close(moment(Distribution::Gamma { shape: 1.0, mean: 2.0 }), moment(Distribution::Exponential { mean: 2.0 }), 1e-12);
        close(moment(Distribution::Hyperexponential { branches: vec![(1.0, 2.0)] }), 8.0, 1e-12);
        close(moment(Distribution::Uniform { low: 1.0, high: 3.0 }), 4.0 + 4.0 / 12.0, 1e-12);
        let lognormal = Distribution::Lognormal { median: 2.0, log_sd: 0.5 };
        // (Standard deviation over mean) squared of a lognormal is e^(log-sd squared) - 1.
        let mean = lognormal.mean();
        close(moment(lognormal), mean * mean * 0.25_f64.exp(), 1e-12);
        assert_eq!(second_moment(&Distribution::Triangular { low: 0.0, mode: 1.0, high: 2.0 }), None);
    }

    #[test]
    fn the_first_class_waits_less_and_the_average_is_conserved() {
        let queue = MultiServer { servers: 3, arrivals: 2.25, service: 1.0 };
        let waits = queue.priority_mean_waits(&[0.4, 0.6]);
        assert!(waits[0] < queue.mean_wait() && queue.mean_wait() < waits[1]);
        // Equal means: the discipline moves waits between classes but not their mean (Kleinrock II, 1976, §3.4).
        close(0.4 * waits[0] + 0.6 * waits[1], queue.mean_wait(), 1e-12);
    }

    #[test]
    fn the_bound_on_an_empty_start_holds_against_the_exact_transient() {
        let queue = single(Distribution::Exponential { mean: 1.0 });
        let special = MultiServer { servers: 1, arrivals: 0.7, service: 1.0 };
        let chain = special.chain(150);
        let mut law = vec![0.0; 151];
        law[0] = 1.0;
        let number: Vec<f64> = (0..=150).map(f64::from).collect();
        for t in [20.0, 100.0, 300.0] {
            let mut now = law.clone();
            chain.advance(&mut now, t);
            // The virtual wait is the number in the system times the mean service.
            let lack = special.mean_wait() - crate::queueing::markov_chains::dot(&now, &number);
            let (apart, bound) = queue.empty_start_bound(t).unwrap();
            assert!(lack < bound && bound < 1_000.0 * lack && apart < 10.0, "at {t}: {lack} against {bound}");
        }
    }
}
