//! Orthonormal vectors by Householder reflections, in one fixed order of operations.
//!
//! A library's matrix product changes its bits with the CPU; this one cannot: every sum runs over
//! eight lanes in ascending order, with separate multiplications and additions. It does not draw.

/// Lanes of a dot product: summed apart, then in order.
const LANES: usize = 8;

/// Replaces n vectors of length m ≥ n, each contiguous, by the orthonormal Q of A = QR (vectors
/// are columns of A), and returns the signs (±1) of diag R.
///
/// Multiplying vector k by sign k makes diag R positive, which makes Q Haar-distributed if A is
/// Gaussian (Mezzadri 2007, thm. 1); without it Q's law depends on the algorithm.
pub(in crate::initializer) fn orthonormalize(vectors: &mut [f64], length: usize) -> Vec<f64> {
    let mut signs = Vec::new();
    let mut reflectors: Vec<Vec<f64>> = Vec::new();
    let count = vectors.len() / length.max(1);
    for k in 0..count {
        let (done, rest) = vectors.split_at_mut((k + 1) * length);
        let (reflector, sign) = reflector_of(done.get(k * length + k..).unwrap_or(&[]));
        for other in rest.chunks_exact_mut(length) {
            reflect(&reflector, other.get_mut(k..).unwrap_or(&mut []));
        }
        signs.push(sign);
        reflectors.push(reflector);
    }
    accumulate(vectors, length, &reflectors);
    signs
}

/// The unit vector v with (I − 2vvᵀ)x = sign·‖x‖·e₁, and that sign: opposite to x₁, so that
/// nothing cancels.
fn reflector_of(x: &[f64]) -> (Vec<f64>, f64) {
    let mut v = x.to_vec();
    let norm = dot(x, x).sqrt();
    let sign = match v.first_mut() {
        Some(first) => {
            let sign = if *first < 0.0 { 1.0 } else { -1.0 };
            *first -= sign * norm;
            sign
        }
        None => 1.0,
    };
    let length = dot(&v, &v).sqrt();
    if 0.0 < length {
        v.iter_mut().for_each(|entry| *entry /= length);
    }
    (v, sign)
}

/// Q's vectors: e_k reflected by H₁…H_k, the last reflection first.
fn accumulate(vectors: &mut [f64], length: usize, reflectors: &[Vec<f64>]) {
    for (k, vector) in vectors.chunks_exact_mut(length.max(1)).enumerate() {
        vector.fill(0.0);
        if let Some(entry) = vector.get_mut(k) {
            *entry = 1.0;
        }
        for (j, reflector) in reflectors.iter().enumerate().take(k + 1).rev() {
            reflect(reflector, vector.get_mut(j..).unwrap_or(&mut []));
        }
    }
}

/// x ← x − 2v(v·x).
fn reflect(v: &[f64], x: &mut [f64]) {
    let twice = 2.0 * dot(v, x);
    for (entry, direction) in x.iter_mut().zip(v) {
        *entry -= twice * direction;
    }
}

/// Σ aᵢbᵢ: lane l sums the terms i ≡ l (mod 8) in ascending order, then lanes are added in order.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    for (left, right) in a.chunks(LANES).zip(b.chunks(LANES)) {
        for ((lane, x), y) in lanes.iter_mut().zip(left).zip(right) {
            *lane += x * y;
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::random::Stream;
    use nalgebra::DMatrix;

    fn gaussian(count: usize, length: usize) -> Vec<f64> {
        let mut vectors = vec![0.0; count * length];
        let mut generator = Stream::root(5).named("householder").generator();
        generator.fill_normal(&mut vectors);
        vectors
    }

    #[test]
    fn q_is_that_of_nalgebra_up_to_the_signs() {
        let (count, length) = (24, 40);
        let mut q = gaussian(count, length);
        let oracle = DMatrix::from_column_slice(length, count, &q).qr();
        let signs = orthonormalize(&mut q, length);
        let (oracle_q, oracle_r) = (oracle.q(), oracle.r());
        // Normwise backward error c·m·n·u (Higham 2002, thm. 19.4), times the condition of a
        // 40 × 24 Gaussian matrix, below 30.
        let tolerance = Tolerance::rounding(2 * 30 * 24 * 40, 1.0);
        for (k, sign) in signs.iter().enumerate() {
            let oracle_sign = oracle_r[(k, k)].signum();
            for i in 0..length {
                let (ours, theirs) = (sign * q[k * length + i], oracle_sign * oracle_q[(i, k)]);
                assert!(tolerance.accepts(ours, theirs), "({i}, {k})");
            }
        }
    }

    #[test]
    fn a_vector_of_zeros_does_no_harm() {
        let mut vectors = vec![0.0; 6];
        let signs = orthonormalize(&mut vectors, 3);
        assert!(vectors.iter().chain(&signs).all(|x| x.is_finite()));
    }
}
