//! Real cases as demand: what a file of them came to.
//!
//! A *trace* is a stream of demand read from a file. Its cases are shared by all policies and runs; only the table that
//! says which unit and category each kind of case means is the policy's.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::log_form::LogForm;
use crate::units::{CategoryId, Share, SimTime};

/// One case of a trace: 16 bytes, since there may be millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// When it becomes known.
    pub at: SimTime,
    /// When it should be fixed and closed; [`SimTime::NEVER`] where the file does not say, so that the category does.
    pub due: SimTime,
    /// Number of its row in the file, from 0: the address of its random numbers.
    pub row: u32,
    /// Index in [`Trace::kinds`].
    pub kind: u16,
}

/// What many cases have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaseKind {
    /// Category.
    pub category: CategoryId,
    /// Index in the setting's units, and number of the unit in that group, from 0.
    pub unit: (usize, usize),
    /// How it became known.
    pub finder: Finder,
    /// Probability that its finder deals with it on the spot: what comes before a wait for somebody outside, and the
    /// wait, fall away.
    pub on_the_spot: Share,
}

/// Who brought a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finder {
    /// The file does not say.
    Unknown,
    /// A resident reported it.
    Resident,
    /// Staff found it.
    Staff,
}

/// The cases of a file under one policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The cases in the order of time; at equal times, of the file.
    pub cases: Arc<[Case]>,
    /// What they may be.
    pub kinds: Vec<CaseKind>,
}

/// What became of the rows of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceAccount {
    /// Name of the entry of `demand`.
    pub name: String,
    /// File that was read.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// What the file was read as.
    pub form: LogForm,
    /// Columns that are read: what for, and their names in the file.
    pub columns: Vec<(String, String)>,
    /// Rows below the names of the columns.
    pub rows: u64,
    /// Rows that became cases.
    pub used: u64,
    /// Local date and time of the first and the last case that was used.
    pub span: Option<(String, String)>,
    /// What was to be said of rows, where there were any.
    pub notes: Vec<Noted>,
}

/// Rows of which one thing is to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What.
    pub note: Note,
    /// How many rows.
    pub rows: u64,
    /// Line of the first of them.
    pub line: u64,
    /// What stands there, at most 60 letters of it.
    pub text: String,
}

impl Noted {
    /// It in words: how many rows, what, and where the first is.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{} {} (first in line {}: \"{}\")", self.rows, self.note.name(), self.line, self.text)
    }
}

/// What may be said of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// It has too few cells, or cells that are not text.
    Malformed,
    /// Its time cannot be read.
    UnreadableTime,
    /// The entry excludes it.
    Excluded,
    /// Its category is none of the scenario's and none that the entry names.
    UnknownCategory,
    /// An earlier event of its case has been seen.
    FurtherEvent,
    /// It lies before the start, or before the entry's `from`.
    TooEarly,
    /// It lies after the end of the run, or the entry's `until`.
    TooLate,
    /// It stands behind a later one and was sorted in.
    OutOfOrder,
    /// The clock skipped its local time, which was read as the time after the change.
    SkippedTime,
    /// Its local time came twice, and was read as the first of the two.
    DoubledTime,
    /// Its due time cannot be read: the category's holds.
    UnreadableDue,
    /// It has the number of an earlier row, although each row is a case of its own.
    SameNumber,
    /// It is due before it is known, and so is late from the start.
    DueBefore,
    /// Its category was replaced by `other`.
    OtherCategory,
    /// Its department is not named and it went to the unit `at`.
    OtherDepartment,
}

impl Note {
    /// All notes: first those of rows that are not used.
    pub const ALL: [Self; 15] = [
        Self::Malformed,
        Self::UnreadableTime,
        Self::Excluded,
        Self::UnknownCategory,
        Self::FurtherEvent,
        Self::TooEarly,
        Self::TooLate,
        Self::OutOfOrder,
        Self::SkippedTime,
        Self::DoubledTime,
        Self::UnreadableDue,
        Self::SameNumber,
        Self::DueBefore,
        Self::OtherCategory,
        Self::OtherDepartment,
    ];

    /// Whether rows of which this is said become cases.
    #[must_use]
    pub const fn is_used(self) -> bool {
        !matches!(
            self,
            Self::Malformed
                | Self::UnreadableTime
                | Self::Excluded
                | Self::UnknownCategory
                | Self::FurtherEvent
                | Self::TooEarly
                | Self::TooLate
        )
    }

    /// What is said, in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "too few cells or not text",
            Self::UnreadableTime => "no time that can be read",
            Self::Excluded => "excluded",
            Self::UnknownCategory => "unknown category",
            Self::FurtherEvent => "further event of a case",
            Self::TooEarly => "before the start",
            Self::TooLate => "after the end",
            Self::OutOfOrder => "out of order, sorted in",
            Self::SkippedTime => "local time skipped by a clock change",
            Self::DoubledTime => "local time doubled by a clock change",
            Self::UnreadableDue => "no due time that can be read",
            Self::SameNumber => "number of an earlier row",
            Self::DueBefore => "due before it is known",
            Self::OtherCategory => "other category",
            Self::OtherDepartment => "other department",
        }
    }
}
