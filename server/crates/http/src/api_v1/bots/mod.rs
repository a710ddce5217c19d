//! Bots and their settings.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod installation;
pub(super) mod list;
pub(super) mod read;
pub(super) mod update;
