//! Tags of the workspace.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod list;
pub(super) mod merge;
pub(super) mod update;
