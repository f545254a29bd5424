//! The integration tests, one module per concern.

mod architecture;
mod command_line;
mod corpus;
mod formula;
mod help;
mod mutants;
mod program;
mod proofs;
mod property;
mod reference;
mod refusal;
mod replay;
mod snapshot;
mod value_stability;
