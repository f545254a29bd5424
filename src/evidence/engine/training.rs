//! Networks in training: what was recorded must hold in every replicate.
//!
//! Training runs in doubles, sums in the order of units and samples; a finding says so. It is an
//! instance of what training does, never a proof.

use crate::claim::TrainingRequest;
use crate::claim::TrainingSetup;
use crate::evidence::EvidenceError;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::evidence::formula::Environment;
use crate::evidence::functions::Library;
use crate::evidence::judgement::bind;
use crate::evidence::judgement::judge;
use crate::evidence::training;
use crate::learning::experiment::Plan;
use crate::learning::experiment::over_replicates;
use crate::random::Stream;
use crate::verdict::Finding;
use crate::verdict::Outcome;
use crate::verdict::Sheet;

/// What one replicate came to: each formula's outcome with its line, and what the first looked
/// like.
struct Replicate {
    judged: Vec<(Outcome, String)>,
    sheets: Vec<Sheet>,
}

/// Trains every arm in every replicate; the first formula that is false decides, else the first
/// that is not known, else all hold.
pub(in crate::evidence) fn find(
    request: &TrainingRequest,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    let stream = context.stream("training");
    let plans = plans(request, stream)?;
    let threads = context.settings.threads;
    let replicates = over_replicates(request.replicates, threads, |index| {
        replicate(
            request,
            &plans,
            stream.named("replicate").indexed(index),
            index == 0,
        )
    })?;
    let mut finding = begin("training", request.common());
    finding.instances = request.replicates;
    finding.outcome = Outcome::Consistent;
    for (index, replicate) in replicates.into_iter().enumerate() {
        if index == 0 {
            finding.sheets = replicate.sheets;
            let lines: Vec<&str> = replicate.judged.iter().map(|(_, l)| l.as_str()).collect();
            finding.figure = lines.join("; ");
        }
        for (outcome, line) in replicate.judged {
            let line = format!("{line} in replicate {}, in doubles", index + 1);
            if is_worse(&outcome, &finding.outcome) {
                finding.figure.clone_from(&line);
                finding.outcome = outcome;
            }
            finding.details.push(line);
        }
    }
    Ok(finding)
}

/// The arms by their suffix, the setup itself where there are none.
fn plans(request: &TrainingRequest, stream: Stream) -> Result<Vec<(String, Plan)>, EvidenceError> {
    if request.arms.is_empty() {
        return Ok(vec![(
            String::new(),
            training::plan(&request.setup, stream)?,
        )]);
    }
    let plan = |(name, arm): (&String, &TrainingSetup)| {
        let plan = training::plan(&request.setup.with(arm), stream)?;
        Ok((format!("_{name}"), plan))
    };
    request.arms.iter().map(plan).collect()
}

fn replicate(
    request: &TrainingRequest,
    plans: &[(String, Plan)],
    stream: Stream,
    is_shown: bool,
) -> Result<Replicate, EvidenceError> {
    let mut environment = Environment::new();
    let mut sheets = Vec::new();
    for (suffix, plan) in plans {
        let record = plan.run(stream)?;
        training::add_quantities(&mut environment, suffix, plan, &record);
        if is_shown {
            sheets.extend(training::sheets(suffix, plan, &record));
        }
    }
    let judged_in = bind(&request.bindings, environment, &Library)?;
    let judged = judge(&request.check, &judged_in, &Library)?;
    let judged = judged.iter().map(|j| (measured(j.outcome()), j.line()));
    Ok(Replicate {
        judged: judged.collect(),
        sheets,
    })
}

/// What one run in doubles can say: never that something holds exactly.
fn measured(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Exact => Outcome::Consistent,
        other => other,
    }
}

fn is_worse(new: &Outcome, old: &Outcome) -> bool {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::Refuted => 2,
        Outcome::Undecided { .. } => 1,
        _ => 0,
    };
    rank(new) > rank(old)
}
