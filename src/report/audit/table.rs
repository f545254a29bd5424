//! An audit on a terminal.

use crate::num::significant;
use crate::report::audit::AuditReport;
use crate::report::audit::rows;
use crate::report::audit::rows::Rows;
use crate::report::audit::rows::printable;
use crate::report::text;

/// The widest column of a table; JSON has the whole.
const WIDEST: usize = 72;

pub(in crate::report::audit) fn write(report: &AuditReport<'_>) -> String {
    let checkpoint = report.checkpoint;
    let mut out = format!("{}\n\n", printable(report.file));
    out.push_str(&aligned(rows::answers(checkpoint)));
    if report.is_detailed {
        out.push('\n');
        out.push_str(&aligned(rows::details(checkpoint)));
    }
    if let Some(forecast) = report.forecast {
        out.push('\n');
        out.push_str(&aligned(rows::forecast(forecast)));
        out.push_str(&rows::forecast_text(forecast));
    }
    let findings = rows::findings(checkpoint);
    for row in &findings.rows {
        out.push_str(&format!(
            "\n{}: {}: {}\n  {}\n",
            row[0], row[1], row[2], row[3]
        ));
    }
    out.push('\n');
    out.push_str(&rows::summary(checkpoint));
    out.push_str(&format!(
        "all tensors share a false-alarm rate of {}\n",
        significant(checkpoint.alpha, 1)
    ));
    out
}

fn aligned(table: Rows) -> String {
    let mut lines = vec![table.heads.iter().map(|head| (*head).to_owned()).collect()];
    let cut = |row: Vec<String>| row.into_iter().map(shortened).collect();
    lines.extend(table.rows.into_iter().map(cut));
    text::aligned(&lines, &table.is_text)
}

fn shortened(cell: String) -> String {
    if cell.chars().count() <= WIDEST {
        return cell;
    }
    let cut: String = cell.chars().take(WIDEST - 1).collect();
    format!("{cut}…")
}
