//! Uneven demand: counts by local time, days that differ at random, surges, lulls and clusters. Every mechanism leaves the
//! issues alone that it does not concern, no policy changes what occurs, and what has no strength leaves no trace.
//!
//! Statistical tests have fixed seeds, state their sample and α = 0.001, and print their statistic.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::date;
use statrs::distribution::{ChiSquared, ContinuousCDF, DiscreteCDF, NegativeBinomial};
use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::{Problems, Scenario, Setting, read};

use crate::place::{DAY, HOUR, logged};

/// Critical value of a normal statistic, two-sided, at α = 0.001.
const CRITICAL: f64 = 3.29;

/// Arrivals of Boston's service requests in 2015 by local hour and by weekday: shares of 121,145 cases of its open data.
const BOSTON_HOURS: [f64; 24] = [
    0.0057, 0.0049, 0.0041, 0.0032, 0.0044, 0.0049, 0.0125, 0.0415, 0.0802, 0.0999, 0.104, 0.0954, 0.0812, 0.0784, 0.0868, 0.0803, 0.0547,
    0.039, 0.0335, 0.0256, 0.0214, 0.018, 0.013, 0.0073,
];
const BOSTON_WEEKDAYS: [f64; 7] = [0.1668, 0.1993, 0.1839, 0.1745, 0.1604, 0.0617, 0.0533];
const MONTHS: [f64; 12] = [1.0, 1.2, 1.3, 1.4, 1.4, 1.4, 1.3, 1.7, 1.6, 1.3, 1.2, 1.0];

/// Desks that get issues of two categories; `demand` is what the entry says beside its shares.
fn text(units: u32, days: u32, demand: &str) -> String {
    format!(
        "start = 2023-01-01\nhorizon = \"{days}d\"\nfollow_up = \"1d\"\nlevels = [\"desk\"]\n[roles.clerk]\n\
         [[units]]\nname = \"desk\"\nlevel = \"desk\"\ncount = {units}\nstaff = [{{ role = \"clerk\", count = 3 }}]\n\
         [[categories]]\nname = \"flood\"\nwork = \"5min\"\n[[categories]]\nname = \"noise\"\nwork = \"10min\"\n\
         [[demand]]\nname = \"residents\"\nat = \"desk\"\ncategories = {{ flood = 0.25, noise = 0.75 }}\n{demand}\n"
    )
}

fn scenario(text: &str) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).expect("a file");
    read(&path, &[])
}

#[track_caller]
fn setting(text: &str) -> Setting {
    scenario(text).unwrap_or_else(|problems| panic!("{problems}\n{text}")).settings.remove(0)
}

/// When, where and of which category.
type Occurrence = (u32, usize, usize);

fn occurrences(setting: &Setting, seed: u64) -> Vec<Occurrence> {
    let rows: Vec<EventRow> = logged(setting, seed).1;
    let occurred = rows.into_iter().filter(|row| row.activity == Activity::Occurred);
    occurred.map(|row| (row.at.seconds(), row.unit.index(), row.category.index())).collect()
}

fn count(found: &[Occurrence], is_meant: impl Fn(&Occurrence) -> bool) -> f64 {
    found.iter().filter(|occurrence| is_meant(occurrence)).count() as f64
}

/// Reports the chi-square statistic of `found` against `expected` and fails beyond the critical value at α = 0.001.
#[track_caller]
fn fits(what: &str, found: &[f64], expected: &[f64], degrees: usize) {
    assert_eq!(found.len(), expected.len());
    let statistic: f64 = found.iter().zip(expected).map(|(found, expected)| (found - expected).powi(2) / expected).sum();
    let critical = ChiSquared::new(degrees as f64).expect("degrees of freedom").inverse_cdf(0.999);
    println!("{what}: chi-square {statistic:.2} with {degrees} degrees (critical {critical:.2}, n {:.0})", found.iter().sum::<f64>());
    assert!(statistic < critical, "{what}: {statistic:.2} > {critical:.2}");
}

#[track_caller]
fn near(what: &str, found: f64, expected: f64, sd: f64) {
    let z = (found - expected) / sd;
    println!("{what}: found {found:.3}, expected {expected:.3}, z {z:.2} (critical {CRITICAL})");
    assert!(z.abs() < CRITICAL, "{what}: found {found}, expected {expected}, z {z:.2}");
}

