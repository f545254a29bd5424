//! Which points one of n processes computes, and in which blocks they are written.
//!
//! Points are dealt like cards, one to each shard in every round: neighbours in the grid cost about
//! the same, so shards do.

use crate::evidence::sweep::Grid;
use crate::evidence::sweep::SweepError;
use std::fmt;
use std::str::FromStr;

/// Shard k of n: of every n successive points one, the first of a round falling to another shard in
/// each round, so that no axis of the grid beats in time with the dealing.
///
/// # Example
/// ```
/// use varprop::evidence::sweep::Shard;
/// let shard: Shard = "2/3".parse()?;
/// let points: Vec<u64> = shard.points(9).collect();
/// assert_eq!(points.iter().map(|point| point / 3).collect::<Vec<_>>(), [0, 1, 2]);
/// assert!(points.iter().all(|point| Shard::of(*point, 3) == shard.k()));
/// # Ok::<(), varprop::evidence::sweep::SweepError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    k: u64,
    n: u64,
}

/// The most shards of a sweep: a piece of each is in memory when they are merged.
const MOST_SHARDS: u64 = 10_000;
/// The most points of a block.
const BLOCK_POINTS: usize = 64;
/// A block ends when its points cost as much: some seconds, which is what an interruption loses.
const BLOCK_COST: f64 = 4e9;

impl Shard {
    /// The one shard of a sweep that is not divided.
    pub const WHOLE: Self = Self { k: 1, n: 1 };

    /// Shard k of n, from 1.
    ///
    /// # Errors
    /// [`SweepError::Shard`] unless 1 ≤ k ≤ n ≤ 10,000.
    pub fn new(k: u64, n: u64) -> Result<Self, SweepError> {
        if 1 <= k && k <= n && n <= MOST_SHARDS {
            return Ok(Self { k, n });
        }
        Err(refuse(&format!("{k}/{n}")))
    }

    /// k, from 1.
    #[must_use]
    pub fn k(self) -> u64 {
        self.k
    }

    /// n.
    #[must_use]
    pub fn n(self) -> u64 {
        self.n
    }

    /// The indices of its points, of so many in the grid, ascending.
    pub fn points(self, total: u64) -> impl Iterator<Item = u64> {
        let rounds = 0..total.div_ceil(self.n);
        rounds
            .map(move |round| round * self.n + (self.k - 1 + self.n - turn(round, self.n)) % self.n)
            .filter(move |index| *index < total)
    }

    /// How many points it has.
    #[must_use]
    pub fn n_points(self, total: u64) -> u64 {
        let (rounds, rest) = (total / self.n, total % self.n);
        let place = (self.k - 1 + self.n - turn(rounds, self.n)) % self.n;
        rounds + u64::from(place < rest)
    }

    /// The k of the shard of n that a point falls to; 1 of no shards.
    #[must_use]
    pub fn of(index: u64, n: u64) -> u64 {
        let n = n.max(1);
        (index % n + turn(index / n, n)) % n + 1
    }

    /// Its points but the first `n_done`, in the blocks in which they are written. Blocks are cut by a
    /// model of cost, which may change: what was written is told by its points, never by its blocks.
    #[must_use]
    pub fn blocks(self, grid: &Grid, n_done: u64) -> Vec<Vec<u64>> {
        let mut blocks: Vec<Vec<u64>> = Vec::new();
        let mut cost = f64::INFINITY;
        for index in self.points(grid.n_points()).skip(n_done as usize) {
            let is_full = |block: &Vec<u64>| block.len() >= BLOCK_POINTS || cost >= BLOCK_COST;
            if blocks.last().is_none_or(is_full) {
                blocks.push(Vec::new());
                cost = 0.0;
            }
            cost += grid.cost(index);
            if let Some(block) = blocks.last_mut() {
                block.push(index);
            }
        }
        blocks
    }
}

/// By how many shards a round is turned, below n: the high bits of the round times the odd number
/// nearest to 2⁶⁴/φ, φ the golden ratio (Knuth, The Art of Computer Programming 3, section 6.4).
fn turn(round: u64, n: u64) -> u64 {
    (round.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % n
}

fn refuse(received: &str) -> SweepError {
    SweepError::Shard {
        received: received.to_owned(),
        most: MOST_SHARDS,
    }
}

impl FromStr for Shard {
    type Err = SweepError;

    fn from_str(text: &str) -> Result<Self, SweepError> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        numbers.map_or_else(|| Err(refuse(text)), |(k, n)| Self::new(k, n))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.k, self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::sweep::parse;

    fn grid(width: u64) -> Grid {
        let text = format!(
            "widths = [{width}]\ndepths = [2]\nactivations = [\"relu\"]\n\
             engine = \"direct\"\nsigma-w = {{ from = 1, to = 2, steps = 150 }}\nreplicates = 100\n"
        );
        parse("g.toml", &text).unwrap()
    }

    #[test]
    fn shards_share_all_points_and_none_twice() {
        for (n, total) in [(1, 5), (3, 5), (7, 100), (64, 10)] {
            let shards: Vec<Shard> = (1..=n).map(|k| Shard::new(k, n).unwrap()).collect();
            let mut points: Vec<u64> = shards.iter().flat_map(|s| s.points(total)).collect();
            points.sort_unstable();
            assert_eq!(points, (0..total).collect::<Vec<_>>());
            for shard in shards {
                assert!(shard.points(total).is_sorted());
                assert!(
                    shard
                        .points(total)
                        .all(|point| Shard::of(point, n) == shard.k())
                );
                assert_eq!(shard.n_points(total), shard.points(total).count() as u64);
            }
        }
    }

    #[test]
    fn no_shard_is_left_with_one_value_of_an_axis() {
        // The axis that runs fastest has as many values as there are shards, or half, or twice.
        for (n, length) in [(200, 200), (4, 2), (2, 4), (8, 8)] {
            for k in 1..=n {
                let points = Shard::new(k, n).unwrap().points(40_000);
                let mut values: Vec<u64> = points.map(|point| point % length).collect();
                values.sort_unstable();
                values.dedup();
                assert!(2 * values.len() as u64 > length, "{k}/{n}: {values:?}");
            }
        }
    }

    #[test]
    fn what_is_no_shard_is_refused() {
        for text in [
            "", "3", "0/4", "5/4", "1/0", "1/4/2", "-1/4", "1/10001", "a/b",
        ] {
            assert_eq!(text.parse::<Shard>().unwrap_err().code(), "shard", "{text}");
        }
    }

    #[test]
    fn blocks_hold_every_point_in_order_and_are_short_where_points_are_dear() {
        let shard = Shard::new(2, 2).unwrap();
        let (cheap, dear) = (shard.blocks(&grid(4), 0), shard.blocks(&grid(2000), 0));
        assert_eq!(cheap.concat(), shard.points(150).collect::<Vec<_>>());
        assert_eq!(cheap.iter().map(Vec::len).collect::<Vec<_>>(), [64, 11]);
        assert!(dear.iter().all(|block| block.len() == 1) && dear.len() == 75);
        let rest = shard.blocks(&grid(4), 70).concat();
        assert_eq!(rest, shard.points(150).skip(70).collect::<Vec<_>>());
    }
}
