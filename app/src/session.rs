//! What is known before the first view is made: who asks, the theme, what time it is.
//!
//! The server reads it from the request, writes it into the page once, and the browser starts from the
//! same values; so nothing flickers and hydration agrees.

use chatsphere_contract::accounts::Me;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::browser;

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// The system decides.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The cookie that keeps the choice.
    pub const COOKIE: &'static str = "cs_theme";

    /// The value in the cookie and in `data-theme`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name; anything else is the system's.
    #[cfg(feature = "ssr")]
    pub fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// What the server knows about the request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The person, when signed in.
    pub me: Option<Me>,
    /// The theme of the cookie.
    pub theme: Theme,
    /// Seconds since 1970 at which the page was made.
    pub now: i64,
    /// Our own address as visitors' pages see it, `https://chat.example`.
    pub public_url: String,
}

/// The same, for the life of the page.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    start: StoredValue<Start>,
    /// The chosen theme.
    pub theme: RwSignal<Theme>,
    /// Seconds since 1970; moves every half minute in the browser.
    pub now: RwSignal<i64>,
}

impl Session {
    /// Makes the session of this page and provides it to all views.
    pub fn provide() -> Self {
        let start = SharedValue::new(|| use_context::<Start>().unwrap_or_default()).into_inner();
        let session = Self {
            theme: RwSignal::new(start.theme),
            now: RwSignal::new(start.now),
            start: StoredValue::new(start),
        };
        Effect::new(move |_| {
            // Pages stay open all day: what was “just now” must not stay so.
            let ticks = set_interval_with_handle(
                move || session.now.set(browser::now_seconds()),
                std::time::Duration::from_secs(30),
            );
            on_cleanup(move || {
                if let Ok(handle) = ticks {
                    handle.clear();
                }
            });
        });
        provide_context(session);
        session
    }

    /// The session of this page.
    pub fn get() -> Self {
        use_context::<Self>().unwrap_or_else(Self::provide)
    }

    /// The person, when signed in.
    pub fn me(&self) -> Option<Me> {
        self.start.with_value(|start| start.me.clone())
    }

    /// Our own address as visitors' pages see it.
    pub fn public_url(&self) -> String {
        self.start.with_value(|start| start.public_url.clone())
    }

    /// Whether the person's role permits something (`bots.write`, …).
    pub fn may(&self, permission: &str) -> bool {
        self.start.with_value(|start| {
            start.me.as_ref().is_some_and(|me| me.permissions.iter().any(|have| have == permission))
        })
    }

    /// Chooses a theme, shows it at once and keeps it for a year.
    pub fn choose_theme(&self, theme: Theme) {
        self.theme.set(theme);
        browser::show_theme(theme.as_str());
        browser::set_cookie(Theme::COOKIE, theme.as_str());
    }
}
