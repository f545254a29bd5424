//! `varprop perceptron`: a training run in exact rationals beside the geometry of its data.
//!
//! It reads options and files and picks the exit code; numbers come from `learning::perceptron`,
//! their layout is `sheets`' and `figure`'s.

mod figure;
mod hunt;
mod sheets;
mod source;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::learning::data::ColumnName;
use crate::learning::data::Delimiter;
use crate::learning::data::TableOptions;
use crate::learning::perceptron::BooleanFunction;
use crate::learning::perceptron::Bound;
use crate::learning::perceptron::Examination;
use crate::learning::perceptron::Order;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::SignOfZero;
use crate::learning::perceptron::StepAtZero;
use crate::learning::perceptron::UpdateRule;
use crate::random::Stream;
use clap::Args;
use clap::ValueEnum;
use source::Source;
use std::path::PathBuf;

/// Trains a perceptron in exact rationals, separates the classes or certifies that no line does,
/// and holds the number of updates against three bounds.
#[derive(Args, Debug)]
#[command(
    after_help = "A file has a line a sample: features, then the label, -1 and 1 or else 0 and 1, separated by comma, semicolon or tab. A first line without numbers is a header. 0.1 is read as 1/10.\n\nExit codes:\n  0  converged; or nothing contradicts the bound that was searched\n  1  no plane separates the classes, certified; or a counterexample was found\n  2  bad input\n  3  not converged within the passes, though a plane may separate\n  4  a theorem and a run contradict one another: a bug in varprop\n\nExamples:\n  varprop perceptron data.csv --svg picture.svg\n  varprop perceptron data.csv --label class --features height,weight --no-bias\n  varprop perceptron --boolean xor --max-passes 20\n  varprop perceptron --boolean all\n  varprop perceptron --find-counterexample inverse-margin"
)]
pub(in crate::cli) struct Arguments {
    /// A CSV file of features and labels.
    #[arg(
        value_name = "FILE.csv",
        required_unless_present_any = ["boolean", "find_counterexample"],
        conflicts_with_all = ["boolean", "find_counterexample"]
    )]
    file: Option<PathBuf>,

    /// A Boolean function of two inputs, or `all` sixteen.
    #[arg(long, value_name = "NAME", conflicts_with = "find_counterexample")]
    boolean: Option<String>,

    /// Searches all small datasets on a line for one that makes more updates than a bound allows.
    #[arg(long, value_name = "BOUND", value_enum)]
    find_counterexample: Option<BoundName>,

    /// When weights change.
    #[arg(long, value_enum, default_value = "nonpositive")]
    rule: Rule,

    /// In which order a pass picks the samples.
    #[arg(long, value_enum, default_value = "cyclic")]
    order: OrderName,

    /// The most passes; training stops earlier, after a pass without a change.
    #[arg(long, default_value_t = 1000, value_name = "N")]
    max_passes: u64,

    /// Keeps the bias at 0.
    #[arg(long)]
    no_bias: bool,

    /// The column of labels, by name or by number from 1. [default: the last]
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["boolean", "find_counterexample"])]
    label: Option<String>,

    /// The columns of features, by names or numbers. [default: all others]
    #[arg(
        long,
        value_name = "COLUMN,…",
        value_delimiter = ',', conflicts_with_all = ["boolean", "find_counterexample"]
    )]
    features: Vec<String>,

    /// What separates columns. [default: detected]
    #[arg(long, value_enum, conflicts_with_all = ["boolean", "find_counterexample"])]
    delimiter: Option<DelimiterName>,

    /// Prints every update, however many.
    #[arg(long, conflicts_with = "find_counterexample")]
    trace: bool,

    /// Writes a picture of two features, the lines of the passes and the margin to this file.
    #[arg(long, value_name = "FILE.svg", conflicts_with = "find_counterexample")]
    svg: Option<PathBuf>,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

/// The rules, each with what it says at an activation of 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rule {
    /// w + yx where y·a ≤ 0.
    Nonpositive,
    /// w + yx where SIGN(a) ≠ y; SIGN(0) = 0.
    Sign,
    /// The same; SIGN(0) = 1.
    SignPlus,
    /// The same; SIGN(0) = −1.
    SignMinus,
    /// w + (t − o)x for bits; o = 1 at a = 0.
    ZeroOne,
    /// The same; o = 0 at a = 0.
    ZeroOneStrict,
}

/// The orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OrderName {
    /// From the first sample to the last.
    Cyclic,
    /// A new random order every pass, from the seed.
    Shuffled,
}

/// The delimiters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DelimiterName {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tabulator.
    Tab,
}

/// The bounds on the number of updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum BoundName {
    /// 1/γ² where R ≤ 1.
    InverseMargin,
    /// R²/γ².
    Novikoff,
    /// (R² + 1)(1 + b²)/γ².
    Corrected,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let settings = arguments.settings(global.seed);
    if let Some(bound) = arguments.find_counterexample {
        return hunt::run(bound.bound(), &settings, arguments.format);
    }
    match arguments.boolean.as_deref() {
        Some("all") => all_functions(arguments, &settings),
        _ => one(arguments, &settings),
    }
}

