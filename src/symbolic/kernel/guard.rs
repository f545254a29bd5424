//! The side conditions of the kernel by name, so that tests can show that each one is needed.
//!
//! Outside of tests a guard is the condition itself. Inside, one guard can be switched off at a
//! time, and the corpus of what must be refused has to notice: see `tests::guard`.

/// A side condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::kernel) enum Guard {
    /// A declared name is a word, so that no name of a normal form is one.
    NameIsWord,
    /// A declared function has no name with a meaning of its own.
    FunctionIsNew,
    /// A natural that has a value has one that is not below its least.
    ValueIsPossible,
    /// A family has at least one member.
    ExtentIsPositive,
    /// Indices that must differ have as many members to be.
    RoomForDistinct,
    /// The parameters of a law are numbers.
    LawIsNumeric,
    /// A label names one assumption.
    LabelIsUnique,
    /// Premises were proved under the same declarations.
    OneContext,
    /// Only a family whose members have one law may be named without an index.
    BareMemberHasOneLaw,
    /// A step index is a whole number of at least 0.
    StepIsNatural,
    /// A literal index is at most the extent.
    LiteralWithinExtent,
    /// An index counts to the extent of its place.
    IndexFitsExtent,
    /// No name inside a normal form is an index of a term.
    IndexIsWord,
    /// Every denominator is a condition.
    DenominatorRecorded,
    /// A condition is dropped only if it surely holds.
    ConditionHolds,
    /// A symbolic exponent is a whole number.
    ExponentIsWhole,
    /// A sum that counts members, or equal terms, counts to a whole number of at least 0.
    SumIsCounted,
    /// The bounds of a sum are whole numbers.
    BoundsAreWhole,
    /// The last terms of a sum are split off only if all of them are there.
    LastTermsExist,
    /// All last terms are written out.
    LastTermsAreFew,
    /// Constants leave a sum or a product only over a range that surely has its length.
    RangeHasLength,
    /// A cited equation is used only at values that indices which must differ may take.
    ValuesKeptApart,
    /// What is bound inside a product is no value for an index of a cited equation.
    ValueIsFree,
    /// What is cited holds at the value of the variable of a derivative, not around it.
    NothingCitedAround,
    /// Every random name is in a block of the declaration that separates them.
    AllInBlocks,
    /// Names of one block are not separated.
    BlocksDiffer,
    /// Independence and equal laws hold within one step.
    OneStep,
    /// Only the members of an iid family are independent of one another.
    MembersAreIid,
    /// Independent members are surely different ones.
    MembersDiffer,
    /// Only members of one law stand for one another.
    MembersHaveOneLaw,
    /// Members that stand for others are surely different ones.
    RenamedDiffer,
    /// Indices outside of a sum surely differ before its index is compared with each.
    PinnedDiffer,
    /// A mean is not split over a random denominator.
    MeanIsPolynomial,
    /// The moments that must exist are recorded.
    MomentsRecorded,
    /// A fact of at least 0 does not say that something is not 0.
    FactIsNonzero,
    /// A fact speaks of a sign, not of its opposite.
    FactIsOfThisSign,
    /// A sum of terms has a sign only if its coefficients have it.
    CoefficientsAgree,
    /// An even power of an unknown sign, no odd one, is at least 0.
    PowerIsEven,
    /// The variable of a derivative is a real number.
    VariableIsReal,
    /// Where a member may or may not be the variable there is no derivative.
    MemberIsDecided,
    /// What has no known derivative does not depend on the variable.
    SlopeIsKnown,
    /// The two sides of an equation have one normal form.
    SidesAgree,
    /// The radicand of a square root is at least 0.
    RadicandIsNonnegative,
    /// The multiplier of an inequality is at least 0.
    MultiplierIsNonnegative,
    /// The coefficient of a square is at least 0.
    SquareIsNonnegative,
    /// `≠` is not combined, summed or averaged.
    PremiseIsOrdered,
    /// An equation is combined from equations, with rest 0.
    EquationFromEquations,
    /// The rest of an inequality is at least 0.
    RestIsNonnegative,
    /// The rest of a strict inequality is above 0, or a strict premise is used.
    RestIsPositive,
    /// What is cancelled from is the goal times the factor.
    PremiseIsScaled,
    /// The factor cancelled from an inequality is above 0.
    FactorIsPositive,
    /// The factor cancelled from an equation is not 0.
    FactorIsNonzero,
    /// A sum of inequalities is over an index that may take all values.
    SummedIndexIsFree,
    /// What is discharged is a supposition.
    LemmaIsSupposed,
    /// An index that must differ from others is given no value.
    InstanceMayCoincide,
    /// A step index is given a whole number that it may take.
    InstanceInRange,
    /// An index that a supposition fixes is given no value, and no induction runs over it.
    IndexIsNotFixed,
    /// Induction runs over an index that need not differ from others.
    InductionIsUnbroken,
    /// The cases of an induction prove just what is needed.
    CaseIsLiteral,
    /// No condition on the index of an induction is pending in a step.
    NothingPending,
    /// A fact shows that a condition holds.
    FactDischarges,
    /// The name that is flipped is declared symmetric.
    DeclaredSymmetric,
    /// A family whose members flip one by one is iid.
    FlippedIsIid,
    /// Nothing else in the mean depends on what is flipped.
    FlippedIsSeparate,
    /// What is flipped stands at one step.
    FlippedAtOneStep,
    /// No sum in the mean binds the name that is flipped.
    FlippedIsFree,
    /// No moment stands inside a mean that is flipped.
    FlippedIsPlain,
}

