//! Several inputs through Gaussian layers whose weights are never drawn, forward and backward.
//!
//! The derivations are in the folder's `mod`; one input is cheaper in `single`.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::GradientRecord;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::exact::ExactRun;
use crate::empirical::simulate::exact::Projection;
use crate::empirical::simulate::exact::Task;
use crate::empirical::simulate::exact::factor::Factor;
use crate::empirical::simulate::exact::gram::Gram;
use crate::empirical::simulate::exact::length;
use crate::empirical::simulate::exact::length::mean_square;
use crate::empirical::simulate::exact::stage::LayerLaw;
use crate::empirical::simulate::exact::stage::Stage;
use crate::empirical::simulate::exact::tally;
use crate::linear::Matrix;
use crate::linear::product;

/// Runs one replicate.
///
/// # Errors
/// None that a well-formed task can meet; products of its own shapes always chain.
pub(super) fn run(task: &Task<'_>) -> Result<ExactRun, SimulateError> {
    let inputs = rows(task, |sample| task.inputs(sample))?;
    let mut pass = Pass {
        task,
        inputs,
        factors: Vec::with_capacity(task.stages.len()),
    };
    let (mut records, log_growth) = pass.forward()?;
    if task.settings.backward != Backward::Skipped {
        pass.backward(&mut records)?;
    }
    Ok(ExactRun {
        records,
        log_growth,
    })
}

/// A replicate on its way: of its layers only the factors are kept, since normals can be drawn
/// again from their streams.
struct Pass<'a> {
    task: &'a Task<'a>,
    inputs: Matrix,
    factors: Vec<Factor>,
}

impl Pass<'_> {
    /// Every layer's record, and ln(q_L/q_0) of the first input.
    fn forward(&mut self) -> Result<(Vec<LayerRecord>, f64), SimulateError> {
        let task = self.task;
        let is_measured = task.settings.effective_samples == EffectiveSamples::Measured;
        let mut records: Vec<LayerRecord> = Vec::with_capacity(task.stages.len());
        let mut fed = self.inputs.clone();
        let first = fed.row(0).map_or(f64::NAN, length::length);
        for stage in task.stages {
            let gram = Gram::of(&fed, task.work)?;
            if let Some(before) = records.last_mut().filter(|_| is_measured) {
                before.effective_samples = gram.effective_samples();
            }
            let factor = Factor::of(&gram, std_dev(stage), stage.bias_std_dev);
            let normals = self.normals(stage, &factor)?;
            let z = self.pre_activations(&factor, &normals)?;
            let mut a = z.clone();
            task.network.activation().apply(a.values_mut());
            let slices = [z.values(), a.values()];
            let record = tally::record(
                task.network,
                task.settings,
                stage.index,
                a.columns(),
                slices,
            );
            records.push(record);
            self.keep(factor);
            fed = a;
        }
        if let Some(last) = records.last_mut().filter(|_| is_measured) {
            last.effective_samples = Gram::of(&fed, task.work)?.effective_samples();
        }
        let last = fed.row(0).map_or(f64::NAN, length::length);
        Ok((records, task.log_growth(first, last)))
    }

    /// Factors are kept for the way back alone.
    fn keep(&mut self, factor: Factor) {
        if self.task.settings.backward != Backward::Skipped {
            self.factors.push(factor);
        }
    }

    /// Takes random cotangents back, layer by layer.
    fn backward(&self, records: &mut [LayerRecord]) -> Result<(), SimulateError> {
        let task = self.task;
        let mut gradient = rows(task, |sample| task.cotangent(sample))?;
        for (place, record) in records.iter_mut().enumerate().rev() {
            let (Some(stage), Some(factor)) = (task.stages.get(place), self.factors.get(place))
            else {
                break;
            };
            let output_second_moment = second_moment(&gradient);
            let normals = self.normals(stage, factor)?;
            let mut slopes = self.pre_activations(factor, &normals)?;
            task.network
                .activation()
                .apply_derivative(slopes.values_mut());
            for (slope, gradient) in slopes.values_mut().iter_mut().zip(gradient.values()) {
                *slope *= gradient;
            }
            let at_z = Gram::of(&slopes, task.work)?;
            let fed = Gram::of(&self.outputs(place)?, task.work)?;
            gradient = back(task, stage, factor, &normals, &fed, &at_z)?;
            record.gradient = Some(GradientRecord {
                output_second_moment,
                pre_activation_second_moment: second_moment(&slopes),
                input_second_moment: second_moment(&gradient),
                weight_second_moment: weight_second_moment(task, &fed, &at_z),
            });
        }
        Ok(())
    }

    /// A layer's N: rank × units.
    fn normals(&self, stage: &Stage, factor: &Factor) -> Result<Matrix, SimulateError> {
        let width = stage.fans.fan_out as usize;
        let mut values = vec![0.0; factor.rank() * width];
        self.task.forward_stream(stage).fill_normal(&mut values);
        Ok(Matrix::new(factor.rank(), width, values)?)
    }

    /// Z: sample i is ℓᵢ·(L·N)ᵢ.
    fn pre_activations(&self, factor: &Factor, normals: &Matrix) -> Result<Matrix, SimulateError> {
        let lower = Matrix::new(factor.lengths.len(), factor.rank(), factor.packed())?;
        let mut z = product(lower.view(), normals.view(), None, self.task.work)?;
        scale_rows(&mut z, |i| factor.lengths[i]);
        Ok(z)
    }

    /// The outputs of layer `index`, computed again; the inputs for 0.
    fn outputs(&self, index: usize) -> Result<Matrix, SimulateError> {
        let place = index.checked_sub(1);
        let stage = place.and_then(|place| self.task.stages.get(place));
        let factor = place.and_then(|place| self.factors.get(place));
        let (Some(stage), Some(factor)) = (stage, factor) else {
            return Ok(self.inputs.clone());
        };
        let mut outputs = self.pre_activations(factor, &self.normals(stage, factor)?)?;
        self.task.network.activation().apply(outputs.values_mut());
        Ok(outputs)
    }
}

