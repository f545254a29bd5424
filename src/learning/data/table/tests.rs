//! Tables read and refused, each refusal at its line and column.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::RngAlgorithm;
use proptest::test_runner::TestRng;
use proptest::test_runner::TestRunner;

fn parse(text: &str) -> Result<Table, TableError> {
    Table::parse(text.as_bytes(), &TableOptions::default())
}

fn runner() -> TestRunner {
    let config = Config {
        cases: 512,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
}

fn column(text: &str) -> ColumnName {
    text.parse().unwrap()
}

#[test]
fn every_delimiter_header_and_line_ending_gives_the_same_table() {
    let table = parse("a,b,y\n0.5,1,1\n-2,3,0\n").unwrap();
    for text in [
        "a;b;y\n0.5;1;1\n-2;3;0",
        "a\tb\ty\r\n0.5\t1\t1\r\n-2\t3\t0\r\n",
        "\u{feff}a, b, y\n\n 0.5, 1, +1\n\n-2, 3, 0.0\n\n",
        "\"a\",\"b\",\"y\"\n\"0.5\",1,1\n-2,3,-0",
        "a,b,y\n1/2,1e0,1\n-2,3,-1",
    ] {
        assert_eq!(parse(text).unwrap(), table, "{text:?}");
    }
    let bare = parse("0.5,1,1\n-2,3,0\n").unwrap();
    assert_eq!(bare.feature_names(), ["x1", "x2"]);
    assert_eq!((bare.rows(), bare.labels()), (table.rows(), table.labels()));
    assert_eq!(bare.dataset().inputs().values(), [0.5, 1.0, -2.0, 3.0]);
}

#[test]
fn columns_are_chosen_by_name_or_number() {
    let text = b"y,a,b,c\n1,2,3,4\n0,5,6,7\n";
    let options = TableOptions {
        label: Some(column("y")),
        features: vec![column("c"), column("2")],
        delimiter: Some(Delimiter::Comma),
    };
    let table = Table::parse(text, &options).unwrap();
    assert_eq!(table.feature_names(), ["c", "a"]);
    assert_eq!(table.rows()[1], [7, 5].map(Rational::integer));
    assert_eq!(table.labels(), [1, 0]);
}

#[test]
fn columns_that_do_not_exist_or_stand_twice_are_refused() {
    let refusal = |text: &[u8], label, features: &[&str]| {
        let options = TableOptions {
            label: Some(column(label)),
            features: features.iter().map(|name| column(name)).collect(),
            delimiter: None,
        };
        Table::parse(text, &options).unwrap_err().to_string()
    };
    let (named, bare) = (b"a,y\n1,1\n", b"1,1\n");
    assert_eq!(
        refusal(named, "z", &[]),
        "no column is \"z\"; allowed: 1 to 2, a, y"
    );
    assert_eq!(
        refusal(bare, "y", &[]),
        "no column is \"y\"; allowed: 1 to 2 (there is no header)"
    );
    assert_eq!(
        refusal(named, "y", &["2"]),
        "column \"2\" is asked for twice"
    );
    assert_eq!(
        refusal(named, "y", &["a", "1"]),
        "column \"1\" is asked for twice"
    );
}

#[test]
fn refused_tables_are_refused_at_their_place() {
    let pi = "3.14159265358979323846264338327950288419716939937510";
    let long_line = format!("1,1\n1,{}\n", "0".repeat(1 << 20));
    let wide_line = format!("{}1\n", "1,".repeat(10_000));
    let number = "a number such as 3, -0.25 or 1e-3";
    for (text, code, message) in [
        ("", "table-empty", "the table is empty; it needs a line a sample, features first and the label last".into()),
        (" \n\n,,\n", "table-empty", "the table is empty; it needs a line a sample, features first and the label last".into()),
        ("\na,y\n\n", "table-header-only", "line 2: the table ends with its header; it needs at least one sample".into()),
        ("1\n0\n", "table-one-column", "line 1: one column alone; a sample needs at least one feature and a label, separated by comma, semicolon or tab".into()),
        ("0,5;1\n", "table-delimiter", "line 1: comma and semicolon both occur; say which one separates columns".into()),
        ("1,2,1\n\n1,2\n", "table-ragged", "line 3: 2 columns, the first line has 3".into()),
        ("1,1\n1,1,1\n", "table-ragged", "line 2: 3 columns, the first line has 2".into()),
        ("x,2,1\n1,2,1\n", "table-mixed-header", "line 1, column 1: expected a number, got \"x\", beside numbers; a header has none".into()),
        ("a,a\n1,1\n", "table-repeated-name", "line 1, column 2: the header names \"a\" twice".into()),
        ("nan,1\n", "table-number", format!("line 1, column 1: expected {number}, got \"nan\"")),
        ("1,1\n-inf,0\n", "table-number", format!("line 2, column 1: expected {number}, got \"-inf\"")),
        ("1,1,1\n2,,0\n", "table-number", format!("line 2, column 2: expected {number}, got \"\"")),
        ("a,y\n1,1\ntwo,0\n", "table-number", format!("line 3, column 1: expected {number}, got \"two\"")),
        (&format!("1,1\n{pi},0\n"), "table-overflow", "line 2, column 1: 3.14159265358979323846264338327950288419... is beyond exact 128-bit arithmetic; round it or rescale the column".into()),
        ("1,1\n1e400,0\n", "table-overflow", "line 2, column 1: 1e400 is beyond exact 128-bit arithmetic; round it or rescale the column".into()),
        ("1,2\n", "table-label", "line 1, column 2: a label is -1 or 1, or else 0 or 1, got \"2\"".into()),
        ("a,y\n1,yes\n", "table-label", "line 2, column 2: a label is -1 or 1, or else 0 or 1, got \"yes\"".into()),
        ("1,1\n1,0\n1,-1\n", "table-mixed-labels", "line 3, column 2: label -1, but line 2 has label 0; labels are -1 and 1, or else 0 and 1".into()),
        (&long_line, "table-long-line", "line 2: 1048578 bytes long, at most 1048576 are allowed".into()),
        (&wide_line, "table-many-columns", "line 1: 10001 columns, at most 10000 are allowed".into()),
        ("1,1\n\"1,0\n2,1\n", "table-ragged", "line 2: 1 columns, the first line has 2".into()),
    ] as [(&str, &str, String); 21] {
        let error = parse(text).unwrap_err();
        let head: String = text.chars().take(40).collect();
        assert_eq!((error.code(), error.to_string()), (code, message), "{head:?}");
    }
    let encoding = Table::parse(b"1,1\n\xff,0\n", &TableOptions::default()).unwrap_err();
    assert_eq!(encoding.to_string(), "line 2: byte 4 is not UTF-8");
}

#[test]
fn one_class_alone_is_read_and_known() {
    let table = parse("1,1\n2,1\n").unwrap();
    assert!(!table.has_both_classes());
    assert_eq!(table.dataset().class_counts(), [0, 2]);
}

#[test]
fn no_text_panics_and_what_is_accepted_is_a_rectangle() {
    let text = proptest::collection::vec(any::<u8>(), 0..64);
    let likely = "[-+0-9.eE,;\t\"\nnax/ ]{0,40}".prop_map(String::into_bytes);
    let law = |bytes: Vec<u8>| {
        if let Ok(table) = Table::parse(&bytes, &TableOptions::default()) {
            let width = table.feature_names().len();
            assert!(width > 0 && table.rows().iter().all(|row| row.len() == width));
            assert_eq!(table.rows().len(), table.labels().len());
            assert!(
                table
                    .dataset()
                    .inputs()
                    .values()
                    .iter()
                    .all(|x| x.is_finite())
            );
        }
        Ok(())
    };
    runner().run(&text, law).unwrap();
    runner().run(&likely, law).unwrap();
}

#[test]
fn what_a_writer_writes_is_read_back() {
    let row = (-9999_i64..9999, 1_i64..9999, any::<bool>());
    let rows = proptest::collection::vec(row, 1..8);
    let law = |rows: Vec<(i64, i64, bool)>| {
        let line = |(n, d, y): &(i64, i64, bool)| format!("{n}/{d},{n}.{d},{}\n", u8::from(*y));
        let table = parse(&rows.iter().map(line).collect::<String>()).unwrap();
        for ((n, d, y), (row, label)) in rows.iter().zip(table.rows().iter().zip(table.labels())) {
            assert_eq!(row[0], Rational::new((*n).into(), (*d).into()).unwrap());
            assert_eq!(row[1].to_f64(), format!("{n}.{d}").parse::<f64>().unwrap());
            assert_eq!(*label, usize::from(*y));
        }
        Ok(())
    };
    runner().run(&rows, law).unwrap();
}

/// A field may be a million bytes and a header ten thousand names: no message repeats them.
#[test]
fn messages_stay_short_whatever_the_table_holds() {
    let long = "w".repeat(100_000);
    let names: Vec<String> = (0..5000).map(|k| format!("n{k}")).collect();
    let wide = TableOptions {
        label: Some(column("none")),
        ..TableOptions::default()
    };
    let ones = vec!["1"; 5000].join(",");
    let wide = Table::parse(format!("{}\n{ones}\n", names.join(",")).as_bytes(), &wide);
    let refused = [
        parse(&format!("1,{long}\n")),
        parse(&format!("{long},{long},y\n1,1,1\n")),
        parse(&format!("a,b,y\n1,{long},1\n")),
        wide,
    ];
    for refused in refused {
        let message = refused.unwrap_err().to_string();
        assert!(message.len() < 300, "{} bytes", message.len());
    }
}
