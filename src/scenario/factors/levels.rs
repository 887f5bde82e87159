//! The levels of a factor from what is written of them: what they are in, whether they are whole, whether they rise.

use serde_json::Value as Json;

use super::factor::{Level, Range, Values};
use super::text::{FactorText, TextPart, WrittenValues};
use crate::scenario::text::magnitude::Magnitude;
use crate::scenario::text::origin::WrittenAt;
use crate::scenario::text::tree::{Node, Value};

/// Most levels of one factor.
const LEVELS: usize = 10_000;

/// What is wrong with a factor, where, and what likely repairs it.
pub(crate) struct FactorFault {
    pub at: WrittenAt,
    pub message: String,
    pub help: Option<String>,
}

impl FactorFault {
    fn new(at: WrittenAt, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    fn help(self, help: &str) -> Self {
        Self { help: Some(help.to_owned()), ..self }
    }
}

/// The values of a factor whose key takes `slots` and has the value `nominal` in the file, and what they are in.
pub(crate) fn formed(written: &FactorText, slots: &[&Json], nominal: Option<&str>) -> Result<(Values, Magnitude), FactorFault> {
    match &written.values {
        WrittenValues::Levels(parts) => levels(parts, written.at, slots, nominal),
        WrittenValues::Range { low, high, steps, is_log } => {
            let (range, magnitude) = range((low, high), *is_log, written.at, slots, nominal)?;
            let Some(steps) = *steps else { return Ok((Values::Range(range), magnitude)) };
            Ok((Values::Levels(stepped(&range, steps, written.at, magnitude)?), magnitude))
        }
    }
}

fn levels(parts: &[TextPart], at: WrittenAt, slots: &[&Json], nominal: Option<&str>) -> Result<(Values, Magnitude), FactorFault> {
    if let Some(empty) = parts.iter().find(|level| level.text.is_empty()) {
        return Err(FactorFault::new(empty.at, "a level is empty").help("write `\"\"` if an empty text is meant"));
    }
    if parts.len() < 2 {
        return Err(FactorFault::new(at, "one level; expected at least 2").help("what has one value is set with `--set`"));
    }
    if parts.len() > LEVELS {
        return Err(FactorFault::new(at, format!("{} levels; expected at most {LEVELS}", parts.len())));
    }
    let kind = common(slots, nominal, &parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>());
    let level = |part: &TextPart| Level { text: part.text.clone(), number: kind.and_then(|kind| kind.number(&part.text)) };
    let made: Vec<Level> = parts.iter().map(level).collect();
    for (index, level) in made.iter().enumerate() {
        let is_same = |other: &&Level| other.text == level.text || other.number.is_some() && other.number == level.number;
        if let Some(other) = made[..index].iter().find(is_same) {
            let same = if other.text == level.text { String::new() } else { format!(", which is `{}`,", other.text) };
            return Err(FactorFault::new(parts[index].at, format!("the level `{}`{same} stands here twice", level.text)));
        }
    }
    Ok((Values::Levels(made), kind.unwrap_or(Magnitude::PLAIN)))
}

/// What all of `texts` are in: what the file's own value is in, else the first of them; `None` when not all are numbers.
pub(crate) fn common(slots: &[&Json], nominal: Option<&str>, texts: &[&str]) -> Option<Magnitude> {
    let of_all = |kind: &Magnitude| texts.iter().all(|text| kind.number(text).is_some());
    let of = |text: &str| magnitude(slots, text);
    nominal.and_then(of).filter(of_all).or_else(|| texts.first().and_then(|text| of(text)).filter(of_all))
}

fn range(
    (low, high): (&TextPart, &TextPart),
    is_log: bool,
    at: WrittenAt,
    slots: &[&Json],
    nominal: Option<&str>,
) -> Result<(Range, Magnitude), FactorFault> {
    let of = |part: &TextPart| magnitude(slots, &part.text);
    let (Some(first), Some(last)) = (of(low), of(high)) else {
        let message = format!(
            "`{}` is no number or quantity; a range goes from one to another",
            if of(low).is_none() { &low.text } else { &high.text }
        );
        return Err(FactorFault::new(at, message).help("list the levels, parted by commas"));
    };
    // the file's own unit is the one that people expect in a chart
    let own = nominal.and_then(|text| magnitude(slots, text)).filter(|own| own.number(&low.text).is_some());
    let magnitude = own.unwrap_or(last);
    let (Some(from), Some(to)) = (magnitude.number(&low.text), magnitude.number(&high.text)) else {
        let kind = |magnitude: Magnitude| magnitude.time().unwrap_or("another unit");
        let message = format!("`{}` is in {} and `{}` in {}; expected one or the other", low.text, kind(first), high.text, kind(last));
        return Err(FactorFault::new(at, message));
    };
    if from >= to {
        let message = format!("the range does not rise: `{}` is not less than `{}`", low.text, high.text);
        return Err(FactorFault::new(at, message).help("write the lower end first"));
    }
    if is_log && from <= 0.0 {
        return Err(FactorFault::new(low.at, format!("a logarithmic range starts above 0; found `{}`", low.text)));
    }
    let is_integer = |text: &str| matches!(value_of(text), Value::Integer(_));
    let asks_whole = slots.iter().any(|slot| slot["type"] == "integer");
    let are_whole = is_integer(&low.text) && is_integer(&high.text) && nominal.is_some_and(is_integer);
    let is_whole = magnitude.is_whole() || asks_whole || are_whole;
    let level = |part: &TextPart, number| Level { text: part.text.clone(), number: Some(number) };
    Ok((Range { low: level(low, from), high: level(high, to), is_log, is_whole }, magnitude))
}

/// `steps` levels of a range.
fn stepped(range: &Range, steps: u32, at: WrittenAt, magnitude: Magnitude) -> Result<Vec<Level>, FactorFault> {
    if !(2..=LEVELS).contains(&(steps as usize)) {
        return Err(FactorFault::new(at, format!("{steps} levels; expected 2 to {LEVELS}")));
    }
    let levels = range.steps(steps, magnitude);
    let different = 1 + levels.windows(2).filter(|pair| pair[0].number != pair[1].number).count();
    if different < levels.len() {
        let message = format!("only {different} of the {steps} levels from `{}` to `{}` differ", range.low.text, range.high.text);
        return Err(FactorFault::new(at, message).help("ask for fewer"));
    }
    Ok(levels)
}

/// What `text` is in where `slots` may stand; `None` when it is no number.
fn magnitude(slots: &[&Json], text: &str) -> Option<Magnitude> {
    let takes = |kind: &str| slots.iter().any(|slot| slot["type"] == kind);
    let is_number = matches!(value_of(text), Value::Integer(_) | Value::Number(_)) && (takes("number") || takes("integer"));
    if is_number {
        return Some(Magnitude::PLAIN);
    }
    slots.iter().find_map(|slot| Magnitude::of(slot["format"].as_str()?, text))
}

fn value_of(text: &str) -> Value {
    value(&TextPart { text: text.to_owned(), at: WrittenAt { source: 0, start: 0, end: 0 } }).value
}

/// A written part as a value, as `--set` would read it.
pub(crate) fn value(part: &TextPart) -> Node {
    let literal = || Node { value: Value::Text(part.text.clone()), at: part.at, key: None, basis: None };
    let node = Node::scalar_or_inline(&part.text, part.at.source, part.at.start);
    node.map_or_else(literal, |node| Node { at: part.at, ..node })
}
