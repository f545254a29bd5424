//! The Hermite polynomials that turn derivatives in q into Gaussian integrals.
//!
//! d/dq E[F(√q z)] = E[F·He₂]/(2q) and d²/dq² E[F(√q z)] = E[F·He₄]/(4q²).
//! It does not integrate; see `trapezoid`.

/// A probabilists' Hermite polynomial of even degree.
///
/// # Example
/// ```
/// use varprop::theory::quadrature::Hermite;
/// assert_eq!(Hermite::Four.value(1.0), -2.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hermite {
    /// He₀ = 1.
    Zero,
    /// He₂ = z² − 1.
    Two,
    /// He₄ = z⁴ − 6z² + 3.
    Four,
}

impl Hermite {
    /// Coefficients of 1, z², z⁴.
    fn coefficients(self) -> [f64; 3] {
        match self {
            Self::Zero => [1.0, 0.0, 0.0],
            Self::Two => [-1.0, 1.0, 0.0],
            Self::Four => [3.0, -6.0, 1.0],
        }
    }

    /// The polynomial at z.
    #[must_use]
    pub fn value(self, z: f64) -> f64 {
        let [a, b, c] = self.coefficients();
        a + z * z * (b + z * z * c)
    }

    /// The polynomial with its signs dropped: at least |He(w)| for every complex w of modulus `r`.
    #[must_use]
    pub fn majorant(self, r: f64) -> f64 {
        let [a, b, c] = self.coefficients();
        a.abs() + r * r * (b.abs() + r * r * c)
    }

    /// At least E[|He(z + iδ)|·|z + iδ|^power], for an even power up to 4.
    ///
    /// E[|z + iδ|^(2j)] = E[(z² + δ²)^j], expanded with E z² = 1, E z⁴ = 3, E z⁶ = 15, E z⁸ = 105.
    #[must_use]
    pub(super) fn strip_mean(self, power: u32, delta: f64) -> f64 {
        let terms = self.coefficients().into_iter().zip(0_u32..);
        terms
            .map(|(c, j)| c.abs() * shifted_moment(j + power / 2, delta))
            .sum()
    }

    /// The supremum over the real line of |He(z)| times the normal density: its value at 0, because
    /// the derivatives of even order of the density have Fourier transforms of one sign.
    #[must_use]
    pub(super) fn density_supremum(self) -> f64 {
        self.value(0.0).abs() * 0.4
    }

    /// The degree: |He(z)| ≤ |z|^degree for |z| ≥ 4.
    #[must_use]
    pub(super) fn degree(self) -> u32 {
        match self {
            Self::Zero => 0,
            Self::Two => 2,
            Self::Four => 4,
        }
    }
}

/// E[(z² + δ²)^j] for j ≤ 4; beyond, nothing is claimed.
fn shifted_moment(j: u32, delta: f64) -> f64 {
    let d = delta * delta;
    match j {
        0 => 1.0,
        1 => 1.0 + d,
        2 => 3.0 + d * (2.0 + d),
        3 => 15.0 + d * (9.0 + d * (3.0 + d)),
        4 => 105.0 + d * (60.0 + d * (18.0 + d * (4.0 + d))),
        _ => f64::INFINITY,
    }
}
