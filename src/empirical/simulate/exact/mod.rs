//! Simulation without weights: what a layer puts out is drawn from its law given its input.
//!
//! It covers weights whose law is invariant under rotations: independent centred normal entries,
//! and Haar-orthogonal matrices. It holds no prediction: what it draws has the law of what the
//! direct engine computes, at every width, and only the seed tells them apart.
//!
//! # Notation
//! W is n′ × n, a one input of the layer, z = W·a + b, d = ∂J/∂z. A bias of standard deviation
//! σ_b is a weight of an input that is always σ_b/σ: with ã = (a, σ_b/σ) and W̃ = (W, b·σ/σ_b), all
//! entries of W̃ are N(0, σ²) and z = W̃·ã. g, h are standard normal vectors, independent of all
//! that was drawn before them.
//!
//! # Forward, Gaussian
//! The rows of W̃ are independent, and a row's product with the fixed ã is N(0, σ²‖ã‖²). So
//!
//! z = s·g with s = √(σ²‖a‖² + σ_b²):
//!
//! n′ normals in place of n·n′. The input enters through its length alone, so this holds layer
//! after layer (Hanin & Nica 2020, "Products of many large random matrices and gradients in deep
//! neural networks", for ReLU).
//!
//! # Forward, ReLU-like
//! Let φ(x) be α·x for x > 0 and β·x below. K of the n′ signs of g are positive, K ~ Bin(n′, ½),
//! signs are independent of magnitudes, and squares of so many magnitudes add up to χ²:
//!
//! ‖z‖² = s²(χ²_K + χ²_{n′−K}), ‖φ(z)‖² = s²(α²χ²_K + β²χ²_{n′−K}),
//!
//! the same two χ² in both: O(1) a layer.
//!
//! # Backward, given the forward pass
//! d is a function of z and of later layers, so of W̃ it knows W̃·ã only. Write P = ããᵀ/‖ã‖². The
//! entries of W̃ along ã and across it are independent (their covariance σ²P(I − P) vanishes), so
//! given z the law of W̃ is z·ãᵀ/‖ã‖² + W̃₀(I − P) with a fresh W̃₀, and W̃₀ᵀd = σ‖d‖·h:
//!
//! W̃ᵀd = ã·(z·d)/‖ã‖² + (I − P)·σ‖d‖·h,
//!
//! of which the inputs take the first n entries. Textbooks drop ã and P ("gradients are
//! independent of weights"), and a test here must reject that. For tanh at n = 5 the law of ‖∂J/∂a₀‖
//! alone betrays it; for ReLU that law happens to be right (signs are independent of magnitudes), and
//! what is wrong is the law of gradient and signal together. The idea of conditioning a Gaussian matrix on what it was multiplied by is Bolthausen's
//! (2014), "An iterative construction of solutions of the TAP equations", and Yang's (2019), "Scaling
//! limits of wide neural networks with weight sharing".
//!
//! # Backward, ReLU-like
//! φ′(x)·x = φ(x), so z·d = a′·∂J/∂a′ for the output a′: the part ρ of a gradient along the signal
//! passes through φ unharmed and needs no vector. Write δ = ∂J/∂a, A = ‖a‖, and p = α·s·√χ²_K and
//! m = β·s·√χ²_{n−K} for the lengths of a's two sides. On the positive side, δ has one entry along
//! a⁺ and K − 1 across it, and likewise below. Across a itself, the plane of a⁺ and a⁻ has one
//! direction, on which h is a single normal w. With τ = σ‖d‖ of the layer above,
//!
//! ‖δ⁺‖² = (ρ·p/A + τ·w·m/A)² + τ²χ²_{K−1}, ‖δ⁻‖² = (ρ·m/A − τ·w·p/A)² + τ²χ²_{n−K−1},
//!
//! ‖d‖² = α²‖δ⁺‖² + β²‖δ⁻‖². Without biases the next ρ is ρ·A/A₋ (z·d is the same in all layers);
//! with them the plane of a₋ and the constant input has one direction across ã₋, one more normal t:
//! ρ₋ = ρ·A·(σ/s)·cos ψ − τ·t·sin ψ, cos ψ = σA₋/s, sin ψ = σ_b/s. O(1) a layer.
//!
//! # Haar
//! W = γQ. Q·a is ‖a‖ times n′ entries of a uniform unit vector of max(n, n′) dimensions (the row or
//! column frame of a Haar matrix is that of a larger Haar matrix):
//!
//! z = γ‖a‖·g/√(‖g‖² + χ²_{n−n′}) + b, without the χ² where n ≤ n′.
//!
//! Backward, with y = Q·a: the law of Q given y is invariant under rotations that fix a. If n ≤ n′,
//! Q maps the complement of a into that of y by a uniform frame; if n > n′, Qᵀy/‖y‖ has the part
//! ‖y‖/‖a‖ along a, and the rest of Qᵀ is a uniform frame across a. Both give
//!
//! Qᵀd = a·(y·d)/‖a‖² + √(‖d‖² − (y·d)²/‖a‖²)·h⊥/√(‖h⊥‖² + χ²_{n′−n}), h⊥ = (I − aaᵀ/‖a‖²)·h,
//!
//! without the χ² where n′ ≤ n. ‖Qᵀd‖ = ‖d‖ for square Q, as it must be.
//!
//! # B inputs, Gaussian
//! Their outputs Z (B × n′) have independent columns of covariance σ²AAᵀ + σ_b²11ᵀ = LLᵀ, so
//! Z = L·N with N of standard normals. Backward, P projects on the span of all ã: with an
//! orthonormal basis U of it (rows), Ã = L·U/σ up to scale, N = U·W̃ᵀ/σ are the weights in that basis, and
//!
//! D·W̃ = σ·(D·Nᵀ·U + M·H·(I − UᵀU)), MMᵀ = DDᵀ, H of standard normals.
//!
//! Haar weights with several inputs are left to the direct engine.
//!
//! # Streams
//! Inputs and cotangents come from the streams of the direct engine, so that both see the same.
//! Layer l draws from `replicate.named("exact").indexed(l)` forward and
//! `replicate.named("exact-backward").indexed(l)` back; a layer's normals are drawn again on the
//! way back, so that no layer is kept.
//!
//! | file | what it is for |
//! |---|---|
//! | `stage` | which laws of weights are covered |
//! | `plan` | which form a run takes, and one replicate of it |
//! | `norm` | one input of a ReLU-like network: lengths only |
//! | `single` | one input |
//! | `batch`, `gram`, `factor` | several inputs |
//! | `tally`, `length` | what is recorded; lengths and inner products |

mod batch;
mod factor;
mod gram;
mod length;
mod norm;
mod plan;
mod single;
mod stage;
mod tally;
mod task;
#[cfg(test)]
mod tests;

pub(in crate::empirical::simulate) use plan::ExactRun;
pub(in crate::empirical::simulate) use plan::Form;
pub(in crate::empirical::simulate) use plan::Plan;
pub(in crate::empirical::simulate) use task::Projection;
use task::Task;
