//! Looking at a document.

pub(in crate::api_v1) mod describe;
pub(in crate::api_v1) mod frame;
pub(in crate::api_v1) mod page;
pub(in crate::api_v1) mod text;
