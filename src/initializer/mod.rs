//! Initializers, one file each: a law, how it depends on the fans, how it is drawn.
//!
//! To add one: a file, a `mod` line, an entry in [`ALL`].
//! It does not test draws: that is `empirical::stat`.

mod constant;
mod convention;
mod delta_orthogonal;
mod dirac;
mod entry;
mod entry_law;
mod error;
mod exact;
mod glorot;
mod glorot_sigmoid_uniform;
mod he;
mod householder;
mod identity;
mod lecun;
mod normal;
mod orthogonal;
mod pytorch_linear;
mod sampler;
mod sparse;
mod spec;
mod storage;
mod truncated_normal;
mod uniform;
mod variance_scaling;
mod xavier_fan_in;
mod zeros;

use crate::num::Rational;
use crate::random::Stream;
use crate::theory::distribution::Distribution;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;
use std::fmt::Debug;

pub use constant::ConstantInitializer;
pub use convention::{CONVENTIONS, Convention, like};
pub use delta_orthogonal::DeltaOrthogonal;
pub use dirac::Dirac;
pub use entry::{ALL, Entry};
pub use entry_law::{EntryLaw, Family};
pub use error::InitializerError;
pub use glorot::{GlorotNormal, GlorotUniform};
pub use glorot_sigmoid_uniform::GlorotSigmoidUniform;
pub use he::{HeNormal, HeUniform};
pub use identity::Identity;
pub use lecun::{LecunNormal, LecunUniform};
pub use normal::NormalInitializer;
pub use orthogonal::Orthogonal;
pub use pytorch_linear::PytorchLinear;
pub use sampler::Sampler;
pub use sparse::Sparse;
pub use spec::parse;
pub use storage::MAX_ENTRIES;
pub use truncated_normal::TruncatedNormalInitializer;
pub use uniform::UniformInitializer;
pub use variance_scaling::{Mode, VarianceScaling};
pub use xavier_fan_in::{XavierNormalFanIn, XavierUniformFanIn};
pub use zeros::Zeros;

/// What an initializer promises of a tensor's entries.
#[derive(Debug)]
pub enum WeightLaw {
    /// Independent entries of one law.
    Independent(Box<dyn Distribution>),
    /// Dependent entries that all have this marginal law (orthogonal matrices).
    Dependent(Box<dyn Distribution>),
    /// Entries fixed by their place (identity, Dirac): nothing is drawn.
    Fixed,
}

/// A rule that fills a weight tensor.
///
/// An initializer of independent entries implements [`Initializer::entry_law`] and gets its law
/// and its draws from it; the others implement [`Initializer::law`] and
/// [`Initializer::draw_matrix`].
pub trait Initializer: Debug + Send + Sync {
    /// The kebab-case name by which a user asks for it: `he-normal`.
    fn name(&self) -> &'static str;

    /// The name with its parameters, as printed: `he-normal(mode=fan_out)`; [`parse`] reads it.
    fn label(&self) -> String {
        self.name().to_owned()
    }

    /// The variance of an entry as a formula of the fans: `2/fan_in`.
    fn formula(&self) -> &'static str;

    /// Where it was published: author, year, equation.
    fn source(&self) -> &'static str;

    /// The one law of independent entries.
    ///
    /// # Errors
    /// `DependentEntries` where entries depend on each other or on their place; else as
    /// [`Initializer::law`].
    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        Err(InitializerError::DependentEntries {
            initializer: self.name(),
        })
    }

    /// The law of the entries for these fans.
    ///
    /// # Errors
    /// When the fans are zero or the law does not exist for them.
    fn law(&self, fans: Fans) -> Result<WeightLaw, InitializerError> {
        Ok(WeightLaw::Independent(self.entry_law(fans)?.boxed()))
    }

    /// The law of the entries of this layer's weight tensor; it differs from the law for its fans
    /// only where the shape matters beyond them (orthogonal kernels).
    ///
    /// # Errors
    /// As [`Initializer::law`]; `NoCommonLaw` where places have different laws.
    fn tensor_law(&self, layer: &Layer) -> Result<WeightLaw, InitializerError> {
        self.law(layer.fans())
    }

    /// The exact variance of an entry where it is rational, for example 2/fan_in.
    ///
    /// A parameter counts as the shortest decimal that names its double: 0.01 is 1/100. `None`
    /// where the variance is irrational, no common one exists, or it exceeds 128 bits.
    fn exact_variance(&self, fans: Fans) -> Option<Rational>;

    /// Fills one row of independent weights from `stream.indexed(row)`: the same bytes that
    /// [`Initializer::draw_matrix`] puts into that row, whatever thread asks.
    ///
    /// # Errors
    /// As [`Initializer::entry_law`]; `RowLength` unless `weights` has fan_in places.
    fn draw_row_into(
        &self,
        weights: &mut [f64],
        fans: Fans,
        row: u64,
        stream: Stream,
    ) -> Result<(), InitializerError> {
        let law = self.entry_law(fans)?;
        if weights.len() as u64 != fans.fan_in {
            return Err(InitializerError::RowLength {
                expected: fans.fan_in,
                received: weights.len(),
            });
        }
        law.sampler()
            .fill(&mut stream.indexed(row).generator(), weights);
        Ok(())
    }

    /// Whether [`Initializer::draw_matrix`] could draw for these fans, without drawing.
    ///
    /// # Errors
    /// As [`Initializer::draw_matrix`], but for `TooLarge`: rows of independent weights need not all
    /// be held.
    fn admit_matrix(&self, fans: Fans) -> Result<(), InitializerError> {
        self.law(fans).map(|_| ())
    }

    /// A weight matrix of `fan_out` rows by `fan_in` columns, row-major: row i holds the weights
    /// into output unit i. Row i is drawn from `stream.indexed(i)` where entries are independent,
    /// so that rows can be drawn in any order, on any thread.
    ///
    /// # Errors
    /// As [`Initializer::law`], or when the shape does not suit the initializer; `TooLarge`
    /// beyond [`MAX_ENTRIES`].
    fn draw_matrix(&self, fans: Fans, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        let law = self.entry_law(fans)?;
        storage::draw_rows(&law.sampler(), fans.fan_out, fans.fan_in, stream)
    }

    /// A layer's weight tensor, row-major as `[outputs][inputs/groups][kernel…]` whatever the kind:
    /// row i holds the weights into output channel i.
    ///
    /// # Errors
    /// As [`Initializer::draw_matrix`].
    fn draw_tensor(&self, layer: &Layer, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        let law = self.entry_law(layer.fans())?;
        storage::draw_rows(&law.sampler(), layer.outputs(), layer.fans().fan_in, stream)
    }
}

#[cfg(test)]
mod tests;
