//! Tests of specifications: what they say, and what is refused where.

use super::*;
use crate::audit::AuditError;
use crate::audit::Evidence;
use crate::audit::Inventory;
use crate::audit::Reading;
use crate::audit::Role;
use crate::audit::format::FileKind;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorSource;
use crate::empirical::stat::Storage;
use crate::theory::shape::Layout;

/// Names and shapes without values.
struct Names(Vec<TensorInfo>);

impl TensorSource for Names {
    fn kind(&self) -> FileKind {
        FileKind::Safetensors
    }

    fn tensors(&self) -> &[TensorInfo] {
        &self.0
    }

    fn read(&mut self, _: usize, _: &mut dyn FnMut(&[u8])) -> Result<(), AuditError> {
        Ok(())
    }
}

fn source(tensors: &[(&str, &[u64])]) -> Names {
    let info = |(name, shape): &(&str, &[u64])| TensorInfo {
        name: (*name).to_owned(),
        shape: shape.to_vec(),
        format: NumberFormat::Float(Storage::F32),
    };
    Names(tensors.iter().map(info).collect())
}

/// A file with one layer of each kind.
const TENSORS: [(&str, &[u64]); 5] = [
    ("fc.weight", &[6, 12]),
    ("fc.bias", &[6]),
    ("conv.weight", &[8, 4, 3, 3]),
    ("conv.bias", &[8]),
    ("norm.weight", &[8]),
];

fn read(text: &str) -> Result<Vec<Reading>, SpecificationError> {
    let specification = Specification::parse("m.toml", text)?;
    let inventory = Inventory::of(&source(&TENSORS), &specification)?;
    let readings = (0..TENSORS.len()).map(|i| inventory.reading(i).clone());
    Ok(readings.collect())
}

fn entry(name: &str, keys: &str) -> String {
    format!("[[tensor]]\nname = \"{name}\"\n{keys}\n")
}

#[test]
fn what_is_said_takes_the_place_of_what_was_guessed() {
    let readings = read(&entry("conv.*", "groups = 4\nstride = 2")).unwrap();
    let layer = readings[2].layer.unwrap();
    assert_eq!((layer.groups(), layer.fans().fan_out), (4, 18));
    assert_eq!(readings[2].strides, Some(vec![2, 2]));
    assert_eq!(readings[3].bias_of, Some(layer));
    // The stride of a convolution thins what an input feeds, not its fans.
    assert_eq!(layer.fans().fan_in, 36);

    let readings = read(&entry("conv.weight", "kind = \"transposed-convolution\"")).unwrap();
    assert_eq!(readings[2].layer.unwrap().inputs(), 8);

    let readings = read("layout = \"burn\"\ndepth = 7\n").unwrap();
    let (dense, convolution) = (&readings[0], &readings[2]);
    assert_eq!(dense.evidence, Evidence::Specification);
    assert_eq!(
        (dense.layout, convolution.layout),
        (Layout::Keras, Layout::PyTorch)
    );
    assert_eq!(dense.layer.unwrap().fans().fan_in, 6);
    assert!(readings.iter().all(|reading| reading.depth == Some(7)));

    let readings = read(&entry("fc.weight", "parts = 3\nrole = \"unknown\"")).unwrap();
    assert_eq!((readings[0].parts, readings[0].role), (3, Role::Unknown));
    assert_eq!(readings[0].layer.unwrap().outputs(), 2);
    assert_eq!(
        (readings[1].parts, readings[1].bias_of),
        (3, readings[0].layer)
    );
}

#[test]
fn a_projection_and_a_multiplier_are_read_as_said() {
    let tensors = source(&[("out", &[8, 16, 32]), ("spread", &[64, 1, 3, 3])]);
    let text = entry(
        "out",
        "kind = \"projection\"\ninput-axes = 2\nlayout = \"flax\"",
    ) + &entry("spread", "kind = \"depthwise\"\ngroups = 32");
    let specification = Specification::parse("m.toml", &text).unwrap();
    let inventory = Inventory::of(&tensors, &specification).unwrap();
    let fans = |index: usize| inventory.reading(index).layer.unwrap().fans();
    assert_eq!((fans(0).fan_in, fans(0).fan_out), (128, 32));
    assert_eq!((fans(1).fan_in, fans(1).fan_out), (9, 18));
}

#[test]
fn a_later_entry_overrides_key_by_key() {
    let text = entry("*", "expect = \"he-normal\"\nlayout = \"keras\"")
        + &entry("*.bias", "expect = \"zeros\"")
        + &entry("norm.*", "expect = \"ones\"");
    let readings = read(&text).unwrap();
    let expected = readings.iter().map(|reading| reading.expected.as_deref());
    let expected: Vec<_> = expected.map(Option::unwrap).collect();
    assert_eq!(
        expected,
        ["he-normal", "zeros", "he-normal", "zeros", "constant(1)"]
    );
    assert_eq!(readings[0].layout, Layout::Keras);
}

