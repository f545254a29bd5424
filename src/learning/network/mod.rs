//! Dense networks: forward, back-propagation, losses, optimizers, gradient checks. It draws no weights.
