//! The experts of a mixture in one tensor: matrices that follow each other along the first axis.
//!
//! An expert of its own name is a matrix like others, which is `choice`'s.

use crate::audit::reading::Evidence;
use crate::audit::reading::choice::Choice;
use crate::audit::reading::choice::Form;
use crate::audit::reading::choice::other;
use crate::audit::reading::name::words;
use crate::audit::reading::subject::Subject;
use crate::audit::reading::vocabulary::PACKED;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

/// Matrices of experts that follow each other along the first axis.
pub(in crate::audit::reading) fn is_stack(subject: &Subject<'_>) -> bool {
    let above = [1, 2].map(|back| words(subject.name.above(back)));
    let is_experts = above.concat().iter().any(|word| word == "experts");
    subject.shape.len() == 3 && is_experts
}

/// One expert's matrix; in both orders unless its siblings tell.
pub(in crate::audit::reading) fn stack(subject: &Subject<'_>) -> Choice {
    let [stack, one @ ..] = subject.shape else {
        return Choice::new(Vec::new(), Evidence::Usual);
    };
    let (layout, evidence) = order_of_experts(subject, one);
    let form = |layout: Layout| Form {
        kind: LayerKind::Dense,
        layout,
        parts: match PACKED.iter().find(|(name, _)| *name == subject.leaf) {
            Some((_, parts)) => *parts,
            None => 1,
        },
        stack: *stack,
    };
    let mut forms = vec![form(layout)];
    if evidence > Evidence::Sibling {
        forms.push(form(other(layout)));
    }
    Choice::new(forms, evidence)
}

/// The order of one expert, which a bias tells, or that gates and values together are twice what the
/// next matrix takes.
fn order_of_experts(subject: &Subject<'_>, one: &[u64]) -> (Layout, Evidence) {
    let (framework, evidence) = subject.file.conventions(subject);
    let usual = framework.layout(LayerKind::Dense);
    let [first, last] = one else {
        return (usual, evidence);
    };
    if evidence == Evidence::Specification {
        return (usual, evidence);
    }
    let bias = subject.bias().and_then(<[u64]>::last);
    let by_bias = bias.filter(|_| first != last).and_then(|n| {
        let is_first = (n == first).then_some(Layout::PyTorch);
        is_first.or_else(|| (n == last).then_some(Layout::Keras))
    });
    let found = by_bias.or_else(|| order_of_gates(subject));
    found.map_or((usual, evidence), |layout| (layout, Evidence::Sibling))
}

fn order_of_gates(subject: &Subject<'_>) -> Option<Layout> {
    let shape = |leaf: &str| match leaf == subject.leaf {
        true => Some(subject.shape),
        false => subject.sibling(leaf),
    };
    let ([_, first, last], [_, taken, given]) = (shape("gate_up_proj")?, shape("down_proj")?)
    else {
        return None;
    };
    let is_twice = |a: &u64, b: &u64| b.checked_mul(2) == Some(*a);
    match (
        is_twice(last, taken) && first == given,
        is_twice(first, given) && last == taken,
    ) {
        (true, false) => Some(Layout::Keras),
        (false, true) => Some(Layout::PyTorch),
        _ => None,
    }
}
