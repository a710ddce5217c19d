//! Posts JSON and reads the answer as a stream of server-sent events.

use chatsphere_contract::problem::Problem;
use leptos::prelude::window;
use leptos::web_sys;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::sse::{SseEvent, SseReader};
use crate::error::AppError;

/// Posts `body` with the session's cookie and hands each event to `on_event` until the stream ends.
/// `signal` ends it early.
pub async fn post_for_events(
    url: &str,
    body: &str,
    signal: &web_sys::AbortSignal,
    on_event: impl FnMut(SseEvent),
) -> Result<(), AppError> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(body));
    read_events(url, &init, signal, on_event, || true).await
}

/// Reads a stream of events for as long as `more` says, or until it ends.
pub async fn get_events(
    url: &str,
    signal: &web_sys::AbortSignal,
    on_event: impl FnMut(SseEvent),
    more: impl Fn() -> bool,
) -> Result<(), AppError> {
    read_events(url, &web_sys::RequestInit::new(), signal, on_event, more).await
}

async fn read_events(
    url: &str,
    init: &web_sys::RequestInit,
    signal: &web_sys::AbortSignal,
    mut on_event: impl FnMut(SseEvent),
    more: impl Fn() -> bool,
) -> Result<(), AppError> {
    init.set_signal(Some(signal));
    let request = web_sys::Request::new_with_str_and_init(url, init).map_err(unreachable)?;
    for (name, value) in [("content-type", "application/json"), ("accept", "text/event-stream")] {
        request.headers().set(name, value).map_err(unreachable)?;
    }
    let response = send(&request).await?;
    let stream = response.body().ok_or_else(|| AppError::Protocol("an empty stream".to_owned()))?;
    let reader: web_sys::ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|_| AppError::Protocol("no reader".to_owned()))?;
    let decoder = web_sys::TextDecoder::new().map_err(unreachable)?;
    let streaming = web_sys::TextDecodeOptions::new();
    streaming.set_stream(true);
    let mut events = SseReader::default();
    while more() {
        let chunk = JsFuture::from(reader.read()).await.map_err(unreachable)?;
        let done =
            js_sys::Reflect::get(&chunk, &JsValue::from_str("done")).is_ok_and(|done| done.is_truthy());
        if done {
            return Ok(());
        }
        let value = js_sys::Reflect::get(&chunk, &JsValue::from_str("value")).map_err(unreachable)?;
        let bytes: js_sys::Uint8Array =
            value.dyn_into().map_err(|_| AppError::Protocol("a chunk without bytes".to_owned()))?;
        let text = decoder.decode_with_js_u8_array_and_options(&bytes, &streaming).map_err(unreachable)?;
        for event in events.push(&text) {
            on_event(event);
        }
    }
    // Enough is known: give the connection back. A refusal only means that it has ended by itself.
    let _ = JsFuture::from(reader.cancel()).await;
    Ok(())
}

async fn send(request: &web_sys::Request) -> Result<web_sys::Response, AppError> {
    let response = JsFuture::from(window().fetch_with_request(request)).await.map_err(unreachable)?;
    let response: web_sys::Response = response.dyn_into().map_err(unreachable)?;
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let text = text_of(&response).await?;
    Err(problem(status, &text))
}

/// The problem in an error's body; a plain one when the body is something else (a proxy's page, say).
pub fn problem(status: u16, body: &str) -> AppError {
    let problem = serde_json::from_str::<Problem>(body).unwrap_or_else(|_| {
        Problem::new(
            status,
            "unexpected",
            format!("The server answered with status {status}. Try again in a moment."),
        )
    });
    AppError::Problem(problem)
}

async fn text_of(response: &web_sys::Response) -> Result<String, AppError> {
    let text = JsFuture::from(response.text().map_err(unreachable)?).await.map_err(unreachable)?;
    Ok(text.as_string().unwrap_or_default())
}

fn unreachable(_: JsValue) -> AppError {
    AppError::Unreachable
}
