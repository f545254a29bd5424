//! The specification file: TOML in, a checked [`Specification`] out.
//!
//! Unknown keys, wrong types and values that are not allowed are refused at their place.

use crate::audit::Role;
use crate::audit::reading::framework::Framework;
use crate::audit::specification::Entry;
use crate::audit::specification::Pattern;
use crate::audit::specification::Settings;
use crate::audit::specification::Specification;
use crate::audit::specification::SpecificationError;
use crate::audit::specification::expected;
use crate::audit::specification::settings::Kind;
use crate::claim::Location;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// The largest specification, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

pub(in crate::audit::specification) fn parse(
    path: &str,
    text: &str,
) -> Result<Specification, SpecificationError> {
    if text.len() > MAX_BYTES {
        let (path, found, limit) = (path.to_owned(), text.len(), MAX_BYTES);
        return Err(SpecificationError::TooLarge { path, found, limit });
    }
    let place = Place { path, text };
    let document: Document = toml::from_str(text)
        .map_err(|error| place.refuse(error.span(), in_plain_words(error.message())))?;
    document.checked(&place)
}

/// The message without Rust's names of types.
fn in_plain_words(message: &str) -> String {
    const COUNT: &str = "a whole number that is not negative";
    let stride = "data did not match any variant of untagged enum Stride";
    message
        .replace("expected u64", &format!("expected {COUNT}"))
        .replace("expected usize", &format!("expected {COUNT}"))
        .replace(stride, "a stride is a whole number, or a list of them")
}

/// The file as TOML has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    layout: Option<Spanned<String>>,
    depth: Option<Spanned<u64>>,
    #[serde(default)]
    tensor: Vec<Tensor>,
}

/// An entry as TOML has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Tensor {
    name: Spanned<String>,
    role: Option<Spanned<String>>,
    kind: Option<Spanned<String>>,
    input_axes: Option<Spanned<u64>>,
    layout: Option<Spanned<String>>,
    groups: Option<Spanned<u64>>,
    stride: Option<Spanned<Stride>>,
    parts: Option<Spanned<u64>>,
    expect: Option<Spanned<String>>,
}

/// One stride for all axes, or one for each.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Stride {
    All(u64),
    Each(Vec<u64>),
}

/// The file, to say where in it something is.
struct Place<'a> {
    path: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn refuse(&self, span: Option<Range<usize>>, message: String) -> SpecificationError {
        SpecificationError::Malformed {
            path: self.path.to_owned(),
            location: self.location(span.map_or(0, |span| span.start)),
            message,
        }
    }

    fn location(&self, offset: usize) -> Location {
        Location::of_offset(self.text, offset)
    }

    /// What a word stands for, of which `known` are all.
    fn word<T>(
        &self,
        what: &str,
        word: Option<Spanned<String>>,
        meaning: impl Fn(&str) -> Option<T>,
        known: impl Fn() -> Vec<&'static str>,
    ) -> Result<Option<T>, SpecificationError> {
        let Some(word) = word else {
            return Ok(None);
        };
        let (span, word) = (word.span(), word.into_inner());
        let found = meaning(&word).map(Some);
        found.ok_or_else(|| {
            let known = known().join(", ");
            let message = format!("{what} must be one of {known}, got `{word}`");
            self.refuse(Some(span), message)
        })
    }

    /// A count, at least 1.
    fn count(
        &self,
        what: &str,
        count: Option<Spanned<u64>>,
    ) -> Result<Option<u64>, SpecificationError> {
        match count {
            Some(count) if *count.as_ref() == 0 => Err(self.refuse(
                Some(count.span()),
                format!("{what} must be at least 1, got 0"),
            )),
            count => Ok(count.map(Spanned::into_inner)),
        }
    }

    fn layout(
        &self,
        word: Option<Spanned<String>>,
    ) -> Result<Option<Framework>, SpecificationError> {
        let known = || Framework::ALL.iter().flat_map(|(_, words)| *words);
        self.word("layout", word, Framework::of_word, || {
            known().copied().collect()
        })
    }

    fn role(&self, word: Option<Spanned<String>>) -> Result<Option<Role>, SpecificationError> {
        let of_word = |word: &str| Role::ALL.into_iter().find(|role| role.name() == word);
        let known = || Role::ALL.map(Role::name).to_vec();
        self.word("role", word, of_word, known)
    }

    fn strides(
        &self,
        stride: Option<Spanned<Stride>>,
    ) -> Result<Option<Vec<u64>>, SpecificationError> {
        let Some(stride) = stride else {
            return Ok(None);
        };
        let strides = match stride.as_ref() {
            Stride::All(one) => vec![*one],
            Stride::Each(each) => each.clone(),
        };
        if strides.is_empty() || strides.contains(&0) {
            let message = format!("a stride must be at least 1, got {strides:?}");
            return Err(self.refuse(Some(stride.span()), message));
        }
        Ok(Some(strides))
    }

    fn expected(
        &self,
        text: Option<Spanned<String>>,
    ) -> Result<Option<String>, SpecificationError> {
        let found = text.as_ref().map(|text| expected(text.as_ref()));
        let found = found.transpose();
        found.map_err(|message| self.refuse(text.map(|text| text.span()), message))
    }
}

