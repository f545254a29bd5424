//! Things by name: `he-normal(mode=fan_out, slope=0.2)`, `adam(rate=0.001)`, `spiral(samples=200)`.
//!
//! Values may stand without name in the order of the parameters, before any named one. It checks
//! form, names and kinds; ranges are the constructors'. It knows nothing of what it names.

mod arguments;
mod error;
mod nearest;

pub use arguments::Arguments;
pub use error::SpecError;
pub use nearest::nearest;

/// One parameter of a thing that is called by name.
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
    /// A parameter that must be given.
    #[must_use]
    pub const fn required(
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

    /// A parameter with a default.
    #[must_use]
    pub const fn optional(
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

/// A line of a registry: what a person needs to choose and call one.
pub trait Named: 'static {
    /// What the lines are, for messages: `initializer`.
    const KIND: &'static str;

    /// The kebab-case name.
    fn name(&self) -> &'static str;

    /// Other names by which it is known.
    fn aliases(&self) -> &'static [&'static str] {
        &[]
    }

    /// Its parameters, in the order in which they may be given without name.
    fn parameters(&self) -> &'static [Parameter];

    /// A text that [`parse`] accepts, with every required parameter.
    fn example(&self) -> String {
        let required = self.parameters().iter().filter(|p| p.default.is_none());
        let given: Vec<_> = required
            .map(|p| format!("{}={}", p.name, p.example))
            .collect();
        if given.is_empty() {
            return self.name().to_owned();
        }
        format!("{}({})", self.name(), given.join(", "))
    }
}

/// Implements [`Named`] for a struct with the fields `name`, `aliases` and `parameters`.
macro_rules! named {
    ($entry:ty, $kind:literal) => {
        impl $crate::spec::Named for $entry {
            const KIND: &'static str = $kind;

            fn name(&self) -> &'static str {
                self.name
            }

            fn aliases(&self) -> &'static [&'static str] {
                self.aliases
            }

            fn parameters(&self) -> &'static [$crate::spec::Parameter] {
                self.parameters
            }
        }
    };
}

pub(crate) use named;

/// The line of the registry that the text names, and the values that it gives.
///
/// # Errors
/// Every [`SpecError`] but `Missing` and `Malformed`, which [`Arguments`] find.
///
/// # Example
/// ```
/// use varprop::spec::{Named, Parameter, parse};
/// #[derive(Debug)]
/// struct Shape;
/// static RADIUS: &[Parameter] = &[Parameter::optional("radius", "1", "from the centre")];
/// impl Named for Shape {
///     const KIND: &'static str = "shape";
///     fn name(&self) -> &'static str {
///         "circle"
///     }
///     fn parameters(&self) -> &'static [Parameter] {
///         RADIUS
///     }
/// }
/// static SHAPES: &[Shape] = &[Shape];
/// let (_, given) = parse("circle(radius=2)", SHAPES)?;
/// assert_eq!(given.number("radius")?, 2.0);
/// assert_eq!(parse("circel", SHAPES).unwrap_err().code(), "unknown-name");
/// # Ok::<(), varprop::spec::SpecError>(())
/// ```
pub fn parse<'t, N: Named>(
    text: &'t str,
    all: &'static [N],
) -> Result<(&'static N, Arguments<'t>), SpecError> {
    let (name, pieces) = split_call(text)?;
    let entry = find(&name, all)?;
    let given = Arguments::read(entry.name(), entry.parameters(), pieces)?;
    Ok((entry, given))
}

/// A piece of the text, and where it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::spec) struct Piece<'t> {
    pub(in crate::spec) text: &'t str,
    /// In bytes from 1.
    pub(in crate::spec) column: usize,
}

impl<'t> Piece<'t> {
    /// The piece of `text` that begins at byte `start`, without surrounding blanks.
    pub(in crate::spec) fn trimmed(text: &'t str, start: usize) -> Self {
        let trimmed = text.trim_start();
        Self {
            column: start + (text.len() - trimmed.len()) + 1,
            text: trimmed.trim_end(),
        }
    }
}

/// The name and, if there are parentheses, the pieces between their commas.
fn split_call(text: &str) -> Result<(Piece<'_>, Vec<Piece<'_>>), SpecError> {
    let Some((name, rest)) = text.split_once('(') else {
        return Ok((Piece::trimmed(text, 0), Vec::new()));
    };
    let Some(inside) = rest.trim_end().strip_suffix(')') else {
        return Err(SpecError::Syntax {
            column: text.trim_end().len() + 1,
            expected: "a closing ')'",
        });
    };
    let mut start = name.len() + 1;
    let mut pieces = Vec::new();
    for part in inside.split(',') {
        pieces.push(Piece::trimmed(part, start));
        start += part.len() + 1;
    }
    let is_empty_call = inside.trim().is_empty();
    if is_empty_call {
        pieces.clear();
    }
    Ok((Piece::trimmed(name, 0), pieces))
}

fn find<N: Named>(name: &Piece<'_>, all: &'static [N]) -> Result<&'static N, SpecError> {
    if name.text.is_empty() {
        return Err(SpecError::Syntax {
            column: name.column,
            expected: "a name",
        });
    }
    let is_named = |entry: &&N| entry.name() == name.text || entry.aliases().contains(&name.text);
    all.iter().find(is_named).ok_or_else(|| {
        let aliases = all.iter().flat_map(|entry| entry.aliases().iter().copied());
        let names = all.iter().map(Named::name).chain(aliases);
        let listed: Vec<_> = all.iter().map(Named::name).collect();
        SpecError::UnknownName {
            column: name.column,
            kind: N::KIND,
            received: name.text.to_owned(),
            nearest: nearest(name.text, names),
            allowed: listed.join(", "),
        }
    })
}

#[cfg(test)]
mod tests;
