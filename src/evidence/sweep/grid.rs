//! A grid of experiments: its axes, and what all points share.
//!
//! It checks that every point exists; it runs none.

use crate::empirical::simulate::Detail;
use crate::empirical::simulate::Engine;
use crate::empirical::simulate::Experiment;
use crate::empirical::simulate::Precision;
use crate::evidence::sweep::Layers;
use crate::evidence::sweep::Point;
use crate::evidence::sweep::cost;
use crate::num::Fingerprint;
use serde::Serialize;

/// The most points of one grid.
pub const MOST_POINTS: u64 = 10_000_000;

/// A grid that was read and checked. Points are counted from 0 with σ_b innermost: widths, depths,
/// activations, initializers, σ_w, σ_b.
#[derive(Clone, Debug, Serialize)]
pub struct Grid {
    axes: Axes,
    common: Common,
    /// Of each network, σ_w and σ_b left out: they do not change it.
    #[serde(skip)]
    costs: Vec<f64>,
}

/// The axes, outermost first.
#[derive(Clone, Debug, Serialize)]
pub struct Axes {
    /// The width of the input and of every layer.
    pub widths: Vec<u64>,
    /// How many layers.
    pub depths: Vec<u64>,
    /// Activations by name.
    pub activations: Vec<String>,
    /// Initializers by name; with an axis σ_w each has a place for it.
    pub initializers: Vec<String>,
    /// σ_w, if the weights are scaled.
    pub sigma_w: Option<Vec<f64>>,
    /// σ_b, the standard deviation of normal biases, if there are any.
    pub sigma_b: Option<Vec<f64>>,
}

/// What all points share.
#[derive(Clone, Debug, Serialize)]
pub struct Common {
    /// Networks a point.
    pub replicates: u64,
    /// Inputs a network sees.
    pub batch: u64,
    /// The variance of each input.
    pub input_variance: f64,
    /// How layers are computed.
    #[serde(serialize_with = "by_name")]
    pub engine: Engine,
    /// The format of the products.
    #[serde(serialize_with = "by_name")]
    pub precision: Precision,
    /// How much is recorded.
    #[serde(serialize_with = "by_name")]
    pub detail: Detail,
    /// Whether gradients are measured.
    pub gradients: bool,
    /// Which layers are written.
    pub layers: Layers,
}

fn by_name<T: std::fmt::Debug, S: serde::Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{value:?}"))
}

impl Grid {
    /// Checks that every point exists.
    pub(in crate::evidence::sweep) fn new(axes: Axes, common: Common) -> Result<Self, String> {
        let mut lengths = axes.lengths().into_iter();
        let n_points = lengths.try_fold(1_u64, u64::checked_mul);
        if n_points.is_none_or(|n| n > MOST_POINTS) {
            let shown = axes.lengths().map(|n| n.to_string()).join(" × ");
            return Err(format!(
                "a grid has at most {MOST_POINTS} points, this one has {shown}"
            ));
        }
        if common.replicates > Experiment::MAX_REPLICATES {
            let (most, got) = (Experiment::MAX_REPLICATES, common.replicates);
            return Err(format!("replicates must be at most {most}, got {got}"));
        }
        let mut grid = Self {
            axes,
            common,
            costs: Vec::new(),
        };
        grid.costs = grid.check()?;
        Ok(grid)
    }

    /// How many points there are.
    #[must_use]
    pub fn n_points(&self) -> u64 {
        self.axes.lengths().into_iter().product()
    }

    /// The axes.
    #[must_use]
    pub fn axes(&self) -> &Axes {
        &self.axes
    }

    /// What all points share.
    #[must_use]
    pub fn common(&self) -> &Common {
        &self.common
    }

    /// The point of this index, from 0; `None` beyond the last.
    #[must_use]
    pub fn point(&self, index: u64) -> Option<Point> {
        (index < self.n_points()).then(|| Point::decode(index, &self.axes))?
    }

    /// What a point costs, in operations of about a nanosecond: a model, see `cost`; 0 beyond the
    /// last point.
    #[must_use]
    pub fn cost(&self, index: u64) -> f64 {
        let network = index / self.axes.n_scales();
        self.costs.get(network as usize).copied().unwrap_or(0.0)
    }

    /// A fingerprint of everything that the answer depends on besides seed and version; comments
    /// and layout of the file do not enter.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        // Numbers, texts and lists only: they always serialize.
        let text = serde_json::to_string(self).unwrap_or_default();
        Fingerprint::default().extended(text.as_bytes())
    }

    /// Asks every network, at the first σ, whether it would run: a slip is found before hours are spent
    /// on the points before it. The cost of each network, or what is wrong with which point. That
    /// every name and σ stands for a law is checked where their places in the file are known.
    fn check(&self) -> Result<Vec<f64>, String> {
        let n_scales = self.axes.n_scales();
        let networks = (0..self.n_points() / n_scales).filter_map(|i| self.point(i * n_scales));
        let cost = |point: Point| {
            let cost = cost::of(&point, &self.common);
            cost.map_err(|error| format!("point {} ({}): {error}", point.index, point.label()))
        };
        networks.map(cost).collect()
    }
}

