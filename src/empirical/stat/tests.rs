//! Tests that concern several checks at once.
