//! Slow, seeded tests of laws and of our own calibration.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod convolution;
#[cfg(test)]
mod engines;
#[cfg(test)]
mod law;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod power;
