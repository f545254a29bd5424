//! The part of a segment inside the unit square. It knows no axis.

/// The part of the segment inside [0, 1]², if there is one.
///
/// Liang & Barsky (1984), "A new concept and method for line clipping".
pub(in crate::picture) fn clipped(from: [f64; 2], to: [f64; 2]) -> Option<[[f64; 2]; 2]> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (start, end) in from.into_iter().zip(to) {
        let step = end - start;
        for (toward, room) in [(-step, start), (step, 1.0 - start)] {
            if toward == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if toward < 0.0 {
                enter = enter.max(room / toward);
            } else {
                leave = leave.min(room / toward);
            }
        }
    }
    let ([x, y], [other_x, other_y]) = (from, to);
    let at = |t: f64| [x + t * (other_x - x), y + t * (other_y - y)];
    (enter <= leave).then(|| [at(enter), at(leave)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_cut_at_the_edges() {
        assert_eq!(
            clipped([-1.0, 0.5], [3.0, 0.5]),
            Some([[0.0, 0.5], [1.0, 0.5]])
        );
        assert_eq!(
            clipped([0.5, 2.0], [0.5, 0.25]),
            Some([[0.5, 1.0], [0.5, 0.25]])
        );
        assert_eq!(
            clipped([0.25, 0.25], [0.5, 0.75]),
            Some([[0.25, 0.25], [0.5, 0.75]])
        );
    }

    #[test]
    fn a_segment_outside_is_none() {
        assert_eq!(clipped([-1.0, 0.5], [0.5, 2.0]), None);
        assert_eq!(clipped([2.0, 0.0], [2.0, 1.0]), None);
    }
}
