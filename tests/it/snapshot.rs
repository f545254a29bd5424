//! What a person would review, kept under `snapshots/`, one file a subject.
//!
//! `.config/insta.yaml` forbids writing: a missing or different snapshot fails the test.
//! `INSTA_UPDATE=always cargo test --test it` accepts what the program says now.

/// Holds a text against `snapshots/<subject>.snap`.
pub(crate) fn assert(subject: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(subject, text));
}
