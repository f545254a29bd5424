//! The search for a smallest model that refutes a goal: small integer laws in order first,
//! then random ones from a named stream.

use crate::random::Stream;
use crate::symbolic::expr::Signature;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::Quantity;
use crate::symbolic::finite::level::levels;
use crate::symbolic::finite::prepared::Outcome;
use crate::symbolic::finite::prepared::Prepared;
use crate::symbolic::syntax::Goal;
use std::collections::BTreeSet;
use std::fmt;

/// How far to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// The seed of the random candidates.
    pub seed: u64,
    /// How many candidates to build at most, those that miss an assumption included.
    pub max_candidates: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            seed: 0,
            max_candidates: 5000,
        }
    }
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refutation {
    /// A model meets every hypothesis and not the goal.
    Refuted(Box<Witness>),
    /// No model that was tried refutes the goal. With `models_checked` 0 nothing was checked.
    NotRefuted {
        /// How many models met every assumption.
        models_checked: usize,
        /// How many candidates were built.
        candidates: usize,
    },
}

/// A model that refutes a goal, with every hypothesis verified in it exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The model.
    pub model: Model,
    /// Both sides of the goal, if it is a statement.
    pub sides: Option<(Quantity, Quantity)>,
    /// How many models met every assumption, this one included.
    pub models_checked: usize,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.model)?;
        match &self.sides {
            Some((left, right)) => writeln!(f, "left side {left}, right side {right}"),
            None => Ok(()),
        }
    }
}

