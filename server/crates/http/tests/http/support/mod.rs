//! A server on loopback around a database of its own.

mod answer;
mod app;

pub use answer::Answer;
pub use app::{Account, TestApp};
