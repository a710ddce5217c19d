//! What was typed into a form that came back.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What was typed into a form that was sent without JavaScript and refused, for the page that comes back.
/// The password is never among it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    /// E-mail address.
    pub email: String,
    /// A name: the person's, or the new bot's.
    pub name: String,
    /// The workspace's name.
    pub workspace: String,
    /// Where to go after logging in.
    pub next: String,
    /// Why it was refused.
    pub error: Option<AppError>,
}

impl Typed {
    /// What the server handed to this page; the same in the browser.
    pub fn get() -> Self {
        SharedValue::new(|| use_context::<Self>().unwrap_or_default()).into_inner()
    }
}
