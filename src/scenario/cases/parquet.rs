//! Parquet files of real cases: the columns that are used, as text.
//!
//! The table reader, as this crate compiles it, knows no times, decimals or nested columns, and meets some of them with a
//! panic even where nobody asks for the column. So the footer is read first, and what the table reader is given describes
//! the used columns alone; times and dates as the whole numbers that they are stored as, which become text here. A used
//! column that is no text, number, truth value, date or timestamp is refused by its type, before anything of it is read.
//!
//! A timestamp that says it is adjusted to UTC is an instant, any other is a reading of a clock. An old file that says
//! only `TIMESTAMP_MILLIS` or `TIMESTAMP_MICROS` is adjusted to UTC, as the Parquet format has it (its document
//! `LogicalTypes.md`, on deprecated converted types of timestamps).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::{Timestamp, tz::Offset};
use polars::prelude::{Column, DataFrame, DataType, ParquetReader, PolarsError, SerReader};
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::parquet::schema::types::{
    IntegerType, ParquetType, PhysicalType as Physical, PrimitiveConvertedType as Converted, PrimitiveLogicalType as Logical,
    PrimitiveType, TimeUnit,
};
use polars_parquet::read::{FileMetadata, read_metadata, schema::SchemaDescriptor};

use super::bytes::{Broken, hash_of};
use super::log_form::{LogForm, TimeKind};
use super::stream::{LogRow, Looks, ReadLog, RowCells};

/// Rows in memory at once.
const SLICE: usize = 1 << 17;
/// Seconds of a day as dates count them.
const DAY: i64 = 86_400;

/// How the values of a column become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StoredAs {
    Text,
    Number,
    /// A number of all bits of its place.
    Unsigned,
    /// So many to a second since 1970: in UTC, or by some clock.
    Time {
        per_second: i64,
        is_utc: bool,
    },
    /// Days since 1970.
    Date,
}

/// The columns of a file that are used.
struct UsedColumns {
    /// The footer of a file that had no others.
    footer: Arc<FileMetadata>,
    kinds: Vec<StoredAs>,
    /// Which of them a column of the file is.
    places: BTreeMap<usize, usize>,
    /// Columns of the file that hold times or dates.
    times: BTreeSet<usize>,
    form: LogForm,
}

/// Reads a Parquet file; `head` is as for [`super::log::read`].
pub(crate) fn read_parquet<T: Looks>(
    open: &dyn Fn() -> Result<File, Broken>,
    mut head: impl FnMut(&[String]) -> Option<T>,
) -> Result<Option<ReadLog<T>>, Broken> {
    let sha256 = hash_of(open()?)?;
    let mut file = open()?;
    let footer = guarded(|| read_metadata(&mut file))?;
    let names: Vec<String> = footer.schema_descr.fields().iter().map(|field| field.name().to_owned()).collect();
    let Some(mut state) = head(&names) else { return Ok(None) };
    let used = UsedColumns::new(&footer, state.columns().into_iter().collect())?;
    let (mut line, mut offset) = (2, 0);
    loop {
        let file = open()?;
        let slice = || {
            let mut reader = ParquetReader::new(file);
            reader.set_metadata(Arc::clone(&used.footer));
            reader.with_slice(Some((offset, SLICE))).finish()
        };
        let frame = guarded(slice)?;
        let texts = texts_of(&frame, &used.kinds).map_err(|error| damaged(&error))?;
        for row in 0..frame.height() {
            let cells = RowCells::Frame { texts: &texts, row, places: &used.places, times: &used.times };
            state.look(&LogRow { line, cells });
            line += 1;
        }
        if frame.height() < SLICE {
            return Ok(Some(ReadLog { state, sha256, form: used.form }));
        }
        offset += SLICE;
    }
}

fn damaged(error: &dyn std::fmt::Display) -> Broken {
    Broken::new(format!("is not a Parquet file that can be read: {error}"))
}

