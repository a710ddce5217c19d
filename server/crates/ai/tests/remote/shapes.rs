//! What each provider sends, written after its documentation.

use chatsphere_ai::{ChatDelta, ProviderKind};
use serde_json::{Value, json};

/// One provider's way to say things. Each function gives events.
pub struct Shapes {
    pub kind: ProviderKind,
    /// What follows host and port in the address that people enter.
    base_path: &'static str,
    /// Where the request goes.
    pub path: &'static str,
    /// The header that carries the key, in lower case, with what stands before the key.
    pub key_header: &'static str,
    /// What comes before the first word.
    pub opening: fn() -> String,
    pub text: fn(&str) -> String,
    /// The rest of an answer, with its cost.
    pub ending: fn(End) -> String,
    /// The pieces of a call of the tool `find`, its arguments in these pieces.
    pub tool_call: fn(&[&str]) -> String,
    /// An answer in the form of the schema `reply`, its JSON in these pieces.
    pub structured: fn(&[&str]) -> String,
    /// What keeps a connection open and says nothing.
    pub ping: &'static str,
    pub error: fn(&str) -> String,
    /// The status that stands in `error`, or is meant by it.
    pub error_status: u16,
    /// The body of a refusal.
    pub refusal: fn(&str) -> Value,
    /// An answer that is not streamed.
    pub whole: fn(&str) -> Value,
}

/// Why an answer ends.
#[derive(Clone, Copy)]
pub enum End {
    Done,
    Length,
    Filter,
    Tools,
}

impl Shapes {
    pub fn base_url(&self, address: &str) -> String {
        format!("http://{address}{}", self.base_path)
    }

    /// A whole answer in these pieces.
    pub fn answer(&self, pieces: &[&str]) -> String {
        self.answer_that_ends(pieces, End::Done)
    }

    pub fn answer_that_ends(&self, pieces: &[&str], end: End) -> String {
        let text: String = pieces.iter().map(|piece| (self.text)(piece)).collect();
        [(self.opening)(), text, (self.ending)(end)].concat()
    }

    /// A whole answer that is nothing but a call.
    pub fn answer_with_call(&self, arguments: &[&str]) -> String {
        [(self.opening)(), (self.tool_call)(arguments), (self.ending)(End::Tools)].concat()
    }
}

/// The cost in every `ending`.
pub fn usage() -> ChatDelta {
    ChatDelta::Usage { input_tokens: 120, output_tokens: 9, cached_input_tokens: 100 }
}

/// Every protocol, and Azure's addresses.
pub fn all() -> [Shapes; 4] {
    [openai(), azure(), anthropic(), gemini()]
}

pub fn openai() -> Shapes {
    Shapes {
        kind: ProviderKind::OpenAi,
        base_path: "/v1",
        path: "/v1/chat/completions",
        key_header: "authorization: bearer ",
        opening: || {
            let delta = json!({"role": "assistant", "content": "", "refusal": null});
            let chunk = json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000,
                "model": "small", "choices": [{"index": 0, "delta": delta, "logprobs": null,
                "finish_reason": null}], "usage": null});
            format!(": hello\n\n{}", data(&chunk))
        },
        text: |text| {
            data(&json!({"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"content": text},
                "finish_reason": null}], "usage": null}))
        },
        ending: |end| {
            let reason = match end {
                End::Done => "stop",
                End::Length => "length",
                End::Filter => "content_filter",
                End::Tools => "tool_calls",
            };
            let last = json!({"id": "chatcmpl-1",
                "choices": [{"index": 0, "delta": {}, "finish_reason": reason}], "usage": null});
            let usage = json!({"id": "chatcmpl-1", "choices": [], "usage": {"prompt_tokens": 120,
                "completion_tokens": 9, "total_tokens": 129, "prompt_tokens_details": {"cached_tokens": 100},
                "completion_tokens_details": {"reasoning_tokens": 2}}});
            [data(&last), data(&usage), "data: [DONE]\n\n".to_owned()].concat()
        },
        tool_call: |arguments| {
            let delta = |call: Value| {
                data(
                    &json!({"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": null}]}),
                )
            };
            let first = json!({"index": 0, "id": "call_1", "type": "function",
                "function": {"name": "find", "arguments": ""}});
            let piece = |text: &&str| delta(json!({"index": 0, "function": {"arguments": text}}));
            [delta(first), arguments.iter().map(piece).collect()].concat()
        },
        structured: |pieces| pieces.iter().map(|piece| (openai().text)(piece)).collect(),
        ping: ": keep-alive\n\n",
        error: |message| data(&json!({"error": {"message": message, "type": "server_error", "code": 503}})),
        error_status: 503,
        refusal: |message| json!({"error": {"message": message, "type": "x", "param": null, "code": "x"}}),
        whole: |text| {
            json!({"object": "chat.completion",
                "choices": [{"index": 0, "message": {"role": "assistant", "content": text},
                "finish_reason": "stop"}], "usage": {"prompt_tokens": 120, "completion_tokens": 9,
                "prompt_tokens_details": {"cached_tokens": 100}}})
        },
    }
}

