//! `varprop prove`: a statement decided, or proof scripts checked by the kernel.

mod goal;
mod script;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::output;
use crate::report::ProofEntry;
use crate::report::ProofFormat;
use crate::report::ProofOutcome;
use crate::report::proof_list;
use crate::report::proofs;
use crate::symbolic::derive::certificate;
use clap::Args;
use clap::ValueEnum;
use std::path::Path;
use std::path::PathBuf;

/// Proves a statement step by step, refutes it by a smallest model, or checks proof scripts; says
/// which declarations were needed.
#[derive(Args, Debug)]
#[command(
    after_help = "A declaration is one of\n  nat n                       a width, at least 1\n  const c                     a number\n  var X, Y                    random variables\n  iid w : n                   independent members of one law; also exchangeable, dependent\n  indep w | X, Y              independent blocks\n  symmetric w                 w and -w have one law\n  law w = uniform(-r, r)      also normal, rademacher, bernoulli, truncated_normal\n  assume zero-mean: E[w] = 0  a hypothesis, its name is optional\n\nExit codes:\n  0  proved\n  1  refuted, or a script was refused\n  2  bad input: syntax, an undeclared name, a file that cannot be read\n  3  neither proved nor refuted\n  4  proved and refuted: a bug in varprop\n\nExamples:\n  varprop prove 'Var[X + Y] = Var[X] + Var[Y]' --given 'var X, Y; indep X | Y'\n  varprop prove 'Var[sum(j:n, w[j]*a[j])] = n*Var[w]*E[a^2]' --given 'nat n' --given 'iid w : n' --given 'exchangeable a : n' --given 'indep w | a' --given 'assume E[w] = 0'\n  varprop prove my.proof --format latex\n  varprop prove ./proofs"
)]
pub(in crate::cli) struct Arguments {
    /// A statement, `indep X | Y`, `symmetric z`, a file of proof scripts, or a folder of them.
    #[arg(value_name = "STATEMENT|FILE.proof|FOLDER")]
    subject: String,

    /// Declarations for a statement, in order; several in one are separated by `;` or lines.
    #[arg(long, value_name = "DECLARATION")]
    given: Vec<String>,

    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write every inference of what was proved to this file, for `varprop replay`.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
}

/// The formats of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    #[value(alias = "table")]
    Text,
    /// The documented contract for programs.
    Json,
    /// A document.
    Markdown,
    /// A fragment for a paper.
    Latex,
}

impl Format {
    fn writer(self) -> ProofFormat {
        match self {
            Self::Text => ProofFormat::Text,
            Self::Json => ProofFormat::Json,
            Self::Markdown => ProofFormat::Markdown,
            Self::Latex => ProofFormat::Latex,
        }
    }
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let is_script = is_path(&arguments.subject);
    if is_script && !arguments.given.is_empty() {
        return Err(CliError::GivenWithScript);
    }
    if !is_script {
        let entry = goal::decide(&arguments.subject, &arguments.given, global.seed)?;
        let entries = [entry];
        output::print(&proofs(arguments.format.writer(), &entries))?;
        write_certificate(arguments.certificate.as_deref(), &entries)?;
        return Ok(exit(&entries));
    }
    let path = Path::new(&arguments.subject);
    let checked = script::check(path, global.seed)?;
    let is_folder = path.is_dir() && arguments.format == Format::Text;
    output::print(&match is_folder {
        true => proof_list(&checked.entries),
        false => proofs(arguments.format.writer(), &checked.entries),
    })?;
    write_certificate(arguments.certificate.as_deref(), &checked.entries)?;
    let unreadable = checked.has_unreadable && exit(&checked.entries) != Exit::Conflict;
    Ok(if unreadable {
        Exit::BadInput
    } else {
        exit(&checked.entries)
    })
}

/// The certificates of all that was proved, one after the other.
fn write_certificate(path: Option<&Path>, entries: &[ProofEntry]) -> Result<(), CliError> {
    let Some(path) = path else {
        return Ok(());
    };
    let mut text = String::new();
    for entry in entries {
        if let ProofOutcome::Proved(proved) = &entry.outcome {
            text.push_str(&certificate(&proved.theorems));
        }
    }
    files::write_atomically(path, text.as_bytes())
}

/// What has no relation in it, and is no other goal, is a path.
fn is_path(subject: &str) -> bool {
    let is_goal = subject.contains(['=', '<', '>', '|']);
    let is_symmetry = subject.trim_start().starts_with("symmetric ");
    subject.ends_with(".proof") || !(is_goal || is_symmetry)
}

/// The loudest of the entries' codes.
fn exit(entries: &[ProofEntry]) -> Exit {
    let code = |entry: &ProofEntry| match entry.outcome {
        ProofOutcome::Proved(_) => Exit::AsExpected,
        ProofOutcome::NotDecided { .. } => Exit::Inconclusive,
        ProofOutcome::Refuted(_) | ProofOutcome::Refused { .. } => Exit::Finding,
        ProofOutcome::Conflict(_) => Exit::Conflict,
    };
    let codes: Vec<Exit> = entries.iter().map(code).collect();
    let loudest = [Exit::Conflict, Exit::Finding, Exit::Inconclusive];
    let mut loudest = loudest.into_iter();
    loudest
        .find(|exit| codes.contains(exit))
        .unwrap_or(Exit::AsExpected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_from_paths() {
        for statement in ["E[X]/2 = 0", "0 <= Var[X]", "indep X | Y", "symmetric z"] {
            assert!(!is_path(statement), "{statement}");
        }
        for path in ["my.proof", "./proofs", "proofs", "a=b.proof"] {
            assert!(is_path(path), "{path}");
        }
    }
}
