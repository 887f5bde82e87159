//! Parquet files of real cases: times by the file's own word, columns that nobody uses whatever they hold, and a used column
//! of a type that is not read refused by name. The files are made here, page by page: the table crate writes no times.

use polars_parquet::parquet::CowBuffer;
use polars_parquet::parquet::compression::CompressionOptions;
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::error::ParquetError;
use polars_parquet::parquet::metadata::SchemaDescriptor;
use polars_parquet::parquet::page::{DataPage, DataPageHeader, DataPageHeaderV1, Page};
use polars_parquet::parquet::write::{Compressor, DynIter, DynStreamingIterator, FileWriter, Version, WriteOptions};
use wangge::scenario::{Problems, Scenario};

use crate::place::{DAY, HOUR};
use crate::trace::{Place, ZONE, only, text};

/// A Parquet file of `columns` in the words of a schema, each with its values as they are stored one after the
/// other.
fn parquet(columns: &[(&str, Vec<u8>)], rows: usize) -> Vec<u8> {
    let words: String = columns.iter().map(|(column, _)| format!("{column};\n")).collect();
    let schema = SchemaDescriptor::try_from_message(&format!("message cases {{\n{words}}}")).expect("a schema");
    let pages = columns.iter().zip(schema.columns()).map(|((_, values), column)| {
        let header = DataPageHeaderV1 {
            num_values: i32::try_from(rows).expect("few"),
            encoding: Encoding::Plain.into(),
            definition_level_encoding: Encoding::Rle.into(),
            repetition_level_encoding: Encoding::Rle.into(),
            statistics: None,
        };
        let page = DataPage::new(DataPageHeader::V1(header), CowBuffer::Owned(values.clone()), column.descriptor.clone(), rows);
        let pages = std::iter::once(Ok(Page::Data(page)));
        Ok::<_, ParquetError>(DynStreamingIterator::new(Compressor::new(pages, CompressionOptions::Uncompressed, Vec::new())))
    });
    let options = WriteOptions { write_statistics: false, version: Version::V1 };
    let mut file = FileWriter::new(Vec::new(), schema.clone(), options, None);
    file.write(rows as u64, DynIter::new(pages.collect::<Vec<_>>().into_iter())).expect("memory");
    file.end(None).expect("memory");
    file.into_inner()
}

fn longs(values: [i64; 2]) -> Vec<u8> {
    values.into_iter().flat_map(i64::to_le_bytes).collect()
}

fn ints(values: [i32; 2]) -> Vec<u8> {
    values.into_iter().flat_map(i32::to_le_bytes).collect()
}

fn words(values: [&str; 2]) -> Vec<u8> {
    let stored = |text: &str| [u32::try_from(text.len()).expect("short").to_le_bytes().as_slice(), text.as_bytes()].concat();
    values.map(stored).concat()
}

/// Two cases with that column of times, beside columns that nobody uses: a decimal, a list, old timestamps, bytes.
fn timed(column: &str, times: Vec<u8>) -> Vec<u8> {
    let unused = [
        ("required fixed_len_byte_array(16) cost (DECIMAL(20, 2))", vec![7; 32]),
        ("repeated int32 tags", [4, 0, 0, 0, 4, 0, 4, 1, 4, 0, 0, 0, 4, 1, 4, 1].into_iter().chain(ints([1, 2])).collect()),
        ("required int96 seen", vec![0; 24]),
        ("required binary photo", words(["\u{0}", "\u{1}"])),
    ];
    let used =
        [(column, times), ("required binary type (STRING)", words(["light", "hole"])), ("required int32 case_id (INT_16)", ints([7, 8]))];
    parquet(&used.into_iter().chain(unused).collect::<Vec<_>>(), 2)
}

fn from_parquet(bytes: &[u8], entry: &str) -> Result<Scenario, Problems> {
    Place::new(&[("cases.parquet", bytes)]).read(&text(entry).replace("cases.csv", "cases.parquet"), &[])
}

/// Seconds of 5 January 2015, noon in UTC and 1.9 s before midnight.
const TIMES: [i64; 2] = [1_420_459_200, 1_420_502_398];

