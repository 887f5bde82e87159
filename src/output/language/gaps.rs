//! Texts with gaps: `{name}` in a text stands for a value that is known only when it is said.

/// A text with its gaps filled, as [`Message::filled`].
pub(super) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut rest = text;
    let mut whole = String::with_capacity(rest.len());
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(before, gap)| Some((before, gap.split_once('}')?))) {
        whole.push_str(before);
        whole.push_str(values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
        rest = after;
    }
    whole.push_str(rest);
    whole
}
