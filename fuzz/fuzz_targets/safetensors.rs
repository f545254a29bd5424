//! Any bytes as a file of the format safetensors.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varprop::audit::format::Safetensors;
use varprop_fuzz::drain;
use varprop_fuzz::file;

fuzz_target!(|bytes: &[u8]| drain(Safetensors::open("f", file(bytes))));
