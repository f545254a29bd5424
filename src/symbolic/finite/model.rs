//! A finite probability space with named numbers, random variables and families on it.

use crate::num::Rational;
use crate::symbolic::finite::quantity::Quantity;
use std::collections::BTreeMap;
use std::fmt;

/// A finite model: rational probabilities of points, and rational values at the points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// The probability of each point; positive, with sum 1.
    pub probabilities: Vec<Rational>,
    /// Naturals, constants and parameters.
    pub numbers: BTreeMap<String, Rational>,
    /// The members of deterministic families.
    pub entries: BTreeMap<Member, Rational>,
    /// A declared function as the coefficients of a polynomial, the constant one first.
    pub functions: BTreeMap<String, Vec<Rational>>,
    /// The value of each random variable and family member at each point.
    pub values: BTreeMap<Member, Vec<Rational>>,
}

/// A random variable (no indices) or a member of a family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The name.
    pub name: String,
    /// The indices: steps from 0, others from 1.
    pub indices: Vec<i64>,
}

impl Member {
    /// A random variable.
    #[must_use]
    pub fn variable(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            indices: Vec::new(),
        }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.indices.is_empty() {
            return write!(f, "{}", self.name);
        }
        let indices: Vec<String> = self.indices.iter().map(i64::to_string).collect();
        write!(f, "{}[{}]", self.name, indices.join(", "))
    }
}

impl Model {
    /// The members of a name: one for a variable, all for a family, in order.
    pub fn members_of<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a Member, &'a Vec<Rational>)> {
        let first = Member::variable(name);
        let members = self.values.range(first..);
        members.take_while(move |(member, _)| member.name == name)
    }

    /// The first member of a name with its value.
    pub(in crate::symbolic::finite) fn first_of(&self, name: &str) -> Option<(&Member, Quantity)> {
        let first = Member::variable(name);
        let named = |member: &Member| member.name == name;
        let random = self.values.range(first.clone()..).next();
        let random = random.filter(|(member, _)| named(member));
        if let Some((member, values)) = random {
            return Some((member, Quantity::Random(values.clone())));
        }
        let entry = self.entries.range(first..).next();
        let entry = entry.filter(|(member, _)| named(member));
        entry.map(|(member, x)| (member, Quantity::Constant(*x)))
    }

    /// The joint law of everything: points that agree in all values are joined.
    #[must_use]
    pub fn rows(&self) -> BTreeMap<Vec<Rational>, Rational> {
        let columns: Vec<&Vec<Rational>> = self.values.values().collect();
        crate::symbolic::finite::law::joint(&self.probabilities, &columns).unwrap_or_default()
    }
}

impl fmt::Display for Model {
    /// The named numbers on a line, entries and functions too, then a table of probabilities and values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = self.numbers.iter().map(|(name, x)| format!("{name} = {x}"));
        let entries = self.entries.iter().map(|(name, x)| format!("{name} = {x}"));
        let functions = self.functions.iter();
        let functions = functions.map(|(name, c)| format!("{name}(x) = {}", polynomial(c)));
        for line in [numbers.collect(), entries.collect(), functions.collect()] {
            let line: Vec<String> = line;
            if !line.is_empty() {
                writeln!(f, "{}", line.join(", "))?;
            }
        }
        if self.values.is_empty() {
            return Ok(());
        }
        let names = self.values.keys().map(Member::to_string);
        let mut table = vec![
            std::iter::once("P".to_owned())
                .chain(names)
                .collect::<Vec<_>>(),
        ];
        for (values, probability) in self.rows() {
            let cells = std::iter::once(probability).chain(values);
            table.push(cells.map(|x| x.to_string()).collect());
        }
        write_table(f, &table)
    }
}

/// A polynomial in x, its constant coefficient first.
fn polynomial(coefficients: &[Rational]) -> String {
    let nonzero = coefficients
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.is_zero());
    let terms: Vec<String> = nonzero
        .map(|(power, c)| match power {
            0 => c.to_string(),
            1 => format!("{c}*x"),
            _ => format!("{c}*x^{power}"),
        })
        .collect();
    match terms.is_empty() {
        true => "0".to_owned(),
        false => terms.join(" + "),
    }
}

/// Columns aligned to the right, two spaces apart.
fn write_table(f: &mut fmt::Formatter<'_>, table: &[Vec<String>]) -> fmt::Result {
    let columns = table.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = table.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in table {
        let cells = row.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:>width$}"))
            .collect();
        writeln!(f, "{}", cells.join("  "))?;
    }
    Ok(())
}
