//! What a violated test says to whoever wrote the initializer, one sentence each.
//!
//! It knows the names of tests alone.

/// The sentence for a test of this name.
pub(in crate::conformance) fn of(test: &str) -> &'static str {
    let found = MEANINGS.iter().find(|(name, _)| *name == test);
    found.map_or("", |(_, meaning)| meaning)
}

/// Every test of this room.
const MEANINGS: [(&str, &str); 27] = [
    (
        "finite",
        "values are not finite; a place never filled is NaN",
    ),
    (
        "reproducible",
        "the same seed gave other bytes (see `unseeded`)",
    ),
    (
        "seeds-differ",
        "different seeds gave the same draw: is the seed used?",
    ),
    (
        "repeats",
        "a run of values occurs twice: rows, seeds or shards share a generator's state",
    ),
    ("exact-values", "the tensor is not the promised one"),
    (
        "zeros",
        "there are exact zeros that no continuous law gives: places left at 0?",
    ),
    ("zeros-a-column", "a column has too few zeros"),
    ("zeros-a-row", "zeros are not spread evenly over the rows"),
    (
        "zero-beside-center",
        "the kernel is not 0 beside its center",
    ),
    ("variance", "the scale is another one"),
    ("mean", "the mean is another one"),
    ("whole-law", "the shape of the law is another one"),
    (
        "extremes",
        "the largest magnitude does not fit: truncation, bounds, or an outlier",
    ),
    (
        "row-energies",
        "one output's weights have another variance in one draw",
    ),
    (
        "output-energies",
        "one output's weights have another variance",
    ),
    (
        "input-energies",
        "the weights from one input have another variance",
    ),
    ("seed-energies", "the variance depends on the seed"),
    ("place-energies", "one place has another variance"),
    (
        "neighbour-correlation",
        "neighbouring weights are correlated",
    ),
    ("row-correlation", "successive rows are correlated"),
    ("seed-correlation", "successive seeds give correlated draws"),
    ("collinear-rows", "two rows point the same way"),
    (
        "orthogonality",
        "rows or columns are not orthogonal, or the gain is another one",
    ),
    (
        "haar-places",
        "entries are not Haar's: was QR taken without the signs of diag R?",
    ),
    (
        "haar-diagonal",
        "the diagonal has a sign: was QR taken without the signs of diag R?",
    ),
    (
        "haar-entries",
        "an entry is larger than a random orthogonal matrix has",
    ),
    (
        "row-energy-law",
        "rows are too alike, or too different, in size: are they normalized?",
    ),
];
