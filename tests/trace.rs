//! Real cases as demand: every row is used or counted with the reason why not, what makes a file doubtful is a located
//! problem, and a case has the same random numbers under every policy.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use polars::prelude::{DataFrame, IntoColumn, NamedFrom, ParquetWriter, Series};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tempfile::TempDir;
use wangge::experiment::design::plan::Plan;
use wangge::measure::event_log::EventRow;
use wangge::process::Activity;
use wangge::scenario::setting::Note;
use wangge::scenario::{Problem, Problems, Scenario, TraceAccount, read};
use wangge::units::SimTime;
use wangge::world::Channel;

use crate::place::{DAY, HOUR, logged};

/// A works department and a hotline in Boston's first quarter of 2015; `entry` is what the entry says beside its file.
pub fn text(entry: &str) -> String {
    format!(
        r#"start = 2015-01-01
time_zone = "America/New_York"
horizon = "90d"
follow_up = "7d"
levels = ["desk"]
[roles.clerk]
[[units]]
name = "hotline"
level = "desk"
staff = [{{ role = "clerk", count = 50 }}]
[[units]]
name = "works"
level = "desk"
staff = [{{ role = "clerk", count = 50 }}]
[[categories]]
name = "light"
due = "5d"
work = "2h"
external_wait = {{ probability = 1.0, length = {{ exponential = {{ mean = "3d" }} }}, after = 0.25 }}
[[categories]]
name = "hole"
work = {{ exponential = {{ mean = "1h" }} }}
[[demand]]
name = "cases"
at = "hotline"
file = "cases.csv"
{entry}
[policies.again]
[policies.slow]
roles.clerk.speed = 0.5
"#
    )
}

pub const ZONE: &str = "time_zone = \"America/New_York\"\nmap.departments = { PWDx = \"works\" }";

const ROWS: &str = "case_enquiry_id,open_dt,target_dt,type,department,source
1,2015-01-01 00:20:09,2015-01-09 12:00:00,light,PWDx,Constituent Call
2,2015-01-02 10:00:00,,hole,INFO,City Worker App
3,2015-01-03 10:00:00,,light,PWDx,City Worker App
";

pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).expect("a file");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, scenario: &str, sets: &[&str]) -> Result<Scenario, Problems> {
        std::fs::write(self.path("town.toml"), scenario).expect("a file");
        read(&self.path("town.toml"), &sets.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>())
    }
}

fn of(rows: &str, entry: &str) -> Result<Scenario, Problems> {
    Place::new(&[("cases.csv", rows.as_bytes())]).read(&text(entry), &[])
}

#[track_caller]
fn good(rows: &str, entry: &str) -> Scenario {
    of(rows, entry).unwrap_or_else(|problems| panic!("{problems}"))
}

#[track_caller]
pub fn only(outcome: Result<Scenario, Problems>) -> Problem {
    let problems = outcome.expect_err("something is wrong");
    assert_eq!(problems.count(), 1, "{problems}");
    problems.iter().next().expect("one").clone()
}

fn noted(account: &TraceAccount) -> Vec<(Note, u64, u64)> {
    account.notes.iter().map(|noted| (noted.note, noted.rows, noted.line)).collect()
}

#[track_caller]
fn adds_up(account: &TraceAccount) {
    let unused: u64 = account.notes.iter().filter(|noted| !noted.note.is_used()).map(|noted| noted.rows).sum();
    assert_eq!(account.rows, account.used + unused, "{account:?}");
}

fn occurred(rows: &[EventRow]) -> Vec<(u32, usize, usize, u32)> {
    let found = rows.iter().filter(|row| row.activity == Activity::Occurred);
    found.map(|row| (row.at.seconds(), row.unit.index(), row.category.index(), row.due.seconds())).collect()
}

/// Time from occurrence to closing, by case.
fn lengths(rows: &[EventRow]) -> Vec<Option<u32>> {
    let starts: Vec<SimTime> = rows.iter().filter(|row| row.activity == Activity::Occurred).map(|row| row.at).collect();
    let mut lengths = vec![None; starts.len()];
    for row in rows.iter().filter(|row| row.activity == Activity::Closed) {
        lengths[row.case as usize] = Some(row.at.since(starts[row.case as usize]).seconds());
    }
    lengths
}

