//! One verdict for each inference: the rule's own check, what is inherited from the premises, and
//! the denominators.

use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::Check;
use crate::symbolic::replay::ReplayError;
use crate::symbolic::replay::Report;
use crate::symbolic::replay::Verdict;
use crate::symbolic::replay::certificate::Certificate;
use crate::symbolic::replay::certificate::Inference;
use crate::symbolic::replay::certificate::read;
use crate::symbolic::replay::chance;
use crate::symbolic::replay::condition;
use crate::symbolic::replay::equational;
use crate::symbolic::replay::order;
use crate::symbolic::replay::points::Frame;
use crate::symbolic::replay::points::calls;
use crate::symbolic::replay::structural;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::Licences;
use crate::symbolic::replay::world::Recorded;

/// Reads a certificate and judges each of its inferences.
///
/// # Errors
/// [`ReplayError`] for a text that is no certificate.
///
/// # Example
/// ```
/// use varprop::symbolic::derive::{certificate, prove_script};
/// use varprop::symbolic::replay::replay;
/// let proofs = prove_script(
///     "theorem variance-of-a-sum
///        var X, Y
///        indep X | Y
///        goal Var[X + Y] = Var[X] + Var[Y]
///      proof
///        1: Var[X + Y] = Var[X] + Var[Y]   by moments
///      qed",
/// )?;
/// let text = certificate(&proofs[0].goals);
/// assert!(replay(&text)?.is_checked());
/// let tampered = text.replace("= Var[X] + Var[Y]", "= Var[X] + 2*Var[Y]");
/// assert_eq!(replay(&tampered)?.wrong().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replay(text: &str) -> Result<Report, ReplayError> {
    let certificate = read(text)?;
    require_room(&certificate.signature)?;
    let inferences = certificate.inferences.iter();
    let checks = inferences.map(|inference| check(&certificate, inference));
    Ok(Report {
        checks: checks.collect(),
        theorems: certificate.theorems.clone(),
    })
}

fn check(certificate: &Certificate, inference: &Inference) -> Check {
    let verdict = match Case::new(certificate, inference).judge() {
        Ok(()) => Verdict::Checked,
        Err(Fault::Wrong(why)) => Verdict::Wrong(why),
        Err(Fault::Unsupported(why)) => Verdict::Unsupported(why),
        Err(Fault::Undefined) => {
            Verdict::Unsupported("no point was found where everything is defined".to_owned())
        }
        Err(Fault::TooLarge) => {
            Verdict::Unsupported("the sums are too long to be written out".to_owned())
        }
    };
    Check {
        id: inference.id,
        rule: inference.rule.clone(),
        conclusion: inference.conclusion.to_string(),
        verdict,
    }
}

/// An inference with its premises and what it recorded.
pub(in crate::symbolic::replay) struct Case<'c> {
    pub(super) signature: &'c Signature,
    pub(super) inference: &'c Inference,
    pub(super) premises: Vec<&'c Inference>,
    pub(super) recorded: Recorded,
}

impl<'c> Case<'c> {
    fn new(certificate: &'c Certificate, inference: &'c Inference) -> Self {
        let premises = inference.premises.iter();
        Self {
            signature: &certificate.signature,
            inference,
            premises: premises
                .filter_map(|id| certificate.inferences.get(*id))
                .collect(),
            recorded: recorded(inference),
        }
    }

    fn judge(&self) -> Found<()> {
        structural::inherits(self)?;
        match self.inference.rule.as_str() {
            "assumption" => structural::assumption(self),
            "suppose" => structural::suppose(self),
            "discharge" => structural::discharge(self),
            "instantiate" => structural::instantiate(self),
            "induction" => structural::induction(self),
            "nonzero" => condition::nonzero(self),
            "sum-monotone" => order::sum_monotone(self),
            "mean-monotone" => order::mean_monotone(self),
            "order" => order::order(self),
            "cancel" => order::cancel(self),
            "square-root" => order::square_root(self),
            "sign-flip" => chance::sign_flip(self),
            "law" => chance::law(self),
            rule => match equational::licences(rule) {
                Some(licences) => equational::equation(self, licences),
                None => Err(Fault::Unsupported(format!("no rule is called `{rule}`"))),
            },
        }
    }

