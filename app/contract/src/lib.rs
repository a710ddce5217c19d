//! What crosses a process boundary: wire types, typed ids, limits and problem codes.
//!
//! Server, dashboard and tests all speak these types; nothing here does I/O, and nothing here is a
//! database entity. One module a subject, named as in every other layer.

pub mod accounts;
pub mod behaviour;
pub mod bots;
pub mod conversations;
pub mod documents;
pub mod embedding;
pub mod events;
pub mod ids;
pub mod jobs;
pub mod limits;
pub mod models;
pub mod money;
pub mod overview;
pub mod paging;
pub mod passages;
pub mod preview;
pub mod problem;
pub mod questions;
pub mod reranking;
pub mod search;
pub mod sources;
pub mod spending;
pub mod tags;
pub mod versions;
pub mod widget;
