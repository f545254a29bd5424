//! Weaker declarations: one left out, or a family that is less than it was. It does not judge them.

use crate::symbolic::expr::Assumption;
use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Natural;
use crate::symbolic::expr::Signature;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Dependence;
use crate::symbolic::syntax::Goal;
use crate::symbolic::syntax::signature_lines;
use std::collections::BTreeSet;

/// A declaration that can be weaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::derive) enum Part {
    Assumption(usize),
    Symmetry(usize),
    Law(usize),
    Distinct(usize),
    Independence(usize),
    Family(usize),
    Natural(usize),
}

/// The declarations with some parts weakened.
#[derive(Clone)]
pub(in crate::symbolic::derive) struct Weaker<'a> {
    context: &'a Context,
    dropped: BTreeSet<Part>,
    kinds: Vec<FamilyKind>,
}

impl<'a> Weaker<'a> {
    /// Nothing is weakened yet.
    pub(in crate::symbolic::derive) fn new(context: &'a Context) -> Self {
        let families = context.signature().families().iter();
        Self {
            context,
            dropped: BTreeSet::new(),
            kinds: families.map(|family| family.kind).collect(),
        }
    }

    /// What can be weakened, what is easiest to miss first.
    pub(in crate::symbolic::derive) fn parts(&self) -> Vec<Part> {
        let s = self.context.signature();
        let mut parts = Vec::new();
        parts.extend((0..s.assumptions().len()).rev().map(Part::Assumption));
        parts.extend((0..s.symmetric().len()).map(Part::Symmetry));
        parts.extend((0..s.laws().len()).map(Part::Law));
        parts.extend((0..s.distinct().len()).map(Part::Distinct));
        parts.extend((0..s.independent().len()).rev().map(Part::Independence));
        let weakest = |k: &usize| FamilyKind::Dependent == s.families()[*k].kind;
        let is_number = |k: &usize| FamilyKind::Deterministic == s.families()[*k].kind;
        let families = (0..s.families().len()).filter(|k| !weakest(k) && !is_number(k));
        parts.extend(families.map(Part::Family));
        let is_bounded = |k: &usize| s.naturals()[*k].least > 1 && s.naturals()[*k].value.is_none();
        parts.extend(
            (0..s.naturals().len())
                .filter(is_bounded)
                .map(Part::Natural),
        );
        parts
    }

    /// The ways to weaken a part, the weakest first, each with what is then enough.
    pub(in crate::symbolic::derive) fn ways(&self, part: Part) -> Vec<(Option<String>, Self)> {
        let dropped = || {
            let mut weaker = self.clone();
            weaker.dropped.insert(part);
            weaker
        };
        match part {
            Part::Family(k) => {
                let kinds = [FamilyKind::Dependent, FamilyKind::Exchangeable];
                let own = self.kinds[k];
                let weaker = kinds.into_iter().filter(|kind| *kind != own);
                let with = weaker.map(|kind| {
                    let mut weaker = self.clone();
                    weaker.kinds[k] = kind;
                    (Some(weaker.text(part)), weaker)
                });
                with.collect()
            }
            Part::Natural(k) => {
                let name = &self.context.signature().naturals()[k].name;
                vec![(Some(format!("nat {name}")), dropped())]
            }
            _ => vec![(None, dropped())],
        }
    }

    /// Whether a theorem with these dependences cannot have used the part.
    pub(in crate::symbolic::derive) fn is_unused(
        &self,
        part: Part,
        used: &BTreeSet<Dependence>,
    ) -> bool {
        let s = self.context.signature();
        match part {
            Part::Assumption(k) => !used.contains(&Dependence::Assumption(self.context.label(k))),
            Part::Symmetry(k) => !used.contains(&Dependence::Symmetry(s.symmetric()[k].clone())),
            Part::Law(k) => !used.contains(&Dependence::Law(s.laws()[k].0.clone())),
            Part::Independence(k) => !used.contains(&Dependence::Independence(k)),
            Part::Distinct(_) | Part::Family(_) | Part::Natural(_) => false,
        }
    }

    /// The declaration as it is written, assumptions with the label they are cited by.
    pub(in crate::symbolic::derive) fn text(&self, part: Part) -> String {
        let s = self.context.signature();
        match part {
            Part::Assumption(k) => {
                let label = self.context.label(k);
                format!("assume {label}: {}", s.assumptions()[k].statement)
            }
            Part::Symmetry(k) => format!("symmetric {}", s.symmetric()[k]),
            Part::Law(k) => format!("law {} = {}", s.laws()[k].0, s.laws()[k].1),
            Part::Distinct(k) => format!("distinct {}", s.distinct()[k].join(", ")),
            Part::Independence(k) => Goal::Independent(s.independent()[k].clone()).to_string(),
            Part::Natural(k) => {
                let natural = &s.naturals()[k];
                format!("nat {} from {}", natural.name, natural.least)
            }
            Part::Family(k) => {
                let mut alone = Signature::default();
                let family = self.family(k);
                let naturals = s.naturals().iter();
                let mut each = naturals.cloned();
                let declared = each.try_for_each(|natural| alone.declare_natural(natural));
                let declared = declared.and_then(|()| alone.declare_family(family));
                let line = declared.ok().and_then(|()| signature_lines(&alone).pop());
                line.unwrap_or_default()
            }
        }
    }

    fn family(&self, k: usize) -> Family {
        let family = self.context.signature().families()[k].clone();
        Family {
            kind: self.kinds[k],
            ..family
        }
    }

    /// The weaker declarations; every assumption keeps the label that it was cited by.
    pub(in crate::symbolic::derive) fn signature(&self) -> Result<Signature, ExprError> {
        let s = self.context.signature();
        let kept = |part: Part| !self.dropped.contains(&part);
        let mut weaker = Signature::default();
        for (k, natural) in s.naturals().iter().enumerate() {
            let least = if kept(Part::Natural(k)) {
                natural.least
            } else {
                1
            };
            weaker.declare_natural(Natural {
                least,
                ..natural.clone()
            })?;
        }
        for name in s.constants() {
            weaker.declare_constant(name)?;
        }
        for name in s.functions() {
            weaker.declare_function(name)?;
        }
        for name in s.variables() {
            weaker.declare_variable(name)?;
        }
        for k in 0..s.families().len() {
            weaker.declare_family(self.family(k))?;
        }
        for index in s.indices() {
            weaker.declare_index(index.clone())?;
        }
        self.constrain(&mut weaker, &kept)?;
        for (k, assumption) in s.assumptions().iter().enumerate() {
            if kept(Part::Assumption(k)) {
                weaker.assume(Assumption {
                    label: Some(self.context.label(k)),
                    statement: assumption.statement.clone(),
                });
            }
        }
        Ok(weaker)
    }

    fn constrain(
        &self,
        weaker: &mut Signature,
        kept: &dyn Fn(Part) -> bool,
    ) -> Result<(), ExprError> {
        let s = self.context.signature();
        for (k, names) in s.distinct().iter().enumerate() {
            if kept(Part::Distinct(k)) {
                weaker.declare_distinct(names.clone())?;
            }
        }
        for (k, (name, law)) in s.laws().iter().enumerate() {
            if kept(Part::Law(k)) {
                weaker.declare_law(name, law.clone())?;
            }
        }
        for (k, blocks) in s.independent().iter().enumerate() {
            if kept(Part::Independence(k)) {
                weaker.declare_independent(blocks.clone())?;
            }
        }
        for (k, name) in s.symmetric().iter().enumerate() {
            if kept(Part::Symmetry(k)) {
                weaker.declare_symmetric(name)?;
            }
        }
        Ok(())
    }
}