/// What `read` gives. A file can be damaged in ways that the library meets with a panic.
fn guarded<T, E: std::fmt::Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, Broken> {
    let read = catch_unwind(AssertUnwindSafe(read)).map_err(|_| damaged(&"its pages do not hold what its footer says"))?;
    read.map_err(|error| damaged(&error))
}

impl UsedColumns {
    /// Those at the places `columns`.
    fn new(footer: &FileMetadata, columns: BTreeSet<usize>) -> Result<Self, Broken> {
        let fields = footer.schema_descr.fields();
        let (mut kept, mut kinds, mut said, mut times) = (Vec::new(), Vec::new(), Vec::new(), BTreeSet::new());
        for column in &columns {
            let Some(field) = fields.get(*column) else { continue };
            if fields.iter().filter(|other| other.name() == field.name()).count() > 1 {
                return Err(Broken::new(format!("has more than one column called `{}`; give each a name of its own", field.name())));
            }
            let (plain, kind) = plain(field)?;
            let what = match kind {
                StoredAs::Time { is_utc: true, .. } => Some(TimeKind::Instants),
                StoredAs::Time { is_utc: false, .. } => Some(TimeKind::LocalTimes),
                StoredAs::Date => Some(TimeKind::Dates),
                StoredAs::Text | StoredAs::Number | StoredAs::Unsigned => None,
            };
            if let Some(what) = what {
                times.insert(*column);
                said.push((what, field.name().to_string()));
            }
            kept.push(plain);
            kinds.push(kind);
        }
        let form = LogForm::Parquet { times: said };
        let places = columns.into_iter().enumerate().map(|(place, column)| (column, place)).collect();
        // without what its writer notes of types that are not read here
        let footer = FileMetadata {
            schema_descr: SchemaDescriptor::new(footer.schema_descr.name().into(), kept),
            key_value_metadata: None,
            ..footer.clone()
        };
        Ok(Self { footer: Arc::new(footer), kinds, places, times, form })
    }
}

/// A column as the table reader is told of it, and how its values become text.
fn plain(field: &ParquetType) -> Result<(ParquetType, StoredAs), Broken> {
    let refused = |(what, help): (String, &str)| {
        let message = format!("has the column `{}` of the type {what}, which is not read", field.name());
        Broken::new(format!("{message}; {help}, or choose another column with `columns`"))
    };
    let nested = || refused(("list, map or group of columns".to_owned(), "write what is needed of it as a plain column"));
    let ParquetType::PrimitiveType(primitive) = field else { return Err(nested()) };
    if primitive.field_info.repetition == Repetition::Repeated {
        return Err(nested());
    }
    let kind = kind(primitive).map_err(refused)?;
    let mut plain = primitive.clone();
    (plain.logical_type, plain.converted_type) = match kind {
        StoredAs::Text => (Some(Logical::String), Some(Converted::Utf8)),
        StoredAs::Unsigned => (plain.logical_type, plain.converted_type),
        StoredAs::Number | StoredAs::Time { .. } | StoredAs::Date => (None, None),
    };
    Ok((ParquetType::PrimitiveType(plain), kind))
}

