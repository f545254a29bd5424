//! Bugs that initializers shipped with, as tensors show them: each drawn as its thread describes it,
//! and named by `varprop audit`.
//!
//! The scales are written as the broken code computes them; what is promised stands beside.

use crate::program::empty_folder;
use crate::program::varprop_in;
use crate::snapshot;
use crate::tensor_file::safetensors;
use serde_json::Value;
use serde_json::json;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use varprop::initializer;
use varprop::random::Stream;
use varprop::theory::shape::Layer;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A tensor that a bug leaves behind.
struct Bug {
    case: &'static str,
    name: &'static str,
    shape: &'static [u64],
    /// What draws the values: an initializer that has a scale of its own.
    drawn: String,
    spoil: Spoil,
    /// Lines of a specification of this tensor.
    spec: &'static str,
    /// What must be found, among others.
    code: &'static str,
}

/// Changes the values after they are drawn.
type Spoil = fn(Vec<f64>, &[u64]) -> Vec<f64>;

const AS_DRAWN: Spoil = |values, _| values;

fn bug(
    (case, code): (&'static str, &'static str),
    (name, shape): (&'static str, &'static [u64]),
    drawn: String,
    spec: &'static str,
) -> Bug {
    let spoil = AS_DRAWN;
    Bug {
        case,
        name,
        shape,
        drawn,
        spoil,
        spec,
        code,
    }
}

fn normal(variance: f64) -> String {
    format!("normal({})", variance.sqrt())
}

fn uniform(bound: f64) -> String {
    format!("uniform({bound})")
}

const DENSE: (&str, &[u64]) = ("fc.weight", &[200, 300]);
const KERNEL: (&str, &[u64]) = ("conv.weight", &[64, 48, 3, 3]);

/// Mistakes of the fans: of groups, kernels, axes and packed parts.
fn of_fans() -> Vec<Bug> {
    vec![
        bug(
            ("pytorch #166378", "packed-fan-out"),
            ("attn.in_proj_weight", &[384, 128]),
            // fan_out of 3·128.
            uniform((6.0_f64 / 512.0).sqrt()),
            "",
        ),
        bug(
            ("pytorch #23854, timm #84", "groups-counted-in-fan-out"),
            ("dw.weight", &[256, 1, 3, 3]),
            normal(2.0 / (256.0 * 9.0)),
            "",
        ),
        bug(
            ("keras #11773", "channels-counted-in-fan-in"),
            ("depthwise_conv2d/depthwise_kernel", &[3, 3, 512, 1]),
            uniform((6.0_f64 / (9.0 * 512.0 + 9.0)).sqrt()),
            "",
        ),
        bug(
            ("tensorflow #31192", "transposed-fans"),
            ("deconv.weight", &[64, 256, 4, 4]),
            // fan_in of 256 output channels.
            uniform((3.0_f64 / (256.0 * 16.0)).sqrt()),
            "kind = \"transposed-convolution\"\nrole = \"weight\"\nexpect = \"lecun-uniform\"",
        ),
        bug(
            ("burn 0.22.1, LinearLayout::Col", "fans-swapped"),
            ("fc.weight", &[10, 784]),
            normal(2.0 / 10.0),
            "expect = \"he-normal\"",
        ),
        bug(
            ("Flux #442", "fans-summed-over-axes"),
            ("conv.weight", &[64, 64, 3, 3]),
            uniform((24.0_f64 / 134.0).sqrt() / 2.0),
            "expect = \"glorot-uniform\"",
        ),
        bug(
            ("keras PR #2252", "receptive-field-not-in-fan-out"),
            KERNEL,
            normal(2.0 / 64.0),
            "expect = \"he-normal(mode=fan_out)\"",
        ),
        bug(
            ("keras PR #22789", "projection-read-as-kernel"),
            ("attention/query/kernel", &[32, 8, 16]),
            // fans of 8·32 and 16·32.
            uniform((6.0_f64 / (256.0 + 512.0)).sqrt()),
            "kind = \"projection\"\ninput-axes = 1\nlayout = \"keras\"\nexpect = \"glorot-uniform\"",
        ),
        bug(
            ("Lasagne #49", "axes-read-outputs-last"),
            KERNEL,
            normal(2.0 / (3.0 * 64.0 * 48.0)),
            "expect = \"he-normal\"",
        ),
        bug(
            ("MXNet #610", "fans-summed"),
            DENSE,
            uniform((3.0_f64 / 500.0).sqrt()),
            "expect = \"glorot-uniform\"",
        ),
        bug(
            ("mlverse/torch #555", "brackets-missing"),
            DENSE,
            normal(2.0 / 300.0 + 200.0),
            "expect = \"glorot-normal\"",
        ),
    ]
}

