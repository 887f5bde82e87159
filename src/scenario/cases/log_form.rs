//! What a file of real cases was read as.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a file of real cases was read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogForm {
    /// Text with cells.
    Text {
        /// Name of its encoding.
        encoding: String,
        /// What stands between its cells.
        separator: CellSeparator,
    },
    /// Parquet.
    Parquet {
        /// Columns of the file that hold times, and of which kind.
        times: Vec<(TimeKind, String)>,
    },
}

/// What stands between the cells of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellSeparator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl CellSeparator {
    /// All of them; of two that a line has equally often, the first separates.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Bar];

    /// Its byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
            Self::Bar => "bars",
        }
    }
}

/// What the times of a column of a Parquet file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeKind {
    /// Instants, whatever the zone.
    Instants,
    /// Times on the clock of the place.
    LocalTimes,
    /// Dates.
    Dates,
}

impl TimeKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Instants => "instants",
            Self::LocalTimes => "local times",
            Self::Dates => "dates",
        }
    }
}

impl fmt::Display for LogForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { encoding, separator } => write!(f, "{encoding} text separated by {}", separator.name()),
            Self::Parquet { times } => {
                f.write_str("Parquet")?;
                for (place, (kind, column)) in times.iter().enumerate() {
                    write!(f, "{} {} in `{column}`", if place == 0 { " with" } else { "," }, kind.name())?;
                }
                Ok(())
            }
        }
    }
}
