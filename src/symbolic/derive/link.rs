//! One link of a chain: the rule's name and arguments, turned into a call of the kernel.

use crate::symbolic::derive::ProofError;
use crate::symbolic::derive::justify;
use crate::symbolic::derive::run::refused;
use crate::symbolic::derive::scope::Arguments;
use crate::symbolic::derive::scope::Scope;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::equation;
use crate::symbolic::syntax::Link;

/// The rules that a script may name.
const RULES: [&str; 20] = [
    "algebra",
    "definition",
    "linearity",
    "independence",
    "iid-sum",
    "moments",
    "differentiate",
    "sign-flip",
    "symmetry",
    "law",
    "square-root",
    "order",
    "cancel",
    "sum-monotone",
    "mean-monotone",
    "induction",
    "nonzero",
    "discharge",
    "instantiate",
    "assumption",
];

/// The theorem of a link.
pub(in crate::symbolic::derive) fn link(link: &Link, scope: &Scope) -> Result<Theorem, ProofError> {
    if !RULES.contains(&link.rule.as_str()) {
        return Err(ProofError::UnknownRule {
            found: link.rule.clone(),
            known: RULES.join(", "),
            span: link.rule_span.clone(),
        });
    }
    let arguments = scope.arguments(&link.arguments)?;
    let needs = |needed: &'static str| ProofError::Arguments {
        rule: link.rule.clone(),
        needed,
        span: link.rule_span.clone(),
    };
    let proved = by_rule(link, &arguments, scope).ok_or_else(|| needs(arguments_of(&link.rule)))?;
    proved.map_err(|refusal| refused(&link.rule, refusal, &link.span))
}

/// What a rule needs beside citations.
fn arguments_of(rule: &str) -> &'static str {
    match rule {
        "sign-flip" | "symmetry" | "law" => "`on NAME`, the random variable",
        "square-root" => "a goal of the form sqrt(t)^2 = t",
        "cancel" => "the premise and its factor, `LABEL times TERM`",
        "sum-monotone" => "the premise and `on INDEX`",
        "mean-monotone" => "the premise",
        "induction" => "`on INDEX`, then a base and a step for each property",
        "nonzero" => "the theorem, then the fact that its condition does not vanish",
        "discharge" => "the lemma, then the theorem that supposes it",
        _ => "one citation",
    }
}

/// `None` if the arguments do not fit the rule.
fn by_rule(link: &Link, a: &Arguments, scope: &Scope) -> Option<Result<Theorem, Refusal>> {
    let (goal, context) = (&link.statement, &scope.context);
    let theorems = a.theorems();
    if let Some(rule) = Rule::parse(&link.rule)
        && EQUATIONAL.contains(&rule)
    {
        return Some(equation(context, goal, rule, &theorems));
    }
    let on = a.on.first().map(String::as_str);
    let first = theorems.first();
    Some(match link.rule.as_str() {
        "sign-flip" => justify::sign_flip(context, goal, on?),
        "symmetry" => justify::symmetry(context, goal, on?, &theorems),
        "law" => justify::law(context, goal, on?),
        "square-root" => justify::square_root(context, goal, &theorems)?,
        "order" => justify::order(context, goal, a),
        "cancel" => justify::cancel(context, goal, a)?,
        "sum-monotone" => justify::sum_monotone(context, goal, first?, on?),
        "mean-monotone" => justify::mean_monotone(context, goal, first?),
        "induction" => justify::induction(context, goal, on?, &theorems)?,
        "nonzero" => justify::nonzero(context, goal, first?, theorems.get(1)?),
        "discharge" => justify::discharge(context, goal, first?, theorems.get(1)?),
        _ => justify::bridge(context, first?, goal),
    })
}

const EQUATIONAL: [Rule; 7] = [
    Rule::Algebra,
    Rule::Definition,
    Rule::Linearity,
    Rule::Independence,
    Rule::IidSum,
    Rule::Moments,
    Rule::Differentiate,
];
