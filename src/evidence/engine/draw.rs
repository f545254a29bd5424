//! Draws of an initializer against the law it states, or another's.

use crate::claim::DrawRequest;
use crate::evidence::EvidenceError;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::evidence::init::drawn_tests;
use crate::evidence::lookup;
use crate::num::significant;
use crate::theory::shape::Fans;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// Draws one matrix and runs every test that suits the law.
pub(in crate::evidence) fn find(
    request: &DrawRequest,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    let fans = Fans {
        fan_in: request.fan_in,
        fan_out: request.fan_out,
    };
    let initializer = lookup::initializer(&request.initializer)?;
    let against = match &request.against {
        Some(spec) => lookup::initializer(spec)?,
        None => initializer.clone(),
    };
    let mut finding = begin("draw", request.common());
    finding.tests = drawn_tests(
        &*initializer,
        &*against,
        fans,
        context.stream("draw"),
        context.settings,
    )?;
    finding.instances = finding
        .tests
        .iter()
        .map(|test| test.n_samples)
        .max()
        .unwrap_or(0);
    let least = finding
        .tests
        .iter()
        .min_by(|a, b| a.p_value.total_cmp(&b.p_value));
    finding.figure = least.map_or_else(
        || "no test suits this law".to_owned(),
        |test| {
            format!(
                "{} tests of {}; the least p is {} ({})",
                finding.tests.len(),
                against.label(),
                significant(test.p_value, 3),
                test.name
            )
        },
    );
    finding.outcome = match least {
        Some(_) => Outcome::Consistent,
        None => Outcome::Undecided {
            why: "no test suits this law".into(),
        },
    };
    Ok(finding)
}
