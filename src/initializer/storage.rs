//! Memory for weights: how much is allowed, and rows in their order.
//!
//! It knows no law; it refuses what would abort.

use crate::initializer::InitializerError;
use crate::initializer::Sampler;
use crate::random::Stream;
use crate::theory::shape::Fans;

/// The most entries that are drawn at once: 2²⁸ doubles are 2 GiB.
pub const MAX_ENTRIES: u64 = 1 << 28;

/// Refuses a fan of 0.
pub(in crate::initializer) fn nonempty(fans: Fans) -> Result<(), InitializerError> {
    if fans.fan_in == 0 || fans.fan_out == 0 {
        return Err(InitializerError::EmptyFan {
            fan_in: fans.fan_in,
            fan_out: fans.fan_out,
        });
    }
    Ok(())
}

/// rows·columns zeros, or an error where they are too many or memory is short.
pub(in crate::initializer) fn zeros(rows: u64, columns: u64) -> Result<Vec<f64>, InitializerError> {
    let too_large = || InitializerError::TooLarge { rows, columns };
    let count = rows
        .checked_mul(columns)
        .filter(|count| *count <= MAX_ENTRIES)
        .and_then(|count| usize::try_from(count).ok())
        .ok_or_else(too_large)?;
    let mut weights = Vec::new();
    weights.try_reserve_exact(count).map_err(|_| too_large())?;
    weights.resize(count, 0.0);
    Ok(weights)
}

/// Independent rows, row i from `stream.indexed(i)`.
pub(in crate::initializer) fn draw_rows(
    sampler: &Sampler,
    rows: u64,
    columns: u64,
    stream: Stream,
) -> Result<Vec<f64>, InitializerError> {
    let mut weights = zeros(rows, columns)?;
    let length = weights.len() / (rows.max(1) as usize);
    for (row, places) in (0..rows).zip(weights.chunks_exact_mut(length.max(1))) {
        sampler.fill(&mut stream.indexed(row).generator(), places);
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_sizes_are_errors() {
        let code = |rows, columns| zeros(rows, columns).unwrap_err().code();
        assert_eq!(code(1 << 20, 1 << 20), "too-large");
        assert_eq!(code(u64::MAX, u64::MAX), "too-large");
    }
}
