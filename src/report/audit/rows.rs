//! The tables of an audit as words: which columns, which digits.

use crate::audit::Answer;
use crate::audit::Checkpoint;
use crate::audit::Forecast;
use crate::audit::Origin;
use crate::audit::TensorReport;
use crate::num::significant;

/// A table before its format: heads, whether a column is words, rows.
pub(in crate::report::audit) struct Rows {
    pub(in crate::report::audit) heads: Vec<&'static str>,
    pub(in crate::report::audit) is_text: Vec<bool>,
    pub(in crate::report::audit) rows: Vec<Vec<String>>,
}

/// A line a tensor: what it is, what made it, and whether that is right.
pub(in crate::report::audit) fn answers(checkpoint: &Checkpoint) -> Rows {
    let row = |tensor: &TensorReport| {
        vec![
            printable(&tensor.info.name),
            shape(tensor),
            kind(tensor),
            fans(tensor),
            number(tensor.measured.std_dev),
            tensor.answer().word().to_owned(),
            explained_by(tensor),
        ]
    };
    Rows {
        heads: vec![
            "tensor",
            "shape",
            "what",
            "fans",
            "std-dev",
            "answer",
            "explained by",
        ],
        is_text: vec![true, true, true, true, false, true, true],
        rows: checkpoint.tensors.iter().map(row).collect(),
    }
}

/// A line a tensor: its moments and extremes.
pub(in crate::report::audit) fn details(checkpoint: &Checkpoint) -> Rows {
    let row = |tensor: &TensorReport| {
        let measured = &tensor.measured;
        vec![
            printable(&tensor.info.name),
            tensor.info.format.to_string(),
            tensor.reading.layout.name().to_owned(),
            number(measured.mean),
            number(measured.kurtosis),
            number(measured.least),
            number(measured.most),
            measured.zero_share.map_or_else(missing, percent),
            (measured.n_nan + measured.n_infinite).to_string(),
        ]
    };
    Rows {
        heads: vec![
            "tensor",
            "numbers",
            "layout",
            "mean",
            "kurtosis",
            "least",
            "most",
            "zeros",
            "not finite",
        ],
        is_text: vec![true, true, true, false, false, false, false, false, false],
        rows: checkpoint.tensors.iter().map(row).collect(),
    }
}

/// A line a finding.
pub(in crate::report::audit) fn findings(checkpoint: &Checkpoint) -> Rows {
    let rows = checkpoint.tensors.iter().flat_map(|tensor| {
        tensor.findings.iter().map(|finding| {
            let weight = if finding.is_alarm { "alarm" } else { "note" };
            vec![
                weight.to_owned(),
                printable(&tensor.info.name),
                finding.code.to_owned(),
                printable(&finding.text),
            ]
        })
    });
    Rows {
        heads: vec!["", "tensor", "finding", "figure"],
        is_text: vec![true; 4],
        rows: rows.collect(),
    }
}

/// A line a layer of the chain.
pub(in crate::report::audit) fn forecast(forecast: &Forecast) -> Rows {
    let row = |(place, layer): (usize, &crate::audit::ForecastLayer)| {
        vec![
            (place + 1).to_string(),
            printable(&layer.name),
            significant(layer.weight_variance, 4),
            significant(layer.q, 4),
            significant(layer.gradient, 4),
        ]
    };
    Rows {
        heads: vec!["layer", "tensor", "fan_in·E[w²]", "signal q", "gradient"],
        is_text: vec![false, true, false, false, false],
        rows: forecast.layers.iter().enumerate().map(row).collect(),
    }
}

/// What the forecast amounts to, in sentences.
pub(in crate::report::audit) fn forecast_text(forecast: &Forecast) -> String {
    let mut text = format!(
        "Forecast in infinite width for {} between layers and inputs of second moment 1.\n",
        forecast.activation
    );
    if let (Some(factor), Some(first)) = (forecast.factor(), forecast.layers.first()) {
        text.push_str(&format!(
            "The signal is multiplied by {} a layer, the gradient by {} from the last layer to the \
             first.\n",
            significant(factor, 3),
            significant(first.gradient, 3)
        ));
    }
    if let Some(why) = &forecast.ends {
        text.push_str(&format!("The chain ends here: {}.\n", printable(why)));
    }
    text
}

