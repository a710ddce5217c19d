//! Text to terms: normalise, find words, reduce them to stems. Passages and questions go the same way.

mod function_words;
mod negations;
mod normalise;
mod stem;
mod units;

pub(crate) use negations::Negation;
pub(crate) use normalise::normalise;
pub(crate) use stem::TermMaker;
pub(crate) use units::{Unit, is_unspaced, units};
