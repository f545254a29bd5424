//! Arguments of a call, taken by name and kind; what is left over is refused.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::lookup;
use crate::initializer::Initializer;
use crate::num::Interval;
use crate::num::Rational;
use crate::theory::activation::GaussianMoments;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The arguments of one call.
pub(in crate::evidence) struct Arguments<'a> {
    signature: &'static str,
    positional: &'a [Value],
    named: &'a [(String, Value)],
    taken: RefCell<BTreeSet<&'a str>>,
    n_taken: RefCell<usize>,
}

impl<'a> Arguments<'a> {
    pub(in crate::evidence) fn new(
        signature: &'static str,
        positional: &'a [Value],
        named: &'a [(String, Value)],
    ) -> Self {
        Self {
            signature,
            positional,
            named,
            taken: RefCell::default(),
            n_taken: RefCell::default(),
        }
    }

    /// The positional argument at this place (from 0), a quoted name.
    pub(in crate::evidence) fn text(&self, place: usize) -> Result<&'a str, EvaluationError> {
        self.n_taken.replace_with(|n| (*n).max(place + 1));
        match self.positional.get(place) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(self.refuse(&ordinal(place), "expected a quoted name")),
        }
    }

    /// The positional argument at this place (from 0), an activation by its name.
    pub(in crate::evidence) fn activation(
        &self,
        place: usize,
    ) -> Result<Arc<dyn GaussianMoments>, EvaluationError> {
        let spec = self.text(place)?;
        lookup::activation(spec).map_err(|error| self.refuse(&ordinal(place), error.to_string()))
    }

    /// The positional argument at this place (from 0), an initializer by its name.
    pub(in crate::evidence) fn initializer(
        &self,
        place: usize,
    ) -> Result<Arc<dyn Initializer>, EvaluationError> {
        let spec = self.text(place)?;
        lookup::initializer(spec).map_err(|error| self.refuse(&ordinal(place), error.to_string()))
    }

    /// The positional number at this place (from 0).
    pub(in crate::evidence) fn positional_number(
        &self,
        place: usize,
    ) -> Result<Interval, EvaluationError> {
        self.n_taken.replace_with(|n| (*n).max(place + 1));
        let value = self.positional.get(place).and_then(interval);
        value.ok_or_else(|| self.refuse(&ordinal(place), "expected a number"))
    }

    /// The positional argument at this place (from 0), a list of exact numbers.
    pub(in crate::evidence) fn exact_list(
        &self,
        place: usize,
    ) -> Result<Vec<Rational>, EvaluationError> {
        self.n_taken.replace_with(|n| (*n).max(place + 1));
        let items = match self.positional.get(place) {
            Some(Value::List(items)) => items.iter().map(Value::as_exact).collect(),
            _ => None,
        };
        items.ok_or_else(|| self.refuse(&ordinal(place), "expected a list of exact numbers"))
    }

    /// A named number.
    pub(in crate::evidence) fn number(&self, name: &'a str) -> Result<Interval, EvaluationError> {
        let value = interval(self.required(name)?);
        value.ok_or_else(|| self.refuse(name, "expected a number"))
    }

    /// A named number that may be left out.
    pub(in crate::evidence) fn number_or(
        &self,
        name: &'a str,
        default: f64,
    ) -> Result<Interval, EvaluationError> {
        match self.named(name) {
            None => Ok(Interval::point(default)),
            Some(_) => self.number(name),
        }
    }

    /// Whether the signature gives this argument a default.
    pub(in crate::evidence) fn has_default(&self, name: &str) -> bool {
        let mut parts = self.signature.split(['(', ',', ')']);
        parts.any(|part| {
            part.split_once('=')
                .is_some_and(|(left, _)| left.trim() == name)
        })
    }

    /// A named whole number from 1 to `most`.
    pub(in crate::evidence) fn count(
        &self,
        name: &'a str,
        most: u64,
    ) -> Result<u64, EvaluationError> {
        let found = count(self.required(name)?).filter(|n| (1..=most).contains(n));
        found.ok_or_else(|| self.refuse(name, format!("expected a whole number from 1 to {most}")))
    }

    /// A named list of whole numbers from 1 to `most`.
    pub(in crate::evidence) fn counts(
        &self,
        name: &'a str,
        most: u64,
    ) -> Result<Vec<u64>, EvaluationError> {
        let items = match self.required(name)? {
            Value::List(items) => items.iter().map(count).collect(),
            _ => None,
        };
        let found = items.filter(|counts: &Vec<u64>| counts.iter().all(|n| (1..=most).contains(n)));
        found.ok_or_else(|| {
            self.refuse(
                name,
                format!("expected a list of whole numbers from 1 to {most}"),
            )
        })
    }

    /// A refusal that shows how the function is called.
    pub(in crate::evidence) fn refuse(
        &self,
        argument: &str,
        reason: impl Into<String>,
    ) -> EvaluationError {
        let (function, argument) = (self.signature.to_owned(), argument.to_owned());
        EvaluationError::WrongArgument {
            function,
            argument,
            reason: reason.into(),
        }
    }

    /// Refuses arguments that the function did not ask for.
    pub(in crate::evidence) fn refuse_leftovers(&self) -> Result<(), EvaluationError> {
        let taken = self.taken.borrow();
        if let Some((name, _)) = self
            .named
            .iter()
            .find(|(name, _)| !taken.contains(name.as_str()))
        {
            return Err(self.refuse(name, "there is no such argument"));
        }
        if self.positional.len() > *self.n_taken.borrow() {
            return Err(self.refuse(&ordinal(self.positional.len() - 1), "one argument too many"));
        }
        Ok(())
    }

    /// The named argument, or why it is not there: a name that the function does not know was
    /// perhaps meant for it.
    fn required(&self, name: &'a str) -> Result<&'a Value, EvaluationError> {
        self.named(name).ok_or_else(|| {
            let stranger = self.named.iter().find(|(given, _)| !self.knows(given));
            match stranger {
                Some((given, _)) => self.refuse(given, "there is no such argument"),
                None => self.refuse(name, format!("it is missing; write `{name} = …`")),
            }
        })
    }

    /// Whether the signature has an argument of this name.
    fn knows(&self, name: &str) -> bool {
        let mut words = self.signature.split(['(', ',', ')', '=']);
        words.any(|word| word.trim() == name)
    }

    fn named(&self, name: &'a str) -> Option<&'a Value> {
        self.taken.borrow_mut().insert(name);
        self.named
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

/// The name of an unnamed argument: its position, from 1.
fn ordinal(place: usize) -> String {
    (place + 1).to_string()
}

fn count(value: &Value) -> Option<u64> {
    let whole = value.as_exact().filter(|number| number.is_integer())?;
    u64::try_from(whole.numerator()).ok()
}

fn interval(value: &Value) -> Option<Interval> {
    value.to_interval().ok()
}
