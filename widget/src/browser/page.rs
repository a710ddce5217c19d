//! The page, the network and the host window, as `boot.js` offers them. None of these calls back into Rust
//! before it returns.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An element.
    pub type Node;

    /// Sets an attribute.
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub fn set(this: &Node, name: &str, value: &str);
    /// Appends text.
    #[wasm_bindgen(method)]
    pub fn append(this: &Node, text: &str);
    /// Takes it out of the page.
    #[wasm_bindgen(method)]
    pub fn remove(this: &Node);

    /// An element of `panel.html`.
    #[wasm_bindgen(js_name = page_by_id)]
    pub fn by_id(id: &str) -> Node;
    /// An element inside another one; it must be there.
    #[wasm_bindgen(js_name = page_find)]
    pub fn find(node: &Node, selector: &str) -> Node;
    /// Sets the text, if it is another one.
    #[wasm_bindgen(js_name = page_text)]
    pub fn set_text(node: &Node, text: &str);
    /// A new element at the end of another one.
    #[wasm_bindgen(js_name = page_child)]
    pub fn child(parent: &Node, tag: &str, class: &str) -> Node;
    /// A sentence of `panel.html`.
    #[wasm_bindgen(js_name = page_words)]
    pub fn words(id: &str) -> String;
    /// Shows or hides.
    #[wasm_bindgen(js_name = page_show)]
    pub fn show(id: &str, visible: bool);
    /// Removes all children but the first ones.
    #[wasm_bindgen(js_name = page_keep)]
    pub fn keep(node: &Node, count: u32);
    /// The number of children.
    #[wasm_bindgen(js_name = page_count)]
    pub fn count(node: &Node) -> u32;
    /// A new message of `visitor`, `bot` or `agent`; without an author the name that is on the page.
    #[wasm_bindgen(js_name = page_message)]
    pub fn new_message(pattern: &str, author: &str) -> Node;
    /// Puts a message at its place in the transcript.
    #[wasm_bindgen(js_name = page_place)]
    pub fn place(node: &Node, at: u32);

    /// A field of an object; undefined if there is none.
    #[wasm_bindgen(js_name = page_field)]
    pub fn field(value: &JsValue, name: &str) -> JsValue;
    /// A text field; empty if it is absent or no text.
    #[wasm_bindgen(js_name = page_field_text)]
    pub fn text(value: &JsValue, name: &str) -> String;
    /// A number; 0 if it is absent or none.
    #[wasm_bindgen(js_name = page_field_number)]
    pub fn number(value: &JsValue, name: &str) -> f64;
    /// Parses JSON; undefined if it is none.
    #[wasm_bindgen(js_name = page_parse)]
    pub fn parse(json: &str) -> JsValue;

    /// A random UUID.
    #[wasm_bindgen(js_name = page_uuid)]
    pub fn new_uuid() -> String;
    /// Calls the export `later` after a while.
    #[wasm_bindgen(js_name = page_later)]
    pub fn later(generation: u32, milliseconds: u32);
    /// Calls the widget API; the exports `begun`, `bytes` and `answered` tell what came of it. `kind` is
    /// `snapshot`, `events`, `message` (client id, text), `rating` (message, number) or `handoff`.
    #[wasm_bindgen(js_name = page_request)]
    pub fn request(kind: &str, generation: u32, token: &str, path: &str, first: &str, second: &str);
    /// Tells the host page something.
    #[wasm_bindgen(js_name = page_post)]
    pub fn post(kind: &str);

    /// Whether the reader is at the end of the transcript.
    #[wasm_bindgen(js_name = page_is_at_end)]
    pub fn is_at_end() -> bool;
    /// Takes the reader there.
    #[wasm_bindgen(js_name = page_to_end)]
    pub fn to_end();
    /// Opens the card of a source.
    #[wasm_bindgen(js_name = page_open_source)]
    pub fn open_source(number: u32, title: &str, text: &str, url: &str);
}

/// One sentence above the composer; an empty one hides it.
pub fn notice(sentence: &str) {
    set_text(&by_id("notice"), sentence);
}

/// A number as text.
#[inline(never)]
pub fn digits(mut number: u32) -> String {
    let mut out = String::new();
    loop {
        let digit = char::from_digit(number % 10, 10).unwrap_or('0');
        out.insert(0, digit);
        number /= 10;
        if number == 0 {
            return out;
        }
    }
}
