//! Pictures as bytes: SVG plots and PNG images of data, traces and histograms.
//!
//! It computes nothing that it draws: counts, losses, boundaries and values on grids come from the
//! caller as plain numbers, so it knows no other room. Every picture is the same bytes on every
//! machine: coordinates are printed with two decimals, colours suit colour-blind readers
//! ([`Colour`]) and grounds both dark and light.

mod axis;
mod clip;
mod colour;
mod curves;
mod error;
mod frame;
mod histogram;
#[cfg(feature = "cli")]
mod image;
mod perceptron;
mod plot;
mod regions;
mod svg;

pub use axis::{Axis, Spacing};
pub use colour::Colour;
pub use curves::{Curves, Series, curves};
pub use error::PictureError;
pub use histogram::{Histogram, histograms};
#[cfg(feature = "cli")]
pub use image::png;
pub use perceptron::{Boundary, Margin, Perceptron, perceptron};
pub use plot::{Bars, Cell, Line, Mark, Plot, Points};
pub use regions::{Regions, regions};
