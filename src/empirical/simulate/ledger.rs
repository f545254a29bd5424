//! Records of layers whose moments are merged later, several layers at once: between two layers no
//! thread waits for the sums of the last.
//!
//! What is merged is what each region found, in order: the bits do not depend on when.

use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::moments::Moments;
use crate::empirical::simulate::moments::Part;
use crate::empirical::simulate::region::Region;
use crate::linear::Work;

/// Regions that wait to be merged: 1 MiB of them.
const MOST: usize = 1 << 13;

/// A record that lacks its moments, and the regions that they come from, panel by panel.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Unmerged {
    pub(in crate::empirical::simulate) record: LayerRecord,
    pub(in crate::empirical::simulate) regions: Vec<Vec<Region>>,
}

impl Unmerged {
    /// The whole record.
    pub(in crate::empirical::simulate) fn merged(&self) -> LayerRecord {
        let side = |side: fn(&Region) -> Part| {
            let parts: Vec<Part> = self.regions.iter().flatten().map(side).collect();
            Moments::merged(&parts)
        };
        LayerRecord {
            activation: side(|region| region.activation),
            pre_activation: side(|region| region.pre_activation),
            ..self.record.clone()
        }
    }

    fn n_regions(&self) -> usize {
        self.regions.iter().map(Vec::len).sum()
    }
}

/// The records of a pass, first layer first.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Ledger {
    work: Work,
    done: Vec<LayerRecord>,
    waiting: Vec<Unmerged>,
    n_waiting: usize,
}

impl Ledger {
    /// Of no layer yet.
    pub(in crate::empirical::simulate) fn new(work: Work) -> Self {
        Self {
            work,
            done: Vec::new(),
            waiting: Vec::new(),
            n_waiting: 0,
        }
    }

    /// The next layer's; one thread merges it now, since nobody waits.
    pub(in crate::empirical::simulate) fn enter(&mut self, next: Unmerged) {
        self.n_waiting += next.n_regions();
        self.waiting.push(next);
        if self.work == Work::OneThread || self.n_waiting > MOST {
            self.merge();
        }
    }

    /// All of them, whole.
    pub(in crate::empirical::simulate) fn records(mut self) -> Vec<LayerRecord> {
        self.merge();
        self.done
    }

    fn merge(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let merged = self.work.map(waiting, |one| one.merged());
        self.done.extend(merged);
        self.n_waiting = 0;
    }
}
