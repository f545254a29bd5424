//! Files of tensors that are torn, lie, or attack: each is refused for its reason, at its place,
//! without a panic and without memory that the file does not pay for.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails is a test that fails"
)]

use crate::snapshot;
use crate::tensor_file::Entry;
use crate::tensor_file::Watch;
use crate::tensor_file::Watched;
use crate::tensor_file::committed;
use crate::tensor_file::drain;
use crate::tensor_file::file;
use crate::tensor_file::npy;
use crate::tensor_file::npy_of;
use crate::tensor_file::safetensors;
use crate::tensor_file::tensor;
use crate::tensor_file::zip;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::RngAlgorithm;
use proptest::test_runner::TestRng;
use proptest::test_runner::TestRunner;
use std::io::ErrorKind;
use std::sync::Arc;
use varprop::audit::AuditError;
use varprop::audit::format::PIECE;
use varprop::audit::format::Sharded;
use varprop::audit::format::TensorSource;
use varprop::audit::format::open;

/// Opens and reads a file to its end; the error that this must end in.
fn refusal(bytes: Vec<u8>) -> AuditError {
    match consume(bytes) {
        Err(error) => error,
        Ok(n_bytes) => panic!("accepted, {n_bytes} bytes"),
    }
}

/// Opens and reads a file to its end: how many bytes its tensors have.
fn consume(bytes: Vec<u8>) -> Result<usize, AuditError> {
    let watch = Arc::new(Watch::default());
    let allowance = bytes.len().max(PIECE);
    let mut source = open("f", Box::new(Watched::new(bytes, &watch)))?;
    let mut n_bytes = 0;
    for tensor in 0..source.tensors().len() {
        let info = source.tensors()[tensor].clone();
        let Some(size) = info.format.size() else {
            assert_eq!(
                source.read(tensor, &mut |_| ()).unwrap_err().code(),
                "number-format"
            );
            continue;
        };
        let (bytes, longest) = drain(source.as_mut(), tensor)?;
        assert_eq!(
            Some((bytes.len() / size) as u64),
            info.n_values(),
            "{info:?}"
        );
        assert!(longest <= allowance, "a piece of {longest} bytes");
        n_bytes += bytes.len();
    }
    assert!(
        watch.longest() <= allowance,
        "a buffer of {} bytes",
        watch.longest()
    );
    Ok(n_bytes)
}

/// What each file is refused with, as a page to review.
fn assert_refused(page: &str, cases: &[(&str, Vec<u8>)]) {
    let line = |(case, bytes): &(&str, Vec<u8>)| {
        let error = refusal(bytes.clone());
        format!("{case}\n  {}: {error}\n", error.code())
    };
    snapshot::assert(page, &cases.iter().map(line).collect::<String>());
}

/// A safetensors file with these entries and so many bytes of data.
fn with(entries: &[String], n_bytes: usize) -> Vec<u8> {
    safetensors(&format!("{{{}}}", entries.join(",")), &vec![0; n_bytes])
}

