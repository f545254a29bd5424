//! Random orthogonal weights: uniform (Haar) over matrices with orthonormal rows or columns.
//!
//! The kernel that is orthogonal at its center only is in `delta_orthogonal`.

use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::householder;
use crate::initializer::storage;
use crate::num::Rational;
use crate::random::Stream;
use crate::spec::Parameter;
use crate::theory::distribution::HaarEntry;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;

/// gain·Q, Q Haar-distributed: random orthogonal weights.
///
/// # Definition
/// With r rows and c columns, Q has orthonormal columns if c ≤ r and orthonormal rows if r ≤ c,
/// and its law is invariant under rotations. Q is the factor of A = QR of a Gaussian A with
/// diag R made positive. A convolution's tensor is flattened to `[outputs][inputs/groups·∏k]`.
///
/// # Moments
/// E W = 0, Var W = gain²/max(r, c); entries are dependent, each with the law [`HaarEntry`].
///
/// # Assumptions
/// A square linear net keeps all norms exactly; gain √2 suits ReLU.
///
/// # Errors
/// A gain outside 10⁻⁶⁰..=10⁶⁰; an empty fan; more than 2²⁸ entries. The cost is O(r·c·min(r, c)).
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, Orthogonal};
/// use varprop::random::Stream;
/// use varprop::theory::shape::Fans;
/// let q = Orthogonal::new(1.0)?.draw_matrix(Fans { fan_in: 2, fan_out: 2 }, Stream::root(1))?;
/// // Entries of at most 1, each of a reflection's few roundings, and a sum of two products.
/// let rounding = varprop::num::Tolerance::rounding(16, 1.0);
/// assert!(rounding.accepts(q[0] * q[2] + q[1] * q[3], 0.0));
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Saxe, McClelland & Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in
/// deep linear neural networks; Mezzadri (2007), How to generate random matrices from the
/// classical compact groups, on the signs that make QR uniform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orthogonal {
    gain: f64,
}

/// The entry of orthogonal in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "orthogonal",
    aliases: &[],
    summary: "gain times a Haar-random matrix with orthonormal rows or columns",
    parameters: &[Parameter::optional("gain", "1", "the factor of the matrix")],
    build: |given| Ok(Box::new(Orthogonal::new(given.number("gain")?)?)),
};

impl Orthogonal {
    /// Haar-random orthonormal rows or columns, times the gain.
    ///
    /// # Errors
    /// When the gain lies outside 10⁻⁶⁰..=10⁶⁰.
    pub fn new(gain: f64) -> Result<Self, InitializerError> {
        HaarEntry::new(1, gain)?;
        Ok(Self { gain })
    }

    fn marginal(self, rows: u64, columns: u64) -> Result<WeightLaw, InitializerError> {
        let law = HaarEntry::new(rows.max(columns), self.gain)?;
        Ok(WeightLaw::Dependent(Box::new(law)))
    }
}

impl Initializer for Orthogonal {
    fn name(&self) -> &'static str {
        "orthogonal"
    }

    fn label(&self) -> String {
        label(self.name(), self.gain)
    }

    fn formula(&self) -> &'static str {
        "gain²/max(fan_in, fan_out)"
    }

    fn source(&self) -> &'static str {
        "Saxe, McClelland & Ganguli (2014); Mezzadri (2007) for the draw"
    }

    fn law(&self, fans: Fans) -> Result<WeightLaw, InitializerError> {
        storage::nonempty(fans)?;
        self.marginal(fans.fan_out, fans.fan_in)
    }

    fn tensor_law(&self, layer: &Layer) -> Result<WeightLaw, InitializerError> {
        self.marginal(layer.outputs(), layer.fans().fan_in)
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        let share = exact::ratio(1, fans.fan_in.max(fans.fan_out))?;
        exact::squared(self.gain)?.checked_mul(share).ok()
    }

    fn draw_matrix(&self, fans: Fans, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        storage::nonempty(fans)?;
        haar(fans.fan_out, fans.fan_in, self.gain, stream)
    }

    fn draw_tensor(&self, layer: &Layer, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        haar(layer.outputs(), layer.fans().fan_in, self.gain, stream)
    }
}

/// `name` or `name(gain)`.
pub(in crate::initializer) fn label(name: &str, gain: f64) -> String {
    if gain == 1.0 {
        return name.to_owned();
    }
    format!("{name}({gain})")
}

/// gain times a Haar-random matrix, row-major; orthonormal vector k comes from
/// `stream.indexed(k)`, the vectors being the shorter dimension's: rows, or columns.
pub(in crate::initializer) fn haar(
    rows: u64,
    columns: u64,
    gain: f64,
    stream: Stream,
) -> Result<Vec<f64>, InitializerError> {
    let (count, length) = (rows.min(columns), rows.max(columns));
    let mut vectors = gaussian(count, length, stream)?;
    let length = vectors.len() / (count.max(1) as usize);
    let signs = householder::orthonormalize(&mut vectors, length);
    for (vector, sign) in vectors.chunks_exact_mut(length.max(1)).zip(signs) {
        vector.iter_mut().for_each(|entry| *entry *= sign * gain);
    }
    if rows <= columns {
        return Ok(vectors);
    }
    transposed(&vectors, length)
}

