//! Files of tensors that people have: every format gives the same values, and few bytes at a time.
//!
//! Files that lie are in `audit_hostile_files`.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

use crate::tensor_file::Entry;
use crate::tensor_file::Watch;
use crate::tensor_file::Watched;
use crate::tensor_file::committed;
use crate::tensor_file::drain;
use crate::tensor_file::file;
use crate::tensor_file::npy;
use crate::tensor_file::safetensors;
use crate::tensor_file::tensor;
use crate::tensor_file::values;
use crate::tensor_file::zip;
use flate2::Crc;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use varprop::audit::AuditError;
use varprop::audit::format::Bytes;
use varprop::audit::format::NumberFormat;
use varprop::audit::format::PIECE;
use varprop::audit::format::Sharded;
use varprop::audit::format::TensorSource;
use varprop::audit::format::open;
use varprop::empirical::stat::Storage;

/// One line of `values.tsv`, which NumPy wrote.
struct Known {
    file: String,
    tensor: String,
    format: String,
    shape: Vec<u64>,
    first: Option<f64>,
    last: Option<f64>,
    checksum: Option<u32>,
}

fn known() -> Vec<Known> {
    let table = String::from_utf8(committed("values.tsv")).unwrap();
    let known = |line: &str| {
        let cells: Vec<_> = line.split('\t').collect();
        Known {
            file: cells[0].to_owned(),
            tensor: cells[1].to_owned(),
            format: cells[2].to_owned(),
            shape: cells[3]
                .split('x')
                .filter_map(|axis| axis.parse().ok())
                .collect(),
            first: cells[4].parse().ok(),
            last: cells[5].parse().ok(),
            checksum: u32::from_str_radix(cells[6], 16).ok(),
        }
    };
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(known)
        .collect()
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = Crc::new();
    sum.update(bytes);
    sum.sum()
}

#[test]
fn every_committed_file_holds_what_numpy_finds_in_it() {
    let mut by_file: BTreeMap<String, Vec<Known>> = BTreeMap::new();
    for known in known() {
        by_file.entry(known.file.clone()).or_default().push(known);
    }
    assert_eq!(by_file.len(), 10);
    for (name, known) in by_file {
        let mut source = open(&name, file(committed(&name))).unwrap();
        let found: BTreeSet<_> = source
            .tensors()
            .iter()
            .map(|info| info.name.clone())
            .collect();
        let expected: BTreeSet<_> = known.iter().map(|known| known.tensor.clone()).collect();
        assert_eq!(found, expected, "{name}");
        for known in known {
            assert_holds(source.as_mut(), &known);
        }
    }
}

fn assert_holds(source: &mut dyn TensorSource, known: &Known) {
    let place = format!("{}, {}", known.file, known.tensor);
    let number = source
        .tensors()
        .iter()
        .position(|info| info.name == known.tensor)
        .unwrap();
    let info = source.tensors()[number].clone();
    assert_eq!(info.shape, known.shape, "{place}");
    if known.format == "-" {
        let refused = source.read(number, &mut |_| ()).unwrap_err();
        assert_eq!(refused.code(), "number-format", "{place}: {refused}");
        return;
    }
    assert_eq!(info.format.to_string(), known.format, "{place}");
    let (bytes, _) = drain(source, number).unwrap();
    assert_eq!(Some(checksum(&bytes)), known.checksum, "{place}");
    let values = values(source, number).unwrap();
    assert_eq!(values.len() as u64, info.n_values().unwrap(), "{place}");
    assert_eq!(values.first().copied(), known.first, "{place}");
    assert_eq!(values.last().copied(), known.last, "{place}");
}

#[test]
fn raw_bytes_that_may_be_bfloat16_are_refused_with_advice() {
    let mut source = open("a.npz", file(committed("numpy_orders.npz"))).unwrap();
    let raw = source
        .tensors()
        .iter()
        .position(|info| info.name == "raw")
        .unwrap();
    let refused = source.read(raw, &mut |_| ()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a.npz, tensor `raw` holds raw bytes (|V2); save bfloat16 with ml_dtypes' own type (<V2) or \
         as float32: an audit reads floating-point numbers of 64, 32 or 16 bits (bfloat16 too)"
    );
}

/// A tensor's numbers, first axis fastest.
fn fortran(bytes: &[u8], shape: &[u64], size: usize) -> Vec<u8> {
    let n: u64 = shape.iter().product();
    let mut stored = Vec::new();
    for place in 0..n {
        // `place` counts with the first axis fastest; its number lies at `at`, last axis fastest.
        let (mut rest, mut at, mut stride) = (place, 0, n);
        for &axis in shape {
            stride /= axis;
            at += rest % axis * stride;
            rest /= axis;
        }
        stored.extend(&bytes[at as usize * size..][..size]);
    }
    stored
}

fn reversed(bytes: &[u8], size: usize) -> Vec<u8> {
    bytes
        .chunks(size)
        .flat_map(|number| number.iter().rev().copied())
        .collect()
}

