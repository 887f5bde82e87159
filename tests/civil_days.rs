//! Days are civil days of the scenario's time zone, 23 or 25 hours long where the clock changes.

use std::sync::atomic::AtomicBool;

use wangge::engine::Observer;
use wangge::measure::replication::observed;
use wangge::process::Record;
use wangge::scenario::{Scenario, read};

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
