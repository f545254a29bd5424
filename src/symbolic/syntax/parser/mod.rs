//! A precedence-climbing parser (Pratt 1973): from tokens to terms and statements.
//!
//! Loosest first: `+ -`, `* /`, unary `-`, `^` (to the right). So −x² is −(x²).

mod cursor;

use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::MAX_DEPTH;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::abbreviation::Abbreviations;
use crate::symbolic::syntax::lexer::Kind;
use crate::symbolic::syntax::lexer::Token;
use crate::symbolic::syntax::lexer::tokens;

/// Reads one term.
///
/// # Errors
/// A located [`Diagnostic`]; no text of any length or depth makes it panic.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::parse_term;
/// assert_eq!(parse_term("-x^2 + 2*(y)")?.to_string(), "-x^2 + 2*y");
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
pub fn parse_term(source: &str) -> Result<Term, Diagnostic> {
    let mut parser = Parser::new(source)?;
    let term = parser.term()?;
    parser.expect_end()?;
    Ok(term)
}

/// Reads one statement: two terms joined by `=`, `!=`, `<` or `<=`.
///
/// # Errors
/// A located [`Diagnostic`].
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::parse_statement;
/// let statement = parse_statement("Var(x) = E[x^2] - E(x)^2")?;
/// assert_eq!(statement.to_string(), "Var[x] = E[x^2] - E[x]^2");
/// let diagnostic = parse_statement("x > 1").unwrap_err();
/// assert_eq!(diagnostic.code(), "greater-relation");
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
pub fn parse_statement(source: &str) -> Result<Statement, Diagnostic> {
    let mut parser = Parser::new(source)?;
    let statement = parser.statement()?;
    parser.expect_end()?;
    Ok(statement)
}

/// A whole text as one statement with these abbreviations expanded.
pub(in crate::symbolic::syntax) fn statement_with(
    source: &str,
    abbreviations: &mut Abbreviations,
) -> Result<Statement, Diagnostic> {
    let mut parser = Parser::with(source, abbreviations)?;
    let statement = parser.statement()?;
    parser.expect_end()?;
    Ok(statement)
}

/// A whole text as one term with these abbreviations expanded.
pub(in crate::symbolic::syntax) fn term_with(
    source: &str,
    abbreviations: &mut Abbreviations,
) -> Result<Term, Diagnostic> {
    let mut parser = Parser::with(source, abbreviations)?;
    let term = parser.term()?;
    parser.expect_end()?;
    Ok(term)
}

/// Words that head a construct and are no names.
const RESERVED: [(&str, &str); 5] = [
    ("E", "E[x]"),
    ("Var", "Var[x]"),
    ("Cov", "Cov[x, y]"),
    ("sum", "sum(j:n, w[j])"),
    ("product", "product(j:n, w[j])"),
];

/// How tightly the operand of unary minus binds: tighter than `*`, looser than `^`.
const NEGATION: u8 = 25;

/// A term and how deep it is, so that no loop can build what recursion cannot walk.
type Sized = (Term, usize);

/// The tokens of a text and how far they are read.
pub(in crate::symbolic::syntax) struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    position: usize,
    nesting: usize,
    abbreviations: Option<&'a mut Abbreviations>,
}

impl<'a> Parser<'a> {
    pub(in crate::symbolic::syntax) fn new(source: &'a str) -> Result<Self, Diagnostic> {
        Ok(Self {
            source,
            tokens: tokens(source)?,
            position: 0,
            nesting: 0,
            abbreviations: None,
        })
    }

    /// A parser whose terms come with these abbreviations expanded.
    pub(in crate::symbolic::syntax) fn with(
        source: &'a str,
        abbreviations: &'a mut Abbreviations,
    ) -> Result<Self, Diagnostic> {
        let abbreviations = Some(abbreviations);
        Self::new(source).map(|parser| Self {
            abbreviations,
            ..parser
        })
    }

    pub(in crate::symbolic::syntax) fn term(&mut self) -> Result<Term, Diagnostic> {
        self.term_of(&[])
    }

    /// A term in which these names mean parameters and no abbreviations.
    pub(in crate::symbolic::syntax) fn term_of(
        &mut self,
        parameters: &[String],
    ) -> Result<Term, Diagnostic> {
        let start = self.position;
        let (term, _) = self.binding(0)?;
        let Some(abbreviations) = &mut self.abbreviations else {
            return Ok(term);
        };
        let expanded = abbreviations.expand(&term, parameters);
        expanded.map_err(|(name, reason)| {
            let read = self.tokens.get(start..self.position).unwrap_or_default();
            let place = read
                .iter()
                .find(|token| token.kind == Kind::Name(name.clone()));
            let whole = self.place_of(start)..self.end_of_last();
            self.refuse_at(place.map_or(whole, |token| token.span.clone()), reason)
        })
    }

    pub(in crate::symbolic::syntax) fn statement(&mut self) -> Result<Statement, Diagnostic> {
        let left = self.term()?;
        self.statement_from(left)
    }

