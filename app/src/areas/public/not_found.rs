//! There is no such page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::parts::PublicFrame;
use crate::components::{ButtonLook, LinkButton};
use crate::session::Session;

/// There is no such page: says so and leads on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::ssr::set_not_found();
    let (href, label) = if Session::get().me().is_some() {
        ("/overview", "Go to the overview")
    } else {
        ("/", "Go to the start page")
    };
    view! {
        <Title text="Page not found" />
        <PublicFrame>
            <div class="gate">
                <div class="gate-panel">
                    <div>
                        <h1>"There is no page here"</h1>
                        <p class="muted">
                            "The address may have been typed wrongly, or what was here has been deleted."
                        </p>
                    </div>
                    <div>
                        <LinkButton href=href look=ButtonLook::Primary>
                            {label}
                        </LinkButton>
                    </div>
                </div>
            </div>
        </PublicFrame>
    }
    .into_any()
}
