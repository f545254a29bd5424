//! Known theorems, and what must be refused, by the rules directly.

mod hole;

use super::*;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::parse_signature;
use crate::symbolic::syntax::parse_statement;

fn decide(declarations: &str, goal: &str, rule: Rule, cite: &[&str]) -> Result<Theorem, Refusal> {
    let context = Context::new(parse_signature(declarations).unwrap()).unwrap();
    let premises: Vec<Theorem> = cite
        .iter()
        .map(|l| assumption(&context, l).unwrap())
        .collect();
    equation(&context, &parse_statement(goal).unwrap(), rule, &premises)
}

fn holds(declarations: &str, goal: &str, cite: &[&str]) -> Theorem {
    decide(declarations, goal, Rule::Moments, cite).unwrap_or_else(|e| panic!("{goal}: {e}"))
}

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

#[test]
fn basic_moments() {
    holds("var X, Y\nindep X | Y", "Var[X + Y] = Var[X] + Var[Y]", &[]);
    holds(
        "var X, Y",
        "Var[X + Y] = Var[X] + Var[Y] + 2*Cov[X, Y]",
        &[],
    );
    holds(
        "var X, Y\nindep X | Y",
        "Var[X*Y] = Var[X]*Var[Y] + Var[X]*E[Y]^2 + Var[Y]*E[X]^2",
        &[],
    );
    holds("nat n\niid w : n", "Var[sum(j:n, w[j])] = n*Var[w]", &[]);
    holds(
        "nat n from 2\nexchangeable a : n",
        "Var[sum(j:n, a[j])] = n*Var[a] + n*(n-1)*(E[a[1]*a[2]] - E[a]^2)",
        &[],
    );
    let f = "nat n\niid w : n\nexchangeable a : n\nindep w | a\nassume zero: E[w] = 0\nassume s: E[w^2] = s\nassume q: E[a^2] = q";
    holds(f, "Var[sum(j:n, w[j]*a[j])] = n*s*q", &["zero", "s", "q"]);
    assert!(
        decide(
            f,
            "Var[sum(j:n, w[j]*a[j])] = n*s*q",
            Rule::Moments,
            &["s", "q"]
        )
        .is_err()
    );
    // variance of the sample variance
    let t = std::time::Instant::now();
    holds(
        "nat n\niid x : n\nassume m1: E[x] = 0\nassume m2: E[x^2] = v\nassume m4: E[x^4] = k",
        "Var[(sum(j:n, x[j]^2) - sum(j:n, x[j])^2/n)/(n-1)] = (k - (n-3)/(n-1)*v^2)/n",
        &["m1", "m2", "m4"],
    );
    println!("s2 {:?}", t.elapsed());
    let t = std::time::Instant::now();
    holds(
        "nat n\niid x : n\nassume m1: E[x] = 0\nassume m2: E[x^2] = v",
        "E[sum(j:n, x[j])^4] = n*E[x^4] + 3*n*(n-1)*v^2",
        &["m1", "m2"],
    );
    println!("4 {:?}", t.elapsed());
    let t = std::time::Instant::now();
    holds(
        "nat n\niid x : n\nassume m1: E[x] = 0\nassume m3: E[x^3] = 0\nassume m5: E[x^5] = 0\nassume m7: E[x^7] = 0",
        "E[sum(j:n, x[j])^8] = n*E[x^8] + 28*n*(n-1)*E[x^2]*E[x^6] + 35*n*(n-1)*E[x^4]^2 + 210*n*(n-1)*(n-2)*E[x^4]*E[x^2]^2+105*n*(n-1)*(n-2)*(n-3)*E[x^2]^4",
        &["m1", "m3", "m5", "m7"],
    );
    println!("8 {:?}", t.elapsed());
    holds(
        "nat n\niid W : 2, n\nexchangeable a : n\nindep W | a\nassume zero: E[W] = 0\nassume s: E[W^2] = s",
        "Cov[sum(j:n, W[1,j]*a[j])^2, sum(k:n, W[2,k]*a[k])^2] = s^2*Var[sum(j:n, a[j]^2)]",
        &["zero", "s"],
    );
}
