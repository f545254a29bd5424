//! The command line: the only room with files, environment and terminal.
//!
//! It decides nothing: every number it shows was made in another room.

mod activation;
mod audit;
mod check;
mod completions;
mod conv;
mod cppn;
mod error;
mod exit_code;
mod explain;
mod files;
mod gain;
mod histograms;
mod init;
mod list;
mod merge;
mod output;
mod perceptron;
mod progress;
mod prove;
mod replay;
mod report;
mod selection;
mod simulate;
mod sweep;
mod train;
mod worked;

use clap::Parser;
use clap::Subcommand;
use std::num::NonZeroUsize;
use std::process::ExitCode;

use error::CliError;
pub use exit_code::Exit;

/// Decides the claims of neural-network initialization theory: proves, computes, simulates or
/// refutes them, and says which assumptions were really used.
#[derive(Debug, Parser)]
#[command(name = "varprop", bin_name = "varprop", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes:\n  0  all as expected, at least one thing checked\n  1  a verdict differs from what was expected, or a test was rejected\n  2  bad usage or bad input\n  3  inconclusive where a decision was asked for\n  4  two engines contradict one another: a bug in varprop\n\nExample:\n  varprop check xavier"
)]
struct Cli {
    /// The seed of all streams: the same seed gives the same bytes.
    #[arg(long, global = true, default_value_t = 1, value_name = "N")]
    seed: u64,

    /// Threads for simulations; the result does not depend on it. [default: all processors]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<NonZeroUsize>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    List(list::Arguments),
    Explain(explain::Arguments),
    Report(report::Arguments),
    Prove(prove::Arguments),
    Replay(replay::Arguments),
    Simulate(simulate::Arguments),
    Sweep(sweep::Arguments),
    Merge(merge::Arguments),
    Train(train::Arguments),
    Gain(gain::Arguments),
    Activation(activation::Arguments),
    Conv(conv::Arguments),
    Init(init::Arguments),
    Audit(audit::Arguments),
    Perceptron(perceptron::Arguments),
    Cppn(cppn::Arguments),
    Worked(worked::Arguments),
    Completions(completions::Arguments),
}

/// More threads than this only cost memory: a larger wish is taken for this one.
const MOST_THREADS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1023);

/// What every command may know of the run.
#[derive(Clone, Copy, Debug)]
struct Global {
    seed: u64,
    threads: NonZeroUsize,
}

/// Parses the arguments, runs the command, reports an error on stderr.
///
/// # Example
/// ```no_run
/// std::process::exit(i32::from(varprop::cli::main() != std::process::ExitCode::SUCCESS));
/// ```
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return clap_exit(&error),
    };
    let one = NonZeroUsize::MIN;
    let threads = cli
        .threads
        .unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(one))
        .min(MOST_THREADS);
    match run(
        cli.command,
        Global {
            seed: cli.seed,
            threads,
        },
    ) {
        Ok(exit) => exit.into(),
        Err(error) => {
            output::error(&error);
            Exit::BadInput.into()
        }
    }
}

/// Help and version are answers, everything else that clap says is bad usage.
fn clap_exit(error: &clap::Error) -> ExitCode {
    // A closed stderr leaves nobody to tell.
    let _ = error.print();
    if error.use_stderr() {
        Exit::BadInput.into()
    } else {
        Exit::AsExpected.into()
    }
}

fn run(command: Command, global: Global) -> Result<Exit, CliError> {
    match command {
        Command::Check(arguments) => check::run(&arguments, global),
        Command::List(arguments) => list::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments, global),
        Command::Report(arguments) => report::run(&arguments, global),
        Command::Prove(arguments) => prove::run(&arguments, global),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments, global),
        Command::Sweep(arguments) => sweep::run(&arguments, global),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Train(arguments) => train::run(&arguments, global),
        Command::Gain(arguments) => gain::run(&arguments),
        Command::Activation(arguments) => activation::run(&arguments),
        Command::Conv(arguments) => conv::run(&arguments, global),
        Command::Audit(arguments) => audit::run(&arguments, global),
        Command::Init(arguments) => init::run(&arguments, global),
        Command::Perceptron(arguments) => perceptron::run(&arguments, global),
        Command::Cppn(arguments) => cppn::run(&arguments, global),
        Command::Worked(arguments) => worked::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}
