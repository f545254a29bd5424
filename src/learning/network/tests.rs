//! Tests of whole networks: exact steps, symmetry to the bit, dropout, divergence.

use super::*;
