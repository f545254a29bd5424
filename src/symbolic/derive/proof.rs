//! What a script that was accepted proves, and its derivation in lines.

use crate::symbolic::expr::Signature;
use crate::symbolic::kernel::Dependence;
use crate::symbolic::kernel::Theorem;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A theorem of a script with all that was inferred on the way.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The theorem's name.
    pub name: String,
    /// What the script's author says of it.
    pub note: Option<String>,
    /// Its declarations.
    pub signature: Signature,
    /// The goals, in order, each without suppositions.
    pub goals: Vec<Theorem>,
    /// Every labelled step, in order.
    pub steps: Vec<NamedTheorem>,
}

/// A step of a script.
#[derive(Clone, Debug)]
pub struct NamedTheorem {
    /// Its label.
    pub label: String,
    /// What the script's author says of it.
    pub note: Option<String>,
    /// What it proves.
    pub theorem: Theorem,
    /// The links of its chain, with the rule and the arguments as they are written.
    pub links: Vec<(Theorem, String)>,
}

impl Proof {
    /// How many inferences of the kernel stand behind the goals; a shared one counts once.
    #[must_use]
    pub fn n_inferences(&self) -> usize {
        let mut seen: Vec<&Theorem> = Vec::new();
        let mut open: Vec<&Theorem> = self.goals.iter().collect();
        while let Some(theorem) = open.pop() {
            if seen.iter().any(|other| other.is_same_as(theorem)) {
                continue;
            }
            seen.push(theorem);
            open.extend(&theorem.step().premises);
        }
        seen.len()
    }

    /// The derivation, a line each: steps with their rules, what was used and what was not, the
    /// moments that must exist, the oracles.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for step in &self.steps {
            lines.extend(step.lines());
        }
        let dependences = || self.goals.iter().flat_map(Theorem::dependences);
        let used: BTreeSet<String> = dependences().map(|d| self.words(d)).collect();
        lines.push(format!("uses: {}", listed(used)));
        let dependences: BTreeSet<&Dependence> = dependences().collect();
        lines.push(format!(
            "declared and not needed: {}",
            listed(self.unused(&dependences))
        ));
        let mut moments: BTreeMap<&String, u32> = BTreeMap::new();
        for (name, order) in self.goals.iter().flat_map(Theorem::moments) {
            let entry = moments.entry(name).or_insert(0);
            *entry = (*order).max(*entry);
        }
        let finite = moments
            .iter()
            .map(|(name, order)| format!("E|{name}|^{order}"));
        lines.push(format!("must be finite: {}", listed(finite)));
        let conditions = self.goals.iter().flat_map(Theorem::conditions);
        let conditions: BTreeSet<String> = conditions.map(|c| format!("{c} != 0")).collect();
        lines.push(format!("side conditions: {}", listed(conditions)));
        lines.push("oracles: none".to_owned());
        lines
    }

    /// A dependence as a declaration.
    fn words(&self, dependence: &Dependence) -> String {
        match dependence {
            Dependence::Assumption(label) => label.clone(),
            Dependence::Independence(place) => {
                let blocks = self.signature.independent().get(*place);
                blocks.map_or_else(String::new, |b| printed(b))
            }
            Dependence::IndependentMembers(name) => format!("{name} has independent members"),
            Dependence::SameLaw(name) => format!("members of {name} have one law"),
            Dependence::Symmetry(name) => format!("symmetric {name}"),
            Dependence::Law(name) => format!("law {name}"),
        }
    }

    /// Assumptions, independences and symmetries that no goal's derivation used.
    fn unused(&self, used: &BTreeSet<&Dependence>) -> Vec<String> {
        let signature = &self.signature;
        let labels = signature
            .assumptions()
            .iter()
            .enumerate()
            .map(|(place, a)| {
                a.label
                    .clone()
                    .unwrap_or_else(|| format!("assumption-{}", place + 1))
            });
        let assumed = labels.map(Dependence::Assumption);
        let independent = (0..signature.independent().len()).map(Dependence::Independence);
        let symmetric = signature
            .symmetric()
            .iter()
            .cloned()
            .map(Dependence::Symmetry);
        let all = assumed.chain(independent).chain(symmetric);
        all.filter(|d| !used.contains(d))
            .map(|d| self.words(&d))
            .collect()
    }
}

fn printed(blocks: &[Vec<String>]) -> String {
    let texts: Vec<String> = blocks.iter().map(|names| names.join(", ")).collect();
    format!("indep {}", texts.join(" | "))
}

fn listed(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    if items.is_empty() {
        return "none".to_owned();
    }
    items.join(", ")
}

impl NamedTheorem {
    /// The step as it is written: a link a line, the later ones without their left sides.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let note = self.note.iter().flat_map(|note| note.lines());
        let mut lines: Vec<String> = note.map(|line| format!("# {line}")).collect();
        if self.links.is_empty() {
            lines.push(format!(
                "{}: suppose {}",
                self.label,
                self.theorem.conclusion()
            ));
        }
        for (place, (theorem, words)) in self.links.iter().enumerate() {
            let statement = theorem.conclusion();
            lines.push(match place {
                0 => format!("{}: {statement}   by {words}", self.label),
                _ => {
                    let (relation, right) = (statement.relation.symbol(), &statement.right);
                    format!("    {relation} {right}   by {words}")
                }
            });
        }
        lines
    }
}
