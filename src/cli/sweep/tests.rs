//! Tests of shards as files of bytes: cut anywhere, damaged anyhow, they are recognized.

use super::*;
use crate::cli::sweep::block::Block;
use crate::cli::sweep::scan::Scan;
use crate::cli::sweep::scan::scan;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::RngAlgorithm;
use proptest::test_runner::TestRng;
use proptest::test_runner::TestRunner;
use std::fs;
use std::num::NonZeroUsize;

const GRID: &str = "widths = [2]\ndepths = [1]\nactivations = [\"relu\"]\n\
                    sigma-w = { from = 1, to = 2, steps = 70 }\nreplicates = 2\n";

/// The sweep of a small grid: two blocks, of 64 points and 6.
fn sweep(format: RowFormat) -> Sweep {
    Sweep {
        grid: evidence::sweep::parse("g.toml", GRID).unwrap(),
        settings: evidence::Settings::new(1, NonZeroUsize::MIN),
        format,
        shard: Shard::WHOLE,
        is_divided: true,
        watch: Watch::Terminal,
    }
}

/// A folder of this test alone, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("varprop-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The shard that one process writes.
    fn shard(&self, format: RowFormat) -> Vec<u8> {
        let path = self.0.join("whole");
        sweep(format).write(&path).unwrap();
        fs::read(path).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn scanned(bytes: &[u8]) -> Option<Scan> {
    scan(bytes).unwrap().ok()
}

#[test]
fn a_part_that_was_cut_anywhere_grows_into_the_same_bytes() {
    for format in [RowFormat::Jsonl, RowFormat::Csv] {
        let folder = Folder::new(&format!("cut-{}", format.name()));
        let whole = folder.shard(format);
        let out = folder.0.join("again");
        let head = 0..whole.iter().position(|byte| *byte == b'\n').unwrap() + 3;
        let places = head.step_by(7).chain((0..whole.len()).step_by(4999));
        for place in places.chain(whole.len() - 2..=whole.len()) {
            fs::write(part::beside(&out, ".part"), &whole[..place]).unwrap();
            sweep(format).write(&out).unwrap();
            assert_eq!(fs::read(&out).unwrap(), whole, "cut at {place}");
            fs::remove_file(&out).unwrap();
        }
    }
}

#[test]
fn damage_within_a_closed_block_is_told_and_what_an_interruption_leaves_is_not() {
    let folder = Folder::new("told");
    let whole = folder.shard(RowFormat::Jsonl);
    let manifest = scanned(&whole).unwrap().manifest;
    let out = folder.0.join("again");
    let damage = |bytes: &[u8]| {
        fs::write(part::beside(&out, ".part"), bytes).unwrap();
        part::Part::open(&out, &manifest).unwrap().damage
    };
    let first_row = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut flipped = whole.clone();
    flipped[first_row + 20] ^= 1;
    assert!(damage(&flipped).is_some_and(|damage| damage.line > 1));
    for place in [first_row, first_row + 20, whole.len() / 2, whole.len() - 1] {
        assert_eq!(damage(&whole[..place]), None, "cut at {place}");
    }
    assert_eq!(damage(&whole), None);
}

#[test]
fn a_shard_that_was_cut_anywhere_is_never_taken_for_a_whole_one() {
    let whole = Folder::new("every-cut").shard(RowFormat::Jsonl);
    assert!(scanned(&whole).unwrap().is_complete());
    for place in (0..whole.len()).step_by(61) {
        let found = scanned(&whole[..place]);
        assert!(
            found.is_none_or(|found| !found.is_complete()),
            "cut at {place}"
        );
    }
}

#[test]
fn what_is_sound_ends_with_a_block() {
    let whole = Folder::new("blocks").shard(RowFormat::Csv);
    let found = scanned(&whole[..whole.len() - 1]).unwrap();
    assert_eq!((found.n_blocks, found.n_points), (1, 64));
    assert_eq!(
        found.damage.map(|damage| damage.reason),
        Some("a line that does not end, or is no text")
    );
    let sound = scanned(&whole[..found.sound_bytes as usize]).unwrap();
    assert_eq!((sound.damage, sound.sound_bytes), (None, found.sound_bytes));
}

#[test]
fn no_damage_passes_for_a_sound_shard() {
    let whole = Folder::new("damage").shard(RowFormat::Jsonl);
    let config = Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let damage = (
        0..whole.len(),
        1_u8..,
        0..40_usize,
        prop::collection::vec(any::<u8>(), 0..40),
    );
    let judged =
        TestRunner::new_with_rng(config, random).run(&damage, |(place, flip, gap, graft)| {
            let mut flipped = whole.clone();
            flipped[place] ^= flip;
            let rest = &whole[(place + gap).min(whole.len())..];
            let grafted = [&whole[..place], &graft, rest].concat();
            for bytes in [flipped, grafted, graft] {
                // A manifest may be damaged into that of another sweep, which comparing it finds.
                let expected = scanned(&whole).unwrap().manifest;
                let found = scanned(&bytes).filter(Scan::is_complete);
                let passes =
                    found.is_some_and(|found| part::difference(&found, &expected).is_none());
                prop_assert!(!passes || bytes == whole);
            }
            Ok(())
        });
    judged.unwrap();
}

#[test]
fn a_part_that_another_process_holds_is_left_alone() {
    let folder = Folder::new("busy");
    let out = folder.0.join("shard");
    let sweep = sweep(RowFormat::Jsonl);
    let manifest = Manifest::new(&sweep.grid, 1, RowFormat::Jsonl, Shard::WHOLE);
    let held = Part::open(&out, &manifest).unwrap();
    let refusal = sweep.write(&out).unwrap_err().to_string();
    assert!(refusal.contains("another process"), "{refusal}");
    drop(held);
    sweep.write(&out).unwrap();
}

#[test]
fn a_shard_that_is_finished_is_not_computed_again() {
    let folder = Folder::new("finished");
    let whole = folder.shard(RowFormat::Jsonl);
    sweep(RowFormat::Jsonl)
        .write(&folder.0.join("whole"))
        .unwrap();
    assert!(!folder.0.join("whole.part").exists());
    assert_eq!(fs::read(folder.0.join("whole")).unwrap(), whole);
}

#[test]
fn shards_read_in_pieces_of_any_size_merge_to_the_same_bytes() {
    let folder = Folder::new("pieces");
    let shard = |k| {
        let path = folder.0.join(format!("{k}"));
        let shard = Shard::new(k, 3).unwrap();
        let sweep = Sweep {
            shard,
            ..sweep(RowFormat::Csv)
        };
        sweep.write(&path).unwrap();
        path
    };
    let shards = Shards::check(&[shard(1), shard(2), shard(3)]).unwrap();
    let merged = |piece| {
        let mut table = Vec::new();
        shards.write_in_pieces(piece, &mut table).unwrap();
        table
    };
    let whole = merged(1 << 20);
    assert_eq!(whole.split(|byte| *byte == b'\n').count(), 1 + 70 + 1);
    for piece in [1, 7, 100, 4096] {
        assert!(merged(piece) == whole, "pieces of {piece}");
    }
}

#[test]
fn a_part_whose_blocks_were_cut_elsewhere_goes_on_by_its_points() {
    let folder = Folder::new("other-cut");
    let text = String::from_utf8(folder.shard(RowFormat::Jsonl)).unwrap();
    let manifest = text.split_inclusive('\n').next().unwrap();
    let rows: Vec<&str> = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with('#'))
        .collect();
    // One row a point: blocks of 9 points, as another model of cost would cut them.
    let block =
        |rows: &[&str]| rows.concat() + &Block::of(&rows.concat(), rows.len() as u64).line();
    let part: String = rows[..27].chunks(9).map(block).collect();
    let out = folder.0.join("again");
    fs::write(part::beside(&out, ".part"), manifest.to_owned() + &part).unwrap();
    sweep(RowFormat::Jsonl).write(&out).unwrap();
    let again = fs::read_to_string(&out).unwrap();
    assert!(again.starts_with(&(manifest.to_owned() + &part)));
    let of_again = again
        .split_inclusive('\n')
        .filter(|line| !line.starts_with('#'));
    assert!(of_again.eq(rows), "rows differ");
    assert!(Shards::check(&[out]).is_ok());
}

