//! Fixed points of V, their stability, phase and depth scales.
//!
//! Existence is certified by a change of sign of V(q) − q on interval evaluations; what they
//! cannot decide is reported as undecided. It does not move σ_w²: see [`super::critical`].

use crate::num::Interval;
use crate::num::real;
use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::recursion::Recursion;
use crate::theory::mean_field::recursion::spread;
use crate::theory::mean_field::root::Growth;
use crate::theory::mean_field::root::scan;
use std::cmp::Ordering;

/// Where fixed points are looked for; 0 is treated apart.
pub(super) const SCANNED: (f64, f64) = (1e-12, 1e12);

/// The widest radius of a factor that still counts as 1: its depth scale exceeds a million layers.
pub const RESOLUTION: f64 = 1e-6;

/// The fixed points of a recursion on [0, ∞), as far as the scan reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedPoints {
    /// Isolated fixed points, ascending.
    pub isolated: Vec<FixedPoint>,
    /// Ranges of the scan in which V(q) could not be told from q.
    ///
    /// The whole scan for a continuum ([`FixedPoints::is_continuum`]); a stretch next to 0 where
    /// V(q) − q falls below the error of the moments; a neighbourhood where V touches the diagonal.
    pub unresolved: Vec<Interval>,
    /// What V(q) − q does above the scan's last point.
    pub growth: Growth,
    /// The range that was scanned.
    pub scanned: Interval,
}

impl FixedPoints {
    /// Whether V(q) = q, within the enclosures, at every scanned q: ReLU at σ_w² = 2, σ_b² = 0.
    #[must_use]
    pub fn is_continuum(&self) -> bool {
        self.unresolved == [self.scanned]
    }

    /// The fixed points that attract their neighbourhood.
    pub fn attracting(&self) -> impl Iterator<Item = &FixedPoint> {
        self.isolated
            .iter()
            .filter(|point| point.stability() == Stability::Attracting)
    }
}

/// A q* with V(q*) = q*.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedPoint {
    /// q*: at least one fixed point lies in this enclosure for certain.
    pub q: Interval,
    /// V′(q*).
    pub slope: Interval,
    /// χ(q*).
    pub chi: Interval,
}

/// What a fixed point does to its neighbourhood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// |V′(q*)| < 1.
    Attracting,
    /// |V′(q*)| > 1.
    Repelling,
    /// |V′(q*)| = 1, to within [`RESOLUTION`].
    Marginal,
    /// The enclosure of |V′(q*)| holds 1 and is too wide to tell.
    Undecided,
}

/// What a layer does to the angle between two nearby inputs, and to gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// χ < 1: inputs align, gradients vanish.
    Ordered,
    /// χ > 1: inputs part, gradients explode.
    Chaotic,
    /// χ = 1, to within [`RESOLUTION`].
    Critical,
    /// The enclosure of χ holds 1 and is too wide to tell.
    Undecided,
}

impl FixedPoint {
    /// Whether q* attracts.
    #[must_use]
    pub fn stability(&self) -> Stability {
        match compare_with_one(self.slope.abs()) {
            Some(Ordering::Less) => Stability::Attracting,
            Some(Ordering::Equal) => Stability::Marginal,
            Some(Ordering::Greater) => Stability::Repelling,
            None => Stability::Undecided,
        }
    }

    /// Ordered or chaotic (Poole et al. 2016, section 2).
    #[must_use]
    pub fn phase(&self) -> Phase {
        match compare_with_one(self.chi) {
            Some(Ordering::Less) => Phase::Ordered,
            Some(Ordering::Equal) => Phase::Critical,
            Some(Ordering::Greater) => Phase::Chaotic,
            None => Phase::Undecided,
        }
    }

    /// ξ_q = 1/|ln V′(q*)|: over how many layers a deviation of q changes by e
    /// (Schoenholz et al. 2017, on depth scales); unbounded above at a marginal point.
    #[must_use]
    pub fn magnitude_depth_scale(&self) -> Interval {
        depth_scale(self.slope.abs())
    }

    /// ξ_c = 1/|ln χ(q*)|: over how many layers the angle between nearby inputs and the second
    /// moment of a gradient change by e (Schoenholz et al. 2017, on depth scales and on
    /// gradients); unbounded above at criticality. In the chaotic phase angles settle at a rate of
    /// their own, and this is the scale of the gradient alone.
    #[must_use]
    pub fn gradient_depth_scale(&self) -> Interval {
        depth_scale(self.chi)
    }
}

