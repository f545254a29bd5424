//! One linear layer given its inputs: the exact law of what it must put out.
//!
//! It sees a batch as it arrived, so no assumption on earlier layers is made, and tests of
//! different layers are independent. It computes no prediction of `theory`.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::TailKind;
use crate::empirical::stat::chernoff;
use crate::empirical::stat::chernoff::Cumulants;
use crate::empirical::stat::special;
use crate::empirical::stat::spectrum::gram;
use crate::num::real;
use crate::num::sum;
use nalgebra::DMatrix;
use nalgebra::SymmetricEigen;

/// T = tr(Zᵀ G⁺ Z)/σ² for a batch A of B inputs (B × n_in) and Z = A Wᵀ + 1bᵀ (B × n_out).
///
/// Column j of Z is A w_j + b_j 1 with w_j ~ N(0, σ²I), so it is N(0, σ²G) with the B × B matrix
/// G = A Aᵀ + (σ_b/σ)²·11ᵀ, independent over the n_out columns. Hence T ~ χ²_{n_out·r} exactly,
/// r the number of eigenvalues of G that are kept. Any choice of eigenvectors made from A alone
/// keeps T exact; those below 1e−10 of the largest eigenvalue are dropped, because rounding of
/// Z would be magnified by 1e5 and more. For one input T = ‖z‖²/(σ²‖a‖² + σ_b²) ~ χ²_{n_out}.
///
/// *Strictly sub-Gaussian weights and biases*: E exp(t·T) ≤ (1−2t)^(−n_out·r/2) (average over a
/// normal vector g of E exp(√(2t)·gᵀy)), Chernoff above; below, e^(−s) ≤ 1 − s + s²/2 gives
/// E e^(−sY) ≤ 1 − sr + s²(r² + 2r)/2 for each column's share Y of T, because
/// Var Y = 2r + (κ−3)Σp² ≤ 2r. *Other weights*: the normal limit with that variance, which may
/// only warn.
#[derive(Clone, Debug)]
pub struct LayerCheck<'a> {
    null: Null<'a>,
    batch: usize,
    /// r × B: each row whitens one direction of a column of Z.
    whitening: DMatrix<f64>,
    /// Σ_i p_ii² of the projection onto the rows' span, of the n_in weights.
    leverage: f64,
}

/// Eigenvalues below this part of the largest are dropped.
const RANK_THRESHOLD: f64 = 1e-10;

impl<'a> LayerCheck<'a> {
    /// Prepares the test for a batch of inputs, one row each, and biases of this deviation.
    ///
    /// # Errors
    /// `NotApplicable` if the weight law has a mean, `InvalidParameter` for a negative bias
    /// deviation or inputs that are all zero, `Decomposition` if eigenvalues do not converge.
    pub fn new(null: Null<'a>, inputs: &Sample<'_>, bias_std_dev: f64) -> Result<Self, StatError> {
        if null.mean() != 0.0 {
            return Err(StatError::NotApplicable {
                check: "layer-local",
                label: null.label(),
            });
        }
        if !(bias_std_dev >= 0.0 && bias_std_dev.is_finite()) {
            return Err(StatError::InvalidParameter {
                what: "the standard deviation of the biases",
                allowed: "finite and not negative",
                value: bias_std_dev,
            });
        }
        let ratio = bias_std_dev / null.std_dev();
        let covariance = covariance(inputs, ratio);
        let whitening = whitening(covariance, null.std_dev())?;
        let leverage = leverage(&whitening, inputs, null.std_dev());
        Ok(Self {
            null,
            batch: inputs.rows(),
            whitening,
            leverage,
        })
    }

    /// r: how many independent directions the batch spans.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.whitening.nrows()
    }

    /// T and its degrees of freedom, for normal weights only.
    pub(in crate::empirical::stat) fn normal_total(
        &self,
        outputs: &Sample<'_>,
    ) -> Result<(f64, f64), StatError> {
        if !self.null.is_normal() {
            return Err(StatError::NotApplicable {
                check: "the pooled layer-local test",
                label: self.null.label(),
            });
        }
        if outputs.rows() != self.batch {
            return Err(self.mismatch(outputs));
        }
        let degrees = (self.rank() * outputs.cols()) as f64;
        Ok((whitened_energy(&self.whitening, outputs), degrees))
    }

    fn mismatch(&self, outputs: &Sample<'_>) -> StatError {
        StatError::ShapeMismatch {
            rows: self.batch,
            cols: outputs.cols(),
            received: outputs.values().len(),
        }
    }

    fn p_value(&self, total: f64, n_out: f64) -> Result<(PValue, Guarantee), StatError> {
        let rank = self.rank() as f64;
        let degrees = n_out * rank;
        match self.null.kind() {
            TailKind::Normal => {
                let lower = special::chi_squared_cdf(degrees, total)?;
                let upper = special::chi_squared_sf(degrees, total)?;
                Ok((PValue::two_sided(lower, upper)?, Guarantee::Exact))
            }
            TailKind::StrictlySubGaussian => {
                let bound = 2.0 * real::exp(-sub_gaussian_exponent(total, n_out, rank));
                Ok((PValue::bound(bound)?, Guarantee::Bound))
            }
            TailKind::Bounded | TailKind::Unbounded => {
                let excess = (self.null.kurtosis() - 3.0) * self.leverage;
                let z = (total - degrees) / (n_out * (2.0 * rank + excess)).sqrt();
                Ok((
                    PValue::new(special::normal_beyond(z))?,
                    Guarantee::Asymptotic,
                ))
            }
        }
    }
}

