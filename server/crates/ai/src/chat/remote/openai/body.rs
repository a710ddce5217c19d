//! The request's body.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::chat::remote::wire::Dialect;
use crate::chat::{ChatRequest, ChatRole, OutputSchema, Tool};

#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<ToolEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", content = "function", rename_all = "snake_case")]
enum ToolEntry<'a> {
    Function { name: &'a str, description: &'a str, parameters: &'a Value },
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ResponseFormat<'a> {
    JsonSchema { json_schema: JsonSchema<'a> },
    JsonObject,
}

#[derive(Debug, Serialize)]
struct JsonSchema<'a> {
    name: &'a str,
    schema: &'a Value,
    strict: bool,
}

impl<'a> Body<'a> {
    pub(super) fn new(model: &'a str, request: &'a ChatRequest, dialect: Dialect) -> Self {
        let limit = Some(request.max_output_tokens).filter(|limit| *limit > 0);
        let tools = if request.schema.is_none() { request.tools.as_slice() } else { &[] };
        Self {
            model,
            messages: messages(request, dialect),
            stream: true,
            stream_options: (!dialect.no_stream_options).then_some(StreamOptions { include_usage: true }),
            max_tokens: limit.filter(|_| !dialect.other_token_limit),
            max_completion_tokens: limit.filter(|_| dialect.other_token_limit),
            temperature: (!dialect.no_temperature).then_some(request.temperature),
            tools: tools.iter().map(tool).collect(),
            response_format: request.schema.as_ref().map(|schema| response_format(schema, dialect)),
        }
    }
}

fn messages(request: &ChatRequest, dialect: Dialect) -> Vec<Message<'_>> {
    let mut messages = Vec::with_capacity(request.history.len() + 2);
    let system = system(request, dialect);
    if !system.is_empty() {
        messages.push(Message { role: "system", content: system });
    }
    messages.extend(request.history.iter().map(|turn| Message {
        role: match turn.role {
            ChatRole::Visitor => "user",
            ChatRole::Assistant => "assistant",
        },
        content: Cow::Borrowed(&turn.text),
    }));
    messages.push(Message { role: "user", content: Cow::Borrowed(&request.question) });
    messages
}

/// The instructions; with the schema in them where an endpoint knows JSON, but no schemas.
fn system(request: &ChatRequest, dialect: Dialect) -> Cow<'_, str> {
    match &request.schema {
        Some(schema) if dialect.other_schema => Cow::Owned(format!(
            "{}\n\nAnswer with one JSON object and nothing else. Its JSON Schema: {}",
            request.system, schema.schema
        )),
        _ => Cow::Borrowed(&request.system),
    }
}

fn tool(tool: &Tool) -> ToolEntry<'_> {
    ToolEntry::Function { name: &tool.name, description: &tool.description, parameters: &tool.parameters }
}

fn response_format(schema: &OutputSchema, dialect: Dialect) -> ResponseFormat<'_> {
    if dialect.other_schema {
        return ResponseFormat::JsonObject;
    }
    let OutputSchema { name, schema } = schema;
    ResponseFormat::JsonSchema { json_schema: JsonSchema { name, schema, strict: true } }
}
