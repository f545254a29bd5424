//! The grid file: TOML in, a checked [`Grid`] out.
//!
//! Unknown keys, wrong types and values that are not allowed are refused at their place.

use crate::evidence::lookup;
use crate::evidence::sweep::Axis;
use crate::evidence::sweep::Grid;
use crate::evidence::sweep::Layers;
use crate::evidence::sweep::SweepError;
use crate::evidence::sweep::grid::Axes;
use crate::evidence::sweep::grid::Common;
use crate::evidence::sweep::initializer;
use crate::evidence::sweep::names;
use crate::evidence::sweep::names::Fault;
use crate::evidence::sweep::place::Place;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// The largest grid file, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Reads a grid; `path` names it in errors.
///
/// # Errors
/// [`SweepError`] with the place of the slip, or what does not go together.
///
/// # Example
/// ```
/// let text = r#"
/// widths = [100]
/// depths = [5, 10]
/// activations = ["tanh", "relu"]
/// sigma-w = { from = 0.5, to = 3.0, steps = 6 }
/// sigma-b = [0.0, 0.3]
/// replicates = 4
/// "#;
/// let grid = varprop::evidence::sweep::parse("grid.toml", text)?;
/// assert_eq!(grid.n_points(), 2 * 2 * 6 * 2);
/// let refusal = varprop::evidence::sweep::parse("grid.toml", "width = [1]").unwrap_err();
/// assert!(refusal.to_string().starts_with("grid.toml:1:1: unknown field `width`"));
/// # Ok::<(), varprop::evidence::sweep::SweepError>(())
/// ```
pub fn parse(path: &str, text: &str) -> Result<Grid, SweepError> {
    if text.len() > MAX_BYTES {
        let (path, found, limit) = (path.to_owned(), text.len(), MAX_BYTES);
        return Err(SweepError::TooLarge { path, found, limit });
    }
    let place = Place { path, text };
    let document: Document = toml::from_str(text)
        .map_err(|error| place.refuse(error.span(), in_plain_words(error.message())))?;
    document.into_grid(&place)
}

/// The message without Rust's names of types.
fn in_plain_words(message: &str) -> String {
    message.replace(
        "expected u64",
        "expected a whole number that is not negative",
    )
}

/// The file as TOML has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    widths: Spanned<Vec<Spanned<u64>>>,
    depths: Spanned<Vec<Spanned<u64>>>,
    activations: Spanned<Vec<Spanned<String>>>,
    initializers: Option<Spanned<Vec<Spanned<String>>>>,
    sigma_w: Option<Spanned<Axis>>,
    sigma_b: Option<Spanned<Axis>>,
    replicates: Spanned<u64>,
    batch: Option<Spanned<u64>>,
    input_variance: Option<Spanned<f64>>,
    engine: Option<Spanned<String>>,
    precision: Option<Spanned<String>>,
    detail: Option<Spanned<String>>,
    #[serde(default = "yes")]
    gradients: bool,
    layers: Option<Spanned<Layers>>,
}

fn yes() -> bool {
    true
}

impl Document {
    fn into_grid(self, place: &Place<'_>) -> Result<Grid, SweepError> {
        let depths = place.counts("depths", self.depths)?;
        let layers = layers(place, self.layers, &depths)?;
        let widths = place.counts("widths", self.widths)?;
        let sigma_w = self
            .sigma_w
            .as_ref()
            .map(|axis| place.axis(axis))
            .transpose()?;
        let values = Values {
            widths: &widths,
            sigma_w: self.sigma_w.map(|axis| axis.span()).zip(sigma_w.as_deref()),
        };
        let axes = Axes {
            depths,
            activations: activations(place, self.activations)?,
            initializers: initializers(place, self.initializers, &values)?,
            widths,
            sigma_w,
            sigma_b: self.sigma_b.map(|axis| place.axis(&axis)).transpose()?,
        };
        let batch = self.batch.map(|batch| place.count("batch", &batch));
        let common = Common {
            replicates: place.count("replicates", &self.replicates)?,
            batch: batch.transpose()?.unwrap_or(1),
            input_variance: input_variance(place, self.input_variance)?,
            engine: place.word(self.engine, |name| {
                lookup::engine(name.or(Some("automatic")))
            })?,
            precision: place.word(self.precision, lookup::precision)?,
            detail: place.word(self.detail, lookup::detail)?,
            gradients: self.gradients,
            layers,
        };
        Grid::new(axes, common).map_err(|message| SweepError::Inconsistent {
            path: place.path.to_owned(),
            message,
        })
    }
}

fn activations(
    place: &Place<'_>,
    list: Spanned<Vec<Spanned<String>>>,
) -> Result<Vec<String>, SweepError> {
    for name in list.as_ref() {
        place.printable(name)?;
        let known = names::activation(name.as_ref());
        known.map_err(|message| place.refuse(Some(name.span()), message))?;
    }
    place.items("activations", list)
}

