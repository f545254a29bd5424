//! What the help says: every command has an example that works.

use crate::program::varprop;
use crate::snapshot;

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = varprop(&["--help"]).stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = listed.take_while(|line| !line.is_empty());
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let names = lines
        .filter(is_name)
        .filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// The examples of a help text, without the program's name.
fn examples(help: &str) -> Vec<&str> {
    let section = help.lines().skip_while(|line| !line.starts_with("Example"));
    section
        .filter_map(|line| line.trim().strip_prefix("varprop "))
        .collect()
}

#[test]
fn every_command_has_help_with_an_example() {
    let commands = commands();
    assert_eq!(commands.len(), 19, "{commands:?}");
    for command in &commands {
        let answer = varprop(&[command, "--help"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        let examples = examples(&answer.stdout);
        assert!(!examples.is_empty(), "{command}");
        assert!(
            examples
                .iter()
                .all(|example| example.starts_with(command.as_str()))
        );
        snapshot::assert(&format!("help-{command}"), &answer.stdout);
    }
}

#[test]
fn the_help_of_the_program_names_every_exit_code() {
    let answer = varprop(&["--help"]);
    assert_eq!(answer.code, 0);
    for code in 0..=4 {
        assert!(answer.stdout.contains(&format!("\n  {code}  ")), "{code}");
    }
    snapshot::assert("help", &answer.stdout);
}

#[test]
fn examples_that_run_no_claim_do_what_they_say() {
    for arguments in [
        &["gain", "tanh"][..],
        &["gain", "leaky-relu(0.2)", "--q", "2"],
        &["gain", "all"],
        &["activation"][..],
        &["activation", "leaky-relu(0.2)"],
        &["conv", "199", "--kernel", "3", "--until", "1"],
        &["init", "he-normal", "--fan-in", "500", "--fan-out", "300"],
        &[
            "init",
            "he-uniform(mode=fan_out)",
            "--fan-in",
            "64",
            "--fan-out",
            "128",
        ],
        &["init", "all", "--fan-in", "64", "--fan-out", "64"],
        &["init", "--like", "list"],
        &["completions", "bash"],
    ] {
        let command = arguments.first().copied().unwrap_or_default();
        let help = varprop(&[command, "--help"]).stdout;
        let shown: Vec<String> = examples(&help)
            .iter()
            .map(|example| example.replace('\'', ""))
            .collect();
        let asked = arguments.join(" ");
        assert!(
            shown.iter().any(|example| example.starts_with(&asked)),
            "{asked}: {shown:?}"
        );
        let answer = varprop(arguments);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{asked}");
    }
}
