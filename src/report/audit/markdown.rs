//! An audit as Markdown.

use crate::num::significant;
use crate::report::audit::AuditReport;
use crate::report::audit::rows;
use crate::report::audit::rows::Rows;
use crate::report::audit::rows::printable;

pub(in crate::report::audit) fn write(report: &AuditReport<'_>) -> String {
    let checkpoint = report.checkpoint;
    let mut out = format!(
        "# Audit of `{}`\n\n",
        printable(report.file).replace('`', "'")
    );
    out.push_str(&rows::summary(checkpoint).replace('\n', ".\n"));
    out.push_str(&format!(
        "All tensors share a false-alarm rate of {}.\n",
        significant(checkpoint.alpha, 1)
    ));
    out.push_str("\n## Answers\n\n");
    out.push_str(&table(&rows::answers(checkpoint)));
    let findings = rows::findings(checkpoint);
    if !findings.rows.is_empty() {
        out.push_str("\n## Findings\n\n");
        out.push_str(&table(&findings));
    }
    if let Some(forecast) = report.forecast {
        out.push_str("\n## Forecast\n\n");
        out.push_str(&rows::forecast_text(forecast));
        out.push('\n');
        out.push_str(&table(&rows::forecast(forecast)));
    }
    if report.is_detailed {
        out.push_str("\n## Moments and extremes\n\n");
        out.push_str(&table(&rows::details(checkpoint)));
    }
    out
}

fn table(table: &Rows) -> String {
    let rule = table
        .is_text
        .iter()
        .map(|is_text| if *is_text { "---" } else { "--:" });
    let rule: Vec<&str> = rule.collect();
    let mut out = format!("| {} |\n|{}|\n", table.heads.join(" | "), rule.join("|"));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out
}