#[test]
fn cases_occur_when_and_where_the_file_says_and_are_due_when_it_says() {
    let scenario = good(ROWS, ZONE);
    let rows = logged(&scenario.settings[0], 1).1;
    let five_days = 5 * DAY;
    let expected = [
        (20 * 60 + 9, 1, 0, 8 * DAY + 12 * HOUR),
        (DAY + 10 * HOUR, 0, 1, u32::MAX),
        (2 * DAY + 10 * HOUR, 1, 0, 2 * DAY + 10 * HOUR + five_days),
    ];
    assert_eq!(occurred(&rows), expected, "the third row says no due time, so its category does; no row is due in category hole");
    let account = &scenario.traces[0];
    assert_eq!((account.rows, account.used), (3, 3));
    assert_eq!(account.span, Some(("2015-01-01 00:20".into(), "2015-01-03 10:00".into())));
    assert_eq!(noted(account), [(Note::OtherDepartment, 1, 3)]);
}

#[test]
fn every_row_is_used_or_counted_with_its_reason_and_first_line() {
    let rows = "open_dt,type,department,target_dt
2014-12-31 23:59:59,light,PWDx,
2015-01-05 10:00,light,PWDx,
soon,light,PWDx,
2015-01-06,flood,PWDx,
2015-01-07
2015-01-08T10:00:00Z,test,PWDx,
2015-01-04 10:00,hole,PWDx,tomorrow
2016-01-01,light,PWDx,
2015-01-09,flood,PWDx,
2015-01-10 10:00,light,PWDx,2015-01-09 09:00
";
    let scenario = good(rows, &format!("{ZONE}\nunread_at_most = 0.2\nexclude = {{ type = [\"test\"] }}"));
    let account = &scenario.traces[0];
    let expected = [
        (Note::Malformed, 1, 6),
        (Note::UnreadableTime, 1, 4),
        (Note::Excluded, 1, 7),
        (Note::UnknownCategory, 2, 5),
        (Note::TooEarly, 1, 2),
        (Note::TooLate, 1, 9),
        (Note::OutOfOrder, 1, 8),
        (Note::UnreadableDue, 1, 8),
        (Note::DueBefore, 1, 11),
    ];
    assert_eq!(noted(account), expected);
    assert_eq!((account.rows, account.used), (10, 3));
    adds_up(account);
    let times: Vec<u32> = occurred(&logged(&scenario.settings[0], 1).1).iter().map(|case| case.0).collect();
    assert!(times.is_sorted(), "{times:?}");
    let with_other = good(rows, &format!("{ZONE}\nunread_at_most = 0.2\nmap.other = \"hole\"\nexclude = {{ type = [\"test\"] }}"));
    assert_eq!(with_other.traces[0].used, 5);
    assert!(noted(&with_other.traces[0]).contains(&(Note::OtherCategory, 2, 5)));
}

#[test]
fn skipped_and_doubled_hours_are_read_by_rule_and_counted() {
    let rows = "opened,type\n2015-03-08 02:30:00,hole\n2015-03-08 03:30:00,hole\n";
    let scenario = good(rows, "time_zone = \"America/New_York\"");
    assert_eq!(noted(&scenario.traces[0]), [(Note::SkippedTime, 1, 2)]);
    let times: Vec<u32> = occurred(&logged(&scenario.settings[0], 1).1).iter().map(|case| case.0).collect();
    assert_eq!(times[0], times[1], "a time that the clock skipped is the time after the change");
    let autumn = text("time_zone = \"America/New_York\"").replace("2015-01-01", "2015-10-01");
    let rows = "opened,type\n2015-11-01 01:30:00,hole\n2015-11-01 01:30:00-05:00,hole\n";
    let scenario = Place::new(&[("cases.csv", rows.as_bytes())]).read(&autumn, &[]).expect("sound");
    assert_eq!(noted(&scenario.traces[0]), [(Note::DoubledTime, 1, 2)]);
    let times: Vec<u32> = occurred(&logged(&scenario.settings[0], 1).1).iter().map(|case| case.0).collect();
    assert_eq!(times[1] - times[0], HOUR, "a time that came twice is the first of the two");
}

