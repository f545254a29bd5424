//! From a proved equation to the lines of a textbook: definition, linearity, independence, sums,
//! then the assumptions one by one. Each line is a theorem of the kernel; a line that would change
//! nothing, or that nobody would print, is left out.

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::justify::joined;
use crate::symbolic::derive::supply::Premise;
use crate::symbolic::derive::supply::theorems;
use crate::symbolic::derive::tactic::Found;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::equation;
use crate::symbolic::kernel::normal_form;

/// A line longer than this is not printed in a textbook.
const LONGEST: usize = 160;

/// The rules of a textbook, in the order in which they are used. Once a double sum is written out,
/// nothing counts coincidences of its indices: the second way does that before.
const WAYS: [&[Rule]; 2] = [
    &[
        Rule::Differentiate,
        Rule::Definition,
        Rule::Linearity,
        Rule::Independence,
        Rule::IidSum,
    ],
    &[Rule::Differentiate, Rule::Definition, Rule::IidSum],
];

/// A theorem and the words that justify it.
pub(in crate::symbolic::derive) type Line = (Theorem, String);

/// The goal as a step of a derivation: a chain if there is one, else the theorem in one line.
pub(in crate::symbolic::derive) fn step(
    context: &Context,
    goal: &Statement,
    found: &Found,
    label: &str,
) -> NamedTheorem {
    let whole = || {
        let by = words(found.rule, &found.premises);
        (found.theorem.clone(), vec![(found.theorem.clone(), by)])
    };
    let mut ways = WAYS.iter();
    let chain = ways.find_map(|rules| chained(context, goal, found, rules));
    let (theorem, links) = chain.unwrap_or_else(whole);
    NamedTheorem {
        label: label.to_owned(),
        note: None,
        theorem,
        links,
    }
}

fn chained(
    context: &Context,
    goal: &Statement,
    found: &Found,
    rules: &'static [Rule],
) -> Option<(Theorem, Vec<Line>)> {
    let walk = Walk {
        context,
        rules,
        premises: &found.premises,
    };
    let mut lines = walk.down(&goal.left, Some(&goal.right));
    let last = lines
        .last()
        .map_or(&goal.left, |(t, _)| &t.conclusion().right);
    if *last != goal.right {
        let last = last.clone();
        lines.extend(walk.across(&last, &goal.right, found)?);
    }
    let theorems: Vec<Theorem> = lines.iter().map(|(theorem, _)| theorem.clone()).collect();
    let theorem = match theorems.as_slice() {
        [only] => only.clone(),
        several => joined(context, several).ok()?,
    };
    (theorem.conclusion() == goal).then_some((theorem, lines))
}

/// `moments zero-mean, variance`.
fn words(rule: Rule, premises: &[Premise]) -> String {
    let cited: Vec<&str> = premises.iter().map(|p| p.cite.as_str()).collect();
    format!("{} {}", rule.name(), cited.join(", "))
        .trim_end()
        .to_owned()
}

/// The term with E[x²] − E[x]² for each Var[x] and E[xy] − E[x]E[y] for each Cov[x, y], as one
/// writes it.
fn unfolded(term: &Term) -> Term {
    let term = term.with_children(unfolded);
    let mean = |x: Term| Term::Expectation(Box::new(x));
    let squared = |x: Term| x.with(Operator::Power, Term::integer(2));
    match term {
        Term::Variance(x) => {
            mean(squared((*x).clone())).with(Operator::Subtract, squared(mean(*x)))
        }
        Term::Covariance(x, y) => {
            let product = (*x).clone().with(Operator::Multiply, (*y).clone());
            let means = mean(*x).with(Operator::Multiply, mean(*y));
            mean(product).with(Operator::Subtract, means)
        }
        other => other,
    }
}

/// left = right by a rule and premises.
pub(in crate::symbolic::derive) fn line(
    context: &Context,
    left: &Term,
    right: &Term,
    rule: Rule,
    premises: &[Premise],
) -> Option<Line> {
    let statement = Statement {
        left: left.clone(),
        relation: Relation::Equal,
        right: right.clone(),
    };
    let theorem = equation(context, &statement, rule, &theorems(premises)).ok()?;
    Some((theorem, words(rule, premises)))
}

