//! Every guarantee of the crate, one module per capability, in a single binary.

mod scenario_reader;
