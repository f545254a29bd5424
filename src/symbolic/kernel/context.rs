//! The context of a proof: a signature whose declarations fit together.

use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Natural;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::guard::Guard;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A checked signature, shared by the theorems proved under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context(Arc<Signature>);

impl Context {
    /// Checks that names are words and no built-in function's, that naturals have the values they
    /// may, that extents are at least 1 and hold as many members as there are distinct indices,
    /// that the parameters of laws are numbers, and that labels are different.
    ///
    /// # Errors
    /// `bad-index` for an extent, `wrong-form` for a name, a natural, a law or a label.
    pub fn new(signature: Signature) -> Result<Self, Refusal> {
        require_words(&signature)?;
        require_values(&signature)?;
        require_room(&signature)?;
        let families = signature.families().iter().flat_map(|f| &f.extents);
        let indices = signature.indices().iter().filter_map(|i| match &i.range {
            IndexRange::Member { extent } => Some(extent),
            IndexRange::Step { .. } => None,
        });
        families
            .chain(indices)
            .try_for_each(|extent| require_extent(&signature, extent))?;
        signature
            .laws()
            .iter()
            .try_for_each(|(name, law)| require_law(&signature, name, law))?;
        let context = Self(Arc::new(signature));
        context.require_labels()?;
        Ok(context)
    }

    /// Labels are different, the numbered ones of assumptions without a label included.
    fn require_labels(&self) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for place in 0..self.0.assumptions().len() {
            let label = self.label(place);
            if !Guard::LabelIsUnique.met(seen.insert(label.clone())) {
                return Err(Refusal::WrongForm {
                    rule: "assumption",
                    expected: "one statement a label",
                    found: label,
                });
            }
        }
        Ok(())
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
    let is_new = |name: &String| !BUILT_IN.contains(&name.as_str()) && !name.ends_with('\'');
    let is_built_in = |name: &&String| !Guard::FunctionIsNew.met(is_new(name));
    let mut functions = signature.functions().iter();
    let refused = names.find(|name| !Guard::NameIsWord.met(is_word(name)));
    match refused.or_else(|| functions.find(is_built_in)) {
        None => Ok(()),
        Some(name) => Err(Refusal::WrongForm {
            rule: "declaration",
            expected: "a name of its own",
            found: name.clone(),
        }),
    }
}

/// A natural that has a value has one of those it may take.
fn require_values(signature: &Signature) -> Result<(), Refusal> {
    let mut naturals = signature.naturals().iter();
    let is_possible = |n: &Natural| n.value.is_none_or(|value| value >= n.least);
    match naturals.find(|n| !Guard::ValueIsPossible.met(is_possible(n))) {
        None => Ok(()),
        Some(natural) => Err(Refusal::WrongForm {
            rule: "declaration",
            expected: "a value that is not below the least one",
            found: natural.name.clone(),
        }),
    }
}

/// The parameters of a law are numbers, the same for each member.
fn require_law(signature: &Signature, name: &str, law: &Term) -> Result<(), Refusal> {
    let is_number = |name: &&str| !signature.is_random(name) && signature.index(name).is_none();
    if Guard::LawIsNumeric.met(law.free_symbols().iter().all(is_number)) {
        return Ok(());
    }
    Err(Refusal::WrongForm {
        rule: "declaration",
        expected: "a law whose parameters are numbers",
        found: format!("{name} = {law}"),
    })
}

/// Indices that must differ, from one another or by way of others, need a member each: the k-th
/// smallest of their extents holds at least k.
fn require_room(signature: &Signature) -> Result<(), Refusal> {
    for names in linked(signature.distinct()) {
        let indices = names.iter().filter_map(|name| signature.index(name));
        let mut rooms: Vec<i128> = indices
            .filter_map(|index| match &index.range {
                IndexRange::Member { extent } => Some(room(signature, extent)),
                IndexRange::Step { .. } => None,
            })
            .collect();
        rooms.sort_unstable();
        for (needed, room) in (1..).zip(rooms) {
            if !Guard::RoomForDistinct.met(room >= needed) {
                return Err(Refusal::BadIndex {
                    found: names.into_iter().collect::<Vec<_>>().join(", "),
                    needed: format!("at least {needed} members for {needed} distinct indices"),
                });
            }
        }
    }
    Ok(())
}

/// The lists of distinct indices, those that share a name joined.
fn linked(lists: &[Vec<String>]) -> Vec<BTreeSet<String>> {
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for list in lists {
        let mut own: BTreeSet<String> = list.iter().cloned().collect();
        let (joined, apart) = groups
            .into_iter()
            .partition(|group| !group.is_disjoint(&own));
        groups = apart;
        own.extend(Vec::<BTreeSet<String>>::into_iter(joined).flatten());
        groups.push(own);
    }
    groups
}

/// How many members an extent surely has.
fn room(signature: &Signature, extent: &Term) -> i128 {
    match extent {
        Term::Number(n) => n.numerator(),
        Term::Symbol(name) => {
            let natural = signature.naturals().iter().find(|n| n.name == *name);
            natural.map_or(0, |n| i128::from(n.value.unwrap_or(n.least)))
        }
        _ => 0,
    }
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
    if Guard::ExtentIsPositive.met(fits) {
        return Ok(());
    }
    Err(Refusal::BadIndex {
        found: extent.to_string(),
        needed: "a number or a natural of at least 1 as the extent".to_owned(),
    })
}
