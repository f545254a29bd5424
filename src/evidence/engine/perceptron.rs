//! Perceptrons trained exactly, and formulas over the run and over the geometry of its data.
//!
//! A dataset is judged by itself, or a space of them is searched for one that refutes.

use crate::claim::Formula;
use crate::claim::Number;
use crate::claim::OrderName;
use crate::claim::OrderRequest;
use crate::claim::PerceptronRequest;
use crate::claim::RuleRequest;
use crate::claim::SearchRequest;
use crate::evidence::EvidenceError;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::evidence::functions::Library;
use crate::evidence::instances::judge_each;
use crate::evidence::judgement::bind;
use crate::evidence::judgement::judge;
use crate::evidence::perceptron;
use crate::learning::perceptron::Arrangement;
use crate::learning::perceptron::BooleanFunction;
use crate::learning::perceptron::Counterexample;
use crate::learning::perceptron::Examination;
use crate::learning::perceptron::Judged;
use crate::learning::perceptron::Label;
use crate::learning::perceptron::Order;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::SearchReport;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::SignOfZero;
use crate::learning::perceptron::Space;
use crate::learning::perceptron::StepAtZero;
use crate::learning::perceptron::UpdateRule;
use crate::learning::perceptron::orthonormal;
use crate::learning::perceptron::search;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// Trains on every dataset of the request and judges the formulas there; or searches.
pub(in crate::evidence) fn find(
    request: &PerceptronRequest,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    check_keys(request)?;
    let finding = begin("perceptron", request.common());
    let settings = settings(request, context);
    match &request.search {
        Some(space) => searched(request, context, space, &settings, finding),
        None => judged(request, &settings, finding),
    }
}

/// One source of data, and premises only where there is something to leave out.
fn check_keys(request: &PerceptronRequest) -> Result<(), EvidenceError> {
    let sources = [
        !request.inputs.is_empty(),
        !request.boolean.is_empty(),
        request.orthonormal.is_some(),
        request.search.is_some(),
    ];
    let refuse = |why: &str| Err(EvidenceError::Request(why.to_owned()));
    if sources.iter().filter(|given| **given).count() != 1 {
        return refuse("give one of `inputs`, `boolean`, `orthonormal` and `search`");
    }
    if request.inputs.len() != request.labels.len() {
        return refuse("give one label for each row of `inputs`, and labels for nothing else");
    }
    if request.search.is_none() && !request.given.is_empty() {
        return refuse("`given` restricts a `search`; a dataset of your own needs no premise");
    }
    if request.search.is_some() && matches!(request.order, OrderRequest::Sequence(_)) {
        return refuse("a `search` has datasets of several sizes: `order` must be a name");
    }
    Ok(())
}

fn settings(request: &PerceptronRequest, context: &Context<'_>) -> Settings {
    Settings {
        rule: rule(request.rule),
        order: match &request.order {
            OrderRequest::Named(OrderName::Cyclic) => Order::Cyclic,
            OrderRequest::Named(OrderName::Shuffled) => {
                Order::Shuffled(context.stream("perceptron").named("order"))
            }
            // Counting from 1 has been checked.
            OrderRequest::Sequence(places) => {
                Order::Sequence(places.iter().map(|place| place.saturating_sub(1)).collect())
            }
        },
        max_passes: request.max_passes,
        learns_bias: request.bias,
    }
}

fn rule(request: RuleRequest) -> UpdateRule {
    match request {
        RuleRequest::NonPositive => UpdateRule::NonPositive,
        RuleRequest::Sign => UpdateRule::Sign(SignOfZero::Zero),
        RuleRequest::SignPlus => UpdateRule::Sign(SignOfZero::Plus),
        RuleRequest::SignMinus => UpdateRule::Sign(SignOfZero::Minus),
        RuleRequest::ZeroOne => UpdateRule::ZeroOne(StepAtZero::One),
        RuleRequest::ZeroOneStrict => UpdateRule::ZeroOne(StepAtZero::Zero),
    }
}

