//! The real widget on a page of our own, told the draft as it is typed.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;
use serde_json::json;
use wasm_bindgen::JsValue;

use super::draft::Draft;
use crate::components::{RadioOption, Segmented};

/// Typing rests this long before the widget is drawn anew.
const REST: Duration = Duration::from_millis(350);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HostPage {
    Light,
    Dark,
    Phone,
}

/// The widget on a light page, a dark page or a phone.
#[component]
pub fn Preview(
    /// Names the bot to the widget.
    public_key: String,
    /// What is being edited.
    draft: Draft,
) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let host = RwSignal::new(HostPage::Light);
    // The frame announces itself when its page runs, again after every reload. It may have done so before
    // this page listened: so the first draft is sent without waiting for it.
    let ready = Trigger::new();
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::message, move |event| {
            let ours = window().location().origin().is_ok_and(|origin| origin == event.origin());
            let kind = js_sys::Reflect::get(&event.data(), &JsValue::from_str("type")).ok();
            if ours && kind.and_then(|kind| kind.as_string()).as_deref() == Some("chatsphere:preview-ready") {
                ready.notify();
            }
        });
        on_cleanup(move || handle.remove());
    });
    let pending = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let Some(bootstrap) = draft.bootstrap() else { return };
        ready.track();
        if let Some(handle) = pending.get_value() {
            handle.clear();
        }
        let message = json!({ "type": "chatsphere:draft", "bootstrap": bootstrap });
        let handle = set_timeout_with_handle(move || post(frame, &message), REST);
        pending.set_value(handle.ok());
    });
    Effect::new(move |_| {
        let name = if host.get() == HostPage::Dark { "dark" } else { "light" };
        ready.track();
        post(frame, &json!({ "type": "chatsphere:host", "host": name }));
    });
    let options = vec![
        (RadioOption { value: HostPage::Light, label: "Light page" }, None),
        (RadioOption { value: HostPage::Dark, label: "Dark page" }, None),
        (RadioOption { value: HostPage::Phone, label: "Phone" }, None),
    ];
    view! {
        <section class="preview" aria-label="Preview">
            <div class="row-between">
                <h2>"Preview"</h2>
                <Segmented
                    label="Page around the chat"
                    options=options
                    value=host
                    on_choose=Callback::new(move |page| host.set(page))
                />
            </div>
            <div class="preview-frame" class:preview-phone=move || host.get() == HostPage::Phone>
                <iframe
                    node_ref=frame
                    title="The chat on a page, as visitors will see it"
                    src=format!("/preview/{public_key}")
                ></iframe>
            </div>
            <p class="muted small">"This is the real chat. Nothing is published before you save."</p>
        </section>
    }
    .into_any()
}

fn post(frame: NodeRef<html::Iframe>, message: &serde_json::Value) {
    let Some(target) = frame.get_untracked().and_then(|frame| frame.content_window()) else { return };
    let Ok(origin) = window().location().origin() else { return };
    let Ok(message) = js_sys::JSON::parse(&message.to_string()) else { return };
    send(&target, &message, &origin);
}

fn send(target: &web_sys::Window, message: &JsValue, origin: &str) {
    // Refused only for an origin that is none, and this is our own.
    let _ = target.post_message(message, origin);
}