impl Check for LayerCheck<'_> {
    fn name(&self) -> &'static str {
        "layer-local"
    }

    fn null(&self) -> String {
        format!("outputs of a layer with weights {}", self.null.label())
    }

    fn effect(&self) -> &'static str {
        "relative error of the layer's variance"
    }

    /// The sample is Z, one row for each input.
    fn measure(&self, outputs: &Sample<'_>) -> Result<Measurement, StatError> {
        if outputs.rows() != self.batch {
            return Err(self.mismatch(outputs));
        }
        let total = whitened_energy(&self.whitening, outputs);
        let (p_value, guarantee) = self.p_value(total, outputs.cols() as f64)?;
        let degrees = (self.rank() * outputs.cols()) as f64;
        let name = "tr(Zᵀ G⁺ Z)/(σ² n_out r)";
        Ok(Measurement::new(name, total / degrees, p_value, guarantee))
    }

    /// For weights that are normal; bounded laws see less, and state nothing here.
    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        if !self.null.is_normal() {
            return Err(StatError::NotApplicable {
                check: "the detectable effect of layer-local",
                label: self.null.label(),
            });
        }
        let degrees = extent.cols as f64 * self.rank() as f64;
        let reject = special::chi_squared_upper(degrees, 0.5 * level.alpha())?;
        Ok(reject / special::chi_squared_lower(degrees, level.beta())? - 1.0)
    }
}

/// A Aᵀ + ratio²·11ᵀ.
fn covariance(inputs: &Sample<'_>, ratio: f64) -> DMatrix<f64> {
    gram(inputs.values(), inputs.rows(), inputs.cols()).add_scalar(ratio * ratio)
}

/// Rows u_kᵀ/(σ√λ_k) for the eigenpairs that are kept.
fn whitening(covariance: DMatrix<f64>, std_dev: f64) -> Result<DMatrix<f64>, StatError> {
    let batch = covariance.nrows();
    let failed = StatError::Decomposition {
        what: "the covariance of the inputs",
        rows: batch,
        cols: batch,
    };
    let eigen = SymmetricEigen::try_new(covariance, f64::EPSILON, 10_000).ok_or(failed)?;
    let most = eigen.eigenvalues.iter().copied().fold(0.0, f64::max);
    let kept: Vec<usize> = (0..batch)
        .filter(|&k| eigen.eigenvalues[k] > RANK_THRESHOLD * most)
        .collect();
    if kept.is_empty() {
        return Err(StatError::InvalidParameter {
            what: "the largest eigenvalue of the inputs' covariance",
            allowed: "positive",
            value: most,
        });
    }
    Ok(DMatrix::from_fn(kept.len(), batch, |row, column| {
        let k = kept[row];
        eigen.eigenvectors[(column, k)] / (std_dev * eigen.eigenvalues[k].sqrt())
    }))
}

/// Σ (whitening · Z)².
fn whitened_energy(whitening: &DMatrix<f64>, outputs: &Sample<'_>) -> f64 {
    let z = DMatrix::from_row_slice(outputs.rows(), outputs.cols(), outputs.values());
    sum::sum((whitening * z).iter().map(|y| y * y))
}

/// Σ_i (Σ_k v_ki²)² with V = σ · whitening · A, whose rows are orthonormal without a bias.
fn leverage(whitening: &DMatrix<f64>, inputs: &Sample<'_>, std_dev: f64) -> f64 {
    let a = DMatrix::from_row_slice(inputs.rows(), inputs.cols(), inputs.values());
    let v = whitening * a * std_dev;
    v.column_iter()
        .map(|column| real::powi(column.norm_squared(), 2))
        .sum()
}

/// The exponent of the bound on the tail in which T lies.
fn sub_gaussian_exponent(total: f64, n_out: f64, rank: f64) -> f64 {
    let ratio = total / (n_out * rank);
    if ratio.is_nan() {
        return f64::NAN;
    }
    if ratio >= 1.0 {
        return 0.5 * n_out * rank * (ratio - 1.0 - real::ln(ratio));
    }
    n_out * chernoff::rate(&BelowMean { rank }, ratio)
}

/// ln(1 + t + t²(1 + 2/r)/2): above the cumulants of Y/r for t ≤ 0.
struct BelowMean {
    rank: f64,
}

impl Cumulants for BelowMean {
    fn at(&self, t: f64) -> [f64; 3] {
        let second = 1.0 + 2.0 / self.rank;
        let total = 1.0 + t + 0.5 * t * t * second;
        let slope = (1.0 + t * second) / total;
        [real::ln(total), slope, second / total - slope * slope]
    }

    fn domain(&self) -> (f64, f64) {
        // Beyond its minimum at −1/(1 + 2/r) the bound only grows.
        (-1.0 / (1.0 + 2.0 / self.rank), 0.0)
    }
}

/// tr(G)²/‖G‖_F² with G = A Aᵀ: how many independent inputs a batch through one W is worth.
///
/// # Example
/// ```
/// use varprop::empirical::stat::{Sample, n_eff};
/// // Two copies of one input are worth one.
/// let batch = Sample::new(&[1.0, 2.0, 1.0, 2.0], 2, 2)?;
/// assert_eq!(n_eff(&batch), 1.0);
/// # Ok::<(), varprop::empirical::stat::StatError>(())
/// ```
#[must_use]
pub fn n_eff(inputs: &Sample<'_>) -> f64 {
    let gram = gram(inputs.values(), inputs.rows(), inputs.cols());
    let trace = gram.trace();
    trace * trace / sum::sum(gram.iter().map(|g| g * g))
}
