//! Where χ = 1 at a fixed point: the σ_w² that goes with a given σ_b², and q*.
//!
//! It does not follow the recursion near such a point: see [`super::trajectory`].

use crate::num::Interval;
use crate::theory::activation::GaussianMoments;
use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::error::checked_variance;
use crate::theory::mean_field::fixed_point::SCANNED;
use crate::theory::mean_field::recursion::non_negative;
use crate::theory::mean_field::recursion::spread;
use crate::theory::mean_field::root::scan;

/// A point of the line between the ordered and the chaotic phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalPoint {
    /// σ_w², with χ(q*) = 1.
    pub weight_variance: Interval,
    /// q*; its existence is certain.
    pub q: Interval,
}

/// The critical points for one σ_b².
#[derive(Clone, Debug, PartialEq)]
pub struct CriticalPoints {
    /// Isolated ones, by ascending q*.
    pub isolated: Vec<CriticalPoint>,
    /// Ranges of q in which it could not be decided whether q is a critical fixed point.
    pub unresolved: Vec<Interval>,
    /// The range of q that was scanned, besides 0.
    pub scanned: Interval,
}

impl CriticalPoints {
    /// Whether, within the enclosures, every scanned q is critical for some σ_w²: ReLU at σ_b² = 0.
    #[must_use]
    pub fn is_continuum(&self) -> bool {
        self.unresolved == [self.scanned]
    }
}

/// All (σ_w², q*) with V(q*) = q* and χ(q*) = 1 for the given σ_b²
/// (Poole et al. 2016, section 2; Schoenholz et al. 2017, figure 1).
///
/// χ = 1 means σ_w² = 1/E[φ′(√q z)²]; put into V(q) = q it leaves one equation in q,
///
/// E[φ(√q z)²]/E[φ′(√q z)²] + σ_b² = q,
///
/// whose zeros are certified by changes of sign on 10⁻¹² ≤ q ≤ 10¹². With σ_b² = 0 and φ(0) = 0
/// the point q* = 0, σ_w² = 1/φ′(0)² is one of them.
///
/// # Example
/// ```
/// use varprop::num::Tolerance;
/// use varprop::theory::activation::Tanh;
/// use varprop::theory::mean_field::critical_points;
/// let found = critical_points(&Tanh, 0.05)?;
/// let weight_variance = found.isolated[0].weight_variance.midpoint();
/// assert!(Tolerance::printed(11).accepts(weight_variance, 1.760_954_639_61));
/// # Ok::<(), varprop::theory::mean_field::MeanFieldError>(())
/// ```
///
/// # Errors
/// `Variance` when σ_b² is negative or not finite.
pub fn critical_points(
    activation: &dyn GaussianMoments,
    bias_variance: f64,
) -> Result<CriticalPoints, MeanFieldError> {
    let bias = checked_variance("the bias variance", bias_variance)?;
    let range = (SCANNED.0, SCANNED.1.max(1e3 * bias));
    let excess = |q: f64| excess(activation, bias, q);
    let roots = scan(range, excess, |q| excess_slope(activation, q))?;
    let keeps_zero = bias == 0.0 && activation.value(0.0) == 0.0;
    let zero = keeps_zero.then_some(Interval::point(0.0));
    let points = zero.into_iter().chain(roots.isolated);
    Ok(CriticalPoints {
        isolated: points
            .filter_map(|q| critical_point(activation, q).transpose())
            .collect::<Result<_, _>>()?,
        unresolved: roots.unresolved,
        scanned: Interval::new(range.0, range.1),
    })
}

/// `E[φ²]/E[φ′²] + σ_b² − q`.
fn excess(activation: &dyn GaussianMoments, bias: f64, q: f64) -> Result<Interval, MeanFieldError> {
    let derivative = non_negative(activation.derivative_second_moment(q)?);
    let ratio = activation.second_moment(q)? / derivative;
    Ok(ratio + Interval::point(bias) - Interval::point(q))
}