fn boston(rate: &str) -> String {
    format!("rate = \"{rate}\"\n[demand.profile]\nhours = {BOSTON_HOURS:?}\nweekdays = {BOSTON_WEEKDAYS:?}\nmonths = {MONTHS:?}")
}

/// By hour, weekday and month.
#[derive(Default)]
struct Parts([f64; 24], [f64; 7], [f64; 12]);

impl Parts {
    /// Adds `count` issues in `hour` of day `day` of 2023.
    fn add(&mut self, day: u32, hour: usize, count: f64) {
        let date = date(2023, 1, 1) + i64::from(day).days();
        self.0[hour] += count;
        self.1[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())] += count;
        self.2[usize::from(date.month().unsigned_abs()) - 1] += count;
    }
}

#[test]
fn hours_weekdays_and_months_get_their_share() {
    let found = occurrences(&setting(&text(1, 365, &boston("200/day"))), 11);
    let (mut seen, mut expected) = (Parts::default(), Parts::default());
    for (at, _, _) in &found {
        seen.add(at / DAY, (at % DAY / HOUR) as usize, 1.0);
    }
    // an oracle of its own: the weights of every single hour of 2023, which began on a Sunday
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mean_month = (MONTHS.iter().zip(lengths).map(|(weight, days)| weight * f64::from(days)).sum::<f64>() + 0.25 * MONTHS[1]) / 365.25;
    let scale = 200.0 / (BOSTON_HOURS.iter().sum::<f64>() * BOSTON_WEEKDAYS.iter().sum::<f64>() / 7.0 * mean_month);
    let mut day = 0;
    for (month, length) in MONTHS.iter().zip(lengths) {
        for _ in 0..length {
            let weekday = BOSTON_WEEKDAYS[(day as usize + 6) % 7];
            BOSTON_HOURS.iter().enumerate().for_each(|(hour, weight)| expected.add(day, hour, scale * weight * weekday * month));
            day += 1;
        }
    }
    let total: f64 = expected.0.iter().sum();
    near("issues of the year", found.len() as f64, total, total.sqrt());
    fits("by hour", &seen.0, &expected.0, 24);
    fits("by weekday", &seen.1, &expected.1, 7);
    fits("by month", &seen.2, &expected.2, 12);
    // weekday to Sunday, 3.3 to 1 in Boston: an input given back, no prediction
    let ratio = seen.1[..5].iter().sum::<f64>() / 5.0 / seen.1[6];
    println!("weekday to Sunday: {ratio:.2}");
    assert!((ratio - 3.3).abs() < 0.3, "{ratio}");
}

#[test]
fn the_hour_that_a_clock_change_skips_has_no_demand_and_the_doubled_one_twice() {
    let hours: Vec<u32> = (0..24).map(|hour| u32::from(hour == 2)).collect();
    let demand = format!("rate = \"400/day\"\n[demand.profile]\nhours = {hours:?}");
    let text = text(1, 365, &demand).replacen("start", "time_zone = \"Europe/Berlin\"\nstart", 1);
    let found = occurrences(&setting(&text), 3);
    // 26 March 2023 has 23 hours and is day 84; 29 October has 25 and is day 301
    let on = |from: u32, to: u32| count(&found, |(at, _, _)| (from..to).contains(at));
    let (spring, autumn) = (84 * DAY, 301 * DAY - HOUR);
    assert_eq!(on(spring, spring + DAY - HOUR), 0.0);
    near("the doubled hour", on(autumn + 2 * HOUR, autumn + 4 * HOUR), 800.0, 800_f64.sqrt());
    assert_eq!(on(autumn, autumn + 25 * HOUR), on(autumn + 2 * HOUR, autumn + 4 * HOUR + 1));
    near("the day before", on(autumn - 22 * HOUR, autumn - 21 * HOUR), 400.0, 20.0);
}

/// Counts of each day and unit.
fn by_day(found: &[Occurrence], units: usize, days: usize) -> Vec<Vec<f64>> {
    let mut counts = vec![vec![0.0; days]; units];
    for (at, unit, _) in found {
        counts[*unit][(at / DAY) as usize] += 1.0;
    }
    counts
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / (a.len() - 1) as f64
}