/// What an initializer is tried with.
struct Values<'a> {
    widths: &'a [u64],
    /// σ_w, if the grid has that axis, and where it stands.
    sigma_w: Option<(Range<usize>, &'a [f64])>,
}

/// The initializers; with an axis σ_w each has a place for it, and without one none has.
fn initializers(
    place: &Place<'_>,
    list: Option<Spanned<Vec<Spanned<String>>>>,
    values: &Values<'_>,
) -> Result<Vec<String>, SweepError> {
    match list {
        Some(list) => {
            for text in list.as_ref() {
                place.printable(text)?;
                has_its_place(place, text, values)?;
                try_all(place, text.as_ref(), Some(text.span()), values)?;
            }
            place.items("initializers", list)
        }
        None if values.sigma_w.is_some() => {
            try_all(place, initializer::DEFAULT, None, values)?;
            Ok(vec![initializer::DEFAULT.to_owned()])
        }
        None => {
            let message = "initializers or sigma-w must be given: the weights need a law";
            Err(place.refuse(None, message.into()))
        }
    }
}

/// Refuses an initializer without a place for the σ_w that there is, or with one for none.
fn has_its_place(
    place: &Place<'_>,
    text: &Spanned<String>,
    values: &Values<'_>,
) -> Result<(), SweepError> {
    let message = match (
        values.sigma_w.is_some(),
        initializer::is_scaled(text.as_ref()),
    ) {
        (true, false) => {
            "this initializer has no place for sigma-w: write {sigma-w} or {sigma-w-squared}, for \
             example orthogonal({sigma-w}), or leave sigma-w out"
        }
        (false, true) => "there is no sigma-w in this grid to fill the place with",
        _ => return Ok(()),
    };
    Err(place.refuse(Some(text.span()), message.into()))
}

/// Refuses an initializer that does not exist, or not for some σ_w or width: at its own place, or at
/// that of σ_w.
fn try_all(
    place: &Place<'_>,
    text: &str,
    span: Option<Range<usize>>,
    values: &Values<'_>,
) -> Result<(), SweepError> {
    let sigma_w = values.sigma_w.as_ref();
    let tried = names::initializer(text, sigma_w.map(|(_, values)| *values), values.widths);
    let of_axis = || sigma_w.map(|(span, _)| span.clone());
    tried.map_err(|fault| match fault {
        Fault::Text(message) => place.refuse(span.or_else(of_axis), message),
        Fault::SigmaW(message) => place.refuse(of_axis(), message),
    })
}

fn layers(
    place: &Place<'_>,
    layers: Option<Spanned<Layers>>,
    depths: &[u64],
) -> Result<Layers, SweepError> {
    let Some(layers) = layers else {
        return Ok(Layers::default());
    };
    let checked = layers.as_ref().check(depths);
    checked.map_err(|message| place.refuse(Some(layers.span()), message))?;
    Ok(layers.into_inner())
}