/// The same tensor in every format and order that is read, with the name of each.
fn encodings(storage: Storage, shape: &[u64], bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let (dtype, little, big) = match storage {
        Storage::F64 => ("F64", "<f8", Some(">f8")),
        Storage::F32 => ("F32", "<f4", Some(">f4")),
        Storage::F16 => ("F16", "<f2", Some(">f2")),
        Storage::Bf16 => ("BF16", "<V2", None),
    };
    let size = NumberFormat::Float(storage).size().unwrap();
    let header = format!("{{{}}}", tensor("w", dtype, shape, [0, bytes.len()]));
    let mut files = vec![("safetensors".to_owned(), safetensors(&header, bytes))];
    for (descr, bytes) in [
        Some((little, bytes.to_vec())),
        big.map(|b| (b, reversed(bytes, size))),
    ]
    .into_iter()
    .flatten()
    {
        for (is_fortran, bytes) in [(false, bytes.clone()), (true, fortran(&bytes, shape, size))] {
            let array = npy(descr, is_fortran, shape, &bytes);
            let kind = format!("{descr}, Fortran order {is_fortran}");
            files.push((
                format!("npz stored, {kind}"),
                zip(&[Entry::stored("w.npy", &array)]),
            ));
            files.push((
                format!("npz deflated, {kind}"),
                zip(&[Entry::deflated("w.npy", &array)]),
            ));
            files.push((format!("npy, {kind}"), array));
        }
    }
    files
}

#[test]
fn a_tensor_reads_the_same_from_every_format_and_order() {
    let mut source = open("t", file(committed("torch_initializers.safetensors"))).unwrap();
    let mut tried = 0;
    for (name, storage) in [
        ("conv_he.weight", Storage::F32),
        ("he_f16.weight", Storage::F16),
        ("he_bf16.weight", Storage::Bf16),
    ] {
        let number = source
            .tensors()
            .iter()
            .position(|info| info.name == name)
            .unwrap();
        let shape = source.tensors()[number].shape.clone();
        let (bytes, _) = drain(source.as_mut(), number).unwrap();
        tried += assert_same_everywhere(storage, &shape, &bytes);
    }
    let doubles: Vec<u8> = (0..60_u64)
        .flat_map(|i| (i as f64 / 7.0).to_le_bytes())
        .collect();
    tried += assert_same_everywhere(Storage::F64, &[3, 4, 5], &doubles);
    assert_eq!(tried, 3 * 13 + 7);
}

/// How many encodings were compared.
fn assert_same_everywhere(storage: Storage, shape: &[u64], bytes: &[u8]) -> usize {
    let files = encodings(storage, shape, bytes);
    let n_files = files.len();
    for (kind, content) in files {
        let mut source = open("w.npy", file(content)).unwrap();
        assert_eq!(source.tensors()[0].name, "w", "{kind}");
        assert_eq!(source.tensors()[0].shape, shape, "{kind}");
        assert_eq!(
            source.tensors()[0].format,
            NumberFormat::Float(storage),
            "{kind}"
        );
        assert_eq!(drain(source.as_mut(), 0).unwrap().0, bytes, "{kind}");
    }
    n_files
}

#[test]
fn a_large_tensor_comes_in_pieces_of_whole_numbers_and_is_read_once() {
    let n = PIECE / 4 * 2 + 3;
    let shape = [n as u64];
    let bytes: Vec<u8> = (0..n).flat_map(|i| (i as f32).to_le_bytes()).collect();
    let header = format!("{{{}}}", tensor("w", "F32", &shape, [0, bytes.len()]));
    let array = npy("<f4", false, &shape, &bytes);
    for (kind, content) in [
        ("safetensors", safetensors(&header, &bytes)),
        ("npz", zip(&[Entry::stored("w.npy", &array)])),
        ("npy", array),
    ] {
        let watch = Arc::new(Watch::default());
        let length = content.len();
        let mut source = open("w", Box::new(Watched::new(content, &watch))).unwrap();
        let opening = watch.read();
        assert!(
            opening < 1000 || kind == "npz",
            "{kind}: {opening} bytes were read to open"
        );
        let mut n_pieces = 0;
        let read = source.read(0, &mut |piece| {
            n_pieces += 1;
            assert!(
                piece.len() <= PIECE && piece.len().is_multiple_of(4),
                "{kind}"
            );
        });
        read.unwrap();
        assert_eq!(n_pieces, 3, "{kind}");
        assert!(
            watch.read() - opening <= length,
            "{kind}: {} of {length}",
            watch.read()
        );
        assert!(watch.longest() <= PIECE, "{kind}: {}", watch.longest());
    }
}

#[test]
fn a_matrix_in_fortran_order_comes_in_pieces_of_whole_rows() {
    let shape = [700, 500];
    let bytes: Vec<u8> = (0..350_000)
        .flat_map(|i| (i as f32).to_le_bytes())
        .collect();
    let content = npy("<f4", true, &shape, &fortran(&bytes, &shape, 4));
    let (found, longest) = drain(open("w", file(content)).unwrap().as_mut(), 0).unwrap();
    assert!(
        found == bytes && longest <= PIECE && longest.is_multiple_of(2000),
        "{longest}"
    );
}

