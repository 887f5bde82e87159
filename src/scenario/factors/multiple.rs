//! A factor that multiplies: `KEY=x0.5,x1,x2` sets the key to so many times what the file says there, and a `*` in the key stands for
//! every name that the file has in that place, so that `escalation.*.wait_limit=x0.5,x1,x2` scales all limits together.

use super::factor::{Factor, Level, ScaledKey, Values};
use super::levels::common;
use super::lever::is_lever;
use super::text::{FactorText, TextPart, WrittenValues};
use crate::scenario::draft::Draft;
use crate::scenario::text::check::slots;
use crate::scenario::text::diagnostics::Report;
use crate::scenario::text::magnitude::{Magnitude, rounded};
use crate::scenario::text::tree::{Node, Value};

/// Stands for every name in its place.
const EVERY: &str = "*";

/// Whether `written` multiplies what the file says.
pub(crate) fn is_multiple(written: &FactorText) -> bool {
    let parts: Vec<&TextPart> = match &written.values {
        WrittenValues::Levels(levels) => levels.iter().collect(),
        WrittenValues::Range { low, high, .. } => vec![low, high],
    };
    written.key.text.split('.').any(|segment| segment.trim() == EVERY) || parts.iter().any(|part| times(&part.text).is_some())
}

/// The number behind an `x`, above 0.
fn times(text: &str) -> Option<f64> {
    text.trim().strip_prefix('x')?.trim().parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0)
}

impl Draft {
    /// The factor that multiplies what the file says at all keys that `written` stands for; else what is wrong has been reported.
    pub(crate) fn multiple(&self, written: &FactorText, report: &mut Report) -> Option<Factor> {
        let path: Vec<String> = written.key.text.split('.').map(|segment| segment.trim().to_owned()).collect();
        let mut found = Vec::new();
        expand(self.root(), "", &path, &mut Vec::new(), &mut found);
        let scaled: Vec<ScaledKey> = found.iter().filter_map(|path| self.scaled(path)).collect();
        if scaled.is_empty() {
            let message = format!("the file says no number at `{}` that could be multiplied", written.key.text);
            report.problem(written.key.at, &path, message, Some("write the value into the file, or give the levels themselves".into()));
            return None;
        }
        let levels = levels(written, &path, report)?;
        let nominal = Level { text: "x1".into(), number: Some(1.0) };
        let factor = Factor {
            key: path.join("."),
            magnitude: Magnitude::PLAIN,
            values: Values::Levels(levels),
            nominal: Some(nominal),
            is_lever: is_lever(&path),
            titles: [None, None],
            scaled,
        };
        Some(factor)
    }

    /// What is multiplied at `path`; `None` where no number stands there.
    fn scaled(&self, path: &[String]) -> Option<ScaledKey> {
        let own = self.nominal(path)?;
        let slots = slots(self.definitions(), path);
        let magnitude = common(&slots, Some(&own), &[&own])?;
        let is_whole = magnitude.is_whole() || slots.iter().all(|slot| slot["type"] == "integer");
        Some(ScaledKey { key: path.join("."), own: magnitude.number(&own)?, magnitude, is_whole })
    }
}

/// The keys that `path` stands for, in the order of the file.
fn expand(node: &Node, list: &str, path: &[String], before: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let Some((segment, rest)) = path.split_first() else {
        if !matches!(node.value, Value::List(_) | Value::Table(_)) {
            found.push(before.clone());
        }
        return;
    };
    let of_items = (0..node.items().len()).map(|index| (node.item_name(list, index), &node.items()[index]));
    let of_table = node.entries().iter().map(|(name, child)| (name.clone(), child));
    for (name, child) in of_items.chain(of_table).filter(|(name, _)| segment == EVERY || segment == name) {
        before.push(name.clone());
        expand(child, &name, rest, before, found);
        before.pop();
    }
}

fn levels(written: &FactorText, path: &[String], report: &mut Report) -> Option<Vec<Level>> {
    const HELP: &str = "write for example `x0.5, x1, x2`: half of what the file says, as much, twice as much";
    let mut number = |part: &TextPart| {
        let number = times(&part.text);
        if number.is_none() {
            let message = format!("`{}` is no multiple; expected `x` and a number above 0", part.text);
            report.problem(part.at, path, message, Some(HELP.into()));
        }
        number
    };
    let level = |number: f64| Level { text: format!("x{number}"), number: Some(number) };
    let found: Vec<Level> = match &written.values {
        WrittenValues::Levels(parts) => {
            let read: Vec<Option<f64>> = parts.iter().map(&mut number).collect();
            let read: Option<Vec<f64>> = read.into_iter().collect();
            read?.into_iter().map(level).collect()
        }
        WrittenValues::Range { low, high, steps, is_log } => {
            let (low, high) = (number(low)?, number(high)?);
            let last = f64::from(steps.unwrap_or(2).max(2) - 1);
            let at = |share: f64| if *is_log { low * libm::exp(share * libm::log(high / low)) } else { low + share * (high - low) };
            (0..steps.unwrap_or(2).max(2)).map(|step| level(rounded(at(f64::from(step) / last)))).collect()
        }
    };
    let is_twice = (1..found.len()).any(|at| found[..at].iter().any(|known| known.number == found[at].number));
    if found.len() < 2 || is_twice {
        let fault = if is_twice { "a level stands here twice" } else { "one level; expected at least 2" };
        report.problem(written.at, path, fault, Some(HELP.into()));
        return None;
    }
    Some(found)
}
