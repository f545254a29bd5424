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
///
/// # Example
/// ```
/// use std::num::NonZeroUsize;
/// use varprop::{claim, evidence, report};
/// let text = r#"
/// statement = "Two halves are one."
/// expected = "verified"
/// source = { work = "example", section = "1" }
/// [[evidence.theory]]
/// shows = "the sum"
/// scope = "whole"
/// check = ["1/2 + 1/2 = 1"]
/// "#;
/// let claims = [claim::parse("halves.toml", text)?];
/// let settings = evidence::Settings::new(1, NonZeroUsize::MIN);
/// let run = evidence::run(&claims, &settings, &|_| ())?;
/// assert!(report::explain(&claims[0], &run.claims[0]).contains("Verdict: verified"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    let (outcome, why) = outcome_words(&finding.outcome);
    blocks.extend(why.map(|why| format!("Outcome {outcome}: {why}.")));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn claim() -> Claim {
        let text = r#"
statement = "One layer keeps the variance."
formula = "q = 1"
expected = "refuted"
remark = "it does not"
source = { work = "Book", section = "§1" }
[[assumption]]
id = "normal"
text = "Weights are normal."
[amendment]
statement = "It loses some."
[[evidence.theory]]
shows = "x"
check = ["1 = 1"]
"#;
        crate::claim::parse("a.toml", text).unwrap()
    }

    #[test]
    fn a_page_says_what_is_claimed_what_became_of_it_and_why() {
        let page = explain(&claim(), &fixture::run().claims[0]);
        for line in [
            "a\n=\n",
            "One layer keeps the variance.\nFormula: q = 1\nSource: Book, §1\n",
            "Assumes (normal): Weights are normal.\nAmended: It loses some.\n",
            "Verdict: refuted (an exact counterexample, or a corrected rejection)\n",
            "Assumptions that no evidence used: iid\nRemark: it does not\n",
            "theory on the statement (instances): refuted\n",
            "Figure: 0.394 | not 1\nEffective instances: 1\nUses: normal\n- a detail\n",
            "chi2 = 9.3 under N(0, 1), N = 10, p = 0.432 (exact), not rejected; detects 5 % of variance",
        ] {
            assert!(page.contains(line), "{line:?} is not in\n{page}");
        }
        assert!(!page.contains("Expected:"), "{page}");
    }

    #[test]
    fn a_surprise_says_what_was_expected() {
        let page = explain(&claim(), &fixture::run().claims[1]);
        assert!(page.contains("Verdict: supported"), "{page}");
        assert!(page.contains("\nExpected: refuted\n"), "{page}");
    }

    #[test]
    fn an_engine_that_does_not_decide_says_why() {
        let mut result = fixture::run().claims.remove(0);
        let why = "nothing was built".to_owned();
        result.findings[0].outcome = crate::verdict::Outcome::Unavailable { why };
        let page = explain(&claim(), &result);
        assert!(
            page.contains("\nOutcome unavailable: nothing was built.\n"),
            "{page}"
        );
    }
}
