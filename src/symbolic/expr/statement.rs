//! The statement: two terms and a relation between them. It does not decide whether it is true.

use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Term;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// left relation right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Statement {
    /// The left side.
    pub left: Term,
    /// What is claimed of the sides.
    pub relation: Relation,
    /// The right side.
    pub right: Term,
}

/// A relation between numbers. There is no `>`: a statement has one spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// left = right.
    Equal,
    /// left ≠ right.
    NotEqual,
    /// left < right.
    Less,
    /// left ≤ right.
    LessEqual,
}

impl Relation {
    /// Whether the relation holds of two sides that compare like this.
    #[must_use]
    pub fn holds_of(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessEqual => ordering.is_le(),
        }
    }

    /// The relation as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
        }
    }
}

impl Statement {
    /// The free symbols of both sides.
    #[must_use]
    pub fn free_symbols(&self) -> BTreeSet<&str> {
        let mut names = self.left.free_symbols();
        names.extend(self.right.free_symbols());
        names
    }

    /// Both sides with symbols replaced at once, see [`Term::substitute`].
    ///
    /// # Errors
    /// `FamilyReplaced` if the name of a family would become something else than a name.
    pub fn substitute(&self, by: &BTreeMap<String, Term>) -> Result<Self, ExprError> {
        Ok(Self {
            left: self.left.substitute(by)?,
            relation: self.relation,
            right: self.right.substitute(by)?,
        })
    }
}
