//! Abbreviations of terms, `let s(z) = 1/(1 + exp(-z))`, and their expansion without capture.
//!
//! An expansion is a copy: nothing is simplified, and no derivative is taken.

mod walk;

pub(in crate::symbolic::syntax) use walk::applies;

use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::MAX_DEPTH;
use crate::symbolic::syntax::MAX_SCRIPT_LENGTH;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::abbreviation::walk::all_names;
use crate::symbolic::syntax::abbreviation::walk::depth;
use crate::symbolic::syntax::abbreviation::walk::mentioned;
use crate::symbolic::syntax::abbreviation::walk::rebuilt;
use crate::symbolic::syntax::abbreviation::walk::size_with;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

/// A name for a term, perhaps with parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// The name.
    pub name: String,
    /// The names that arguments take the place of; all different.
    pub parameters: Vec<String>,
    /// What it stands for, earlier abbreviations expanded.
    pub body: Term,
    /// The bytes of its line, from `let`.
    pub span: Range<usize>,
}

/// The abbreviations of a theorem, and how much they may still make.
#[derive(Debug)]
pub(in crate::symbolic::syntax) struct Abbreviations {
    entries: BTreeMap<String, Abbreviation>,
    /// Which of them speak of a symbol.
    speakers: BTreeMap<String, BTreeSet<String>>,
    /// Names that formulas have used so far: none of them may become an abbreviation.
    used: BTreeSet<String>,
    /// How many nodes may still be made, in the whole file.
    nodes_left: usize,
}

/// A name that means something else here than outside, and what it is called in the expansion.
struct Bound {
    name: String,
    new: String,
}

/// A refusal and the name that it concerns.
pub(in crate::symbolic::syntax) type Refusal = (String, SyntaxError);

impl Abbreviations {
    pub(in crate::symbolic::syntax) fn new() -> Self {
        Self {
            entries: BTreeMap::new(),
            speakers: BTreeMap::new(),
            used: BTreeSet::new(),
            nodes_left: MAX_SCRIPT_LENGTH,
        }
    }

    /// Forgets the names, not what was spent: the next theorem begins.
    pub(in crate::symbolic::syntax) fn clear(&mut self) {
        self.entries.clear();
        self.speakers.clear();
        self.used.clear();
    }

    /// Makes a name stand for a term from here on.
    pub(in crate::symbolic::syntax) fn define(
        &mut self,
        abbreviation: Abbreviation,
    ) -> Result<(), Refusal> {
        let name = abbreviation.name.clone();
        let refused = |reason| Err((name.clone(), reason));
        let body = mentioned(&abbreviation.body);
        if body.contains(&name) {
            return refused(SyntaxError::RecursiveAbbreviation { name: name.clone() });
        }
        if self.used.contains(&name) {
            return refused(SyntaxError::UsedBeforeAbbreviation { name: name.clone() });
        }
        let body = abbreviation.body.free_symbols().into_iter();
        let is_parameter = |symbol: &str| abbreviation.parameters.iter().any(|x| x == symbol);
        for symbol in body.filter(|symbol| !is_parameter(symbol)) {
            let speakers = self.speakers.entry(symbol.to_owned()).or_default();
            speakers.insert(name.clone());
        }
        self.entries.insert(name, abbreviation);
        Ok(())
    }

    /// The name among these abbreviations for which the predicate holds.
    pub(in crate::symbolic::syntax) fn name_where(
        &self,
        holds: impl Fn(&str) -> bool,
    ) -> Option<&str> {
        self.entries
            .keys()
            .map(String::as_str)
            .find(|name| holds(name))
    }

    /// The term with all abbreviations expanded; names in `bound` are the term's own.
    pub(in crate::symbolic::syntax) fn expand(
        &mut self,
        term: &Term,
        bound: &[String],
    ) -> Result<Term, Refusal> {
        let names = mentioned(term)
            .into_iter()
            .filter(|name| !bound.contains(name));
        self.used.extend(names);
        if self.entries.is_empty() {
            return Ok(term.clone());
        }
        let unchanged = |name: &String| Bound {
            name: name.clone(),
            new: name.clone(),
        };
        let expanded = self.inside(term, &mut bound.iter().map(unchanged).collect())?;
        within_depth(expanded, "")
    }

