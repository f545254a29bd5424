//! Tests that concern several checks at once.

mod calibration;
mod layer;
mod twin;