/// Mistakes of the scale.
fn of_scale() -> Vec<Bug> {
    vec![
        bug(
            ("pytorch #24991", "selu-gain"),
            DENSE,
            normal(0.5625 / 300.0),
            "expect = \"lecun-normal\"",
        ),
        bug(
            ("pytorch #15314, tch-rs #573", "framework-default"),
            DENSE,
            uniform((1.0_f64 / 300.0).sqrt()),
            "expect = \"he-uniform\"",
        ),
        bug(
            ("bullet #363", "gain-missing"),
            DENSE,
            normal(1.0 / 300.0),
            "expect = \"he-normal\"",
        ),
        bug(
            ("LBANN #316", "gain-missing"),
            DENSE,
            normal(1.0 / 300.0),
            "expect = \"he-uniform\"",
        ),
        bug(
            ("keras PR #372", "deviation-as-bound"),
            DENSE,
            uniform((2.0_f64 / 500.0).sqrt()),
            "expect = \"glorot-uniform\"",
        ),
        bug(
            ("efficient-kan #72", "scale-as-slope"),
            DENSE,
            // Kaiming's slope √5·2 where twice the default was meant.
            uniform((6.0_f64 / (21.0 * 300.0)).sqrt()),
            "expect = \"variance-scaling(1.3333333333333333, law=uniform)\"",
        ),
        bug(
            ("tflearn #870", "bound-of-one-fan"),
            DENSE,
            normal(3.0 / 500.0),
            "expect = \"glorot-normal\"",
        ),
        bug(
            ("timm #1286", "truncation-missing"),
            DENSE,
            "truncated-normal(0.02, low=-2, high=2)".to_owned(),
            "expect = \"truncated-normal(0.02, low=-0.04, high=0.04)\"",
        ),
        bug(
            ("transformers 5.23, lecun_normal_", "truncation-missing"),
            ("embeddings.patch_embedding.weight", &[768, 3, 16, 16]),
            // Corrected by 0.8796 for a cut at two deviations, and cut at ±2.
            normal(1.0 / (768.0 * 0.773_741_303_549_923_2)),
            "",
        ),
        bug(
            ("tensorflow #18706", "truncation-not-corrected"),
            DENSE,
            "truncated-normal(0.0816496580927726, low=-0.1632993161855452, high=0.1632993161855452)"
                .to_owned(),
            "expect = \"variance-scaling(2)\"",
        ),
        bug(
            ("tfjs-core #434", "cut-at-variance"),
            DENSE,
            "truncated-normal(0.05, low=-0.0025, high=0.0025)".to_owned(),
            "expect = \"truncated-normal(0.05, low=-0.1, high=0.1)\"",
        ),
    ]
}

/// Mistakes of samplers and matrices, which no variance shows.
fn of_values() -> Vec<Bug> {
    let spoilt = |spoil: Spoil, bug: Bug| Bug { spoil, ..bug };
    let clamped: Spoil = |mut values, _| {
        values.iter_mut().step_by(256).for_each(|x| *x = -2.0);
        values
    };
    let far: Spoil = |mut values, _| {
        values[1234] = 1e6;
        values
    };
    let moved: Spoil = |values, _| values.iter().map(|x| x + 0.05).collect();
    let halved: Spoil = |values, _| values.iter().map(|x| x.abs()).collect();
    let sharded: Spoil = |values, _| values[..values.len() / 4].repeat(4);
    let unsigned: Spoil = |values, shape| signed_against_diagonal(values, shape[1] as usize);
    vec![
        spoilt(
            clamped,
            bug(
                ("pytorch #145498, bfloat16", "outliers"),
                ("embed.weight", &[300, 400]),
                "normal(0.01)".to_owned(),
                "",
            ),
        ),
        spoilt(
            far,
            bug(
                ("jax #10951", "outliers"),
                DENSE,
                "truncated-normal(0.02, low=-0.04, high=0.04)".to_owned(),
                "",
            ),
        ),
        spoilt(
            moved,
            bug(
                ("DJL #1022", "mean-shifted"),
                DENSE,
                normal(2.0 / 300.0),
                "",
            ),
        ),
        spoilt(
            halved,
            bug(
                ("a draw from 0 to the bound", "not-centred"),
                DENSE,
                uniform((6.0_f64 / 300.0).sqrt()),
                "expect = \"he-uniform\"",
            ),
        ),
        spoilt(
            sharded,
            bug(
                ("torchtitan #3106, four ranks", "repeated-blocks"),
                ("fc.weight", &[128, 256]),
                normal(1.0 / 256.0),
                "",
            ),
        ),
        spoilt(
            unsigned,
            bug(
                ("tensorflow PR #9429, tall", "not-haar"),
                ("fc.weight", &[160, 96]),
                "orthogonal".to_owned(),
                "",
            ),
        ),
        bug(
            ("pyhgf #418", "orthogonal-rearranged"),
            ("fc.weight", &[64, 256]),
            "orthogonal".to_owned(),
            "expect = \"orthogonal\"",
        ),
        bug(
            ("pyhgf #418, its biases", "not-as-expected"),
            ("fc.bias", &[200]),
            normal(1.0 / 300.0),
            "expect = \"zeros\"",
        ),
        bug(
            ("dks, scaled_uniform_orthogonal_", "gain-of-other-axis"),
            ("fc.weight", &[128, 512]),
            "orthogonal(2)".to_owned(),
            "expect = \"orthogonal\"",
        ),
        bug(
            ("AutoInit, depthwise and orthogonal", "gain-not-rooted"),
            ("fc.weight", &[64, 64]),
            "orthogonal(8)".to_owned(),
            "expect = \"orthogonal\"",
        ),
    ]
}

