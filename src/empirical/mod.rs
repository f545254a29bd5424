//! Measurements: simulated networks and calibrated statistical tests.
//!
//! It never calls the formula it tests: no moment, gain or recursion of `theory` is imported.

pub mod simulate;
pub mod stat;