/// How the values of a column become text, or its type and what helps.
fn kind(column: &PrimitiveType) -> Result<StoredAs, (String, &'static str)> {
    use Converted as C;
    use IntegerType as I;
    use Logical as L;
    use Physical as P;
    let instants = |per_second| StoredAs::Time { per_second, is_utc: true };
    match (column.physical_type, column.logical_type, column.converted_type) {
        (P::Int64, Some(L::Timestamp { unit, is_adjusted_to_utc: is_utc }), _) => {
            Ok(StoredAs::Time { per_second: per_second(unit), is_utc })
        }
        (P::Int64, None, Some(C::TimestampMillis)) => Ok(instants(1_000)),
        (P::Int64, None, Some(C::TimestampMicros)) => Ok(instants(1_000_000)),
        (P::Int32, Some(L::Date), _) | (P::Int32, None, Some(C::Date)) => Ok(StoredAs::Date),
        (P::Int32, Some(L::Integer(I::UInt32)), _)
        | (P::Int32, None, Some(C::Uint32))
        | (P::Int64, Some(L::Integer(I::UInt64)), _)
        | (P::Int64, None, Some(C::Uint64)) => Ok(StoredAs::Unsigned),
        (P::Int32 | P::Int64, Some(L::Integer(_)), _)
        | (P::Int32 | P::Int64, None, Some(C::Int8 | C::Int16 | C::Int32 | C::Int64 | C::Uint8 | C::Uint16))
        | (P::Boolean | P::Int32 | P::Int64 | P::Float | P::Double, None | Some(L::Unknown), None) => Ok(StoredAs::Number),
        (P::ByteArray, Some(L::String | L::Enum | L::Json), _) | (P::ByteArray, None, Some(C::Utf8 | C::Enum | C::Json)) => {
            Ok(StoredAs::Text)
        }
        (_, Some(L::Decimal(digits, scale)), _) | (_, None, Some(C::Decimal(digits, scale))) => {
            Err((format!("decimal({digits}, {scale})"), "write it as text or as whole numbers"))
        }
        (P::Int96, ..) => Err(("INT96, an old form of timestamps".to_owned(), "write it as a timestamp of milli- or microseconds")),
        (_, Some(L::Time { .. }), _) | (_, None, Some(C::TimeMillis | C::TimeMicros)) => {
            Err(("time of day".to_owned(), "write date and time in one column"))
        }
        (P::ByteArray | P::FixedLenByteArray(_), ..) => Err(("bytes that are not said to be text".to_owned(), "write it as text")),
        (physical, ..) => Err((format!("{physical:?} with a meaning of its own"), "write it as text")),
    }
}

const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Milliseconds => 1_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Nanoseconds => 1_000_000_000,
    }
}

/// The cells of a slice as text, column by column.
fn texts_of(frame: &DataFrame, kinds: &[StoredAs]) -> Result<Vec<Vec<Option<String>>>, PolarsError> {
    frame.columns().iter().zip(kinds).map(|(column, kind)| texts(column, *kind)).collect()
}

fn texts(column: &Column, kind: StoredAs) -> Result<Vec<Option<String>>, PolarsError> {
    match kind {
        StoredAs::Time { per_second, is_utc } => {
            Ok(column.i64()?.iter().map(|value| value.map(|value| time(value, per_second, is_utc))).collect())
        }
        StoredAs::Date => Ok(column.i32()?.iter().map(|days| days.map(date)).collect()),
        StoredAs::Text | StoredAs::Number | StoredAs::Unsigned => {
            let texts = column.cast(&DataType::String)?;
            Ok(texts.str()?.iter().map(|cell| cell.map(String::from)).collect())
        }
    }
}

/// A time as files write it, as `2023-01-06T09:15:00`; one beyond the years that exist as its number.
fn time(value: i64, per_second: i64, is_utc: bool) -> String {
    let stamp = Timestamp::from_second(value.div_euclid(per_second));
    let zone = if is_utc { "Z" } else { "" };
    stamp.map_or_else(|_| value.to_string(), |stamp| format!("{}{zone}", Offset::UTC.to_datetime(stamp)))
}

/// A date as files write it.
fn date(days: i32) -> String {
    let stamp = Timestamp::from_second(i64::from(days) * DAY);
    stamp.map_or_else(|_| days.to_string(), |stamp| Offset::UTC.to_datetime(stamp).date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_1970_and_beyond_the_years_are_what_they_say() {
        assert_eq!(time(1_672_996_500_999, 1_000, false), "2023-01-06T09:15:00");
        assert_eq!(time(-1, 1_000_000_000, true), "1969-12-31T23:59:59Z");
        assert_eq!(time(i64::MAX, 1_000, false), i64::MAX.to_string());
        assert_eq!((date(19_363), date(-1)), ("2023-01-06".to_owned(), "1969-12-31".to_owned()));
    }
}
