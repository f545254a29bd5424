//! The independent sources of chance behind a signature, and which of them each name may use.
//!
//! A block has one common source and, for each shape of family in it, one source a member.
//! A variable is a function of the common source and the first member's sources; an iid member
//! of its own member's sources; an exchangeable member of those and the common source.

use crate::num::RationalError;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Signature;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::Quantity;
use crate::symbolic::finite::blocks::blocks;
use std::collections::BTreeSet;

/// Independent copies of one law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Source {
    block: usize,
    /// The shape of the families it serves; empty for a common source.
    shape: Vec<i64>,
    /// One copy for each member of the shape.
    pub(in crate::symbolic::finite) copies: Vec<Vec<i64>>,
    /// Whether each point comes with a fair sign.
    pub(in crate::symbolic::finite) signed: bool,
}

/// A random variable or a family, and the sources it is a function of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Entity {
    pub(in crate::symbolic::finite) name: String,
    pub(in crate::symbolic::finite) members: Vec<Member>,
    /// Indices into the layout's sources.
    pub(in crate::symbolic::finite) sources: Vec<usize>,
    /// For a symmetric name, the source whose fair sign it carries.
    pub(in crate::symbolic::finite) sign: Option<usize>,
}

/// The sources and the entities of a signature with concrete naturals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Layout {
    pub(in crate::symbolic::finite) sources: Vec<Source>,
    pub(in crate::symbolic::finite) entities: Vec<Entity>,
}

/// Families with more members than this are not expanded.
const MAX_MEMBERS: i64 = 9;

/// A declared name with its shape: empty for a variable.
struct Declared<'a> {
    name: &'a str,
    shape: Vec<i64>,
    /// `None` for a variable.
    kind: Option<FamilyKind>,
    /// `None` if it may depend on every block.
    block: Option<usize>,
}

impl Layout {
    /// The layout for naturals whose values are in `numbers`.
    pub(in crate::symbolic::finite) fn new(
        signature: &Signature,
        numbers: &Model,
    ) -> Result<Self, ModelError> {
        let declared = declared(signature, numbers)?;
        let sources = sources(signature, &declared);
        let entity = |d| entity(signature, d, &sources, unblocked(&declared));
        let entities = declared.iter().map(entity).collect();
        Ok(Self { sources, entities })
    }
}

fn declared<'a>(
    signature: &'a Signature,
    numbers: &Model,
) -> Result<Vec<Declared<'a>>, ModelError> {
    let blocks = blocks(signature);
    let block_of = |name: &str| blocks.iter().position(|block| block.contains(name));
    let variables = signature.variables().iter().map(|name| {
        Ok(Declared {
            name,
            shape: Vec::new(),
            kind: None,
            block: block_of(name),
        })
    });
    let families = signature.families().iter().map(|family| {
        Ok(Declared {
            name: &family.name,
            shape: shape(family, numbers)?,
            kind: Some(family.kind),
            block: block_of(&family.name),
        })
    });
    variables.chain(families).collect()
}

fn shape(family: &Family, numbers: &Model) -> Result<Vec<i64>, ModelError> {
    let extents = family
        .extents
        .iter()
        .map(|extent| match numbers.evaluate(extent)? {
            Quantity::Constant(n) if n.is_integer() && n.numerator() >= 1 => {
                i64::try_from(n.numerator()).map_err(|_| RationalError::Overflow.into())
            }
            other => Err(ModelError::NotWhole {
                found: other.to_string(),
            }),
        });
    let shape = extents.collect::<Result<Vec<i64>, ModelError>>()?;
    let size = shape.iter().try_fold(1_i64, |size, n| size.checked_mul(*n));
    if size.is_none_or(|size| size > MAX_MEMBERS) {
        return Err(ModelError::TooLarge {
            limit: MAX_MEMBERS as usize,
        });
    }
    Ok(shape)
}

/// The sources that the declared names ask for; unblocked names have a block of their own.
fn sources(signature: &Signature, declared: &[Declared<'_>]) -> Vec<Source> {
    let unblocked = unblocked(declared);
    let mut wanted = BTreeSet::new();
    for d in declared {
        let block = d.block.unwrap_or(unblocked);
        if d.kind != Some(FamilyKind::Iid) {
            wanted.insert((block, Vec::new()));
        }
        wanted.insert((block, d.shape.clone()));
    }
    let is_signed = |block: usize, shape: &[i64]| {
        declared.iter().any(|d| {
            d.block.unwrap_or(unblocked) == block
                && d.shape == shape
                && signature.is_symmetric(d.name)
        })
    };
    wanted
        .into_iter()
        .map(|(block, shape)| Source {
            block,
            signed: is_signed(block, &shape),
            copies: positions(&shape),
            shape,
        })
        .collect()
}

/// The block of names that no declaration puts into one.
fn unblocked(declared: &[Declared<'_>]) -> usize {
    let last = declared.iter().filter_map(|d| d.block).max();
    last.map_or(0, |block| block + 1)
}

fn entity(signature: &Signature, d: &Declared<'_>, sources: &[Source], unblocked: usize) -> Entity {
    let own =
        |source: &Source| source.block == d.block.unwrap_or(unblocked) && source.shape == d.shape;
    let used = |source: &Source| {
        d.block.is_none_or(|block| block == source.block)
            && match d.kind {
                None => true,
                Some(FamilyKind::Iid) => source.shape == d.shape,
                Some(_) => source.shape.is_empty() || source.shape == d.shape,
            }
    };
    let members = positions(&d.shape).into_iter().map(|indices| Member {
        name: d.name.to_owned(),
        indices,
    });
    Entity {
        name: d.name.to_owned(),
        members: members.collect(),
        sources: (0..sources.len()).filter(|i| used(&sources[*i])).collect(),
        sign: sources
            .iter()
            .position(own)
            .filter(|_| signature.is_symmetric(d.name)),
    }
}

/// All index tuples of a shape in lexicographic order; one empty tuple for the empty shape.
fn positions(shape: &[i64]) -> Vec<Vec<i64>> {
    let start = vec![Vec::new()];
    shape.iter().fold(start, |tuples, n| {
        let longer =
            |tuple: Vec<i64>| (1..=*n).map(move |i| tuple.iter().copied().chain([i]).collect());
        tuples.into_iter().flat_map(longer).collect()
    })
}
