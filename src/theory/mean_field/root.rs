//! All zeros of a continuous function on a range of many decades, by certain signs.
//!
//! A zero counts as certified only between two points at which interval evaluation knows
//! opposite signs. Where no sign can be known, the range is reported and not decided.

use crate::num::Interval;
use crate::num::real;

/// Points in each factor of ten of the scan.
const POINTS_PER_DECADE: u32 = 8;

/// What the function is known to do at the upper end of the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// It ends negative: for V(q) − q, large q come back.
    Bounded,
    /// It ends positive: for V(q) − q, q above the last fixed point grows without return.
    Unbounded,
    /// Its sign at the upper end is not known.
    Unknown,
}

/// What a scan found, in ascending order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Roots {
    /// Each holds a zero for certain.
    pub(super) isolated: Vec<Interval>,
    /// In these no sign is known; whether they hold a zero is not decided.
    pub(super) unresolved: Vec<Interval>,
    pub(super) growth: Growth,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Negative,
    Positive,
    Unknown,
}

/// Scans f on [low, high], 0 < low < high, and its slope for pairs of zeros between two points.
pub(super) fn scan<E>(
    (low, high): (f64, f64),
    f: impl Fn(f64) -> Result<Interval, E>,
    slope: impl Fn(f64) -> Result<Interval, E>,
) -> Result<Roots, E> {
    let grid = with_extrema(&logarithmic_grid(low, high), &f, &slope)?;
    let mut roots = Roots {
        isolated: Vec::new(),
        unresolved: Vec::new(),
        growth: growth(grid.last().map(|p| p.1)),
    };
    let mut known: Option<(f64, Sign)> = None;
    let mut doubtful: Option<Interval> = None;
    for &(q, sign) in &grid {
        if sign == Sign::Unknown {
            let here = Interval::point(q);
            doubtful = Some(doubtful.map_or(here, |range| range.hull(here)));
            continue;
        }
        match known {
            Some((before, s)) if s != sign => {
                let enclosure = bisect((before, s), (q, sign), &f)?;
                roots.isolated.push(enclosure);
                doubtful = doubtful.filter(|range| !holds(enclosure, *range));
            }
            _ => {}
        }
        roots.unresolved.extend(doubtful.take());
        known = Some((q, sign));
    }
    roots.unresolved.extend(doubtful);
    Ok(roots)
}

fn growth(last: Option<Sign>) -> Growth {
    match last {
        Some(Sign::Negative) => Growth::Bounded,
        Some(Sign::Positive) => Growth::Unbounded,
        _ => Growth::Unknown,
    }
}

fn sign(value: Interval) -> Sign {
    if value.low() > 0.0 {
        Sign::Positive
    } else if value.high() < 0.0 {
        Sign::Negative
    } else {
        Sign::Unknown
    }
}

/// Both ends, and [`POINTS_PER_DECADE`] between.
fn logarithmic_grid(low: f64, high: f64) -> Vec<f64> {
    let span = real::ln(high / low);
    let n = (span / real::ln(10.0) * f64::from(POINTS_PER_DECADE)).ceil();
    let n = n.clamp(1.0, 1e5) as u32;
    let inner = (1..n).map(|k| low * real::exp(span * f64::from(k) / f64::from(n)));
    std::iter::once(low).chain(inner).chain([high]).collect()
}

/// The signs on the grid, and at an extremum between two points whose signs agree: a pair of zeros
/// would hide there.
fn with_extrema<E>(
    grid: &[f64],
    f: &impl Fn(f64) -> Result<Interval, E>,
    slope: &impl Fn(f64) -> Result<Interval, E>,
) -> Result<Vec<(f64, Sign)>, E> {
    let mut points: Vec<(f64, Sign, Sign)> = Vec::with_capacity(grid.len());
    for &q in grid {
        let (here, rise) = (sign(f(q)?), sign(slope(q)?));
        if let Some(&(before, s, r)) = points.last()
            && hides_extremum(s, here, r, rise)
        {
            let extremum = bisect((before, r), (q, rise), slope)?.midpoint();
            points.push((extremum, sign(f(extremum)?), Sign::Unknown));
        }
        points.push((q, here, rise));
    }
    Ok(points.into_iter().map(|(q, s, _)| (q, s)).collect())
}

