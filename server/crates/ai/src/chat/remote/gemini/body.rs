//! The request's body.

use serde::Serialize;
use serde_json::Value;

use crate::chat::remote::turns::alternating;
use crate::chat::remote::wire::Dialect;
use crate::chat::{ChatRequest, ChatRole, Tool};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<Content>,
    contents: Vec<Content>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<ToolList<'a>>,
    generation_config: GenerationConfig<'a>,
}

#[derive(Debug, Serialize)]
struct Content {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    parts: [Part; 1],
}

#[derive(Debug, Serialize)]
struct Part {
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ToolList<'a> {
    function_declarations: Vec<FunctionDeclaration<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FunctionDeclaration<'a> {
    name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters_json_schema: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<&'a Value>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct GenerationConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_mime_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_json_schema: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_schema: Option<&'a Value>,
}

impl<'a> Body<'a> {
    /// Schemas go into the fields that take JSON Schema; for an endpoint that does not know those, into the
    /// older ones, which take a part of OpenAPI's schemas.
    pub(super) fn new(request: &'a ChatRequest, dialect: Dialect) -> Self {
        let schema = request.schema.as_ref().map(|schema| &schema.schema);
        let system = Some(&request.system).filter(|system| !system.trim().is_empty());
        Self {
            system_instruction: system.map(|text| content(None, text.clone())),
            contents: contents(request),
            tools: if schema.is_none() { tools(&request.tools, dialect) } else { Vec::new() },
            generation_config: GenerationConfig {
                max_output_tokens: Some(request.max_output_tokens).filter(|limit| *limit > 0),
                temperature: (!dialect.no_temperature).then_some(request.temperature),
                response_mime_type: schema.map(|_| "application/json"),
                response_json_schema: schema.filter(|_| !dialect.other_schema),
                response_schema: schema.filter(|_| dialect.other_schema),
            },
        }
    }
}

fn content(role: Option<&'static str>, text: String) -> Content {
    Content { role, parts: [Part { text }] }
}

fn contents(request: &ChatRequest) -> Vec<Content> {
    let role = |role| match role {
        ChatRole::Visitor => Some("user"),
        ChatRole::Assistant => Some("model"),
    };
    alternating(request).into_iter().map(|(who, text)| content(role(who), text)).collect()
}

fn tools(tools: &[Tool], dialect: Dialect) -> Vec<ToolList<'_>> {
    let function = |tool| declaration(tool, dialect);
    match tools {
        [] => Vec::new(),
        tools => vec![ToolList { function_declarations: tools.iter().map(function).collect() }],
    }
}

fn declaration(tool: &Tool, dialect: Dialect) -> FunctionDeclaration<'_> {
    let parameters = Some(&tool.parameters);
    FunctionDeclaration {
        name: &tool.name,
        description: &tool.description,
        parameters_json_schema: parameters.filter(|_| !dialect.other_schema),
        parameters: parameters.filter(|_| dialect.other_schema),
    }
}
