//! IDX bytes written here and read back, cut short, lengthened and damaged.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::RngAlgorithm;
use proptest::test_runner::TestRng;
use proptest::test_runner::TestRunner;

/// An IDX file of these big-endian elements.
fn file(element_type: ElementType, dimensions: &[u32], elements: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, element_type.code(), dimensions.len() as u8];
    bytes.extend(dimensions.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend_from_slice(elements);
    bytes
}

/// The bytes of a number that the type holds.
fn encoded(element_type: ElementType, value: i8) -> Vec<u8> {
    match element_type {
        ElementType::U8 => vec![value.unsigned_abs()],
        ElementType::I8 => value.to_be_bytes().to_vec(),
        ElementType::I16 => i16::from(value).to_be_bytes().to_vec(),
        ElementType::I32 => i32::from(value).to_be_bytes().to_vec(),
        ElementType::F32 => f32::from(value).to_be_bytes().to_vec(),
        ElementType::F64 => f64::from(value).to_be_bytes().to_vec(),
    }
}

/// A type's place and dimensions.
type Header = (usize, Vec<u32>);
/// Places and the bytes put there.
type Damage = Vec<(usize, u8)>;

fn runner() -> TestRunner {
    let config = Config {
        cases: 512,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
}

#[test]
fn what_a_writer_writes_is_read_back() {
    let tensor = (0..6_usize, 1..5_u32, 1..4_u32, any::<[i8; 12]>());
    let law = |(kind, rows, columns, values): (usize, u32, u32, [i8; 12])| {
        let element_type = ElementType::ALL[kind];
        let values = &values[..(rows * columns) as usize];
        let bytes: Vec<u8> = values
            .iter()
            .flat_map(|v| encoded(element_type, *v))
            .collect();
        let tensor = IdxTensor::parse(&file(element_type, &[rows, columns], &bytes)).unwrap();
        assert_eq!(tensor.element_type(), element_type);
        assert_eq!(tensor.dimensions(), [rows as usize, columns as usize]);
        let expected = values.iter().map(|v| match element_type {
            ElementType::U8 => f64::from(v.unsigned_abs()),
            _ => f64::from(*v),
        });
        assert!(expected.eq(tensor.values().iter().copied()));
        Ok(())
    };
    runner().run(&tensor, law).unwrap();
}

#[test]
fn no_bytes_panic_and_what_is_accepted_fills_its_dimensions() {
    let header = (0..6_usize, proptest::collection::vec(0..3_u32, 0..4));
    let tail = proptest::collection::vec(any::<u8>(), 0..24);
    let damage = proptest::collection::vec((0..24_usize, any::<u8>()), 0..3);
    let law = |((kind, sizes), tail, damage): (Header, Vec<u8>, Damage)| {
        let mut bytes = file(ElementType::ALL[kind], &sizes, &tail);
        for (place, byte) in damage {
            if let Some(target) = bytes.get_mut(place) {
                *target = byte;
            }
        }
        if let Ok(tensor) = IdxTensor::parse(&bytes) {
            let count: usize = tensor.dimensions().iter().product();
            assert_eq!(tensor.values().len(), count);
            assert!(count > 0 && tensor.values().iter().all(|x| x.is_finite()));
        }
        let _ = from_idx(&bytes, &tail);
        Ok(())
    };
    runner().run(&(header, tail, damage), law).unwrap();
}

#[test]
fn refused_bytes_are_refused_at_their_place() {
    let images = |sizes: &[u32], elements: &[u8]| file(ElementType::U8, sizes, elements);
    let nan = [f32::to_be_bytes(1.0), f32::to_be_bytes(f32::NAN)].concat();
    for (bytes, code, message) in [
        (
            vec![],
            "idx-header",
            "byte 0: the file ends in its header, which has 4 bytes",
        ),
        (
            vec![0, 0, 8, 2, 0, 0, 0, 1, 0],
            "idx-header",
            "byte 9: the file ends in its header, which has 12 bytes",
        ),
        (
            b"P5 28".to_vec(),
            "idx-magic",
            "byte 0: an IDX file begins with 00 00, got 50 35",
        ),
        (
            vec![0x1f, 0x8b, 8, 0],
            "idx-gzip",
            "byte 0: these are gzip bytes (1f 8b), not IDX; unpack the file first",
        ),
        (
            vec![0, 0, 10, 1],
            "idx-type",
            "byte 2: no element type has code 0a; allowed: 08 (u8), 09 (i8), 0b (i16), 0c (i32), 0d (f32), 0e (f64)",
        ),
        (
            vec![0, 0, 8, 0],
            "idx-dimensions",
            "byte 3: a tensor has 1 to 8 dimensions, got 0",
        ),
        (
            vec![0, 0, 8, 255],
            "idx-dimensions",
            "byte 3: a tensor has 1 to 8 dimensions, got 255",
        ),
        (
            images(&[2, 0, 2], &[]),
            "idx-zero-dimension",
            "byte 8: dimension 1 is 0; each must be at least 1",
        ),
        (
            images(&[2, 2, 2], &[1; 7]),
            "idx-truncated",
            "byte 16: 2 x 2 x 2 elements of 1 bytes need 8, the file has 7 bytes after its header",
        ),
        (
            images(&[2, 2], &[1; 7]),
            "idx-trailing",
            "byte 16: 3 bytes follow the last element",
        ),
        (
            images(&[u32::MAX; 3], &[1; 3]),
            "idx-truncated",
            "byte 16: 4294967295 x 4294967295 x 4294967295 elements of 1 bytes need more than 2^64, the file has 3 bytes after its header",
        ),
        (
            images(&[u32::MAX], &[1; 3]),
            "idx-truncated",
            "byte 8: 4294967295 elements of 1 bytes need 4294967295, the file has 3 bytes after its header",
        ),
        (
            file(ElementType::F32, &[2], &nan),
            "idx-not-finite",
            "byte 12: element 1 is NaN, not a finite number",
        ),
    ] {
        let error = IdxTensor::parse(&bytes).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
    }
}

#[test]
fn labels_that_do_not_suit_the_images_are_refused() {
    let images = file(ElementType::U8, &[2, 1, 1], &[1, 2]);
    for (labels, message) in [
        (
            file(ElementType::U8, &[3], &[0; 3]),
            "labels: 2 images need as many labels, got 3",
        ),
        (
            file(ElementType::I8, &[2], &[0; 2]),
            "labels: labels are one dimension of u8, got 2 of i8",
        ),
        (
            file(ElementType::U8, &[2, 1], &[0; 2]),
            "labels: labels are one dimension of u8, got 2 x 1 of u8",
        ),
    ] {
        let error = from_idx(&images, &labels).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let swapped = from_idx(&[1, 2], &images).unwrap_err();
    assert_eq!(swapped.code(), "idx-header");
    assert!(swapped.to_string().starts_with("images: byte 2"));
}