/// A positive f that falls and then rises, or a negative one that rises and then falls.
fn hides_extremum(left: Sign, right: Sign, rise_left: Sign, rise_right: Sign) -> bool {
    left == right
        && match left {
            Sign::Positive => (rise_left, rise_right) == (Sign::Negative, Sign::Positive),
            Sign::Negative => (rise_left, rise_right) == (Sign::Positive, Sign::Negative),
            Sign::Unknown => false,
        }
}

/// A narrow bracket of a zero between two points of opposite certain signs.
fn bisect<E>(
    (mut low, sign_low): (f64, Sign),
    (mut high, _): (f64, Sign),
    f: &impl Fn(f64) -> Result<Interval, E>,
) -> Result<Interval, E> {
    loop {
        let middle = between(low, high);
        if middle <= low || middle >= high {
            return Ok(Interval::new(low, high));
        }
        match sign(f(middle)?) {
            Sign::Unknown => return inflate(middle, (low, high), f),
            s if s == sign_low => low = middle,
            _ => high = middle,
        }
    }
}

/// The geometric middle of a wide bracket, the arithmetic one of a narrow.
fn between(low: f64, high: f64) -> f64 {
    if high > 4.0 * low {
        low.sqrt() * high.sqrt()
    } else {
        low + 0.5 * (high - low)
    }
}

/// Widens around a point of unknown sign, fourfold each time, until both sides are certain;
/// the bracket is where it ends at the latest.
fn inflate<E>(
    centre: f64,
    (low, high): (f64, f64),
    f: &impl Fn(f64) -> Result<Interval, E>,
) -> Result<Interval, E> {
    let side = |toward: f64| -> Result<f64, E> {
        let mut distance = 2.0 * f64::EPSILON * centre;
        while distance < (toward - centre).abs() {
            let q = centre + distance.copysign(toward - centre);
            if sign(f(q)?) != Sign::Unknown {
                return Ok(q);
            }
            distance *= 4.0;
        }
        Ok(toward)
    };
    Ok(Interval::new(side(low)?, side(high)?))
}

/// Whether all of one interval lies in another.
fn holds(outer: Interval, inner: Interval) -> bool {
    outer.low() <= inner.low() && inner.high() <= outer.high()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    type Exact = Result<Interval, std::convert::Infallible>;

    /// How far a function's value may be from the truth.
    const ERROR: f64 = 1e-14;

    fn scan_of(f: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64) -> Roots {
        let enclose = |x: f64| -> Exact { Ok(Interval::around(x, ERROR)) };
        scan((1e-3, 1e3), |q| enclose(f(q)), |q| enclose(slope(q))).unwrap()
    }

    #[test]
    fn a_simple_zero_is_certified_and_narrow() {
        let roots = scan_of(|q| 2.0 - q, |_| -1.0);
        assert_eq!(roots.isolated.len(), 1);
        let root = roots.isolated[0];
        // 2 ± 10⁻¹⁴, found by steps that grow fourfold.
        assert!(root.contains(2.0) && root.radius() < 4.0 * 2e-14);
        assert_eq!((roots.growth, roots.unresolved), (Growth::Bounded, vec![]));
    }

    #[test]
    fn two_zeros_between_neighbours_of_the_grid_are_both_found() {
        let roots = scan_of(|q| (q - 2.0) * (q - 2.000_001), |q| 2.0 * q - 4.000_001);
        assert_eq!(roots.isolated.len(), 2);
        assert!(roots.isolated[0].contains(2.0));
        assert!(roots.isolated[1].contains(2.000_001));
    }

    #[test]
    fn a_touching_zero_is_reported_and_not_certified() {
        let roots = scan_of(|q| (q - 2.0) * (q - 2.0), |q| 2.0 * (q - 2.0));
        assert!(roots.isolated.is_empty());
        // No sign is known where (q − 2)² is within the error of the function, 10⁻¹⁴.
        let near = Tolerance::bound(ERROR.sqrt());
        let is_near = |r: &Interval| near.accepts(r.midpoint(), 2.0);
        assert!(roots.unresolved.iter().any(is_near));
    }

    #[test]
    fn a_function_that_is_zero_everywhere_is_unresolved_everywhere() {
        let roots = scan_of(|_| 0.0, |_| 0.0);
        assert_eq!(roots.unresolved, vec![Interval::new(1e-3, 1e3)]);
        assert_eq!(roots.growth, Growth::Unknown);
    }
}
