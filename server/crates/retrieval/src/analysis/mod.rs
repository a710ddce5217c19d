//! Text to terms: normalise, find words, reduce them to stems. Passages and questions go the same way.

mod acronyms;
mod exact;
mod function_words;
mod negations;
mod normalise;
mod stem;
mod units;

pub(crate) use acronyms::{Definition, definitions};
pub(crate) use exact::{is_code, is_fact};
pub(crate) use negations::Negation;
pub(crate) use normalise::normalise;
pub(crate) use stem::TermMaker;
pub(crate) use units::{Unit, is_unspaced, units};