fn gaussian(count: u64, length: u64, stream: Stream) -> Result<Vec<f64>, InitializerError> {
    let mut vectors = storage::zeros(count, length)?;
    let length = vectors.len() / (count.max(1) as usize);
    for (k, vector) in (0..count).zip(vectors.chunks_exact_mut(length.max(1))) {
        stream.indexed(k).generator().fill_normal(vector);
    }
    Ok(vectors)
}

/// Vectors of this length as the columns of a row-major matrix.
fn transposed(vectors: &[f64], length: usize) -> Result<Vec<f64>, InitializerError> {
    let count = vectors.len() / length.max(1);
    let mut matrix = storage::zeros(length as u64, count as u64)?;
    for (i, row) in matrix.chunks_exact_mut(count.max(1)).enumerate() {
        let column = vectors.iter().skip(i).step_by(length.max(1));
        row.iter_mut().zip(column).for_each(|(w, v)| *w = *v);
    }
    Ok(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::num::sum;

    fn draw(rows: u64, columns: u64, seed: u64) -> Vec<f64> {
        let fans = Fans {
            fan_in: columns,
            fan_out: rows,
        };
        let stream = Stream::root(seed).named("orthogonal");
        Orthogonal::new(1.0)
            .unwrap()
            .draw_matrix(fans, stream)
            .unwrap()
    }

    /// The largest entry of |VVᵀ − I| over rows, or of |VᵀV − I| over columns if fewer.
    fn defect(matrix: &[f64], rows: usize, columns: usize) -> f64 {
        let matrix = nalgebra::DMatrix::from_row_slice(rows, columns, matrix);
        let gram = if rows <= columns {
            &matrix * matrix.transpose()
        } else {
            matrix.transpose() * &matrix
        };
        (gram - nalgebra::DMatrix::identity(rows.min(columns), rows.min(columns))).amax()
    }

    #[test]
    fn rows_or_columns_are_orthonormal() {
        for (rows, columns) in [(1, 1), (1, 7), (7, 1), (16, 16), (20, 33), (33, 20)] {
            let matrix = draw(rows as u64, columns as u64, 1);
            // ‖Q̂ − Q‖_F ≤ √n·γ(c·mn) (Higham 2002, eq. 19.13), c = 2 operations an element of
            // each reflection with its norm and dot product 6; Q̂ᵀQ̂ doubles it.
            let (n, m) = (rows.min(columns) as u32, rows.max(columns) as u32);
            let operations = 2 * 6 * m * n * n.isqrt().max(1);
            let tolerance = Tolerance::rounding(operations, 1.0);
            let defect = defect(&matrix, rows, columns);
            assert!(
                tolerance.accepts(defect, 0.0),
                "{rows} x {columns}: {defect:e}"
            );
        }
    }

    #[test]
    fn one_wrong_sign_breaks_orthogonality() {
        let mut matrix = draw(16, 16, 1);
        matrix[5] = -matrix[5];
        assert!(
            !Tolerance::rounding(2 * 6 * 16 * 16 * 4, 1.0).accepts(defect(&matrix, 16, 16), 0.0)
        );
    }

    fn mean_trace(matrices: impl Iterator<Item = Vec<f64>>, n: usize) -> f64 {
        let traces: Vec<f64> = matrices
            .map(|m| sum::sum((0..n).map(|i| m[i * n + i])))
            .collect();
        sum::mean(&traces).unwrap()
    }

    /// The trace of a Haar matrix has mean 0 and variance 1, and is normal up to moments of order
    /// n (Diaconis & Shahshahani 1994): at a false-alarm rate of 1e-9 the mean of 50 lies within
    /// 6.11 standard errors.
    const QUANTILE: f64 = 6.11;

    #[test]
    fn the_trace_of_haar_matrices_averages_to_zero() {
        let mean = mean_trace((0..50).map(|seed| draw(64, 64, seed)), 64);
        let tolerance = Tolerance::standard_errors(QUANTILE, 1.0 / f64::sqrt(50.0));
        assert!(tolerance.accepts(mean, 0.0), "{mean}");
    }

    #[test]
    fn without_the_sign_of_diag_r_the_trace_betrays_that_q_is_not_haar() {
        let unsigned = |seed| {
            let stream = Stream::root(seed).named("orthogonal");
            let mut vectors = gaussian(64, 64, stream).unwrap();
            householder::orthonormalize(&mut vectors, 64);
            vectors
        };
        let mean = mean_trace((0..50).map(unsigned), 64);
        let tolerance = Tolerance::standard_errors(QUANTILE, 1.0 / f64::sqrt(50.0));
        assert!(!tolerance.accepts(mean, 0.0), "{mean}");
        // LAPACK's convention gives −4.65 at n = 64.
        assert!(tolerance.accepts(mean, -4.65), "{mean}");
    }

    #[test]
    fn the_gain_scales_and_a_bad_one_is_refused() {
        let fans = Fans {
            fan_in: 3,
            fan_out: 3,
        };
        let stream = Stream::root(1).named("orthogonal");
        let doubled = Orthogonal::new(2.0)
            .unwrap()
            .draw_matrix(fans, stream)
            .unwrap();
        let plain = draw(3, 3, 1);
        assert!(doubled.iter().zip(&plain).all(|(a, b)| *a == 2.0 * b));
        assert_eq!(
            Orthogonal::new(0.0).unwrap_err().code(),
            "scale-out-of-range"
        );
    }
}
