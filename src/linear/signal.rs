//! Signals and banks of kernels on 1 to 3 axes, with channels.
//!
//! It holds and reads numbers; sliding one over the other is `sliding`'s.

use crate::linear::LinearError;
use crate::linear::product::within_limit;

/// Sizes of three axes, the slowest first; those that are not used are leading ones.
pub(in crate::linear) type Sizes = [usize; 3];

/// A signal: a value for each channel and place, `[channels][places…]`, row-major.
///
/// # Example
/// ```
/// use varprop::linear::Signal;
/// let image = Signal::new(1, &[2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
/// assert_eq!(image.at(0, &[1, 2]), Some(6.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    channels: usize,
    rank: usize,
    sizes: Sizes,
    values: Vec<f64>,
}

/// A kernel for each output channel: `[outputs][channels][places…]`, row-major.
///
/// # Example
/// ```
/// use varprop::linear::Kernels;
/// let edge = Kernels::new(1, 1, &[3], vec![-1.0, 0.0, 1.0]).unwrap();
/// assert_eq!(edge.flipped().values(), [1.0, 0.0, -1.0]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Kernels {
    outputs: usize,
    channels: usize,
    rank: usize,
    sizes: Sizes,
    values: Vec<f64>,
}

impl Signal {
    /// The signal of these values.
    ///
    /// # Errors
    /// [`LinearError::Axes`] unless there are 1 to 3 axes, [`LinearError::Shape`] when there are
    /// not channels·∏sizes values or none at all.
    pub fn new(channels: usize, sizes: &[usize], values: Vec<f64>) -> Result<Self, LinearError> {
        let (rank, sizes) = axes("a signal", sizes, 1)?;
        require(
            "a signal",
            &[channels, sizes[0], sizes[1], sizes[2]],
            values.len(),
        )?;
        Ok(Self {
            channels,
            rank,
            sizes,
            values,
        })
    }

    /// How many channels it has.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The size of each axis.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        self.sizes.get(3 - self.rank..).unwrap_or(&self.sizes)
    }

    /// All values, channel after channel.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value of a channel at a place; `None` outside.
    #[must_use]
    pub fn at(&self, channel: usize, place: &[usize]) -> Option<f64> {
        if place.len() != self.rank || channel >= self.channels {
            return None;
        }
        let mut index = channel;
        for (at, size) in place.iter().zip(self.sizes()) {
            if at >= size {
                return None;
            }
            index = index * size + at;
        }
        self.values.get(index).copied()
    }

    pub(in crate::linear) fn all_sizes(&self) -> Sizes {
        self.sizes
    }

    pub(in crate::linear) fn rank(&self) -> usize {
        self.rank
    }
}

impl Kernels {
    /// The kernels of these values.
    ///
    /// # Errors
    /// As [`Signal::new`].
    pub fn new(
        outputs: usize,
        channels: usize,
        sizes: &[usize],
        values: Vec<f64>,
    ) -> Result<Self, LinearError> {
        let (rank, sizes) = axes("a kernel", sizes, 1)?;
        let shape = [outputs, channels, sizes[0], sizes[1], sizes[2]];
        require("a bank of kernels", &shape, values.len())?;
        Ok(Self {
            outputs,
            channels,
            rank,
            sizes,
            values,
        })
    }

    /// How many kernels there are, one an output channel.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// How many channels each has.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The size of each axis.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        self.sizes.get(3 - self.rank..).unwrap_or(&self.sizes)
    }

    /// All values, kernel after kernel, channel after channel.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Every kernel turned around along all its axes: what makes a correlation a convolution.
    #[must_use]
    pub fn flipped(&self) -> Self {
        let volume: usize = self.sizes.iter().product();
        let mut flipped = self.clone();
        flipped.values.chunks_mut(volume).for_each(<[f64]>::reverse);
        flipped
    }

    pub(in crate::linear) fn all_sizes(&self) -> Sizes {
        self.sizes
    }

    pub(in crate::linear) fn rank(&self) -> usize {
        self.rank
    }
}

/// One number an axis, filled up to three axes from the front.
pub(in crate::linear) fn axes(
    what: &'static str,
    given: &[usize],
    fill: usize,
) -> Result<(usize, Sizes), LinearError> {
    let rank = given.len();
    if rank == 0 || rank > 3 {
        return Err(LinearError::Axes {
            what,
            received: rank,
        });
    }
    let mut all = [fill; 3];
    all.iter_mut()
        .skip(3 - rank)
        .zip(given)
        .for_each(|(slot, size)| *slot = *size);
    Ok((rank, all))
}

fn require(what: &'static str, shape: &[usize], received: usize) -> Result<(), LinearError> {
    let expected = shape
        .iter()
        .fold(1, |n: usize, size| n.saturating_mul(*size));
    within_limit(expected as u64)?;
    if expected == 0 || received != expected {
        return Err(LinearError::Shape {
            what,
            expected,
            received,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_shapes_that_differ_are_refused() {
        let code = |channels, sizes: &[usize], n| {
            Signal::new(channels, sizes, vec![0.0; n])
                .unwrap_err()
                .code()
        };
        assert_eq!(code(2, &[3], 5), "shape");
        assert_eq!(code(0, &[3], 0), "shape");
        assert_eq!(code(1, &[], 1), "axes");
        assert_eq!(code(1, &[1, 1, 1, 1], 1), "axes");
        assert_eq!(code(1, &[usize::MAX, 2], 1), "too-large");
        assert!(Kernels::new(1, 1, &[2, 2], vec![0.0; 3]).is_err());
    }

    #[test]
    fn a_kernel_is_turned_around_along_all_its_axes() {
        let kernel = Kernels::new(1, 2, &[2, 2], (0..8).map(f64::from).collect()).unwrap();
        assert_eq!(
            kernel.flipped().values(),
            [3.0, 2.0, 1.0, 0.0, 7.0, 6.0, 5.0, 4.0]
        );
        assert_eq!(kernel.flipped().flipped(), kernel);
    }

    #[test]
    fn places_outside_have_no_value() {
        let line = Signal::new(2, &[3], (0..6).map(f64::from).collect()).unwrap();
        assert_eq!((line.at(1, &[0]), line.sizes()), (Some(3.0), &[3][..]));
        assert_eq!(
            (line.at(2, &[0]), line.at(0, &[3]), line.at(0, &[0, 0])),
            (None, None, None)
        );
    }
}
