//! Parquet files of real cases as streams of rows. Only the columns that somebody looks at are read; what others hold, however
//! odd, is no matter.
//!
//! Times and dates are read as the whole numbers that they are stored as, by a description of the file without their meaning,
//! and written out here: the tables of this crate know no times, and need none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, ToSpan};
use polars::prelude::{Column, DataFrame, DataType, ParquetReader, PolarsError, SerReader};
use polars_parquet::parquet::metadata::{FileMetadata, SchemaDescriptor};
use polars_parquet::parquet::read::read_metadata;
use polars_parquet::parquet::schema::types::{
    ParquetType, PhysicalType, PrimitiveConvertedType, PrimitiveLogicalType, PrimitiveType, TimeUnit,
};

use super::bytes::{Broken, hash_of};
use super::stream::{LogRow, Looks, ReadLog, RowCells};

/// Rows in memory at once.
const SLICE: usize = 1 << 17;

/// What the whole numbers of a column count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    /// Nothing but themselves, or the column holds something else than whole numbers.
    Itself,
    /// Days since 1970.
    Days,
    /// So many parts of a second since 1970; whether by the clock of UTC, or by one that is not named.
    Parts { per_second: i64, is_utc: bool },
}

/// A column that is looked at.
struct UsedColumn {
    name: String,
    count: Count,
    /// How it is described to the reader of tables: without the meaning of times.
    plain: ParquetType,
}

pub(crate) fn read_parquet<T: Looks>(
    path: &Path,
    open: &dyn Fn() -> Result<File, Broken>,
    head: impl FnOnce(&[String]) -> Option<T>,
) -> Result<Option<ReadLog<T>>, Broken> {
    let sha256 = hash_of(open()?)?;
    let damaged = |error: &dyn std::fmt::Display| Broken::new(format!("is not a Parquet file that can be read: {error}"));
    let whole = read_metadata(&mut open()?).map_err(|error| damaged(&error))?;
    let fields = whole.schema_descr.fields();
    let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    let Some(mut state) = head(&names) else { return Ok(None) };
    let used: BTreeSet<usize> = state.columns().into_iter().filter(|column| *column < names.len()).collect();
    let columns = used.iter().map(|column| used_column(&fields[*column])).collect::<Result<Vec<_>, _>>()?;
    let places: BTreeMap<usize, usize> = used.into_iter().enumerate().map(|(place, column)| (column, place)).collect();
    let metadata = Arc::new(described(&whole, &columns));
    let (mut line, mut offset) = (2, 0);
    loop {
        let (file, metadata) = (open()?, Arc::clone(&metadata));
        // a file can be damaged in ways that the library meets with a panic
        let slice = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let mut reader = ParquetReader::new(file).with_slice(Some((offset, SLICE)));
            reader.set_metadata(metadata);
            reader.finish()
        }));
        let frame = slice.map_err(|_| damaged(&path.display()))?.map_err(|error| damaged(&error))?;
        for cells in rows_of(&frame, &columns).map_err(|error| damaged(&error))? {
            state.look(&LogRow { line, cells: RowCells::Frame { frame: &cells, places: &places } });
            line += 1;
        }
        if frame.height() < SLICE {
            return Ok(Some(ReadLog { state, sha256, form: "Parquet".to_owned() }));
        }
        offset += SLICE;
    }
}

/// The file's description with the used columns alone, and without the meaning of their times.
fn described(whole: &FileMetadata, columns: &[UsedColumn]) -> FileMetadata {
    let fields = columns.iter().map(|column| column.plain.clone()).collect();
    FileMetadata {
        schema_descr: SchemaDescriptor::new(whole.schema_descr.name().into(), fields),
        key_value_metadata: None,
        ..whole.clone()
    }
}

