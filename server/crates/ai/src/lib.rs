//! Chat, embedding and reranking providers behind traits.
//!
//! [`Embedder`] turns text into a vector and [`ChatModel`] turns a question and its passages into a
//! stream of text. Here are also what stands behind them: [`LocalEmbedder`] (an ONNX model in a folder),
//! [`Embeddings`] (its asynchronous front), [`RemoteModel`] (any endpoint that speaks the protocol of OpenAI,
//! Anthropic or Google) and [`BuiltInAnswerer`] (needs no key and no network); and a third for a second look at what was
//! found, [`Reranker`], done by a chat model or by a [`CrossEncoder`] in a folder. This crate knows neither tenants nor
//! the database.

mod answerer;
mod chat;
mod embed;
mod local_model;
mod rerank;
mod tokens;

pub use answerer::{BuiltInAnswerer, sentences};
pub use chat::chain::{Breaker, Chain, Condition, FailedAttempt, Health, Link};
pub use chat::remote::{ChatTimeouts, Connection, ProviderKind, RemoteModel, UnknownProviderKind};
pub use chat::{
    ChatDelta, ChatError, ChatModel, ChatRequest, ChatRole, ChatStream, ChatTurn, NO_ANSWER, OutputSchema,
    Passage, Tool,
};
pub use embed::endpoint::EndpointEmbedder;
pub use embed::front::Embeddings;
pub use embed::local::LocalEmbedder;
pub use embed::{EmbedError, Embedder};
pub use rerank::by_model::ModelReranker;
pub use rerank::cross_encoder::CrossEncoder;
pub use rerank::{Candidate, RerankError, Reranker};
pub use tokens::estimate_tokens;
