//! The dashboard: server-rendered and hydrated Leptos pages.
//!
//! The same views run on the server (feature `ssr`) and in the browser (feature `hydrate`), never
//! both in one build. Only [`ssr`] reaches the server's services; everything else speaks the wire
//! types of `chatsphere_contract`.

#![recursion_limit = "256"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("build the dashboard with either `ssr` or `hydrate`: together, event handlers vanish");

mod areas;
mod browser;
mod colour;
mod components;
mod error;
mod moment;
mod routes;
mod session;
pub mod shell;
#[cfg(feature = "ssr")]
pub mod ssr;
mod typed;

pub use error::AppError;
pub use routes::App;

/// The browser's entry: takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}
