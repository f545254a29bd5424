//! Any bytes as the index of a sharded checkpoint, and what follows a line of `#` as each of its
//! files.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varprop::audit::format::Sharded;
use varprop_fuzz::drain;
use varprop_fuzz::file;

/// What stands between the index and a shard.
const BETWEEN: &[u8] = b"\n#\n";

fuzz_target!(|bytes: &[u8]| {
    let cut = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN);
    let (index, shard) = bytes.split_at(cut.unwrap_or(bytes.len()));
    let shard = shard.strip_prefix(BETWEEN).unwrap_or_default();
    let opener = |name: &str| {
        assert!(!name.contains(['/', '\\']) && name != "..", "{name}");
        Ok(file(shard))
    };
    drain(Sharded::open("i", file(index), Box::new(opener)));
});
