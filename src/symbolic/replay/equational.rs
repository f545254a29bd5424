//! Equations: both sides at points where the cited equations hold.

use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::replay::condition;
use crate::symbolic::replay::judge::Case;
use crate::symbolic::replay::points::Frame;
use crate::symbolic::replay::structural::require_moment;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::Licences;

/// How many points an equation must hold at.
const ENOUGH: usize = 14;

/// How many are tried.
const MOST_TRIED: u64 = 40;

/// With fewer points the sums are too long.
const FEWEST: usize = 4;

/// What each equational rule may look into.
pub(in crate::symbolic::replay) fn licences(rule: &str) -> Option<Licences> {
    let none = Licences::default();
    let linear = Licences {
        linearity: true,
        ..none
    };
    let independent = Licences {
        independence: true,
        ..linear
    };
    match rule {
        "algebra" => Some(none),
        "definition" => Some(Licences {
            definitions: true,
            ..none
        }),
        "linearity" => Some(linear),
        "independence" | "iid-sum" => Some(independent),
        "moments" => Some(Licences {
            definitions: true,
            ..independent
        }),
        "differentiate" => Some(Licences {
            derivatives: true,
            ..none
        }),
        _ => None,
    }
}

pub(in crate::symbolic::replay) fn equation(case: &Case<'_>, licences: Licences) -> Found<()> {
    let goal = &case.inference.conclusion;
    if goal.relation != Relation::Equal {
        return Err(Fault::Wrong("the rule shows equations only".to_owned()));
    }
    let frame = case.frame(licences, Case::equations(&case.premises));
    holds(case, &frame, goal)?;
    condition::denominators(case, licences)
}

/// Whether an equation holds at enough points.
pub(in crate::symbolic::replay) fn holds(
    case: &Case<'_>,
    frame: &Frame<'_>,
    goal: &Statement,
) -> Found<()> {
    let mut points = 0;
    let mut last = Fault::Undefined;
    for number in 0..MOST_TRIED {
        match holds_at(case, frame, goal, number) {
            Ok(()) => points += 1,
            Err(fault @ (Fault::Undefined | Fault::TooLarge)) => last = fault,
            Err(fault) => return Err(fault),
        }
        if points == ENOUGH {
            return Ok(());
        }
    }
    if points >= FEWEST { Ok(()) } else { Err(last) }
}

fn holds_at(case: &Case<'_>, frame: &Frame<'_>, goal: &Statement, number: u64) -> Found<()> {
    let mut world = frame.point(number)?;
    world.needed.clear();
    let difference = world.difference(goal)?;
    if world.print(&difference) != 0 {
        let at = world.names.iter().map(|(name, k)| format!("{name} = {k}"));
        let at = at.collect::<Vec<_>>().join(", ");
        let why = format!("the sides differ at {at}");
        return Err(if world.is_partial {
            Fault::Unsupported(why)
        } else {
            Fault::Wrong(why)
        });
    }
    for (name, order) in &world.needed {
        require_moment(case.inference, name, *order)?;
    }
    Ok(())
}
