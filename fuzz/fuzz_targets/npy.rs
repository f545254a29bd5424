//! Any bytes as a file of the format npy.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varprop::audit::format::Npy;
use varprop_fuzz::drain;
use varprop_fuzz::file;

fuzz_target!(|bytes: &[u8]| drain(Npy::open("f", file(bytes))));
