//! Days are civil days of the scenario's time zone, 23 or 25 hours long where the clock changes.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use jiff::ToSpan;
use jiff::civil::date;
use wangge::engine::Observer;
use wangge::measure::replication::{observed, replicate};
use wangge::process::Record;
use wangge::scenario::{Scenario, read};

use crate::trace::Place;

const HOUR: u32 = 3600;
const COUNTER: &str = "title = \"counter\"\nstart = DATE\ntime_zone = \"ZONE\"\nfollow_up = \"1d\"\nhorizon = \"4d\"\n\
     levels = [\"desk\"]\n[roles.clerk]\n[[units]]\nname = \"desk\"\nlevel = \"desk\"\nstaff = [{ role = \"clerk\", count = 1 }]\n\
     [[categories]]\nname = \"any\"\nwork = \"1h\"\n[[demand]]\nname = \"d\"\nat = \"desk\"\nrate = \"3/day\"\n";

fn counter(date: &str, zone: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("counter.toml");
    std::fs::write(&path, COUNTER.replace("DATE", date).replace("ZONE", zone)).unwrap();
    read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The instants at which days end, hours from the start.
#[derive(Default)]
struct DayEnds(Vec<u32>);

impl Observer<Record<'_>> for DayEnds {
    fn observe(&mut self, record: &Record<'_>) {
        if let Record::DayEnded { at, day } = record {
            assert_eq!(*day as usize, self.0.len());
            self.0.push(at.seconds() / HOUR);
        }
    }
}

fn day_ends(date: &str, zone: &str) -> Vec<u32> {
    let scenario = counter(date, zone);
    let (result, ends) = observed(&scenario.settings[0], 1, 0, &AtomicBool::new(false), DayEnds::default()).unwrap();
    assert_eq!(result.series.len(), ends.0.len() * scenario.settings[0].levels.len());
    ends.0
}

#[test]
fn a_day_on_which_the_clock_changes_has_an_hour_less_or_more() {
    assert_eq!(day_ends("2023-03-25", "Europe/Berlin"), [24, 47, 71, 95]);
    assert_eq!(day_ends("2023-10-28", "Europe/Berlin"), [24, 49, 73]);
    for (date, zone) in [("2023-03-25", "Asia/Shanghai"), ("2023-10-28", "UTC")] {
        assert_eq!(day_ends(date, zone), [24, 48, 72, 96]);
    }
}

const EVENINGS: &str = "time_zone = \"Europe/Berlin\"\nfollow_up = \"5d\"\nlevels = [\"desk\"]\n[roles.clerk]\n\
     [[units]]\nname = \"desk\"\nlevel = \"desk\"\nstaff = [{ role = \"clerk\", count = 1 }]\n\
     [[categories]]\nname = \"case\"\nwork = \"1h\"\n\
     [[demand]]\nname = \"cases\"\nat = \"desk\"\nfile = \"cases.csv\"\ntime_zone = \"Europe/Berlin\"\n";

#[test]
fn a_day_ends_at_midnight_of_the_clock_also_when_the_clocks_change() {
    // two cases at half past eleven every evening: at midnight one is half done and one waits
    for (start, days, hours) in [
        // all of summer time: the first of four quarters of 56 days has the short day, the last one the long day
        (date(2023, 3, 20), 230, [1_343.0, 1_344.0, 1_344.0, 1_345.0]),
        // its end only: of 180 times 24 hours the last hour of the last day is missing
        (date(2023, 7, 1), 179, [1_008.0, 1_008.0, 1_009.0, 1_008.0]),
    ] {
        let mut rows = "opened,type\n".to_owned();
        for day in 0..days {
            let evening = start + i64::from(day).days();
            write!(rows, "{evening} 23:30,case\n{evening} 23:30,case\n").unwrap();
        }
        let horizon = if days == 230 { 230 } else { 180 };
        let town = format!("start = {start}\nhorizon = \"{horizon}d\"\n{EVENINGS}");
        let scenario = Place::new(&[("cases.csv", rows.as_bytes())]).read(&town, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let run = replicate(&scenario.settings[0], 1, 0, &AtomicBool::new(false)).unwrap();
        assert_eq!(run.series.len(), usize::try_from(days).unwrap());
        for row in &run.series {
            let day = start + i64::from(row.day).days();
            let length = if day == date(2023, 3, 26) { 23 } else { 24 + u64::from(day == date(2023, 10, 29)) };
            let busy = if day == start { 1_800 } else { 7_200 };
            assert_eq!((row.open, row.backlog), (2, 1), "{row:?}");
            assert_eq!((row.rostered_seconds, row.busy_seconds), (length * 3_600, busy), "{row:?}");
        }
        // one case waits for an hour of every day
        let quarters = run.units[0].backlog_quarters.unwrap();
        for (quarter, hours) in quarters.into_iter().zip(hours) {
            assert!((quarter - (hours / 24.0_f64).round() / hours).abs() < 1e-12, "{start}: {quarters:?}");
        }
    }
}