/// How a column that is looked at is read; one that holds no text, numbers or times is refused.
fn used_column(field: &ParquetType) -> Result<UsedColumn, Broken> {
    let name = field.name().to_owned();
    let refused = |what: &str| {
        Broken::new(format!(
            "has {what} in its column `{name}`, which is looked at; expected text, numbers, dates or times: write it as one of these"
        ))
    };
    let ParquetType::PrimitiveType(primitive) = field else { return Err(refused("lists or records")) };
    let count = match (&primitive.logical_type, &primitive.converted_type) {
        (Some(PrimitiveLogicalType::Timestamp { unit, is_adjusted_to_utc }), _) => {
            let per_second = match unit {
                TimeUnit::Milliseconds => 1_000,
                TimeUnit::Microseconds => 1_000_000,
                TimeUnit::Nanoseconds => 1_000_000_000,
            };
            Count::Parts { per_second, is_utc: *is_adjusted_to_utc }
        }
        (None, Some(PrimitiveConvertedType::TimestampMillis)) => Count::Parts { per_second: 1_000, is_utc: true },
        (None, Some(PrimitiveConvertedType::TimestampMicros)) => Count::Parts { per_second: 1_000_000, is_utc: true },
        (Some(PrimitiveLogicalType::Date), _) | (None, Some(PrimitiveConvertedType::Date)) => Count::Days,
        (Some(PrimitiveLogicalType::Decimal(..)), _) | (None, Some(PrimitiveConvertedType::Decimal(..))) => {
            return Err(refused("decimal numbers"));
        }
        _ => Count::Itself,
    };
    match primitive.physical_type {
        PhysicalType::Int96 => return Err(refused("times of 96 bits, a form that is no longer written")),
        PhysicalType::FixedLenByteArray(_) => return Err(refused("bytes of a fixed length")),
        _ => {}
    }
    let plain = match count {
        Count::Itself => primitive.clone(),
        _ => PrimitiveType { logical_type: None, converted_type: None, ..primitive.clone() },
    };
    Ok(UsedColumn { name, count, plain: ParquetType::PrimitiveType(plain) })
}

/// The rows of a slice as text, column by column.
fn rows_of(frame: &DataFrame, columns: &[UsedColumn]) -> Result<impl Iterator<Item = Vec<Option<String>>>, PolarsError> {
    let texts = columns.iter().map(|column| texts_of(frame.column(&column.name)?, column.count)).collect::<Result<Vec<_>, _>>()?;
    Ok((0..frame.height()).map(move |row| texts.iter().map(|column| column[row].clone()).collect()))
}

fn texts_of(column: &Column, count: Count) -> Result<Vec<Option<String>>, PolarsError> {
    if count == Count::Itself {
        let texts = column.cast(&DataType::String)?;
        return Ok(texts.str()?.iter().map(|cell| cell.map(String::from)).collect());
    }
    let numbers = column.cast(&DataType::Int64)?;
    Ok(numbers.i64()?.iter().map(|number| written(number?, count)).collect())
}

/// The time that a whole number counts, as text; `None` beyond the years that exist.
fn written(number: i64, count: Count) -> Option<String> {
    let epoch: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);
    match count {
        Count::Itself => Some(number.to_string()),
        Count::Days => Some(epoch.date().checked_add(i32::try_from(number).ok()?.days()).ok()?.to_string()),
        Count::Parts { per_second, is_utc } => {
            let at = epoch.checked_add(SignedDuration::from_secs(number.div_euclid(per_second))).ok()?;
            Some(format!("{}{}", at.strftime("%Y-%m-%d %H:%M:%S"), if is_utc { "Z" } else { "" }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_become_the_times_that_they_count() {
        let naive = Count::Parts { per_second: 1_000, is_utc: false };
        assert_eq!(written(1_672_992_922_999, naive).unwrap(), "2023-01-06 08:15:22");
        assert_eq!(written(-1, Count::Parts { per_second: 1_000_000, is_utc: true }).unwrap(), "1969-12-31 23:59:59Z");
        assert_eq!(written(19_363, Count::Days).unwrap(), "2023-01-06");
        assert_eq!(written(i64::MAX, Count::Days), None);
    }
}
