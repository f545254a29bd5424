//! Matrices that follow each other along the first axis of one tensor: the experts of a mixture, the
//! blocks of a diagonal, the forms of a bilinear layer.
//!
//! An expert of its own name is a matrix like others, which is `choice`'s.

use crate::audit::reading::Evidence;
use crate::audit::reading::choice::Choice;
use crate::audit::reading::choice::Form;
use crate::audit::reading::choice::LARGEST;
use crate::audit::reading::choice::other;
use crate::audit::reading::name::words;
use crate::audit::reading::subject::Subject;
use crate::audit::reading::vocabulary::BILINEAR;
use crate::audit::reading::vocabulary::Leaf;
use crate::audit::reading::vocabulary::PACKED;
use crate::audit::reading::vocabulary::is_convolution;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

/// Whether it holds matrices that follow each other along the first axis: experts are called so, and
/// in PyTorch no kernel of one axis has so many places.
pub(in crate::audit::reading) fn is_stack(subject: &Subject<'_>) -> bool {
    let above = [1, 2].map(|back| words(subject.name.above(back)));
    let is_experts = above.concat().iter().any(|word| word == "experts");
    subject.shape.len() == 3 && (is_experts || is_matrices(subject) && !is_biased_each(subject))
}

/// Whether the last two axes are those of a matrix rather than channels and the places of a kernel.
fn is_matrices(subject: &Subject<'_>) -> bool {
    let (framework, _) = subject.file.conventions(subject);
    let is_pytorch = framework.layout(LayerKind::Dense) == Layout::PyTorch;
    let is_weight = matches!(subject.said, Some(Leaf::Weight(_)));
    let is_matrix = matches!(subject.shape, [_, rows, columns] if rows.min(columns) > &LARGEST);
    is_pytorch && is_weight && is_matrix && !is_convolution(&subject.words_around())
}

/// Whether each entry of the first axis has one bias, and so is one output.
fn is_biased_each(subject: &Subject<'_>) -> bool {
    subject.n_outputs() == subject.shape.first().copied()
}

/// A bilinear layer is called so; a kernel of one axis that is not called a convolution, has one bias
/// an output and as many places as a matrix has columns may be one.
pub(in crate::audit::reading) fn may_be_bilinear(subject: &Subject<'_>) -> bool {
    subject.shape.len() == 3
        && (is_bilinear(subject) || is_matrices(subject) && is_biased_each(subject))
}

/// Whether the layer is called bilinear.
pub(in crate::audit::reading) fn is_bilinear(subject: &Subject<'_>) -> bool {
    let own = subject.words_of_layer();
    subject.shape.len() == 3 && own.iter().any(|word| BILINEAR.contains(&word.as_str()))
}

/// What a bilinear layer, yₖ = x₁ᵀ·Wₖ·x₂, is to PyTorch's initializer: one matrix from x₁ to x₂ an
/// output.
pub(in crate::audit::reading) fn bilinear(subject: &Subject<'_>) -> Form {
    Form {
        kind: LayerKind::Dense,
        layout: Layout::Keras,
        parts: 1,
        stack: subject.shape.first().copied().unwrap_or(1),
    }
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
