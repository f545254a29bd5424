//! A training run as sheets: updates, result, separability, bounds.
//!
//! It lays out numbers and computes none.

use crate::cli::perceptron::source::Source;
use crate::learning::perceptron::BooleanFunction;
use crate::learning::perceptron::Bound;
use crate::learning::perceptron::Examination;
use crate::learning::perceptron::Known;
use crate::learning::perceptron::Separation;
use crate::learning::perceptron::Update;
use crate::num::Rational;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

/// Updates shown at the beginning, and as many at the end, of a long trace.
const SHOWN: usize = 10;

/// Everything about one dataset.
pub(in crate::cli) fn page(
    source: &Source,
    run: &Examination,
    learns_bias: bool,
    shows_all: bool,
) -> Vec<Sheet> {
    let mut page = vec![updates(source, run, shows_all), result(source, run)];
    page.push(separability(source, run));
    if let Separation::Inseparable(multipliers) = &run.separation {
        page.push(certificate(source, multipliers, learns_bias));
    }
    page.push(bounds(run));
    page
}

/// The sixteen functions, a row each.
pub(in crate::cli) fn functions(runs: &[(BooleanFunction, Examination)]) -> Sheet {
    let columns = vec![
        Column::new("function", "its name"),
        Column::new("separable", "whether a line separates its cases"),
        Column::new("updates", "changes of the weights"),
        Column::new("converged", "whether a pass was without a change"),
        Column::new("weights", "w at the end"),
        Column::new("bias", "b at the end"),
        Column::new("margin-squared", "γ², exactly"),
        Column::new("corrected-bound", "(R² + 1)(1 + b*²)/γ²"),
        Column::new(
            "certificate",
            "λ ≥ 0 with Σ λᵢyᵢ(xᵢ, 1) = 0, where no line separates",
        ),
    ];
    let separable =
        |(_, run): &&(BooleanFunction, Examination)| run.separation.is_separable() == Some(true);
    let count = runs.iter().filter(separable).count();
    let title = format!(
        "Boolean functions of two inputs: {count} of {} separable",
        runs.len()
    );
    let mut sheet = Sheet::new(title, columns);
    for (function, run) in runs {
        let multipliers = match &run.separation {
            Separation::Inseparable(multipliers) => Cell::text(vector(multipliers)),
            _ => Cell::Missing,
        };
        sheet.push(vec![
            Cell::text(function.name()),
            yes_or_no(run.separation.is_separable()),
            Cell::Count(run.trace.updates.len() as u64),
            yes_or_no(Some(run.trace.converged)),
            Cell::text(vector(&run.trace.weights)),
            Cell::text(run.trace.bias.to_string()),
            known(margin_squared(run)),
            known(run.bound(Bound::Corrected)),
            multipliers,
        ]);
    }
    sheet
}

/// The trace: whole where it is short or asked for, else its beginning and its end.
fn updates(source: &Source, run: &Examination, shows_all: bool) -> Sheet {
    let columns = vec![
        Column::new("update", "from 1"),
        Column::new("pass", "from 1"),
        Column::new("sample", "its place in the data, from 1"),
        Column::new("label", "its class"),
        Column::new("weights", "w after the change"),
        Column::new("bias", "b after the change"),
    ];
    let all = &run.trace.updates;
    let hidden = match shows_all {
        true => 0,
        false => all.len().saturating_sub(2 * SHOWN),
    };
    let note = match hidden {
        0 => String::new(),
        _ => format!(", {hidden} of them not shown (--trace shows all)"),
    };
    let title = format!(
        "Perceptron on {}: {} updates{note}",
        source.title,
        all.len()
    );
    let mut sheet = Sheet::new(title, columns);
    for (index, update) in all.iter().enumerate() {
        if hidden == 0 || !(SHOWN..SHOWN + hidden).contains(&index) {
            sheet.push(row(source, index, update));
        }
    }
    sheet
}

fn row(source: &Source, index: usize, update: &Update) -> Vec<Cell> {
    let sample = source.samples.samples().get(update.sample);
    vec![
        Cell::Count(index as u64 + 1),
        Cell::Count(update.pass),
        Cell::Count(update.sample as u64 + 1),
        sample.map_or(Cell::Missing, |sample| Cell::text(sample.label.to_string())),
        Cell::text(vector(&update.weights)),
        Cell::text(update.bias.to_string()),
    ]
}

fn result(source: &Source, run: &Examination) -> Sheet {
    let columns = vec![
        Column::new("samples", "how many"),
        Column::new("features", "how many"),
        Column::new("passes", "over the data, the quiet one included"),
        Column::new("updates", "changes of the weights"),
        Column::new("converged", "whether the last pass changed nothing"),
        Column::new("weights", "w at the end"),
        Column::new("bias", "b at the end"),
    ];
    let mut sheet = Sheet::new("Result", columns);
    sheet.push(vec![
        Cell::Count(source.samples.samples().len() as u64),
        Cell::Count(source.samples.dimension() as u64),
        Cell::Count(run.trace.passes),
        Cell::Count(run.trace.updates.len() as u64),
        yes_or_no(Some(run.trace.converged)),
        Cell::text(vector(&run.trace.weights)),
        Cell::text(run.trace.bias.to_string()),
    ]);
    sheet
}

