//! The integration tests, one module per concern.

mod architecture;
mod certified;
mod command_line;
mod corpus;
mod coverage;
mod cppn;
mod formula;
mod help;
mod mutants;
mod perceptron;
mod program;
mod proofs;
mod property;
mod prove;
mod reference;
mod refusal;
mod rejected_proofs;
mod replay;
mod snapshot;
mod soundness;
mod sweep;
mod systems;
mod train;
mod value_stability;