    /// What the points of the inference share: the equations hold at each of them.
    pub(super) fn frame(&self, licences: Licences, equations: Vec<Statement>) -> Frame<'_> {
        let conclusion = &self.inference.conclusion;
        let mut statements: Vec<&Statement> = equations.iter().collect();
        statements.push(conclusion);
        statements.extend(self.premises.iter().map(|p| &p.conclusion));
        let has = |s: &&Statement| calls(&s.left, "exp") || calls(&s.right, "exp");
        let facts = self.facts(&self.premises);
        let has_exponentials = statements.iter().any(has)
            || facts.iter().any(|s| has(&s))
            || self.inference.arguments.values().any(|t| calls(t, "exp"))
            || self.inference.conditions.iter().any(|t| calls(t, "exp"));
        let everywhere = self.signature.indices().iter();
        let everywhere = everywhere.filter(|i| matches!(i.range, IndexRange::Member { .. }));
        Frame {
            signature: self.signature,
            recorded: &self.recorded,
            licences,
            indices: everywhere.map(|i| i.name.clone()).collect(),
            has_exponentials,
            equations,
        }
    }

    /// The equations among premises.
    pub(super) fn equations(premises: &[&Inference]) -> Vec<Statement> {
        let conclusions = premises.iter().map(|p| &p.conclusion);
        let equations = conclusions.filter(|s| s.relation == Relation::Equal);
        equations.cloned().collect()
    }

    /// The recorded assumptions and the premises that are no equations.
    pub(super) fn facts(&self, premises: &[&Inference]) -> Vec<Statement> {
        let assumptions = self.signature.assumptions().iter().enumerate();
        let recorded = assumptions.filter(|(place, a)| {
            let label = a.label.clone();
            let label = label.unwrap_or_else(|| format!("assumption-{}", place + 1));
            self.recorded.assumptions.contains(&label)
        });
        let assumed = recorded.map(|(_, a)| &a.statement);
        let cited = premises.iter().map(|p| &p.conclusion);
        let all = assumed.chain(cited);
        all.filter(|s| s.relation != Relation::Equal)
            .cloned()
            .collect()
    }

    /// An argument of the inference.
    pub(super) fn argument(&self, name: &str) -> Found<&Term> {
        let found = self.inference.arguments.get(name);
        found.ok_or_else(|| Fault::Wrong(format!("the argument `{name}` is missing")))
    }

    /// The one premise, or the one in this place.
    pub(super) fn premise(&self, place: usize) -> Found<&'c Inference> {
        let found = self.premises.get(place).copied();
        found.ok_or_else(|| Fault::Wrong("a premise is missing".to_owned()))
    }
}

/// What an inference says it used.
fn recorded(inference: &Inference) -> Recorded {
    let mut recorded = Recorded::default();
    for dependence in &inference.dependences {
        let Some((kind, name)) = dependence.split_once(' ') else {
            continue;
        };
        let name = name.to_owned();
        match kind {
            "assumption" => _ = recorded.assumptions.insert(name),
            "independence" => recorded.independence.extend(name.parse::<usize>()),
            "independent-members" => _ = recorded.members.insert(name),
            "same-law" => _ = recorded.same_law.insert(name),
            _ => {}
        }
    }
    recorded
}

/// Extents are at least 1, and distinct indices have room.
fn require_room(signature: &Signature) -> Result<(), ReplayError> {
    let least = |extent: &Term| match extent {
        Term::Number(x) if x.is_integer() => x.numerator(),
        Term::Symbol(name) => {
            let natural = signature.naturals().iter().find(|n| n.name == *name);
            natural.map_or(0, |n| i128::from(n.value.unwrap_or(n.least)))
        }
        _ => 0,
    };
    let extents = signature.families().iter().flat_map(|f| &f.extents);
    let members = signature.indices().iter().filter_map(|i| match &i.range {
        IndexRange::Member { extent } => Some(extent),
        IndexRange::Step { .. } => None,
    });
    for extent in extents.chain(members) {
        if least(extent) < 1 {
            let found = format!("the extent `{extent}` may be 0");
            return Err(ReplayError::Declarations { found });
        }
    }
    for names in signature.distinct() {
        let ranges: Vec<_> = names.iter().filter_map(|n| signature.index(n)).collect();
        for index in &ranges {
            let alike = ranges
                .iter()
                .filter(|other| other.range == index.range)
                .count();
            if let IndexRange::Member { extent } = &index.range
                && least(extent) < i128::try_from(alike).unwrap_or(i128::MAX)
            {
                let found = format!("{alike} distinct indices that count to `{extent}`");
                return Err(ReplayError::Declarations { found });
            }
        }
    }
    Ok(())
}
