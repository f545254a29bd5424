//! What the audit reads from the names and shapes of real models, against what their layers are.
//!
//! Names and shapes are those that the frameworks write: PyTorch 2.15, Keras 3.15, Flax 0.12,
//! Haiku 0.0.17 and Equinox 0.13 were asked; models of Hugging Face, timm and torchvision, burn, candle and MLX are
//! from their sources.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a table that cannot be read fails the test, and the line says where"
)]

use std::fmt::Write;
use varprop::audit::format::{FileKind, NumberFormat, TensorInfo, TensorSource};
use varprop::audit::{AuditError, Evidence, Inventory, Reading, Specification};
use varprop::empirical::stat::Storage;
use varprop::theory::shape::Layer;

/// Names and shapes without values.
struct Names {
    tensors: Vec<TensorInfo>,
    kind: FileKind,
    notes: Vec<(&'static str, &'static str)>,
}

impl TensorSource for Names {
    fn kind(&self) -> FileKind {
        self.kind
    }

    fn tensors(&self) -> &[TensorInfo] {
        &self.tensors
    }

    fn note(&self, key: &str) -> Option<&str> {
        let mut notes = self.notes.iter();
        notes.find_map(|(known, note)| (*known == key).then_some(*note))
    }

    fn read(&mut self, _: usize, _: &mut dyn FnMut(&[u8])) -> Result<(), AuditError> {
        Ok(())
    }
}

fn info(name: &str, shape: &[u64]) -> TensorInfo {
    TensorInfo {
        name: name.to_owned(),
        shape: shape.to_vec(),
        format: NumberFormat::Float(Storage::F32),
    }
}

/// A name, a shape, and what it is: in the words of the table.
type Row<'a> = (&'a str, &'a [u64], &'a str);

