//! Any bytes as a file of the format npz.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varprop::audit::format::Npz;
use varprop_fuzz::drain;
use varprop_fuzz::file;

fuzz_target!(|bytes: &[u8]| drain(Npz::open("f", file(bytes))));
