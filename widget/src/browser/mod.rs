//! Everything that exists only in WASM. The data flows one way: `boot.js` calls an export ([`exports`]), that
//! changes the one [`panel::Panel`], and what changed is drawn through the few functions of [`page`].

mod exports;
mod follow;
mod message_view;
mod page;
mod panel;
mod render;
mod runtime;
mod send;
mod wire;