#[test]
fn one_expectation_is_for_weights_of_layers() {
    let expecting = Specification::expecting("glorot-uniform").unwrap();
    let inventory = Inventory::of(&source(&TENSORS), &expecting).unwrap();
    let expected = |index: usize| inventory.reading(index).expected.clone();
    assert_eq!(expected(0).as_deref(), Some("glorot-uniform"));
    assert_eq!((expected(1), expected(4)), (None, None));
    // An entry knows better.
    let text = entry("conv.weight", "expect = \"orthogonal\"");
    let both = Specification::parse("m.toml", &text).unwrap();
    let both = both.and_expecting("glorot-uniform").unwrap();
    let inventory = Inventory::of(&source(&TENSORS), &both).unwrap();
    assert_eq!(inventory.reading(2).expected.as_deref(), Some("orthogonal"));
    assert_eq!(
        inventory.reading(0).expected.as_deref(),
        Some("glorot-uniform")
    );
    // Where nothing is called a weight, what may be one is meant.
    let unnamed = source(&[("drawn", &[5, 4]), ("mean", &[5])]);
    let inventory = Inventory::of(&unnamed, &expecting).unwrap();
    assert!(inventory.reading(0).expected.is_some() && inventory.reading(1).expected.is_none());
    let refused = Specification::expecting("glorot-unifrom").unwrap_err();
    assert_eq!(refused.code(), "expectation");
    assert!(
        refused.to_string().contains("nearest is 'glorot-uniform'"),
        "{refused}"
    );
}

#[test]
fn a_refusal_says_where_and_what_was_expected() {
    for (text, said) in [
        (
            "layout = \"torsh\"",
            "m.toml:1:10: layout must be one of pytorch, torch,",
        ),
        ("layout = 1", "m.toml:1:10: invalid type"),
        ("depth = 0", "m.toml:1:9: depth must be at least 1"),
        ("depth = -1", "expected a whole number that is not negative"),
        (
            "a = 1",
            "m.toml:1:1: unknown field `a`, expected one of `layout`, `depth`, `tensor`",
        ),
        ("[[tensor]]\nrole = \"bias\"", "missing field `name`"),
        ("[tensor]", "m.toml:1:1: invalid type: map"),
        (
            "[[tensor]]\nname = \"*\"\nfans = 1",
            "m.toml:3:1: unknown field `fans`",
        ),
        ("name", "m.toml:1:5"),
    ] {
        let refusal = read(text).unwrap_err();
        assert_eq!(refusal.code(), "specification-malformed");
        assert!(refusal.to_string().contains(said), "{refusal}");
    }
    for (keys, said) in [
        (
            "role = \"wait\"",
            "m.toml:3:8: role must be one of weight, bias",
        ),
        (
            "kind = \"linear\"",
            "m.toml:3:8: kind must be one of dense, projection",
        ),
        (
            "kind = \"projection\"",
            "m.toml:3:8: a projection needs input-axes",
        ),
        (
            "input-axes = 2",
            "m.toml:3:14: input-axes are a projection's",
        ),
        (
            "kind = \"dense\"\ngroups = 2",
            "m.toml:4:10: groups are a convolution's",
        ),
        ("groups = 0", "m.toml:3:10: groups must be at least 1"),
        (
            "stride = []",
            "m.toml:3:10: a stride must be at least 1, got []",
        ),
        (
            "stride = [2, 0]",
            "m.toml:3:10: a stride must be at least 1",
        ),
        (
            "stride = \"2\"",
            "m.toml:3:10: a stride is a whole number, or a list of them",
        ),
        (
            "parts = 1.5",
            "expected a whole number that is not negative",
        ),
        ("expect = \"he-norml\"", "m.toml:3:10"),
        ("expect = \"constant(x)\"", "m.toml:3:10"),
    ] {
        let refusal = read(&entry("*", keys)).unwrap_err().to_string();
        assert!(refusal.contains(said), "{keys}: {refusal}");
    }
    let large = read(&"#".repeat(2_000_000)).unwrap_err();
    assert_eq!(large.code(), "specification-too-large");
}

#[test]
fn a_pattern_of_no_tensor_is_named() {
    let text = entry("*.weight", "") + &entry("fc.wieght", "") + &entry("x?", "");
    let refusal = read(&text).unwrap_err();
    assert_eq!(refusal.code(), "specification-unmatched");
    assert_eq!(
        refusal.to_string(),
        "no tensor of the file is called like `fc.wieght` (m.toml:5:8), `x?` (m.toml:8:8)"
    );
}

#[test]
fn a_layer_that_a_shape_cannot_be_is_refused() {
    for (name, keys, said) in [
        (
            "conv.weight",
            "kind = \"dense\"",
            "a dense weight has 2 axes, got 4",
        ),
        (
            "fc.weight",
            "kind = \"convolution\"",
            "a convolution weight has 3 to 5 axes, got 2",
        ),
        (
            "fc.weight",
            "groups = 2",
            "a convolution weight has 3 to 5 axes, got 2",
        ),
        ("conv.weight", "groups = 3", "groups must divide outputs"),
        (
            "conv.weight",
            "kind = \"depthwise\"",
            "axis 1 of this depthwise weight must be 1, got 4",
        ),
        ("fc.weight", "parts = 5", "got 5 groups and 6 outputs"),
        ("conv.weight", "stride = [1, 2, 3]", "expected 2 strides"),
    ] {
        let refusal = read(&entry(name, keys)).unwrap_err();
        assert_eq!(refusal.code(), "specification-misfit");
        let text = refusal.to_string();
        assert!(
            text.contains(said) && text.starts_with("m.toml:2:8: tensor"),
            "{text}"
        );
    }
}
