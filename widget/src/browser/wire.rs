//! From the contract's JSON to the transcript's types. What is absent or strange becomes the harmless case.

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::JsValue;

use super::page::{digits, field, number, parse, text, words};
use crate::sse::ServerEvent;
use crate::transcript::{Change, Citation, Message, Role, State, Status, Transcript};

/// What an event says; none if it is not one that the panel knows.
pub fn change(event: &ServerEvent) -> Option<Change> {
    let data = parse(&event.data);
    Some(match event.name.as_str() {
        "message.created" => Change::Created(message(&field(&data, "message"), "")),
        "message.completed" => Change::Completed(message(&field(&data, "message"), "completed")),
        "message.delta" => Change::Delta(text(&data, "message_id"), text(&data, "text")),
        "message.failed" => Change::Failed(text(&data, "message_id"), reason(&data)),
        "conversation.updated" => Change::Updated(status(&data), text(&data, "agent")),
        _ => return None,
    })
}

/// The whole conversation.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a cast from a float saturates")]
pub fn snapshot(data: &JsValue) -> Transcript {
    let mut messages = Vec::new();
    for one in elements(data, "messages") {
        messages.push(message(&one, &text(&one, "status")));
    }
    Transcript::new(messages, status(data), text(data, "agent"), number(data, "last_seq") as i64)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float saturates"
)]
#[inline(never)]
fn message(data: &JsValue, status: &str) -> Message {
    let role = match text(data, "role").as_str() {
        "visitor" => Role::Visitor,
        "agent" => Role::Agent,
        _ => Role::Assistant,
    };
    let state = match (status, role) {
        ("failed", _) => State::Failed,
        ("pending", _) => State::Pending,
        ("completed", _) | (_, Role::Agent) => State::Completed,
        // Events carry no status: the visitor's message waits for its answer, the answer grows.
        ("", Role::Visitor) => State::Pending,
        _ => State::Streaming,
    };
    let mut citations = Vec::new();
    for one in elements(data, "citations") {
        let n = number(&one, "n") as u32;
        citations.push(Citation {
            n,
            title: text(&one, "title"),
            url: text(&one, "url"),
            snippet: text(&one, "snippet"),
        });
    }
    Message {
        id: text(data, "id"),
        client_id: text(data, "client_id"),
        reply_to: text(data, "reply_to"),
        role,
        text: text(data, "text"),
        state,
        sentence: if state == State::Failed { reason(&field(data, "error")) } else { String::new() },
        answered: field(data, "answered") != JsValue::FALSE,
        citations,
        rating: number(data, "rating") as i32,
        version: 0,
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float saturates"
)]
fn elements(data: &JsValue, name: &str) -> Vec<JsValue> {
    let list = field(data, name);
    (0..number(&list, "length") as u32).map(|at| field(&list, &digits(at))).collect()
}

fn status(data: &JsValue) -> Status {
    match text(data, "status").as_str() {
        "waiting_for_agent" => Status::Waiting,
        "with_agent" => Status::WithAgent,
        "resolved" => Status::Resolved,
        _ => Status::Open,
    }
}

fn reason(data: &JsValue) -> String {
    let detail = text(data, "detail");
    if detail.is_empty() { words("w-broke") } else { detail }
}
