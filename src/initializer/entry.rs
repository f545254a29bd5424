//! The list of all initializers, with what a person needs to choose and call one.
//!
//! It reads no text: `spec` does.

use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::constant;
use crate::initializer::delta_orthogonal;
use crate::initializer::dirac;
use crate::initializer::glorot;
use crate::initializer::glorot_sigmoid_uniform;
use crate::initializer::he;
use crate::initializer::identity;
use crate::initializer::lecun;
use crate::initializer::normal;
use crate::initializer::orthogonal;
use crate::initializer::pytorch_linear;
use crate::initializer::sparse;
use crate::initializer::spec::Arguments;
use crate::initializer::truncated_normal;
use crate::initializer::uniform;
use crate::initializer::variance_scaling;
use crate::initializer::xavier_fan_in;
use crate::initializer::zeros;

/// Every initializer, in the order in which tables list them.
///
/// # Example
/// ```
/// use varprop::initializer::{ALL, parse};
/// for entry in ALL {
///     assert_eq!(parse(&entry.example())?.name(), entry.name);
/// }
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
pub static ALL: &[Entry] = &[
    zeros::ENTRY,
    constant::ENTRY,
    normal::ENTRY,
    uniform::ENTRY,
    truncated_normal::ENTRY,
    lecun::NORMAL,
    lecun::UNIFORM,
    xavier_fan_in::NORMAL,
    xavier_fan_in::UNIFORM,
    glorot::NORMAL,
    glorot::UNIFORM,
    glorot_sigmoid_uniform::ENTRY,
    he::NORMAL,
    he::UNIFORM,
    variance_scaling::ENTRY,
    pytorch_linear::ENTRY,
    orthogonal::ENTRY,
    identity::ENTRY,
    dirac::ENTRY,
    delta_orthogonal::ENTRY,
    sparse::ENTRY,
];

/// One initializer as a user meets it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The kebab-case name.
    pub name: &'static str,
    /// Other names by which it is known.
    pub aliases: &'static [&'static str],
    /// One line on what it is.
    pub summary: &'static str,
    /// Its parameters, in the order in which they may be given without name.
    pub parameters: &'static [Parameter],
    pub(in crate::initializer) build:
        fn(&Arguments) -> Result<Box<dyn Initializer>, InitializerError>,
}

/// One parameter of an initializer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// The value where none is given; `None` where one must be.
    pub default: Option<&'static str>,
    /// A value to show.
    pub example: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl Parameter {
    pub(in crate::initializer) const fn required(
        name: &'static str,
        example: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            default: None,
            example,
            meaning,
        }
    }

    pub(in crate::initializer) const fn optional(
        name: &'static str,
        default: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            default: Some(default),
            example: default,
            meaning,
        }
    }
}

impl Entry {
    /// A text that [`crate::initializer::parse`] accepts, with every required parameter.
    #[must_use]
    pub fn example(&self) -> String {
        let required = self.parameters.iter().filter(|p| p.default.is_none());
        let given: Vec<_> = required
            .map(|p| format!("{}={}", p.name, p.example))
            .collect();
        if given.is_empty() {
            return self.name.to_owned();
        }
        format!("{}({})", self.name, given.join(", "))
    }

    /// The parameters' names, separated by commas.
    pub(in crate::initializer) fn parameter_names(&self) -> String {
        let names: Vec<_> = self.parameters.iter().map(|p| p.name).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_initializers_share_a_name_or_alias() {
        let names: Vec<_> = ALL
            .iter()
            .flat_map(|entry| entry.aliases.iter().chain([&entry.name]))
            .collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}
