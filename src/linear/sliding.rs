//! Kernels that slide over signals: correlation, convolution, and the way back.
//!
//! Windows become rows of a matrix, and its product with the kernels is the answer, so that its
//! bits depend on nothing but the numbers. It knows no networks and no padding words.

use crate::linear::Kernels;
use crate::linear::LinearError;
use crate::linear::Matrix;
use crate::linear::Signal;
use crate::linear::Work;
use crate::linear::product;
use crate::linear::product::within_limit;
use crate::linear::signal::Sizes;
use crate::linear::signal::axes;

/// What lies beyond the ends of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// Zeros.
    Zero,
    /// The signal again, from its other end.
    Circular,
}

/// How kernels of a size move over a signal of a size.
///
/// # Example
/// ```
/// use varprop::linear::{Border, Slide};
/// let slide = Slide::new(&[5, 5], &[3, 3])?.with_stride(&[2, 2])?;
/// let padded = slide.with_padding(&[[1, 1], [1, 1]], Border::Zero)?;
/// assert_eq!(padded.output_sizes(), [3, 3]);
/// # Ok::<(), varprop::linear::LinearError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slide {
    rank: usize,
    input: Sizes,
    kernel: Sizes,
    stride: Sizes,
    dilation: Sizes,
    before: Sizes,
    after: Sizes,
    border: Border,
    output: Sizes,
}

impl Slide {
    /// Stride 1, dilation 1, no padding.
    ///
    /// A kernel larger than the input has no window, and output sizes of 0, until the padding makes
    /// room.
    ///
    /// # Errors
    /// [`LinearError::Axes`], [`LinearError::Window`] for a size, stride or dilation of 0.
    pub fn new(input: &[usize], kernel: &[usize]) -> Result<Self, LinearError> {
        let (rank, input) = axes("an input", input, 1)?;
        let (received, kernel) = axes("a kernel", kernel, 1)?;
        if received != rank {
            return Err(LinearError::Axes {
                what: "a kernel",
                received,
            });
        }
        let slide = Self {
            rank,
            input,
            kernel,
            stride: [1; 3],
            dilation: [1; 3],
            before: [0; 3],
            after: [0; 3],
            border: Border::Zero,
            output: [1; 3],
        };
        slide.settled()
    }

    /// With this stride along each axis.
    ///
    /// # Errors
    /// As [`Slide::new`].
    pub fn with_stride(self, stride: &[usize]) -> Result<Self, LinearError> {
        let stride = self.own_axes("a stride", stride, 1)?;
        Self { stride, ..self }.settled()
    }

    /// With this distance of neighbouring taps along each axis.
    ///
    /// # Errors
    /// As [`Slide::new`].
    pub fn with_dilation(self, dilation: &[usize]) -> Result<Self, LinearError> {
        let dilation = self.own_axes("a dilation", dilation, 1)?;
        Self { dilation, ..self }.settled()
    }

    /// With so many places before and after each axis, filled as the border says.
    ///
    /// # Errors
    /// As [`Slide::new`].
    pub fn with_padding(self, padding: &[[usize; 2]], border: Border) -> Result<Self, LinearError> {
        let side = |side: usize| -> Vec<usize> {
            padding
                .iter()
                .map(|both| if side == 0 { both[0] } else { both[1] })
                .collect()
        };
        let before = self.own_axes("a padding", &side(0), 0)?;
        let after = self.own_axes("a padding", &side(1), 0)?;
        Self {
            before,
            after,
            border,
            ..self
        }
        .settled()
    }

    /// How many windows there are along each axis.
    #[must_use]
    pub fn output_sizes(&self) -> &[usize] {
        self.output.get(3 - self.rank..).unwrap_or(&self.output)
    }

    fn own_axes(
        &self,
        what: &'static str,
        given: &[usize],
        fill: usize,
    ) -> Result<Sizes, LinearError> {
        let (received, all) = axes(what, given, fill)?;
        if received != self.rank {
            return Err(LinearError::Axes { what, received });
        }
        Ok(all)
    }

