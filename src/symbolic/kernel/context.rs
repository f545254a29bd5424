//! The context of a proof: a signature whose declarations fit together.

use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use std::sync::Arc;

/// A checked signature, shared by the theorems proved under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context(Arc<Signature>);

impl Context {
    /// Checks that names are words and no built-in function's, that extents are at least 1 and hold
    /// as many members as there are distinct indices, and that labels are different.
    ///
    /// # Errors
    /// `bad-index` for an extent, `wrong-form` for a name or a label.
    pub fn new(signature: Signature) -> Result<Self, Refusal> {
        require_words(&signature)?;
        require_room(&signature)?;
        let families = signature.families().iter().flat_map(|f| &f.extents);
        let indices = signature.indices().iter().filter_map(|i| match &i.range {
            IndexRange::Member { extent } => Some(extent),
            IndexRange::Step { .. } => None,
        });
        families
            .chain(indices)
            .try_for_each(|extent| require_extent(&signature, extent))?;
        let labels: Vec<&str> = signature
            .assumptions()
            .iter()
            .filter_map(|a| a.label.as_deref())
            .collect();
        for (place, label) in labels.iter().enumerate() {
            if labels[..place].contains(label) {
                return Err(Refusal::WrongForm {
                    rule: "assumption",
                    expected: "one statement a label",
                    found: (*label).to_owned(),
                });
            }
        }
        Ok(Self(Arc::new(signature)))
    }

    /// The declarations.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        &self.0
    }

    /// The assumption with this label; those without one are called `assumption-1`, … by place.
    #[must_use]
    pub fn assumption(&self, label: &str) -> Option<&Statement> {
        let named = |(place, _): &(usize, &_)| self.label(*place) == label;
        let mut assumptions = self.0.assumptions().iter().enumerate();
        assumptions.find(named).map(|(_, a)| &a.statement)
    }

    /// The label of the assumption in a place counted from 0.
    #[must_use]
    pub fn label(&self, place: usize) -> String {
        let given = self
            .0
            .assumptions()
            .get(place)
            .and_then(|a| a.label.clone());
        given.unwrap_or_else(|| format!("assumption-{}", place + 1))
    }
}

/// Functions with a meaning of their own.
const BUILT_IN: [&str; 10] = [
    "relu",
    "abs",
    "max",
    "min",
    "exp",
    "ln",
    "sqrt",
    "diff",
    "normal_density",
    "normal_mass",
];

/// Names inside normal forms begin with a mark that no word begins with.
pub(in crate::symbolic::kernel) fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn require_words(signature: &Signature) -> Result<(), Refusal> {
    let naturals = signature.naturals().iter().map(|n| &n.name);
    let indices = signature.indices().iter().map(|i| &i.name);
    let families = signature.families().iter().map(|f| &f.name);
    let mut names = naturals
        .chain(indices)
        .chain(families)
        .chain(signature.constants())
        .chain(signature.variables())
        .chain(signature.functions());
    let is_built_in = |name: &&String| BUILT_IN.contains(&name.as_str()) || name.ends_with('\'');
    let mut functions = signature.functions().iter();
    let refused = names.find(|name| !is_word(name));
    match refused.or_else(|| functions.find(is_built_in)) {
        None => Ok(()),
        Some(name) => Err(Refusal::WrongForm {
            rule: "declaration",
            expected: "a name of its own",
            found: name.clone(),
        }),
    }
}

/// Distinct indices of one extent need as many members.
fn require_room(signature: &Signature) -> Result<(), Refusal> {
    for names in signature.distinct() {
        let ranges: Vec<_> = names
            .iter()
            .filter_map(|n| signature.index(n))
            .map(|i| &i.range)
            .collect();
        for range in &ranges {
            let IndexRange::Member { extent } = range else {
                continue;
            };
            let alike = ranges.iter().filter(|other| *other == range).count();
            let room = match extent {
                Term::Number(n) => n.numerator(),
                Term::Symbol(name) => {
                    let natural = signature.naturals().iter().find(|n| n.name == *name);
                    natural.map_or(0, |n| i128::from(n.value.unwrap_or(n.least)))
                }
                _ => 0,
            };
            if room < i128::try_from(alike).unwrap_or(i128::MAX) {
                return Err(Refusal::BadIndex {
                    found: names.join(", "),
                    needed: format!("at least {alike} members for {alike} distinct indices"),
                });
            }
        }
    }
    Ok(())
}

/// An extent is a whole number of at least 1, or a natural of at least 1.
fn require_extent(signature: &Signature, extent: &Term) -> Result<(), Refusal> {
    let fits = match extent {
        Term::Number(n) => n.is_integer() && n.numerator() >= 1,
        Term::Symbol(name) => signature
            .naturals()
            .iter()
            .any(|natural| natural.name == *name && natural.least >= 1),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::BadIndex {
        found: extent.to_string(),
        needed: "a number or a natural of at least 1 as the extent".to_owned(),
    })
}