    /// The relation and the right side of a statement whose left side is known.
    pub(in crate::symbolic::syntax) fn statement_from(
        &mut self,
        left: Term,
    ) -> Result<Statement, Diagnostic> {
        let relation = self.relation()?;
        let right = self.term()?;
        if matches!(
            self.peek(),
            Kind::Mark("=" | "!=" | "<" | "<=" | ">" | ">=")
        ) {
            let found = self.found();
            return Err(self.refuse(SyntaxError::ChainedRelation { found }));
        }
        Ok(Statement {
            left,
            relation,
            right,
        })
    }

    fn relation(&mut self) -> Result<Relation, Diagnostic> {
        let relation = match self.peek() {
            Kind::Mark("=") => Relation::Equal,
            Kind::Mark("!=") => Relation::NotEqual,
            Kind::Mark("<") => Relation::Less,
            Kind::Mark("<=") => Relation::LessEqual,
            Kind::Mark(">") => return Err(self.refuse_greater(">", "<")),
            Kind::Mark(">=") => return Err(self.refuse_greater(">=", "<=")),
            _ => return Err(self.unexpected("an operator or one of `=`, `!=`, `<`, `<=`")),
        };
        self.advance();
        Ok(relation)
    }

    /// A term whose operators bind at least as tightly as `least`.
    fn binding(&mut self, least: u8) -> Result<Sized, Diagnostic> {
        self.nesting += 1;
        self.check_depth(self.nesting)?;
        let (mut left, mut depth) = self.operand()?;
        while let Some((operator, power)) = infix(self.peek()) {
            if power < least {
                break;
            }
            self.advance();
            let tighter = if operator == Operator::Power {
                power
            } else {
                power + 1
            };
            let (right, right_depth) = self.binding(tighter)?;
            left = left.with(operator, right);
            depth = 1 + depth.max(right_depth);
            self.check_depth(depth)?;
        }
        self.nesting -= 1;
        Ok((left, depth))
    }

    fn check_depth(&self, depth: usize) -> Result<(), Diagnostic> {
        if depth <= MAX_DEPTH {
            return Ok(());
        }
        Err(self.refuse(SyntaxError::TooDeep))
    }

    /// What stands between operators.
    fn operand(&mut self) -> Result<Sized, Diagnostic> {
        let term = match self.peek().clone() {
            Kind::Number(value) => Term::Number(value),
            Kind::Text(text) => Term::Text(text),
            Kind::Name(name) => return self.named(name),
            Kind::Mark("-") => return self.negation(),
            Kind::Mark("(") => return self.parenthesized(),
            Kind::Mark("[") => return self.list(),
            _ => return Err(self.unexpected("a number, a name, `-`, `(` or `[`")),
        };
        self.advance();
        Ok((term, 1))
    }

    fn negation(&mut self) -> Result<Sized, Diagnostic> {
        self.advance();
        let (term, depth) = self.binding(NEGATION)?;
        self.check_depth(depth + 1)?;
        Ok((term.negated(), depth + 1))
    }

    fn parenthesized(&mut self) -> Result<Sized, Diagnostic> {
        self.advance();
        let inner = self.binding(0)?;
        self.expect(")", "an operator or `)`")?;
        Ok(inner)
    }

    fn list(&mut self) -> Result<Sized, Diagnostic> {
        self.advance();
        let (items, depth) = self.terms_until("]", "`,` or `]`")?;
        Ok((Term::List(items), depth + 1))
    }

    /// A reserved construct, a call, a member of a family, or a symbol.
    fn named(&mut self, name: String) -> Result<Sized, Diagnostic> {
        let reserved = RESERVED.iter().find(|(word, _)| *word == name);
        let next = self.tokens.get(self.position + 1).map(|token| &token.kind);
        match (reserved, next) {
            (Some(("sum", _)), Some(Kind::Mark("("))) => self.aggregate(Aggregation::Sum),
            (Some(("product", _)), Some(Kind::Mark("("))) => self.aggregate(Aggregation::Product),
            (Some(("E" | "Var" | "Cov", _)), Some(Kind::Mark("(" | "["))) => self.moment(&name),
            (Some((_, usage)), _) => Err(self.refuse(SyntaxError::ReservedName { name, usage })),
            (None, Some(Kind::Mark("("))) => self.call(name),
            (None, Some(Kind::Mark("["))) => self.indexed(name),
            (None, _) => {
                self.advance();
                Ok((Term::Symbol(name), 1))
            }
        }
    }

    /// E, Var or Cov, with square or round brackets.
    fn moment(&mut self, name: &str) -> Result<Sized, Diagnostic> {
        self.advance();
        let round = *self.peek() == Kind::Mark("(");
        let (close, expected) = if round { (")", "`)`") } else { ("]", "`]`") };
        self.advance();
        let (first, depth) = self.binding(0)?;
        if name != "Cov" {
            self.expect(close, expected)?;
            let first = Box::new(first);
            let variance = name == "Var";
            let term = if variance {
                Term::Variance(first)
            } else {
                Term::Expectation(first)
            };
            return Ok((term, depth + 1));
        }
        self.expect(",", "`,` and a second argument")?;
        let (second, second_depth) = self.binding(0)?;
        self.expect(close, expected)?;
        let term = Term::Covariance(Box::new(first), Box::new(second));
        Ok((term, 1 + depth.max(second_depth)))
    }

