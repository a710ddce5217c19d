//! The HTTP surface as its callers see it: a real server on loopback, a real database each.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod accounts;
mod api_keys;
mod behaviour;
mod cross_site;
mod overview;
mod pages;
mod problems;
mod route_walk;
mod spending;
mod support;
mod tokens;
mod widget;
