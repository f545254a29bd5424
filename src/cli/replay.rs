//! `varprop replay`: certificates checked by the second checker, which shares no arithmetic with the
//! kernel that wrote them.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::output;
use crate::symbolic::replay::Check;
use crate::symbolic::replay::Report;
use crate::symbolic::replay::Verdict;
use crate::symbolic::replay::replay;
use clap::Args;
use std::path::PathBuf;

/// Checks each inference of a certificate a second time, by evaluation in a prime field.
#[derive(Args, Debug)]
#[command(
    after_help = "Exit codes:\n  0  every inference was checked\n  1  an inference is wrong\n  2  the file is no certificate\n  3  the checker cannot judge an inference\n\nExample, after `varprop prove my.proof --certificate my.jsonl`:\n  varprop replay my.jsonl"
)]
pub(in crate::cli) struct Arguments {
    /// The certificate, as `varprop prove --certificate` writes it.
    #[arg(value_name = "FILE")]
    certificate: PathBuf,
}

/// A larger file is no certificate.
const MOST_BYTES: u64 = 1 << 26;

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let text = files::read_text(&arguments.certificate, MOST_BYTES)?;
    let (mut n_checked, mut doubtful) = (0, Vec::new());
    for part in parts(&text) {
        let report = replay(part).map_err(|error| CliError::Certificate {
            path: arguments.certificate.clone(),
            error,
        })?;
        n_checked += report.checked();
        doubtful.extend(not_checked(report));
    }
    let wrong = doubtful.iter().filter(|check| is_wrong(check)).count();
    for check in &doubtful {
        output::print(&line(check))?;
    }
    let unsupported = doubtful.len() - wrong;
    output::print(&format!(
        "{n_checked} inferences checked, {wrong} wrong, {unsupported} not judged\n"
    ))?;
    Ok(match (wrong, unsupported) {
        (0, 0) => Exit::AsExpected,
        (0, _) => Exit::Inconclusive,
        _ => Exit::Finding,
    })
}

fn not_checked(report: Report) -> impl Iterator<Item = Check> {
    let checks = report.checks.into_iter();
    checks.filter(|check| check.verdict != Verdict::Checked)
}

fn is_wrong(check: &Check) -> bool {
    matches!(check.verdict, Verdict::Wrong(_))
}

fn line(check: &Check) -> String {
    let (word, why) = match &check.verdict {
        Verdict::Checked => ("checked", ""),
        Verdict::Unsupported(why) => ("not judged", why.as_str()),
        Verdict::Wrong(why) => ("wrong", why.as_str()),
    };
    let Check {
        id,
        rule,
        conclusion,
        ..
    } = check;
    format!("{word}: inference {id}, {rule}: {conclusion}\n  {why}\n")
}

/// The certificates of a file: each begins with its header.
fn parts(text: &str) -> Vec<&str> {
    let is_header = |line: &str| line.contains("\"format\":\"varprop-certificate\"");
    let mut starts = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if offset == 0 || is_header(line) {
            starts.push(offset);
        }
        offset += line.len();
    }
    if starts.is_empty() {
        return vec![text];
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let ranges = starts.iter().copied().zip(ends);
    ranges.filter_map(|(from, to)| text.get(from..to)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_two_certificates_has_two_parts() {
        let one = "{\"format\":\"varprop-certificate\"}\n{}\n";
        assert_eq!(parts(&one.repeat(2)), [one; 2]);
        assert_eq!(parts(""), [""]);
        assert_eq!(parts("x\ny"), ["x\ny"]);
    }
}
