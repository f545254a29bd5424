//! The draws of one initializer for several seeds, in the order that all tests use.
//!
//! It calls the initializer and looks for what needs no statistics; it judges nothing.

use crate::conformance::ConformanceError;
use crate::conformance::Number;
use crate::conformance::axes::Axes;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use std::fmt::Display;

/// What to ask of the initializer.
#[derive(Clone, Copy, Debug)]
pub(in crate::conformance) struct Request {
    pub axes: Axes,
    /// Weights of one output.
    pub row: usize,
    /// Weights of one draw.
    pub size: usize,
    pub storage: Storage,
    pub first_seed: u64,
    pub n_seeds: u64,
    /// Whether the first seed is asked for a second time.
    pub is_seeded: bool,
}

/// All draws, one after the other.
#[derive(Clone, Debug)]
pub(in crate::conformance) struct Draws {
    pub values: Vec<f64>,
    pub row: usize,
    pub size: usize,
    pub storage: Storage,
    pub n_seeds: u64,
    /// How many places differ when the first seed is used again; `None` if it was not.
    pub n_unrepeated: Option<usize>,
}

impl Draws {
    /// Calls the initializer for each seed.
    pub(in crate::conformance) fn gather<T: Number, E: Display>(
        request: Request,
        mut fill: impl FnMut(u64, &mut [T]) -> Result<(), E>,
    ) -> Result<Self, ConformanceError> {
        let total = request.n_seeds.saturating_mul(request.size as u64);
        let mut values = reserved(total)?;
        let mut buffer = vec![T::UNFILLED; request.size];
        for k in 0..request.n_seeds {
            let seed = request.first_seed.wrapping_add(k);
            draw(request, seed, &mut buffer, &mut fill)?;
            values.extend(ordered(request, &buffer));
        }
        let n_unrepeated = if request.is_seeded {
            draw(request, request.first_seed, &mut buffer, &mut fill)?;
            let again = ordered(request, &buffer).zip(&values);
            Some(again.filter(|(a, b)| a.to_bits() != b.to_bits()).count())
        } else {
            None
        };
        Ok(Self {
            values,
            row: request.row,
            size: request.size,
            storage: request.storage,
            n_seeds: request.n_seeds,
            n_unrepeated,
        })
    }

    /// The draws, one slice for each seed.
    pub(in crate::conformance) fn each(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.size)
    }

    /// All values as rows of one output each.
    pub(in crate::conformance) fn pooled(&self) -> Result<Sample<'_>, StatError> {
        let rows = self.values.len() / self.row;
        Ok(Sample::new(&self.values, rows, self.row)?.stored_as(self.storage))
    }
}

fn reserved(total: u64) -> Result<Vec<f64>, ConformanceError> {
    let too_large = || ConformanceError::TooLarge { values: total };
    let count = usize::try_from(total).map_err(|_| too_large())?;
    let mut values = Vec::new();
    values.try_reserve_exact(count).map_err(|_| too_large())?;
    Ok(values)
}

/// One call, and whether what it wrote can be stored as declared.
fn draw<T: Number, E: Display>(
    request: Request,
    seed: u64,
    buffer: &mut [T],
    fill: &mut impl FnMut(u64, &mut [T]) -> Result<(), E>,
) -> Result<(), ConformanceError> {
    buffer.fill(T::UNFILLED);
    fill(seed, buffer).map_err(|error| ConformanceError::Failed {
        seed,
        message: error.to_string(),
    })?;
    if request.storage == T::STORAGE {
        return Ok(());
    }
    let is_foreign = |x: f64| x.is_finite() && request.storage.round(x) != x;
    let mut places = buffer.iter().map(|x| x.widened()).enumerate();
    match places.find(|(_, x)| is_foreign(*x)) {
        None => Ok(()),
        Some((place, value)) => Err(ConformanceError::NotStored {
            seed,
            place,
            value,
            storage: request.storage,
        }),
    }
}

fn ordered<T: Number>(request: Request, buffer: &[T]) -> impl Iterator<Item = f64> {
    let indices = request.axes.indices();
    indices.map(|i| buffer.get(i).map_or(f64::NAN, |x| x.widened()))
}
