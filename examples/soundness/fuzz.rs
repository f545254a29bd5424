//! Random terms and what the kernel says they are equal to, against exact finite models.

use super::harness::Tally;
use varprop::symbolic::expr::Relation;
use varprop::symbolic::expr::Statement;
use varprop::symbolic::expr::Term;
use varprop::symbolic::finite::Search;
use varprop::symbolic::kernel::Context;
use varprop::symbolic::kernel::Refusal;
use varprop::symbolic::kernel::Rule;
use varprop::symbolic::kernel::Theorem;
use varprop::symbolic::kernel::assumption;
use varprop::symbolic::kernel::equation;
use varprop::symbolic::syntax::parse_signature;
use varprop::symbolic::syntax::parse_statement;
use varprop::symbolic::syntax::parse_term;

/// The kinds of families, schematic indices that differ, and prescribed moments.
const SIGNATURES: [&str; 3] = [
    "nat n from 2\niid w : n\nexchangeable a : n\ndependent b : n\nvector u : n\nvar X\nconst c\nindex i, k : n\ndistinct i, k\nindep w | a | X",
    "nat n from 2\niid w : n\nexchangeable a : n\ndependent b : n\nvector u : n\nvar X\nconst c\nindex i, k : n\nindep w | a, b | X\nassume zero: E[w] = 0\nassume size: E[w^2] = s",
    "nat n from 2\niid w : n, n\nexchangeable a : n\nvector u : n\nvar X\nconst c\nindex i, k : n\ndistinct i, k\nindep w | a",
];

/// A small generator of its own: the same terms on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn index(&mut self, bound: &[String]) -> String {
        match self.below(8) {
            0 => "1".to_owned(),
            1 => "i".to_owned(),
            2 => "k".to_owned(),
            other => {
                let place = usize::try_from(other).unwrap_or_default() % bound.len().max(1);
                bound
                    .get(place)
                    .map_or_else(|| "2".to_owned(), Clone::clone)
            }
        }
    }

    fn member(&mut self, matrix: bool, bound: &[String]) -> String {
        let at = self.index(bound);
        match self.below(5) {
            0 | 1 if matrix => format!("w[{at}, {}]", self.index(bound)),
            0 | 1 => format!("w[{at}]"),
            2 => format!("a[{at}]"),
            3 if !matrix => format!("b[{at}]"),
            _ => format!("u[{at}]"),
        }
    }

    /// A sum, perhaps of a member of its own times something.
    fn sum(&mut self, depth: u32, matrix: bool, bound: &mut Vec<String>, own: &str) -> String {
        let index = format!("j{}", bound.len());
        bound.push(index.clone());
        let body = self.term(depth - 1, matrix, bound);
        bound.pop();
        let own = match (own, matrix) {
            ("", _) => String::new(),
            (_, true) => format!("w[{index}, {index}]*"),
            (_, false) => format!("w[{index}]*"),
        };
        format!("sum({index}:n, {own}({body}))")
    }

    /// A term with the given sums around it.
    fn term(&mut self, depth: u32, matrix: bool, bound: &mut Vec<String>) -> String {
        if depth == 0 {
            return match self.below(10) {
                0 => "X".to_owned(),
                // A mean of two members is where it matters which indices coincide.
                8 | 9 => {
                    let left = self.member(matrix, bound);
                    format!("E[{left}*{}]", self.member(matrix, bound))
                }
                1 => "c".to_owned(),
                2 => format!("relu({})", self.member(matrix, bound)),
                _ => self.member(matrix, bound),
            };
        }
        match self.below(12) {
            0 | 1 | 8 | 9 => self.sum(depth, matrix, bound, ""),
            10 | 11 => self.sum(depth, matrix, bound, "w*"),
            2 | 3 => format!("E[{}]", self.term(depth - 1, matrix, bound)),
            4 => format!("({})^2", self.term(depth - 1, matrix, bound)),
            5 => {
                let left = self.term(depth - 1, matrix, bound);
                format!("({left} - {})", self.term(depth - 1, matrix, bound))
            }
            _ => {
                let left = self.term(depth - 1, matrix, bound);
                format!("({left})*({})", self.term(depth - 1, matrix, bound))
            }
        }
    }
}

impl Tally {
    /// Checks what the kernel says of so many random terms.
    pub(crate) fn check_random_terms(&mut self, count: u64, seed: u64, search: Search) {
        for (place, declarations) in SIGNATURES.into_iter().enumerate() {
            let Some(context) = parse_signature(declarations)
                .ok()
                .and_then(|s| Context::new(s).ok())
            else {
                continue;
            };
            for number in 0..count {
                let mut dice = Dice(
                    seed.wrapping_add(number)
                        .wrapping_mul(0x9E37_79B9_7F4A_7C15),
                );
                let depth = 2 + u32::try_from(dice.below(2)).unwrap_or_default();
                let text = format!("E[{}]", dice.term(depth, place == 2, &mut Vec::new()));
                if let Some(theorem) = normal_form(&context, &text) {
                    self.judge(&theorem, declarations, search);
                }
            }
        }
    }
}

/// ⊢ term = its normal form, by the strongest rule with all assumptions.
fn normal_form(context: &Context, text: &str) -> Option<Theorem> {
    let labels = (0..context.signature().assumptions().len()).map(|place| context.label(place));
    let premises: Vec<Theorem> = labels
        .filter_map(|l| assumption(context, &l).ok())
        .collect();
    let zero = parse_statement(&format!("{text} = 0")).ok()?;
    let right = match equation(context, &zero, Rule::Moments, &premises) {
        Ok(_) => Term::integer(0),
        Err(Refusal::SidesDiffer { difference }) => parse_term(&difference).ok()?,
        Err(_) => return None,
    };
    let goal = Statement {
        left: zero.left,
        relation: Relation::Equal,
        right,
    };
    equation(context, &goal, Rule::Moments, &premises).ok()
}
