//! A whole checkpoint: every tensor judged, tensors held against each other, and what the layers do
//! to a signal.
//!
//! It opens no file and prints nothing.

mod across;
mod causes;
mod checkpoint;
mod expectation;
mod finding;
mod forecast;
mod implied;
mod judge;
mod measured;
mod orthogonal;
mod outliers;
mod repeats;
mod shift;

pub use checkpoint::{Checkpoint, Settings, audit_checkpoint};
pub use expectation::{Expectation, Outcome};
pub use finding::{Finding, Span};
pub use forecast::{Forecast, ForecastLayer};
pub use judge::{Answer, TensorReport};
pub use measured::Measured;
