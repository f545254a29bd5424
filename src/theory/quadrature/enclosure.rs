//! A second, slow path that trusts only IEEE 754: E[P(tanh(rz))] by Taylor jets on cells.
//!
//! On each cell of [0, 8] the integrand is expanded about the midpoint by the differential
//! equations y′ = r(1 − y²) and g′ = −zg; the coefficient of the highest order, taken over the
//! whole cell, bounds the remainder (R. E. Moore 1966, "Interval Analysis"; L. B. Rall 1981).
//! Only + − × ÷ √ and `Interval::exp` are used: no library function, no contour integral.
//! It serves to check `trapezoid`, not to replace it.

use crate::num::Interval;

/// The order of the remainder; even, so that a cell's odd terms vanish.
const ORDER: usize = 16;
/// Where the integral is cut; the rest is below Σ|c|·2g(8)/8 < 1.3e-15·Σ|c|.
const CUT: f64 = 8.0;
/// Above this rate the cells would be too many; the answer is then the trivial one.
const MAX_RATE: f64 = 64.0;

/// Taylor coefficients of order 0 to `ORDER`.
type Jet = [Interval; ORDER + 1];

/// E[P(tanh(r·z))], z ~ N(0, 1), where `coefficients` are those of 1, y, y², … in P(y), and r = √`q`.
///
/// Sigmoids come in by σ(x) = ½ + ½·tanh(x/2), derivatives by tanh′ = 1 − tanh².
/// Above q = 4096, and for a q that is no second moment, the answer is the range ±Σ|c|.
///
/// # Example
/// ```
/// use varprop::theory::quadrature::enclosure::tanh_polynomial_mean;
/// let second_moment = tanh_polynomial_mean(&[0.0, 0.0, 1.0], 1.0);
/// assert!(second_moment.contains(0.394_294_490_397_841_1));
/// assert!(second_moment.radius() < 2.8e-14);
/// ```
#[must_use]
pub fn tanh_polynomial_mean(coefficients: &[f64], q: f64) -> Interval {
    let size = coefficients.iter().map(|c| c.abs()).sum::<f64>().next_up();
    let rate = Interval::point(q.max(0.0)).sqrt();
    if !(0.0..=MAX_RATE).contains(&q.sqrt()) {
        return Interval::new(-size, size);
    }
    // What is odd in z integrates to 0.
    let even: Vec<f64> = coefficients.iter().step_by(2).copied().collect();
    let n_cells = (CUT * (8.0_f64).max(4.0 * rate.high())).ceil();
    let (mut sum, mut k) = (Interval::point(0.0), 0.0);
    while k < n_cells {
        sum = sum
            + cell(
                &even,
                rate,
                cell_edge(k, n_cells),
                cell_edge(k + 1.0, n_cells),
            );
        k += 1.0;
    }
    let two = Interval::point(2.0);
    let tail = (density_times_root(Interval::point(CUT)) / Interval::point(CUT)).high() * size;
    two * (sum + Interval::around(0.0, tail)) / root_of_two_pi()
}

/// The k-th edge: some double near 8k/n; neighbours share it.
fn cell_edge(k: f64, n_cells: f64) -> f64 {
    CUT * k / n_cells
}

/// √(2π); `f64::consts::PI` lies below π by less than one ulp.
fn root_of_two_pi() -> Interval {
    let pi = core::f64::consts::PI;
    (Interval::point(2.0) * Interval::new(pi, pi.next_up())).sqrt()
}

/// e^(−z²/2).
fn density_times_root(z: Interval) -> Interval {
    (-(z.square() * Interval::point(0.5))).exp()
}

/// ∫ P(tanh(rz))·e^(−z²/2) over one cell: Σ 2a_j·w^(j+1)/(j + 1) over even j about the midpoint,
/// the last coefficient over the whole cell.
fn cell(even: &[f64], rate: Interval, low: f64, high: f64) -> Interval {
    let middle = 0.5 * low + 0.5 * high;
    // An interval that covers the cell symmetrically, whatever the midpoint was rounded to.
    let left = Interval::point(middle) - Interval::point(low);
    let right = Interval::point(high) - Interval::point(middle);
    let centre = integrand(even, rate, Interval::point(middle));
    let whole = integrand(even, rate, Interval::new(low, high));
    let mut sum = Interval::point(0.0);
    for (j, coefficient) in centre.iter().enumerate().take(ORDER) {
        sum = sum + *coefficient * power_integral(left, right, j);
    }
    sum + whole[ORDER] * power_integral(left, right, ORDER)
}