fn input_variance(place: &Place<'_>, given: Option<Spanned<f64>>) -> Result<f64, SweepError> {
    let Some(given) = given else {
        return Ok(1.0);
    };
    let value = *given.as_ref();
    if value.is_finite() && value >= 0.0 {
        return Ok(value);
    }
    let message = format!("input-variance must be a finite number, at least 0, got {value}");
    Err(place.refuse(Some(given.span()), message))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "widths = [4]\ndepths = [2, 3]\nactivations = [\"tanh\"]\n\
                        initializers = [\"he-normal\"]\nreplicates = 2\n";

    fn refusal(find: &str, put: &str) -> String {
        let text = GOOD.replace(find, put);
        assert_ne!(text, GOOD, "{find}");
        parse("g.toml", &text).unwrap_err().to_string()
    }

    #[test]
    fn a_grid_without_options_has_every_layer_one_input_and_gradients() {
        let grid = parse("g.toml", GOOD).unwrap();
        let common = grid.common();
        assert_eq!(
            (grid.n_points(), common.batch, common.gradients),
            (2, 1, true)
        );
        assert_eq!(
            (common.layers.of(3), common.input_variance),
            (vec![1, 2, 3], 1.0)
        );
    }

    #[test]
    fn a_refusal_says_where_and_what_was_expected() {
        for (find, put, said) in [
            ("[4]", "[]", "g.toml:1:10: widths must not be empty"),
            ("[4]", "[4, 0]", "g.toml:1:14: widths must be at least 1"),
            (
                "[4]",
                "[-4]",
                "expected a whole number that is not negative",
            ),
            ("[4]", "4", "g.toml:1:10: invalid type"),
            ("[2, 3]", "[0]", "g.toml:2:11: depths must be at least 1"),
            (
                "[\"tanh\"]",
                "[]",
                "g.toml:3:15: activations must not be empty",
            ),
            (
                "tanh",
                "tahn",
                "g.toml:3:16: no activation is named 'tahn', nearest is 'tanh'",
            ),
            (
                "tanh",
                "tanh\\n",
                "g.toml:3:16: a name must not hold control",
            ),
            (
                "he-normal",
                "he-norml",
                "g.toml:4:17: no initializer is named 'he-norml', nearest is 'he-normal'",
            ),
            (
                "\"he-normal\"",
                "\"he-normal\", \"dirac\"",
                "g.toml:4:30: width 4: dirac",
            ),
            (
                "he-normal",
                "normal({sigma-w})",
                "g.toml:4:17: there is no sigma-w",
            ),
            (
                "initializers = [\"he-normal\"]\n",
                "",
                "initializers or sigma-w must be given",
            ),
            (
                "replicates = 2",
                "replicates = 0",
                "g.toml:5:14: replicates must be at least 1",
            ),
            (
                "replicates = 2",
                "replicate = 2",
                "g.toml:5:1: unknown field `replicate`",
            ),
            ("replicates = 2\n", "", "missing field `replicates`"),
        ] {
            let refusal = refusal(find, put);
            assert!(refusal.contains(said), "{refusal}");
        }
    }

    #[test]
    fn options_out_of_range_are_refused_at_their_place() {
        for (line, said) in [
            ("batch = 0", "g.toml:6:9: batch must be at least 1"),
            (
                "input-variance = -1.0",
                "g.toml:6:18: input-variance must be",
            ),
            (
                "engine = \"fast\"",
                "g.toml:6:10: engine must be direct, exact or automatic, got `fast`",
            ),
            ("sigma-b = [-1.0]", "g.toml:6:11: a standard deviation"),
            (
                "sigma-b = { from = 1, step = 2 }",
                "expected a list of numbers",
            ),
            (
                "sigma-w = [1.0]",
                "g.toml:4:17: this initializer has no place",
            ),
            ("layers = \"first\"", "expected \"all\", \"last\""),
            ("layers = [9]", "g.toml:6:10: no network has layer 9"),
        ] {
            let text = format!("{GOOD}{line}\n");
            let refusal = parse("g.toml", &text).unwrap_err().to_string();
            assert!(refusal.contains(said), "{refusal}");
        }
    }

    #[test]
    fn a_sigma_that_gives_no_law_is_refused_at_its_place_as_it_was_written() {
        let refusal = |initializers: &str, sigma_w: &str| {
            let text = GOOD.replace("initializers = [\"he-normal\"]\n", initializers);
            let text = format!("{text}sigma-w = {sigma_w}\n");
            parse("g.toml", &text).unwrap_err().to_string()
        };
        let said = refusal("", "[0.0, 1.0]");
        assert!(
            said.starts_with("g.toml:5:11: sigma-w = 0 in variance-scaling("),
            "{said}"
        );
        assert!(said.contains("got 0"), "{said}");
        let scaled = "initializers = [\"normal({sigma-w})\", \"orthogonal({sigma-w})\"]\n";
        let said = refusal(scaled, "[1.0, 1e200]");
        assert!(said.starts_with("g.toml:6:11: sigma-w = 1000000"), "{said}");
        let said = refusal("initializers = [\"nromal({sigma-w})\"]\n", "[1.0]");
        assert!(
            said.starts_with("g.toml:4:17: no initializer is named 'nromal'"),
            "{said}"
        );
    }

    #[test]
    fn an_absurd_size_is_refused_before_it_is_read_or_computed() {
        let code = |text: &str| parse("g.toml", text).unwrap_err().code();
        assert_eq!(code(&"#".repeat(MAX_BYTES + 1)), "grid-too-large");
        let many = "sigma-b = { from = 0, to = 1, steps = 1000000 }\n\
                    sigma-w = { from = 1, to = 2, steps = 1000000 }\n";
        let without = GOOD.replace("initializers = [\"he-normal\"]\n", "");
        assert_eq!(code(&format!("{without}{many}")), "grid-inconsistent");
        assert_eq!(
            code(&GOOD.replace("[4]", "[1000000000000]")),
            "grid-inconsistent"
        );
        let drawn = format!("{}engine = \"direct\"\n", GOOD.replace("[4]", "[1000000]"));
        assert_eq!(code(&drawn), "grid-inconsistent");
        assert_eq!(
            code(&format!("{GOOD}batch = 1000000000000\n")),
            "grid-inconsistent"
        );
        let replicates = GOOD.replace("replicates = 2", "replicates = 9000000000000000000");
        assert_eq!(code(&replicates), "grid-inconsistent");
    }
}
