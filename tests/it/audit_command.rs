//! `varprop audit` as its user meets it: answers, alarms, exit codes, formats.

use crate::program::Answer;
use crate::program::empty_folder;
use crate::program::varprop;
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

type Outcome = Result<(), Box<dyn Error>>;

const FIXTURES: &str = "tests/data/audit";

/// A tensor of a file in single precision.
struct Tensor {
    name: String,
    shape: Vec<u64>,
    values: Vec<f32>,
}

impl Tensor {
    fn new(name: &str, shape: &[u64], values: Vec<f32>) -> Self {
        Self {
            name: name.to_owned(),
            shape: shape.to_vec(),
            values,
        }
    }

    /// A dense weight [outputs, inputs], drawn by an initializer from a stream of its own.
    fn drawn(
        name: &str,
        (inputs, outputs): (u64, u64),
        spec: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let initializer = initializer::parse(spec)?;
        let layer = Layer::dense(inputs, outputs)?;
        let values = initializer.draw_tensor(&layer, Stream::root(7).named(name))?;
        let values = values.iter().map(|x| *x as f32).collect();
        Ok(Self::new(name, &[outputs, inputs], values))
    }
}

/// The bytes of a safetensors file.
fn file(tensors: &[Tensor]) -> Result<Vec<u8>, Box<dyn Error>> {
    let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
    for tensor in tensors {
        let begin = data.len();
        data.extend(tensor.values.iter().flat_map(|x| x.to_le_bytes()));
        let entry =
            json!({"dtype": "F32", "shape": tensor.shape, "data_offsets": [begin, data.len()]});
        header.insert(tensor.name.clone(), entry);
    }
    Ok(safetensors(&serde_json::to_string(&header)?, &data))
}

/// Audits a file of these tensors.
fn audit(test: &str, tensors: &[Tensor], options: &[&str]) -> Result<Answer, Box<dyn Error>> {
    let folder = empty_folder(test);
    fs::write(folder.join("model.safetensors"), file(tensors)?)?;
    Ok(varprop_in(
        &folder,
        &[&["audit", "model.safetensors"], options].concat(),
    ))
}

fn tensors(answer: &Answer) -> Result<Vec<Value>, Box<dyn Error>> {
    let document: Value = serde_json::from_str(&answer.stdout)?;
    Ok(document["tensors"].as_array().ok_or("no tensors")?.clone())
}

/// Every tensor's answer and the codes of its findings.
fn verdicts(answer: &Answer) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    for tensor in tensors(answer)? {
        let codes = tensor["findings"].as_array().ok_or("no findings")?;
        let codes: Vec<_> = codes
            .iter()
            .filter_map(|one| one["code"].as_str())
            .collect();
        let (name, answer) = (tensor["name"].as_str(), tensor["answer"].as_str());
        writeln!(
            text,
            "{}: {} {codes:?}",
            name.unwrap_or_default(),
            answer.unwrap_or_default()
        )?;
    }
    Ok(text)
}

