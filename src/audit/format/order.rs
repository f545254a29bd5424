//! From first axis fastest (Fortran) to last axis fastest (C), in pieces.
//!
//! It moves numbers of so many bytes and looks into none.

/// Gives the numbers of `whole`, stored first axis fastest, to `sink`, last axis fastest.
///
/// `N` is the bytes of a number. A piece holds as many indices of the first axis as fit into about
/// `piece` numbers, one at least, so it is at most half of a tensor that needs reordering.
pub(super) fn reorder<const N: usize>(
    whole: &[[u8; N]],
    shape: &[u64],
    piece: usize,
    sink: &mut dyn FnMut(&[u8]),
) {
    let shape: Vec<usize> = significant(shape)
        .filter_map(|n| usize::try_from(n).ok())
        .collect();
    let Some((&first, rest)) = shape.split_first().filter(|_| !whole.is_empty()) else {
        sink(whole.as_flattened());
        return;
    };
    let row = whole.len() / first;
    let n_rows = (piece / row).clamp(1, first);
    let mut rows = vec![[0; N]; n_rows * row];
    for start in (0..first).step_by(n_rows) {
        let count = n_rows.min(first - start);
        for (run, column) in whole.chunks_exact(first).zip(Columns::new(rest)) {
            let run = run.iter().skip(start).take(count);
            let places = rows.iter_mut().skip(column).step_by(row);
            places.zip(run).for_each(|(place, number)| *place = *number);
        }
        let filled = rows.as_flattened();
        sink(filled.get(..count * row * N).unwrap_or(filled));
    }
}

/// Whether both orders differ: whether two axes are longer than 1.
pub(super) fn differs(shape: &[u64]) -> bool {
    significant(shape).nth(1).is_some()
}

/// The axes that tell numbers apart.
fn significant(shape: &[u64]) -> impl Iterator<Item = u64> {
    shape.iter().copied().filter(|&axis| axis != 1)
}

/// For the indices of some axes, the first fastest: their places where the last is fastest.
struct Columns {
    /// Length of each axis, its stride with the last axis fastest, and the present index.
    axes: Vec<(usize, usize, usize)>,
    place: usize,
}

impl Columns {
    fn new(shape: &[usize]) -> Self {
        let mut stride = 1;
        let mut axes: Vec<_> = shape.iter().map(|&length| (length, 0, 0)).collect();
        for (length, its_stride, _) in axes.iter_mut().rev() {
            *its_stride = stride;
            stride *= *length;
        }
        Self { axes, place: 0 }
    }
}

impl Iterator for Columns {
    type Item = usize;

    /// Never ends: after the last index comes the first.
    fn next(&mut self) -> Option<usize> {
        let place = self.place;
        for (length, stride, index) in &mut self.axes {
            *index += 1;
            self.place += *stride;
            if *index < *length {
                break;
            }
            self.place -= *stride * *length;
            *index = 0;
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers 0, 1, 2 … of a shape, stored first axis fastest.
    fn counted(shape: &[u64]) -> Vec<[u8; 2]> {
        let n: u64 = shape.iter().product();
        let strides = |axis: usize| shape.iter().skip(axis + 1).product::<u64>();
        let place = |stored: u64| {
            let mut rest = stored;
            let mut place = 0;
            for (axis, &length) in shape.iter().enumerate() {
                place += rest % length * strides(axis);
                rest /= length;
            }
            (place as u16).to_le_bytes()
        };
        (0..n).map(place).collect()
    }

    #[test]
    fn numbers_counted_in_c_order_come_out_in_order_whatever_the_piece() {
        let shapes: [&[u64]; 8] = [
            &[3, 5],
            &[5, 3],
            &[2, 3, 4],
            &[4, 1, 3, 2],
            &[1, 7],
            &[7],
            &[],
            &[3, 3, 16, 2],
        ];
        for shape in shapes {
            for piece in [1, 4, 7, 1000] {
                let mut out = Vec::new();
                let stored = counted(shape);
                reorder(&stored, shape, piece, &mut |bytes| {
                    out.extend_from_slice(bytes);
                });
                let expected: Vec<u8> = (0..stored.len() as u16)
                    .flat_map(u16::to_le_bytes)
                    .collect();
                assert_eq!(out, expected, "{shape:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn orders_differ_where_two_axes_are_longer_than_one() {
        assert!(differs(&[2, 2]) && differs(&[1, 3, 1, 2]));
        assert!(!differs(&[]) && !differs(&[9]) && !differs(&[1, 9, 1]));
    }
}
