//! Orthogonal matrices of a stated gain: WWᵀ = g²I, and whether W is Haar distributed.
//!
//! Sums and DKW do not apply to dependent entries; only union bounds over entries are used.

use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::special;
use crate::empirical::stat::spectrum::smaller_gram;
use crate::num::real;

fn record(sample: &Sample<'_>, test: &'static str, gain: f64, found: Measurement) -> TestRecord {
    TestRecord {
        name: test,
        null: format!("{gain} · Haar orthogonal"),
        n_samples: sample.extent().n_samples(),
        statistic: found.statistic,
        p_value: found.p_value,
        guarantee: found.guarantee,
        detectable: None,
    }
}

fn checked_gain(gain: f64) -> Result<f64, StatError> {
    if gain > 0.0 && gain.is_finite() {
        return Ok(gain);
    }
    Err(StatError::InvalidParameter {
        what: "the gain",
        allowed: "positive and finite",
        value: gain,
    })
}

/// ‖WWᵀ − g²I‖_max ≤ c·2⁻ᵖ·g² with p the significant bits of the storage format: deterministic.
///
/// The product is taken along the longer side. Rounding entries to p bits moves a product of two
/// rows by at most 2·2⁻ᵖg² (Cauchy–Schwarz), so c = 2 allows for storage alone and c = 16 also
/// for a factorization computed in that precision.
///
/// # Errors
/// `InvalidParameter` for a gain or an allowance c that is not positive.
pub fn orthogonality(sample: &Sample<'_>, gain: f64, c: f64) -> Result<TestRecord, StatError> {
    let gain = checked_gain(gain)?;
    if c.is_nan() || c <= 0.0 {
        return Err(StatError::InvalidParameter {
            what: "the allowance",
            allowed: "positive",
            value: c,
        });
    }
    let gram = smaller_gram(sample.values(), sample.rows(), sample.cols());
    let mut defect = 0.0_f64;
    for i in 0..gram.nrows() {
        for j in 0..gram.ncols() {
            let target = if i == j { gain * gain } else { 0.0 };
            let here = (gram[(i, j)] - target).abs();
            defect = if here.is_nan() {
                f64::NAN
            } else {
                defect.max(here)
            };
        }
    }
    let units = defect / (gain * gain) * two_to(sample.storage().significand_bits());
    let p_value = match units.partial_cmp(&c) {
        None => return Err(StatError::InvalidPValue { value: units }),
        Some(std::cmp::Ordering::Greater) => PValue::ZERO,
        Some(_) => PValue::ONE,
    };
    let name = "max |WWᵀ - g²I| / g², in units of the last place";
    let found = Measurement::new(name, units, p_value, Guarantee::Exact);
    Ok(record(sample, "orthogonality", gain, found))
}

fn two_to(bits: i32) -> f64 {
    real::powi(2.0, bits.unsigned_abs())
}

/// The largest entry: entry²/g² ~ Beta(½, (n−1)/2) for Haar W, n the longer side; union bound.
///
/// # Errors
/// `InvalidParameter` for a gain that is not positive, `TooFewSamples` for a 1 × 1 matrix.
pub fn haar_entries(sample: &Sample<'_>, gain: f64) -> Result<TestRecord, StatError> {
    let gain = checked_gain(gain)?;
    let side = sample.rows().max(sample.cols());
    if side < 2 {
        return Err(StatError::TooFewSamples {
            what: "haar-entries",
            needed: 2,
            received: side,
        });
    }
    let most = sample.values().iter().fold(0.0_f64, |most, x| {
        if x.is_nan() {
            f64::NAN
        } else {
            most.max(x.abs())
        }
    });
    let square = most * most / (gain * gain);
    if square.is_nan() {
        return Err(StatError::InvalidPValue { value: square });
    }
    let tail = special::beta_sf(0.5, 0.5 * (side as f64 - 1.0), square)?;
    let p_value = PValue::bound(tail)?.smallest_of(sample.extent().n_samples());
    let name = "max entry²/g²";
    let found = Measurement::new(name, square, p_value, Guarantee::Bound);
    Ok(record(sample, "haar-entries", gain, found))
}

