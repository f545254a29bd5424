//! The report as Markdown, one sentence a line.

use crate::claim::Claim;
use crate::report::Format;
use crate::report::table::summary_line;
use crate::report::text;
use crate::verdict::Run;
use crate::verdict::Sheet;
use crate::verdict::Verdict;

/// A document for people: the table of verdicts, then a section for each claim.
#[derive(Clone, Copy, Debug)]
pub struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn run(&self, run: &Run, claims: &[Claim]) -> String {
        let mut text = String::from("# Verdicts\n\n");
        text.push_str(&summary_line(&run.summary()));
        text.push_str(&format!(
            "\nSeed {}; {} statistical tests share a false-alarm rate of {:e}.\n\n",
            run.seed, run.n_tests, run.alpha
        ));
        text.push_str(&legend());
        text.push_str("\n| claim | source | verdict | decisive figure |\n|---|---|---|---|\n");
        for claim in &run.claims {
            let cells = [
                format!("`{}`", claim.id),
                escape(&format!("{}, {}", claim.work, claim.section)),
                claim.verdict.to_string(),
                escape(claim.decisive_figure()),
            ];
            text.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        for (claim, result) in claims.iter().zip(&run.claims) {
            text.push('\n');
            text.push_str(&crate::report::explain::markdown(claim, result));
        }
        text
    }

    fn sheets(&self, sheets: &[Sheet]) -> String {
        let tables: Vec<String> = sheets.iter().map(sheet_table).collect();
        tables.join("\n")
    }
}

fn legend() -> String {
    let line = |v: &Verdict| format!("- **{v}**: {}\n", v.meaning());
    Verdict::ALL.iter().map(line).collect()
}

/// A pipe would end a cell.
pub(in crate::report) fn escape(cell: &str) -> String {
    cell.replace('|', "\\|").replace('\n', " ")
}

/// A sheet as a table under its title.
pub(in crate::report) fn sheet_table(sheet: &Sheet) -> String {
    let heads: Vec<&str> = sheet.columns().iter().map(|column| column.name).collect();
    let rule: Vec<&str> = heads.iter().map(|_| "---").collect();
    let mut text = format!(
        "{}\n\n| {} |\n|{}|\n",
        sheet.title(),
        heads.join(" | "),
        rule.join("|")
    );
    for row in text::cells(sheet) {
        let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_pipe_in_a_figure_stays_in_its_cell() {
        let text = Markdown.run(&fixture::run(), &[]);
        assert!(
            text.contains("| `a` | Book (Author, 2000), §1 | refuted | 0.394 \\| not 1 |"),
            "{text}"
        );
    }

    #[test]
    fn a_sheet_has_as_many_rules_as_columns() {
        assert!(
            Markdown
                .sheets(&[fixture::sheet()])
                .contains("|---|---|\n| 1 | 0.394294 |\n| 2 | — |\n")
        );
    }
}
