//! What `--json` prints is what its JSON Schema says, command by command: every key that must be there is, of the type that it must
//! have, and none that the schema does not know.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const CLERKS: &str = "units.counter.staff.clerk.count";
const SHORT: [&str; 5] = ["--set", "horizon=40d", "--set", "warm_up=5d", "--quiet"];

fn program() -> Command {
    let mut program = crate::program();
    program.current_dir(env!("CARGO_MANIFEST_DIR"));
    program
}

fn json(arguments: &[&str]) -> Value {
    let output = program().args(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The last line on standard error of a command that says as JSON how far it is.
fn last_line(arguments: &[&str], out: &Path) -> Value {
    let output = program().args(arguments).args(["--tables-only", "--progress", "jsonl", "--out"]).arg(out).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_str(told.lines().last().unwrap()).unwrap_or_else(|_| panic!("{arguments:?}: {told}"))
}

/// The first line of a long command that says as JSON how far it is; what it comes to is not waited for.
fn first_line(arguments: &[&str]) -> Value {
    let mut child = program().args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    serde_json::from_str(&line).unwrap_or_else(|_| panic!("{arguments:?}: {line}"))
}

/// Checks values against the part of JSON Schema that the schemas of results use; any other keyword is a fault of its own.
struct Checker<'s> {
    root: &'s Value,
    faults: Vec<String>,
}

const WITHOUT_MEANING: [&str; 6] = ["$schema", "$defs", "title", "description", "default", "format"];

impl Checker<'_> {
    #[expect(clippy::too_many_lines, reason = "one story, told and checked step by step")]
    fn check(&mut self, schema: &Value, value: &Value, at: &str) {
        let Value::Object(rules) = schema else {
            return self.require(schema.as_bool() == Some(true), at, "nothing may stand here");
        };
        for (keyword, rule) in rules {
            match keyword.as_str() {
                "$ref" => {
                    let target = rule.as_str().unwrap().strip_prefix('#').unwrap();
                    let target = self.root.pointer(target).unwrap_or_else(|| panic!("{rule}")).clone();
                    self.check(&target, value, at);
                }
                "type" => {
                    let is_it = |name: &Value| match name.as_str().unwrap() {
                        "object" => value.is_object(),
                        "array" => value.is_array(),
                        "string" => value.is_string(),
                        "boolean" => value.is_boolean(),
                        "null" => value.is_null(),
                        "integer" => value.is_u64() || value.is_i64(),
                        "number" => value.is_number(),
                        other => panic!("type {other}"),
                    };
                    let fits = rule.as_array().map_or_else(|| is_it(rule), |names| names.iter().any(is_it));
                    self.require(fits, at, &format!("{value} is no {rule}"));
                }
                "properties" => self.properties(rules, rule, value, at),
                "required" => {
                    for key in rule.as_array().unwrap().iter().map(|key| key.as_str().unwrap()) {
                        self.require(value.get(key).is_some(), at, &format!("{key} is missing"));
                    }
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{at}[{index}]"));
                    }
                }
                "anyOf" | "oneOf" => {
                    let fits = rule.as_array().unwrap().iter().any(|one| faults_of(self.root, one, value).is_empty());
                    self.require(fits, at, "fits none of several schemas");
                }
                "minimum" => self.require(value.as_f64().is_none_or(|own| own >= rule.as_f64().unwrap()), at, "too small"),
                "maximum" => self.require(value.as_f64().is_none_or(|own| own <= rule.as_f64().unwrap()), at, "too large"),
                "minItems" => self.require(value.as_array().is_none_or(|own| own.len() as u64 >= rule.as_u64().unwrap()), at, "too few"),
                "maxItems" => self.require(value.as_array().is_none_or(|own| own.len() as u64 <= rule.as_u64().unwrap()), at, "too many"),
                "additionalProperties" => {
                    let is_named = |key: &str| rules.get("properties").is_some_and(|named| named.get(key).is_some());
                    for (key, own) in value.as_object().into_iter().flatten().filter(|(key, _)| !is_named(key)) {
                        self.check(rule, own, &format!("{at}.{key}"));
                    }
                }
                other => assert!(WITHOUT_MEANING.contains(&other), "{at}: {other} is not checked here"),
            }
        }
    }

    fn properties(&mut self, rules: &serde_json::Map<String, Value>, known: &Value, value: &Value, at: &str) {
        let Value::Object(entries) = value else { return };
        for (key, own) in entries {
            match known.get(key) {
                Some(schema) => self.check(schema, own, &format!("{at}.{key}")),
                None => self.require(rules.contains_key("additionalProperties"), at, &format!("{key} is not in the schema")),
            }
        }
    }

    fn require(&mut self, holds: bool, at: &str, fault: &str) {
        if !holds {
            self.faults.push(format!("{at}: {fault}"));
        }
    }
}

pub fn faults_of(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut checker = Checker { root, faults: Vec::new() };
    checker.check(schema, value, "");
    checker.faults
}

const TRIED: [&str; 7] = ["2", "--policies", "base", "--factor", "units.community.staff.community_clerk.count=1,2,3", "--worlds", "2"];

