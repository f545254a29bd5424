//! Standard normal numbers by the ziggurat of Marsaglia & Tsang (2000), 256 layers.
//!
//! The tables come from `num::real`, so the same stream gives the same bits on every machine.
//! `rand_distr` is the independent oracle of its law (see `tests/statistical`).

use crate::num::real;
use crate::random::Generator;
use std::sync::LazyLock;

const LAYERS: usize = 256;
/// Where the tail begins: the r at which 255 layers and the base strip have equal areas and the
/// top layer ends at 0; the root of Marsaglia & Tsang's (2000, §3) closing condition, solved to
/// 40 digits: 3.654152885361008771645….
const TAIL: f64 = 3.654_152_885_361_009;
/// The area of each layer, r·e^(−r²/2) + √(π/2)·erfc(r/√2) at that r: 0.004928673233974655347….
const AREA: f64 = 0.004_928_673_233_974_655;

struct Tables {
    /// Widths of the layers, descending; `x[0]` stands for the base strip with the tail.
    x: [f64; LAYERS + 1],
    /// The unnormalized density e^(−x²/2) at each width.
    density: [f64; LAYERS + 1],
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let density = |x: f64| real::exp(-0.5 * x * x);
    let mut x = [0.0; LAYERS + 1];
    x[0] = AREA / density(TAIL);
    x[1] = TAIL;
    for i in 2..LAYERS {
        x[i] = real::sqrt(-2.0 * real::ln(AREA / x[i - 1] + density(x[i - 1])));
    }
    Tables {
        x,
        density: x.map(density),
    }
});

/// The middle of one of 2⁵² cells of (0, 1), chosen by the top bits.
pub(in crate::random) fn open_unit(bits: u64) -> f64 {
    const CELL: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * CELL
}

/// Draws one number: eight bits choose the layer, one the sign, 52 the place.
pub(in crate::random) fn draw(generator: &mut Generator) -> f64 {
    let tables = &*TABLES;
    loop {
        let bits = generator.next_u64();
        let layer = (bits & 0xff) as usize;
        let magnitude = open_unit(bits) * tables.x[layer];
        if magnitude < tables.x[layer + 1] {
            return with_sign(bits, magnitude);
        }
        if layer == 0 {
            return with_sign(bits, tail(generator));
        }
        let (outer, inner) = (tables.density[layer], tables.density[layer + 1]);
        let height = outer + (inner - outer) * generator.uniform();
        if height < real::exp(-0.5 * magnitude * magnitude) {
            return with_sign(bits, magnitude);
        }
    }
}

fn with_sign(bits: u64, magnitude: f64) -> f64 {
    if bits & 0x100 == 0 {
        magnitude
    } else {
        -magnitude
    }
}

/// A number beyond the last layer, by Marsaglia's (1964) exponential rejection.
fn tail(generator: &mut Generator) -> f64 {
    loop {
        let excess = -real::ln(generator.open_uniform()) / TAIL;
        let height = -real::ln(generator.open_uniform());
        if 2.0 * height > excess * excess {
            return TAIL + excess;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn every_layer_has_the_same_area() {
        let tables = &*TABLES;
        for i in 1..LAYERS {
            let area = tables.x[i] * (tables.density[i + 1] - tables.density[i]);
            // 255 chained roundings; one ulp of r moves the closing area by 1,100 ulps.
            assert!(
                Tolerance::rounding(255 * 1100, AREA).accepts(area, AREA),
                "layer {i}: {area:e}"
            );
        }
    }
}