/// t = tr(W)/g of a square Haar matrix: mean 0, standard deviation 1, and for 4k ≤ n its 2k-th
/// moment is the normal (2k−1)!!, so P(|t| ≥ x) ≤ min_k (2k−1)!!/x²ᵏ by Markov's inequality.
///
/// QR without the sign fix gives t = −4.65 at n = 64 on average.
/// Diaconis & Shahshahani (1994), "On the eigenvalues of random matrices", Theorem 4.
///
/// # Errors
/// `InvalidParameter` for a gain that is not positive, `NotApplicable` unless square.
pub fn haar_trace(sample: &Sample<'_>, gain: f64) -> Result<TestRecord, StatError> {
    let gain = checked_gain(gain)?;
    if sample.rows() != sample.cols() {
        return Err(StatError::NotApplicable {
            check: "haar-trace",
            label: format!("a matrix of {} × {}", sample.rows(), sample.cols()),
        });
    }
    let diagonal = sample.values().iter().step_by(sample.cols() + 1);
    let trace = diagonal.sum::<f64>() / gain;
    let p_value = PValue::bound(moment_bound(trace, sample.extent().rows / 4))?;
    let name = "tr W / g";
    let found = Measurement::new(name, trace, p_value, Guarantee::Bound);
    Ok(record(sample, "haar-trace", gain, found))
}

/// The number of positive pivots of the first 64 lines of W, reflected onto the axes one after the
/// other (Householder): fair coins for Haar W of any shape, because the sign of a line changes that of
/// own pivot and nothing else; both tails of the binomial law count. The last pivot of a square matrix,
/// a number alone, is left out, and so are those that are 0.
///
/// LAPACK's QR without the sign of R's diagonal leaves no positive pivot at all: 2⁻³¹ for 32 of them.
/// Its reflections are those that it made Q of, each from a vector of the other sign.
///
/// Mezzadri (2007), How to generate random matrices from the classical compact groups, §5.
///
/// # Errors
/// `InvalidParameter` for a gain that is not positive, `InvalidPValue` for entries that are NaN.
pub fn haar_signs(sample: &Sample<'_>, gain: f64) -> Result<TestRecord, StatError> {
    const MOST: usize = 64;
    let gain = checked_gain(gain)?;
    let mut pivots = pivots(sample, MOST);
    if pivots.len() == sample.rows() && pivots.len() == sample.cols() {
        pivots.pop();
    }
    pivots.retain(|x| *x != 0.0);
    if pivots.iter().any(|x| x.is_nan()) {
        return Err(StatError::InvalidPValue { value: f64::NAN });
    }
    let n = pivots.len() as u64;
    let positive = pivots.iter().filter(|x| **x > 0.0).count() as u64;
    let tail = special::binomial_at_least(n, 0.5, positive.max(n - positive))?;
    let p_value = PValue::bound((2.0 * tail).min(1.0))?;
    let found = Measurement::new(
        "positive pivots",
        positive as f64,
        p_value,
        Guarantee::Exact,
    );
    Ok(record(sample, "haar-signs", gain, found))
}

/// The entries on the diagonal that Householder's reflections meet, of so many lines along the longer
/// side at most; the reflection of x is that to −sign(x₁)‖x‖e₁.
fn pivots(sample: &Sample<'_>, most: usize) -> Vec<f64> {
    let (rows, cols) = (sample.rows(), sample.cols());
    let values = sample.values();
    let line = |k: usize| -> Vec<f64> {
        if cols >= rows {
            values[k * cols..(k + 1) * cols].to_vec()
        } else {
            values.iter().skip(k).step_by(cols).copied().collect()
        }
    };
    let mut lines: Vec<Vec<f64>> = (0..rows.min(cols).min(most)).map(line).collect();
    let mut pivots = Vec::with_capacity(lines.len());
    for k in 0..lines.len() {
        let (done, rest) = lines.split_at_mut(k + 1);
        let Some(normal) = done.last_mut() else {
            continue;
        };
        pivots.push(normal[k]);
        let norm = normal[k..].iter().map(|x| x * x).sum::<f64>().sqrt();
        normal[k] += norm.copysign(normal[k]);
        let square: f64 = normal[k..].iter().map(|x| x * x).sum();
        for line in rest {
            let product = normal[k..].iter().zip(&line[k..]).map(|(a, b)| a * b);
            let factor = 2.0 * product.sum::<f64>() / square;
            let reflected = line[k..].iter_mut().zip(&normal[k..]);
            reflected.for_each(|(x, a)| *x -= factor * a);
        }
    }
    pivots
}

