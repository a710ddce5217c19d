//! The request's body.

use serde::Serialize;
use serde_json::Value;

use crate::chat::remote::turns::alternating;
use crate::chat::remote::wire::Dialect;
use crate::chat::{ChatRequest, ChatRole, OutputSchema, Tool};

/// The limit when the request has none: this protocol wants one.
const DEFAULT_MAX_TOKENS: u32 = 4_096;

/// The protocol's highest temperature; OpenAI's is 2.
const MAX_TEMPERATURE: f32 = 1.0;

#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    max_tokens: u32,
    stream: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    system: Vec<SystemBlock<'a>>,
    messages: Vec<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<ToolEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<ToolChoice<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig<'a>>,
}

/// A text of the instructions; what precedes the mark, tools included, is kept for the next request.
#[derive(Debug, Serialize)]
struct SystemBlock<'a> {
    r#type: &'static str,
    text: &'a str,
    cache_control: CacheControl,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum CacheControl {
    Ephemeral,
}

#[derive(Debug, Serialize)]
struct Message {
    role: &'static str,
    content: String,
}

#[derive(Debug, Serialize)]
struct ToolEntry<'a> {
    name: &'a str,
    description: &'a str,
    input_schema: &'a Value,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ToolChoice<'a> {
    Tool { name: &'a str },
}

#[derive(Debug, Serialize)]
struct OutputConfig<'a> {
    format: OutputFormat<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum OutputFormat<'a> {
    JsonSchema { schema: &'a Value },
}

impl<'a> Body<'a> {
    /// A schema is the arguments of a tool that the model has to call; for models that refuse to be forced,
    /// because they always think first, it is the output's format, which in turn older models do not know.
    pub(super) fn new(model: &'a str, request: &'a ChatRequest, dialect: Dialect) -> Self {
        let schema = request.schema.as_ref();
        let forced = schema.filter(|_| !dialect.other_schema);
        let format = schema.filter(|_| dialect.other_schema);
        let tools = match (schema, forced) {
            (None, _) => request.tools.iter().map(tool).collect(),
            (_, Some(forced)) => vec![schema_tool(forced)],
            (Some(_), None) => Vec::new(),
        };
        let temperature = request.temperature.clamp(0.0, MAX_TEMPERATURE);
        Self {
            model,
            max_tokens: match request.max_output_tokens {
                0 => DEFAULT_MAX_TOKENS,
                limit => limit,
            },
            stream: true,
            system: system(&request.system),
            messages: messages(request),
            temperature: (!dialect.no_temperature).then_some(temperature),
            tools,
            tool_choice: forced.map(|schema| ToolChoice::Tool { name: &schema.name }),
            output_config: format
                .map(|schema| OutputConfig { format: OutputFormat::JsonSchema { schema: &schema.schema } }),
        }
    }
}

fn system(text: &str) -> Vec<SystemBlock<'_>> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    vec![SystemBlock { r#type: "text", text, cache_control: CacheControl::Ephemeral }]
}

fn messages(request: &ChatRequest) -> Vec<Message> {
    let message = |(role, content)| match role {
        ChatRole::Visitor => Message { role: "user", content },
        ChatRole::Assistant => Message { role: "assistant", content },
    };
    alternating(request).into_iter().map(message).collect()
}

fn tool(tool: &Tool) -> ToolEntry<'_> {
    ToolEntry { name: &tool.name, description: &tool.description, input_schema: &tool.parameters }
}

fn schema_tool(schema: &OutputSchema) -> ToolEntry<'_> {
    ToolEntry {
        name: &schema.name,
        description: "Gives the answer in the form that is asked for.",
        input_schema: &schema.schema,
    }
}
