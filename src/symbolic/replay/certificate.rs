//! Reading certificates: JSON lines to inferences with parsed formulas. It judges nothing.

use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::ReplayError;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::parse_signature;
use crate::symbolic::syntax::parse_statement;
use crate::symbolic::syntax::parse_term;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Combinations are terms: this bounds their depth.
const MOST_PREMISES: usize = 256;

/// A certificate as it was read.
pub(in crate::symbolic::replay) struct Certificate {
    pub(super) signature: Signature,
    pub(super) theorems: Vec<usize>,
    pub(super) inferences: Vec<Inference>,
}

/// One inference and what it recorded.
#[derive(Clone, Debug)]
pub(in crate::symbolic::replay) struct Inference {
    pub(super) id: usize,
    pub(super) rule: String,
    pub(super) premises: Vec<usize>,
    pub(super) arguments: BTreeMap<String, Term>,
    pub(super) suppositions: BTreeSet<Statement>,
    pub(super) conclusion: Statement,
    pub(super) conditions: BTreeSet<Term>,
    pub(super) moments: BTreeMap<String, u32>,
    pub(super) dependences: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    version: u32,
    declarations: Vec<String>,
    theorems: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: usize,
    rule: String,
    premises: Vec<usize>,
    arguments: BTreeMap<String, String>,
    suppositions: Vec<String>,
    conclusion: String,
    conditions: Vec<String>,
    moments: BTreeMap<String, u32>,
    dependences: BTreeSet<String>,
}

/// Reads a certificate.
pub(in crate::symbolic::replay) fn read(text: &str) -> Result<Certificate, ReplayError> {
    let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line));
    let (_, first) = lines.next().ok_or(ReplayError::Empty)?;
    let header: Header = object(1, first)?;
    if header.format != "varprop-certificate" || header.version != 1 {
        return Err(ReplayError::Format {
            format: header.format,
            version: header.version,
        });
    }
    let signature = parse_signature(&header.declarations.join("\n"));
    let signature = signature.map_err(|d| formula(1, "the declarations", d))?;
    let mut inferences = Vec::new();
    for (line, text) in lines {
        inferences.push(inference(line, object(line, text)?, inferences.len())?);
    }
    for theorem in &header.theorems {
        require_below(1, *theorem, inferences.len())?;
    }
    Ok(Certificate {
        signature,
        theorems: header.theorems,
        inferences,
    })
}

fn object<'t, T: Deserialize<'t>>(line: usize, text: &'t str) -> Result<T, ReplayError> {
    serde_json::from_str(text).map_err(|error| ReplayError::Line {
        line,
        found: error.to_string(),
    })
}

fn formula(line: usize, what: &'static str, diagnostic: Diagnostic) -> ReplayError {
    ReplayError::Formula {
        line,
        what,
        diagnostic: Box::new(diagnostic),
    }
}

fn inference(line: usize, read: Line, expected: usize) -> Result<Inference, ReplayError> {
    if read.id != expected {
        return Err(ReplayError::Number {
            line,
            found: read.id,
            expected: expected.to_string(),
        });
    }
    if read.premises.len() > MOST_PREMISES {
        return Err(ReplayError::Line {
            line,
            found: format!("more than {MOST_PREMISES} premises"),
        });
    }
    for premise in &read.premises {
        require_below(line, *premise, expected)?;
    }
    let term = |what| move |text: &String| parse_term(text).map_err(|d| formula(line, what, d));
    let statement =
        |what| move |text: &String| parse_statement(text).map_err(|d| formula(line, what, d));
    let arguments = read.arguments.iter();
    let arguments = arguments.map(|(name, text)| Ok((name.clone(), term("an argument")(text)?)));
    let suppositions = read.suppositions.iter().map(statement("a supposition"));
    let conditions = read.conditions.iter().map(term("a condition"));
    Ok(Inference {
        id: read.id,
        rule: read.rule,
        premises: read.premises,
        arguments: arguments.collect::<Result<_, ReplayError>>()?,
        suppositions: suppositions.collect::<Result<_, _>>()?,
        conclusion: statement("the conclusion")(&read.conclusion)?,
        conditions: conditions.collect::<Result<_, _>>()?,
        moments: read.moments,
        dependences: read.dependences,
    })
}

fn require_below(line: usize, found: usize, count: usize) -> Result<(), ReplayError> {
    if found < count {
        return Ok(());
    }
    Err(ReplayError::Number {
        line,
        found,
        expected: format!("a number below {count}"),
    })
}