/// Nothing is known of its slope: `E[φ′²]` has no derivative in the contract of an activation, so
/// two zeros between neighbouring points of the scan stay unseen.
fn excess_slope(_: &dyn GaussianMoments, _: f64) -> Result<Interval, MeanFieldError> {
    Ok(Interval::WHOLE)
}

/// The point at a given q*; none where φ′ vanishes almost surely and no σ_w² would do.
fn critical_point(
    activation: &dyn GaussianMoments,
    q: Interval,
) -> Result<Option<CriticalPoint>, MeanFieldError> {
    let derivative = spread(q, |q| activation.derivative_second_moment(q))?;
    let weight_variance = Interval::point(1.0) / derivative;
    Ok((derivative.low() > 0.0).then_some(CriticalPoint { weight_variance, q }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::mean_field::fixed_point::Phase;
    use crate::theory::mean_field::recursion::Recursion;
    use crate::theory::mean_field::test_activation::Erf;
    use crate::theory::mean_field::test_activation::Relu;
    use crate::theory::mean_field::test_activation::Tanh;

    #[test]
    fn tanh_is_critical_where_scipy_finds_it() {
        // (σ_b², σ_w², digits, q*, digits): scipy 1.x `quad` and `brentq` on the same equations.
        let table = [
            (0.05, 1.760_954_639_61, 11, 0.570_047_881_641, 12),
            (0.01, 1.424_205_29, 8, 0.273_300_9, 7),
            (0.1, 1.986_072_641, 9, 0.805_799_2, 7),
            (0.2, 2.285_152_474, 9, 1.164_496, 6),
            (0.3, 2.505_127_19, 8, 1.461_169, 6),
        ];
        for (bias, weight_variance, printed, q, printed_q) in table {
            let found = critical_points(&Tanh, bias).unwrap();
            assert_eq!(found.isolated.len(), 1, "σ_b² = {bias}");
            let point = found.isolated[0];
            let near =
                |decimals, x: Interval, y| Tolerance::printed(decimals).accepts(x.midpoint(), y);
            assert!(near(printed, point.weight_variance, weight_variance));
            assert!(near(printed_q, point.q, q));
        }
    }

    #[test]
    fn a_critical_weight_variance_puts_the_fixed_point_into_the_critical_phase() {
        let point = critical_points(&Tanh, 0.05).unwrap().isolated[0];
        let recursion = Recursion::new(&Tanh, point.weight_variance.midpoint(), 0.05).unwrap();
        let fixed = recursion.fixed_points().unwrap().isolated[0];
        assert_eq!(fixed.phase(), Phase::Critical);
        assert!(fixed.q.intersects(point.q));
    }

    #[test]
    fn the_rounded_point_of_the_literature_is_just_ordered() {
        // (1.76, 0.05): χ = 0.999796.
        let recursion = Recursion::new(&Tanh, 1.76, 0.05).unwrap();
        let fixed = recursion.fixed_points().unwrap().isolated[0];
        assert!(Tolerance::printed(6).accepts(fixed.chi.midpoint(), 0.999_796));
        assert_eq!(fixed.phase(), Phase::Ordered);
    }

    #[test]
    fn without_bias_tanh_is_critical_at_one_and_erf_at_pi_over_four() {
        let tanh = critical_points(&Tanh, 0.0).unwrap();
        assert_eq!(tanh.isolated.len(), 1);
        assert_eq!(tanh.isolated[0].q, Interval::point(0.0));
        assert!(tanh.isolated[0].weight_variance.contains(1.0));
        let erf = critical_points(&Erf, 0.0).unwrap();
        let quarter_pi = std::f64::consts::FRAC_PI_4;
        assert!(erf.isolated[0].weight_variance.contains(quarter_pi));
    }

    #[test]
    fn relu_is_critical_at_two_for_every_q_without_bias_and_nowhere_with() {
        let without = critical_points(&Relu, 0.0).unwrap();
        assert!(without.is_continuum());
        assert!(without.isolated[0].weight_variance.contains(2.0));
        let with = critical_points(&Relu, 0.1).unwrap();
        assert!(with.isolated.is_empty());
    }
}
