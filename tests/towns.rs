//! Towns of 40 households in which several promises are tried, written as a planner writes them, and how such files are read.

use std::collections::BTreeMap;

use wangge::measure::event_log::EventRow;
use wangge::scenario::{Problems, Scenario, Setting, read};

/// The scenario of a file that holds `text`, with the changes of `--set`.
pub fn read_text(text: &str, sets: &[&str]) -> Result<Scenario, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, text).unwrap();
    read(&path, &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>())
}

/// Its base, which must be sound.
#[track_caller]
pub fn base(text: &str, sets: &[&str]) -> Setting {
    read_text(text, sets).unwrap_or_else(|problems| panic!("{problems}\n{text}")).settings.remove(0)
}

/// What happened to each case, in the order of time.
pub fn by_case(rows: &[EventRow]) -> BTreeMap<u32, Vec<&EventRow>> {
    let mut cases: BTreeMap<u32, Vec<&EventRow>> = BTreeMap::new();
    rows.iter().for_each(|row| cases.entry(row.case).or_default().push(row));
    cases
}

/// 200 days of 40 households in 4 buildings; `levels` as a list is written, `keys` stand at the top of the file.
pub fn households(levels: &str, keys: &str) -> String {
    format!(
        "start = 2024-01-01\nhorizon = \"200d\"\nfollow_up = \"20d\"\nreplications = 1\nlevels = [{levels}]\n{keys}\
         [place]\nhouseholds = 40\nhouseholds_per_building = 10\n"
    )
}

/// The office of the town and the district's above it, with the staff of each as a list is written.
pub fn offices(town: &str, district: &str) -> String {
    format!(
        "[[units]]\nname = \"town_office\"\nlevel = \"town\"\nper = \"town\"\nunder = \"district_office\"\nstaff = [{town}]\n\
         [[units]]\nname = \"district_office\"\nlevel = \"district\"\nper = \"district\"\nstaff = [{district}]\n"
    )
}

/// One grid of all households under the town office, with nine workers.
pub const GRID: &str = r#"
[grids]
households = 40
[roles.worker]
[[units]]
name = "grid"
level = "grid"
per = "grid"
under = "town_office"
staff = [{ role = "worker", total = 9 }]
"#;

/// Issues of the households at `rate`, known at `level` as they occur; `demand` are further keys of the stream.
pub fn known_at_once(level: &str, rate: &str, demand: &str) -> String {
    format!(
        "[[demand]]\nname = \"homes\"\nat = \"households\"\nrate = \"{rate}\"\n{demand}\n\
         [discovery]\nreporting = 1.0\nby_severity = [1.0, 1.0, 1.0, 1.0, 1.0]\n\
         channels = {{ desk = {{ level = \"{level}\" }} }}\ndelay = \"0s\"\n"
    )
}
