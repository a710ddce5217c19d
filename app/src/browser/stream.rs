//! Posts JSON and reads the answer as a stream of server-sent events.

use chatsphere_contract::problem::Problem;
use gloo_net::http::{Request, RequestBuilder, Response};
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
    let request = for_events(Request::post(url), signal).body(body).map_err(unsendable)?;
    read_events(request, on_event, || true).await
}

/// Reads a stream of events for as long as `more` says, or until it ends.
pub async fn get_events(
    url: &str,
    signal: &web_sys::AbortSignal,
    on_event: impl FnMut(SseEvent),
    more: impl Fn() -> bool,
) -> Result<(), AppError> {
    let request = for_events(Request::get(url), signal).build().map_err(unsendable)?;
    read_events(request, on_event, more).await
}

fn for_events(request: RequestBuilder, signal: &web_sys::AbortSignal) -> RequestBuilder {
    request
        .header("content-type", "application/json")
        .header("accept", "text/event-stream")
        .abort_signal(Some(signal))
}

async fn read_events(
    request: Request,
    mut on_event: impl FnMut(SseEvent),
    more: impl Fn() -> bool,
) -> Result<(), AppError> {
    let response = send(request).await?;
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

async fn send(request: Request) -> Result<Response, AppError> {
    let response = request.send().await.map_err(unsendable)?;
    if response.ok() {
        return Ok(response);
    }
    let text = response.text().await.map_err(unsendable)?;
    Err(problem(response.status(), &text))
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

fn unsendable(_: gloo_net::Error) -> AppError {
    AppError::Unreachable
}

fn unreachable(_: JsValue) -> AppError {
    AppError::Unreachable
}
