//! Which values a model of one size needs, and in which order they are computed.
//!
//! Of a family without end only those steps exist that the goal reaches, by itself or through the
//! hypotheses that compute what it mentions. A hypothesis about later steps is not asked.

use crate::num::Rational;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Signature;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::action;
use crate::symbolic::finite::evaluation::Indices;
use crate::symbolic::finite::mention::Atom;
use crate::symbolic::finite::mention::Ground;
use crate::symbolic::finite::mention::members;
use crate::symbolic::finite::moment::Moment;
use crate::symbolic::finite::problem::Problem;
use crate::symbolic::finite::role::Casting;
use crate::symbolic::finite::role::Instance;
use crate::symbolic::finite::role::Role;
use crate::symbolic::finite::role::Style;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What a model of one size is made of.
pub(in crate::symbolic::finite) struct Plan<'a> {
    /// The values of the goal's indices.
    pub(in crate::symbolic::finite) cases: Vec<Indices>,
    /// Numbers that are drawn: constants, parameters, entries.
    pub(in crate::symbolic::finite) numbers: Vec<Atom>,
    /// Random atoms that are drawn.
    pub(in crate::symbolic::finite) drawn: BTreeSet<Atom>,
    /// Random atoms that are computed.
    pub(in crate::symbolic::finite) computed: Vec<Atom>,
    /// Whether all laws are those that were drawn, moved and scaled at most.
    pub(in crate::symbolic::finite) has_drawn_laws: bool,
    instances: Vec<Instance<'a>>,
    roles: Vec<Option<Role<'a>>>,
    /// The instances that have roles, each after what it reads.
    order: Vec<usize>,
}

/// How many steps beyond the goal's are followed: a member computed from the next step obeys its
/// equation, and so does that one; the last is free.
const STEPS_BEYOND: i64 = 2;

/// More instances of hypotheses than are gone through.
const MAX_INSTANCES: usize = 600;

impl<'a> Plan<'a> {
    /// The plan for naturals with values; `None` if the goal says nothing at this size.
    pub(in crate::symbolic::finite) fn new(
        problem: &'a Problem,
        naturals: &Model,
        horizon: i64,
        style: Style,
    ) -> Result<Option<Self>, ModelError> {
        let signature = &problem.signature;
        let ground = Ground {
            signature,
            naturals,
        };
        let (cases, mut needed) = reach(problem, ground, horizon)?;
        if cases.is_empty() {
            return Ok(None);
        }
        needed.extend(permanent(problem, ground)?);
        let limit = last_step(ground, &needed) + STEPS_BEYOND;
        let instances = instances(signature, ground, limit)?;
        let mut casting = Casting::new(ground, &instances, style)?;
        grow(ground, &instances, &casting, &mut needed)?;
        let roles = std::mem::take(&mut casting.roles);
        let kept = instances.into_iter().zip(roles).filter(|(instance, _)| {
            let mut steps = instance.atoms.iter().filter(|atom| ground.steps(atom) > 0);
            steps.all(|atom| needed.contains(atom))
        });
        let (instances, roles): (Vec<_>, Vec<_>) = kept.unzip();
        let plan = Self::of(ground, cases, &needed, &casting, instances, roles);
        Ok(Some(plan))
    }

    fn of(
        ground: Ground<'_>,
        cases: Vec<Indices>,
        needed: &BTreeSet<Atom>,
        casting: &Casting<'_, '_>,
        instances: Vec<Instance<'a>>,
        mut roles: Vec<Option<Role<'a>>>,
    ) -> Self {
        let order = order(&instances, &mut roles);
        let (random, numbers): (Vec<&Atom>, Vec<&Atom>) =
            needed.iter().partition(|atom| ground.is_random(atom));
        let has_drawn_laws = !random.iter().any(|atom| casting.is_defined(atom));
        let (computed, drawn): (Vec<&Atom>, Vec<&Atom>) = random
            .into_iter()
            .partition(|atom| casting.is_computed(atom));
        let constants = ground.signature.constants();
        let declared = |atom: &Atom| {
            let place = constants.iter().position(|name| *name == atom.name);
            place.unwrap_or(constants.len())
        };
        let mut numbers: Vec<Atom> = numbers
            .into_iter()
            .filter(|atom| !casting.is_computed(atom))
            .cloned()
            .collect();
        numbers.sort_by_key(declared);
        Self {
            cases,
            numbers,
            has_drawn_laws,
            drawn: drawn.into_iter().cloned().collect(),
            computed: computed.into_iter().cloned().collect(),
            instances,
            roles,
            order,
        }
    }