#[test]
fn values_that_are_no_finite_numbers_are_given_as_they_are() {
    let bytes: Vec<u8> = [f32::NAN, f32::INFINITY, -0.0]
        .iter()
        .flat_map(|x| x.to_le_bytes())
        .collect();
    let header = format!("{{{}}}", tensor("w", "F32", &[3], [0, 12]));
    let mut source = open("w", file(safetensors(&header, &bytes))).unwrap();
    let values = values(source.as_mut(), 0).unwrap();
    assert!(values[0].is_nan() && values[1] == f64::INFINITY && values[2].is_sign_negative());
}

#[test]
fn a_single_number_and_no_numbers_at_all_are_tensors_too() {
    let entries = [
        tensor("none", "F32", &[4, 0, 9], [0, 0]),
        tensor("one", "F64", &[], [0, 8]),
    ];
    let header = format!("{{{}}}", entries.join(","));
    let mut source = open("w", file(safetensors(&header, &2.5_f64.to_le_bytes()))).unwrap();
    assert!(values(source.as_mut(), 0).unwrap().is_empty());
    assert_eq!(values(source.as_mut(), 1).unwrap(), [2.5]);
    let empty = open("w", file(safetensors("{}", &[]))).unwrap();
    assert!(empty.tensors().is_empty());
    let empty = open("w", file(zip(&[]))).unwrap();
    assert!(empty.tensors().is_empty());
}

#[test]
fn notes_of_a_safetensors_file_can_be_asked_for() {
    let header = r#"{"__metadata__":{"format":"pt"}}"#;
    let source = open("w", file(safetensors(header, &[]))).unwrap();
    assert_eq!(
        (source.note("format"), source.note("author")),
        (Some("pt"), None)
    );
}

#[test]
fn empty_tensors_at_one_place_keep_the_order_of_the_header() {
    let names = ["z", "a", "m", "b"];
    let entries = names.map(|name| tensor(name, "F16", &[0], [0, 0]));
    let header = format!("{{{}}}", entries.join(","));
    let source = open("w", file(safetensors(&header, &[]))).unwrap();
    let found: Vec<_> = source
        .tensors()
        .iter()
        .map(|info| info.name.clone())
        .collect();
    assert_eq!(found, names);
}

#[test]
fn a_million_tensors_are_read() {
    let n = 1_000_000;
    let entries: Vec<_> = (0..n)
        .map(|i| tensor(&i.to_string(), "F32", &[1], [4 * i, 4 * i + 4]))
        .collect();
    let header = format!("{{{}}}", entries.join(","));
    let data: Vec<u8> = (0..n).flat_map(|i| (i as f32).to_le_bytes()).collect();
    let mut source = open("w", file(safetensors(&header, &data))).unwrap();
    assert_eq!(source.tensors().len(), n);
    assert_eq!(values(source.as_mut(), 777_777).unwrap(), [777_777.0]);
}

/// Two shards of one tensor each, and what opens them.
fn shards() -> BTreeMap<String, Vec<u8>> {
    let shard = |name: &str, value: f32| {
        let notes = r#""__metadata__":{"format":"pt"}"#;
        let header = format!("{{{notes},{}}}", tensor(name, "F32", &[1], [0, 4]));
        safetensors(&header, &value.to_le_bytes())
    };
    BTreeMap::from([
        (
            "m-00001-of-00002.safetensors".to_owned(),
            shard("first.weight", 1.0),
        ),
        (
            "m-00002-of-00002.safetensors".to_owned(),
            shard("second.weight", 2.0),
        ),
    ])
}

#[test]
fn a_sharded_checkpoint_reads_like_one_file_with_one_file_open_at_a_time() {
    let index = r#"{"metadata":{"total_size":8},"weight_map":{
        "second.weight":"m-00002-of-00002.safetensors",
        "first.weight":"m-00001-of-00002.safetensors"}}"#;
    let (watch, shards) = (Arc::new(Watch::default()), shards());
    let watching = Arc::clone(&watch);
    let opener = move |name: &str| -> Result<Box<dyn Bytes>, AuditError> {
        Ok(Box::new(Watched::new(shards[name].clone(), &watching)))
    };
    let index = file(index.as_bytes().to_vec());
    let mut source = Sharded::open("m.index.json", index, Box::new(opener)).unwrap();
    let names: Vec<_> = source
        .tensors()
        .iter()
        .map(|info| info.name.clone())
        .collect();
    assert_eq!(names, ["first.weight", "second.weight"]);
    assert_eq!(source.note("format"), Some("pt"));
    for (tensor, value) in [(0, 1.0), (1, 2.0), (0, 1.0)] {
        assert_eq!(values(&mut source, tensor).unwrap(), [value]);
    }
    assert_eq!(watch.most_open.load(Ordering::Relaxed), 1);
}
