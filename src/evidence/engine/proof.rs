//! Derivations: the kernel that checks them is not built yet, and this engine says so.

use crate::claim::ProofRequest;
use crate::evidence::engine::begin;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// An honest nothing: a derivation that nobody checked weighs nothing.
pub(in crate::evidence) fn find(request: &ProofRequest) -> Finding {
    let why = format!(
        "the proof kernel is not part of this version, so `{}` was not checked",
        request.script
    );
    let figure = format!("derivation `{}`: not checked", request.script);
    Finding {
        outcome: Outcome::Unavailable { why },
        figure,
        ..begin("proof", request.common())
    }
}
