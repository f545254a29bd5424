//! The `varprop` command: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    varprop::cli::main()
}