#[test]
fn counts_of_a_day_are_negative_binomial_with_the_stated_spread() {
    let (rate, days, cv) = (50.0, 3_000, 0.28_f64);
    for shared_by in ["group", "unit"] {
        let demand = format!("rate = \"{rate}/day\"\ndispersion = {{ daily_cv = {cv}, shared_by = \"{shared_by}\" }}");
        let found = occurrences(&setting(&text(1, days, &demand)), 5);
        let counts = &by_day(&found, 1, days as usize)[0];
        let shape = 1.0 / (cv * cv);
        let variance = rate + rate * rate * cv * cv;
        near("mean of a day", mean(counts), rate, (variance / f64::from(days)).sqrt());
        // the spread of a sample variance, with the kurtosis of the negative binomial
        let excess = 6.0 / shape + 1.0 / variance;
        let dispersion = covariance(counts, counts) / mean(counts);
        near("variance to mean", dispersion, variance / rate, variance / rate * ((2.0 + excess) / f64::from(days)).sqrt());
        let law = NegativeBinomial::new(shape, shape / (shape + rate)).expect("a law");
        let bounds = [25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 80, 90];
        let below = |bin: usize| if bin == 0 { 0.0 } else { bounds.get(bin - 1).map_or(1.0, |bound| law.cdf(bound - 1)) };
        let expected: Vec<f64> = (0..=bounds.len()).map(|bin| (below(bin + 1) - below(bin)) * f64::from(days)).collect();
        let mut seen = vec![0.0; bounds.len() + 1];
        for count in counts {
            seen[bounds.iter().filter(|bound| **bound as f64 <= *count).count()] += 1.0;
        }
        fits("counts of a day", &seen, &expected, bounds.len());
    }
}

#[test]
fn units_share_their_good_and_bad_days_by_group_and_not_by_unit() {
    let days = 1_500;
    let correlation = |shared_by: &str| {
        let demand = format!("rate = \"50/day\"\ndispersion = {{ daily_cv = 0.5, shared_by = \"{shared_by}\" }}");
        let counts = by_day(&occurrences(&setting(&text(2, days, &demand)), 8), 2, days as usize);
        covariance(&counts[0], &counts[1]) / (covariance(&counts[0], &counts[0]) * covariance(&counts[1], &counts[1])).sqrt()
    };
    let (group, unit) = (correlation("group"), correlation("unit"));
    let expected: f64 = 50.0 * 0.25 / (1.0 + 50.0 * 0.25);
    let spread = 1.0 / f64::from(days - 3).sqrt();
    near("correlation by group (Fisher's z)", group.atanh(), expected.atanh(), 1.5 * spread);
    near("correlation by unit (Fisher's z)", unit.atanh(), 0.0, spread);
}

/// What of `more` is not in `less`, and the other way round.
fn difference(more: &[Occurrence], less: &[Occurrence]) -> (Vec<Occurrence>, Vec<Occurrence>) {
    let tally = |found: &[Occurrence]| {
        let mut tally: BTreeMap<Occurrence, i32> = BTreeMap::new();
        found.iter().for_each(|occurrence| *tally.entry(*occurrence).or_default() += 1);
        tally
    };
    let (a, b) = (tally(more), tally(less));
    let beyond = |a: &BTreeMap<Occurrence, i32>, b: &BTreeMap<Occurrence, i32>| {
        let each = a.iter().flat_map(|(key, n)| (b.get(key).copied().unwrap_or(0)..*n).map(|_| *key));
        each.collect()
    };
    (beyond(&a, &b), beyond(&b, &a))
}

const UNEVEN: &str = "\n[demand.profile]\nhours = [1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 5, 5, 5, 5, 4, 3, 2, 2, 2, 1, 1, 1]\n\
                      [demand.dispersion]\ndaily_cv = 0.3\nshared_by = \"unit\"\n";

