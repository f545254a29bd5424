//! What a claim asks of each engine: one struct an engine, all with the same four common keys.
//!
//! The engines themselves are in `evidence`, one file each, under the same names.

use crate::claim::Binding;
use crate::claim::Declarations;
use crate::claim::Formula;
use crate::claim::Number;
use crate::claim::Question;
use crate::claim::TrainingSetup;
use crate::claim::perceptron::OrderRequest;
use crate::claim::perceptron::OrthonormalRequest;
use crate::claim::perceptron::RuleRequest;
use crate::claim::perceptron::SearchRequest;
use crate::verdict::Part;
use crate::verdict::Scope;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The keys that every request has.
#[derive(Clone, Copy, Debug)]
pub struct Common<'a> {
    /// The sentence that the evidence judges.
    pub part: Part,
    /// How much of that sentence it covers.
    pub scope: Scope,
    /// The assumptions it uses, by id.
    pub uses: &'a [String],
    /// What it shows, in one line.
    pub shows: &'a str,
}

/// A request to one engine.
#[derive(Clone, Debug)]
pub enum Request {
    /// Exact identities between rational functions over the naturals.
    Identity(IdentityRequest),
    /// Formulas over predictions, each enclosed.
    Theory(TheoryRequest),
    /// Formulas over certified numbers, each enclosed without a library function.
    Enclosed(EnclosedRequest),
    /// Exact enumeration of finite probability models.
    Finite(Box<FiniteRequest>),
    /// A printed table against recursion and simulation.
    Table(TableRequest),
    /// A simulated network against recursion.
    Propagation(PropagationRequest),
    /// Draws of an initializer against a law.
    Draw(DrawRequest),
    /// A derivation for the kernel.
    Proof(ProofRequest),
    /// Networks in training.
    Training(Box<TrainingRequest>),
    /// Perceptrons trained exactly, and the geometry of their data.
    Perceptron(Box<PerceptronRequest>),
}

impl Request {
    /// The keys that every request has.
    #[must_use]
    pub fn common(&self) -> Common<'_> {
        match self {
            Self::Identity(request) => request.common(),
            Self::Theory(request) => request.common(),
            Self::Enclosed(request) => request.common(),
            Self::Finite(request) => request.common(),
            Self::Table(request) => request.common(),
            Self::Propagation(request) => request.common(),
            Self::Draw(request) => request.common(),
            Self::Proof(request) => request.common(),
            Self::Training(request) => request.common(),
            Self::Perceptron(request) => request.common(),
        }
    }

    /// Whether it asks of an engine to judge formulas and names none.
    #[must_use]
    pub fn checks_nothing(&self) -> bool {
        match self {
            Self::Identity(request) => request.check.is_empty(),
            Self::Theory(request) => request.check.is_empty(),
            Self::Enclosed(request) => request.check.is_empty(),
            Self::Training(request) => request.check.is_empty(),
            Self::Perceptron(request) => request.check.is_empty(),
            _ => false,
        }
    }

    /// The engine's name in claim files.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Identity(_) => "identity",
            Self::Theory(_) => "theory",
            Self::Enclosed(_) => "enclosed",
            Self::Finite(_) => "finite",
            Self::Table(_) => "table",
            Self::Propagation(_) => "propagation",
            Self::Draw(_) => "draw",
            Self::Proof(_) => "proof",
            Self::Training(_) => "training",
            Self::Perceptron(_) => "perceptron",
        }
    }
}

/// Declares a request with the four common keys, so that none can differ between engines.
macro_rules! request {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name {
            /// What the evidence shows, in one line.
            pub shows: String,
            /// The sentence that the evidence judges.
            #[serde(default)]
            pub part: Part,
            /// How much of that sentence it covers.
            #[serde(default)]
            pub scope: Scope,
            /// The assumptions it uses, by id.
            #[serde(default)]
            pub uses: Vec<String>,
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl $name {
            pub(crate) fn common(&self) -> Common<'_> {
                Common { part: self.part, scope: self.scope, uses: &self.uses, shows: &self.shows }
            }
        }
    };
}

request! {
    /// Identities and inequalities whose symbols range over all positive integers.
    IdentityRequest {
        /// What must hold.
        check: Vec<Formula>,
        /// Premises that define symbols: `v = 1/n`.
        #[serde(default)]
        given: Vec<Formula>,
        /// Symbols that range over the rationals instead.
        #[serde(default)]
        rationals: Vec<String>,
    }
}

request! {
    /// Formulas over predictions; every one must come out true.
    TheoryRequest {
        /// Names for terms, in order.
        #[serde(default, rename = "let")]
        bindings: Vec<Binding>,
        /// Values of free symbols: all combinations are checked.
        #[serde(default)]
        over: BTreeMap<String, Vec<Number>>,
        /// What must hold.
        check: Vec<Formula>,
    }
}

request! {
    /// Formulas over certified numbers; every one must come out true.
    EnclosedRequest {
        /// Names for terms, in order.
        #[serde(default, rename = "let")]
        bindings: Vec<Binding>,
        /// Values of free symbols: all combinations are checked.
        #[serde(default)]
        over: BTreeMap<String, Vec<Number>>,
        /// What must hold.
        check: Vec<Formula>,
    }
}

