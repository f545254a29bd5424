//! One claim in full: statement, source, assumptions, every piece of evidence with its numbers.

use crate::claim::Claim;
use crate::report::json::outcome_words;
use crate::report::markdown;
use crate::report::text;
use crate::verdict::ClaimResult;
use crate::verdict::Finding;
use crate::verdict::Part;
use crate::verdict::Scope;
use crate::verdict::Sheet;
use crate::verdict::TestSummary;

/// The page of a claim as plain text.
#[must_use]
pub fn explain(claim: &Claim, result: &ClaimResult) -> String {
    let mut page = format!("{}\n{}\n\n", claim.id, "=".repeat(claim.id.chars().count()));
    page.push_str(&body(claim, result));
    for finding in &result.findings {
        let head = finding_head(finding);
        page.push_str(&format!("\n{head}\n{}\n", "-".repeat(head.chars().count())));
        page.push_str(&finding_body(finding, text_sheet));
    }
    page
}

/// The section of a claim in the Markdown report.
pub(in crate::report) fn markdown(claim: &Claim, result: &ClaimResult) -> String {
    let mut page = format!("## {}\n\n", claim.id);
    page.push_str(
        &body(claim, result)
            .replace('\n', "  \n")
            .replace("  \n  \n", "\n\n"),
    );
    for finding in &result.findings {
        page.push_str(&format!("\n### {}\n\n", finding_head(finding)));
        page.push_str(&finding_body(finding, markdown::sheet_table));
    }
    page
}

fn text_sheet(sheet: &Sheet) -> String {
    format!("{}\n{}", sheet.title(), text::sheet(sheet))
}

/// What the claim says, and what became of it.
fn body(claim: &Claim, result: &ClaimResult) -> String {
    let mut lines = vec![claim.statement.clone()];
    lines.extend(
        claim
            .formula
            .iter()
            .map(|formula| format!("Formula: {formula}")),
    );
    lines.push(format!("Source: {}, {}", result.work, result.section));
    for assumption in &claim.assumptions {
        lines.push(format!("Assumes ({}): {}", assumption.id, assumption.text));
    }
    if let Some(amendment) = &claim.amendment {
        lines.push(format!("Amended: {}", amendment.statement));
        lines.extend(
            amendment
                .formula
                .iter()
                .map(|formula| format!("Amended formula: {formula}")),
        );
    }
    lines.push(format!(
        "Verdict: {} ({})",
        result.verdict,
        result.verdict.meaning()
    ));
    if !result.is_as_expected() {
        lines.push(format!("Expected: {}", result.expected));
    }
    if !result.unused_assumptions.is_empty() {
        lines.push(format!(
            "Assumptions that no evidence used: {}",
            result.unused_assumptions.join(", ")
        ));
    }
    lines.extend(
        claim
            .remark
            .iter()
            .map(|remark| format!("Remark: {remark}")),
    );
    lines.join("\n") + "\n"
}

fn finding_head(finding: &Finding) -> String {
    let (outcome, _) = outcome_words(&finding.outcome);
    let part = match finding.part {
        Part::Statement => "statement",
        Part::Amendment => "amendment",
    };
    let scope = match finding.scope {
        Scope::Whole => "whole domain",
        Scope::Instance => "instances",
    };
    format!("{} on the {part} ({scope}): {outcome}", finding.engine)
}

fn finding_body(finding: &Finding, sheet: fn(&Sheet) -> String) -> String {
    let mut blocks = vec![format!("{}.", finding.shows.trim_end_matches('.'))];
    let (_, why) = outcome_words(&finding.outcome);
    blocks.extend(why.map(|why| format!("Undecided because {why}.")));
    blocks.push(format!("Figure: {}", finding.figure));
    blocks.push(format!("Effective instances: {}", finding.instances));
    if !finding.uses.is_empty() {
        blocks.push(format!("Uses: {}", finding.uses.join(", ")));
    }
    blocks.extend(finding.details.iter().map(|detail| format!("- {detail}")));
    blocks.extend(
        finding
            .tests
            .iter()
            .map(|test| format!("- {}", test_line(test))),
    );
    let mut text = blocks.join("\n") + "\n";
    for block in &finding.sheets {
        text.push('\n');
        text.push_str(&sheet(block));
    }
    text
}

fn test_line(test: &TestSummary) -> String {
    let decision = if test.rejected {
        "rejected"
    } else {
        "not rejected"
    };
    let guarantee = test.guarantee.word();
    format!(
        "test {}: {} under {}, N = {}, p = {} ({guarantee}), {decision}; detects {}",
        test.name,
        test.statistic,
        test.null,
        test.n_samples,
        crate::num::significant(test.p_value, 3),
        test.detectable
    )
}
