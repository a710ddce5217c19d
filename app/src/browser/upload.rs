//! Sends a file with progress. `XMLHttpRequest`, because `fetch` cannot tell how much has been sent.

use leptos::web_sys;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::stream::problem;
use crate::error::AppError;

/// What is sent.
pub enum Payload {
    /// A multipart form with this file in its field `file`.
    Form(web_sys::File),
    /// The file's bytes as they are, under a content type.
    Raw(web_sys::File, &'static str),
}

/// How an upload went on.
pub enum UploadEvent {
    /// A share of the bytes is out, 0 to 1.
    Sent(f64),
    /// The server took it and answered with this body.
    Accepted(String),
    /// It did not work.
    Failed(AppError),
}

/// Posts to `url` with the session's cookie; `on_event` hears how it goes and last how it ended.
pub fn post(url: &str, payload: &Payload, on_event: impl Fn(UploadEvent) + Clone + 'static) {
    if start(url, payload, on_event.clone()).is_none() {
        on_event(UploadEvent::Failed(AppError::Unreachable));
    }
}

fn start(url: &str, payload: &Payload, on_event: impl Fn(UploadEvent) + Clone + 'static) -> Option<()> {
    let request = web_sys::XmlHttpRequest::new().ok()?;
    request.open_with_async("POST", url, true).ok()?;

    let report = on_event.clone();
    let on_progress = Closure::<dyn Fn(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            report(UploadEvent::Sent(event.loaded() / event.total()));
        }
    });
    request.upload().ok()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));

    let finished = request.clone();
    let on_end = Closure::once_into_js(move || {
        // Keeps the progress handler alive for exactly as long as the request.
        drop(on_progress);
        let status = finished.status().unwrap_or(0);
        let body = finished.response_text().ok().flatten().unwrap_or_default();
        on_event(match status {
            0 => UploadEvent::Failed(AppError::Unreachable),
            200..300 => UploadEvent::Accepted(body),
            _ => UploadEvent::Failed(problem(status, &body)),
        });
    });
    request.set_onloadend(Some(on_end.unchecked_ref()));

    match payload {
        Payload::Form(file) => {
            let form = web_sys::FormData::new().ok()?;
            form.append_with_blob_and_filename("file", file, &file.name()).ok()?;
            request.send_with_opt_form_data(Some(&form)).ok()
        }
        Payload::Raw(file, content_type) => {
            request.set_request_header("content-type", content_type).ok()?;
            request.send_with_opt_blob(Some(file)).ok()
        }
    }
}
