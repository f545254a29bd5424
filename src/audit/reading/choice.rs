//! Which layers a weight may be, the likeliest first, in which order of axes, and why.
//!
//! It computes no fans: those are the layer's.

use crate::audit::reading::Evidence;
use crate::audit::reading::convolution::convolutions;
use crate::audit::reading::expert;
use crate::audit::reading::file::File;
use crate::audit::reading::framework::Framework;
use crate::audit::reading::framework::output_axis;
use crate::audit::reading::recurrent::Cell;
use crate::audit::reading::subject::Subject;
use crate::audit::reading::subject::n_long;
use crate::audit::reading::vocabulary::DENSE_CONV1D;
use crate::audit::reading::vocabulary::FROM_MODEL;
use crate::audit::reading::vocabulary::FROM_THE_RIGHT;
use crate::audit::reading::vocabulary::Leaf;
use crate::audit::reading::vocabulary::OUTPUT_PROJECTIONS;
use crate::audit::reading::vocabulary::PACKED;
use crate::audit::reading::vocabulary::TO_MODEL;
use crate::audit::reading::vocabulary::is_convolution;
use crate::audit::reading::vocabulary::is_general;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

/// A kind of layer, and the order of its axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit::reading) struct Form {
    pub(in crate::audit::reading) kind: LayerKind,
    pub(in crate::audit::reading) layout: Layout,
    /// How many equal parts it has along its outputs.
    pub(in crate::audit::reading) parts: u64,
    /// How many layers of this form follow each other along the first axis.
    pub(in crate::audit::reading) stack: u64,
}

/// What a weight may be.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::audit::reading) struct Choice {
    /// The likeliest first.
    pub(in crate::audit::reading) forms: Vec<Form>,
    pub(in crate::audit::reading) evidence: Evidence,
}

impl Choice {
    pub(in crate::audit::reading) fn new(forms: Vec<Form>, evidence: Evidence) -> Self {
        Self { forms, evidence }
    }

    /// What a weight, or a tensor of which nothing is known, may be.
    pub(in crate::audit::reading) fn of(subject: &Subject<'_>, cell: Option<&Cell>) -> Self {
        let rank = subject.shape.len();
        if let Some(cell) = cell.filter(|_| rank == 2) {
            return of_cell(cell, subject.asked);
        }
        if subject.said == Some(Leaf::Own) {
            return Self::new(Vec::new(), Evidence::Usual);
        }
        if rank == 2 {
            return dense(subject);
        }
        if expert::is_bilinear(subject) {
            let mut choice = convolutions(subject);
            choice.forms.insert(0, expert::bilinear(subject));
            return choice;
        }
        if expert::is_stack(subject) {
            return expert::stack(subject);
        }
        if let Some(projection) = projection(subject) {
            return projection;
        }
        // Of a tensor with a name of its own, only kernels are read: positions and masks have as
        // many axes.
        let is_weight = matches!(subject.said, Some(Leaf::Weight(_)));
        let is_kernel =
            is_convolution(&subject.words_around()) || kernel_order(subject.shape).is_some();
        let is_kernel = is_kernel && n_long(subject.shape) > 1;
        if !(3..=5).contains(&rank) || !(is_weight || is_kernel) {
            return Self::new(Vec::new(), Evidence::Usual);
        }
        let mut choice = convolutions(subject);
        if expert::may_be_bilinear(subject) {
            choice.forms.push(expert::bilinear(subject));
        }
        choice
    }
}

fn of_cell(cell: &Cell, asked: Option<Framework>) -> Choice {
    let kind = LayerKind::Dense;
    let (layout, evidence) = match asked {
        Some(framework) => (framework.layout(kind), Evidence::Specification),
        None => (cell.layout, Evidence::Sibling),
    };
    let gate = Form {
        kind,
        layout,
        parts: cell.gates,
        stack: 1,
    };
    let whole = Form { parts: 1, ..gate };
    let mut forms = vec![gate];
    forms.extend(Some(whole).filter(|_| cell.is_drawn_whole && cell.gates > 1));
    Choice::new(forms, evidence)
}

/// A matrix; where nothing decides between its two orders, both.
fn dense(subject: &Subject<'_>) -> Choice {
    let (layout, evidence) = order(subject);
    let form = |layout: Layout| Form {
        kind: LayerKind::Dense,
        layout,
        parts: parts(subject, layout),
        stack: 1,
    };
    let mut forms = vec![form(layout)];
    let is_open = evidence == Evidence::Usual || evidence == Evidence::Name && is_conv1d(subject);
    if is_open && subject.shape.first() != subject.shape.last() {
        forms.push(form(other(layout)));
    }
    Choice::new(forms, evidence)
}

/// The dense order that is not this one.
pub(in crate::audit::reading) fn other(layout: Layout) -> Layout {
    match output_axis(LayerKind::Dense, layout, 2) {
        0 => Layout::Keras,
        _ => Layout::PyTorch,
    }
}

fn is_conv1d(subject: &Subject<'_>) -> bool {
    DENSE_CONV1D.contains(&subject.layer())
}

