//! `varprop` decides the claims of neural-network initialization theory.
//!
//! A claim is *proved* by [`symbolic`], *predicted* by [`theory`], *measured* by [`empirical`];
//! [`evidence`] gathers what they found, [`verdict`] ranks it, [`report`] shows it.
//!
//! The rooms, from the ground up; each imports only from lower floors:
//!
//! | floor | room | what it is for |
//! |---|---|---|
//! | 1 | [`num`] | exact rationals, intervals, the only door to exp and tanh |
//! | 1 | [`spec`] | things by name, with parameters: `he-normal(slope=0.2)` |
//! | 2 | [`random`] | named, seeded streams: the only door to a generator |
//! | 3 | [`linear`] | matrices and their product, in one order of summation |
//! | 2–3 | [`symbolic`] | terms and their syntax |
//! | 2–4 | [`theory`] | predictions: moments, fans, mean-field recursions; draws nothing |
//! | 5 | [`initializer`] | laws of weights as a function of the fans, and their draws |
//! | 5 | [`verdict`] | evidence as plain data, and the one function that ranks it |
//! | 6 | [`mistake`] | known mistakes of initializers, by the variance that each gives |
//! | 6 | [`claim`] | statements as data |
//! | 6 | [`empirical`] | measurements: simulated networks and calibrated tests |
//! | 4–6 | [`learning`] | perceptrons and networks in training, and their data |
//! | 7 | [`audit`] | tensors from files: which law made them, which bug |
//! | 7 | [`conformance`] | whether an initializer draws what it promises, for other people's tests |
//! | 7 | [`evidence`] | engines: from a claim to its evidence |
//! | 7 | [`report`] | from verdicts to bytes |
//! | 7 | [`picture`] | plots and images as bytes |
//! | 8 | `cli` | files, environment, terminal (feature `cli`) |

pub mod audit;
pub mod claim;
#[cfg(feature = "cli")]
pub mod cli;
pub mod conformance;
pub mod empirical;
pub mod evidence;
pub mod initializer;
pub mod learning;
pub mod linear;
pub mod mistake;
pub mod num;
pub mod picture;
pub mod random;
pub mod report;
pub mod spec;
pub mod symbolic;
pub mod theory;
pub mod verdict;

/// The README's Rust blocks, so that they compile and hold.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
