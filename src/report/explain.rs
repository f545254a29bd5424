//! One claim in full: statement, source, assumptions, every piece of evidence with its numbers.

use crate::claim::Assumption;
use crate::claim::Claim;
use crate::report::json::outcome_words;
use crate::report::markdown;
use crate::report::text;
use crate::verdict::ClaimResult;
use crate::verdict::Finding;
use crate::verdict::Part;
use crate::verdict::Scope;
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
    page.push_str(&format!("{}\n", claim.statement));
    for (label, text) in facts(claim, result) {
        page.push_str(&format!("{label}: {text}\n"));
    }
    for finding in &result.findings {
        let head = finding_head(finding);
        page.push_str(&format!("\n{head}\n{}\n", "-".repeat(head.chars().count())));
        for (label, text) in finding_facts(finding) {
            page.push_str(&format!("{label}: {text}\n"));
        }
        for line in detail_lines(finding) {
            page.push_str(&format!("- {line}\n"));
        }
        for sheet in &finding.sheets {
            page.push_str(&format!("\n{}\n{}", sheet.title(), text::sheet(sheet)));
        }
    }
    page
}

/// The section of a claim in the Markdown report.
pub(in crate::report) fn markdown(claim: &Claim, result: &ClaimResult) -> String {
    let mut page = format!("## {}\n\n{}\n\n", claim.id, prose(&claim.statement));
    for (label, text) in facts(claim, result) {
        page.push_str(&format!("- **{label}**: {}\n", prose(&text)));
    }
    for finding in &result.findings {
        page.push_str(&format!("\n### {}\n\n", finding_head(finding)));
        for (label, text) in finding_facts(finding) {
            page.push_str(&format!("- **{label}**: {}\n", prose(&text)));
        }
        for line in detail_lines(finding) {
            page.push_str(&format!("- `{line}`\n"));
        }
        for sheet in &finding.sheets {
            page.push_str(&format!("\n{}", markdown::sheet_table(sheet)));
        }
    }
    page
}

/// Text in which Markdown must find no emphasis: stars and underscores are multiplication and
/// indices here.
fn prose(text: &str) -> String {
    text.replace('*', "\\*").replace('_', "\\_")
}

/// A label and what stands behind it.
type Fact = (&'static str, String);

/// What the claim says, and what became of it.
fn facts(claim: &Claim, result: &ClaimResult) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(
        claim
            .formula
            .iter()
            .map(|formula| ("Formula", formula.clone())),
    );
    facts.push(("Source", format!("{}, {}", result.work, result.section)));
    let assumed = |a: &Assumption| ("Assumes", format!("({}) {}", a.id, a.text));
    facts.extend(claim.assumptions.iter().map(assumed));
    if let Some(amendment) = &claim.amendment {
        facts.push(("Amended", amendment.statement.clone()));
        facts.extend(
            amendment
                .formula
                .iter()
                .map(|f| ("Amended formula", f.clone())),
        );
    }
    let (verdict, meaning) = (result.verdict, result.verdict.meaning());
    facts.push(("Verdict", format!("{verdict} ({meaning})")));
    if !result.is_as_expected() {
        facts.push(("Expected", result.expected.to_string()));
    }
    if !result.unused_assumptions.is_empty() {
        let unused = result.unused_assumptions.join(", ");
        facts.push(("Assumptions that no evidence used", unused));
    }
    facts.extend(claim.remark.iter().map(|remark| ("Remark", remark.clone())));
    facts
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

fn finding_facts(finding: &Finding) -> Vec<Fact> {
    let (outcome, why) = outcome_words(&finding.outcome);
    let mut facts = vec![("Shows", finding.shows.clone())];
    facts.extend(why.map(|why| ("Why", format!("{outcome}, since {why}"))));
    facts.push(("Figure", finding.figure.clone()));
    facts.push(("Effective instances", finding.instances.to_string()));
    if !finding.uses.is_empty() {
        facts.push(("Uses", finding.uses.join(", ")));
    }
    facts
}

/// Formulas with their values, models, and tests, a line each.
fn detail_lines(finding: &Finding) -> impl Iterator<Item = String> {
    let details = finding.details.iter().cloned();
    details.chain(finding.tests.iter().map(test_line))
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
            "One layer keeps the variance.\nFormula: q = 1\nSource: Book (Author, 2000), §1\n",
            "Assumes: (normal) Weights are normal.\nAmended: It loses some.\n",
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
        result.findings[0].outcome = crate::verdict::Outcome::Undecided { why };
        let page = explain(&claim(), &result);
        assert!(
            page.contains("\nWhy: undecided, since nothing was built\n"),
            "{page}"
        );
    }
}
