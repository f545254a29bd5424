//! The perceptron in exact rationals: training, margins, separability, mistake bounds. It parses nothing.
