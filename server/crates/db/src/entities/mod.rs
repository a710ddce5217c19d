//! Tables as sea-orm sees them. Private to this crate: records leave, entities do not.

pub(crate) mod api_keys;
