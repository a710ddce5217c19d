//! A bot’s whole knowledge at one moment.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod list;
pub(super) mod restore;
