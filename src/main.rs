//! The `varprop` command: parse, run, exit code.
fn main() {}
