//! Derivatives of terms by the textbook's rules, as terms. They are not simplified.

use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::evaluate::unsupported;
use crate::symbolic::replay::world::Found;

/// 1 if two indices are equal, else 0: a function that no script can name.
pub(in crate::symbolic::replay) const SAME: &str = "same index";

/// The derivative of a term by a symbol, or by a member with numbers for its indices; at most so
/// many derivatives inside one another.
pub(in crate::symbolic::replay) fn slope(term: &Term, x: &Term, most: usize) -> Found<Term> {
    if !depends(term, x) {
        return Ok(Term::integer(0));
    }
    match term {
        Term::Symbol(_) => Ok(Term::integer(1)),
        Term::Indexed { indices, .. } => Ok(is_variable(indices, x)),
        Term::Negation(t) => Ok(Term::Negation(Box::new(slope(t, x, most)?))),
        Term::Binary {
            operator,
            left,
            right,
        } => of_binary(*operator, (left, right), x, most),
        Term::Call {
            function,
            positional,
            ..
        } => of_call((function, positional), term, x, most),
        Term::Aggregate {
            aggregation: Aggregation::Sum,
            index,
            from,
            to,
            body,
        } if !depends(from, x) && !depends(to, x) => Ok(Term::Aggregate {
            aggregation: Aggregation::Sum,
            index: index.clone(),
            from: from.clone(),
            to: to.clone(),
            body: Box::new(slope(body, x, most)?),
        }),
        _ => Err(unsupported(term, "is not differentiated")),
    }
}

fn depends(term: &Term, x: &Term) -> bool {
    let (Term::Symbol(name) | Term::Indexed { family: name, .. }) = x else {
        return false;
    };
    term.free_symbols().contains(name.as_str())
}

/// The product over the positions of "the index is the variable's".
fn is_variable(indices: &[Term], x: &Term) -> Term {
    let Term::Indexed {
        indices: wanted, ..
    } = x
    else {
        return Term::integer(0);
    };
    let same = |(a, b): (&Term, &Term)| call(SAME, vec![a.clone(), b.clone()]);
    let pairs = indices.iter().zip(wanted).map(same);
    pairs.fold(Term::integer(1), times)
}

fn of_binary(operator: Operator, (l, r): (&Term, &Term), x: &Term, most: usize) -> Found<Term> {
    let (left, right) = (l.clone(), r.clone());
    Ok(match operator {
        Operator::Add | Operator::Subtract => slope(l, x, most)?.with(operator, slope(r, x, most)?),
        Operator::Multiply => {
            times(slope(l, x, most)?, right).with(Operator::Add, times(left, slope(r, x, most)?))
        }
        Operator::Divide => {
            let square = times(right.clone(), right.clone());
            let above = times(slope(l, x, most)?, right);
            above
                .with(Operator::Subtract, times(left, slope(r, x, most)?))
                .with(Operator::Divide, square)
        }
        Operator::Power if !depends(r, x) => {
            let below = right.clone().with(Operator::Subtract, Term::integer(1));
            times(
                times(right, left.with(Operator::Power, below)),
                slope(l, x, most)?,
            )
        }
        Operator::Power => return Err(unsupported(r, "is an exponent with the variable in it")),
    })
}

fn of_call(
    (function, arguments): (&str, &[Term]),
    term: &Term,
    x: &Term,
    most: usize,
) -> Found<Term> {
    let refused = || unsupported(term, "is not differentiated");
    if let ("diff", [body, variable]) = (function, arguments)
        && is_settled(variable)
    {
        let most = most.checked_sub(1).ok_or_else(refused)?;
        return slope(&slope(body, variable, most)?, x, most);
    }
    let [t] = arguments else {
        return Err(refused());
    };
    let over = |below: Term| Term::integer(1).with(Operator::Divide, below);
    let outer = match function {
        "exp" => term.clone(),
        "ln" => over(t.clone()),
        "sqrt" => over(times(Term::integer(2), term.clone())),
        "relu" | "abs" | "normal_density" | "normal_mass" => return Err(refused()),
        _ => call(&format!("{function}'"), vec![t.clone()]),
    };
    Ok(times(outer, slope(t, x, most)?))
}

/// Whether no index of the variable is bound elsewhere.
fn is_settled(variable: &Term) -> bool {
    match variable {
        Term::Symbol(_) => true,
        Term::Indexed { indices, .. } => indices.iter().all(|i| matches!(i, Term::Number(_))),
        _ => false,
    }
}

fn call(function: &str, positional: Vec<Term>) -> Term {
    Term::Call {
        function: function.to_owned(),
        positional,
        named: Vec::new(),
    }
}

fn times(a: Term, b: Term) -> Term {
    a.with(Operator::Multiply, b)
}
