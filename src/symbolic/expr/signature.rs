//! The signature: which symbols are naturals, constants, indices, functions, random variables or
//! families, what is independent of what, and what is assumed. It holds hypotheses; it does not
//! check them.

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
    indices: Vec<Index>,
    distinct: Vec<Vec<String>>,
    functions: Vec<String>,
    laws: Vec<(String, Term)>,
    independent: Vec<Vec<Vec<String>>>,
    symmetric: Vec<String>,
    assumptions: Vec<Assumption>,
}

/// A width, a count or a depth: a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Natural {
    /// The symbol.
    pub name: String,
    /// Its value, if the declaration fixes one.
    pub value: Option<u32>,
    /// It is at least this; 1 for a width, 0 for a depth that may be none.
    pub least: u32,
}

/// A schematic index: a statement that mentions it holds for every value it may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The symbol.
    pub name: String,
    /// The values it may take.
    pub range: IndexRange,
}

/// The values of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexRange {
    /// A layer, a time, an update: every whole number from `least`.
    Step {
        /// The first value.
        least: u32,
    },
    /// The members of families of this extent: 1 to `extent`.
    Member {
        /// The last value.
        extent: Term,
    },
}

/// An indexed family of random variables, or of numbers.
///
/// The first `steps` positions of a member `w[l, i, j]` count layers or updates, from 0 and without
/// end; the others are bounded by the extents. What `kind`, independence and symmetry say holds at
/// each step: the members of one step are independent, `indep w | a` separates `w[l, …]` from
/// `a[l, …]` for the same l. Nothing is said across steps, and laws may differ between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The family's name.
    pub name: String,
    /// How its members depend on one another.
    pub kind: FamilyKind,
    /// How many leading positions are steps.
    pub steps: usize,
    /// The last value of each other index; each begins at 1.
    pub extents: Vec<Term>,
}

/// How the members of a family depend on one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FamilyKind {
    /// Independent and identically distributed.
    Iid,
    /// Any order of the members has the same joint law; they may be dependent.
    Exchangeable,
    /// Random, each with a law of its own, dependent in any way.
    Dependent,
    /// Numbers: the coordinates of a vector, the entries of a matrix, a sequence over steps.
    Deterministic,
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
    pub fn declare_natural(&mut self, natural: Natural) -> Result<(), ExprError> {
        self.refuse_second(&natural.name)?;
        self.naturals.push(natural);
        Ok(())
    }

    /// Declares a schematic index.
    ///
    /// # Errors
    /// `DeclaredTwice`; `NotDeclared` for an extent with a symbol that is no natural.
    pub fn declare_index(&mut self, index: Index) -> Result<(), ExprError> {
        self.refuse_second(&index.name)?;
        if let IndexRange::Member { extent } = &index.range {
            self.require_naturals(extent)?;
        }
        self.indices.push(index);
        Ok(())
    }

    /// States that indices never take the same value.
    ///
    /// # Errors
    /// `NotDeclared` for a name that is no index, `DependsOnItself` for one named twice.
    pub fn declare_distinct(&mut self, names: Vec<String>) -> Result<(), ExprError> {
        for (place, name) in names.iter().enumerate() {
            if self.index(name).is_none() {
                return Err(not_declared(name));
            }
            if names[..place].contains(name) {
                return Err(ExprError::DependsOnItself { name: name.clone() });
            }
        }
        self.distinct.push(names);
        Ok(())
    }

    /// Declares a differentiable function of real numbers, otherwise arbitrary.
    ///
    /// # Errors
    /// `DeclaredTwice`.
    pub fn declare_function(&mut self, name: &str) -> Result<(), ExprError> {
        self.refuse_second(name)?;
        self.functions.push(name.to_owned());
        Ok(())
    }

    /// States the law of a variable, or of each member of a family, as a call such as
    /// `uniform(-r, r)`.
    ///
    /// # Errors
    /// `NotDeclared`.
    pub fn declare_law(&mut self, name: &str, law: Term) -> Result<(), ExprError> {
        self.require_random(name)?;
        self.laws.push((name.to_owned(), law));
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
        for extent in &family.extents {
            self.require_naturals(extent)?;
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

    /// The family of this name.
    #[must_use]
    pub fn family(&self, name: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.name == name)
    }

    /// The schematic indices, in the order of their declaration.
    #[must_use]
    pub fn indices(&self) -> &[Index] {
        &self.indices
    }

    /// The index of this name.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indices.iter().find(|index| index.name == name)
    }

    /// Each entry lists indices that never take the same value.
    #[must_use]
    pub fn distinct(&self) -> &[Vec<String>] {
        &self.distinct
    }

    /// Whether the name is an index that must differ from another.
    #[must_use]
    pub fn must_differ(&self, name: &str) -> bool {
        self.distinct.iter().flatten().any(|other| other == name)
    }

    /// The functions, in the order of their declaration.
    #[must_use]
    pub fn functions(&self) -> &[String] {
        &self.functions
    }

    /// The declared laws by name, in order.
    #[must_use]
    pub fn laws(&self) -> &[(String, Term)] {
        &self.laws
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

    /// The names declared symmetric, in order.
    #[must_use]
    pub fn symmetric(&self) -> &[String] {
        &self.symmetric
    }

    /// The hypotheses, in order.
    #[must_use]
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// Whether the name is a random variable or a family.
    #[must_use]
    pub fn is_random(&self, name: &str) -> bool {
        let is_random = |family: &Family| family.kind != FamilyKind::Deterministic;
        self.variables.iter().any(|other| other == name) || self.family(name).is_some_and(is_random)
    }

    /// Whether the name has a meaning.
    #[must_use]
    pub fn is_declared(&self, name: &str) -> bool {
        self.is_random(name)
            || self.family(name).is_some()
            || self.index(name).is_some()
            || self.functions.iter().any(|other| other == name)
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

    fn require_naturals(&self, extent: &Term) -> Result<(), ExprError> {
        let is_natural = |name: &&str| self.naturals.iter().any(|other| other.name == **name);
        match extent.free_symbols().iter().find(|name| !is_natural(name)) {
            Some(name) => Err(not_declared(name)),
            None => Ok(()),
        }
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
