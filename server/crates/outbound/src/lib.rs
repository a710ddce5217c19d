//! The guarded HTTP client and the object store: everything that leaves or outlives the process.
//!
//! Addresses that a tenant or a document chose are reached through [`GuardedClient`] only; addresses that
//! the operator chose through [`plain_client`].

mod address;
mod client;
mod error;
mod fetch;
mod objects;

pub use address::AddressPolicy;
pub use client::{GuardedClient, plain_client};
pub use error::{ObjectError, OutboundError};
pub use fetch::{FetchLimits, Fetched};
pub use objects::{Objects, Stored};
