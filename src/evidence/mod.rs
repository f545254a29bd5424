//! Engines: from a claim to its evidence. It never decides a verdict.

pub mod finite;
pub mod formula;
