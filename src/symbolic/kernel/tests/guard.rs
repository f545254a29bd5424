//! Each side condition is needed: switched off, a falsehood of the corpus is accepted.

use super::corpus::accepted;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::guard::switch;

#[test]
fn without_any_one_side_condition_a_falsehood_is_accepted() {
    let mut idle = Vec::new();
    for guard in Guard::ALL {
        switch::OFF.set(Some(guard));
        let caught = accepted();
        switch::OFF.set(None);
        println!("{:<26} {}", format!("{guard:?}"), caught.join("; "));
        if caught.is_empty() {
            idle.push(guard);
        }
    }
    assert!(idle.is_empty(), "nothing notices the lack of {idle:?}");
}
