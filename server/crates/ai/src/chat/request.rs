//! What a model is asked.

/// What to answer, and from what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatRequest {
    /// Instructions with the numbered passages written into them; the built-in answerer ignores it.
    pub system: String,
    /// Earlier turns, oldest first.
    pub history: Vec<ChatTurn>,
    /// The visitor's question.
    pub question: String,
    /// The numbered sources, best first; models elsewhere see them through `system` only.
    pub passages: Vec<Passage>,
    /// What the model may ask for; the built-in answerer asks for nothing.
    pub tools: Vec<Tool>,
    /// The form of the answer: one JSON value instead of prose. `tools` are not offered then, because not
    /// every provider can do both in one answer. The built-in answerer ignores it.
    pub schema: Option<OutputSchema>,
    /// Most tokens to write; 0 leaves it to the provider.
    pub max_output_tokens: u32,
    /// Randomness, 0 to 2. Left out for models that refuse it.
    pub temperature: f32,
}

/// One earlier turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatTurn {
    /// Who spoke.
    pub role: ChatRole,
    /// What was said.
    pub text: String,
}

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatRole {
    /// The visitor.
    Visitor,
    /// The bot, or a person answering for it.
    Assistant,
}

/// A numbered source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// The number that an answer cites it by.
    pub n: u32,
    /// Document title and heading path.
    pub title: String,
    /// The text, which may be Markdown.
    pub text: String,
    /// Retrieval's absolute score, 0 to 1.
    pub score: f32,
}

/// A function that a model may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Letters, digits, `_` and `-`; at most 64 of them, which every provider accepts.
    pub name: String,
    /// When and what for, in words for the model.
    pub description: String,
    /// JSON Schema of the arguments, an object.
    pub parameters: serde_json::Value,
}

/// The form of a structured answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputSchema {
    /// Letters, digits, `_` and `-`; at most 64 of them.
    pub name: String,
    /// JSON Schema of the answer, an object. Providers that hold a model strictly to it want every property
    /// required and `additionalProperties: false` at each level. An answer is not checked against it here.
    pub schema: serde_json::Value,
}
