//! An initializer as a grid writes it, perhaps with a place for σ_w.
//!
//! It fills the place; what the text names is looked up elsewhere.

/// Filled with σ_w.
const SIGMA_W: &str = "{sigma-w}";
/// Filled with σ_w².
const SIGMA_W_SQUARED: &str = "{sigma-w-squared}";

/// What a grid with an axis σ_w means where it names no initializer: independent normal weights of
/// variance σ_w²/fan_in.
pub(in crate::evidence::sweep) const DEFAULT: &str =
    "variance-scaling({sigma-w-squared}, law=normal)";

/// Whether the text has a place for σ_w.
pub(in crate::evidence::sweep) fn is_scaled(text: &str) -> bool {
    text.contains(SIGMA_W) || text.contains(SIGMA_W_SQUARED)
}

/// The text with σ_w in its place. The shortest decimal of a double reads back as that double, so
/// no digit is lost on the way.
pub(in crate::evidence::sweep) fn filled(text: &str, sigma_w: Option<f64>) -> String {
    let Some(sigma_w) = sigma_w else {
        return text.to_owned();
    };
    text.replace(SIGMA_W, &sigma_w.to_string())
        .replace(SIGMA_W_SQUARED, &(sigma_w * sigma_w).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_has_weights_of_variance_sigma_squared_over_fan_in() {
        assert_eq!(
            filled(DEFAULT, Some(1.5)),
            "variance-scaling(2.25, law=normal)"
        );
        assert!(is_scaled(DEFAULT) && !is_scaled("he-normal"));
        assert_eq!(
            filled("orthogonal({sigma-w})", Some(0.1)),
            "orthogonal(0.1)"
        );
        assert_eq!(filled("he-normal", None), "he-normal");
    }
}