    /// The same with its output sizes, ⌊(n + p − d(k − 1) − 1)/s⌋ + 1, or 0 where no window fits.
    fn settled(mut self) -> Result<Self, LinearError> {
        for axis in 0..3 {
            let (stride, kernel) = (self.stride[axis], self.kernel[axis]);
            if stride == 0 || kernel == 0 || self.input[axis] == 0 || self.dilation[axis] == 0 {
                return Err(self.refusal(axis, 0));
            }
            let room = self.padded(axis).checked_sub(self.span(axis));
            self.output[axis] = room.map_or(0, |room| room / stride + 1);
        }
        Ok(self)
    }

    fn refusal(&self, axis: usize, span: usize) -> LinearError {
        LinearError::Window {
            span,
            padded: self.padded(axis),
            stride: self.stride[axis],
        }
    }

    /// What the dilated kernel covers.
    fn span(&self, axis: usize) -> usize {
        self.dilation[axis]
            .saturating_mul(self.kernel[axis].saturating_sub(1))
            .saturating_add(1)
    }

    fn padded(&self, axis: usize) -> usize {
        self.input[axis]
            .saturating_add(self.before[axis])
            .saturating_add(self.after[axis])
    }

    /// The place of the input under a tap of a window; `None` in a border of zeros.
    fn place(&self, axis: usize, window: usize, tap: usize) -> Option<usize> {
        let padded = window * self.stride[axis] + tap * self.dilation[axis];
        let size = self.input[axis];
        match self.border {
            Border::Zero => padded
                .checked_sub(self.before[axis])
                .filter(|place| *place < size),
            Border::Circular => {
                // Reduced before it is added: before·size may exceed what usize holds.
                Some((padded % size + (size - self.before[axis] % size)) % size)
            }
        }
    }

    /// Calls `visit` with (window, tap, place of the input) for every tap inside, in order.
    fn for_each_tap(&self, mut visit: impl FnMut(usize, usize, usize)) {
        for (window, at) in places(self.output).enumerate() {
            for (tap, offset) in places(self.kernel).enumerate() {
                let place = |axis: usize| self.place(axis, at[axis], offset[axis]);
                if let (Some(a), Some(b), Some(c)) = (place(0), place(1), place(2)) {
                    visit(window, tap, (a * self.input[1] + b) * self.input[2] + c);
                }
            }
        }
    }

    fn fits(&self, signal: Sizes, kernel: Sizes) -> Result<(), LinearError> {
        let pairs = self
            .input
            .iter()
            .zip(signal)
            .chain(self.kernel.iter().zip(kernel));
        for (expected, received) in pairs {
            require("a slide over this signal", *expected, received)?;
        }
        match (0..3).find(|axis| self.output[*axis] == 0) {
            Some(axis) => Err(self.refusal(axis, self.span(axis))),
            None => Ok(()),
        }
    }
}

/// The windows of a signal: a row for each window, channels·∏kernel columns.
///
/// # Errors
/// [`LinearError::Shape`] when the signal is not what the slide was made for;
/// [`LinearError::Window`] when none fits; [`LinearError::TooLarge`].
pub fn windows(signal: &Signal, slide: &Slide) -> Result<Matrix, LinearError> {
    slide.fits(signal.all_sizes(), slide.kernel)?;
    let [n_windows, n_taps, n_places] = [slide.output, slide.kernel, slide.input].map(volume);
    let columns = signal.channels().saturating_mul(n_taps);
    within_limit((n_windows as u64).saturating_mul(columns as u64))?;
    let mut values = vec![0.0; n_windows * columns];
    for (channel, source) in signal.values().chunks(n_places).enumerate() {
        slide.for_each_tap(|window, tap, place| {
            let target = window * columns + channel * n_taps + tap;
            if let (Some(slot), Some(value)) = (values.get_mut(target), source.get(place)) {
                *slot = *value;
            }
        });
    }
    Matrix::new(n_windows, columns, values)
}

