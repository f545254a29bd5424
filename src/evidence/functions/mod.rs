//! The functions that formulas in claims can call: predictions of `theory`, laws of initializers.
//!
//! To add one: an entry in a file's list. The tables here are also the reference in
//! `proofs/README.md`, which a test compares.

mod activation;
mod arguments;
mod certified;
mod convolution;
mod initializer;
mod network;
mod probability;
mod recursion;

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Functions;
use crate::evidence::formula::Value;

pub(in crate::evidence) use arguments::Arguments;
pub(in crate::evidence) use certified::Certified;
pub use certified::certified_names;

/// One function that a formula can call.
pub struct Entry {
    /// The name in formulas.
    pub name: &'static str,
    /// How it is called: `second_moment(activation, q)`.
    pub signature: &'static str,
    /// What it answers.
    pub meaning: &'static str,
    /// The computation.
    call: fn(&Arguments<'_>) -> Result<Value, EvaluationError>,
}

/// Every function, in the order of the reference.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    [
        activation::ALL,
        recursion::ALL,
        network::ALL,
        initializer::ALL,
        probability::ALL,
        convolution::ALL,
    ]
    .into_iter()
    .flatten()
}

/// The functions as formulas see them.
#[derive(Clone, Copy, Debug)]
pub(in crate::evidence) struct Library;

impl Functions for Library {
    fn call(
        &self,
        name: &str,
        positional: &[Value],
        named: &[(String, Value)],
    ) -> Result<Value, EvaluationError> {
        let unknown = || EvaluationError::UnknownFunction {
            name: name.to_owned(),
            nearest: None,
        };
        let entry = all().find(|entry| entry.name == name).ok_or_else(unknown)?;
        let arguments = Arguments::new(entry.signature, positional, named);
        let answer = (entry.call)(&arguments)?;
        arguments.refuse_leftovers()?;
        Ok(answer)
    }

    fn names(&self) -> Vec<&str> {
        all().map(|entry| entry.name).collect()
    }
}
