//! Chat and embedding providers behind two traits.
//!
//! [`Embedder`] turns text into a vector and [`ChatModel`] turns a question and its passages into a
//! stream of text. Here are also what stands behind them: [`LocalEmbedder`] (an ONNX model in a folder),
//! [`Embeddings`] (its asynchronous front), [`OpenAiModel`] (any OpenAI-compatible endpoint) and
//! [`BuiltInAnswerer`] (needs no key and no network). This crate knows neither tenants nor the database.

mod answerer;
mod chat;
mod embed;
mod tokens;

pub use answerer::{BuiltInAnswerer, sentences};
pub use chat::openai::{ChatTimeouts, OpenAiModel};
pub use chat::{ChatDelta, ChatError, ChatModel, ChatRequest, ChatRole, ChatStream, ChatTurn, Passage};
pub use embed::endpoint::EndpointEmbedder;
pub use embed::front::Embeddings;
pub use embed::local::LocalEmbedder;
pub use embed::{EmbedError, Embedder};
pub use tokens::estimate_tokens;
