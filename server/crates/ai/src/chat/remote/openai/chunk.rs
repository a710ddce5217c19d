//! A streamed piece, or the whole answer of an endpoint that does not stream.

use std::collections::VecDeque;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::chat::remote::said::{self, EndpointError, Finish, Said, ToolFragment};
use crate::chat::remote::wire::NOT_JSON;

#[derive(Debug, Deserialize)]
struct Chunk {
    choices: Option<Vec<Choice>>,
    usage: Option<Usage>,
    error: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    #[serde(alias = "message")]
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Delta {
    content: Option<Content>,
    refusal: Option<String>,
    tool_calls: Option<Vec<ToolCall>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
    /// Anything else is no text and is passed over.
    Other(IgnoredAny),
}

#[derive(Debug, Deserialize)]
struct Part {
    text: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ToolCall {
    index: Option<u32>,
    id: Option<String>,
    function: Option<Function>,
}

#[derive(Debug, Default, Deserialize)]
struct Function {
    name: Option<String>,
    arguments: Option<Arguments>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Arguments {
    Text(String),
    /// Some endpoints send the object instead of its text.
    Json(Value),
}

#[derive(Debug, Deserialize)]
struct Usage {
    prompt_tokens: Option<u32>,
    completion_tokens: Option<u32>,
    prompt_tokens_details: Option<PromptTokensDetails>,
}

#[derive(Debug, Deserialize)]
struct PromptTokensDetails {
    cached_tokens: Option<u32>,
}

/// Says what a chunk says. `refused` is kept from chunk to chunk.
pub(super) fn read(data: &[u8], refused: &mut bool, said: &mut VecDeque<Said>) -> Result<(), &'static str> {
    // Invalid UTF-8 costs a character, not the answer.
    let chunk: Chunk = serde_json::from_str(&String::from_utf8_lossy(data)).map_err(|_| NOT_JSON)?;
    said.push_back(Said::Alive);
    said.extend(chunk.error.map(|error| Said::Error(EndpointError::from_json(&error))));
    if let Some(choice) = chunk.choices.into_iter().flatten().next() {
        let delta = choice.delta.unwrap_or_default();
        *refused |= delta.refusal.is_some_and(|refusal| !refusal.is_empty());
        said.extend(delta.content.map(|content| Said::Text(content.into_text())));
        said.extend(delta.tool_calls.into_iter().flatten().map(|call| Said::ToolCall(call.into_fragment())));
        said.extend(choice.finish_reason.map(|reason| Said::Finished(finish(&reason, *refused))));
    }
    said.extend(chunk.usage.map(|usage| Said::Usage(usage.into())));
    Ok(())
}

impl Content {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => parts.into_iter().filter_map(|part| part.text).collect(),
            Self::Other(_) => String::new(),
        }
    }
}

impl ToolCall {
    fn into_fragment(self) -> ToolFragment {
        let function = self.function.unwrap_or_default();
        let arguments = match function.arguments {
            Some(Arguments::Text(text)) => text,
            Some(Arguments::Json(Value::Null)) | None => String::new(),
            Some(Arguments::Json(value)) => value.to_string(),
        };
        ToolFragment { index: self.index, id: self.id, name: function.name, arguments }
    }
}

/// Endpoints have reasons of their own besides OpenAI's; what is not known is an end like any other.
fn finish(reason: &str, refused: bool) -> Finish {
    match reason {
        "length" => Finish::Length,
        "content_filter" => Finish::Filtered(reason.to_owned()),
        _ if refused => Finish::Filtered("refusal".to_owned()),
        _ => Finish::Complete,
    }
}

impl From<Usage> for said::Usage {
    fn from(usage: Usage) -> Self {
        Self {
            input_tokens: usage.prompt_tokens.unwrap_or_default(),
            output_tokens: usage.completion_tokens.unwrap_or_default(),
            cached_input_tokens: usage
                .prompt_tokens_details
                .and_then(|details| details.cached_tokens)
                .unwrap_or_default(),
        }
    }
}