struct Walk<'a> {
    context: &'a Context,
    rules: &'static [Rule],
    premises: &'a [Premise],
}

impl Walk<'_> {
    /// Lines from a term towards its normal form; the last may be the target already.
    fn down(&self, from: &Term, target: Option<&Term>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut at = from.clone();
        for (rule, premises) in self.stages() {
            if Some(&at) == target {
                break;
            }
            let end = target.and_then(|target| self.line(&at, target, rule, premises));
            let Some(line) = end.or_else(|| self.next(&at, rule, premises)) else {
                continue;
            };
            at = line.0.conclusion().right.clone();
            lines.push(line);
        }
        lines
    }

    /// Each rule alone, then each premise, then the rules that waited for a premise.
    fn stages(&self) -> Vec<(Rule, &[Premise])> {
        let none: &[Premise] = &[];
        let mut stages = vec![(Rule::Algebra, none)];
        stages.extend(self.rules.iter().map(|rule| (*rule, none)));
        for place in 0..self.premises.len() {
            let one = &self.premises[place..=place];
            stages.extend([
                (Rule::Algebra, one),
                (Rule::Definition, one),
                (Rule::IidSum, one),
                (Rule::Moments, one),
            ]);
        }
        stages.extend(self.rules.iter().map(|rule| (*rule, none)));
        stages
    }

    /// The line to the normal form, if it changes something and can be printed.
    fn next(&self, at: &Term, rule: Rule, premises: &[Premise]) -> Option<Line> {
        let unfolded = unfolded(at);
        if rule == Rule::Definition && premises.is_empty() && unfolded != *at {
            return self.line(at, &unfolded, rule, premises);
        }
        let next = normal_form(self.context, at, rule, &theorems(premises)).ok()?;
        let is_same = next == *at || self.line(at, &next, Rule::Algebra, &[]).is_some();
        if is_same || next.to_string().len() > LONGEST {
            return None;
        }
        self.line(at, &next, rule, premises)
    }

    fn line(&self, left: &Term, right: &Term, rule: Rule, premises: &[Premise]) -> Option<Line> {
        line(self.context, left, right, rule, premises)
    }

    /// Lines from where the left side ended to the right side of the goal.
    fn across(&self, from: &Term, to: &Term, found: &Found) -> Option<Vec<Line>> {
        for rule in [Rule::Algebra, Rule::Definition, Rule::Linearity] {
            if let Some(line) = self.line(from, to, rule, &[]) {
                return Some(vec![line]);
            }
        }
        let used = |rule| self.least(from, to, rule);
        if let Some(line) = used(Rule::Algebra).or_else(|| used(Rule::Definition)) {
            return Some(vec![line]);
        }
        self.up(from, to)
            .or_else(|| used(Rule::IidSum).map(|line| vec![line]))
            .or_else(|| used(found.rule).map(|line| vec![line]))
    }

    /// One line with no more premises than it needs.
    fn least(&self, from: &Term, to: &Term, rule: Rule) -> Option<Line> {
        let mut premises = self.premises.to_vec();
        let mut best = self.line(from, to, rule, &premises)?;
        for place in (0..premises.len()).rev() {
            let mut fewer = premises.clone();
            fewer.remove(place);
            if let Some(line) = self.line(from, to, rule, &fewer) {
                (premises, best) = (fewer, line);
            }
        }
        Some(best)
    }

    /// The lines of the other side read backwards, from where the two sides meet.
    fn up(&self, from: &Term, to: &Term) -> Option<Vec<Line>> {
        let down = self.down(to, None);
        let mut places = down.iter().enumerate();
        let (place, meet) = places.find_map(|(place, (theorem, _))| {
            let right = &theorem.conclusion().right;
            Some((place, self.line(from, right, Rule::Algebra, &[])?))
        })?;
        let mut lines = Vec::new();
        if meet.0.conclusion().left != meet.0.conclusion().right {
            lines.push(meet);
        }
        for (theorem, by) in down[..=place].iter().rev() {
            let said = theorem.conclusion();
            let back = Statement {
                left: said.right.clone(),
                relation: Relation::Equal,
                right: said.left.clone(),
            };
            let step = theorem.step();
            let theorem = equation(self.context, &back, step.rule, &step.premises).ok()?;
            lines.push((theorem, by.clone()));
        }
        Some(lines)
    }
}
