//! What a plan comes to before anything is run: its hash, its size, and the commands of its shards.

use crate::cli::terminal::ending::{ExitStatus, Failure};
use crate::cli::terminal::figures::count;
use crate::cli::terminal::{json, screen};
use crate::experiment::design::plan::{Plan, Shard};
use crate::experiment::study_command::shell_line;
use crate::output::results::plan::{PlanJson, PlannedShardJson};

/// Folder and command of a shard, as the command line takes them.
pub struct ShardWords<'f> {
    /// Its folder.
    pub folder: &'f dyn Fn(Shard) -> String,
    /// The command that does it.
    pub command: &'f dyn Fn(Shard) -> String,
}

/// How a plan is told.
#[derive(Clone, Copy, Debug)]
pub struct Telling {
    /// Into how many shards it is cut.
    pub shards: Option<u32>,
    /// Whether for a program.
    pub is_json: bool,
}

impl Telling {
    /// Tells `plan`, of whose shards `words` gives folder and command.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn show(self, plan: &Plan, words: &ShardWords) -> Result<ExitStatus, Failure> {
        if self.is_json {
            json::show(&self.json(plan, words))?;
        } else {
            screen::show(&self.text(plan, words))?;
        }
        Ok(ExitStatus::Done)
    }

    fn text(self, plan: &Plan, words: &ShardWords) -> String {
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
            let commands = shards().map(words.command);
            let folders: Vec<String> = shards().map(words.folder).collect();
            let merge: Vec<&str> = ["wangge", "merge"].into_iter().chain(folders.iter().map(String::as_str)).collect();
            let lines = commands.chain([shell_line(&merge)]).collect::<Vec<_>>();
            text = format!("{text}\n{}\n", lines.join("\n"));
        }
        text
    }

    fn json(self, plan: &Plan, words: &ShardWords) -> PlanJson {
        let shards = self.shards.map(|of| {
            let shard = |number| {
                let shard = Shard { number, of };
                let cells = shard.cells(plan.cells());
                let command = (words.command)(shard);
                PlannedShardJson { shard: shard.to_string(), from_cell: cells.start, until_cell: cells.end, command }
            };
            (1..=of).map(shard).collect()
        });
        PlanJson::new(plan, shards)
    }
}