#[test]
fn a_surge_multiplies_its_window_and_moves_no_other_issue() {
    let surge = |factor: f64, categories: &str| {
        let surge = format!("[[demand.surges]]\nname = \"storm\"\nfrom = \"90d\"\nuntil = \"120d\"\nfactor = {factor}\n{categories}\n");
        setting(&text(4, 200, &format!("rate = \"20/day\"{UNEVEN}{surge}")))
    };
    let usual = occurrences(&setting(&text(4, 200, &format!("rate = \"20/day\"{UNEVEN}"))), 21);
    let is_inside = |(at, _, _): &Occurrence| (90 * DAY..120 * DAY).contains(at);
    let inside: Vec<Occurrence> = usual.iter().copied().filter(|occurrence| is_inside(occurrence)).collect();
    let floods = count(&inside, |(_, _, category)| *category == 0);

    let (added, lost) = difference(&occurrences(&surge(5.0, "categories = [\"flood\"]"), 21), &usual);
    assert!(lost.is_empty() && added.iter().all(|occurrence| is_inside(occurrence) && occurrence.2 == 0));
    // both share the random numbers of the days: given the ordinary floods, about four times as many
    near("floods that a storm adds", added.len() as f64, 4.0 * floods, (4.0 * floods + 16.0 * floods).sqrt());

    let (added, lost) = difference(&occurrences(&surge(2.0, ""), 21), &usual);
    assert!(lost.is_empty() && added.iter().all(is_inside));
    let all = inside.len() as f64;
    near("issues that a surge of all adds", added.len() as f64, all, (2.0 * all).sqrt());
    let share = count(&added, |(_, _, category)| *category == 0) / added.len() as f64;
    near("their share of floods", share, 0.25, (0.25 * 0.75 / added.len() as f64).sqrt());

    let (added, lost) = difference(&occurrences(&surge(0.25, "categories = [\"noise\"]"), 21), &usual);
    assert!(added.is_empty() && lost.iter().all(|occurrence| is_inside(occurrence) && occurrence.2 == 1));
    let noises = all - floods;
    near("noises that a lull takes away", lost.len() as f64, 0.75 * noises, (0.75 * 0.25 * noises).sqrt());
    let (_, lost) = difference(&occurrences(&surge(0.0, ""), 21), &usual);
    assert_eq!(lost.len(), inside.len());
}

#[test]
fn surges_that_overlap_do_not_move_one_another() {
    let storm = "[[demand.surges]]\nname = \"storm\"\nfrom = \"50d\"\nuntil = \"80d\"\nfactor = 3\n";
    let fair = "[[demand.surges]]\nname = \"fair\"\nfrom = 2023-03-12\nuntil = \"90d\"\nfactor = 2\ncategories = [\"noise\"]\n";
    let run = |surges: &str| occurrences(&setting(&text(3, 120, &format!("rate = \"20/day\"{UNEVEN}{surges}"))), 2);
    let (both, storm_only, fair_only, none) = (run(&format!("{fair}{storm}")), run(storm), run(fair), run(""));
    let (of_fair, lost) = difference(&both, &storm_only);
    assert!(lost.is_empty() && !of_fair.is_empty());
    assert_eq!(of_fair, difference(&fair_only, &none).0);
    assert_eq!(both, run(&format!("{storm}{fair}")));
}

#[test]
fn a_cluster_brings_issues_of_its_category_at_its_unit_and_moves_no_other() {
    let demand = "rate = \"0.5/day\"\n";
    let clusters = "[demand.clusters]\nprobability = 0.2\nmean_size = 3\nwithin = \"6h\"\n";
    let causes = occurrences(&setting(&text(20, 2_000, demand)), 4);
    let with = occurrences(&setting(&text(20, 2_000, &format!("{demand}{clusters}"))), 4);
    let (further, lost) = difference(&with, &causes);
    assert!(lost.is_empty());
    let n = causes.len() as f64;
    near("causes", n, 20_000.0, 20_000_f64.sqrt());
    // a cause brings 0.2 × 2 further issues; their second moment is 0.2 × (2 + 4)
    near("further issues", further.len() as f64, 0.4 * n, (n * (1.2 - 0.16)).sqrt());
    let known: BTreeSet<(usize, usize, u32)> = causes.iter().map(|(at, unit, category)| (*unit, *category, *at)).collect();
    let mut delays = Vec::new();
    for (at, unit, category) in &further {
        let first = known.range(..=(*unit, *category, *at)).next_back().filter(|first| (first.0, first.1) == (*unit, *category));
        let delay = first.map(|first| at - first.2).filter(|delay| *delay <= 6 * HOUR);
        delays.push(f64::from(delay.unwrap_or_else(|| panic!("{at} at {unit} follows no issue of {category}"))));
    }
    // even over six hours, but for the few whose first issue is not the last one before them
    assert!((mean(&delays) / f64::from(3 * HOUR) - 1.0).abs() < 0.1, "{}", mean(&delays));
}