request! {
    /// A statement about random variables, over finite distributions with rational weights.
    FiniteRequest {
        /// Declarations, one a line: `iid w : 2`, `indep w | a`, `assume E[w] = 0`.
        declare: Declarations,
        /// What must hold in every model of the declarations.
        check: Question,
    }
}

request! {
    /// A published table of layer statistics against recursion and simulation.
    TableRequest {
        /// Printed digits behind the point.
        decimals: u32,
        /// Rows of (mean, standard deviation) by layer.
        rows: Vec<PrintedRow>,
        /// The network that the table describes.
        network: NetworkRequest,
    }
}

request! {
    /// A simulated network, layer by layer, against the recursion.
    PropagationRequest {
        /// What is simulated.
        network: NetworkRequest,
        /// Names for terms, in order.
        #[serde(default, rename = "let")]
        bindings: Vec<Binding>,
        /// What must hold of measured quantities, each an interval of stated confidence.
        #[serde(default)]
        check: Vec<Formula>,
        /// The relative difference in q that would matter to the claim.
        margin: f64,
    }
}

request! {
    /// Draws of an initializer against the law it states, or another's.
    DrawRequest {
        /// The initializer: `he-normal(mode=fan_out)`.
        initializer: String,
        /// Inputs of each unit.
        fan_in: u64,
        /// Units.
        fan_out: u64,
        /// The initializer whose law is the null hypothesis; by default its own.
        #[serde(default)]
        against: Option<String>,
    }
}

request! {
    /// A derivation for the kernel.
    ProofRequest {
        /// The script's stem below `proofs/`: `variance/var-z-nVarWVara`.
        #[serde(default)]
        script: Option<String>,
        /// The script itself, instead.
        #[serde(default)]
        proof: Option<String>,
        /// Which theorem of the script is meant; by default its first.
        #[serde(default)]
        theorem: Option<String>,
        /// What the claim allows a proof to use, one declaration a line.
        declare: Declarations,
        /// What the theorem must say, each a goal of it.
        check: Vec<Formula>,
    }
}

request! {
    /// Networks in training: what was recorded must hold in every replicate.
    TrainingRequest {
        /// What is trained.
        setup: TrainingSetup,
        /// Variants of the setup on the same data and draws; each quantity then ends in `_` and
        /// the arm's name.
        #[serde(default)]
        arms: BTreeMap<String, TrainingSetup>,
        /// Independent draws of the weights.
        replicates: u64,
        /// Names for terms, in order.
        #[serde(default, rename = "let")]
        bindings: Vec<Binding>,
        /// What must hold.
        check: Vec<Formula>,
    }
}

request! {
    /// Perceptrons trained in exact rationals; formulas over the run and over the data's geometry.
    PerceptronRequest {
        /// Features, one row a sample.
        #[serde(default)]
        inputs: Vec<Vec<Number>>,
        /// Labels, one a sample: 1 and -1, or 1 and 0.
        #[serde(default)]
        labels: Vec<i8>,
        /// Boolean functions of two inputs by name, a dataset each.
        #[serde(default)]
        boolean: Vec<String>,
        /// Unit vectors, half of each class, a dataset for each number of them.
        #[serde(default)]
        orthonormal: Option<OrthonormalRequest>,
        /// All datasets of a space, or random ones; the smallest that refutes is shrunk.
        #[serde(default)]
        search: Option<SearchRequest>,
        /// When weights change.
        #[serde(default)]
        rule: RuleRequest,
        /// In which order samples are picked.
        #[serde(default)]
        order: OrderRequest,
        /// Whether a bias is learned.
        #[serde(default = "yes")]
        bias: bool,
        /// The most passes.
        #[serde(default = "thousand")]
        max_passes: u64,
        /// Premises: datasets of a search where one is false are not judged.
        #[serde(default)]
        given: Vec<Formula>,
        /// Names for terms, in order.
        #[serde(default, rename = "let")]
        bindings: Vec<Binding>,
        /// What must hold.
        check: Vec<Formula>,
    }
}

/// One printed row of a layer table.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedRow {
    /// The mean of all activations of the layer.
    pub mean: f64,
    /// Their standard deviation.
    pub std: f64,
}

/// A fully connected network to simulate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NetworkRequest {
    /// Input width first, then the width of each layer; one width and a depth repeat it.
    pub widths: Vec<u64>,
    /// Layers, where one width is given.
    #[serde(default)]
    pub depth: Option<u64>,
    /// The activation: `leaky-relu(0.2)`.
    pub activation: String,
    /// The initializer of the weights.
    pub initializer: String,
    /// The standard deviation of normal biases; absent means no biases.
    #[serde(default)]
    pub bias_std_dev: Option<f64>,
    /// Inputs a network sees, each N(0, input-variance).
    pub batch: u64,
    /// Independent networks.
    pub replicates: u64,
    /// The variance of each input.
    #[serde(default = "one")]
    pub input_variance: f64,
    /// How layers are computed: `direct` (the default of a claim), `exact` or `automatic`.
    #[serde(default)]
    pub engine: Option<String>,
    /// The format of the products: `double` (the default) or `single`.
    #[serde(default)]
    pub precision: Option<String>,
    /// What is recorded: `everything` (the default) or `second-moments`.
    #[serde(default)]
    pub detail: Option<String>,
}

fn one() -> f64 {
    1.0
}

fn yes() -> bool {
    true
}

fn thousand() -> u64 {
    1000
}
