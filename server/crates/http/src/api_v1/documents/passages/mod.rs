//! The passages of a document.

pub(in crate::api_v1) mod answers;
pub(in crate::api_v1) mod change;
pub(in crate::api_v1) mod forget_lost;
pub(in crate::api_v1) mod list;
pub(in crate::api_v1) mod lost;
