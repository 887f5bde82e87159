//! Where in a JSON text something stands, by keys: `study.policies[1]`. For messages on files that cannot be read.

/// The key around the place `line`, `column` of `text` (both from 1, as `serde_json` counts them), or the last one before it where the
/// text is cut short; empty for the text as a whole.
pub(super) fn key_at(text: &str, line: usize, column: usize) -> String {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = (before + column).min(text.len());
    let mut walk = JsonWalk::default();
    for byte in text.as_bytes()[..end].iter().copied() {
        walk.step(byte);
    }
    walk.shown()
}

/// A table or list that is open.
enum OpenJson {
    /// With the key that was read last, and whether the next string is a key.
    Table(String, bool),
    /// With the number of the item.
    List(usize),
}

/// A walk over the bytes of a text.
#[derive(Default)]
struct JsonWalk {
    open: Vec<OpenJson>,
    /// The string that was read last, or is being read.
    string: Vec<u8>,
    is_in_string: bool,
    is_escaped: bool,
}

impl JsonWalk {
    fn step(&mut self, byte: u8) {
        if self.is_in_string {
            match (self.is_escaped, byte) {
                (false, b'\\') => self.is_escaped = true,
                (false, b'"') => self.end_string(),
                _ => {
                    self.is_escaped = false;
                    self.string.push(byte);
                }
            }
            return;
        }
        match (byte, self.open.last_mut()) {
            (b'"', _) => {
                self.is_in_string = true;
                self.string.clear();
            }
            (b'{', _) => self.open.push(OpenJson::Table(String::new(), true)),
            (b'[', _) => self.open.push(OpenJson::List(0)),
            // what ends here was the last thing in its table, which a message on something missing is about
            (b'}' | b']', _) => drop(self.open.pop()),
            (b',', Some(OpenJson::Table(_, is_key_next))) => *is_key_next = true,
            (b',', Some(OpenJson::List(number))) => *number += 1,
            _ => {}
        }
    }

    fn end_string(&mut self) {
        self.is_in_string = false;
        if let Some(OpenJson::Table(key, is_key_next)) = self.open.last_mut()
            && *is_key_next
        {
            *key = String::from_utf8_lossy(&self.string).into_owned();
            *is_key_next = false;
        }
    }

    fn shown(&self) -> String {
        let mut shown = String::new();
        for open in &self.open {
            match open {
                OpenJson::Table(key, _) if key.is_empty() => {}
                OpenJson::Table(key, _) if shown.is_empty() => shown.push_str(key),
                OpenJson::Table(key, _) => shown = format!("{shown}.{key}"),
                OpenJson::List(number) => shown = format!("{shown}[{number}]"),
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use crate::output::folder::json_place::*;

    #[test]
    fn the_key_around_a_place_is_named_with_tables_and_lists_around_it() {
        let text = "{\n  \"a\": {\"b\": [1, {\"c \\\" :\": 2}, 3]},\n  \"d\": \"x: {\"\n}\n";
        let at = |word: &str| {
            let byte = text.find(word).unwrap();
            let line = text[..byte].matches('\n').count() + 1;
            key_at(text, line, byte - text[..byte].rfind('\n').unwrap_or(0))
        };
        assert_eq!(at("1, "), "a.b[0]");
        assert_eq!(at("2}"), "a.b[1].c \" :");
        assert_eq!(at("3]"), "a.b[2]");
        assert_eq!(at("x: "), "d");
        assert_eq!(key_at(text, 99, 1), "");
        assert_eq!(key_at("", 1, 0), "");
        // cut short
        assert_eq!(key_at(&text[..text.find("3]").unwrap()], 2, 80), "a.b[2]");
    }
}
