//! A worked example as plain data: sections of rows. It computes and formats nothing.

use crate::learning::worked::Comparison;
use crate::num::Interval;
use crate::num::Rational;
use crate::num::RationalError;

/// An example, worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The kebab-case name.
    pub name: &'static str,
    /// What it works out.
    pub title: &'static str,
    /// Where it is printed, or that its numbers are this crate's own.
    pub source: &'static str,
    /// Its parts, in order.
    pub sections: Vec<Section>,
}

/// A part of an example.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// Number by number.
    pub rows: Vec<Row>,
    /// What to know of them, a sentence each.
    pub notes: Vec<String>,
}

/// One number of an example.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its symbol.
    pub symbol: String,
    /// As the source prints it; `None` where it prints nothing.
    pub printed: Option<String>,
    /// The truth.
    pub exact: Number,
    /// What is true of the printed number; `None` where there is none.
    pub comparison: Option<Comparison>,
    /// Why, or what else to see; may be empty.
    pub remark: String,
}

/// A number, with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// Surely between two doubles.
    Enclosed(Interval),
    /// Exactly this fraction.
    Exact(Rational),
    /// A double of a long computation, with its rounding.
    Double(f64),
    /// No number but a word: a shape, a yes, a refusal.
    Word(String),
}

impl Section {
    pub(in crate::learning::worked) fn new(title: impl Into<String>, rows: Vec<Row>) -> Self {
        Self {
            title: title.into(),
            rows,
            notes: Vec::new(),
        }
    }

    pub(in crate::learning::worked) fn note(mut self, sentence: impl Into<String>) -> Self {
        self.notes.push(sentence.into());
        self
    }
}

impl Row {
    /// A number that the source does not print.
    pub(in crate::learning::worked) fn new(symbol: impl Into<String>, exact: Number) -> Self {
        Self {
            symbol: symbol.into(),
            printed: None,
            exact,
            comparison: None,
            remark: String::new(),
        }
    }

    pub(in crate::learning::worked) fn enclosed(symbol: impl Into<String>, x: Interval) -> Self {
        Self::new(symbol, Number::Enclosed(x))
    }

    pub(in crate::learning::worked) fn word(
        symbol: impl Into<String>,
        word: impl Into<String>,
    ) -> Self {
        Self::new(symbol, Number::Word(word.into()))
    }

    /// A printed number beside the truth.
    pub(in crate::learning::worked) fn printed(
        symbol: impl Into<String>,
        printed: &str,
        truth: Interval,
    ) -> Result<Self, RationalError> {
        Ok(Self {
            printed: Some(printed.to_owned()),
            comparison: Some(Comparison::of(printed, truth)?),
            ..Self::enclosed(symbol, truth)
        })
    }

    /// What follows exactly from the printed intermediates by this arithmetic: where it explains a
    /// difference, the comparison says so.
    pub(in crate::learning::worked) fn recomputed(
        mut self,
        arithmetic: &str,
        from_printed: Rational,
    ) -> Result<Self, RationalError> {
        let Some(printed) = &self.printed else {
            return Ok(self);
        };
        let again = Comparison::of(printed, from_printed.to_interval())?;
        if self.comparison == Some(Comparison::Differs) && again == Comparison::Agrees {
            self.comparison = Some(Comparison::DoubleRounding);
        }
        let decimal = crate::num::brief(from_printed.to_f64(), 12);
        self.remark = match self.comparison {
            Some(Comparison::Agrees) => String::new(),
            Some(Comparison::SignError) => format!("{arithmetic} = +{decimal}"),
            _ => format!("{arithmetic} = {decimal}"),
        };
        Ok(self)
    }

    pub(in crate::learning::worked) fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remark = remark.into();
        self
    }
}
