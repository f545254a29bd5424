//! What is wrong with a matrix that is orthogonal, or may be.
//!
//! Whether it is one, `structure` says.

use crate::audit::Finding;
use crate::audit::HaarTest;
use crate::audit::Origin;
use crate::audit::Structure;
use crate::audit::TensorAudit;
use crate::audit::format::NumberFormat;
use crate::num::significant;

/// That an orthogonal matrix is not uniform over the group, or that independent entries may be those
/// of one.
pub(in crate::audit::model) fn finding(audit: &TensorAudit, alpha: f64) -> Option<Finding> {
    let shape = &audit.info.shape;
    match (&audit.origin, &audit.info.format) {
        (Origin::Structured(Structure::RearrangedOrthogonal { .. }), _) => {
            let text = "orthogonal as a matrix of other axes, whose values were copied into this \
                        shape in their order: its own rows and columns are not orthogonal";
            Some(Finding::alarm("orthogonal-rearranged", text.to_owned()))
        }
        (Origin::Structured(structure), NumberFormat::Float(storage))
            if audit.reading.layer.is_some() =>
        {
            let (scan, layout) = (&audit.scan, audit.reading.layout);
            let (test, p_value) = structure.worst_haar(scan, *storage, shape, layout)?;
            let p_value_text = significant(p_value, 2);
            let text = match test {
                HaarTest::Signs => format!(
                    "orthogonal, but not uniformly: the signs of its pivots have probability \
                     {p_value_text} (Haar measure); the signs of R's diagonal were left out of a QR \
                     factorization"
                ),
                HaarTest::Sums => format!(
                    "orthogonal, but not uniformly: the sum of a line has probability \
                     {p_value_text} (Haar measure); the matrix that was factorized was not drawn \
                     about 0"
                ),
            };
            (p_value <= alpha).then(|| Finding::alarm("not-haar", text))
        }
        (Origin::Independent(_), NumberFormat::Float(storage)) => {
            let (scan, layout) = (&audit.scan, audit.reading.layout);
            let may_be = Structure::not_excluded(scan, *storage, shape, layout)?;
            let text = format!(
                "too large to tell independent entries from {}, whose sum of squares it has",
                may_be.label()
            );
            Some(Finding::note("orthogonal-not-excluded", text))
        }
        _ => None,
    }
}