/// ∂J/∂A of a layer's inputs: D·W given what the forward pass knows of W. In units in which all
/// weights are standard normal and all samples of unit length,
/// D·V = (D·Nᵀ − M·H·Uᵀ)·U + M·H with U = L_p⁻¹·Ã_p from the pivots' samples.
fn back(
    task: &Task<'_>,
    stage: &Stage,
    factor: &Factor,
    normals: &Matrix,
    fed: &Gram,
    at_z: &Gram,
) -> Result<Matrix, SimulateError> {
    let spread = Factor::of(at_z, 1.0, 0.0);
    let (batch, rank, width) = (spread.lengths.len(), spread.rank(), fed.scaled.columns());
    let mut generator = task.backward_stream(stage);
    let mut fresh = vec![0.0; rank * width];
    generator.fill_normal(&mut fresh);
    let mut fresh_constants = vec![0.0; rank];
    generator.fill_normal(&mut fresh_constants);
    let fresh = Matrix::new(rank, width, fresh)?;
    let lower = Matrix::new(batch, rank, spread.packed())?;
    let mut gradient = product(lower.view(), fresh.view(), None, task.work)?;
    if task.projection == Projection::Kept {
        let basis = basis(factor, fed)?;
        let overlap = overlap(task, factor, &basis, &fresh, &fresh_constants)?;
        let overlap = product(lower.view(), overlap.view(), None, task.work)?;
        let mut unit = at_z.scaled.clone();
        scale_rows(&mut unit, |i| spread.shares[i]);
        let mut known = product(unit.view(), normals.view().transposed(), None, task.work)?;
        correct(factor, &mut known, overlap);
        let known = product(known.view(), basis.view(), None, task.work)?;
        for (entry, known) in gradient.values_mut().iter_mut().zip(known.values()) {
            *entry += known;
        }
    }
    let std_dev = std_dev(stage);
    scale_rows(&mut gradient, |i| std_dev * spread.lengths[i]);
    Ok(gradient)
}

