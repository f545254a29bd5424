//! The list of all built-in datasets, with what a person needs to choose and call one.
//!
//! It reads no text: `spec` does.

use crate::learning::data::DataError;
use crate::learning::data::Recipe;
use crate::learning::data::blobs;
use crate::learning::data::boolean;
use crate::learning::data::circle;
use crate::learning::data::digits;
use crate::learning::data::quadrants;
use crate::learning::data::spiral;
use crate::spec;
use crate::spec::Arguments;
use crate::spec::Parameter;

/// Every built-in dataset, in the order in which tables list them.
///
/// # Example
/// ```
/// use varprop::learning::data::{ALL, parse};
/// for entry in ALL {
///     assert_eq!(parse(entry.name)?.name(), entry.name);
/// }
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
pub static ALL: &[Entry] = &[
    blobs::ENTRY,
    circle::ENTRY,
    quadrants::ENTRY,
    spiral::ENTRY,
    digits::ENTRY,
    boolean::XOR,
    boolean::AND,
    boolean::OR,
];

/// One built-in dataset as a user meets it.
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
    pub(in crate::learning::data) build:
        for<'t> fn(&Arguments<'t>) -> Result<Box<dyn Recipe>, DataError>,
}

/// How many samples a shape of the plane has.
pub(in crate::learning::data) const SAMPLES: Parameter =
    Parameter::optional("samples", "200", "how many points, 2 to 100000");

/// Noise on every feature.
pub(in crate::learning::data) const fn noise(default: &'static str) -> Parameter {
    Parameter::optional("noise", default, "the noise's standard deviation, 0 to 1")
}

spec::named!(Entry, "dataset");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::data::parse;
    use crate::random::Stream;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_datasets_share_a_name_or_alias() {
        let names: Vec<_> = ALL
            .iter()
            .flat_map(|entry| entry.aliases.iter().chain([&entry.name]))
            .collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }

    #[test]
    fn every_label_is_read_back_as_the_same_dataset() {
        for entry in ALL {
            let recipe = parse(entry.name).unwrap();
            let again = parse(&recipe.label()).unwrap();
            assert_eq!(again.label(), recipe.label());
            let stream = Stream::root(5).named("data");
            assert_eq!(again.draw(stream), recipe.draw(stream));
        }
    }

    #[test]
    fn every_drawn_dataset_is_balanced_bounded_and_of_its_seed() {
        for entry in ALL.iter().filter(|entry| entry.parameters.len() > 1) {
            let recipe = parse(&format!("{}(samples=55)", entry.name)).unwrap();
            let draw = |seed| recipe.draw(Stream::root(seed));
            let data = draw(1);
            assert_eq!(data.samples(), 55);
            assert!(data.inputs().values().iter().all(|x| x.abs() <= 1.0));
            let counts = data.class_counts();
            let (least, most) = (counts.iter().min(), counts.iter().max());
            assert!(most.unwrap() - least.unwrap() <= 1, "{counts:?}");
            assert_eq!(draw(1), data);
            assert_ne!(draw(2), data, "{}", entry.name);
        }
    }
}
