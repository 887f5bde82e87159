//! Results as plain data: what `--json` prints is the serialised form of these values, and their JSON Schema is made from the
//! same types. Keys are spelled by the names of the fields; numbers stand as they are in the tables.

pub mod campaign;
pub mod check;
pub mod claims;
pub mod comparison;
pub mod description;
pub mod ended;
pub mod lever_worlds;
pub mod plan;
pub mod progress;
pub mod response;
pub mod schema;
pub mod search;
pub mod selection;
pub mod sensitivity;
pub mod story;
pub mod sweep;
pub mod theory;
