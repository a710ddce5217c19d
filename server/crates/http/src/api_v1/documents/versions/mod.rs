//! What a document was before.

pub(in crate::api_v1) mod compare;
pub(in crate::api_v1) mod list;
pub(in crate::api_v1) mod roll_back;
pub(in crate::api_v1) mod upload;
