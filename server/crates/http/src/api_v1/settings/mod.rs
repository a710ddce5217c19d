//! What holds for a whole workspace.

pub(super) mod set_version_policy;
pub(super) mod version_policy;
