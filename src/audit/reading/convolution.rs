//! Which convolution a kernel is: plain, grouped, of each channel by itself, or transposed.
//!
//! Matrices and attention's kernels are `choice`'s.

use crate::audit::reading::Evidence;
use crate::audit::reading::choice::Choice;
use crate::audit::reading::choice::Form;
use crate::audit::reading::choice::kernel_order;
use crate::audit::reading::framework::Framework;
use crate::audit::reading::name::words;
use crate::audit::reading::subject::Subject;
use crate::audit::reading::vocabulary::is_depthwise;
use crate::audit::reading::vocabulary::is_transposed;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

const PLAIN: LayerKind = LayerKind::Convolution { groups: 1 };
const TRANSPOSED: LayerKind = LayerKind::TransposedConvolution { groups: 1 };

/// A kernel's axes as a plain convolution of its framework has them.
struct Kernel<'a> {
    subject: &'a Subject<'a>,
    framework: Framework,
    outputs: u64,
    inputs: u64,
    /// Whether it has more places than one.
    is_spatial: bool,
}

/// What a tensor of three to five axes may be.
pub(in crate::audit::reading) fn convolutions(subject: &Subject<'_>) -> Choice {
    let (framework, evidence) = conventions(subject);
    let Some(kernel) = Kernel::new(subject, framework) else {
        return Choice::new(Vec::new(), evidence);
    };
    if let Some(form) = kernel.told_by_outputs() {
        return Choice::new(vec![form], evidence.min(Evidence::Sibling));
    }
    let mut forms = kernel.told_by_name();
    if evidence == Evidence::Usual {
        forms.push(other(framework));
    }
    let evidence = match kernel.is_plain() {
        true => evidence.min(Evidence::Sibling),
        false => evidence,
    };
    Choice::new(forms, evidence)
}

/// The plain convolution of the order that is not this framework's.
fn other(framework: Framework) -> Form {
    let layout = match framework.layout(PLAIN) {
        Layout::PyTorch | Layout::Mlx => Layout::Keras,
        Layout::Keras | Layout::Flax => Layout::PyTorch,
    };
    Form {
        kind: PLAIN,
        layout,
        parts: 1,
        stack: 1,
    }
}

/// A name decides less than a shape that only another order explains.
fn conventions(subject: &Subject<'_>) -> (Framework, Evidence) {
    let (framework, evidence) = subject.file.conventions(subject);
    if evidence < Evidence::Name {
        return (framework, evidence);
    }
    let is_same = |layout: Layout| framework.layout(PLAIN) == layout;
    match kernel_order(subject.shape) {
        Some(Layout::Keras) if is_same(Layout::Flax) => (framework, evidence),
        Some(layout) if !is_same(layout) => (Framework::of_layout(layout), Evidence::Shape),
        Some(_) if evidence == Evidence::Usual => (framework, Evidence::Shape),
        _ => (framework, evidence),
    }
}

impl<'a> Kernel<'a> {
    fn new(subject: &'a Subject<'a>, framework: Framework) -> Option<Self> {
        let (outputs, inputs, places) = match (framework.layout(PLAIN), subject.shape) {
            (Layout::PyTorch, [outputs, inputs, places @ ..])
            | (Layout::Keras | Layout::Flax, [places @ .., inputs, outputs])
            | (Layout::Mlx, [outputs, places @ .., inputs]) => (*outputs, *inputs, places),
            _ => return None,
        };
        Some(Self {
            subject,
            framework,
            outputs,
            inputs,
            is_spatial: places.iter().any(|places| *places > 1),
        })
    }

    fn form(&self, kind: LayerKind) -> Form {
        Form {
            kind,
            layout: self.framework.layout(kind),
            parts: 1,
            stack: 1,
        }
    }

    /// The layer's own word, and those around it.
    fn is_called(&self, what: impl Fn(&[String]) -> bool) -> bool {
        let own = self.subject.words_of_layer();
        let is_pointwise = own.iter().any(|word| word == "pointwise" || word == "pw");
        !is_pointwise && what(&self.subject.words_around())
    }

    /// Whether the number of outputs shows that it is not transposed; where a transposed kernel has
    /// the order of a plain one, it shows nothing.
    fn is_plain(&self) -> bool {
        let is_told = self.subject.n_outputs() == Some(self.outputs);
        is_told && self.inputs != self.outputs && self.swaps_transposed()
    }

    /// Whether the framework stores a transposed kernel as that of its adjoint.
    fn swaps_transposed(&self) -> bool {
        let layout = self.framework.layout(TRANSPOSED);
        matches!(layout, Layout::PyTorch | Layout::Keras)
    }

    /// What the number of outputs tells, where a bias or a normalization shows it.
    fn told_by_outputs(&self) -> Option<Form> {
        let outputs = self.subject.n_outputs()?;
        if self.is_spatial && self.swaps_transposed() && self.is_called(is_transposed) {
            return self.transposed_to(outputs);
        }
        if outputs == self.outputs {
            return None;
        }
        let kind = match self.framework.layout(PLAIN) {
            // The last axis is what each channel becomes.
            Layout::Keras if self.inputs.checked_mul(self.outputs) == Some(outputs) => {
                let multiplier = self.outputs;
                return Some(self.form(LayerKind::Depthwise { multiplier }));
            }
            _ if outputs == self.inputs => TRANSPOSED,
            // Only a transposed kernel of several groups has more outputs than its second axis.
            Layout::PyTorch => return self.transposed_to(outputs),
            _ => return None,
        };
        let layout = match self.framework.layout(kind) {
            // The only kernels of theirs with outputs here are transposed.
            Layout::Flax => Layout::Keras,
            layout => layout,
        };
        Some(Form {
            layout,
            ..self.form(kind)
        })
    }

