//! The conversation engine: from a visitor's message to a settled answer, read by anybody, anywhere.
//!
//! A message is accepted and acknowledged in one transaction ([`post`]); whoever then holds the
//! conversation's lease runs its turn in a task of its own ([`actor`], [`turn`]), numbers events
//! ([`writer`]), shows them to readers in this process ([`hub`]) and stores them in batches ([`journal`]).
//! A reader ([`reader`]) takes events from memory or from the journal and never twice. A process that
//! dies loses its leases; another one ends its turns with a clear failure ([`sweep`]).

pub mod actor;
mod engine;
mod error;
pub mod hub;
pub mod journal;
mod last_questions;
pub mod post;
pub mod reader;
pub mod status;
mod sweep;
mod topic_vectors;
pub mod turn;
pub mod writer;

pub use engine::{Engine, start};
pub use error::ConversationError;
pub use post::{Posted, post_message};
pub use reader::{Reader, events, turn_events};

use chatsphere_contract::ids::{ConversationId, WorkspaceId};

/// A conversation that the caller may read and write: made only after that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The workspace.
    pub tenant: WorkspaceId,
    /// The conversation.
    pub conversation: ConversationId,
}
