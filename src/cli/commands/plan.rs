//! `wangge plan`: what a command would run, and how to spread it over machines, without running anything.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::campaign::{Order, Origin};
use super::options::default_folder;
use super::{compare, run, sensitivity, sweep};
use crate::cli::terminal::ending::{Ending, Failure};
use crate::cli::terminal::figures::count;
use crate::cli::terminal::screen;
use crate::experiment::design::plan::Shard;

/// Says what a command would run, and how to spread it over machines
///
/// Checks everything that the command would check, and runs nothing. The plan hash
/// tells one plan from another: results with the same hash are the same, byte for
/// byte, whoever made them.
///
/// Examples:
///   wangge plan compare scenarios/xiaolin.toml
///   wangge plan --shards 4 sweep scenarios/xiaolin.toml --assumed --points 500
///   wangge plan --shards 4 --json compare scenarios/xiaolin.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// Shows the commands of so many shards
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub shards: Option<u32>,

    /// Prints the plan as one JSON object, for programs
    #[arg(long = "json")]
    pub is_json: bool,

    #[command(subcommand)]
    study: Study,
}

/// Commands that have a plan.
#[derive(Debug, Subcommand)]
enum Study {
    Run(Box<run::Arguments>),
    Compare(Box<compare::Arguments>),
    Sweep(Box<sweep::Arguments>),
    Sensitivity(Box<sensitivity::Arguments>),
}

/// How a plan is told.
#[derive(Clone, Copy, Debug)]
pub struct Telling {
    /// Into how many shards it is cut.
    pub shards: Option<u32>,
    /// Whether for a program.
    pub is_json: bool,
}

/// Carries the command out.
///
/// # Errors
/// As the command whose plan it is.
pub fn plan(arguments: &Arguments) -> Result<Ending, Failure> {
    let origin = Origin::Planned(Telling { shards: arguments.shards, is_json: arguments.is_json });
    match &arguments.study {
        Study::Run(arguments) => run::conduct(arguments, &origin),
        Study::Compare(arguments) => compare::conduct(arguments, &origin),
        Study::Sweep(arguments) => sweep::conduct(arguments, &origin),
        Study::Sensitivity(arguments) => sensitivity::conduct(arguments, &origin),
    }
}

impl Order<'_> {
    /// Tells the plan instead of carrying it out.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn show_plan(&self, telling: Telling) -> Result<Ending, Failure> {
        let json = self.plan_json(telling);
        let text = if telling.is_json { format!("{json:#}\n") } else { self.plan_text(telling) };
        screen::show(&text)?;
        Ok(Ending::Done)
    }

    fn plan_text(&self, telling: Telling) -> String {
        let identity = &self.plan.identity;
        let design = identity.design.as_ref().map(|design| format!("design: {design}\n")).unwrap_or_default();
        let rule = identity.stopping.as_ref().map(|rule| format!("may end before: {rule}\n")).unwrap_or_default();
        let mut text = format!(
            "plan {}\nscenario {}, seed {}\npolicies: {}\n{design}{rule}{} points x {} replications x {} policies = {} runs\n",
            identity.hash(),
            identity.scenario,
            identity.seed,
            identity.policies.join(", "),
            count(self.plan.points() as u64),
            count(identity.replications.into()),
            identity.policies.len(),
            count(self.plan.runs()),
        );
        if let Some(of) = telling.shards {
            let shards = || (1..=of).map(|number| Shard { number, of });
            let commands = shards().map(|shard| self.shard_command(shard));
            let folders: Vec<String> = shards().map(|shard| self.shard_folder(shard)).collect();
            let lines = commands.chain([format!("wangge merge {}", folders.join(" "))]).collect::<Vec<_>>();
            text = format!("{text}\n{}\n", lines.join("\n"));
        }
        text
    }

    fn plan_json(&self, telling: Telling) -> Value {
        let shards = telling.shards.map(|of| {
            let shard = |number| {
                let shard = Shard { number, of };
                let cells = shard.cells(self.plan.cells());
                json!({ "shard": shard.to_string(), "from_cell": cells.start, "until_cell": cells.end, "command": self.shard_command(shard) })
            };
            (1..=of).map(shard).collect::<Vec<_>>()
        });
        json!({
            "plan": self.plan.identity.hash(), "identity": self.plan.identity, "points": self.plan.points(),
            "cells": self.plan.cells(), "runs": self.plan.runs(), "shards": shards,
        })
    }

    fn shard_folder(&self, shard: Shard) -> String {
        default_folder(&self.scenario.name, self.command, Some(shard)).display().to_string()
    }

    /// The command of a shard: this one without `plan`, its shard and a folder of its own.
    fn shard_command(&self, shard: Shard) -> String {
        let words = std::env::args().skip(1);
        let mut command = vec!["wangge".to_owned()];
        let mut is_value = false;
        for word in words.skip_while(|word| word != "plan").skip(1) {
            if is_value || word == "--json" {
                is_value = false;
            } else if word == "--shards" {
                is_value = true;
            } else if !word.starts_with("--shards=") {
                command.push(if word.contains([' ', '\'', '"', '<', '>', '*', '$']) {
                    format!("'{}'", word.replace('\'', "'\\''"))
                } else {
                    word
                });
            }
        }
        format!("{} --shard {shard} --out {}", command.join(" "), self.shard_folder(shard))
    }
}
