//! A message that belongs to the page.

use leptos::prelude::*;

use super::{Icon, IconName, Tone};

/// A message that belongs to the page and stays until its cause is gone.
#[component]
pub fn Banner(
    /// Colour and icon.
    tone: Tone,
    /// What it is about, in a few words.
    #[prop(into)]
    title: String,
    /// What to know and to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let icon = match tone {
        Tone::Success => IconName::Check,
        Tone::Warning | Tone::Danger => IconName::Warning,
        _ => IconName::Info,
    };
    let role = if tone == Tone::Danger { "alert" } else { "status" };
    view! {
        <div class=format!("banner banner-{}", tone.as_str()) role=role>
            <Icon name=icon />
            <div class="banner-body">
                <p class="strong">{title}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
    .into_any()
}
