//! Perceptrons trained exactly, and formulas over the run and over the geometry of its data.
//!
//! A dataset is judged by itself, or a space of them is searched for one that refutes.

use crate::claim::Formula;
use crate::claim::PerceptronRequest;
use crate::claim::SearchRequest;
use crate::evidence::EvidenceError;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::evidence::functions::Library;
use crate::evidence::instances::judge_each;
use crate::evidence::judgement::Judgement;
use crate::evidence::judgement::bind;
use crate::evidence::judgement::judge;
use crate::evidence::perceptron;
use crate::learning::perceptron::Counterexample;
use crate::learning::perceptron::Examination;
use crate::learning::perceptron::Judged;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::SearchReport;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::search;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// Trains on every dataset of the request and judges the formulas there; or searches.
pub(in crate::evidence) fn find(
    request: &PerceptronRequest,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    perceptron::check_keys(request)?;
    let finding = begin("perceptron", request.common());
    let stream = context.stream("perceptron");
    let settings = perceptron::settings(request, stream.named("order"));
    match &request.search {
        Some(space) => searched(request, context, space, &settings, finding),
        None => judged(request, &settings, finding),
    }
}

/// Every formula on every dataset of the request.
fn judged(
    request: &PerceptronRequest,
    settings: &Settings,
    mut finding: Finding,
) -> Result<Finding, EvidenceError> {
    let mut points = Vec::new();
    for (name, samples) in perceptron::datasets(request)? {
        perceptron::check_order(&request.order, samples.samples().len())?;
        let examination = Examination::of(&samples, settings)?;
        finding
            .details
            .extend(perceptron::lines(&name, &samples, &examination));
        let at = if name.is_empty() {
            name
        } else {
            format!(" for {name}")
        };
        points.push(Ok((at, perceptron::environment(&samples, &examination)?)));
    }
    judge_each(
        finding,
        points.into_iter(),
        &request.bindings,
        &request.check,
        &Library,
    )
}

/// Every formula on every dataset of a space; the smallest on which one is false refutes.
fn searched(
    request: &PerceptronRequest,
    context: &Context<'_>,
    space: &SearchRequest,
    settings: &Settings,
    mut finding: Finding,
) -> Result<Finding, EvidenceError> {
    let space = perceptron::space_of(space, context.stream("perceptron").named("datasets"));
    let judge_one = |samples: &Samples, run: &Examination| judge_dataset(request, samples, run);
    let report = search(&space, settings, &judge_one)?;
    finding.instances = report.examined;
    finding.details.push(format!(
        "{} datasets are separable and meet the premises, {} are not or do not",
        report.examined, report.outside
    ));
    conclude(&mut finding, request, &report)?;
    Ok(finding)
}

/// The premises in order, the first false one ends it; then the formulas. Where a premise is not
/// known, a formula that is false refutes nothing.
fn judge_dataset(
    request: &PerceptronRequest,
    samples: &Samples,
    run: &Examination,
) -> Result<Judged, EvidenceError> {
    let environment = perceptron::summary(samples, run)?;
    let environment = bind(&request.bindings, environment, &Library)?;
    let holds = |formula: &Formula| -> Result<Option<bool>, EvidenceError> {
        let judged = judge(std::slice::from_ref(formula), &environment, &Library)?;
        Ok(judged.first().and_then(Judgement::holds))
    };
    let mut meets_premises = true;
    for premise in &request.given {
        match holds(premise)? {
            Some(true) => {}
            Some(false) => return Ok(Judged::Outside),
            None => meets_premises = false,
        }
    }
    let mut answer = Judged::Holds;
    for formula in &request.check {
        match holds(formula)? {
            Some(true) => {}
            Some(false) if meets_premises => return Ok(Judged::Violated),
            Some(false) | None => answer = Judged::Open,
        }
    }
    Ok(answer)
}

fn conclude(
    finding: &mut Finding,
    request: &PerceptronRequest,
    report: &SearchReport,
) -> Result<(), EvidenceError> {
    let formulas: Vec<&str> = request.check.iter().map(|f| f.text.as_str()).collect();
    let (text, examined) = (formulas.join("; "), report.examined);
    match &report.counterexample {
        Some(found) => {
            finding.outcome = Outcome::Refuted;
            let lines = perceptron::lines("the smallest", &found.samples, &found.examination);
            finding.details.extend(lines);
            finding.figure = format!(
                "{} on {}; false on {} of {examined} datasets",
                broken(request, found)?,
                found.samples,
                report.violations
            );
        }
        None if 0 < report.open => {
            let why = format!("{} datasets are left open: enclosures overlap", report.open);
            finding.outcome = Outcome::Undecided { why };
            finding.figure = format!(
                "{text}: undecided on {} of {examined} datasets",
                report.open
            );
        }
        None => {
            finding.outcome = Outcome::Consistent;
            finding.figure = format!("{text} on all of {examined} datasets");
        }
    }
    Ok(())
}

