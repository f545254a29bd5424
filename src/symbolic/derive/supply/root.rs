//! sqrt(t)² = t for the square roots that occur in the goal, in assumptions and in laws.

use crate::symbolic::derive::supply::Premise;
use crate::symbolic::derive::supply::Wanted;
use crate::symbolic::derive::supply::visit;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel;
use std::collections::BTreeSet;

pub(in crate::symbolic::derive) fn lemmas(wanted: &Wanted<'_>) -> Vec<Premise> {
    let signature = wanted.context.signature();
    let mut radicands: BTreeSet<&Term> = BTreeSet::new();
    let assumed = signature.assumptions().iter().map(|a| &a.statement);
    let assumed = assumed.flat_map(|s| [&s.left, &s.right]);
    let laws = signature.laws().iter().map(|(_, law)| law);
    for term in wanted.terms.iter().chain(assumed).chain(laws) {
        visit_roots(term, &mut radicands);
    }
    let roots = radicands.into_iter().filter_map(|radicand| {
        let theorem = kernel::square_root(wanted.context, radicand, &[]).ok()?;
        Some(Premise::lemma("root", theorem, "square-root", 0))
    });
    roots.collect()
}

fn visit_roots<'t>(term: &'t Term, radicands: &mut BTreeSet<&'t Term>) {
    visit(term, &mut |inner| {
        if let Term::Call {
            function,
            positional,
            ..
        } = inner
            && function == "sqrt"
        {
            radicands.extend(positional.first());
        }
    });
}
