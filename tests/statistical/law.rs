//! Laws with exact moments for tests of the tests, and draws from named streams.

use varprop::num::real;
use varprop::random::Generator;
use varprop::theory::distribution::Distribution;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Normal,
    Uniform,
    /// Cut at two standard deviations of the parent.
    Truncated,
}

/// A symmetric law of mean 0 and the given standard deviation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Law(pub Shape, pub f64);

/// 1 − 4φ(2)/(2Φ(2) − 1): the variance of N(0, 1) cut at ±2 (mpmath, 30 digits).
const TRUNCATED_VARIANCE: f64 = 0.773_741_303_549_923_2;

impl Law {
    /// Half the support, in standard deviations.
    fn reach(self) -> f64 {
        match self.0 {
            Shape::Normal => f64::INFINITY,
            Shape::Uniform => 3.0_f64.sqrt(),
            Shape::Truncated => 2.0 / TRUNCATED_VARIANCE.sqrt(),
        }
    }

    pub(crate) fn draw(self, draws: &mut Generator) -> f64 {
        match self.0 {
            Shape::Normal => self.1 * draws.normal(),
            Shape::Uniform => self.1 * self.reach() * (2.0 * draws.open_uniform() - 1.0),
            Shape::Truncated => loop {
                let x = draws.normal();
                if x.abs() <= 2.0 {
                    return self.1 * x / TRUNCATED_VARIANCE.sqrt();
                }
            },
        }
    }

    pub(crate) fn draws(self, n: usize, draws: &mut Generator) -> Vec<f64> {
        (0..n).map(|_| self.draw(draws)).collect()
    }
}

impl Distribution for Law {
    fn name(&self) -> &'static str {
        match self.0 {
            Shape::Normal => "normal",
            Shape::Uniform => "uniform",
            Shape::Truncated => "truncated-normal",
        }
    }

    fn label(&self) -> String {
        format!("{}({})", self.name(), self.1)
    }

    fn mean(&self) -> f64 {
        0.0
    }

    fn variance(&self) -> f64 {
        self.1 * self.1
    }

    fn fourth_central_moment(&self) -> f64 {
        let kurtosis = match self.0 {
            Shape::Normal => 3.0,
            Shape::Uniform => 1.8,
            // m₄ = 3m₂ − 4(1 − m₂) of the parent's units.
            Shape::Truncated => {
                (7.0 * TRUNCATED_VARIANCE - 4.0) / (TRUNCATED_VARIANCE * TRUNCATED_VARIANCE)
            }
        };
        kurtosis * self.variance() * self.variance()
    }

    fn cdf(&self, x: f64) -> f64 {
        let z = x / self.1;
        match self.0 {
            Shape::Normal => real::normal_cdf(z),
            Shape::Uniform => (0.5 + 0.5 * z / self.reach()).clamp(0.0, 1.0),
            Shape::Truncated => {
                let parent = (z * TRUNCATED_VARIANCE.sqrt()).clamp(-2.0, 2.0);
                let outside = real::normal_cdf(-2.0);
                (real::normal_cdf(parent) - outside) / (1.0 - 2.0 * outside)
            }
        }
    }

    fn support(&self) -> (f64, f64) {
        (-self.reach() * self.1, self.reach() * self.1)
    }
}
