//! What a hypothesis is used for when a model is built: to compute a value, to move a law, to
//! bound a number, or only to select. Every hypothesis is verified afterwards all the same.

use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::evaluation::Indices;
use crate::symbolic::finite::mention::Atom;
use crate::symbolic::finite::mention::Ground;
use crate::symbolic::finite::moment::Moment;
use crate::symbolic::finite::moment::PLACEHOLDER;
use crate::symbolic::finite::moment::prescribed;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A hypothesis at one value of each of its indices.
#[derive(Clone, Debug)]
pub(in crate::symbolic::finite) struct Instance<'a> {
    pub(in crate::symbolic::finite) statement: &'a Statement,
    pub(in crate::symbolic::finite) indices: Indices,
    pub(in crate::symbolic::finite) atoms: BTreeSet<Atom>,
}

/// How an instance is met by construction.
#[derive(Clone, Debug)]
pub(in crate::symbolic::finite) enum Role<'a> {
    /// The target becomes the value of a term.
    Define { target: Atom, value: &'a Term },
    /// The target becomes a root of the term, of the sign it had.
    Root { target: Atom, square: &'a Term },
    /// The statement is solved for a number that it is linear in.
    Solve { target: Atom },
    /// The vector's squares are given the term as their sum.
    Normalize {
        targets: Vec<Atom>,
        square: &'a Term,
    },
    /// A law is moved to a moment that the statement is linear in.
    Adjust {
        targets: Vec<Atom>,
        moment: Moment,
        equation: Statement,
    },
    /// A number is moved just far enough.
    Bound {
        target: Atom,
        square: bool,
        upper: bool,
        by: &'a Term,
    },
}

impl Role<'_> {
    /// The atoms whose values it sets.
    pub(in crate::symbolic::finite) fn targets(&self) -> &[Atom] {
        match self {
            Self::Define { target, .. }
            | Self::Root { target, .. }
            | Self::Solve { target }
            | Self::Bound { target, .. } => std::slice::from_ref(target),
            Self::Normalize { targets, .. } | Self::Adjust { targets, .. } => targets,
        }
    }

    /// Roles of the same target run in this order.
    pub(in crate::symbolic::finite) fn rank(&self) -> u8 {
        match self {
            Self::Adjust { moment, .. } => 1 + *moment as u8,
            _ => 0,
        }
    }

    /// Whether the targets have no other value than this role gives them.
    pub(in crate::symbolic::finite) fn is_definition(&self) -> bool {
        !matches!(self, Self::Adjust { .. } | Self::Bound { .. })
    }
}

/// How roles are chosen where several would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Style {
    /// Whether moments are prescribed to laws, rather than computed from them.
    pub(in crate::symbolic::finite) prescribe: bool,
    /// Which number to solve for: `a*c = b*c` solved for c knows only c = 0.
    pub(in crate::symbolic::finite) turn: usize,
}

/// Roles are given one by one, so that no value is set twice and none depends on itself.
pub(in crate::symbolic::finite) struct Casting<'a, 'g> {
    ground: Ground<'g>,
    style: Style,
    /// For each atom with a definition, what that reads.
    reads: BTreeMap<Atom, BTreeSet<Atom>>,
    defined: BTreeSet<Atom>,
    /// Atoms with a definition that keeps something of a value drawn before, such as its sign.
    redefined: BTreeSet<Atom>,
    /// Bounded numbers, and whether from above.
    bounded: BTreeMap<Atom, bool>,
    /// The roles, by the instance they belong to.
    pub(in crate::symbolic::finite) roles: Vec<Option<Role<'a>>>,
}

