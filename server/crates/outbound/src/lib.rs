//! The guarded HTTP client and the object store: everything that leaves or outlives the process.
//!
//! Addresses that a tenant or a document chose are reached through [`GuardedClient`] only; addresses that
//! the operator chose through [`plain_client`].

mod address;
mod answer;
mod client;
mod error;
mod fetch;
mod gunzip;
mod objects;

pub use address::AddressPolicy;
pub use answer::Answer;
pub use client::{GuardedClient, Lookup, plain_client};
pub use error::{ObjectError, OutboundError};
pub use fetch::{FetchLimits, Fetched, Request};
pub use gunzip::Gunzip;
pub use objects::{Objects, Stored};
