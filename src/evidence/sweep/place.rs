//! A grid file and the places in it: what stands there is handed on, or refused with line and column.
//!
//! It does not know what the keys mean.

use crate::claim::Location;
use crate::evidence::EvidenceError;
use crate::evidence::sweep::Axis;
use crate::evidence::sweep::SweepError;
use std::ops::Range;
use toml::Spanned;

/// The file, to say where in it something is.
pub(in crate::evidence::sweep) struct Place<'a> {
    pub(in crate::evidence::sweep) path: &'a str,
    pub(in crate::evidence::sweep) text: &'a str,
}

impl Place<'_> {
    pub(in crate::evidence::sweep) fn refuse(
        &self,
        span: Option<Range<usize>>,
        message: String,
    ) -> SweepError {
        let offset = span.map_or(0, |span| span.start);
        SweepError::Malformed {
            path: self.path.to_owned(),
            location: Location::of_offset(self.text, offset),
            message,
        }
    }

    /// The items of a list that must not be empty.
    pub(in crate::evidence::sweep) fn items<T>(
        &self,
        what: &str,
        list: Spanned<Vec<Spanned<T>>>,
    ) -> Result<Vec<T>, SweepError> {
        let span = list.span();
        let items: Vec<T> = list
            .into_inner()
            .into_iter()
            .map(Spanned::into_inner)
            .collect();
        if items.is_empty() {
            return Err(self.refuse(Some(span), format!("{what} must not be empty")));
        }
        Ok(items)
    }

    /// The counts of a list, each at least 1.
    pub(in crate::evidence::sweep) fn counts(
        &self,
        what: &str,
        list: Spanned<Vec<Spanned<u64>>>,
    ) -> Result<Vec<u64>, SweepError> {
        for count in list.as_ref() {
            self.count(what, count)?;
        }
        self.items(what, list)
    }

    pub(in crate::evidence::sweep) fn count(
        &self,
        what: &str,
        count: &Spanned<u64>,
    ) -> Result<u64, SweepError> {
        match *count.as_ref() {
            0 => {
                let message = format!("{what} must be at least 1, got 0");
                Err(self.refuse(Some(count.span()), message))
            }
            count => Ok(count),
        }
    }

    /// What a word stands for, or its absence.
    pub(in crate::evidence::sweep) fn word<T>(
        &self,
        word: Option<Spanned<String>>,
        meaning: impl Fn(Option<&str>) -> Result<T, EvidenceError>,
    ) -> Result<T, SweepError> {
        let found = meaning(word.as_ref().map(|word| word.as_ref().as_str()));
        found.map_err(|error| self.refuse(word.map(|word| word.span()), error.to_string()))
    }

    /// Refuses a name that does not fit on a line of the answer.
    pub(in crate::evidence::sweep) fn printable(
        &self,
        name: &Spanned<String>,
    ) -> Result<(), SweepError> {
        if name.as_ref().chars().any(char::is_control) {
            let message = "a name must not hold control characters".into();
            return Err(self.refuse(Some(name.span()), message));
        }
        Ok(())
    }

    pub(in crate::evidence::sweep) fn axis(
        &self,
        axis: &Spanned<Axis>,
    ) -> Result<Vec<f64>, SweepError> {
        let values = axis.as_ref().values();
        values.map_err(|message| self.refuse(Some(axis.span()), message))
    }
}
