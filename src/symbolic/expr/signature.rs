//! The signature: which symbols are naturals, constants, random variables or families, what is
//! independent of what, and what is assumed. It holds hypotheses; it does not check them.

use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;

/// What the symbols of a statement mean.
///
/// Independence is never implied: names that no `independent` entry separates may depend on
/// each other in any way, and a name in no entry may depend on everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    naturals: Vec<Natural>,
    constants: Vec<String>,
    variables: Vec<String>,
    families: Vec<Family>,
    independent: Vec<Vec<Vec<String>>>,
    symmetric: Vec<String>,
    assumptions: Vec<Assumption>,
}

/// A width or count: a whole number of at least 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Natural {
    /// The symbol.
    pub name: String,
    /// Its value, if the declaration fixes one.
    pub value: Option<u32>,
}

/// An indexed family of random variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The family's name.
    pub name: String,
    /// How its members depend on one another.
    pub kind: FamilyKind,
    /// The last value of each index; each index begins at 1.
    pub extents: Vec<Term>,
}

/// How the members of a family depend on one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FamilyKind {
    /// Independent and identically distributed.
    Iid,
    /// Any order of the members has the same joint law; they may be dependent.
    Exchangeable,
}

/// A hypothesis, perhaps with a name to cite it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The name.
    pub label: Option<String>,
    /// What is assumed.
    pub statement: Statement,
}

impl Signature {
    /// Declares a natural.
    ///
    /// # Errors
    /// `DeclaredTwice`.
    pub fn declare_natural(&mut self, name: &str, value: Option<u32>) -> Result<(), ExprError> {
        self.refuse_second(name)?;
        self.naturals.push(Natural {
            name: name.to_owned(),
            value,
        });
        Ok(())
    }

    /// Declares a deterministic number, any rational.
    ///
    /// # Errors
    /// `DeclaredTwice`.
    pub fn declare_constant(&mut self, name: &str) -> Result<(), ExprError> {
        self.refuse_second(name)?;
        self.constants.push(name.to_owned());
        Ok(())
    }

    /// Declares a random variable.
    ///
    /// # Errors
    /// `DeclaredTwice`.
    pub fn declare_variable(&mut self, name: &str) -> Result<(), ExprError> {
        self.refuse_second(name)?;
        self.variables.push(name.to_owned());
        Ok(())
    }

    /// Declares a family.
    ///
    /// # Errors
    /// `DeclaredTwice`; `NotDeclared` for an extent with an undeclared symbol.
    pub fn declare_family(&mut self, family: Family) -> Result<(), ExprError> {
        self.refuse_second(&family.name)?;
        for name in family.extents.iter().flat_map(Term::free_symbols) {
            if !self.naturals.iter().any(|natural| natural.name == name) {
                return Err(not_declared(name));
            }
        }
        self.families.push(family);
        Ok(())
    }

    /// States that blocks of variables and families are mutually independent.
    ///
    /// # Errors
    /// `NotDeclared`, or `DependsOnItself` for a name in two blocks.
    pub fn declare_independent(&mut self, blocks: Vec<Vec<String>>) -> Result<(), ExprError> {
        let names: Vec<&String> = blocks.iter().flatten().collect();
        for (place, name) in names.iter().enumerate() {
            self.require_random(name)?;
            if names[..place].contains(name) {
                return Err(ExprError::DependsOnItself {
                    name: (*name).clone(),
                });
            }
        }
        self.independent.push(blocks);
        Ok(())
    }

    /// States that a variable, or each member of a family, has the law of its negative.
    ///
    /// # Errors
    /// `NotDeclared`.
    pub fn declare_symmetric(&mut self, name: &str) -> Result<(), ExprError> {
        self.require_random(name)?;
        self.symmetric.push(name.to_owned());
        Ok(())
    }

    /// Adds a hypothesis. A symbol that is not declared is a parameter that it may define.
    pub fn assume(&mut self, assumption: Assumption) {
        self.assumptions.push(assumption);
    }

    /// The naturals, in the order of their declaration.
    #[must_use]
    pub fn naturals(&self) -> &[Natural] {
        &self.naturals
    }

    /// The constants, in the order of their declaration.
    #[must_use]
    pub fn constants(&self) -> &[String] {
        &self.constants
    }

    /// The random variables, in the order of their declaration.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// The families, in the order of their declaration.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// Each entry is a list of mutually independent blocks.
    #[must_use]
    pub fn independent(&self) -> &[Vec<Vec<String>>] {
        &self.independent
    }

    /// Whether the name was declared symmetric.
    #[must_use]
    pub fn is_symmetric(&self, name: &str) -> bool {
        self.symmetric.iter().any(|other| other == name)
    }

    /// The hypotheses, in order.
    #[must_use]
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// Whether the name is a random variable or a family.
    #[must_use]
    pub fn is_random(&self, name: &str) -> bool {
        self.variables.iter().any(|other| other == name)
            || self.families.iter().any(|family| family.name == name)
    }

    /// Whether the name has a meaning.
    #[must_use]
    pub fn is_declared(&self, name: &str) -> bool {
        self.is_random(name)
            || self.constants.iter().any(|other| other == name)
            || self.naturals.iter().any(|natural| natural.name == name)
    }

    fn refuse_second(&self, name: &str) -> Result<(), ExprError> {
        if self.is_declared(name) {
            return Err(ExprError::DeclaredTwice {
                name: name.to_owned(),
            });
        }
        Ok(())
    }

    fn require_random(&self, name: &str) -> Result<(), ExprError> {
        if self.is_random(name) {
            return Ok(());
        }
        Err(not_declared(name))
    }
}

fn not_declared(name: &str) -> ExprError {
    ExprError::NotDeclared {
        name: name.to_owned(),
    }
}
