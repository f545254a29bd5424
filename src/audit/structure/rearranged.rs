//! Orthogonal matrices whose values stand in another order of axes than the tensor's.
//!
//! It asks whether the numbers are orthogonal when their axes are told otherwise; nothing else.

use crate::audit::Reading;
use crate::audit::Scan;
use crate::audit::Structure;
use crate::audit::effective_storage;
use crate::audit::structure::matrix::usual;
use crate::audit::structure::orthogonal::Lines;
use crate::empirical::stat::Storage;
use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;

impl Structure {
    /// What a tensor that is not orthogonal along its own axes is along others: orthogonal, if it is
    /// a projection of several axes and they are told into inputs and outputs; rearranged, if rows
    /// and columns have each other's lengths.
    ///
    /// A factor of n × m that is copied in row-major order into a tensor of m × n is what pyhgf #418
    /// mends. Of tensors that a scan does not keep whole nothing is said.
    #[must_use]
    pub fn of_other_axes(
        scan: &Scan,
        storage: Storage,
        shape: &[u64],
        reading: &Reading,
    ) -> Option<Self> {
        let (first, last) = (*shape.first()?, *shape.last()?);
        let n = scan.n();
        if shape.len() < 2 || scan.sample().values.len() as u64 != n {
            return None;
        }
        let storage = effective_storage(scan, storage);
        let gain = |rows: u64| gain(scan, storage, rows);
        let layer = reading.layer.as_ref();
        let projection = layer.filter(|layer| matches!(layer.kind(), LayerKind::Projection { .. }));
        let inputs = projection.map(Layer::inputs);
        if let Some(gain) = inputs.and_then(gain) {
            return Some(Self::Orthogonal { gain });
        }
        let own = [Some(first), n.checked_div(last), inputs];
        let turned = [n.checked_div(first), Some(last)].into_iter().flatten();
        let mut turned = turned.filter(|rows| !own.contains(&Some(*rows)));
        turned
            .find_map(gain)
            .map(|gain| Self::RearrangedOrthogonal { gain })
    }
}

/// The gain, if the values are orthonormal as a matrix of so many rows.
fn gain(scan: &Scan, storage: Storage, rows: u64) -> Option<f64> {
    let values = &scan.sample().values[..];
    let rows = usize::try_from(rows).ok().filter(|rows| *rows > 0)?;
    let columns = values.len() / rows;
    if columns == 0 || columns * rows != values.len() {
        return None;
    }
    let gain = (scan.energy()? / rows.min(columns) as f64).sqrt();
    let lines = Lines { values, columns };
    let is_orthogonal = lines.are_orthonormal(columns < rows, gain, storage);
    is_orthogonal.then(|| usual(gain, storage))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;
    use crate::random::Stream;
    use crate::theory::shape::Layer;
    use crate::theory::shape::Layout;

    fn drawn(inputs: u64, outputs: u64) -> Vec<f64> {
        let layer = Layer::dense(inputs, outputs).unwrap();
        let orthogonal = crate::initializer::parse("orthogonal").unwrap();
        let stream = Stream::root(2).named("rearranged");
        orthogonal.draw_tensor(&layer, stream).unwrap()
    }

    fn found(values: &[f64], shape: &[u64], reading: &Reading) -> Option<Structure> {
        let scan = specimen::scan(values, shape);
        Structure::of_other_axes(&scan, Storage::F64, shape, reading)
    }

    #[test]
    fn an_orthogonal_factor_that_was_reshaped_is_recognized() {
        let reading = specimen::weights_of(&Layer::dense(24, 60).unwrap());
        // 24 × 60, row-major, where the tensor has 60 rows.
        let expected = Structure::RearrangedOrthogonal { gain: 1.0 };
        assert_eq!(found(&drawn(60, 24), &[60, 24], &reading), Some(expected));
        assert_eq!(found(&drawn(24, 60), &[24, 60], &reading), Some(expected));
        let mut spoilt = drawn(60, 24);
        spoilt[7] += 1e-3;
        assert_eq!(found(&spoilt, &[60, 24], &reading), None);
    }

    #[test]
    fn a_projection_is_orthogonal_from_all_its_inputs_to_all_its_outputs() {
        let layer = Layer::projection(&[32], &[8, 16]).unwrap();
        let reading = Reading {
            layout: Layout::Flax,
            ..specimen::weights_of(&layer)
        };
        let expected = Structure::Orthogonal { gain: 1.0 };
        assert_eq!(
            found(&drawn(128, 32), &[32, 8, 16], &reading),
            Some(expected)
        );
    }
}
