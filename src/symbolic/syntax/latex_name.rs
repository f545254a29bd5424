//! Names in LaTeX: Greek letters, primes, subscripts, and the functions that LaTeX knows.

/// Greek letters that LaTeX has a command for.
const GREEK: [&str; 34] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega",
];

/// Functions that LaTeX sets upright by a command of their name.
const COMMANDS: [&str; 8] = ["exp", "ln", "tanh", "sin", "cos", "min", "max", "det"];

/// One letter in italics, a Greek letter by its name, a word upright; `q_l` with a subscript.
pub(in crate::symbolic::syntax) fn name(name: &str) -> String {
    let stem = name.trim_end_matches('\'');
    let primes = &name[stem.len()..];
    let base = letter(stem).or_else(|| {
        let (head, subscript) = stem.split_once('_')?;
        let is_simple = !subscript.is_empty() && !subscript.contains('_');
        letter(head).filter(|_| is_simple).map(|head| {
            let subscript = letter(subscript).unwrap_or_else(|| upright(subscript));
            format!("{head}_{{{subscript}}}")
        })
    });
    format!("{}{primes}", base.unwrap_or_else(|| upright(stem)))
}

/// The head of a call.
pub(in crate::symbolic::syntax) fn function(function: &str) -> String {
    let stem = function.trim_end_matches('\'');
    let primes = &function[stem.len()..];
    let known = COMMANDS.contains(&stem).then(|| format!(r"\{stem}"));
    let head = known
        .or_else(|| letter(stem))
        .unwrap_or_else(|| match stem {
            "relu" => r"\operatorname{ReLU}".to_owned(),
            _ => format!(r"\operatorname{{{}}}", escaped(stem)),
        });
    format!("{head}{primes}")
}

/// A single letter, or a Greek one.
fn letter(text: &str) -> Option<String> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some('_'), None) => None,
        (Some(letter), None) => Some(letter.to_string()),
        _ => GREEK.contains(&text).then(|| format!(r"\{text}")),
    }
}

fn upright(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.to_owned();
    }
    format!(r"\mathrm{{{}}}", escaped(text))
}

/// Text with the characters escaped that mean something to LaTeX.
pub(in crate::symbolic::syntax) fn escaped(text: &str) -> String {
    let special = |c: char| "_#$%&{}".contains(c);
    text.chars()
        .filter(|c| *c != '\\')
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_letters_with_subscripts_or_upright_words() {
        for (text, expected) in [
            ("x", "x"),
            ("x'", "x'"),
            ("theta", r"\theta"),
            ("j_1", "j_{1}"),
            ("q_out", r"q_{\mathrm{out}}"),
            ("fan_in", r"\mathrm{fan\_in}"),
            ("_", r"\mathrm{\_}"),
            ("a_b_c", r"\mathrm{a\_b\_c}"),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
    }
}
