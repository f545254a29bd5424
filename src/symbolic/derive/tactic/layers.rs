//! Equations through several layers, one after the other: the last layer is put in, the mean is
//! worked out, then the layer below.

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::chain::Line;
use crate::symbolic::derive::chain::line;
use crate::symbolic::derive::justify::joined;
use crate::symbolic::derive::supply::Premise;
use crate::symbolic::derive::supply::Wanted;
use crate::symbolic::derive::supply::lemmas;
use crate::symbolic::derive::supply::theorems;
use crate::symbolic::derive::tactic::Attempt;
use crate::symbolic::derive::tactic::Tactic;
use crate::symbolic::derive::tactic::equality::admissible;
use crate::symbolic::derive::tactic::equality::in_order;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::normal_form;

pub(in crate::symbolic::derive) const TACTIC: Tactic = Tactic {
    name: "layers",
    run,
};

/// More layers than this are not gone through.
const MOST: usize = 8;

/// `None` if the layers do not lead to the right side: the next tactic says what is missing.
fn run(context: &Context, goal: &Statement) -> Option<Attempt> {
    if goal.relation != Relation::Equal {
        return None;
    }
    let mut walk = Walk {
        context,
        at: goal.left.clone(),
        lines: Vec::new(),
        lemmas: Vec::new(),
    };
    for _ in 0..MOST {
        let (layers, values) = walk.premises(&goal.right);
        let down = layers.iter().find_map(|layer| {
            let layer = std::slice::from_ref(layer);
            walk.next(Rule::Algebra, layer)
        })?;
        walk.push(down);
        if let Some(worked_out) = walk.next(Rule::Moments, &values) {
            walk.push(worked_out);
            walk.lemmas = values.iter().filter_map(|p| p.step.clone()).collect();
        }
        if let Some(last) = line(context, &walk.at, &goal.right, Rule::Algebra, &[]) {
            walk.push(last);
            return walk.finish(goal).map(Ok);
        }
    }
    None
}

struct Walk<'a> {
    context: &'a Context,
    at: Term,
    lines: Vec<Line>,
    lemmas: Vec<NamedTheorem>,
}

impl Walk<'_> {
    /// What defines members, and what gives values of moments.
    fn premises(&self, right: &Term) -> (Vec<Premise>, Vec<Premise>) {
        let wanted = Wanted {
            context: self.context,
            terms: vec![self.at.clone(), right.clone()],
            premises: &[],
        };
        let defines = |p: &Premise| matches!(p.theorem.conclusion().left, Term::Indexed { .. });
        let (layers, values): (Vec<_>, Vec<_>) = lemmas(&wanted).into_iter().partition(defines);
        let values = admissible(self.context, Rule::Moments, in_order(&values));
        (layers, values)
    }

    /// A line that changes something.
    fn next(&self, rule: Rule, premises: &[Premise]) -> Option<Line> {
        let next = normal_form(self.context, &self.at, rule, &theorems(premises)).ok()?;
        let is_same = line(self.context, &self.at, &next, Rule::Algebra, &[]).is_some();
        (!is_same).then(|| line(self.context, &self.at, &next, rule, premises))?
    }

    fn push(&mut self, line: Line) {
        self.at = line.0.conclusion().right.clone();
        self.lines.push(line);
    }

    fn finish(mut self, goal: &Statement) -> Option<Vec<NamedTheorem>> {
        self.lines.retain(|(theorem, _)| {
            let said = theorem.conclusion();
            said.left != said.right
        });
        let theorems: Vec<Theorem> = self.lines.iter().map(|(t, _)| t.clone()).collect();
        let theorem = joined(self.context, &theorems).ok()?;
        if theorem.conclusion() != goal {
            return None;
        }
        let cited = |step: &NamedTheorem| {
            let words = self.lines.iter().map(|(_, by)| by);
            words.into_iter().any(|by| by.contains(&step.label))
        };
        let mut steps = self.lemmas.clone();
        steps.retain(cited);
        steps.push(NamedTheorem {
            label: "goal".to_owned(),
            note: None,
            theorem,
            links: self.lines,
        });
        Some(steps)
    }
}
