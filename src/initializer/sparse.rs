//! Sparse weights: a fixed number of zeros into each column, the rest normal.
//!
//! Only matrices, as in PyTorch: what a sparse kernel should be is not settled.

use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::Sampler;
use crate::initializer::WeightLaw;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::random::Stream;
use crate::spec::Parameter;
use crate::theory::distribution::Normal;
use crate::theory::distribution::SparseNormal;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;

/// Sparse N(0, σ²): exactly ⌈s·fan_out⌉ zeros a column, at random places.
///
/// # Definition
/// Column j (the weights out of input j) has z = ⌈s·fan_out⌉ zeros, their rows drawn uniformly
/// without replacement; the others are N(0, σ²). s = `sparsity`, σ = `std_dev`.
///
/// # Moments
/// E W = 0, Var W = (1 − z/fan_out)·σ²; kurtosis 3/(1 − z/fan_out). Entries of one column are
/// dependent, through the number of zeros.
///
/// # Assumptions
/// The ceiling is PyTorch's, taken in double precision of s·fan_out.
///
/// # Errors
/// A share outside 0 ≤ s < 1; a standard deviation outside 10⁻⁶⁰..=10⁶⁰; an empty fan; a share
/// so large that a column has only zeros; a convolution; more than 2²⁸ entries.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, Sparse};
/// use varprop::theory::shape::Fans;
/// let sparse = Sparse::new(0.9, 0.1)?;
/// let variance = sparse.exact_variance(Fans { fan_in: 5, fan_out: 20 });
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/1000".to_owned()));
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Martens (2010), Deep learning via Hessian-free optimization, §5; PyTorch (2017),
/// nn.init.sparse_.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sparse {
    sparsity: f64,
    std_dev: f64,
}

/// The entry of sparse in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "sparse",
    aliases: &[],
    summary: "a fixed share of zeros in each column, the rest N(0, std_dev²)",
    parameters: &[
        Parameter::required(
            "sparsity",
            "0.9",
            "the share of zeros, rounded up to whole rows",
        ),
        Parameter::optional("std_dev", "0.01", "the standard deviation of the others"),
    ],
    build: |given| {
        let sparsity = given.number("sparsity")?;
        Ok(Box::new(Sparse::new(sparsity, given.number("std_dev")?)?))
    },
};

impl Sparse {
    /// A share `sparsity` of zeros in each column, the rest N(0, std_dev²).
    ///
    /// # Errors
    /// When the share is not in 0 ≤ s < 1, or the standard deviation lies outside
    /// 10⁻⁶⁰..=10⁶⁰.
    pub fn new(sparsity: f64, std_dev: f64) -> Result<Self, InitializerError> {
        SparseNormal::new(sparsity, std_dev)?;
        Ok(Self { sparsity, std_dev })
    }

    /// ⌈s·fan_out⌉.
    fn zeros_in_a_column(self, fans: Fans) -> u64 {
        (self.sparsity * fans.fan_out as f64).ceil() as u64
    }

    fn marginal(self, fans: Fans) -> Result<SparseNormal, InitializerError> {
        let share = self.zeros_in_a_column(fans) as f64 / fans.fan_out as f64;
        Ok(SparseNormal::new(share, self.std_dev)?)
    }
}

impl Initializer for Sparse {
    fn name(&self) -> &'static str {
        "sparse"
    }

    fn label(&self) -> String {
        format!("sparse({}, {})", self.sparsity, self.std_dev)
    }

    fn formula(&self) -> &'static str {
        "(1 − ⌈sparsity·fan_out⌉/fan_out)·std_dev²"
    }

    fn source(&self) -> &'static str {
        "Martens (2010), §5"
    }

    fn law(&self, fans: Fans) -> Result<WeightLaw, InitializerError> {
        storage::nonempty(fans)?;
        Ok(WeightLaw::Dependent(Box::new(self.marginal(fans)?)))
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        let rest = fans.fan_out.checked_sub(self.zeros_in_a_column(fans))?;
        let share = exact::ratio(rest, fans.fan_out)?;
        exact::squared(self.std_dev)?.checked_mul(share).ok()
    }

    /// Values come from `stream.named("values")`, row by row; the zeros of column j from
    /// `stream.named("zeros").indexed(j)`.
    fn draw_matrix(&self, fans: Fans, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        storage::nonempty(fans)?;
        self.marginal(fans)?;
        let sampler = Sampler::normal(Normal::new(0.0, self.std_dev)?);
        let values = stream.named("values");
        let mut weights = storage::draw_rows(&sampler, fans.fan_out, fans.fan_in, values)?;
        let zeros = self.zeros_in_a_column(fans) as usize;
        let mut rows: Vec<usize> = Vec::new();
        for column in 0..fans.fan_in {
            rows.clear();
            rows.extend(0..fans.fan_out as usize);
            let places = stream.named("zeros").indexed(column);
            places.generator().shuffle(&mut rows);
            for row in rows.iter().take(zeros) {
                let place = row * fans.fan_in as usize + column as usize;
                if let Some(weight) = weights.get_mut(place) {
                    *weight = 0.0;
                }
            }
        }
        Ok(weights)
    }

    fn draw_tensor(&self, layer: &Layer, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        if !layer.kernel().sizes().is_empty() {
            return Err(InitializerError::UnsuitableShape {
                initializer: self.name(),
                needed: "a dense layer",
                received: layer.kind().name().to_owned(),
            });
        }
        self.draw_matrix(layer.fans(), stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_number_of_zeros() {
        let fans = Fans {
            fan_in: 40,
            fan_out: 15,
        };
        let stream = Stream::root(4).named("sparse");
        let weights = Sparse::new(0.3, 1.0)
            .unwrap()
            .draw_matrix(fans, stream)
            .unwrap();
        for column in 0..40 {
            let zeros = weights
                .iter()
                .skip(column)
                .step_by(40)
                .filter(|w| **w == 0.0);
            // ⌈0.3·15⌉ = 5.
            assert_eq!(zeros.count(), 5);
        }
    }

    #[test]
    fn a_share_that_leaves_nothing_is_refused() {
        let fans = Fans {
            fan_in: 3,
            fan_out: 2,
        };
        let refused = Sparse::new(0.9, 1.0).unwrap().law(fans).unwrap_err();
        assert_eq!(refused.code(), "share-out-of-range");
    }
}
