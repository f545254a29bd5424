//! What people say of their checkpoints: a TOML file, or one expectation for all weights.
//!
//! It reads no tensors: `reading` puts what is said in the place of what it would guess.

mod document;
mod error;
mod pattern;
mod settings;

use crate::audit::format::TensorInfo;
use crate::audit::specification::pattern::Pattern;
use crate::claim::Location;
use crate::initializer;
use crate::theory::shape::ShapeError;

pub use error::SpecificationError;
pub(in crate::audit) use settings::Settings;

/// What is known of a file's tensors, and expected of them.
///
/// # Definition
/// A TOML file. Every key but an entry's `name` may be left out; what is not said is guessed.
///
/// | key of the file | meaning |
/// |---|---|
/// | `layout` | whose order of axes all weights have: `pytorch`, `keras`, `flax`, `haiku`, `burn`, `mlx` |
/// | `depth` | how many blocks the model has, for rules that shrink with it |
///
/// | key of a `[[tensor]]` | meaning |
/// |---|---|
/// | `name` | which tensors: `*` stands for any letters, `?` for one |
/// | `role` | `weight`, `bias`, `embedding`, `norm-scale`, `norm-offset`, `buffer`, `unknown` |
/// | `kind` | `dense`, `projection` (with `input-axes`), `convolution`, `depthwise`, `transposed-convolution` |
/// | `layout` | as above, for these |
/// | `groups` | of a convolution; a shape alone does not show them |
/// | `stride` | one number, or one an axis of the kernel |
/// | `parts` | how many equal matrices follow each other along the outputs |
/// | `expect` | an initializer in the words of `varprop init`, or `ones` |
///
/// An entry says only what it names; where several match a tensor, a later one overrides an earlier
/// one key by key. `kind`, `groups` and `parts` concern weights and tensors of unknown role.
///
/// **What a stride changes.** No law of weights: every published rule counts fans at stride 1, and so
/// do [`Reading::layer`](crate::audit::Reading::layer)'s. It changes how many outputs an input feeds
/// on average, so what a forecast says of gradients: see
/// [`Layer::mean_fans_at_stride`](crate::theory::shape::Layer::mean_fans_at_stride).
///
/// # Example
/// ```
/// use varprop::audit::Specification;
/// let text = r#"
/// layout = "pytorch"
/// [[tensor]]
/// name = "*.weight"
/// expect = "he-normal"
/// [[tensor]]
/// name = "up?.weight"
/// kind = "transposed-convolution"
/// stride = 2
/// "#;
/// assert!(Specification::parse("model.toml", text).is_ok());
/// let refusal = Specification::parse("model.toml", "layouts = 1").unwrap_err();
/// assert!(refusal.to_string().starts_with("model.toml:1:1: unknown field `layouts`"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Specification {
    path: String,
    everywhere: Settings,
    entries: Vec<Entry>,
    expected_of_weights: Option<String>,
}

/// One `[[tensor]]`.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    text: String,
    pattern: Pattern,
    location: Location,
    settings: Settings,
}

impl Specification {
    /// Reads a specification; `path` names it in errors.
    ///
    /// # Errors
    /// `TooLarge`; `Malformed` with the place of the slip.
    pub fn parse(path: &str, text: &str) -> Result<Self, SpecificationError> {
        document::parse(path, text)
    }

    /// Nothing but an expectation for every weight of a layer; in a file where nothing is called a
    /// weight, for every tensor that may be one.
    ///
    /// # Errors
    /// `Expectation` unless it is an initializer, or `ones`.
    pub fn expecting(expectation: &str) -> Result<Self, SpecificationError> {
        Self::default().and_expecting(expectation)
    }

    /// An expectation for every weight of a layer of which no entry expects anything.
    ///
    /// # Errors
    /// As [`Self::expecting`].
    pub fn and_expecting(self, expectation: &str) -> Result<Self, SpecificationError> {
        let expected = expected(expectation);
        let expected = expected.map_err(|message| SpecificationError::Expectation {
            received: expectation.to_owned(),
            message,
        })?;
        Ok(Self {
            expected_of_weights: Some(expected),
            ..self
        })
    }

    /// What is expected of a weight of which no entry says it.
    pub(in crate::audit) fn expected_of_weights(&self) -> Option<&str> {
        self.expected_of_weights.as_deref()
    }

    /// What is said of the tensor with this name.
    pub(in crate::audit) fn settings(&self, name: &str) -> Settings {
        let mut settings = self.everywhere.clone();
        for (at, entry) in self.entries.iter().enumerate() {
            if entry.pattern.is_of(name) {
                settings.apply(&entry.settings, at);
            }
        }
        settings
    }

    /// Every entry speaks of some tensor.
    pub(in crate::audit) fn check_names(
        &self,
        tensors: &[TensorInfo],
    ) -> Result<(), SpecificationError> {
        let is_of_none =
            |entry: &&Entry| !tensors.iter().any(|info| entry.pattern.is_of(&info.name));
        let unmatched = self.entries.iter().filter(is_of_none);
        let patterns: Vec<_> = unmatched
            .map(|entry| (self.place(Some(entry)), entry.text.clone()))
            .collect();
        match patterns.is_empty() {
            true => Ok(()),
            false => Err(SpecificationError::Unmatched { patterns }),
        }
    }

    /// A tensor that is not what the settings say.
    pub(in crate::audit) fn misfit(
        &self,
        settings: &Settings,
        info: &TensorInfo,
        source: ShapeError,
    ) -> SpecificationError {
        let entry = settings.entry.and_then(|at| self.entries.get(at));
        SpecificationError::Misfit {
            place: self.place(entry),
            tensor: info.name.clone(),
            shape: info.shape.clone(),
            source,
        }
    }

    fn place(&self, entry: Option<&Entry>) -> String {
        match entry {
            Some(entry) => format!("{}:{}", self.path, entry.location),
            None => self.path.clone(),
        }
    }
}

/// An expectation in the words of `varprop init`.
fn expected(text: &str) -> Result<String, String> {
    let text = match text.trim() {
        "ones" => "constant(1)",
        text => text,
    };
    let parsed = initializer::parse(text).map_err(|error| error.to_string());
    parsed.map(|_| text.to_owned())
}

#[cfg(test)]
mod tests;