/// The kinds of layer by their names; a projection has one input axis until it says more.
const KINDS: [(&str, Kind); 5] = [
    ("dense", Kind::Dense),
    ("projection", Kind::Projection { input_axes: 1 }),
    ("convolution", Kind::Convolution),
    ("depthwise", Kind::Depthwise),
    ("transposed-convolution", Kind::Transposed),
];

impl Document {
    fn checked(self, place: &Place<'_>) -> Result<Specification, SpecificationError> {
        let everywhere = Settings {
            framework: place.layout(self.layout)?,
            depth: place.count("depth", self.depth)?,
            ..Settings::default()
        };
        let entries = self.tensor.into_iter().map(|entry| entry.checked(place));
        Ok(Specification {
            path: place.path.to_owned(),
            everywhere,
            entries: entries.collect::<Result<_, _>>()?,
            expected_of_weights: None,
        })
    }
}

impl Tensor {
    fn checked(self, place: &Place<'_>) -> Result<Entry, SpecificationError> {
        let kind = kind(place, self.kind, self.input_axes)?;
        let groups_span = self.groups.as_ref().map(Spanned::span);
        let groups = place.count("groups", self.groups)?;
        if groups.is_some() && matches!(kind, Some(Kind::Dense | Kind::Projection { .. })) {
            let message = "groups are a convolution's; this kind has none".to_owned();
            return Err(place.refuse(groups_span, message));
        }
        let location = place.location(self.name.span().start);
        let text = self.name.into_inner();
        Ok(Entry {
            pattern: Pattern::new(&text),
            text,
            location,
            settings: Settings {
                role: place.role(self.role)?,
                kind,
                framework: place.layout(self.layout)?,
                groups,
                strides: place.strides(self.stride)?,
                parts: place.count("parts", self.parts)?,
                expected: place.expected(self.expect)?,
                ..Settings::default()
            },
        })
    }
}

/// A projection says how many axes are inputs; no other kind does.
fn kind(
    place: &Place<'_>,
    word: Option<Spanned<String>>,
    input_axes: Option<Spanned<u64>>,
) -> Result<Option<Kind>, SpecificationError> {
    let span = [
        word.as_ref().map(Spanned::span),
        input_axes.as_ref().map(Spanned::span),
    ];
    let of_word = |word: &str| KINDS.iter().find(|(name, _)| *name == word);
    let known = || KINDS.map(|(name, _)| name).to_vec();
    let found = place.word("kind", word, of_word, known)?;
    let kind = found.map(|(_, kind)| *kind);
    let input_axes = place.count("input-axes", input_axes)?;
    let [word, axes] = span;
    match (kind, input_axes) {
        (Some(Kind::Projection { .. }), Some(axes)) => {
            let input_axes = usize::try_from(axes).unwrap_or(usize::MAX);
            Ok(Some(Kind::Projection { input_axes }))
        }
        (Some(Kind::Projection { .. }), None) => {
            let message = "a projection needs input-axes, how many of its axes are inputs";
            Err(place.refuse(word, message.to_owned()))
        }
        (_, Some(_)) => {
            let message = "input-axes are a projection's; give kind = \"projection\"";
            Err(place.refuse(axes, message.to_owned()))
        }
        (kind, None) => Ok(kind),
    }
}
