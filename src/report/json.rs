//! JSON, the contract: one object a claim, under a schema version.
//!
//! A change that breaks a reader raises [`SCHEMA_VERSION`] and is a CHANGELOG line.

use crate::claim::Claim;
use crate::report::Format;
use crate::verdict::Cell;
use crate::verdict::ClaimResult;
use crate::verdict::Column;
use crate::verdict::Finding;
use crate::verdict::Outcome;
use crate::verdict::Part;
use crate::verdict::Run;
use crate::verdict::Scope;
use crate::verdict::Sheet;
use crate::verdict::TestSummary;
use crate::verdict::Verdict;
use serde::Serialize;
use serde::Serializer;
use std::collections::BTreeMap;

/// The version of the JSON that this program writes.
pub(in crate::report) const SCHEMA_VERSION: u32 = 1;

/// One JSON document.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn run(&self, run: &Run, _claims: &[Claim]) -> String {
        let summary = run.summary();
        write(&RunObject {
            schema_version: SCHEMA_VERSION,
            seed: run.seed,
            false_alarm_rate: run.alpha,
            n_tests: run.n_tests,
            summary: SummaryObject {
                total: summary.total,
                unexpected: summary.unexpected,
                verdicts: summary.counts.iter().map(|(v, n)| (v.word(), *n)).collect(),
            },
            claims: run.claims.iter().map(claim_object).collect(),
        })
    }

    fn sheets(&self, sheets: &[Sheet]) -> String {
        write(&SheetsObject {
            schema_version: SCHEMA_VERSION,
            sheets: sheets.iter().map(sheet_object).collect(),
        })
    }
}

/// Plain data cannot fail to serialize: there is no map with other keys than strings in it.
pub(in crate::report) fn write(object: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(object).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct RunObject<'a> {
    schema_version: u32,
    seed: u64,
    false_alarm_rate: f64,
    n_tests: u64,
    summary: SummaryObject,
    claims: Vec<ClaimObject<'a>>,
}

#[derive(Serialize)]
struct SummaryObject {
    total: usize,
    unexpected: usize,
    verdicts: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct ClaimObject<'a> {
    id: &'a str,
    source: SourceObject<'a>,
    verdict: Verdict,
    expected: Verdict,
    as_expected: bool,
    decisive_figure: &'a str,
    unused_assumptions: &'a [String],
    evidence: Vec<FindingObject<'a>>,
}

#[derive(Serialize)]
struct SourceObject<'a> {
    work: &'a str,
    section: &'a str,
}

#[derive(Serialize)]
struct FindingObject<'a> {
    engine: &'a str,
    part: Part,
    scope: Scope,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    figure: &'a str,
    shows: &'a str,
    uses: &'a [String],
    instances: u64,
    details: &'a [String],
    tests: &'a [TestSummary],
    sheets: Vec<SheetObject<'a>>,
}

/// Several sheets in one document.
#[derive(Serialize)]
struct SheetsObject<'a> {
    schema_version: u32,
    sheets: Vec<SheetObject<'a>>,
}

#[derive(Serialize)]
struct SheetObject<'a> {
    title: &'a str,
    columns: &'a [Column],
    rows: Vec<RowObject<'a>>,
}

/// A row as an object, its keys in the order of the columns.
struct RowObject<'a> {
    sheet: &'a Sheet,
    cells: &'a [Cell],
}

impl Serialize for RowObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = self.sheet.columns().iter().map(|column| column.name);
        serializer.collect_map(names.zip(self.cells))
    }
}

fn claim_object(claim: &ClaimResult) -> ClaimObject<'_> {
    ClaimObject {
        id: &claim.id,
        source: SourceObject {
            work: &claim.work,
            section: &claim.section,
        },
        verdict: claim.verdict,
        expected: claim.expected,
        as_expected: claim.is_as_expected(),
        decisive_figure: claim.decisive_figure(),
        unused_assumptions: &claim.unused_assumptions,
        evidence: claim.findings.iter().map(finding_object).collect(),
    }
}

fn finding_object(finding: &Finding) -> FindingObject<'_> {
    let (outcome, why) = outcome_words(&finding.outcome);
    FindingObject {
        engine: finding.engine,
        part: finding.part,
        scope: finding.scope,
        outcome,
        why,
        figure: &finding.figure,
        shows: &finding.shows,
        uses: &finding.uses,
        instances: finding.instances,
        details: &finding.details,
        tests: &finding.tests,
        sheets: finding.sheets.iter().map(sheet_object).collect(),
    }
}

/// The outcome's word, and its reason where it has one.
pub(in crate::report) fn outcome_words(outcome: &Outcome) -> (&'static str, Option<&str>) {
    match outcome {
        Outcome::Proved => ("proved", None),
        Outcome::Exact => ("exact", None),
        Outcome::Consistent => ("consistent", None),
        Outcome::Refuted => ("refuted", None),
        Outcome::Undecided { why } => ("undecided", Some(why)),
    }
}

fn sheet_object(sheet: &Sheet) -> SheetObject<'_> {
    SheetObject {
        title: sheet.title(),
        columns: sheet.columns(),
        rows: sheet
            .rows()
            .iter()
            .map(|cells| RowObject { sheet, cells })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn missing_is_null_and_never_zero() {
        let json: serde_json::Value =
            serde_json::from_str(&Json.sheets(&[fixture::sheet()])).unwrap();
        assert!(json["sheets"][0]["rows"][1]["q"].is_null());
        assert_eq!(json["schema_version"], 1);
    }

    #[test]
    fn a_claim_carries_what_the_contract_names() {
        let json: serde_json::Value =
            serde_json::from_str(&Json.run(&fixture::run(), &[])).unwrap();
        let claim = &json["claims"][1];
        assert_eq!(claim["id"], "b");
        assert_eq!(claim["verdict"], "supported");
        assert_eq!(claim["expected"], "refuted");
        assert_eq!(claim["evidence"][0]["tests"][0]["guarantee"], "exact");
    }
}
