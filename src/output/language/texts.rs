//! All texts of charts and report, whatever their topic.

use super::message::Message;
use super::{
    chart_messages, first_screen_messages, remark_messages, report_messages, sensitivity_messages, sweep_messages, verdict_messages,
};

/// All texts.
pub fn all_messages() -> impl Iterator<Item = Message> {
    let topics = [
        chart_messages::CHARTS,
        verdict_messages::VERDICTS,
        first_screen_messages::FIRST_SCREEN,
        report_messages::REPORT,
        remark_messages::REMARKS,
        sweep_messages::SWEEPS,
        sensitivity_messages::SENSITIVITY,
    ];
    topics.into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use crate::output::language::locale::Language;
    use crate::output::language::texts::*;

    fn gaps(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_have_the_same_gaps_and_no_empty_text() {
        for message in all_messages() {
            let (english, chinese) = (message.text(Language::English), message.text(Language::Chinese));
            assert!(!english.is_empty() && !chinese.is_empty(), "{message:?}");
            assert_eq!(gaps(english), gaps(chinese), "{message:?}");
        }
    }
}