#[test]
fn times_of_a_parquet_file_are_read_by_their_own_word_whatever_else_it_holds() {
    let by = |per_second: i64| longs(TIMES.map(|second| second * per_second + per_second / 10));
    let local = [4 * DAY + 12 * HOUR, 5 * DAY - 2];
    let utc = local.map(|second| second - 5 * HOUR);
    let days = ints([16_440, 16_441]);
    let cases = [
        ("required int64 opened (TIMESTAMP(MILLIS,false))", by(1_000), local, "Parquet with local times in `opened`"),
        ("required int64 opened (TIMESTAMP(MICROS,false))", by(1_000_000), local, "Parquet with local times in `opened`"),
        ("required int64 opened (TIMESTAMP(NANOS,false))", by(1_000_000_000), local, "Parquet with local times in `opened`"),
        ("required int64 opened (TIMESTAMP(MICROS,true))", by(1_000_000), utc, "Parquet with instants in `opened`"),
        ("required int64 opened (TIMESTAMP_MILLIS)", by(1_000), utc, "Parquet with instants in `opened`"),
        ("required int32 opened (DATE)", days.clone(), [4 * DAY, 5 * DAY], "Parquet with dates in `opened`"),
    ];
    for (column, times, expected, form) in cases {
        for entry in [ZONE.to_owned(), format!("{ZONE}\ntime_format = \"%d.%m.%Y\"")] {
            let scenario = from_parquet(&timed(column, times.clone()), &entry).unwrap_or_else(|problems| panic!("{column}: {problems}"));
            let account = &scenario.traces[0];
            assert_eq!((account.used, account.form.to_string(), account.notes.len()), (2, form.to_owned(), 0), "{column}: {account:?}");
            let cases = scenario.settings[0].demand[0].trace.clone().expect("cases").cases.clone();
            assert_eq!([cases[0].at.seconds(), cases[1].at.seconds()], expected, "{column}");
        }
    }
    let whole = timed("required int64 opened", longs(TIMES));
    assert!(only(from_parquet(&whole, ZONE)).message.contains("none of the 2 rows"), "numbers are no times unless stated");
    let stated = from_parquet(&whole, &format!("{ZONE}\ntime_format = \"epoch_seconds\"")).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(stated.traces[0].used, 2);
}

#[test]
fn a_used_column_of_a_type_that_is_not_read_is_refused_by_name_and_type() {
    let bytes = timed("required int64 opened (TIMESTAMP(MICROS,false))", longs(TIMES.map(|second| second * 1_000_000)));
    for (column, said) in [
        ("cost", "`cost` of the type decimal(20, 2)"),
        ("tags", "`tags` of the type list"),
        ("seen", "`seen` of the type INT96"),
        ("photo", "`photo` of the type bytes"),
    ] {
        for key in ["opened", "category"] {
            let problem = only(from_parquet(&bytes, &format!("{ZONE}\ncolumns.{key} = \"{column}\"")));
            assert!(problem.key.ends_with("file") && problem.message.contains(said), "{column}: {problem}");
        }
    }
}

#[test]
fn what_a_parquet_file_does_not_say_is_an_empty_cell() {
    // of the second case neither category nor number is stated: definition levels 1 and 0, then the one value
    let levels = [2, 0, 0, 0, 3, 1];
    let one = |value: Vec<u8>| [levels.to_vec(), value].concat();
    let bytes = parquet(
        &[
            ("required int64 opened (TIMESTAMP(MILLIS,false))", longs(TIMES.map(|second| second * 1_000))),
            ("optional binary type (STRING)", one(words(["light", ""])[..9].to_vec())),
            ("optional int32 case_id (UINT_8)", one(7_i32.to_le_bytes().to_vec())),
        ],
        2,
    );
    let scenario = from_parquet(&bytes, &format!("{ZONE}\nmap.other = \"hole\"")).unwrap_or_else(|problems| panic!("{problems}"));
    let account = &scenario.traces[0];
    let noted: Vec<(&str, u64)> = account.notes.iter().map(|noted| (noted.note.name(), noted.line)).collect();
    assert_eq!((account.used, noted), (2, vec![("other category", 3)]), "{account:?}");
}
