//! What a tensor's name promises of its law, where nothing was said: the projections back into the
//! residual stream that GPT-2 scales down.

use crate::audit::Finding;
use crate::audit::Origin;
use crate::audit::TensorAudit;

/// The law of the other weights, which residual projections keep where the rule that should match
/// their names does not.
const UNSCALED: &str = "normal(0.02)";
/// What the name promises.
const SCALED: &str = "normal(0.02/√(2·depth))";

/// That a projection has the deviation of the other weights.
pub(in crate::audit::model) fn finding(audit: &TensorAudit) -> Option<Finding> {
    let depth = audit.reading.depth.filter(|depth| *depth > 1)?;
    let Origin::Independent(found) = &audit.origin else {
        return None;
    };
    let has = |name: &str| {
        let mut names = found.remaining.iter().flat_map(|one| &one.candidate.names);
        names.any(|one| one == name)
    };
    if !audit.reading.residual || !has(UNSCALED) || has(SCALED) {
        return None;
    }
    let factor = 2.0 * depth as f64;
    let text = format!(
        "a residual projection keeps {UNSCALED}: GPT-2 scales it by 1/√(2·{depth}), so the variance \
         is {factor} times too large (2·depth)"
    );
    Some(Finding::alarm("residual-scaling-skipped", text))
}