impl Recursion<'_> {
    /// All fixed points of V that lie at 0 or in the scanned range 10⁻¹² ≤ q ≤ 10¹².
    ///
    /// V(q) ≥ σ_b², so with biases the scan starts at σ_b²/2 if that is lower. At 8 points a
    /// decade it finds every sign change that is not paired with another between two points, and
    /// pairs too when V(q) − q has one extremum between those points.
    ///
    /// # Errors
    /// `Activation` when the activation refuses a moment.
    pub fn fixed_points(&self) -> Result<FixedPoints, MeanFieldError> {
        let range = self.scanned();
        let distance = |q: f64| Ok(self.step(q)? - Interval::point(q));
        let roots = scan(range, distance, |q| {
            Ok::<_, MeanFieldError>(self.slope(q)? - Interval::point(1.0))
        })?;
        let zero = self.keeps_zero().then_some(Interval::point(0.0));
        let isolated = zero.into_iter().chain(roots.isolated);
        Ok(FixedPoints {
            isolated: isolated
                .map(|q| self.fixed_point(q))
                .collect::<Result<_, _>>()?,
            unresolved: roots.unresolved,
            growth: roots.growth,
            scanned: Interval::new(range.0, range.1),
        })
    }

    /// Whether V(0) = 0, exactly.
    fn keeps_zero(&self) -> bool {
        let output = self.activation().value(0.0);
        self.bias_variance() == 0.0 && (output == 0.0 || self.weight_variance() == 0.0)
    }

    fn scanned(&self) -> (f64, f64) {
        let bias = self.bias_variance();
        if bias == 0.0 {
            return SCANNED;
        }
        (SCANNED.0.min(0.5 * bias), SCANNED.1.max(1e3 * bias))
    }

    fn fixed_point(&self, q: Interval) -> Result<FixedPoint, MeanFieldError> {
        Ok(FixedPoint {
            q,
            slope: spread(q, |q| self.slope(q))?,
            chi: spread(q, |q| self.chi(q))?,
        })
    }
}

/// Where an enclosure lies; equal when it holds 1 and is narrower than [`RESOLUTION`].
fn compare_with_one(x: Interval) -> Option<Ordering> {
    if x.high() < 1.0 {
        Some(Ordering::Less)
    } else if x.low() > 1.0 {
        Some(Ordering::Greater)
    } else {
        (x.radius() <= RESOLUTION).then_some(Ordering::Equal)
    }
}

/// 1/|ln x| of a factor a layer; [.., ∞] when 1 is inside, 0 for a factor 0.
#[must_use]
pub fn depth_scale(factor: Interval) -> Interval {
    let rate = enclosed_ln(factor).abs();
    if rate == Interval::point(0.0) {
        return Interval::point(f64::INFINITY);
    }
    let low = (1.0 / rate.high()).next_down().max(0.0);
    if rate.low() == f64::INFINITY {
        return Interval::point(0.0);
    }
    Interval::new(low, (1.0 / rate.low()).next_up())
}