#[test]
fn of_a_file_of_events_the_first_event_of_each_case_counts() {
    let rows = "case:concept:name,time:timestamp,concept:name
a,2015-01-05T10:00:00+01:00,light
a,2015-01-05T11:00:00+01:00,hole
b,2015-01-04T10:00:00+01:00,hole
b,2015-01-03T10:00:00+01:00,light
c,2014-12-31T10:00:00+01:00,light
c,2015-01-03T12:00:00+01:00,light
d,2015-01-03T12:00:00+01:00,light
d,2014-12-30T12:00:00+01:00,light
";
    let scenario = good(rows, "rows = \"events\"");
    let account = &scenario.traces[0];
    adds_up(account);
    assert_eq!((account.rows, account.used), (8, 2), "{account:?}");
    let cases = occurred(&logged(&scenario.settings[0], 1).1);
    assert_eq!(cases.iter().map(|case| (case.0, case.2)).collect::<Vec<_>>(), [(2 * DAY + 4 * HOUR, 0), (4 * DAY + 4 * HOUR, 0)]);
}

#[test]
fn a_gzipped_and_a_parquet_file_say_the_same_as_the_plain_one() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(ROWS.as_bytes()).expect("memory");
    let gzip = gzip.finish().expect("memory");
    let (first, second) = gzip.split_at(gzip.len());
    let place = Place::new(&[("cases.csv", ROWS.as_bytes()), ("cases.csv.gz", &[first, second].concat())]);
    let cells: Vec<Vec<&str>> = ROWS.lines().map(|line| line.split(',').collect()).collect();
    let column = |at: usize| {
        let texts: Vec<Option<&str>> = cells[1..].iter().map(|row| Some(row[at]).filter(|text| !text.is_empty())).collect();
        Series::new(cells[0][at].into(), texts).into_column()
    };
    let mut frame = DataFrame::new(cells.len() - 1, (0..cells[0].len()).map(column).collect()).expect("a table");
    ParquetWriter::new(std::fs::File::create(place.path("cases.parquet")).expect("a file")).finish(&mut frame).expect("written");
    let plain = place.read(&text(ZONE), &[]).expect("sound");
    for name in ["cases.csv.gz", "cases.parquet"] {
        let other = place.read(&text(ZONE).replace("cases.csv", name), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let trace = |scenario: &Scenario| scenario.settings[0].demand[0].trace.clone();
        assert_eq!(trace(&other), trace(&plain), "{name}");
        assert_eq!((other.traces[0].rows, other.traces[0].notes.len()), (3, plain.traces[0].notes.len()));
        assert_ne!(other.traces[0].sha256, plain.traces[0].sha256);
    }
}

