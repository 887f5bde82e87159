//! Factors as written on the command line: `KEY=a,b,c`, `KEY=low..high`, `KEY=low..high/5`, `KEY=low..high/5log`.
//!
//! Only the form is read here; whether the scenario has such a key and takes such levels is the business of `factors`.

use std::ops::Range;
use std::sync::Arc;

use crate::scenario::text::diagnostics::Report;
use crate::scenario::text::origin::WrittenAt;

/// A part of a text, with the place it stands in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextPart {
    pub text: String,
    pub at: WrittenAt,
}

/// A factor as written, wherever that is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FactorText {
    pub key: TextPart,
    pub values: WrittenValues,
    /// Where the values stand as a whole.
    pub at: WrittenAt,
}

/// The values of a factor as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum WrittenValues {
    Levels(Vec<TextPart>),
    Range { low: TextPart, high: TextPart, steps: Option<u32>, is_log: bool },
}

/// What is expected, with an example.
const FORMS: &str = "write `KEY=a,b,c`, `KEY=low..high`, `KEY=low..high/5` or `KEY=low..high/5log`";

/// Reads one argument; a form that is wrong is reported.
pub(crate) fn written(argument: &str, report: &mut Report) -> Option<FactorText> {
    let source = report.add_source("factor".to_owned(), Arc::new(argument.to_owned()));
    let origin = |span: Range<usize>| WrittenAt { source, start: span.start, end: span.end };
    let Some(equals) = argument.find('=') else {
        let message = format!("`{argument}` has no `=`; expected a key and its levels");
        report.problem(origin(0..argument.len()), &[], message, Some(FORMS.to_owned()));
        return None;
    };
    let part = |span: Range<usize>| {
        let text = &argument[span.clone()];
        let start = span.start + text.len() - text.trim_start().len();
        let text = text.trim();
        TextPart { text: text.to_owned(), at: origin(start..start + text.len()) }
    };
    let key = part(0..equals);
    let whole = part(equals + 1..argument.len());
    if key.text.is_empty() || whole.text.is_empty() {
        let missing = if key.text.is_empty() { "key" } else { "level" };
        report.problem(origin(0..argument.len()), &[], format!("`{argument}` has no {missing}"), Some(FORMS.to_owned()));
        return None;
    }
    let start = whole.at.start;
    let marks = outside(&whole.text);
    let dots = marks.iter().copied().find(|at| whole.text[*at..].starts_with(".."));
    let values = if let Some(dots) = dots {
        range(&whole, dots, &part, report)?
    } else {
        let commas = marks.iter().copied().filter(|at| whole.text[*at..].starts_with(','));
        let starts = std::iter::once(0).chain(commas.clone().map(|at| at + 1));
        let ends = commas.chain([whole.text.len()]);
        WrittenValues::Levels(starts.zip(ends).map(|(from, to)| part(start + from..start + to)).collect())
    };
    Some(FactorText { key, values, at: whole.at })
}

/// A range whose ends are parted at byte `dots` of `whole`.
fn range(whole: &TextPart, dots: usize, part: &dyn Fn(Range<usize>) -> TextPart, report: &mut Report) -> Option<WrittenValues> {
    let start = whole.at.start;
    let upper = &whole.text[dots + 2..];
    let steps = upper.rfind('/').and_then(|slash| Some((slash, count(upper[slash + 1..].trim())?)));
    let (end, (steps, is_log)) = steps.map_or((upper.len(), (None, false)), |(slash, steps)| (slash, steps));
    let (low, high) = (part(start..start + dots), part(start + dots + 2..start + dots + 2 + end));
    for (end, name) in [(&low, "low"), (&high, "high")] {
        if end.text.is_empty() {
            report.problem(whole.at, &[], format!("the range `{}` has no {name} end", whole.text), Some(FORMS.to_owned()));
            return None;
        }
    }
    Some(WrittenValues::Range { low, high, steps, is_log })
}

/// How many levels a range has, and whether they are equal ratios apart: `5`, `5log`, `log`.
fn count(text: &str) -> Option<(Option<u32>, bool)> {
    let (number, is_log) = text.strip_suffix("log").map_or((text, false), |number| (number.trim_end(), true));
    if number.is_empty() {
        return is_log.then_some((None, true));
    }
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| is_plain).map(|count| (Some(count), is_log))
}

/// Bytes of `text` that stand in neither quotes nor brackets.
fn outside(text: &str) -> Vec<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    let mut found = Vec::new();
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) => quote = quote.filter(|_| letter != open),
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '{' | '(') => depth += 1,
            (None, ']' | '}' | ')') => depth = depth.saturating_sub(1),
            _ if depth == 0 => found.push(at),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scenario::factors::text::*;

    fn shown(argument: &str) -> String {
        let mut report = Report::default();
        match written(argument, &mut report) {
            None => report.into_problems().to_string(),
            Some(FactorText { key, values: WrittenValues::Levels(levels), .. }) => {
                format!("{}: {}", key.text, levels.iter().map(|level| level.text.as_str()).collect::<Vec<_>>().join(" | "))
            }
            Some(FactorText { key, values: WrittenValues::Range { low, high, steps, is_log }, .. }) => {
                format!("{}: {} to {} {steps:?} {is_log}", key.text, low.text, high.text)
            }
        }
    }

    #[test]
    fn levels_part_at_commas_outside_of_quotes_and_brackets() {
        assert_eq!(shown("a.b = 1d, 2d ,3wd"), "a.b: 1d | 2d | 3wd");
        assert_eq!(shown("k={ uniform = { low = \"1h\", high = \"2h\" } },1h"), "k: { uniform = { low = \"1h\", high = \"2h\" } } | 1h");
        assert_eq!(shown("k=\"a,b\",c"), "k: \"a,b\" | c");
        assert_eq!(shown("k=a,,b"), "k: a |  | b");
    }

    #[test]
    fn a_range_may_have_steps_and_units_with_a_slash() {
        assert_eq!(shown("k=12h..5d"), "k: 12h to 5d None false");
        assert_eq!(shown("k=0.3/year..2/year/5"), "k: 0.3/year to 2/year Some(5) false");
        assert_eq!(shown("k=4km/h..12km/h"), "k: 4km/h to 12km/h None false");
        assert_eq!(shown("k=0.1..10/5log"), "k: 0.1 to 10 Some(5) true");
        assert_eq!(shown("k=0.1..10 / log"), "k: 0.1 to 10 None true");
    }

    #[test]
    fn a_wrong_form_is_told_with_the_right_ones() {
        assert!(shown("k").contains("has no `=`; expected a key and its levels; write `KEY=a,b,c`"), "{}", shown("k"));
        assert!(shown("=1,2").contains("has no key"));
        assert!(shown("k=").contains("has no level"));
        assert!(shown("k=..3").contains("the range `..3` has no low end"));
    }
}
