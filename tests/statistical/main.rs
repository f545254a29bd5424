//! Slow, seeded tests of laws and of our own calibration.

mod law;
mod power;
