//! The integration tests, one module per concern.

mod architecture;
mod formula;
mod reference;