pub fn azure() -> Shapes {
    Shapes {
        kind: ProviderKind::Azure,
        base_path: "",
        path: "/openai/v1/chat/completions",
        key_header: "api-key: ",
        opening: || {
            let filter = json!({"choices": [], "id": "", "model": "",
                "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {}}]});
            [data(&filter), (openai().opening)()].concat()
        },
        ..openai()
    }
}

pub fn anthropic() -> Shapes {
    Shapes {
        kind: ProviderKind::Anthropic,
        base_path: "",
        path: "/v1/messages",
        key_header: "x-api-key: ",
        opening: || {
            let usage = json!({"input_tokens": 15, "cache_creation_input_tokens": 5,
                "cache_read_input_tokens": 100, "output_tokens": 1});
            let message = json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "small",
                "content": [], "stop_reason": null, "stop_sequence": null, "usage": usage});
            let thought = json!({"type": "thinking", "thinking": "", "signature": ""});
            let signature = json!({"type": "signature_delta", "signature": "EqQB"});
            [
                named(&json!({"type": "message_start", "message": message})),
                named(&json!({"type": "content_block_start", "index": 0, "content_block": thought})),
                named(&json!({"type": "ping"})),
                named(&json!({"type": "content_block_delta", "index": 0, "delta": signature})),
                named(&json!({"type": "content_block_stop", "index": 0})),
                named(&json!({"type": "content_block_start", "index": 1,
                    "content_block": {"type": "text", "text": ""}})),
            ]
            .concat()
        },
        text: |text| {
            named(&json!({"type": "content_block_delta", "index": 1,
                "delta": {"type": "text_delta", "text": text}}))
        },
        ending: |end| {
            let reason = match end {
                End::Done => "end_turn",
                End::Length => "max_tokens",
                End::Filter => "refusal",
                End::Tools => "tool_use",
            };
            [
                named(&json!({"type": "content_block_stop", "index": 1})),
                named(&json!({"type": "message_delta",
                    "delta": {"stop_reason": reason, "stop_sequence": null}, "usage": {"output_tokens": 9}})),
                named(&json!({"type": "message_stop"})),
            ]
            .concat()
        },
        tool_call: |arguments| anthropic_tool("find", arguments),
        structured: |pieces| anthropic_tool("reply", pieces),
        ping: "event: ping\ndata: {\"type\": \"ping\"}\n\n",
        error: |message| {
            named(&json!({"type": "error", "error": {"type": "overloaded_error", "message": message}}))
        },
        error_status: 529,
        refusal: |message| json!({"type": "error", "error": {"type": "x", "message": message}, "request_id": "req_1"}),
        whole: |text| {
            json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "small",
                "content": [{"type": "text", "text": text}], "stop_reason": "end_turn",
                "usage": {"input_tokens": 20, "cache_read_input_tokens": 100, "output_tokens": 9}})
        },
    }
}

fn anthropic_tool(name: &str, arguments: &[&str]) -> String {
    let start = json!({"type": "content_block_start", "index": 2,
        "content_block": {"type": "tool_use", "id": "toolu_1", "name": name, "input": {}}});
    let piece = |text: &&str| {
        named(&json!({"type": "content_block_delta", "index": 2,
            "delta": {"type": "input_json_delta", "partial_json": text}}))
    };
    let stop = named(&json!({"type": "content_block_stop", "index": 2}));
    [named(&start), arguments.iter().map(piece).collect(), stop].concat()
}

pub fn gemini() -> Shapes {
    Shapes {
        kind: ProviderKind::Gemini,
        base_path: "",
        path: "/v1beta/models/small:streamGenerateContent?alt=sse",
        key_header: "x-goog-api-key: ",
        opening: || {
            let thought = json!({"text": "The visitor wants…", "thought": true});
            data(&json!({"candidates": [{"content": {"parts": [thought], "role": "model"}, "index": 0}],
                "usageMetadata": {"promptTokenCount": 120, "thoughtsTokenCount": 3, "totalTokenCount": 123},
                "modelVersion": "small", "responseId": "r1"}))
        },
        text: |text| {
            data(
                &json!({"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}],
                "modelVersion": "small", "responseId": "r1"}),
            )
        },
        ending: |end| {
            let reason = match end {
                End::Done | End::Tools => "STOP",
                End::Length => "MAX_TOKENS",
                End::Filter => "SAFETY",
            };
            data(&json!({"candidates": [{"content": {"parts": [{"text": "", "thoughtSignature": "EjQK"}],
                "role": "model"}, "finishReason": reason, "index": 0}],
                "usageMetadata": {"promptTokenCount": 120, "cachedContentTokenCount": 100,
                "candidatesTokenCount": 6, "thoughtsTokenCount": 3, "totalTokenCount": 129},
                "modelVersion": "small", "responseId": "r1"}))
        },
        tool_call: |arguments| {
            // A call comes whole, its arguments as JSON; what is no JSON can only come as a text.
            let text = arguments.concat();
            let args: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            data(
                &json!({"candidates": [{"content": {"parts": [{"functionCall": {"name": "find", "args": args},
                "thoughtSignature": "EjQK"}], "role": "model"}, "index": 0}]}),
            )
        },
        structured: |pieces| pieces.iter().map(|piece| (gemini().text)(piece)).collect(),
        ping: "\n: \n\n",
        error: |message| data(&json!({"error": {"code": 503, "message": message, "status": "UNAVAILABLE"}})),
        error_status: 503,
        refusal: |message| json!({"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}}),
        whole: |text| {
            json!({"candidates": [{"content": {"parts": [{"text": text}], "role": "model"},
                "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 120,
                "cachedContentTokenCount": 100, "candidatesTokenCount": 9}})
        },
    }
}

pub fn data(value: &Value) -> String {
    format!("data: {value}\n\n")
}

/// An event whose name is its type.
pub fn named(value: &Value) -> String {
    format!("event: {}\n{}", value["type"].as_str().unwrap(), data(value))
}
