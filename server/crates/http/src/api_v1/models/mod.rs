//! The workspace’s own chat models.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod list;
pub(super) mod reorder;
pub(super) mod test;
pub(super) mod update;
