//! What kind of function each activation is, as a sheet: the table that textbooks print.

use crate::evidence::EvidenceError;
use crate::evidence::lookup;
use crate::theory::activation;
use crate::theory::activation::GaussianMoments;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

const COLUMNS: [Column; 9] = [
    Column::new("activation", "φ with its parameters"),
    Column::new(
        "zero-centred",
        "whether E[φ(√q·z)] = 0, z ~ N(0, 1), at q = ¼, 1 and 4",
    ),
    Column::new(
        "saturates",
        "the side where φ comes to lie at an asymptote; a rectifier's 0 is none",
    ),
    Column::new(
        "dies",
        "the side where φ′ = 0: a unit whose inputs all lie there receives no gradient",
    ),
    Column::new(
        "transcendental",
        "no: φ′ is constant on each side of 0, so φ is a comparison and a product",
    ),
    Column::new("monotone", "whether φ never decreases"),
    Column::new("least-slope", "the infimum of φ′"),
    Column::new("greatest-slope", "the supremum of φ′"),
    Column::new(
        "slope-at-zero",
        "φ′(0), by the convention of the frameworks",
    ),
];

/// The properties of one activation, or of `all`; each is computed, none is looked up.
///
/// # Errors
/// An unknown activation.
///
/// # Example
/// ```
/// use varprop::verdict::Cell;
/// let sheet = varprop::evidence::activation_properties("relu")?;
/// assert_eq!(sheet.rows()[0][3], Cell::text("left"));
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn activation_properties(spec: &str) -> Result<Sheet, EvidenceError> {
    let mut sheet = Sheet::new("Activations", COLUMNS.to_vec());
    if spec == "all" {
        for entry in activation::ALL {
            sheet.push(row(&*lookup::activation(entry.name)?)?);
        }
    } else {
        sheet.push(row(&*lookup::activation(spec)?)?);
    }
    Ok(sheet)
}

fn row(phi: &dyn GaussianMoments) -> Result<Vec<Cell>, EvidenceError> {
    let found = activation::properties(phi)?;
    let words = [
        yes_or_no(found.is_zero_centred),
        sides(found.saturates),
        sides(found.dies),
        yes_or_no(!found.is_piecewise_linear),
        yes_or_no(found.is_monotone),
    ];
    let mut row = vec![Cell::text(phi.label())];
    row.extend(words.map(Cell::text));
    let [least, greatest] = found.slope;
    row.extend([least, greatest, found.slope_at_zero].map(|slope| Cell::number(settled(slope))));
    Ok(row)
}

/// A slope that rounding cannot tell from 0, 1 or −1 is that number: sin's from its grid.
fn settled(slope: f64) -> f64 {
    let nearest = slope.round();
    if (slope - nearest).abs() <= 8.0 * f64::EPSILON {
        nearest + 0.0
    } else {
        slope
    }
}

fn yes_or_no(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}

fn sides(left_and_right: [bool; 2]) -> &'static str {
    match left_and_right {
        [false, false] => "no",
        [true, false] => "left",
        [false, true] => "right",
        [true, true] => "both",
    }
}
