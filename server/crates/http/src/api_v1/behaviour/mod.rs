//! How a bot answers: published, drafted, versions, preview.

pub(super) mod compare;
pub(super) mod discard_draft;
pub(super) mod preview;
pub(super) mod publish;
pub(super) mod read;
pub(super) mod restore;
pub(super) mod save_draft;
pub(super) mod versions;
