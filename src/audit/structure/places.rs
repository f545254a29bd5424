//! Tensors of zeros and one other number: identities, kernels that pass channels through, masks.
//!
//! And sparse matrices, whose other entries are normal. It knows nothing of dependent entries.

use crate::audit::Family;
use crate::audit::Scanner;
use crate::audit::Structure;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::identify;
use crate::audit::structure::Matrix;
use crate::empirical::stat::Storage;
use crate::theory::shape::Layout;

impl Matrix<'_> {
    /// The one number beside 0, if there is one.
    pub(in crate::audit::structure) fn other_number(&self) -> Option<f64> {
        let mut others = self.values.iter().filter(|x| **x != 0.0);
        let first = *others.next()?;
        others.all(|x| *x == first).then_some(first)
    }

    /// The same number where output and input are one channel of the same group, at the middle of
    /// the kernel; zeros elsewhere.
    pub(in crate::audit::structure) fn passing(&self, gain: f64) -> Option<Structure> {
        let (outs, inputs, _) = self.sides();
        let n_ones = self.values.iter().filter(|x| **x != 0.0).count();
        let middle = self.middle();
        let passes = |groups: usize| {
            let a_group = outs / groups;
            let channels = a_group.min(inputs);
            let is_one = |c: usize| {
                let out = c / channels * a_group + c % channels;
                self.at(out, c % channels, middle) == gain
            };
            groups * channels == n_ones && (0..n_ones).all(is_one)
        };
        let mut groups = (1..=outs).filter(|groups| outs.is_multiple_of(*groups));
        let groups = groups.find(|groups| passes(*groups))?;
        if self.shape.len() == 2 {
            return (groups == 1).then_some(Structure::Identity { gain });
        }
        let groups = groups as u64;
        Some(Structure::Dirac { gain, groups })
    }

    /// As many zeros in all weights of each input, normal numbers between them: PyTorch's
    /// `sparse_`, which knows matrices only.
    pub(in crate::audit::structure) fn sparse(&self, storage: Storage) -> Option<Structure> {
        /// So few others could be of any law.
        const FEWEST: usize = 16;
        let (rows, columns) = (self.rows, self.columns);
        let left: Vec<f64> = self.values.iter().copied().filter(|x| *x != 0.0).collect();
        if self.shape.len() != 2 || rows.min(columns) < 2 || left.len() < FEWEST {
            return None;
        }
        let mut counts = vec![0_usize; if self.is_transposed() { rows } else { columns }];
        for (place, _) in self.values.iter().enumerate().filter(|(_, x)| **x == 0.0) {
            let input = if self.is_transposed() {
                place / columns
            } else {
                place % columns
            };
            if let Some(count) = counts.get_mut(input) {
                *count += 1;
            }
        }
        let is_even = counts.windows(2).all(|pair| pair[0] == pair[1]);
        let zeros = (self.values.len() - left.len()) as f64 / self.values.len() as f64;
        let energy: f64 = left.iter().map(|x| x * x).sum();
        let std_dev = (energy / left.len() as f64).sqrt();
        (is_even && is_normal(&left, storage)).then_some(Structure::Sparse { zeros, std_dev })
    }

    fn is_transposed(&self) -> bool {
        self.layout == Layout::Keras
    }
}

/// Whether these values fit the normal family.
fn is_normal(values: &[f64], storage: Storage) -> bool {
    /// A one-sided question: a right one is refused once in a million.
    const RATE: f64 = 1e-6;
    let mut scanner = Scanner::new(&TensorInfo {
        name: String::new(),
        shape: vec![values.len() as u64],
        format: NumberFormat::Float(Storage::F64),
    });
    values.iter().for_each(|x| scanner.take(&x.to_le_bytes()));
    let found = identify(&scanner.finish(), storage, &[], RATE);
    found.is_ok_and(|found| found.families.contains(&Family::Normal))
}
