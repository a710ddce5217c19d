//! Long work.

pub(super) mod cancel;
pub(super) mod list;
pub(super) mod read;
