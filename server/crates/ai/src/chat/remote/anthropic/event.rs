//! The events of a stream, or the whole message of an endpoint that does not stream.

use std::collections::VecDeque;

use serde::Deserialize;
use serde_json::Value;

use crate::chat::OutputSchema;
use crate::chat::remote::said::{self, Ending, EndpointError, Finish, Said, ToolFragment};
use crate::chat::remote::wire::NOT_JSON;

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    MessageStart {
        message: Message,
    },
    ContentBlockStart {
        index: Option<u32>,
        content_block: Block,
    },
    ContentBlockDelta {
        index: Option<u32>,
        delta: BlockDelta,
    },
    MessageDelta {
        delta: MessageDelta,
        usage: Option<Usage>,
    },
    MessageStop,
    Error {
        error: Value,
    },
    /// An answer that was not streamed.
    Message(Message),
    /// `ping` and `content_block_stop`, and what is not known yet.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
struct Message {
    content: Option<Vec<Block>>,
    stop_reason: Option<String>,
    usage: Option<Usage>,
}

#[derive(Debug, Deserialize)]
struct MessageDelta {
    stop_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block {
    Text {
        text: String,
    },
    ToolUse {
        id: String,
        name: String,
        /// Empty in a stream, where the deltas bring it.
        input: Option<Value>,
    },
    /// Thoughts, and the calls of tools that the provider runs itself.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum BlockDelta {
    TextDelta {
        text: String,
    },
    InputJsonDelta {
        partial_json: String,
    },
    /// Thoughts and their signature.
    #[serde(other)]
    Other,
}

/// Counts so far; a later event replaces what it names.
#[derive(Debug, Default, Deserialize)]
struct Usage {
    /// Without those that went into the cache or came out of it.
    input_tokens: Option<u32>,
    cache_creation_input_tokens: Option<u32>,
    cache_read_input_tokens: Option<u32>,
    output_tokens: Option<u32>,
}

/// Reads events.
#[derive(Debug)]
pub(super) struct EventDecoder {
    /// The tool whose arguments are the answer itself.
    schema_tool: Option<String>,
    /// What the JSON of the current block is; blocks come one after the other.
    purpose: Purpose,
    usage: Usage,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Purpose {
    /// The answer.
    Answer,
    /// The arguments of a tool call.
    Arguments,
    /// Nothing to us.
    #[default]
    None,
}

impl EventDecoder {
    pub(super) fn new(schema: Option<&OutputSchema>) -> Self {
        Self {
            schema_tool: schema.map(|schema| schema.name.clone()),
            purpose: Purpose::default(),
            usage: Usage::default(),
        }
    }

    pub(super) fn read(&mut self, data: &[u8], said: &mut VecDeque<Said>) -> Result<(), &'static str> {
        // Invalid UTF-8 costs a character, not the answer.
        let data = String::from_utf8_lossy(data);
        match serde_json::from_str(&data).map_err(|_| NOT_JSON)? {
            Event::MessageStart { message } => {
                said.push_back(Said::Alive);
                said.extend(message.usage.map(|usage| self.count(usage)));
            }
            Event::ContentBlockStart { index, content_block } => {
                said.push_back(self.start(index, content_block));
            }
            Event::ContentBlockDelta { index, delta } => said.push_back(self.go_on(index, delta)),
            Event::MessageDelta { delta, usage } => {
                said.extend(delta.stop_reason.map(|reason| Said::Finished(finish(reason))));
                said.extend(usage.map(|usage| self.count(usage)));
            }
            Event::MessageStop => said.push_back(Said::End(Ending::Complete)),
            Event::Error { error } => said.push_back(Said::Error(EndpointError::from_json(&error))),
            Event::Message(message) => {
                let blocks = message.content.into_iter().flatten().zip(0..);
                said.extend(blocks.map(|(block, index)| self.start(Some(index), block)));
                said.extend(message.stop_reason.map(|reason| Said::Finished(finish(reason))));
                said.extend(message.usage.map(|usage| self.count(usage)));
            }
            Event::Other => {}
        }
        Ok(())
    }

    fn start(&mut self, index: Option<u32>, block: Block) -> Said {
        self.purpose = Purpose::None;
        match block {
            Block::Text { text } => Said::Text(text),
            Block::ToolUse { id, name, input } => {
                let arguments =
                    input.filter(|input| input.as_object().is_some_and(|input| !input.is_empty()));
                let arguments = arguments.map(|input| input.to_string()).unwrap_or_default();
                if self.schema_tool.as_ref() == Some(&name) {
                    self.purpose = Purpose::Answer;
                    return Said::Text(arguments);
                }
                self.purpose = Purpose::Arguments;
                Said::ToolCall(ToolFragment { index, id: Some(id), name: Some(name), arguments })
            }
            Block::Other => Said::Alive,
        }
    }

    fn go_on(&self, index: Option<u32>, delta: BlockDelta) -> Said {
        match (delta, self.purpose) {
            (BlockDelta::TextDelta { text }, _) => Said::Text(text),
            (BlockDelta::InputJsonDelta { partial_json }, Purpose::Answer) => Said::Text(partial_json),
            (BlockDelta::InputJsonDelta { partial_json }, Purpose::Arguments) => {
                Said::ToolCall(ToolFragment { index, arguments: partial_json, ..ToolFragment::default() })
            }
            _ => Said::Alive,
        }
    }

    fn count(&mut self, told: Usage) -> Said {
        let usage = &mut self.usage;
        usage.input_tokens = told.input_tokens.or(usage.input_tokens);
        usage.cache_creation_input_tokens =
            told.cache_creation_input_tokens.or(usage.cache_creation_input_tokens);
        usage.cache_read_input_tokens = told.cache_read_input_tokens.or(usage.cache_read_input_tokens);
        usage.output_tokens = told.output_tokens.or(usage.output_tokens);
        let cached = usage.cache_read_input_tokens.unwrap_or_default();
        let read = [usage.input_tokens, usage.cache_creation_input_tokens, Some(cached)];
        Said::Usage(said::Usage {
            input_tokens: read.into_iter().flatten().fold(0, u32::saturating_add),
            output_tokens: usage.output_tokens.unwrap_or_default(),
            cached_input_tokens: cached,
        })
    }
}

fn finish(reason: String) -> Finish {
    match reason.as_str() {
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Filtered(reason),
        _ => Finish::Complete,
    }
}