/// The transpose of [`windows`]: what each window holds is added onto the places it came from.
///
/// # Errors
/// As [`windows`].
pub fn gathered(windows: &Matrix, channels: usize, slide: &Slide) -> Result<Signal, LinearError> {
    let [n_windows, n_taps, n_places] = [slide.output, slide.kernel, slide.input].map(volume);
    require("windows", n_windows, windows.rows())?;
    let columns = channels.saturating_mul(n_taps);
    require("windows", columns, windows.columns())?;
    within_limit((channels as u64).saturating_mul(n_places as u64))?;
    let mut values = vec![0.0; channels * n_places];
    for (channel, sums) in values.chunks_mut(n_places).enumerate() {
        slide.for_each_tap(|window, tap, place| {
            let row = windows.row(window).unwrap_or_default();
            if let (Some(sum), Some(part)) = (sums.get_mut(place), row.get(channel * n_taps + tap))
            {
                *sum += part;
            }
        });
    }
    let sizes = slide.input.get(3 - slide.rank..).unwrap_or(&slide.input);
    Signal::new(channels, sizes, values)
}

/// y[o, i] = Σ over channels c and taps u of k[o, c, u]·x[c, s·i + d·u − p]: the dot product of
/// each kernel with each window, which deep learning calls convolution.
///
/// # Errors
/// [`LinearError::Shape`] when channels or sizes differ from the slide's, [`LinearError::Window`]
/// when no window fits, [`LinearError::TooLarge`].
///
/// # Example
/// ```
/// use varprop::linear::{Kernels, Signal, Slide, Work, correlate};
/// let line = Signal::new(1, &[4], vec![1.0, 2.0, 4.0, 8.0]).unwrap();
/// let edge = Kernels::new(1, 1, &[2], vec![-1.0, 1.0]).unwrap();
/// let found = correlate(&line, &edge, &Slide::new(&[4], &[2])?, Work::OneThread)?;
/// assert_eq!(found.values(), [1.0, 2.0, 4.0]);
/// # Ok::<(), varprop::linear::LinearError>(())
/// ```
pub fn correlate(
    signal: &Signal,
    kernels: &Kernels,
    slide: &Slide,
    work: Work,
) -> Result<Signal, LinearError> {
    slide.fits(signal.all_sizes(), kernels.all_sizes())?;
    require(
        "kernels over this signal",
        signal.channels(),
        kernels.channels(),
    )?;
    require("kernels over this signal", signal.rank(), kernels.rank())?;
    let windows = windows(signal, slide)?;
    let bank = kernels.channels() * volume(slide.kernel);
    let bank = Matrix::new(kernels.outputs(), bank, kernels.values().to_vec())?;
    // Kernels as rows, so that the answer comes channel after channel.
    let found = product(bank.view(), windows.view().transposed(), None, work)?;
    Signal::new(
        kernels.outputs(),
        slide.output_sizes(),
        found.values().to_vec(),
    )
}

/// The convolution of mathematics: [`correlate`] with every kernel turned around.
///
/// # Errors
/// As [`correlate`].
///
/// # Example
/// ```
/// use varprop::linear::{Kernels, Signal, Slide, Work, convolve};
/// let line = Signal::new(1, &[4], vec![1.0, 2.0, 4.0, 8.0]).unwrap();
/// let edge = Kernels::new(1, 1, &[2], vec![-1.0, 1.0]).unwrap();
/// let found = convolve(&line, &edge, &Slide::new(&[4], &[2])?, Work::OneThread)?;
/// assert_eq!(found.values(), [-1.0, -2.0, -4.0]);
/// # Ok::<(), varprop::linear::LinearError>(())
/// ```
pub fn convolve(
    signal: &Signal,
    kernels: &Kernels,
    slide: &Slide,
    work: Work,
) -> Result<Signal, LinearError> {
    correlate(signal, &kernels.flipped(), slide, work)
}

/// All places of a box, row-major.
fn places(sizes: Sizes) -> impl Iterator<Item = Sizes> {
    let [a, b, c] = sizes;
    (0..a).flat_map(move |i| (0..b).flat_map(move |j| (0..c).map(move |k| [i, j, k])))
}

/// Saturating: whoever allocates it asks for the limit first.
fn volume(sizes: Sizes) -> usize {
    sizes
        .iter()
        .fold(1, |volume: usize, size| volume.saturating_mul(*size))
}

fn require(what: &'static str, expected: usize, received: usize) -> Result<(), LinearError> {
    if expected == received {
        return Ok(());
    }
    Err(LinearError::Shape {
        what,
        expected,
        received,
    })
}

#[cfg(test)]
mod tests;