#[test]
fn what_has_no_strength_leaves_the_event_log_as_it_was() {
    let plain = setting(&text(5, 100, "rate = \"30/day\""));
    let idle = "rate = \"30/day\"\ndispersion = { daily_cv = 0 }\nclusters = { probability = 0, mean_size = 9, within = \"9d\" }\n\
                surges = [{ name = \"nothing\", from = \"9d\", until = \"12d\", factor = 1 }]\n[demand.profile]\n";
    let even = format!("{idle}hours = {:?}\nweekdays = {:?}\nmonths = {:?}", [1.0; 24], [0.1; 7], [7.0; 12]);
    assert_eq!(logged(&setting(&text(5, 100, &even)), 9), logged(&plain, 9));
}

#[test]
fn a_clock_that_hardly_varies_hardly_moves_an_issue() {
    let plain = occurrences(&setting(&text(2, 300, "rate = \"30/day\"")), 9);
    let hours: Vec<f64> = (0..24).map(|hour| 1.0 + 1e-9 * f64::from(hour % 2)).collect();
    for more in ["", "dispersion = { daily_cv = 0.000002 }\n", "dispersion = { daily_cv = 0.000002, shared_by = \"unit\" }\n"] {
        let moved = occurrences(&setting(&text(2, 300, &format!("rate = \"30/day\"\n{more}[demand.profile]\nhours = {hours:?}"))), 9);
        assert!(plain.len().abs_diff(moved.len()) <= 1);
        let mut late = 0;
        for (unit, plain) in [0, 1].map(|unit| (unit, plain.iter().filter(move |occurrence| occurrence.1 == unit))) {
            let moved = moved.iter().filter(|occurrence| occurrence.1 == unit);
            late = plain.zip(moved).map(|(a, b)| a.0.abs_diff(b.0)).max().unwrap_or(u32::MAX).max(late);
        }
        assert!(late <= 60, "{late} s");
    }
}

#[test]
fn a_policy_changes_nothing_of_what_occurs_under_uneven_demand() {
    let demand = format!(
        "rate = \"30/day\"\nclusters = {{ probability = 0.1, mean_size = 4, within = \"2d\" }}{UNEVEN}\
         [[demand.surges]]\nname = \"storm\"\nfrom = \"20d\"\nuntil = \"23d\"\nfactor = 5\n\
         [[demand.surges]]\nname = \"feast\"\nfrom = \"40d\"\nuntil = \"50d\"\nfactor = 0.3\n\
         [policies.few]\nunits = [{{ name = \"desk\", staff = [{{ role = \"clerk\", count = 1 }}] }}]\n\
         categories = [{{ name = \"noise\", work = \"2h\" }}]\n"
    );
    let settings = scenario(&text(6, 100, &demand)).unwrap_or_else(|problems| panic!("{problems}")).settings;
    let occurred = |setting: &Setting| {
        let rows = logged(setting, 6).1.into_iter().filter(|row| row.activity == Activity::Occurred);
        rows.map(|row| (row.case, row.at, row.unit, row.category)).collect::<Vec<_>>()
    };
    let base = occurred(&settings[0]);
    assert!(base.len() > 15_000 && settings.len() == 2);
    assert_eq!(base, occurred(&settings[1]));
    assert_eq!(logged(&settings[0], 6), logged(&settings[0], 6));
}

#[test]
fn the_expected_number_of_issues_is_what_occurs() {
    let demand = format!(
        "rate = \"40/day\"\nfrom = \"10d\"\nuntil = \"310d\"\nclusters = {{ probability = 0.1, mean_size = 3, within = \"1h\" }}\n\
         [[demand.surges]]\nname = \"storm\"\nfrom = \"100d\"\nuntil = \"130d\"\nfactor = 3\ncategories = [\"flood\"]\n\
         [demand.profile]\nweekdays = {BOSTON_WEEKDAYS:?}\nmonths = {MONTHS:?}"
    );
    let setting = setting(&text(1, 365, &demand));
    let expected: f64 = setting.demand.iter().map(|demand| demand.expected_issues(setting.span.end())).sum();
    let found = occurrences(&setting, 12).len() as f64;
    near("issues", found, expected, (expected * 1.6).sqrt());
}

