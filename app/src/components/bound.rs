//! Ties a text signal to an input in a way that keeps what was typed before the page ran.

use leptos::prelude::*;
use leptos::tachys::html::element::ElementType;
use leptos::web_sys;
use wasm_bindgen::JsCast;

/// Ties `value` to an input or text area. What was typed, or filled in by the browser, before the page
/// ran is taken over; afterwards the element follows the signal.
pub fn bind_text<E>(element: NodeRef<E>, value: RwSignal<String>)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    Effect::new(move |bound: Option<bool>| {
        let Some(node) = element.get() else { return false };
        let typed = read(node.as_ref());
        if bound != Some(true) {
            if !typed.is_empty() && value.with_untracked(|value| *value != typed) {
                value.set(typed);
            }
            value.track();
            return true;
        }
        value.with(|value| {
            if *value != typed {
                write(node.as_ref(), value);
            }
        });
        true
    });
}

fn read(element: &web_sys::Element) -> String {
    if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        return input.value();
    }
    element
        .dyn_ref::<web_sys::HtmlTextAreaElement>()
        .map(web_sys::HtmlTextAreaElement::value)
        .unwrap_or_default()
}

fn write(element: &web_sys::Element, text: &str) {
    if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        input.set_value(text);
    } else if let Some(area) = element.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.set_value(text);
    }
}
