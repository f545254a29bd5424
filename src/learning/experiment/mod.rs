//! Named training experiments and what they record. It decides nothing.