/// Searches for a finite model with all hypotheses of the signature in which the goal fails.
///
/// Models come by size: first the fewest points a source of chance, then the smallest naturals,
/// then the smallest integers as values. Independence, identical laws, exchangeability and
/// symmetry are built in; prescribed means and variances are met by centring and scaling;
/// other assumptions select. Before a model is returned all of them are verified exactly.
///
/// # Errors
/// `UnknownSymbol` or `NotExact` if the goal or an assumption cannot be evaluated in any model.
///
/// # Example
/// ```
/// use varprop::symbolic::finite::{Refutation, Search, refute};
/// use varprop::symbolic::syntax::{parse_goal, parse_signature};
/// let dependent = parse_signature("var X, Y")?;
/// let independent = parse_signature("var X, Y\nindep X | Y")?;
/// let goal = parse_goal("E[X*Y] = E[X]*E[Y]")?;
/// let Refutation::Refuted(witness) = refute(&dependent, &goal, Search::default())? else { panic!() };
/// assert_eq!(witness.model.rows().len(), 2);
/// let answer = refute(&independent, &goal, Search::default())?;
/// assert!(matches!(answer, Refutation::NotRefuted { models_checked: 1.., .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn refute(
    signature: &Signature,
    goal: &Goal,
    search: Search,
) -> Result<Refutation, ModelError> {
    refuse_unknown_symbols(signature, goal)?;
    let (mut candidates, mut models_checked) = (0, 0);
    for (place, level) in levels(signature).into_iter().enumerate() {
        let Some(prepared) = Prepared::new(signature, &level)? else {
            continue;
        };
        let mut generator = Stream::root(search.seed)
            .named("finite-model")
            .indexed(place as u64)
            .generator();
        for number in 0..prepared.count(&level) {
            if candidates >= search.max_candidates {
                break;
            }
            let Some(values) = prepared.values(&level, number, &mut generator) else {
                continue;
            };
            candidates += 1;
            match prepared.examine(signature, goal, &values) {
                Ok(Outcome::Misfit) => {}
                Ok(Outcome::Agrees) => models_checked += 1,
                Ok(Outcome::Refutes(mut witness)) => {
                    witness.models_checked = models_checked + 1;
                    return Ok(Refutation::Refuted(witness));
                }
                Err(error) if error.is_of_one_model() => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(Refutation::NotRefuted {
        models_checked,
        candidates,
    })
}

/// Every symbol of the goal must be declared, or be mentioned by an assumption.
fn refuse_unknown_symbols(signature: &Signature, goal: &Goal) -> Result<(), ModelError> {
    let assumptions = signature.assumptions().iter();
    let mentioned: BTreeSet<&str> = assumptions
        .flat_map(|a| a.statement.free_symbols())
        .collect();
    let names: Vec<&str> = match goal {
        Goal::Statement(statement) => statement.free_symbols().into_iter().collect(),
        Goal::Independent(blocks) => blocks.iter().flatten().map(String::as_str).collect(),
        Goal::Symmetric(names) => names.iter().map(String::as_str).collect(),
    };
    let must_be_random = !matches!(goal, Goal::Statement(_));
    let unknown = names.into_iter().find(|name| match must_be_random {
        true => !signature.is_random(name),
        false => !signature.is_declared(name) && !mentioned.contains(name),
    });
    unknown.map_or(Ok(()), |name| {
        Err(ModelError::UnknownSymbol {
            name: name.to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Rational;
    use crate::symbolic::finite::hypothesis;
    use crate::symbolic::finite::level::Level;
    use crate::symbolic::finite::level::small_integer;
    use crate::symbolic::syntax::parse_goal;
    use crate::symbolic::syntax::parse_signature;

    fn answer(declarations: &str, goal: &str) -> Refutation {
        let signature = parse_signature(declarations).unwrap();
        refute(&signature, &parse_goal(goal).unwrap(), Search::default()).unwrap()
    }

    fn witness(declarations: &str, goal: &str) -> Witness {
        match answer(declarations, goal) {
            Refutation::Refuted(witness) => *witness,
            other => panic!("{goal}: {other:?}"),
        }
    }

    /// How many models agree; a refutation is shown.
    fn agreeing(declarations: &str, goal: &str) -> usize {
        match answer(declarations, goal) {
            Refutation::NotRefuted { models_checked, .. } => models_checked,
            Refutation::Refuted(witness) => panic!("{goal} fails in\n{witness}"),
        }
    }

    const PRODUCT: &str = "Var[X*Y] = E[X]^2*Var[Y] + Var[X]*E[Y]^2 + Var[X]*Var[Y]";
    const LAYER: &str = "nat n\niid w : n\nexchangeable a : n\nindep w | a\n";

    #[test]
    fn the_variance_of_a_product_needs_independence() {
        let found = witness("var X, Y", PRODUCT);
        assert_eq!(found.model.rows().len(), 2, "{found}");
        assert!(agreeing("var X, Y\nindep X | Y", PRODUCT) > 100);
    }

    #[test]
    fn the_variance_of_a_product_does_not_imply_independence() {
        let declarations = format!("var X, Y\nassume {PRODUCT}");
        let found = witness(&declarations, "indep X | Y");
        let columns: Vec<_> = found.model.values.values().cloned().collect();
        assert_eq!(columns.len(), 2);
        assert!(found.sides.is_none());
    }

    #[test]
    fn uncorrelated_variables_may_depend_on_each_other() {
        let found = witness("var X, Y\nassume Cov[X, Y] = 0", "indep X | Y");
        assert_eq!(
            found.model.rows().len(),
            3,
            "two points cannot do it:\n{found}"
        );
    }

    #[test]
    fn the_layer_formula_needs_the_second_moment_of_the_inputs() {
        let zero_mean = format!("{LAYER}assume E[w] = 0");
        let sum = "Var[sum(j:n, w[j]*a[j])]";
        let found = witness(&zero_mean, &format!("{sum} = n*Var[w]*Var[a]"));
        assert!(found.models_checked >= 1);
        assert!(agreeing(&zero_mean, &format!("{sum} = n*Var[w]*E[a^2]")) > 100);
        // Even independent, identically distributed inputs do not save the other form.
        let iid = "nat n\niid w : n\niid a : n\nindep w | a\nassume E[w] = 0";
        witness(iid, &format!("{sum} = n*Var[w]*Var[a]"));
        let centred = format!("{iid}\nassume E[a] = 0");
        assert!(agreeing(&centred, &format!("{sum} = n*Var[w]*Var[a]")) > 100);
    }

    #[test]
    fn the_layer_formula_needs_the_zero_mean_of_the_weights() {
        let found = witness(LAYER, "Var[sum(j:n, w[j]*a[j])] = n*Var[w]*E[a^2]");
        assert!(!found.model.rows().is_empty());
    }

    #[test]
    fn the_layer_formula_needs_weights_independent_of_the_inputs() {
        let dependent = "nat n\niid w : n\nexchangeable a : n\nassume E[w] = 0";
        witness(dependent, "Var[sum(j:n, w[j]*a[j])] = n*Var[w]*E[a^2]");
    }

    #[test]
    fn parameters_take_the_values_that_assumptions_define() {
        let declarations =
            format!("{LAYER}assume E[w] = 0\nassume E[w^2] = s/n\nassume E[a^2] = q");
        assert!(agreeing(&declarations, "Var[sum(j:n, w[j]*a[j])] = s*q") > 100);
        witness(&declarations, "Var[sum(j:n, w[j]*a[j])] = n*s*q");
    }

    #[test]
    fn a_prescribed_variance_is_met_exactly() {
        let xavier = "nat n = 3\niid w : n\nassume E[w] = 0\nassume Var[w] = 1/n";
        assert!(agreeing(xavier, "Var[sum(j:n, w[j])] = 1") > 0);
        let he = "nat n = 2\niid w : n\nvar z\nsymmetric w\nindep w | z\n\
                  assume E[w^2] = 3/5";
        assert!(agreeing(he, "E[w*z] = 0") > 0);
    }

    #[test]
    fn symmetric_inputs_halve_the_second_moment_through_relu() {
        let goal = "E[relu(z)^2] = E[z^2]/2";
        assert!(agreeing("var z\nsymmetric z", goal) > 100);
        witness("var z", goal);
        witness("var z\nassume E[z] = 0", goal);
        assert!(agreeing("var z\nsymmetric z", "E[z^3] = 0") > 100);
    }

    #[test]
    fn exchangeable_is_weaker_than_iid() {
        let goal = "Var[sum(j:n, a[j])] = n*Var[a]";
        assert!(agreeing("nat n\niid a : n", goal) > 100);
        let found = witness("nat n\nexchangeable a : n", goal);
        assert_eq!(found.model.numbers["n"], Rational::integer(2));
    }

    #[test]
    fn matrices_of_weights_act_row_by_row() {
        let layer = "nat n, m\niid w : m, n\nexchangeable a : n\nindep w | a\nassume E[w] = 0";
        let preactivation = |i: u32| format!("sum(j:n, w[{i}, j]*a[j])");
        let uncorrelated = format!("Cov[{}, {}] = 0", preactivation(1), preactivation(2));
        assert!(agreeing(layer, &uncorrelated) > 10);
        // Without the zero mean, rows share the inputs.
        let biased = "nat n, m\niid w : m, n\nexchangeable a : n\nindep w | a";
        witness(biased, &uncorrelated);
    }

    #[test]
    fn contradictory_assumptions_leave_zero_models_and_no_success() {
        let contradiction = "var X\nassume E[X] = 0\nassume X = 1";
        assert_eq!(agreeing(contradiction, "E[X] = 7"), 0);
    }

    #[test]
    fn unknown_symbols_are_refused_and_not_searched() {
        let signature = parse_signature("var X").unwrap();
        let code = |goal: &str| {
            let goal = parse_goal(goal).unwrap();
            refute(&signature, &goal, Search::default())
                .unwrap_err()
                .code()
        };
        assert_eq!(code("E[Y] = 0"), "unknown-symbol");
        assert_eq!(code("indep X | Y"), "unknown-symbol");
        assert_eq!(code("E[tanh(X)] = 0"), "not-exact");
    }

    #[test]
    fn every_model_has_the_declared_structure() {
        for text in [
            "nat n = 2\nvar z\niid w : n\nexchangeable a : n\nindep w, z | a\nsymmetric w, z",
            "nat n = 2\nvar U\niid v : n\nexchangeable a : n\nindep v | a\nsymmetric U",
            "nat n = 2\nvar X\niid v : n\niid w : n, n\nsymmetric v",
        ] {
            let signature = parse_signature(text).unwrap();
            let levels = levels(&signature);
            let checked = levels.iter().map(|level| sound_models(&signature, level));
            assert!(checked.sum::<usize>() >= 12, "{text}");
        }
    }

    /// How many models of a level were built; each must have the structure.
    fn sound_models(signature: &Signature, level: &Level) -> usize {
        let Some(prepared) = Prepared::new(signature, level).unwrap() else {
            return 0;
        };
        let mut generator = Stream::root(1).named("structure").generator();
        for _ in 0..2 {
            let values: Vec<Rational> = (0..prepared.entries)
                .map(|_| small_integer(generator.below(5) as usize))
                .collect();
            let mut model = prepared.numbers.clone();
            prepared.build(&values, &mut model).unwrap();
            assert!(
                hypothesis::structure_holds(signature, &model).unwrap(),
                "{model}"
            );
        }
        2
    }

    #[test]
    fn the_same_seed_finds_the_same_model() {
        let goal = "Var[sum(j:n, w[j]*a[j])] = n*Var[w]*Var[a]";
        assert_eq!(answer(LAYER, goal), answer(LAYER, goal));
    }

    #[test]
    fn a_witness_is_a_table_a_person_can_read() {
        let text = witness("var X, Y", "E[X*Y] = E[X]*E[Y]").to_string();
        let table = "  P  X  Y\n1/2  0  0\n1/2  1  1\nleft side 1/2, right side 1/4\n";
        assert_eq!(text, table);
    }
}
