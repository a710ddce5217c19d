//! The workspace’s own model.

pub(super) mod clear;
pub(super) mod read;
pub(super) mod set;
pub(super) mod test;