#[test]
fn times_and_dates_of_a_parquet_file_are_read_and_columns_nobody_looks_at_are_not() {
    // made by tests/data/times.py: times of 5 to 8 January 2023 in four forms, one missing; beside them lists and decimals
    let place = Place::new(&[("cases.parquet", include_bytes!("data/times.parquet"))]);
    let scenario = |columns: &str| {
        let entry = format!("time_zone = \"Asia/Shanghai\"\nunread_at_most = 0.3\ncolumns = {{ {columns} }}\nmap.other = \"hole\"");
        text(&entry).replace("cases.csv", "cases.parquet").replace("start = 2015-01-01", "start = 2023-01-01")
    };
    let seconds = |opened: &str| -> Vec<u32> {
        let scenario = place.read(&scenario(&format!("opened = \"{opened}\"")), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!((scenario.traces[0].rows, scenario.traces[0].used), (4, 3), "{opened}");
        let trace = scenario.settings[0].demand[0].trace.clone().expect("cases");
        trace.cases.iter().map(|case| case.at.seconds()).collect()
    };
    // midnight of New York is 13 hours behind that of Shanghai
    let naive = [4 * DAY + 8 * HOUR + 180, 5 * DAY + 9 * HOUR + 922, 8 * DAY - 1].map(|at| at - 13 * HOUR);
    for column in ["naive_ms", "naive_us", "naive_ns"] {
        assert_eq!(seconds(column), naive, "{column}");
    }
    assert_eq!(seconds("zoned"), naive.map(|at| at + 8 * HOUR), "the same figures on the clock of UTC");
    assert_eq!(seconds("day"), [4, 5, 7].map(|day| day * DAY - 13 * HOUR));
    for (column, what) in [("price", "`price` of the type decimal(10, 2)"), ("parts", "`parts` of the type list")] {
        let problem = only(place.read(&scenario(&format!("opened = \"day\", category = \"{column}\"")), &[]));
        assert!(problem.message.contains(what) && problem.key == "demand.cases.file", "{problem}");
    }
}

#[test]
fn a_case_has_the_luck_of_its_row_under_every_policy_and_whatever_the_other_rows_are() {
    let scenario = good(ROWS, ZONE);
    let [base, again, slow] = &scenario.settings[..] else { panic!("three policies") };
    let of = |setting| logged(setting, 7).1;
    assert_eq!(of(base), of(again));
    assert_eq!(occurred(&of(base)), occurred(&of(slow)));
    let fewer = good(&ROWS.replace("light,PWDx,Con", "flood,PWDx,Con"), ZONE);
    assert_eq!(fewer.traces[0].used, 2);
    let (all, rest) = (lengths(&of(base)), lengths(&logged(&fewer.settings[0], 7).1));
    assert_eq!(all[1..], rest[..], "the luck of a row does not hang on the rows before it");
    let (quick, slowly) = (lengths(&of(base))[0].expect("closed"), lengths(&of(slow))[0].expect("closed"));
    assert_eq!(slowly - quick, 2 * HOUR, "the same work at half the speed, and the same wait outside");
}

#[test]
fn what_staff_found_and_can_settle_on_the_spot_meets_no_wait() {
    let entry = format!("{ZONE}\nstaff_found = {{ sources = [\"City Worker App\"], on_the_spot = 1.0 }}");
    let rows = logged(&good(ROWS, &entry).settings[0], 1).1;
    let channels: Vec<Channel> =
        rows.iter().filter_map(|row| if let Activity::BecameKnown(channel) = row.activity { Some(channel) } else { None }).collect();
    assert_eq!(channels, [Channel::Report, Channel::Patrol, Channel::Patrol]);
    let lengths = lengths(&rows);
    assert_eq!(lengths[2], Some(HOUR + HOUR / 2), "what is left after a wait: three quarters of two hours");
    assert!(lengths[0].is_none_or(|length| length > 2 * HOUR));
    let by_category = entry.replace("on_the_spot = 1.0", "on_the_spot = 1.0, on_the_spot_by_category = { light = 0.0 }");
    let plain = logged(&good(ROWS, ZONE).settings[0], 1).1;
    assert_eq!(self::lengths(&logged(&good(ROWS, &by_category).settings[0], 1).1)[2], self::lengths(&plain)[2]);
}

#[test]
fn the_plan_hash_covers_what_the_file_holds() {
    let hash = |rows: &str| Plan::new(&good(rows, ZONE), &["base"], None, None).expect("a plan").identity.hash();
    assert_eq!(hash(ROWS), hash(ROWS));
    assert_ne!(hash(ROWS), hash(&ROWS.replace("Constituent", "constituent")));
}

#[test]
fn a_file_is_looked_for_beside_the_scenario_and_from_a_setting_where_it_says() {
    let place = Place::new(&[("cases.csv", ROWS.as_bytes()), ("other.csv", ROWS.replace("\n3,", "\n4,").as_bytes())]);
    let other = format!("demand.cases.file={}", place.path("other.csv").display());
    let account = place.read(&text(ZONE), &[&other]).expect("sound").traces.remove(0);
    assert_eq!(Path::new(&account.file), place.path("other.csv"));
    let problems = place.read(&text(ZONE), &["demand.cases.file=nowhere/other.csv"]).expect_err("no such file");
    assert!(
        problems.is_file_error() && problems.to_string().contains("--set:1: `demand.cases.file`: nowhere/other.csv: there is no such file"),
        "{problems}"
    );
}

/// What a file or entry may have wrong: file, entry, key of the problem, what is said of it, the repair.
const WRONG: [(&str, &str, &str, &str, &str); 17] = [
    ("when,type\n2015-01-05 10:00,light\n", ZONE, "columns.opened", "none of the usual columns `opened`", "columns.opened = "),
    ("opened,what\n2015-01-05 10:00,light\n", ZONE, "columns.category", "it has `opened`, `what`", "columns.category = "),
    ("opened,type\n2015-01-05,light\n", "time_zone = \"UTC\"\ncolumns.due = \"opend\"", "columns.due", "no column `opend`", "`opened`"),
    ("opened,type\n2015-01-05,light\n", "time_zone = \"UTC\"\nexclude = { kind = [\"x\"] }", "exclude.kind", "no column `kind`", ""),
    ("opened,type\n2015-01-05Z,light\n2015-01-05 10:00,light\n", "", "time_zone", "line 3 of", "time_zone = "),
    ("opened,type\n2015-01-05 10:00,light\n", "time_zone = \"America/New_Yrok\"", "time_zone", "not a time zone", "`America/New_York`"),
    ("opened,type\n", ZONE, "file", "has no rows", ""),
    ("", ZONE, "file", "is empty", ""),
    ("opened,type\nsoon,light\n2015-01-05,flood\n", ZONE, "file", "none of the 2 rows", ""),
    ("opened,type\n2015-01-05 10:00,light\n", "time_zone = \"UTC\"\nmap.other = \"hoel\"", "map.other", "no category `hoel`", "`hole`"),
    (
        "opened,type\n2015-01-05,light\n",
        "time_zone = \"UTC\"\nmap.categories = { X = \"lihgt\" }",
        "map.categories.X",
        "no category `lihgt`",
        "`light`",
    ),
    (
        "opened,type\n2015-01-05,light\n",
        "time_zone = \"UTC\"\nmap.departments = { X = \"wroks\" }",
        "map.departments.X",
        "no unit `wroks`",
        "`works`",
    ),
    ("opened,type\n2015-01-05 10:00,light\n", "time_zone = \"UTC\"\nrate = \"1/day\"", "file", "found both", "two entries"),
    ("opened,type\n2015-01-05 10:00,light\n", "time_zone = \"UTC\"\nprofile = {}", "profile", "only an entry with a `rate`", ""),
    (
        "opened,type\n2015-01-05,light\n",
        "time_zone = \"UTC\"\ncategories = { hole = 1.0 }",
        "categories",
        "only an entry with a `rate`",
        "map.categories",
    ),
    (
        "opened,type\n2015-01-05 10:00,light\n",
        "time_zone = \"UTC\"\nrows = \"events\"",
        "columns.case",
        "none of the usual columns",
        "columns.case = ",
    ),
    ("opened,type\n2015-01-05 10:00,light\n", "time_zone = \"UTC\"\nmaps = {}", "maps", "unknown key", "`map`"),
];

#[test]
fn what_makes_a_file_doubtful_is_one_problem_at_its_key_with_the_repair() {
    for (rows, entry, key, said, repair) in WRONG {
        let problem = only(of(rows, entry));
        assert_eq!(problem.key, format!("demand.cases.{key}"), "{entry}: {problem}");
        assert!(problem.message.contains(said), "{entry}: {problem}");
        assert!(problem.help.as_deref().unwrap_or_default().contains(repair), "{entry}: {problem} {:?}", problem.help);
        assert!(problem.line > 0 && problem.file.ends_with("town.toml"), "{problem:?}");
    }
}

#[test]
fn a_cut_off_or_damaged_file_is_refused_with_the_line_it_ends_in() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(b"opened,type\n").expect("memory");
    for row in 0..20_000_u32 {
        writeln!(gzip, "2015-01-{:02} 10:{:02}:{:02},light", row % 28 + 1, row / 60 % 60, row * 7 % 60).expect("memory");
    }
    let whole = gzip.finish().expect("memory");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 0xff;
    let long = format!("opened,type\n2015-01-05,\"light\n{}", "2015-01-05,light\n".repeat(100_000));
    let cases: [(&[u8], &str); 5] = [
        (&whole[..whole.len() / 2], "the gzip stream is cut off after line"),
        (&damaged, "the gzip stream is damaged after line"),
        (&whole[..12], "the gzip stream is cut off after line 1;"),
        (long.as_bytes(), "the quote that opens in line 2 goes on for more than"),
        (b"\xff\xff,type\n2015-01-05,light\n", "neither UTF-8"),
    ];
    for (bytes, said) in cases {
        let place = Place::new(&[("cases.csv.gz", bytes)]);
        let problem = only(place.read(&text(ZONE).replace("cases.csv", "cases.csv.gz"), &[]));
        assert!(problem.message.contains(said), "{problem}");
    }
    for (name, said) in [("cases.xlsx", "has no ending"), ("cases.parquet", "is not a Parquet file")] {
        let place = Place::new(&[(name, ROWS.as_bytes())]);
        let problem = only(place.read(&text(ZONE).replace("cases.csv", name), &[]));
        assert!(problem.message.contains(said), "{problem}");
    }
}