impl Axes {
    /// How many points share a network but for σ_w and σ_b.
    fn n_scales(&self) -> u64 {
        let [.., n_sigma_w, n_sigma_b] = self.lengths();
        n_sigma_w * n_sigma_b
    }

    /// How many values each axis has, outermost first.
    pub(in crate::evidence::sweep) fn lengths(&self) -> [u64; 6] {
        let of_axis = |axis: &Option<Vec<f64>>| axis.as_ref().map_or(1, Vec::len);
        [
            self.widths.len(),
            self.depths.len(),
            self.activations.len(),
            self.initializers.len(),
            of_axis(&self.sigma_w),
            of_axis(&self.sigma_b),
        ]
        .map(|n| n as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::sweep::parse;

    const TEXT: &str = "widths = [4, 8]\ndepths = [2, 3]\nactivations = [\"tanh\", \"relu\"]\n\
                        sigma-w = [0.5, 1.0, 1.5]\nsigma-b = [0.0, 0.1]\nreplicates = 2\n";

    #[test]
    fn the_last_axis_runs_fastest_and_no_point_is_met_twice() {
        let grid = parse("g.toml", TEXT).unwrap();
        let points: Vec<Point> = (0..48).map(|index| grid.point(index).unwrap()).collect();
        assert!(grid.point(48).is_none() && grid.n_points() == 48);
        let scales = |i: usize| (points[i].sigma_w, points[i].sigma_b);
        assert_eq!(scales(0), (Some(0.5), Some(0.0)));
        assert_eq!(scales(1), (Some(0.5), Some(0.1)));
        assert_eq!(scales(2), (Some(1.0), Some(0.0)));
        assert_eq!(
            (points[6].activation.as_str(), points[24].width),
            ("relu", 8)
        );
        let mut labels: Vec<String> = points.iter().map(Point::label).collect();
        labels.sort();
        labels.dedup();
        assert_eq!(labels.len(), 48);
    }

    #[test]
    fn what_a_later_point_would_refuse_is_refused_at_once_with_the_point() {
        let refusal = |text: &str| parse("g.toml", text).unwrap_err().to_string();
        let grid = |axes: &str| {
            refusal(&format!(
                "activations = [\"relu\"]\nsigma-w = [1.0, 2.0]\n{axes}"
            ))
        };
        // 10⁴ networks of 1000 layers: records beyond the limit, by either engine.
        for engine in ["direct", "exact"] {
            let said = grid(&format!(
                "widths = [2]\ndepths = [2, 1000]\nreplicates = 10000\nengine = \"{engine}\"\n"
            ));
            assert!(
                said.starts_with("g.toml: point 2 (width 2, depth 1000, relu, "),
                "{said}"
            );
            assert!(said.contains("more than the limit"), "{said}");
        }
        let said =
            grid("widths = [2, 2000000]\ndepths = [2]\nreplicates = 1\nengine = \"direct\"\n");
        assert!(
            said.starts_with("g.toml: point 2 (width 2000000, depth 2, relu, "),
            "{said}"
        );
    }

    #[test]
    fn the_fingerprint_sees_every_key_and_no_comment() {
        let of = |text: &str| parse("g.toml", text).unwrap().fingerprint();
        let commented = format!("# mine\n{TEXT}batch = 1 # the default\n");
        assert_eq!(of(TEXT), of(&commented));
        for (find, put) in [
            ("[4, 8]", "[4, 9]"),
            ("[2, 3]", "[3, 2]"),
            ("tanh", "erf"),
            ("1.5]", "1.25]"),
            ("0.1]", "0.2]"),
            ("replicates = 2", "replicates = 3"),
            ("replicates = 2", "replicates = 2\nbatch = 2"),
            ("replicates = 2", "replicates = 2\ninput-variance = 2"),
            ("replicates = 2", "replicates = 2\nengine = \"direct\""),
            ("replicates = 2", "replicates = 2\nprecision = \"single\""),
            (
                "replicates = 2",
                "replicates = 2\ndetail = \"second-moments\"",
            ),
            ("replicates = 2", "replicates = 2\ngradients = false"),
            ("replicates = 2", "replicates = 2\nlayers = \"last\""),
            (
                "replicates = 2",
                "replicates = 2\ninitializers = [\"orthogonal({sigma-w})\"]",
            ),
        ] {
            assert_ne!(of(TEXT), of(&TEXT.replace(find, put)), "{put}");
        }
    }
}
