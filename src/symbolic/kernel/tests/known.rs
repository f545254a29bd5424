//! Theorems of the textbooks, each decided at once.

use super::*;

#[test]
fn variances_of_sums_and_products() {
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
}

#[test]
fn a_layer_keeps_the_variance_of_weights_of_mean_zero_only() {
    let layer = "nat n\niid w : n\nexchangeable a : n\nindep w | a\nassume zero: E[w] = 0\nassume s: E[w^2] = s\nassume q: E[a^2] = q";
    let goal = "Var[sum(j:n, w[j]*a[j])] = n*s*q";
    holds(layer, goal, &["zero", "s", "q"]);
    assert!(decide(layer, goal, Rule::Moments, &["s", "q"]).is_err());
}

#[test]
fn the_variance_of_the_sample_variance() {
    holds(
        "nat n\niid x : n\nassume m1: E[x] = 0\nassume m2: E[x^2] = v\nassume m4: E[x^4] = k",
        "Var[(sum(j:n, x[j]^2) - sum(j:n, x[j])^2/n)/(n-1)] = (k - (n-3)/(n-1)*v^2)/n",
        &["m1", "m2", "m4"],
    );
}

#[test]
fn high_moments_of_sums_count_their_patterns() {
    holds(
        "nat n\niid x : n\nassume m1: E[x] = 0\nassume m2: E[x^2] = v",
        "E[sum(j:n, x[j])^4] = n*E[x^4] + 3*n*(n-1)*v^2",
        &["m1", "m2"],
    );
    holds(
        "nat n\niid x : n\nassume m1: E[x] = 0\nassume m3: E[x^3] = 0\nassume m5: E[x^5] = 0\nassume m7: E[x^7] = 0",
        "E[sum(j:n, x[j])^8] = n*E[x^8] + 28*n*(n-1)*E[x^2]*E[x^6] + 35*n*(n-1)*E[x^4]^2 + 210*n*(n-1)*(n-2)*E[x^4]*E[x^2]^2+105*n*(n-1)*(n-2)*(n-3)*E[x^2]^4",
        &["m1", "m3", "m5", "m7"],
    );
}

#[test]
fn squared_outputs_are_correlated_through_the_inputs() {
    holds(
        "nat n\niid W : 2, n\nexchangeable a : n\nindep W | a\nassume zero: E[W] = 0\nassume s: E[W^2] = s",
        "Cov[sum(j:n, W[1,j]*a[j])^2, sum(k:n, W[2,k]*a[k])^2] = s^2*Var[sum(j:n, a[j]^2)]",
        &["zero", "s"],
    );
}

#[test]
fn a_pinned_member_is_counted_apart() {
    holds(
        "nat n\niid w : n\nindex i : n",
        "E[w[i]*sum(k:n, w[k])] = E[w^2] + (n-1)*E[w]^2",
        &[],
    );
    holds(
        "nat n from 2\nexchangeable a : n\nindex i, j : n\ndistinct i, j",
        "E[a[i]*a[j]*sum(k:n, a[k])] = 2*E[a[1]^2*a[2]] + (n-2)*E[a[i]*a[j]*a[i]]*0 + E[a[i]*a[j]*sum(k:n, a[k])] - 2*E[a[1]^2*a[2]]",
        &[],
    );
}

#[test]
fn rules_that_feed_one_another_are_refused_before_they_fill_the_machine() {
    // Each use of a rule multiplies the terms: by steps alone, memory would end before the limit.
    let growing =
        "var x, y, z\nassume a: x*y = y*z + x*z + x + z\nassume b: y*z = x*y + x*z^2 + x*y*z";
    let refused = decide(growing, "x*y = z", Rule::Algebra, &["a", "b"]);
    assert_eq!(refused.unwrap_err().code(), "diverges");
}
