//! ln E e^(tY) of the standardized square Y = ((X − μ)/σ)² of a bounded law, from its cdf.
//!
//! E e^(tY) = 1 + t∫ e^(ty) P(Y > y) dy, so only the distribution function is needed and nothing
//! cancels. It checks itself: the same nodes must give E Y = 1 and E Y² = κ.

use crate::empirical::stat::Null;
use crate::empirical::stat::chernoff::Cumulants;
use crate::num::Tolerance;
use crate::num::real;

/// Nodes and weights of 8-point Gauss–Legendre on (−1, 1), positive half
/// (Abramowitz & Stegun, table 25.4).
const NODES: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_47),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];
/// Panels over the range of |X − μ|/σ.
const PANELS: u32 = 64;
/// How far the quadrature may miss two moments that are known exactly: N·1e−10 is then added to
/// a Chernoff exponent, nothing at any N met here.
const MOMENT_ERROR: f64 = 1e-10;

/// The cumulant generating function of Y, tabulated.
#[derive(Clone, Debug)]
pub(in crate::empirical::stat) struct SquareCumulants {
    /// (y, weight · P(Y > y)) at each node.
    nodes: Vec<(f64, f64)>,
    reach: f64,
}

impl SquareCumulants {
    /// `None` if the law is unbounded, or its distribution function too rough to integrate.
    pub(in crate::empirical::stat) fn of(null: &Null<'_>) -> Option<Self> {
        let reach = null.reach();
        if !reach.is_finite() {
            return None;
        }
        let nodes = (0..PANELS).flat_map(|i| panel(null, reach, i)).collect();
        let cumulants = Self { nodes, reach };
        cumulants.reproduces_moments(null).then_some(cumulants)
    }

    fn reproduces_moments(&self, null: &Null<'_>) -> bool {
        let first: f64 = self.nodes.iter().map(|(_, w)| w).sum();
        let second: f64 = self.nodes.iter().map(|(y, w)| 2.0 * y * w).sum();
        let kurtosis = null.kurtosis();
        Tolerance::bound(MOMENT_ERROR).accepts(first, 1.0)
            && Tolerance::bound(MOMENT_ERROR * kurtosis).accepts(second, kurtosis)
    }
}

/// The nodes of one panel: dy = 2x dx with x = |X − μ|/σ.
fn panel<'a>(
    null: &'a Null<'_>,
    reach: f64,
    index: u32,
) -> impl Iterator<Item = (f64, f64)> + use<'a> {
    let half = 0.5 * reach / f64::from(PANELS);
    let middle = f64::from(2 * index + 1) * half;
    let std_dev = null.std_dev();
    NODES.iter().flat_map(move |&(node, weight)| {
        [-node, node].map(|signed| {
            let x = middle + half * signed;
            (x * x, 2.0 * x * half * weight * null.beyond(x * std_dev))
        })
    })
}

impl Cumulants for SquareCumulants {
    fn at(&self, t: f64) -> [f64; 3] {
        let [mut m, mut m1, mut m2] = [0.0; 3];
        for &(y, weight) in &self.nodes {
            let term = weight * real::exp(t * y);
            m += term;
            m1 += term * (1.0 + t * y);
            m2 += term * y * (2.0 + t * y);
        }
        let total = 1.0 + t * m;
        let slope = m1 / total;
        [real::ln_1p(t * m), slope, m2 / total - slope * slope]
    }

    fn domain(&self) -> (f64, f64) {
        // Steeper t would ask the panels to resolve e^(ty) beyond what the moments vouch for.
        let steepest = 32.0 / (self.reach * self.reach);
        (-steepest, steepest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::stat::chernoff::rate;
    use crate::empirical::stat::test_law::Law;
    use crate::empirical::stat::test_law::Shape;

    fn exponent(shape: Shape, r: f64) -> f64 {
        let law = Law(shape, 0.7);
        rate(&SquareCumulants::of(&Null::new(&law).unwrap()).unwrap(), r)
    }

    #[test]
    fn exponents_agree_with_mpmath() {
        // mpmath, 30 digits: K by quadrature of the density, maximum by root of K′(t) = r.
        let allowed = Tolerance::bound(MOMENT_ERROR);
        for (shape, r, published) in [
            (Shape::Uniform, 0.9, 0.006413303269326877),
            (Shape::Uniform, 1.02, 0.0002488309372492875),
            (Shape::Uniform, 1.3, 0.05316541522365117),
            (Shape::Truncated, 0.9, 0.003829340001736599),
            (Shape::Truncated, 1.02, 0.0001452370431628763),
            (Shape::Truncated, 1.3, 0.02950368129533521),
        ] {
            let ours = exponent(shape, r);
            assert!(allowed.accepts(ours, published), "{shape:?} at {r}: {ours}");
        }
    }

    #[test]
    fn a_normal_law_has_no_table() {
        let law = Law(Shape::Normal, 1.0);
        assert!(SquareCumulants::of(&Null::new(&law).unwrap()).is_none());
    }
}
