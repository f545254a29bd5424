//! Stacks as sheets: shapes, repeats, threes, what is refused.

use super::*;
use crate::linear::Border;
use crate::verdict::Cell;

fn texts(sheet: &Sheet, column: usize) -> Vec<Cell> {
    sheet.rows().iter().map(|row| row[column].clone()).collect()
}

#[test]
fn a_stack_gives_each_layer_its_own_numbers() {
    let request = ConvolutionRequest {
        stride: "2,1".into(),
        padding: "same".into(),
        channels: "16,32".into(),
        ..ConvolutionRequest::new("32x32x3", "7,3")
    };
    let sheets = convolution(&request).unwrap();
    assert_eq!(
        texts(&sheets[0], 6),
        ["16x16x16", "16x16x32"].map(Cell::text)
    );
    assert_eq!(texts(&sheets[0], 11), ["7x7", "11x11"].map(Cell::text));
    assert_eq!(
        texts(&sheets[0], 8),
        [7 * 7 * 3 * 16, 3 * 3 * 16 * 32].map(Cell::Count)
    );
    assert_eq!(sheets.len(), 1);
}

#[test]
fn one_odd_kernel_is_compared_with_threes() {
    let sheets = convolution(&ConvolutionRequest::new("199", "7")).unwrap();
    let row = sheets[1].rows()[0].clone();
    assert_eq!(
        row,
        [
            Cell::text("7x7"),
            Cell::Count(49),
            Cell::Count(3),
            Cell::Count(27),
            Cell::Count(25)
        ]
    );
    assert_eq!(
        convolution(&ConvolutionRequest::new("9", "3"))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_simulation_takes_no_padding_but_the_one_that_keeps_the_size() {
    let with = |padding: &str| {
        let padding = padding.to_owned();
        let request = ConvolutionRequest {
            padding,
            ..ConvolutionRequest::new("9", "5")
        };
        let options = SignalOptions {
            activation: "relu".into(),
            initializer: "he-normal".into(),
            border: Border::Zero,
            replicates: 1,
        };
        request.signal(options).map_err(|error| error.to_string())
    };
    assert!(["valid", "same", "2"].map(with).iter().all(Result::is_ok));
    assert!(
        with("1")
            .unwrap_err()
            .contains("a padding of 2 on each side, got 1")
    );
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let base = ConvolutionRequest::new("199", "3");
    let with = |change: fn(&mut ConvolutionRequest)| {
        let mut request = base.clone();
        change(&mut request);
        convolution(&request).unwrap_err().to_string()
    };
    assert!(with(|r| r.kernel = "0".into()).contains("kernel size must be at least 1"));
    assert!(with(|r| r.stride = "0".into()).contains("stride must be at least 1"));
    assert!(with(|r| r.kernel = "200".into()).contains("does not fit"));
    assert!(with(|r| (r.kernel, r.until) = ("3,3".into(), Some(1))).contains("one kernel"));
    assert!(with(|r| r.padding = "full".into()).contains("`same`"));
    assert!(with(|r| r.input = "1x2x3x4x5".into()).contains("2 axes"));
    assert!(with(|r| r.input = "9x".into()).contains("whole numbers"));
    assert!(
        with(|r| (r.stride, r.until) = ("2".into(), Some(1)))
            .contains("after 6 operations, at 2x2")
    );
    assert!(
        with(|r| (r.padding, r.until) = ("same".into(), Some(1)))
            .contains("operation 1 leaves 199x199 as it was")
    );
    assert!(
        with(|r| (r.input, r.until) = ("1000000000".into(), Some(1)))
            .contains("not reached within 10000 operations")
    );
}
