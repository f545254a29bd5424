//! The batch on its way through the layers, forward or back: what a layer makes of it takes its place
//! where it can.
//!
//! It computes nothing.

use crate::linear::Batch;
use crate::linear::Entry;

/// The vectors that meet the next layer.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Carrier<T> {
    signal: Batch<T>,
    /// Where activations are collected while inputs are still read; then the inputs.
    beside: Option<Batch<T>>,
    keeps_inputs: bool,
}

/// One panel of a layer: what it is fed, and where its activations go.
#[derive(Debug)]
pub(in crate::empirical::simulate) enum Panel<'a, T> {
    /// In the place of the inputs.
    Instead(&'a mut Vec<T>),
    /// Beside them.
    Beside(&'a [T], &'a mut [T]),
}

impl<T: Entry> Carrier<T> {
    /// Carries these inputs through layers; they must have room for the widest. With
    /// `keeps_inputs`, those of the last layer can be seen after it.
    pub(in crate::empirical::simulate) fn of(inputs: Batch<T>, keeps_inputs: bool) -> Self {
        Self {
            signal: inputs,
            beside: None,
            keeps_inputs,
        }
    }

    /// What meets the next layer: the activations of the last.
    pub(in crate::empirical::simulate) fn signal(&self) -> &Batch<T> {
        &self.signal
    }

    /// The same, to be changed.
    pub(in crate::empirical::simulate) fn signal_mut(&mut self) -> &mut Batch<T> {
        &mut self.signal
    }

    /// What the last layer was fed, if that was kept.
    pub(in crate::empirical::simulate) fn inputs(&self) -> Option<&Batch<T>> {
        self.beside.as_ref().filter(|_| self.keeps_inputs)
    }

    /// Makes room for a layer of `units`, whose weights are held all at once or in blocks: then its
    /// inputs are read several times.
    pub(in crate::empirical::simulate) fn enter(&mut self, units: usize, is_in_blocks: bool) {
        if is_in_blocks || self.keeps_inputs {
            // With room for every later layer: it becomes the signal.
            let beside = self.beside.get_or_insert_with(|| self.signal.twin());
            beside.reset(units);
        } else {
            self.beside = None;
        }
    }

    /// The panels of the layer, each with how many of its lanes are in use.
    pub(in crate::empirical::simulate) fn panels(&mut self) -> Vec<(usize, Panel<'_, T>)> {
        let Self { signal, beside, .. } = self;
        let Some(beside) = beside else {
            let panels = signal.panels_mut();
            return panels
                .map(|(lanes, panel)| (lanes, Panel::Instead(panel)))
                .collect();
        };
        let panels = signal.panels().zip(beside.panels_mut());
        panels
            .map(|((lanes, inputs), (_, out))| (lanes, Panel::Beside(inputs, &mut out[..])))
            .collect()
    }

    /// The layer of `units` is done: its activations are the signal.
    pub(in crate::empirical::simulate) fn leave(&mut self, units: usize) {
        match &mut self.beside {
            Some(beside) => std::mem::swap(&mut self.signal, beside),
            None => self.signal.reset(units),
        }
    }
}
