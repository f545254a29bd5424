//! Claims: statements as data, with the evidence they ask for.
//!
//! A claim is one TOML file whose name is its id. Nothing here evaluates anything: see `evidence`.

mod corpus;
mod document;
mod error;
mod formula;
mod number;
mod perceptron;
mod request;
mod training;

pub use corpus::{File, embedded, embedded_script, embedded_scripts, parse_all};
pub use document::{Amendment, Assumption, Claim, MAX_BYTES, Source, parse};
pub use error::{ClaimError, Location};
pub use formula::{Binding, Declarations, Formula, Question};
pub use number::Number;
pub use perceptron::{OrderName, OrderRequest, OrthonormalRequest, RuleRequest, SearchRequest};
pub use request::{
    Common, DrawRequest, EnclosedRequest, FiniteRequest, IdentityRequest, NetworkRequest,
    PerceptronRequest, PrintedRow, ProofRequest, PropagationRequest, Request, TableRequest,
    TheoryRequest, TrainingRequest,
};
pub use training::{SampleOrder, TrainingSetup};
