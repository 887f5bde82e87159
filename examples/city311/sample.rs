//! The made-up sample `scenarios/city311_sample.csv`: 400 requests in the columns of Boston's portal.
//!
//! The rule: the k-th row has the random numbers of (seed 311, row k). Its day is even over 2015, and is kept with the weight of its
//! weekday; its hour has the weights of Boston's hours; type and source have rounded weights. Nobody's request is in it.
//! Three rows at the end show what a real file brings: a time that the clock skipped, one it doubled, one out of order.

use std::fmt::Write;

use jiff::civil::{Date, Weekday, date};
use wangge::engine::random::{Address, Purpose, Root};

/// Type, department, promised days (0: none), weight.
const TYPES: [(&str, &str, u32, f64); 12] = [
    ("Street Light Outages", "PWDx", 15, 0.13),
    ("Schedule a Bulk Item Pickup SS", "PWDx", 0, 0.10),
    ("Building Inspection Request", "ISD", 5, 0.10),
    ("CE Collection", "PWDx", 1, 0.09),
    ("General Comments For a Program or Policy", "INFO", 14, 0.09),
    ("Sign Repair", "BTDT", 14, 0.09),
    ("Graffiti Removal", "PROP", 45, 0.08),
    ("Sidewalk Repair (Make Safe)", "PWDx", 1, 0.08),
    ("Tree Maintenance Requests", "PARK", 365, 0.08),
    ("Abandoned Vehicles", "BTDT", 18, 0.06),
    ("Rodent Activity", "ISD", 7, 0.05),
    ("Pothole Repair (Internal)", "PWDx", 0, 0.05),
];
const SOURCES: [(&str, f64); 5] = [
    ("Constituent Call", 0.52),
    ("Citizens Connect App", 0.16),
    ("Employee Generated", 0.12),
    ("City Worker App", 0.10),
    ("Self Service", 0.10),
];
const HOURS: [f64; 24] = [
    6.0, 5.0, 4.0, 3.0, 4.0, 5.0, 13.0, 42.0, 80.0, 100.0, 104.0, 95.0, 81.0, 78.0, 87.0, 80.0, 55.0, 39.0, 34.0, 26.0, 21.0, 18.0, 13.0,
    7.0,
];
const ROWS: u32 = 400;

/// The sample as CSV.
pub fn text() -> String {
    let luck = Root::new(311, 0).luck(Address::of("sample", "rows"));
    let mut rows: Vec<(Date, u32, String)> = Vec::new();
    for row in 0..ROWS {
        let uniform = |draw: u32| luck.child(row).uniform(Purpose(1), draw);
        let day =
            (0..50).map(|attempt| date(2015, 1, 1).saturating_add(jiff::Span::new().days((uniform(10 + 2 * attempt) * 365.0) as i64)));
        let weight = |day: Date| if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) { 0.3 } else { 1.0 };
        let kept = (0..).zip(day).find(|(attempt, day)| uniform(11 + 2 * attempt) < weight(*day));
        let Some((_, day)) = kept else { continue };
        let hour = pick(&HOURS, uniform(0));
        let second = hour as u32 * 3_600 + (uniform(1) * 3_600.0) as u32;
        let (kind, department, promised, _) = TYPES[pick(&TYPES.map(|kind| kind.3), uniform(2))];
        let source =
            if kind.contains("(Internal)") { "City Worker App" } else { SOURCES[pick(&SOURCES.map(|source| source.1), uniform(3))].0 };
        let due =
            if promised == 0 { String::new() } else { clock(day.saturating_add(jiff::Span::new().days(i64::from(promised))), second) };
        rows.push((day, second, format!("{due},{kind},{department},{source}")));
    }
    rows.sort_by_key(|row| (row.0, row.1));
    let odd = [(date(2015, 3, 8), 9_000), (date(2015, 11, 1), 5_400), (date(2015, 6, 1), 36_000)];
    rows.extend(odd.map(|(day, second)| (day, second, ",Sign Repair,BTDT,Constituent Call".to_owned())));
    let mut text = "case_enquiry_id,open_dt,target_dt,type,department,source\n".to_owned();
    for (number, (day, second, rest)) in rows.into_iter().enumerate() {
        let _ = writeln!(text, "{},{},{rest}", 101_000_000 + number, clock(day, second));
    }
    text
}

fn clock(day: Date, second: u32) -> String {
    format!("{day} {:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// Index that a uniform variate picks by weight.
fn pick(weights: &[f64], uniform: f64) -> usize {
    let mut left = uniform * weights.iter().sum::<f64>();
    weights
        .iter()
        .position(|weight| {
            left -= weight;
            left < 0.0
        })
        .unwrap_or(weights.len() - 1)
}
