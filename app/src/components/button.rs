//! Buttons, and links that look like them.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::{Icon, IconName};

/// How loud a button is. A page has at most one primary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonLook {
    /// The step that the page is for.
    Primary,
    /// Another step.
    #[default]
    Secondary,
    /// A step in passing.
    Quiet,
    /// Destroys something.
    Danger,
}

impl ButtonLook {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// What pressing does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// Only what `on_press` does.
    #[default]
    Plain,
    /// Sends the form around it.
    Submit,
}

/// A button. While busy it keeps its width and does nothing.
#[component]
pub fn Button(
    /// Loudness.
    #[prop(optional)]
    look: ButtonLook,
    /// Plain or submit.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Smaller, for rows.
    #[prop(optional)]
    small: bool,
    /// As wide as its place.
    #[prop(optional)]
    wide: bool,
    /// Work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What happens.
    #[prop(optional, into)]
    on_press: Option<Callback<MouseEvent>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let mut class = look.class().to_owned();
    if small {
        class.push_str(" button-small");
    }
    if wide {
        class.push_str(" button-wide");
    }
    view! {
        <button
            class=class
            type=if kind == ButtonKind::Submit { "submit" } else { "button" }
            // The server may write a part of a page that has just been made anew: what it knew is gone then.
            disabled=move || disabled.try_get().unwrap_or_default()
            aria-busy=move || busy.try_get().unwrap_or_default().then_some("true")
            on:click=move |event| {
                if busy.get_untracked() {
                    event.prevent_default();
                } else if let Some(on_press) = on_press {
                    on_press.run(event);
                }
            }
        >
            {icon.map(|name| view! { <Icon name=name /> })}
            {children()}
        </button>
    }
    .into_any()
}

/// A link that looks like a button: it leads somewhere.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: String,
    /// Loudness.
    #[prop(optional)]
    look: ButtonLook,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Leaves the dashboard: a full load.
    #[prop(optional)]
    external: bool,
    /// Smaller, for rows.
    #[prop(optional)]
    small: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    let mut class = look.class().to_owned();
    if small {
        class.push_str(" button-small");
    }
    view! {
        <a class=class href=href rel=external.then_some("external")>
            {icon.map(|name| view! { <Icon name=name /> })}
            {children()}
        </a>
    }
    .into_any()
}
