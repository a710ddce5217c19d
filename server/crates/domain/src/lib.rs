//! The use cases, one folder per subject.
//!
//! A use case is a free function of the [`platform::Platform`], the caller's context and its input; it
//! speaks the wire types of `contract` and says what went wrong in its subject's own error, which
//! [`problem`] turns into what leaves the server. No axum, no leptos.

pub mod accounts;
pub mod bots;
pub mod chat;
pub mod conversations;
pub mod documents;
pub mod embedding;
pub mod jobs;
pub mod models;
pub mod overview;
mod paging;
pub mod platform;
pub mod problem;
pub mod questions;
pub mod search;
pub mod snapshots;
pub mod sources;
pub mod spending;
pub mod tags;
mod text_diff;
pub mod widget;

pub use platform::{Parts, Platform};
