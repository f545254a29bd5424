//! One link of a chain: the rule's name and arguments, turned into a call of the kernel.

use crate::symbolic::derive::ProofError;
use crate::symbolic::derive::rules::RULES;
use crate::symbolic::derive::run::refused;
use crate::symbolic::derive::scope::Scope;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::syntax::Link;

/// The theorem of a link.
pub(in crate::symbolic::derive) fn link(link: &Link, scope: &Scope) -> Result<Theorem, ProofError> {
    let Some(rule) = RULES.iter().find(|rule| rule.name == link.rule) else {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        return Err(ProofError::UnknownRule {
            found: link.rule.clone(),
            known: names.join(", "),
            span: link.rule_span.clone(),
        });
    };
    let arguments = scope.arguments(&link.arguments)?;
    let proved = (rule.run)(&scope.context, &link.statement, &arguments);
    let proved = proved.ok_or_else(|| ProofError::Arguments {
        rule: link.rule.clone(),
        needed: rule.needs,
        span: link.rule_span.clone(),
    })?;
    proved.map_err(|refusal| refused(&link.rule, refusal, &link.span))
}
