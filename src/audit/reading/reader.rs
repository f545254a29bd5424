//! All that is read of one tensor, and what a specification says instead.
//!
//! It guesses nothing itself: `purpose` and `choice` do.

use crate::audit::Specification;
use crate::audit::SpecificationError;
use crate::audit::format::TensorInfo;
use crate::audit::reading::Reading;
use crate::audit::reading::Role;
use crate::audit::reading::choice;
use crate::audit::reading::choice::Choice;
use crate::audit::reading::choice::Form;
use crate::audit::reading::file::File;
use crate::audit::reading::framework::output_axis;
use crate::audit::reading::purpose;
use crate::audit::reading::recurrent::Cell;
use crate::audit::reading::subject::Subject;
use crate::audit::specification::Settings;
use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;
use crate::theory::shape::ShapeError;

/// Reads the tensors of a file.
pub(in crate::audit::reading) struct Reader<'a> {
    file: &'a File<'a>,
    specification: &'a Specification,
}

impl<'a> Reader<'a> {
    pub(in crate::audit::reading) fn new(
        file: &'a File<'a>,
        specification: &'a Specification,
    ) -> Self {
        Self {
            file,
            specification,
        }
    }

    /// What the tensor is, as specified, or else as guessed.
    pub(in crate::audit::reading) fn read(
        &self,
        info: &TensorInfo,
    ) -> Result<Reading, SpecificationError> {
        let settings = self.specification.settings(&info.name);
        let refused = |source| self.specification.misfit(&settings, info, source);
        let mut reading = self.read_as(info, &settings).map_err(refused)?;
        if reading.role == Role::Bias && reading.bias_of.is_none() {
            self.add_weight(&mut reading, info)?;
        }
        Ok(reading)
    }

    /// What a name and a shape are, without specification.
    pub(in crate::audit::reading) fn guess(&self, name: &str, shape: &[u64]) -> Reading {
        let subject = Subject::new(name, shape, self.file);
        let cell = Cell::of(&subject);
        let role = purpose::role(&subject);
        let choice = choice_of(&subject, role, cell.as_ref());
        assembled(&subject, role, &choice, cell)
    }

    fn read_as(&self, info: &TensorInfo, settings: &Settings) -> Result<Reading, ShapeError> {
        let mut subject = match settings.kind {
            // What is specified is the layer of the whole tensor.
            Some(_) => Subject::whole(&info.name, &info.shape, self.file),
            None => Subject::new(&info.name, &info.shape, self.file),
        };
        subject.asked = settings.framework;
        let cell = Cell::of(&subject);
        let role = settings.role.unwrap_or_else(|| purpose::role(&subject));
        let mut choice = choice_of(&subject, role, cell.as_ref());
        if is_layer(role) {
            specify(&mut choice, &subject, settings)?;
        }
        let mut reading = assembled(&subject, role, &choice, cell);
        reading.depth = settings.depth.or(reading.depth);
        reading.strides = strides(settings, reading.layer.as_ref())?;
        reading.expected.clone_from(&settings.expected);
        Ok(reading)
    }

    /// What a bias learns from the weight beside it.
    fn add_weight(
        &self,
        reading: &mut Reading,
        info: &TensorInfo,
    ) -> Result<(), SpecificationError> {
        let subject = Subject::new(&info.name, &info.shape, self.file);
        let weight = subject.weight();
        let Some(weight) = weight.and_then(|key| self.file.siblings.find(&key)) else {
            return Ok(());
        };
        let settings = self.specification.settings(&weight.name);
        let refused = |source| self.specification.misfit(&settings, weight, source);
        let weight = self.read_as(weight, &settings).map_err(refused)?;
        reading.bias_of = weight.layer;
        reading.parts = weight.parts;
        reading.stack = weight.stack;
        Ok(())
    }
}

/// Whether a tensor of this role is a layer's weight, or may be.
fn is_layer(role: Role) -> bool {
    matches!(role, Role::Weight | Role::Unknown)
}

fn choice_of(subject: &Subject<'_>, role: Role, cell: Option<&Cell>) -> Choice {
    match is_layer(role) {
        true => Choice::of(subject, cell),
        false => Choice::new(Vec::new(), subject.file.conventions(subject).1),
    }
}

