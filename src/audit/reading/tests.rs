//! Tests of what a name and a shape alone tell.
