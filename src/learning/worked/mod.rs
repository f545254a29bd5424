//! The textbooks' worked examples, number by number. It decides nothing.