/// The largest s² of s = Σₖ W/(g√n) over the lines of W that are as long as n, its longer side:
/// each s is a coordinate of a unit vector that is uniform on the sphere, s² ~ Beta(1/2, (n−1)/2), and
/// the bound is that of their union.
///
/// QR of entries that are not drawn about 0, such as U(0, 1), leaves a first line of one sign:
/// s² = 3/4 there.
///
/// # Errors
/// `InvalidParameter` for a gain that is not positive, `TooFewSamples` for a side of less than 2,
/// `InvalidPValue` for entries that are NaN.
pub fn haar_sums(sample: &Sample<'_>, gain: f64) -> Result<TestRecord, StatError> {
    let gain = checked_gain(gain)?;
    let (rows, cols) = (sample.rows(), sample.cols());
    let length = rows.max(cols);
    if length < 2 {
        return Err(StatError::TooFewSamples {
            what: "haar-sums",
            needed: 2,
            received: length,
        });
    }
    let mut squares = Vec::new();
    if cols >= rows {
        squares.extend(
            sample
                .values()
                .chunks(cols)
                .map(|row| row.iter().sum::<f64>()),
        );
    }
    if rows >= cols {
        let mut sums = vec![0.0; cols];
        for row in sample.values().chunks(cols) {
            sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        squares.extend(sums);
    }
    let scale = gain * gain * length as f64;
    let larger = |most: f64, x: f64| if x.is_nan() { x } else { most.max(x) };
    let most = squares
        .iter()
        .map(|sum| sum * sum / scale)
        .fold(0.0, larger);
    if most.is_nan() {
        return Err(StatError::InvalidPValue { value: most });
    }
    let tail = special::beta_sf(0.5, 0.5 * (length as f64 - 1.0), most.min(1.0))?;
    let p_value = PValue::bound(tail)?.smallest_of(squares.len() as u64);
    let found = Measurement::new("max (Σ W)²/(g²n)", most, p_value, Guarantee::Bound);
    Ok(record(sample, "haar-sums", gain, found))
}

/// min over k ≤ `most` of (2k−1)!!/x²ᵏ, at most 1.
fn moment_bound(x: f64, most: u64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    let (mut product, mut least) = (1.0_f64, 1.0_f64);
    for k in 1..=most {
        product *= (2 * k - 1) as f64 / (x * x).max(f64::MIN_POSITIVE);
        if product > 1.0 || product == 0.0 {
            break;
        }
        least = least.min(product);
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::stat::test_law::generator;
    use nalgebra::DMatrix;

    /// Q of a QR factorization of a normal matrix, row-major; with the sign fix it is Haar.
    fn orthogonal(n: usize, sign_fix: bool, name: &str) -> Vec<f64> {
        let mut draws = generator(name);
        let qr = DMatrix::from_fn(n, n, |_, _| draws.normal()).qr();
        let (mut q, r) = (qr.q(), qr.r());
        for j in 0..n {
            // Signing by R's diagonal makes Q Haar; signing each column against its own diagonal
            // entry is the bias that an unsigned factorization has, at its worst.
            let sign = if sign_fix {
                r[(j, j)].signum()
            } else {
                -q[(j, j)].signum()
            };
            q.column_mut(j).scale_mut(sign);
        }
        q.transpose().as_slice().to_vec()
    }

    #[test]
    fn a_haar_matrix_passes_all_three() {
        let w = orthogonal(64, true, "haar");
        let sample = Sample::new(&w, 64, 64).unwrap();
        assert_eq!(
            orthogonality(&sample, 1.0, 256.0).unwrap().p_value,
            PValue::ONE
        );
        assert!(haar_entries(&sample, 1.0).unwrap().p_value.value() > 1e-4);
        assert!(haar_trace(&sample, 1.0).unwrap().p_value.value() > 1e-4);
    }

    #[test]
    fn columns_signed_against_the_diagonal_fail_the_trace() {
        let w = orthogonal(64, false, "unsigned");
        let sample = Sample::new(&w, 64, 64).unwrap();
        assert_eq!(
            orthogonality(&sample, 1.0, 256.0).unwrap().p_value,
            PValue::ONE
        );
        assert!(haar_trace(&sample, 1.0).unwrap().p_value.value() < 1e-6);
    }

    #[test]
    fn the_identity_is_orthogonal_but_not_haar() {
        let w: Vec<f64> = (0..32 * 32)
            .map(|i| f64::from(u8::from(i % 33 == 0)))
            .collect();
        let sample = Sample::new(&w, 32, 32).unwrap();
        assert_eq!(
            orthogonality(&sample, 1.0, 2.0).unwrap().p_value,
            PValue::ONE
        );
        assert!(haar_entries(&sample, 1.0).unwrap().p_value.value() < 1e-6);
        assert!(haar_trace(&sample, 1.0).unwrap().p_value.value() < 1e-6);
    }

    #[test]
    fn a_gain_off_by_a_part_in_a_thousand_is_refuted() {
        let w: Vec<f64> = orthogonal(64, true, "haar")
            .iter()
            .map(|x| 1.001 * x)
            .collect();
        let sample = Sample::new(&w, 64, 64).unwrap();
        assert_eq!(
            orthogonality(&sample, 1.0, 256.0).unwrap().p_value,
            PValue::ZERO
        );
        assert_eq!(
            orthogonality(&sample, 1.001, 256.0).unwrap().p_value,
            PValue::ONE
        );
    }

    /// Q of a tall factorization, row-major, of entries about `centre`; with the sign fix, or with
    /// LAPACK's signs: x goes to −sign(x₁)‖x‖e₁, where nalgebra's R has a positive diagonal.
    fn tall(rows: usize, cols: usize, centre: f64, sign_fix: bool, name: &str) -> Vec<f64> {
        let mut draws = generator(name);
        let mut rest = DMatrix::from_fn(rows, cols, |_, _| centre + draws.normal());
        let qr = rest.clone().qr();
        let (mut q, r) = (qr.q(), qr.r());
        for j in 0..cols {
            // The matrix reflected so far shows which sign LAPACK gives R's diagonal here.
            let mut x = rest.column(j).into_owned();
            x.rows_mut(0, j).fill(0.0);
            let sign = if x[j] < 0.0 { 1.0 } else { -1.0 };
            x[j] -= sign * x.norm();
            let factor = 2.0 / x.norm_squared();
            rest -= &x * (x.transpose() * &rest) * factor;
            let fixed = r[(j, j)].signum();
            q.column_mut(j)
                .scale_mut(if sign_fix { fixed } else { fixed * sign });
        }
        q.transpose().as_slice().to_vec()
    }

    fn p_values(w: &[f64], rows: usize, cols: usize) -> (f64, f64) {
        let sample = Sample::new(w, rows, cols).unwrap();
        let signs = haar_signs(&sample, 1.0).unwrap().p_value.value();
        (signs, haar_sums(&sample, 1.0).unwrap().p_value.value())
    }

    #[test]
    fn tall_and_wide_haar_matrices_pass_signs_and_sums() {
        let w = tall(96, 40, 0.0, true, "tall");
        let (signs, sums) = p_values(&w, 96, 40);
        assert!(signs > 1e-4 && sums > 1e-4, "{signs} {sums}");
        let wide: Vec<f64> = (0..40 * 96).map(|i| w[(i % 96) * 40 + i / 96]).collect();
        let of_wide = p_values(&wide, 40, 96);
        // The sums are taken in another order.
        let allowed = crate::num::Tolerance::rounding(4096, 1.0);
        assert!(allowed.accepts(of_wide.0, signs) && allowed.accepts(of_wide.1, sums));
    }

    #[test]
    fn a_tall_matrix_of_unsigned_columns_fails_the_signs() {
        let (signs, sums) = p_values(&tall(96, 40, 0.0, false, "tall"), 96, 40);
        // No pivot of 40 is positive: 2·2⁻⁴⁰.
        assert!(signs < 1e-11 && sums > 1e-4, "{signs} {sums}");
    }

    #[test]
    fn entries_about_another_centre_leave_a_line_of_one_sign() {
        let (signs, sums) = p_values(&tall(96, 40, 2.0, true, "shifted"), 96, 40);
        assert!(sums < 1e-12 && signs > 1e-4, "{signs} {sums}");
    }
}
