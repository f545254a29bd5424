//! Proofs as JSON: an object an entry, under the schema version of all documents.

use crate::report::json::SCHEMA_VERSION;
use crate::report::json::write as document;
use crate::report::proof::ProofEntry;
use crate::report::proof::ProofOutcome;
use crate::report::proof::Proved;
use crate::report::proof::lines;
use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::Need;
use crate::symbolic::derive::Requirement;
use crate::symbolic::finite::Witness;
use serde::Serialize;
use std::collections::BTreeMap;

pub(in crate::report::proof) fn write(entries: &[ProofEntry]) -> String {
    document(&Document {
        schema_version: SCHEMA_VERSION,
        proofs: entries.iter().map(entry).collect(),
    })
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    proofs: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: Option<&'a str>,
    file: Option<&'a str>,
    declarations: &'a [String],
    goals: Vec<String>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Model>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<Open<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal<'a>>,
}

#[derive(Serialize)]
struct Proof {
    steps: Vec<Step>,
    needs: Vec<Declaration>,
    rules: Vec<String>,
    conditions: Vec<String>,
    moments: BTreeMap<String, u32>,
    oracles: Vec<String>,
    models_checked: usize,
}

#[derive(Serialize)]
struct Step {
    label: String,
    statement: String,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    statement: String,
    by: String,
}

#[derive(Serialize)]
struct Declaration {
    declaration: String,
    requirement: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    enough: Option<String>,
}

/// A model: exact numbers as text.
#[derive(Serialize)]
struct Model {
    numbers: BTreeMap<String, String>,
    entries: BTreeMap<String, String>,
    points: Vec<Point>,
    left: Option<String>,
    right: Option<String>,
}

#[derive(Serialize)]
struct Point {
    probability: String,
    values: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Open<'a> {
    why: &'a str,
    nearest: Option<String>,
    search: &'a str,
}

#[derive(Serialize)]
struct Refusal<'a> {
    code: &'a str,
    message: &'a str,
}

fn entry(entry: &ProofEntry) -> Entry<'_> {
    let mut object = Entry {
        name: entry.name.as_deref(),
        file: entry.file.as_deref(),
        declarations: &entry.declarations,
        goals: entry.goals.iter().map(ToString::to_string).collect(),
        outcome: entry.outcome.word(),
        proof: None,
        model: None,
        open: None,
        refusal: None,
    };
    match &entry.outcome {
        ProofOutcome::Proved(proved) => object.proof = Some(proof(proved)),
        ProofOutcome::Refuted(witness) | ProofOutcome::Conflict(witness) => {
            object.model = Some(model(witness));
        }
        ProofOutcome::NotDecided {
            why,
            nearest,
            search,
        } => {
            let nearest = nearest.as_ref().map(ToString::to_string);
            object.open = Some(Open {
                why,
                nearest,
                search,
            });
        }
        ProofOutcome::Refused { code, message } => object.refusal = Some(Refusal { code, message }),
    }
    object
}

fn proof(proved: &Proved) -> Proof {
    let moments = lines::moments(proved).into_iter();
    Proof {
        steps: proved.steps.iter().map(step).collect(),
        needs: proved.needs.iter().map(declaration).collect(),
        rules: lines::rules(proved),
        conditions: lines::conditions(proved),
        moments: moments
            .map(|(name, order)| (name.to_owned(), order))
            .collect(),
        oracles: Vec::new(),
        models_checked: proved.models_checked,
    }
}

fn step(step: &NamedTheorem) -> Step {
    let link = |(theorem, by): &(crate::symbolic::kernel::Theorem, String)| Link {
        statement: theorem.conclusion().to_string(),
        by: by.clone(),
    };
    Step {
        label: step.label.clone(),
        statement: step.theorem.conclusion().to_string(),
        links: step.links.iter().map(link).collect(),
    }
}

fn declaration(need: &Need) -> Declaration {
    let (requirement, enough) = match &need.requirement {
        Requirement::Needed => ("needed", None),
        Requirement::NotNeeded => ("not needed", None),
        Requirement::Weaker(enough) => ("weaker is enough", Some(enough.clone())),
    };
    Declaration {
        declaration: need.declaration.clone(),
        requirement,
        enough,
    }
}

fn model(witness: &Witness) -> Model {
    let model = &witness.model;
    let names: Vec<String> = model.values.keys().map(ToString::to_string).collect();
    let points = model.rows().into_iter().map(|(values, probability)| Point {
        probability: probability.to_string(),
        values: names
            .iter()
            .cloned()
            .zip(values.iter().map(ToString::to_string))
            .collect(),
    });
    let numbers = model.numbers.iter();
    let entries = model.entries.iter();
    let sides = witness.sides.as_ref();
    Model {
        numbers: numbers
            .map(|(name, x)| (name.clone(), x.to_string()))
            .collect(),
        entries: entries
            .map(|(name, x)| (name.to_string(), x.to_string()))
            .collect(),
        points: points.collect(),
        left: sides.map(|(left, _)| left.to_string()),
        right: sides.map(|(_, right)| right.to_string()),
    }
}
