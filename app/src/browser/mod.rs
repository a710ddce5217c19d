//! The browser's interfaces in the few shapes that the views need.
//!
//! All of it compiles on the server too and none of it runs there: it is only called from event
//! handlers and effects.

pub mod sse;
pub mod stream;
pub mod upload;

use leptos::prelude::*;
use leptos::web_sys;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// Seconds since 1970 by the browser's clock.
pub fn now_seconds() -> i64 {
    // The browser's clock is a float of milliseconds; seconds fit an i64 for any date.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    let seconds = (js_sys::Date::now() / 1_000.0) as i64;
    seconds
}

/// A fresh id for a message that this browser sends: 128 random bits in hexadecimal.
pub fn random_id() -> String {
    (0..4)
        .map(|_| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0..2^32 by construction"
            )]
            let part = (js_sys::Math::random() * 4_294_967_296.0) as u32;
            format!("{part:08x}")
        })
        .collect()
}

/// Shows a theme on the root element; `system` leaves it to the browser.
pub fn show_theme(theme: &str) {
    let Some(root) = document().document_element() else { return };
    // An attribute of our own root element: setting it can only fail for an invalid name.
    let _ = if theme == "system" {
        root.remove_attribute("data-theme")
    } else {
        root.set_attribute("data-theme", theme)
    };
}

/// Sets a cookie for this host for a year.
pub fn set_cookie(name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
    // Refused cookies only mean that the choice is not kept.
    let _ = js_sys::Reflect::set(&document(), &JsValue::from_str("cookie"), &JsValue::from_str(&cookie));
}

/// Leaves for another address with a full load, so that everything starts anew.
pub fn go(url: &str) {
    // Only fails while the page is being left already.
    let _ = window().location().assign(url);
}

/// Sends the person to log in, and back here afterwards.
pub fn go_to_log_in() {
    let location = window().location();
    let here =
        format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    go(&format!("/log-in?next={}", String::from(js_sys::encode_uri_component(&here))));
}

/// Before a link of the page is followed, asks `stay`; true keeps the page. Gives what ends the watch.
///
/// The router listens for clicks too; this one hears them first, on their way down.
pub fn watch_links(stay: impl Fn() -> bool + 'static) -> impl FnOnce() + Send + Sync + 'static {
    let heard = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("a[href]").ok().flatten());
        let elsewhere = link.is_some_and(|link| {
            let here = link.get_attribute("href").is_some_and(|href| href.starts_with('#'));
            !here && !link.has_attribute("target")
        });
        if elsewhere && stay() {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    // Listening to the window's clicks is never refused.
    let _ = window().add_event_listener_with_callback_and_bool("click", heard.as_ref().unchecked_ref(), true);
    let heard = SendWrapper::new(heard);
    move || {
        let heard = heard.take();
        let _ = window().remove_event_listener_with_callback_and_bool(
            "click",
            heard.as_ref().unchecked_ref(),
            true,
        );
    }
}

/// Asks a yes-or-no question; no when the browser does not ask.
pub fn confirm(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(false)
}

/// Comes back after a while.
pub async fn wait(duration: std::time::Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                // The promise's own function: it cannot throw.
                let _ = resolve.call0(&JsValue::NULL);
            },
            duration,
        );
    });
    // This promise is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Puts text on the clipboard; false when the browser refuses.
pub async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// The element that an event came from, as a given type.
pub fn target<T: JsCast>(event: &web_sys::Event) -> Option<T> {
    event.current_target()?.dyn_into().ok()
}
