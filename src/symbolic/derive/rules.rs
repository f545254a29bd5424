//! The rules that a script may name: what each shows, what it needs, and how it is run.
//!
//! To add one: an entry here; the reference in `proofs/README.md` lists them all, and a test says so.

use crate::symbolic::derive::justify;
use crate::symbolic::derive::scope::Arguments;
use crate::symbolic::expr::Statement;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::equation;

/// `None` if the arguments do not fit the rule.
type Run = fn(&Context, &Statement, &Arguments) -> Option<Result<Theorem, Refusal>>;

/// A rule as scripts name it.
#[derive(Clone, Copy, Debug)]
pub struct ScriptRule {
    /// Its name behind `by`.
    pub name: &'static str,
    /// What it needs beside citations that it uses as equations and facts.
    pub needs: &'static str,
    /// What it shows.
    pub shows: &'static str,
    pub(in crate::symbolic::derive) run: Run,
}

/// All rules, in the order in which the reference lists them.
pub const RULES: [ScriptRule; 20] = [
    ScriptRule {
        name: "algebra",
        needs: "nothing more",
        shows: "an equation of field arithmetic after rewriting with the cited equations; denominators are recorded",
        run: |c, goal, a| Some(equation(c, goal, Rule::Algebra, &a.theorems())),
    },
    ScriptRule {
        name: "definition",
        needs: "nothing more",
        shows: "the same, with Var[x] = E[x^2] - E[x]^2 and Cov[x, y] = E[x*y] - E[x]*E[y]",
        run: |c, goal, a| Some(equation(c, goal, Rule::Definition, &a.theorems())),
    },
    ScriptRule {
        name: "linearity",
        needs: "nothing more",
        shows: "the same as `algebra`, with E linear, also over sums; moments that must exist are recorded",
        run: |c, goal, a| Some(equation(c, goal, Rule::Linearity, &a.theorems())),
    },
    ScriptRule {
        name: "independence",
        needs: "nothing more",
        shows: "the same as `linearity`, with E of a product over independent blocks the product of the E",
        run: |c, goal, a| Some(equation(c, goal, Rule::Independence, &a.theorems())),
    },
    ScriptRule {
        name: "iid-sum",
        needs: "nothing more",
        shows: "the same as `independence`, with products of sums over members of one law counted by which indices coincide",
        run: |c, goal, a| Some(equation(c, goal, Rule::IidSum, &a.theorems())),
    },
    ScriptRule {
        name: "moments",
        needs: "nothing more",
        shows: "`definition` and `iid-sum` at once",
        run: |c, goal, a| Some(equation(c, goal, Rule::Moments, &a.theorems())),
    },
    ScriptRule {
        name: "differentiate",
        needs: "nothing more",
        shows: "the same as `algebra`, with diff(f, x) worked out; x is held apart from all that is known of it",
        run: |c, goal, a| Some(equation(c, goal, Rule::Differentiate, &a.theorems())),
    },
    ScriptRule {
        name: "symmetry",
        needs: "`on NAME`, a symmetric variable or iid family",
        shows: "what changing the sign of NAME shows by linearity: E[x^3] = 0, E[relu(x)^2] = E[x^2]/2",
        run: |c, goal, a| Some(justify::symmetry(c, goal, a.on.first()?, &a.theorems())),
    },
    ScriptRule {
        name: "sign-flip",
        needs: "`on NAME`, a symmetric variable or iid family",
        shows: "E[f(x)] = E[f(-x)], for an x that is independent of all else in f",
        run: |c, goal, a| Some(justify::sign_flip(c, goal, a.on.first()?)),
    },
    ScriptRule {
        name: "law",
        needs: "`on NAME`, a name with a declared law",
        shows: "E[x^k] = its moment under `uniform(a, b)`, `normal(mean, variance)`, `rademacher()`, `bernoulli(p)`, `truncated_normal(c)`",
        run: |c, goal, a| Some(justify::law(c, goal, a.on.first()?)),
    },
    ScriptRule {
        name: "square-root",
        needs: "a goal of the form sqrt(t)^2 = t, and citations or declarations from which 0 <= t is known",
        shows: "sqrt(t)^2 = t",
        run: |c, goal, a| justify::square_root(c, goal, &a.theorems()),
    },
    ScriptRule {
        name: "order",
        needs: "multipliers (`LABEL times TERM`) and squares (`square TERM times TERM`) where 1 and none do not do",
        shows: "`<=`, `<`, `=` or `!=`, as a combination of cited relations with non-negative multipliers, squares, and what is known not to be negative",
        run: |c, goal, a| Some(justify::order(c, goal, a)),
    },
    ScriptRule {
        name: "cancel",
        needs: "the premise with its factor, `LABEL times TERM`",
        shows: "l <= r from m*l <= m*r, if 0 < m is known; the same for `<`, `=` and `!=`",
        run: |c, goal, a| justify::cancel(c, goal, a),
    },
    ScriptRule {
        name: "sum-monotone",
        needs: "the premise and `on INDEX`, a member index",
        shows: "sums over all members keep `<=`, `<` and `=`",
        run: |c, goal, a| Some(justify::sum_monotone(c, goal, a.first()?, a.on.first()?)),
    },
    ScriptRule {
        name: "mean-monotone",
        needs: "the premise",
        shows: "E keeps `<=`, `<` and `=` that hold almost surely",
        run: |c, goal, a| Some(justify::mean_monotone(c, goal, a.first()?)),
    },
    ScriptRule {
        name: "induction",
        needs: "`on INDEX`, a step index, then a base and a step for each property",
        shows: "P(k) for all k, from P at the first k and P(k + 1) where P(k) is supposed; several properties at once",
        run: |c, goal, a| justify::induction(c, goal, a.on.first()?, &a.theorems()),
    },
    ScriptRule {
        name: "nonzero",
        needs: "the theorem, then the fact that its condition does not vanish",
        shows: "the theorem without that side condition",
        run: |c, goal, a| {
            Some(justify::nonzero(
                c,
                goal,
                a.first()?,
                &a.cited.get(1)?.theorem,
            ))
        },
    },
    ScriptRule {
        name: "discharge",
        needs: "the lemma, then the theorem that supposes it",
        shows: "the theorem without that supposition",
        run: |c, goal, a| {
            Some(justify::discharge(
                c,
                goal,
                a.first()?,
                &a.cited.get(1)?.theorem,
            ))
        },
    },
    ScriptRule {
        name: "instantiate",
        needs: "`LABEL(k = TERM)`",
        shows: "a theorem at a value of its index",
        run: |c, goal, a| Some(justify::bridge(c, a.first()?, goal)),
    },
    ScriptRule {
        name: "assumption",
        needs: "the assumption's label",
        shows: "an assumption",
        run: |c, goal, a| Some(justify::bridge(c, a.first()?, goal)),
    },
];