    /// Computes and moves what the hypotheses ask for; `false` if one cannot be met.
    pub(in crate::symbolic::finite) fn meet(&self, model: &mut Model) -> Result<bool, ModelError> {
        for (instance, role) in self.ordered() {
            if !action::run(role, instance.statement, &instance.indices, model)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Computes the numbers that depend on no law.
    pub(in crate::symbolic::finite) fn meet_numbers(
        &self,
        ground: Ground<'_>,
        model: &mut Model,
    ) -> Result<(), ModelError> {
        for (instance, role) in self.ordered() {
            if !instance.atoms.iter().any(|atom| ground.is_random(atom)) {
                action::run(role, instance.statement, &instance.indices, model)?;
            }
        }
        Ok(())
    }

    /// The moments that are prescribed by numbers, each with the atoms of one law.
    pub(in crate::symbolic::finite) fn moments(
        &self,
        model: &mut Model,
    ) -> Vec<(&[Atom], Moment, Rational)> {
        let mut moments = Vec::new();
        for (instance, role) in self.ordered() {
            if let Role::Adjust {
                targets,
                moment,
                equation,
            } = role
                && let Ok(Some(wanted)) = action::wanted(equation, &instance.indices, model)
            {
                moments.push((targets.as_slice(), *moment, wanted));
            }
        }
        moments
    }

    fn ordered(&self) -> impl Iterator<Item = (&Instance<'a>, &Role<'a>)> {
        self.order.iter().filter_map(|place| {
            let role = self.roles.get(*place)?.as_ref()?;
            Some((self.instances.get(*place)?, role))
        })
    }

    /// Whether every hypothesis holds in the model. Values just computed from one need not be
    /// compared with it again, unless `again` asks for it.
    pub(in crate::symbolic::finite) fn hypotheses_hold(
        &self,
        model: &Model,
        again: bool,
    ) -> Result<bool, ModelError> {
        for (instance, role) in self.instances.iter().zip(&self.roles) {
            if !again && matches!(role, Some(Role::Define { .. })) {
                continue;
            }
            match model.compare_at(instance.statement, &instance.indices) {
                Ok((_, _, true)) => {}
                Ok(_) | Err(ModelError::UnknownSymbol { .. }) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

/// The cases in which the goal says something, and what it mentions there.
fn reach(
    problem: &Problem,
    ground: Ground<'_>,
    horizon: i64,
) -> Result<(Vec<Indices>, BTreeSet<Atom>), ModelError> {
    let (mut cases, mut atoms) = (Vec::new(), BTreeSet::new());
    for case in problem.cases(ground, horizon)? {
        match problem.atoms(ground, &case, horizon) {
            Ok(mentioned) => {
                atoms.extend(mentioned);
                cases.push(case);
            }
            Err(ModelError::OutOfRange { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((cases, atoms))
}

/// What a model has whatever the goal: everything without steps.
fn permanent(problem: &Problem, ground: Ground<'_>) -> Result<BTreeSet<Atom>, ModelError> {
    let signature = ground.signature;
    let mut atoms: BTreeSet<Atom> = BTreeSet::new();
    let names = signature.variables().iter().chain(signature.constants());
    atoms.extend(names.map(|name| Atom::variable(name)));
    atoms.extend(problem.parameters().into_iter().map(Atom::variable));
    for family in signature
        .families()
        .iter()
        .filter(|family| family.steps == 0)
    {
        atoms.extend(members(&family.name, &[], &ground.shape(family)?));
    }
    Ok(atoms)
}

fn last_step(ground: Ground<'_>, atoms: &BTreeSet<Atom>) -> i64 {
    let steps = atoms
        .iter()
        .flat_map(|atom| atom.indices.iter().take(ground.steps(atom)));
    steps.copied().max().unwrap_or(0)
}

/// Every hypothesis at every value of its indices for which all it mentions exists within the
/// limit of steps.
fn instances<'a>(
    signature: &'a Signature,
    ground: Ground<'_>,
    limit: i64,
) -> Result<Vec<Instance<'a>>, ModelError> {
    let mut instances = Vec::new();
    for assumption in signature.assumptions() {
        let statement = &assumption.statement;
        for indices in ground.assignments(&statement.free_symbols(), limit)? {
            match ground.statement_atoms(statement, &indices) {
                Ok(atoms) if last_step(ground, &atoms) <= limit => instances.push(Instance {
                    statement,
                    indices,
                    atoms,
                }),
                Ok(_) | Err(ModelError::OutOfRange { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    if instances.len() > MAX_INSTANCES {
        return Err(ModelError::TooLarge {
            limit: MAX_INSTANCES,
        });
    }
    Ok(instances)
}

/// Adds what the needed atoms are computed from, and the members of the laws they share.
fn grow(
    ground: Ground<'_>,
    instances: &[Instance<'_>],
    casting: &Casting<'_, '_>,
    needed: &mut BTreeSet<Atom>,
) -> Result<(), ModelError> {
    loop {
        let before = needed.len();
        for (instance, role) in instances.iter().zip(&casting.roles) {
            // A bound on a number at every step would reach for all steps there are.
            let Some(role) = role
                .as_ref()
                .filter(|role| !matches!(role, Role::Bound { .. }))
            else {
                continue;
            };
            if role.targets().iter().any(|target| needed.contains(target)) {
                needed.extend(instance.atoms.iter().cloned());
            }
        }
        let shared = |atom: &&Atom| {
            let family = ground.signature.family(&atom.name);
            family.is_some_and(|family| family.steps > 0 && family.kind != FamilyKind::Dependent)
                && ground.is_random(atom)
        };
        let alike = needed.iter().filter(shared).map(|atom| ground.alike(atom));
        let alike = alike.collect::<Result<Vec<_>, _>>()?;
        needed.extend(alike.into_iter().flatten());
        if needed.len() == before {
            return Ok(());
        }
    }
}

/// The instances with roles, each after those that write what it reads; a role in a circle is
/// given up, and the hypothesis selects instead.
fn order(instances: &[Instance<'_>], roles: &mut [Option<Role<'_>>]) -> Vec<usize> {
    let mut writers: BTreeMap<&Atom, Vec<(u8, usize)>> = BTreeMap::new();
    for (place, role) in roles.iter().enumerate() {
        for target in role.iter().flat_map(Role::targets) {
            let rank = role.as_ref().map_or(0, Role::rank);
            writers.entry(target).or_default().push((rank, place));
        }
    }
    let before = |place: usize| -> BTreeSet<usize> {
        let (Some(instance), Some(Some(role))) = (instances.get(place), roles.get(place)) else {
            return BTreeSet::new();
        };
        let own = |atom: &Atom| role.targets().contains(atom);
        let mut before = BTreeSet::new();
        for atom in instance.atoms.iter().chain(role.targets()) {
            for (rank, other) in writers.get(atom).into_iter().flatten() {
                let earlier = !own(atom) || (*rank, *other) < (role.rank(), place);
                if earlier && *other != place {
                    before.insert(*other);
                }
            }
        }
        before
    };
    let mut waiting: BTreeMap<usize, BTreeSet<usize>> = (0..roles.len())
        .filter(|place| roles.get(*place).is_some_and(Option::is_some))
        .map(|place| (place, before(place)))
        .collect();
    let mut order = Vec::with_capacity(waiting.len());
    let mut given_up = Vec::new();
    let gives_way = |place: &usize| {
        let role = roles.get(*place).and_then(Option::as_ref);
        !role.is_some_and(Role::is_definition)
    };
    while let Some(first) = waiting.keys().next().copied() {
        let ready = waiting.iter().find(|(_, before)| before.is_empty());
        let victim = waiting.keys().copied().find(gives_way).unwrap_or(first);
        let next = ready.map_or(victim, |(place, _)| *place);
        match ready.is_some() {
            true => order.push(next),
            false => given_up.push(next),
        }
        waiting.remove(&next);
        waiting
            .values_mut()
            .for_each(|before| _ = before.remove(&next));
    }
    for place in given_up {
        if let Some(role) = roles.get_mut(place) {
            *role = None;
        }
    }
    order
}
