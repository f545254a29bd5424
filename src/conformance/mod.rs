//! Does an initializer draw what it promises? For other people's tests.
//!
//! A caller gives a closure that fills a tensor for a seed, and names the law that it should
//! follow; the answer is a verdict with the figure that decides it. How often a right initializer is
//! refused, and which wrong one is surely found, are parameters, and are kept.