fn assembled(subject: &Subject<'_>, role: Role, choice: &Choice, cell: Option<Cell>) -> Reading {
    let first = choice.forms.first();
    let (framework, _) = subject.file.conventions(subject);
    let usual = framework.layout(LayerKind::Dense);
    let mut layers = choice
        .forms
        .iter()
        .filter_map(|form| layer(subject, *form).ok());
    let is_bias = role == Role::Bias;
    let hidden = cell.map(|cell| cell.hidden);
    let gates = cell.filter(|_| is_bias).map_or(1, |cell| cell.gates);
    Reading {
        role,
        layout: first.map_or(usual, |form| form.layout),
        evidence: choice.evidence,
        layer: layers.next(),
        parts: first.map_or(gates, |form| form.parts),
        stack: subject.stack * first.map_or(1, |form| form.stack),
        alternative: layers.next().or_else(|| output_of_rows(subject, role)),
        bias_of: hidden.filter(|_| is_bias).and_then(recurrent),
        hidden,
        depth: depth(subject),
        block: subject.file.blocks.place(&subject.name, subject.stored),
        heads: subject.file.heads,
        residual: subject.file.is_gpt_2 && subject.name.components().contains(&"c_proj"),
        strides: None,
        expected: None,
    }
}

/// How many equal blocks there are, by their numbers or in one tensor.
fn depth(subject: &Subject<'_>) -> Option<u64> {
    let numbered = subject.file.blocks.depth(&subject.name, subject.stored);
    numbered.or(Some(subject.stack).filter(|stack| *stack > 1))
}

fn recurrent(hidden: u64) -> Option<Layer> {
    Layer::dense(hidden, hidden).ok()
}

/// The layer that would multiply by an embedding's rows.
fn output_of_rows(subject: &Subject<'_>, role: Role) -> Option<Layer> {
    match subject.shape {
        [rows, features] if role == Role::Embedding => Layer::dense(*features, *rows).ok(),
        _ => None,
    }
}

/// One layer of a stack, of packed ones that of one part.
fn layer(subject: &Subject<'_>, form: Form) -> Result<Layer, ShapeError> {
    let skipped = usize::from(form.stack > 1);
    let mut shape = subject.shape.get(skipped..).unwrap_or_default().to_vec();
    let axis = output_axis(form.kind, form.layout, shape.len());
    if let Some(outputs) = shape.get_mut(axis) {
        if !outputs.is_multiple_of(form.parts) {
            return Err(ShapeError::GroupsDoNotDivide {
                channels: "outputs",
                count: *outputs,
                groups: form.parts,
            });
        }
        *outputs /= form.parts;
    }
    Layer::from_weight_shape(form.kind, form.layout, &shape)
}

/// Puts what a specification says in the place of what was guessed, and holds it against the shape.
fn specify(
    choice: &mut Choice,
    subject: &Subject<'_>,
    settings: &Settings,
) -> Result<(), ShapeError> {
    let says_layer = settings.kind.is_some() || settings.groups.is_some();
    if !says_layer && settings.parts.is_none() {
        return Ok(());
    }
    let guessed = choice.forms.first().map(|form| form.kind);
    let Some(kind) = settings.kind_of(subject.shape, guessed) else {
        return Ok(());
    };
    let (framework, _) = subject.file.conventions(subject);
    let same = choice.forms.iter().find(|form| form.kind == kind);
    let layout = match (same, choice.forms.first()) {
        (Some(form), _) => form.layout,
        (None, Some(form)) if is_plain(form.kind) && is_plain(kind) => form.layout,
        _ => framework.layout(kind),
    };
    let parts = settings.parts.unwrap_or_else(|| match kind {
        LayerKind::Dense => choice::parts(subject, layout),
        _ => 1,
    });
    // Keras stores the outputs of each channel on an axis of their own.
    let kind = settings.with_multiplier(kind, layout, subject.shape);
    let guessed = choice.forms.first().filter(|_| settings.kind.is_none());
    let form = Form {
        kind,
        layout,
        parts,
        stack: guessed.map_or(1, |form| form.stack),
    };
    layer(subject, form)?;
    *choice = Choice::new(vec![form], choice.evidence);
    Ok(())
}

/// Whether a kernel of this kind has the axes of a plain convolution.
fn is_plain(kind: LayerKind) -> bool {
    matches!(kind, LayerKind::Convolution { .. })
}

/// One stride an axis of the kernel; a single one is meant for all.
fn strides(settings: &Settings, layer: Option<&Layer>) -> Result<Option<Vec<u64>>, ShapeError> {
    let (Some(strides), Some(layer)) = (&settings.strides, layer) else {
        return Ok(None);
    };
    let strides = match strides[..] {
        [all] => vec![all; layer.kernel().sizes().len()],
        _ => strides.clone(),
    };
    layer.mean_fans_at_stride(&strides)?;
    Ok(Some(strides))
}