/// H·Ã_pᵀ: rank of the gradients × rank of the inputs, the constant inputs included.
fn overlap(
    task: &Task<'_>,
    factor: &Factor,
    basis: &Matrix,
    fresh: &Matrix,
    constants: &[f64],
) -> Result<Matrix, SimulateError> {
    let mut overlap = product(fresh.view(), basis.view().transposed(), None, task.work)?;
    let columns = overlap.columns().max(1);
    let rows = overlap.values_mut().chunks_exact_mut(columns);
    for (row, h) in rows.zip(constants) {
        for (entry, pivot) in row.iter_mut().zip(&factor.pivots) {
            *entry += h * factor.constants[*pivot];
        }
    }
    Ok(overlap)
}

/// From D·Nᵀ and M·H·Ã_pᵀ, row by row, the coefficients of the pivots' samples:
/// (D·Nᵀ − M·H·Ã_pᵀ·L_p⁻ᵀ)·L_p⁻¹.
fn correct(factor: &Factor, known: &mut Matrix, mut overlap: Matrix) {
    let columns = known.columns().max(1);
    let rows = known.values_mut().chunks_exact_mut(columns);
    for (known, overlap) in rows.zip(overlap.values_mut().chunks_exact_mut(columns)) {
        factor.solve(overlap);
        for (known, overlap) in known.iter_mut().zip(overlap) {
            *known -= *overlap;
        }
        factor.solve_transposed(known);
    }
}

/// The first entries of the pivots' unit vectors: rank × inputs.
fn basis(factor: &Factor, fed: &Gram) -> Result<Matrix, SimulateError> {
    let mut values = Vec::with_capacity(factor.rank() * fed.scaled.columns());
    for pivot in &factor.pivots {
        let sample = fed.scaled.row(*pivot).unwrap_or_default();
        values.extend(sample.iter().map(|x| factor.shares[*pivot] * x));
    }
    Ok(Matrix::new(factor.rank(), fed.scaled.columns(), values)?)
}

/// The σ of a layer: a plan gives batches to Gaussian weights alone.
fn std_dev(stage: &Stage) -> f64 {
    match stage.law {
        LayerLaw::Gaussian { std_dev } => std_dev,
        LayerLaw::Haar { gain } => gain,
    }
}

/// A row a sample.
fn rows(task: &Task<'_>, row: impl Fn(u64) -> Vec<f64>) -> Result<Matrix, SimulateError> {
    let batch = task.settings.batch;
    let values: Vec<f64> = (0..batch).flat_map(row).collect();
    let columns = values.len() / (batch.max(1) as usize);
    Ok(Matrix::new(batch as usize, columns, values)?)
}

fn scale_rows(matrix: &mut Matrix, factor: impl Fn(usize) -> f64) {
    let columns = matrix.columns().max(1);
    for (i, row) in matrix.values_mut().chunks_exact_mut(columns).enumerate() {
        let factor = factor(i);
        row.iter_mut().for_each(|x| *x *= factor);
    }
}

fn second_moment(matrix: &Matrix) -> Option<f64> {
    let values = matrix.values();
    mean_square(length::length(values), values.len() as u64)
}

/// The mean of (∂J/∂W)², ∂J/∂W = DᵀA summed over samples: Σᵢⱼ (dᵢ·dⱼ)(aᵢ·aⱼ) of n·n′ weights.
fn weight_second_moment(task: &Task<'_>, fed: &Gram, at_z: &Gram) -> Option<f64> {
    if task.settings.backward != Backward::ActivationsAndWeights {
        return None;
    }
    let n_weights = fed.scaled.columns() as f64 * at_z.scaled.columns() as f64;
    Some(fed.paired(at_z) / n_weights).filter(|moment| moment.is_finite())
}
