//! Long work.

pub(super) mod cancel;
pub(super) mod errors;
pub(super) mod file;
pub(super) mod list;
pub(super) mod read;
pub(super) mod retry;