/// The first formula that the counterexample breaks, with both values.
fn broken(request: &PerceptronRequest, found: &Counterexample) -> Result<String, EvidenceError> {
    let environment = perceptron::summary(&found.samples, &found.examination)?;
    let environment = bind(&request.bindings, environment, &Library)?;
    let judged = judge(&request.check, &environment, &Library)?;
    let first = judged
        .iter()
        .find(|judgement| judgement.holds() == Some(false));
    Ok(first.map_or_else(String::new, Judgement::line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroUsize;

    fn found(lines: &str) -> Result<Finding, EvidenceError> {
        let head = "statement = \"s\"\nexpected = \"verified\"\nsource = { work = \"w\", section = \"1\" }";
        let text = format!("{head}\n[[evidence.perceptron]]\nshows = \"x\"\n{lines}\n");
        let claim = crate::claim::parse("a.toml", &text).unwrap();
        let settings = crate::evidence::Settings::new(1, NonZeroUsize::MIN);
        let context = Context {
            claim: &claim,
            place: 0,
            settings: &settings,
            n_intervals: 0,
        };
        match claim.requests.first() {
            Some(crate::claim::Request::Perceptron(request)) => find(request, &context),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_run_is_judged_exactly() {
        let finding = found(
            "inputs = [[1], [-1]]\nlabels = [1, -1]\n\
             check = ['updates = 2', 'weights = [2]', 'bias = 0', 'margin_squared = 1', 'converged = 1']",
        );
        let finding = finding.unwrap();
        assert_eq!((finding.outcome, finding.instances), (Outcome::Exact, 1));
        let refuted =
            found("inputs = [[1], [-1]]\nlabels = [1, 0]\ncheck = ['updates <= 1/margin_squared']");
        let refuted = refuted.unwrap();
        assert_eq!(refuted.outcome, Outcome::Refuted);
        assert!(refuted.figure.ends_with("2 > 1"), "{}", refuted.figure);
    }

    #[test]
    fn histories_are_lists_by_update() {
        let finding = found(
            "boolean = ['xor']\nmax-passes = 2\n\
             check = ['updates = 8', 'weight_history[4] = [0, 0]', 'bias_history[8] = 0', \
             'sample_history[1] = 1', 'separable = 0', 'certificate = [1/4, 1/4, 1/4, 1/4]']",
        );
        let finding = finding.unwrap();
        assert_eq!(finding.outcome, Outcome::Exact, "{}", finding.figure);
    }

    #[test]
    fn a_family_is_one_instance_a_size() {
        let finding =
            found("orthonormal = { n = [4, 8] }\ncheck = ['updates = 2*points - 2']").unwrap();
        assert_eq!((finding.outcome, finding.instances), (Outcome::Exact, 2));
    }

    #[test]
    fn a_search_refutes_with_the_smallest_dataset() {
        let finding = found(
            "search = { space = 'line', steps = 2, points = 3 }\n\
             given = ['radius_squared <= 1']\ncheck = ['updates <= 1/margin_squared']",
        );
        let finding = finding.unwrap();
        assert_eq!(finding.outcome, Outcome::Refuted);
        assert!(
            finding.figure.contains("2 > 1 on (1) +, (-1) -; false on"),
            "{}",
            finding.figure
        );
    }

    #[test]
    fn a_premise_that_is_not_known_leaves_open_what_would_refute() {
        let among = |given: &str| {
            let finding = found(&format!(
                "search = {{ space = 'line', steps = 2, points = 2 }}\n\
                 given = ['{given}']\ncheck = ['updates <= 1/margin_squared']"
            ));
            finding.unwrap()
        };
        // The enclosure of √2² holds 2 and its neighbours.
        let unknown = among("sqrt(2)^2 = 2");
        assert!(matches!(unknown.outcome, Outcome::Undecided { .. }));
        assert_eq!(among("2 = 2").outcome, Outcome::Refuted);
        // Without an instance: what weighs findings takes that for no support.
        assert_eq!(among("2 = 3").instances, 0);
    }

    #[test]
    fn a_search_that_finds_nothing_is_consistent() {
        let finding = found(
            "search = { space = 'random', dimensions = 3, points = 5, steps = 5, datasets = 200 }\n\
             order = 'shuffled'\n\
             check = ['updates*margin_squared <= (radius_squared + 1)*(1 + bias_squared)']",
        );
        let finding = finding.unwrap();
        assert_eq!(
            (finding.outcome, finding.instances),
            (Outcome::Consistent, 200)
        );
    }

    #[test]
    fn requests_that_contradict_themselves_are_refused() {
        let code = |lines: &str| {
            found(&format!("{lines}\ncheck = ['updates = 0']"))
                .unwrap_err()
                .code()
        };
        assert_eq!(code(""), "request-inconsistent");
        assert_eq!(
            code("boolean = ['xor']\northonormal = { n = [2] }"),
            "request-inconsistent"
        );
        assert_eq!(
            code("inputs = [[1], [2]]\nlabels = [1]"),
            "request-inconsistent"
        );
        assert_eq!(code("inputs = [[1]]\nlabels = [2]"), "request-inconsistent");
        assert_eq!(
            code("inputs = [[1], [2]]\nlabels = [0, -1]"),
            "request-inconsistent"
        );
        assert_eq!(code("boolean = ['exor']"), "request-inconsistent");
        assert_eq!(
            code("boolean = ['xor']\ngiven = ['1 = 1']"),
            "request-inconsistent"
        );
        assert_eq!(code("orthonormal = { n = [1000] }"), "request-inconsistent");
        assert_eq!(code("inputs = [[1], [2, 3]]\nlabels = [1, 0]"), "dimension");
        assert_eq!(
            code("boolean = ['xor']\norder = [0, 1, 2, 3]"),
            "request-inconsistent"
        );
        assert_eq!(
            code("search = { space = 'line', steps = 0, points = 2 }"),
            "space-size"
        );
        assert_eq!(
            code("search = { space = 'line', steps = 100, points = 9 }"),
            "space-size"
        );
    }

    #[test]
    fn a_margin_that_does_not_exist_has_no_name() {
        let error = found("boolean = ['xor']\ncheck = ['margin_squared = 0']").unwrap_err();
        assert_eq!(error.code(), "unknown-symbol");
    }
}