    /// `sum(j:n, body)` or `sum(j in a..b, body)`.
    fn aggregate(&mut self, aggregation: Aggregation) -> Result<Sized, Diagnostic> {
        self.advance();
        self.advance();
        let index = self.name("the name of an index")?;
        let (from, from_depth) = self.lower_bound()?;
        let (to, to_depth) = self.binding(0)?;
        self.expect(",", "`,` and what is aggregated")?;
        let (body, body_depth) = self.binding(0)?;
        self.expect(")", "an operator or `)`")?;
        let term = Term::Aggregate {
            aggregation,
            index,
            from: Box::new(from),
            to: Box::new(to),
            body: Box::new(body),
        };
        Ok((term, 1 + from_depth.max(to_depth).max(body_depth)))
    }

    fn lower_bound(&mut self) -> Result<Sized, Diagnostic> {
        if *self.peek() == Kind::Mark(":") {
            self.advance();
            return Ok((Term::integer(1), 1));
        }
        if *self.peek() != Kind::Name("in".to_owned()) {
            return Err(self.unexpected("`:` or `in`"));
        }
        self.advance();
        let from = self.binding(0)?;
        self.expect("..", "`..`")?;
        Ok(from)
    }

    fn indexed(&mut self, family: String) -> Result<Sized, Diagnostic> {
        self.advance();
        self.advance();
        if *self.peek() == Kind::Mark("]") {
            return Err(self.unexpected("an index"));
        }
        let (indices, depth) = self.terms_until("]", "`,` or `]`")?;
        Ok((Term::Indexed { family, indices }, depth + 1))
    }

    /// Terms separated by commas, and the closing mark; how deep the deepest is.
    fn terms_until(
        &mut self,
        close: &'static str,
        expected: &'static str,
    ) -> Result<(Vec<Term>, usize), Diagnostic> {
        let (mut terms, mut depth) = (Vec::new(), 0);
        while *self.peek() != Kind::Mark(close) {
            let (term, term_depth) = self.binding(0)?;
            terms.push(term);
            depth = depth.max(term_depth);
            if *self.peek() != Kind::Mark(",") {
                break;
            }
            self.advance();
        }
        self.expect(close, expected)?;
        Ok((terms, depth))
    }

    fn call(&mut self, function: String) -> Result<Sized, Diagnostic> {
        self.advance();
        self.advance();
        let (mut positional, mut named, mut deepest) = (Vec::new(), Vec::new(), 0);
        while *self.peek() != Kind::Mark(")") {
            let name = self.argument_name(&named)?;
            if name.is_none() && !named.is_empty() {
                return Err(self.refuse(SyntaxError::PositionalAfterNamed));
            }
            let (term, depth) = self.binding(0)?;
            deepest = deepest.max(depth);
            match name {
                Some(name) => named.push((name, term)),
                None => positional.push(term),
            }
            if *self.peek() != Kind::Mark(",") {
                break;
            }
            self.advance();
        }
        self.expect(")", "`,` or `)`")?;
        let term = Term::Call {
            function,
            positional,
            named,
        };
        Ok((term, deepest + 1))
    }

    /// The `q =` before a named argument.
    fn argument_name(&mut self, named: &[(String, Term)]) -> Result<Option<String>, Diagnostic> {
        let next = self.tokens.get(self.position + 1).map(|token| &token.kind);
        let (Kind::Name(name), Some(Kind::Mark("="))) = (self.peek().clone(), next) else {
            return Ok(None);
        };
        if named.iter().any(|(other, _)| *other == name) {
            return Err(self.refuse(SyntaxError::DuplicateArgument { name }));
        }
        self.advance();
        self.advance();
        Ok(Some(name))
    }

    /// A name that is not reserved.
    pub(in crate::symbolic::syntax) fn name(
        &mut self,
        expected: &'static str,
    ) -> Result<String, Diagnostic> {
        let Kind::Name(name) = self.peek().clone() else {
            return Err(self.unexpected(expected));
        };
        if let Some((_, usage)) = RESERVED.iter().find(|(word, _)| *word == name) {
            return Err(self.refuse(SyntaxError::ReservedName { name, usage }));
        }
        self.advance();
        Ok(name)
    }
}

/// The operator of a token and how tightly it binds.
fn infix(kind: &Kind) -> Option<(Operator, u8)> {
    match kind {
        Kind::Mark("+") => Some((Operator::Add, 10)),
        Kind::Mark("-") => Some((Operator::Subtract, 10)),
        Kind::Mark("*") => Some((Operator::Multiply, 20)),
        Kind::Mark("/") => Some((Operator::Divide, 20)),
        Kind::Mark("^") => Some((Operator::Power, 30)),
        _ => None,
    }
}
