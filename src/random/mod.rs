//! The only door to a generator: a seed, a named stream, and samplers with promised bytes.
//!
//! A stream's bytes depend on the seed and on its name alone, so adding a claim, a thread or a
//! layer never changes what another draws. Laws of weights are not here: see `initializer`.

mod chi_squared;
mod fair_coins;
mod generator;
mod normal;
mod stream;
mod words;

pub use generator::Generator;
pub use stream::Stream;