impl Guard {
    /// Whether the side condition is met.
    #[cfg(not(test))]
    pub(in crate::symbolic::kernel) const fn met(self, condition: bool) -> bool {
        condition
    }

    /// Whether the side condition is met, or switched off.
    #[cfg(test)]
    pub(in crate::symbolic::kernel) fn met(self, condition: bool) -> bool {
        condition || switch::OFF.get() == Some(self)
    }
}

#[cfg(test)]
impl Guard {
    /// All guards.
    pub(in crate::symbolic::kernel) const ALL: [Self; 67] = [
        Self::NameIsWord,
        Self::FunctionIsNew,
        Self::ValueIsPossible,
        Self::ExtentIsPositive,
        Self::RoomForDistinct,
        Self::LawIsNumeric,
        Self::LabelIsUnique,
        Self::OneContext,
        Self::BareMemberHasOneLaw,
        Self::StepIsNatural,
        Self::LiteralWithinExtent,
        Self::IndexFitsExtent,
        Self::IndexIsWord,
        Self::DenominatorRecorded,
        Self::ConditionHolds,
        Self::ExponentIsWhole,
        Self::SumIsCounted,
        Self::BoundsAreWhole,
        Self::LastTermsExist,
        Self::LastTermsAreFew,
        Self::RangeHasLength,
        Self::ValuesKeptApart,
        Self::ValueIsFree,
        Self::NothingCitedAround,
        Self::AllInBlocks,
        Self::BlocksDiffer,
        Self::OneStep,
        Self::MembersAreIid,
        Self::MembersDiffer,
        Self::MembersHaveOneLaw,
        Self::RenamedDiffer,
        Self::PinnedDiffer,
        Self::MeanIsPolynomial,
        Self::MomentsRecorded,
        Self::FactIsNonzero,
        Self::FactIsOfThisSign,
        Self::CoefficientsAgree,
        Self::PowerIsEven,
        Self::VariableIsReal,
        Self::MemberIsDecided,
        Self::SlopeIsKnown,
        Self::SidesAgree,
        Self::RadicandIsNonnegative,
        Self::MultiplierIsNonnegative,
        Self::SquareIsNonnegative,
        Self::PremiseIsOrdered,
        Self::EquationFromEquations,
        Self::RestIsNonnegative,
        Self::RestIsPositive,
        Self::PremiseIsScaled,
        Self::FactorIsPositive,
        Self::FactorIsNonzero,
        Self::SummedIndexIsFree,
        Self::LemmaIsSupposed,
        Self::InstanceMayCoincide,
        Self::InstanceInRange,
        Self::IndexIsNotFixed,
        Self::InductionIsUnbroken,
        Self::CaseIsLiteral,
        Self::NothingPending,
        Self::FactDischarges,
        Self::DeclaredSymmetric,
        Self::FlippedIsIid,
        Self::FlippedIsSeparate,
        Self::FlippedAtOneStep,
        Self::FlippedIsFree,
        Self::FlippedIsPlain,
    ];
}

#[cfg(test)]
pub(in crate::symbolic::kernel) mod switch {
    use super::Guard;
    use std::cell::Cell;

    thread_local! {
        /// The guard that is switched off on this thread.
        pub(in crate::symbolic::kernel) static OFF: Cell<Option<Guard>> = const { Cell::new(None) };
    }
}
