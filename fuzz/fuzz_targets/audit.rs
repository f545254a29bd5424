//! Any bytes as a checkpoint that is audited to its end: read, scanned, explained, judged.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varprop_fuzz::audit;

fuzz_target!(|bytes: &[u8]| audit(bytes));
