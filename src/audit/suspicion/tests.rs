//! What is suspected of drawn mistakes, and how much of all scales would be.

use super::*;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::identify;
use crate::audit::specimen;
use crate::empirical::stat::Storage;
use crate::random::Stream;

fn audit_of(values: &[f64], layer: &Layer, layout: Layout) -> TensorAudit {
    let shape = layer.weight_shape(layout);
    let scan = specimen::scan(values, &shape);
    let reading = Reading {
        layout,
        ..specimen::weights_of(layer)
    };
    let found = identify(&scan, Storage::F32, &candidates(&reading, &shape), 1e-6);
    TensorAudit {
        info: TensorInfo {
            name: "weight".to_owned(),
            shape,
            format: NumberFormat::Float(Storage::F32),
        },
        reading,
        scan,
        origin: Origin::Independent(found.unwrap()),
    }
}

fn drawn(spec: &str, layer: &Layer, seed: u64) -> Vec<f64> {
    let initializer = initializer::parse(spec).unwrap();
    let stream = Stream::root(seed).named("suspicion");
    initializer.draw_tensor(layer, stream).unwrap()
}

#[test]
fn the_fan_out_of_all_groups_is_suspected_in_torch_and_their_fan_in_in_keras() {
    let layer = Layer::depthwise(1500, 1, &[3, 3]).unwrap();
    for (layout, spec, code) in [
        (Layout::PyTorch, "he-normal", "groups-counted-in-fan-out"),
        (
            Layout::Keras,
            "variance-scaling(2)",
            "channels-counted-in-fan-in",
        ),
    ] {
        let values = drawn(spec, &layer, 2);
        let values: Vec<f64> = values.iter().map(|x| x / 1500.0_f64.sqrt()).collect();
        let found = suspicions(&audit_of(&values, &layer, layout), 1e-6);
        assert_eq!(found[0].cause.code, code, "{layout:?}: {found:?}");
        assert!(found[0].chance < CHANCE);
    }
}

#[test]
fn what_a_candidate_explains_is_not_suspected() {
    let layer = Layer::dense(128, 96).unwrap();
    let values = drawn("he-normal", &layer, 1);
    assert!(suspicions(&audit_of(&values, &layer, Layout::PyTorch), 1e-6).is_empty());
}

#[test]
fn targets_cover_the_stated_share_of_scales_at_most() {
    let layers = [
        Layer::dense(128, 96).unwrap(),
        Layer::convolution(3, 64, &[7, 7], 1).unwrap(),
        Layer::depthwise(64, 1, &[3, 3]).unwrap(),
        Layer::transposed_convolution(64, 32, &[4, 4], 1).unwrap(),
    ];
    for layer in layers {
        for layout in [Layout::PyTorch, Layout::Keras] {
            let audit = audit_of(&drawn("normal(0.123)", &layer, 1), &layer, layout);
            let targets = targets(&audit, &crate::audit::FAMILIES);
            let mut ends: Vec<(f64, f64)> = targets
                .iter()
                .map(|target| {
                    let half = widest(&targets, target.kind);
                    (target.ln_variance - half, target.ln_variance + half)
                })
                .collect();
            ends.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (mut covered, mut reached) = (0.0, f64::NEG_INFINITY);
            for (low, high) in ends {
                covered += (high - low.max(reached)).max(0.0);
                reached = reached.max(high);
            }
            let share = covered / RANGE;
            assert!(share <= CHANCE * (1.0 + 1e-9), "{layer:?}: {share}");
        }
    }
}