#[test]
fn a_table_names_laws_and_bugs_and_exits_with_1() {
    let file = format!("{FIXTURES}/torch_initializers.safetensors");
    let answer = varprop(&["audit", &file]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    snapshot::assert("audit-table", &answer.stdout);
}

#[test]
fn every_format_says_what_the_layers_do_to_a_signal() {
    let file = format!("{FIXTURES}/torch_default_mlp.safetensors");
    for format in ["markdown", "json"] {
        let options = ["--activation", "relu", "--details", "--format", format];
        let answer = varprop(&[&["audit", &file][..], &options].concat());
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        snapshot::assert(&format!("audit-{format}"), &answer.stdout);
    }
}

#[test]
fn expectations_hold_or_name_the_bug() -> Outcome {
    let all = [
        Tensor::drawn("right.weight", (400, 300), "he-normal")?,
        Tensor::drawn("half.weight", (400, 300), "lecun-normal")?,
        Tensor::drawn("family.weight", (400, 300), "he-uniform")?,
        Tensor::new("half.bias", &[300], vec![0.0; 300]),
    ];
    let options = ["--expect", "he-normal", "--format", "json"];
    let answer = audit("audit-expect", &all, &options)?;
    assert_eq!(answer.code, 1);
    let found = verdicts(&answer)?;
    for line in [
        "right.weight: as-expected []",
        "half.weight: not-as-expected [\"not-as-expected\", \"gain-missing\"]",
        "family.weight: not-as-expected [\"not-as-expected\"]",
        "half.bias: initial []",
    ] {
        assert!(found.lines().any(|one| one == line), "{line} in\n{found}");
    }
    let half = tensors(&answer)?.into_iter();
    let mut half = half.filter(|tensor| tensor["name"] == "half.weight");
    let ratio = half.next().ok_or("no tensor")?["findings"][0]["ratio"].clone();
    let end = |key: &str| ratio[key].as_f64().unwrap_or(f64::NAN);
    assert!(end("low") < 0.5 && 0.5 < end("high"), "{ratio}");
    assert!(end("high") < 0.55, "{ratio}");
    let right = audit("audit-expect-right", &all[..1], &["--expect", "he-normal"])?;
    assert_eq!(right.code, 0, "{}", right.stdout);
    Ok(())
}

#[test]
fn a_specification_says_what_tensors_are_and_should_be() -> Outcome {
    // A transposed kernel [in, out, k, k] and a recurrent matrix, under names that tell nothing.
    let kernel = Layer::transposed_convolution(32, 16, &[4, 4], 1)?;
    let draw = |spec: &str, layer: &Layer| -> Result<Vec<f32>, Box<dyn Error>> {
        let weights = initializer::parse(spec)?.draw_tensor(layer, Stream::root(3).named(spec))?;
        Ok(weights.iter().map(|x| *x as f32).collect())
    };
    let all = [
        Tensor::new("a", &[32, 16, 4, 4], draw("he-normal", &kernel)?),
        Tensor::new(
            "b",
            &[64, 64],
            draw("orthogonal(2)", &Layer::dense(64, 64)?)?,
        ),
        Tensor::new("c", &[64], vec![1.0; 64]),
    ];
    let folder = empty_folder("audit-spec");
    fs::write(folder.join("model.safetensors"), file(&all)?)?;
    let text = "[[tensor]]\nname = \"a\"\nrole = \"weight\"\nkind = \"transposed-convolution\"\n\
                expect = \"he-normal\"\n[[tensor]]\nname = \"b\"\nexpect = \"orthogonal(2)\"\n\
                [[tensor]]\nname = \"c\"\nexpect = \"ones\"\n";
    fs::write(folder.join("right.toml"), text)?;
    fs::write(
        folder.join("wrong.toml"),
        text.replace("orthogonal(2)", "orthogonal"),
    )?;
    fs::write(folder.join("bad.toml"), text.replace("ones", "onces"))?;
    let run = |spec: &str| {
        let options = [
            "audit",
            "model.safetensors",
            "--spec",
            spec,
            "--format",
            "json",
        ];
        varprop_in(&folder, &options)
    };
    let right = run("right.toml");
    assert_eq!(
        (right.code, right.stderr.as_str()),
        (0, ""),
        "{}",
        right.stdout
    );
    let expected = "a: as-expected []\nb: as-expected []\nc: as-expected []\n";
    assert_eq!(verdicts(&right)?, expected);
    let wrong = run("wrong.toml");
    assert_eq!(wrong.code, 1);
    assert!(
        verdicts(&wrong)?.contains("b: not-as-expected"),
        "{}",
        wrong.stdout
    );
    let bad = run("bad.toml");
    assert_eq!((bad.code, bad.stdout.as_str()), (2, ""));
    assert!(
        bad.stderr.starts_with("error: bad.toml:11:10"),
        "{}",
        bad.stderr
    );
    Ok(())
}

#[test]
fn the_example_of_a_specification_finds_a_projection_that_was_never_scaled() -> Outcome {
    let mut all = Vec::new();
    for block in 0..12 {
        let name = |end: &str| format!("h.{block}.{end}");
        let dense = |end: &str, spec: &str| Tensor::drawn(&name(end), (48, 48), spec);
        all.push(dense("attn.c_attn.weight", "normal(0.02)")?);
        let scaled = if block == 7 {
            "normal(0.02)"
        } else {
            "normal(0.004082482904638631)"
        };
        all.push(dense("attn.c_proj.weight", scaled)?);
        all.push(Tensor::new(&name("ln_1.weight"), &[48], vec![1.0; 48]));
        all.push(Tensor::new(&name("ln_1.bias"), &[48], vec![0.0; 48]));
    }
    all.push(Tensor::new("ln_f.weight", &[48], vec![1.0; 48]));
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/audit/gpt2.toml");
    let answer = audit("audit-gpt2", &all, &["--spec", root, "--format", "json"])?;
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    let found = verdicts(&answer)?;
    let wrong = "h.7.attn.c_proj.weight: not-as-expected [\"not-as-expected\", \
                 \"residual-scaling-skipped\"]";
    assert!(found.contains(wrong), "{found}");
    assert_eq!(
        found.matches(": as-expected []").count(),
        all.len() - 1,
        "{found}"
    );
    Ok(())
}

#[test]
fn residual_projections_are_alarms_where_the_model_is_gpt_2_alone() -> Outcome {
    let mut all = Vec::new();
    for block in 0..4 {
        for end in [
            "attn.c_attn.weight",
            "attn.c_proj.weight",
            "mlp.c_proj.weight",
        ] {
            let name = format!("h.{block}.{end}");
            all.push(Tensor::drawn(&name, (48, 48), "normal(0.02)")?);
        }
    }
    // GPT-1 has these names and draws all alike.
    let first = audit("audit-gpt-1", &all, &["--format", "json"])?;
    assert_eq!(first.code, 0, "{}", first.stdout);
    all.push(Tensor::new("ln_f.weight", &[48], vec![1.0; 48]));
    let second = audit("audit-gpt-2", &all, &["--format", "json"])?;
    let found = verdicts(&second)?;
    assert_eq!(
        found.matches("residual-scaling-skipped").count(),
        8,
        "{found}"
    );
    Ok(())
}

#[test]
fn bounds_and_tables_that_repeat_are_no_alarms() -> Outcome {
    let table: Vec<f32> = (0..32).map(|i| 10_000_f32.powf(-i as f32 / 32.0)).collect();
    let all = [
        Tensor::new("a.rotary.inv_freq", &[32], table.clone()),
        Tensor::new("b.rotary.inv_freq", &[32], table),
        Tensor::new("a.input_min", &[], vec![f32::NEG_INFINITY]),
    ];
    let answer = audit("audit-tables", &all, &["--format", "json"])?;
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    assert!(verdicts(&answer)?.contains("a.input_min: not-finite [\"not-finite\"]"));
    Ok(())
}

#[test]
fn drawn_biases_are_not_the_constants_that_were_expected() -> Outcome {
    let drawn = Tensor::drawn("drawn", (200, 1), "normal(0.05)")?.values;
    let all = [
        Tensor::new("a.bias", &[200], drawn.clone()),
        Tensor::new("b.bias", &[200], vec![0.0; 200]),
        Tensor::new("c.bias", &[200], drawn),
    ];
    let expect =
        |name: &str, what: &str| format!("[[tensor]]\nname = \"{name}\"\nexpect = \"{what}\"\n");
    let folder = empty_folder("audit-constants");
    fs::write(folder.join("model.safetensors"), file(&all)?)?;
    let lines = [("a.bias", "zeros"), ("b.bias", "zeros"), ("c.bias", "ones")];
    let text: String = lines
        .iter()
        .map(|(name, what)| expect(name, what))
        .collect();
    fs::write(folder.join("spec.toml"), text)?;
    let options = ["--spec", "spec.toml", "--format", "json"];
    let answer = varprop_in(
        &folder,
        &[&["audit", "model.safetensors"], &options[..]].concat(),
    );
    let found = verdicts(&answer)?;
    for line in [
        "a.bias: not-as-expected [\"not-as-expected\"]",
        "b.bias: as-expected []",
        "c.bias: not-as-expected [\"not-as-expected\", \"same-values\"]",
    ] {
        assert!(found.lines().any(|one| one == line), "{line} in\n{found}");
    }
    assert_eq!(answer.code, 1);
    Ok(())
}

#[test]
fn an_expectation_of_which_nothing_could_be_judged_is_inconclusive() -> Outcome {
    let all = [Tensor::new("scale", &[], vec![1.0])];
    let text = "[[tensor]]\nname = \"*\"\nexpect = \"he-normal\"\n";
    let folder = empty_folder("audit-undecided");
    fs::write(folder.join("model.safetensors"), file(&all)?)?;
    fs::write(folder.join("spec.toml"), text)?;
    let answer = varprop_in(
        &folder,
        &["audit", "model.safetensors", "--spec", "spec.toml"],
    );
    assert_eq!(answer.code, 3, "{}{}", answer.stdout, answer.stderr);
    assert!(answer.stdout.contains("undecided"), "{}", answer.stdout);
    Ok(())
}

#[test]
fn a_value_a_thousand_deviations_away_is_named_beside_the_law() -> Outcome {
    let mut all = [Tensor::drawn("w.weight", (200, 200), "he-normal")?];
    all[0].values[4321] = 100.0;
    let answer = audit("audit-outlier", &all, &["--format", "json"])?;
    assert!(
        verdicts(&answer)?.contains("w.weight: other [\"outliers\"]"),
        "{}",
        answer.stdout
    );
    Ok(())
}

#[test]
fn tensors_that_one_seed_drew_are_alarms() -> Outcome {
    let weight = |name: &str, scale: f32| {
        let mut tensor = Tensor::drawn("shared", (64, 48), "he-normal")?;
        tensor.name = name.to_owned();
        tensor.values.iter_mut().for_each(|x| *x *= scale);
        Ok::<_, Box<dyn Error>>(tensor)
    };
    let zeros = |name: &str| Tensor::new(name, &[48], vec![0.0; 48]);
    let all = [
        weight("a.weight", 1.0)?,
        zeros("a.bias"),
        weight("b.weight", 1.0)?,
        zeros("b.bias"),
        weight("c.weight", 0.5)?,
        Tensor::drawn("d.weight", (64, 48), "he-normal")?,
    ];
    let answer = audit("audit-seeds", &all, &["--format", "json"])?;
    assert_eq!(answer.code, 1);
    let found = verdicts(&answer)?;
    for line in [
        "a.weight: initial []",
        "a.bias: initial []",
        "b.weight: initial [\"same-values\"]",
        "b.bias: initial []",
    ] {
        assert!(found.lines().any(|one| one == line), "{line} in\n{found}");
    }
    let halved = found.lines().find(|line| line.starts_with("c.weight"));
    assert!(
        halved.is_some_and(|line| line.contains("reused-seed")),
        "{found}"
    );
    assert!(found.contains("d.weight: initial []"), "{found}");
    Ok(())
}

#[test]
fn identical_shards_in_one_tensor_are_an_alarm() -> Outcome {
    let half = Tensor::drawn("half", (64, 48), "lecun-normal")?;
    let whole = [half.values.clone(), half.values].concat();
    let all = [Tensor::new("w.weight", &[96, 64], whole)];
    let answer = audit("audit-shards", &all, &["--format", "json"])?;
    assert!(
        verdicts(&answer)?.contains("\"repeated-blocks\""),
        "{}",
        answer.stdout
    );
    assert_eq!(answer.code, 1);
    Ok(())
}

#[test]
fn values_that_are_no_numbers_are_alarms_and_the_others_are_audited() -> Outcome {
    let mut broken = Tensor::drawn("a.weight", (32, 32), "he-normal")?;
    broken.values[5] = f32::NAN;
    broken.values[6] = f32::INFINITY;
    let mut zeros = Tensor::new("z.bias", &[3], vec![0.0; 3]);
    zeros.values[2] = f32::NAN;
    let all = [
        broken,
        Tensor::drawn("b.weight", (32, 32), "he-normal")?,
        zeros,
    ];
    let answer = audit("audit-nan", &all, &["--format", "json"])?;
    let found = verdicts(&answer)?;
    assert!(
        found.contains("a.weight: not-finite [\"not-finite\"]"),
        "{found}"
    );
    assert!(found.contains("b.weight: initial []"), "{found}");
    assert!(
        found.contains("z.bias: not-finite [\"not-finite\"]"),
        "{found}"
    );
    let first = &tensors(&answer)?[0];
    assert_eq!(
        (&first["measured"]["nan"], &first["measured"]["infinite"]),
        (&json!(1), &json!(1))
    );
    assert!(first["measured"]["mean"].is_null());
    assert_eq!(answer.code, 1);
    Ok(())
}

#[test]
fn a_file_without_audited_numbers_is_inconclusive() -> Outcome {
    let folder = empty_folder("audit-integers");
    let header = "{\"ids\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}";
    fs::write(
        folder.join("ids.safetensors"),
        safetensors(header, &[0; 16]),
    )?;
    let answer = varprop_in(&folder, &["audit", "ids.safetensors"]);
    assert_eq!(answer.code, 3);
    assert!(answer.stdout.contains("not-audited"), "{}", answer.stdout);
    Ok(())
}

#[test]
fn answers_do_not_depend_on_threads_or_on_how_a_checkpoint_is_cut() -> Outcome {
    let layers = [
        ("a.weight", (40, 50)),
        ("b.weight", (50, 60)),
        ("c.weight", (60, 30)),
    ];
    let draw = |(name, fans): &(&str, (u64, u64))| Tensor::drawn(name, *fans, "glorot-uniform");
    let all: Vec<Tensor> = layers.iter().map(draw).collect::<Result<_, _>>()?;
    let folder = empty_folder("audit-cuts");
    fs::write(folder.join("whole.safetensors"), file(&all)?)?;
    fs::write(folder.join("model-1-of-2.safetensors"), file(&all[..1])?)?;
    fs::write(folder.join("model-2-of-2.safetensors"), file(&all[1..])?)?;
    let place = |name: &str| format!("model-{}-of-2.safetensors", if name < "b" { 1 } else { 2 });
    let map: serde_json::Map<_, _> = layers
        .iter()
        .map(|(name, _)| ((*name).to_owned(), json!(place(name))))
        .collect();
    let index = json!({"metadata": {"total_size": 0}, "weight_map": map});
    fs::write(
        folder.join("model.safetensors.index.json"),
        index.to_string(),
    )?;
    let run = |file: &str, threads: &str| {
        let options = ["audit", file, "--threads", threads, "--format", "json"];
        let answer = varprop_in(&folder, &options);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        answer.stdout.replace(file, "")
    };
    let expected = run("whole.safetensors", "1");
    assert_eq!(run("whole.safetensors", "3"), expected);
    assert_eq!(run("model.safetensors.index.json", "2"), expected);
    Ok(())
}

#[test]
fn what_cannot_be_audited_is_refused_with_a_place() -> Outcome {
    let folder = empty_folder("audit-refusals");
    let whole = file(&[Tensor::drawn("a.weight", (8, 8), "he-normal")?])?;
    fs::write(folder.join("short.safetensors"), &whole[..whole.len() - 4])?;
    fs::write(folder.join("text.txt"), "no tensors")?;
    let mut text = String::new();
    for arguments in [
        &["missing.safetensors"][..],
        &["short.safetensors"],
        &["text.txt"],
        &["."],
        &["short.safetensors", "--false-alarm-rate", "0"],
        &["short.safetensors", "--activation", "rely"],
    ] {
        let answer = varprop_in(&folder, &[&["audit"], arguments].concat());
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (2, ""),
            "{arguments:?}"
        );
        writeln!(
            text,
            "$ varprop audit {}\n{}",
            arguments.join(" "),
            answer.stderr
        )?;
    }
    snapshot::assert("refused-audits", &text);
    Ok(())
}

#[test]
fn names_of_a_file_do_not_command_the_terminal() -> Outcome {
    let values = vec![0.5; 4];
    let all = [Tensor::new("w\u{1b}[31m\n| weight", &[4], values)];
    for format in ["table", "markdown"] {
        let answer = audit("audit-names", &all, &["--format", format])?;
        assert!(!answer.stdout.contains('\u{1b}'), "{}", answer.stdout);
        assert!(
            answer.stdout.contains("w\\u{1b}[31m\\n"),
            "{}",
            answer.stdout
        );
    }
    Ok(())
}