impl<'a, 'g> Casting<'a, 'g> {
    /// Gives each instance the role that suits it best: equations between numbers first, then
    /// those with random terms, then inequalities.
    pub(in crate::symbolic::finite) fn new(
        ground: Ground<'g>,
        instances: &[Instance<'a>],
        style: Style,
    ) -> Result<Self, ModelError> {
        let mut casting = Self {
            ground,
            style,
            reads: BTreeMap::new(),
            defined: BTreeSet::new(),
            redefined: BTreeSet::new(),
            bounded: BTreeMap::new(),
            roles: vec![None; instances.len()],
        };
        for pass in 0..4 {
            for (place, instance) in instances.iter().enumerate() {
                if casting.pass_of(instance) == pass {
                    casting.cast(place, instance)?;
                }
            }
        }
        Ok(casting)
    }

    /// Whether an atom is computed and needs no value of its own.
    pub(in crate::symbolic::finite) fn is_computed(&self, atom: &Atom) -> bool {
        self.defined.contains(atom) && !self.redefined.contains(atom)
    }

    /// Whether the law of an atom is not the one that was drawn.
    pub(in crate::symbolic::finite) fn is_defined(&self, atom: &Atom) -> bool {
        self.defined.contains(atom)
    }

    fn pass_of(&self, instance: &Instance<'a>) -> usize {
        let random = instance
            .atoms
            .iter()
            .any(|atom| self.ground.is_random(atom));
        let number = |term: &Term| matches!(term, Term::Number(_));
        let statement = instance.statement;
        match (statement.relation, random) {
            (Relation::Equal, false) => 0,
            (Relation::Equal, true) => 1,
            _ if number(&statement.left) || number(&statement.right) => 3,
            _ => 2,
        }
    }

    fn cast(&mut self, place: usize, instance: &Instance<'a>) -> Result<(), ModelError> {
        let role = match instance.statement.relation {
            Relation::Equal => self.equation(instance)?,
            Relation::Less | Relation::LessEqual => self.bound(instance)?,
            Relation::NotEqual => None,
        };
        let Some(role) = role else {
            return Ok(());
        };
        for target in role.targets() {
            let mut reads = instance.atoms.clone();
            role.targets()
                .iter()
                .for_each(|other| _ = reads.remove(other));
            self.reads.entry(target.clone()).or_default().extend(reads);
            if role.is_definition() {
                self.defined.insert(target.clone());
            }
            if matches!(role, Role::Root { .. } | Role::Normalize { .. }) {
                self.redefined.insert(target.clone());
            }
        }
        if let Some(slot) = self.roles.get_mut(place) {
            *slot = Some(role);
        }
        Ok(())
    }

    fn equation(&self, instance: &Instance<'a>) -> Result<Option<Role<'a>>, ModelError> {
        let number = self.defined_alone(instance, false)?;
        let first = match self.style.prescribe {
            true => [self.adjusted(instance)?, number],
            false => [number, None],
        };
        if let Some(role) = first.into_iter().flatten().next() {
            return Ok(Some(role));
        }
        if let Some(role) = self.defined_alone(instance, true)? {
            return Ok(Some(role));
        }
        if let Some(role) = self.root(instance)? {
            return Ok(Some(role));
        }
        if let Some(role) = self.solved(instance) {
            return Ok(Some(role));
        }
        self.adjusted(instance)
    }

    /// `target = value`, either way round.
    fn defined_alone(
        &self,
        instance: &Instance<'a>,
        random: bool,
    ) -> Result<Option<Role<'a>>, ModelError> {
        for (side, value) in sides(instance.statement) {
            if let Some(target) = self.ground.atom(side, &instance.indices)?
                && self.ground.is_random(&target) == random
                && !(random && self.is_bare_member(side))
                && self.may_define(&target, value, instance)?
            {
                return Ok(Some(Role::Define { target, value }));
            }
        }
        Ok(None)
    }

    /// Whether the term is a family's name, which speaks of all members at once.
    fn is_bare_member(&self, term: &Term) -> bool {
        matches!(term, Term::Symbol(name) if self.ground.signature.family(name).is_some())
    }

    /// `target^2 = square` or `sum(j:d, target[j]^2) = square`, either way round.
    fn root(&self, instance: &Instance<'a>) -> Result<Option<Role<'a>>, ModelError> {
        for (side, square) in sides(instance.statement) {
            if let Some(base) = squared(side)
                && let Some(target) = self.ground.atom(base, &instance.indices)?
                && self.may_define(&target, square, instance)?
            {
                return Ok(Some(Role::Root { target, square }));
            }
            if let Term::Aggregate {
                aggregation: Aggregation::Sum,
                body,
                ..
            } = side
                && let Some(Term::Indexed { .. }) = squared(body)
            {
                let targets = self.ground.atoms(side, &instance.indices)?;
                let free = |target: &Atom| -> Result<bool, ModelError> {
                    Ok(!self.ground.is_random(target)
                        && self.may_define(target, square, instance)?)
                };
                let free = targets.iter().map(free).collect::<Result<Vec<_>, _>>()?;
                if !free.is_empty() && free.into_iter().all(|free| free) {
                    let targets = targets.into_iter().collect();
                    return Ok(Some(Role::Normalize { targets, square }));
                }
            }
        }
        Ok(None)
    }

    /// A number to solve the statement for: an undeclared one first, else whose turn it is.
    fn solved(&self, instance: &Instance<'a>) -> Option<Role<'a>> {
        let free = |atom: &&Atom| {
            !self.ground.is_random(atom)
                && !self.is_taken(atom)
                && !self.would_cycle(atom, &instance.atoms)
        };
        let declared = |atom: &&Atom| self.ground.signature.is_declared(&atom.name);
        let free: Vec<&Atom> = instance.atoms.iter().filter(free).collect();
        let free_of_steps = |atom: &&&Atom| self.ground.steps(atom) == 0;
        let lasting: Vec<&&Atom> = free.iter().filter(free_of_steps).collect();
        let turn = self
            .style
            .turn
            .checked_rem(lasting.len())
            .and_then(|turn| lasting.get(turn));
        let first = lasting.iter().find(|atom| !declared(atom)).or(turn);
        // Of a sequence the latest member: the others are computed before it.
        let latest = free.iter().max_by_key(|atom| atom.indices.first());
        let target = first.copied().or(latest)?;
        let target = (*target).clone();
        Some(Role::Solve { target })
    }

    fn adjusted(&self, instance: &Instance<'a>) -> Result<Option<Role<'a>>, ModelError> {
        let Some((moment, of, equation)) = prescribed(instance.statement) else {
            return Ok(None);
        };
        let Some(atom) = self.ground.atom(of, &instance.indices)? else {
            return Ok(None);
        };
        let rest = self.ground.statement_atoms(&equation, &instance.indices)?;
        let rest: BTreeSet<Atom> = rest
            .into_iter()
            .filter(|atom| atom.name != PLACEHOLDER)
            .collect();
        let targets = self.ground.alike(&atom)?;
        let free = self.ground.is_random(&atom)
            && !rest.iter().any(|other| self.ground.is_random(other))
            && !self.is_adjusted(&atom, moment)
            && !targets
                .iter()
                .any(|target| self.defined.contains(target) || self.would_cycle(target, &rest));
        Ok(free.then_some(Role::Adjust {
            targets,
            moment,
            equation,
        }))
    }

    /// Whether the atom's law is moved to such a moment already.
    fn is_adjusted(&self, atom: &Atom, wanted: Moment) -> bool {
        let mut roles = self.roles.iter().flatten();
        roles.any(|role| match role {
            Role::Adjust {
                targets, moment, ..
            } => *moment == wanted && targets.contains(atom),
            _ => false,
        })
    }

    /// `target <= by`, `by <= target` or `by <= target^2` for a number that is free.
    fn bound(&mut self, instance: &Instance<'a>) -> Result<Option<Role<'a>>, ModelError> {
        let statement = instance.statement;
        let sides = [
            (&statement.left, &statement.right, true),
            (&statement.right, &statement.left, false),
        ];
        for (side, by, upper) in sides {
            let root = squared(side).filter(|_| !upper);
            let Some(target) = self.ground.atom(root.unwrap_or(side), &instance.indices)? else {
                continue;
            };
            let reads = self.ground.atoms(by, &instance.indices)?;
            let taken = self.defined.contains(&target) || self.ground.is_random(&target);
            let opposed = self
                .bounded
                .get(&target)
                .is_some_and(|other| *other != upper);
            if !taken && !opposed && !reads.contains(&target) && !self.would_cycle(&target, &reads)
            {
                self.bounded.insert(target.clone(), upper);
                let square = root.is_some();
                return Ok(Some(Role::Bound {
                    target,
                    square,
                    upper,
                    by,
                }));
            }
        }
        Ok(None)
    }

    fn may_define(
        &self,
        target: &Atom,
        value: &Term,
        instance: &Instance<'a>,
    ) -> Result<bool, ModelError> {
        let reads = self.ground.atoms(value, &instance.indices)?;
        Ok(!self.is_taken(target) && !reads.contains(target) && !self.would_cycle(target, &reads))
    }

    fn is_taken(&self, atom: &Atom) -> bool {
        self.reads.contains_key(atom)
    }

    /// Whether one of the atoms is computed from the target.
    fn would_cycle(&self, target: &Atom, reads: &BTreeSet<Atom>) -> bool {
        let mut waiting: Vec<&Atom> = reads.iter().filter(|atom| *atom != target).collect();
        let mut seen: BTreeSet<&Atom> = waiting.iter().copied().collect();
        while let Some(atom) = waiting.pop() {
            for other in self.reads.get(atom).into_iter().flatten() {
                if other == target {
                    return true;
                }
                if seen.insert(other) {
                    waiting.push(other);
                }
            }
        }
        false
    }
}

fn sides(statement: &Statement) -> [(&Term, &Term); 2] {
    [
        (&statement.left, &statement.right),
        (&statement.right, &statement.left),
    ]
}

/// x of x^2.
fn squared(term: &Term) -> Option<&Term> {
    match term {
        Term::Binary {
            operator: Operator::Power,
            left,
            right,
        } if **right == Term::integer(2) => Some(left),
        _ => None,
    }
}
