//! What a plan comes to before anything is run: its hash, its size, and the commands of its shards.

use serde_json::{Value, json};

use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::figures::count;
use crate::cli::terminal::screen;
use crate::experiment::design::plan::{Plan, Shard};

/// The folder of a shard, as the command line takes it.
type Folder<'f> = &'f dyn Fn(Shard) -> String;

/// How a plan is shown.
#[derive(Clone, Copy, Debug)]
pub struct Telling {
    /// Into how many shards it is cut.
    pub shards: Option<u32>,
    /// Whether for a program.
    pub is_json: bool,
}

impl Telling {
    /// Shows `plan`, whose shards go into the folders that `folder` names.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn show(self, plan: &Plan, folder: Folder<'_>) -> Result<ExitStatus, Failure> {
        let json = self.json(plan, folder);
        let text = if self.is_json { format!("{json:#}\n") } else { self.text(plan, folder) };
        screen::show(&text)?;
        Ok(ExitStatus::Done)
    }

    fn text(self, plan: &Plan, folder: Folder<'_>) -> String {
        let identity = &plan.identity;
        let design = identity.design.as_ref().map(|design| format!("design: {design}\n")).unwrap_or_default();
        let rule = identity.stopping.as_ref().map(|rule| format!("may end before: {rule}\n")).unwrap_or_default();
        let mut text = format!(
            "plan {}\nscenario {}, seed {}\npolicies: {}\n{design}{rule}{} points x {} replications x {} policies = {} runs\n",
            identity.hash(),
            identity.scenario,
            identity.seed,
            identity.policies.join(", "),
            count(plan.points() as u64),
            count(identity.replications.into()),
            identity.policies.len(),
            count(plan.runs()),
        );
        if let Some(of) = self.shards {
            let shards = || (1..=of).map(|number| Shard { number, of });
            let commands = shards().map(|shard| shard_command(shard, folder));
            let folders: Vec<String> = shards().map(folder).collect();
            let lines = commands.chain([format!("wangge merge {}", folders.join(" "))]).collect::<Vec<_>>();
            text = format!("{text}\n{}\n", lines.join("\n"));
        }
        text
    }

    fn json(self, plan: &Plan, folder: Folder<'_>) -> Value {
        let shards = self.shards.map(|of| {
            let shard = |number| {
                let shard = Shard { number, of };
                let cells = shard.cells(plan.cells());
                json!({ "shard": shard.to_string(), "from_cell": cells.start, "until_cell": cells.end, "command": shard_command(shard, folder) })
            };
            (1..=of).map(shard).collect::<Vec<_>>()
        });
        json!({
            "plan": plan.identity.hash(), "identity": plan.identity, "points": plan.points(),
            "cells": plan.cells(), "runs": plan.runs(), "shards": shards,
        })
    }
}

/// The command of a shard: this one without `plan`, its shard and a folder of its own.
fn shard_command(shard: Shard, folder: Folder<'_>) -> String {
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
    format!("{} --shard {shard} --out {}", command.join(" "), folder(shard))
}
