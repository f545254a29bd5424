//! One point of a grid: coordinates, and the network that they name.

use crate::claim::NetworkRequest;
use crate::evidence::EvidenceError;
use crate::evidence::specimen::Specimen;
use crate::evidence::sweep::grid::Axes;
use crate::evidence::sweep::grid::Common;
use crate::evidence::sweep::initializer;

/// The coordinates of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its place in the grid, from 0.
    pub index: u64,
    /// The width of the input and of every layer.
    pub width: u64,
    /// How many layers.
    pub depth: u64,
    /// The activation as the grid writes it.
    pub activation: String,
    /// The initializer as the grid writes it, its place for σ_w unfilled.
    pub initializer: String,
    /// σ_w, where the grid has that axis.
    pub sigma_w: Option<f64>,
    /// σ_b, where the grid has that axis.
    pub sigma_b: Option<f64>,
}

impl Point {
    /// The coordinates of an index, the last axis running fastest.
    pub(in crate::evidence::sweep) fn decode(index: u64, axes: &Axes) -> Option<Self> {
        let mut rest = index;
        let mut places = axes.lengths();
        for place in places.iter_mut().rev() {
            let length = *place;
            *place = rest % length;
            rest /= length;
        }
        let [width, depth, activation, initializer, sigma_w, sigma_b] =
            places.map(|place| place as usize);
        let scale = |axis: &Option<Vec<f64>>, place: usize| axis.as_ref()?.get(place).copied();
        Some(Self {
            index,
            width: *axes.widths.get(width)?,
            depth: *axes.depths.get(depth)?,
            activation: axes.activations.get(activation)?.clone(),
            initializer: axes.initializers.get(initializer)?.clone(),
            sigma_w: scale(&axes.sigma_w, sigma_w),
            sigma_b: scale(&axes.sigma_b, sigma_b),
        })
    }

    /// The coordinates in one line.
    #[must_use]
    pub fn label(&self) -> String {
        let scale = |name: &str, value: Option<f64>| {
            value.map_or_else(String::new, |value| format!(", {name} = {value}"))
        };
        let initializer = initializer::filled(&self.initializer, self.sigma_w);
        format!(
            "width {}, depth {}, {}, {initializer}{}{}",
            self.width,
            self.depth,
            self.activation,
            scale("σ_w", self.sigma_w),
            scale("σ_b", self.sigma_b)
        )
    }

    /// The network to predict and to simulate.
    pub(in crate::evidence::sweep) fn specimen(
        &self,
        common: &Common,
    ) -> Result<Specimen, EvidenceError> {
        Specimen::new(&NetworkRequest {
            widths: vec![self.width],
            depth: Some(self.depth),
            activation: self.activation.clone(),
            initializer: initializer::filled(&self.initializer, self.sigma_w),
            bias_std_dev: self.sigma_b,
            batch: common.batch,
            replicates: common.replicates,
            input_variance: common.input_variance,
            engine: None,
            precision: None,
            detail: None,
        })
    }
}
