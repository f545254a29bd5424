//! Which names may depend on one another: a partition that meets every declared independence.

use crate::symbolic::expr::Signature;
use std::collections::BTreeSet;

/// Names that may depend on one another within a block; a name in no block may depend on all.
///
/// Names share a block unless some declaration separates them, so the partition is as coarse as
/// going through the names in order can make it. Blocks are mutually independent, which may be
/// more than was declared: every model is lawful, but not every lawful model is reached.
pub(in crate::symbolic::finite) fn blocks(signature: &Signature) -> Vec<BTreeSet<String>> {
    let mut blocks: Vec<BTreeSet<String>> = Vec::new();
    for name in signature.independent().iter().flatten().flatten() {
        if blocks.iter().any(|block| block.contains(name)) {
            continue;
        }
        let fits = |block: &&mut BTreeSet<String>| {
            let mut others = block.iter();
            others.all(|other| !separated(signature, name, other))
        };
        match blocks.iter_mut().find(fits) {
            Some(block) => _ = block.insert(name.clone()),
            None => blocks.push(BTreeSet::from([name.clone()])),
        }
    }
    blocks
}

/// Whether a declaration has the two names in different blocks.
fn separated(signature: &Signature, a: &String, b: &String) -> bool {
    signature.independent().iter().any(|blocks| {
        let place = |name| blocks.iter().position(|block| block.contains(name));
        matches!((place(a), place(b)), (Some(i), Some(j)) if i != j)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbolic::syntax::parse_signature;

    #[test]
    fn only_separated_names_are_in_different_blocks() {
        let partition = |lines: &str| {
            let text = format!("var X, Y, Z, U\n{lines}");
            let blocks = blocks(&parse_signature(&text).unwrap());
            let texts = blocks.iter().map(|b| b.iter().cloned().collect::<String>());
            texts.collect::<Vec<_>>().join("|")
        };
        assert_eq!(partition("indep X, Y | Z"), "XY|Z");
        assert_eq!(partition("indep X | Y\nindep Y | Z"), "XZ|Y");
        assert_eq!(partition("indep X, Y | Z\nindep X | Y"), "X|Y|Z");
        assert_eq!(partition(""), "");
    }
}
