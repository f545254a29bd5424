//! The proof kernel.
