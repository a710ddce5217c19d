//! Tables as sea-orm sees them. Private to this crate: records leave, entities do not.

pub(crate) mod api_keys;
pub(crate) mod bot_origins;
pub(crate) mod bots;
pub(crate) mod documents;
pub(crate) mod jobs;
