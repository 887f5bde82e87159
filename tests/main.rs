//! What the crate promises, one file per promise; each test's name is a sentence that is true when it passes.

#[cfg(test)]
mod absence;
#[cfg(test)]
mod agenda;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod assignment;
#[cfg(test)]
mod bad_places;
#[cfg(test)]
mod bad_scenarios;
#[cfg(test)]
mod by_category;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod campaign;
#[cfg(test)]
mod causes;
#[cfg(test)]
mod centres;
#[cfg(test)]
mod chains;
#[cfg(test)]
mod changing_hours;
#[cfg(test)]
mod charts;
#[cfg(test)]
mod choice;
#[cfg(test)]
mod choices;
#[cfg(test)]
mod civil_days;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod class_cases;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod comparison;
#[cfg(test)]
mod costs;
#[cfg(test)]
mod delegation;
#[cfg(test)]
mod demand;
#[cfg(test)]
mod departments;
#[cfg(test)]
mod directions;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod draft;
#[cfg(test)]
mod dropping;
#[cfg(test)]
mod endless;
#[cfg(test)]
mod event_log;
#[cfg(test)]
mod exhibit;
#[cfg(test)]
mod factors;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod feedback;
#[cfg(test)]
mod find;
#[cfg(test)]
mod grids;
#[cfg(test)]
mod handling;
#[cfg(test)]
mod hearings;
#[cfg(test)]
mod inspections;
#[cfg(test)]
mod intervals;
#[cfg(test)]
mod ladder;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod levers;
mod limit;
#[cfg(test)]
mod matched;
#[cfg(test)]
mod measures;
#[cfg(test)]
mod member_rights;
#[cfg(test)]
mod network;
#[cfg(test)]
mod on_the_spot;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod parquet_cases;
#[cfg(test)]
mod passing;
#[cfg(test)]
mod people_log;
#[cfg(test)]
mod petitions;
#[cfg(test)]
mod place;
#[cfg(test)]
mod places;
#[cfg(test)]
mod points;
#[cfg(test)]
mod posts;
#[cfg(test)]
mod precision;
#[cfg(test)]
mod presentation;
#[cfg(test)]
mod random_numbers;
mod reader_names;
#[cfg(test)]
mod remarks;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod report;
#[cfg(test)]
mod result_schemas;
#[cfg(test)]
mod results;
#[cfg(test)]
mod rounds;
#[cfg(test)]
mod scale;
#[cfg(test)]
mod scenario_reader;
#[cfg(test)]
mod scenario_schema;
#[cfg(test)]
mod selection;
#[cfg(test)]
mod sensitivity;
#[cfg(test)]
mod sensitivity_indices;
#[cfg(test)]
mod sensitivity_study;
#[cfg(test)]
mod steady;
#[cfg(test)]
mod story;
#[cfg(test)]
mod study;
#[cfg(test)]
mod succession;
#[cfg(test)]
mod summons;
#[cfg(test)]
mod supervision;
#[cfg(test)]
mod sweep;
#[cfg(test)]
mod sweep_charts;
#[cfg(test)]
mod sweeps;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod theory;
#[cfg(test)]
mod time_account;
#[cfg(test)]
mod town;
#[cfg(test)]
mod towns;
#[cfg(test)]
mod trace;
#[cfg(test)]
mod triggers;
#[cfg(test)]
mod whistle;
#[cfg(test)]
mod working_time;

/// The program, in English whatever the language of whoever runs the tests.
#[cfg(test)]
fn program() -> std::process::Command {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_wangge"));
    program.env("LC_ALL", "C");
    program
}
