//! A tensor's name taken apart: components, the words in them, and the names of its siblings.
//!
//! It knows no framework: what a word means is in `vocabulary`.

use crate::audit::reading::vocabulary;

/// A name, in its components.
#[derive(Clone, Debug)]
pub(in crate::audit::reading) struct Name<'a> {
    components: Vec<&'a str>,
    /// Whether it ends in `:0`, TensorFlow's first output.
    pub(in crate::audit::reading) is_numbered_output: bool,
}

/// What stands between components, beside two underscores: `/` and `.` of paths, and what Python
/// prints around the keys of nested dictionaries.
const SEPARATORS: [char; 10] = ['/', '.', '[', ']', '(', ')', '\'', '"', ',', ' '];

/// What Flax's NNX writes after the name of a parameter.
const WRAPPERS: [&str; 2] = ["value", "raw_value"];

impl<'a> Name<'a> {
    pub(in crate::audit::reading) fn new(name: &'a str) -> Self {
        let (path, is_numbered_output) = without_output(name);
        let components = path.split("__").flat_map(|part| part.split(SEPARATORS));
        let mut components: Vec<&str> = components
            .filter(|part| !part.is_empty() && *part != "~")
            .collect();
        if let [.., before, last] = components[..]
            && WRAPPERS.contains(&last)
            && vocabulary::is_leaf(before)
        {
            components.pop();
        }
        Self {
            components,
            is_numbered_output,
        }
    }

    /// Its components, outermost first.
    pub(in crate::audit::reading) fn components(&self) -> &[&'a str] {
        &self.components
    }

    /// What the tensor is called in its layer, in lower case: `weight`.
    pub(in crate::audit::reading) fn leaf(&self) -> String {
        self.components
            .last()
            .map_or_else(String::new, |leaf| leaf.to_lowercase())
    }

    /// The component `back` places before the leaf, 1 for the layer; empty if there is none.
    pub(in crate::audit::reading) fn above(&self, back: usize) -> &'a str {
        let place = self.components.len().checked_sub(back + 1);
        place.map_or("", |place| self.components[place])
    }

    /// One string for all spellings of the name.
    pub(in crate::audit::reading) fn key(&self) -> String {
        self.components.join("/")
    }

    /// The key of a tensor that stands where this one does, after `up` components were dropped.
    pub(in crate::audit::reading) fn beside(&self, up: usize, path: &[&str]) -> String {
        let kept = self.components.len().saturating_sub(up);
        let kept = self.components[..kept].iter().chain(path);
        kept.copied().collect::<Vec<_>>().join("/")
    }
}

fn without_output(name: &str) -> (&str, bool) {
    match name.rsplit_once(':') {
        Some((path, output)) if is_number(output) => (path, true),
        _ => (name, false),
    }
}

/// Whether all of it is digits.
pub(in crate::audit::reading) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of a component, in lower case and without the numbers at their ends: `layer`, `norm`
/// of `LayerNorm_0`; `conv` of `conv2d_1`.
pub(in crate::audit::reading) fn words(component: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in component.chars() {
        let begins = letter.is_uppercase() && was_lower;
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase() || letter.is_ascii_digit();
    }
    let trimmed = words.iter().map(|word| without_number(word));
    let left = trimmed.filter(|word| !word.is_empty()).map(str::to_owned);
    left.collect()
}

/// `conv2d` and `conv1` are both `conv`.
fn without_number(word: &str) -> &str {
    let short = word.trim_end_matches(|c: char| c.is_ascii_digit());
    match short.strip_suffix('d') {
        Some(rest) if rest.ends_with(|c: char| c.is_ascii_digit()) && short == word => {
            rest.trim_end_matches(|c: char| c.is_ascii_digit())
        }
        _ => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_path_is_the_same_key() {
        for (name, key) in [
            ("layer.0.weight", "layer/0/weight"),
            ("dense__kernel", "dense/kernel"),
            ("dense/kernel:0", "dense/kernel"),
            ("['params']['Dense_0']['kernel']", "params/Dense_0/kernel"),
            ("('key', 'kernel')", "key/kernel"),
            ("mlp/~/linear_0/w", "mlp/linear_0/w"),
            ("dense.kernel.value", "dense/kernel"),
            ("dense/kernel/raw_value", "dense/kernel"),
            ("attention.value", "attention/value"),
            ("", ""),
            ("::", "::"),
        ] {
            assert_eq!(Name::new(name).key(), key, "{name}");
        }
    }

    #[test]
    fn words_are_told_apart_by_underscores_capitals_and_numbers() {
        for (component, expected) in [
            ("LayerNorm_0", &["layer", "norm"][..]),
            ("BatchNorm2d", &["batch", "norm"]),
            ("conv2d_transpose_1", &["conv", "transpose"]),
            ("conv2_d_transpose", &["conv", "d", "transpose"]),
            ("bn1", &["bn"]),
            ("subnet", &["subnet"]),
            ("ConvTranspose_0", &["conv", "transpose"]),
            ("10", &[]),
            ("Großbuchstaben", &["großbuchstaben"]),
        ] {
            assert_eq!(words(component), expected, "{component}");
        }
    }

    #[test]
    fn siblings_stand_beside() {
        let name = Name::new("h.0.attn.weight_ih_l0");
        assert_eq!(name.beside(1, &["bias"]), "h/0/attn/bias");
        assert_eq!(name.beside(9, &["bias"]), "bias");
        assert_eq!(
            (name.above(1), name.above(3), name.above(9)),
            ("attn", "h", "")
        );
    }
}