/// Three cases in rows of three cells, and what separates and ends them.
fn three(separator: &str, end: &str) -> String {
    ["case_id,open_dt,type", "1,2015-01-05 10:00,light", "2,2015-01-06 10:00,hole", "3,2015-01-07 10:00,light", ""]
        .map(|row| row.replace(',', separator))
        .join(end)
}

#[test]
fn encodings_and_separators_are_found_out_and_said() {
    let chinese = three(",", "\n").replace("type", "类别").replace("light", "路灯").replace("hole", "坑洞");
    let entry = format!("{ZONE}\ncolumns.category = \"类别\"\nmap.categories = {{ \"路灯\" = \"light\", \"坑洞\" = \"hole\" }}");
    let (gb, _, _) = encoding_rs::GB18030.encode(&chinese);
    let wide = |mark: char| std::iter::once(mark).chain(chinese.chars()).collect::<String>().encode_utf16().collect::<Vec<_>>();
    let little: Vec<u8> = wide('\u{feff}').into_iter().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = wide('\u{feff}').into_iter().flat_map(u16::to_be_bytes).collect();
    let marked = ["\u{feff}", chinese.as_str()].concat();
    let files = [
        (gb.as_ref(), "GB18030 text"),
        (&little, "UTF-16 text"),
        (&big, "UTF-16 text"),
        (marked.as_bytes(), "UTF-8 text"),
        (chinese.as_bytes(), "UTF-8 text"),
    ];
    for (bytes, said) in files {
        let scenario = Place::new(&[("cases.csv", bytes)]).read(&text(&entry), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let account = &scenario.traces[0];
        assert_eq!((account.used, account.notes.len()), (3, 0), "{said}: {account:?}");
        assert!(account.form.to_string().starts_with(said), "{account:?}");
        assert!(account.columns.contains(&("category".to_owned(), "类别".to_owned())), "{account:?}");
    }
    // the names of the columns tell nothing, and the first Chinese row is far behind them
    let late = format!("opened,type\n{}2015-01-06,坑洞\n", "2015-01-05,light\n".repeat(9_000));
    let entry = format!("{ZONE}\nmap.categories = {{ \"坑洞\" = \"hole\" }}");
    for (bytes, said) in [(encoding_rs::GB18030.encode(&late).0, "GB18030 text"), (late.as_bytes().into(), "UTF-8 text")] {
        let scenario =
            Place::new(&[("cases.csv", bytes.as_ref())]).read(&text(&entry), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let account = &scenario.traces[0];
        assert_eq!((account.rows, account.used, account.notes.len()), (9_001, 9_001, 0), "{said}: {account:?}");
        assert!(account.form.to_string().starts_with(said), "{account:?}");
    }
    for (separator, name) in [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")] {
        let account = &good(&three(separator, "\n"), ZONE).traces[0];
        assert_eq!((account.used, account.form.to_string()), (3, format!("UTF-8 text separated by {name}")));
    }
}

#[test]
fn lines_are_numbered_as_an_editor_shows_them() {
    for (end, line) in [("\n", 4), ("\r\n", 4), ("\r", 4), ("\n\n", 7), ("\r\n\r\n", 7)] {
        let rows = three(",", end).replace("2015-01-07", "2015-02-30");
        let account = &good(&rows, &format!("{ZONE}\nunread_at_most = 0.5")).traces[0];
        assert_eq!(noted(account), [(Note::UnreadableTime, 1, line)], "{end:?}");
    }
    let within = "open_dt,note,type\n2015-01-05,\"two\r\nlines\",light\nbad,,light\n";
    let account = &good(within, &format!("{ZONE}\nunread_at_most = 0.5")).traces[0];
    assert_eq!(noted(account), [(Note::UnreadableTime, 1, 4)]);
}

#[test]
fn a_quote_that_is_not_closed_is_an_error_with_its_line() {
    let row = "2015-01-05 10:00,light,fine\n";
    let open = "2015-01-05 10:00,light,\"open\n";
    let head = "open_dt,type,note\n";
    for (rows, said) in [
        ([head, row, open, row, row].concat(), "ends inside a quote; the quote that opens in line 3"),
        ([head, row, open, &row.repeat(60), open].concat(), "the quote that opens in line 3 goes on for more than 50 lines"),
        ([head, row, open, row, open, row].concat(), "the quote that opens in line 3 meets another in line 5"),
    ] {
        let problem = only(of(&rows, ZONE));
        assert!(problem.message.contains(said), "{problem}");
    }
}

#[test]
fn a_file_that_can_hardly_be_read_is_refused_unless_the_entry_allows_it() {
    let rows = |bad: usize| ["open_dt,type\n".to_owned(), "2015-01-05,light\n".repeat(100 - bad), "bad,light\n".repeat(bad)].concat();
    assert_eq!(good(&rows(5), ZONE).traces[0].used, 95);
    let problem = only(of(&rows(6), ZONE));
    assert!(problem.message.contains("6 of 100 rows") && problem.message.contains("first in line 96"), "{problem}");
    assert!(problem.message.contains("read are dates such as"), "{problem}");
    // of a form that is stated, no other is said to be read
    let days = ["open_dt,type\n".to_owned(), "42009.5,light\n".repeat(90), "2015-01-05,light\n".repeat(10)].concat();
    let problem = only(of(&days, &format!("{ZONE}\ntime_format = \"excel\"")));
    assert!(problem.message.contains("10 of 100 rows") && problem.message.contains("`time_format` is \"excel\""), "{problem}");
    assert_eq!(good(&rows(6), &format!("{ZONE}\nunread_at_most = 0.06")).traces[0].used, 94);
}

#[test]
fn the_order_of_month_and_day_is_that_of_the_column_or_asked_for() {
    let rows = |second: &str| format!("open_dt,type\n01/02/2015 09:00:00 PM,light\n{second},light\n");
    let first = |scenario: &Scenario| scenario.settings[0].demand[0].trace.as_ref().expect("cases").cases[0].at.seconds();
    assert_eq!(first(&good(&rows("01/13/2015 12:00:00 AM"), ZONE)), DAY + 21 * HOUR);
    assert_eq!(first(&good(&rows("13/02/2015"), ZONE)), 31 * DAY + 21 * HOUR);
    let unclear = only(of(&rows("03/04/2015"), ZONE));
    assert!(unclear.key.ends_with("time_format") && unclear.message.contains("line 2"), "{unclear}");
    let mixed = only(of(&rows("01/13/2015\",x\n13/01/2015").replace('"', ""), &format!("{ZONE}\nmap.other = \"hole\"")));
    assert!(mixed.message.contains("in line 3") && mixed.message.contains("in line 4"), "{mixed}");
    assert_eq!(first(&good(&rows("03/02/2015"), &format!("{ZONE}\ntime_format = \"day_first\""))), 31 * DAY + 21 * HOUR);
    let bad = only(of(&rows("03/02/2015"), &format!("{ZONE}\ntime_format = \"day-first\"")));
    assert!(bad.help.as_deref().is_some_and(|help| help.contains("day_first")), "{bad:?}");
}

#[test]
fn numbers_are_times_only_where_it_is_stated() {
    for (number, format) in [
        ("42009.5", "excel"),
        ("1420477200", "epoch_seconds"),
        ("1420477200000", "epoch_milliseconds"),
        ("5. 1. 2015 12h00", "%d. %m. %Y %Hh%M"),
    ] {
        let rows = format!("open_dt,type\n{number},light\n");
        assert!(only(of(&rows, ZONE)).message.contains("none of the 1 rows"));
        let scenario = good(&rows, &format!("{ZONE}\ntime_format = \"{format}\""));
        let trace = scenario.settings[0].demand[0].trace.clone().expect("cases");
        assert_eq!(trace.cases[0].at.seconds(), 4 * DAY + 12 * HOUR, "{format}");
    }
}

#[test]
fn a_number_that_comes_twice_is_counted_and_stays_a_case() {
    let rows = three(",", "\n").replace("3,2015", "1,2015");
    let account = &good(&rows, ZONE).traces[0];
    assert_eq!((account.used, noted(account)), (3, vec![(Note::SameNumber, 1, 4)]));
}

#[test]
fn a_zone_that_is_none_is_answered_with_the_one_meant() {
    for (zone, meant) in [("Asia/Beijing", "`Asia/Shanghai`"), ("GMT+8", "`Etc/GMT-8`"), ("UTC-05:00", "`Etc/GMT+5`")] {
        let problem = only(of(ROWS, &format!("time_zone = \"{zone}\"")));
        assert!(problem.help.as_deref().is_some_and(|help| help.contains(meant)), "{zone}: {:?}", problem.help);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, rng_seed: RngSeed::Fixed(3), ..ProptestConfig::default() })]

    #[test]
    fn no_file_whatever_it_holds_makes_the_reader_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        rows in "(2015-0[1-4]-[0-3][0-9][ T]?[0-9:]{0,8}[Z+\\-,\"]{0,3}(light|hole|\"|\n|,){0,4}){0,20}",
        name in prop_oneof![Just("cases.csv"), Just("cases.csv.gz"), Just("cases.parquet")],
    ) {
        for content in [bytes.clone(), [b"opened,type,due\n", rows.as_bytes()].concat(), [&[0x1f, 0x8b, 8][..], &bytes].concat()] {
            let place = Place::new(&[(name, &content)]);
            match place.read(&text(ZONE).replace("cases.csv", name), &[]) {
                Ok(scenario) => adds_up(&scenario.traces[0]),
                Err(problems) => prop_assert!(problems.count() > 0),
            }
        }
    }
}

