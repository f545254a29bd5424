//! Laws about another centre than 0: those that models use, and tensors moved there.
//!
//! Values are looked at from the centre, where the laws of the candidates are about 0 again.

use crate::audit::Candidate;
use crate::audit::Family;
use crate::audit::Identification;
use crate::audit::Law;
use crate::audit::Scan;
use crate::audit::Scanner;
use crate::audit::effective_storage;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::identify;
use crate::audit::precision;
use crate::empirical::stat::Storage;
use crate::num::real;

/// A law of a fixed centre and scale, as a formula: `varprop init` has no word for it.
struct Known {
    name: &'static str,
    family: Family,
    centre: f64,
    /// The deviation of a normal law, the half width of a uniform one.
    scale: f64,
}

/// Laws that frameworks and models have.
const KNOWN: &[Known] = &[
    // DCGAN's scales of batch normalization (Radford, Metz & Chintala 2016, their code).
    Known {
        name: "normal: 1 + 0.02·N(0, 1)",
        family: Family::Normal,
        centre: 1.0,
        scale: 0.02,
    },
    // jax.nn.initializers.uniform, by default and at usual scales; rand of NumPy and PyTorch.
    Known {
        name: "uniform: 0.01·U(0, 1)",
        family: Family::Uniform,
        centre: 0.005,
        scale: 0.005,
    },
    Known {
        name: "uniform: 0.05·U(0, 1)",
        family: Family::Uniform,
        centre: 0.025,
        scale: 0.025,
    },
    Known {
        name: "uniform: 0.1·U(0, 1)",
        family: Family::Uniform,
        centre: 0.05,
        scale: 0.05,
    },
    Known {
        name: "uniform: U(0, 1)",
        family: Family::Uniform,
        centre: 0.5,
        scale: 0.5,
    },
];

impl Known {
    /// The law as it is seen from its centre.
    fn law(&self) -> Law {
        let std_dev = match self.family {
            Family::Uniform => self.scale / self.family.reach(),
            Family::Normal | Family::Truncated => self.scale,
        };
        Law {
            family: self.family,
            std_dev,
        }
    }
}

/// How far the mean of n values lies from their centre at most, but with probability α:
/// P(|x̄ − c| ≥ r) ≤ 2exp(−nr²/(2σ²)), since all families are strictly sub-Gaussian.
pub(in crate::audit) fn mean_radius(std_dev: f64, n: u64, alpha: f64) -> f64 {
    std_dev * (2.0 * real::ln(2.0 / alpha) / n as f64).sqrt()
}

/// The laws about another centre that explain a tensor which no law about 0 does, with P(the law that
/// drew it is not among them) ≤ α if it is one that is known here; of low precision, where the places
/// of numbers depend on the centre, nothing is asked.
#[must_use]
pub(in crate::audit) fn identify_off_centre(
    scan: &Scan,
    storage: Storage,
    alpha: f64,
) -> Option<Identification> {
    let mean = scan.mean()?;
    let mut found = KNOWN.iter().filter_map(|known| {
        let law = known.law();
        if (mean - known.centre).abs() > mean_radius(law.std_dev, scan.n(), alpha) {
            return None;
        }
        let candidate = Candidate {
            law,
            names: vec![known.name.to_owned()],
            is_rare: false,
        };
        explained(scan, storage, known.centre, &[candidate], alpha)
    });
    found.next()
}

/// What explains the values as they are seen from `centre`, if anything does.
pub(in crate::audit) fn explained(
    scan: &Scan,
    storage: Storage,
    centre: f64,
    candidates: &[Candidate],
    alpha: f64,
) -> Option<Identification> {
    let storage = effective_storage(scan, storage);
    if precision::is_low(storage) {
        return None;
    }
    let found = identify(&about(scan, centre), storage, candidates, alpha).ok()?;
    (!found.remaining.is_empty()).then_some(found)
}

/// A scan of the values that were kept, less a number.
fn about(scan: &Scan, centre: f64) -> Scan {
    let sample = scan.sample();
    let columns = sample.columns.clamp(1, sample.values.len().max(1));
    let rows = sample.values.len() / columns;
    let mut scanner = Scanner::new(&TensorInfo {
        name: String::new(),
        shape: vec![rows as u64, columns as u64],
        format: NumberFormat::Float(Storage::F64),
    });
    for row in sample.values.chunks_exact(columns) {
        let moved = row.iter().flat_map(|x| (x - centre).to_le_bytes());
        scanner.take(&moved.collect::<Vec<u8>>());
    }
    scanner.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;
    use crate::random::Stream;

    /// Values of the law that single precision keeps.
    fn drawn(centre: f64, scale: f64) -> Vec<f64> {
        let mut values = vec![0.0; 6000];
        let mut generator = Stream::root(3).named("off-centre").generator();
        generator.fill_normal(&mut values);
        let at = |x: &f64| Storage::F32.round(centre + scale * x);
        values.iter().map(at).collect()
    }

    fn found(values: &[f64], storage: Storage) -> Option<String> {
        let scan = specimen::scan(values, &[60, 100]);
        let found = identify_off_centre(&scan, storage, 1e-6)?;
        Some(found.remaining[0].candidate.names.join(" | "))
    }

    #[test]
    fn scales_of_batch_normalization_about_1_are_recognized() {
        let expected = Some("normal: 1 + 0.02·N(0, 1)".to_owned());
        assert_eq!(found(&drawn(1.0, 0.02), Storage::F32), expected);
        assert_eq!(found(&drawn(1.0, 0.022), Storage::F32), None);
        assert_eq!(found(&drawn(1.004, 0.02), Storage::F32), None);
    }

    #[test]
    fn one_sided_uniform_values_are_recognized() {
        let mut values = vec![0.0; 6000];
        let mut generator = Stream::root(3).named("one-sided").generator();
        generator.fill_uniform(&mut values);
        values
            .iter_mut()
            .for_each(|x| *x = Storage::F32.round(0.01 * *x));
        let expected = Some("uniform: 0.01·U(0, 1)".to_owned());
        assert_eq!(found(&values, Storage::F32), expected);
        values.iter_mut().for_each(|x| *x *= 1.1);
        assert_eq!(found(&values, Storage::F32), None);
    }

    #[test]
    fn of_low_precision_nothing_is_said() {
        let values: Vec<f64> = drawn(1.0, 0.02);
        let values: Vec<f64> = values.iter().map(|x| Storage::Bf16.round(*x)).collect();
        assert_eq!(found(&values, Storage::Bf16), None);
    }
}
