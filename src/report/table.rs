//! The verdict table on a terminal.

use crate::claim::Claim;
use crate::num::significant;
use crate::report::Format;
use crate::report::Palette;
use crate::report::text;
use crate::verdict::ClaimResult;
use crate::verdict::Run;
use crate::verdict::Sheet;
use crate::verdict::Summary;

/// Aligned columns for people.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Whether verdicts are coloured.
    pub palette: Palette,
}

impl Format for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn run(&self, run: &Run, _claims: &[Claim]) -> String {
        let mut text = verdict_rows(run, self.palette);
        text.push('\n');
        text.push_str(&summary_line(&run.summary()));
        text.push_str(&format!(
            "{} statistical tests share a false-alarm rate of {} (Holm); seed {}\n",
            run.n_tests,
            significant(run.alpha, 1),
            run.seed
        ));
        text
    }

    fn sheet(&self, sheet: &Sheet) -> String {
        let mut text = format!("{}\n\n{}\n", sheet.title(), text::sheet(sheet));
        for column in sheet.columns() {
            text.push_str(&format!("{}: {}\n", column.name, column.meaning));
        }
        text
    }
}

/// One line a claim: id, source, verdict, decisive figure.
fn verdict_rows(run: &Run, palette: Palette) -> String {
    let head = ["claim", "source", "verdict", "decisive figure"]
        .map(str::to_owned)
        .to_vec();
    let mut rows = vec![head];
    rows.extend(run.claims.iter().map(row));
    let width = text::width(&rows, 2);
    let aligned = text::aligned(&rows, &[true; 4]);
    let mut lines = aligned.lines();
    let mut text = format!("{}\n", lines.next().unwrap_or_default());
    for (line, claim) in lines.zip(&run.claims) {
        let padded = format!("{:<width$}", verdict_word(claim));
        let coloured = palette.verdict(claim.verdict, &padded);
        text.push_str(&line.replacen(&padded, &coloured, 1));
        text.push('\n');
    }
    text
}

fn row(claim: &ClaimResult) -> Vec<String> {
    let figure = claim.decisive_figure().to_owned();
    vec![
        claim.id.clone(),
        claim.source.clone(),
        verdict_word(claim),
        figure,
    ]
}

/// The verdict; with what was expected where it differs.
fn verdict_word(claim: &ClaimResult) -> String {
    if claim.is_as_expected() {
        claim.verdict.to_string()
    } else {
        format!("{} (expected {})", claim.verdict, claim.expected)
    }
}

/// How many claims earned each word.
pub(in crate::report) fn summary_line(summary: &Summary) -> String {
    let earned = summary.counts.iter().filter(|(_, count)| *count > 0);
    let words: Vec<String> = earned
        .map(|(verdict, count)| format!("{count} {verdict}"))
        .collect();
    let unexpected = match summary.unexpected {
        0 => "all as expected".to_owned(),
        n => format!("{n} not as expected"),
    };
    let noun = if summary.total == 1 {
        "claim"
    } else {
        "claims"
    };
    let words = words.join(", ");
    format!("{} {noun}: {words}; {unexpected}\n", summary.total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_verdict_that_differs_says_what_was_expected() {
        let text = Table {
            palette: Palette::Plain,
        }
        .run(&fixture::run(), &[]);
        assert!(text.contains("supported (expected refuted)"), "{text}");
        assert!(
            text.contains("2 claims: 1 supported, 1 refuted; 1 not as expected"),
            "{text}"
        );
    }

    #[test]
    fn colours_change_no_column() {
        let plain = Table {
            palette: Palette::Plain,
        }
        .run(&fixture::run(), &[]);
        let ansi = Table {
            palette: Palette::Ansi,
        }
        .run(&fixture::run(), &[]);
        let stripped = ansi
            .replace("\u{1b}[31m", "")
            .replace("\u{1b}[32m", "")
            .replace("\u{1b}[0m", "");
        assert_eq!(plain, stripped);
        assert_ne!(plain, ansi);
    }

    #[test]
    fn missing_is_a_dash() {
        let text = Table {
            palette: Palette::Plain,
        }
        .sheet(&fixture::sheet());
        assert!(text.contains("    2         —"), "{text}");
    }
}
