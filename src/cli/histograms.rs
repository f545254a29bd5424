//! The page of histograms that commands draw: one a layer, 30 bins over [−1, 1].

use crate::cli::error::CliError;
use crate::picture;
use crate::picture::Histogram;

/// Where bins begin and end.
pub(in crate::cli) const ENDS: (f64, f64) = (-1.0, 1.0);
/// How many there are.
pub(in crate::cli) const BINS: usize = 30;

/// The counts of each layer's activations as one page.
pub(in crate::cli) fn page(counts: &[Vec<u64>]) -> Result<String, CliError> {
    let (low, high) = ENDS;
    let titles: Vec<String> = (1..=counts.len()).map(|l| format!("layer {l}")).collect();
    let panels: Vec<Histogram<'_>> = counts
        .iter()
        .zip(&titles)
        .map(|(counts, title)| Histogram {
            title,
            low,
            high,
            counts,
        })
        .collect();
    Ok(picture::histograms("Activations", "a", &panels)?)
}
