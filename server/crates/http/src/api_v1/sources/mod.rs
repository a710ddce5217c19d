//! Web sources of a bot.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod list;
pub(super) mod pages;
pub(super) mod read;
pub(super) mod sync;
pub(super) mod update;