#[test]
fn a_shard_of_another_layout_is_refused_as_such() {
    let folder = Folder::new("layout");
    let text = String::from_utf8(folder.shard(RowFormat::Jsonl)).unwrap();
    let path = folder.0.join("newer");
    // A later layout may have fields that this program does not know.
    let newer = text.replacen("\"sweep\":2,", "\"sweep\":99,\"dealing\":2,", 1);
    for place in [path.clone(), part::beside(&path, ".part")] {
        fs::write(&place, &newer).unwrap();
    }
    for refusal in [
        Shards::check(std::slice::from_ref(&path)).map(|_| ()),
        sweep(RowFormat::Jsonl).write(&path),
    ] {
        let said = refusal.unwrap_err().to_string();
        assert!(
            said.contains("a shard of layout 99, this program"),
            "{said}"
        );
    }
    fs::remove_file(&path).unwrap();
    let said = sweep(RowFormat::Jsonl)
        .write(&path)
        .unwrap_err()
        .to_string();
    assert!(said.contains("newer.part: a shard of layout 99"), "{said}");
}

#[test]
fn a_shard_of_a_build_that_draws_other_numbers_is_refused() {
    let folder = Folder::new("numbers");
    let text = String::from_utf8(folder.shard(RowFormat::Jsonl)).unwrap();
    let ours = crate::evidence::sweep::numbers().to_string();
    assert_eq!(text.matches(&ours).count(), 1);
    let path = folder.0.join("older");
    fs::write(part::beside(&path, ".part"), text.replace(&ours, "0")).unwrap();
    let refusal = sweep(RowFormat::Jsonl).write(&path).unwrap_err();
    let said =
        format!("another build, by the numbers that it draws and predicts (0, expected {ours})");
    assert!(refusal.to_string().contains(&said), "{refusal}");
}

#[test]
fn what_stands_where_a_shard_should_is_kept_unless_it_is_that_shard() {
    let folder = Folder::new("taken");
    let whole = folder.shard(RowFormat::Jsonl);
    let out = folder.0.join("whole");
    let other = |seed| Sweep {
        settings: evidence::Settings::new(seed, NonZeroUsize::MIN),
        ..sweep(RowFormat::Jsonl)
    };
    let said = other(2).write(&out).unwrap_err().to_string();
    assert!(
        said.contains("finished shard of a sweep with another seed (1, expected 2)"),
        "{said}"
    );
    assert_eq!(fs::read(&out).unwrap(), whole);
    fs::write(&out, "a letter to a friend\n").unwrap();
    let said = other(1).write(&out).unwrap_err().to_string();
    assert!(said.contains("not a shard of a sweep"), "{said}");
    // Its own remains, cut short, and a file without a byte are no loss.
    for remains in [&whole[..whole.len() - 9], &[]] {
        fs::write(&out, remains).unwrap();
        other(1).write(&out).unwrap();
        assert!(fs::read(&out).unwrap() == whole);
    }
}
