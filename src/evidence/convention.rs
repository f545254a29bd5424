//! The names of other frameworks as a sheet.

use crate::evidence::EvidenceError;
use crate::initializer;
use crate::initializer::CONVENTIONS;
use crate::initializer::Convention;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

const COLUMNS: [Column; 5] = [
    Column::new("name", "framework:name, as --like takes it"),
    Column::new("initializer", "ours of the same law"),
    Column::new(
        "default-of",
        "what draws its weights so where nothing else is asked for",
    ),
    Column::new("differs", "where it is not what the name suggests"),
    Column::new("source", "project, version, function"),
];

/// One framework's name, all of one framework, or the `list` of all.
///
/// # Errors
/// A name that is in no list.
///
/// # Example
/// ```
/// use varprop::verdict::Cell;
/// let sheet = varprop::evidence::conventions("pytorch:Linear")?;
/// assert_eq!(sheet.rows()[0][1], Cell::text("pytorch-linear"));
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn conventions(name: &str) -> Result<Sheet, EvidenceError> {
    let mut sheet = Sheet::new("Initializers of other frameworks", COLUMNS.to_vec());
    let is_asked = |convention: &&Convention| name == "list" || convention.framework == name;
    let asked: Vec<&Convention> = CONVENTIONS.iter().filter(is_asked).collect();
    let rows = if asked.is_empty() {
        vec![initializer::like(name)?]
    } else {
        asked
    };
    rows.into_iter()
        .for_each(|convention| sheet.push(row(convention)));
    Ok(sheet)
}

fn row(convention: &Convention) -> Vec<Cell> {
    let word = |word: &str| {
        if word.is_empty() {
            Cell::Missing
        } else {
            Cell::text(word)
        }
    };
    vec![
        Cell::text(convention.label()),
        word(convention.spec),
        word(convention.default_of),
        word(convention.differs),
        word(convention.source),
    ]
}