/// Ten million rows, 460 MB, with `WANGGE_LONG` set: read as a stream, 16 bytes a case stay.
#[test]
fn a_file_of_any_length_is_a_stream() {
    let rows: u32 = if std::env::var_os("WANGGE_LONG").is_some() { 10_000_000 } else { 50_000 };
    let place = Place::new(&[]);
    let file = std::fs::File::create(place.path("cases.csv.gz")).expect("a file");
    let mut gzip = GzEncoder::new(std::io::BufWriter::new(file), Compression::fast());
    gzip.write_all(b"case_id,opened,type,department\n").expect("written");
    for row in 0..rows {
        let (day, second) = (row % 28 + 1, row % 86_400);
        let category = if row % 10 == 0 { "flood" } else { "light" };
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        writeln!(gzip, "{row},2015-01-{day:02} {hour:02}:{minute:02}:{second:02},{category},PWDx").expect("written");
    }
    drop(gzip.finish().expect("written"));
    let scenario = place.read(&text(ZONE).replace("cases.csv", "cases.csv.gz"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let account = &scenario.traces[0];
    adds_up(account);
    assert_eq!((account.rows, account.used), (u64::from(rows), u64::from(rows - rows / 10)));
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
        println!("{rows} rows; {peak}");
    }
}

#[test]
fn the_shipped_city_runs_on_its_made_up_cases_the_same_under_both_policies() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/city311.toml");
    let scenario = read(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let account = &scenario.traces[0];
    adds_up(account);
    assert_eq!((account.rows, account.used), (403, 403));
    let oddities = [(Note::OutOfOrder, 3, 402), (Note::SkippedTime, 1, 402), (Note::DoubledTime, 1, 403)];
    assert_eq!(noted(account), oddities);
    let [base, due_first] = &scenario.settings[..] else { panic!("two policies") };
    let (base, due_first) = (logged(base, 1).1, logged(due_first, 1).1);
    assert_eq!(occurred(&base), occurred(&due_first));
    assert!(lengths(&base).iter().flatten().count() > 300);
}