#[test]
fn a_safetensors_header_that_lies_is_refused_at_its_place() {
    let w = |shape: &[u64], offsets| tensor("w", "F32", shape, offsets);
    let v = |shape: &[u64], offsets| tensor("v", "F32", shape, offsets);
    let huge = [&u64::MAX.to_le_bytes()[..], b"{\"w\":{}}"].concat();
    let beyond = [&1000_u64.to_le_bytes()[..], b"{}"].concat();
    let notes = |text: &str| safetensors(text, &[]);
    assert_refused(
        "refused-safetensors",
        &[
            ("a header longer than any", huge),
            ("a header beyond the end", beyond),
            ("a header that is empty", notes("")),
            ("a header that is no object", notes("[]")),
            ("an entry that is none", notes("{\"w\":\n7}")),
            (
                "a format of numbers that nobody knows",
                with(&[tensor("w", "F7", &[1], [0, 4])], 4),
            ),
            (
                "two tensors of one name",
                with(&[w(&[2], [0, 8]), w(&[2], [8, 16])], 16),
            ),
            (
                "two notes",
                notes(r#"{"__metadata__":{},"__metadata__":{}}"#),
            ),
            (
                "a note that is no text",
                notes(r#"{"__metadata__":{"step":7}}"#),
            ),
            (
                "overlapping offsets",
                with(&[w(&[2], [0, 8]), v(&[2], [4, 12])], 12),
            ),
            (
                "a gap between tensors",
                with(&[w(&[2], [0, 8]), v(&[2], [12, 20])], 20),
            ),
            ("offsets in the wrong order", with(&[w(&[2], [8, 0])], 8)),
            (
                "offsets that do not fit the shape",
                with(&[w(&[3], [0, 8])], 8),
            ),
            (
                "a shape beyond 64 bits",
                with(&[w(&[1 << 32, 1 << 32], [0, 8])], 8),
            ),
            ("bytes beyond 64 bits", with(&[w(&[1 << 62], [0, 0])], 0)),
            ("half a byte", with(&[tensor("w", "F4", &[3], [0, 1])], 1)),
            ("bytes after the last tensor", with(&[w(&[2], [0, 8])], 11)),
            ("a tensor that is cut", with(&[w(&[2], [0, 8])], 7)),
            (
                "a tensor of terabytes",
                with(&[w(&[1 << 40], [0, 1 << 42])], 8),
            ),
        ],
    );
}

#[test]
fn an_array_that_lies_is_refused_at_its_place() {
    let mut version = npy("<f4", false, &[1], &[0; 4]);
    version[6] = 9;
    let long = [&b"\x93NUMPY\x03\x00"[..], &u32::MAX.to_le_bytes()].concat();
    let side = 1 << 20;
    assert_refused(
        "refused-npy",
        &[
            ("nothing after the magic", b"\x93NUMPY".to_vec()),
            (
                "a header that is cut",
                b"\x93NUMPY\x01\x00\x10\x00{'descr'".to_vec(),
            ),
            ("a version to come", version),
            ("a header longer than any", long),
            ("a type that is no text", npy_of(1, "{'descr': 7}", &[])),
            (
                "a header without its keys",
                npy_of(2, "{'descr': '<f4'}", &[]),
            ),
            ("numbers that are cut", npy("<f4", false, &[2], &[0; 7])),
            ("bytes after the array", npy("<f4", false, &[2], &[0; 9])),
            (
                "a shape beyond 64 bits",
                npy("<f8", false, &[1 << 40, 1 << 40], &[]),
            ),
            (
                "bytes beyond 64 bits",
                npy("<f8", true, &[1 << 31, 1 << 31], &[0; 64]),
            ),
            (
                "terabytes in Fortran order",
                npy("<f4", true, &[side, side], &[0; 64]),
            ),
        ],
    );
}

#[test]
fn an_archive_that_lies_is_refused_at_its_place() {
    let array = npy("<f4", false, &[1000], &[7; 4000]);
    let stored = || Entry::stored("w.npy", &array);
    let deflated = || Entry::deflated("w.npy", &array);
    let length = array.len() as u32 + 1;
    let mut torn = deflated();
    torn.stored.truncate(40);
    let mut garbage = deflated();
    garbage.stored.fill(0xff);
    let mut no_array = stored();
    no_array.stored[0] = b'x';
    let again = Entry {
        name: "v.npy".to_owned(),
        claimed_offset: Some(0),
        ..stored()
    };
    let beyond = Entry {
        claimed_offset: Some(1 << 30),
        ..stored()
    };
    let mut archive = zip(&[stored()]);
    let end = archive.len() - 22;
    let no_directory = archive[..end].to_vec();
    archive[end + 8] = 2;
    archive[end + 10] = 2;
    assert_refused(
        "refused-npz",
        &[
            (
                "a stored entry of another length",
                zip(&[Entry { length, ..stored() }]),
            ),
            (
                "an entry that does not fit its array",
                zip(&[Entry {
                    length,
                    ..deflated()
                }]),
            ),
            ("two arrays of one name", zip(&[stored(), stored()])),
            (
                "a wrong checksum",
                zip(&[Entry {
                    checksum: 7,
                    ..stored()
                }]),
            ),
            (
                "another compression",
                zip(&[Entry {
                    method: 12,
                    ..stored()
                }]),
            ),
            (
                "an encrypted entry",
                zip(&[Entry {
                    flags: 1,
                    ..stored()
                }]),
            ),
            ("an entry beyond the end", zip(&[beyond])),
            ("two entries of the same bytes", zip(&[stored(), again])),
            ("a compressed entry that is cut", zip(&[torn])),
            ("a compressed entry of garbage", zip(&[garbage])),
            ("an entry that is no array", zip(&[no_array])),
            ("a directory that is cut", no_directory),
            ("a directory that counts wrong", archive),
        ],
    );
}

#[test]
fn an_entry_that_inflates_to_more_than_it_says_is_cut_and_refused() {
    // 64 MiB of zeros in 64 KiB, called an array of ten numbers.
    let mut array = npy("<f4", false, &[10], &[0; 40]);
    let length = array.len() as u32;
    array.resize(1 << 26, 0);
    let bomb = Entry {
        length,
        ..Entry::deflated("w.npy", &array)
    };
    assert!(bomb.stored.len() < 1 << 19);
    let error = refusal(zip(&[bomb])).to_string();
    assert_eq!(
        error,
        "f, tensor `w`: the entry inflates to more than the directory says"
    );
}

#[test]
fn a_small_archive_may_not_ask_for_much_memory_to_be_put_in_order() {
    // 2 GiB of zeros in Fortran order would have to be held; the entry has less than a megabyte.
    let header = npy("<f4", true, &[1 << 15, 1 << 14], &[]);
    let length = header.len() as u32 + (1 << 31);
    let entry = Entry {
        length,
        ..Entry::deflated("w.npy", &[&header[..], &[0; 1 << 20]].concat())
    };
    let error = refusal(zip(&[entry])).to_string();
    assert_eq!(
        error,
        "f, tensor `w`: 2147483648 bytes in Fortran order, at most 268435456 may be held: save it in \
         C order (numpy.ascontiguousarray)"
    );
}

#[test]
fn every_beginning_of_a_file_is_refused() {
    let array = npy(">f2", true, &[3, 4], &[1; 24]);
    let header = format!("{{{}}}", tensor("w", "BF16", &[5], [0, 10]));
    for whole in [
        safetensors(&header, &[1; 10]),
        array.clone(),
        zip(&[
            Entry::deflated("a.npy", &array),
            Entry::stored("b.npy", &array),
        ]),
    ] {
        assert!(consume(whole.clone()).is_ok());
        for end in 0..whole.len() {
            let error = refusal(whole[..end].to_vec());
            let is_expected = ["truncated", "malformed", "unrecognized"].contains(&error.code());
            assert!(is_expected, "{end} of {}: {error}", whole.len());
        }
    }
}

#[test]
fn a_file_of_another_format_is_named_and_told_what_can_be_read() {
    let pickle = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19".to_vec();
    assert_refused(
        "refused-formats",
        &[
            ("nothing", Vec::new()),
            ("HDF5", b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0".to_vec()),
            ("GGUF", b"GGUF\x03\0\0\0\x22\x01\0\0\0\0\0\0".to_vec()),
            ("pickle", pickle),
            ("text", b"hello, world, hello".to_vec()),
            (
                "an index",
                br#"{"metadata": {}, "weight_map": {}}"#.to_vec(),
            ),
        ],
    );
}

#[test]
fn a_tensor_that_is_not_there_cannot_be_read() {
    for bytes in [with(&[], 0), npy("<f4", false, &[1], &[0; 4]), zip(&[])] {
        let mut source = open("f", file(bytes)).unwrap();
        let there = source.tensors().len();
        let error = source.read(5, &mut |_| ()).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("f: tensor number 5 was asked for, and there are {there}")
        );
    }
}

/// What opening an index over shards called after their only tensor ends in.
fn index_refusal(index: &str) -> AuditError {
    let opener = |name: &str| {
        let tensor = tensor(name.trim_end_matches(".st"), "F32", &[1], [0, 4]);
        Ok(file(with(&[tensor], 4)))
    };
    let index = file(index.as_bytes().to_vec());
    match Sharded::open("i", index, Box::new(opener)) {
        Err(error) => error,
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn an_index_that_lies_or_leaves_its_folder_is_refused() {
    let mut page = String::new();
    for index in [
        r#"{"weight_map":{"a":"a.st","b":"b.st","a":"b.st"}}"#,
        r#"{"weight_map":{"a":"../a.st"}}"#,
        r#"{"weight_map":{"a":"/a.st"}}"#,
        r#"{"weight_map":{"a":".."}}"#,
        r#"{"weight_map":{"a":""}}"#,
        r#"{"weight_map":{"a":"C:a.st"}}"#,
        r#"{"weight_map":{"a":"x\\a.st"}}"#,
        r#"{"weight_map":{"a":"a.st","c":"b.st"}}"#,
        r#"{"weight_map":{"a":"a.st","c":"a.st"}}"#,
        r#"{"weight_map":{"b":"a.st","a":"b.st"}}"#,
        r#"{"weight_map":{"a":7}}"#,
        r#"{"weights":{}}"#,
        "{}",
        "",
    ] {
        let error = index_refusal(index);
        page.push_str(&format!("{index}\n  {}: {error}\n", error.code()));
    }
    snapshot::assert("refused-index", &page);
}

#[test]
fn a_shard_that_is_another_the_second_time_is_refused() {
    let index = file(br#"{"weight_map":{"a":"1","b":"2"}}"#.to_vec());
    let mut n_opened = 0;
    let opener = move |_: &str| {
        n_opened += 1;
        let (name, n_values) = [("a", 1), ("b", 1), ("a", 2)][n_opened - 1];
        let tensor = tensor(name, "F32", &[n_values], [0, 4 * n_values as usize]);
        Ok(file(with(&[tensor], 4 * n_values as usize)))
    };
    let mut source = Sharded::open("i", index, Box::new(opener)).unwrap();
    let error = source.read(0, &mut |_| ()).unwrap_err();
    assert_eq!(error.to_string(), "1: the file changed while it was read");
}

#[test]
fn what_the_caller_cannot_open_is_its_own_error() {
    let index = file(br#"{"weight_map":{"a":"1"}}"#.to_vec());
    let opener = |name: &str| {
        Err(AuditError::Read {
            what: name.to_owned(),
            source: ErrorKind::NotFound.into(),
        })
    };
    let refused = Sharded::open("i", index, Box::new(opener)).err();
    assert_eq!(
        refused.map(|error| error.to_string()),
        Some("1 cannot be read".to_owned())
    );
}

/// One change of a file: bytes at a place are replaced, put in, or taken out.
#[derive(Clone, Debug)]
struct Change {
    place: usize,
    removed: usize,
    inserted: Vec<u8>,
}

/// What a header may hold in a wrong place.
const WORDS: [&str; 9] = [
    "0",
    "9",
    "18446744073709551615",
    "-1",
    "[",
    "{\"",
    "'",
    "F64",
    "True",
];

/// Lengths that a binary header may claim.
const NUMBERS: [u64; 6] = [0, 1, 0xff, u64::MAX, 1 << 31, 1 << 62];

fn change() -> impl Strategy<Value = Change> {
    let interesting = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        prop::sample::select(WORDS.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        prop::sample::select(NUMBERS.to_vec()).prop_map(|n| n.to_le_bytes().to_vec()),
    ];
    (any::<usize>(), 0..9_usize, interesting).prop_map(|(place, removed, inserted)| Change {
        place,
        removed,
        inserted,
    })
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let start = change.place % (bytes.len() + 1);
        let end = (start + change.removed).min(bytes.len());
        bytes.splice(start..end, change.inserted.iter().copied());
    }
    bytes
}

/// Mutants of a file, each given to `check`.
fn mutants(cases: u32, original: &[u8], check: impl Fn(Vec<u8>) -> Result<(), TestCaseError>) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let changes = prop::collection::vec(change(), 1..4);
    let run = TestRunner::new_with_rng(config, rng).run(&changes, |changes| {
        check(changed(original.to_vec(), &changes))
    });
    run.unwrap();
}

#[test]
fn mutated_safetensors_files_never_panic_and_are_accepted_where_their_crate_accepts_them() {
    let entries = [
        tensor("a", "F32", &[2, 3], [0, 24]),
        tensor("b", "I64", &[1], [24, 32]),
        tensor("c", "BF16", &[0, 7], [32, 32]),
    ];
    let original = safetensors(
        &format!("{{{},\"__metadata__\":{{\"a\":\"b\"}}}}", entries.join(",")),
        &[1; 32],
    );
    let theirs = |bytes: &[u8]| safetensors::SafeTensors::deserialize(bytes).is_ok();
    assert!(theirs(&original));
    mutants(4000, &original, |bytes| {
        let ours = consume(bytes.clone());
        if ours.is_ok() {
            prop_assert!(theirs(&bytes), "accepted here alone: {bytes:?}");
        } else if theirs(&bytes) {
            // The crate takes the last of two tensors of one name.
            let message = ours.map(|_| ()).unwrap_err().to_string();
            prop_assert!(
                message.contains("two tensors are called"),
                "{message}: {bytes:?}"
            );
        }
        Ok(())
    });
}

#[test]
fn mutated_arrays_and_archives_never_panic() {
    let array = npy("<f4", true, &[2, 3], &[1; 24]);
    let archive = zip(&[
        Entry::deflated("a.npy", &array),
        Entry::stored("b.npy", &array),
    ]);
    for original in [array, archive, committed("numpy_orders.npz")] {
        assert!(consume(original.clone()).is_ok());
        mutants(1500, &original, |bytes| {
            let code = consume(bytes).map_or_else(|error| error.code(), |_| "read");
            prop_assert!(
                ["read", "truncated", "malformed", "unrecognized"].contains(&code),
                "{code}"
            );
            Ok(())
        });
    }
}
