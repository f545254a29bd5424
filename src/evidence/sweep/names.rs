//! Whether the names of a grid stand for something, with every σ_w and at every width.
//!
//! It says which word is to blame, not where that stands in the file.

use crate::evidence::EvidenceError;
use crate::evidence::lookup;
use crate::evidence::sweep::initializer::filled;
use crate::initializer::Initializer;
use crate::theory::shape::Fans;

/// What is wrong with an initializer.
#[derive(Debug, PartialEq)]
pub(in crate::evidence::sweep) enum Fault {
    /// The text itself, whatever σ_w is.
    Text(String),
    /// The text with this σ_w.
    SigmaW(String),
}

/// Whether an activation has this name.
///
/// # Errors
/// What is wrong with it.
pub(in crate::evidence::sweep) fn activation(name: &str) -> Result<(), String> {
    lookup::activation(name)
        .map(|_| ())
        .map_err(|error| without_column(&error))
}

/// Whether an initializer as a grid writes it has a law that dense layers of these widths can draw,
/// with every σ_w.
///
/// # Errors
/// The first [`Fault`]. A text that is refused with σ_w = 1 is to blame itself.
pub(in crate::evidence::sweep) fn initializer(
    text: &str,
    sigma_w: Option<&[f64]>,
    widths: &[u64],
) -> Result<(), Fault> {
    let stand_in = sigma_w.map(|_| 1.0);
    drawable(text, stand_in, widths).map_err(Fault::Text)?;
    for value in sigma_w.unwrap_or_default() {
        let drawn = drawable(text, Some(*value), widths);
        drawn
            .map_err(|message| Fault::SigmaW(format!("sigma-w = {value} in {text}: {message}")))?;
    }
    Ok(())
}

fn drawable(text: &str, sigma_w: Option<f64>, widths: &[u64]) -> Result<(), String> {
    let found = lookup::initializer(&filled(text, sigma_w));
    let found = found.map_err(|error| without_column(&error))?;
    let mut distinct = widths.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let at = |width| admitted(&*found, width);
    distinct.into_iter().try_for_each(at)
}

fn admitted(initializer: &dyn Initializer, width: u64) -> Result<(), String> {
    let fans = Fans {
        fan_in: width,
        fan_out: width,
    };
    let admitted = initializer.admit_matrix(fans);
    admitted.map_err(|error| format!("width {width}: {error}"))
}

/// The message without the column inside the word, which beside the file's reads as the file's.
fn without_column(error: &EvidenceError) -> String {
    let message = error.to_string();
    let rest = message.strip_prefix("column ");
    let rest = rest.and_then(|rest| rest.split_once(": "));
    match rest {
        Some((column, rest)) if column.parse::<u64>().is_ok() => rest.to_owned(),
        _ => message,
    }
}
