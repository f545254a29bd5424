//! What the tests of audits share.

use crate::audit::Reading;
use crate::audit::Scan;
use crate::audit::Scanner;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::empirical::stat::Storage;
use crate::theory::shape::Layer;
use crate::theory::shape::Layout;

/// The reading of weights of this layer.
pub(in crate::audit) fn weights_of(layer: &Layer) -> Reading {
    Reading {
        layer: Some(*layer),
        ..Reading::of("weight", &[], Layout::PyTorch)
    }
}

/// A scan of these doubles.
pub(in crate::audit) fn scan(values: &[f64], shape: &[u64]) -> Scan {
    let info = TensorInfo {
        name: String::new(),
        shape: shape.to_vec(),
        format: NumberFormat::Float(Storage::F64),
    };
    let mut scanner = Scanner::new(&info);
    let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
    scanner.take(&bytes);
    scanner.finish()
}