/// One dataset: its sheets, its picture, and the exit code that it earns.
fn one(arguments: &Arguments, settings: &Settings) -> Result<Exit, CliError> {
    let source = match (&arguments.file, &arguments.boolean) {
        (Some(path), _) => Source::file(path, &arguments.table_options()?)?,
        (None, name) => Source::boolean(name.as_deref().unwrap_or_default())?,
    };
    let examination = Examination::of(&source.samples, settings)?;
    let page = sheets::page(&source, &examination, settings.learns_bias, arguments.trace);
    if let Some(path) = &arguments.svg {
        let picture = figure::svg(&source, &examination)?;
        files::write_atomically(path, picture.as_bytes())?;
    }
    output::print(&arguments.format.writer().sheets(&page))?;
    Ok(exit(&examination, settings))
}

/// The sixteen functions in one sheet; that two of them have no line is as expected.
fn all_functions(arguments: &Arguments, settings: &Settings) -> Result<Exit, CliError> {
    if arguments.svg.is_some() {
        return Err(CliError::PictureOfAll);
    }
    let mut runs = Vec::new();
    for function in BooleanFunction::all() {
        let samples = function.samples()?;
        let examination = Examination::of(&samples, settings)?;
        runs.push((function, examination));
    }
    let sheet = sheets::functions(&runs);
    output::print(&arguments.format.writer().sheets(&[sheet]))?;
    let exits: Vec<Exit> = runs.iter().map(|(_, run)| exit(run, settings)).collect();
    let worst = [Exit::Conflict, Exit::Inconclusive]
        .into_iter()
        .find(|worst| exits.contains(worst));
    Ok(worst.unwrap_or(Exit::AsExpected))
}

/// What a run says: a run beyond the theorem's bound is our bug, a certificate a finding, a run
/// that only ended with its passes decides nothing.
fn exit(examination: &Examination, settings: &Settings) -> Exit {
    let is_separable = examination.separation.is_separable();
    match (is_separable, examination.trace.converged) {
        (Some(false), true) if is_strict(settings.rule) => Exit::Conflict,
        (Some(false), _) => Exit::Finding,
        _ if breaks_a_theorem(examination, settings) => Exit::Conflict,
        (_, true) => Exit::AsExpected,
        (_, false) => Exit::Inconclusive,
    }
}

fn breaks_a_theorem(examination: &Examination, settings: &Settings) -> bool {
    let mut theorems = Bound::ALL
        .into_iter()
        .filter(|bound| bound.is_theorem(settings));
    theorems.any(|bound| examination.holds(bound) == Some(false))
}

/// Whether a run by this rule ends only where every y·a is positive: other rules leave one class
/// alone at a = 0, where no plane through the origin need separate it strictly.
fn is_strict(rule: UpdateRule) -> bool {
    matches!(
        rule,
        UpdateRule::NonPositive | UpdateRule::Sign(SignOfZero::Zero)
    )
}

impl Arguments {
    fn settings(&self, seed: u64) -> Settings {
        let stream = Stream::root(seed).named("perceptron").named("order");
        Settings {
            rule: self.rule.rule(),
            order: match self.order {
                OrderName::Cyclic => Order::Cyclic,
                OrderName::Shuffled => Order::Shuffled(stream),
            },
            max_passes: self.max_passes,
            learns_bias: !self.no_bias,
        }
    }

    fn table_options(&self) -> Result<TableOptions, CliError> {
        let column = |name: &String| name.parse::<ColumnName>();
        Ok(TableOptions {
            delimiter: self.delimiter.map(DelimiterName::delimiter),
            features: self.features.iter().map(column).collect::<Result<_, _>>()?,
            label: self.label.as_ref().map(column).transpose()?,
        })
    }
}

impl Rule {
    fn rule(self) -> UpdateRule {
        match self {
            Self::Nonpositive => UpdateRule::NonPositive,
            Self::Sign => UpdateRule::Sign(SignOfZero::Zero),
            Self::SignPlus => UpdateRule::Sign(SignOfZero::Plus),
            Self::SignMinus => UpdateRule::Sign(SignOfZero::Minus),
            Self::ZeroOne => UpdateRule::ZeroOne(StepAtZero::One),
            Self::ZeroOneStrict => UpdateRule::ZeroOne(StepAtZero::Zero),
        }
    }
}

impl DelimiterName {
    fn delimiter(self) -> Delimiter {
        match self {
            Self::Comma => Delimiter::Comma,
            Self::Semicolon => Delimiter::Semicolon,
            Self::Tab => Delimiter::Tab,
        }
    }
}

impl BoundName {
    fn bound(self) -> Bound {
        match self {
            Self::InverseMargin => Bound::InverseMargin,
            Self::Novikoff => Bound::Novikoff,
            Self::Corrected => Bound::Corrected,
        }
    }
}
