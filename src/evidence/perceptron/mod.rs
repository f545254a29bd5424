//! Perceptrons between claims and `learning`: what a request means, and what a run is called in
//! formulas. It judges nothing.

mod names;
mod request;

pub(in crate::evidence) use names::{environment, lines, summary};
pub(in crate::evidence) use request::{check_keys, check_order, datasets, settings, space_of};
