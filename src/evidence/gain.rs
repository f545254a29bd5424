//! The moments and gains of activations, as a sheet.

use crate::evidence::EvidenceError;
use crate::evidence::lookup;
use crate::evidence::show;
use crate::theory::activation;
use crate::theory::activation::GaussianMoments;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

const COLUMNS: [Column; 10] = [
    Column::new("activation", "φ with its parameters"),
    Column::new("mean", "E[φ(√q·z)], z ~ N(0, 1)"),
    Column::new("second-moment", "E[φ²]"),
    Column::new("variance", "Var φ"),
    Column::new("derivative", "E[φ′²]"),
    Column::new("kurtosis", "E[(φ − E φ)⁴]/Var(φ)²"),
    Column::new(
        "gain",
        "1/√E[φ²]: Var(W) = gain²/fan_in keeps E[z²] at q = 1",
    ),
    Column::new("variance-gain", "1/√Var φ"),
    Column::new(
        "chi-at-gain",
        "gain²·E[φ′²]: the factor of squared gradients per layer at that Var(W)",
    ),
    Column::new("error", "a bound on the error of every moment in the row").with_digits(1),
];

/// One activation at one q, or `all` of them.
///
/// # Errors
/// An unknown activation, or a q that is negative or not finite.
///
/// # Example
/// ```
/// use varprop::verdict::Cell;
/// let sheet = varprop::evidence::gain("relu", 1.0)?;
/// assert_eq!(sheet.rows()[0][2], Cell::Number(0.5));
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn gain(spec: &str, q: f64) -> Result<Sheet, EvidenceError> {
    let mut sheet = Sheet::new(format!("Gaussian moments at q = {q}"), COLUMNS.to_vec());
    if spec == "all" {
        for entry in activation::ALL {
            sheet.push(row(&*lookup::activation(entry.name)?, q)?);
        }
    } else {
        sheet.push(row(&*lookup::activation(spec)?, q)?);
    }
    Ok(sheet)
}

fn row(phi: &dyn GaussianMoments, q: f64) -> Result<Vec<Cell>, EvidenceError> {
    let gain = activation::gain(phi, q)?;
    let derivative = phi.derivative_second_moment(q)?;
    let moments = [
        phi.mean(q)?,
        phi.second_moment(q)?,
        phi.variance(q)?,
        derivative,
        activation::kurtosis(phi, q)?,
        gain,
        activation::variance_gain(phi, q)?,
        gain.square() * derivative,
    ];
    let mut row = vec![Cell::text(phi.label())];
    row.extend(moments.map(show::cell));
    row.push(Cell::number(
        moments
            .iter()
            .map(|moment| moment.radius())
            .fold(0.0, f64::max),
    ));
    Ok(row)
}