/// What stood there, what is written instead, the key below the entry, what is said of it.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    ("weekdays = [1, 1,", "weekdays = [1,", "profile.weekdays", "has 6 entries; expected 7"),
    ("weekdays = [1, 1,", "weekdays = [1, -1,", "profile.weekdays.1", "out of range"),
    ("weekdays = [1, 1, 1, 1, 1, 0.5, 0.5]", "weekdays = [0, 0, 0, 0, 0, 0, 0]", "profile.weekdays", "all weights are 0"),
    ("hours = [1, 1,", "hours = [1, 1, 1,", "profile.hours", "has 25 entries; expected 24"),
    ("weekdays = [1,", "days = [1,", "profile.days", "unknown key"),
    ("daily_cv = 0.3", "daily_cv = 10.5", "dispersion.daily_cv", "out of range"),
    ("daily_cv = 0.3\n", "", "dispersion.daily_cv", "is missing"),
    ("shared_by = \"unit\"", "shared_by = \"untl\"", "dispersion.shared_by", "not one of"),
    ("probability = 0.1", "probability = 1.1", "clusters.probability", "out of range"),
    ("mean_size = 4", "mean_size = 1", "clusters.mean_size", "out of range"),
    ("within = \"2d\"", "within = 2", "clusters.within", "has no unit"),
    ("until = \"23d\"", "until = \"20d\"", "surges.storm.until", "not after `from`"),
    ("until = \"23d\"", "until = \"230d\"", "surges.storm.until", "after the end of the run"),
    ("from = \"20d\"", "from = 2022-12-31", "surges.storm.from", "before the start"),
    ("factor = 5", "factor = -1", "surges.storm.factor", "out of range"),
    ("factor = 5\n", "", "surges.storm.factor", "is missing"),
    ("categories = [\"flood\"]\n", "categories = [\"floods\"]\n", "surges.storm.categories.0", "no issues of a category `floods`"),
    ("categories = [\"flood\"]\n", "categories = [\"flood\", \"flood\"]\n", "surges.storm.categories.1", "named twice"),
    ("categories = [\"flood\"]\n", "categories = []\n", "surges.storm.categories", "expected at least 1"),
    (
        "factor = 5\n",
        "factor = 5\n[[demand.surges]]\nname = \"storm\"\nfrom = \"1d\"\nuntil = \"2d\"\nfactor = 2\n",
        "surges.storm.name",
        "the first stands in line",
    ),
    ("rate = \"30/day\"", "rate = \"300/s\"", "rate", "issues in one run"),
];

#[test]
fn impossible_unevenness_is_refused_where_it_stands() {
    let uneven = UNEVEN.replace("[demand.profile]", "[demand.profile]\nweekdays = [1, 1, 1, 1, 1, 0.5, 0.5]");
    let sound = format!(
        "rate = \"30/day\"\nclusters = {{ probability = 0.1, mean_size = 4, within = \"2d\" }}{uneven}\
         [[demand.surges]]\nname = \"storm\"\nfrom = \"20d\"\nuntil = \"23d\"\nfactor = 5\ncategories = [\"flood\"]\n"
    );
    let sound = text(3, 100, &sound);
    setting(&sound);
    for (right, wrong, key, said) in SLIPS {
        assert!(sound.contains(*right), "{right} is not in the text");
        let slipped = sound.replacen(*right, wrong, 1);
        let Err(problems) = scenario(&slipped) else { panic!("nothing was found wrong with {wrong}") };
        assert_eq!(problems.count(), 1, "{wrong}:\n{problems}");
        let problem = problems.iter().next().expect("a problem");
        assert_eq!(problem.key, format!("demand.residents.{key}"), "{problem}");
        assert!(problem.message.contains(*said), "{wrong}: {problem}");
        let line = slipped.lines().nth(problem.line - 1).unwrap_or_default();
        assert!(key.split('.').any(|segment| line.contains(segment)), "`{line}`: {problem}");
    }
}
