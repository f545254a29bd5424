//! The independent sources of chance behind a signature, and which of them each name may use.
//!
//! A block has one common source and, for each shape of family in it, one source a member; a
//! family over steps has its own at each step, unless the steps share them. A variable, and each
//! member of a dependent family, is a function of the common source and of one member's sources;
//! an iid member of its own member's source; an exchangeable member of that and the common
//! source, or of an urn that the members draw from without replacement.

use crate::symbolic::expr::FamilyKind;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::blocks::blocks;
use crate::symbolic::finite::mention::Atom;
use crate::symbolic::finite::mention::Ground;
use crate::symbolic::finite::mention::members;
use crate::symbolic::finite::mention::positions;
use std::collections::BTreeSet;

/// How the sources of a layout are shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) enum Sharing {
    /// Steps have sources of their own; exchangeable members mix a common and an own source.
    Fresh,
    /// All steps are functions of the same sources.
    Steps,
    /// As `Fresh`, but exchangeable members draw from an urn.
    Urn,
}

/// Copies of one law, independent or drawn from an urn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Source {
    key: Key,
    /// One copy for each member of the shape.
    pub(in crate::symbolic::finite) copies: Vec<Vec<i64>>,
    /// Whether each point comes with a fair sign.
    pub(in crate::symbolic::finite) signed: bool,
}

/// What tells sources apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    block: usize,
    step: Vec<i64>,
    /// The shape of the families it serves; empty for a common source.
    shape: Vec<i64>,
    urn: bool,
}

/// A random variable, a family at one step, or a member with a law of its own, and the sources
/// it is a function of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Entity {
    pub(in crate::symbolic::finite) members: Vec<Member>,
    /// How many leading indices of a member are steps.
    pub(in crate::symbolic::finite) steps: usize,
    /// Indices into the layout's sources.
    pub(in crate::symbolic::finite) sources: Vec<usize>,
    /// The source that is its own, or its block's.
    pub(in crate::symbolic::finite) own: Option<usize>,
    /// Whether it carries the fair sign of its own source.
    pub(in crate::symbolic::finite) symmetric: bool,
}

/// The sources and the entities of a signature with concrete naturals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Layout {
    pub(in crate::symbolic::finite) sources: Vec<Source>,
    pub(in crate::symbolic::finite) entities: Vec<Entity>,
}

/// Steps of families with more members than this are not expanded.
const MAX_MEMBERS: usize = 9;

/// What becomes an entity.
struct Declared {
    members: Vec<Member>,
    /// How many leading indices are steps.
    steps: usize,
    step: Vec<i64>,
    /// Empty for a variable.
    shape: Vec<i64>,
    /// `None` for a variable or a member with a law of its own.
    kind: Option<FamilyKind>,
    block: usize,
    /// Whether it may depend on every block.
    everywhere: bool,
    symmetric: bool,
}

impl Source {
    /// Whether its copies draw without replacement.
    pub(in crate::symbolic::finite) fn is_urn(&self) -> bool {
        self.key.urn
    }
}

impl Layout {
    /// The layout for the atoms among `drawn`.
    pub(in crate::symbolic::finite) fn new(
        ground: Ground<'_>,
        drawn: &BTreeSet<Atom>,
        sharing: Sharing,
    ) -> Result<Self, ModelError> {
        let declared = declared(ground, drawn, sharing)?;
        let sources = sources(&declared, sharing);
        let entities = declared.iter().map(|d| entity(d, &sources, sharing));
        let entities = entities.collect();
        Ok(Self { sources, entities })
    }
}

fn declared(
    ground: Ground<'_>,
    drawn: &BTreeSet<Atom>,
    sharing: Sharing,
) -> Result<Vec<Declared>, ModelError> {
    let signature = ground.signature;
    let blocks = blocks(signature);
    let mut all = Vec::new();
    let add = |name: &str, step: &[i64], shape: Vec<i64>, kind, members| {
        let block = blocks.iter().position(|block| block.contains(name));
        Declared {
            members,
            steps: step.len(),
            step: match sharing {
                Sharing::Steps => Vec::new(),
                _ => step.to_vec(),
            },
            shape,
            kind,
            block: block.unwrap_or(blocks.len()),
            everywhere: block.is_none(),
            symmetric: signature.is_symmetric(name),
        }
    };
    for name in signature.variables() {
        let variable = Member::variable(name);
        if drawn.contains(&variable) {
            all.push(add(name, &[], Vec::new(), None, vec![variable]));
        }
    }
    for family in signature.families() {
        let shape = ground.shape(family)?;
        let drawn = drawn.iter().filter(|atom| atom.name == family.name);
        let drawn: Vec<&Atom> = drawn.collect();
        let steps = drawn
            .iter()
            .map(|atom| atom.indices.iter().take(family.steps));
        let steps: BTreeSet<Vec<i64>> = steps.map(|step| step.copied().collect()).collect();
        let name = &family.name;
        for step in steps {
            let members = members(name, &step, &shape);
            if members.len() > MAX_MEMBERS {
                return Err(ModelError::TooLarge { limit: MAX_MEMBERS });
            }
            match family.kind {
                FamilyKind::Deterministic => {}
                FamilyKind::Iid | FamilyKind::Exchangeable => {
                    all.push(add(name, &step, shape.clone(), Some(family.kind), members));
                }
                FamilyKind::Dependent => {
                    let members = members.into_iter().filter(|member| drawn.contains(&member));
                    all.extend(members.map(|m| add(name, &step, Vec::new(), None, vec![m])));
                }
            }
        }
    }
    Ok(all)
}

/// The key of a name's own source.
fn own_key(d: &Declared, sharing: Sharing) -> Key {
    Key {
        block: d.block,
        step: d.step.clone(),
        shape: d.shape.clone(),
        urn: is_urn(d, sharing),
    }
}

fn is_urn(d: &Declared, sharing: Sharing) -> bool {
    sharing == Sharing::Urn && d.kind == Some(FamilyKind::Exchangeable)
}

/// The sources that the declared names ask for.
fn sources(declared: &[Declared], sharing: Sharing) -> Vec<Source> {
    let mut wanted = BTreeSet::new();
    for d in declared {
        let own = own_key(d, sharing);
        if d.kind == Some(FamilyKind::Exchangeable) && !own.urn {
            wanted.insert(Key {
                shape: Vec::new(),
                ..own.clone()
            });
        }
        wanted.insert(own);
    }
    let is_signed = |key: &Key| {
        let mut symmetric = declared.iter().filter(|d| d.symmetric);
        symmetric.any(|d| own_key(d, sharing) == *key)
    };
    let source = |key: Key| Source {
        signed: is_signed(&key),
        copies: positions(&key.shape),
        key,
    };
    wanted.into_iter().map(source).collect()
}

fn entity(d: &Declared, sources: &[Source], sharing: Sharing) -> Entity {
    let own = own_key(d, sharing);
    let used = |key: &Key| {
        let near = (d.everywhere || key.block == d.block)
            && (key.step == d.step || key.step.is_empty() || d.step.is_empty());
        match d.kind {
            _ if *key == own => true,
            None => near,
            Some(FamilyKind::Iid) => false,
            // An urn's members are exchangeable together with nothing but the urn.
            Some(_) => {
                near && !own.urn && !key.urn && (key.shape.is_empty() || key.shape == d.shape)
            }
        }
    };
    Entity {
        members: d.members.clone(),
        steps: d.steps,
        sources: (0..sources.len())
            .filter(|place| used(&sources[*place].key))
            .collect(),
        own: sources.iter().position(|source| source.key == own),
        symmetric: d.symmetric,
    }
}
