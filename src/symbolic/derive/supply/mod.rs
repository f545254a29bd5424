//! Lemmas that may help with a goal: what the declarations say about what occurs in it.
//!
//! To add a kind: a file, a `mod` line, an entry in [`ALL`].

mod assumed;
mod law;
mod root;
mod symmetry;

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Theorem;

/// A theorem that a step can cite.
#[derive(Clone, Debug)]
pub(in crate::symbolic::derive) struct Premise {
    /// How a script cites it: `LABEL` or `LABEL(k = TERM)`.
    pub(in crate::symbolic::derive) cite: String,
    /// What it says.
    pub(in crate::symbolic::derive) theorem: Theorem,
    /// The step that proves it, unless it is an assumption.
    pub(in crate::symbolic::derive) step: Option<NamedTheorem>,
    /// When it rewrites: lower ones first.
    pub(in crate::symbolic::derive) rank: u8,
}

/// What a lemma may be about.
pub(in crate::symbolic::derive) struct Wanted<'a> {
    pub(in crate::symbolic::derive) context: &'a Context,
    /// Terms that occur: the sides of the goal, and what they still differ by.
    pub(in crate::symbolic::derive) terms: Vec<Term>,
    /// What is there already.
    pub(in crate::symbolic::derive) premises: &'a [Premise],
}

type Supply = fn(&Wanted<'_>) -> Vec<Premise>;

/// Every kind of lemma.
const ALL: [Supply; 4] = [root::lemmas, assumed::lemmas, symmetry::lemmas, law::lemmas];

/// More lemmas than this are not gathered.
const MOST: usize = 24;

/// What the declarations say about the terms, beyond what is there already.
pub(in crate::symbolic::derive) fn lemmas(wanted: &Wanted<'_>) -> Vec<Premise> {
    let mut found: Vec<Premise> = Vec::new();
    for supply in ALL {
        for mut premise in supply(wanted) {
            let said = premise.theorem.conclusion();
            let mut known = wanted.premises.iter().chain(&found);
            let is_known = known.any(|other| other.theorem.conclusion() == said);
            if !is_known && wanted.premises.len() + found.len() < MOST {
                premise.relabel(&|label: &str| {
                    wanted.context.assumption(label).is_none()
                        && wanted
                            .premises
                            .iter()
                            .chain(&found)
                            .all(|p| p.cite != label)
                });
                found.push(premise);
            }
        }
    }
    found
}

impl Premise {
    /// A lemma proved in one line.
    fn lemma(label: &str, theorem: Theorem, by: &str, rank: u8) -> Self {
        let step = NamedTheorem {
            label: label.to_owned(),
            note: None,
            theorem: theorem.clone(),
            links: vec![(theorem.clone(), by.to_owned())],
        };
        Self {
            cite: label.to_owned(),
            theorem,
            step: Some(step),
            rank,
        }
    }

    /// Gives a lemma a label that nothing else has.
    fn relabel(&mut self, is_free: &dyn Fn(&str) -> bool) {
        let Some(step) = &mut self.step else {
            return;
        };
        let wish = step.label.clone();
        let numbered = (2_u32..).map(|k| format!("{wish}-{k}"));
        let mut candidates = std::iter::once(wish.clone()).chain(numbered);
        if let Some(label) = candidates.find(|label| is_free(label)) {
            step.label.clone_from(&label);
            self.cite = label;
        }
    }
}

/// Walks over a term and all terms inside it.
pub(in crate::symbolic::derive) fn visit<'t>(term: &'t Term, see: &mut dyn FnMut(&'t Term)) {
    see(term);
    term.children()
        .into_iter()
        .for_each(|inner| visit(inner, see));
}

/// What the premises say.
pub(in crate::symbolic::derive) fn theorems(premises: &[Premise]) -> Vec<Theorem> {
    premises.iter().map(|p| p.theorem.clone()).collect()
}