    /// A kernel that is called transposed, with so many outputs.
    fn transposed_to(&self, outputs: u64) -> Option<Form> {
        let groups = outputs.checked_div(self.inputs)?;
        let fits = groups.checked_mul(self.inputs) == Some(outputs);
        if fits && groups > 0 && self.outputs.is_multiple_of(groups) {
            return Some(self.form(LayerKind::TransposedConvolution { groups }));
        }
        // Flax calls its layer so and keeps the order of a plain convolution.
        let layout = Layout::Flax;
        let is_flax = outputs == self.outputs && self.framework.layout(TRANSPOSED) == Layout::Keras;
        is_flax.then(|| Form {
            layout,
            ..self.form(TRANSPOSED)
        })
    }

    /// What the words tell, or else the shape.
    fn told_by_name(&self) -> Vec<Form> {
        if (self.is_spatial || self.inputs == 1) && self.is_called(is_depthwise) {
            let forms = self.depthwise();
            if !forms.is_empty() {
                return forms;
            }
        }
        if self.is_spatial && !self.is_plain() && self.is_called(is_transposed) {
            let is_own_word = is_transposed(&self.subject.words_of_layer());
            let mut forms = vec![self.form(TRANSPOSED)];
            // A block that up-samples holds plain convolutions too.
            forms.extend(Some(self.form(PLAIN)).filter(|_| !is_own_word));
            return forms;
        }
        let groups = self.groups();
        let mut forms = vec![self.form(LayerKind::Convolution { groups })];
        if groups > 1 {
            forms.push(self.form(PLAIN));
        }
        if self.inputs == 1 && self.outputs > 1 {
            let depthwise = self.one_channel_each();
            match self.is_stem() {
                true => forms.extend(depthwise),
                false => forms = [depthwise, forms].concat(),
            }
        }
        forms
    }

    /// Whether a kernel from one channel is that of an image's only channel: what stands in a block
    /// that is repeated is not.
    fn is_stem(&self) -> bool {
        let file = self.subject.file;
        let is_repeated = file.blocks.depth(&self.subject.name, self.subject.stored);
        is_repeated.is_none() && file.is_stem(self.subject, self.outputs)
    }

    /// Each channel by itself, if the shape allows it.
    fn depthwise(&self) -> Vec<Form> {
        let multiplier = self.outputs;
        match self.framework.layout(LayerKind::Depthwise { multiplier }) {
            Layout::Keras => vec![self.form(LayerKind::Depthwise { multiplier })],
            _ => self.one_channel_each(),
        }
    }

    /// One output a channel, in the order of a plain convolution from one channel.
    fn one_channel_each(&self) -> Vec<Form> {
        let kind = LayerKind::Depthwise { multiplier: 1 };
        let layout = match self.framework.layout(kind) {
            Layout::Keras => Layout::Flax,
            layout => layout,
        };
        let form = Form {
            layout,
            ..self.form(kind)
        };
        Some(form)
            .filter(|_| self.inputs == 1)
            .into_iter()
            .collect()
    }

    /// How many groups there are: `conv2` takes what `conv1` beside it hands on, and wav2vec2's
    /// convolution of positions hands on what it takes.
    fn groups(&self) -> u64 {
        let divides = |all: u64| {
            let groups = all.checked_div(self.inputs).unwrap_or(1);
            let is_whole =
                groups * self.inputs == all && self.outputs.is_multiple_of(groups.max(1));
            // Two may as well be a gated layer that halves its channels.
            if is_whole && groups > 2 { groups } else { 1 }
        };
        if self.subject.name.components().contains(&"pos_conv_embed") {
            return divides(self.outputs);
        }
        self.handed_on().map_or(1, divides)
    }

    /// The outputs of the convolution with the number before.
    fn handed_on(&self) -> Option<u64> {
        let components = self.subject.name.components();
        let found = [1, 2].into_iter().find_map(|back| {
            let at = components.len().checked_sub(back + 1)?;
            Some((at, before(components[at])?))
        });
        let (at, before) = found?;
        let mut path = components.to_vec();
        *path.get_mut(at)? = &before;
        let shape = self.subject.shape_of(&path.join("/"))?;
        let kernel = Subject {
            shape,
            ..self.subject.clone()
        };
        let kernel = Kernel::new(&kernel, self.framework)?;
        Some(kernel.outputs)
    }
}

/// `conv1` for `conv2`.
fn before(component: &str) -> Option<String> {
    let number = component.strip_prefix("conv")?.parse::<u64>().ok()?;
    let is_conv = words(component) == ["conv"];
    let before = number.checked_sub(1).filter(|_| is_conv)?;
    Some(format!("conv{before}"))
}
