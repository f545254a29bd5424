//! The long form of the soundness check: `soundness FOLDER [MODELS [MUTANTS]]`.
//!
//! Every inference of every proof script under the folder is evaluated in up to MODELS random exact
//! finite models, up to MUTANTS mutants of each are put to the kernel, and 20 × MODELS random terms
//! of each of a few signatures are compared with what the kernel says they equal.

mod fuzz;
mod harness;

use harness::Tally;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;
use varprop::symbolic::derive::prove_script;
use varprop::symbolic::finite::Search;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "proofs".to_owned());
    let mut number = |default: usize| {
        let given = arguments.next().and_then(|text| text.parse().ok());
        given.unwrap_or(default)
    };
    let search = Search {
        seed: 0,
        max_candidates: 0,
        max_models: number(100),
    };
    let search = Search {
        max_candidates: search.max_models * 15,
        ..search
    };
    let most = number(usize::MAX);
    let mut scripts = Vec::new();
    collect(Path::new(&folder), &mut scripts);
    scripts.sort();
    let mut tally = Tally::default();
    for path in scripts {
        let source = std::fs::read_to_string(&path).unwrap_or_default();
        match prove_script(&source) {
            Ok(proofs) => {
                for proof in &proofs {
                    tally.check_inferences(proof, search);
                    tally.check_mutants(proof, most, search);
                }
            }
            Err(error) => println!("{}: {}", path.display(), error.render(&source)),
        }
    }
    // The random terms may take long: what is known by now is said first.
    println!("proofs\n{tally}");
    let mut random = Tally::default();
    random.check_random_terms(
        u64::try_from(search.max_models).unwrap_or(0) * 20,
        1,
        search,
    );
    print!("random terms\n{random}");
    tally.refuted.extend(random.refuted);
    if tally.refuted.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "proof") {
            found.push(path);
        }
    }
}