fn separability(source: &Source, run: &Examination) -> Sheet {
    let columns = vec![
        Column::new(
            "separable",
            "whether a plane separates the classes strictly",
        ),
        Column::new("radius", "R = max ‖x‖"),
        Column::new("margin", "γ, the largest there is"),
        Column::new("margin-squared", "γ², exactly or enclosed"),
        Column::new("weights", "w of the widest plane"),
        Column::new("bias", "b of the widest plane"),
    ];
    let title = match &run.separation {
        Separation::OneClass(_) => "Separability: one class only, so there is no margin",
        Separation::Separable(_) => "Separability: a plane separates the classes",
        Separation::Inseparable(_) => "Separability: no plane separates the classes",
        Separation::Undecided(_) => "Separability: undecided, exact arithmetic left 128 bits",
    };
    let plane = match &run.separation {
        Separation::OneClass(plane) => Some(plane),
        Separation::Separable(separator) => Some(&separator.plane),
        Separation::Inseparable(_) | Separation::Undecided(_) => None,
    };
    let margin = margin_squared(run);
    let mut sheet = Sheet::new(format!("{title} ({})", source.title), columns);
    sheet.push(vec![
        yes_or_no(run.separation.is_separable()),
        Cell::number(run.radius_squared.to_f64().sqrt()),
        Cell::number(margin.map(|margin| margin.to_interval().midpoint().sqrt())),
        known(margin),
        plane.map_or(Cell::Missing, |plane| Cell::text(vector(&plane.weights))),
        plane.map_or(Cell::Missing, |plane| Cell::text(plane.bias.to_string())),
    ]);
    sheet
}

/// The samples that show together that no plane separates; those of multiplier 0 are left out.
fn certificate(source: &Source, multipliers: &[Rational], learns_bias: bool) -> Sheet {
    let columns = vec![
        Column::new("sample", "its place in the data, from 1"),
        Column::new("label", "y, its class"),
        Column::new("x", "its features"),
        Column::new("multiplier", "λ, at least 0"),
    ];
    let title = match learns_bias {
        true => "Certificate: Σ λy(x, 1) = 0 and Σ λ = 1, so no w, b has every y(w·x + b) > 0",
        false => "Certificate: Σ λyx = 0 and Σ λ = 1, so no w has every y(w·x) > 0",
    };
    let mut sheet = Sheet::new(title, columns);
    for (place, (sample, multiplier)) in
        source.samples.samples().iter().zip(multipliers).enumerate()
    {
        if !multiplier.is_zero() {
            sheet.push(vec![
                Cell::Count(place as u64 + 1),
                Cell::text(sample.label.to_string()),
                Cell::text(vector(&sample.features)),
                Cell::text(multiplier.to_string()),
            ]);
        }
    }
    sheet
}

fn bounds(run: &Examination) -> Sheet {
    let columns = vec![
        Column::new("bound", "its name"),
        Column::new("formula", "b* is the bias of the widest plane at ‖w‖ = 1"),
        Column::new("value", "rounded"),
        Column::new("exact", "exactly or enclosed"),
        Column::new("updates", "made"),
        Column::new(
            "holds",
            "whether there are no more; missing where it says nothing",
        ),
    ];
    let mut sheet = Sheet::new("Bounds on the updates", columns);
    for bound in Bound::ALL {
        let value = run.bound(bound);
        sheet.push(vec![
            Cell::text(name(bound)),
            Cell::text(bound.formula()),
            Cell::number(value.map(|value| value.to_interval().midpoint())),
            known(value),
            Cell::Count(run.trace.updates.len() as u64),
            run.holds(bound)
                .map_or(Cell::Missing, |holds| yes_or_no(Some(holds))),
        ]);
    }
    sheet
}

/// A bound as readers call it.
pub(in crate::cli) fn name(bound: Bound) -> &'static str {
    match bound {
        Bound::InverseMargin => "claimed, where R ≤ 1",
        Bound::Novikoff => "classical, without a bias",
        Bound::Corrected => "corrected, with a bias",
    }
}

/// γ², where there is one.
pub(in crate::cli) fn margin_squared(run: &Examination) -> Option<Known> {
    run.separation.separator().map(|s| s.margin_squared)
}

/// `(1, 1/2)`; of many numbers the first six.
pub(in crate::cli) fn vector(numbers: &[Rational]) -> String {
    const MOST: usize = 6;
    let mut texts: Vec<String> = numbers.iter().take(MOST).map(Rational::to_string).collect();
    if numbers.len() > MOST {
        texts.push(format!("… {} more", numbers.len() - MOST));
    }
    format!("({})", texts.join(", "))
}

/// A number as exactly as it is known.
pub(in crate::cli) fn known(value: Option<Known>) -> Cell {
    value.map_or(Cell::Missing, |value| Cell::text(value.to_string()))
}

/// Yes, no, or undecided.
pub(in crate::cli) fn yes_or_no(answer: Option<bool>) -> Cell {
    Cell::text(match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "undecided",
    })
}
