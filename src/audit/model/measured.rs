//! What was measured of a tensor, without its values.

use crate::audit::Scan;

/// Moments and extremes of all values of a tensor; what does not exist is missing.
///
/// # Example
/// ```
/// use varprop::audit::format::{NumberFormat, TensorInfo};
/// use varprop::audit::{Measured, Scanner};
/// use varprop::empirical::stat::Storage;
/// let info = TensorInfo {
///     name: "w".to_owned(),
///     shape: vec![4],
///     format: NumberFormat::Float(Storage::F64),
/// };
/// let mut scanner = Scanner::new(&info);
/// [1.0_f64, 2.0, 3.0, 0.0].iter().for_each(|x| scanner.take(&x.to_le_bytes()));
/// let measured = Measured::of(&scanner.finish());
/// assert_eq!((measured.mean, measured.zero_share), (Some(1.5), Some(0.25)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// How many values.
    pub n: u64,
    /// How many are not a number.
    pub n_nan: u64,
    /// How many are infinite.
    pub n_infinite: u64,
    /// The share of zeros.
    pub zero_share: Option<f64>,
    /// Σx/n.
    pub mean: Option<f64>,
    /// Σx²/n.
    pub second_moment: Option<f64>,
    /// √(Σ(x − mean)²/n).
    pub std_dev: Option<f64>,
    /// The fourth standardized moment; missing for a constant.
    pub kurtosis: Option<f64>,
    /// The least value that is a number.
    pub least: Option<f64>,
    /// The largest value that is a number.
    pub most: Option<f64>,
}

impl Measured {
    /// What a scan found.
    #[must_use]
    pub fn of(scan: &Scan) -> Self {
        let n = scan.n();
        let share = |count: u64| (n > 0).then(|| count as f64 / n as f64);
        let (least, most) = scan.extremes().unzip();
        Self {
            n,
            n_nan: scan.n_nan(),
            n_infinite: scan.n_infinite(),
            zero_share: share(scan.n_zero()),
            mean: scan.mean(),
            second_moment: scan.energy().map(|energy| energy / n as f64),
            std_dev: scan.variance().map(f64::sqrt),
            kurtosis: scan.kurtosis(),
            least,
            most,
        }
    }
}
