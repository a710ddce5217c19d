//! Repositories, transactions and the tenant guard.
//!
//! A query needs a [`TenantTx`] (one workspace, held apart by row-level security) or a [`SystemTx`] (the
//! few named cross-tenant paths). Outside a transaction the login role may read and write nothing.
//! Repositories are functions in one module a subject; entities stay private, plain records leave.

pub mod accounts;
pub mod api_keys;
pub mod behaviour;
pub mod bots;
pub mod chunks;
mod connect;
pub mod conversations;
pub mod document_versions;
pub mod documents;
pub mod embedders;
mod entities;
mod error;
pub mod jobs;
pub mod journal;
mod listen;
pub mod messages;
pub mod migrate;
pub mod models;
pub mod overview;
pub mod passages;
pub mod prune;
pub mod questions;
pub mod rerankers;
pub mod search;
pub mod search_log;
pub mod snapshots;
pub mod sources;
pub mod spending;
pub mod stored_objects;
pub mod tags;
pub mod test_questions;
pub mod turns;
mod tx;

pub use connect::Db;
pub use error::DbError;
pub use listen::{Listener, Notification};
pub use tx::{SystemTx, TenantTx};