    fn inside(&mut self, term: &Term, scope: &mut Vec<Bound>) -> Result<Term, Refusal> {
        match term {
            Term::Symbol(name) => self.symbol(name, scope),
            Term::Indexed { family, indices } => Ok(Term::Indexed {
                family: self.family(family, scope)?,
                indices: self.each(indices, scope)?,
            }),
            Term::Call {
                function,
                positional,
                named,
            } => self.call(function, positional, named, scope),
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let (from, to) = (self.inside(from, scope)?, self.inside(to, scope)?);
                let new = self.index_apart(index, body, scope);
                let name = index.clone();
                scope.push(Bound {
                    name,
                    new: new.clone(),
                });
                let body = self.inside(body, scope);
                scope.pop();
                Ok(Term::Aggregate {
                    aggregation: *aggregation,
                    index: new,
                    from: Box::new(from),
                    to: Box::new(to),
                    body: Box::new(body?),
                })
            }
            _ => rebuilt(term, &mut |child| self.inside(child, scope)),
        }
    }

    fn each(&mut self, terms: &[Term], scope: &mut Vec<Bound>) -> Result<Vec<Term>, Refusal> {
        terms.iter().map(|term| self.inside(term, scope)).collect()
    }

    fn symbol(&mut self, name: &str, scope: &[Bound]) -> Result<Term, Refusal> {
        if let Some(bound) = scope.iter().rev().find(|bound| bound.name == name) {
            return Ok(Term::symbol(&bound.new));
        }
        match self.entries.get(name).cloned() {
            Some(entry) => self.applied(&entry, &[], 0),
            None => Ok(Term::symbol(name)),
        }
    }

    /// The new name of a family: an abbreviation of a name is a name.
    fn family(&mut self, family: &str, scope: &[Bound]) -> Result<String, Refusal> {
        match self.symbol(family, scope)? {
            Term::Symbol(name) => Ok(name),
            _ => {
                let family = family.to_owned();
                Err((family.clone(), ExprError::FamilyReplaced { family }.into()))
            }
        }
    }

    fn call(
        &mut self,
        function: &str,
        positional: &[Term],
        named: &[(String, Term)],
        scope: &mut Vec<Bound>,
    ) -> Result<Term, Refusal> {
        let stem = function.trim_end_matches('\'');
        if stem != function && self.entries.contains_key(stem) {
            let name = stem.to_owned();
            return Err((
                function.to_owned(),
                SyntaxError::PrimedAbbreviation { name },
            ));
        }
        let positional = self.each(positional, scope)?;
        if let Some(entry) = self.entries.get(function).cloned() {
            return self.applied(&entry, &positional, named.len());
        }
        let named = named
            .iter()
            .map(|(name, term)| Ok((name.clone(), self.inside(term, scope)?)))
            .collect::<Result<_, Refusal>>()?;
        Ok(Term::Call {
            function: function.to_owned(),
            positional,
            named,
        })
    }

    /// The body with arguments in place of the parameters.
    fn applied(
        &mut self,
        entry: &Abbreviation,
        arguments: &[Term],
        n_named: usize,
    ) -> Result<Term, Refusal> {
        let name = entry.name.clone();
        let refused = |reason| (name.clone(), reason);
        if arguments.len() != entry.parameters.len() || n_named > 0 {
            let reason = SyntaxError::AbbreviationArguments {
                name: name.clone(),
                expected: entry.parameters.len(),
                found: counted(arguments.len(), n_named),
            };
            return Err(refused(reason));
        }
        let by: BTreeMap<String, Term> = entry
            .parameters
            .iter()
            .cloned()
            .zip(arguments.iter().cloned())
            .collect();
        let left = self.nodes_left.checked_sub(size_with(&entry.body, &by));
        let too_large = || refused(SyntaxError::ExpansionTooLarge { name: name.clone() });
        self.nodes_left = left.ok_or_else(too_large)?;
        let body = entry.body.substitute(&by);
        within_depth(body.map_err(|error| refused(error.into()))?, &entry.name)
    }

    /// The index of a Σ or Π, renamed if an abbreviation in the body means another symbol of that
    /// name.
    fn index_apart(&self, index: &str, body: &Term, scope: &[Bound]) -> String {
        let Some(speakers) = self.speakers.get(index) else {
            return index.to_owned();
        };
        let mut names = BTreeSet::new();
        all_names(body, &mut names);
        if speakers
            .iter()
            .all(|speaker| !names.contains(speaker.as_str()))
        {
            return index.to_owned();
        }
        let is_taken = |name: &String| {
            names.contains(name.as_str())
                || self.entries.contains_key(name)
                || self.speakers.contains_key(name)
                || scope.iter().any(|bound| bound.new == *name)
        };
        let mut candidates = (1_u64..).map(|count| format!("{index}_{count}"));
        candidates.find(|name| !is_taken(name)).unwrap_or_default()
    }
}

fn within_depth(term: Term, name: &str) -> Result<Term, Refusal> {
    if depth(&term) <= MAX_DEPTH {
        return Ok(term);
    }
    Err((name.to_owned(), SyntaxError::TooDeep))
}

fn counted(n_positional: usize, n_named: usize) -> String {
    if n_named > 0 {
        return "named ones".to_owned();
    }
    n_positional.to_string()
}