/// ln of the non-negative part of an enclosure, widened by what `num::real` may err.
fn enclosed_ln(x: Interval) -> Interval {
    let end = |x: f64| real::ln(x.max(0.0));
    let widen = |y: f64| {
        if y.is_finite() {
            Interval::around(y, real::MAX_ULP * f64::EPSILON * y.abs())
        } else {
            Interval::point(y)
        }
    };
    if x == Interval::point(1.0) {
        return Interval::point(0.0);
    }
    widen(end(x.low())).hull(widen(end(x.high())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::activation::Selu;
    use crate::theory::activation::Softplus;
    use crate::theory::mean_field::test_activation::Erf;
    use crate::theory::mean_field::test_activation::Identity;
    use crate::theory::mean_field::test_activation::Relu;
    use crate::theory::mean_field::test_activation::Tanh;

    fn fixed_points(recursion: &Recursion) -> FixedPoints {
        recursion.fixed_points().unwrap()
    }

    #[test]
    fn off_critical_tanh_has_the_tabled_fixed_point_and_depth_scales() {
        // (σ_w², q*, χ, ξ_c, ξ_q) at σ_b² = 0.05: scipy 1.x `quad` and `brentq`.
        let table = [
            (1.3, 0.315_316, 0.880_164, 7.834, 1.785),
            (1.5, 0.418_037, 0.938_636, 15.79, 1.683),
            (2.5, 1.063_958, 1.133_516, 7.979, 1.180),
            (4.0, 2.195_494, 1.342_402, 3.396, 0.873),
        ];
        for (weight_variance, q, chi, gradient, magnitude) in table {
            let recursion = Recursion::new(&Tanh, weight_variance, 0.05).unwrap();
            let found = fixed_points(&recursion);
            assert_eq!((found.isolated.len(), found.growth), (1, Growth::Bounded));
            let point = found.isolated[0];
            assert_eq!(point.stability(), Stability::Attracting);
            let near =
                |decimals, x: Interval, y| Tolerance::printed(decimals).accepts(x.midpoint(), y);
            assert!(near(6, point.q, q) && near(6, point.chi, chi));
            let decimals = if gradient > 10.0 { 2 } else { 3 };
            assert!(near(decimals, point.gradient_depth_scale(), gradient));
            assert!(near(3, point.magnitude_depth_scale(), magnitude));
            let phase = if chi < 1.0 {
                Phase::Ordered
            } else {
                Phase::Chaotic
            };
            assert_eq!(point.phase(), phase);
        }
    }

    #[test]
    fn the_enclosure_of_a_fixed_point_is_narrow() {
        let recursion = Recursion::new(&Tanh, 1.5, 0.05).unwrap();
        let point = fixed_points(&recursion).isolated[0];
        // V − q is known within 2·10⁻¹⁴ and has slope −0.45.
        assert!(point.q.radius() < Tolerance::bound(4.0 * 2e-14 / 0.45).absolute());
    }

    #[test]
    fn chaotic_tanh_without_bias_repels_zero_and_attracts_one_point() {
        let recursion = Recursion::new(&Tanh, 2.0, 0.0).unwrap();
        let found = fixed_points(&recursion);
        let stabilities: Vec<_> = found.isolated.iter().map(FixedPoint::stability).collect();
        assert_eq!(stabilities, [Stability::Repelling, Stability::Attracting]);
        assert_eq!(found.isolated[0].q, Interval::point(0.0));
        assert!(found.isolated[0].slope.contains(2.0));
    }

    #[test]
    fn critical_tanh_without_bias_has_only_a_marginal_zero() {
        let found = fixed_points(&Recursion::new(&Tanh, 1.0, 0.0).unwrap());
        assert_eq!(found.isolated.len(), 1);
        let zero = found.isolated[0];
        assert_eq!(zero.stability(), Stability::Marginal);
        assert_eq!(zero.phase(), Phase::Critical);
        assert_eq!(zero.gradient_depth_scale().high(), f64::INFINITY);
        // Near 0, V(q) − q = −2q² falls below the moments' error and is left undecided.
        assert!(found.unresolved.iter().all(|range| range.high() < 1e-6));
        assert!(!found.is_continuum());
    }

    #[test]
    fn he_variance_makes_every_q_a_fixed_point_of_relu() {
        let found = fixed_points(&Recursion::new(&Relu, 2.0, 0.0).unwrap());
        assert!(found.is_continuum());
        assert_eq!(found.growth, Growth::Unknown);
        let found = fixed_points(&Recursion::new(&Identity, 1.0, 0.0).unwrap());
        assert!(found.is_continuum());
    }

    #[test]
    fn relu_above_two_diverges_and_below_two_falls_to_zero() {
        let above = fixed_points(&Recursion::new(&Relu, 2.1, 0.0).unwrap());
        assert_eq!((above.isolated.len(), above.growth), (1, Growth::Unbounded));
        assert_eq!(above.isolated[0].stability(), Stability::Repelling);
        let below = fixed_points(&Recursion::new(&Relu, 1.9, 0.0).unwrap());
        assert_eq!((below.isolated.len(), below.growth), (1, Growth::Bounded));
        assert_eq!(below.isolated[0].stability(), Stability::Attracting);
    }

    #[test]
    fn relu_with_bias_rests_where_the_geometric_series_says() {
        let found = fixed_points(&Recursion::new(&Relu, 1.0, 0.1).unwrap());
        // σ_b²/(1 − σ_w²/2) = 0.1/0.5.
        assert_eq!(found.isolated.len(), 1);
        assert!(found.isolated[0].q.contains(0.2));
        let critical = fixed_points(&Recursion::new(&Relu, 2.0, 0.1).unwrap());
        assert!(critical.isolated.is_empty());
    }

    #[test]
    fn erf_leaves_the_ordered_phase_at_pi_over_four() {
        // χ(0) = σ_w²·4/π.
        let ordered = fixed_points(&Recursion::new(&Erf, 0.78, 0.0).unwrap());
        assert_eq!(ordered.isolated.len(), 1);
        assert_eq!(ordered.isolated[0].phase(), Phase::Ordered);
        let chaotic = fixed_points(&Recursion::new(&Erf, 0.79, 0.0).unwrap());
        assert_eq!(chaotic.isolated.len(), 2);
        assert_eq!(chaotic.isolated[1].phase(), Phase::Chaotic);
    }

    #[test]
    fn iteration_ends_in_the_attracting_fixed_point_wherever_it_starts() {
        for weight_variance in [0.3, 0.9, 1.4, 2.2, 9.0] {
            for bias_variance in [1e-4, 0.03, 1.0] {
                let recursion = Recursion::new(&Tanh, weight_variance, bias_variance).unwrap();
                let found = fixed_points(&recursion);
                let attracting: Vec<_> = found.attracting().collect();
                assert_eq!(attracting.len(), 1);
                for q_1 in [1e-3, 40.0] {
                    // |V′| < 0.9 in all of these: 0.9⁵⁰⁰ < 10⁻²².
                    let layers = recursion.trajectory(q_1, 500).unwrap();
                    assert!(layers[499].q.intersects(attracting[0].q), "{recursion:?}");
                }
            }
        }
    }

    #[test]
    fn selu_attracts_to_second_moment_one() {
        // Klambauer et al. (2017): the constants make (0, 1) a fixed point at σ_w² = 1.
        let found = fixed_points(&Recursion::new(&Selu, 1.0, 0.0).unwrap());
        let attracting: Vec<_> = found.attracting().collect();
        assert_eq!((attracting.len(), found.unresolved.len()), (1, 0));
        let q = attracting[0].q;
        // V − q is known within 10⁻¹³ there and has slope −0.22.
        assert!(q.contains(1.0) && q.radius() < Tolerance::bound(4e-13 / 0.21).absolute());
    }

    #[test]
    fn softplus_without_bias_diverges_above_two_and_rests_below() {
        // V(q) > σ_w²·q/2, and V(q)/q → σ_w²/2. (At 2 itself V(q) − q → 0: no sign is known.)
        let above = fixed_points(&Recursion::new(&Softplus, 2.1, 0.0).unwrap());
        assert_eq!((above.isolated.len(), above.growth), (0, Growth::Unbounded));
        let below = fixed_points(&Recursion::new(&Softplus, 1.0, 0.0).unwrap());
        assert_eq!((below.isolated.len(), below.growth), (1, Growth::Bounded));
        assert_eq!(below.isolated[0].stability(), Stability::Attracting);
    }

    #[test]
    fn an_enclosure_that_is_too_wide_decides_nothing() {
        let point = |chi| FixedPoint {
            q: Interval::point(1.0),
            slope: chi,
            chi,
        };
        let wide = point(Interval::new(0.9, 1.1));
        assert_eq!(
            (wide.phase(), wide.stability()),
            (Phase::Undecided, Stability::Undecided)
        );
        let narrow = point(Interval::new(1.0 - 1e-9, 1.0));
        assert_eq!(
            (narrow.phase(), narrow.stability()),
            (Phase::Critical, Stability::Marginal)
        );
        assert_eq!(point(Interval::WHOLE).phase(), Phase::Undecided);
    }

    #[test]
    fn a_depth_scale_is_unbounded_at_one_and_zero_for_a_factor_zero() {
        let around_one = Interval::around(1.0, 1e-9);
        assert_eq!(depth_scale(around_one).high(), f64::INFINITY);
        assert!(depth_scale(around_one).low() > 1e8);
        assert_eq!(depth_scale(Interval::point(1.0)).low(), f64::INFINITY);
        assert_eq!(depth_scale(Interval::point(0.0)), Interval::point(0.0));
    }
}
