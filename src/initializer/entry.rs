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
use crate::initializer::truncated_normal;
use crate::initializer::uniform;
use crate::initializer::variance_scaling;
use crate::initializer::xavier_fan_in;
use crate::initializer::zeros;
use crate::spec;
use crate::spec::Arguments;
use crate::spec::Parameter;

/// Every initializer, in the order in which tables list them.
///
/// # Example
/// ```
/// use varprop::initializer::{ALL, parse};
/// use varprop::spec::Named;
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

spec::named!(Entry, "initializer");

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
