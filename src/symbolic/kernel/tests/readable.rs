//! What normal forms look like when they are read back.

use super::decide;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::normal_form;
use crate::symbolic::syntax::parse_signature;

#[test]
fn a_number_that_an_open_sum_counts_is_not_mistaken_for_a_constant() {
    // The last term of the inner sum is l + 1, which no constant is for all l.
    let goal = "sum(l in 1..L, sum(k in 1..l + 1, k)) = \
                sum(l in 1..L, sum(k in 1..l, k)) + L*(c + 1)";
    for name in ["j1", "j2", "j", "k", "c"] {
        let declarations = format!("nat L\nconst {name}");
        let refusal = decide(&declarations, &goal.replace('c', name), Rule::Algebra, &[]);
        assert!(refusal.is_err(), "{name}");
    }
}

#[test]
fn a_normal_form_reads_back_as_a_textbook_writes_it() {
    let read = |declarations: &str, term: &str, rule: Rule| {
        let context = Context::new(parse_signature(declarations).unwrap()).unwrap();
        let term = crate::symbolic::syntax::parse_term(term).unwrap();
        normal_form(&context, &term, rule, &[]).unwrap().to_string()
    };
    let pair = "var X, Y";
    assert_eq!(
        read(pair, "(X - Y)^2/2", Rule::Algebra),
        "X^2/2 + Y^2/2 - X*Y"
    );
    assert_eq!(read("nat n", "n - 1", Rule::Algebra), "n - 1");
    let two = "nat j from 2\niid w : j";
    assert_eq!(read(two, "E[sum(i:j, w[i])]", Rule::Linearity), "j*E[w]");
    let bound = read(two, "E[relu(sum(i:j, w[i]))]", Rule::Linearity);
    assert_eq!(bound, "E[relu(sum(k:j, w[k]))]", "j is taken");
    let apart = read(two, "E[sum(i:j, w[i])^2]", Rule::IidSum);
    assert_eq!(apart, "j^2*E[w]^2 + j*E[w^2] - j*E[w]^2");
    let matrix = "nat n\nexchangeable W : n, n";
    assert_eq!(read(matrix, "E[W[1, 1]^2]", Rule::Linearity), "E[W^2]");
}
