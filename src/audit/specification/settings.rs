//! What a specification says of one tensor.
//!
//! It is held against the tensor's shape by `reading`.

use crate::audit::Role;
use crate::audit::reading::framework::Framework;
use crate::audit::reading::framework::output_axis;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

/// A kind of layer, without what its shape tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) enum Kind {
    /// A matrix.
    Dense,
    /// A matrix whose inputs have so many axes.
    Projection {
        /// How many.
        input_axes: usize,
    },
    /// A convolution.
    Convolution,
    /// A convolution of each channel by itself.
    Depthwise,
    /// The adjoint of a convolution.
    Transposed,
}

/// What was said; what was not is guessed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::audit) struct Settings {
    pub(in crate::audit) role: Option<Role>,
    pub(in crate::audit) kind: Option<Kind>,
    pub(in crate::audit) framework: Option<Framework>,
    pub(in crate::audit) groups: Option<u64>,
    pub(in crate::audit) strides: Option<Vec<u64>>,
    pub(in crate::audit) parts: Option<u64>,
    pub(in crate::audit) depth: Option<u64>,
    pub(in crate::audit) expected: Option<String>,
    /// The last entry that was applied.
    pub(in crate::audit::specification) entry: Option<usize>,
}

impl Settings {
    /// Takes over what `over` says.
    pub(in crate::audit::specification) fn apply(&mut self, over: &Self, entry: usize) {
        let over = over.clone();
        *self = Self {
            role: over.role.or(self.role),
            kind: over.kind.or(self.kind),
            framework: over.framework.or(self.framework),
            groups: over.groups.or(self.groups),
            strides: over.strides.or_else(|| self.strides.take()),
            parts: over.parts.or(self.parts),
            depth: over.depth.or(self.depth),
            expected: over.expected.or_else(|| self.expected.take()),
            entry: Some(entry),
        };
    }

    /// The kind of layer with its groups; `guessed` where none was said.
    pub(in crate::audit) fn kind_of(
        &self,
        shape: &[u64],
        guessed: Option<LayerKind>,
    ) -> Option<LayerKind> {
        let groups = self.groups.unwrap_or(1);
        match (self.kind, guessed) {
            (Some(Kind::Dense), _) => Some(LayerKind::Dense),
            (Some(Kind::Projection { input_axes }), _) => {
                Some(LayerKind::Projection { input_axes })
            }
            (Some(Kind::Convolution), _) => Some(LayerKind::Convolution { groups }),
            (Some(Kind::Depthwise), _) => Some(LayerKind::Depthwise { multiplier: 1 }),
            (Some(Kind::Transposed), _) => Some(LayerKind::TransposedConvolution { groups }),
            (None, Some(LayerKind::TransposedConvolution { .. })) if self.groups.is_some() => {
                Some(LayerKind::TransposedConvolution { groups })
            }
            (None, _) if self.groups.is_some() && shape.len() > 1 => {
                Some(LayerKind::Convolution { groups })
            }
            (None, guessed) => guessed,
        }
    }

    /// A depthwise kind with as many outputs a channel as the shape has: Keras' last axis, or all
    /// outputs over the groups that were said.
    pub(in crate::audit) fn with_multiplier(
        &self,
        kind: LayerKind,
        layout: Layout,
        shape: &[u64],
    ) -> LayerKind {
        let LayerKind::Depthwise { .. } = kind else {
            return kind;
        };
        let outputs = shape.get(output_axis(kind, layout, shape.len()));
        let outputs = outputs.copied().unwrap_or(1);
        let by_groups = |groups: u64| outputs.checked_div(groups).filter(|many| *many > 0);
        let multiplier = match layout {
            Layout::Keras => outputs,
            _ => self.groups.and_then(by_groups).unwrap_or(1),
        };
        LayerKind::Depthwise { multiplier }
    }
}
