//! Words: every text of charts and report in English and Chinese, labels, definitions, numbers, verdicts in sentences.

pub mod case_rows;
mod chart_messages;
mod first_screen_messages;
pub mod label;
pub mod ladder;
pub mod locale;
pub mod matched;
pub mod message;
pub mod names;
pub mod number;
pub mod opening;
mod remark_messages;
mod report_messages;
mod sensitivity_messages;
mod sweep_messages;
pub mod texts;
pub mod time_account;
mod verdict_messages;
pub mod wording;
