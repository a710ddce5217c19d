//! The commands, one a file.

pub mod check;
pub mod database;
pub mod dev;
pub mod package;
pub mod run;
pub mod test;
