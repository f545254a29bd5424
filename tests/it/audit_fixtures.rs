//! What an audit says of tensors that real frameworks wrote, against what wrote them.

use std::error::Error;
use std::fmt::Write;
use std::fs::File;
use std::path::Path;
use varprop::audit::format::open;
use varprop::audit::{Inventory, Origin, Specification, TensorAudit, audit_tensor, suspicions};

/// The files.
const FILES: [&str; 7] = [
    "torch_default_mlp.safetensors",
    "torch_he_mlp.safetensors",
    "torch_initializers.safetensors",
    "torch_trained.safetensors",
    "keras_initializers.npz",
    "jax_initializers.npz",
    "jax_glorot_uniform.npy",
];

/// One line a tensor: its name, shape, and what may have made it.
fn table() -> Result<String, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/audit");
    let mut table = String::new();
    for file in FILES {
        let bytes = Box::new(File::open(folder.join(file))?);
        let mut source = open(file, bytes)?;
        let inventory = Inventory::of(&*source, &Specification::default())?;
        for index in 0..source.tensors().len() {
            let found = audit_tensor(&mut *source, index, &inventory, 1e-6)?;
            let families = match &found.origin {
                Origin::Independent(left) if left.remaining.is_empty() => {
                    let names: Vec<_> = left.families.iter().map(|family| family.name()).collect();
                    format!(
                        "no initializer; of the families {names:?}{}",
                        suspected(&found)
                    )
                }
                origin => origin.names().join(" | "),
            };
            let shape = &found.info.shape;
            writeln!(table, "{file}: {} {shape:?}: {families}", found.info.name)?;
        }
    }
    Ok(table)
}

/// The first suspicion of a tensor that nothing explains.
fn suspected(found: &TensorAudit) -> String {
    let all = suspicions(found, 1e-6);
    all.first().map_or_else(String::new, |first| {
        let (code, names) = (first.cause.code, first.meant.names.join(" | "));
        let (ratio, (low, high)) = (first.diagnosis.ratio, first.diagnosis.interval);
        format!("; {ratio:.3} ({low:.3} to {high:.3}) of {names}: {code}")
    })
}

#[test]
fn tensors_of_real_frameworks_are_recognized() -> Result<(), Box<dyn Error>> {
    crate::snapshot::assert("audit-fixtures", &table()?);
    Ok(())
}