/// Every column times the sign that makes its diagonal entry negative: QR at its worst.
fn signed_against_diagonal(mut values: Vec<f64>, columns: usize) -> Vec<f64> {
    for k in 0..columns {
        let sign = -values[k * columns + k].signum();
        values
            .iter_mut()
            .skip(k)
            .step_by(columns)
            .for_each(|x| *x *= sign);
    }
    values
}

impl Bug {
    fn values(&self) -> Outcome<Vec<f64>> {
        let rows = match self.code {
            // The factor has as many rows as the tensor has columns.
            "orthogonal-rearranged" => self.shape[1],
            _ => self.shape[0],
        };
        let n: u64 = self.shape.iter().product();
        let layer = Layer::dense(n / rows, rows)?;
        let stream = Stream::root(9).named(self.case);
        let values = initializer::parse(&self.drawn)?.draw_tensor(&layer, stream)?;
        Ok((self.spoil)(values, self.shape))
    }

    /// A file of this tensor alone.
    fn file(&self) -> Outcome<Vec<u8>> {
        let data: Vec<u8> = self
            .values()?
            .iter()
            .flat_map(|x| (*x as f32).to_le_bytes())
            .collect();
        let entry = json!({"dtype": "F32", "shape": self.shape, "data_offsets": [0, data.len()]});
        let mut header = serde_json::Map::new();
        header.insert(self.name.to_owned(), entry);
        Ok(safetensors(&serde_json::to_string(&header)?, &data))
    }

    /// The answer and the findings.
    fn audited(&self) -> Outcome<Value> {
        let folder = empty_folder("audit-bugs");
        fs::write(folder.join("model.safetensors"), self.file()?)?;
        let spec = format!("[[tensor]]\nname = \"{}\"\n{}\n", self.name, self.spec);
        fs::write(folder.join("spec.toml"), spec)?;
        let mut arguments = vec!["audit", "model.safetensors", "--format", "json"];
        if !self.spec.is_empty() {
            arguments.extend(["--spec", "spec.toml"]);
        }
        let answer = varprop_in(&folder, &arguments);
        assert_eq!(answer.code, 1, "{}: {answer:?}", self.case);
        let document: Value = serde_json::from_str(&answer.stdout)?;
        Ok(document["tensors"][0].clone())
    }
}

#[test]
fn every_bug_that_a_tensor_shows_is_named() -> Outcome<()> {
    let bugs = [of_fans(), of_scale(), of_values()];
    let (mut table, mut unnamed) = (String::new(), Vec::new());
    for bug in bugs.iter().flatten() {
        let tensor = bug.audited()?;
        let findings = tensor["findings"].as_array().ok_or("no findings")?;
        let codes: Vec<&str> = findings
            .iter()
            .filter_map(|one| one["code"].as_str())
            .collect();
        if !codes.contains(&bug.code) {
            unnamed.push(format!("{}: {tensor:#}", bug.case));
        }
        let ratio = findings
            .iter()
            .find_map(|one| one["ratio"]["value"].as_f64());
        let ratio = ratio.map_or_else(|| "—".to_owned(), |x| varprop::num::significant(x, 4));
        let answer = tensor["answer"].as_str().unwrap_or_default();
        writeln!(
            table,
            "{:36} {ratio:>9}  {answer:15}  {}",
            bug.case,
            codes.join(", ")
        )?;
    }
    assert!(unnamed.is_empty(), "{}", unnamed.join("\n"));
    snapshot::assert("audit-bugs", &table);
    Ok(())
}
