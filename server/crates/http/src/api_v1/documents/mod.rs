//! What a bot answers from.

pub(super) mod delete;
pub(super) mod import;
pub(super) mod list;
pub(super) mod original;
pub(super) mod passages;
pub(super) mod preview;
pub(super) mod read;
pub(super) mod retry;
pub(super) mod upload;
pub(super) mod versions;