/// ∫ v^j dv from −`left` to `right`: (right^(j+1) + (−1)^j·left^(j+1))/(j + 1).
fn power_integral(left: Interval, right: Interval, j: usize) -> Interval {
    let n = j as u32 + 1;
    let lower = left.powi(n);
    let signed = if j.is_multiple_of(2) { lower } else { -lower };
    (right.powi(n) + signed) / Interval::point(f64::from(n))
}

/// The jet of P(tanh(rz))·e^(−z²/2) at z, by Horner's scheme in y².
fn integrand(even: &[f64], rate: Interval, z: Interval) -> Jet {
    let (tanh, density) = (tanh_jet(rate, z), density_jet(z));
    let square = product(&tanh, &tanh);
    let mut value = [Interval::point(0.0); ORDER + 1];
    for c in even.iter().rev() {
        value = product(&value, &square);
        value[0] = value[0] + Interval::point(*c);
    }
    product(&value, &density)
}

/// y′ = r(1 − y²): (k + 1)·y_(k+1) = r(δ_k0 − Σ y_i·y_(k−i)).
fn tanh_jet(rate: Interval, z: Interval) -> Jet {
    let mut y = [Interval::point(0.0); ORDER + 1];
    y[0] = tanh(rate * z);
    for k in 0..ORDER {
        let start = Interval::point(if k == 0 { 1.0 } else { 0.0 });
        let slope = rate * (start - convolution(&y, &y, k));
        y[k + 1] = slope / Interval::point((k + 1) as f64);
    }
    y
}

/// tanh x = 1 − 2/(e^(2x) + 1), an increasing function.
fn tanh(x: Interval) -> Interval {
    let [one, two] = [1.0, 2.0].map(Interval::point);
    let at = |x: f64| one - two / ((two * Interval::point(x)).exp() + one);
    Interval::new(at(x.low()).low().max(-1.0), at(x.high()).high().min(1.0))
}

/// g′ = −zg: (k + 1)·g_(k+1) = −(z·g_k + g_(k−1)).
fn density_jet(z: Interval) -> Jet {
    let mut g = [Interval::point(0.0); ORDER + 1];
    g[0] = density_times_root(z);
    for k in 0..ORDER {
        let before = if k == 0 {
            Interval::point(0.0)
        } else {
            g[k - 1]
        };
        g[k + 1] = -(z * g[k] + before) / Interval::point((k + 1) as f64);
    }
    g
}

/// The jet of a product.
fn product(a: &Jet, b: &Jet) -> Jet {
    std::array::from_fn(|k| convolution(a, b, k))
}

/// Σ a_i·b_(k−i).
fn convolution(a: &Jet, b: &Jet, k: usize) -> Interval {
    let pairs = a.iter().zip(b.iter().take(k + 1).rev());
    pairs.fold(Interval::point(0.0), |sum, (x, y)| sum + *x * *y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_moment_of_tanh_is_enclosed_as_tightly_as_known() {
        let enclosed = tanh_polynomial_mean(&[0.0, 0.0, 1.0], 1.0);
        assert!(enclosed.low() >= 0.394_294_490_397_812_95, "{enclosed:?}");
        assert!(enclosed.high() <= 0.394_294_490_397_866_96, "{enclosed:?}");
        // mpmath 1.3 at 55 digits: 0.3942944903978411744165.
        assert!(enclosed.contains(0.394_294_490_397_841_1));
    }

    #[test]
    fn a_constant_integrates_to_itself() {
        let enclosed = tanh_polynomial_mean(&[1.0], 9.0);
        assert!(
            enclosed.contains(1.0) && enclosed.radius() < 1e-13,
            "{enclosed:?}"
        );
    }

    #[test]
    fn outside_its_range_the_answer_is_trivial_and_true() {
        assert_eq!(
            tanh_polynomial_mean(&[0.0, 1.0], 1e9).low(),
            -1.0_f64.next_up()
        );
        assert!(tanh_polynomial_mean(&[0.0, 0.0, 1.0], f64::NAN).contains(0.5));
    }
}
