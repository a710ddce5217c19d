//! What differs from one protocol to the next: the request, and what an event says.

use std::collections::VecDeque;
use std::fmt::Debug;

use reqwest::header::HeaderName;

use super::said::Said;
use crate::chat::ChatRequest;

/// One protocol. Everything else about an answer is the engine's.
pub(super) trait Wire: Debug + Send + Sync {
    /// Where to send the request. `base_url` has no blanks around it and no slash at its end; people enter
    /// it with or without the version and the path that the documentation shows.
    fn url(&self, base_url: &str, model: &str) -> String;

    /// The header that carries the key, and what stands before the key in it.
    fn key_header(&self) -> (HeaderName, &'static str);

    /// Headers that every request has.
    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The request's body as JSON.
    fn body(&self, model: &str, request: &ChatRequest, dialect: Dialect) -> serde_json::Result<Vec<u8>>;

    /// What to do without after a refusal in these words; `None` if they blame nothing that we can change.
    fn after_refusal(&self, dialect: Dialect, detail: &str) -> Option<Dialect>;

    /// Reads the events of one answer.
    fn decoder(&self, request: &ChatRequest) -> Box<dyn Decoder>;
}

/// Turns events into what they say.
pub(super) trait Decoder: Debug + Send + Sync {
    /// Takes the data of one event, or a whole answer of an endpoint that does not stream. `Err` is a
    /// sentence about what is wrong with it.
    fn decode(&mut self, data: &[u8], said: &mut VecDeque<Said>) -> Result<(), &'static str>;
}

/// What is wrong with data that is no JSON, or JSON of another form.
pub(super) const NOT_JSON: &str = "an event that is not the JSON it should be";

/// What an endpoint was found not to understand. Each wire has its own substitute for what it leaves out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) no_temperature: bool,
    pub(super) no_stream_options: bool,
    /// The limit of the answer goes by its other name.
    pub(super) other_token_limit: bool,
    /// Schemas go by their other way.
    pub(super) other_schema: bool,
}