/// How many tensors earned each answer, and how many alarms there are.
pub(in crate::report::audit) fn summary(checkpoint: &Checkpoint) -> String {
    let counts = checkpoint.counts();
    let words: Vec<String> = counts
        .iter()
        .map(|(answer, count)| format!("{count} {}", answer.word()))
        .collect();
    let n = checkpoint.tensors.len();
    let noun = if n == 1 { "tensor" } else { "tensors" };
    let alarms = checkpoint.tensors.iter().flat_map(|one| &one.findings);
    let alarms = alarms.filter(|finding| finding.is_alarm).count();
    let alarms = match alarms {
        0 => "no alarm".to_owned(),
        1 => "1 alarm".to_owned(),
        n => format!("{n} alarms"),
    };
    format!("{n} {noun}: {}; {alarms}\n", words.join(", "))
}

/// Everything that may have made a tensor; a law without a rule by its family.
pub(in crate::report::audit) fn explained_by(tensor: &TensorReport) -> String {
    match (&tensor.origin, tensor.answer()) {
        (_, Answer::Unreadable) => missing(),
        (Origin::NotAudited(found), _) => format!("({})", printable(found)),
        (Origin::Independent(found), _) if found.remaining.is_empty() => {
            let families: Vec<_> = found.families.iter().map(|family| family.name()).collect();
            if families.is_empty() {
                "no initial law".to_owned()
            } else {
                format!("no rule of the fans; {} in shape", families.join(" or "))
            }
        }
        (origin, _) => {
            let names = origin.names();
            if names.is_empty() {
                missing()
            } else {
                names.join(" | ")
            }
        }
    }
}

/// `96×128`; a single number has none.
fn shape(tensor: &TensorReport) -> String {
    /// Axes beyond these are counted, not named.
    const MOST: usize = 6;
    let shape = &tensor.info.shape;
    let axes: Vec<String> = shape.iter().take(MOST).map(u64::to_string).collect();
    match (axes.is_empty(), shape.len() > MOST) {
        (true, _) => "1".to_owned(),
        (false, false) => axes.join("×"),
        (false, true) => format!("{}×… ({} axes)", axes.join("×"), shape.len()),
    }
}

/// The kind of layer, or the role of what is no layer; with the number of packed parts.
fn kind(tensor: &TensorReport) -> String {
    let reading = &tensor.reading;
    let name = match &reading.layer {
        Some(layer) => layer.kind().name(),
        None => reading.role.name(),
    };
    if reading.parts > 1 {
        format!("{}·{name}", reading.parts)
    } else {
        name.to_owned()
    }
}

/// `128→96`, of one part.
fn fans(tensor: &TensorReport) -> String {
    let fans = tensor.reading.fans();
    fans.map_or_else(missing, |fans| format!("{}→{}", fans.fan_in, fans.fan_out))
}

fn number(x: Option<f64>) -> String {
    x.map_or_else(missing, |x| significant(x, 4))
}

fn percent(share: f64) -> String {
    format!("{} %", significant(100.0 * share, 3))
}

pub(in crate::report::audit) fn missing() -> String {
    "—".to_owned()
}

/// Text of a file as it can be shown: what a terminal would obey is written out.
pub(in crate::report::audit) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\'' | '\\' => shown.push(c),
            _ => shown.extend(c.escape_debug()),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_do_not_reach_the_terminal_as_commands() {
        assert_eq!(printable("a\u{1b}[31m\nb"), "a\\u{1b}[31m\\nb");
        assert_eq!(printable("block.0/größe\\'x'"), "block.0/größe\\'x'");
    }
}