fn names(rows: &[Row<'_>]) -> Names {
    Names {
        tensors: rows
            .iter()
            .map(|(name, shape, _)| info(name, shape))
            .collect(),
        kind: FileKind::Safetensors,
        notes: Vec::new(),
    }
}

/// A reading in the words of the table.
fn described(reading: &Reading) -> String {
    let mut text = reading.role.name().to_owned();
    let fans = |layer: &Layer| format!("{}/{}", layer.fans().fan_in, layer.fans().fan_out);
    if let Some(layer) = &reading.layer {
        let _ = write!(text, " {} {}", layer.kind().name(), fans(layer));
    }
    if let Some(layer) = &reading.bias_of {
        let _ = write!(text, " of {}", fans(layer));
    }
    if reading.parts > 1 {
        let _ = write!(text, " x{}", reading.parts);
    }
    if reading.stack > 1 {
        let _ = write!(text, " of {}", reading.stack);
    }
    if let Some(layer) = &reading.alternative {
        let _ = write!(text, " or {} {}", layer.kind().name(), fans(layer));
    }
    if let Some(hidden) = reading.hidden {
        let _ = write!(text, " hidden {hidden}");
    }
    text
}

fn inventory(source: &Names) -> Inventory {
    Inventory::of(source, &Specification::default()).unwrap()
}

fn assert_read(source: &Names, rows: &[Row<'_>]) {
    let inventory = inventory(source);
    let mut wrong = String::new();
    for (index, (name, shape, expected)) in rows.iter().enumerate() {
        let found = described(inventory.reading(index));
        if found != *expected {
            let _ = writeln!(wrong, "{name} {shape:?}: {found}, not {expected}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The files of the table, by their titles.
fn sections() -> Vec<(&'static str, Names, Vec<&'static str>)> {
    let table = include_str!("../data/audit/names.txt");
    table.split("\n## ").skip(1).map(section).collect()
}

fn section(text: &'static str) -> (&'static str, Names, Vec<&'static str>) {
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let (title, file) = lines.next().unwrap().split_once(": ").unwrap();
    let mut words = file.split(' ');
    let kind = match words.next() {
        Some("npz") => FileKind::Npz,
        _ => FileKind::Safetensors,
    };
    let notes = words.map(|note| note.split_once('=').unwrap()).collect();
    let (mut tensors, mut expected) = (Vec::new(), Vec::new());
    for line in lines {
        let [name, shape, what] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let shape = shape.split_whitespace().map(|axis| axis.parse().unwrap());
        tensors.push(info(name.trim(), &shape.collect::<Vec<_>>()));
        expected.push(what.trim());
    }
    let source = Names {
        tensors,
        kind,
        notes,
    };
    (title, source, expected)
}

#[test]
fn tensors_of_every_framework_are_read() {
    let (mut n_read, mut wrong) = (0, String::new());
    for (title, source, expected) in sections() {
        let inventory = inventory(&source);
        for (index, (info, expected)) in source.tensors.iter().zip(expected).enumerate() {
            let found = described(inventory.reading(index));
            n_read += 1;
            if found != expected {
                let (name, shape) = (&info.name, &info.shape);
                let _ = writeln!(wrong, "{title}: {name} {shape:?}: {found}, not {expected}");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(n_read >= 200, "{n_read} tensors of the table were read");
}

#[test]
fn what_decided_the_order_of_axes_is_told() {
    let evidence = |rows: &[Row<'_>]| {
        let inventory = inventory(&names(rows));
        let rows = 0..rows.len();
        rows.map(|row| inventory.reading(row).evidence)
            .collect::<Vec<_>>()
    };
    let rows: &[Row<'_>] = &[
        ("a.weight", &[784, 10], ""),
        ("a.bias", &[10], ""),
        ("b.weight", &[5, 6], ""),
        ("c_fc.weight", &[3072, 768], ""),
        ("plain", &[5, 6], "unknown dense 6/5 or dense 5/6"),
    ];
    let [a, _, b, c_fc, plain] = evidence(rows)[..] else {
        unreachable!();
    };
    assert_eq!((a, b), (Evidence::Sibling, Evidence::File));
    assert_eq!((c_fc, plain), (Evidence::Shape, Evidence::Usual));
    // Nothing told the order of `plain`: both are kept.
    assert_read(&names(&rows[4..]), &rows[4..]);
    let kernels: &[Row<'_>] = &[
        ("conv", &[3, 3, 16, 32], "unknown convolution 144/288"),
        ("plain", &[5, 6], "unknown dense 5/6"),
        ("b.weight", &[5, 6], "weight dense 6/5"),
    ];
    assert_read(&names(kernels), kernels);
    let expected = [Evidence::File, Evidence::File, Evidence::Name];
    assert_eq!(evidence(kernels), expected);
    let mut signed = names(kernels);
    signed.notes = vec![("format", "pt")];
    let signed = inventory(&signed);
    assert_eq!(signed.reading(2).evidence, Evidence::Note);
}

#[test]
fn blocks_are_counted_for_every_tensor_of_them() {
    let rows: Vec<String> = (0..12)
        .flat_map(|i| {
            [
                format!("h.{i}.attn.c_proj.weight"),
                format!("h.{i}.attn.c_proj.bias"),
            ]
        })
        .collect();
    let rows: Vec<Row<'_>> = rows
        .iter()
        .map(|name| (name.as_str(), &[8_u64, 8][..], ""))
        .collect();
    let source = names(&rows);
    let inventory = inventory(&source);
    assert!((0..rows.len()).all(|i| inventory.reading(i).depth == Some(12)));
}

#[test]
fn no_pair_of_siblings_and_shapes_is_too_strange_to_be_read() {
    let leaves = [
        "weight",
        "bias",
        "kernel",
        "w",
        "b",
        "weight_ih",
        "weight_hh",
        "weight_hr",
        "Wh",
        "w_h",
        "recurrent_kernel",
        "experts.down_proj",
        "experts.gate_up_proj",
        "in_proj_weight",
        "depthwise.kernel",
        "conv_transpose.weight",
        "conv1.weight",
        "conv2.weight",
        "0.weight",
        "1.weight",
        "gamma",
        "beta",
        "scale",
        "value",
        "c_attn.weight",
        "query.kernel",
        "",
    ];
    const MOST: u64 = u64::MAX;
    let shapes: [&[u64]; 9] = [
        &[],
        &[0],
        &[3, 0],
        &[MOST, 1],
        &[1 << 40, 1 << 40],
        &[0, MOST, 1],
        &[6, 1, 3, 3],
        &[3, 3, 2, 6],
        &[2; 64],
    ];
    for (leaf, other) in leaves.iter().flat_map(|a| leaves.map(|b| (a, b))) {
        for (shape, second) in shapes.iter().flat_map(|a| shapes.map(|b| (a, b))) {
            let source = names(&[(leaf, shape, ""), (other, second, "")]);
            let inventory = inventory(&source);
            let layers = |index| inventory.reading(index).layer.iter();
            assert!(
                layers(0)
                    .chain(layers(1))
                    .all(|layer| layer.weight_count() > 0)
            );
        }
    }
}

#[test]
fn a_hundred_thousand_names_are_read_together() {
    let tensors = (0..50_000_u64).flat_map(|i| {
        [
            info(&format!("model.layers.{i}.mlp.fc.weight"), &[i + 1, 7]),
            info(&format!("model.layers.{i}.mlp.fc.bias"), &[i + 1]),
        ]
    });
    let source = Names {
        tensors: tensors.collect(),
        ..names(&[])
    };
    let inventory = inventory(&source);
    assert_eq!(described(inventory.reading(99_998)), "weight dense 7/50000");
    assert_eq!(described(inventory.reading(99_999)), "bias of 7/50000");
}
