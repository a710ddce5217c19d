//! The chat panel that visitors see: web-sys, no framework.
//!
//! It runs in an iframe on our own origin, opened by `launcher/widget.js` on the tenant's page. What can be
//! wrong in subtle ways (the event stream, Markdown, the transcript) is plain Rust, tested natively; what
//! touches the browser is in `browser` and exists only in WASM. The frame, every icon and every word are in
//! `panel.html`, where they cost least. All of it together must stay under 25 KB (brotli): so there is no
//! standard library under it, no JSON library, no formatting, no table of Unicode, and one click listener
//! for all buttons.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

pub mod inline;
pub mod markdown;
pub mod sse;
pub mod transcript;

#[cfg(target_arch = "wasm32")]
mod browser;
