//! Words: every text of charts and report in English and Chinese, labels, definitions, numbers, verdicts in sentences.

mod gaps;
pub mod label;
pub mod locale;
pub mod matched;
pub mod message;
pub mod names;
pub mod number;
pub mod opening;
pub mod time_account;
pub mod wording;
