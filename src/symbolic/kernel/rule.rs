//! The names of the rules, with what each concludes and when it refuses.

/// A rule of the kernel. Its documentation is its sequent: premises, then `⊢` and the conclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// ⊢ the assumption of that label. Refuses an unknown label.
    Assumption,
    /// {s} ⊢ s, for every value of the member indices of s.
    Suppose,
    /// Γ ⊢ s and Δ, s ⊢ t give Γ, Δ ⊢ t. Refuses if s is no supposition of the second.
    Discharge,
    /// Γ ⊢ s(k) gives Γ ⊢ s(term). Refuses an index that Γ fixes, and values out of its range.
    Instantiate,
    /// ⊢ l = r if the two are one in field arithmetic after rewriting with the cited equations.
    /// Every denominator is recorded. Refuses sides of different normal form.
    Algebra,
    /// As `Algebra`, with Var\[x\] = E\[x²\] − E\[x\]² and Cov\[x, y\] = E\[xy\] − E\[x\]E\[y\].
    Definition,
    /// As `Algebra`, with E linear. The moments that must exist are recorded.
    Linearity,
    /// As `Linearity`, with E of a product over declared independent blocks factored.
    Independence,
    /// As `Independence`, with sums over members of one law counted by coincidence of indices.
    IidSum,
    /// `Definition` and `IidSum` at once.
    Moments,
    /// As `Algebra`, with diff(f, x) worked out. Refuses functions without a derivative.
    Differentiate,
    /// ⊢ E[f(x)] = E[f(−x)] for a symmetric x that is independent of all else in f.
    SignFlip,
    /// ⊢ E[x^k] = the moment of the declared law of x.
    Law,
    /// ⊢ sqrt(t)² = t. Refuses unless 0 ≤ t is known.
    SquareRoot,
    /// ⊢ l ≤ r (l < r, l = r, l ≠ r) if r − l is a combination of premises with multipliers of known
    /// sign, squares, and what is known not to be negative. Refuses otherwise.
    Order,
    /// Γ ⊢ m·l ≤ m·r gives Γ ⊢ l ≤ r. Refuses unless 0 < m (m ≠ 0 for equations) is known.
    Cancel,
    /// Γ ⊢ l(i) ≤ r(i) gives Γ ⊢ Σᵢ l(i) ≤ Σᵢ r(i), i a member index.
    SumMonotone,
    /// Γ ⊢ l ≤ r almost surely gives Γ ⊢ E\[l\] ≤ E\[r\].
    MeanMonotone,
    /// Γ ⊢ P(least) and Γ, P(k) ⊢ P(k + 1) give Γ ⊢ P(k), for several P at once. Refuses if k is
    /// free in Γ or a side condition on k is pending.
    Induction,
    /// Γ ⊢ s on condition that D ≠ 0, and Γ ⊢ D ≠ 0 or 0 < D or D < 0, give Γ ⊢ s.
    Nonzero,
}

impl Rule {
    /// All rules, in the order in which they are documented.
    pub const ALL: [Self; 20] = [
        Self::Assumption,
        Self::Suppose,
        Self::Discharge,
        Self::Instantiate,
        Self::Algebra,
        Self::Definition,
        Self::Linearity,
        Self::Independence,
        Self::IidSum,
        Self::Moments,
        Self::Differentiate,
        Self::SignFlip,
        Self::Law,
        Self::SquareRoot,
        Self::Order,
        Self::Cancel,
        Self::SumMonotone,
        Self::MeanMonotone,
        Self::Induction,
        Self::Nonzero,
    ];

    /// The rule's name in scripts, certificates and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Assumption => "assumption",
            Self::Suppose => "suppose",
            Self::Discharge => "discharge",
            Self::Instantiate => "instantiate",
            Self::Algebra => "algebra",
            Self::Definition => "definition",
            Self::Linearity => "linearity",
            Self::Independence => "independence",
            Self::IidSum => "iid-sum",
            Self::Moments => "moments",
            Self::Differentiate => "differentiate",
            Self::SignFlip => "sign-flip",
            Self::Law => "law",
            Self::SquareRoot => "square-root",
            Self::Order => "order",
            Self::Cancel => "cancel",
            Self::SumMonotone => "sum-monotone",
            Self::MeanMonotone => "mean-monotone",
            Self::Induction => "induction",
            Self::Nonzero => "nonzero",
        }
    }

    /// The rule of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }
}
