//! The theorem: a statement that the rules of this room reached, and what they needed for it.
//!
//! Its fields are private and only [`Theorem::make`], visible in the kernel alone, fills them.

use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::guard::Guard;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// In every model of the signature in which the suppositions hold, the moments exist and the
/// conditions do not vanish, the conclusion holds: for random sides, almost surely.
///
/// Schematic indices that are free in the conclusion and not fixed by a supposition may take any
/// of their values.
///
/// Only the kernel's rules make one:
/// ```
/// use varprop::symbolic::kernel::{Context, Theorem, suppose};
/// use varprop::symbolic::syntax::{parse_signature, parse_statement};
/// let context = Context::new(parse_signature("const x")?)?;
/// let theorem: Theorem = suppose(&context, &parse_statement("x = 1")?)?;
/// assert_eq!(theorem.suppositions().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// It has no default value, unlike the signature it is proved under,
/// ```
/// let signature = varprop::symbolic::expr::Signature::default();
/// assert!(signature.assumptions().is_empty());
/// ```
/// ```compile_fail,E0277
/// fn any<T: Default>() -> T { T::default() }
/// let theorem: varprop::symbolic::kernel::Theorem = any();
/// ```
/// it is not put together from its parts, as the statements it concludes are,
/// ```
/// use varprop::symbolic::expr::{Relation, Statement, Term};
/// let one = Term::integer(1);
/// let _ = Statement { left: one.clone(), relation: Relation::Equal, right: one };
/// ```
/// ```compile_fail,E0423
/// let inner = std::sync::Arc::new(());
/// let theorem = varprop::symbolic::kernel::Theorem(inner);
/// ```
/// and not by the kernel's own constructor,
/// ```compile_fail,E0624
/// # use varprop::symbolic::kernel::{Context, Theorem, suppose};
/// # use varprop::symbolic::syntax::{parse_signature, parse_statement};
/// # let context = Context::new(parse_signature("const x").unwrap()).unwrap();
/// # let statement = parse_statement("x = 1").unwrap();
/// # let theorem = suppose(&context, &statement).unwrap();
/// let step = theorem.step().clone();
/// let made = Theorem::make(&context, Default::default(), statement, Default::default(), step);
/// ```
/// it is read, but not changed,
/// ```
/// # use varprop::symbolic::kernel::Theorem;
/// fn reads(theorem: &Theorem) -> usize { theorem.suppositions().len() }
/// ```
/// ```compile_fail,E0596
/// # use varprop::symbolic::kernel::Theorem;
/// fn changes(theorem: &mut Theorem) { theorem.suppositions().clear() }
/// ```
/// and it is not read from a file, as a number is.
/// ```
/// fn reads<'t, T: serde::Deserialize<'t>>(_text: &'t str) {}
/// reads::<u32>("1");
/// ```
/// ```compile_fail,E0277
/// fn reads<'t, T: serde::Deserialize<'t>>(_text: &'t str) {}
/// reads::<varprop::symbolic::kernel::Theorem>("1");
/// ```
#[derive(Clone, Debug)]
pub struct Theorem(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    context: Context,
    suppositions: BTreeSet<Statement>,
    conclusion: Statement,
    ledger: Ledger,
    step: Step,
}

/// What a theorem needed beyond its suppositions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::symbolic::kernel) struct Ledger {
    pub(super) dependences: BTreeSet<Dependence>,
    pub(super) conditions: BTreeSet<Term>,
    pub(super) moments: BTreeMap<String, u32>,
}

/// A declaration that a derivation used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dependence {
    /// The assumption of this label.
    Assumption(String),
    /// The independence declared in this place, counted from 0.
    Independence(usize),
    /// The members of an iid family are independent of one another.
    IndependentMembers(String),
    /// The members of a family have the same laws, jointly for equally many of them.
    SameLaw(String),
    /// The name has the law of its negative.
    Symmetry(String),
    /// The name has its declared law.
    Law(String),
}

/// The last inference of a theorem.
#[derive(Clone, Debug)]
pub struct Step {
    /// The rule.
    pub rule: Rule,
    /// The theorems it was applied to.
    pub premises: Vec<Theorem>,
    /// What else it was given, by name.
    pub arguments: Vec<(&'static str, Term)>,
}

impl Theorem {
    /// The one constructor. The ledgers and suppositions of the premises are added to `ledger` and
    /// `suppositions`.
    pub(in crate::symbolic::kernel) fn make(
        context: &Context,
        mut suppositions: BTreeSet<Statement>,
        conclusion: Statement,
        mut ledger: Ledger,
        step: Step,
    ) -> Result<Self, Refusal> {
        for premise in &step.premises {
            if !Guard::OneContext.met(premise.0.context == *context) {
                return Err(Refusal::ContextMismatch);
            }
            suppositions.extend(premise.0.suppositions.iter().cloned());
            ledger.join(&premise.0.ledger);
        }
        let context = context.clone();
        Ok(Self(Arc::new(Inner {
            context,
            suppositions,
            conclusion,
            ledger,
            step,
        })))
    }

    /// This theorem's conclusion and last step with other suppositions and conditions: for the
    /// rules that take hypotheses out.
    pub(in crate::symbolic::kernel) fn remake(
        &self,
        suppositions: BTreeSet<Statement>,
        conclusion: Statement,
        ledger: Ledger,
        step: Step,
    ) -> Self {
        Self(Arc::new(Inner {
            context: self.0.context.clone(),
            suppositions,
            conclusion,
            ledger,
            step,
        }))
    }

    pub(in crate::symbolic::kernel) fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }

    /// The declarations under which it was proved.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// The signature under which it was proved.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        self.0.context.signature()
    }

    /// The hypotheses that are not assumptions of the signature; none in a finished proof.
    /// Schematic member indices in them are universally quantified.
    #[must_use]
    pub fn suppositions(&self) -> &BTreeSet<Statement> {
        &self.0.suppositions
    }

    /// What is proved.
    #[must_use]
    pub fn conclusion(&self) -> &Statement {
        &self.0.conclusion
    }

    /// The declarations that were used.
    #[must_use]
    pub fn dependences(&self) -> &BTreeSet<Dependence> {
        &self.0.ledger.dependences
    }

    /// The terms that must not vanish.
    #[must_use]
    pub fn conditions(&self) -> &BTreeSet<Term> {
        &self.0.ledger.conditions
    }

    /// The absolute moments that must exist: E|x|^k < ∞ for each name x with its order k.
    #[must_use]
    pub fn moments(&self) -> &BTreeMap<String, u32> {
        &self.0.ledger.moments
    }

    /// The last inference.
    #[must_use]
    pub fn step(&self) -> &Step {
        &self.0.step
    }

    /// Whether the two are the same object: what an exporter needs to number a shared premise once.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Ledger {
    pub(super) fn join(&mut self, other: &Self) {
        self.dependences.extend(other.dependences.iter().cloned());
        self.conditions.extend(other.conditions.iter().cloned());
        for (name, order) in &other.moments {
            self.needs_moment(name, *order);
        }
    }

    pub(super) fn needs_moment(&mut self, name: &str, order: u32) {
        let entry = self.moments.entry(name.to_owned()).or_insert(0);
        *entry = order.max(*entry);
    }
}
