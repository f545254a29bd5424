//! The engines, one file each, under the names that claim files use.
//!
//! To add one: a request in `claim::request`, a file here, an arm in [`find`].

mod draw;
mod enclosed;
mod finite;
mod identity;
mod proof;
mod propagation;
mod table;
mod theory;
mod training;

use crate::claim::Claim;
use crate::claim::Common;
use crate::claim::Request;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::random::Stream;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// What an engine may know besides its request.
pub(in crate::evidence) struct Context<'a> {
    /// The claim that asks.
    pub(in crate::evidence) claim: &'a Claim,
    /// The request's place in the claim.
    pub(in crate::evidence) place: usize,
    /// The run's settings.
    pub(in crate::evidence) settings: &'a Settings,
    /// How many confidence intervals share the run's false-alarm rate.
    pub(in crate::evidence) n_intervals: u64,
}

impl Context<'_> {
    /// The stream of this request.
    fn stream(&self, engine: &str) -> Stream {
        self.settings
            .stream(&self.claim.id, engine)
            .indexed(self.place as u64)
    }

    /// The miss rate of one confidence interval: the run's rate, divided over all of them.
    fn interval_alpha(&self) -> f64 {
        self.settings.alpha / self.n_intervals.max(1) as f64
    }
}

/// The finding that a request leads to.
pub(in crate::evidence) fn find(
    request: &Request,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    match request {
        Request::Identity(request) => Ok(identity::find(request)),
        Request::Theory(request) => theory::find(request),
        Request::Enclosed(request) => enclosed::find(request),
        Request::Finite(request) => finite::find(request, context),
        Request::Table(request) => table::find(request, context),
        Request::Propagation(request) => propagation::find(request, context),
        Request::Draw(request) => draw::find(request, context),
        Request::Proof(request) => proof::find(request),
        Request::Training(request) => training::find(request, context),
    }
}

/// How many confidence intervals a request will make.
pub(in crate::evidence) fn n_intervals(request: &Request) -> u64 {
    match request {
        Request::Propagation(request) => propagation::n_intervals(request),
        _ => 0,
    }
}

/// A finding without numbers yet, carrying what the request says of itself.
fn begin(engine: &'static str, common: Common<'_>) -> Finding {
    Finding {
        engine,
        part: common.part,
        scope: common.scope,
        outcome: Outcome::Undecided {
            why: "nothing was computed".into(),
        },
        figure: String::new(),
        shows: common.shows.to_owned(),
        uses: common.uses.to_vec(),
        instances: 0,
        details: Vec::new(),
        sheets: Vec::new(),
        tests: Vec::new(),
    }
}