/// Every formula on every dataset of the request.
fn judged(
    request: &PerceptronRequest,
    settings: &Settings,
    mut finding: Finding,
) -> Result<Finding, EvidenceError> {
    let mut points = Vec::new();
    for (name, samples) in datasets(request)? {
        check_order(&request.order, samples.samples().len())?;
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

/// A sequence counts from 1, and a pass picks every sample.
fn check_order(order: &OrderRequest, n_samples: usize) -> Result<(), EvidenceError> {
    let OrderRequest::Sequence(places) = order else {
        return Ok(());
    };
    let samples = 1..=n_samples;
    if let Some(place) = places.iter().find(|place| !samples.contains(place)) {
        let why = format!("`order` names sample {place}; samples are 1 to {n_samples}");
        return Err(EvidenceError::Request(why));
    }
    match samples.clone().find(|place| !places.contains(place)) {
        Some(place) => {
            let why = format!("`order` never picks sample {place}; a pass must pick every sample");
            Err(EvidenceError::Request(why))
        }
        None => Ok(()),
    }
}

/// The datasets of the request with their names; its own has none.
fn datasets(request: &PerceptronRequest) -> Result<Vec<(String, Samples)>, EvidenceError> {
    let mut all = Vec::new();
    if !request.inputs.is_empty() {
        let rows = request.inputs.iter().zip(&request.labels);
        let samples: Result<Vec<Sample>, _> =
            rows.map(|(row, label)| sample(row, *label)).collect();
        if request.labels.contains(&0) && request.labels.contains(&-1) {
            return Err(unknown_label(0));
        }
        all.push((String::new(), Samples::new(samples?)?));
    }
    for name in &request.boolean {
        let function = BooleanFunction::named(name).ok_or_else(|| unknown_function(name))?;
        all.push((name.clone(), function.samples()?));
    }
    if let Some(family) = &request.orthonormal {
        let arrangement = match family.alternating {
            true => Arrangement::Alternating,
            false => Arrangement::Grouped,
        };
        for n in &family.n {
            if MOST_VECTORS < *n {
                let why = format!("`orthonormal` makes at most {MOST_VECTORS} vectors, not {n}");
                return Err(EvidenceError::Request(why));
            }
            all.push((format!("n = {n}"), orthonormal(*n as usize, arrangement)?));
        }
    }
    Ok(all)
}

/// The exact margin of n vectors costs n³ exact operations.
const MOST_VECTORS: u32 = 128;

fn sample(row: &[Number], label: i8) -> Result<Sample, EvidenceError> {
    Ok(Sample {
        features: row.iter().map(|x| x.0).collect(),
        label: match label {
            1 => Label::Plus,
            0 | -1 => Label::Minus,
            other => return Err(unknown_label(other)),
        },
    })
}

fn unknown_label(label: i8) -> EvidenceError {
    EvidenceError::Request(format!(
        "labels are 1 and -1, or 1 and 0; found {label} among them"
    ))
}

fn unknown_function(name: &str) -> EvidenceError {
    let names = BooleanFunction::names().join(", ");
    EvidenceError::Request(format!(
        "no Boolean function is named `{name}`; there are {names}"
    ))
}

/// Every formula on every dataset of a space; the smallest on which one is false refutes.
fn searched(
    request: &PerceptronRequest,
    context: &Context<'_>,
    space: &SearchRequest,
    settings: &Settings,
    mut finding: Finding,
) -> Result<Finding, EvidenceError> {
    let space = match *space {
        SearchRequest::Line { steps, points } => Space::Line {
            steps,
            most_points: points,
        },
        SearchRequest::Random {
            dimensions,
            points,
            steps,
            datasets,
        } => Space::Random {
            dimensions,
            most_points: points,
            steps,
            datasets,
            stream: context.stream("perceptron").named("datasets"),
        },
    };
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

/// The premises in order, the first false one ends it; then the formulas.
fn judge_dataset(
    request: &PerceptronRequest,
    samples: &Samples,
    run: &Examination,
) -> Result<Judged, EvidenceError> {
    let environment = perceptron::summary(samples, run)?;
    let environment = bind(&request.bindings, environment, &Library)?;
    let holds = |formula: &Formula| -> Result<Option<bool>, EvidenceError> {
        let judged = judge(std::slice::from_ref(formula), &environment, &Library)?;
        Ok(judged.first().and_then(|judgement| judgement.holds()))
    };
    for premise in &request.given {
        if holds(premise)? != Some(true) {
            return Ok(Judged::Outside);
        }
    }
    let mut answer = Judged::Holds;
    for formula in &request.check {
        match holds(formula)? {
            Some(true) => {}
            Some(false) => return Ok(Judged::Violated),
            None => answer = Judged::Open,
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
    Ok(first.map_or_else(String::new, |judgement| judgement.line()))
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
