//! Every guarantee of the crate, one module per capability, in a single binary.

mod bad_scenarios;
mod scenario_reader;
mod scenario_schema;
