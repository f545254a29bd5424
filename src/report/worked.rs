//! Worked examples as text, JSON or Markdown. It computes nothing: every number and every word of
//! comparison was made by `learning::worked`.

mod objects;

use crate::learning::worked::ALL;
use crate::learning::worked::Comparison;
use crate::learning::worked::Example;
use crate::learning::worked::Number;
use crate::learning::worked::Row;
use crate::num::significant;
use crate::report::json;
use crate::report::markdown;
use crate::report::text;
use crate::report::worked::objects::ExampleObject;
use crate::report::worked::objects::ListObject;

/// Significant digits of a number on paper; JSON has every one.
const DIGITS: usize = 10;
/// The heads of a section's columns.
const HEADS: [&str; 5] = ["symbol", "printed", "exact", "comparison", "remark"];

/// How a worked example is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkedFormat {
    /// Aligned columns for people.
    Text,
    /// One JSON document, with the ends of every enclosure.
    Json,
    /// Tables under headings.
    Markdown,
}

/// A worked example in this format.
///
/// # Example
/// ```
/// use varprop::learning::worked::{Settings, example};
/// use varprop::report::{WorkedFormat, worked};
/// let example = example("xor-handbuilt", &Settings::default()).unwrap();
/// assert!(worked(WorkedFormat::Text, &example).contains("computes XOR"));
/// ```
#[must_use]
pub fn worked(format: WorkedFormat, example: &Example) -> String {
    match format {
        WorkedFormat::Text => as_text(example),
        WorkedFormat::Json => json::write(&ExampleObject::of(example)),
        WorkedFormat::Markdown => as_markdown(example),
    }
}

/// The names of all examples, with what each works out.
#[must_use]
pub fn worked_list(format: WorkedFormat) -> String {
    let rows: Vec<Vec<String>> = ALL
        .iter()
        .map(|entry| vec![entry.name.to_owned(), entry.summary.to_owned()])
        .collect();
    match format {
        WorkedFormat::Text => text::aligned(&rows, &[true; 2]),
        WorkedFormat::Json => json::write(&ListObject::of_all()),
        WorkedFormat::Markdown => {
            let line = |row: &Vec<String>| format!("- `{}`: {}\n", row[0], row[1]);
            rows.iter().map(line).collect()
        }
    }
}

fn as_text(example: &Example) -> String {
    let mut text = format!("{}\n{}\n", example.title, example.source);
    for section in &example.sections {
        let mut rows = vec![HEADS.map(str::to_owned).to_vec()];
        rows.extend(section.rows.iter().map(cells));
        let rows = without_idle_columns(&rows);
        let left = vec![true; rows.first().map_or(0, Vec::len)];
        text.push_str(&format!("\n{}\n\n", section.title));
        text.push_str(&text::aligned(&rows, &left));
        for note in &section.notes {
            text.push_str(&format!("  {note}\n"));
        }
    }
    text.push_str(&legend(example, "  "));
    text
}

fn as_markdown(example: &Example) -> String {
    let escape = |cell: &String| markdown::escape(cell);
    let mut text = format!("# {}\n\n{}.\n", example.title, example.source);
    for section in &example.sections {
        text.push_str(&format!("\n## {}\n\n", section.title));
        text.push_str(&format!(
            "| {} |\n|{}|\n",
            HEADS.join(" | "),
            ["---"; 5].join("|")
        ));
        for row in section.rows.iter().map(cells) {
            let row: Vec<String> = row.iter().map(escape).collect();
            text.push_str(&format!("| {} |\n", row.join(" | ")));
        }
        for note in &section.notes {
            text.push_str(&format!("\n{note}\n"));
        }
    }
    text.push_str(&legend(example, "- "));
    text
}

/// What the words of comparison that occur mean.
fn legend(example: &Example, bullet: &str) -> String {
    let rows = || example.sections.iter().flat_map(|section| &section.rows);
    let occurs = |word: &&Comparison| rows().any(|row| row.comparison == Some(**word));
    let words: Vec<&Comparison> = Comparison::ALL.iter().filter(occurs).collect();
    if words.is_empty() {
        return String::new();
    }
    let line = |word: &&Comparison| format!("{bullet}{word}: {}\n", word.meaning());
    format!("\n{}", words.iter().map(line).collect::<String>())
}

fn cells(row: &Row) -> Vec<String> {
    let printed = row.printed.clone().unwrap_or_default();
    let comparison = row
        .comparison
        .map_or_else(String::new, |word| word.to_string());
    vec![
        row.symbol.clone(),
        printed,
        number(&row.exact),
        comparison,
        row.remark.clone(),
    ]
}

fn number(number: &Number) -> String {
    match number {
        Number::Enclosed(x) => significant(x.midpoint(), DIGITS),
        Number::Exact(x) => x.to_string(),
        Number::Double(x) => significant(*x, DIGITS),
        Number::Word(word) => word.clone(),
    }
}

/// The columns that have a word below their head.
fn without_idle_columns(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let says = |column: usize| {
        let mut below = rows.iter().skip(1).filter_map(|row| row.get(column));
        below.any(|cell| !cell.is_empty())
    };
    let kept: Vec<usize> = (0..HEADS.len()).filter(|column| says(*column)).collect();
    let cut = |row: &Vec<String>| kept.iter().filter_map(|i| row.get(*i).cloned()).collect();
    rows.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::worked::Section;
    use crate::num::Interval;

    fn fixture() -> Example {
        let row = Row {
            symbol: "w|1".into(),
            printed: Some("-0.5".into()),
            exact: Number::Enclosed(Interval::point(0.5)),
            comparison: Some(Comparison::SignError),
            remark: String::new(),
        };
        let section = Section {
            title: "Update".into(),
            rows: vec![row],
            notes: vec!["A note.".into()],
        };
        Example {
            name: "fixture",
            title: "A title",
            source: "Book (Author, 2000)",
            sections: vec![section],
        }
    }

    #[test]
    fn text_leaves_out_a_column_that_says_nothing() {
        let text = worked(WorkedFormat::Text, &fixture());
        assert!(
            text.contains("symbol  printed  exact         comparison\n"),
            "{text}"
        );
        assert!(
            text.contains("w|1     -0.5     0.5000000000  sign error\n"),
            "{text}"
        );
        assert!(text.contains("  A note.\n"), "{text}");
    }

    #[test]
    fn markdown_keeps_a_pipe_in_its_cell() {
        let text = worked(WorkedFormat::Markdown, &fixture());
        assert!(
            text.contains("| w\\|1 | -0.5 | 0.5000000000 | sign error |  |\n"),
            "{text}"
        );
    }

    #[test]
    fn json_has_both_ends_of_an_enclosure() {
        let text = worked(WorkedFormat::Json, &fixture());
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let row = &value["sections"][0]["rows"][0];
        assert_eq!(row["exact"]["enclosed"]["low"], 0.5);
        assert_eq!(row["comparison"], "sign error");
    }

    #[test]
    fn every_example_is_listed_in_every_format() {
        for format in [
            WorkedFormat::Text,
            WorkedFormat::Json,
            WorkedFormat::Markdown,
        ] {
            let text = worked_list(format);
            assert!(ALL.iter().all(|entry| text.contains(entry.name)), "{text}");
        }
    }
}
