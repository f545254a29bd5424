//! What a sweep would do, and what its columns mean: text for people.

use crate::evidence::sweep::COLUMNS;
use crate::evidence::sweep::Grid;
use crate::evidence::sweep::Shard;
use crate::num::significant;
use std::num::NonZeroUsize;

/// The number of points and rows, about what they cost, the first and the last.
pub(in crate::cli) fn of(grid: &Grid, shard: Shard, threads: NonZeroUsize) -> String {
    let total = grid.n_points();
    let points = || shard.points(total).filter_map(|index| grid.point(index));
    let n_points = shard.n_points(total);
    let n_rows: u64 = points()
        .map(|point| grid.common().layers.count(point.depth))
        .sum();
    let cost: f64 = shard.points(total).map(|index| grid.cost(index)).sum();
    let named = |index: Option<u64>| {
        let point = index.and_then(|index| grid.point(index));
        point.map_or_else(
            || "none".into(),
            |point| format!("{}: {}", point.index, point.label()),
        )
    };
    let last = n_points
        .checked_sub(1)
        .and_then(|n| shard.points(total).nth(n as usize));
    format!(
        "grid      {}\npoints    {n_points} of {total} (shard {shard})\nrows      {n_rows}\n\
         networks  {}\ncost      {} operations, some {} s on {threads} threads of 10⁹ a second\n\
         first     {}\nlast      {}\n",
        grid.fingerprint(),
        n_points.saturating_mul(grid.common().replicates),
        significant(cost, 2),
        significant(cost / 1e9 / threads.get() as f64, 2),
        named(shard.points(total).next()),
        named(last),
    )
}

/// Each column and its meaning.
pub(in crate::cli) fn columns() -> String {
    let width = COLUMNS
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    let line = |(name, meaning): &(&str, &str)| format!("{name:width$}  {meaning}\n");
    COLUMNS.iter().map(line).collect()
}
