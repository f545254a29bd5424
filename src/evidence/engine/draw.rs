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
use crate::verdict::TestSummary;

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
    finding.instances = finding.tests.iter().map(|t| t.n_samples).max().unwrap_or(0);
    (finding.outcome, finding.figure) = conclusion(&finding.tests, &against.label());
    Ok(finding)
}

/// Undecided without a test; else the test with the least p-value, in a line.
fn conclusion(tests: &[TestSummary], law: &str) -> (Outcome, String) {
    let least = tests.iter().min_by(|a, b| a.p_value.total_cmp(&b.p_value));
    let Some(test) = least else {
        let why = "no test suits this law".to_owned();
        return (Outcome::Undecided { why: why.clone() }, why);
    };
    let (n, p, name) = (tests.len(), significant(test.p_value, 3), &test.name);
    let figure = format!("{n} tests of {law}; the least p is {p} ({name})");
    (Outcome::Consistent, figure)
}