fn order(subject: &Subject<'_>) -> (Layout, Evidence) {
    let file: &File<'_> = subject.file;
    let (framework, evidence) = file.conventions(subject);
    let usual = framework.layout(LayerKind::Dense);
    if evidence == Evidence::Specification {
        return (usual, evidence);
    }
    if let Some(layout) = subject.order_of_siblings() {
        return (layout, Evidence::Sibling);
    }
    if is_conv1d(subject) {
        return order_of_conv1d(subject);
    }
    if FROM_THE_RIGHT.contains(&subject.leaf.as_str()) {
        return (Layout::Keras, Evidence::Name);
    }
    match file.dense() {
        Some(layout) if subject.said.is_some() => (layout, Evidence::File),
        _ => (usual, evidence),
    }
}

/// GPT-2's c_attn makes three of one, its c_fc four, its c_proj one of four or one.
fn order_of_conv1d(subject: &Subject<'_>) -> (Layout, Evidence) {
    let factor = match subject.layer() {
        "c_attn" => 3,
        _ => 4,
    };
    let narrows = subject.layer() == "c_proj";
    let is_times = |a: u64, b: u64| b.checked_mul(factor) == Some(a);
    match subject.shape {
        [first, last] if is_times(*first, *last) == is_times(*last, *first) => {
            (Layout::Keras, Evidence::Name)
        }
        [first, last] if is_times(*first, *last) != narrows => (Layout::PyTorch, Evidence::Shape),
        _ => (Layout::Keras, Evidence::Shape),
    }
}

/// How many equal parts a matrix holds along its outputs: as its name says, where its shape or the
/// layer that takes the parts confirms that they are equal.
pub(in crate::audit::reading) fn parts(subject: &Subject<'_>, layout: Layout) -> u64 {
    let (Some(first), Some(last)) = (subject.shape.first(), subject.shape.last()) else {
        return 1;
    };
    let (outputs, inputs) = match output_axis(LayerKind::Dense, layout, 2) {
        0 => (*first, *last),
        _ => (*last, *first),
    };
    let layer = subject.layer().to_lowercase();
    let is_named = |(name, _): &&(&str, u64)| *name == subject.leaf || *name == layer;
    let Some((name, parts)) = PACKED.iter().find(is_named) else {
        return 1;
    };
    let is_sure = *parts == 2 || name.starts_with("in_proj_");
    let is_equal = outputs.is_multiple_of(*parts)
        && (is_sure || outputs / parts == inputs || is_confirmed(subject, outputs / parts));
    if is_equal { *parts } else { 1 }
}

/// Whether attention's output projection takes so many.
fn is_confirmed(subject: &Subject<'_>, taken: u64) -> bool {
    let shapes = OUTPUT_PROJECTIONS
        .iter()
        .filter_map(|path| subject.shape_of(&subject.name.beside(2, path)));
    let mut shapes = shapes.filter(|shape| shape.len() == 2);
    shapes.any(|shape| shape.contains(&taken))
}

/// An attention's kernel in the order of Keras and Flax, whose heads have an axis of their own.
fn projection(subject: &Subject<'_>) -> Option<Choice> {
    let (framework, evidence) = subject.file.conventions(subject);
    let is_keras = matches!(
        framework,
        Framework::Keras | Framework::Flax | Framework::Haiku
    );
    let is_weight = matches!(subject.said, Some(Leaf::Weight(_)));
    let rank = subject.shape.len();
    if !is_keras || !is_weight || rank < 3 {
        return None;
    }
    let is_general = is_general(&subject.words_of_layer());
    // A bias of one axis may be a convolution's.
    let bias = subject.bias();
    let bias = bias.filter(|bias| n_long(bias) > 1 || is_general);
    let by_bias = bias.and_then(|bias| subject.shape.ends_with(bias).then(|| rank - bias.len()));
    let layer = subject.layer().to_lowercase();
    let is_of = |names: &[&str]| rank == 3 && names.contains(&layer.as_str());
    let (input_axes, evidence) = match by_bias {
        Some(axes) if axes > 0 => (axes, Evidence::Sibling),
        _ if is_general || is_of(FROM_MODEL) => (1, evidence),
        _ if is_of(TO_MODEL) => (2, evidence),
        _ => return None,
    };
    let kind = LayerKind::Projection { input_axes };
    let form = Form {
        kind,
        layout: framework.layout(kind),
        parts: 1,
        stack: 1,
    };
    Some(Choice::new(vec![form], evidence))
}

/// Kernels beyond 15 are rarer than layers of fewer channels.
pub(in crate::audit::reading) const LARGEST: u64 = 15;

/// The order of a kernel whose places are few and as many along each axis, and whose outputs are
/// more.
pub(in crate::audit::reading) fn kernel_order(shape: &[u64]) -> Option<Layout> {
    let [outputs, middle @ .., last] = shape else {
        return None;
    };
    let ([head @ .., _, _], [_, _, tail @ ..]) = (shape, shape) else {
        return None;
    };
    let is_kernel = |places: &[u64], outputs: &u64| {
        let first = places.first().filter(|first| **first <= LARGEST);
        let first = first.filter(|first| *first < outputs);
        first.is_some_and(|first| places.iter().all(|place| place == first))
    };
    if !(4..=5).contains(&shape.len()) {
        return None;
    }
    match (is_kernel(head, last), is_kernel(tail, outputs)) {
        (false, true) => Some(Layout::PyTorch),
        (true, false) => Some(Layout::Keras),
        (false, false) => is_kernel(middle, outputs).then_some(Layout::Mlx),
        (true, true) => None,
    }
}
