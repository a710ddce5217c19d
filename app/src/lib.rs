//! The dashboard: server-rendered and hydrated Leptos pages.
