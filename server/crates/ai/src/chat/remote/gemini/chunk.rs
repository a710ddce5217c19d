//! One response of a stream, or the whole one of an endpoint that does not stream.

use std::collections::VecDeque;

use serde::Deserialize;
use serde_json::Value;

use crate::chat::remote::said::{self, EndpointError, Finish, Said, ToolFragment};
use crate::chat::remote::wire::NOT_JSON;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chunk {
    candidates: Option<Vec<Candidate>>,
    prompt_feedback: Option<PromptFeedback>,
    usage_metadata: Option<UsageMetadata>,
    error: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    content: Option<Content>,
    finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Content {
    parts: Option<Vec<Part>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    text: Option<String>,
    /// The text is a thought and not for the visitor.
    thought: Option<bool>,
    function_call: Option<FunctionCall>,
}

#[derive(Debug, Deserialize)]
struct FunctionCall {
    id: Option<String>,
    name: Option<String>,
    args: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PromptFeedback {
    block_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UsageMetadata {
    /// Those from the cache among them.
    prompt_token_count: Option<u32>,
    cached_content_token_count: Option<u32>,
    candidates_token_count: Option<u32>,
    thoughts_token_count: Option<u32>,
}

/// Reads responses.
#[derive(Debug, Default)]
pub(super) struct ChunkDecoder {
    /// Tool calls so far: they have no index of their own.
    calls: u32,
}

impl ChunkDecoder {
    pub(super) fn read(&mut self, data: &[u8], said: &mut VecDeque<Said>) -> Result<(), &'static str> {
        // Invalid UTF-8 costs a character, not the answer.
        let chunk: Chunk = serde_json::from_str(&String::from_utf8_lossy(data)).map_err(|_| NOT_JSON)?;
        said.push_back(Said::Alive);
        said.extend(chunk.error.map(|error| Said::Error(EndpointError::from_json(&error))));
        if let Some(candidate) = chunk.candidates.into_iter().flatten().next() {
            let parts = candidate.content.and_then(|content| content.parts).into_iter().flatten();
            parts.for_each(|part| said.extend(self.hear(part)));
            said.extend(candidate.finish_reason.map(|reason| Said::Finished(finish(reason))));
        }
        let blocked = chunk.prompt_feedback.and_then(|feedback| feedback.block_reason);
        said.extend(blocked.map(|reason| Said::Finished(Finish::Filtered(reason))));
        said.extend(chunk.usage_metadata.map(|usage| Said::Usage(usage.into())));
        Ok(())
    }

    fn hear(&mut self, part: Part) -> Option<Said> {
        if part.thought == Some(true) {
            return None;
        }
        let Some(call) = part.function_call else { return part.text.map(Said::Text) };
        self.calls = self.calls.saturating_add(1);
        Some(Said::ToolCall(ToolFragment {
            index: Some(self.calls),
            id: call.id,
            name: call.name,
            arguments: call.args.map(|args| args.to_string()).unwrap_or_default(),
        }))
    }
}

/// What is not known is an end like any other.
fn finish(reason: String) -> Finish {
    match reason.as_str() {
        "MAX_TOKENS" => Finish::Length,
        "SAFETY" | "RECITATION" | "LANGUAGE" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "OTHER" => {
            Finish::Filtered(reason)
        }
        "MALFORMED_FUNCTION_CALL" | "UNEXPECTED_TOOL_CALL" => Finish::BrokenToolCall,
        _ => Finish::Complete,
    }
}

impl From<UsageMetadata> for said::Usage {
    fn from(usage: UsageMetadata) -> Self {
        let written = [usage.candidates_token_count, usage.thoughts_token_count];
        Self {
            input_tokens: usage.prompt_token_count.unwrap_or_default(),
            output_tokens: written.into_iter().flatten().fold(0, u32::saturating_add),
            cached_input_tokens: usage.cached_content_token_count.unwrap_or_default(),
        }
    }
}