/// Every kind of result that has a schema.
const KINDS: [&str; 16] = [
    "run",
    "compare",
    "selection",
    "sweep",
    "lever-worlds",
    "search",
    "sensitivity",
    "shard",
    "plan",
    "check",
    "story",
    "verify",
    "measures",
    "parameters",
    "progress",
    "verify-progress",
];

/// A result of each kind, as small as can be.
fn results(scratch: &Path) -> Vec<(&'static str, Value)> {
    let clerks = format!("{CLERKS}=10..13");
    let levels = format!("{CLERKS}=10,11,12");
    let of = |name: &str, arguments: &[&str]| {
        let out = scratch.join(name);
        json(&[arguments, &["--json", "--tables-only", "--out", out.to_str().unwrap()]].concat())
    };
    let queue = |name: &str, command: &str, more: &[&str]| of(name, &[&[command, "scenarios/queue.toml"], &SHORT[..], more].concat());
    let factor = ["--factor", clerks.as_str(), "--replications", "2"];
    let office = ["scenarios/office.toml", "--quiet", "--replications"];
    vec![
        ("run", queue("run", "run", &["--replications", "3"])),
        ("run", queue("precise", "run", &["--replications", "40", "--precision", "0.1%", "--steady-state"])),
        ("compare", of("compare", &[&["compare"], &office[..], &["4"]].concat())),
        ("selection", of("select", &[&["compare"], &office[..], &["14", "--select", "on_time_rate", "--indifference", "0.01"]].concat())),
        ("sweep", queue("cube", "sweep", &[&factor[..], &["--points", "6"]].concat())),
        ("sweep", queue("single", "sweep", &["--factor", &levels, "--design", "one-at-a-time", "--replications", "3"])),
        ("sweep", of("tried", &[&["sweep"], &office[..], &TRIED].concat())),
        ("lever-worlds", json(&["report", &scratch.join("tried/worlds").display().to_string(), "--json", "--tables-only"])),
        ("search", queue("find", "sweep", &["--find", &levels, "--until", "queue_wait_hours <= 0.2", "--replications", "40"])),
        ("sensitivity", queue("morris", "sensitivity", &[&factor[..], &["--method", "morris", "--trajectories", "3"]].concat())),
        ("sensitivity", queue("sobol", "sensitivity", &[&factor[..], &["--method", "sobol", "--base", "4"]].concat())),
        ("sensitivity", queue("both", "sensitivity", &[&factor[..], &["--trajectories", "3", "--base", "4"]].concat())),
        ("shard", queue("shard", "compare", &["--replications", "4", "--shard", "1/2"])),
        ("plan", json(&["plan", "--shards", "2", "--json", "sweep", "scenarios/queue.toml", "--factor", &levels])),
        // with a place, points and numbers that rest on something; with real cases; with patterns; the smallest
        ("check", json(&["check", "scenarios/xiaolin.toml", "--json"])),
        ("check", json(&["check", "scenarios/city311.toml", "--json"])),
        ("check", json(&["check", "scenarios/lessons/too_early.toml", "--json"])),
        ("check", json(&["check", "scenarios/queue.toml", "--json"])),
        ("story", json(&["story", "scenarios/office.toml", "3", "--json"])),
        ("story", json(&["story", "scenarios/office.toml", "3", "--policies", "base,more_clerks", "--json"])),
        ("measures", json(&["describe", "--json"])),
        ("parameters", json(&["describe", "parameters", "--json"])),
        ("progress", last_line(&["run", "scenarios/queue.toml", "--replications", "3"], &scratch.join("told"))),
        // what it comes to is checked where it is waited for (`tests/theory.rs`)
        ("verify-progress", first_line(&["verify", "--short", "--progress", "jsonl"])),
    ]
}

#[test]
fn results_of_every_command_are_what_their_schema_says() {
    let scratch = TempDir::new().unwrap();
    for (kind, result) in results(scratch.path()) {
        let schema = json(&["schema", "--result", kind]);
        assert!(schema["$schema"].as_str().unwrap().contains("2020-12"), "{kind}");
        assert_eq!(faults_of(&schema, &schema, &result), Vec::<String>::new(), "{kind}: {result:#}");
        // and the checker finds what is wrong
        let mut wrong = result.clone();
        let first = wrong.as_object().unwrap().keys().next().unwrap().clone();
        wrong[&first] = serde_json::json!({ "surely": "wrong" });
        assert!(!faults_of(&schema, &schema, &wrong).is_empty(), "{kind}: {first} may be anything");
        wrong.as_object_mut().unwrap().remove(&first);
        assert!(!faults_of(&schema, &schema, &wrong).is_empty(), "{kind}: {first} may be missing");
    }
}

#[test]
fn every_key_of_a_schema_says_what_it_means() {
    fn silent(schema: &Value, at: &str, found: &mut Vec<String>) {
        for (key, own) in schema["properties"].as_object().into_iter().flatten() {
            if own.get("description").is_none() {
                found.push(format!("{at}.{key}"));
            }
        }
    }
    for kind in KINDS {
        let schema = json(&["schema", "--result", kind]);
        let mut found = Vec::new();
        silent(&schema, kind, &mut found);
        for (name, own) in schema["$defs"].as_object().into_iter().flatten() {
            silent(own, name, &mut found);
        }
        assert_eq!(found, Vec::<String>::new(), "{kind}");
    }
}
